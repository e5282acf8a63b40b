//! The heading over the diagram, and the diagram.

use crate::engine::{ConnectionId, Protocol};
use crate::i18n::{Key, text};
use crate::player::Player;
use crate::ui::context::use_lang;
use crate::ui::view;
use std::rc::Rc;
use yew::prelude::*;

/// What the stage shows.
#[derive(Properties)]
pub struct StageProps {
    /// The simulation at its cursor.
    pub player: Rc<Player>,
    /// The protocol shown.
    pub protocol: Protocol,
    /// The connection shown.
    pub connection: ConnectionId,
    /// Whether the cursor moves by itself.
    pub playing: bool,
}

impl PartialEq for StageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
            && (self.protocol, self.connection, self.playing)
                == (other.protocol, other.connection, other.playing)
    }
}

/// The middle of the page.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    let lang = use_lang();
    let name = match props.protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    };
    let state = view::state_of(&props.player, props.connection, view::chart(props.protocol));
    html! {
        <>
            <div class="pane-head">
                <h2 id="stage-title">{ text(lang, Key::StageTitle) }{ " · " }{ name }</h2>
                <span class="pane-note">{ state }</span>
            </div>
            <div class="stage-body"></div>
        </>
    }
}

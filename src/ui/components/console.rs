//! The console: what went over the wire, and the prompt.

use super::controls::Connect;
use super::inspector::Inspector;
use super::legal::Legal;
use super::prompt::Prompt;
use super::transcript::Transcript;
use crate::engine::{ConnectionId, Greeting, Protocol};
use crate::i18n::{Key, text};
use crate::player::Player;
use crate::ui::context::{send, use_dispatch, use_lang};
use crate::ui::state::Msg;
use crate::ui::view::{self, Awaits};
use std::rc::Rc;
use yew::prelude::*;

/// What the console shows.
#[derive(Properties)]
pub struct ConsoleProps {
    /// The simulation at its cursor.
    pub player: Rc<Player>,
    /// The protocol shown.
    pub protocol: Protocol,
    /// The connection shown.
    pub connection: ConnectionId,
    /// Whether it is open.
    pub open: bool,
    /// What stands in the prompt.
    pub draft: Rc<str>,
    /// Lines sent before, oldest first.
    pub history: Rc<Vec<Rc<str>>>,
    /// How an IMAP server will greet.
    pub greeting: Greeting,
    /// Whether IMAP commands get a tag by themselves.
    pub automatic_tags: bool,
    /// Whether CRLF and stuffed dots are visible.
    pub invisibles: bool,
    /// Whether the later turns of the last action are still being shown: the transcript has them all.
    pub catching_up: bool,
}

impl PartialEq for ConsoleProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
            && Rc::ptr_eq(&self.draft, &other.draft)
            && Rc::ptr_eq(&self.history, &other.history)
            && (self.protocol, self.connection, self.open, self.greeting)
                == (other.protocol, other.connection, other.open, other.greeting)
            && (self.automatic_tags, self.invisibles, self.catching_up)
                == (other.automatic_tags, other.invisibles, other.catching_up)
    }
}

/// The console.
#[component]
pub fn Console(props: &ConsoleProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let chart = view::chart(props.protocol);
    let state = view::state_of(&props.player, props.connection, chart);
    let host = match props.protocol {
        Protocol::Pop3 => "pop.example.org",
        Protocol::Imap => "imap.example.org",
    };
    let foot = if props.open {
        let command = view::awaits(&props.player, props.connection) == Awaits::Command;
        html! { if command { <Legal protocol={props.protocol} {state} switches={props.player.lab().switches()} /> } }
    } else {
        html! { <Connect protocol={props.protocol} greeting={props.greeting} /> }
    };
    html! {
        <section class="pane console" aria-labelledby="console-title">
            <div class="pane-head">
                <h2 id="console-title">{ text(lang, Key::ConsoleTitle) }</h2>
                <span class="pane-note">{ host }{ " : " }{ props.protocol.port() }</span>
                <button class="toggle" type="button" aria-pressed={props.invisibles.to_string()}
                    aria-label={text(lang, Key::ConsoleInvisibles)} title={text(lang, Key::ConsoleInvisibles)}
                    onclick={send(&dispatch, Msg::Invisibles)}>{ "CRLF" }</button>
            </div>
            <Transcript
                player={props.player.clone()}
                protocol={props.protocol}
                connection={props.connection}
                invisibles={props.invisibles}
                whole={props.catching_up}
            />
            <Inspector />
            <div class="console-foot">
                { foot }
                <Prompt
                    player={props.player.clone()}
                    protocol={props.protocol}
                    connection={props.connection}
                    open={props.open}
                    draft={props.draft.clone()}
                    history={props.history.clone()}
                    automatic_tags={props.automatic_tags}
                />
            </div>
        </section>
    }
}

//! What just happened, in one line: shown under the diagram and spoken by screen readers.

use crate::explain::{self, Mark};
use crate::i18n::{Key, text};
use crate::player::Player;
use crate::ui::context::use_lang;
use std::rc::Rc;
use yew::prelude::*;

/// What the caption speaks of.
#[derive(Properties)]
pub struct CaptionProps {
    /// The simulation at its cursor.
    pub player: Rc<Player>,
}

impl PartialEq for CaptionProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
    }
}

/// The line under the diagram.
#[component]
pub fn Caption(props: &CaptionProps) -> Html {
    let lang = use_lang();
    let said = props.player.current().and_then(|turn| explain::say(lang, &turn.steps));
    let body = match &said {
        None => {
            let key = if props.player.is_empty() { Key::CaptionInvitation } else { Key::CaptionBeginning };
            html! { <p class="caption-text quiet-text">{ text(lang, key) }</p> }
        }
        Some(said) => html! {
            <>
                { sign(said.mark, said.number) }
                <p class="caption-text">
                    <span>{ &said.sentence }</span>
                    { for said.effects.iter().map(|effect| html! { <span class="effect">{ " " }{ effect }</span> }) }
                </p>
            </>
        },
    };
    html! { <div class="caption" role="status" aria-live="polite" aria-atomic="true">{ body }</div> }
}

/// The number of the transition, or the sign of what happened.
fn sign(mark: Mark, number: Option<u8>) -> Html {
    let (class, sign) = match mark {
        Mark::Moved => ("is-moved", "→"),
        Mark::Stayed => ("is-stayed", "✓"),
        Mark::Failed | Mark::Refused => ("is-refused", "✗"),
        Mark::Lost => ("is-lost", "×"),
        Mark::Event => ("is-event", "+"),
    };
    match number {
        Some(number) => html! { <span class={classes!("chip", class)}>{ format!("({number})") }</span> },
        None => html! { <span class={classes!("chip", class)} aria-hidden="true">{ sign }</span> },
    }
}

//! What just happened, in one line: shown under the diagram and spoken by screen readers.

use super::live::nobody;
use crate::explain::{self, Mark};
use crate::i18n::Key;
use crate::ui::element::el;
use crate::ui::part::Page;
use yew::prelude::*;

/// The line under the diagram.
pub fn caption(page: &Page) -> Html {
    let said = page.player.current().and_then(|moment| explain::say(page.lang, &moment.turn));
    let body = match &said {
        None => {
            let text = match (page.player.is_empty(), &page.watch) {
                (true, Some(_)) => nobody(page),
                (true, None) => page.text(Key::CaptionInvitation).to_owned(),
                _ => page.text(Key::CaptionBeginning).to_owned(),
            };
            html! { <p class="caption-text quiet-text">{ text }</p> }
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
    let chip = el("span").classes(&["chip", class]);
    match number {
        Some(number) => chip.child(format!("({number})")).into(),
        None => chip.attr("aria-hidden", "true").child(sign).into(),
    }
}

//! The last turn in one line: shown under the diagram and spoken by screen readers.

use crate::app::caption::caption;
use crate::app::clients::Clients;
use crate::app::live_view::nobody;
use crate::app::telling;
use crate::explain::{Mark, Said};
use crate::ui::prelude::*;
use std::rc::Rc;

/// The line under the diagram.
#[autoprops]
#[component]
pub(crate) fn Caption(timeline: &Slice<Timeline>, clients: &Slice<Clients>, live: bool) -> Html {
    let texts = use_texts();
    let player = &timeline.player;
    let moment = telling::moment(player, clients.connection()).map(|(_, moment)| moment);
    let body = match moment.and_then(|moment| caption(player, moment, clients, live, texts.0)) {
        None => {
            let never = player.is_empty() || player.lab().connection(clients.connection()).is_none();
            let text = match (never, live) {
                (true, true) => nobody(clients.protocol, texts.0),
                (true, false) => texts.text(Key::CaptionInvitation).to_owned(),
                _ => texts.text(Key::CaptionBeginning).to_owned(),
            };
            html! { <p class="caption-text quiet-text">{ text }</p> }
        }
        Some(said) => html! {
            <>
                { sign(said.mark, said.number) }
                <div class="caption-text">
                    <p>{ &said.sentence }</p>
                    { small(&said) }
                </div>
            </>
        },
    };
    // Each turn is an element of its own, so that a sentence that comes again is announced again.
    let body = html! { <div class="caption-body" key={moment.map_or(0, |moment| Rc::as_ptr(&moment.turn) as usize)}>{ body }</div> };
    html! { <div class="caption" role="status" aria-live="polite" aria-atomic="true">{ body }</div> }
}

/// The event, its effects and remarks, in small.
fn small(said: &Said) -> Option<Html> {
    let all: Vec<&str> =
        said.event.iter().chain(&said.effects).chain(&said.remarks).map(String::as_str).collect();
    (!all.is_empty()).then(|| html! { <p class="caption-event">{ all.join(" ") }</p> })
}

/// The number of the transition, or the sign of the turn.
fn sign(mark: Mark, number: Option<u8>) -> Html {
    let (class, sign) = match mark {
        Mark::Moved => ("is-moved", "→"),
        Mark::Stayed => ("is-stayed", "✓"),
        Mark::Failed | Mark::Refused => ("is-refused", "✗"),
        Mark::Lost => ("is-lost", "×"),
        Mark::Event => ("is-event", "+"),
    };
    let class = classes!("chip", class);
    match number {
        Some(number) => html! { <span {class}>{ format!("({number})") }</span> },
        None => html! { <span {class} aria-hidden="true">{ sign }</span> },
    }
}

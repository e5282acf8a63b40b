//! One turn of the transcript: the client's octets, the server's answer, and the reason.

use super::copy::CopyButton;
use super::import::ours;
use super::rfc_link::rfc_link;
use crate::app::octet_lines::{Piece, lines};
use crate::app::paper::spoken;
use crate::app::transcript::{fold, reason, reply_name};
use crate::engine::Turn;
use crate::engine::chart::Rfc;
use crate::engine::recording::differing;
use crate::engine::step::{Party, Step};
use crate::engine::wire::Role;
use crate::engine::wire::Wire;
use crate::explain;
use crate::ui::prelude::*;

/// The language of everything that goes over the wire but messages.
const PROTOCOL: &str = "en";

/// The parts that a person unfolded.
#[derive(Clone, Default)]
struct Unfolded {
    /// Whether "Why?" is answered, once somebody chose.
    why: Option<bool>,
    /// The places of the steps whose folded lines are shown.
    steps: Vec<usize>,
}

/// One turn.
#[autoprops]
#[component]
pub(crate) fn Exchange(turn: &Slice<Turn>, index: usize, current: bool) -> Html {
    let texts = use_texts();
    let unfolded = use_state(Unfolded::default);
    let said = explain::say(texts.0, turn);
    let class = classes!(
        "exchange",
        current.then_some("is-current"),
        turn.opened().map(|_| "is-opening"),
        (!turn.speaks()).then_some("is-event")
    );
    // The event is told in the octets' place, if there are none.
    let event = said.as_ref().filter(|_| !turn.speaks()).map(|said| {
        let event = said.event.as_ref().unwrap_or(&said.sentence);
        html! { <p class="event">{ event }</p> }
    });
    let why = said
        .as_ref()
        .and_then(reason)
        .map(|(sentence, rfc, urgent)| why(texts, sentence, rfc, current || urgent, &unfolded));
    let copied = {
        let turn = turn.clone();
        Callback::from(move |()| spoken::text(&turn, texts.0))
    };
    html! {
        <div {class} data-turn={index.to_string()}>
            { event }
            { for turn.steps().iter().enumerate().map(|(place, step)| octets(texts, step, place, &unfolded)) }
            { why }
            { differing(turn).map(|answer| ours(texts, answer)) }
            <CopyButton class="quiet copy" text={copied} />
        </div>
    }
}

/// The lines of one command or reply; nothing for other steps.
fn octets(texts: Texts, step: &Step, place: usize, unfolded: &UseStateHandle<Unfolded>) -> Html {
    let Step::Wire { from, wire, reply, .. } = step else { return Html::default() };
    let from = match from {
        Party::Client => "client",
        Party::Server => "server",
    };
    let outcome = reply.map(reply_name);
    let all = lines(wire);
    let line = |index: usize| {
        html! {
            <div class="line" data-from={from} data-outcome={outcome.filter(|_| index == 0)} key={index}>
                { for all[index].pieces.iter().map(span) }
            </div>
        }
    };
    let step = place.to_string();
    let fold = fold(all.len()).filter(|_| !unfolded.steps.contains(&place));
    let Some(fold) = fold else {
        return html! { <div class="octets" lang={PROTOCOL} data-step={step}>{ for (0..all.len()).map(line) }</div> };
    };
    let hidden = fold.len().to_string();
    let unfolded = unfolded.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let mut now = (*unfolded).clone();
        now.steps.push(place);
        unfolded.set(now);
    });
    html! {
        <div class="octets" lang={PROTOCOL} data-step={step}>
            { for (0..fold.start).map(line) }
            <button class="link unfold" type="button" lang={texts.0.tag()} {onclick}>
                { texts.format(Key::TranscriptUnfold, &[("count", &hidden)]) }
            </button>
            { for (fold.end..all.len()).map(line) }
        </div>
    }
}

/// The octets that the client has sent of what is not complete.
pub(super) fn incomplete(texts: Texts, wire: &Wire) -> Html {
    html! {
        <div class="exchange is-incomplete">
            <p class="so-far">{ texts.text(Key::TranscriptSoFar) }</p>
            <div class="octets">
                { for lines(wire).iter().map(|line| html! {
                    <div class="line" data-from="client">{ for line.pieces.iter().map(span) }</div>
                }) }
            </div>
        </div>
    }
}

fn span(piece: &Piece) -> Html {
    let text = piece.text.clone();
    // A message speaks any language.
    let lang = matches!(piece.role, Role::Content | Role::Literal).then_some("");
    // The sign for a line break stands in the style sheet, so that a line's text is the line.
    html! {
        <span data-role={piece.name()} data-at={piece.at.map(|at| at.to_string())} tabindex="-1" {lang}>{ text }</span>
    }
}

/// "Why?" and its answer.
fn why(texts: Texts, sentence: String, rfc: Rfc, open: bool, unfolded: &UseStateHandle<Unfolded>) -> Html {
    let open = unfolded.why.unwrap_or(open);
    let unfolded = unfolded.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        unfolded.set(Unfolded { why: Some(!open), ..(*unfolded).clone() });
    });
    html! {
        <p class={classes!("why", (!open).then_some("is-closed"))}>
            <button class="why-button" type="button" aria-expanded={open.to_string()} {onclick}>
                { texts.text(Key::WhyName) }
            </button>
            if open {
                { " " }<span>{ sentence }</span>{ " " }
                { rfc_link(rfc.number, rfc.section) }
            }
        </p>
    }
}

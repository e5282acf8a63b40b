//! One turn of the transcript: what the client sent, what the server answered, and why.

use super::octets::{Line, Piece, lines};
use crate::engine::chart::Rfc;
use crate::engine::step::{Party, Reply, Step};
use crate::explain::{self, Mark, Said};
use crate::i18n::{Key, format, text};
use crate::ui::context::use_lang;
use std::rc::Rc;
use yew::prelude::*;

/// A turn's steps, equal by pointer: a turn never changes.
#[derive(Clone, Debug)]
pub struct Steps(pub Rc<[Step]>);

impl PartialEq for Steps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What an exchange shows.
#[derive(Properties, PartialEq)]
pub struct ExchangeProps {
    /// The turn's steps.
    pub steps: Steps,
    /// Whether the cursor stands behind this turn.
    pub current: bool,
}

/// A reply of more lines than this is folded.
const FOLD_ABOVE: usize = 60;
/// The lines that a folded reply shows at its beginning and at its end.
const FOLDED: (usize, usize) = (24, 4);

/// One turn.
#[component]
pub fn Exchange(props: &ExchangeProps) -> Html {
    let lang = use_lang();
    let steps = &props.steps.0;
    let said = explain::say(lang, steps);
    let wires = steps.iter().any(|step| matches!(step, Step::Wire { .. }));
    let opened = steps.iter().any(|step| matches!(step, Step::Opened { .. }));
    let class = classes!("exchange", props.current.then_some("is-current"), opened.then_some("is-opening"));
    if !wires {
        let sentence = said.map(|said| said.sentence).unwrap_or_default();
        return html! {
            <div class={classes!(class, "is-event")}><p class="event">{ sentence }</p></div>
        };
    }
    let wire = |step: &Step| match step {
        Step::Wire { from, wire, reply, .. } => {
            html! { <Octets from={Side(*from)} lines={Lines(lines(wire).into())} reply={reply.map(Sign)} /> }
        }
        _ => html! {},
    };
    html! {
        <div {class}>
            { for steps.iter().map(wire) }
            { for said.and_then(|said| why(&said)).map(|(sentence, rfc, refused)| html! {
                <Why {sentence} address={explain::address(rfc)} citation={explain::citation(rfc)}
                    open={props.current || refused} />
            }) }
        </div>
    }
}

/// The sentence behind "Why?": the rule, and for a refusal first what came and what would help.
fn why(said: &Said) -> Option<(String, Rfc, bool)> {
    let reason = said.why.as_ref()?;
    let refused = said.mark == Mark::Refused;
    let sentence =
        if refused { std::format!("{} {}", said.sentence, reason.sentence) } else { reason.sentence.clone() };
    Some((sentence, reason.rfc, refused))
}

#[derive(Clone, Copy, PartialEq)]
struct Side(Party);

#[derive(Clone, Copy, PartialEq)]
struct Sign(Reply);

#[derive(Clone)]
struct Lines(Rc<[Line]>);

impl PartialEq for Lines {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

#[derive(Properties, PartialEq)]
struct OctetsProps {
    from: Side,
    lines: Lines,
    reply: Option<Sign>,
}

/// The lines of one command or reply.
#[component]
fn Octets(props: &OctetsProps) -> Html {
    let lang = use_lang();
    let unfolded = use_state(|| false);
    let from = match props.from.0 {
        Party::Client => "client",
        Party::Server => "server",
    };
    let outcome = props.reply.map(|sign| outcome(sign.0));
    let all = &props.lines.0;
    let line = |index: usize| {
        html! {
            <div class="line" data-from={from} data-outcome={outcome.filter(|_| index == 0)} key={index}>
                { for all[index].pieces.iter().map(span) }
            </div>
        }
    };
    if all.len() <= FOLD_ABOVE || *unfolded {
        return html! { <div class="octets">{ for (0..all.len()).map(line) }</div> };
    }
    let (head, tail) = FOLDED;
    let hidden = (all.len() - head - tail).to_string();
    let onclick = Callback::from(move |_: MouseEvent| unfolded.set(true));
    html! {
        <div class="octets">
            { for (0..head).map(line) }
            <button class="link unfold" type="button" {onclick}>
                { format(lang, Key::TranscriptUnfold, &[("count", &hidden)]) }
            </button>
            { for (all.len() - tail..all.len()).map(line) }
        </div>
    }
}

fn span(piece: &Piece) -> Html {
    let class = classes!("octet", std::format!("is-{}", piece.name()));
    let role = piece.name();
    // The sign for a line break stands in the style sheet, so that a line's text is the line.
    html! {
        <span {class} data-role={role} data-octets={piece.octets.to_string()} tabindex="-1">{ &piece.text }</span>
    }
}

/// The contract's word for a reply.
fn outcome(reply: Reply) -> &'static str {
    match reply {
        Reply::Ok => "ok",
        Reply::Err => "err",
        Reply::No => "no",
        Reply::Bad => "bad",
        Reply::Bye => "bye",
        Reply::Preauth => "preauth",
        Reply::Untagged => "untagged",
        Reply::Continue => "continue",
    }
}

#[derive(Properties, PartialEq)]
struct WhyProps {
    sentence: String,
    address: String,
    citation: String,
    open: bool,
}

/// "Why?" and its answer.
#[component]
fn Why(props: &WhyProps) -> Html {
    let lang = use_lang();
    let chosen = use_state(|| None::<bool>);
    let open = chosen.unwrap_or(props.open);
    let onclick = {
        let chosen = chosen.clone();
        Callback::from(move |_: MouseEvent| chosen.set(Some(!open)))
    };
    html! {
        <p class={classes!("why", (!open).then_some("is-closed"))}>
            <button class="why-button" type="button" aria-expanded={open.to_string()} {onclick}>
                { text(lang, Key::WhyName) }
            </button>
            if open {
                { " " }<span>{ &props.sentence }</span>{ " " }
                <a href={props.address.clone()} target="_blank" rel="noreferrer noopener">{ &props.citation }</a>
            }
        </p>
    }
}

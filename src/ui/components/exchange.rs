//! One turn of the transcript: what the client sent, what the server answered, and why.

use crate::app::octet_lines::{Piece, lines};
use crate::engine::Turn;
use crate::engine::chart::Rfc;
use crate::engine::step::{Party, Reply, Step};
use crate::explain::{self, Mark, Said};
use crate::i18n::{Key, Lang, format, text};
use crate::ui::element::{beside, el, when};
use std::rc::Rc;
use yew::prelude::*;

/// What an exchange shows.
#[derive(Properties)]
pub struct ExchangeProps {
    /// The language of what is no protocol text.
    pub lang: Lang,
    /// The turn.
    pub turn: Rc<Turn>,
    /// Whether the cursor stands behind this turn.
    pub current: bool,
}

impl PartialEq for ExchangeProps {
    /// A turn never changes, so that the same one is an equal one.
    fn eq(&self, other: &Self) -> bool {
        (self.lang, self.current) == (other.lang, other.current) && Rc::ptr_eq(&self.turn, &other.turn)
    }
}

/// What a person unfolded.
#[derive(Clone, Default)]
struct Unfolded {
    /// Whether "Why?" is answered, once somebody chose.
    why: Option<bool>,
    /// The places of the steps whose folded lines are shown.
    steps: Vec<usize>,
}

/// A reply of more lines than this is folded.
const FOLD_ABOVE: usize = 60;
/// The lines that a folded reply shows at its beginning and at its end.
const FOLDED: (usize, usize) = (24, 4);

/// One turn.
#[component]
pub fn Exchange(props: &ExchangeProps) -> Html {
    let unfolded = use_state(Unfolded::default);
    let ExchangeProps { lang, turn, current } = props;
    let said = explain::say(*lang, turn);
    let opened = turn.opened().is_some();
    let exchange = |is_event: bool| {
        let marks = [when(*current, "is-current"), when(opened, "is-opening"), when(is_event, "is-event")];
        el("div").classes(&["exchange", marks[0], marks[1], marks[2]])
    };
    if !turn.speaks() {
        let sentence = said.map(|said| said.sentence).unwrap_or_default();
        return exchange(true).child(el("p").attr("class", "event").child(sentence)).into();
    }
    let why = said
        .and_then(|said| reason(&said))
        .map(|(sentence, rfc, refused)| why(*lang, sentence, rfc, *current || refused, &unfolded));
    exchange(false)
        .list(turn.steps().iter().enumerate().map(|(place, step)| octets(*lang, step, place, &unfolded)))
        .maybe(why)
        .into()
}

/// The sentence behind "Why?": the rule, and for a refusal first what came and what would help.
fn reason(said: &Said) -> Option<(String, Rfc, bool)> {
    let reason = said.why.as_ref()?;
    let refused = said.mark == Mark::Refused;
    let sentence =
        if refused { std::format!("{} {}", said.sentence, reason.sentence) } else { reason.sentence.clone() };
    Some((sentence, reason.rfc, refused))
}

/// The lines of one command or reply; nothing for other steps.
fn octets(lang: Lang, step: &Step, place: usize, unfolded: &UseStateHandle<Unfolded>) -> Html {
    let Step::Wire { from, wire, reply, .. } = step else { return Html::default() };
    let from = match from {
        Party::Client => "client",
        Party::Server => "server",
    };
    let outcome = reply.map(outcome);
    let all = lines(wire);
    let line = |index: usize| {
        html! {
            <div class="line" data-from={from} data-outcome={outcome.filter(|_| index == 0)} key={index}>
                { for all[index].pieces.iter().map(span) }
            </div>
        }
    };
    if all.len() <= FOLD_ABOVE || unfolded.steps.contains(&place) {
        return html! { <div class="octets">{ for (0..all.len()).map(line) }</div> };
    }
    let (head, tail) = FOLDED;
    let hidden = (all.len() - head - tail).to_string();
    let unfolded = unfolded.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let mut now = (*unfolded).clone();
        now.steps.push(place);
        unfolded.set(now);
    });
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
    // The sign for a line break stands in the style sheet, so that a line's text is the line.
    el("span")
        .attr("class", ["octet is-", piece.name()].concat())
        .attr("data-role", piece.name())
        .attr("data-octets", piece.octets.to_string())
        .attr("tabindex", "-1")
        .child(&piece.text)
        .into()
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

/// "Why?" and its answer.
fn why(lang: Lang, sentence: String, rfc: Rfc, open: bool, unfolded: &UseStateHandle<Unfolded>) -> Html {
    let open = unfolded.why.unwrap_or(open);
    let unfolded = unfolded.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        unfolded.set(Unfolded { why: Some(!open), ..(*unfolded).clone() });
    });
    let button = el("button")
        .attrs(&[("class", "why-button"), ("type", "button")])
        .truth("aria-expanded", open)
        .onclick(onclick)
        .child(text(lang, Key::WhyName));
    let answer = || {
        let source = el("a")
            .attr("href", explain::address(rfc))
            .attrs(&[("target", "_blank"), ("rel", "noreferrer noopener")])
            .child(explain::citation(rfc));
        beside([" ".into(), el("span").child(sentence).into(), " ".into(), source.into()])
    };
    el("p").classes(&["why", when(!open, "is-closed")]).child(button).maybe(open.then(answer)).into()
}

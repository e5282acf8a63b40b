//! The conversation as a ladder.
//!
//! The rules of this file:
//! 1. Only the rows near sight are in the document; above and below them stand two empty elements of the others' height.
//! 2. One tab stop. The arrow keys go from row to row, Enter shows the row's step.
//! 3. The newest row is in sight after each step: the ladder is scrolled from its foot, as the transcript is.

use crate::app::clients::Clients;
use crate::app::ladder::{View, height};
use crate::app::preferences::Speed;
use crate::app::timeline::Msg;
use crate::app::transcript::reply_name;
use crate::diagram::sequence::{Event, Index, Rung, Thread};
use crate::engine::step::Party;
use crate::ui::element::{Element, el, when};
use crate::ui::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element as Node, HtmlElement};

/// Rows in the document above and below those in sight.
const BEYOND: usize = 12;
/// Rows in sight, as long as nobody has measured.
const USUAL: usize = 24;
/// The height of a row in em, as in www/css/stage-views.css.
const ROW: usize = 2;
/// Rows that the keys for pages go over.
const PAGE: usize = 10;

/// The part of the ladder that is in sight.
#[derive(Default)]
struct Sight {
    index: Index,
    /// The place in the timeline that it was drawn for.
    cursor: Option<usize>,
    /// The first row in sight.
    top: usize,
    /// The number of rows in sight.
    fit: usize,
    /// The row that the keys have reached.
    at: Option<usize>,
    /// Whether it is to have the focus.
    focuses: bool,
}

/// The ladder.
#[autoprops]
#[component]
pub(crate) fn Sequence(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    pace: Option<Speed>,
    live: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let sight = use_mut_ref(Sight::default);
    let again = use_force_update();
    let scroller = use_node_ref();
    let player = &timeline.player;
    let view = View { player, clients, live, lang: texts.0 };
    let (all, first, ladder, at) = {
        let mut sight = sight.borrow_mut();
        let all = height(&mut sight.index, player);
        if sight.cursor.replace(player.cursor()) != Some(player.cursor()) {
            sight.fit = sight.fit.max(USUAL);
            sight.top = all.saturating_sub(sight.fit);
        }
        let wanted = sight.top.saturating_sub(BEYOND)..sight.top + sight.fit + BEYOND;
        (all, wanted.start.min(all), view.ladder(&sight.index, wanted), sight.at)
    };
    {
        let (scroller, sight, again) = (scroller.clone(), sight.clone(), again.clone());
        use_effect_with((player.cursor(), all), move |_| {
            let Some(scroller) = scroller.cast::<Node>() else { return };
            // It is reversed (see the style sheet): its foot is at 0.
            scroller.set_scroll_top(0);
            let (_, fit) = measured(&scroller, all);
            let mut sight = sight.borrow_mut();
            if fit > sight.fit {
                (sight.fit, sight.top) = (fit, all.saturating_sub(fit));
                again.force_update();
            }
        });
    }
    {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        use_effect(move || {
            let mut sight = sight.borrow_mut();
            if !std::mem::take(&mut sight.focuses) {
                return;
            }
            let selector = sight.at.map(|at| format!("[data-row=\"{at}\"]")).unwrap_or_default();
            let row = scroller.cast::<Node>().and_then(|scroller| scroller.query_selector(&selector).ok()?);
            drop(sight);
            if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
                // A row that cannot take the focus leaves it where it is.
                let _ = row.focus();
            }
        });
    }
    let onscroll = {
        let (sight, again) = (sight.clone(), again.clone());
        Callback::from(move |event: yew::Event| {
            let Some(scroller) = event.target_dyn_into::<Node>() else { return };
            let mut sight = sight.borrow_mut();
            let (below, fit) = measured(&scroller, all);
            let top = all.saturating_sub(below + fit);
            if top.abs_diff(sight.top) > BEYOND / 2 || fit > sight.fit + BEYOND {
                (sight.top, sight.fit) = (top, fit);
                again.force_update();
            }
        })
    };
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let mut sight = sight.borrow_mut();
            let last = all.saturating_sub(1);
            let here = event.target_dyn_into::<Node>().and_then(|target| row_of(&target)).unwrap_or(last);
            let next = match event.key().as_str() {
                "ArrowDown" => here + 1,
                "ArrowUp" => here.saturating_sub(1),
                "PageDown" => here + PAGE,
                "PageUp" => here.saturating_sub(PAGE),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    event.prevent_default();
                    dispatch.send(Msg::Seek(sight.index.turn(here) + 1));
                    (sight.at, sight.focuses) = (Some(here), true);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let next = next.min(last);
            (sight.at, sight.focuses) = (Some(next), true);
            if next < sight.top || next >= sight.top + sight.fit {
                sight.top = next.saturating_sub(sight.fit / 2);
            }
            again.force_update();
        })
    };
    let onclick = Callback::from(move |event: MouseEvent| {
        let turn = event.target_dyn_into::<Node>().and_then(|target| target.closest("[data-turn]").ok()?);
        if let Some(turn) = turn.and_then(|row| row.get_attribute("data-turn")?.parse().ok()) {
            dispatch.send(Msg::Seek(turn));
        }
    });
    if all == 0 {
        return html! { <p class="ladder-empty quiet-text">{ texts.text(Key::SequenceEmpty) }</p> };
    }
    let end = first + ladder.rungs.len();
    let stop = at.filter(|at| (first..end).contains(at)).unwrap_or(end - 1);
    let rungs = ladder.rungs.iter().zip(first..).map(|((turn, drawn), at)| {
        let goes_on = match &drawn.row.event {
            Event::Line(line) => line.goes_on,
            event => matches!(event, Event::LeftOut { .. }),
        };
        rung(drawn, view.whose(&drawn.row))
            .key(at)
            .attr("data-row", at.to_string())
            .attr("data-turn", turn.to_string())
            .attr("tabindex", if at == stop { "0" } else { "-1" })
            .classes(&[
                "rung",
                &["is-", drawn.row.event.name()].concat(),
                when(drawn.row.begins, "begins"),
                when(goes_on, "goes-on"),
                when(*turn == player.cursor(), "is-new"),
            ])
    });
    let head = ladder
        .lanes
        .iter()
        .map(|lane| el("span").key(lane.id.0).attr("data-lifeline", lane.id.0.to_string()).child(&lane.name));
    let server = el("span").attr("data-lifeline", "server").child(texts.text(Key::SequenceServer));
    let list = el("ol")
        .attrs(&[("class", "rungs"), ("role", "list")])
        .attr("aria-label", texts.text(Key::SequenceName))
        .list(rungs);
    html! {
        <div class="ladder" data-pace={pace.map_or("none", Speed::name)} data-lanes={ladder.lanes.len().to_string()}
            ref={scroller} {onscroll} {onkeydown} {onclick}>
            <div class="ladder-paper">
                { el("div").attr("class", "lifelines").list(head).child(server) }
                { space(first) }
                { list }
                { space(all - end) }
            </div>
        </div>
    }
}

/// The room of rows that are not in the document.
fn space(rows: usize) -> Html {
    let height = std::format!("{}em", rows * ROW);
    el("svg")
        .attrs(&[("class", "space"), ("aria-hidden", "true"), ("width", "1")])
        .attr("height", height)
        .into()
}

/// The number of rows below those in sight, and of those in sight.
fn measured(scroller: &Node, all: usize) -> (usize, usize) {
    let row = f64::from(scroller.scroll_height()) / all.max(1) as f64;
    let rows = |pixels: i32| (f64::from(pixels) / row).ceil() as usize;
    (rows(-scroller.scroll_top()), rows(scroller.client_height()))
}

/// The row that an element is.
fn row_of(element: &Node) -> Option<usize> {
    element.closest("[data-row]").ok()??.get_attribute("data-row")?.parse().ok()
}

/// A row.
fn rung(rung: &Rung, whose: String) -> Element {
    let from = rung.row.event.from();
    let (outcome, unasked) = match &rung.row.event {
        Event::Line(line) => (line.reply.map(reply_name), line.unasked),
        _ => (None, false),
    };
    let threads = rung.threads.iter().map(|thread| {
        el("i").classes(&[match thread {
            Thread::None => "thread",
            Thread::Open => "thread is-open",
            Thread::Tls => "thread is-open is-tls",
        }])
    });
    let words = el("b").child(&rung.words);
    let words = match rung.row.event {
        // The protocol's own words, in its language.
        Event::Line(_) => words.attr("lang", "en"),
        _ => words,
    };
    let said = el("span").attr("class", "rung-words").child(el("span").attr("class", "sr-only").child(whose));
    el("li")
        .attr("data-lane", rung.lane.map(|lane| (lane + 1).to_string()))
        .attr("data-arrow", from.map(|_| ""))
        .attr("data-from", from.map(|from| if from == Party::Client { "client" } else { "server" }))
        .attr("data-outcome", outcome)
        .attr("data-unasked", unasked.then_some(""))
        .list(threads)
        .child(el("i").attr("class", "rung-arrow"))
        .child(said.child(words))
}

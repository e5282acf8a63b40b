//! The explanation of the octets under the pointer, the focus or the finger.

use crate::app::octet_lines;
use crate::engine::wire::Role;
use crate::explain;
use crate::ui::platform;
use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// Explains octets of the transcript.
#[component]
pub(crate) fn Inspector() -> Html {
    let texts = use_texts();
    let found = use_state_eq(|| None::<(Role, usize)>);
    {
        let found = found.clone();
        use_effect_with((), move |()| {
            let log = platform::by_id::<HtmlElement>("log");
            let listeners = log.map(|log| {
                let over = ["pointerover", "focusin", "click"].map(|name| {
                    let found = found.setter();
                    EventListener::new(&log, name, move |event| found.set(at(event)))
                });
                let left = EventListener::new(&log, "pointerleave", move |_| found.setter().set(None));
                let options = EventListenerOptions::enable_prevent_default();
                let keys = EventListener::new_with_options(&log, "keydown", options, walk);
                (over, left, keys)
            });
            move || drop(listeners)
        });
    }
    let body = match *found {
        None => html! { <span class="quiet-text">{ texts.text(Key::InspectorHint) }</span> },
        Some((role, octets)) => html! {
            <>
                <span>{ explain::role(texts.0, role) }</span>
                <span class="inspector-count">{ texts.format(Key::InspectorOctets, &[("count", &octets.to_string())]) }</span>
            </>
        },
    };
    html! { <p class="inspector" id="inspector">{ body }</p> }
}

/// The labelled octets that an event is about.
fn at(event: &Event) -> Option<(Role, usize)> {
    let element = event.target()?.dyn_into::<Element>().ok()?.closest("[data-role]").ok()??;
    let role = octet_lines::role(&element.get_attribute("data-role")?)?;
    Some((role, element.get_attribute("data-octets")?.parse().ok()?))
}

/// With the focus on the transcript, the arrow keys walk over its octets: ← and → piece by piece, ↑ and ↓ line by line.
fn walk(event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let line = target.closest(".line").ok().flatten();
    let next = match (event.key().as_str(), line) {
        ("ArrowLeft", Some(_)) => beside("#log [data-role]", &target, -1),
        ("ArrowRight", Some(_)) => beside("#log [data-role]", &target, 1),
        ("ArrowUp", Some(line)) => beside("#log .line", &line, -1).and_then(|line| first(&line)),
        ("ArrowDown", Some(line)) => beside("#log .line", &line, 1).and_then(|line| first(&line)),
        ("ArrowLeft", None) => all("#log [data-role]").pop(),
        ("ArrowRight" | "ArrowUp" | "ArrowDown", None) => {
            all("#log .line").pop().and_then(|line| first(&line))
        }
        ("Escape", _) => {
            event.prevent_default();
            platform::focus("command");
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(span) = next.and_then(|span| span.dyn_into::<HtmlElement>().ok()) {
        let _ = span.set_attribute("aria-describedby", "inspector");
        let _ = span.focus();
    }
}

fn all(selector: &str) -> Vec<Element> {
    let found = platform::document().query_selector_all(selector).ok();
    let nodes = found.into_iter().flat_map(|list| (0..list.length()).filter_map(move |at| list.item(at)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// The element so many places further in the document.
fn beside(selector: &str, here: &Element, by: isize) -> Option<Element> {
    let mut all = all(selector);
    let at = all.iter().position(|other| other == here)?.checked_add_signed(by)?;
    (at < all.len()).then(|| all.swap_remove(at))
}

fn first(line: &Element) -> Option<Element> {
    line.query_selector("[data-role]").ok().flatten()
}

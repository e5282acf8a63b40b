//! The explanation of the octets or of the command under the pointer, the focus or the finger; else of the command
//! that is being typed.

use crate::app::completion;
use crate::explain::{self, Hint};
use crate::ui::platform;
use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// The thing that is explained.
#[derive(Clone, PartialEq)]
enum Found {
    /// Octets of the transcript.
    Octets(Octets),
    /// A command's button.
    Command(String),
}

/// Octets of one role, and the line in which they stand.
#[derive(Clone, PartialEq)]
struct Octets {
    role: String,
    text: String,
    count: usize,
    line: usize,
    sender: Sender,
}

/// The sender of a line.
#[derive(Clone, Copy, PartialEq)]
enum Sender {
    Client,
    /// The server, in a reply's first line.
    First,
    /// The server, in a further line.
    Further,
}

/// Explains octets of the transcript, and commands.
#[autoprops]
#[component]
pub(crate) fn Inspector(protocol: Protocol, draft: &Rc<str>) -> Html {
    let texts = use_texts();
    let found = use_state_eq(|| None::<Found>);
    {
        let found = found.clone();
        use_effect_with((), move |()| {
            let log = platform::by_id::<HtmlElement>("log");
            let console = log.as_ref().and_then(|log| log.closest(".console").ok().flatten());
            let listeners = log.zip(console).map(|(log, console)| {
                let over = ["pointerover", "focusin", "click"].map(|name| {
                    let found = found.setter();
                    EventListener::new(&console, name, move |event| found.set(at(event)))
                });
                let left = EventListener::new(&console, "pointerleave", move |_| found.setter().set(None));
                let options = EventListenerOptions::enable_prevent_default();
                let keys = EventListener::new_with_options(&log, "keydown", options, walk);
                (over, left, keys)
            });
            move || drop(listeners)
        });
    }
    let hint_of = |command: &str| explain::hint(protocol.chart(), texts.0, command);
    let pointed = match &*found {
        Some(Found::Octets(it)) => return paragraph(octets(texts, protocol, it)),
        Some(Found::Command(name)) => hint_of(name),
        None => None,
    };
    let typed = || completion::command(protocol.chart(), draft).and_then(hint_of);
    paragraph(match pointed.or_else(typed) {
        Some(it) => hint(texts, &it),
        None => html! { <span class="quiet-text">{ texts.text(Key::InspectorHint) }</span> },
    })
}

fn paragraph(body: Html) -> Html {
    html! { <p class="inspector" id="inspector">{ body }</p> }
}

/// A command's use.
fn hint(texts: Texts, it: &Hint) -> Html {
    let example = it.example.map(|example| texts.format(Key::HintExample, &[("example", example)]));
    html! {
        <span class="inspector-form">
            <code>{ it.form }</code>{ " – " }{ &it.does }
            if let Some(example) = example {
                { " " }{ example }
            }
        </span>
    }
}

fn octets(texts: Texts, protocol: Protocol, it: &Octets) -> Html {
    let count = texts.format(Key::InspectorOctets, &[("count", &it.count.to_string())]);
    let line = it.line.to_string();
    // RFC 1939 §3: "Responses may be up to 512 characters long, including the terminating CRLF."
    // RFC 2449 §4: "The maximum length of a command is increased [...] to 255 octets".
    let max = match it.sender {
        Sender::Client => Some("255"),
        Sender::First => Some("512"),
        Sender::Further => None,
    };
    let line = match max.filter(|_| protocol == Protocol::Pop3) {
        Some(max) => texts.format(Key::InspectorLineOf, &[("count", &line), ("max", max)]),
        None => texts.format(Key::InspectorLine, &[("count", &line)]),
    };
    let command = Some(it.text.to_ascii_uppercase()).filter(|_| it.role == "keyword");
    let does = command.and_then(|command| explain::hint(protocol.chart(), texts.0, &command));
    let sentence = match does {
        Some(hint) => format!("{} – {}", hint.form, hint.does),
        None => explain::role(texts.0, protocol, &it.role, &it.text).to_owned(),
    };
    html! {
        <>
            <span>{ sentence }</span>
            <span class="inspector-count">{ count }<br />{ line }</span>
        </>
    }
}

/// The thing that an event is about.
fn at(event: &Event) -> Option<Found> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    if let Some(command) = target.closest("[data-command]").ok()? {
        return command.get_attribute("data-command").map(Found::Command);
    }
    let element = target.closest("[data-role]").ok()??;
    let line = element.closest(".line").ok()??;
    let sender = match (line.get_attribute("data-from").as_deref(), line.has_attribute("data-outcome")) {
        (Some("client"), _) => Sender::Client,
        (_, true) => Sender::First,
        _ => Sender::Further,
    };
    let count = |element: &Element| element.get_attribute("data-octets")?.parse::<usize>().ok();
    let pieces = line.children();
    let all = (0..pieces.length()).filter_map(|place| count(&pieces.item(place)?));
    Some(Found::Octets(Octets {
        role: element.get_attribute("data-role")?,
        text: element.text_content().unwrap_or_default(),
        count: count(&element)?,
        line: all.sum(),
        sender,
    }))
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

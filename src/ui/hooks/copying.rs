//! Copying from the transcript: whose octets they are goes along, and "Why?" does not. The text is a script's, so that
//! it can be kept and read again.

use crate::ui::platform;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, Node};
use yew::prelude::*;

/// Listens for copies of more than one line of the transcript.
#[hook]
pub(crate) fn use_copying() {
    use_effect_with((), |()| {
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&platform::document(), "copy", options, |event| {
            let clipboard = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
            if let Some((clipboard, text)) = clipboard.zip(selected())
                && clipboard.set_data("text/plain", &text).is_ok()
            {
                event.prevent_default();
            }
        });
        move || drop(listener)
    });
}

/// The selected lines, if they are several of the transcript's and nothing else.
fn selected() -> Option<String> {
    let selection = platform::window().get_selection().ok()??;
    let log = platform::by_id::<Element>("log")?;
    let is_inside = |node: Option<Node>| node.is_some_and(|node| log.contains(Some(&node)));
    if !is_inside(selection.anchor_node()) || !is_inside(selection.focus_node()) {
        return None;
    }
    let lines = log.query_selector_all(".line, .event").ok()?;
    let lines = (0..lines.length()).filter_map(|at| lines.item(at)?.dyn_into::<Element>().ok());
    let is_selected =
        |line: &Element| selection.contains_node_with_allow_partial_containment(line, true).unwrap_or(false);
    let lines: Vec<String> = lines.filter(is_selected).map(|line| told(&line)).collect();
    (lines.len() > 1).then(|| lines.join("\n") + "\n")
}

/// A line with its speaker; something that no connection did as a comment.
fn told(line: &Element) -> String {
    let speaker = match line.get_attribute("data-from").as_deref() {
        Some("client") => "C: ",
        Some(_) => "S: ",
        None => "# ",
    };
    let text = line.text_content().unwrap_or_default();
    format!("{speaker}{text}").trim_end().to_owned()
}

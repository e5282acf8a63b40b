//! Printing: the document that is wanted is drawn for paper alone, and leaves when somebody goes on with the page.
//!
//! It stays until then, and not only until the browser says that it has printed: Safari says so before it has.

use crate::app::paper::{Msg, Paper};
use crate::ui::context::Dispatch;
use crate::ui::platform;
use gloo::events::{EventListener, EventListenerOptions};
use yew::prelude::*;

/// The pictures of what is printed.
const PICTURES: &str = ".on-paper img";

/// Prints the document once for each wish, under its title. Without a wish the document waits for the browser's own menu,
/// in place of the page, as long as `there`.
#[hook]
pub(crate) fn use_printing(paper: &Paper, there: bool, title: Option<String>, dispatch: &Dispatch) {
    use_effect_with((there, title), |(there, title)| {
        platform::set_root_attribute("data-paper", there.then_some(""));
        let document = platform::document();
        let before = document.title();
        // A PDF takes its name from it.
        if let Some(title) = title {
            document.set_title(&[title, " · ", &before].concat());
        }
        move || {
            platform::set_root_attribute("data-paper", None);
            document.set_title(&before);
        }
    });
    let dispatch = dispatch.clone();
    let wish = paper.subject.as_ref().map(|_| paper.wishes);
    use_effect_with(wish, move |wish| {
        let listeners = wish.map(|_| {
            platform::print_with(PICTURES);
            ["pointerdown", "keydown"].map(|event| {
                let dispatch = dispatch.clone();
                let options = EventListenerOptions::run_in_capture_phase();
                let done = move |_: &Event| dispatch.send(Msg::Done);
                EventListener::new_with_options(&platform::document(), event, options, done)
            })
        });
        move || drop(listeners)
    });
}

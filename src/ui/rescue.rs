//! The rescue page, for a program that stops for a mistake of its own: it says so and offers the work.

use super::platform;
use crate::i18n::{Key, Lang, text};
use crate::player::Player;
use crate::share;
use gloo::events::EventListener;
use js_sys::Reflect;
use js_sys::WebAssembly::RuntimeError;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The place of the work in the browser's storage.
pub(super) const WORK: &str = "postamt.work";
const STOPPED: &str = "postamt.stopped";

thread_local! {
    static LATEST: RefCell<Option<Rc<Player>>> = const { RefCell::new(None) };
}

/// The work as it is saved.
pub(super) fn json(player: &Player) -> String {
    share::save(player.scenario(), player.actions(), player.cursor())
}

/// Remembers the work that a rescue would offer.
pub(super) fn remember(player: &Rc<Player>) {
    LATEST.with(|latest| *latest.borrow_mut() = Some(player.clone()));
}

/// Whether the page stopped the last time it was open; asking clears it.
pub(super) fn stopped_last_time() -> bool {
    let stopped = platform::load(STOPPED).is_ok_and(|mark| mark.is_some());
    platform::forget(STOPPED);
    stopped
}

/// Shows the rescue page when the program stops. A panic is a trap in WebAssembly: it reaches the window as an
/// error, from any caller. The rescue runs on the same memory, so it uses only what was there before.
pub(super) fn install() {
    for (kind, member) in [("error", "error"), ("unhandledrejection", "reason")] {
        let listener = EventListener::new(&platform::window(), kind, move |event| {
            let error = Reflect::get(event, &member.into()).unwrap_or_default();
            if error.is_instance_of::<RuntimeError>() {
                rescue();
            }
        });
        listener.forget();
    }
}

fn rescue() {
    let player = LATEST.with(|latest| latest.try_borrow().ok().and_then(|latest| latest.clone()));
    let work = player.map(|player| json(&player));
    if let Some(work) = &work {
        let _ = platform::store(WORK, work);
    }
    let _ = platform::store(STOPPED, "1");
    let _ = show(work.as_deref());
}

/// Fills the page anew, without the help of what has just failed.
fn show(work: Option<&str>) -> Option<()> {
    let document = platform::document();
    let root = platform::root();
    root.set_text_content(None);
    let tag = document.document_element()?.get_attribute("lang");
    let lang = tag.and_then(|tag| Lang::parse(&tag)).unwrap_or_default();
    let main = append(&root, "main", "")?;
    main.set_class_name("rescue");
    append(&main, "h1", text(lang, Key::RescueTitle))?;
    append(&main, "p", text(lang, Key::RescueText))?;
    if let Some(address) = work.and_then(|work| platform::download_address(work, "application/json")) {
        let link = append(&main, "a", text(lang, Key::RescueDownload))?;
        link.set_attribute("href", &address).ok()?;
        link.set_attribute("download", "postamt.json").ok()?;
    }
    let again = append(&main, "a", text(lang, Key::RescueAgain))?;
    again.set_attribute("href", "?").ok()
}

fn append(parent: &Element, name: &str, content: &str) -> Option<Element> {
    let element = platform::document().create_element(name).ok()?;
    element.set_text_content(Some(content));
    parent.append_child(&element).ok()?;
    Some(element)
}

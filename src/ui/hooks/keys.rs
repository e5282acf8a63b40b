//! Keys that belong to the page and not to a field.

use crate::ui::platform;
use crate::ui::state::{Dialog, Msg, State};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// What a key does.
enum Deed {
    Tell(Msg),
    ToPrompt,
}

/// Listens for keys while no field has the focus.
#[hook]
pub fn use_keys(state: &UseReducerHandle<State>) {
    let dispatch = state.dispatcher();
    let single_keys = state.preferences.single_keys;
    use_effect_with(single_keys, move |single_keys| {
        let single_keys = *single_keys;
        let options = EventListenerOptions::enable_prevent_default();
        let listener =
            EventListener::new_with_options(&platform::window(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let Some(deed) = deed(event, single_keys) else { return };
                event.prevent_default();
                match deed {
                    Deed::Tell(message) => dispatch.dispatch(message),
                    Deed::ToPrompt => platform::focus("command"),
                }
            });
        move || drop(listener)
    });
}

fn deed(event: &KeyboardEvent, single_keys: bool) -> Option<Deed> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.as_ref().is_some_and(platform::takes_keys) {
        return None;
    }
    // Space and Enter press the button that has the focus.
    let on_button =
        target.is_some_and(|target| target.closest("button, a, summary").is_ok_and(|e| e.is_some()));
    let message = match event.key().as_str() {
        "ArrowLeft" | "PageUp" => Msg::Step(-1),
        "ArrowRight" | "PageDown" => Msg::Step(1),
        "Home" => Msg::Seek(0),
        "End" => Msg::Seek(usize::MAX),
        " " if !on_button => Msg::PlayOrPause,
        _ if !single_keys => return None,
        "f" | "F" => Msg::Projector,
        "?" => Msg::Open(Some(Dialog::Keys)),
        "/" => return Some(Deed::ToPrompt),
        _ => return None,
    };
    Some(Deed::Tell(message))
}

//! Keys that belong to the page and not to a field.

use crate::app::clients;
use crate::app::course;
use crate::app::model::Msg;
use crate::app::predict;
use crate::app::preferences::View;
use crate::app::projection::Choice;
use crate::app::settings::{self, Dialog, Settings};
use crate::app::timeline;
use crate::ui::context::Dispatch;
use crate::ui::platform;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// A key's deed.
enum Deed {
    Tell(Msg),
    ToPrompt,
    FullScreen,
}

/// Listens for keys while no field has the focus.
#[hook]
pub(crate) fn use_keys(settings: &Settings, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    let preferences = &settings.preferences;
    let keys = (preferences.single_keys, settings.projects(), preferences.view);
    use_effect_with(keys, move |&(single_keys, projector, view)| {
        let options = EventListenerOptions::enable_prevent_default();
        let listener =
            EventListener::new_with_options(&platform::window(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let Some(deed) = deed(event, single_keys, projector.then_some(view)) else { return };
                event.prevent_default();
                match deed {
                    Deed::Tell(message) => dispatch.send(message),
                    Deed::ToPrompt => platform::focus("command"),
                    Deed::FullScreen => platform::toggle_full_screen(),
                }
            });
        move || drop(listener)
    });
}

/// The deed of a key; some belong to the projector's view alone, where the stage shows `projected`.
fn deed(event: &KeyboardEvent, single_keys: bool, projected: Option<View>) -> Option<Deed> {
    if event.ctrl_key() || event.meta_key() || event.default_prevented() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // There Escape closes, and with Alt and an arrow a list of choices opens.
    let chooses =
        target.as_ref().is_some_and(|target| target.closest("select, dialog").is_ok_and(|e| e.is_some()))
            || platform::document().query_selector("dialog[open]").is_ok_and(|e| e.is_some());
    match event.key().as_str() {
        "ArrowUp" | "ArrowDown" if event.alt_key() && !chooses => {
            let by = if event.key() == "ArrowUp" { -1 } else { 1 };
            return Some(Deed::Tell(clients::Msg::Beside(by).into()));
        }
        "Escape" if !chooses => return Some(Deed::Tell(predict::Msg::Skip.into())),
        _ if event.alt_key() => return None,
        _ => {}
    }
    // The prompt has the focus nearly always, and a presenter's remote sends these two.
    let turns_page = matches!(event.key().as_str(), "PageUp" | "PageDown");
    let at_prompt = target.as_ref().is_some_and(|target| target.id() == "command");
    if !(turns_page && at_prompt) && target.as_ref().is_some_and(platform::takes_keys) {
        return None;
    }
    // Space and Enter press the button that has the focus.
    let on_button =
        target.is_some_and(|target| target.closest("button, a, summary").is_ok_and(|e| e.is_some()));
    let message: Msg = match event.key().as_str() {
        "ArrowLeft" | "PageUp" => timeline::Msg::Step(-1).into(),
        "ArrowRight" | "PageDown" => timeline::Msg::Step(1).into(),
        "Home" => timeline::Msg::Seek(0).into(),
        "End" => timeline::Msg::Seek(usize::MAX).into(),
        " " if !on_button => timeline::Msg::PlayOrPause.into(),
        _ if !single_keys => return None,
        "f" | "F" => settings::Msg::Projector.into(),
        "v" | "V" => settings::Msg::NextView.into(),
        "?" => settings::Msg::Open(Some(Dialog::Keys)).into(),
        "/" => return Some(Deed::ToPrompt),
        "c" if projected.is_some() => settings::Msg::Project(Choice::NoConsole).into(),
        "t" if projected.is_some() => settings::Msg::Project(Choice::NoStore).into(),
        "l" if projected.is_some() => settings::Msg::Project(Choice::Spotlight).into(),
        "k" if projected.is_some() => settings::Msg::Project(Choice::Keys).into(),
        "s" if projected == Some(View::Sequence) => settings::Msg::View(View::States).into(),
        "s" if projected.is_some() => settings::Msg::View(View::Sequence).into(),
        "w" if projected.is_some() => return Some(Deed::FullScreen),
        "n" => course::Msg::Turn(1).into(),
        "b" => course::Msg::Turn(-1).into(),
        "h" => course::Msg::Hint.into(),
        "m" => course::Msg::ShowMe.into(),
        "p" => course::Msg::Play.into(),
        key => match key.parse::<usize>() {
            Ok(number @ 1..=5) => course::Msg::Answer(number - 1).into(),
            _ => return None,
        },
    };
    Some(Deed::Tell(message))
}

//! The projector's own parts: the buttons for its panes, the banner of the last command, the keys that are pressed.

use super::icons::{Icon, icon};
use crate::app::projection::{self, Choice, Projection};
use crate::app::settings::Msg;
use crate::ui::platform;
use crate::ui::prelude::*;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Milliseconds for which a key that was pressed is shown.
const SHOWN: u32 = 1500;

/// The buttons of the projector's view. Those of panes are pressed while the pane is there.
#[autoprops]
#[component]
pub(crate) fn ProjectorBar(projection: Projection, presents: bool) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let button = |choice: Choice, sign: Icon, key: Key, shortcut: &'static str| {
        let is_pane = matches!(choice, Choice::NoConsole | Choice::NoStore);
        let name = texts.text(key);
        html! {
            <button class="quiet" type="button" aria-label={name} title={[name, " (", &shortcut.to_uppercase(), ")"].concat()}
                aria-pressed={(projection.has(choice) != is_pane).to_string()} aria-keyshortcuts={shortcut}
                onclick={dispatch.sending(Msg::Project(choice))}>{ icon(sign) }</button>
        }
    };
    let (full, presenter) = (texts.text(Key::ProjectorFull), texts.text(Key::PresenterName));
    html! {
        <div class="projector-bar" role="group" aria-label={texts.text(Key::ProjectorName)}>
            { button(Choice::NoConsole, Icon::CONSOLE, Key::ConsoleTitle, "c") }
            { button(Choice::NoStore, Icon::STORE, Key::StoreTitle, "t") }
            { button(Choice::Spotlight, Icon::LAMP, Key::ProjectorSpotlight, "l") }
            { button(Choice::Keys, Icon::KEYS, Key::ProjectorKeys, "k") }
            if !presents {
            <button class="quiet" type="button" aria-label={full} title={[full, " (W)"].concat()} aria-keyshortcuts="w"
                onclick={Callback::from(|_: MouseEvent| platform::toggle_full_screen())}>{ icon(Icon::CORNERS) }</button>
            <button class="quiet" type="button" aria-label={presenter} title={presenter}
                onclick={Callback::from(|_: MouseEvent| platform::open_window("presenter"))}>{ icon(Icon::WINDOWS) }</button>
            }
        </div>
    }
}

/// The last command in large letters. It stands in the transcript as well, so nobody has to hear it twice.
#[autoprops]
#[component]
pub(crate) fn Banner(timeline: &Slice<Timeline>, connection: ConnectionId) -> Html {
    let Some((line, reply)) = projection::last_command(&timeline.player, connection) else {
        return html! { <span class="spring"></span> };
    };
    let (sign, class) = match reply.and_then(projection::is_good) {
        Some(true) => ("✓", "is-good"),
        Some(false) => ("✗", "is-bad"),
        None => ("", ""),
    };
    html! {
        <p class="spring banner" aria-hidden="true" lang="en"><bdi>{ line }</bdi><b {class}>{ sign }</b></p>
    }
}

/// The key that was pressed last, for a moment.
#[component]
pub(crate) fn PressedKey() -> Html {
    let pressed = use_state(|| None::<String>);
    {
        let pressed = pressed.setter();
        use_effect_with((), move |()| {
            let listener = EventListener::new(&platform::window(), "keydown", move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if event.ctrl_key() || event.meta_key() || event.is_composing() {
                    return;
                }
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let types = target.is_some_and(|target| {
                    target.closest("input, textarea, select, [contenteditable]").is_ok_and(|e| e.is_some())
                });
                let cap = projection::cap(&event.key(), event.shift_key(), event.alt_key(), types);
                if cap.is_some() {
                    pressed.set(cap);
                }
            });
            move || drop(listener)
        });
    }
    {
        let setter = pressed.setter();
        use_effect_with((*pressed).clone(), move |shown| {
            let timeout = shown.is_some().then(|| Timeout::new(SHOWN, move || setter.set(None)));
            move || drop(timeout)
        });
    }
    match &*pressed {
        Some(cap) => html! { <kbd class="pressed" aria-hidden="true">{ cap }</kbd> },
        None => Html::default(),
    }
}

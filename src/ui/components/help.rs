//! The list of keys.

use super::icons::{Icon, icon};
use crate::i18n::{Key, text};
use crate::ui::context::{send, use_dispatch, use_lang};
use crate::ui::state::Msg;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Whether the list is open, and what it switches.
#[derive(Properties, PartialEq)]
pub struct HelpProps {
    /// Whether it is open.
    pub open: bool,
    /// Whether single keys do something.
    pub single_keys: bool,
}

const PROMPT_KEYS: [(&str, Key); 5] = [
    ("Enter", Key::KeysEnter),
    ("↑ ↓", Key::KeysHistory),
    ("Tab", Key::KeysTab),
    ("Shift Enter", Key::KeysShiftEnter),
    ("Esc", Key::KeysEsc),
];
const PAGE_KEYS: [(&str, Key); 7] = [
    ("← →", Key::KeysStep),
    ("PageUp PageDown", Key::KeysPage),
    ("Home End", Key::KeysEnds),
    ("Space", Key::KeysSpace),
    ("F", Key::KeysProjector),
    ("/", Key::KeysSlash),
    ("?", Key::KeysHelp),
];

/// The dialog.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.open, move |open| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
            if *open && !dialog.open() {
                // It fails for a dialog that is open already, or that left the document; neither is the case.
                let _ = dialog.show_modal();
            } else if !*open && dialog.open() {
                dialog.close();
            }
        });
    }
    let rows = |keys: &[(&'static str, Key)]| -> Html {
        keys.iter().map(|(names, does)| html! {
            <div><dt>{ for names.split(' ').map(|name| html! { <kbd>{ name }</kbd> }) }</dt><dd>{ text(lang, *does) }</dd></div>
        }).collect()
    };
    html! {
        <dialog class="help" ref={dialog} aria-labelledby="help-title" onclose={send(&dispatch, Msg::Help(false))}>
            <header>
                <h2 id="help-title">{ text(lang, Key::HelpName) }</h2>
                <button class="quiet" type="button" aria-label={text(lang, Key::HelpClose)}
                    onclick={send(&dispatch, Msg::Help(false))}>{ icon(Icon::Cross) }</button>
            </header>
            <p>{ text(lang, Key::HelpIntroduction) }</p>
            <h3>{ text(lang, Key::HelpInPrompt) }</h3>
            <dl>{ rows(&PROMPT_KEYS) }</dl>
            <h3>{ text(lang, Key::HelpOutside) }</h3>
            <dl>{ rows(&PAGE_KEYS) }</dl>
            <label class="choice">
                <input type="checkbox" checked={props.single_keys}
                    onchange={send(&dispatch, Msg::SingleKeys)} />
                <span>{ text(lang, Key::HelpSingleKeys) }</span>
            </label>
        </dialog>
    }
}

//! The list of keys.

use super::icons::{Icon, icon};
use crate::i18n::Key;
use crate::ui::part::Page;
use crate::ui::state::Msg;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

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
#[hook]
pub fn use_help(page: &Page) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(page.help, move |open| {
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
            <div><dt>{ for names.split(' ').map(|name| html! { <kbd>{ name }</kbd> }) }</dt><dd>{ page.text(*does) }</dd></div>
        }).collect()
    };
    html! {
        <dialog class="help" ref={dialog} aria-labelledby="help-title" onclose={page.send(Msg::Help(false))}>
            <header>
                <h2 id="help-title">{ page.text(Key::HelpName) }</h2>
                <button class="quiet" type="button" aria-label={page.text(Key::HelpClose)}
                    onclick={page.send(Msg::Help(false))}>{ icon(Icon::Cross) }</button>
            </header>
            <p>{ page.text(Key::HelpIntroduction) }</p>
            <h3>{ page.text(Key::HelpInPrompt) }</h3>
            <dl>{ rows(&PROMPT_KEYS) }</dl>
            <h3>{ page.text(Key::HelpOutside) }</h3>
            <dl>{ rows(&PAGE_KEYS) }</dl>
            <label class="choice">
                <input type="checkbox" checked={page.preferences.single_keys}
                    onchange={page.send(Msg::SingleKeys)} />
                <span>{ page.text(Key::HelpSingleKeys) }</span>
            </label>
        </dialog>
    }
}

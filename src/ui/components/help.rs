//! The list of keys.

use crate::app::settings::Msg;
use crate::ui::prelude::*;

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

/// The dialog of the keys.
#[autoprops]
#[component]
pub(crate) fn KeysDialog(single_keys: bool) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let rows = |keys: &[(&'static str, Key)]| -> Html {
        keys.iter().map(|(names, does)| html! {
            <div><dt>{ for names.split(' ').map(|name| html! { <kbd>{ name }</kbd> }) }</dt><dd>{ texts.text(*does) }</dd></div>
        }).collect()
    };
    html! {
        <>
            <p>{ texts.text(Key::HelpIntroduction) }</p>
            <h3>{ texts.text(Key::HelpInPrompt) }</h3>
            <dl>{ rows(&PROMPT_KEYS) }</dl>
            <h3>{ texts.text(Key::HelpOutside) }</h3>
            <dl>{ rows(&PAGE_KEYS) }</dl>
            <label class="choice">
                <input type="checkbox" checked={single_keys} onchange={dispatch.sending(Msg::SingleKeys)} />
                <span>{ texts.text(Key::HelpSingleKeys) }</span>
            </label>
        </>
    }
}

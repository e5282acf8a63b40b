//! The list of keys.

use crate::i18n::Key;
use crate::ui::part::Page;
use crate::ui::state::Msg;
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

/// What stands in the dialog.
pub fn help(page: &Page) -> Html {
    let rows = |keys: &[(&'static str, Key)]| -> Html {
        keys.iter().map(|(names, does)| html! {
            <div><dt>{ for names.split(' ').map(|name| html! { <kbd>{ name }</kbd> }) }</dt><dd>{ page.text(*does) }</dd></div>
        }).collect()
    };
    html! {
        <>
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
        </>
    }
}

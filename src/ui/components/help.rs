//! The list of keys.

use crate::app::settings::Msg;
use crate::ui::platform;
use crate::ui::prelude::*;

/// A key: the sign on it in every language, or its name in this one.
enum Cap {
    Sign(&'static str),
    Name(Key),
}

use Cap::{Name, Sign};

const PROMPT_KEYS: [(&[Cap], Key); 5] = [
    (&[Name(Key::KeyEnter)], Key::KeysEnter),
    (&[Sign("↑"), Sign("↓")], Key::KeysHistory),
    (&[Name(Key::KeyTab)], Key::KeysTab),
    (&[Name(Key::KeyShift), Name(Key::KeyEnter)], Key::KeysShiftEnter),
    (&[Name(Key::KeyEscape)], Key::KeysEsc),
];
const LESSON_KEYS: [(&[Cap], Key); 6] = [
    (&[Sign("N")], Key::LessonNext),
    (&[Sign("B")], Key::LessonBack),
    (&[Sign("H")], Key::LessonHint),
    (&[Sign("M")], Key::LessonShowMe),
    (&[Sign("P")], Key::LessonPlay),
    (&[Sign("1"), Sign("2"), Sign("3"), Sign("4"), Sign("5")], Key::LessonAnswers),
];
const LOG_KEYS: [(&[Cap], Key); 2] = [
    (&[Sign("←"), Sign("→"), Sign("↑"), Sign("↓")], Key::KeysOctets),
    (&[Name(Key::KeyShift), Sign("↑"), Sign("↓")], Key::KeysWiden),
];
const PROJECTOR_KEYS: [(&[Cap], Key); 6] = [
    (&[Sign("C")], Key::ConsoleTitle),
    (&[Sign("T")], Key::StoreTitle),
    (&[Sign("S")], Key::ViewSequence),
    (&[Sign("L")], Key::ProjectorSpotlight),
    (&[Sign("K")], Key::ProjectorKeys),
    (&[Sign("W")], Key::ProjectorFull),
];
const PAGE_KEYS: [(&[Cap], Key); 9] = [
    (&[Sign("←"), Sign("→")], Key::KeysStep),
    (&[Name(Key::KeyPageUp), Name(Key::KeyPageDown)], Key::KeysPage),
    (&[Name(Key::KeyHome), Name(Key::KeyEnd)], Key::KeysEnds),
    (&[Name(Key::KeySpace)], Key::KeysSpace),
    (&[Sign("F")], Key::KeysProjector),
    (&[Sign("V")], Key::KeysView),
    (&[Sign("Alt"), Sign("↑"), Sign("↓")], Key::KeysClients),
    (&[Sign("/")], Key::KeysSlash),
    (&[Sign("?")], Key::KeysHelp),
];

/// The dialog of the keys.
#[autoprops]
#[component]
pub(crate) fn KeysDialog(single_keys: bool) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let cap = |cap: &Cap| {
        let name = match cap {
            Sign(sign) => sign,
            Name(key) => texts.text(*key),
        };
        html! { <kbd>{ name }</kbd> }
    };
    let rows = |keys: &[(&[Cap], Key)]| -> Html {
        keys.iter()
            .map(|(caps, does)| {
                html! {
                    <div><dt>{ for caps.iter().map(cap) }</dt><dd>{ texts.text(*does) }</dd></div>
                }
            })
            .collect()
    };
    html! {
        <>
            <p>{ texts.text(Key::HelpIntroduction) }</p>
            <h3>{ texts.text(Key::HelpInPrompt) }</h3>
            <dl>{ rows(&PROMPT_KEYS) }</dl>
            <h3>{ texts.text(Key::HelpInTranscript) }</h3>
            <dl>{ rows(&LOG_KEYS) }</dl>
            <h3>{ texts.text(Key::HelpOutside) }</h3>
            <dl>{ rows(&PAGE_KEYS) }</dl>
            <h3>{ texts.text(Key::ProjectorHelp) }</h3>
            <dl>{ rows(&PROJECTOR_KEYS) }</dl>
            <h3>{ texts.text(Key::HelpInLesson) }</h3>
            <dl>{ rows(&LESSON_KEYS) }</dl>
            <label class="choice">
                <input type="checkbox" checked={single_keys} onchange={dispatch.sending(Msg::SingleKeys)} />
                <span>{ texts.text(Key::HelpSingleKeys) }</span>
            </label>
            <p>
                <button type="button" class="link" onclick={|_| platform::download_file("licences.txt")}>
                    { texts.text(Key::HelpLicences) }
                </button>
            </p>
        </>
    }
}

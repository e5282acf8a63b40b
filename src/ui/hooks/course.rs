//! The lessons' ties to the browser: their files and those of the examples, and the progress and the draft that it keeps.

use crate::app::course::{Course, Msg, Wanted};
use crate::app::editor::{self, Editor};
use crate::app::notices::{self, About};
use crate::i18n::Key;
use crate::lesson::{example_file, file, index_file};
use crate::ui::context::Dispatch;
use crate::ui::platform;
use yew::prelude::*;

/// The place of a learner's progress.
pub(crate) const PROGRESS: &str = "postamt.progress";

/// The place of the lesson that is being written.
pub(crate) const DRAFT: &str = "postamt.lesson";

/// Fetches what the lessons want, and keeps the progress.
#[hook]
pub(crate) fn use_course(course: &Course, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with(course.wanted.clone(), move |wanted| {
        let Some(wanted) = wanted.clone() else { return };
        let address = match &wanted {
            Wanted::Index => index_file(),
            Wanted::Examples => example_file("index"),
            Wanted::Example(id) | Wanted::Told(id) => example_file(id),
            Wanted::Lesson(id) | Wanted::Copy(id) | Wanted::Sheet(id) | Wanted::Worksheet(id) => file(id),
        };
        js_sys::futures::spawn_local(async move {
            let text = platform::fetch(&address).await;
            dispatch.send(Msg::Came(wanted, text.map(Into::into)));
        });
    });
    let first = use_mut_ref(|| true);
    use_effect_with(course.progress.clone(), move |progress| {
        // A progress that was just read need not be written; a browser that keeps nothing has said so already.
        if !first.replace(false) {
            let _ = platform::store(PROGRESS, &progress.save());
        }
    });
}

/// Wants a list that is missing.
#[hook]
pub(crate) fn use_list(is_missing: bool, list: Wanted, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        if is_missing {
            dispatch.send(Msg::Want(list));
        }
    });
}

/// The place of the text that another one has replaced.
pub(crate) const BEFORE: &str = "postamt.lesson-before";

/// The mark of a tab in which the editor is open.
pub(crate) const WRITES: &str = "postamt.writes";

/// Keeps the text of the lesson that is being written, the one before it, and whether the editor is open. A text that
/// another tab has kept meanwhile becomes the one before.
#[hook]
pub(crate) fn use_draft(editor: &Editor, dispatch: &Dispatch) {
    let known = use_mut_ref(|| editor.text.clone());
    let dispatch = dispatch.clone();
    use_effect_with(editor.text.clone(), move |text| {
        let known = known.replace(text.clone());
        let other =
            platform::load(DRAFT).ok().flatten().filter(|other| **other != *known && **other != **text);
        if let Some(other) = other {
            dispatch.send(editor::Msg::Beside(other.into()));
            dispatch.send(notices::Msg::Tell(About::Text(Key::NoteOtherWriter)));
        }
        keep(DRAFT, text);
    });
    use_effect_with(editor.before.clone(), |before| keep(BEFORE, before));
    use_effect_with(editor.is_open, |is_open| platform::keep_in_tab(WRITES, is_open.then_some("")));
}

fn keep(key: &str, text: &str) {
    if text.is_empty() {
        platform::forget(key);
    } else {
        // A browser that keeps nothing has said so already.
        let _ = platform::store(key, text);
    }
}

//! What the page has to tell besides the simulation, with the way back where there is one.

use super::icons::{Icon, icon};
use crate::i18n::{Key, Lang, format, text};
use crate::ui::element::el;
use crate::ui::part::Page;
use crate::ui::state::{Msg, Note, Says, Undo};
use yew::prelude::*;

/// The notes.
pub fn notes(page: &Page) -> Html {
    let note = |note: &Note| {
        let undo = note.undo.as_ref().map(|undo| {
            let key = match undo {
                Undo::BringBack(_) => Key::NoteBringBack,
                Undo::Replace { .. } => Key::NoteUndo,
            };
            el("button")
                .attrs(&[("class", "link"), ("type", "button")])
                .onclick(page.send(Msg::Undo(note.id)))
                .child(page.text(key))
        });
        let dismiss = el("button")
            .attrs(&[("class", "quiet"), ("type", "button")])
            .attr("aria-label", page.text(Key::NoteDismiss))
            .attr("title", page.text(Key::NoteDismiss))
            .onclick(page.send(Msg::Dismiss(note.id)))
            .child(icon(Icon::Cross));
        let says = el("p").child(says(page.lang, &note.says));
        el("div").attr("class", "note").key(note.id).child(says).maybe(undo).child(dismiss)
    };
    el("div")
        .attrs(&[("class", "notes"), ("role", "region"), ("aria-live", "polite")])
        .attr("aria-label", page.text(Key::NotesName))
        .child(page.notes.iter().map(note).collect::<Html>())
        .into()
}

fn says(lang: Lang, says: &Says) -> String {
    let key = match says {
        Says::Forked { kept, last } => {
            let (kept, first, last) = (kept.to_string(), (kept + 1).to_string(), last.to_string());
            let args = [("kept", kept.as_str()), ("first", &first), ("last", &last)];
            let key = if first == last { Key::NoteForkedOne } else { Key::NoteForked };
            return format(lang, key, &args);
        }
        Says::UnfitOption(option) => return format(lang, Key::NoteUnfitOption, &[("option", option)]),
        Says::Reset => Key::NoteReset,
        Says::SavedCorrupt => Key::NoteSavedCorrupt,
        Says::SavedNewer => Key::NoteSavedNewer,
        Says::Stopped => Key::NoteStopped,
        Says::StorageForbidden => Key::NoteStorageForbidden,
        Says::StorageFull => Key::NoteStorageFull,
        Says::ConnectFirst => Key::NoteConnectFirst,
        Says::Full => Key::NoteFull,
        Says::NoTexts => Key::NoteNoTexts,
        Says::TooManyLines => Key::NoteTooManyLines,
    };
    text(lang, key).to_owned()
}

//! What the page has to tell besides the simulation, with the way back where there is one.

use super::icons::{Icon, icon};
use crate::i18n::{Key, Lang, format, text};
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
            html! {
                <button class="link" type="button" onclick={page.send(Msg::Undo(note.id))}>
                    { page.text(key) }
                </button>
            }
        });
        html! {
            <div class="note" key={note.id}>
                <p>{ says(page.lang, &note.says) }</p>
                { for undo }
                <button class="quiet" type="button" aria-label={page.text(Key::NoteDismiss)}
                    title={page.text(Key::NoteDismiss)} onclick={page.send(Msg::Dismiss(note.id))}>
                    { icon(Icon::Cross) }
                </button>
            </div>
        }
    };
    html! {
        <div class="notes" role="region" aria-live="polite" aria-label={page.text(Key::NotesName)}>
            { for page.notes.iter().map(note) }
        </div>
    }
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

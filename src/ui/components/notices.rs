//! The page's notices, with the way back where there is one.

use super::icons::{Icon, icon};
use crate::app::notices::{Msg, Notice, Notices, Undo};
use crate::ui::prelude::*;

/// The notices.
#[autoprops]
#[component]
pub(crate) fn NoticeList(notices: &Slice<Notices>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let notice = |notice: &Notice| {
        let undo = notice.undo.as_ref().map(|undo| match undo {
            Undo::BringBack(_) => texts.text(Key::NoteBringBack),
            Undo::Replace { .. } => texts.text(Key::NoteUndo),
        });
        let dismiss = texts.text(Key::NoteDismiss);
        html! {
            <div class="note" key={notice.id}>
                <p>{ notice.about.text(texts.0) }</p>
                if let Some(undo) = undo {
                    <button class="link" type="button" onclick={dispatch.sending(Msg::Undo(notice.id))}>{ undo }</button>
                }
                <button class="quiet" type="button" aria-label={dismiss} title={dismiss}
                    onclick={dispatch.sending(Msg::Dismiss(notice.id))}>{ icon(Icon::CROSS) }</button>
            </div>
        }
    };
    html! {
        <div class="notes" role="region" aria-live="polite" aria-label={texts.text(Key::NotesName)}>
            { for notices.iter().map(notice) }
        </div>
    }
}

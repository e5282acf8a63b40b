//! The page's notices, with the way back where there is one.

use super::icons::{Icon, icon};
use crate::app::notices::{Msg, Notice, Notices, Undo};
use crate::ui::put_away;
use crate::ui::prelude::*;

/// The notices.
#[autoprops]
#[component]
pub(crate) fn NoticeList(notices: &Slice<Notices>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let fetch = Callback::from(|_: MouseEvent| put_away::download());
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
                if notice.about.is_of_work_put_away() {
                    <button class="link" type="button" data-put-away="fetch" onclick={fetch.clone()}>
                        { texts.text(Key::NoteFetch) }
                    </button>
                    <button class="link" type="button" data-put-away="drop" onclick={drop_it(&dispatch, notice.id)}>
                        { texts.text(Key::NoteDrop) }
                    </button>
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

/// Drops the works that were put away, and the notice about them.
fn drop_it(dispatch: &Dispatch, id: u32) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| {
        put_away::drop_all();
        dispatch.send(Msg::Dismiss(id));
    })
}

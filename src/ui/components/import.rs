//! Recordings: the dialog that takes the transcript of a real session, the controls in the prompt's place, and our own
//! server's answer beside a recorded one.

use super::controls::{reading, reading_with};
use crate::app::import::{self, Recorded, Refused};
use crate::app::settings::{Dialog, Msg as Settings};
use crate::app::sharing::Msg;
use crate::app::timeline;
use crate::script::import::{LINES_MAX, Mistake, OCTETS_MAX, Unread};
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;

/// The id of the field.
const FIELD: &str = "import-text";

/// The ways to open a session of elsewhere: a file of this page, or the dialog.
#[autoprops]
#[component]
pub(crate) fn OpenSession() -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    html! {
        <>
            <label class="plain">{ texts.text(Key::ShareOpen) }
                <input class="sr-only" type="file" accept=".json,application/json" onchange={reading(&dispatch, Msg::File)} /></label>
            <button class="plain" type="button" data-opens="import"
                onclick={dispatch.sending(Settings::Open(Some(Dialog::Import)))}>{ texts.text(Key::ImportName) }</button>
        </>
    }
}

/// The dialog.
#[autoprops]
#[component]
pub(crate) fn ImportDialog() -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let field = use_node_ref();
    let refused = use_state(|| None::<Refused>);
    let open = {
        let refused = refused.clone();
        Callback::from(move |text: Rc<str>| match import::open(&text) {
            Ok(recorded) => dispatch.send(Msg::Recording(Rc::new(recorded))),
            Err(mistake) => refused.set(Some(mistake)),
        })
    };
    let onclick = {
        let (field, open) = (field.clone(), open.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                open.emit(field.value().into());
            }
        })
    };
    html! {
        <div class="share">
            <p>{ texts.text(Key::ImportLead) }</p>
            <p class="quiet-text">{ texts.text(Key::ImportPrivate) }</p>
            <textarea id={FIELD} ref={field} class="share-field import-text" rows="12" spellcheck="false" autocomplete="off"
                wrap="off" aria-label={texts.text(Key::ImportField)} aria-describedby="import-said" />
            <p class="import-said" id="import-said" role="status">{ refused.as_ref().map(|refused| said(texts, refused)) }</p>
            <div class="lesson-files">
                <button class="primary" type="button" data-import="open" {onclick}>{ texts.text(Key::ImportOpen) }</button>
                <label class="plain">{ texts.text(Key::ImportFile) }
                    <input class="sr-only" type="file" onchange={reading_with(open)} /></label>
            </div>
        </div>
    }
}

/// The reason for which a text is no session, and the line at which that shows.
fn said(texts: Texts, refused: &Refused) -> String {
    let why = match refused.mistake {
        Mistake::UnknownForm => texts.text(Key::ImportUnknown).to_owned(),
        Mistake::Nothing => texts.text(Key::ImportNothing).to_owned(),
        Mistake::TooLong => {
            let (octets, lines) = ((OCTETS_MAX >> 20).to_string(), LINES_MAX.to_string());
            return texts.format(Key::ImportTooLong, &[("size", &octets), ("lines", &lines)]);
        }
    };
    match &refused.first {
        Some(first) => [&why, " ", &line(texts, first)].concat(),
        None => texts.text(Key::ImportEmpty).to_owned(),
    }
}

fn line(texts: Texts, unread: &Unread) -> String {
    texts.format(Key::ImportLine, &[("line", &unread.line.to_string()), ("text", &unread.text)])
}

/// The controls of a recording: what it is, what could not be read, the way back.
#[autoprops]
#[component]
pub(crate) fn RecordingFoot(timeline: &Slice<Timeline>, recorded: &Rc<Recorded>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let next = recorded.next_differing(timeline.player.cursor());
    let counted = |key: Key, count: usize| texts.format(key, &[("count", &count.to_string())]);
    let more = recorded.unread_count - recorded.unread.len();
    html! {
        <div class="live recording" id="command" tabindex="-1">
            <p role="status">
                <span class="chip is-stayed">{ texts.text(Key::RecordingName) }</span>
                { " " }{ texts.format(Key::RecordingLead, &[("form", recorded.form)]) }
            </p>
            if recorded.masked > 0 { <p>{ counted(Key::RecordingMasked, recorded.masked) }</p> }
            if recorded.unread_count > 0 {
                <details class="recording-unread">
                    <summary>{ counted(Key::RecordingUnread, recorded.unread_count) }</summary>
                    <ul>
                        { for recorded.unread.iter().map(|unread| html! { <li>{ line(texts, unread) }</li> }) }
                        if more > 0 { <li>{ counted(Key::RecordingMore, more) }</li> }
                    </ul>
                </details>
            }
            <div class="live-buttons">
                if let Some(next) = next {
                    <button type="button" class="plain" data-recording="differing" onclick={dispatch.sending(timeline::Msg::Seek(next))}>
                        { counted(Key::RecordingDiffers, recorded.differing.len()) }
                    </button>
                }
                <button type="button" class="link" data-recording="leave" onclick={dispatch.sending(Msg::Leave)}>
                    { texts.text(Key::VisitLeave) }
                </button>
            </div>
        </div>
    }
}

/// Our own server's answer beside a recorded one.
pub(super) fn ours(texts: Texts, answer: &str) -> Html {
    html! {
        <div class="ours">
            <p>{ texts.text(Key::RecordingOurs) }</p>
            <pre lang="en">{ answer.trim_end() }</pre>
        </div>
    }
}

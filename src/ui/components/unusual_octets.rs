//! Octets that a keyboard does not send: a line that ends with LF alone, a backspace within one.

use crate::app::act::Act;
use crate::app::prompt::{BACKSPACE, Msg};
use crate::ui::platform;
use crate::ui::prelude::*;
use web_sys::HtmlTextAreaElement;

/// Two buttons behind a word.
#[component]
pub(crate) fn UnusualOctets() -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let bare_lf = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field() {
                dispatch.send(Act::SubmitBareLf(field.value().into()));
                platform::focus("command");
            }
        })
    };
    let backspace = Callback::from(move |_: MouseEvent| {
        if let Some(field) = field() {
            let _ = field.set_range_text(&BACKSPACE.to_string());
            let behind = field.selection_end().ok().flatten();
            let _ = field.set_selection_range(behind.unwrap_or_default(), behind.unwrap_or_default());
            dispatch.send(Msg::Draft(field.value().into()));
            let _ = field.focus();
        }
    });
    let title = texts.text(Key::OctetsTitle);
    html! {
        <details class="unusual">
            <summary title={title} aria-label={title}>{ "⋯" }</summary>
            <button class="command" type="button" data-octets-act="lf" onclick={bare_lf}>
                { texts.text(Key::OctetsBareLf) }
            </button>
            <button class="command" type="button" data-octets-act="backspace" onclick={backspace}>
                { texts.text(Key::OctetsBackspace) }
            </button>
        </details>
    }
}

/// The prompt's field.
fn field() -> Option<HtmlTextAreaElement> {
    platform::by_id("command")
}

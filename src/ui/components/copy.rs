//! The button that copies a text, and says so.

use super::icons::{Icon, icon};
use crate::ui::handing;
use crate::ui::prelude::*;
use web_sys::HtmlElement;

/// The button; `text` gives what is copied, when it is wanted.
#[autoprops]
#[component]
pub(crate) fn CopyButton(class: &'static str, text: &Callback<(), String>) -> Html {
    let texts = use_texts();
    let copied = use_state(|| None::<bool>);
    let button = use_node_ref();
    let onclick = {
        let (copied, text, button) = (copied.clone(), text.clone(), button.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(button) = button.cast::<HtmlElement>() {
                copied.set(Some(handing::copy_text(&text.emit(()), &button)));
            }
        })
    };
    let forget = {
        let copied = copied.clone();
        Callback::from(move |_: FocusEvent| copied.set(None))
    };
    let (sign, name) = match *copied {
        Some(true) => (Icon::CHECK, Key::PaperCopied),
        Some(false) => (Icon::CROSS, Key::PaperNotCopied),
        None => (Icon::COPY, Key::PaperCopyWhy),
    };
    let name = texts.text(name);
    html! {
        <button ref={button} {class} type="button" data-copy="" aria-label={name} title={name} {onclick} onblur={forget}>{ icon(sign) }</button>
    }
}

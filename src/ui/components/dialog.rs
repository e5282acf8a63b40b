//! What lies over the page until it is closed: the list of keys, or the server's switches.

use super::help::help;
use super::icons::{Icon, icon};
use super::switches::switches;
use crate::i18n::Key;
use crate::ui::part::Page;
use crate::ui::state::{Dialog, Msg};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// The dialog.
#[hook]
pub fn use_dialog(page: &Page) -> Html {
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with(page.dialog.is_some(), move |open| {
            let Some(dialog) = element.cast::<HtmlDialogElement>() else { return };
            if *open && !dialog.open() {
                // It fails for a dialog that is open already, or that left the document; neither is the case.
                let _ = dialog.show_modal();
            } else if !*open && dialog.open() {
                dialog.close();
            }
        });
    }
    let (title, body) = match page.dialog {
        Some(Dialog::Server) => (Key::ServerTitle, switches(page)),
        Some(Dialog::Keys) => (Key::HelpName, help(page)),
        None => (Key::HelpName, html! {}),
    };
    html! {
        <dialog class="dialog" ref={element} aria-labelledby="dialog-title" onclose={page.send(Msg::Open(None))}>
            <header>
                <h2 id="dialog-title">{ page.text(title) }</h2>
                <button class="quiet" type="button" aria-label={page.text(Key::HelpClose)}
                    onclick={page.send(Msg::Open(None))}>{ icon(Icon::Cross) }</button>
            </header>
            { body }
        </dialog>
    }
}

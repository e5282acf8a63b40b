//! The accounts and their mailboxes, to choose from.

use crate::app::teacher::Msg;
use crate::engine::mail::{Account, INBOX};
use crate::ui::prelude::*;
use std::rc::Rc;

/// The accounts; of the one shown, its mailboxes.
#[autoprops]
#[component]
pub(crate) fn Mailboxes(timeline: &Slice<Timeline>, account: &Rc<str>, mailbox: &Rc<str>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let button = |account: &str, mailbox: &str, label: &str, class: &'static str, current: bool| {
        let message = Msg::ShowMailbox(account.into(), mailbox.into());
        html! {
            <button type="button" {class} aria-current={current.then_some("true")} onclick={dispatch.sending(message)}>
                { label }
            </button>
        }
    };
    let of = |listed: &Account| {
        let name = listed.name.as_str();
        html! {
            <div class="account">
                { button(name, INBOX, name, "account-name", false) }
                if *name == **account {
                    { for names(listed).map(|other| button(name, other, other, "mailbox", *other == **mailbox)) }
                }
            </div>
        }
    };
    html! {
        <nav class="mailboxes" aria-label={texts.text(Key::StoreMailboxes)}>
            { for timeline.player.lab().store().accounts().map(of) }
        </nav>
    }
}

/// INBOX, then the other mailboxes by name.
fn names(account: &Account) -> impl Iterator<Item = &str> {
    let others = account.mailboxes.keys().map(String::as_str).filter(|name| *name != INBOX);
    [INBOX].into_iter().chain(others)
}

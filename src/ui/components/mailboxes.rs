//! The accounts and their mailboxes, to choose from.

use crate::app::slice::Slice;
use crate::app::teacher::Msg;
use crate::app::timeline::Timeline;
use crate::engine::mail::{Account, INBOX};
use crate::i18n::Key;
use crate::ui::context::{use_dispatch, use_texts};
use crate::ui::platform;
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Mailboxes`].
#[derive(Properties, PartialEq)]
pub(crate) struct MailboxesProps {
    /// The simulation and its cursor.
    pub timeline: Slice<Timeline>,
    /// The account shown, whose mailboxes are listed.
    pub account: Rc<str>,
    /// The mailbox shown.
    pub mailbox: Rc<str>,
}

/// The accounts; of the one shown, its mailboxes.
#[component]
pub(crate) fn Mailboxes(props: &MailboxesProps) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    use_effect_with((props.account.clone(), props.mailbox.clone()), |_| {
        // Of many mailboxes the one shown is in sight.
        platform::scroll_to_middle(".mailboxes", "[aria-current]");
    });
    let button = |account: &str, mailbox: &str, label: &str, class: &'static str, current: bool| {
        let message = Msg::ShowMailbox(account.into(), mailbox.into());
        html! {
            <button type="button" {class} aria-current={current.then_some("true")} onclick={dispatch.sending(message)}>
                { label }
            </button>
        }
    };
    let of = |account: &Account| {
        let name = account.name.as_str();
        html! {
            <div class="account">
                { button(name, INBOX, name, "account-name", false) }
                if *name == *props.account {
                    { for names(account).map(|other| button(name, other, other, "mailbox", *other == *props.mailbox)) }
                }
            </div>
        }
    };
    html! {
        <nav class="mailboxes" aria-label={texts.text(Key::StoreMailboxes)}>
            { for props.timeline.player.lab().store().accounts().map(of) }
        </nav>
    }
}

/// INBOX, then the other mailboxes by name.
fn names(account: &Account) -> impl Iterator<Item = &str> {
    let others = account.mailboxes.keys().map(String::as_str).filter(|name| *name != INBOX);
    [INBOX].into_iter().chain(others)
}

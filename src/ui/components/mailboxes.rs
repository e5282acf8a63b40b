//! The accounts and their mailboxes, to choose from.

use crate::app::mailbox_list::{Change, Listed, mailboxes};
use crate::app::teacher::Msg;
use crate::engine::mail::{Account, INBOX};
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;

/// The accounts; of the one shown, its mailboxes.
#[autoprops]
#[component]
pub(crate) fn Mailboxes(timeline: &Slice<Timeline>, account: &Rc<str>, mailbox: &Rc<str>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    use_effect_with((account.clone(), mailbox.clone()), |_| {
        // Of many mailboxes the one shown is in sight.
        platform::scroll_to_middle(".mailboxes", "[aria-current]");
    });
    let button = |account: &str, mailbox: &str, label: &str, class: &'static str, current: bool| {
        let message = Msg::ShowMailbox(account.into(), mailbox.into());
        html! {
            <button type="button" {class} data-mailbox={mailbox.to_owned()} aria-current={current.then_some("true")} onclick={dispatch.sending(message)}>
                { label }
            </button>
        }
    };
    let row = |listed: &Listed| {
        let name = &*listed.name;
        let (kind, sign, says) = match &listed.change {
            None => return button(account, name, name, "mailbox", *name == **mailbox),
            Some(Change::Created) => ("created", "+", texts.text(Key::MailboxCreated).to_owned()),
            Some(Change::Renamed(was)) => {
                ("renamed", "≠", texts.format(Key::MailboxRenamed, &[("name", was)]))
            }
            Some(Change::Deleted) => ("deleted", "−", texts.text(Key::MailboxDeleted).to_owned()),
        };
        let shown = match listed.change {
            Some(Change::Deleted) => html! { <s>{ name }</s> },
            _ => button(account, name, name, "mailbox", *name == **mailbox),
        };
        html! {
            <span class="mailbox-change" data-change={kind} title={says.clone()}>
                <span aria-hidden="true">{ sign }</span>{ shown }<span class="sr-only">{ " " }{ says }</span>
            </span>
        }
    };
    let of = |listed: &Account| {
        let name = listed.name.as_str();
        html! {
            <div class="account">
                { button(name, INBOX, name, "account-name", false) }
                if *name == **account {
                    { for mailboxes(&timeline.player, account).iter().map(row) }
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

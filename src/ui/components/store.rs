//! What the server holds: mailboxes, messages, lock, timer, clients; and the teacher's buttons.

use super::controls::controls;
use super::icons::{Icon, icon};
use super::messages::use_messages;
use crate::engine::mail::{Account, INBOX, Mailbox, Uid};
use crate::engine::time::{MINUTE, Time};
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::{Key, Lang, format, text};
use crate::ui::part::Page;
use crate::ui::state::Msg;
use crate::ui::view;
use std::rc::Rc;
use yew::prelude::*;

/// The pane on the right.
#[hook]
pub fn use_store(page: &Page) -> Html {
    let messages = use_messages(page);
    let lang = page.lang;
    let lab = page.player.lab();
    let shown = page.mailbox();
    let (account, mailbox) = (&*shown.0, &*shown.1);
    let found = lab.store().mailbox(account, mailbox);
    let holder = lab.store().account(account).and_then(|account| account.lock);
    html! {
        <section class="pane store" aria-labelledby="store-title">
            <div class="pane-head">
                <h2 id="store-title">{ text(lang, Key::StoreTitle) }</h2>
                <span class="pane-note clock">{ icon(Icon::Clock) }{ clock(lab.now()) }</span>
            </div>
            <nav class="mailboxes" aria-label={text(lang, Key::StoreMailboxes)}>
                { for lab.store().accounts().map(|other| mailboxes(page, other, account, mailbox)) }
            </nav>
            { messages }
            <dl class="facts">
                { for found.filter(|_| page.protocol == Protocol::Imap).map(|found| facts(lang, found)) }
                { for found.and_then(|found| told(lang, &view::seat(&page.player, page.connection()), found)) }
                if let Some(holder) = holder {
                    { fact(text(lang, Key::StoreLock), html! {
                        <>{ icon(Icon::Lock) }{ client_name(lang, &page.clients, holder) }</>
                    }) }
                }
                { timer(page) }
            </dl>
            { clients(page) }
            { controls(page) }
        </section>
    }
}

fn mailboxes(page: &Page, account: &Account, shown: &str, mailbox: &str) -> Html {
    let open = account.name == shown;
    let name: Rc<str> = account.name.as_str().into();
    let button = |label: &str, target: &str, current: bool, class: &'static str| {
        let message = Msg::ShowMailbox(name.clone(), target.into());
        html! {
            <button type="button" class={class} aria-current={current.then_some("true")}
                onclick={page.send(message)}>{ label }</button>
        }
    };
    html! {
        <div class="account">
            { button(&account.name, "INBOX", false, "account-name") }
            if open {
                { for names(account).map(|other| button(other, other, other == mailbox, "mailbox")) }
            }
        </div>
    }
}

/// INBOX, then the other mailboxes by name.
fn names(account: &Account) -> impl Iterator<Item = &str> {
    let others = account.mailboxes.keys().map(String::as_str).filter(|name| *name != INBOX);
    [INBOX].into_iter().chain(others)
}

fn fact(name: &str, value: Html) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn facts(lang: Lang, mailbox: &Mailbox) -> Html {
    let first = mailbox.entries.at(0).map(|entry| entry.uid);
    html! {
        <>
            { fact("UIDVALIDITY", html! { mailbox.uid_validity }) }
            { fact("UIDNEXT", html! { mailbox.uid_next.0 }) }
            { for first.map(|uid| fact(text(lang, Key::StoreLongId), long_id(mailbox.uid_validity, uid))) }
        </>
    }
}

/// What the client knows of the mailbox, when that is not what the server holds: RFC 3501 §7.4.1 forbids to
/// tell it of removals whenever they happen.
fn told(lang: Lang, seat: &view::Seat, mailbox: &Mailbox) -> Option<Html> {
    let known = seat.selection(mailbox.id)?.view.uids();
    let differs = known.len() != mailbox.entries.len()
        || mailbox.entries.iter().zip(known).any(|(entry, known)| entry.uid != *known);
    let count = known.len().to_string();
    differs.then(|| {
        fact(text(lang, Key::StoreTold), html! { format(lang, Key::CountMessages, &[("count", &count)]) })
    })
}

/// RFC 3501 §2.3.1.1: the 64-bit value made of UIDVALIDITY and UID, in base 16 so that both halves show.
fn long_id(validity: u32, uid: Uid) -> Html {
    html! { <span class="long-id"><span>{ std::format!("{validity:08x}") }</span>{ "·" }<span>{ std::format!("{:08x}", uid.0) }</span></span> }
}

fn timer(page: &Page) -> Html {
    let lab = page.player.lab();
    let Some(connection) = lab.connection(page.connection()) else { return html! {} };
    let Some(deadline) = connection.deadline() else { return html! {} };
    let left = deadline.since(lab.now());
    let all = connection.session.timeout();
    let shown = std::format!("{}:{:02}", left / MINUTE, left % MINUTE / 1000);
    fact(
        page.text(Key::StoreTimer),
        html! {
            <>
                <meter min="0" max={all.to_string()} value={left.to_string()} low={(all / 4).to_string()}
                    aria-label={page.text(Key::StoreTimer)}>{ shown.clone() }</meter>
                { shown }
            </>
        },
    )
}

fn clock(now: Time) -> String {
    let c = now.civil();
    std::format!("{:02}:{:02}", c.hour, c.minute)
}

/// "Client 2 · POP3".
fn client_name(lang: Lang, clients: &[(ConnectionId, Protocol)], id: ConnectionId) -> String {
    let protocol =
        clients.iter().find(|(other, _)| *other == id).map_or(Protocol::Pop3, |(_, protocol)| *protocol);
    let same = clients.iter().filter(|(other, p)| *p == protocol && *other <= id).count();
    let protocol = if protocol == Protocol::Pop3 { "POP3" } else { "IMAP4" };
    format(lang, Key::StoreClient, &[("number", &same.max(1).to_string()), ("protocol", protocol)])
}

fn clients(page: &Page) -> Html {
    let lab = page.player.lab();
    let connection = page.connection();
    let of_page = |(id, _): &&(ConnectionId, Protocol)| {
        *id == connection || lab.connection(*id).is_some_and(|connection| connection.is_open())
    };
    let client = |(id, protocol): &(ConnectionId, Protocol)| {
        let state = view::state_of(&page.player, *id, view::chart(*protocol));
        let account = view::seat(&page.player, *id).account;
        let open = view::is_open(&page.player, *id);
        html! {
            <li>
                <button type="button" class="client" aria-current={(*id == connection).then_some("true")}
                    onclick={page.send_and_return(Msg::ShowConnection(*id))}>
                    <span>{ client_name(page.lang, &page.clients, *id) }</span>
                    if let Some(account) = account { <span class="client-detail">{ &*account }</span> }
                    if open { <span class="client-detail">{ state }</span> }
                </button>
            </li>
        }
    };
    html! {
        <div class="clients">
            <h3>{ page.text(Key::StoreClients) }</h3>
            <ul>{ for page.clients.iter().filter(of_page).map(client) }</ul>
            if lab.connection(connection).is_some() {
                <button type="button" class="link" onclick={page.send_and_return(Msg::SecondClient)}>
                    { page.text(Key::StoreSecondClient) }
                </button>
            }
        </div>
    }
}

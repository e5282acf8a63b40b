//! What the server holds: mailboxes, messages, lock, timer, clients; and the teacher's buttons.

use super::controls::controls;
use super::icons::{Icon, icon};
use super::live::{self, connections};
use super::messages::use_messages;
use crate::app::session_info;
use crate::engine::mail::{Account, INBOX, Mailbox, Uid};
use crate::engine::time::{MINUTE, Time};
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::{Key, Lang, format, text};
use crate::ui::element::{beside, el};
use crate::ui::part::Page;
use crate::ui::state::Msg;
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
    let now = el("span").attr("class", "pane-note clock").child(icon(Icon::Clock)).child(clock(lab.now()));
    let title = el("h2").attr("id", "store-title").child(text(lang, Key::StoreTitle));
    let all = el("nav")
        .attr("class", "mailboxes")
        .attr("aria-label", text(lang, Key::StoreMailboxes))
        .list(lab.store().accounts().map(|other| mailboxes(page, other, account, mailbox)));
    let locked = holder.map(|holder| {
        let name = match page.watch {
            Some(_) => live::name(page, holder, Protocol::Pop3),
            None => client_name(lang, &page.clients, holder),
        };
        fact(text(lang, Key::StoreLock), beside([icon(Icon::Lock), name.into()]))
    });
    let facts = el("dl")
        .attr("class", "facts")
        .maybe(found.filter(|_| page.protocol == Protocol::Imap).map(|found| facts(lang, found)))
        .maybe(
            found.and_then(|found| told(lang, &session_info::seat(&page.player, page.connection()), found)),
        )
        .maybe(locked)
        .child(timer(page));
    el("section")
        .attrs(&[("class", "pane store"), ("aria-labelledby", "store-title")])
        .child(el("div").attr("class", "pane-head").child(title).child(now))
        .child(all)
        .child(messages)
        .child(facts)
        .child(page.watch.as_ref().map_or_else(|| clients(page), |watch| connections(page, watch)))
        .maybe(page.watch.is_none().then(|| controls(page)))
        .into()
}

fn mailboxes(page: &Page, account: &Account, shown: &str, mailbox: &str) -> Html {
    let open = account.name == shown;
    let name: Rc<str> = account.name.as_str().into();
    let button = |label: &str, target: &str, current: bool, class: &'static str| {
        let message = Msg::ShowMailbox(name.clone(), target.into());
        el("button")
            .attr("type", "button")
            .attr("class", class)
            .attr("aria-current", current.then_some("true"))
            .onclick(page.send(message))
            .child(label)
    };
    let own =
        || names(account).map(|other| button(other, other, other == mailbox, "mailbox")).collect::<Html>();
    el("div")
        .attr("class", "account")
        .child(button(&account.name, "INBOX", false, "account-name"))
        .maybe(open.then(own))
        .into()
}

/// INBOX, then the other mailboxes by name.
fn names(account: &Account) -> impl Iterator<Item = &str> {
    let others = account.mailboxes.keys().map(String::as_str).filter(|name| *name != INBOX);
    [INBOX].into_iter().chain(others)
}

fn fact(name: &str, value: Html) -> Html {
    el("div").child(el("dt").child(name)).child(el("dd").child(value)).into()
}

fn facts(lang: Lang, mailbox: &Mailbox) -> Html {
    let first = mailbox.entries.at(0).map(|entry| entry.uid);
    beside([
        fact("UIDVALIDITY", mailbox.uid_validity.into()),
        fact("UIDNEXT", mailbox.uid_next.0.into()),
        first
            .map(|uid| fact(text(lang, Key::StoreLongId), long_id(mailbox.uid_validity, uid)))
            .unwrap_or_default(),
    ])
}

/// What the client knows of the mailbox, when that is not what the server holds: RFC 3501 §7.4.1 forbids to
/// tell it of removals whenever they happen.
fn told(lang: Lang, seat: &session_info::Seat, mailbox: &Mailbox) -> Option<Html> {
    let known = seat.selection(mailbox.id)?.view.uids();
    let differs = known.len() != mailbox.entries.len()
        || mailbox.entries.iter().zip(known).any(|(entry, known)| entry.uid != *known);
    let count = known.len().to_string();
    differs.then(|| {
        fact(text(lang, Key::StoreTold), format(lang, Key::CountMessages, &[("count", &count)]).into())
    })
}

/// RFC 3501 §2.3.1.1: the 64-bit value made of UIDVALIDITY and UID, in base 16 so that both halves show.
fn long_id(validity: u32, uid: Uid) -> Html {
    let half = |number: u32| el("span").child(std::format!("{number:08x}"));
    el("span").attr("class", "long-id").child(half(validity)).child("·").child(half(uid.0)).into()
}

fn timer(page: &Page) -> Html {
    let lab = page.player.lab();
    let Some(connection) = lab.connection(page.connection()) else { return Html::default() };
    let Some(deadline) = connection.deadline() else { return Html::default() };
    let left = deadline.since(lab.now());
    let all = connection.session.timeout();
    let shown = std::format!("{}:{:02}", left / MINUTE, left % MINUTE / 1000);
    let meter = el("meter")
        .attr("min", "0")
        .attr("max", all.to_string())
        .attr("value", left.to_string())
        .attr("low", (all / 4).to_string())
        .attr("aria-label", page.text(Key::StoreTimer))
        .child(shown.clone());
    fact(page.text(Key::StoreTimer), beside([meter.into(), shown.into()]))
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
        let state = session_info::state_of(&page.player, *id, session_info::chart(*protocol));
        let account = session_info::seat(&page.player, *id).account;
        let open = session_info::is_open(&page.player, *id);
        let detail = |detail: &str| el("span").attr("class", "client-detail").child(detail);
        let button = el("button")
            .attrs(&[("type", "button"), ("class", "client")])
            .attr("aria-current", (*id == connection).then_some("true"))
            .onclick(page.send_and_return(Msg::ShowConnection(*id)))
            .child(el("span").child(client_name(page.lang, &page.clients, *id)))
            .maybe(account.map(|account| detail(&account)))
            .maybe(open.then(|| detail(state)));
        el("li").child(button)
    };
    let second = lab.connection(connection).map(|_| {
        el("button")
            .attrs(&[("type", "button"), ("class", "link")])
            .onclick(page.send_and_return(Msg::SecondClient))
            .child(page.text(Key::StoreSecondClient))
    });
    let all: Html = page.clients.iter().filter(of_page).map(client).collect();
    el("div")
        .attr("class", "clients")
        .child(el("h3").child(page.text(Key::StoreClients)))
        .child(el("ul").child(all))
        .maybe(second)
        .into()
}

//! What the server holds: mailboxes, messages, lock, timer, clients; and the teacher's buttons.

use super::controls::Controls;
use super::icons::{Icon, icon};
use super::messages::Messages;
use crate::engine::mail::{Account, INBOX, Mailbox, Uid};
use crate::engine::time::{MINUTE, Time};
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::{Key, Lang, format, text};
use crate::player::Player;
use crate::ui::context::{Dispatch, send, send_and_return, use_dispatch, use_lang};
use crate::ui::state::Msg;
use crate::ui::view;
use std::rc::Rc;
use yew::prelude::*;

/// What the pane shows.
#[derive(Properties)]
pub struct StoreProps {
    /// The simulation at its cursor.
    pub player: Rc<Player>,
    /// The protocol shown.
    pub protocol: Protocol,
    /// The connection shown.
    pub connection: ConnectionId,
    /// All clients of both protocols.
    pub clients: Rc<Vec<(ConnectionId, Protocol)>>,
    /// The account and mailbox shown.
    pub mailbox: (Rc<str>, Rc<str>),
    /// Whom the next message is for.
    pub recipient: Rc<str>,
    /// Minutes that pass at a click.
    pub minutes: u64,
    /// Whether the shown connection is open.
    pub open: bool,
}

impl PartialEq for StoreProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
            && Rc::ptr_eq(&self.clients, &other.clients)
            && (self.protocol, self.connection, self.minutes, self.open)
                == (other.protocol, other.connection, other.minutes, other.open)
            && (&self.mailbox, &self.recipient) == (&other.mailbox, &other.recipient)
    }
}

/// The pane on the right.
#[component]
pub fn Store(props: &StoreProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let lab = props.player.lab();
    let (account, mailbox) = (&*props.mailbox.0, &*props.mailbox.1);
    let found = lab.store().mailbox(account, mailbox);
    let holder = lab.store().account(account).and_then(|account| account.lock);
    html! {
        <section class="pane store" aria-labelledby="store-title">
            <div class="pane-head">
                <h2 id="store-title">{ text(lang, Key::StoreTitle) }</h2>
                <span class="pane-note clock">{ icon(Icon::Clock) }{ clock(lab.now()) }</span>
            </div>
            <nav class="mailboxes" aria-label={text(lang, Key::StoreMailboxes)}>
                { for lab.store().accounts().map(|other| mailboxes(&dispatch, other, account, mailbox)) }
            </nav>
            <Messages player={props.player.clone()} protocol={props.protocol} connection={props.connection}
                account={props.mailbox.0.clone()} mailbox={props.mailbox.1.clone()} />
            <dl class="facts">
                { for found.filter(|_| props.protocol == Protocol::Imap).map(|found| facts(lang, found)) }
                { for found.and_then(|found| told(lang, &view::seat(&props.player, props.connection), found)) }
                if let Some(holder) = holder {
                    { fact(text(lang, Key::StoreLock), html! {
                        <>{ icon(Icon::Lock) }{ client_name(lang, &props.clients, holder) }</>
                    }) }
                }
                { timer(lang, &props.player, props.connection) }
            </dl>
            { clients(&dispatch, lang, props) }
            <Controls open={props.open} minutes={props.minutes} recipient={props.recipient.clone()}
                accounts={Rc::new(lab.store().accounts().map(|account| Rc::from(account.name.as_str())).collect::<Vec<Rc<str>>>())} />
        </section>
    }
}

fn mailboxes(dispatch: &Dispatch, account: &Account, shown: &str, mailbox: &str) -> Html {
    let open = account.name == shown;
    let name: Rc<str> = account.name.as_str().into();
    let button = |label: &str, target: &str, current: bool, class: &'static str| {
        let message = Msg::ShowMailbox(name.clone(), target.into());
        html! {
            <button type="button" class={class} aria-current={current.then_some("true")}
                onclick={send(dispatch, message)}>{ label }</button>
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

fn timer(lang: Lang, player: &Player, id: ConnectionId) -> Html {
    let lab = player.lab();
    let Some(connection) = lab.connection(id) else { return html! {} };
    let Some(deadline) = connection.deadline() else { return html! {} };
    let left = deadline.since(lab.now());
    let all = connection.session.timeout();
    let shown = std::format!("{}:{:02}", left / MINUTE, left % MINUTE / 1000);
    fact(
        text(lang, Key::StoreTimer),
        html! {
            <>
                <meter min="0" max={all.to_string()} value={left.to_string()} low={(all / 4).to_string()}
                    aria-label={text(lang, Key::StoreTimer)}>{ shown.clone() }</meter>
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

fn clients(dispatch: &Dispatch, lang: Lang, props: &StoreProps) -> Html {
    let lab = props.player.lab();
    let of_page = |(id, _): &&(ConnectionId, Protocol)| {
        *id == props.connection || lab.connection(*id).is_some_and(|connection| connection.is_open())
    };
    let client = |(id, protocol): &(ConnectionId, Protocol)| {
        let state = view::state_of(&props.player, *id, view::chart(*protocol));
        let account = view::seat(&props.player, *id).account;
        let open = view::is_open(&props.player, *id);
        html! {
            <li>
                <button type="button" class="client" aria-current={(*id == props.connection).then_some("true")}
                    onclick={send_and_return(dispatch, Msg::ShowConnection(*id))}>
                    <span>{ client_name(lang, &props.clients, *id) }</span>
                    if let Some(account) = account { <span class="client-detail">{ &*account }</span> }
                    if open { <span class="client-detail">{ state }</span> }
                </button>
            </li>
        }
    };
    html! {
        <div class="clients">
            <h3>{ text(lang, Key::StoreClients) }</h3>
            <ul>{ for props.clients.iter().filter(of_page).map(client) }</ul>
            if lab.connection(props.connection).is_some() {
                <button type="button" class="link" onclick={send_and_return(dispatch, Msg::SecondClient)}>
                    { text(lang, Key::StoreSecondClient) }
                </button>
            }
        </div>
    }
}

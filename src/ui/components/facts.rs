//! The mailbox's numbers, its lock and the session's timer, under the table of messages.

use super::icons::{Icon, icon};
use crate::app::clients::Clients;
use crate::app::live_view::connection_name;
use crate::app::session_info::SessionInfo;
use crate::engine::mail::{Mailbox, Uid};
use crate::engine::time::{MINUTE, Time};
use crate::ui::prelude::*;
use std::rc::Rc;

/// The facts, each with its name.
#[autoprops]
#[component]
pub(crate) fn Facts(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    account: &Rc<str>,
    mailbox: &Rc<str>,
    author: &Option<String>,
    live: bool,
) -> Html {
    let texts = use_texts();
    let lab = timeline.player.lab();
    let found = lab.store().mailbox(account, mailbox);
    let holder = lab.store().account(account).and_then(|account| account.lock);
    let locked = holder.map(|holder| {
        let protocol = lab.connection(holder).map_or_else(Protocol::default, |held| held.protocol);
        let name = match live {
            true => connection_name(holder, protocol, texts.0),
            false => clients.name(holder, texts.0),
        };
        fact(texts.text(Key::StoreLock), html! { <>{ icon(Icon::LOCK) }{ name }</> })
    });
    let changed = timeline.player.current().is_some_and(|moment| moment.turn.changes_store());
    let author = author.clone().filter(|_| changed);
    let info = SessionInfo::of(&timeline.player, clients.connection());
    html! {
        <dl class="facts">
            { found.filter(|_| clients.protocol.row().uids).map(|found| uids(texts, found)) }
            { found.and_then(|found| told(texts, &info, found)) }
            { locked }
            { author.map(|author| fact(texts.text(Key::StoreChangedBy), author.into())) }
            { timer(texts, timeline, clients) }
        </dl>
    }
}

fn fact(name: &str, value: Html) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn uids(texts: Texts, mailbox: &Mailbox) -> Html {
    let validity = mailbox.uid_validity;
    // RFC 3501 §2.3.1.1: "A good UIDVALIDITY value to use in this case is a 32-bit representation of the creation
    // date/time of the mailbox."
    let c = Time::of_seconds(validity.into()).civil();
    let date = format!("{}-{:02}-{:02} {:02}:{:02} UTC", c.year, c.month, c.day, c.hour, c.minute);
    let made = texts.format(Key::StoreValidityDate, &[("date", &date)]);
    let first = mailbox.entries.at(0).map(|entry| entry.uid);
    html! {
        <>
            { fact("UIDVALIDITY", html! { <span class="explained" tabindex="0">{ validity }<small>{ made }</small></span> }) }
            { fact("UIDNEXT", mailbox.uid_next.0.into()) }
            { first.map(|uid| fact(texts.text(Key::StoreLongId), long_id(texts, validity, uid))) }
        </>
    }
}

/// RFC 3501 §2.3.1.1: the 64-bit value made of UIDVALIDITY and UID, in base 16 so that both halves show.
fn long_id(texts: Texts, validity: u32, uid: Uid) -> Html {
    let (hex, number) = (format!("{:x}", uid.0), uid.to_string());
    let halves = texts.format(Key::StoreLongIdHalves, &[("hex", &hex), ("uid", &number)]);
    html! {
        <span class="explained" tabindex="0">
            <span class="long-id">
                <span>{ format!("{validity:08x}") }</span>{ "·" }<span>{ format!("{:08x}", uid.0) }</span>
            </span>
            <small>{ halves }</small>
        </span>
    }
}

/// The client's knowledge of the mailbox, where it differs from the server's: RFC 3501 §7.4.1 forbids to tell it of
/// removals whenever they happen.
fn told(texts: Texts, info: &SessionInfo, mailbox: &Mailbox) -> Option<Html> {
    let known = info.open(mailbox.id).filter(|(_, open)| !open.snapshot)?.0.uids();
    let differs = known.len() != mailbox.entries.len()
        || mailbox.entries.iter().zip(&*known).any(|(entry, known)| entry.uid != *known);
    let count = known.len().to_string();
    differs.then(|| {
        fact(texts.text(Key::StoreTold), texts.format(Key::CountMessages, &[("count", &count)]).into())
    })
}

/// The time that is left until the server closes the connection.
fn timer(texts: Texts, timeline: &Timeline, clients: &Clients) -> Option<Html> {
    let lab = timeline.player.lab();
    let connection = lab.connection(clients.connection())?;
    let left = connection.deadline()?.since(lab.now());
    let all = connection.protocol.row().timeout;
    let shown = format!("{}:{:02}", left / MINUTE, left % MINUTE / 1000);
    let name = texts.text(Key::StoreTimer);
    let meter = html! {
        <>
            <meter min="0" max={all.to_string()} value={left.to_string()} low={(all / 4).to_string()}
                aria-label={name}>{ shown.clone() }</meter>
            { shown }
        </>
    };
    Some(fact(name, meter))
}

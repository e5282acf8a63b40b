//! What stands where the prompt is while the page looks on: how the stream stands, where mail programs connect, the
//! way back; and the bridge's connections.

use crate::engine::{ConnectionId, Protocol};
use crate::i18n::Key;
use crate::player::live::Track;
use crate::ui::element::{Element, el, when};
use crate::ui::part::Page;
use crate::ui::state::{Motion, Msg};
use crate::ui::watching::Watch;
use std::rc::Rc;
use yew::prelude::*;

/// In place of the prompt.
pub fn live(page: &Page) -> Html {
    let Some(watch) = &page.watch else { return Html::default() };
    let chip = el("span").classes(&["chip", when(!watch.stream.flows(), "is-stayed")]).child("Live");
    let says = el("p").attr("role", "status").child(chip).child(" ").child(page.text(watch.stream.says()));
    let button = |class: &'static str, message: Msg| {
        el("button").attr("type", "button").attr("class", class).onclick(page.send(message))
    };
    let behind = page.player.len() - page.player.cursor();
    let now = (behind > 0 && page.motion == Motion::Still).then(|| {
        let count = behind.to_string();
        button("primary", Msg::Seek(usize::MAX)).child(page.format(Key::LiveNow, &[("count", &count)]))
    });
    let newest = button("plain", Msg::Newest).truth("aria-pressed", watch.newest);
    let buttons = el("div")
        .attr("class", "live-buttons")
        .maybe(now)
        .child(newest.child(page.text(Key::LiveNewest)))
        .child(button("link", Msg::LookOn(false)).child(page.text(Key::LiveLeave)));
    el("div")
        .attrs(&[("class", "live"), ("id", "command"), ("tabindex", "-1")])
        .child(says)
        .maybe((!watch.live.services().is_empty()).then(|| services(page, watch)))
        .child(buttons)
        .into()
}

fn services(page: &Page, watch: &Watch) -> Element {
    let service = |service: &String| el("code").child(service);
    el("p").child(page.text(Key::LiveServices)).child(" ").list(watch.live.services().iter().map(service))
}

/// What stands in an empty console: how somebody could come, and the accounts.
pub fn invitation(page: &Page, watch: &Watch, accounts: Html) -> Html {
    let account = page.player.lab().store().accounts().next();
    let (wanted, scheme) = match page.protocol {
        Protocol::Pop3 => ("POP3 ", "curl pop3://"),
        Protocol::Imap => ("IMAP ", "curl imap://"),
    };
    let service = watch.live.services().iter().find_map(|service| service.strip_prefix(wanted));
    let curl = account.zip(service).map(|(account, address)| {
        let url = [scheme, &account.name, ":", &account.password, "@", address, "/"];
        el("p").child(page.text(Key::LiveTry)).child(" ").child(el("code").child(url.concat()))
    });
    el("div")
        .attr("class", "invitation")
        .child(el("p").attr("class", "invitation-lead").child(nobody(page)))
        .maybe(curl)
        .child(accounts)
        .into()
}

/// That nobody has come yet by the protocol that is shown.
pub fn nobody(page: &Page) -> String {
    page.format(Key::LiveNobody, &[("protocol", protocol_name(page.protocol))])
}

/// The bridge's connections, the newest first.
pub fn connections(page: &Page, watch: &Watch) -> Html {
    let connection = |track: &Rc<Track>| {
        let button = el("button")
            .attrs(&[("type", "button"), ("class", "client")])
            .attr("aria-current", (track.id == page.connection()).then_some("true"))
            .onclick(page.send(Msg::ShowConnection(track.id)))
            .child(named(page, track));
        el("li").key(track.id.0).child(button)
    };
    let all: Html = watch.live.connections().iter().rev().map(connection).collect();
    el("div")
        .attr("class", "clients is-live")
        .child(el("h3").child(page.text(Key::LiveConnections)))
        .child(el("ul").child(all))
        .into()
}

/// Whose conversation is shown.
pub fn shown(page: &Page, watch: &Watch) -> Html {
    watch.live.connection(page.connection()).map(|track| named(page, track)).unwrap_or_default()
}

/// "No. 3 · IMAP4 · anna · ended".
fn named(page: &Page, track: &Track) -> Html {
    let mut name = name(page, track.id, track.protocol);
    let mut add = |text: &str| {
        name.push_str(" · ");
        name.push_str(text);
    };
    track.account.iter().for_each(|account| add(account));
    if !track.open {
        add(page.text(Key::LiveEnded));
    }
    name.into()
}

/// "No. 3 · IMAP4".
pub fn name(page: &Page, id: ConnectionId, protocol: Protocol) -> String {
    let number = id.0.to_string();
    page.format(Key::LiveConnection, &[("number", &number), ("protocol", protocol_name(protocol))])
}

fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    }
}

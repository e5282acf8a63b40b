//! The server's store: mailboxes, messages, lock, timer, clients; and the teacher's buttons.

use super::bridge_connections::BridgeConnections;
use super::client_list::ClientList;
use super::controls::Controls;
use super::facts::Facts;
use super::icons::{Icon, icon};
use super::mailboxes::Mailboxes;
use super::messages::Messages;
use crate::app::clients::Clients;
use crate::app::live_view::LiveView;
use crate::app::slice::Slice;
use crate::app::teacher::Teacher;
use crate::app::timeline::Timeline;
use crate::engine::time::Time;
use crate::i18n::Key;
use crate::ui::context::use_texts;
use yew::prelude::*;

/// Properties of [`Store`].
#[derive(Properties, PartialEq)]
pub(crate) struct StoreProps {
    /// The simulation and its cursor.
    pub timeline: Slice<Timeline>,
    /// The clients.
    pub clients: Slice<Clients>,
    /// The teacher's choices.
    pub teacher: Slice<Teacher>,
    /// The live view.
    pub live: Option<Slice<LiveView>>,
}

/// The pane on the right.
#[component]
pub(crate) fn Store(props: &StoreProps) -> Html {
    let texts = use_texts();
    let StoreProps { timeline, clients, teacher, live } = props;
    let (protocol, connection) = (clients.protocol, clients.connection());
    let (account, mailbox) = teacher.mailbox(&timeline.player, connection);
    let foot = match live {
        Some(live) => html! { <BridgeConnections live={live.clone()} {connection} /> },
        None => html! {
            <>
                <ClientList timeline={timeline.clone()} clients={clients.clone()} />
                <Controls timeline={timeline.clone()} {protocol} {connection} teacher={teacher.clone()} />
            </>
        },
    };
    html! {
        <section class="pane store" aria-labelledby="store-title">
            <div class="pane-head">
                <h2 id="store-title">{ texts.text(Key::StoreTitle) }</h2>
                <span class="pane-note clock">{ icon(Icon::Clock) }{ clock(timeline.player.lab().now()) }</span>
            </div>
            <Mailboxes timeline={timeline.clone()} account={account.clone()} mailbox={mailbox.clone()} />
            <Messages timeline={timeline.clone()} {protocol} {connection} account={account.clone()} mailbox={mailbox.clone()} />
            <Facts timeline={timeline.clone()} clients={clients.clone()} {account} {mailbox} live={live.is_some()} />
            { foot }
        </section>
    }
}

fn clock(now: Time) -> String {
    let c = now.civil();
    format!("{:02}:{:02}", c.hour, c.minute)
}

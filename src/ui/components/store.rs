//! The server's store: mailboxes, messages, lock, timer, clients; and the teacher's buttons.

use super::bridge_connections::BridgeConnections;
use super::controls::Controls;
use super::facts::Facts;
use super::icons::{Icon, icon};
use super::mailboxes::Mailboxes;
use super::messages::Messages;
use crate::app::clients::Clients;
use crate::app::live_view::LiveView;
use crate::app::teacher::Teacher;
use crate::engine::time::Time;
use crate::ui::prelude::*;

/// The pane on the right.
#[autoprops]
#[component]
pub(crate) fn Store(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    teacher: &Slice<Teacher>,
    live: &Option<Slice<LiveView>>,
    followed: bool,
) -> Html {
    let texts = use_texts();
    let (protocol, connection) = (clients.protocol, clients.connection());
    let (account, mailbox) = &teacher.mailbox(&timeline.player, connection);
    let turn = timeline.player.current().filter(|_| live.is_none()).map(|moment| &moment.turn);
    let author = turn.and_then(|turn| clients.author(turn, texts.0));
    let foot = match live {
        Some(live) => html! { <BridgeConnections {live} {connection} /> },
        None if followed => Html::default(),
        None => html! { <Controls {timeline} {protocol} {connection} {teacher} /> },
    };
    html! {
        <section class="pane store" aria-labelledby="store-title">
            <div class="pane-head">
                <h2 id="store-title">{ texts.text(Key::StoreTitle) }</h2>
                <span class="pane-note clock">{ icon(Icon::CLOCK) }{ clock(timeline.player.lab().now()) }</span>
            </div>
            <Mailboxes {timeline} {account} {mailbox} />
            <Messages {timeline} {protocol} {connection} {account} {mailbox} author={author.clone()} />
            <Facts {timeline} {clients} {account} {mailbox} {author} live={live.is_some()} />
            { foot }
        </section>
    }
}

fn clock(now: Time) -> String {
    let c = now.civil();
    format!("{:02}:{:02}", c.hour, c.minute)
}

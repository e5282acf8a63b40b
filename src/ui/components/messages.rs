//! The messages of the mailbox shown.

use super::message_table::MessageTable;
use crate::app::mailbox_rows::{Row, rows};
use crate::ui::prelude::*;
use std::rc::Rc;

/// The table, drawn again when something in it is new.
#[autoprops]
#[component]
pub(crate) fn Messages(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    connection: ConnectionId,
    account: &Rc<str>,
    mailbox: &Rc<str>,
    author: &Option<String>,
) -> Html {
    let player = &timeline.player;
    let rows: Rc<[Row]> = rows(player, connection, account, mailbox).into();
    let changed = rows.iter().any(|row| row.sign.is_some());
    html! {
        <MessageTable {protocol} {rows} {account} {mailbox} change={changed.then_some(player.cursor())}
            author={author.clone().filter(|_| changed)} />
    }
}

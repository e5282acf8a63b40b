//! The messages of the mailbox shown: their rows, drawn in two goes where many are new.

use super::message_table::MessageTable;
use crate::app::mailbox_rows::{EDGE, Row, rows};
use crate::ui::hooks::deferred::use_deferred_drawing;
use crate::ui::prelude::*;
use std::rc::Rc;

/// Most rows that may be new in one frame; else there are [`FEW`] at each end of the table at first, and the others
/// come as soon as nothing else happens.
const AT_ONCE: usize = 24;
const FEW: usize = 8;

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
    let drawn = use_mut_ref(<(usize, Rc<[Row]>)>::default);
    let player = &timeline.player;
    let cursor = player.cursor();
    let rows = |edge| rows(player, connection, account, mailbox, edge);
    let mut drawn = drawn.borrow_mut();
    let (place, before) = &mut *drawn;
    let mut new = rows(EDGE);
    let is_new = |row: &&Row| before.iter().all(|there| there.uid != row.uid);
    // At rest the cursor stays where it is.
    let few = *place != cursor && new.iter().filter(is_new).count() > AT_ONCE;
    if few {
        new = rows(FEW);
    }
    let changed = new.iter().any(|row| row.sign.is_some());
    (*place, *before) = (cursor, new.into());
    use_deferred_drawing(few, (cursor, 0));
    html! {
        <MessageTable {protocol} rows={before.clone()} {account} {mailbox} change={changed.then_some(cursor)}
            author={author.clone().filter(|_| changed)} />
    }
}

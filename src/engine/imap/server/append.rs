//! APPEND and COPY: messages that come into a mailbox by a client.

use super::mailboxes::refuse;
use super::select::gone;
use super::store::keeps;
use super::view::{Selection, present};
use super::{Handled, rules};
use crate::engine::imap::command::{DateTime, Flag, storable};
use crate::engine::imap::response::Code;
use crate::engine::imap::sequence::SequenceSet;
use crate::engine::lab::World;
use crate::engine::mail::{Entry, MESSAGES_MAX, Message, StoreError};
use crate::engine::step::Why;
use std::sync::Arc;

/// RFC 3501 §6.3.11: "If a flag parenthesized list is specified, the flags SHOULD be set in the resulting
/// message [...]. If a date-time is specified, the internal date SHOULD be set in the resulting message;
/// otherwise, the internal date of the resulting message is set to the current date and time by default."
pub fn append(
    account: &str,
    name: &str,
    flags: &[Flag],
    date: Option<DateTime>,
    octets: &[u8],
    world: &mut World,
) -> Handled {
    let stored = storable(flags);
    if !keeps(&stored, flags) {
        return refuse("APPEND", StoreError::Full, name, &rules::CREATE_EXISTS);
    }
    let date = date.map_or(world.now, DateTime::time);
    let message = Arc::new(Message::new(octets));
    let size = message.size();
    match world.store.append(account, name, message, stored, date, Some(world.connection)) {
        Ok(_) => {
            let why = Why::from(&rules::APPEND).with("mailbox", name).with("size", size);
            Handled::ok("APPEND completed", why)
        }
        Err(error) => refuse_destination("APPEND", error, name),
    }
}

/// RFC 3501 §6.4.7, and §6.4.8 with `uid`.
pub fn copy(
    account: &str,
    selected: &Selection,
    set: &SequenceSet,
    uid: bool,
    name: &str,
    world: &mut World,
) -> Handled {
    let command = if uid { "UID COPY" } else { "COPY" };
    let Some(mailbox) = world.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    let wanted = selected.view.resolve(set, uid);
    let found = || present(&wanted, &mailbox.entries).filter_map(|(_, _, entry)| entry);
    // RFC 2180 §4.4.1: "The server MAY disallow the COPY of messages in a multi-access mailbox that
    // contains expunged messages." RFC 3501 §6.4.8, of UIDs: "A non-existent unique identifier is ignored
    // without any error message generated."
    if !uid && found().count() < wanted.len() {
        let text = "COPY failed: some of the messages are gone, none was copied";
        return Handled::no(text, &rules::COPY_GONE).with(Code::NonExistent);
    }
    let copies: Vec<Entry> = found().cloned().collect();
    let Some(destination) = world.store.mailbox(account, name) else {
        return refuse_destination(command, StoreError::NoMailbox, name);
    };
    // §6.4.7: "If the COPY command is unsuccessful for any reason, server implementations MUST restore the
    // destination mailbox to its state before the COPY attempt." So nothing begins that cannot end.
    let uids_left = (u32::MAX - destination.uid_next.0) as usize;
    if destination.entries.len() + copies.len() > MESSAGES_MAX || copies.len() >= uids_left {
        return refuse_destination(command, StoreError::Full, name);
    }
    let count = copies.len();
    for entry in copies {
        // "The flags and internal date of the message(s) SHOULD be preserved".
        let Entry { message, flags, internal_date, .. } = entry;
        let by = Some(world.connection);
        if let Err(error) = world.store.append(account, name, message, flags, internal_date, by) {
            return refuse_destination(command, error, name);
        }
    }
    let rule = if uid && count == 0 { &rules::UID_UNKNOWN } else { &rules::COPY };
    let why = Why::from(rule).with("mailbox", name).with("count", count).with("command", command);
    Handled::ok(format!("{command} completed"), why)
}

/// RFC 3501 §6.3.11 and §6.4.7: "Unless it is certain that the destination mailbox can not be created, the
/// server MUST send the response code "[TRYCREATE]" as the prefix of the text of the tagged NO response."
fn refuse_destination(command: &str, error: StoreError, name: &str) -> Handled {
    if error != StoreError::NoMailbox {
        return refuse(command, error, name, &rules::CREATE_EXISTS);
    }
    let why = Why::from(&rules::TRY_CREATE).with("mailbox", name);
    Handled::no(format!("{command} failed: no such mailbox"), why).with(Code::TryCreate)
}

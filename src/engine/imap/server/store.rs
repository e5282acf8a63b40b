//! STORE: clients change flags (RFC 3501 §6.4.6).

use super::fetch::names;
use super::select::{gone, read_only};
use super::view::{Selection, present};
use super::{Handled, rules};
use crate::engine::imap::command::{Flag, StoreMode, storable};
use crate::engine::imap::response::{Code, FetchData, Response};
use crate::engine::imap::sequence::SequenceSet;
use crate::engine::lab::World;
use crate::engine::mail::Flags;
use crate::engine::step::Why;

/// What a STORE command is to do.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Replace, add or remove.
    pub mode: StoreMode,
    /// The flags.
    pub flags: &'a [Flag],
    /// `.SILENT`.
    pub silent: bool,
}

/// RFC 3501 §6.4.6, and §6.4.8 with `uid`.
pub fn store(
    account: &str,
    selected: &mut Selection,
    set: &SequenceSet,
    uid: bool,
    change: Change,
    world: &mut World,
    out: &mut Vec<Response>,
) -> Handled {
    let command = if uid { "UID STORE" } else { "STORE" };
    if selected.read_only {
        return read_only(command);
    }
    let Some(mailbox) = world.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    let flags = storable(change.flags);
    let entries = mailbox.entries.clone();
    let wanted = selected.view.resolve(set, uid);
    let found = || {
        present(&wanted, &entries).filter_map(|(number, uid, entry)| {
            entry.map(|entry| (number, uid, changed(&entry.flags, &flags, change.mode)))
        })
    };
    // Nothing is done by halves: the store keeps only so many keywords of a message.
    if change.mode != StoreMode::Remove && found().any(|(_, _, new)| !keeps(&new, change.flags)) {
        let why = Why::from(&rules::LIMIT).with("mailbox", &selected.name);
        return Handled::no(format!("{command} failed: too many keywords"), why).with(Code::Limit);
    }
    let mut count = 0;
    for (number, message_uid, new) in found() {
        if !change.silent {
            let mut items = vec![FetchData::Flags(names(&new, selected.view.is_recent(message_uid)))];
            if uid {
                items.insert(0, FetchData::Uid(message_uid.0));
            }
            out.push(Response::Fetch { number, items });
            selected.view.flags_told(message_uid);
        }
        world.store.set_flags(account, selected.mailbox, message_uid, new, Some(world.connection));
        count += 1;
    }
    // RFC 2180 §4.2.1: "If the ".SILENT" suffix is used, and the STORE completed successfully for all the
    // non-expunged messages, the server SHOULD return a tagged OK." §4.2.3: without it "the server MAY set
    // the flags and return a FETCH response for the non-expunged messages along with a tagged NO."
    if !uid && !change.silent && count < wanted.len() {
        let why = Why::from(&rules::STORE_GONE).with("count", wanted.len() - count);
        return Handled::no("STORE failed for some messages: they are gone", why).with(Code::NonExistent);
    }
    let rule = match () {
        () if uid && count == 0 => &rules::UID_UNKNOWN,
        () if change.silent => &rules::STORE_SILENT,
        () => &rules::STORE,
    };
    let why = Why::from(rule).with("count", count).with("command", command);
    Handled::ok(format!("{command} completed"), why)
}

/// Whether all keywords among the flags are in what would be stored.
pub fn keeps(stored: &Flags, flags: &[Flag]) -> bool {
    flags.iter().map(Flag::as_str).all(|name| name.starts_with('\\') || stored.has_keyword(name))
}

fn changed(old: &Flags, flags: &Flags, mode: StoreMode) -> Flags {
    match mode {
        StoreMode::Replace => flags.clone(),
        StoreMode::Add => old.union(flags),
        StoreMode::Remove => old.without(flags),
    }
}

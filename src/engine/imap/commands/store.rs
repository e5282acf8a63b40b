//! STORE: clients change flags (RFC 3501 §6.4.6).

use super::Answer;
use super::answer::{gone, read_only};
use crate::engine::context::Context;
use crate::engine::imap::command::{Flag, StoreMode, storable};
use crate::engine::imap::response::{Code, FetchData, Response};
use crate::engine::imap::rules;
use crate::engine::imap::selection::{Selection, present};
use crate::engine::imap::sequence::SequenceSet;
use crate::engine::mail::{Entry, Flags, SystemFlag};
use crate::engine::step::{Rule, Why};

/// The arguments of a STORE command, besides the set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    /// Replace, add or remove.
    pub mode: StoreMode,
    /// The flags.
    pub flags: &'a [Flag],
    /// `.SILENT`.
    pub silent: bool,
    /// No messages with a higher mod-sequence.
    pub unchanged: Option<u64>,
}

/// RFC 3501 §6.4.6, and §6.4.8 with `uid`.
pub(super) fn store(
    account: &str,
    selected: &mut Selection,
    set: &SequenceSet,
    uid: bool,
    change: Change,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    let command = if uid { "UID STORE" } else { "STORE" };
    if selected.read_only {
        return read_only(command);
    }
    let Some(mailbox) = context.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    let flags = storable(change.flags);
    let wanted = selected.view.resolve(set, uid);
    let fits = |entry: &Entry| change.unchanged.is_none_or(|most| is_unchanged(entry, &change, most));
    let (mut found, mut failed, mut differing) = (Vec::new(), Vec::new(), 0);
    for (number, own, entry) in present(&wanted, &mailbox.entries) {
        match entry {
            Some(entry) if fits(entry) => {
                let new = changed(&entry.flags, &flags, change.mode);
                differing += usize::from(new != entry.flags);
                found.push((number, own, new));
            }
            // "and the message number (or unique identifier in the case of the UID STORE command) is added to the
            // list of messages that failed the UNCHANGEDSINCE test."
            Some(_) => failed.push(if uid { own.0 } else { number }),
            None => {}
        }
    }
    // Nothing is done by halves: the store keeps only so many keywords of a message.
    if change.mode != StoreMode::Remove && found.iter().any(|(_, _, new)| !keeps(new, change.flags)) {
        return too_many_keywords(command, &selected.name);
    }
    if !mailbox.has_room_for_keywords(found.iter().map(|(_, _, new)| new)) {
        return too_many_keywords(command, &selected.name);
    }
    let count = found.len();
    for (number, message_uid, new) in found {
        let flags = FetchData::Flags(new.clone(), selected.view.is_recent(message_uid));
        let by = Some(context.connection);
        let modseq = context.store.set_flags(account, selected.mailbox, message_uid, new, by).unwrap_or(0);
        let [own, modseq] = selected.told_with(message_uid, modseq, context.switches);
        let own = if uid { Some(FetchData::Uid(message_uid.0)) } else { own };
        if !change.silent {
            selected.view.flags_told(message_uid);
        }
        let items = [own, Some(flags).filter(|_| !change.silent), modseq].into_iter().flatten().collect();
        // RFC 7162 §3.1.3: "An untagged FETCH response MUST be sent, even if the .SILENT suffix is specified, and
        // the response MUST include the MODSEQ message data item."
        if !change.silent || selected.condstore {
            out.push(Response::Fetch { number, items });
        }
    }
    let missing = wanted.len() - count - failed.len();
    let code = (!failed.is_empty()).then_some(Code::Modified(failed.clone()));
    // RFC 2180 §4.2.1: "If the ".SILENT" suffix is used, and the STORE completed successfully for all the
    // non-expunged messages, the server SHOULD return a tagged OK." §4.2.3: without it "the server MAY set
    // the flags and return a FETCH response for the non-expunged messages along with a tagged NO."
    if !uid && !change.silent && missing > 0 {
        let why = Why::from(&rules::STORE_GONE).with("count", missing);
        let code = Some(code.unwrap_or(Code::ExpungeIssued));
        return Answer { code, ..Answer::no("STORE failed: some messages have been deleted", why) };
    }
    let odd = odd_flag(change);
    let marks = change.mode != StoreMode::Remove
        && change.flags.iter().any(|flag| SystemFlag::parse(flag.as_str()) == Some(SystemFlag::Deleted));
    let (rule, count) = match odd {
        _ if !failed.is_empty() => (&rules::STORE_MODIFIED, failed.len()),
        _ if uid && count == 0 => (&rules::UID_UNKNOWN, 0),
        Some((rule, _)) => (rule, differing),
        None if change.unchanged.is_some() => (&rules::STORE_UNCHANGED, count),
        None if marks && differing > 0 => (&rules::STORE_DELETED, differing),
        None if change.silent => (&rules::STORE_SILENT, differing),
        None => (&rules::STORE, differing),
    };
    let why = Why::from(rule).with("count", count).with("command", command);
    let why = why.with("flag", odd.map_or("", |(_, flag)| flag));
    // "When the server finished performing the operation on all the messages in the message set, it checks for
    // a non-empty list of messages that failed the UNCHANGEDSINCE test. If this list is non-empty, the server
    // MUST return in the tagged response a MODIFIED response code."
    Answer { code, ..Answer::ok(format!("{command} completed"), why) }
}

/// RFC 5530 §3 `LIMIT`: "an implementation limit of some kind, such as the number of flags on a single message or the
/// number of flags used in a mailbox".
pub(super) fn too_many_keywords(command: &str, mailbox: &str) -> Answer {
    let why = Why::from(&rules::LIMIT).with("mailbox", mailbox);
    Answer::no(format!("{command} failed: too many keywords"), why).with(Code::Limit)
}

/// Whether all keywords among the flags are in the flags to be stored.
pub(super) fn keeps(stored: &Flags, flags: &[Flag]) -> bool {
    flags.iter().map(Flag::as_str).all(|name| name.starts_with('\\') || stored.has_keyword(name))
}

/// RFC 7162 §3.1.3: "If the mod-sequence of every metadata item of the message affected by the STORE/UID STORE is equal
/// to or less than the specified UNCHANGEDSINCE value, then the requested operation [...] is performed." FLAGS affects
/// all flags, +FLAGS and -FLAGS those that they name.
fn is_unchanged(entry: &Entry, change: &Change, since: u64) -> bool {
    // A flag with a backslash that RFC 3501 does not know is never stored.
    let is_stored = |name: &&str| !name.starts_with('\\') || SystemFlag::parse(name).is_some();
    match change.mode {
        StoreMode::Replace => entry.modseq <= since,
        StoreMode::Add | StoreMode::Remove => {
            let mut named = change.flags.iter().map(Flag::as_str).filter(is_stored);
            named.all(|name| entry.is_unchanged(name, since))
        }
    }
}

/// A flag that does not do what its name promises, and the rule about it. RFC 3501 §2.3.2: "A system flag is a flag
/// name that is pre-defined in this specification. All system flags begin with "\\"."
fn odd_flag<'a>(change: Change<'a>) -> Option<(&'static Rule, &'a str)> {
    let names = || change.flags.iter().map(Flag::as_str);
    let unknown = names().find(|name| name.starts_with('\\') && SystemFlag::parse(name).is_none());
    let keyword = names().filter(|_| change.mode != StoreMode::Remove).find(|name| {
        let meant = format!("\\{name}");
        meant.eq_ignore_ascii_case("\\Recent") || SystemFlag::parse(&meant).is_some()
    });
    let unknown = unknown.map(|flag| (&rules::STORE_UNKNOWN, flag));
    unknown.or_else(|| keyword.map(|flag| (&rules::STORE_KEYWORD, flag)))
}

fn changed(old: &Flags, flags: &Flags, mode: StoreMode) -> Flags {
    match mode {
        StoreMode::Replace => flags.clone(),
        StoreMode::Add => old.union(flags),
        StoreMode::Remove => old.without(flags),
    }
}

//! SELECT, EXAMINE, and what ends or cleans a selection: CLOSE, EXPUNGE.

use super::view::{Selection, View, Wanted};
use super::{Handled, State, rules};
use crate::engine::imap::response::{Code, Condition, Response, Status};
use crate::engine::imap::sequence::SequenceSet;
use crate::engine::lab::World;
use crate::engine::mail::{Entry, Mailbox, MailboxId, SystemFlag, Uid};
use crate::engine::step::Why;
use crate::engine::switches::Switch;
use std::collections::BTreeSet;

/// RFC 3501 §6.3.1, and §6.3.2 with `read_only`.
pub fn select(
    session: &mut State,
    name: &str,
    read_only: bool,
    world: &mut World,
    out: &mut Vec<Response>,
) -> Handled {
    // "The SELECT command automatically deselects any currently selected mailbox before attempting the
    // new selection. Consequently, if a mailbox is selected and a SELECT command that fails is attempted,
    // no mailbox is selected."
    let before = session.selected.take();
    let command = if read_only { "EXAMINE" } else { "SELECT" };
    let account = session.account.clone().unwrap_or_default();
    let Some(id) = world.store.mailbox(&account, name).map(|mailbox| mailbox.id) else {
        let rule = if before.is_some() { &rules::SELECT_DESELECTS } else { &rules::SELECT_MISSING };
        let why = Why::from(rule).with("mailbox", name);
        return Handled::no(format!("{command} failed: no such mailbox"), why).with(Code::NonExistent);
    };
    let recent_from = recent_from(&account, id, read_only, world);
    let Some(mailbox) = world.store.mailbox_by_id(&account, id) else {
        return gone();
    };
    let mut view = View::default();
    view.update(Some(mailbox), recent_from, true);
    greet_with(mailbox, &view, read_only, out);
    if world.switches.has(Switch::ObjectId) {
        // RFC 8474 §4.2: "A server advertising the OBJECTID capability MUST return an untagged OK response
        // with the MAILBOXID response code on all successful SELECT and EXAMINE commands."
        out.push(ok(Code::MailboxId(mailbox.uid_validity), "This name stays".to_owned()));
    }
    if world.switches.has(Switch::Condstore) {
        // RFC 7162 §3.1.2.1: a server that keeps mod-sequences "MUST send the OK untagged response including
        // HIGHESTMODSEQ response code with every successful SELECT or EXAMINE command".
        out.push(highest_modseq(mailbox));
    }
    let rule = if read_only { &rules::EXAMINE } else { &rules::SELECT };
    let why = Why::from(rule).with("mailbox", &mailbox.name).with("count", view.count());
    let (name, condstore) = (mailbox.name.clone(), session.condstore);
    session.selected = Some(Selection { mailbox: id, name, read_only, condstore, view });
    // §6.3.1: "If the client is permitted to modify the mailbox, the server SHOULD prefix the text of the
    // tagged OK response with the "[READ-WRITE]" response code." §6.3.2: "The text of the tagged OK
    // response to the EXAMINE command MUST begin with the "[READ-ONLY]" response code."
    let code = if read_only { Code::ReadOnly } else { Code::ReadWrite };
    Handled::ok(format!("{command} completed"), why).with(code)
}

/// The UID from which on messages are recent to this session. RFC 3501 §2.3.2: "This session is the first
/// session to have been notified about this message; if the session is read-write, subsequent sessions
/// will not see \Recent set for this message." §6.3.2: "EXAMINE MUST NOT cause messages to lose the
/// \Recent flag."
pub fn recent_from(account: &str, id: MailboxId, read_only: bool, world: &mut World) -> Uid {
    let from = if read_only {
        world.store.mailbox_by_id(account, id).map(|mailbox| mailbox.recent_from)
    } else {
        world.store.claim_recent(account, id)
    };
    from.unwrap_or(Uid(u32::MAX))
}

/// "Before returning an OK to the client, the server MUST send the following untagged data to the
/// client", in the order of §6.3.1's example.
fn greet_with(mailbox: &Mailbox, view: &View, read_only: bool, out: &mut Vec<Response>) {
    let mut keywords: BTreeSet<&str> = BTreeSet::new();
    let mut unseen = None;
    let mut recent = 0;
    for (position, entry) in mailbox.entries.iter().enumerate() {
        keywords.extend(entry.flags.keywords());
        recent += u32::from(view.is_recent(entry.uid));
        if unseen.is_none() && !entry.flags.has(SystemFlag::Seen) {
            unseen = Some(position as u32 + 1);
        }
    }
    let system = SystemFlag::ALL.iter().map(|flag| flag.name());
    let flags: Vec<String> = system.chain(keywords).map(str::to_owned).collect();
    out.push(Response::Exists(view.count()));
    out.push(Response::Recent(recent));
    if let Some(number) = unseen {
        out.push(ok(Code::Unseen(number), format!("Message {number} is first unseen")));
    }
    out.push(ok(Code::UidValidity(mailbox.uid_validity), "UIDs valid".to_owned()));
    out.push(ok(Code::UidNext(mailbox.uid_next.0), "Predicted next UID".to_owned()));
    out.push(Response::Flags(flags.clone()));
    // §7.1: "The PERMANENTFLAGS list can also include the special flag \*, which indicates that it is
    // possible to create new keywords by attempting to store those flags in the mailbox."
    let (permanent, text) = if read_only {
        (Vec::new(), "No permanent flags permitted")
    } else {
        (flags.into_iter().chain(["\\*".to_owned()]).collect(), "These flags stay, and new ones may come")
    };
    out.push(ok(Code::PermanentFlags(permanent), text.to_owned()));
}

/// RFC 3501 §6.4.2: "The CLOSE command permanently removes all messages that have the \Deleted flag set
/// from the currently selected mailbox, and returns to the authenticated state from the selected state.
/// No untagged EXPUNGE responses are sent. No messages are removed, and no error is given, if the mailbox
/// is selected by an EXAMINE command or is otherwise selected read-only."
pub fn close(session: &mut State, world: &mut World) -> Handled {
    let account = session.account.clone().unwrap_or_default();
    match session.selected.take() {
        Some(selected) if !selected.read_only => {
            let removed = remove_deleted(&account, selected.mailbox, None, world);
            Handled::ok("CLOSE completed", Why::from(&rules::CLOSE).with("count", removed))
        }
        _ => Handled::ok("CLOSE completed", &rules::CLOSE_READ_ONLY),
    }
}

/// RFC 3501 §6.4.3: "The EXPUNGE command permanently removes all messages that have the \Deleted flag set
/// from the currently selected mailbox. Before returning an OK to the client, an untagged EXPUNGE response
/// is sent for each message that is removed." The session tells them when it reports.
///
/// RFC 4315 §2.1, with UIDs: "The UID EXPUNGE command permanently removes all messages that both have the
/// \Deleted flag set and have a UID that is included in the specified sequence set".
pub fn expunge(
    account: &str,
    selected: &Selection,
    uids: Option<&SequenceSet>,
    world: &mut World,
) -> Handled {
    let command = if uids.is_some() { "UID EXPUNGE" } else { "EXPUNGE" };
    if selected.read_only {
        return read_only(command);
    }
    if world.store.mailbox_by_id(account, selected.mailbox).is_none() {
        return gone();
    }
    let only = uids.map(|set| selected.view.resolve(set, true));
    let removed = remove_deleted(account, selected.mailbox, only.as_deref(), world);
    let rule = if uids.is_some() { &rules::UID_EXPUNGE } else { &rules::EXPUNGE };
    Handled::ok(format!("{command} completed"), Why::from(rule).with("count", removed))
}

/// The NO to a command that would change a mailbox which is selected read-only.
pub fn read_only(command: &str) -> Handled {
    let why = Why::from(&rules::READ_ONLY).with("command", command);
    Handled::no(format!("{command} failed: the mailbox is read-only"), why)
}

/// The NO to a command for messages of a mailbox that somebody has deleted.
pub fn gone() -> Handled {
    Handled::no("The selected mailbox has been deleted", &rules::GONE).with(Code::NonExistent)
}

fn remove_deleted(account: &str, id: MailboxId, only: Option<&[Wanted]>, world: &mut World) -> usize {
    let is_deleted = |entry: &&Entry| {
        let named = |only: &[Wanted]| only.binary_search_by_key(&entry.uid, |(_, uid)| *uid).is_ok();
        entry.flags.has(SystemFlag::Deleted) && only.is_none_or(named)
    };
    let deleted: Vec<Uid> = match world.store.mailbox_by_id(account, id) {
        Some(mailbox) => mailbox.entries.iter().filter(is_deleted).map(|entry| entry.uid).collect(),
        None => Vec::new(),
    };
    world.store.expunge(account, id, &deleted, Some(world.connection)).len()
}

/// The mailbox's highest mod-sequence.
pub fn highest_modseq(mailbox: &Mailbox) -> Response {
    ok(Code::HighestModSeq(mailbox.highest_modseq), "Highest mod-sequence".to_owned())
}

fn ok(code: Code, text: String) -> Response {
    Response::Untagged(Status::new(Condition::Ok, text).with(code))
}

//! SELECT, EXAMINE, and the commands that end or clean a selection: CLOSE, EXPUNGE.

use super::answer::{gone, read_only};
use super::fetch::vanished_earlier;
use super::{Answer, Client, list};
use crate::engine::context::Context;
use crate::engine::imap::command::Resync;
use crate::engine::imap::response::{Code, Condition, FetchData, Response, Status};
use crate::engine::imap::rules;
use crate::engine::imap::selection::{Selection, View, Wanted};
use crate::engine::imap::sequence::{SequenceSet, contains};
use crate::engine::mail::expunged::intersection;
use crate::engine::mail::{Entry, Keywords, Mailbox, MailboxId, SystemFlag, Uid};
use crate::engine::step::Why;
use crate::engine::switches::Switch;

/// RFC 3501 §6.3.1, and §6.3.2 with `read_only`.
pub(super) fn select(
    client: &mut Client,
    name: &str,
    read_only: bool,
    resync: Option<&Resync>,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    // "The SELECT command automatically deselects any currently selected mailbox before attempting the
    // new selection. Consequently, if a mailbox is selected and a SELECT command that fails is attempted,
    // no mailbox is selected."
    let before = client.selected.take();
    let modseqs = context.switches.has(Switch::Condstore) || context.switches.has(Switch::Qresync);
    if before.is_some() && (modseqs || client.is_rev2()) {
        // RFC 7162 §3.2.11: "A server implementing the extension defined in this document MUST return the CLOSED
        // response code when the currently selected mailbox is closed implicitly using the SELECT/EXAMINE
        // command on another mailbox." So does RFC 9051 §6.3.2.
        out.push(ok(Code::Closed, "Previous mailbox is closed".to_owned()));
    }
    let command = if read_only { "EXAMINE" } else { "SELECT" };
    let account = client.account.clone().unwrap_or_default();
    let Some(id) = context.store.mailbox(&account, name).map(|mailbox| mailbox.id) else {
        let rule = if before.is_some() { &rules::SELECT_DESELECTS } else { &rules::SELECT_MISSING };
        let why = Why::from(rule).with("mailbox", name);
        return Answer::no(format!("{command} failed: no such mailbox"), why).with(Code::NonExistent);
    };
    let rev2 = client.is_rev2();
    context.store.forget_unused_keywords(&account, id);
    let recent_from = recent_from(&account, id, read_only, rev2, context);
    let Some(mailbox) = context.store.mailbox_by_id(&account, id) else {
        return gone();
    };
    let mut view = View::default();
    view.update(Some(mailbox), recent_from, true);
    greet_with(mailbox, &view, read_only, rev2, out);
    if rev2 {
        out.push(list::selected(client, name, mailbox, context));
    }
    if context.switches.has(Switch::ObjectId) {
        // RFC 8474 §4.2: "A server advertising the OBJECTID capability MUST return an untagged OK response
        // with the MAILBOXID response code on all successful SELECT and EXAMINE commands."
        out.push(ok(Code::MailboxId(mailbox.uid_validity), "This name stays".to_owned()));
    }
    if modseqs {
        // RFC 7162 §3.1.2: "One of these two response codes MUST be returned in an OK untagged response for any
        // successful SELECT/EXAMINE command issued after a CONDSTORE enabling command." The other one is for
        // mailboxes without mod-sequences, and before such a command it does no harm.
        out.push(highest_modseq(mailbox.highest_modseq));
    }
    // RFC 7162 §3.2.5.1: "If the provided UIDVALIDITY matches that of the selected mailbox, the server then checks
    // the last known modification sequence." Otherwise the client has to begin anew.
    let resync = resync.filter(|resync| resync.validity == mailbox.uid_validity);
    let count = match resync {
        Some(resync) => resynchronise(mailbox, &view, resync, out),
        None => view.count(),
    };
    let rule = match resync {
        Some(_) => &rules::SELECT_RESYNC,
        None if read_only => &rules::EXAMINE,
        None => &rules::SELECT,
    };
    let why = Why::from(rule).with("mailbox", &mailbox.name).with("count", count);
    let qresync = client.enabled.contains(&Switch::Qresync);
    let (name, keywords, condstore) = (mailbox.name.clone(), mailbox.keywords.clone(), client.condstore);
    client.selected = Some(Selection { mailbox: id, name, read_only, condstore, qresync, keywords, view });
    // §6.3.1: "If the client is permitted to modify the mailbox, the server SHOULD prefix the text of the
    // tagged OK response with the "[READ-WRITE]" response code." §6.3.2: "The text of the tagged OK
    // response to the EXAMINE command MUST begin with the "[READ-ONLY]" response code."
    let code = if read_only { Code::ReadOnly } else { Code::ReadWrite };
    Answer::ok(format!("{command} completed"), why).with(code)
}

/// Tells the changes while the client was away, and returns the number of changed messages. RFC 7162 §3.2.5.1: "The
/// server sends the client any pending flag changes (using FETCH responses that MUST contain UIDs) and expunges
/// those that have occurred in this mailbox since the provided modification sequence." It is "semantically
/// equivalent" to UID FETCH of the known UIDs' FLAGS with CHANGEDSINCE and VANISHED.
fn resynchronise(mailbox: &Mailbox, view: &View, resync: &Resync, out: &mut Vec<Response>) -> u32 {
    let last = mailbox.uid_next.0.saturating_sub(1);
    let known = resync.known.as_ref().map_or_else(|| vec![1..=last], |set| set.resolve(last));
    let matched = resync.matched.as_ref().map_or(0, |matched| last_match(view, matched));
    out.extend(vanished_earlier(mailbox, &intersection(&known, &[matched + 1..=u32::MAX]), resync.modseq));
    let before = out.len();
    for (entry, number) in mailbox.entries.iter().zip(1..) {
        if entry.modseq > resync.modseq && contains(&known, entry.uid.0) {
            let flags = FetchData::Flags(entry.flags.clone(), view.is_recent(entry.uid));
            let items = vec![FetchData::Uid(entry.uid.0), flags, FetchData::ModSeq(entry.modseq)];
            out.push(Response::Fetch { number, items });
        }
    }
    (out.len() - before) as u32
}

/// The highest UID up to which nothing can be gone, because its message has the number that the client knows.
/// RFC 7162 §3.2.5.2: "The server uses this data to restrict the range for which it provides expunged message
/// information."
fn last_match(view: &View, (numbers, uids): &(SequenceSet, SequenceSet)) -> u32 {
    let pairs = numbers.resolve(0).into_iter().flatten().zip(uids.resolve(0).into_iter().flatten());
    pairs.take_while(|(number, uid)| view.uid(*number) == Some(Uid(*uid))).last().map_or(0, |(_, uid)| uid)
}

/// The UID from which on messages are recent to this session. RFC 3501 §2.3.2: "This session is the first
/// session to have been notified about this message; if the session is read-write, subsequent sessions
/// will not see \Recent set for this message." §6.3.2: "EXAMINE MUST NOT cause messages to lose the
/// \Recent flag." IMAP4rev2 knows no \Recent: nothing is, and nothing is taken from others.
pub(super) fn recent_from(
    account: &str,
    id: MailboxId,
    read_only: bool,
    rev2: bool,
    context: &mut Context,
) -> Uid {
    if rev2 {
        return Uid(u32::MAX);
    }
    let from = if read_only {
        context.store.mailbox_by_id(account, id).map(|mailbox| mailbox.recent_from)
    } else {
        context.store.claim_recent(account, id)
    };
    from.unwrap_or(Uid(u32::MAX))
}

/// "Before returning an OK to the client, the server MUST send the following untagged data to the
/// client", in the order of §6.3.1's example.
fn greet_with(mailbox: &Mailbox, view: &View, read_only: bool, rev2: bool, out: &mut Vec<Response>) {
    let mut unseen = None;
    let mut recent = 0;
    for (position, entry) in mailbox.entries.iter().enumerate() {
        recent += u32::from(view.is_recent(entry.uid));
        if unseen.is_none() && !entry.flags.has(SystemFlag::Seen) {
            unseen = Some(position as u32 + 1);
        }
    }
    out.push(Response::Exists(view.count()));
    // RFC 9051 §6.3.2 wants LIST in place of these two.
    if !rev2 {
        out.push(Response::Recent(recent));
    }
    if let Some(number) = unseen.filter(|_| !rev2) {
        out.push(ok(Code::Unseen(number), format!("Message {number} is first unseen")));
    }
    out.push(ok(Code::UidValidity(mailbox.uid_validity), "UIDs valid".to_owned()));
    out.push(ok(Code::UidNext(mailbox.uid_next.0), "Predicted next UID".to_owned()));
    out.extend(flags(&mailbox.keywords, read_only));
}

/// The responses that tell which flags there are.
pub(super) fn flags(keywords: &Keywords, read_only: bool) -> [Response; 2] {
    let system = SystemFlag::ALL.iter().map(|flag| flag.name());
    let flags: Vec<String> = system.chain(keywords.names()).map(str::to_owned).collect();
    // §7.1: "The PERMANENTFLAGS list can also include the special flag \*, which indicates that it is
    // possible to create new keywords by attempting to store those flags in the mailbox."
    let (permanent, text) = if read_only {
        (Vec::new(), "No permanent flags permitted")
    } else {
        (flags.iter().cloned().chain(["\\*".to_owned()]).collect(), "These flags stay, and new ones may come")
    };
    [Response::Flags(flags), ok(Code::PermanentFlags(permanent), text.to_owned())]
}

/// RFC 3501 §6.4.2: "The CLOSE command permanently removes all messages that have the \Deleted flag set
/// from the currently selected mailbox, and returns to the authenticated state from the selected state.
/// No untagged EXPUNGE responses are sent. No messages are removed, and no error is given, if the mailbox
/// is selected by an EXAMINE command or is otherwise selected read-only."
pub(super) fn close(client: &mut Client, context: &mut Context) -> Answer {
    let account = client.account.clone().unwrap_or_default();
    match client.selected.take() {
        Some(selected) if !selected.read_only => {
            let removed = remove_deleted(&account, selected.mailbox, None, context);
            Answer::ok("CLOSE completed", Why::from(&rules::CLOSE).with("count", removed))
        }
        _ => Answer::ok("CLOSE completed", &rules::CLOSE_READ_ONLY),
    }
}

/// RFC 3691 §2: "This command performs the same actions as CLOSE, except that no messages are permanently removed".
pub(super) fn unselect(client: &mut Client) -> Answer {
    client.selected = None;
    Answer::ok("UNSELECT completed", &rules::UNSELECT)
}

/// RFC 3501 §6.4.3: "The EXPUNGE command permanently removes all messages that have the \Deleted flag set
/// from the currently selected mailbox. Before returning an OK to the client, an untagged EXPUNGE response
/// is sent for each message that is removed." The session tells them when it reports.
///
/// RFC 4315 §2.1, with UIDs: "The UID EXPUNGE command permanently removes all messages that both have the
/// \Deleted flag set and have a UID that is included in the specified sequence set".
pub(super) fn expunge(
    account: &str,
    selected: &Selection,
    uids: Option<&SequenceSet>,
    context: &mut Context,
) -> Answer {
    let command = if uids.is_some() { "UID EXPUNGE" } else { "EXPUNGE" };
    if selected.read_only {
        return read_only(command);
    }
    if context.store.mailbox_by_id(account, selected.mailbox).is_none() {
        return gone();
    }
    let only = uids.map(|set| selected.view.resolve(set, true));
    let removed = remove_deleted(account, selected.mailbox, only.as_deref(), context);
    let code = updated(account, selected, removed, context);
    let rule = if uids.is_some() { &rules::UID_EXPUNGE } else { &rules::EXPUNGE };
    Answer { code, ..Answer::ok(format!("{command} completed"), Why::from(rule).with("count", removed)) }
}

/// RFC 7162 §3.2.7: "If at least one message got expunged and QRESYNC was enabled, the server MUST send the updated
/// per-mailbox modification sequence using the HIGHESTMODSEQ response code [...] in the tagged OK response." Not in
/// that of CLOSE (§3.2.8).
pub(super) fn updated(
    account: &str,
    selected: &Selection,
    removed: usize,
    context: &Context,
) -> Option<Code> {
    let mailbox = context.store.mailbox_by_id(account, selected.mailbox)?;
    (removed > 0 && selected.qresync).then_some(Code::HighestModSeq(mailbox.highest_modseq))
}

fn remove_deleted(account: &str, id: MailboxId, only: Option<&[Wanted]>, context: &mut Context) -> usize {
    let is_named = |entry: &&Entry| {
        let named = |only: &[Wanted]| only.binary_search_by_key(&entry.uid, |(_, uid)| *uid).is_ok();
        only.is_none_or(named)
    };
    let deleted: Vec<Uid> = match context.store.mailbox_by_id(account, id) {
        Some(mailbox) => {
            mailbox.entries.with(SystemFlag::Deleted).filter(is_named).map(|entry| entry.uid).collect()
        }
        None => Vec::new(),
    };
    context.store.expunge(account, id, &deleted, Some(context.connection)).len()
}

/// The HIGHESTMODSEQ of a mod-sequence up to which the client knows, or will know, of all changes.
pub(super) fn highest_modseq(modseq: u64) -> Response {
    ok(Code::HighestModSeq(modseq), "Highest mod-sequence".to_owned())
}

fn ok(code: Code, text: String) -> Response {
    Response::Untagged(Status::new(Condition::Ok, text).with(code))
}

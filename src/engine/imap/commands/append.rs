//! APPEND, COPY and MOVE: messages that come into a mailbox by a client.

use super::answer::{gone, read_only};
use super::mailboxes::refuse;
use super::select::updated;
use super::store::keeps;
use super::{Answer, quota};
use crate::engine::context::Context;
use crate::engine::imap::command::{Appended, Command, DateTime, Request, storable};
use crate::engine::imap::response::{Code, Condition, Response, Status};
use crate::engine::imap::rules;
use crate::engine::imap::selection::{Selection, present};
use crate::engine::imap::sequence::{SequenceSet, compact};
use crate::engine::mail::{Entry, Flags, MESSAGES_MAX, Message, StoreError, Uid};
use crate::engine::step::Why;
use crate::engine::switches::Switch;
use crate::engine::time::Time;
use std::sync::Arc;

/// A new message of a mailbox, with its flags and its internal date.
type New = (Arc<Message>, Flags, Time);

/// RFC 3501 §6.3.11: "If a flag parenthesized list is specified, the flags SHOULD be set in the resulting
/// message [...]. If a date-time is specified, the internal date SHOULD be set in the resulting message;
/// otherwise, the internal date of the resulting message is set to the current date and time by default."
pub(super) fn append(account: &str, name: &str, messages: &[Appended], context: &mut Context) -> Answer {
    // RFC 3502 §6.3.11: "A zero-length message literal argument is an error, and MUST return a NO. This can
    // be used to cancel the append."
    if context.switches.has(Switch::Multiappend) && messages.iter().any(|message| message.octets.is_empty()) {
        return Answer::no("APPEND failed: a message without octets cancels it", &rules::APPEND_CANCELLED);
    }
    match bring("APPEND", account, name, messages, (0, 0), context) {
        Ok((validity, uids)) => {
            let size: usize = messages.iter().map(|message| message.octets.len()).sum();
            let rule = if messages.len() > 1 { &rules::APPEND_ALL } else { &rules::APPEND };
            let why = Why::from(rule).with("mailbox", name).with("size", size).with("count", uids.len());
            let code = Code::AppendUid(validity, compact(&uids));
            Answer::ok("APPEND completed", why).with_uids(code, context)
        }
        Err(handled) => *handled,
    }
}

/// RFC 8508 §3: a new version of a message comes, and the old one is removed.
pub(super) fn replace(
    account: &str,
    selected: &Selection,
    Request { trigger, command, .. }: &Request,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    let (name, Command::Replace { uid, set, mailbox, message }) = (trigger.name(), command) else {
        return gone();
    };
    if selected.read_only {
        return read_only(name);
    }
    let Some(current) = context.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    let wanted = selected.view.resolve(set, *uid);
    let found =
        present(&wanted, &current.entries).find_map(|(_, uid, entry)| Some((uid, entry?.message.size())));
    let Some((old, size)) = found else {
        let text = format!("{name} failed: there is no such message");
        return Answer::no(text, &rules::REPLACE_GONE).with(Code::NonExistent);
    };
    // RFC 8508 §3.4: "only the net quota consumption is considered."
    match bring(name, account, mailbox.name(), std::slice::from_ref(message), (size, 1), context) {
        Ok((validity, uids)) => {
            // RFC 8508 §4.3: "Servers implementing REPLACE and UIDPLUS are also advised to send the APPENDUID
            // response code in an untagged OK before sending the EXPUNGE or replaced responses."
            tell_uids(Code::AppendUid(validity, compact(&uids)), context, out);
            context.store.expunge(account, selected.mailbox, &[old], Some(context.connection));
            let why = Why::from(&rules::REPLACE).with("mailbox", mailbox.name());
            Answer::ok(format!("{name} completed"), why)
        }
        Err(handled) => *handled,
    }
}

/// RFC 3501 §6.4.7, and §6.4.8 with UIDs; RFC 6851 §3.1 and §3.2.
pub(super) fn copy(
    account: &str,
    selected: &Selection,
    set: &SequenceSet,
    command: &str,
    name: &str,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    let (uid, moves) = (command.starts_with("UID"), command.ends_with("MOVE"));
    if moves && selected.read_only {
        return read_only(command);
    }
    let Some(mailbox) = context.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    let wanted = selected.view.resolve(set, uid);
    let found: Vec<&Entry> = present(&wanted, &mailbox.entries).filter_map(|(_, _, entry)| entry).collect();
    // RFC 2180 §4.4.1: "The server MAY disallow the COPY of messages in a multi-access mailbox that
    // contains expunged messages." RFC 3501 §6.4.8, of UIDs: "A non-existent unique identifier is ignored
    // without any error message generated."
    if !uid && found.len() < wanted.len() {
        let text = format!("{command} failed: some of the messages are gone, nothing was done");
        return Answer::no(text, Why::from(&rules::COPY_GONE).with("command", command))
            .with(Code::NonExistent);
    }
    let from: Vec<Uid> = found.iter().map(|entry| entry.uid).collect();
    // "The flags and internal date of the message(s) SHOULD be preserved".
    let copied = |entry: &&Entry| (entry.message.clone(), entry.flags.clone(), entry.internal_date);
    let copies = found.iter().map(copied).collect();
    let size: u64 = found.iter().map(|entry| entry.message.size()).sum();
    let leaving = if moves { (size, from.len() as u64) } else { (0, 0) };
    let (validity, uids) = match put(command, account, name, copies, leaving, context) {
        Ok(put) => put,
        Err(handled) => return *handled,
    };
    let count = from.len();
    let rule = match () {
        () if uid && count == 0 => &rules::UID_UNKNOWN,
        () if moves => &rules::MOVE,
        () => &rules::COPY,
    };
    let why = Why::from(rule).with("mailbox", name).with("count", count).with("command", command);
    let handled = Answer::ok(format!("{command} completed"), why);
    if count == 0 {
        return handled;
    }
    let sources: Vec<u32> = from.iter().map(|uid| uid.0).collect();
    let code = Code::CopyUid(validity, compact(&sources), compact(&uids));
    if !moves {
        return handled.with_uids(code, context);
    }
    // RFC 6851 §4.3: "Servers implementing UIDPLUS are also advised to send the COPYUID response code in an
    // untagged OK before sending EXPUNGE or similar responses."
    tell_uids(code, context, out);
    let removed = context.store.expunge(account, selected.mailbox, &from, Some(context.connection)).len();
    Answer { code: updated(account, selected, removed, context), ..handled }
}

fn tell_uids(code: Code, context: &Context, out: &mut Vec<Response>) {
    if context.switches.has(Switch::Uidplus) {
        out.push(Response::Untagged(Status::new(Condition::Ok, "The new UID is known").with(code)));
    }
}

impl Answer {
    /// With RFC 4315 §3's response code, if the server offers it.
    fn with_uids(self, code: Code, context: &Context) -> Self {
        if context.switches.has(Switch::Uidplus) { self.with(code) } else { self }
    }
}

/// Puts messages that the client has sent into a mailbox.
fn bring(
    command: &str,
    account: &str,
    name: &str,
    messages: &[Appended],
    leaving: (u64, u64),
    context: &mut Context,
) -> Result<(u32, Vec<u32>), Box<Answer>> {
    let mut new = Vec::new();
    for Appended { flags, date, octets } in messages {
        let stored = storable(flags);
        if !keeps(&stored, flags) {
            return Err(Box::new(refuse(command, StoreError::Full, name, &rules::CREATE_EXISTS)));
        }
        new.push((Arc::new(Message::new(octets)), stored, date.map_or(context.now, DateTime::time)));
    }
    put(command, account, name, new, leaving, context)
}

/// Puts messages into a mailbox: all, or none and the NO to the command. Gives the mailbox's UIDVALIDITY and
/// their UIDs. So many octets and messages will leave the account for them.
///
/// RFC 3501 §6.4.7: "If the COPY command is unsuccessful for any reason, server implementations MUST restore
/// the destination mailbox to its state before the COPY attempt." RFC 3502 §6.3.11 wants the same of APPEND.
/// So nothing begins that cannot end.
fn put(
    command: &str,
    account: &str,
    name: &str,
    new: Vec<New>,
    leaving: (u64, u64),
    context: &mut Context,
) -> Result<(u32, Vec<u32>), Box<Answer>> {
    let Some(mailbox) = context.store.mailbox(account, name) else {
        // RFC 3501 §6.3.11 and §6.4.7: "Unless it is certain that the destination mailbox can not be created,
        // the server MUST send the response code "[TRYCREATE]" as the prefix of the text of the tagged NO
        // response."
        let why = Why::from(&rules::TRY_CREATE).with("mailbox", name);
        let text = format!("{command} failed: no such mailbox");
        return Err(Box::new(Answer::no(text, why).with(Code::TryCreate)));
    };
    let refuse = |error| Box::new(refuse(command, error, name, &rules::CREATE_EXISTS));
    let validity = mailbox.uid_validity;
    let uids_left = (u32::MAX - mailbox.uid_next.0) as usize;
    if mailbox.entries.len() + new.len() > MESSAGES_MAX || new.len() > uids_left {
        return Err(refuse(StoreError::Full));
    }
    let octets = new.iter().map(|(message, ..)| message.size()).sum();
    if context.switches.has(Switch::Quota)
        && let Some(refused) = quota::over(command, account, (octets, new.len() as u64), leaving, context)
    {
        return Err(Box::new(refused));
    }
    let mut uids = Vec::with_capacity(new.len());
    for (message, flags, date) in new {
        let by = Some(context.connection);
        uids.push(context.store.append(account, name, message, flags, date, by).map_err(&refuse)?.0);
    }
    Ok((validity, uids))
}

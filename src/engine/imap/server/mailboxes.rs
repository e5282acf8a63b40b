//! The commands that handle mailboxes as wholes: CREATE to STATUS (RFC 3501 §6.3).

use super::{Handled, State, rules};
use crate::engine::imap::command::{Listing, StatusItem};
use crate::engine::imap::pattern::{DELIMITER, Pattern, superiors};
use crate::engine::imap::response::{Code, ListData, Response};
use crate::engine::lab::World;
use crate::engine::mail::{INBOX, MESSAGE_MAX, StoreError, SystemFlag};
use crate::engine::step::{Rule, Why};
use std::collections::BTreeMap;

/// Most names that one account may subscribe to.
const SUBSCRIPTIONS_MAX: usize = 2_000;

/// RFC 3501 §6.3.3.
pub fn create(account: &str, name: &str, world: &mut World) -> Handled {
    match world.store.create(account, name, world.now, Some(world.connection)) {
        Ok(()) => Handled::ok("CREATE completed", named(&rules::CREATE, name)),
        Err(error) => refuse("CREATE", error, name, &rules::CREATE_EXISTS),
    }
}

/// RFC 3501 §6.3.4.
pub fn delete(account: &str, name: &str, world: &mut World) -> Handled {
    match world.store.delete(account, name, Some(world.connection)) {
        Ok(()) => Handled::ok("DELETE completed", named(&rules::DELETE, name)),
        Err(error) => refuse("DELETE", error, name, &rules::CREATE_EXISTS),
    }
}

/// RFC 3501 §6.3.5.
pub fn rename(account: &str, from: &str, to: &str, world: &mut World) -> Handled {
    match world.store.rename(account, from, to, world.now, Some(world.connection)) {
        Ok(()) => {
            let rule = if is_inbox(from) { &rules::RENAME_INBOX } else { &rules::RENAME };
            Handled::ok("RENAME completed", named(rule, from).with("to", to))
        }
        Err(StoreError::NoMailbox) => refuse("RENAME", StoreError::NoMailbox, from, &rules::RENAME_EXISTS),
        Err(error) => refuse("RENAME", error, to, &rules::RENAME_EXISTS),
    }
}

/// RFC 3501 §6.3.6: "A server MAY validate the mailbox argument to SUBSCRIBE to verify that it exists."
/// This one does.
pub fn subscribe(account: &str, name: &str, world: &mut World) -> Handled {
    if world.store.mailbox(account, name).is_none() {
        let why = named(&rules::SUBSCRIBE_MISSING, name);
        return Handled::no("SUBSCRIBE failed: no such mailbox", why).with(Code::NonExistent);
    }
    let full = world.store.account(account).is_some_and(|own| own.subscriptions.len() >= SUBSCRIPTIONS_MAX);
    if full {
        return refuse("SUBSCRIBE", StoreError::Full, name, &rules::CREATE_EXISTS);
    }
    match world.store.subscribe(account, name, true) {
        Ok(()) => Handled::ok("SUBSCRIBE completed", named(&rules::SUBSCRIBE, name)),
        Err(error) => refuse("SUBSCRIBE", error, name, &rules::CREATE_EXISTS),
    }
}

/// RFC 3501 §6.3.7.
pub fn unsubscribe(account: &str, name: &str, world: &mut World) -> Handled {
    let before = world.store.account(account).map(|own| own.subscriptions.len());
    if let Err(error) = world.store.subscribe(account, name, false) {
        return refuse("UNSUBSCRIBE", error, name, &rules::CREATE_EXISTS);
    }
    if world.store.account(account).map(|own| own.subscriptions.len()) == before {
        let why = named(&rules::UNSUBSCRIBE_MISSING, name);
        return Handled::no("UNSUBSCRIBE failed: not subscribed", why).with(Code::NonExistent);
    }
    Handled::ok("UNSUBSCRIBE completed", named(&rules::UNSUBSCRIBE, name))
}

/// RFC 3501 §6.3.8.
pub fn list(account: &str, listing: &Listing, world: &World, out: &mut Vec<Response>) -> Handled {
    let (reference, name) = (listing.reference.name(), listing.pattern.name());
    if name.is_empty() {
        // "An empty ("" string) mailbox name argument is a special request to return the hierarchy
        // delimiter and the root name of the name given in the reference. The value returned as the root
        // MAY be the empty string if the reference is non-rooted or is an empty string."
        out.push(Response::List(data("", true)));
        return Handled::ok("LIST completed", &rules::LIST_DELIMITER);
    }
    let pattern = Pattern::new(reference, name);
    let names = world.store.account(account).into_iter().flat_map(|own| own.mailboxes.keys());
    // Superior names are mailboxes, too, so that none is \Noselect.
    let matching = names.filter(|name| pattern.matches(name));
    let before = out.len();
    out.extend(matching.map(|name| Response::List(data(name, false))));
    let why = Why::from(&rules::LIST).with("pattern", format!("{reference}{name}"));
    Handled::ok("LIST completed", why.with("count", out.len() - before))
}

/// RFC 3501 §6.3.9.
pub fn lsub(account: &str, listing: &Listing, world: &World, out: &mut Vec<Response>) -> Handled {
    let pattern = Pattern::new(listing.reference.name(), listing.pattern.name());
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    if let Some(own) = world.store.account(account) {
        for name in &own.subscriptions {
            if pattern.matches(name) {
                // A name stays subscribed when its mailbox is deleted: §6.3.6 "MUST NOT unilaterally
                // remove an existing mailbox name from the subscription list".
                found.insert(name, !own.mailboxes.contains_key(name));
            }
            // "Consider what happens if "foo/bar" (with a hierarchy delimiter of "/") is subscribed. A
            // "%" wildcard to LSUB must return foo, not foo/bar, in the LSUB response, and it MUST be
            // flagged with the \Noselect attribute."
            for superior in superiors(name).filter(|_| pattern.ends_with_level()) {
                if pattern.matches(superior) && !own.subscriptions.contains(superior) {
                    found.insert(superior, true);
                }
            }
        }
    }
    out.extend(found.iter().map(|(name, no_select)| Response::Lsub(data(name, *no_select))));
    Handled::ok("LSUB completed", Why::from(&rules::LSUB).with("count", found.len()))
}

/// RFC 3501 §6.3.10.
pub fn status(
    session: &State,
    name: &str,
    items: &[StatusItem],
    world: &World,
    out: &mut Vec<Response>,
) -> Handled {
    let account = session.account.as_deref().unwrap_or_default();
    let Some(mailbox) = world.store.mailbox(account, name) else {
        return refuse("STATUS", StoreError::NoMailbox, name, &rules::CREATE_EXISTS);
    };
    let entries = &mailbox.entries;
    let unseen = || entries.iter().filter(|entry| !entry.flags.has(SystemFlag::Seen)).count() as u64;
    // Messages that this session has been told of as recent are recent to it still.
    let recent = || match &session.selected {
        Some(selected) if selected.mailbox == mailbox.id => {
            let view = &selected.view;
            entries.iter().filter(|e| view.is_recent(e.uid) || e.uid >= mailbox.recent_from).count() as u64
        }
        _ => (entries.len() - entries.first_at_or_after(mailbox.recent_from)) as u64,
    };
    let value = |item: &StatusItem| match item {
        StatusItem::Messages => entries.len() as u64,
        StatusItem::Recent => recent(),
        StatusItem::UidNext => mailbox.uid_next.0.into(),
        StatusItem::UidValidity => mailbox.uid_validity.into(),
        StatusItem::Unseen => unseen(),
        // RFC 7889 §3.1; it is the same for all mailboxes.
        StatusItem::AppendLimit => MESSAGE_MAX as u64,
        StatusItem::HighestModSeq => mailbox.highest_modseq,
    };
    // An item asked for twice is told once.
    let mut told: Vec<(StatusItem, u64)> = Vec::new();
    for item in items {
        if told.iter().all(|(earlier, _)| earlier != item) {
            told.push((*item, value(item)));
        }
    }
    out.push(Response::MailboxStatus { mailbox: mailbox.name.clone(), items: told });
    Handled::ok("STATUS completed", named(&rules::STATUS, name))
}

/// The NO that an error of the store deserves; `exists` is the rule for a name that is taken.
pub fn refuse(command: &str, error: StoreError, name: &str, exists: &'static Rule) -> Handled {
    let (reason, rule, code) = match error {
        StoreError::NoAccount | StoreError::NoMailbox => {
            ("no such mailbox", &rules::MISSING, Some(Code::NonExistent))
        }
        StoreError::Exists => ("the mailbox exists already", exists, Some(Code::AlreadyExists)),
        StoreError::BadName => ("no mailbox can have that name", &rules::BAD_NAME, Some(Code::Cannot)),
        StoreError::Inbox => ("INBOX cannot be deleted", &rules::DELETE_INBOX, Some(Code::Cannot)),
        StoreError::HasChildren => {
            ("the mailbox has inferior names", &rules::DELETE_INFERIORS, Some(Code::Cannot))
        }
        StoreError::Inside => {
            ("a mailbox cannot be moved into itself", &rules::RENAME_INSIDE, Some(Code::Cannot))
        }
        StoreError::Full => ("more than this server keeps", &rules::LIMIT, Some(Code::Limit)),
    };
    Handled { code, ..Handled::no(format!("{command} failed: {reason}"), named(rule, name)) }
}

fn is_inbox(name: &str) -> bool {
    name.eq_ignore_ascii_case(INBOX)
}

fn named(rule: &'static Rule, name: &str) -> Why {
    Why::from(rule).with("mailbox", name)
}

fn data(name: &str, no_select: bool) -> ListData {
    let attributes = if no_select { vec!["\\Noselect"] } else { Vec::new() };
    ListData { attributes, delimiter: Some(DELIMITER), mailbox: name.to_owned() }
}

//! The commands that change mailboxes as wholes: CREATE to UNSUBSCRIBE (RFC 3501 §6.3).

use super::Answer;
use crate::engine::context::Context;
use crate::engine::imap::response::Code;
use crate::engine::imap::rules;
use crate::engine::mail::{INBOX, StoreError, special_use};
use crate::engine::step::{Rule, Why};
use crate::engine::switches::Switch;

/// Most names that one account may subscribe to.
const SUBSCRIPTIONS_MAX: usize = 2_000;

/// RFC 3501 §6.3.3.
pub(super) fn create(account: &str, name: &str, uses: &[String], context: &mut Context) -> Answer {
    // RFC 6154 §3: "If the server cannot create a mailbox with the designated special use defined, for
    // whatever reason, it MUST NOT create the mailbox, and MUST respond to the CREATE command with a tagged
    // NO response. [...] the server SHOULD include the new "USEATTR" response code".
    let special = match special_use::of_names(uses) {
        Ok(special) => special,
        Err(unfit) => {
            let why = Why::from(&rules::USE_ATTR).with("use", unfit);
            return Answer::no("CREATE failed: no mailbox here can have that use", why).with(Code::UseAttr);
        }
    };
    let count = |context: &Context| context.store.account(account).map_or(0, |own| own.mailboxes.len());
    let before = count(context);
    let handled = match context.store.create(account, name, context.now, Some(context.connection)) {
        Ok(()) if special != 0 => {
            context.store.set_special_use(account, name, special);
            Answer::ok("CREATE completed", named(&rules::CREATE_USE, name).with("use", uses.join(" ")))
        }
        Ok(()) => {
            let above = count(context).saturating_sub(before + 1);
            Answer::ok("CREATE completed", named(&rules::CREATE, name).with("count", above))
        }
        Err(error) => return refuse("CREATE", error, name, &rules::CREATE_EXISTS),
    };
    // RFC 8474 §4.1: "A server advertising the OBJECTID capability MUST include the MAILBOXID response code in
    // the tagged OK response to all successful CREATE commands."
    let created = context.store.mailbox(account, name.trim_end_matches('/'));
    match created.filter(|_| context.switches.has(Switch::ObjectId)) {
        Some(created) => handled.with(Code::MailboxId(created.uid_validity)),
        None => handled,
    }
}

/// RFC 3501 §6.3.4.
pub(super) fn delete(account: &str, name: &str, context: &mut Context) -> Answer {
    let count = context.store.mailbox(account, name).map_or(0, |mailbox| mailbox.entries.len());
    match context.store.delete(account, name, Some(context.connection)) {
        Ok(()) => Answer::ok("DELETE completed", named(&rules::DELETE, name).with("count", count)),
        Err(error) => refuse("DELETE", error, name, &rules::CREATE_EXISTS),
    }
}

/// RFC 3501 §6.3.5.
pub(super) fn rename(account: &str, from: &str, to: &str, context: &mut Context) -> Answer {
    let below = format!("{from}/");
    let names = context.store.account(account).into_iter().flat_map(|own| own.mailboxes.keys());
    let count = names.filter(|name| name.starts_with(&below)).count();
    match context.store.rename(account, from, to, context.now, Some(context.connection)) {
        Ok(()) => {
            let rule = if is_inbox(from) { &rules::RENAME_INBOX } else { &rules::RENAME };
            Answer::ok("RENAME completed", named(rule, from).with("to", to).with("count", count))
        }
        Err(StoreError::NoMailbox) => refuse("RENAME", StoreError::NoMailbox, from, &rules::RENAME_EXISTS),
        Err(error) => refuse("RENAME", error, to, &rules::RENAME_EXISTS),
    }
}

/// RFC 3501 §6.3.6: "A server MAY validate the mailbox argument to SUBSCRIBE to verify that it exists."
/// This one does.
pub(super) fn subscribe(account: &str, name: &str, context: &mut Context) -> Answer {
    if context.store.mailbox(account, name).is_none() {
        let why = named(&rules::SUBSCRIBE_MISSING, name);
        return Answer::no("SUBSCRIBE failed: no such mailbox", why).with(Code::NonExistent);
    }
    let full = context.store.account(account).is_some_and(|own| own.subscriptions.len() >= SUBSCRIPTIONS_MAX);
    if full {
        return refuse("SUBSCRIBE", StoreError::Full, name, &rules::CREATE_EXISTS);
    }
    match context.store.subscribe(account, name, true) {
        Ok(()) => Answer::ok("SUBSCRIBE completed", named(&rules::SUBSCRIBE, name)),
        Err(error) => refuse("SUBSCRIBE", error, name, &rules::CREATE_EXISTS),
    }
}

/// RFC 3501 §6.3.7.
pub(super) fn unsubscribe(account: &str, name: &str, context: &mut Context) -> Answer {
    let before = context.store.account(account).map(|own| own.subscriptions.len());
    if let Err(error) = context.store.subscribe(account, name, false) {
        return refuse("UNSUBSCRIBE", error, name, &rules::CREATE_EXISTS);
    }
    if context.store.account(account).map(|own| own.subscriptions.len()) == before {
        let why = named(&rules::UNSUBSCRIBE_MISSING, name);
        return Answer::no("UNSUBSCRIBE failed: not subscribed", why).with(Code::NonExistent);
    }
    Answer::ok("UNSUBSCRIBE completed", named(&rules::UNSUBSCRIBE, name))
}

/// The NO that an error of the store deserves; `exists` is the rule for a name that is taken.
pub(super) fn refuse(command: &str, error: StoreError, name: &str, exists: &'static Rule) -> Answer {
    let (reason, rule, code) = match error {
        StoreError::NoAccount | StoreError::NoMailbox => {
            ("no such mailbox", &rules::MISSING, Some(Code::NonExistent))
        }
        StoreError::Exists => ("the mailbox exists already", exists, Some(Code::AlreadyExists)),
        StoreError::BadName => ("no mailbox can have that name", &rules::BAD_NAME, Some(Code::Cannot)),
        StoreError::Inbox => ("INBOX cannot be deleted", &rules::DELETE_INBOX, Some(Code::Cannot)),
        // RFC 9051 §6.3.5: "If the server implementation does not permit deleting the name while inferior
        // hierarchical names exist, then it SHOULD disallow the DELETE command by returning a tagged NO
        // response. The NO response SHOULD include the HASCHILDREN response code."
        StoreError::HasChildren => {
            ("the mailbox has inferior names", &rules::DELETE_INFERIORS, Some(Code::HasChildren))
        }
        StoreError::Inside => {
            ("a mailbox cannot be moved into itself", &rules::RENAME_INSIDE, Some(Code::Cannot))
        }
        StoreError::Full => ("more than this server keeps", &rules::LIMIT, Some(Code::Limit)),
    };
    Answer { code, ..Answer::no(format!("{command} failed: {reason}"), named(rule, name)) }
}

fn is_inbox(name: &str) -> bool {
    name.eq_ignore_ascii_case(INBOX)
}

pub(super) fn named(rule: &'static Rule, name: &str) -> Why {
    Why::from(rule).with("mailbox", name)
}

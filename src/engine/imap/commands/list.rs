//! The commands that tell about mailboxes without selecting them: LIST, LSUB, STATUS (RFC 3501 §6.3), and the
//! additions of RFC 5258 and its kin.

use super::mailboxes::{named, refuse};
use super::{Answer, Client};
use crate::engine::context::Context;
use crate::engine::imap::command::{ListOptions, Listing, MailboxName, StatusItem};
use crate::engine::imap::pattern::{DELIMITER, Pattern, superiors};
use crate::engine::imap::response::{ListData, Response};
use crate::engine::imap::rules;
use crate::engine::mail::{Account, MESSAGE_MAX, Mailbox, StoreError, SystemFlag, canonical, special_use};
use crate::engine::step::Why;
use crate::engine::switches::Switch;

/// RFC 3501 §6.3.8, and RFC 5258 §3 with options.
pub(super) fn list(client: &Client, listing: &Listing, context: &Context, out: &mut Vec<Response>) -> Answer {
    let reference = listing.reference.name();
    // RFC 5258 §3: "ANY extended LIST command [...] MUST NOT treat the empty mailbox name as such a special
    // request", and "the empty string MUST be ignored for the purpose of matching."
    let patterns = || listing.patterns.iter().filter(|pattern| !pattern.name().is_empty());
    if listing.options.is_none() && patterns().next().is_none() {
        // "An empty ("" string) mailbox name argument is a special request to return the hierarchy
        // delimiter and the root name of the name given in the reference. The value returned as the root
        // MAY be the empty string if the reference is non-rooted or is an empty string."
        out.push(Response::List(data("", vec!["\\Noselect"])));
        return Answer::ok("LIST completed", &rules::LIST_DELIMITER);
    }
    let options = listing.options.clone().unwrap_or_default();
    if let Some(refused) = lacking(&options.status, context) {
        return refused;
    }
    let own = client.account.as_deref().and_then(|account| context.store.account(account));
    let compiled: Vec<Pattern> = patterns().filter_map(|pattern| listing.compile(pattern)).collect();
    let names = own.map(|own| names(own, &options, &compiled)).unwrap_or_default();
    let mut count = 0;
    for (at, name) in names.iter().enumerate().filter(|(_, name)| name.matches) {
        // The inferior names follow their superior one, but for some in between that are none of it.
        let below = || names[at + 1..].iter().filter(|other| other.meets && is_below(other.name, name.name));
        // RFC 5258 §3.5: "Servers SHOULD ONLY return a non-matching mailbox name along with CHILDINFO if at
        // least one matching child is not also being returned."
        let stands_for_others = options.recursive && below().any(|other| !other.matches);
        if !name.meets && !stands_for_others {
            continue;
        }
        count += 1;
        let mailbox = own.and_then(|own| own.mailboxes.get(name.name));
        let mut data = data(name.name, attributes(own, name.name, &options, context));
        data.child_info = options.recursive && below().next().is_some();
        out.push(Response::List(data));
        // RFC 5819 §2: "For each selectable mailbox matching the list pattern and selection options, the
        // server MUST return an untagged LIST response followed by an untagged STATUS response".
        if let (Some(mailbox), true, [_, ..]) = (mailbox, name.meets, &options.status[..]) {
            out.push(told(client, mailbox, &options.status));
        }
    }
    let rule = match &listing.options {
        None => &rules::LIST,
        Some(options) if options.status.is_empty() => &rules::LIST_EXTENDED,
        Some(_) => &rules::LIST_STATUS,
    };
    let pattern = format!("{reference}{}", patterns().map(MailboxName::name).collect::<Vec<_>>().join(" "));
    Answer::ok("LIST completed", Why::from(rule).with("pattern", pattern).with("count", count))
}

/// RFC 3501 §6.3.9.
pub(super) fn lsub(account: &str, listing: &Listing, context: &Context, out: &mut Vec<Response>) -> Answer {
    let before = out.len();
    let pattern = listing.patterns.first().and_then(|pattern| listing.compile(pattern));
    if let (Some(own), Some(pattern)) = (context.store.account(account), pattern) {
        let mut names: Vec<&str> = own.subscriptions.iter().map(String::as_str).collect();
        if pattern.ends_with_level() {
            // "Consider what happens if "foo/bar" (with a hierarchy delimiter of "/") is subscribed. A
            // "%" wildcard to LSUB must return foo, not foo/bar, in the LSUB response, and it MUST be
            // flagged with the \Noselect attribute."
            names.extend(own.subscriptions.iter().flat_map(|name| superiors(name)));
        }
        in_order(&mut names);
        for name in names.into_iter().filter(|name| pattern.matches(name)) {
            // A name stays subscribed when its mailbox is deleted: §6.3.6 "MUST NOT unilaterally remove an
            // existing mailbox name from the subscription list".
            let there = own.subscriptions.contains(name) && own.mailboxes.contains_key(name);
            out.push(Response::Lsub(data(name, if there { Vec::new() } else { vec!["\\Noselect"] })));
        }
    }
    Answer::ok("LSUB completed", Why::from(&rules::LSUB).with("count", out.len() - before))
}

/// RFC 3501 §6.3.10.
pub(super) fn status(
    client: &Client,
    name: &str,
    items: &[StatusItem],
    context: &Context,
    out: &mut Vec<Response>,
) -> Answer {
    if let Some(refused) = lacking(items, context) {
        return refused;
    }
    let account = client.account.as_deref().unwrap_or_default();
    let Some(mailbox) = context.store.mailbox(account, name) else {
        return refuse("STATUS", StoreError::NoMailbox, name, &rules::CREATE_EXISTS);
    };
    out.push(told(client, mailbox, items));
    Answer::ok("STATUS completed", named(&rules::STATUS, name))
}

/// RFC 9208 §4.1.4 and RFC 9051 §6.3.11 both have DELETED.
fn lacking(items: &[StatusItem], context: &Context) -> Option<Answer> {
    let offered = context.switches.has(Switch::Quota) || context.switches.has(Switch::Imap4rev2);
    let lacking = items.contains(&StatusItem::Deleted) && !offered;
    let why = || Why::from(&rules::NOT_OFFERED).with("command", "STATUS DELETED");
    lacking.then(|| Answer::not_offered("STATUS DELETED is not available on this server", why()))
}

/// The STATUS response for a mailbox.
fn told(client: &Client, mailbox: &Mailbox, items: &[StatusItem]) -> Response {
    let entries = &mailbox.entries;
    let count = |flag, set| entries.iter().filter(|entry| entry.flags.has(flag) == set).count();
    // Messages that this session has been told of as recent are recent to it still.
    let recent = || match &client.selected {
        Some(selected) if selected.mailbox == mailbox.id => {
            let view = &selected.view;
            entries.iter().filter(|e| view.is_recent(e.uid) || e.uid >= mailbox.recent_from).count()
        }
        _ => entries.len() - entries.first_at_or_after(mailbox.recent_from),
    };
    let size = |all: bool| {
        let counted = entries.iter().filter(|entry| all || entry.flags.has(SystemFlag::Deleted));
        counted.map(|entry| entry.message.size()).sum()
    };
    let value = |item: &StatusItem| match item {
        StatusItem::Messages => entries.len() as u64,
        StatusItem::Recent => recent() as u64,
        StatusItem::UidNext => mailbox.uid_next.0.into(),
        StatusItem::UidValidity | StatusItem::MailboxId => mailbox.uid_validity.into(),
        StatusItem::Unseen => count(SystemFlag::Seen, false) as u64,
        // RFC 7889 §3.1; it is the same for all mailboxes.
        StatusItem::AppendLimit => MESSAGE_MAX as u64,
        StatusItem::HighestModSeq => mailbox.highest_modseq,
        StatusItem::Size => size(true),
        StatusItem::Deleted => count(SystemFlag::Deleted, true) as u64,
        StatusItem::DeletedStorage => size(false),
    };
    // An item asked for twice is told once.
    let mut told: Vec<(StatusItem, u64)> = Vec::new();
    for item in items {
        if told.iter().all(|(earlier, _)| earlier != item) {
            told.push((*item, value(item)));
        }
    }
    Response::MailboxStatus { mailbox: mailbox.name.clone(), items: told }
}

/// A name that LIST may tell of.
struct Name<'a> {
    name: &'a str,
    /// Whether a pattern fits.
    matches: bool,
    /// Whether the selection options fit.
    meets: bool,
}

/// All names, in order, so that each is told of once.
fn names<'a>(own: &'a Account, options: &ListOptions, patterns: &[Pattern]) -> Vec<Name<'a>> {
    // Superior names are mailboxes, too, so that none is \Noselect.
    let mut names: Vec<&str> = own.mailboxes.keys().map(String::as_str).collect();
    if options.subscribed {
        // RFC 5258 §3.1: "It's also possible for this list to contain the names of mailboxes that don't exist."
        names.extend(own.subscriptions.iter().map(String::as_str));
    }
    if options.recursive {
        names.extend(own.subscriptions.iter().flat_map(|name| superiors(name)));
    }
    in_order(&mut names);
    let meets = |name: &str| {
        let special = || own.mailboxes.get(name).is_some_and(|mailbox| mailbox.special_use != 0);
        (!options.subscribed || own.subscriptions.contains(name)) && (!options.special_use || special())
    };
    let matches = |name: &str| patterns.iter().any(|pattern| pattern.matches(name));
    names.into_iter().map(|name| Name { name, matches: matches(name), meets: meets(name) }).collect()
}

fn attributes(
    own: Option<&Account>,
    name: &str,
    options: &ListOptions,
    context: &Context,
) -> Vec<&'static str> {
    let mut attributes = Vec::new();
    let Some(own) = own else { return attributes };
    let mailbox = own.mailboxes.get(name);
    if (options.subscribed || options.tell_subscribed) && own.subscriptions.contains(name) {
        attributes.push("\\Subscribed");
    }
    if mailbox.is_none() {
        attributes.push("\\NonExistent");
    }
    // RFC 3348 §3: a server with CHILDREN tells it in each LIST response.
    if options.tell_children || context.switches.has(Switch::Children) {
        let has = own.mailboxes.keys().any(|other| is_below(other, name));
        attributes.push(if has { "\\HasChildren" } else { "\\HasNoChildren" });
    }
    if let Some(mailbox) = mailbox.filter(|_| context.switches.has(Switch::SpecialUse)) {
        attributes.extend(special_use::names(mailbox.special_use));
    }
    attributes
}

fn is_below(name: &str, superior: &str) -> bool {
    name.strip_prefix(superior).is_some_and(|rest| rest.starts_with(DELIMITER))
}

fn in_order(names: &mut Vec<&str>) {
    names.sort_unstable();
    names.dedup();
}

/// The LIST response of SELECT to clients of IMAP4rev2 (RFC 9051 §6.3.2). §6.3.9.7: "it SHOULD return an unsolicited
/// LIST response that includes the OLDNAME extended data item, whenever the supplied mailbox name differs from the
/// resulting normalized mailbox name."
pub(super) fn selected(client: &Client, supplied: &str, mailbox: &Mailbox, context: &Context) -> Response {
    let own = client.account.as_deref().and_then(|account| context.store.account(account));
    let attributes = attributes(own, &mailbox.name, &ListOptions::default(), context);
    let old_name = (mailbox.name != supplied).then(|| supplied.to_owned());
    Response::List(ListData { old_name, ..data(&mailbox.name, attributes) })
}

/// The LIST response after CREATE or RENAME to clients of IMAP4rev2, where one of the supplied names differs from the
/// one by which the server knows the mailbox: the old one of RENAME, and the new one.
pub(super) fn called(client: &Client, old: &str, new: &str, context: &Context, out: &mut Vec<Response>) {
    let (account, new) =
        (client.account.as_deref().unwrap_or_default(), new.strip_suffix(DELIMITER).unwrap_or(new));
    let Some(mailbox) = context.store.mailbox(account, new).filter(|_| client.is_rev2()) else { return };
    let differs = mailbox.name != new || canonical(old) != old;
    if differs && let Response::List(data) = selected(client, new, mailbox, context) {
        out.push(Response::List(ListData { old_name: Some(old.to_owned()), ..data }));
    }
}

fn data(name: &str, attributes: Vec<&'static str>) -> ListData {
    let (delimiter, mailbox) = (Some(DELIMITER), name.to_owned());
    ListData { attributes, delimiter, mailbox, child_info: false, old_name: None }
}

//! SORT: the messages that SEARCH finds, in an order of the client's choice (RFC 5256 §3).

use crate::engine::imap::command::{Date, SortKey};
use crate::engine::imap::selection::{Wanted, present};
use crate::engine::mail::letters::casemap;
use crate::engine::mail::mime::words;
use crate::engine::mail::text::sent_at;
use crate::engine::mail::{Entries, Entry, address_list, header, subject};
use std::cmp::Ordering;

/// The messages in the order of these criteria, each of which may be reversed.
pub(super) fn sort(found: &[Wanted], criteria: &[(SortKey, bool)], entries: &Entries) -> Vec<Wanted> {
    let values = |entry: Option<&Entry>| -> Vec<Value> {
        entry.map(|entry| criteria.iter().map(|(key, _)| value(*key, entry)).collect()).unwrap_or_default()
    };
    let mut rows: Vec<(Vec<Value>, Wanted)> =
        present(found, entries).map(|(number, uid, entry)| (values(entry), (number, uid))).collect();
    rows.sort_unstable_by(|(one, one_is), (other, other_is)| {
        // "When multiple sort criteria are specified, the result is sorted in the priority order that the
        // criteria appear." REVERSE "has the effect of that criterion but in reverse (descending) order".
        let orderings =
            one.iter().zip(other).zip(criteria).map(|((one, other), (_, reverse))| match reverse {
                true => other.cmp(one),
                false => one.cmp(other),
            });
        // "In other words, there is an implicit sort criterion of "sequence number"".
        orderings.fold(Ordering::Equal, Ordering::then).then(one_is.cmp(other_is))
    });
    rows.into_iter().map(|(_, wanted)| wanted).collect()
}

/// The value to compare: a number, or, where that is 0 for all, a text.
type Value = (i64, String);

fn value(key: SortKey, entry: &Entry) -> Value {
    match key {
        SortKey::Arrival => (entry.internal_date.milliseconds, String::new()),
        SortKey::Date => (sent(entry), String::new()),
        SortKey::Size => (entry.message.size() as i64, String::new()),
        SortKey::Subject => (0, casemap(&base_subject(entry).text)),
        SortKey::Cc => (0, first_mailbox(entry, "Cc")),
        SortKey::From => (0, first_mailbox(entry, "From")),
        SortKey::To => (0, first_mailbox(entry, "To")),
    }
}

/// RFC 5256 §2.2, in seconds since 1970: the Date field's moment. "If the sent date cannot be determined (a
/// Date: header is missing or cannot be parsed), the INTERNALDATE for that message is used as the sent date."
pub(super) fn sent(entry: &Entry) -> i64 {
    let read = sent_at(&entry.message);
    let read = read.and_then(|((year, month, day), seconds)| Some((Date::new(year, month, day)?, seconds)));
    read.map_or(entry.internal_date.seconds(), |(date, seconds)| date.days() * 86_400 + seconds)
}

/// RFC 5256 §2.1.
pub(super) fn base_subject(entry: &Entry) -> subject::BaseSubject {
    let field = header::field(entry.message.header(), "Subject");
    field.map(|field| subject::base(&field.unfolded())).unwrap_or_default()
}

/// "[IMAP] addr-mailbox of the first "cc" address." "If the associated RFC-822 header for a particular
/// criterion is absent, it is treated as the empty string."
fn first_mailbox(entry: &Entry, name: &str) -> String {
    let list = address_list(header::fields(entry.message.header()), name);
    let mailbox = list.into_iter().next().and_then(|address| address.mailbox).unwrap_or_default();
    casemap(&words::decoded(&mailbox))
}

//! SEARCH: which messages fit (RFC 3501 §6.4.4).

use super::select::gone;
use super::view::{Selection, View, present};
use super::{Handled, rules};
use crate::engine::imap::command::{AddressField, Date, SearchKey, When};
use crate::engine::imap::response::{Code, Response};
use crate::engine::lab::World;
use crate::engine::mail::text::{Finder, Needle, sent_on};
use crate::engine::mail::{Entry, SystemFlag, Uid};
use crate::engine::step::Why;
use crate::engine::time::Time;
use std::ops::RangeInclusive;

/// The charsets that this server knows.
const CHARSETS: &[&str] = &["US-ASCII", "UTF-8"];

/// RFC 3501 §6.4.4, and §6.4.8 with `uid`.
pub fn search(
    account: &str,
    selected: &Selection,
    uid: bool,
    charset: Option<&str>,
    key: &SearchKey,
    world: &World,
    out: &mut Vec<Response>,
) -> Handled {
    let command = if uid { "UID SEARCH" } else { "SEARCH" };
    let charset = charset.unwrap_or("US-ASCII");
    // "US-ASCII MUST be supported; other [CHARSET]s MAY be supported. If the server does not support the
    // specified [CHARSET], it MUST return a tagged NO response (not a BAD). This response SHOULD contain
    // the BADCHARSET response code, which MAY list the [CHARSET]s supported by the server."
    let Some(&charset) = CHARSETS.iter().find(|known| known.eq_ignore_ascii_case(charset)) else {
        let why = Why::from(&rules::SEARCH_CHARSET).with("charset", charset);
        return Handled::no(format!("{command} failed: unknown charset"), why)
            .with(Code::BadCharset(CHARSETS));
    };
    let Some(test) = Test::new(key, charset, &selected.view, world.now) else {
        let why = Why::from(&rules::SEARCH_STRING).with("charset", charset);
        return Handled::no(format!("{command} failed: a string is not {charset}"), why)
            .with(Code::BadCharset(CHARSETS));
    };
    let Some(mailbox) = world.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    let finder = Finder::default();
    let all: Vec<(u32, Uid)> =
        selected.view.uids().iter().zip(1..).map(|(uid, number)| (number, *uid)).collect();
    // RFC 2180 §4.3: "A server MAY simply not return a search response for messages that have been
    // expunged and it has not been able to inform the client about."
    let there = present(&all, &mailbox.entries).filter_map(|(number, uid, entry)| {
        entry.map(|entry| Candidate { number, recent: selected.view.is_recent(uid), entry })
    });
    let found = there.filter(|candidate| test.fits(candidate, &finder));
    let found: Vec<u32> =
        found.map(|candidate| if uid { candidate.entry.uid.0 } else { candidate.number }).collect();
    let why = Why::from(&rules::SEARCH).with("count", found.len()).with("command", command);
    out.push(Response::Search(found));
    Handled::ok(format!("{command} completed"), why)
}

/// A message that may fit.
struct Candidate<'a> {
    number: u32,
    recent: bool,
    entry: &'a Entry,
}

/// A search key, made ready for many messages.
enum Test<'a> {
    And(Vec<Test<'a>>),
    Or(Box<Test<'a>>, Box<Test<'a>>),
    Not(Box<Test<'a>>),
    All,
    System(SystemFlag, bool),
    Keyword(&'a str, bool),
    Recent(bool),
    New,
    Field(&'a str, Needle),
    Body(Needle),
    Text(Needle),
    Internal(When, Date),
    Sent(When, Date),
    Larger(u32),
    Smaller(u32),
    Within(bool, i64),
    Set(Vec<RangeInclusive<u32>>),
    Uid(Vec<RangeInclusive<u32>>),
}

impl<'a> Test<'a> {
    /// `None` when a string is none in the charset.
    fn new(key: &'a SearchKey, charset: &str, view: &View, now: Time) -> Option<Self> {
        let needle = |octets: &[u8]| {
            let text = std::str::from_utf8(octets).ok()?;
            (charset != "US-ASCII" || text.is_ascii()).then(|| Needle::new(text))
        };
        let test = |key: &'a SearchKey| Test::new(key, charset, view, now);
        Some(match key {
            SearchKey::And(keys) => Test::And(keys.iter().map(test).collect::<Option<_>>()?),
            SearchKey::Or(one, other) => Test::Or(Box::new(test(one)?), Box::new(test(other)?)),
            SearchKey::Not(key) => Test::Not(Box::new(test(key)?)),
            SearchKey::All => Test::All,
            SearchKey::System(flag, set) => Test::System(*flag, *set),
            SearchKey::Keyword(name, set) => Test::Keyword(name, *set),
            SearchKey::Recent(set) => Test::Recent(*set),
            SearchKey::New => Test::New,
            SearchKey::Address(field, text) => Test::Field(field_name(*field), needle(text)?),
            SearchKey::Subject(text) => Test::Field("Subject", needle(text)?),
            SearchKey::Header(name, text) => Test::Field(name, needle(text)?),
            SearchKey::Body(text) => Test::Body(needle(text)?),
            SearchKey::Text(text) => Test::Text(needle(text)?),
            SearchKey::Internal(when, date) => Test::Internal(*when, *date),
            SearchKey::Sent(when, date) => Test::Sent(*when, *date),
            SearchKey::Larger(size) => Test::Larger(*size),
            SearchKey::Smaller(size) => Test::Smaller(*size),
            // RFC 5032 §2: "the server calculates a target date and time by subtracting the interval,
            // specified in seconds, from the current date and time of the server."
            SearchKey::Within(younger, seconds) => {
                Test::Within(*younger, now.seconds() as i64 - i64::from(seconds.get()))
            }
            SearchKey::Set(set) => Test::Set(set.resolve(view.count())),
            SearchKey::Uid(set) => Test::Uid(set.resolve(view.largest_uid())),
        })
    }

    fn fits(&self, candidate: &Candidate, finder: &Finder) -> bool {
        let Candidate { number, recent, entry } = candidate;
        let message = &entry.message;
        match self {
            Test::And(tests) => tests.iter().all(|test| test.fits(candidate, finder)),
            Test::Or(one, other) => one.fits(candidate, finder) || other.fits(candidate, finder),
            Test::Not(test) => !test.fits(candidate, finder),
            Test::All => true,
            Test::System(flag, set) => entry.flags.has(*flag) == *set,
            Test::Keyword(name, set) => entry.flags.has_keyword(name) == *set,
            Test::Recent(set) => recent == set,
            Test::New => *recent && !entry.flags.has(SystemFlag::Seen),
            Test::Field(name, needle) => finder.in_field(message, name, needle),
            Test::Body(needle) => finder.in_body(message, needle),
            Test::Text(needle) => finder.in_header(message, needle) || finder.in_body(message, needle),
            Test::Internal(when, date) => compare(*when, Some(Date::of(entry.internal_date)), *date),
            Test::Sent(when, date) => {
                let sent = sent_on(message).and_then(|(year, month, day)| Date::new(year, month, day));
                compare(*when, sent, *date)
            }
            Test::Larger(size) => message.size() > u64::from(*size),
            Test::Smaller(size) => message.size() < u64::from(*size),
            // RFC 5032 §2: both "match if the INTERNALDATE is [...] equal to the target time", "to the
            // resolution of a second".
            Test::Within(younger, target) => {
                let own = entry.internal_date.seconds() as i64;
                if *younger { own >= *target } else { own <= *target }
            }
            Test::Set(ranges) => contains(ranges, *number),
            Test::Uid(ranges) => contains(ranges, entry.uid.0),
        }
    }
}

/// A message without a date in its header is neither before, on nor since a day.
fn compare(when: When, own: Option<Date>, day: Date) -> bool {
    own.is_some_and(|own| match when {
        When::Before => own < day,
        When::On => own == day,
        When::Since => own >= day,
    })
}

/// Whether one of these ascending ranges has the number.
fn contains(ranges: &[RangeInclusive<u32>], number: u32) -> bool {
    let at = ranges.partition_point(|range| *range.end() < number);
    ranges.get(at).is_some_and(|range| range.contains(&number))
}

fn field_name(field: AddressField) -> &'static str {
    match field {
        AddressField::From => "From",
        AddressField::To => "To",
        AddressField::Cc => "Cc",
        AddressField::Bcc => "Bcc",
    }
}

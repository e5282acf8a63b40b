//! SEARCH: the messages that fit (RFC 3501 §6.4.4).

use super::answer::gone;
use super::fetch::{email_id, thread_id};
use super::{Answer, sort, thread};
use crate::engine::context::Context;
use crate::engine::imap::command::{Date, Order, Returns, SearchKey, Tag, When};
use crate::engine::imap::response::{Code, Esearch, Response};
use crate::engine::imap::rules;
use crate::engine::imap::selection::{Selection, View, Wanted, present};
use crate::engine::imap::sequence::{SequenceSet, contains};
use crate::engine::mail::text::{Finder, Needle, sent_on};
use crate::engine::mail::{Bits, Entry, Piece, SystemFlag, Uid};
use crate::engine::step::Why;
use crate::engine::time::Time;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The charsets that this server knows.
const CHARSETS: &[&str] = &["US-ASCII", "UTF-8"];

/// The arguments of SEARCH and its kin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search<'a> {
    /// The command's name.
    pub command: &'static str,
    /// The order in which the found messages are told.
    pub order: &'a Order,
    /// The command's tag, which an ESEARCH response repeats.
    pub tag: &'a Tag,
    /// Whether UIDs are told.
    pub uid: bool,
    /// The result options of RETURN.
    pub returns: Option<Returns>,
    /// The charset of strings.
    pub charset: Option<&'a str>,
    /// The search key.
    pub key: &'a SearchKey,
}

/// RFC 3501 §6.4.4, and §6.4.8 with `uid`.
pub(super) fn search(
    account: &str,
    selected: &mut Selection,
    search: Search,
    context: &Context,
    out: &mut Vec<Response>,
) -> Answer {
    let command = search.command;
    let save = search.returns.is_some_and(|returns| returns.save);
    let found = match find(account, selected, search, context) {
        Ok(found) => found,
        Err(refused) => {
            // RFC 5182 §2.1: "A SEARCH command with the SAVE result option that caused the server to return
            // the NO tagged response sets the value of the search result variable to the empty sequence."
            if save {
                selected.view.save(Vec::new());
            }
            return refused;
        }
    };
    let Some(mailbox) = context.store.mailbox_by_id(account, selected.mailbox) else { return gone() };
    let entries = &mailbox.entries;
    let tell = |(number, own): &Wanted| if search.uid { own.0 } else { *number };
    let count = found.len();
    let rule = match (search.order, search.returns) {
        (_, Some(_)) if save => &rules::SEARCH_SAVE,
        (Order::Number, None) => &rules::SEARCH,
        (Order::Number, Some(_)) => &rules::ESEARCH,
        (Order::Sort(_), _) => &rules::SORT,
        (Order::Thread(false), _) => &rules::THREAD_SUBJECT,
        (Order::Thread(true), _) => &rules::THREAD_REFERENCES,
    };
    let why = Why::from(rule).with("count", count).with("command", command);
    let ordered = match search.order {
        Order::Number => Cow::Borrowed(&found),
        Order::Sort(criteria) => Cow::Owned(sort::sort(&found, criteria, entries)),
        Order::Thread(references) => {
            let Some(pieces) = thread::thread(&found, *references, entries, &tell) else {
                let why = Why::from(&rules::LIMIT).with("mailbox", &selected.name);
                return Answer::no(format!("{command} failed: too many messages"), why).with(Code::Limit);
            };
            out.push(Response::Thread(pieces));
            return Answer::ok(format!("{command} completed"), why);
        }
    };
    // RFC 7162 §3.1.6: "If a client specifies a MODSEQ criterion in a SEARCH (or UID SEARCH) command and the
    // server returns a non-empty SEARCH result, the server MUST also append [...] the highest mod-sequence for
    // all messages being returned." RFC 4731 §3.2: with MIN or MAX alone these are the messages told.
    let has_modseq = search.key.has_modseq();
    let uids = if save || has_modseq {
        saved(search.returns.unwrap_or_default(), found.clone(), &ordered)
    } else {
        Vec::new()
    };
    let modseq = has_modseq.then(|| {
        let among = entries.iter().filter(|entry| uids.binary_search(&entry.uid).is_ok());
        among.map(|entry| entry.modseq).max()
    });
    let modseq = modseq.flatten();
    match search.returns {
        Some(returns) => {
            let items = items(returns, &ordered, tell);
            // RFC 9051 §6.4.4: "In absence of any other SEARCH result option, the SAVE result option also
            // suppresses any ESEARCH response".
            if returns != (Returns { save: true, ..Returns::default() }) {
                // RFC 9394 §3.1: "If the whole range references results that do not exist, a special value "NIL" is
                // returned by the server instead of the sequence set."
                let partial =
                    returns.partial.map(|range| (range, range.of(&ordered).iter().map(tell).collect()));
                let (tag, uid) = (search.tag.clone(), search.uid);
                out.push(Response::Esearch(Esearch { tag, uid, items, partial, modseq }));
            }
            if save {
                selected.view.save(uids);
            }
        }
        None => {
            let numbers = ordered.iter().map(tell).collect();
            out.push(match search.order {
                Order::Sort(_) => Response::Sort(numbers, modseq),
                _ => Response::Search(numbers, modseq),
            });
        }
    }
    Answer::ok(format!("{command} completed"), why)
}

/// The items of an ESEARCH response. RFC 4731 §3.1: "If the SEARCH results in no matches, the server MUST NOT
/// include the MIN result option in the ESEARCH response; however, it still MUST send the ESEARCH response"; so
/// with MAX and ALL. "If the list of result options is empty, [...] This is equivalent to "(ALL)"."
fn items(returns: Returns, found: &[Wanted], tell: impl Fn(&Wanted) -> u32) -> Vec<(&'static str, Vec<u32>)> {
    let mut items = Vec::new();
    if let (Some(first), Some(last)) = (found.first(), found.last()) {
        if returns.min {
            items.push(("MIN", vec![tell(first)]));
        }
        if returns.max {
            items.push(("MAX", vec![tell(last)]));
        }
        if returns.all || returns == Returns::default() {
            items.push(("ALL", found.iter().map(tell).collect()));
        }
    }
    if returns.count {
        items.push(("COUNT", vec![found.len() as u32]));
    }
    items
}

/// RFC 5182 §2.4: "When the SAVE result option is combined with the MIN or MAX [...] result option, and none
/// of the other ESEARCH result options are present, [...] the "$" marker would contain a single message as
/// returned in the MIN/MAX return item."
///
/// RFC 5267 §3.1: of SORT they are "the lowest sorted message" and the highest one. RFC 9394 §3.2: with PARTIAL, "the "$"
/// marker would contain references to all messages returned by the PARTIAL result option together with the MIN and MAX
/// messages." The result ascends.
fn saved(returns: Returns, mut found: Vec<Wanted>, ordered: &[Wanted]) -> Vec<Uid> {
    if (returns.min || returns.max || returns.partial.is_some()) && !returns.all && !returns.count {
        let ends = [ordered.first().filter(|_| returns.min), ordered.last().filter(|_| returns.max)];
        let mut some = BTreeSet::new();
        let pages = returns.partial.into_iter().flat_map(|partial| partial.of(ordered));
        for (number, _) in pages.chain(ends.into_iter().flatten()) {
            some.insert(*number);
        }
        found.retain(|(number, _)| some.contains(number));
    }
    found.into_iter().map(|(_, uid)| uid).collect()
}

/// The messages that fit, in ascending order, or the NO to a search that cannot be made.
fn find(
    account: &str,
    selected: &Selection,
    search: Search,
    context: &Context,
) -> Result<Vec<Wanted>, Answer> {
    let command = search.command;
    let charset = search.charset.unwrap_or("US-ASCII");
    // "US-ASCII MUST be supported; other [CHARSET]s MAY be supported. If the server does not support the
    // specified [CHARSET], it MUST return a tagged NO response (not a BAD). This response SHOULD contain
    // the BADCHARSET response code, which MAY list the [CHARSET]s supported by the server."
    let Some(&charset) = CHARSETS.iter().find(|known| known.eq_ignore_ascii_case(charset)) else {
        let why = Why::from(&rules::SEARCH_CHARSET).with("charset", charset);
        return Err(
            Answer::no(format!("{command} failed: unknown charset"), why).with(Code::BadCharset(CHARSETS))
        );
    };
    let Some(test) = Test::new(search.key, charset, &selected.view, context.now) else {
        let why = Why::from(&rules::SEARCH_STRING).with("charset", charset);
        return Err(Answer::no(format!("{command} failed: a string is not {charset}"), why)
            .with(Code::BadCharset(CHARSETS)));
    };
    let Some(mailbox) = context.store.mailbox_by_id(account, selected.mailbox) else {
        return Err(gone());
    };
    let finder = Finder::default();
    let view = &selected.view;
    let fits = |number: u32, entry: &Entry| test.fits(&Candidate { number, view, entry }, &finder);
    let mut found = Vec::new();
    // RFC 2180 §4.3: "A server MAY simply not return a search response for messages that have been
    // expunged and it has not been able to inform the client about."
    let look_at = |wanted: &[Wanted], found: &mut Vec<Wanted>| {
        let there = present(wanted, &mailbox.entries);
        let there = there.filter(|(number, _, entry)| entry.is_some_and(|entry| fits(*number, entry)));
        found.extend(there.map(|(number, uid, _)| (number, uid)));
    };
    if let Some((set, uid)) = within(search.key) {
        look_at(&view.resolve(set, uid), &mut found);
        return Ok(found);
    }
    for (piece, told, first, same) in view.along(&mailbox.entries) {
        if !same {
            let wanted: Vec<Wanted> = (first..).zip(told.iter().copied()).collect();
            look_at(&wanted, &mut found);
            continue;
        }
        // Flags are a bit each: most of a mailbox need not be looked at for them.
        let (candidates, exact) = test.candidates(piece);
        for at in candidates.positions(piece.entries().len()) {
            let number = first + at as u32;
            if exact || fits(number, &piece.entries()[at]) {
                found.push((number, told[at]));
            }
        }
    }
    Ok(found)
}

/// A set that all messages which fit are in, and whether it is one of UIDs: the other messages need no test.
fn within(key: &SearchKey) -> Option<(&SequenceSet, bool)> {
    match key {
        SearchKey::Set(set) => Some((set, false)),
        SearchKey::Uid(set) => Some((set, true)),
        SearchKey::And(keys) => keys.iter().find_map(within),
        _ => None,
    }
}

/// A message that may fit.
struct Candidate<'a> {
    number: u32,
    view: &'a View,
    entry: &'a Entry,
}

impl Candidate<'_> {
    fn is_recent(&self) -> bool {
        self.view.is_recent(self.entry.uid)
    }
}

/// A search key, made ready for many messages.
enum Test<'a> {
    And(Vec<Test<'a>>),
    Or(Box<Test<'a>>, Box<Test<'a>>),
    Not(Box<Test<'a>>),
    Field(&'a str, Needle),
    Address(&'a str, Needle),
    Body(Needle),
    Text(Needle),
    Within(bool, i64),
    EmailId(&'a str),
    ThreadId(&'a str),
    Set(Vec<RangeInclusive<u32>>),
    Uid(Vec<RangeInclusive<u32>>),
    /// A key that needs no making ready.
    Key(&'a SearchKey),
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
            SearchKey::Address(field, text) => Test::Address(field.name(), needle(text)?),
            SearchKey::Subject(text) => Test::Field("Subject", needle(text)?),
            SearchKey::Header(name, text) => Test::Field(name, needle(text)?),
            SearchKey::Body(text) => Test::Body(needle(text)?),
            SearchKey::Text(text) => Test::Text(needle(text)?),
            SearchKey::EmailId(id) => Test::EmailId(id.strip_prefix('M').unwrap_or_default()),
            SearchKey::ThreadId(id) => Test::ThreadId(id.strip_prefix('T').unwrap_or_default()),
            // RFC 5032 §2: "the server calculates a target date and time by subtracting the interval,
            // specified in seconds, from the current date and time of the server."
            SearchKey::Within(younger, seconds) => {
                Test::Within(*younger, now.seconds() as i64 - i64::from(seconds.get()))
            }
            SearchKey::Set(set) | SearchKey::Uid(set) if set.is_saved() => {
                let saved = view.resolve(set, true);
                Test::Uid(saved.into_iter().map(|(_, uid)| uid.0..=uid.0).collect())
            }
            SearchKey::Set(set) => Test::Set(set.resolve(view.count())),
            SearchKey::Uid(set) => Test::Uid(set.resolve(view.largest_uid())),
            key => Test::Key(key),
        })
    }

    /// Those of a piece that may fit, and whether they all do.
    fn candidates(&self, piece: &Piece) -> (Bits, bool) {
        match self {
            Test::Key(SearchKey::All) => (Bits::ALL, true),
            Test::Key(SearchKey::System(flag, true)) => (piece.with(*flag), true),
            Test::Key(SearchKey::System(flag, false)) => (piece.with(*flag).others(), true),
            Test::Key(SearchKey::New) => (piece.with(SystemFlag::Seen).others(), false),
            Test::And(tests) => tests.iter().fold((Bits::ALL, true), |(all, exact), test| {
                let (own, own_exact) = test.candidates(piece);
                (all.and(own), exact && own_exact)
            }),
            Test::Or(one, other) => {
                let ((one, one_exact), (other, other_exact)) =
                    (one.candidates(piece), other.candidates(piece));
                (one.or(other), one_exact && other_exact)
            }
            Test::Not(test) => match test.candidates(piece) {
                (own, true) => (own.others(), true),
                _ => (Bits::ALL, false),
            },
            _ => (Bits::ALL, false),
        }
    }

    fn fits(&self, candidate: &Candidate, finder: &Finder) -> bool {
        let Candidate { number, entry, .. } = candidate;
        let message = &entry.message;
        match self {
            Test::And(tests) => tests.iter().all(|test| test.fits(candidate, finder)),
            Test::Or(one, other) => one.fits(candidate, finder) || other.fits(candidate, finder),
            Test::Not(test) => !test.fits(candidate, finder),
            Test::Field(name, needle) => finder.in_field(message, name, needle),
            Test::Address(name, needle) => finder.in_addresses(message, name, needle),
            Test::Body(needle) => finder.in_body(message, needle),
            Test::Text(needle) => finder.in_header(message, needle) || finder.in_body(message, needle),
            Test::EmailId(id) => email_id(message) == *id,
            Test::ThreadId(id) => thread_id(message) == *id,
            // RFC 5032 §2: both "match if the INTERNALDATE is [...] equal to the target time", "to the
            // resolution of a second".
            Test::Within(younger, target) => {
                let own = entry.internal_date.seconds();
                if *younger { own >= *target } else { own <= *target }
            }
            Test::Set(ranges) => contains(ranges, *number),
            Test::Uid(ranges) => contains(ranges, entry.uid.0),
            Test::Key(key) => match key {
                SearchKey::All => true,
                SearchKey::System(flag, set) => entry.flags.has(*flag) == *set,
                SearchKey::Keyword(name, set) => entry.flags.has_keyword(name) == *set,
                SearchKey::Recent(set) => candidate.is_recent() == *set,
                SearchKey::New => !entry.flags.has(SystemFlag::Seen) && candidate.is_recent(),
                SearchKey::Internal(when, date) => compare(*when, Some(Date::of(entry.internal_date)), *date),
                SearchKey::Saved(when, date) => compare(*when, Some(Date::of(entry.saved)), *date),
                SearchKey::Sent(when, date) => {
                    let sent = sent_on(message).and_then(|(year, month, day)| Date::new(year, month, day));
                    compare(*when, sent, *date)
                }
                SearchKey::Larger(size) => message.size() > *size,
                SearchKey::Smaller(size) => message.size() < *size,
                SearchKey::ModSeq(least) => entry.modseq >= *least,
                // Those that are made ready.
                SearchKey::And(_) | SearchKey::Or(..) | SearchKey::Not(_) | SearchKey::Address(..) => false,
                SearchKey::Subject(_) | SearchKey::Body(_) | SearchKey::Text(_) | SearchKey::Header(..) => {
                    false
                }
                SearchKey::Within(..) | SearchKey::EmailId(_) | SearchKey::ThreadId(_) => false,
                SearchKey::Set(_) | SearchKey::Uid(_) => false,
            },
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

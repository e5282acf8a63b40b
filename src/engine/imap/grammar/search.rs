//! The keys of SEARCH.

use super::dates::date;
use super::fetch::header_name;
use super::input::{
    DEPTH_MAX, Input, Rule, astring, atom, choice, close, expect, fail, fail_at, here, label, large_number,
    list, modseq, nz_number, open, peek, quoted, some, space, word,
};
use super::sets::{partial_range, sequence_set};
use crate::engine::imap::command::{AddressField, Command, Date, Order, Returns, SearchKey, SortKey, When};
use crate::engine::mail::SystemFlag;
use crate::engine::switches::Switch;
use crate::engine::wire::Role;
use winnow::Parser;
use winnow::combinator::{alt, separated};

/// RFC 3501 §9: `search = "SEARCH" [SP "CHARSET" SP astring] 1*(SP search-key)`; RFC 4466 §6:
/// `search = "SEARCH" [search-return-opts] SP search-program`.
pub(super) fn search(uid: bool, input: &mut Input) -> Rule<Command> {
    let mut start = here(input);
    let mut first = leading(input)?;
    let mut returns = None;
    if first == "RETURN" {
        returns = Some(options(start, input)?);
        start = here(input);
        first = leading(input)?;
    }
    let mut charset = None;
    if first == "CHARSET" {
        label_from(start, input);
        space(input)?;
        let octets = astring("charset", Role::Argument).parse_next(input)?;
        charset = Some(String::from_utf8_lossy(&octets).into_owned());
        space(input)?;
        start = here(input);
        first = leading(input)?;
    }
    let key = if first.is_empty() { key(input)? } else { key_of(&first, start, input)? };
    Ok(Command::Search { order: Order::Number, uid, returns, charset, key: with_more(key, input)? })
}

/// RFC 5256 §5: `sort = ["UID" SP] "SORT" SP sort-criteria SP search-criteria`,
/// `sort-criterion = ["REVERSE" SP] sort-key`; RFC 5267 §3 puts RETURN in front.
pub(super) fn sort(uid: bool, input: &mut Input) -> Rule<Command> {
    const KEYS: [SortKey; 7] = [
        SortKey::Arrival,
        SortKey::Cc,
        SortKey::Date,
        SortKey::From,
        SortKey::Size,
        SortKey::Subject,
        SortKey::To,
    ];
    const NAMES: &[&str] = &["ARRIVAL", "CC", "DATE", "FROM", "SIZE", "SUBJECT", "TO", "REVERSE"];
    let start = here(input);
    let mut returns = None;
    if peek(input)?.is_ascii_alphabetic() {
        choice("sort-criteria", &["RETURN"], input)?;
        input.state.belongs(Switch::Esort);
        returns = Some(options(start, input)?);
    }
    let mut criteria = Vec::new();
    some(input, &mut |input| {
        let mut key = choice("sort-criterion", NAMES, input)?;
        let reverse = key == KEYS.len();
        if reverse {
            space(input)?;
            key = choice("sort-key", &NAMES[..KEYS.len()], input)?;
        }
        criteria.push((KEYS[key], reverse));
        Ok(())
    })?;
    criteria_of(Order::Sort(criteria), uid, returns, input)
}

/// RFC 5256 §5: `thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria`.
pub(super) fn thread(uid: bool, input: &mut Input) -> Rule<Command> {
    let references = choice("thread-alg", &["ORDEREDSUBJECT", "REFERENCES"], input)? == 1;
    criteria_of(Order::Thread(references), uid, None, input)
}

/// RFC 5256 §5: `search-criteria = charset 1*(SP search-key)`, after a space.
fn criteria_of(order: Order, uid: bool, returns: Option<Returns>, input: &mut Input) -> Rule<Command> {
    space(input)?;
    // `charset = atom / quoted`
    let charset = alt((label(Role::Argument, atom.map(String::into_bytes)), label(Role::Quoted, quoted)));
    let octets = expect("charset", charset).parse_next(input)?;
    let charset = Some(String::from_utf8_lossy(&octets).into_owned());
    space(input)?;
    let key = key(input)?;
    Ok(Command::Search { order, uid, returns, charset, key: with_more(key, input)? })
}

/// RFC 3501 §6.4.4: "When multiple keys are specified, the result is the intersection (AND function) of all the
/// messages that match those keys."
fn with_more(first: SearchKey, input: &mut Input) -> Rule<SearchKey> {
    let mut keys = vec![first];
    while peek(input)? == b' ' {
        space(input)?;
        keys.push(key(input)?);
    }
    Ok(all_of(keys))
}

/// RFC 4466 §6: `search-return-opts = SP "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"`;
/// RETURN began at `start` and is read already.
fn options(start: usize, input: &mut Input) -> Rule<Returns> {
    label_from(start, input);
    input.state.belongs(Switch::Esearch);
    space(input)?;
    let mut returns = Returns::default();
    list(input, &mut |input| {
        let start = here(input);
        match choice("search-return-opt", &["MIN", "MAX", "ALL", "COUNT", "SAVE", "PARTIAL"], input)? {
            0 => returns.min = true,
            1 => returns.max = true,
            // RFC 9394 §3.1: "A single command MUST NOT contain more than one PARTIAL or ALL search return option".
            2 | 5 if returns.partial.is_some() => return fail_at(input, start, "search-return-opt"),
            2 => returns.all = true,
            3 => returns.count = true,
            4 => {
                input.state.belongs(Switch::Searchres);
                returns.save = true;
            }
            _ if returns.all => return fail_at(input, start, "search-return-opt"),
            _ => {
                space(input)?;
                returns.partial = Some(partial_range(input)?);
            }
        }
        Ok(())
    })?;
    space(input)?;
    Ok(returns)
}

/// The word that stands here; empty when none does.
fn leading(input: &mut Input) -> Rule<String> {
    if peek(input)?.is_ascii_alphabetic() { word(input) } else { Ok(String::new()) }
}

fn label_from(start: usize, input: &mut Input) {
    let end = here(input);
    input.state.label(start, end, Role::Argument);
}

fn all_of(mut keys: Vec<SearchKey>) -> SearchKey {
    match keys.pop() {
        Some(only) if keys.is_empty() => only,
        Some(last) => {
            keys.push(last);
            SearchKey::And(keys)
        }
        None => SearchKey::All,
    }
}

/// RFC 3501 §9 `search-key`.
fn key(input: &mut Input) -> Rule<SearchKey> {
    match peek(input)? {
        b'(' => nested(input, |input| {
            open(input)?;
            let keys = separated(1.., key, space).parse_next(input)?;
            close(input)?;
            Ok(all_of(keys))
        }),
        b'0'..=b'9' | b'*' | b'$' => sequence_set.map(SearchKey::Set).parse_next(input),
        _ => {
            let start = here(input);
            let name = expect("search-key", word).parse_next(input)?;
            key_of(&name, start, input)
        }
    }
}

/// Bounds the nesting, which nothing else does: "NOT NOT NOT ..." fits into a line thousands of times.
fn nested<T>(input: &mut Input, rule: impl FnOnce(&mut Input) -> Rule<T>) -> Rule<T> {
    if input.state.depth >= DEPTH_MAX {
        input.state.too_deep = true;
        let at = here(input);
        return fail_at(input, at, "search-key");
    }
    input.state.depth += 1;
    let result = rule(input);
    input.state.depth -= 1;
    result
}

/// The search key whose name began at `start` and is read already.
fn key_of(name: &str, start: usize, input: &mut Input) -> Rule<SearchKey> {
    let flag = system(name);
    if flag.is_none() && !BARE.contains(&name) && !WITH_ARGUMENT.contains(&name) {
        return fail_at(input, start, "search-key");
    }
    label_from(start, input);
    if let Some((flag, set)) = flag {
        return Ok(SearchKey::System(flag, set));
    }
    match name {
        "ALL" => return Ok(SearchKey::All),
        // RFC 8514 §4.3: "Matches all messages in the mailbox when the underlying storage [...] supports the save
        // date attribute."
        "SAVEDATESUPPORTED" => {
            input.state.belongs(Switch::SaveDate);
            return Ok(SearchKey::All);
        }
        "NEW" => return Ok(SearchKey::New),
        "RECENT" => return Ok(SearchKey::Recent(true)),
        "OLD" => return Ok(SearchKey::Recent(false)),
        _ => space(input)?,
    }
    match name {
        "KEYWORD" => Ok(SearchKey::Keyword(keyword(input)?, true)),
        "UNKEYWORD" => Ok(SearchKey::Keyword(keyword(input)?, false)),
        "FROM" => Ok(SearchKey::Address(AddressField::From, string(input)?)),
        "TO" => Ok(SearchKey::Address(AddressField::To, string(input)?)),
        "CC" => Ok(SearchKey::Address(AddressField::Cc, string(input)?)),
        "BCC" => Ok(SearchKey::Address(AddressField::Bcc, string(input)?)),
        "SUBJECT" => Ok(SearchKey::Subject(string(input)?)),
        "BODY" => Ok(SearchKey::Body(string(input)?)),
        "TEXT" => Ok(SearchKey::Text(string(input)?)),
        "HEADER" => {
            let name = header_name(input)?;
            space(input)?;
            Ok(SearchKey::Header(name, string(input)?))
        }
        "BEFORE" => Ok(SearchKey::Internal(When::Before, day(input)?)),
        "ON" => Ok(SearchKey::Internal(When::On, day(input)?)),
        "SINCE" => Ok(SearchKey::Internal(When::Since, day(input)?)),
        "SENTBEFORE" => Ok(SearchKey::Sent(When::Before, day(input)?)),
        "SENTON" => Ok(SearchKey::Sent(When::On, day(input)?)),
        "SENTSINCE" => Ok(SearchKey::Sent(When::Since, day(input)?)),
        "SAVEDBEFORE" | "SAVEDON" | "SAVEDSINCE" => {
            input.state.belongs(Switch::SaveDate);
            let when = match name {
                "SAVEDBEFORE" => When::Before,
                "SAVEDON" => When::On,
                _ => When::Since,
            };
            Ok(SearchKey::Saved(when, day(input)?))
        }
        "LARGER" => Ok(SearchKey::Larger(size(input)?)),
        "SMALLER" => Ok(SearchKey::Smaller(size(input)?)),
        "YOUNGER" | "OLDER" => {
            input.state.belongs(Switch::Within);
            Ok(SearchKey::Within(name == "YOUNGER", label(Role::Number, nz_number).parse_next(input)?))
        }
        "EMAILID" | "THREADID" => {
            input.state.belongs(Switch::ObjectId);
            let id = expect("objectid", label(Role::Argument, atom)).parse_next(input)?;
            // No message has a THREADID.
            Ok(if name == "EMAILID" {
                SearchKey::EmailId(id)
            } else {
                SearchKey::Not(Box::new(SearchKey::All))
            })
        }
        "MODSEQ" => {
            input.state.belongs(Switch::Condstore);
            if peek(input)? == b'"' {
                entry(input)?;
            }
            Ok(SearchKey::ModSeq(modseq(0, input)?))
        }
        "UID" => sequence_set.map(SearchKey::Uid).parse_next(input),
        "NOT" => nested(input, |input| Ok(SearchKey::Not(Box::new(key(input)?)))),
        "OR" => nested(input, |input| {
            let one = key(input)?;
            space(input)?;
            Ok(SearchKey::Or(Box::new(one), Box::new(key(input)?)))
        }),
        _ => fail(),
    }
}

/// RFC 7162 §7: `search-modseq-ext = SP entry-name SP entry-type-req`. §3.1.5: a server that keeps one
/// mod-sequence for all of a message "MUST ignore" both.
fn entry(input: &mut Input) -> Rule<()> {
    let start = here(input);
    let name = expect("entry-name", label(Role::Quoted, quoted)).parse_next(input)?;
    if !name.to_ascii_lowercase().starts_with(b"/flags/") {
        return fail_at(input, start, "entry-name");
    }
    space(input)?;
    choice("entry-type-req", &["PRIV", "SHARED", "ALL"], input)?;
    space(input)
}

/// The names of the keys that stand alone, those of system flags aside.
const BARE: [&str; 5] = ["ALL", "NEW", "RECENT", "OLD", "SAVEDATESUPPORTED"];

/// The names of the keys that have an argument.
const WITH_ARGUMENT: [&str; 29] = [
    "KEYWORD",
    "UNKEYWORD",
    "FROM",
    "TO",
    "CC",
    "BCC",
    "SUBJECT",
    "BODY",
    "TEXT",
    "HEADER",
    "BEFORE",
    "ON",
    "SINCE",
    "SENTBEFORE",
    "SENTON",
    "SENTSINCE",
    "LARGER",
    "SMALLER",
    "YOUNGER",
    "OLDER",
    "EMAILID",
    "THREADID",
    "SAVEDBEFORE",
    "SAVEDON",
    "SAVEDSINCE",
    "MODSEQ",
    "UID",
    "NOT",
    "OR",
];

fn system(name: &str) -> Option<(SystemFlag, bool)> {
    let (name, set) = name.strip_prefix("UN").map_or((name, true), |rest| (rest, false));
    let flag = match name {
        "ANSWERED" => SystemFlag::Answered,
        "DELETED" => SystemFlag::Deleted,
        "DRAFT" => SystemFlag::Draft,
        "FLAGGED" => SystemFlag::Flagged,
        "SEEN" => SystemFlag::Seen,
        _ => return None,
    };
    Some((flag, set))
}

/// RFC 3501 §9: `flag-keyword = atom`.
fn keyword(input: &mut Input) -> Rule<String> {
    expect("flag-keyword", label(Role::Flag, atom)).parse_next(input)
}

fn string(input: &mut Input) -> Rule<Vec<u8>> {
    astring("astring", Role::Argument).parse_next(input)
}

fn size(input: &mut Input) -> Rule<u64> {
    label(Role::Number, large_number).parse_next(input)
}

fn day(input: &mut Input) -> Rule<Date> {
    date(input)
}

//! What SEARCH looks for.

use super::DEPTH_MAX;
use super::arguments::sequence_set;
use super::dates::date;
use super::fetch::header_name;
use super::input::{
    Input, Rule, astring, atom, close, expect, fail, fail_at, here, label, number, nz_number, open, peek,
    space, word,
};
use crate::engine::imap::command::{AddressField, Command, Date, SearchKey, When};
use crate::engine::mail::SystemFlag;
use crate::engine::switches::Switch;
use crate::engine::wire::Role;
use winnow::Parser;
use winnow::combinator::separated;

/// RFC 3501 §9: `search = "SEARCH" [SP "CHARSET" SP astring] 1*(SP search-key)`.
pub fn search(uid: bool, input: &mut Input) -> Rule<Command> {
    let mut charset = None;
    let mut keys = Vec::new();
    let start = here(input);
    match first(input)? {
        First::Charset => {
            space(input)?;
            let octets = astring("charset", Role::Argument).parse_next(input)?;
            charset = Some(String::from_utf8_lossy(&octets).into_owned());
        }
        First::Key(name) => keys.push(key_of(&name, start, input)?),
        First::Other => keys.push(key(input)?),
    }
    if keys.is_empty() {
        space(input)?;
        keys.push(key(input)?);
    }
    // RFC 3501 §6.4.4: "When multiple keys are specified, the result is the intersection (AND
    // function) of all the messages that match those keys."
    while peek(input)? == b' ' {
        space(input)?;
        keys.push(key(input)?);
    }
    Ok(Command::Search { uid, charset, key: all_of(keys) })
}

enum First {
    Charset,
    Key(String),
    Other,
}

fn first(input: &mut Input) -> Rule<First> {
    if !peek(input)?.is_ascii_alphabetic() {
        return Ok(First::Other);
    }
    let start = here(input);
    let name = word(input)?;
    if name != "CHARSET" {
        return Ok(First::Key(name));
    }
    let end = here(input);
    input.state.label(start, end, Role::Argument);
    Ok(First::Charset)
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
        b'0'..=b'9' | b'*' => sequence_set.map(SearchKey::Set).parse_next(input),
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
    let end = here(input);
    if flag.is_none() && !BARE.contains(&name) && !WITH_ARGUMENT.contains(&name) {
        return fail_at(input, start, "search-key");
    }
    input.state.label(start, end, Role::Argument);
    if let Some((flag, set)) = flag {
        return Ok(SearchKey::System(flag, set));
    }
    match name {
        "ALL" => return Ok(SearchKey::All),
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
        "LARGER" => Ok(SearchKey::Larger(size(input)?)),
        "SMALLER" => Ok(SearchKey::Smaller(size(input)?)),
        "YOUNGER" | "OLDER" => {
            input.state.belongs(Switch::Within);
            Ok(SearchKey::Within(name == "YOUNGER", label(Role::Number, nz_number).parse_next(input)?))
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

/// The names of the keys that stand alone, those of system flags aside.
const BARE: [&str; 4] = ["ALL", "NEW", "RECENT", "OLD"];

/// The names of the keys that have an argument.
const WITH_ARGUMENT: [&str; 23] = [
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

fn size(input: &mut Input) -> Rule<u32> {
    label(Role::Number, number).parse_next(input)
}

fn day(input: &mut Input) -> Rule<Date> {
    date(input)
}

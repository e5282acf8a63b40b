//! The keys of SEARCH.

use super::dates::date;
use super::fetch::header_name;
use super::input::{
    DEPTH_MAX, Input, Rule, astring, atom, choice, close, expect, fail, fail_at, fill, group, here,
    large_number, list, modseq, nz_number, open, peek, quoted, some, space, word,
};
use super::sets::{partial_range, sequence_set, set};
use crate::engine::field::Field;
use crate::engine::imap::command::{AddressField, Command, Order, Returns, SearchKey, SortKey, When};
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
        label_from(start, Field::SearchReturnOpt, input);
        returns = Some(options(input)?);
        start = here(input);
        first = leading(input)?;
    }
    let mut charset = None;
    if first == "CHARSET" {
        label_from(start, Field::SearchKey, input);
        space(input)?;
        let octets = astring("charset", Role::Argument, Field::Charset).parse_next(input)?;
        charset = Some(String::from_utf8_lossy(&octets).into_owned());
        space(input)?;
        start = here(input);
        first = leading(input)?;
    }
    let key = if first.is_empty() { key(input) } else { key_group(&first, start, input) };
    let leads = match (&returns, &charset) {
        (None, None) => &["RETURN", "CHARSET"][..],
        (_, None) => &["CHARSET"],
        _ => &[],
    };
    let key = key.inspect_err(|_| input.state.offer(start, leads.iter().copied()))?;
    Ok(Command::Search { order: Order::Number, uid, returns, charset, key: with_more(key, input)? })
}

/// RFC 5256 §5: `sort = ["UID" SP] "SORT" SP sort-criteria SP search-criteria`,
/// `sort-criterion = ["REVERSE" SP] sort-key`; RFC 5267 §3 puts RETURN in front.
pub(super) fn sort(uid: bool, input: &mut Input) -> Rule<Command> {
    let keys = SortKey::ALL.map(SortKey::name);
    let criterion = [&keys[..], &["REVERSE"]].concat();
    let mut returns = None;
    if peek(input)?.is_ascii_alphabetic() {
        choice("sort-criteria", Field::SearchReturnOpt, &["RETURN"], input)?;
        input.state.belongs(Switch::Esort);
        returns = Some(options(input)?);
    }
    let mut criteria = Vec::new();
    some(input, &mut |input| {
        let mut key = choice("sort-criterion", Field::SortCriterion, &criterion, input)?;
        let reverse = key == keys.len();
        if reverse {
            space(input)?;
            key = choice("sort-key", Field::SortCriterion, &keys, input)?;
        }
        criteria.push((SortKey::ALL[key], reverse));
        Ok(())
    })?;
    criteria_of(Order::Sort(criteria), uid, returns, input)
}

/// RFC 5256 §5: `thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria`.
pub(super) fn thread(uid: bool, input: &mut Input) -> Rule<Command> {
    let references = choice("thread-alg", Field::ThreadAlg, &["ORDEREDSUBJECT", "REFERENCES"], input)? == 1;
    criteria_of(Order::Thread(references), uid, None, input)
}

/// RFC 5256 §5: `search-criteria = charset 1*(SP search-key)`, after a space.
fn criteria_of(order: Order, uid: bool, returns: Option<Returns>, input: &mut Input) -> Rule<Command> {
    space(input)?;
    // `charset = atom / quoted`
    let charset = alt((
        fill(Role::Argument, Field::Charset, atom.map(String::into_bytes)),
        fill(Role::Quoted, Field::Charset, quoted),
    ));
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
/// RETURN is read already.
fn options(input: &mut Input) -> Rule<Returns> {
    input.state.belongs(Switch::Esearch);
    space(input)?;
    let mut returns = Returns::default();
    list(input, &mut |input| {
        let start = here(input);
        let options = ["MIN", "MAX", "ALL", "COUNT", "SAVE", "PARTIAL"];
        match choice("search-return-opt", Field::SearchReturnOpt, &options, input)? {
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

fn label_from(start: usize, field: Field, input: &mut Input) {
    let end = here(input);
    input.state.label(start, end, Role::Argument, field);
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
            group(Field::SearchKey, input, |input| {
                open(input)?;
                let keys = separated(1.., key, space).parse_next(input)?;
                close(input)?;
                Ok(all_of(keys))
            })
        }),
        b'0'..=b'9' | b'*' | b'$' => set(false, input).map(SearchKey::Set),
        _ => {
            let start = here(input);
            let name = offering_keys(input)?;
            key_group(&name, start, input)
        }
    }
}

/// The word of a key.
fn offering_keys(input: &mut Input) -> Rule<String> {
    let start = here(input);
    let name = expect("search-key", word).parse_next(input);
    name.inspect_err(|_| input.state.offer(start, names()))
}

/// The names of all keys, as [`key_of`] knows them; the usual ones first.
fn names() -> impl Iterator<Item = &'static str> {
    BARE.into_iter().chain(WITH_ARGUMENT.iter().map(|(name, _)| *name))
}

/// The names of the keys that stand alone, as [`bare`] knows them.
const BARE: [&str; 15] = [
    "ALL",
    "UNSEEN",
    "SEEN",
    "DELETED",
    "UNDELETED",
    "FLAGGED",
    "UNFLAGGED",
    "ANSWERED",
    "UNANSWERED",
    "DRAFT",
    "UNDRAFT",
    "NEW",
    "OLD",
    "RECENT",
    "SAVEDATESUPPORTED",
];

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

/// The search key whose name began at `start` and is read already, with its arguments.
fn key_group(name: &str, start: usize, input: &mut Input) -> Rule<SearchKey> {
    let key = key_of(name, start, input)?;
    let end = here(input);
    input.state.group(start, end, Field::SearchKey);
    Ok(key)
}

fn key_of(name: &str, start: usize, input: &mut Input) -> Rule<SearchKey> {
    let bare = bare(name);
    let with_argument = WITH_ARGUMENT.iter().find(|(own, _)| *own == name);
    if bare.is_none() && with_argument.is_none() {
        input.state.expect(start, "search-key");
        input.state.offer(start, names());
        return fail();
    }
    label_from(start, Field::SearchKey, input);
    if name == "SAVEDATESUPPORTED" {
        input.state.belongs(Switch::SaveDate);
    }
    match (bare, with_argument) {
        (None, Some((_, argument))) => {
            space(input)?;
            argument(input)
        }
        (bare, _) => bare.map_or_else(fail, Ok),
    }
}

/// The keys that stand alone.
fn bare(name: &str) -> Option<SearchKey> {
    match name {
        // RFC 8514 §4.3: "Matches all messages in the mailbox when the underlying storage [...] supports the save
        // date attribute."
        "ALL" | "SAVEDATESUPPORTED" => Some(SearchKey::All),
        "NEW" => Some(SearchKey::New),
        "RECENT" => Some(SearchKey::Recent(true)),
        "OLD" => Some(SearchKey::Recent(false)),
        _ => system(name).map(|(flag, set)| SearchKey::System(flag, set)),
    }
}

/// The keys that have an argument, and its rule.
type WithArgument = (&'static str, fn(&mut Input) -> Rule<SearchKey>);

const WITH_ARGUMENT: [WithArgument; 29] = [
    ("KEYWORD", |input| Ok(SearchKey::Keyword(keyword(input)?, true))),
    ("UNKEYWORD", |input| Ok(SearchKey::Keyword(keyword(input)?, false))),
    ("FROM", |input| Ok(SearchKey::Address(AddressField::From, string(input)?))),
    ("TO", |input| Ok(SearchKey::Address(AddressField::To, string(input)?))),
    ("CC", |input| Ok(SearchKey::Address(AddressField::Cc, string(input)?))),
    ("BCC", |input| Ok(SearchKey::Address(AddressField::Bcc, string(input)?))),
    ("SUBJECT", |input| Ok(SearchKey::Subject(string(input)?))),
    ("BODY", |input| Ok(SearchKey::Body(string(input)?))),
    ("TEXT", |input| Ok(SearchKey::Text(string(input)?))),
    ("HEADER", |input| {
        let name = header_name(input)?;
        space(input)?;
        Ok(SearchKey::Header(name, string(input)?))
    }),
    ("BEFORE", |input| Ok(SearchKey::Internal(When::Before, date(input)?))),
    ("ON", |input| Ok(SearchKey::Internal(When::On, date(input)?))),
    ("SINCE", |input| Ok(SearchKey::Internal(When::Since, date(input)?))),
    ("SENTBEFORE", |input| Ok(SearchKey::Sent(When::Before, date(input)?))),
    ("SENTON", |input| Ok(SearchKey::Sent(When::On, date(input)?))),
    ("SENTSINCE", |input| Ok(SearchKey::Sent(When::Since, date(input)?))),
    ("SAVEDBEFORE", |input| saved(When::Before, input)),
    ("SAVEDON", |input| saved(When::On, input)),
    ("SAVEDSINCE", |input| saved(When::Since, input)),
    ("LARGER", |input| Ok(SearchKey::Larger(size(input)?))),
    ("SMALLER", |input| Ok(SearchKey::Smaller(size(input)?))),
    ("YOUNGER", |input| within(true, input)),
    ("OLDER", |input| within(false, input)),
    ("EMAILID", |input| Ok(SearchKey::EmailId(object_id(input)?))),
    ("THREADID", |input| Ok(SearchKey::ThreadId(object_id(input)?))),
    ("MODSEQ", |input| {
        input.state.belongs(Switch::Condstore);
        if peek(input)? == b'"' {
            entry(input)?;
        }
        Ok(SearchKey::ModSeq(modseq(0, input)?))
    }),
    ("UID", |input| sequence_set(Field::UidSet, input).map(SearchKey::Uid)),
    ("NOT", |input| nested(input, |input| Ok(SearchKey::Not(Box::new(key(input)?))))),
    ("OR", |input| {
        nested(input, |input| {
            let one = key(input)?;
            space(input)?;
            Ok(SearchKey::Or(Box::new(one), Box::new(key(input)?)))
        })
    }),
];

/// RFC 7162 §7: `search-modseq-ext = SP entry-name SP entry-type-req`. §3.1.5: a server that keeps one
/// mod-sequence for all of a message "MUST ignore" both.
fn entry(input: &mut Input) -> Rule<()> {
    let start = here(input);
    let name = expect("entry-name", fill(Role::Quoted, Field::EntryName, quoted)).parse_next(input)?;
    if !name.to_ascii_lowercase().starts_with(b"/flags/") {
        return fail_at(input, start, "entry-name");
    }
    space(input)?;
    choice("entry-type-req", Field::EntryTypeReq, &["PRIV", "SHARED", "ALL"], input)?;
    space(input)
}

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
    expect("flag-keyword", fill(Role::Flag, Field::Flag, atom)).parse_next(input)
}

fn string(input: &mut Input) -> Rule<Vec<u8>> {
    astring("astring", Role::Argument, Field::SearchValue).parse_next(input)
}

fn size(input: &mut Input) -> Rule<u64> {
    fill(Role::Number, Field::SearchSize, |input: &mut Input| large_number(Field::SearchSize, input))
        .parse_next(input)
}

fn saved(when: When, input: &mut Input) -> Rule<SearchKey> {
    input.state.belongs(Switch::SaveDate);
    Ok(SearchKey::Saved(when, date(input)?))
}

fn within(younger: bool, input: &mut Input) -> Rule<SearchKey> {
    input.state.belongs(Switch::Within);
    Ok(SearchKey::Within(younger, fill(Role::Number, Field::Interval, nz_number).parse_next(input)?))
}

fn object_id(input: &mut Input) -> Rule<String> {
    input.state.belongs(Switch::ObjectId);
    expect("objectid", fill(Role::Argument, Field::ObjectId, atom)).parse_next(input)
}

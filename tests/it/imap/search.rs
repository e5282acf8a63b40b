//! SEARCH against a reading of RFC 3501 §6.4.4 that is as slow as it is clear, over mailboxes and keys that
//! chance makes; and what ESEARCH and `$` tell against SEARCH.

use postamt::engine::mail::{Flags, INBOX, Message, Store, Uid};
use postamt::engine::step::Party;
use postamt::engine::time::{MINUTE, Time};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A message as the tests know it.
#[derive(Clone, Debug)]
struct Letter {
    from: &'static str,
    to: Option<&'static str>,
    subject: &'static str,
    body: &'static str,
    /// The day of October 2003 in its Date field.
    sent: Option<u8>,
    flags: BTreeSet<&'static str>,
    /// Hours before the clock's first reading, 14 October 2003, 10:00.
    age: u64,
    /// How far its UID is above the one before.
    gap: u32,
}

const NAMES: &[&str] = &["anna", "ben", "Anna Ben"];
const WORDS: &[&str] = &["hallo", "Gruss", "gr\u{fc}n", "an"];
const FLAGS: &[&str] = &["\\Seen", "\\Deleted", "\\Flagged", "\\Answered", "\\Draft", "neu"];

fn letter() -> impl Strategy<Value = Letter> {
    let choose = prop::sample::select;
    let flags = prop::collection::btree_set(choose(FLAGS), 0..4);
    let texts = (choose(NAMES), prop::option::of(choose(NAMES)), choose(WORDS), choose(WORDS));
    (texts, prop::option::of(6u8..16), flags, 0u64..200, 1u32..4).prop_map(
        |((from, to, subject, body), sent, flags, age, gap)| Letter {
            from,
            to,
            subject,
            body,
            sent,
            flags,
            age,
            gap,
        },
    )
}

impl Letter {
    fn octets(&self) -> Vec<u8> {
        let mut text = format!("From: {} <x@y.example>\r\n", self.from);
        text.extend(self.to.map(|to| format!("To: {to} <x@y.example>\r\n")));
        text.extend(self.sent.map(|day| format!("Date: {day} Oct 2003 23:30:00 -0900\r\n")));
        text += &format!("Subject: {}\r\n\r\n{}\r\n", self.subject, self.body);
        text.into_bytes()
    }

    fn received(&self) -> Time {
        Time(Time::START.0 - self.age * 60 * MINUTE)
    }
}

/// A lab whose INBOX of anna holds these letters; connection 1 has selected it.
fn lab(letters: &[Letter]) -> Lab {
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    let mut uid = 0;
    for letter in letters {
        uid += letter.gap;
        let (flags, message) = (Flags::of(letter.flags.iter().copied()), Message::new(&letter.octets()));
        let message = Arc::new(message);
        store
            .append_as("anna", INBOX, Uid(uid), message, flags, letter.received(), None)
            .expect("there is room");
    }
    store.take_events();
    let mut lab = Lab::with_store(store, Time::START);
    let (connection, protocol) = (ConnectionId(1), Protocol::Imap);
    lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Preauth });
    say(&mut lab, "EXAMINE INBOX");
    lab
}

/// Sends a command and gives the server's lines.
pub(super) fn say(lab: &mut Lab, command: &str) -> Vec<String> {
    let octets = format!("a {command}\r\n").into_bytes();
    let turns = lab.run(&Action::Send { connection: ConnectionId(1), octets });
    let lines =
        turns.iter().flat_map(|turn| turn.wires(Party::Server)).map(|wire| wire.text().trim_end().to_owned());
    lines.filter(|line| !line.starts_with('+')).collect()
}

/// The numbers of a SEARCH response, when the command succeeds.
fn numbers(lines: &[String]) -> Vec<u32> {
    numbers_of(lines, "SEARCH")
}

/// The numbers of a SEARCH or SORT response, when the command succeeds.
pub(super) fn numbers_of(lines: &[String], keyword: &str) -> Vec<u32> {
    assert!(lines.last().is_some_and(|line| line.starts_with("a OK")), "{lines:?}");
    let named = |line: &String| Some(line.strip_prefix("* ")?.strip_prefix(keyword)?.to_owned());
    let found = lines.iter().find_map(named).expect("a response with numbers");
    found.split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

#[derive(Clone, Debug)]
enum Key {
    All,
    Flag(&'static str, bool),
    Keyword(bool),
    Holds(&'static str, &'static str),
    /// BEFORE, ON or SINCE (0 to 2), SENT or not, a day of October.
    Day(usize, bool, u8),
    Size(bool, u32),
    Age(bool, u32),
    Set(bool, u32, u32),
    Not(Box<Key>),
    Or(Box<Key>, Box<Key>),
    And(Vec<Key>),
}

fn key() -> impl Strategy<Value = Key> {
    let flag = prop::sample::select(&["ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN"][..]);
    let field = prop::sample::select(&["FROM", "TO", "SUBJECT", "BODY"][..]);
    let word = prop::sample::select(&["an", "ANNA", "gr\u{fc}n", "Hall", "", "x@y"][..]);
    let leaf = prop_oneof![
        Just(Key::All),
        (flag, any::<bool>()).prop_map(|(flag, set)| Key::Flag(flag, set)),
        any::<bool>().prop_map(Key::Keyword),
        (field, word).prop_map(|(field, word)| Key::Holds(field, word)),
        (0usize..3, any::<bool>(), 5u8..17).prop_map(|(when, sent, day)| Key::Day(when, sent, day)),
        (any::<bool>(), 40u32..120).prop_map(|(larger, size)| Key::Size(larger, size)),
        (any::<bool>(), 1u32..200).prop_map(|(younger, hours)| Key::Age(younger, hours * 3600)),
        (any::<bool>(), 1u32..9, 0u32..9).prop_map(|(uid, first, last)| Key::Set(uid, first, last)),
    ];
    leaf.prop_recursive(4, 24, 4, |key| {
        prop_oneof![
            key.clone().prop_map(|key| Key::Not(Box::new(key))),
            (key.clone(), key.clone()).prop_map(|(one, other)| Key::Or(Box::new(one), Box::new(other))),
            prop::collection::vec(key, 1..4).prop_map(Key::And),
        ]
    })
}

const WHEN: [&str; 3] = ["BEFORE", "ON", "SINCE"];

impl Key {
    /// The key as a client writes it. 0 as a set's second end is `*`.
    fn text(&self) -> String {
        match self {
            Key::All => "ALL".to_owned(),
            Key::Flag(name, set) => format!("{}{name}", if *set { "" } else { "UN" }),
            Key::Keyword(set) => format!("{}KEYWORD NEU", if *set { "" } else { "UN" }),
            Key::Holds(field, word) => format!("{field} {{{}}}\r\n{word}", word.len()),
            Key::Day(when, sent, day) => {
                format!("{}{} {day}-Oct-2003", if *sent { "SENT" } else { "" }, WHEN[*when])
            }
            Key::Size(larger, size) => format!("{} {size}", if *larger { "LARGER" } else { "SMALLER" }),
            Key::Age(younger, age) => format!("{} {age}", if *younger { "YOUNGER" } else { "OLDER" }),
            Key::Set(uid, first, last) => {
                let last = if *last == 0 { "*".to_owned() } else { last.to_string() };
                format!("{}{first}:{last}", if *uid { "UID " } else { "" })
            }
            Key::Not(key) => format!("NOT {}", key.text()),
            Key::Or(one, other) => format!("OR {} {}", one.text(), other.text()),
            Key::And(keys) => format!("({})", keys.iter().map(Key::text).collect::<Vec<_>>().join(" ")),
        }
    }

    /// Whether the letter with this number and UID fits, among letters whose last ones are `largest`.
    fn fits(&self, letter: &Letter, own: (u32, u32), largest: (u32, u32)) -> bool {
        match self {
            Key::All => true,
            Key::Flag(name, set) => {
                letter.flags.iter().any(|flag| flag[1..].eq_ignore_ascii_case(name)) == *set
            }
            Key::Keyword(set) => letter.flags.contains("neu") == *set,
            Key::Holds(field, word) => {
                let address = |name: &str| format!("{name} <x@y.example>");
                let text = match *field {
                    "FROM" => Some(address(letter.from)),
                    "TO" => letter.to.map(address),
                    "SUBJECT" => Some(letter.subject.to_owned()),
                    _ => Some(letter.body.to_owned()),
                };
                text.is_some_and(|text| text.to_lowercase().contains(&word.to_lowercase()))
            }
            Key::Day(when, sent, day) => {
                let received = 14 + (10 - letter.age as i64).div_euclid(24);
                let own = if *sent { letter.sent.map(i64::from) } else { Some(received) };
                own.is_some_and(|own| match when {
                    0 => own < i64::from(*day),
                    1 => own == i64::from(*day),
                    _ => own >= i64::from(*day),
                })
            }
            Key::Size(larger, size) => {
                let own = letter.octets().len() as u32;
                if *larger { own > *size } else { own < *size }
            }
            Key::Age(younger, age) => {
                let own = letter.age * 3600;
                if *younger { own <= u64::from(*age) } else { own >= u64::from(*age) }
            }
            Key::Set(uid, first, last) => {
                let (own, largest) = if *uid { (own.1, largest.1) } else { (own.0, largest.0) };
                let last = if *last == 0 { largest } else { *last };
                (*first.min(&last)..=*first.max(&last)).contains(&own)
            }
            Key::Not(key) => !key.fits(letter, own, largest),
            Key::Or(one, other) => one.fits(letter, own, largest) || other.fits(letter, own, largest),
            Key::And(keys) => keys.iter().all(|key| key.fits(letter, own, largest)),
        }
    }
}

/// The numbers that a sequence set without `*` names, in its order.
fn expand(set: &str) -> Vec<u32> {
    let number = |text: &str| text.parse::<u32>().expect("a number");
    let range = |range: &str| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        number(first)..=number(last)
    };
    set.split(',').flat_map(range).collect()
}

/// The value of this name in an ESEARCH response.
fn datum<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    let line =
        lines.iter().find(|line| line.starts_with("* ESEARCH (TAG \"a\")")).expect("an ESEARCH response");
    line.split(' ').skip_while(|word| *word != name).nth(1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn search_finds_what_the_definition_says(
        letters in prop::collection::vec(letter(), 0..9),
        keys in prop::collection::vec(key(), 1..4),
        pick in 0usize..8,
    ) {
        let mut lab = lab(&letters);
        let text = keys.iter().map(Key::text).collect::<Vec<_>>().join(" ");
        let key = Key::And(keys);
        let count = letters.len() as u32;
        let uids: Vec<u32> = letters.iter().scan(0, |uid, letter| {
            *uid += letter.gap;
            Some(*uid)
        }).collect();
        let largest = (count, uids.last().copied().unwrap_or(0));
        let own = (1..).zip(uids).zip(&letters);
        let expected: Vec<(u32, u32)> =
            own.filter(|(own, letter)| key.fits(letter, *own, largest)).map(|(own, _)| own).collect();
        let by_number: Vec<u32> = expected.iter().map(|own| own.0).collect();
        let by_uid: Vec<u32> = expected.iter().map(|own| own.1).collect();
        prop_assert_eq!(numbers(&say(&mut lab, &format!("SEARCH CHARSET UTF-8 {text}"))), &by_number[..]);
        prop_assert_eq!(numbers(&say(&mut lab, &format!("UID SEARCH CHARSET UTF-8 {text}"))), &by_uid[..]);

        // RFC 4731: the same, summed up.
        for (uid, found) in [("", &by_number), ("UID ", &by_uid)] {
            let returns = "RETURN (COUNT ALL MAX MIN)";
            let lines = say(&mut lab, &format!("{uid}SEARCH {returns} CHARSET UTF-8 {text}"));
            let number = |name| datum(&lines, name).map(|number| number.parse::<u32>().expect("a number"));
            prop_assert_eq!(datum(&lines, "ALL").map(expand), Some(found.clone()).filter(|all| !all.is_empty()));
            prop_assert_eq!(number("MIN"), found.first().copied());
            prop_assert_eq!(number("MAX"), found.last().copied());
            prop_assert_eq!(number("COUNT"), Some(found.len() as u32));
            prop_assert_eq!(lines.iter().any(|line| line.contains(") UID ")), !uid.is_empty());
        }

        // RFC 5182 §2.4: what "$" is, with each combination of result options.
        let with = ["", "MIN ", "MAX ", "MIN MAX ", "ALL ", "COUNT ", "MIN ALL ", "MAX COUNT "][pick];
        say(&mut lab, &format!("SEARCH RETURN ({with}SAVE) CHARSET UTF-8 {text}"));
        let all = with.is_empty() || with.contains("ALL") || with.contains("COUNT");
        let ends = |(at, _): &(usize, &u32)| {
            *at == 0 && with.contains("MIN") || at + 1 == by_number.len() && with.contains("MAX")
        };
        let saved = by_number.iter().enumerate().filter(|own| all || ends(own)).map(|(_, own)| *own);
        prop_assert_eq!(numbers(&say(&mut lab, "SEARCH $")), saved.collect::<Vec<_>>());
    }
}

//! Every sentence that any transcript causes says what is so in its turn: replies, states, numbers, changes.

use crate::support::transcript::Feed;
use crate::transcripts::{files, play, read};
use postamt::engine::mail::Change;
use postamt::engine::step::{Party, RefusalKind, Reply, Step, Why};
use postamt::engine::wire::{Role, Wire};
use postamt::engine::{ConnectionId, Turn};
use postamt::explain::{Said, say};
use postamt::i18n::{Key, Lang, text};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The messages that each POP3 session has marked.
type Marks = BTreeMap<ConnectionId, BTreeSet<u32>>;

#[test]
fn every_sentence_says_what_is_so() {
    let mut wrong = String::new();
    for path in files() {
        let mut marks = Marks::new();
        for turn in play(&path, &read(&path), Feed::Whole).turns {
            let marked = turn.connection().and_then(|it| marks.get(&it)).map_or(0, BTreeSet::len);
            note(&turn, &mut marks);
            for lang in Lang::ALL {
                let Some(said) = say(lang, &turn) else { continue };
                let mut problems = form(&said);
                problems.extend(replies(lang, &turn, &said));
                problems.extend(states(&turn, &said));
                problems.extend(changes(&turn, &said));
                problems.extend(turn.reasons().filter_map(|why| numbers(&turn, why, marked)));
                for problem in problems {
                    let _ = writeln!(wrong, "{}: {problem}: {}", path.display(), said.sentence);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn note(turn: &Turn, marks: &mut Marks) {
    for step in turn.steps() {
        match step {
            Step::Opened { connection, .. } => drop(marks.remove(connection)),
            Step::Marked { connection, number, marked: true, .. } => {
                marks.entry(*connection).or_default().insert(*number);
            }
            Step::Marked { connection, number, .. } => {
                marks.entry(*connection).or_default().remove(number);
            }
            _ => {}
        }
    }
}

/// No slot is empty, nothing stands twice, and an end there is.
fn form(said: &Said) -> Vec<String> {
    // The event repeats what came, whatever that is.
    let all = [&said.sentence].into_iter().chain(&said.effects).chain(&said.remarks);
    let mut problems = Vec::new();
    let mut parts = BTreeSet::new();
    for sentence in all {
        for hole in ["  ", " .", " ,", " ;", "“”", "„“", " : "] {
            if sentence.contains(hole) {
                problems.push(format!("{hole:?} in it"));
            }
        }
        // `{14}` announces a literal.
        let slots = sentence.split('{').skip(1);
        if slots.filter_map(|slot| slot.chars().next()).any(|c| c.is_ascii_lowercase()) {
            problems.push("a slot in it".to_owned());
        }
        for part in sentence.split_inclusive(". ").map(str::trim) {
            if !parts.insert(part.to_owned()) {
                problems.push(format!("says twice {part:?}"));
            }
        }
    }
    problems
}

/// A server's word that a sentence names has been said.
fn replies(lang: Lang, turn: &Turn, said: &Said) -> Vec<String> {
    if !turn.speaks() {
        return Vec::new();
    }
    let blurred = text(lang, Key::RefusedNoForBad);
    let sentence = said.sentence.replace(blurred, "");
    let is_word = |word: &str| {
        let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '\\' | '.');
        sentence.split(ends).any(|other| other.trim_end_matches('.') == word)
    };
    let has = |reply: Reply| turn.replies().any(|(own, _)| own == reply);
    let greeted = turn.wires(Party::Server).any(|wire| wire.text().starts_with("* OK"));
    let words = [
        ("BAD", has(Reply::Bad)),
        ("NO", has(Reply::No)),
        ("-ERR", has(Reply::Err)),
        ("+OK", has(Reply::Ok)),
        ("OK", has(Reply::Ok) || greeted),
        ("BYE", has(Reply::Bye)),
        ("PREAUTH", has(Reply::Preauth)),
    ];
    let mut problems: Vec<String> = words
        .into_iter()
        .filter(|(word, is_said)| is_word(word) && !is_said)
        .map(|(word, _)| format!("the server has not said {word}"))
        .collect();
    if said.sentence.contains(blurred) != (turn.refusal().is_some_and(is_mistake) && has(Reply::No)) {
        problems.push("wrong about NO for BAD".to_owned());
    }
    problems
}

fn is_mistake(refusal: &postamt::engine::step::Refusal) -> bool {
    refusal.kind != RefusalKind::TooLong
}

/// The state that the event names is the one in which the session is.
fn states(turn: &Turn, said: &Said) -> Option<String> {
    let event = said.event.as_ref()?;
    let names: Vec<&str> = match (turn.refusal(), turn.main_move()) {
        (Some(refusal), _) => vec![refusal.state],
        (None, Some((moved, _))) if !moved.edge.is_loop() => vec![moved.edge.from, moved.edge.to],
        (None, Some((moved, _))) if moved.chart.takes_commands() => vec![moved.edge.to],
        _ => Vec::new(),
    };
    names.into_iter().find(|name| !event.contains(name)).map(|name| format!("the event does not name {name}"))
}

/// Effects count the changes; and a sentence that denies any is right.
fn changes(turn: &Turn, said: &Said) -> Vec<String> {
    let count = |kind: fn(&Change) -> bool| turn.changes().filter(|(.., change)| kind(change)).count();
    let expunged = count(|change| matches!(change, Change::Expunged { .. }));
    let flagged = count(|change| matches!(change, Change::Flagged { .. }));
    let mut problems = Vec::new();
    let denies = |words: &[&str]| words.iter().any(|words| said.sentence.contains(words));
    if expunged > 0
        && denies(&[
            "othing was deleted",
            "ichts ist gelöscht",
            "also ist nichts gelöscht",
            "elöscht wurde nichts",
        ])
    {
        problems.push(format!("{expunged} messages were deleted"));
    }
    if flagged > 0 && denies(&["nothing changed", "eändert hat sich also nichts"]) {
        problems.push(format!("{flagged} messages have other flags"));
    }
    if let Some(effect) =
        said.effects.iter().find(|effect| effect.contains("Flags") || effect.contains("flags"))
        && !has_number(effect, flagged)
    {
        problems.push(format!("{flagged} messages have other flags, not: {effect}"));
    }
    problems
}

fn has_number(sentence: &str, number: usize) -> bool {
    sentence.split(|c: char| !c.is_ascii_digit()).any(|word| word == number.to_string())
}

/// The numbers that a rule tells are those of its turn.
fn numbers(turn: &Turn, why: &Why, marked: usize) -> Option<String> {
    let arg = |name: &str| why.args.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone());
    let count: usize = arg("count").or_else(|| arg("n"))?.parse().ok()?;
    let changes = |kind: fn(&Change) -> bool| turn.changes().filter(|(.., change)| kind(change)).count();
    let added = || changes(|change| matches!(change, Change::Added { .. }));
    let expunged = || changes(|change| matches!(change, Change::Expunged { .. }));
    let flagged = || changes(|change| matches!(change, Change::Flagged { .. }));
    let server = || turn.wires(Party::Server);
    let spans = |role: Role| server().flat_map(Wire::spans).filter(|span| span.role == role).count();
    let begins = |start: &str| server().filter(|wire| wire.text().starts_with(start)).count();
    let fetched = || server().filter(|wire| wire.text().contains(" FETCH (")).count();
    let words = |start: &str| {
        let line = server().map(|wire| wire.text()).find(|text| text.starts_with(start)).unwrap_or_default();
        line[start.len().min(line.len())..]
            .split_whitespace()
            .filter(|word| word.parse::<u32>().is_ok())
            .count()
    };
    let own_marks = |on: bool| turn.marks().filter(|(_, marked)| *marked == on).count();
    let client = || turn.wires(Party::Client).map(|wire| wire.octets().len()).sum::<usize>();
    let lines = || server().map(|wire| wire.text().matches("\r\n").count()).sum::<usize>().saturating_sub(2);
    let fact = match why.rule.id {
        "pop3-stat" => return says(turn, &[&arg("n")?, &arg("octets")?], "+OK "),
        "pop3-list" | "pop3-uidl" => lines(),
        "pop3-list-gaps" | "pop3-quit" => marked,
        // A message that IMAP has removed under the lock was kept for this session, until UPDATE.
        "pop3-update" | "pop3-disconnect" | "pop3-timeout" => marked,
        "pop3-rset" => own_marks(false),
        "pop3-expire" => own_marks(true),
        "imap-expunge" | "imap-uid-expunge" | "imap-close" | "imap-move" => expunged(),
        "pop3-stuffed" => spans(Role::StuffedDot),
        "imap-store" | "imap-store-silent" | "imap-fetch-seen" => flagged(),
        "imap-fetch"
        | "imap-fetch-peek"
        | "imap-fetch-part"
        | "imap-fetch-structure"
        | "imap-fetch-since" => fetched(),
        "imap-search" => words("* SEARCH"),
        // With RETURN, ESEARCH tells the result.
        "imap-sort" if begins("* SORT") > 0 => words("* SORT"),
        "imap-copy" => added(),
        "imap-create" => changes(|change| matches!(change, Change::Created)).checked_sub(1)?,
        "imap-rename" => changes(|change| matches!(change, Change::Renamed { .. })).checked_sub(1)?,
        "imap-list" => begins("* LIST "),
        "imap-lsub" => begins("* LSUB "),
        "imap-idle-news" => turn.replies().count(),
        "imap-literal-received" => client(),
        _ => return None,
    };
    (fact != count).then(|| format!("{} tells {count}, but it is {fact}", why.rule.id))
}

/// Whether the server's line has these words.
fn says(turn: &Turn, words: &[&String], start: &str) -> Option<String> {
    let line = turn.wires(Party::Server).map(Wire::text).find(|text| text.starts_with(start))?;
    let missing = words.iter().find(|word| !line.split_whitespace().any(|other| other == word.as_str()))?;
    Some(format!("{missing} is not in {line:?}"))
}

/// Prints every sentence of every transcript once: `cargo test --test it every_sentence_can_be_read -- --nocapture`.
#[test]
fn every_sentence_can_be_read() {
    let mut told = BTreeSet::new();
    for path in files() {
        for turn in play(&path, &read(&path), Feed::Whole).turns {
            let sentences = Lang::ALL.map(|lang| {
                let said = say(lang, &turn)?;
                let more = said.event.into_iter().chain(said.effects).chain(said.remarks);
                Some(more.fold(said.sentence, |all, next| all + "\n      | " + &next))
            });
            if let [Some(first), Some(second)] = sentences {
                let rule = turn.reasons().next().map_or("", |why| why.rule.id);
                told.insert(format!("{rule}\n  {first}\n  {second}"));
            }
        }
    }
    assert!(told.len() > 300, "the transcripts cause sentences");
    if std::env::var_os("SHOW_SENTENCES").is_some() {
        told.iter().for_each(|it| println!("{it}"));
    }
}

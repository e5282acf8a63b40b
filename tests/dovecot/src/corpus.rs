//! The messages of `tests/data/corpus`, in one mailbox of either server: what FETCH tells of each, and which of
//! them SEARCH finds.

use crate::differences::Difference;
use crate::dovecot::Dovecot;
use crate::reply::{self, Due};
use crate::side::{Ours, Theirs};
use crate::value::{Value, values};
use postamt::engine::Protocol;
use std::path::Path;

/// Questions about each message besides its parts.
const ITEMS: &[&str] = &[
    "RFC822.SIZE",
    "ENVELOPE",
    "BODY",
    "BODYSTRUCTURE",
    "BODY.PEEK[]",
    "BODY.PEEK[HEADER]",
    "BODY.PEEK[TEXT]",
];

/// Search keys; every message that is found on one side alone is a difference.
const SEARCHES: &[&str] = &[
    "ALL",
    "FROM anna",
    "FROM example",
    "TO ben",
    "CC example",
    "BCC example",
    "SUBJECT bitte",
    "SUBJECT Re",
    "BODY Mail",
    "BODY server",
    "TEXT bitte",
    "TEXT multipart",
    "HEADER Subject \"\"",
    "HEADER Content-Type multipart",
    "HEADER Content-Type \"text/plain\"",
    "HEADER Message-ID @",
    "HEADER Received from",
    "HEADER X-None \"\"",
    "SENTBEFORE 14-Oct-2003",
    "SENTON 14-Oct-2003",
    "SENTSINCE 14-Oct-2003",
    "SENTSINCE 1-Jan-2000",
    "LARGER 1000",
    "SMALLER 300",
    "NOT BODY Mail",
    "OR SUBJECT bitte FROM anna",
];

/// The same with words beyond ASCII, which need CHARSET and a literal.
const WORDS: &[(&str, &str)] = &[
    ("SUBJECT", "Grüße"),
    ("SUBJECT", "größer"),
    ("BODY", "Grüße"),
    ("BODY", "käse"),
    ("TEXT", "Übung"),
    ("FROM", "ü"),
];

/// The orders that are compared.
const ORDERS: &[&str] = &[
    "SORT (SUBJECT) UTF-8 ALL",
    "SORT (FROM) UTF-8 ALL",
    "SORT (TO) UTF-8 ALL",
    "SORT (CC) UTF-8 ALL",
    "SORT (DATE) UTF-8 ALL",
    "SORT (SIZE) UTF-8 ALL",
    "SORT (REVERSE ARRIVAL) UTF-8 ALL",
];

/// One server's mailbox: the names of the messages in it, in order.
type Names = Vec<String>;

/// Compares both servers on all messages.
///
/// # Errors
/// The messages cannot be read.
pub fn compare(folder: &Path, dovecot: &Dovecot) -> Result<Vec<(&'static str, Vec<Difference>)>, String> {
    let mut pair =
        Pair { ours: Ours::new(), theirs: Theirs::new(dovecot), names: Default::default(), tag: 0 };
    pair.ours.connect(1, Protocol::Imap);
    pair.theirs.connect(1, Protocol::Imap);
    pair.ask(b"LOGIN anna geheim");
    let mut appended = Vec::new();
    for (name, octets) in messages(folder)? {
        let command = format!("APPEND INBOX \"14-Oct-2003 10:00:00 +0200\" {{{}+}}\r\n", octets.len());
        let both = pair.ask(&[command.as_bytes(), &octets].concat());
        let took = both.each_ref().map(|lines| lines.last().is_some_and(|line| line.starts_with("T OK")));
        for (names, took) in pair.names.iter_mut().zip(took) {
            if took {
                names.push(name.clone());
            }
        }
        if took[0] != took[1] {
            appended.extend(Difference::between(&format!("{name} APPEND"), &both[0], &both[1]));
        }
    }
    pair.ask(b"SELECT INBOX");
    let fetched = pair.fetch_all();
    let found = pair.search_all();
    Ok(vec![("corpus APPEND", appended), ("corpus FETCH", fetched), ("corpus SEARCH", found)])
}

struct Pair<'a> {
    ours: Ours,
    theirs: Theirs<'a>,
    names: [Names; 2],
    tag: u32,
}

impl Pair<'_> {
    /// Sends a command to both and gives both answers' lines; the tag is a `T` in them.
    fn ask(&mut self, command: &[u8]) -> [Vec<String>; 2] {
        self.raw(command).map(|octets| {
            let lines = reply::lines(Protocol::Imap, command, &octets);
            lines.into_iter().map(|line| untagged(&line, self.tag)).collect()
        })
    }

    fn raw(&mut self, command: &[u8]) -> [Vec<u8>; 2] {
        self.tag += 1;
        let octets = [format!("T{} ", self.tag).as_bytes(), command, b"\r\n"].concat();
        let ours = self.ours.send(1, &octets);
        let due = Due::after(Protocol::Imap, &octets, &ours.octets);
        let theirs = self.theirs.send(1, &octets, &due, ours.closed);
        [ours.octets, theirs.octets]
    }

    /// Asks for one item of a message, wherever it stands.
    fn fetch(&mut self, name: &str, item: &str) -> Option<Difference> {
        let numbers =
            self.names.each_ref().map(|names| names.iter().position(|it| it == name).map(|at| at + 1));
        let [Some(our_number), Some(their_number)] = numbers else { return None };
        let ask = |number: usize| format!("FETCH {number} {item}");
        let [ours, theirs] = if our_number == their_number {
            self.ask(ask(our_number).as_bytes())
        } else {
            let [ours, _] = self.ask(ask(our_number).as_bytes());
            let [_, theirs] = self.ask(ask(their_number).as_bytes());
            [ours, theirs]
        };
        let named = |lines: Vec<String>, number: usize| -> Vec<String> {
            let start = format!("* {number} FETCH");
            lines.into_iter().map(|line| line.replacen(&start, "* n FETCH", 1)).collect()
        };
        Difference::between(&format!("{name} {item}"), &named(ours, our_number), &named(theirs, their_number))
    }

    fn fetch_all(&mut self) -> Vec<Difference> {
        let mut differences = Vec::new();
        for name in self.names[0].clone() {
            for item in ITEMS {
                differences.extend(self.fetch(&name, item));
            }
            for section in self.sections(&name) {
                differences.extend(self.fetch(&name, &format!("BODY.PEEK[{section}]")));
                differences.extend(self.fetch(&name, &format!("BODY.PEEK[{section}]<3.20>")));
            }
        }
        differences
    }

    /// The sections of a message, by what our BODYSTRUCTURE says.
    fn sections(&mut self, name: &str) -> Vec<String> {
        let Some(at) = self.names[0].iter().position(|it| it == name) else { return Vec::new() };
        let [ours, _] = self.raw(format!("FETCH {} BODYSTRUCTURE", at + 1).as_bytes());
        let response = values(&ours);
        let Some(Value::List(items)) = response.get(3) else { return Vec::new() };
        let mut sections = Vec::new();
        if let Some(structure) = items.get(1) {
            walk(structure, "", &mut sections);
        }
        sections
    }

    fn search_all(&mut self) -> Vec<Difference> {
        let searches = SEARCHES.iter().map(|keys| (format!("SEARCH {keys}"), format!("SEARCH {keys}")));
        let words = WORDS.iter().map(|(key, word)| {
            let sent = format!("SEARCH CHARSET UTF-8 {key} {{{}+}}\r\n{word}", word.len());
            (format!("SEARCH CHARSET UTF-8 {key} {word}"), sent)
        });
        let orders = ORDERS.iter().map(|order| ((*order).to_owned(), (*order).to_owned()));
        let all: Vec<_> = searches.chain(words).chain(orders).collect();
        let mut differences = Vec::new();
        for (shown, sent) in all {
            let both = self.ask(sent.as_bytes());
            let [ours, theirs] = [0, 1].map(|side| by_name(&both[side], &self.names[side]));
            differences.extend(Difference::between(&shown, &ours, &theirs));
        }
        differences
    }
}

fn untagged(line: &str, tag: u32) -> String {
    match line.strip_prefix(&format!("T{tag} ")) {
        Some(rest) => format!("T {rest}"),
        None => line.to_owned(),
    }
}

/// A line for each message that was found, instead of one with their numbers.
fn by_name(lines: &[String], names: &Names) -> Vec<String> {
    let mut found = Vec::new();
    for line in lines {
        match line.strip_prefix("* SEARCH").or_else(|| line.strip_prefix("* SORT")) {
            Some(numbers) => found.extend(numbers.split_whitespace().map(|number| {
                let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                index.and_then(|index| names.get(index)).cloned().unwrap_or_else(|| number.to_owned())
            })),
            None => found.push(line.clone()),
        }
    }
    found
}

/// RFC 3501 §6.4.5: the part specifiers of a body structure, with what may stand behind each.
fn walk(structure: &Value, above: &str, sections: &mut Vec<String>) {
    let Value::List(items) = structure else { return };
    let part =
        |number: usize| if above.is_empty() { number.to_string() } else { format!("{above}.{number}") };
    if let Some(Value::List(_)) = items.first() {
        for (index, item) in items.iter().enumerate().take_while(|(_, item)| matches!(item, Value::List(_))) {
            sections.push(part(index + 1));
            sections.push(format!("{}.MIME", part(index + 1)));
            inside(item, &part(index + 1), sections);
        }
    } else if above.is_empty() {
        sections.push("1".to_owned());
        inside(structure, "1", sections);
    }
}

/// The children of the part with this number.
fn inside(structure: &Value, number: &str, sections: &mut Vec<String>) {
    let Value::List(items) = structure else { return };
    match items.first() {
        Some(Value::List(_)) => walk(structure, number, sections),
        Some(Value::Text(kind)) if kind.eq_ignore_ascii_case(b"message") => {
            // Of a message the structure is the ninth field.
            let Some(within @ Value::List(parts)) = items.get(8) else { return };
            sections.extend([format!("{number}.HEADER"), format!("{number}.TEXT")]);
            if let Some(Value::List(_)) = parts.first() {
                walk(within, number, sections);
            } else {
                sections.push(format!("{number}.1"));
                inside(within, &format!("{number}.1"), sections);
            }
        }
        _ => {}
    }
}

/// The messages by name, as `make.py` writes them: a line ends with CRLF, but for a backslash at its end.
fn messages(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let file = folder.join("messages.rows");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut messages: Vec<(String, Vec<u8>)> = Vec::new();
    for row in text.lines() {
        if let Some(name) = row.strip_prefix("= ") {
            messages.push((name.to_owned(), Vec::new()));
            continue;
        }
        let (Some((_, octets)), Some(row)) = (messages.last_mut(), row.strip_prefix('|')) else {
            return Err(format!("{}: a row that is none: {row}", file.display()));
        };
        let row = row.strip_prefix(' ').unwrap_or(row);
        let (row, ended) = row.strip_suffix('\\').map_or((row, true), |row| (row, false));
        let mut pieces = row.split("\\x");
        octets.extend(pieces.next().into_iter().flat_map(str::bytes));
        for piece in pieces {
            let octet = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            octets.push(octet.ok_or_else(|| format!("{}: no octet: {row}", file.display()))?);
            octets.extend_from_slice(&piece.as_bytes()[2..]);
        }
        octets.extend_from_slice(if ended { b"\r\n" } else { b"" });
    }
    Ok(messages)
}

#[test]
fn sections_are_those_of_rfc_3501_section_6_4_5() {
    // The example there: a mixed with text, octets, a message with a mixed in it, and a nested mixed.
    let structure = br#"((X A)(X B)("message" "rfc822" NIL NIL NIL "7bit" 1 NIL (("text" "plain")("x" "y") "mixed"))((X C)("message" "rfc822" NIL NIL NIL "7bit" 1 NIL ("text" "plain")) "mixed") "mixed")"#;
    let mut sections = Vec::new();
    let text = String::from_utf8_lossy(structure).replace("(X ", "(\"x\" ");
    walk(&values(text.as_bytes())[0], "", &mut sections);
    sections.retain(|section| !section.ends_with("MIME"));
    let expected = [
        "1",
        "2",
        "3",
        "3.HEADER",
        "3.TEXT",
        "3.1",
        "3.2",
        "4",
        "4.1",
        "4.2",
        "4.2.HEADER",
        "4.2.TEXT",
        "4.2.1",
    ];
    assert_eq!(sections, expected);
}

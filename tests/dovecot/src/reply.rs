//! Answers in a form in which only what matters is left. What may differ between two servers that are both
//! right goes: words for people, UIDVALIDITY and mod-sequences, capabilities, unique ids, the form of strings,
//! and the order of data where the RFC leaves it to the server.

use crate::value::{Value, values};
use postamt::engine::Protocol;
use std::collections::BTreeSet;

/// The end of an answer, as far as one server's answer tells of the other's.
#[derive(Clone, Debug)]
pub enum Due {
    /// So many lines.
    Lines(usize),
    /// IMAP: tagged responses with all these tags.
    Tags(BTreeSet<Vec<u8>>),
    /// IMAP: a continuation request, or the command's end.
    Continuation,
    /// POP3: one reply to each of these lines.
    Replies(Vec<String>),
}

impl Due {
    /// The end of the other server's answer, judged by ours.
    pub fn after(protocol: Protocol, sent: &[u8], ours: &[u8]) -> Due {
        if protocol == Protocol::Pop3 {
            return Due::Replies(lines_of(sent));
        }
        let responses = responses(ours);
        if responses.last().is_some_and(|last| last.starts_with(b"+")) {
            return Due::Continuation;
        }
        let tags: BTreeSet<Vec<u8>> = responses.iter().filter_map(|it| tag(it)).map(<[u8]>::to_vec).collect();
        if tags.is_empty() { Due::Lines(responses.len()) } else { Due::Tags(tags) }
    }

    /// Whether all of it is there.
    pub fn is_met(&self, octets: &[u8]) -> bool {
        match self {
            Due::Lines(count) => octets.iter().filter(|octet| **octet == b'\n').count() >= *count,
            Due::Tags(tags) => {
                let responses = responses(octets);
                let came: BTreeSet<&[u8]> = responses.iter().filter_map(|it| tag(it)).collect();
                tags.iter().all(|tag| came.contains(&tag[..]))
            }
            Due::Continuation => {
                let responses = responses(octets);
                responses.last().is_some_and(|last| last.starts_with(b"+") || tag(last).is_some())
            }
            Due::Replies(lines) => pop3_replies(lines, octets).len() >= lines.len(),
        }
    }
}

/// An answer as lines to be compared.
pub fn lines(protocol: Protocol, sent: &[u8], octets: &[u8]) -> Vec<String> {
    match protocol {
        Protocol::Imap => imap(octets),
        Protocol::Pop3 => pop3(&lines_of(sent), octets),
    }
}

fn lines_of(sent: &[u8]) -> Vec<String> {
    let lines = sent.split_inclusive(|octet| *octet == b'\n').filter(|line| line.ends_with(b"\n"));
    lines.map(|line| String::from_utf8_lossy(line).trim_end().to_ascii_uppercase()).collect()
}

/// The complete responses in there, each with the literals that belong to it.
fn responses(octets: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(offset) = octets[at..].windows(2).position(|pair| pair == b"\r\n") {
        at += offset + 2;
        match announced(&octets[start..at - 2]) {
            Some(length) if at + length <= octets.len() => at += length,
            Some(_) => return found,
            None => {
                found.push(&octets[start..at]);
                start = at;
            }
        }
    }
    found
}

/// The length of the literal that a line announces at its end.
fn announced(line: &[u8]) -> Option<usize> {
    let inner = line.strip_suffix(b"}")?;
    let open = inner.iter().rposition(|octet| *octet == b'{')?;
    std::str::from_utf8(&inner[open + 1..]).ok()?.parse().ok()
}

/// The tag of a tagged response.
fn tag(response: &[u8]) -> Option<&[u8]> {
    let tag = response.split(|octet| *octet == b' ').next()?;
    (!matches!(tag, b"*" | b"+" | b"+\r\n")).then_some(tag)
}

fn imap(octets: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    let mut free = Vec::new();
    let mut ordered = Vec::new();
    for response in responses(octets) {
        let Some(line) = imap_response(response) else { continue };
        if tag(response).is_some() || response.starts_with(b"+") {
            free.sort();
            all.append(&mut free);
            all.append(&mut ordered);
            all.push(line);
        } else if has_order(&line) {
            ordered.push(line);
        } else {
            free.push(line);
        }
    }
    free.sort();
    all.append(&mut free);
    all.append(&mut ordered);
    all
}

/// Whether a client has to take this untagged response at its place among others.
fn has_order(line: &str) -> bool {
    [" EXISTS", " EXPUNGE", " FETCH ", "* VANISHED", "* BYE"].iter().any(|word| line.contains(word))
}

/// One response; none where it says what any server may say or not.
fn imap_response(response: &[u8]) -> Option<String> {
    if response.starts_with(b"+") {
        return Some("+".to_owned());
    }
    let mut values = values(response);
    let second = values.get(1).map(Value::word).unwrap_or_default();
    if let "OK" | "NO" | "BAD" | "BYE" | "PREAUTH" = &second[..] {
        let tag = values[0].word();
        let code = code(response);
        if code.starts_with("[HIGHESTMODSEQ") {
            return Some(format!("{tag} {second} [HIGHESTMODSEQ M]"));
        }
        return Some(format!("{tag} {second} {code}").trim_end().to_owned());
    }
    let third = values.get(2).map(Value::word).unwrap_or_default();
    match (&second[..], &third[..]) {
        ("CAPABILITY" | "ID", _) => values.truncate(2),
        ("SEARCH", _) => {
            values[2..].sort_by_key(|value| value.word().parse().unwrap_or(u64::MAX));
            if let Some(list @ Value::List(_)) = values.last_mut() {
                sort_pairs(list);
            }
        }
        ("ESEARCH", _) => {
            if let Some(at) = values.iter().position(|value| value.word() == "MODSEQ")
                && let Some(number) = values.get_mut(at + 1)
            {
                *number = Value::Atom("M".to_owned());
            }
        }
        ("FLAGS", _) => at(&mut values, 2, sort_words),
        ("LIST" | "LSUB" | "XLIST", _) => {
            at(&mut values, 2, sort_words);
            at(&mut values, 4, as_inbox);
        }
        ("STATUS", _) => {
            at(&mut values, 2, as_inbox);
            at(&mut values, 3, sort_pairs);
        }
        (_, "FETCH") => at(&mut values, 3, sort_pairs),
        _ => {}
    }
    let mut line = String::new();
    for value in &values {
        if !line.is_empty() {
            line.push(' ');
        }
        value.write(&mut line);
    }
    Some(line)
}

/// A status response's code, with what no two servers have in common taken out.
fn code(response: &[u8]) -> String {
    let text = String::from_utf8_lossy(response);
    let Some(open) = text.splitn(3, ' ').nth(2).and_then(|rest| rest.strip_prefix('[')) else {
        return String::new();
    };
    let code = open.split(']').next().unwrap_or_default();
    let mut words: Vec<&str> = code.split(' ').collect();
    match words[0] {
        "CAPABILITY" => return String::new(),
        "UIDVALIDITY" | "APPENDUID" | "COPYUID" if words.len() > 1 => words[1] = "V",
        "PERMANENTFLAGS" | "BADCHARSET" => {
            let inner = code.split_once('(').map_or("", |(_, inner)| inner.trim_end_matches(')'));
            let mut flags: Vec<&str> = inner.split(' ').collect();
            flags.sort_unstable();
            return format!("[{} ({})]", words[0], flags.join(" "));
        }
        _ => {}
    }
    format!("[{}]", words.join(" "))
}

fn at(values: &mut [Value], index: usize, change: fn(&mut Value)) {
    if let Some(value) = values.get_mut(index) {
        change(value);
    }
}

fn as_text(value: &mut Value) {
    if let Value::Atom(atom) = value {
        *value = Value::Text(atom.clone().into_bytes());
    }
}

fn sort_words(value: &mut Value) {
    if let Value::List(items) = value {
        items.sort();
    }
}

/// INBOX is the same in any case (RFC 3501 §5.1).
fn as_inbox(value: &mut Value) {
    as_text(value);
    if let Value::Text(name) = value
        && name.eq_ignore_ascii_case(b"INBOX")
    {
        name.make_ascii_uppercase();
    }
}

/// Sorts a list of names with values by name, and takes out of the values what may differ.
fn sort_pairs(value: &mut Value) {
    let Value::List(items) = value else { return };
    let mut pairs: Vec<Vec<Value>> = items.chunks(2).map(<[Value]>::to_vec).collect();
    for pair in &mut pairs {
        let [name, data] = &mut pair[..] else { continue };
        // RFC 3501 §6.4.5: field names in a section are compared "without regard to case".
        if let Value::Atom(name) = name {
            name.make_ascii_uppercase();
        }
        match &name.word()[..] {
            "FLAGS" => sort_words(data),
            "UIDVALIDITY" => *data = Value::Atom("V".to_owned()),
            "MODSEQ" | "HIGHESTMODSEQ" => *data = Value::Atom("M".to_owned()),
            "INTERNALDATE" => {
                if let Value::Text(date) = data {
                    *data = Value::Atom(in_utc(&String::from_utf8_lossy(date)));
                }
            }
            "BODY" | "BODYSTRUCTURE" => in_lower_case(data),
            _ => {}
        }
    }
    pairs.sort();
    *items = pairs.concat();
}

/// Names that MIME calls case-insensitive are told in any case. File names and ids keep theirs: they have a dot, a
/// space or an at sign.
fn in_lower_case(value: &mut Value) {
    match value {
        Value::List(items) => items.iter_mut().for_each(in_lower_case),
        Value::Text(text) if !text.iter().any(|octet| b". @".contains(octet)) => text.make_ascii_lowercase(),
        _ => {}
    }
}

/// A date-time as seconds since 1970: servers may tell it in any zone.
fn in_utc(text: &str) -> String {
    let seconds = || -> Option<i64> {
        let text = text.trim_start();
        let mut parts = text.split([' ', '-', ':']);
        let day: i64 = parts.next()?.parse().ok()?;
        let month = parts.next()?;
        let month = postamt::engine::time::MONTHS.iter().position(|name| *name == month)? as i64 + 1;
        let year: i64 = parts.next()?.parse().ok()?;
        let [hour, minute, second] = [parts.next()?, parts.next()?, parts.next()?].map(str::parse::<i64>);
        let zone = &text[text.len().checked_sub(5)?..];
        let offset: i64 = zone.parse().ok()?;
        let offset = offset / 100 * 3600 + offset % 100 * 60;
        // Days from the civil calendar, years beginning in March.
        let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
        Some(days * 86_400 + hour.ok()? * 3600 + minute.ok()? * 60 + second.ok()? - offset)
    };
    seconds().map_or_else(|| text.to_owned(), |seconds| seconds.to_string())
}

/// Splits POP3's octets into replies; whether one has many lines depends on the command.
fn pop3_replies<'a>(commands: &[String], octets: &'a [u8]) -> Vec<Vec<&'a [u8]>> {
    let mut lines = octets.split_inclusive(|octet| *octet == b'\n').filter(|line| line.ends_with(b"\n"));
    let mut replies = Vec::new();
    while let Some(first) = lines.next() {
        let mut reply = vec![first];
        if first.starts_with(b"+OK") && commands.get(replies.len()).is_some_and(|it| has_lines(it)) {
            loop {
                let Some(line) = lines.next() else { return replies };
                reply.push(line);
                if line == b".\r\n" {
                    break;
                }
            }
        }
        replies.push(reply);
    }
    replies
}

fn has_lines(command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    match words[0] {
        "RETR" | "TOP" | "CAPA" => true,
        "LIST" | "UIDL" | "LANG" | "AUTH" => words.len() == 1,
        _ => false,
    }
}

fn pop3(commands: &[String], octets: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    for (index, reply) in pop3_replies(commands, octets).into_iter().enumerate() {
        let command = commands.get(index).map_or("", |line| line.as_str());
        let first = String::from_utf8_lossy(reply[0]).trim_end().to_owned();
        let words: Vec<&str> = first.split(' ').collect();
        let keyword = command.split(' ').next().unwrap_or_default();
        let code = words.get(1).filter(|word| word.starts_with('['));
        all.push(match (words[0], code, keyword) {
            ("+OK", _, "STAT" | "LIST") if reply.len() == 1 && words.len() >= 3 => words[..3].join(" "),
            // Unique ids are the server's own.
            ("+OK", _, "UIDL") if reply.len() == 1 && words.len() == 3 => format!("+OK {} ID", words[1]),
            (status, Some(code), _) => format!("{status} {code}"),
            (status, None, _) => status.to_owned(),
        });
        for line in &reply[1..] {
            let text = line.strip_suffix(b"\r\n").unwrap_or(line).escape_ascii().to_string();
            match keyword {
                "CAPA" => {}
                "UIDL" if text != "." => all.push(format!("{} ID", text.split(' ').next().unwrap_or(""))),
                _ => all.push(text),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_right_servers_may_say_differently_is_the_same() {
        let one = b"* LIST (\\B \\A) \"/\" INBOX\r\n* 1 FETCH (FLAGS (\\Seen \\Answered) UID 4)\r\n\
            A1 OK [UIDVALIDITY 17] done\r\n";
        let other = b"* 1 FETCH (UID 4 FLAGS (\\Answered \\Seen))\r\n* LIST (\\A \\B) \"/\" \"INBOX\"\r\n\
            A1 OK [UIDVALIDITY 3] Fertig\r\n";
        assert_eq!(imap(one), imap(other));
        assert_ne!(imap(b"A1 OK\r\n"), imap(b"A1 NO\r\n"));
        assert_ne!(imap(b"* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n"), imap(b"* 2 EXPUNGE\r\n* 1 EXPUNGE\r\n"));
    }

    #[test]
    fn moments_are_the_same_in_all_zones() {
        assert_eq!(in_utc("17-Jul-1996 02:44:25 -0700"), in_utc("17-Jul-1996 11:44:25 +0200"));
        assert_eq!(in_utc(" 1-Jan-1970 00:00:01 +0000"), "1");
    }

    #[test]
    fn a_response_is_whole_with_its_literals() {
        let octets = b"* 1 FETCH (BODY[] {5}\r\na\r\nA1)\r\nA1 OK\r\n";
        assert_eq!(responses(octets).len(), 2);
        assert!(!Due::Tags([b"A1".to_vec()].into()).is_met(&octets[..30]));
        assert!(Due::Tags([b"A1".to_vec()].into()).is_met(octets));
    }

    #[test]
    fn replies_of_many_lines_are_one() {
        let octets = b"+OK 1\r\n1 3\r\n.\r\n+OK 2 5 octets\r\n-ERR [AUTH] no\r\n";
        let commands = ["LIST", "LIST 2", "PASS X"].map(str::to_owned);
        assert_eq!(pop3(&commands, octets), ["+OK", "1 3", ".", "+OK 2 5", "-ERR [AUTH]"]);
    }
}

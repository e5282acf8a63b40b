//! imap-codec as the oracle: a parser that others wrote must accept all that our IMAP server sends.

use super::nested;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::IntoStatic as _;
use imap_codec::imap_types::core::Tag;
use imap_codec::imap_types::response::Response;
use imap_codec::imap_types::sequence::SequenceSet;
use imap_codec::{GreetingCodec, ResponseCodec};
use postamt::engine::wire::Wire;
use postamt::engine::{ConnectionId, Protocol, Step, step::Party};
use std::collections::BTreeMap;

/// Listens to the IMAP connections of a simulation.
#[derive(Debug, Default)]
pub struct Oracle {
    /// The open IMAP connections, and whether the greeting has been sent.
    greeted: BTreeMap<ConnectionId, bool>,
}

impl Oracle {
    /// Fails when a step is a response that imap-codec does not take, in full; gives what it has read.
    pub fn check(&mut self, step: &Step) -> Option<Response<'static>> {
        match step {
            Step::Opened { connection, protocol: Protocol::Imap } => {
                self.greeted.insert(*connection, false);
            }
            Step::Opened { connection, .. } => {
                self.greeted.remove(connection);
            }
            Step::Wire { connection, from: Party::Server, wire, .. } => {
                match self.greeted.get_mut(connection) {
                    Some(greeted @ false) => {
                        *greeted = true;
                        assert!(is_greeting(wire), "no greeting to imap-codec: {}", wire.text());
                    }
                    Some(true) => {
                        let response = read(wire.octets());
                        let known = response.is_some() || is_esearch(&wire.text());
                        assert!(known, "no response to imap-codec: {}", wire.text());
                        return response;
                    }
                    None => {}
                }
            }
            _ => {}
        }
        None
    }
}

fn is_greeting(wire: &Wire) -> bool {
    GreetingCodec::default().decode(wire.octets()).is_ok_and(|(rest, _)| rest.is_empty())
}

/// A response as imap-codec understands it; what it does not know in place of what it does.
pub fn read(octets: &[u8]) -> Option<Response<'static>> {
    if let Ok((b"", response)) = ResponseCodec::default().decode(octets) {
        return Some(response.into_static());
    }
    // Nor the UTF-8 in quoted strings that RFC 9051 allows mailbox names.
    let names = ["* LIST ", "* LSUB ", "* STATUS "].iter().any(|name| octets.starts_with(name.as_bytes()));
    if names
        && let Ok(text) = std::str::from_utf8(octets)
        && !text.is_ascii()
    {
        return read(text.replace(|c: char| !c.is_ascii(), "x").as_bytes());
    }
    if let Some(shallower) = nested::shallower(octets) {
        return read(&shallower);
    }
    // One character for each octet, so that the lengths of literals stay right.
    let text: String = octets.iter().map(|octet| char::from(*octet)).collect();
    if let Some(known) = in_known_words(&text) {
        return read(&known.chars().map(|octet| octet as u8).collect::<Vec<u8>>());
    }
    // RFC 5258 §6: nor does it know extended data.
    let plain = text.strip_suffix(" (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n").or_else(|| {
        // RFC 9051 §9: `oldname-extended-item = "OLDNAME" SP "(" mailbox ")"`: a name in place of the other.
        let (plain, old) = text.strip_suffix("))\r\n")?.split_once(" (\"OLDNAME\" (")?;
        read(format!("* LIST () \"/\" {old}\r\n").as_bytes()).map(|_| plain)
    });
    let plain = plain.filter(|_| text.starts_with("* LIST ("))?;
    read(format!("{plain}\r\n").as_bytes())
}

/// A response with the items that imap-codec does not know (RFC 7889, RFC 8474, RFC 8970) in place of known ones
/// with the same form; `None` when there are none.
fn in_known_words(text: &str) -> Option<String> {
    // RFC 3516 §4.3 has `BINARY[<section-binary>]<<number>>`, which its grammar forgets, and imap-codec with it.
    if let Some((before, after)) = text.split_once(" (BINARY[").filter(|_| text.contains(" FETCH (BINARY["))
        && let Some((part, rest)) = after.split_once("]<")
        && let Some((_, rest)) = rest.split_once('>')
        && part.len() < 9
    {
        return Some(format!("{before} (BINARY[{part}]{rest}"));
    }
    let items: &[(&str, &str)] = match text.split(' ').nth(1)? {
        "STATUS" => &[("APPENDLIMIT ", "MESSAGES "), ("MAILBOXID (F", "UIDVALIDITY ")],
        _ if text.contains(" FETCH (") => &[
            ("EMAILID (M", "BODY[] \"M"),
            ("THREADID (T", "BODY[] \"T"),
            ("SAVEDATE ", "INTERNALDATE "),
            ("PREVIEW ", "BODY[] "),
            // RFC 9051 §9 has both in `media-message`.
            ("\"message\" \"global\"", "\"message\" \"rfc822\""),
        ],
        _ => &[],
    };
    // A message's own words are none.
    let place = |item: &str| text.match_indices(item).map(|(at, _)| at).find(|at| is_outside(&text[..*at]));
    let (at, item, known) = items.iter().find_map(|(item, known)| Some((place(item)?, item, known)))?;
    let (before, after) = (&text[..at], &text[at + item.len()..]);
    let after = match *item {
        "MAILBOXID (F" => after.replacen(')', "", 1),
        "EMAILID (M" | "THREADID (T" => after.replacen(')', "\"", 1),
        _ => after.to_owned(),
    };
    Some([before, known, &after].concat())
}

/// Whether the beginning of a response, with one character for each octet, ends outside its strings and literals.
fn is_outside(beginning: &str) -> bool {
    let octets: Vec<u8> = beginning.chars().map(|octet| octet as u8).collect();
    nested::outside(&octets).is_ended
}

/// RFC 4466 §6 and RFC 4731 §4, of which imap-codec knows nothing: `"ESEARCH" [search-correlator]
/// [SP "UID"] *(SP search-return-data)`, each datum once.
fn is_esearch(line: &str) -> bool {
    // RFC 9394 §4: `ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"`
    if let Some((before, rest)) = line.split_once(" PARTIAL (")
        && let Some((partial, after)) = rest.split_once(')')
        && let Some((range, results)) = partial.split_once(' ')
    {
        let range = range.strip_prefix('-').map_or(range.to_owned(), |range| range.replace(":-", ":"));
        let results = results == "NIL" || SequenceSet::try_from(results).is_ok();
        // A MODSEQ does not stand alone.
        let alone = before.ends_with("\")") || before.ends_with(" UID");
        let filled = format!("{before}{}{after}", if alone { " COUNT 1" } else { "" });
        return SequenceSet::try_from(range.as_str()).is_ok() && results && is_esearch(&filled);
    }
    let Some(rest) = line.strip_prefix("* ESEARCH (TAG \"").and_then(|line| line.strip_suffix("\r\n")) else {
        return false;
    };
    let Some((tag, rest)) = rest.split_once("\")") else { return false };
    let rest = rest.strip_prefix(" UID").unwrap_or(rest);
    let words: Vec<&str> = rest.split(' ').skip(1).collect();
    let names: Vec<&str> = words.iter().step_by(2).copied().collect();
    let is_number = |text: &str| text.parse::<u32>().is_ok();
    Tag::try_from(tag).is_ok()
        && (rest.is_empty() || rest.starts_with(' '))
        && names.iter().enumerate().all(|(at, name)| !names[..at].contains(name))
        && words.chunks(2).all(|pair| match pair {
            ["MIN" | "MAX", number] => is_number(number) && *number != "0",
            ["COUNT", number] => is_number(number),
            // RFC 7162 §7, and RFC 4731 §3.2: not without a message.
            ["MODSEQ", number] => number.parse::<i64>().is_ok_and(|number| number > 0) && words.len() > 2,
            ["ALL", set] => SequenceSet::try_from(*set).is_ok() && !set.contains('*'),
            _ => false,
        })
}

#[cfg(test)]
fn is_response(wire: &Wire) -> bool {
    read(wire.octets()).is_some() || is_esearch(&wire.text())
}

#[test]
fn the_oracle_refuses_what_is_wrong() {
    let wire = |octets: &[u8]| Wire::labelled(octets, Vec::new());
    assert!(is_response(&wire(b"* 3 EXISTS\r\n")));
    for wrong in
        ["* 3 EXISTS\n", "* 3  EXISTS\r\n", "* SEARCH \r\n", "A1 OK\r\n", "* 3 EXISTS\r\n* 0 RECENT\r\n"]
    {
        assert!(!is_response(&wire(wrong.as_bytes())), "{wrong:?}");
    }
    for right in ["(TAG \"a1\")", "(TAG \"a1\") UID", "(TAG \"a1\") UID MIN 7 ALL 7,9:10 COUNT 3 MODSEQ 9"] {
        assert!(is_esearch(&format!("* ESEARCH {right}\r\n")), "{right}");
    }
    for wrong in ["", "(TAG \"a1\")UID", "(TAG \"a1\") ALL", "(TAG \"a1\") MIN 1 MIN 2", "(TAG \"a1\") MAX 0"]
    {
        assert!(!is_esearch(&format!("* ESEARCH {wrong}\r\n")), "{wrong}");
    }
    assert!(!is_greeting(&wire(b"* NO go away\r\n")));
    let like_an_item = b"* 1 FETCH (PREVIEW {11}\r\n SAVEDATE x BODY[HEADER] {2}\r\n\r\n)\r\n";
    assert!(is_response(&wire(like_an_item)), "a message's words are no items");
    let in_a_literal = b"* 1 FETCH (BODY[HEADER] {13}\r\n PREVIEW b (\" PREVIEW \"a PREVIEW \\\" b\")\r\n";
    assert!(is_response(&wire(in_a_literal)), "they keep their length");
}

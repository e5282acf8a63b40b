//! The kind of a server's reply, read from its octets.

use crate::engine::connection::Protocol;
use crate::engine::step::Reply;

/// The kind of a reply, from its first line. IMAP's tagged and untagged status are told apart by the `*`.
pub fn kind(protocol: Protocol, octets: &[u8]) -> Reply {
    let mut words = words(octets);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if first == b"+" {
        return Reply::Continue;
    }
    if protocol == Protocol::Pop3 {
        return if first.eq_ignore_ascii_case(b"-ERR") { Reply::Err } else { Reply::Ok };
    }
    let is = |word: &[u8]| second.eq_ignore_ascii_case(word);
    match first == b"*" {
        _ if is(b"BAD") => Reply::Bad,
        true if is(b"BYE") => Reply::Bye,
        true if is(b"PREAUTH") => Reply::Preauth,
        false if is(b"OK") => Reply::Ok,
        false if is(b"NO") => Reply::No,
        _ => Reply::Untagged,
    }
}

/// Whether further lines follow a `+OK` to this command of POP3 (RFC 1939 §3, RFC 2449 §5).
pub fn lists(command: &[u8]) -> bool {
    let mut words = words(command);
    let word = words.next().unwrap_or_default().to_ascii_uppercase();
    match &word[..] {
        b"CAPA" | b"RETR" | b"TOP" => true,
        b"LIST" | b"UIDL" | b"AUTH" | b"LANG" => words.next().is_none(),
        _ => false,
    }
}

/// The name of an untagged response of IMAP, in capitals: `EXISTS`, `FETCH`, `OK`. Empty for other replies.
pub(super) fn name(octets: &[u8]) -> String {
    let mut words = words(octets);
    if words.next() != Some(b"*") {
        return String::new();
    }
    let word = words.find(|word| !word.iter().all(u8::is_ascii_digit)).unwrap_or_default();
    String::from_utf8_lossy(word).to_ascii_uppercase()
}

/// The number in front of an untagged response's name.
pub(super) fn number(octets: &[u8]) -> Option<u32> {
    std::str::from_utf8(words(octets).nth(1)?).ok()?.parse().ok()
}

/// The words of the first line.
pub(super) fn words(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    let line = octets.split(|octet| matches!(octet, b'\r' | b'\n')).next().unwrap_or_default();
    line.split(|octet| *octet == b' ').filter(|word| !word.is_empty())
}

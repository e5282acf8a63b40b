//! Octets as a line's text.

use super::limits::{OCTETS_MAX, REPEATED_MAX};
use crate::engine::bidi::turns;
use std::fmt::{self, Write as _};

/// The text behind a line's mark, space included: octets with escapes. CRLF is part of the octets unless a backslash
/// ends the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

/// A text that stands for too many octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooLong {
    /// One escape repeats too often.
    Repeated,
    /// All octets together are too many.
    Octets,
}

impl Text {
    pub(super) fn read(text: &str) -> Result<Text, TooLong> {
        let mut length = 2;
        for (plain, _, count) in pieces(body(text).0) {
            if count > REPEATED_MAX {
                return Err(TooLong::Repeated);
            }
            length += plain.len() + count;
            if length > OCTETS_MAX {
                return Err(TooLong::Octets);
            }
        }
        Ok(Text(text.to_owned()))
    }

    /// The text of these octets. More than [`OCTETS_MAX`] can't be read again.
    pub fn of(octets: &[u8]) -> Text {
        let (line, is_whole) = match octets.strip_suffix(b"\r\n") {
            Some(line) => (line, true),
            None => (octets, false),
        };
        let mut text = String::new();
        if octets != b"\r\n" {
            text.push(' ');
        }
        text.push_str(&escaped(line));
        // A space at a line's end is seen by nobody, and a backslash there has its own meaning.
        if let Some(last @ (b' ' | b'\\')) = line.last()
            && is_whole
        {
            text.pop();
            push_hex(*last, &mut text);
        }
        if !is_whole {
            text.push('\\');
        }
        Text(text)
    }

    /// The number of octets, CRLF included: at most [`OCTETS_MAX`], however short the text is.
    pub fn length(&self) -> usize {
        let (body, is_whole) = body(&self.0);
        let length: usize = pieces(body).map(|(plain, _, count)| plain.len() + count).sum();
        length + if is_whole { 2 } else { 0 }
    }

    /// The octets.
    pub fn octets(&self) -> Vec<u8> {
        let (body, is_whole) = body(&self.0);
        let mut octets = Vec::new();
        for (plain, octet, count) in pieces(body) {
            octets.extend_from_slice(plain.as_bytes());
            octets.extend(std::iter::repeat_n(octet, count));
        }
        if is_whole {
            octets.extend_from_slice(b"\r\n");
        }
        octets
    }
}

impl fmt::Display for Text {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// Octets as text with escapes: hexadecimal for control characters, for those that turn text round, for octets that are
/// not UTF-8, and for characters that would be read as part of an escape.
pub fn escaped(octets: &[u8]) -> String {
    let mut text = String::new();
    let mut after_escape = false;
    for chunk in octets.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(c) = rest.chars().next() {
            let is_misread = escape(rest).is_some() || after_escape && c == '*';
            after_escape = c.is_control() || turns(c) || is_misread;
            if after_escape {
                rest.as_bytes().iter().take(c.len_utf8()).for_each(|octet| push_hex(*octet, &mut text));
            } else {
                text.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
        after_escape |= !chunk.invalid().is_empty();
        chunk.invalid().iter().for_each(|octet| push_hex(*octet, &mut text));
    }
    text
}

/// The text between the space behind the mark and the backslash at the end, and whether there is none.
fn body(text: &str) -> (&str, bool) {
    let text = text.strip_prefix(' ').unwrap_or(text);
    match text.strip_suffix('\\') {
        Some(text) => (text, false),
        None => (text, true),
    }
}

/// Plain text, each with the escape behind it: its octet and its count, which is 0 behind the last text.
fn pieces(mut text: &str) -> impl Iterator<Item = (&str, u8, usize)> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let escapes = text.match_indices("\\x").map(|(at, _)| at);
        let Some((at, octet)) = escapes.filter_map(|at| Some((at, escape(&text[at..])?))).next() else {
            return Some((std::mem::take(&mut text), 0, 0));
        };
        let (plain, rest) = text.split_at(at);
        let (count, length) = repetition(&rest[4..]);
        text = &rest[4 + length..];
        Some((plain, octet, count))
    })
}

/// The octet of the escape (`\xHH`) at the beginning of `text`.
pub(super) fn escape(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("\\x")?.get(..2)?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

/// The count (`*300`) at the beginning of `text`, and its length; 1 without one.
fn repetition(text: &str) -> (usize, usize) {
    let Some(rest) = text.strip_prefix('*') else { return (1, 0) };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match digits {
        0 => (1, 0),
        _ => (rest[..digits].parse().unwrap_or(usize::MAX), digits + 1),
    }
}

fn push_hex(octet: u8, text: &mut String) {
    let _ = write!(text, "\\x{octet:02x}");
}

//! What is sent, as text files in `scripts/`.
//!
//! ```text
//! # A comment. Empty lines are free as well.
//! @include mail.txt          the lines of another script
//! @connect imap              connection 1 opens; also: @connect 2 pop3
//! C: A1 LOGIN anna geheim    the client of connection 1 sends this line and CRLF; C2: for connection 2
//! C> A2 NOOP                 held back and sent together with the next C: line (pipelining)
//! C: A3 NOOP\                a backslash at the end: no CRLF is added
//! C: A4 \x41*300             an octet in hexadecimal, 300 times; every other backslash is itself (\Seen)
//! C: A5 SELECT INBOX (QRESYNC ($UIDVALIDITY 1))    the number that this server told last
//! @listen 2                  what connection 2 is told without asking
//! @cut 2                     the client of connection 2 is gone
//! ```

use postamt::engine::Protocol;
use std::path::Path;

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A client connects.
    Connect(u32, Protocol),
    /// A client sends octets.
    Send {
        /// Which one.
        id: u32,
        /// The octets.
        octets: Vec<u8>,
        /// As the script has it.
        line: String,
    },
    /// What comes by itself is read.
    Listen(u32),
    /// A client is gone.
    Cut(u32),
}

/// Reads a script.
///
/// # Errors
/// The file cannot be read, or has a line that is none; with its number.
pub fn read(path: &Path) -> Result<Vec<Deed>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut deeds = Vec::new();
    let (mut held, mut shown) = (Vec::new(), String::new());
    for (index, line) in text.lines().enumerate() {
        let wrong = |what: &str| format!("{}:{}: {what}: {line}", path.display(), index + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(deed) = line.strip_prefix('@') {
            let words: Vec<&str> = deed.split_whitespace().collect();
            let number = words.get(1).and_then(|word| word.parse().ok());
            match (words[0], words.last()) {
                ("include", Some(file)) => deeds.extend(read(&path.with_file_name(file))?),
                ("connect", Some(&"imap")) => deeds.push(Deed::Connect(number.unwrap_or(1), Protocol::Imap)),
                ("connect", Some(&"pop3")) => deeds.push(Deed::Connect(number.unwrap_or(1), Protocol::Pop3)),
                ("listen", _) => deeds.push(Deed::Listen(number.unwrap_or(1))),
                ("cut", _) => deeds.push(Deed::Cut(number.unwrap_or(1))),
                _ => return Err(wrong("no such deed")),
            }
            continue;
        }
        let rest = line.strip_prefix('C').ok_or_else(|| wrong("not a line of a script"))?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let id = rest[..digits].parse().unwrap_or(1);
        if !shown.is_empty() {
            shown.push_str(" ¶ ");
        }
        shown.push_str(line);
        if let Some(text) = rest[digits..].strip_prefix('>') {
            held.extend(octets(text));
            continue;
        }
        let text = rest[digits..].strip_prefix(':').ok_or_else(|| wrong("not a line of a script"))?;
        held.extend(octets(text));
        let (octets, line) = (std::mem::take(&mut held), std::mem::take(&mut shown));
        deeds.push(Deed::Send { id, octets, line });
    }
    Ok(deeds)
}

/// The octets of a line's text (without the space after the mark): escapes resolved, CRLF added.
fn octets(text: &str) -> Vec<u8> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let (text, end) = match text.strip_suffix('\\') {
        Some(text) => (text, ""),
        None => (text, "\r\n"),
    };
    let mut pieces = text.split("\\x");
    let mut octets = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let Some(octet) = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
            octets.extend_from_slice(b"\\x");
            octets.extend_from_slice(piece.as_bytes());
            continue;
        };
        let rest = &piece[2..];
        let times = rest.strip_prefix('*').unwrap_or_default();
        let digits = times.bytes().take_while(u8::is_ascii_digit).count();
        let count = times[..digits].parse().ok();
        octets.extend(std::iter::repeat_n(octet, count.unwrap_or(1)));
        octets.extend_from_slice(if count.is_some() { &times.as_bytes()[digits..] } else { rest.as_bytes() });
    }
    octets.extend_from_slice(end.as_bytes());
    octets
}

#[test]
fn escapes_are_resolved() {
    assert_eq!(octets(" a\\x00b \\x41*3c \\Seen \\x42*"), b"a\0b AAAc \\Seen B*\r\n");
    assert_eq!(octets(" x\\"), b"x");
}

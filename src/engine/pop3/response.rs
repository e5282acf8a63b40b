//! Replies become octets, and every octet gets a role. Nothing else in this protocol makes octets.
//!
//! RFC 1939 §3: "Responses in the POP3 consist of a status indicator and a keyword possibly followed by
//! additional information. All responses are terminated by a CRLF pair. Responses may be up to 512
//! characters long, including the terminating CRLF."

use crate::engine::field::Field;
use crate::engine::mail::Message;
use crate::engine::phrase::{Phrase, Tongue, Words};
use crate::engine::step;
use crate::engine::switches::{Switch, Switches};
use crate::engine::wire::{Role, Wire, WireWriter};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::sync::{Arc, OnceLock};

/// RFC 2449 §4: "The maximum length of the first line of a command response (including the initial
/// greeting) is unchanged at 512 octets (including the terminating CRLF)."
pub const FIRST_LINE_MAX: usize = 512;

/// The machine-readable reason of an `-ERR` (RFC 2449 §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// `[IN-USE]`, RFC 2449 §8.1.2.
    InUse,
    /// `[AUTH]`, RFC 3206 §5.
    Auth,
    /// `[SYS/TEMP]`, RFC 3206 §4.
    SysTemp,
    /// `[LOGIN-DELAY]`, RFC 2449 §8.1.1.
    LoginDelay,
    /// `[UTF8]`, RFC 6856 §5.
    Utf8,
}

/// A piece of a line; pieces are separated by a single SPACE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words for people.
    Text(Words),
    /// A message number, a count, a size: "All message-numbers and message sizes are expressed in
    /// base-10" (RFC 1939 §5).
    Number(Field, u64),
    /// A piece of data: a unique id, the timestamp.
    Data(Field, String),
    /// The name of a capability.
    Keyword(&'static str),
}

/// One reply.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status indicator: `+OK`, or `-ERR` with its code.
    status: Result<(), Option<Code>>,
    first: First,
    lines: Option<Lines>,
}

/// The first line behind the status indicator: a single piece, more often than not.
#[derive(Clone, Debug)]
enum First {
    One(Part),
    Parts(Vec<Part>),
}

impl First {
    fn parts(&self) -> &[Part] {
        match self {
            First::One(part) => std::slice::from_ref(part),
            First::Parts(parts) => parts,
        }
    }
}

/// The replies that are `+OK` and a phrase without arguments, each written once: all that are sent share their octets and
/// labels.
static FIXED: [OnceLock<Wire>; Phrase::ALL.len()] = [const { OnceLock::new() }; _];

/// The part of a reply that follows its first line.
#[derive(Clone, Debug)]
enum Lines {
    Listing(Vec<Vec<Part>>),
    /// No lines at all: instead of a status, a challenge in base64.
    Challenge(String),
    /// A message, or the beginning of one.
    Content(Arc<Message>, usize),
}

impl Reply {
    /// `+OK`, with words for people.
    pub fn ok(words: impl Into<Words>) -> Self {
        Self { status: Ok(()), first: First::One(Part::Text(words.into())), lines: None }
    }

    /// `+OK`, with pieces.
    pub fn ok_with(parts: impl Into<Vec<Part>>) -> Self {
        Self { status: Ok(()), first: First::Parts(parts.into()), lines: None }
    }

    /// `-ERR`.
    pub fn err(words: impl Into<Words>) -> Self {
        Self::err_with(None, words)
    }

    /// `-ERR`, perhaps with a response code.
    pub fn err_with(code: impl Into<Option<Code>>, words: impl Into<Words>) -> Self {
        Self { status: Err(code.into()), first: First::One(Part::Text(words.into())), lines: None }
    }

    /// This first line, then one line for each item, then the lone dot.
    pub fn listing(mut self, lines: Vec<Vec<Part>>) -> Self {
        self.lines = Some(Lines::Listing(lines));
        self
    }

    /// This first line, then the first `length` octets of a message, then the lone dot.
    pub fn content(mut self, message: Arc<Message>, length: usize) -> Self {
        self.lines = Some(Lines::Content(message, length));
        self
    }

    /// A challenge. RFC 5034 §4: "A server challenge is sent as a line consisting of a "+" character, followed by a
    /// single space and a string encoded using Base64".
    pub fn challenge(octets: &[u8]) -> Self {
        Self {
            status: Ok(()),
            first: First::Parts(Vec::new()),
            lines: Some(Lines::Challenge(BASE64_STANDARD.encode(octets))),
        }
    }

    /// The kind of reply, for the page.
    pub fn kind(&self) -> step::Reply {
        match (&self.status, &self.lines) {
            (Ok(()), Some(Lines::Challenge(_))) => step::Reply::Continue,
            (Ok(()), _) => step::Reply::Ok,
            (Err(_), _) => step::Reply::Err,
        }
    }

    /// The octets to send, by a server with these switches, to a client that has chosen this language (RFC 6856 §3.2);
    /// in English without one.
    pub fn encode(&self, switches: Switches, tongue: Option<&Tongue>) -> Wire {
        match self {
            Self { status: Ok(()), first: First::One(Part::Text(words)), lines: None }
                if tongue.is_none() =>
            {
                let write = || self.write(switches, None);
                words.alone().map_or_else(write, |phrase| FIXED[phrase as usize].get_or_init(write).clone())
            }
            _ => self.write(switches, tongue),
        }
    }

    fn write(&self, switches: Switches, tongue: Option<&Tongue>) -> Wire {
        let mut writer = WireWriter::for_a_line();
        if let Some(Lines::Challenge(base64)) = &self.lines {
            writer.put(Role::Continuation, b"+").put(Role::Separator, b" ");
            writer.put_as(Role::Secret, Field::Base64, base64.as_bytes()).put(Role::Crlf, b"\r\n");
            return writer.finish();
        }
        self.first_line(switches, tongue, &mut writer);
        match &self.lines {
            None | Some(Lines::Challenge(_)) => return writer.finish(),
            Some(Lines::Listing(lines)) => {
                for line in lines {
                    write_parts(line, None, &mut writer, usize::MAX);
                    writer.put(Role::Crlf, b"\r\n");
                }
            }
            Some(Lines::Content(message, length)) => {
                let octets = message.octets();
                write_content(&octets[..(*length).min(octets.len())], &mut writer);
            }
        }
        // RFC 1939 §3: "When all lines of the response have been sent, a final line is sent, consisting
        // of a termination octet (decimal code 046, ".") and a CRLF pair."
        writer.put(Role::Terminator, b".").put(Role::Crlf, b"\r\n");
        writer.finish()
    }

    fn first_line(&self, switches: Switches, tongue: Option<&Tongue>, writer: &mut WireWriter) {
        // RFC 1939 §3: "Servers MUST send the "+OK" and "-ERR" in upper case."
        writer.put(Role::Status, if self.status.is_ok() { b"+OK" } else { b"-ERR" });
        if let Err(Some(code)) = self.status
            && code.is_given(switches)
        {
            let group = writer.put(Role::Separator, b" ").begin(Field::RespTextCode);
            writer.put(Role::Code, b"[").put_as(Role::Code, Field::RespTextCode, code.octets());
            writer.put(Role::Code, b"]").end(group);
        }
        let parts = self.first.parts();
        if !parts.is_empty() {
            writer.put(Role::Separator, b" ");
            write_parts(parts, tongue, writer, FIRST_LINE_MAX - 2);
        }
        writer.put(Role::Crlf, b"\r\n");
    }
}

impl Code {
    /// The code without its brackets.
    const fn octets(self) -> &'static [u8] {
        match self {
            Code::InUse => b"IN-USE",
            Code::Auth => b"AUTH",
            Code::SysTemp => b"SYS/TEMP",
            Code::LoginDelay => b"LOGIN-DELAY",
            Code::Utf8 => b"UTF8",
        }
    }

    /// Whether a server with these switches gives it.
    fn is_given(self, switches: Switches) -> bool {
        // RFC 3206 §6: "The AUTH-RESP-CODE capability indicates that the server includes the AUTH response
        // code with any authentication error caused by a problem with the user's credentials."
        let of_3206 = matches!(self, Code::Auth | Code::SysTemp);
        switches.has(Switch::Pop3RespCodes) && (!of_3206 || switches.has(Switch::Pop3AuthRespCode))
    }
}

/// The number of a message's lines that begin with a dot, and get another one.
pub fn stuffed_lines(octets: &[u8]) -> usize {
    octets.split_inclusive(|octet| *octet == b'\n').filter(|line| line.starts_with(b".")).count()
}

/// Writes pieces, separated by SPACE, until the writer holds `max` octets. No piece can end the line.
fn write_parts(parts: &[Part], tongue: Option<&Tongue>, writer: &mut WireWriter, max: usize) {
    let group = listing(parts).map(|field| writer.begin(field));
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            put(Role::Separator, Field::None, " ", writer, max);
        }
        match part {
            Part::Text(words) if tongue.is_some() => {
                put_utf8(Role::Text, Field::None, &words.text(tongue), writer, max)
            }
            Part::Text(words) => put(Role::Text, Field::None, &words.text(None), writer, max),
            // RFC 6856 §3.2: "a human-readable description of the language in the language itself, using the UTF-8
            // charset."
            Part::Data(Field::LanguageName, name) => {
                put_utf8(Role::Argument, Field::LanguageName, name, writer, max)
            }
            Part::Number(field, number) => put(Role::Number, *field, &number.to_string(), writer, max),
            Part::Data(field, data) => put(Role::Argument, *field, data, writer, max),
            Part::Keyword(keyword) => put(Role::Keyword, Field::Capability, keyword, writer, max),
        }
    }
    group.into_iter().for_each(|group| writer.end(group));
}

/// The listing that these pieces are.
fn listing(parts: &[Part]) -> Option<Field> {
    match parts {
        [Part::Number(Field::DropCount, _), ..] => Some(Field::DropListing),
        [_, Part::Number(Field::Octets, _)] => Some(Field::ScanListing),
        [_, Part::Data(Field::UniqueId, _)] => Some(Field::UniqueIdListing),
        [Part::Keyword(_), _, ..] => Some(Field::CapaLine),
        _ => None,
    }
}

fn put(role: Role, field: Field, text: &str, writer: &mut WireWriter, max: usize) {
    // Printable ASCII is all that a line may have (RFC 2449 §3: `rchar`).
    let printable = |octet: u8| if (0x20..=0x7E).contains(&octet) { octet } else { b'?' };
    let room = max.saturating_sub(writer.len());
    if text.len() <= room && text.bytes().all(|octet| printable(octet) == octet) {
        writer.put_as(role, field, text.as_bytes());
        return;
    }
    let octets: Vec<u8> = text.bytes().take(room).map(printable).collect();
    writer.put_as(role, field, &octets);
}

/// The same for a text in UTF-8. RFC 6856 §3.2: "This, and subsequent protocol-level human-readable text, is encoded in
/// the UTF-8 charset."
fn put_utf8(role: Role, field: Field, text: &str, writer: &mut WireWriter, max: usize) {
    let room = max.saturating_sub(writer.len());
    let clean: String = text[..text.floor_char_boundary(room)].chars().map(visible).collect();
    writer.put_as(role, field, clean.as_bytes());
}

fn visible(c: char) -> char {
    if c.is_control() { '?' } else { c }
}

/// Writes the lines of a message. RFC 1939 §3: "If any line of the multi-line response begins with the
/// termination octet, the line is "byte-stuffed" by pre-pending the termination octet to that line of
/// the response."
fn write_content(octets: &[u8], writer: &mut WireWriter) {
    for line in octets.split_inclusive(|octet| *octet == b'\n') {
        if line.starts_with(b".") {
            writer.put(Role::StuffedDot, b".");
        }
        let text = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        writer.put(Role::Content, text);
        // RFC 1939 §3: "All responses are terminated by a CRLF pair", each line of them: one that a client stored with
        // LF alone as well. The terminating dot must begin a line, so the last line gets its CRLF even if the message
        // has none there.
        writer.put(Role::Crlf, b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UMLAUTS: Tongue = Tongue { tag: "de", name: "", text: |_| "{name}\u{e4}", form: |_| 0 };

    #[test]
    fn no_character_is_cut_at_the_end_of_the_first_line() {
        for length in 500..510 {
            let reply = Reply::ok(Phrase::SendPass.with("name", "x".repeat(length)));
            let wire = reply.encode(Switches::default(), Some(&UMLAUTS));
            assert!(
                wire.octets().len() <= FIRST_LINE_MAX && std::str::from_utf8(wire.octets()).is_ok(),
                "{length}"
            );
        }
    }

    /// A client's reading of a multi-line reply, written as naively as can be.
    fn unstuff(reply: &[u8]) -> Vec<u8> {
        let text: Vec<char> = reply.iter().map(|octet| char::from(*octet)).collect();
        let text: String = text.into_iter().collect();
        let body = text.split_once("\r\n").expect("a first line").1;
        let mut octets = Vec::new();
        for line in body.split_inclusive("\r\n") {
            if line == ".\r\n" {
                return octets;
            }
            octets.extend(line.strip_prefix('.').unwrap_or(line).bytes());
        }
        panic!("the reply has no end: {text:?}");
    }

    #[test]
    fn whatever_a_message_holds_it_arrives() {
        let alphabet = [b'.', b'a', b'\r', b'\n'];
        let mut strings = vec![Vec::new()];
        for length in 0..=6 {
            for string in &strings {
                let message = Arc::new(Message::new(string));
                let octets = message.octets();
                // As naively: a letter that stands for CRLF, then LFs that are left.
                let text = String::from_utf8_lossy(octets).replace("\r\n", "N").replace('\n', "N");
                let mut expected = text.replace('N', "\r\n").into_bytes();
                if !expected.is_empty() && !expected.ends_with(b"\r\n") {
                    expected.extend_from_slice(b"\r\n");
                }
                let wire = Reply::ok(Phrase::Done).content(message.clone(), octets.len());
                let wire = wire.encode(Switches::default(), None);
                assert_eq!(unstuff(wire.octets()), expected, "{string:?}");
                assert!(wire.octets().ends_with(b"\r\n.\r\n"), "{string:?}");
                let dots = wire.spans().iter().filter(|span| span.role == Role::StuffedDot).count();
                assert_eq!(dots, stuffed_lines(octets), "{string:?}");
            }
            if length < 6 {
                let longer = |string: &Vec<u8>| {
                    let string = string.clone();
                    alphabet.map(|octet| [&string[..], &[octet]].concat())
                };
                strings = strings.iter().flat_map(longer).collect();
            }
        }
        assert_eq!(strings.len(), 4096);
    }

    #[test]
    fn the_first_line_has_at_most_512_octets() {
        let wire =
            Reply::err(Phrase::SendPass.with("name", "x".repeat(1000))).encode(Switches::default(), None);
        assert_eq!(wire.octets().len(), FIRST_LINE_MAX);
        assert!(wire.octets().ends_with(b"x\r\n"));
        let wire = Reply::ok(Phrase::SendPass.with("name", "y".repeat(1000)))
            .listing(vec![vec![Part::Number(Field::MessageNumber, 1)]])
            .encode(Switches::default(), None);
        let first = wire.octets().split_inclusive(|octet| *octet == b'\n').next();
        assert_eq!(first.map(<[u8]>::len), Some(FIRST_LINE_MAX));
    }

    #[test]
    fn no_text_can_end_a_line() {
        let reply = Reply::ok(Phrase::SendPass.with("name", "a\r\n+OK b\u{fc}"));
        assert_eq!(reply.encode(Switches::default(), None).text(), "+OK a??+OK b??, now send PASS\r\n");
        let in_utf8 = reply.encode(Switches::default(), Some(&UMLAUTS));
        assert_eq!(in_utf8.text(), "+OK a??+OK b\u{fc}\u{e4}\r\n");
    }
}

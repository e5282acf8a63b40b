//! The message that a client's command is about, and the octets of it that the command asks for.
//!
//! Each protocol reads its own commands (the row's `asked`); pieces of messages are the same for all.

use super::mail::Message;
use super::mail::header::{Wanted, fields};
use super::mail::mime::{Kind, Structure};
use std::num::NonZeroU32;
use std::ops::Range;

/// A command that names a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first message that it names.
    pub message: Named,
    /// The pieces that it asks for; none for a command that asks for no octets.
    pub pieces: Vec<Piece>,
}

/// A message as a command names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// By its number in the session.
    Number(u32),
    /// By its UID.
    Uid(u32),
    /// The last one.
    Last,
}

/// Some octets of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The part that they belong to, by IMAP's numbers; empty for the message itself.
    pub part: Vec<NonZeroU32>,
    /// The octets of that part.
    pub what: What,
    /// Of those no more than so many, from an offset on.
    pub cut: Option<(u64, u32)>,
}

/// Some octets of a message or a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// The whole message, or the body of a part.
    #[default]
    All,
    /// The header of a part, as MIME has it.
    Mime,
    /// The header of the message, or of the message in the part.
    Header,
    /// The fields of that header that are named, or the others.
    Fields(Vec<String>, Wanted),
    /// The text after that header.
    Text,
    /// The header and so many lines of the text.
    Top(u32),
}

impl Piece {
    /// The places of the octets, in order; none in a message that does not have the part.
    pub fn ranges(&self, message: &Message, structure: &Structure) -> Vec<Range<usize>> {
        let octets = message.octets();
        let end = message.header().len();
        let (mut all, mut header, mut text) = (0..octets.len(), 0..end, end..octets.len());
        if !self.part.is_empty() {
            let Some(index) = structure.find(&self.part) else { return Vec::new() };
            let part = &structure.parts()[index];
            all = part.body.clone();
            (header, text) = match (&self.what, part.kind) {
                (What::Mime, _) => (part.header.clone(), 0..0),
                (_, Kind::Message) => {
                    let inner = structure.children(index).next().map(|inner| &structure.parts()[inner]);
                    inner.map_or((0..0, 0..0), |inner| (inner.header.clone(), inner.body.clone()))
                }
                _ => (0..0, 0..0),
            };
        }
        let ranges = match &self.what {
            What::All => vec![all],
            What::Mime | What::Header => vec![header],
            What::Text => vec![text],
            What::Fields(names, wanted) => {
                let named = |name: &String, at: &(Range<usize>, &str)| at.1.eq_ignore_ascii_case(name);
                let is_wanted = |at: &(Range<usize>, &str)| {
                    names.iter().any(|name| named(name, at)) == (*wanted == Wanted::Named)
                };
                places(octets, header).filter(is_wanted).map(|(place, _)| place).collect()
            }
            What::Top(lines) => {
                let body = octets[text].split_inclusive(|octet| *octet == b'\n');
                let length: usize = body.take(*lines as usize).map(<[u8]>::len).sum();
                header.end += length;
                vec![header]
            }
        };
        match self.cut {
            Some((offset, length)) => cut(ranges, offset, length.into()),
            None => ranges,
        }
    }
}

/// The fields of a header in their places, each with its name; one without a name has an empty one.
pub fn places(octets: &[u8], header: Range<usize>) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = header.start;
    fields(&octets[header]).map(move |field| {
        let end = start + field.raw().len();
        let place = std::mem::replace(&mut start, end)..end;
        (place, field.name().and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default())
    })
}

/// RFC 3501 §6.4.5: a partial fetch is of the text that the section gives, whose pieces may lie apart.
fn cut(ranges: Vec<Range<usize>>, offset: u64, length: u64) -> Vec<Range<usize>> {
    let (mut skip, mut left) = (offset, length);
    let mut kept = Vec::new();
    for range in ranges {
        let skipped = skip.min(range.len() as u64);
        skip -= skipped;
        let start = range.start + skipped as usize;
        let taken = left.min((range.end - start) as u64);
        left -= taken;
        if taken > 0 {
            kept.push(start..start + taken as usize);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Protocol;

    const MESSAGE: &str = "Subject: a\nFrom: b@c\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\
        Content-Type: message/rfc822\n\nSubject: in\n\ntwo\n.\n--x--\n";

    #[track_caller]
    fn check(protocol: Protocol, line: &str, named: Named, expected: &[&str]) {
        let asked = (protocol.row().asked)(format!("{line}\r\n").as_bytes()).expect("it names a message");
        assert_eq!(asked.message, named, "{line}");
        let message = Message::of_lines(MESSAGE.as_bytes());
        let structure = Structure::of(message.octets());
        let ranges = asked.pieces.iter().flat_map(|piece| piece.ranges(&message, &structure));
        let text =
            |range: Range<usize>| String::from_utf8_lossy(&message.octets()[range]).replace("\r\n", "/");
        assert_eq!(ranges.map(text).collect::<Vec<_>>(), expected, "{line}");
    }

    #[test]
    fn what_imap_asks_for() {
        let check = |line: &str, named, expected: &[&str]| check(Protocol::Imap, line, named, expected);
        let header = "Subject: a/From: b@c/Content-Type: multipart/mixed; boundary=x//";
        check("a FETCH 2:4 BODY[HEADER]", Named::Number(2), &[header]);
        check("a FETCH * BODY.PEEK[1]", Named::Last, &["one"]);
        check("a UID FETCH 7 (UID BODY[2.HEADER] BODY[2.TEXT])", Named::Uid(7), &["Subject: in//", "two/."]);
        check("a FETCH 1 BODY[2.MIME]", Named::Number(1), &["Content-Type: message/rfc822//"]);
        check("a FETCH 1 BODY[1.HEADER]", Named::Number(1), &[""]);
        check("a FETCH 1 BODY[3]", Named::Number(1), &[]);
        check("a FETCH 1 BODY[HEADER.FIELDS (from)]", Named::Number(1), &["From: b@c/"]);
        check("a FETCH 1 BODY[HEADER.FIELDS (from subject)]<8.6>", Named::Number(1), &[" a/", "Fr"]);
        check("a FETCH 1 RFC822.TEXT", Named::Number(1), &[&MESSAGE.replace('\n', "/")[64..]]);
        check("a FETCH 1 ENVELOPE", Named::Number(1), &["Subject: a/", "From: b@c/"]);
        check("a STORE 3 +FLAGS (\\Seen)", Named::Number(3), &[]);
        check("a UID COPY 9 x", Named::Uid(9), &[]);
    }

    #[test]
    fn what_pop3_asks_for() {
        let all = MESSAGE.replace('\n', "/");
        check(Protocol::Pop3, "RETR 2", Named::Number(2), &[&all]);
        check(Protocol::Pop3, "TOP 2 1", Named::Number(2), &[&all[..68]]);
        check(Protocol::Pop3, "DELE 3", Named::Number(3), &[]);
        check(Protocol::Pop3, "LIST 3", Named::Number(3), &[]);
    }

    #[test]
    fn what_names_no_message() {
        for (protocol, line) in
            [(Protocol::Imap, "a NOOP"), (Protocol::Imap, "a FETCH $ FLAGS"), (Protocol::Pop3, "STAT")]
        {
            assert_eq!((protocol.row().asked)(format!("{line}\r\n").as_bytes()), None);
        }
    }
}

//! Recorded responses: the octets of another server get the roles and fields of the grammar (RFC 3501 §9).
//!
//! The reader is lenient: whatever stands where no rule has a place for it becomes text or junk, and nothing is lost.

use crate::engine::field::Field;
use crate::engine::wire::{Role, Wire, WireWriter};

/// The words that begin a status response.
const STATUS: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"PREAUTH", b"BYE"];

/// The fields of an ENVELOPE, in order, and those of an address in it.
const ENVELOPE: [Field; 10] = [
    Field::EnvDate,
    Field::EnvSubject,
    Field::EnvFrom,
    Field::EnvSender,
    Field::EnvReplyTo,
    Field::EnvTo,
    Field::EnvCc,
    Field::EnvBcc,
    Field::EnvInReplyTo,
    Field::EnvMessageId,
];
const ADDRESS: [Field; 4] = [Field::AddrName, Field::AddrAdl, Field::AddrMailbox, Field::AddrHost];

/// The octets of a response to this line of the client, labelled.
pub fn label(response: &[u8], _asked: &[u8]) -> Wire {
    let mut reader = Reader { rest: response, out: WireWriter::default() };
    reader.response();
    let rest = reader.rest;
    reader.out.put(Role::Junk, rest);
    reader.out.finish()
}

struct Reader<'a> {
    rest: &'a [u8],
    out: WireWriter,
}

impl<'a> Reader<'a> {
    /// Takes so many octets in a role.
    fn take(&mut self, length: usize, role: Role, field: Field) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        self.out.put_as(role, field, taken);
        taken
    }

    /// The length of the word at the beginning: up to a space, a bracket or the line's end.
    fn word(&self) -> usize {
        let ends = |octet: &u8| matches!(octet, b' ' | b'(' | b')' | b'[' | b']' | b'\r' | b'\n');
        self.rest.iter().position(ends).unwrap_or(self.rest.len())
    }

    /// The length of the rest of the line without its end.
    fn line(&self) -> usize {
        self.rest.iter().position(|octet| matches!(octet, b'\r' | b'\n')).unwrap_or(self.rest.len())
    }

    fn space(&mut self) {
        if self.rest.starts_with(b" ") {
            self.take(1, Role::Separator, Field::None);
        }
    }

    fn response(&mut self) {
        let length = self.word();
        let role = match &self.rest[..length] {
            b"*" => Role::Untagged,
            b"+" => Role::Continuation,
            _ => Role::Tag,
        };
        self.take(length, role, Field::None);
        self.space();
        if role == Role::Continuation {
            return self.text();
        }
        let word = &self.rest[..self.word()];
        if STATUS.iter().any(|status| status.eq_ignore_ascii_case(word)) {
            self.take(word.len(), Role::Status, Field::None);
            self.space();
            self.code();
            return self.text();
        }
        if word.is_empty() || role == Role::Tag {
            return self.text();
        }
        let mut name = word;
        if word.iter().all(u8::is_ascii_digit) {
            let behind = self.rest[word.len()..].strip_prefix(b" ").unwrap_or_default();
            let end = behind.iter().position(|octet| !octet.is_ascii_alphabetic()).unwrap_or(behind.len());
            name = &behind[..end];
            let field = match name.to_ascii_uppercase().as_slice() {
                b"EXISTS" => Field::ExistsCount,
                b"RECENT" => Field::RecentCount,
                b"EXPUNGE" => Field::ExpungedNumber,
                _ => Field::MsgNumber,
            };
            self.take(word.len(), Role::Number, field);
            self.space();
        }
        self.take(name.len(), Role::Keyword, Field::Response);
        self.data(&name.to_ascii_uppercase());
    }

    /// Text for people, and the line's end.
    fn text(&mut self) {
        self.take(self.line(), Role::Text, Field::None);
        self.end();
    }

    fn end(&mut self) {
        let rest = self.rest;
        let length = rest.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
        self.take(length.min(2), Role::Crlf, Field::None);
    }

    /// A response code in its brackets.
    fn code(&mut self) {
        let close = self.rest[..self.line()].iter().position(|octet| *octet == b']');
        let Some(close) = close.filter(|_| self.rest.starts_with(b"[")) else { return };
        let group = self.out.begin(Field::RespTextCode);
        self.take(1, Role::Code, Field::None);
        let name =
            self.take(self.word().min(close - 1), Role::Code, Field::RespTextCode).to_ascii_uppercase();
        let mut left = (close - 1).saturating_sub(name.len());
        while left > 0 {
            let before = self.rest.len();
            self.datum(left, &name, Field::None);
            left = left.saturating_sub((before - self.rest.len()).max(1));
        }
        self.take(1, Role::Code, Field::None);
        self.out.end(group);
        self.space();
    }

    /// The data of a response with this name, in capitals, and the line's end.
    fn data(&mut self, name: &[u8]) {
        // The item that a value belongs to, the depth, and the places in an envelope and in an address of it.
        let (mut item, mut depth) = (Field::None, 0_usize);
        let (mut envelope, mut at, mut part) = (None::<usize>, 0, 0);
        let is_fetch = name == b"FETCH";
        let mut groups: Vec<usize> = Vec::new();
        while !self.rest.is_empty() {
            match self.rest[0] {
                b' ' => self.space(),
                b'\r' | b'\n' => {
                    self.end();
                    break;
                }
                b'(' => {
                    depth += 1;
                    if is_fetch && item == Field::Envelope && envelope.is_none() {
                        envelope = Some(depth);
                        (at, part) = (0, 0);
                        groups.push(self.out.begin(Field::Envelope));
                    } else if envelope.is_some_and(|own| depth == own + 2) {
                        part = 0;
                        groups.push(self.out.begin(Field::Address));
                    } else {
                        groups.push(usize::MAX);
                    }
                    self.take(1, Role::Parenthesis, Field::None);
                }
                b')' => {
                    self.take(1, Role::Parenthesis, Field::None);
                    groups.pop().into_iter().for_each(|group| self.out.end(group));
                    if envelope == Some(depth) {
                        (envelope, item) = (None, Field::None);
                    } else if envelope.is_some_and(|own| depth == own + 1) {
                        at += 1;
                    }
                    depth = depth.saturating_sub(1);
                    if depth < 2 && envelope.is_none() {
                        item = Field::None;
                    }
                }
                _ if is_fetch && depth == 1 && item == Field::None => item = self.item(),
                _ => {
                    let field = match envelope {
                        Some(own) if depth == own => ENVELOPE.get(at).copied().unwrap_or_default(),
                        Some(_) => ADDRESS.get(part).copied().unwrap_or_default(),
                        None => item,
                    };
                    self.datum(usize::MAX, name, field);
                    match envelope {
                        Some(own) if depth == own => at += 1,
                        Some(_) => part += 1,
                        None if depth <= 1 => item = Field::None,
                        None => {}
                    }
                }
            }
        }
        groups.into_iter().rev().for_each(|group| self.out.end(group));
    }

    /// The name of an item of FETCH, and the field that its value fills.
    fn item(&mut self) -> Field {
        let length = self.word();
        if length == 0 {
            self.take(1, Role::Junk, Field::None);
            return Field::None;
        }
        let name = self.take(length, Role::Keyword, Field::FetchAtt).to_ascii_uppercase();
        if self.rest.starts_with(b"[") {
            let close = self.rest.iter().position(|octet| *octet == b']').unwrap_or(0);
            self.take(close + 1, Role::Argument, Field::SectionText);
            if self.rest.starts_with(b"<") {
                self.take(self.word(), Role::Number, Field::OriginOctet);
            }
            return Field::SectionData;
        }
        match &name[..] {
            b"FLAGS" => Field::FlagList,
            b"UID" => Field::Uid,
            b"MODSEQ" => Field::ModSeq,
            b"INTERNALDATE" | b"SAVEDATE" => Field::DateTime,
            b"RFC822.SIZE" => Field::Rfc822Size,
            b"ENVELOPE" => Field::Envelope,
            b"BODY" | b"BODYSTRUCTURE" => Field::Body,
            b"PREVIEW" => Field::Preview,
            b"EMAILID" | b"THREADID" => Field::ObjectId,
            _ => Field::SectionData,
        }
    }

    /// One piece of data, of at most so many octets.
    fn datum(&mut self, most: usize, name: &[u8], field: Field) {
        let rest = &self.rest[..most.min(self.rest.len())];
        match rest {
            [] => {}
            [b' ', ..] => self.space(),
            [b'(' | b')', ..] => drop(self.take(1, Role::Parenthesis, Field::None)),
            [b'"', inside @ ..] => {
                let mut escaped = false;
                let end = inside.iter().position(|octet| {
                    let ends = *octet == b'"' && !escaped || matches!(octet, b'\r' | b'\n');
                    escaped = *octet == b'\\' && !escaped;
                    ends
                });
                let (role, field) = match (name, field) {
                    (b"LIST" | b"LSUB", Field::None) if inside.len() > 1 && inside[1] == b'"' => {
                        (Role::Quoted, Field::Delimiter)
                    }
                    (b"LIST" | b"LSUB" | b"STATUS", Field::None) => (Role::Mailbox, Field::Mailbox),
                    _ => (Role::Quoted, field),
                };
                self.take(end.map_or(rest.len(), |end| end + 2), role, field);
            }
            [b'{', ..] => self.literal(field),
            [b'[' | b']', ..] => drop(self.take(1, Role::Junk, Field::None)),
            _ => {
                let word = &rest[..self.word().clamp(1, rest.len())];
                let (role, field) = role(word, name, field);
                self.take(word.len(), role, field);
            }
        }
    }

    /// A literal, as far as the log has it.
    fn literal(&mut self, field: Field) {
        let line = self.line();
        let digits = self.rest[1..line].strip_suffix(b"}").unwrap_or_default();
        let digits = digits.strip_suffix(b"+").unwrap_or(digits);
        let Some(length) = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<usize>().ok())
        else {
            self.take(1, Role::Junk, Field::None);
            return;
        };
        self.take(line, Role::LiteralLength, Field::None);
        self.end();
        // Some logs leave the octets out: the end of the response follows at once.
        if self.rest.len() < length && self.rest.starts_with(b")") {
            return;
        }
        self.take(length, Role::Literal, if field == Field::None { Field::Literal } else { field });
    }
}

/// The role and the field of a word in the data of a response with this name.
fn role(word: &[u8], name: &[u8], field: Field) -> (Role, Field) {
    let is_number = word.iter().all(u8::is_ascii_digit);
    match (name, field) {
        _ if word.eq_ignore_ascii_case(b"NIL") => (Role::Nil, field),
        (b"LIST" | b"LSUB", _) if word.starts_with(b"\\") => (Role::Flag, Field::MbxListFlags),
        (b"PERMANENTFLAGS", _) => (Role::Flag, Field::FlagPerm),
        (_, Field::FlagList) => (Role::Flag, Field::Flag),
        _ if word.starts_with(b"\\") || name == b"FLAGS" => (Role::Flag, Field::Flag),
        (b"CAPABILITY" | b"ENABLED", _) => (Role::Argument, Field::Capability),
        (b"UIDVALIDITY", _) => (Role::Number, Field::UidValidity),
        (b"UIDNEXT", _) => (Role::Number, Field::UidNext),
        (b"UNSEEN", _) => (Role::Number, Field::FirstUnseen),
        (b"HIGHESTMODSEQ", _) => (Role::Number, Field::ModSeq),
        (b"SEARCH" | b"SORT", _) if is_number => (Role::Number, Field::FoundNumber),
        (b"THREAD", _) if is_number => (Role::Number, Field::ThreadMember),
        (b"STATUS", _) if is_number => (Role::Number, Field::StatusAttVal),
        (b"STATUS", _) if word.iter().all(u8::is_ascii_uppercase) => (Role::Argument, Field::StatusAtt),
        (b"LIST" | b"LSUB" | b"STATUS", _) => (Role::Mailbox, Field::Mailbox),
        (b"VANISHED", _) => (Role::Set, Field::UidSet),
        _ if is_number => (Role::Number, field),
        _ => (Role::Argument, field),
    }
}

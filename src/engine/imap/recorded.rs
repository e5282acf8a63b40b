//! Recorded responses: the octets of another server get the roles and fields of the grammar (RFC 3501 §9), as our own
//! encoder gives them.
//!
//! The reader is lenient: whatever stands where no rule has a place for it becomes junk, and nothing is lost.

mod body;
mod data;

use super::grammar;
use crate::engine::field::Field;
use crate::engine::wire::{Role, Wire, WireWriter};

/// The words that begin a status response.
const STATUS: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"PREAUTH", b"BYE"];
/// Deepest nesting that is read as such.
const DEPTH_MAX: usize = 50;

/// The octets of a response, labelled.
pub fn label(response: &[u8], _asked: &[u8]) -> Wire {
    let mut reader = Reader { rest: response, out: WireWriter::default(), in_code: false, depth: 0 };
    reader.response();
    reader.end();
    let rest = reader.rest;
    reader.out.put(Role::Junk, rest);
    reader.out.finish()
}

struct Reader<'a> {
    rest: &'a [u8],
    out: WireWriter,
    /// Whether a `]` ends what is read.
    in_code: bool,
    depth: usize,
}

/// A reader of one piece.
type Piece<'p, 'a> = &'p mut dyn FnMut(&mut Reader<'a>);

impl<'a> Reader<'a> {
    /// The next octet; LF at the end.
    fn next(&self) -> u8 {
        self.rest.first().copied().unwrap_or(b'\n')
    }

    /// Whether what is read ends here.
    fn ends(&self) -> bool {
        matches!(self.next(), b')' | b'\r' | b'\n') || self.in_code && self.next() == b']'
    }

    /// Takes so many octets.
    fn take(&mut self, length: usize, role: Role, field: Field) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        self.out.put_as(role, field, taken);
        taken
    }

    /// Takes the octet, if it is the next one.
    fn sign(&mut self, octet: u8, role: Role, field: Field) {
        if self.rest.first() == Some(&octet) {
            self.take(1, role, field);
        }
    }

    fn space(&mut self) {
        self.sign(b' ', Role::Separator, Field::None);
    }

    /// The length up to one of these octets.
    fn until(&self, octets: &[u8]) -> usize {
        self.rest.iter().position(|octet| octets.contains(octet)).unwrap_or(self.rest.len())
    }

    /// The length of the word at the beginning.
    fn word(&self) -> usize {
        self.until(if self.in_code { b" ()]\r\n" } else { b" ()\r\n" })
    }

    /// A word and the space behind it; the word in capitals.
    fn name(&mut self, role: Role, field: Field) -> Vec<u8> {
        let word = self.take(self.word(), role, field).to_ascii_uppercase();
        self.space();
        word
    }

    fn group(&mut self, field: Field, inside: Piece<'_, 'a>) {
        let group = self.out.begin(field);
        inside(self);
        self.out.end(group);
    }

    /// Pieces up to the end, with spaces between them.
    fn pieces(&mut self, each: Piece<'_, 'a>) {
        self.space();
        while !self.ends() {
            let before = self.rest.len();
            each(self);
            self.space();
            if self.rest.len() == before {
                self.take(1, Role::Junk, Field::None);
            }
        }
    }

    /// Pieces in parentheses; a single one without them, such as `NIL`.
    fn list(&mut self, each: Piece<'_, 'a>) {
        if self.next() != b'(' || self.depth >= DEPTH_MAX {
            return each(self);
        }
        self.depth += 1;
        self.take(1, Role::Parenthesis, Field::None);
        self.pieces(each);
        self.sign(b')', Role::Parenthesis, Field::None);
        self.depth -= 1;
    }

    /// A string, an atom, a number, `NIL`, or a list of them; a string and an atom have this role.
    fn value(&mut self, role: Role, field: Field) {
        match self.rest {
            [b'"', inside @ ..] => {
                let mut escaped = false;
                let end = inside.iter().position(|octet| {
                    let ends = *octet == b'"' && !escaped || matches!(octet, b'\r' | b'\n');
                    escaped = *octet == b'\\' && !escaped;
                    ends
                });
                let closed = end.is_some_and(|end| inside[end] == b'"');
                let end = end.unwrap_or(inside.len()) + usize::from(closed);
                self.take(end + 1, role, field);
            }
            [b'{', ..] | [b'~', b'{', ..] => self.literal(field),
            [b'(', ..] if self.depth < DEPTH_MAX => self.list(&mut |it| it.value(role, field)),
            [b'(', ..] => {
                self.take(1, Role::Junk, Field::None);
            }
            _ => {
                let word = &self.rest[..self.word()];
                let role = match role {
                    _ if word.eq_ignore_ascii_case(b"NIL") => Role::Nil,
                    Role::Quoted if word.iter().all(u8::is_ascii_digit) => Role::Number,
                    Role::Quoted => Role::Argument,
                    role => role,
                };
                self.take(word.len(), role, field);
            }
        }
    }

    fn number(&mut self, field: Field) {
        let is_number = self.rest[..self.word()].iter().all(u8::is_ascii_digit);
        self.value(if is_number { Role::Number } else { Role::Quoted }, field);
    }

    fn set(&mut self, field: Field) {
        self.space();
        self.value(Role::Set, field);
    }

    fn mailbox(&mut self) {
        self.value(Role::Mailbox, Field::Mailbox);
        self.space();
    }

    fn flags(&mut self, group: Field, field: Field) {
        self.group(group, &mut |it| {
            it.list(&mut |it| {
                let is_any = &it.rest[..it.word()] == b"\\*";
                it.value(Role::Flag, if is_any { Field::FlagPerm } else { field });
            });
        });
    }

    /// A literal, as far as the log has it. Some logs leave the octets out: then the end of the response follows.
    fn literal(&mut self, field: Field) {
        let line = self.until(b"\r\n");
        let announced = grammar::announcement(&self.rest[..line]);
        let Some(length) = announced.and_then(|(length, _)| usize::try_from(length).ok()) else {
            self.take(1, Role::Junk, Field::None);
            return;
        };
        self.group(Field::Literal, &mut |it| {
            it.take(line, Role::LiteralLength, Field::Literal);
            it.end();
            if it.rest.len() >= length || it.next() != b')' {
                it.take(length, Role::Literal, field);
            }
        });
    }

    /// The line's end.
    fn end(&mut self) {
        let length = self.rest.iter().take(2).take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
        self.take(length, Role::Crlf, Field::None);
    }

    fn response(&mut self) {
        let role = match &self.rest[..self.word()] {
            b"*" => Role::Untagged,
            b"+" => Role::Continuation,
            _ => Role::Tag,
        };
        self.name(role, Field::None);
        let word = &self.rest[..self.word()];
        if role == Role::Continuation {
            let is_base64 = |octet: &u8| octet.is_ascii_alphanumeric() || b"+/=".contains(octet);
            if word.len().is_multiple_of(4) && word.len() == self.until(b"\r\n") && word.iter().all(is_base64)
            {
                self.take(word.len(), Role::Argument, Field::Base64);
            }
            return self.text();
        }
        if STATUS.iter().any(|status| status.eq_ignore_ascii_case(word)) {
            self.name(Role::Status, Field::None);
            if self.next() == b'[' && self.rest[..self.until(b"\r\n")].contains(&b']') {
                self.in_code = true;
                self.group(Field::RespTextCode, &mut Self::code);
                self.in_code = false;
                self.space();
            }
            return self.text();
        }
        if word.is_empty() || role == Role::Tag {
            return self.text();
        }
        if word.iter().all(u8::is_ascii_digit) {
            let behind = self.rest[word.len()..].trim_ascii_start().to_ascii_uppercase();
            self.number(match &behind[..] {
                [b'E', b'X', b'I', ..] => Field::ExistsCount,
                [b'R', ..] => Field::RecentCount,
                [b'E', ..] => Field::ExpungedNumber,
                _ => Field::MsgNumber,
            });
            self.space();
        }
        let name = self.take(self.word(), Role::Keyword, Field::Response).to_ascii_uppercase();
        self.space();
        self.data(&name);
        // The rest of the line has no place.
        self.take(self.until(b"\r\n"), Role::Junk, Field::None);
    }

    /// Text for people.
    fn text(&mut self) {
        self.take(self.until(b"\r\n"), Role::Text, Field::None);
    }

    /// A response code in its brackets.
    fn code(&mut self) {
        self.take(1, Role::Code, Field::None);
        let name = self.take(self.word(), Role::Code, Field::RespTextCode).to_ascii_uppercase();
        self.space();
        match &name[..] {
            b"PERMANENTFLAGS" => self.flags(Field::FlagList, Field::Flag),
            b"UIDNEXT" => self.number(Field::UidNext),
            b"UIDVALIDITY" => self.number(Field::UidValidity),
            b"UNSEEN" => self.number(Field::FirstUnseen),
            b"HIGHESTMODSEQ" => self.number(Field::ModSeq),
            b"APPENDUID" | b"COPYUID" => {
                self.number(Field::UidValidity);
                self.pieces(&mut |it| it.set(Field::UidSet));
            }
            b"MODIFIED" => self.set(Field::SequenceSet),
            b"BADCHARSET" => self.list(&mut |it| it.value(Role::Argument, Field::Charset)),
            b"MAILBOXID" => self.list(&mut |it| it.value(Role::Argument, Field::ObjectId)),
            b"CAPABILITY" => self.pieces(&mut |it| it.value(Role::Argument, Field::Capability)),
            _ => {}
        }
        self.pieces(&mut |it| it.value(Role::Argument, Field::RespTextCode));
        self.take(self.until(b"]\r\n"), Role::Junk, Field::None);
        self.sign(b']', Role::Code, Field::None);
    }
}

//! The items of FETCH: pieces of messages, ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501 §7.4.2).

use super::{DEPTH_MAX, Reader};
use crate::engine::field::Field;
use crate::engine::wire::Role;

/// The fields of an ENVELOPE, in order; the third to the eighth are lists of addresses.
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
/// The fields of a part without parts behind its parameters.
const BASIC: [Field; 3] = [Field::BodyFldId, Field::BodyFldDesc, Field::BodyFldEnc];

impl Reader<'_> {
    /// A name and its value.
    pub(super) fn attribute(&mut self) {
        let length = self.until(b" [()\r\n");
        let name = self.rest[..length].to_ascii_uppercase();
        if self.rest.get(length) == Some(&b'[') {
            self.group(Field::Section, &mut |it| it.section(length));
            self.space();
            return match &name[..] {
                b"BINARY.SIZE" => self.number(Field::BinarySize),
                _ => self.value(Role::Quoted, Field::SectionData),
            };
        }
        self.take(length, Role::Keyword, Field::FetchAtt);
        self.space();
        match &name[..] {
            b"FLAGS" => self.flags(Field::FlagList, Field::Flag),
            b"UID" => self.number(Field::Uid),
            b"MODSEQ" => self.number(Field::ModSeq),
            b"INTERNALDATE" | b"SAVEDATE" => self.value(Role::Quoted, Field::DateTime),
            b"RFC822.SIZE" => self.number(Field::Rfc822Size),
            b"ENVELOPE" => self.envelope(),
            b"BODY" | b"BODYSTRUCTURE" => self.body(),
            b"PREVIEW" => self.value(Role::Quoted, Field::Preview),
            b"EMAILID" | b"THREADID" => self.value(Role::Argument, Field::ObjectId),
            _ => self.value(Role::Quoted, Field::SectionData),
        }
    }

    /// `BODY[1.HEADER.FIELDS (TO CC)]<0>`, whose name has this length.
    fn section(&mut self, name: usize) {
        self.take(name, Role::Keyword, Field::FetchAtt);
        self.take(1, Role::Keyword, Field::Section);
        let part = self.rest.iter().take_while(|octet| octet.is_ascii_digit() || **octet == b'.').count();
        let is_followed = part > 0 && self.rest[part - 1] == b'.';
        self.take(part - usize::from(is_followed), Role::Argument, Field::SectionPart);
        self.sign(b'.', Role::Argument, Field::Section);
        self.take(self.until(b" ]()\r\n"), Role::Argument, Field::SectionText);
        self.space();
        if self.next() == b'(' {
            self.group(Field::HeaderList, &mut |it| {
                it.list(&mut |it| it.value(Role::Argument, Field::HeaderFldName));
            });
        }
        self.take(self.until(b"]\r\n"), Role::Junk, Field::None);
        self.sign(b']', Role::Keyword, Field::Section);
        if self.next() == b'<' {
            self.take(self.word(), Role::Number, Field::OriginOctet);
        }
    }

    /// Values in parentheses, each read with its place; `NIL` without them.
    fn placed(&mut self, field: Field, each: &mut dyn FnMut(&mut Self, usize)) {
        if self.next() != b'(' || self.depth >= DEPTH_MAX {
            return self.value(Role::Quoted, field);
        }
        let group = self.out.begin(field);
        let mut place = 0;
        self.list(&mut |it| {
            each(it, place);
            place += 1;
        });
        self.out.end(group);
    }

    fn envelope(&mut self) {
        self.placed(Field::Envelope, &mut |it, place| match ENVELOPE.get(place) {
            Some(field) if (2..8).contains(&place) => it.placed(*field, &mut |it, _| {
                it.placed(Field::Address, &mut |it, place| {
                    it.value(Role::Quoted, ADDRESS.get(place).copied().unwrap_or(Field::Address));
                });
            }),
            field => it.value(Role::Quoted, field.copied().unwrap_or(Field::Envelope)),
        });
    }

    fn body(&mut self) {
        if self.next() != b'(' || self.depth >= DEPTH_MAX {
            return self.value(Role::Quoted, Field::Body);
        }
        self.depth += 1;
        let group = self.out.begin(Field::Body);
        self.take(1, Role::Parenthesis, Field::None);
        if self.next() == b'(' {
            while self.next() == b'(' {
                self.body();
                if self.rest.starts_with(b" (") {
                    self.space();
                }
            }
            self.spaced(Field::MediaSubtype);
            self.space();
            self.parameters();
        } else {
            let media = self.rest[..self.word()].to_ascii_uppercase();
            self.value(Role::Quoted, Field::MediaType);
            self.spaced(Field::MediaSubtype);
            self.space();
            self.parameters();
            BASIC.into_iter().for_each(|field| self.spaced(field));
            self.space();
            self.number(Field::BodyFldOctets);
            let holds_message = media == b"\"MESSAGE\"" && self.rest.starts_with(b" (");
            if holds_message {
                self.space();
                self.envelope();
                self.space();
                self.body();
            }
            if holds_message || media == b"\"TEXT\"" {
                self.space();
                self.number(Field::BodyFldLines);
            }
            self.spaced(Field::BodyFldMd5);
        }
        self.space();
        self.placed(Field::BodyFldDsp, &mut |it, place| match place {
            0 => it.value(Role::Quoted, Field::BodyFldDsp),
            _ => it.parameters(),
        });
        self.space();
        self.placed(Field::BodyFldLang, &mut |it, _| it.value(Role::Quoted, Field::BodyFldLang));
        self.spaced(Field::BodyFldLoc);
        self.pieces(&mut |it| it.value(Role::Quoted, Field::Body));
        self.sign(b')', Role::Parenthesis, Field::None);
        self.out.end(group);
        self.depth -= 1;
    }

    /// A space and a value.
    fn spaced(&mut self, field: Field) {
        self.space();
        self.value(Role::Quoted, field);
    }

    fn parameters(&mut self) {
        self.placed(Field::BodyFldParam, &mut |it, place| {
            it.value(Role::Quoted, if place % 2 == 0 { Field::ParamName } else { Field::ParamValue });
        });
    }
}

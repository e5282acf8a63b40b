//! The values of some octets in this world: the messages of a set, the moment of a date, the text of an encoding.

use super::pointed::{Pointed, switch, text_of};
use crate::engine::field::Field;
use crate::engine::imap::grammar::read_set;
use crate::engine::imap::sequence::compact;
use crate::engine::imap::utf7;
use crate::engine::mail::mime::{Part, Structure, words};
use crate::engine::mail::{Change, Entry, Mailbox, Message, Uid, seconds, summary};
use crate::engine::step::Party;
use crate::engine::time::ZonedTime;
use crate::engine::wire::{Role, Span, Wire};
use crate::engine::{ConnectionId, Lab};
use crate::i18n::{Key, Lang, by_id, format, seen, text};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::borrow::Cow;
use std::num::NonZeroU32;

/// Most characters of a text that is shown.
const SHOWN_MAX: usize = 120;

/// Most octets that are decoded; four of base64 make three.
const DECODED_MAX: usize = 1024;

/// Most messages that are lit in the table.
const MESSAGES_MAX: usize = 1000;

/// Most sentences about a group.
const SENTENCES_MAX: usize = 3;

/// The sentences about some octets, and the messages that they mean.
pub(super) fn here(
    lang: Lang,
    pointed: &Pointed,
    connection: ConnectionId,
    from: Party,
    wire: &Wire,
) -> (Vec<String>, Vec<Uid>) {
    let labs = match from {
        Party::Client => [pointed.before, pointed.after],
        Party::Server => [pointed.after, pointed.before],
    };
    let mut here =
        Here { lang, pointed, connection, from, wire, labs, said: Vec::new(), messages: Vec::new() };
    if pointed.span.role == Role::Group {
        let inside = wire.spans().iter().filter(|span| pointed.span.holds(span));
        inside.for_each(|span| here.span(*span));
        here.said.dedup();
        here.said.truncate(SENTENCES_MAX);
    } else {
        here.span(pointed.span);
    }
    here.messages.truncate(MESSAGES_MAX);
    (here.said, here.messages)
}

struct Here<'a> {
    lang: Lang,
    pointed: &'a Pointed<'a>,
    connection: ConnectionId,
    from: Party,
    wire: &'a Wire,
    /// The world in which the octets mean something comes first.
    labs: [&'a Lab; 2],
    said: Vec<String>,
    messages: Vec<Uid>,
}

impl<'a> Here<'a> {
    fn say(&mut self, key: Key, args: &[(&str, &str)]) {
        self.said.push(format(self.lang, key, args));
    }

    /// One text that was hidden in an encoding.
    fn reads(&mut self, key: Key, octets: &[u8]) {
        self.say(key, &[("text", &shown(octets))]);
    }

    fn span(&mut self, span: Span) {
        let value = unquoted(self.wire.of(span));
        let word = text_of(self.wire, span);
        match (span.role, span.field) {
            (Role::Tag, _) => self.tag(&String::from_utf8_lossy(&value)),
            (Role::LiteralLength, _) => self.literal(span),
            (Role::StuffedDot, _) => self.dot(span),
            (_, Field::SequenceSet) => self.set(&word, self.by_uid()),
            (_, Field::UidSet) => self.set(&word, true),
            (_, Field::KnownSequenceSet | Field::KnownUids | Field::KnownUidSet) => {
                // SELECT means the mailbox that it opens.
                self.labs.reverse();
                self.set(&word, span.field != Field::KnownSequenceSet);
                self.labs.reverse();
            }
            (_, Field::MsgNumber | Field::MessageNumber | Field::FirstUnseen) => self.message(&word, false),
            (_, Field::FoundNumber | Field::ThreadMember) => self.message(&word, self.by_uid()),
            (_, Field::Uid) => {
                self.message(&word, true);
                self.long_id(None, word.parse().ok());
            }
            (_, Field::UidValidity) => self.validity(span, &word),
            (_, Field::Octets | Field::DropSize | Field::Rfc822Size | Field::BodyFldOctets) => {
                let kilo = word.parse().unwrap_or(0) / 1000u64;
                if kilo > 0 {
                    self.say(Key::OctetSize, &[("size", &kilo.to_string())]);
                }
            }
            (_, Field::Flag | Field::StoreAttFlags) => self.flags(),
            (_, Field::DateTime | Field::EnvDate) => {
                if let Some(seconds) = seconds(&value) {
                    self.say(Key::OctetDate, &[("date", &date_of(seconds))]);
                }
            }
            (_, Field::Mailbox | Field::Reference | Field::ListMailbox) if value.contains(&b'&') => {
                if let Some(name) = utf7::decode(&value) {
                    self.reads(Key::OctetUtf7, name.as_bytes());
                }
            }
            (_, Field::Base64 | Field::InitialResp) => {
                if let Ok(octets) = BASE64_STANDARD.decode(&value[..value.len().min(DECODED_MAX)]) {
                    self.reads(Key::OctetBase64, &octets);
                }
            }
            (_, Field::Capability | Field::AuthType) => self.switch(span.field, &word),
            (_, Field::SectionPart | Field::SectionText) => self.piece(span),
            (_, Field::SectionData) => self.content(span),
            (_, Field::Partial | Field::OriginOctet) => self.partial(&word),
            (_, Field::EnvSubject | Field::AddrName | Field::BodyFldDesc | Field::ParamValue)
                if value.windows(2).any(|pair| pair == b"=?") =>
            {
                let words = words::decoded(&value[..value.len().min(DECODED_MAX)]).into_owned();
                self.reads(Key::OctetWords, words.as_bytes());
            }
            _ => {}
        }
    }

    /// Whether the command of this turn counts by UIDs.
    fn by_uid(&self) -> bool {
        self.pointed.turn.wires(Party::Client).any(|wire| {
            let mut keywords = wire.spans().iter().filter(|span| span.role == Role::Keyword);
            keywords.any(|span| wire.of(*span).eq_ignore_ascii_case(b"UID"))
        })
    }

    /// The command's words where the answer is pointed at, and the other way round.
    fn tag(&mut self, tag: &str) {
        let (other, key) = match self.from {
            Party::Client => (Party::Server, Key::OctetTagAnswered),
            Party::Server => (Party::Client, Key::OctetTagAnswers),
        };
        let has_tag = |wire: &&Wire| {
            let first = wire.spans().first();
            first.is_some_and(|first| first.role == Role::Tag && wire.of(*first) == tag.as_bytes())
        };
        let Some(wire) = self.pointed.turn.wires(other).find(has_tag) else { return };
        let names = |span: &&Span| {
            span.role == Role::Status || span.role == Role::Keyword && span.field == Field::None
        };
        let words: Vec<String> = wire.spans().iter().filter(names).map(|span| text_of(wire, *span)).collect();
        self.say(key, &[("word", &shown(words.join(" ").as_bytes()))]);
    }

    /// The octets that an announcement promises, and those that came.
    fn literal(&mut self, span: Span) {
        let digits: String = text_of(self.wire, span).chars().filter(char::is_ascii_digit).collect();
        let mut after = self.wire.spans().iter().filter(|own| own.start > span.start);
        let came = after.find(|own| own.role != Role::Crlf).map_or(0, |own| own.end - own.start);
        let whole = self.from == Party::Server && came.to_string() == digits;
        let key = if whole { Key::OctetLiteralCame } else { Key::OctetLiteralAnnounced };
        self.say(key, &[("count", &digits)]);
    }

    /// A line before and after dot-stuffing.
    fn dot(&mut self, span: Span) {
        let line = self.wire.spans().iter().find(|own| own.start == span.end && own.role == Role::Content);
        let line = line.map(|own| shown(self.wire.of(*own))).unwrap_or_default();
        self.say(Key::OctetDot, &[("line", &line), ("sent", &[".", &line].concat())]);
    }

    /// The open mailbox, and the messages that the client knows: their UIDs by number.
    fn open(&self) -> Option<(&'a Mailbox, Cow<'a, [Uid]>)> {
        self.labs.into_iter().find_map(|lab| {
            let session = &lab.connection(self.connection)?.session;
            let mailbox = lab.store().mailbox_by_id(session.account()?, session.mailbox()?.id)?;
            Some((mailbox, session.uids()))
        })
    }

    /// The messages of a set: UIDs, and numbers.
    fn meant(&self, set: &[u8], by_uid: bool) -> Option<(&'a Mailbox, Vec<(Uid, u32)>)> {
        let set = read_set(set).filter(|set| !set.is_saved())?;
        let (mailbox, uids) = self.open()?;
        let largest = if by_uid { uids.last().map_or(0, |uid| uid.0) } else { uids.len() as u32 };
        let numbered = uids.iter().copied().zip(1..);
        let meant =
            numbered.filter(|(uid, number)| set.contains(if by_uid { uid.0 } else { *number }, largest));
        Some((mailbox, meant.collect()))
    }

    fn set(&mut self, set: &str, by_uid: bool) {
        let Some((_, meant)) = self.meant(set.as_bytes(), by_uid) else { return };
        let list = |each: fn(&(Uid, u32)) -> u32| {
            let numbers: Vec<u32> = meant.iter().map(each).collect();
            shown(compact(&numbers).as_bytes())
        };
        let key = match meant.len() {
            0 => Key::OctetSetNone,
            _ if by_uid => Key::OctetSetUids,
            _ => Key::OctetSet,
        };
        let (count, numbers, uids) = (meant.len().to_string(), list(|it| it.1), list(|it| it.0.0));
        self.say(key, &[("count", &count), ("numbers", &numbers), ("uids", &uids)]);
        self.messages.extend(meant.iter().map(|(uid, _)| *uid));
    }

    fn message(&mut self, number: &str, by_uid: bool) {
        let Some((mailbox, meant)) = self.meant(number.as_bytes(), by_uid) else { return };
        let [(uid, number)] = meant[..] else { return };
        let Some(entry) = entry(mailbox, uid) else { return };
        let subject = summary(&entry.message).subject;
        let subject = if subject.is_empty() { "–".to_owned() } else { shown(subject.as_bytes()) };
        self.messages.push(uid);
        let (uid, number) = (uid.to_string(), number.to_string());
        self.say(Key::OctetMessage, &[("number", &number), ("uid", &uid), ("subject", &subject)]);
    }

    /// RFC 3501 §2.3.1.1: "a 32-bit representation of the creation date/time of the mailbox" is a good UIDVALIDITY.
    fn validity(&mut self, span: Span, word: &str) {
        let Ok(validity) = word.parse::<u32>() else { return };
        self.say(Key::OctetValidity, &[("date", &date_of(validity.into()))]);
        // APPENDUID and COPYUID tell the UID as well.
        let mut after = self.wire.spans().iter().filter(|own| own.start > span.start);
        let uids = after.find(|own| own.field == Field::UidSet).map(|own| text_of(self.wire, *own));
        let uid = uids.and_then(|uids| uids.split([',', ':']).next()?.parse().ok());
        self.long_id(Some(validity), uid);
    }

    /// RFC 3501 §2.3.1.1: the 64-bit value made of UIDVALIDITY and UID.
    fn long_id(&mut self, validity: Option<u32>, uid: Option<u32>) {
        let open = self.open().map(|(mailbox, uids)| (mailbox.uid_validity, uids.first().map(|uid| uid.0)));
        let Some(validity) = validity.or(open.map(|(validity, _)| validity)) else { return };
        let first = open.filter(|(own, _)| *own == validity).and_then(|(_, first)| first);
        let Some(uid) = uid.or(first) else { return };
        let long = (u64::from(validity) << 32 | u64::from(uid)).to_string();
        let halves = format!("{validity:08x}·{uid:08x}");
        self.say(Key::OctetLongId, &[("uid", &uid.to_string()), ("halves", &halves), ("value", &long)]);
    }

    /// The messages whose flags STORE has changed.
    fn flags(&mut self) {
        if !self.wire.spans().iter().any(|span| span.field == Field::StoreAttFlags) {
            return;
        }
        let changed = self.pointed.turn.changes().filter_map(|(.., change)| match change {
            Change::Flagged { uid, .. } => Some(*uid),
            _ => None,
        });
        let changed: Vec<Uid> = changed.collect();
        let key = if changed.is_empty() { Key::OctetFlagsNone } else { Key::OctetFlags };
        self.say(key, &[("count", &changed.len().to_string())]);
        self.messages.extend(changed);
    }

    fn switch(&mut self, field: Field, word: &str) {
        let Some(row) = switch(field, word) else { return };
        let on = self.pointed.after.switches().has(row.switch);
        let key = if on { Key::OctetSwitchOn } else { Key::OctetSwitchOff };
        // The name stands before the colon.
        let name = by_id(self.lang, &format!("switch-{}", row.id)).split(':').next().unwrap_or_default();
        self.say(key, &[("switches", text(self.lang, Key::ServerName)), ("name", name)]);
    }

    /// `<0.100>` in a command, `<0>` in an answer.
    fn partial(&mut self, word: &str) {
        let mut numbers = word.trim_matches(['<', '>']).split('.');
        let from = numbers.next().unwrap_or_default();
        match numbers.next() {
            Some(count) => self.say(Key::OctetPartial, &[("from", from), ("count", count)]),
            None => self.say(Key::OctetOrigin, &[("from", from)]),
        }
    }

    /// The message of a FETCH, and the number of the part whose section stands nearest before these octets.
    fn part(&self, span: Span) -> Option<(&'a Message, Vec<NonZeroU32>)> {
        let spans = self.wire.spans();
        let sets = [Field::MsgNumber, Field::SequenceSet, Field::UidSet];
        let whose = spans.iter().rfind(|own| own.start < span.start && sets.contains(&own.field))?;
        let (mailbox, meant) = self.meant(self.wire.of(*whose), whose.field == Field::UidSet)?;
        let mut groups = self.wire.groups().iter();
        let section = groups.rfind(|own| own.field == Field::Section && own.start <= span.start)?;
        let numbers = spans.iter().filter(|own| section.holds(own) && own.field == Field::SectionPart);
        let numbers: Vec<String> = numbers.map(|own| text_of(self.wire, *own)).collect();
        let part = numbers.iter().flat_map(|own| own.split('.')).filter_map(|own| own.parse().ok()).collect();
        Some((&entry(mailbox, meant.first()?.0)?.message, part))
    }

    /// The part that a section names.
    fn piece(&mut self, span: Span) {
        let Some((message, part)) = self.part(span) else { return };
        let number: Vec<String> = part.iter().map(NonZeroU32::to_string).collect();
        let number = number.join(".");
        let Some(own) = part_of(message, &part) else {
            return self.say(Key::OctetPartNone, &[("number", &number)]);
        };
        let kind = own.shown_type(message.octets());
        let (media, subtype) = kind.media();
        let kind = shown(&[media, b"/", subtype].concat()).to_ascii_lowercase();
        let key = if part.is_empty() { Key::OctetPartWhole } else { Key::OctetPart };
        let size = own.body.len().to_string();
        self.say(key, &[("number", &number), ("type", &kind), ("count", &size)]);
    }

    /// The decoded beginning of a part's content.
    fn content(&mut self, span: Span) {
        let octets = self.wire.of(span);
        let octets = &octets[..octets.len().min(DECODED_MAX)];
        let Some((message, part)) = self.part(span).filter(|(_, part)| !part.is_empty()) else { return };
        let Some(own) = part_of(message, &part) else { return };
        // A part's header is never encoded.
        let is_body = message.octets()[own.body.clone()].starts_with(octets);
        let decoded = own.encoding(message.octets()).decode(octets);
        if is_body && *decoded != *octets {
            self.reads(Key::OctetDecoded, &decoded);
        }
    }
}

/// The part with this number; without one, the message.
fn part_of(message: &Message, number: &[NonZeroU32]) -> Option<Part> {
    let structure = Structure::of(message.octets());
    let index = if number.is_empty() { 0 } else { structure.find(number)? };
    structure.parts().get(index).cloned()
}

fn entry(mailbox: &Mailbox, uid: Uid) -> Option<&Entry> {
    mailbox.entries.at(mailbox.entries.position(uid)?)
}

/// The octets without the quotation marks and backslashes of a quoted string.
fn unquoted(octets: &[u8]) -> Vec<u8> {
    let inside = octets.strip_prefix(b"\"").and_then(|octets| octets.strip_suffix(b"\""));
    let Some(inside) = inside else { return octets.to_vec() };
    let mut value = Vec::with_capacity(inside.len());
    let mut rest = inside.iter();
    while let Some(octet) = rest.next() {
        value.push(*if *octet == b'\\' { rest.next().unwrap_or(octet) } else { octet });
    }
    value
}

/// `2003-10-14 08:00:00`, in UTC.
fn date_of(seconds: i64) -> String {
    let c = ZonedTime { milliseconds: seconds.saturating_mul(1000), zone: 0 }.civil();
    format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

/// The beginning of some octets as text in one line; a control character becomes its sign: `␀`.
fn shown(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    let mut short: String = text.chars().take(SHOWN_MAX).map(seen).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        short.push('…');
    }
    short
}

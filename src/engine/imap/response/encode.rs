//! Responses become labelled octets (RFC 3501 §9). Nothing else makes the server's octets.

mod code;
mod structure;

use super::{Condition, Continue, Esearch, FetchData, ListData, Piece, Response, Status};
use crate::engine::field::Field;
use crate::engine::imap::command::{Section, SectionText, StatusItem};
use crate::engine::imap::sequence::compact;
use crate::engine::imap::utf7;
use crate::engine::mail::{Address, Envelope};
use crate::engine::step::Reply;
use crate::engine::wire::{Role, Wire, WireWriter};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Longest quoted string that the server sends; longer ones leave as literals, which the reader need not
/// search for their end.
const QUOTED_MAX: usize = 1000;

impl Response {
    /// The octets, CRLF included, and the kind of reply that they are; mailbox names in modified UTF-7.
    pub fn encode(&self) -> (Wire, Reply) {
        self.encode_with(false, &mut WireWriter::default())
    }

    /// The same with a writer in which nothing stands, and which can be used again: a command may have ten
    /// thousand responses. With `utf8` as RFC 9051 wants it: mailbox names in UTF-8.
    pub fn encode_with(&self, utf8: bool, writer: &mut WireWriter) -> (Wire, Reply) {
        let mut out = Encoder(writer, utf8);
        let reply = out.response(self);
        writer.put(Role::Crlf, b"\r\n");
        (writer.take(), reply)
    }
}

/// The octets so far, and whether mailbox names are UTF-8.
struct Encoder<'a>(&'a mut WireWriter, bool);

impl Encoder<'_> {
    fn response(&mut self, response: &Response) -> Reply {
        match response {
            Response::Tagged(tag, status) => {
                self.put(Role::Tag, tag.as_str());
                return self.status(status, true);
            }
            Response::Continue(request) => {
                self.put(Role::Continuation, "+");
                // RFC 3501 §9: `continue-req = "+" SP (resp-text / base64) CRLF`
                self.space();
                match request {
                    Continue::Text(text) => self.put(Role::Text, text),
                    Continue::Challenge(challenge) => {
                        self.fill(Role::Argument, Field::Base64, &BASE64_STANDARD.encode(challenge));
                    }
                }
                return Reply::Continue;
            }
            _ => self.put(Role::Untagged, "*"),
        }
        match response {
            Response::Untagged(status) => return self.status(status, false),
            Response::Capability(names) => {
                self.keyword("CAPABILITY");
                self.capabilities(names);
            }
            Response::Enabled(names) => {
                self.keyword("ENABLED");
                for name in names {
                    self.space();
                    self.fill(Role::Argument, Field::Capability, name);
                }
            }
            Response::Id(fields) => {
                self.keyword("ID");
                self.space();
                self.parenthesised(fields, |out, (field, value)| {
                    out.quoted(field.as_bytes(), Role::Quoted, Field::IdField);
                    out.space();
                    out.quoted(value.as_bytes(), Role::Quoted, Field::IdValue);
                });
            }
            Response::Namespace => {
                self.keyword("NAMESPACE");
                self.space();
                self.put(Role::Parenthesis, "((");
                self.quoted(b"", Role::Quoted, Field::NamespacePrefix);
                self.space();
                self.quoted(b"/", Role::Quoted, Field::Delimiter);
                self.put(Role::Parenthesis, "))");
                for _ in 0..2 {
                    self.space();
                    self.fill(Role::Nil, Field::NamespaceOthers, "NIL");
                }
            }
            Response::List(data) => self.list("LIST", data),
            Response::Lsub(data) => self.list("LSUB", data),
            Response::MailboxStatus { mailbox, items } => {
                self.keyword("STATUS");
                self.space();
                self.mailbox(mailbox);
                self.space();
                self.parenthesised(items, |out, (item, value)| {
                    out.fill(Role::Argument, Field::StatusAtt, item.name());
                    out.space();
                    let value = value.to_string();
                    let field = match item {
                        StatusItem::MailboxId => return out.id("F", &value),
                        StatusItem::UidNext => Field::UidNext,
                        StatusItem::UidValidity => Field::UidValidity,
                        StatusItem::HighestModSeq => Field::ModSeq,
                        _ => Field::StatusAttVal,
                    };
                    out.fill(Role::Number, field, &value);
                });
            }
            Response::Search(numbers, modseq) => self.numbers("SEARCH", numbers, *modseq),
            Response::Sort(numbers, modseq) => self.numbers("SORT", numbers, *modseq),
            Response::Quota(resources) => {
                self.keyword("QUOTA");
                self.space();
                self.quoted(b"", Role::Quoted, Field::QuotaRoot);
                self.space();
                self.parenthesised(resources, |out, (name, usage, limit)| {
                    out.fill(Role::Argument, Field::ResourceName, name);
                    out.space();
                    out.number(Field::ResourceUsage, *usage);
                    out.space();
                    out.number(Field::ResourceLimit, *limit);
                });
            }
            Response::QuotaRoot(mailbox, limited) => {
                self.keyword("QUOTAROOT");
                self.space();
                self.mailbox(mailbox);
                if *limited {
                    self.space();
                    self.quoted(b"", Role::Quoted, Field::QuotaRoot);
                }
            }
            Response::Thread(pieces) => self.thread(pieces),
            Response::Esearch(found) => self.esearch(found),
            Response::Flags(names) => {
                self.keyword("FLAGS");
                self.space();
                self.flags(names);
            }
            Response::Exists(count) => self.counted(Field::ExistsCount, *count, "EXISTS"),
            Response::Recent(count) => self.counted(Field::RecentCount, *count, "RECENT"),
            Response::Expunge(number) => self.counted(Field::ExpungedNumber, *number, "EXPUNGE"),
            Response::Vanished { earlier, uids } => {
                self.keyword("VANISHED");
                if *earlier {
                    self.space();
                    self.put(Role::Parenthesis, "(");
                    self.fill(Role::Keyword, Field::VanishedEarlier, "EARLIER");
                    self.put(Role::Parenthesis, ")");
                }
                self.space();
                self.fill(Role::Set, Field::UidSet, uids);
            }
            Response::Fetch { number, items } => {
                self.counted(Field::MsgNumber, *number, "FETCH");
                self.space();
                self.parenthesised(items, |out, data| out.group(Field::MsgAtt, |out| out.fetch_data(data)));
            }
            Response::Tagged(..) | Response::Continue(_) => {}
        }
        Reply::Untagged
    }

    fn status(&mut self, status: &Status, tagged: bool) -> Reply {
        let condition = match status.condition {
            Condition::Preauth | Condition::Bye if tagged => Condition::Ok,
            condition => condition,
        };
        self.space();
        self.put(Role::Status, condition.name());
        self.space();
        if let Some(code) = &status.code {
            self.group(Field::RespTextCode, |out| out.code(code));
            self.space();
        }
        self.text(&status.text, status.code.is_none());
        match condition {
            Condition::Bad => Reply::Bad,
            Condition::Bye => Reply::Bye,
            Condition::Preauth => Reply::Preauth,
            Condition::Ok if tagged => Reply::Ok,
            Condition::No if tagged => Reply::No,
            Condition::Ok | Condition::No => Reply::Untagged,
        }
    }

    /// RFC 3501 §9: `text = 1*TEXT-CHAR`, `TEXT-CHAR = <any CHAR except CR and LF>`.
    fn text(&mut self, text: &str, first: bool) {
        let fit = |c: char| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' };
        let mut text: String = text.chars().map(fit).collect();
        if text.is_empty() {
            text.push('.');
        }
        // Without a code, a text in brackets would be taken for one.
        if first && text.starts_with('[') {
            text.insert(0, '.');
        }
        self.put(Role::Text, &text);
    }

    fn capabilities(&mut self, names: &[&str]) {
        // RFC 3501 §7.2.1: "The capability listing MUST include the atom "IMAP4rev1"".
        for name in ["IMAP4rev1"].iter().chain(names) {
            self.space();
            self.fill(Role::Argument, Field::Capability, name);
        }
    }

    /// RFC 3501 §9: `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP
    /// mailbox`
    fn list(&mut self, keyword: &str, data: &ListData) {
        self.keyword(keyword);
        self.space();
        self.group(Field::MbxListFlags, |out| {
            out.parenthesised(&data.attributes, |out, name| {
                out.fill(Role::Flag, Field::MbxListFlags, name);
            });
        });
        self.space();
        match data.delimiter {
            Some(delimiter) => {
                self.quoted(delimiter.encode_utf8(&mut [0; 4]).as_bytes(), Role::Quoted, Field::Delimiter);
            }
            None => self.nil(Field::Delimiter),
        }
        self.space();
        self.mailbox(&data.mailbox);
        if data.child_info {
            // RFC 5258 §6: `childinfo-extended-item = "CHILDINFO" SP "(" list-select-base-opt-quoted [...] ")"`
            self.space();
            self.put(Role::Parenthesis, "(");
            self.quoted(b"CHILDINFO", Role::Quoted, Field::MboxListExtended);
            self.space();
            self.put(Role::Parenthesis, "(");
            self.quoted(b"SUBSCRIBED", Role::Quoted, Field::MboxListExtended);
            self.put(Role::Parenthesis, "))");
        }
        if let Some(old) = &data.old_name {
            // RFC 9051 §9: `oldname-extended-item = "OLDNAME" SP "(" mailbox ")"`
            self.space();
            self.put(Role::Parenthesis, "(");
            self.quoted(b"OLDNAME", Role::Quoted, Field::MboxListExtended);
            self.space();
            self.put(Role::Parenthesis, "(");
            self.mailbox(old);
            self.put(Role::Parenthesis, "))");
        }
    }

    fn numbers(&mut self, keyword: &str, numbers: &[u32], modseq: Option<u64>) {
        self.keyword(keyword);
        for number in numbers {
            self.space();
            self.number(Field::FoundNumber, *number);
        }
        if let Some(modseq) = modseq {
            // RFC 7162 §7: `search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"`.
            self.space();
            self.put(Role::Parenthesis, "(");
            self.item(Field::SearchReturnData, "MODSEQ");
            self.number(Field::ModSeq, modseq);
            self.put(Role::Parenthesis, ")");
        }
    }

    /// RFC 5256 §5: `thread-data = "THREAD" [SP 1*thread-list]`; a space stands between numbers, and before
    /// messages that are nested behind one.
    fn thread(&mut self, pieces: &[Piece]) {
        self.keyword("THREAD");
        let mut apart = true;
        for piece in pieces {
            if apart && *piece != Piece::Close {
                self.space();
            }
            match piece {
                Piece::Open => self.put(Role::Parenthesis, "("),
                Piece::Number(number) => self.number(Field::ThreadMember, *number),
                Piece::Close => self.put(Role::Parenthesis, ")"),
            }
            apart = matches!(piece, Piece::Number(_));
        }
    }

    /// RFC 4466 §6: `esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)`,
    /// `search-correlator = SP "(" "TAG" SP tag-string ")"`.
    fn esearch(&mut self, found: &Esearch) {
        self.keyword("ESEARCH");
        self.space();
        self.put(Role::Parenthesis, "(");
        self.item(Field::SearchReturnData, "TAG");
        self.quoted(found.tag.as_str().as_bytes(), Role::Tag, Field::TagString);
        self.put(Role::Parenthesis, ")");
        if found.uid {
            self.space();
            self.fill(Role::Keyword, Field::SearchReturnData, "UID");
        }
        let set = if found.uid { Field::UidSet } else { Field::SequenceSet };
        for (name, numbers) in &found.items {
            self.space();
            self.item(Field::SearchReturnData, name);
            let (role, field) = match *name {
                "ALL" => (Role::Set, set),
                _ => (Role::Number, Field::SearchReturnValue),
            };
            self.fill(role, field, &compact(numbers));
        }
        if let Some((range, numbers)) = &found.partial {
            // RFC 9394 §4: `ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"`
            self.space();
            self.item(Field::SearchReturnData, "PARTIAL");
            self.put(Role::Parenthesis, "(");
            self.fill(Role::Set, Field::PartialRange, &range.to_string());
            self.space();
            if numbers.is_empty() {
                self.nil(set);
            } else {
                self.fill(Role::Set, set, &compact(numbers));
            }
            self.put(Role::Parenthesis, ")");
        }
        if let Some(modseq) = found.modseq {
            self.space();
            self.item(Field::SearchReturnData, "MODSEQ");
            self.number(Field::ModSeq, modseq);
        }
    }

    fn fetch_data(&mut self, data: &FetchData) {
        match data {
            FetchData::Flags(flags, recent) => {
                self.item(Field::FetchAtt, "FLAGS");
                let recent = recent.then_some("\\Recent");
                let names: Vec<&str> = flags.names().chain(recent).collect();
                self.flags(&names);
            }
            FetchData::Uid(uid) => {
                self.item(Field::FetchAtt, "UID");
                self.number(Field::Uid, *uid);
            }
            FetchData::ModSeq(modseq) => {
                self.item(Field::FetchAtt, "MODSEQ");
                self.parenthesised(&[*modseq], |out, modseq| out.number(Field::ModSeq, *modseq));
            }
            FetchData::InternalDate(name, time) => {
                self.item(Field::FetchAtt, name);
                self.quoted(time.to_string().as_bytes(), Role::Quoted, Field::DateTime);
            }
            FetchData::Rfc822Size(size) => {
                self.item(Field::FetchAtt, "RFC822.SIZE");
                self.number(Field::Rfc822Size, *size);
            }
            FetchData::Envelope(envelope) => {
                self.item(Field::FetchAtt, "ENVELOPE");
                self.envelope(envelope);
            }
            FetchData::Structure { message, structure, extended } => {
                self.item(Field::FetchAtt, if *extended { "BODYSTRUCTURE" } else { "BODY" });
                self.body(message.octets(), structure, 0, *extended);
            }
            FetchData::Rfc822(name, octets) => {
                self.item(Field::FetchAtt, name);
                self.literal(octets, Field::SectionData);
            }
            FetchData::Preview(text) => {
                self.item(Field::FetchAtt, "PREVIEW");
                // RFC 8970 §3.2: "A server MUST NOT return NIL to a FETCH PREVIEW request made without the LAZY modifier."
                self.string(text.as_bytes(), Role::Quoted, Field::Preview);
            }
            FetchData::EmailId(id) => {
                self.item(Field::FetchAtt, "EMAILID");
                self.id("M", id);
            }
            FetchData::ThreadId(id) => {
                self.item(Field::FetchAtt, "THREADID");
                self.id("T", id);
            }
            FetchData::Section { section, origin, data } => {
                self.group(Field::Section, |out| out.section(section, *origin));
                self.space();
                let text = section.text.as_ref();
                match data {
                    _ if text == Some(&SectionText::BinarySize) => {
                        self.number(Field::BinarySize, data.as_ref().map_or(0, Vec::len) as u32);
                    }
                    // RFC 3516 §7: "msg-att-static =/ "BINARY" section-binary SP (nstring / literal8)".
                    Some(octets) if text == Some(&SectionText::Binary) && octets.contains(&0) => {
                        self.announced("~", octets, Field::SectionData);
                    }
                    Some(octets) => self.literal(octets, Field::SectionData),
                    None => self.nil(Field::SectionData),
                }
            }
        }
    }

    /// `BODY[1.HEADER.FIELDS (TO CC)]<0>`
    fn section(&mut self, section: &Section, origin: Option<u64>) {
        let name = match section.text {
            Some(SectionText::Binary) => "BINARY",
            Some(SectionText::BinarySize) => "BINARY.SIZE",
            _ => "BODY",
        };
        self.fill(Role::Keyword, Field::FetchAtt, name);
        self.fill(Role::Keyword, Field::Section, "[");
        let part = section.part_number();
        self.fill(Role::Argument, Field::SectionPart, &part);
        let text = section.text.as_ref();
        if let Some(text) = text.filter(|text| !matches!(text, SectionText::Binary | SectionText::BinarySize))
        {
            let (name, fields) = match text {
                SectionText::Header => ("HEADER", None),
                SectionText::HeaderFields(fields) => ("HEADER.FIELDS", Some(fields)),
                SectionText::HeaderFieldsNot(fields) => ("HEADER.FIELDS.NOT", Some(fields)),
                SectionText::Text => ("TEXT", None),
                _ => ("MIME", None),
            };
            if !part.is_empty() {
                self.fill(Role::Argument, Field::Section, ".");
            }
            self.fill(Role::Argument, Field::SectionText, name);
            if let Some(fields) = fields {
                self.space();
                self.group(Field::HeaderList, |out| {
                    out.parenthesised(fields, |out, name| {
                        out.astring(name.as_bytes(), Role::Argument, Field::HeaderFldName);
                    });
                });
            }
        }
        self.fill(Role::Keyword, Field::Section, "]");
        if let Some(origin) = origin {
            self.fill(Role::Number, Field::OriginOctet, &format!("<{origin}>"));
        }
    }

    /// RFC 8474 §7: `"(" objectid ")"`
    fn id(&mut self, prefix: &str, id: &str) {
        self.put(Role::Parenthesis, "(");
        self.fill(Role::Argument, Field::ObjectId, &[prefix, id].concat());
        self.put(Role::Parenthesis, ")");
    }

    /// RFC 3501 §9 `envelope`: ten fields in this order.
    fn envelope(&mut self, envelope: &Envelope) {
        let group = self.0.begin(Field::Envelope);
        self.put(Role::Parenthesis, "(");
        self.nstring(envelope.date.as_deref(), Field::EnvDate);
        self.space();
        self.nstring(envelope.subject.as_deref(), Field::EnvSubject);
        let lists = [
            (Field::EnvFrom, &envelope.from),
            (Field::EnvSender, &envelope.sender),
            (Field::EnvReplyTo, &envelope.reply_to),
            (Field::EnvTo, &envelope.to),
            (Field::EnvCc, &envelope.cc),
            (Field::EnvBcc, &envelope.bcc),
        ];
        for (field, addresses) in lists {
            self.space();
            self.addresses(field, addresses);
        }
        self.space();
        self.nstring(envelope.in_reply_to.as_deref(), Field::EnvInReplyTo);
        self.space();
        self.nstring(envelope.message_id.as_deref(), Field::EnvMessageId);
        self.put(Role::Parenthesis, ")");
        self.0.end(group);
    }

    /// RFC 3501 §9: `env-from = "(" 1*address ")" / nil`, without spaces in between.
    fn addresses(&mut self, field: Field, addresses: &[Address]) {
        if addresses.is_empty() {
            return self.nil(field);
        }
        let group = self.0.begin(field);
        self.put(Role::Parenthesis, "(");
        for Address { name, route, mailbox, host } in addresses {
            let address = self.0.begin(Field::Address);
            let parts = [
                (name, Field::AddrName),
                (route, Field::AddrAdl),
                (mailbox, Field::AddrMailbox),
                (host, Field::AddrHost),
            ];
            self.parenthesised(&parts, |out, (part, field)| out.nstring(part.as_deref(), *field));
            self.0.end(address);
        }
        self.put(Role::Parenthesis, ")");
        self.0.end(group);
    }

    fn mailbox(&mut self, name: &str) {
        let (role, field) = (Role::Mailbox, Field::Mailbox);
        if !self.1 {
            self.astring(utf7::encode(name).as_bytes(), role, field);
        } else if name.is_ascii() {
            self.astring(name.as_bytes(), role, field);
        } else {
            // RFC 9051 §9: `QUOTED-CHAR = <any TEXT-CHAR except quoted-specials> / "\" quoted-specials / UTF8-2 /
            // UTF8-3 / UTF8-4`. A mailbox's name holds no control characters.
            self.quoted(name.as_bytes(), role, field);
        }
    }

    /// RFC 3501 §9: `astring = 1*ASTRING-CHAR / string`. `NIL` is quoted, lest it be misread.
    fn astring(&mut self, octets: &[u8], role: Role, field: Field) {
        let atom = !octets.is_empty() && octets.iter().all(|octet| is_astring_char(*octet));
        if atom && !octets.eq_ignore_ascii_case(b"NIL") {
            self.0.put_as(role, field, octets);
        } else {
            self.string(octets, role, field);
        }
    }

    fn nstring(&mut self, octets: Option<&[u8]>, field: Field) {
        match octets {
            Some(octets) => self.string(octets, Role::Quoted, field),
            None => self.nil(field),
        }
    }

    /// RFC 3501 §4.3: "A quoted string is a sequence of zero or more 7-bit characters, excluding CR and
    /// LF"; everything else is a literal.
    fn string(&mut self, octets: &[u8], role: Role, field: Field) {
        let quotable = |octet: &u8| matches!(octet, 1..=0x7f) && !matches!(octet, b'\r' | b'\n');
        if octets.len() <= QUOTED_MAX && octets.iter().all(quotable) {
            self.quoted(octets, role, field);
        } else {
            self.literal(octets, field);
        }
    }

    fn quoted(&mut self, octets: &[u8], role: Role, field: Field) {
        self.0.quote(role, field, octets);
    }

    /// RFC 3501 §9: `literal = "{" number "}" CRLF *CHAR8 ; Number represents the number of CHAR8s`,
    /// `CHAR8 = %x01-ff`. No message is told with NUL ([`Message::octets`](crate::engine::mail::Message::octets)); one
    /// from elsewhere would leave as a space.
    fn literal(&mut self, octets: &[u8], field: Field) {
        if octets.contains(&0) {
            let octets: Vec<u8> = octets.iter().map(|&octet| if octet == 0 { b' ' } else { octet }).collect();
            self.announced("", &octets, field);
        } else {
            self.announced("", octets, field);
        }
    }

    /// The octets of a literal behind their announcement.
    fn announced(&mut self, sign: &str, octets: &[u8], field: Field) {
        let group = self.0.begin(Field::Literal);
        self.fill(Role::LiteralLength, Field::Literal, &format!("{sign}{{{}}}", octets.len()));
        self.put(Role::Crlf, "\r\n");
        self.0.put_as(Role::Literal, field, octets);
        self.0.end(group);
    }

    fn flags(&mut self, names: &[impl AsRef<str>]) {
        self.group(Field::FlagList, |out| {
            out.parenthesised(names, |out, name| {
                let name = name.as_ref();
                let field = if name == "\\*" { Field::FlagPerm } else { Field::Flag };
                out.fill(Role::Flag, field, name);
            });
        });
    }

    fn parenthesised<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.put(Role::Parenthesis, "(");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.space();
            }
            each(self, item);
        }
        self.put(Role::Parenthesis, ")");
    }

    fn group(&mut self, field: Field, inside: impl FnOnce(&mut Self)) {
        let group = self.0.begin(field);
        inside(self);
        self.0.end(group);
    }

    fn counted(&mut self, field: Field, number: u32, keyword: &str) {
        self.space();
        self.number(field, number);
        self.keyword(keyword);
    }

    fn keyword(&mut self, keyword: &str) {
        self.space();
        self.fill(Role::Keyword, Field::Response, keyword);
    }

    fn item(&mut self, field: Field, name: &str) {
        self.fill(Role::Keyword, field, name);
        self.space();
    }

    fn number(&mut self, field: Field, number: impl Into<u64>) {
        let (mut digits, mut at, mut rest) = ([0; 20], 20, number.into());
        while at == 20 || rest > 0 {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.0.put_as(Role::Number, field, &digits[at..]);
    }

    fn nil(&mut self, field: Field) {
        self.fill(Role::Nil, field, "NIL");
    }

    fn space(&mut self) {
        self.put(Role::Separator, " ");
    }

    fn put(&mut self, role: Role, text: &str) {
        self.0.put(role, text.as_bytes());
    }

    fn fill(&mut self, role: Role, field: Field, text: &str) {
        self.0.put_as(role, field, text.as_bytes());
    }
}

/// RFC 3501 §9: `ASTRING-CHAR = ATOM-CHAR / resp-specials`; `atom-specials = "(" / ")" / "{" / SP / CTL /
/// list-wildcards / quoted-specials / resp-specials`.
pub(crate) fn is_astring_char(octet: u8) -> bool {
    is_atom_char(octet) || octet == b']'
}

/// RFC 3501 §9: `ATOM-CHAR = <any CHAR except atom-specials>`.
pub(crate) fn is_atom_char(octet: u8) -> bool {
    matches!(octet, b'!'..=b'~') && !matches!(octet, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}

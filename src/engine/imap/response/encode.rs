//! Responses become labelled octets (RFC 3501 §9). Nothing else makes the server's octets.

mod structure;

use super::{Code, Condition, Continue, Esearch, FetchData, ListData, Piece, Response, Status};
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
                        self.put(Role::Argument, &BASE64_STANDARD.encode(challenge))
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
                    self.put(Role::Argument, name);
                }
            }
            Response::Id(fields) => {
                self.keyword("ID");
                self.space();
                self.parenthesised(fields, |out, (field, value)| {
                    out.quoted(field.as_bytes(), Role::Quoted);
                    out.space();
                    out.quoted(value.as_bytes(), Role::Quoted);
                });
            }
            Response::Namespace => {
                self.keyword("NAMESPACE");
                self.put(Role::Argument, " ((\"\" \"/\")) NIL NIL");
            }
            Response::List(data) => self.list("LIST", data),
            Response::Lsub(data) => self.list("LSUB", data),
            Response::MailboxStatus { mailbox, items } => {
                self.keyword("STATUS");
                self.space();
                self.mailbox(mailbox);
                self.space();
                self.parenthesised(items, |out, (item, value)| {
                    out.put(Role::Argument, item.name());
                    out.space();
                    let value = value.to_string();
                    match item {
                        StatusItem::MailboxId => out.id("F", &value),
                        _ => out.put(Role::Number, &value),
                    }
                });
            }
            Response::Search(numbers, modseq) => self.numbers("SEARCH", numbers, *modseq),
            Response::Sort(numbers, modseq) => self.numbers("SORT", numbers, *modseq),
            Response::Quota(resources) => {
                self.keyword("QUOTA");
                self.space();
                self.quoted(b"", Role::Quoted);
                self.space();
                self.parenthesised(resources, |out, (name, usage, limit)| {
                    out.put(Role::Argument, name);
                    out.space();
                    out.number(*usage);
                    out.space();
                    out.number(*limit);
                });
            }
            Response::QuotaRoot(mailbox, limited) => {
                self.keyword("QUOTAROOT");
                self.space();
                self.mailbox(mailbox);
                if *limited {
                    self.space();
                    self.quoted(b"", Role::Quoted);
                }
            }
            Response::Thread(pieces) => self.thread(pieces),
            Response::Esearch(found) => self.esearch(found),
            Response::Flags(names) => {
                self.keyword("FLAGS");
                self.space();
                self.flags(names);
            }
            Response::Exists(count) => self.counted(*count, "EXISTS"),
            Response::Recent(count) => self.counted(*count, "RECENT"),
            Response::Expunge(number) => self.counted(*number, "EXPUNGE"),
            Response::Vanished { earlier, uids } => {
                self.keyword("VANISHED");
                if *earlier {
                    self.space();
                    self.put(Role::Parenthesis, "(");
                    self.put(Role::Keyword, "EARLIER");
                    self.put(Role::Parenthesis, ")");
                }
                self.space();
                self.put(Role::Set, uids);
            }
            Response::Fetch { number, items } => {
                self.counted(*number, "FETCH");
                self.space();
                self.parenthesised(items, Self::fetch_data);
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
            let text = code_text(code);
            self.put(Role::Code, &text);
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
            self.put(Role::Argument, name);
        }
    }

    /// RFC 3501 §9: `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP
    /// mailbox`
    fn list(&mut self, keyword: &str, data: &ListData) {
        self.keyword(keyword);
        self.space();
        self.parenthesised(&data.attributes, |out, name| out.put(Role::Flag, name));
        self.space();
        match data.delimiter {
            Some(delimiter) => self.quoted(delimiter.encode_utf8(&mut [0; 4]).as_bytes(), Role::Quoted),
            None => self.nil(),
        }
        self.space();
        self.mailbox(&data.mailbox);
        if data.child_info {
            // RFC 5258 §6: `childinfo-extended-item = "CHILDINFO" SP "(" list-select-base-opt-quoted [...] ")"`
            self.space();
            self.put(Role::Parenthesis, "(");
            self.quoted(b"CHILDINFO", Role::Quoted);
            self.space();
            self.put(Role::Parenthesis, "(");
            self.quoted(b"SUBSCRIBED", Role::Quoted);
            self.put(Role::Parenthesis, "))");
        }
    }

    fn numbers(&mut self, keyword: &str, numbers: &[u32], modseq: Option<u64>) {
        self.keyword(keyword);
        for number in numbers {
            self.space();
            self.number(*number);
        }
        if let Some(modseq) = modseq {
            // RFC 7162 §7: `search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"`.
            self.space();
            self.put(Role::Parenthesis, "(");
            self.item("MODSEQ");
            self.number(modseq);
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
                Piece::Number(number) => self.number(*number),
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
        self.item("TAG");
        self.quoted(found.tag.as_str().as_bytes(), Role::Tag);
        self.put(Role::Parenthesis, ")");
        if found.uid {
            self.keyword("UID");
        }
        for (name, numbers) in &found.items {
            self.keyword(name);
            self.space();
            self.put(if *name == "ALL" { Role::Set } else { Role::Number }, &compact(numbers));
        }
        if let Some(modseq) = found.modseq {
            self.space();
            self.item("MODSEQ");
            self.number(modseq);
        }
    }

    fn fetch_data(&mut self, data: &FetchData) {
        match data {
            FetchData::Flags(flags, recent) => {
                self.item("FLAGS");
                let recent = recent.then_some("\\Recent");
                let names: Vec<&str> = flags.names().chain(recent).collect();
                self.parenthesised(&names, |out, name| out.put(Role::Flag, name));
            }
            FetchData::Uid(uid) => {
                self.item("UID");
                self.number(*uid);
            }
            FetchData::ModSeq(modseq) => {
                self.item("MODSEQ");
                self.parenthesised(&[*modseq], |out, modseq| out.number(*modseq));
            }
            FetchData::InternalDate(name, time) => {
                self.item(name);
                self.quoted(time.internal_date().as_bytes(), Role::Quoted);
            }
            FetchData::Rfc822Size(size) => {
                self.item("RFC822.SIZE");
                self.number(*size);
            }
            FetchData::Envelope(envelope) => {
                self.item("ENVELOPE");
                self.envelope(envelope);
            }
            FetchData::Structure { message, structure, extended } => {
                self.item(if *extended { "BODYSTRUCTURE" } else { "BODY" });
                self.body(message.octets(), structure, 0, *extended);
            }
            FetchData::Rfc822(name, octets) => {
                self.item(name);
                self.literal(octets);
            }
            FetchData::Preview(text) => {
                self.item("PREVIEW");
                // RFC 8970 §3.2: "A server MUST NOT return NIL to a FETCH PREVIEW request made without the LAZY modifier."
                self.string(text.as_bytes(), Role::Quoted);
            }
            FetchData::EmailId(id) => {
                self.item("EMAILID");
                self.id("M", id);
            }
            FetchData::ThreadId => {
                self.item("THREADID");
                self.nil();
            }
            FetchData::Section { section, origin, data } => {
                self.section(section, *origin);
                self.space();
                let text = section.text.as_ref();
                match data {
                    _ if text == Some(&SectionText::BinarySize) => {
                        self.number(data.as_ref().map_or(0, Vec::len) as u32);
                    }
                    // RFC 3516 §7: "msg-att-static =/ "BINARY" section-binary SP (nstring / literal8)".
                    Some(octets) if text == Some(&SectionText::Binary) && octets.contains(&0) => {
                        self.put(Role::LiteralLength, &format!("~{{{}}}", octets.len()));
                        self.put(Role::Crlf, "\r\n");
                        self.0.put(Role::Literal, octets);
                    }
                    Some(octets) => self.literal(octets),
                    None => self.nil(),
                }
            }
        }
    }

    /// `BODY[1.HEADER.FIELDS (TO CC)]<0>`
    fn section(&mut self, section: &Section, origin: Option<u32>) {
        self.put(
            Role::Keyword,
            match section.text {
                Some(SectionText::Binary) => "BINARY[",
                Some(SectionText::BinarySize) => "BINARY.SIZE[",
                _ => "BODY[",
            },
        );
        let part = section.part_number();
        self.put(Role::Argument, &part);
        let text = section.text.as_ref();
        if let Some(text) = text.filter(|text| !matches!(text, SectionText::Binary | SectionText::BinarySize))
        {
            let dot = if part.is_empty() { "" } else { "." };
            let (name, fields) = match text {
                SectionText::Header => ("HEADER", None),
                SectionText::HeaderFields(fields) => ("HEADER.FIELDS", Some(fields)),
                SectionText::HeaderFieldsNot(fields) => ("HEADER.FIELDS.NOT", Some(fields)),
                SectionText::Text => ("TEXT", None),
                _ => ("MIME", None),
            };
            self.put(Role::Argument, &format!("{dot}{name}"));
            if let Some(fields) = fields {
                self.space();
                self.parenthesised(fields, |out, name| out.astring(name.as_bytes(), Role::Argument));
            }
        }
        self.put(Role::Keyword, "]");
        if let Some(origin) = origin {
            self.put(Role::Number, &format!("<{origin}>"));
        }
    }

    /// RFC 8474 §7: `"(" objectid ")"`
    fn id(&mut self, prefix: &str, id: &str) {
        self.put(Role::Parenthesis, "(");
        self.put(Role::Argument, &[prefix, id].concat());
        self.put(Role::Parenthesis, ")");
    }

    /// RFC 3501 §9 `envelope`: ten fields in this order.
    fn envelope(&mut self, envelope: &Envelope) {
        self.put(Role::Parenthesis, "(");
        self.nstring(envelope.date.as_deref());
        self.space();
        self.nstring(envelope.subject.as_deref());
        let lists =
            [&envelope.from, &envelope.sender, &envelope.reply_to, &envelope.to, &envelope.cc, &envelope.bcc];
        for addresses in lists {
            self.space();
            self.addresses(addresses);
        }
        self.space();
        self.nstring(envelope.in_reply_to.as_deref());
        self.space();
        self.nstring(envelope.message_id.as_deref());
        self.put(Role::Parenthesis, ")");
    }

    /// RFC 3501 §9: `env-from = "(" 1*address ")" / nil`, without spaces in between.
    fn addresses(&mut self, addresses: &[Address]) {
        if addresses.is_empty() {
            return self.nil();
        }
        self.put(Role::Parenthesis, "(");
        for Address { name, route, mailbox, host } in addresses {
            self.parenthesised(&[name, route, mailbox, host], |out, part| out.nstring(part.as_deref()));
        }
        self.put(Role::Parenthesis, ")");
    }

    fn mailbox(&mut self, name: &str) {
        if !self.1 {
            self.astring(utf7::encode(name).as_bytes(), Role::Mailbox);
        } else if name.is_ascii() {
            self.astring(name.as_bytes(), Role::Mailbox);
        } else {
            // RFC 9051 §9: `QUOTED-CHAR = <any TEXT-CHAR except quoted-specials> / "\" quoted-specials / UTF8-2 /
            // UTF8-3 / UTF8-4`. A mailbox's name holds no control characters.
            self.quoted(name.as_bytes(), Role::Mailbox);
        }
    }

    /// RFC 3501 §9: `astring = 1*ASTRING-CHAR / string`. `NIL` is quoted, lest it be misread.
    fn astring(&mut self, octets: &[u8], role: Role) {
        let atom = !octets.is_empty() && octets.iter().all(|octet| is_astring_char(*octet));
        if atom && !octets.eq_ignore_ascii_case(b"NIL") {
            self.0.put(role, octets);
        } else {
            self.string(octets, role);
        }
    }

    fn nstring(&mut self, octets: Option<&[u8]>) {
        match octets {
            Some(octets) => self.string(octets, Role::Quoted),
            None => self.nil(),
        }
    }

    /// RFC 3501 §4.3: "A quoted string is a sequence of zero or more 7-bit characters, excluding CR and
    /// LF"; everything else is a literal.
    fn string(&mut self, octets: &[u8], role: Role) {
        let quotable = |octet: &u8| matches!(octet, 1..=0x7f) && !matches!(octet, b'\r' | b'\n');
        if octets.len() <= QUOTED_MAX && octets.iter().all(quotable) {
            self.quoted(octets, role);
        } else {
            self.literal(octets);
        }
    }

    fn quoted(&mut self, octets: &[u8], role: Role) {
        self.0.quote(role, octets);
    }

    /// RFC 3501 §9: `literal = "{" number "}" CRLF *CHAR8 ; Number represents the number of CHAR8s`,
    /// `CHAR8 = %x01-ff`. No message is told with NUL ([`Message::octets`](crate::engine::mail::Message::octets)); one
    /// from elsewhere would leave as a space.
    fn literal(&mut self, octets: &[u8]) {
        self.put(Role::LiteralLength, &format!("{{{}}}", octets.len()));
        self.put(Role::Crlf, "\r\n");
        if octets.contains(&0) {
            let octets: Vec<u8> = octets.iter().map(|&octet| if octet == 0 { b' ' } else { octet }).collect();
            self.0.put(Role::Literal, &octets);
        } else {
            self.0.put(Role::Literal, octets);
        }
    }

    fn flags(&mut self, names: &[String]) {
        self.parenthesised(names, |out, name| out.put(Role::Flag, name));
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

    fn counted(&mut self, number: u32, keyword: &str) {
        self.space();
        self.number(number);
        self.keyword(keyword);
    }

    fn keyword(&mut self, keyword: &str) {
        self.space();
        self.put(Role::Keyword, keyword);
    }

    fn item(&mut self, name: &str) {
        self.put(Role::Keyword, name);
        self.space();
    }

    fn number(&mut self, number: impl Into<u64>) {
        let (mut digits, mut at, mut rest) = ([0; 20], 20, number.into());
        while at == 20 || rest > 0 {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.0.put(Role::Number, &digits[at..]);
    }

    fn nil(&mut self) {
        self.put(Role::Nil, "NIL");
    }

    fn space(&mut self) {
        self.put(Role::Separator, " ");
    }

    fn put(&mut self, role: Role, text: &str) {
        self.0.put(role, text.as_bytes());
    }
}

/// RFC 3501 §9 `resp-text-code` with its brackets.
fn code_text(code: &Code) -> String {
    let text = match code {
        Code::Alert => "ALERT".to_owned(),
        Code::BadCharset([]) => "BADCHARSET".to_owned(),
        Code::BadCharset(charsets) => format!("BADCHARSET ({})", charsets.join(" ")),
        Code::Capability(names) => {
            ["CAPABILITY", "IMAP4rev1"].iter().chain(names).fold(String::new(), joined)
        }
        Code::Parse => "PARSE".to_owned(),
        Code::PermanentFlags(names) => format!("PERMANENTFLAGS ({})", names.join(" ")),
        Code::ReadOnly => "READ-ONLY".to_owned(),
        Code::ReadWrite => "READ-WRITE".to_owned(),
        Code::TryCreate => "TRYCREATE".to_owned(),
        Code::UidNext(uid) => format!("UIDNEXT {uid}"),
        Code::UidValidity(validity) => format!("UIDVALIDITY {validity}"),
        Code::Unseen(number) => format!("UNSEEN {number}"),
        Code::AppendUid(validity, uids) => format!("APPENDUID {validity} {uids}"),
        Code::CopyUid(validity, from, to) => format!("COPYUID {validity} {from} {to}"),
        Code::MailboxId(validity) => format!("MAILBOXID (F{validity})"),
        Code::UnknownCte => "UNKNOWN-CTE".to_owned(),
        Code::TooBig => "TOOBIG".to_owned(),
        Code::AuthenticationFailed => "AUTHENTICATIONFAILED".to_owned(),
        Code::PrivacyRequired => "PRIVACYREQUIRED".to_owned(),
        Code::AlreadyExists => "ALREADYEXISTS".to_owned(),
        Code::NonExistent => "NONEXISTENT".to_owned(),
        Code::ExpungeIssued => "EXPUNGEISSUED".to_owned(),
        Code::Cannot => "CANNOT".to_owned(),
        Code::HasChildren => "HASCHILDREN".to_owned(),
        Code::OverQuota => "OVERQUOTA".to_owned(),
        Code::UseAttr => "USEATTR".to_owned(),
        Code::Limit => "LIMIT".to_owned(),
        Code::Closed => "CLOSED".to_owned(),
        Code::HighestModSeq(modseq) => format!("HIGHESTMODSEQ {modseq}"),
        Code::Modified(numbers) => format!("MODIFIED {}", compact(numbers)),
    };
    format!("[{text}]")
}

fn joined(mut line: String, word: &&str) -> String {
    if !line.is_empty() {
        line.push(' ');
    }
    line.push_str(word);
    line
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

//! Everything that the server can say (RFC 3501 §7). The octets are made in `encode`.

mod encode;

pub(super) use encode::{is_astring_char, is_atom_char};

use super::sequence::PartialRange;
use crate::engine::imap::command::{Section, StatusItem, Tag};
use crate::engine::mail::mime::Structure;
use crate::engine::mail::{Envelope, Flags, Message};
use crate::engine::time::ZonedTime;
use crate::engine::words::words;
use std::borrow::Cow;
use std::sync::Arc;

/// One response: one line, literals included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// A tagged status response, which completes a command.
    Tagged(Tag, Status),
    /// An untagged `OK`, `NO`, `BAD`, `BYE` or `PREAUTH`; the greeting is one.
    Untagged(Status),
    /// §7.2.1; the names without `IMAP4rev1`, which is always first.
    Capability(Vec<&'static str>),
    /// RFC 5161 §3.2
    Enabled(Vec<&'static str>),
    /// RFC 2971 §3.2: fields and values.
    Id(&'static [(&'static str, &'static str)]),
    /// RFC 2342 §5: one personal namespace without prefix, and no other.
    Namespace,
    /// §7.2.2
    List(ListData),
    /// §7.2.3
    Lsub(ListData),
    /// §7.2.4
    MailboxStatus {
        /// The mailbox's name in Unicode.
        mailbox: String,
        /// Each item with its value.
        items: Vec<(StatusItem, u64)>,
    },
    /// RFC 9208 §4.2.1, for the quota root without a name: resources with their usage and limit, at least one.
    Quota(Vec<(&'static str, u64, u64)>),
    /// RFC 9208 §4.2.2: a mailbox, and whether the quota root without a name is its own.
    QuotaRoot(String, bool),
    /// RFC 5256 §4: as SEARCH, in the order asked for.
    Sort(Vec<u32>, Option<u64>),
    /// RFC 5256 §4: threads, each within an Open and its Close.
    Thread(Vec<Piece>),
    /// RFC 4731 §3.1
    Esearch(Esearch),
    /// §7.2.5; sequence numbers or UIDs, each above 0. With the highest of their mod-sequences, where the
    /// search asked for one (RFC 7162 §3.1.6).
    Search(Vec<u32>, Option<u64>),
    /// §7.2.6; names with their backslashes.
    Flags(Vec<String>),
    /// §7.3.1
    Exists(u32),
    /// §7.3.2
    Recent(u32),
    /// §7.4.1; a sequence number, from 1.
    Expunge(u32),
    /// RFC 7162 §3.2.10
    Vanished {
        /// `(EARLIER)`: not now, but while the client was away.
        earlier: bool,
        /// The UIDs, as a sequence set; never empty.
        uids: String,
    },
    /// §7.4.2
    Fetch {
        /// The message's sequence number, from 1.
        number: u32,
        /// The data told of it; never empty.
        items: Vec<FetchData>,
    },
    /// §7.5; with text for people, or with a challenge in base64 (which may be empty).
    Continue(Continue),
}

/// A status response (RFC 3501 §7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its indicator.
    pub condition: Condition,
    /// The code in brackets.
    pub code: Option<Code>,
    /// Text for people. A character that cannot stand in a line of US-ASCII leaves as `?`.
    pub text: Cow<'static, str>,
}

words! {
    /// A status indicator. `Preauth` and `Bye` stand only in untagged responses; a tagged response with one
    /// of them leaves as `OK`.
    Condition {
        /// §7.1.1
        Ok = "OK";
        /// §7.1.2
        No = "NO";
        /// §7.1.3
        Bad = "BAD";
        /// §7.1.4
        Preauth = "PREAUTH";
        /// §7.1.5
        Bye = "BYE";
    }
}

/// RFC 3501 §7.1's response codes, and those of RFC 5530 that this server sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// `ALERT`
    Alert,
    /// `BADCHARSET`, with the charsets that the server knows.
    BadCharset(&'static [&'static str]),
    /// `CAPABILITY`, as [`Response::Capability`].
    Capability(Vec<&'static str>),
    /// `PARSE`
    Parse,
    /// `PERMANENTFLAGS`; names with their backslashes, `\*` for "new keywords are possible".
    PermanentFlags(Vec<String>),
    /// `READ-ONLY`
    ReadOnly,
    /// `READ-WRITE`
    ReadWrite,
    /// `TRYCREATE`
    TryCreate,
    /// `UIDNEXT`, above 0.
    UidNext(u32),
    /// `UIDVALIDITY`, above 0.
    UidValidity(u32),
    /// `UNSEEN`: the first unseen message's sequence number, above 0.
    Unseen(u32),
    /// RFC 4315 `APPENDUID`: UIDVALIDITY, and the UIDs that the appended messages got, as a set.
    AppendUid(u32, String),
    /// RFC 4315 `COPYUID`: the destination's UIDVALIDITY, the UIDs of the messages that were copied, and those of
    /// the copies, both in ascending order.
    CopyUid(u32, String, String),
    /// RFC 8474 §4: `MAILBOXID`, made of the UIDVALIDITY, which no two mailboxes share.
    MailboxId(u32),
    /// RFC 3516 §5 `UNKNOWN-CTE`
    UnknownCte,
    /// RFC 4469 `TOOBIG`
    TooBig,
    /// RFC 5530 `AUTHENTICATIONFAILED`
    AuthenticationFailed,
    /// RFC 5530 `PRIVACYREQUIRED`
    PrivacyRequired,
    /// RFC 5530 `ALREADYEXISTS`
    AlreadyExists,
    /// RFC 5530 `NONEXISTENT`
    NonExistent,
    /// RFC 5530 §3: "Someone else has issued an EXPUNGE for the same mailbox."
    ExpungeIssued,
    /// RFC 5530 `CANNOT`
    Cannot,
    /// RFC 9051 §7.1 `HASCHILDREN`
    HasChildren,
    /// RFC 9208 §4.3.1
    OverQuota,
    /// RFC 6154 §3: the mailbox cannot have that use.
    UseAttr,
    /// RFC 5530 `LIMIT`
    Limit,
    /// RFC 7162 `CLOSED`
    Closed,
    /// RFC 7162 `HIGHESTMODSEQ`, above 0.
    HighestModSeq(u64),
    /// RFC 7162 `MODIFIED`: sequence numbers or UIDs, ascending, at least one.
    Modified(Vec<u32>),
}

/// A piece of a THREAD response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// `(`
    Open,
    /// A sequence number or UID, above 0.
    Number(u32),
    /// `)`
    Close,
}

/// An ESEARCH response (RFC 4466 §2.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Esearch {
    /// The tag of the command that it answers.
    pub tag: Tag,
    /// Whether the numbers are UIDs.
    pub uid: bool,
    /// `MIN`, `MAX`, `ALL` and `COUNT`, each with its numbers, of which there is at least one.
    pub items: Vec<(&'static str, Vec<u32>)>,
    /// `PARTIAL`: the range, and the numbers in it.
    pub partial: Option<(PartialRange, Vec<u32>)>,
    /// The highest mod-sequence of the told messages, where the search asked for one (RFC 4731 §3.2).
    pub modseq: Option<u64>,
}

/// A mailbox in LIST and LSUB responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListData {
    /// Name attributes, such as `\Noselect`.
    pub attributes: Vec<&'static str>,
    /// The hierarchy delimiter, `"` and `\` escaped when sent; `None` for a flat name.
    pub delimiter: Option<char>,
    /// The name in Unicode; may be empty (the answer to `LIST "" ""`).
    pub mailbox: String,
    /// RFC 5258 §3.5: whether CHILDINFO tells that an inferior name is subscribed.
    pub child_info: bool,
    /// The name by which the client called it, where that is another one (RFC 9051 §6.3.9.7).
    pub old_name: Option<String>,
}

/// One item of a FETCH response (RFC 3501 §7.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchData {
    /// `FLAGS`; with `\Recent`, which belongs to the session and not to the message, when it is true.
    Flags(Flags, bool),
    /// `UID`, above 0.
    Uid(u32),
    /// RFC 7162 `MODSEQ`, above 0.
    ModSeq(u64),
    /// `INTERNALDATE`, or RFC 8514's `SAVEDATE`
    InternalDate(&'static str, ZonedTime),
    /// `RFC822.SIZE`
    Rfc822Size(u32),
    /// `ENVELOPE`
    Envelope(Box<Envelope>),
    /// `BODY` or, with extension data, `BODYSTRUCTURE`
    Structure {
        /// The message.
        message: Arc<Message>,
        /// Its parts.
        structure: Arc<Structure>,
        /// Whether the extension data are told, too.
        extended: bool,
    },
    /// `RFC822`, `RFC822.HEADER` or `RFC822.TEXT`
    Rfc822(&'static str, Vec<u8>),
    /// RFC 8970 §3.2: `PREVIEW`; `None` is NIL.
    Preview(String),
    /// RFC 8474 §5.1: `EMAILID`
    EmailId(String),
    /// RFC 8474 §5.2: `THREADID`
    ThreadId(String),
    /// `BODY[section]<origin>`, or RFC 3516's `BINARY[section]<origin>` and `BINARY.SIZE[section]`: the number of
    /// octets.
    Section {
        /// The section.
        section: Section,
        /// The offset, when a partial fetch was asked for.
        origin: Option<u64>,
        /// The octets; `None` is NIL.
        data: Option<Vec<u8>>,
    },
}

/// A continuation request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Continue {
    /// The server is ready for a literal.
    Text(&'static str),
    /// A challenge; sent in base64.
    Challenge(Vec<u8>),
}

impl Status {
    /// A status response without code.
    pub fn new(condition: Condition, text: impl Into<Cow<'static, str>>) -> Self {
        Self { condition, code: None, text: text.into() }
    }

    /// The same with a code.
    pub fn with(self, code: Code) -> Self {
        Self { code: Some(code), ..self }
    }
}

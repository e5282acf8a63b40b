//! Commands with their arguments, as the grammar delivers them: a command that cannot be sent cannot be built by
//! it.

use super::chart::Trigger;
pub use super::date::{Date, DateTime};
use super::pattern::Pattern;
use super::sequence::{PartialRange, SequenceSet};
use super::utf7;
use crate::engine::mail::Flags;
use crate::engine::words::words;
use std::fmt;
use std::num::NonZeroU32;

/// The client's name for one command (RFC 3501 §2.2.1). RFC 3501 §9:
/// `tag = 1*<any ASTRING-CHAR except "+">`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag(pub(super) String);

/// A command and its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The tag, which the tagged response repeats.
    pub tag: Tag,
    /// The chart's trigger for the command.
    pub trigger: Trigger,
    /// The command.
    pub command: Command,
}

/// A command of RFC 3501 §6. Strings that RFC 3501 leaves open to any octet are octets here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// §6.1.1
    Capability,
    /// §6.1.2
    Noop,
    /// §6.1.3
    Logout,
    /// §6.2.3
    Login {
        /// The user's name.
        user: Vec<u8>,
        /// The password.
        password: Vec<u8>,
    },
    /// §6.2.2; the response to the challenge comes later, in lines of its own.
    Authenticate {
        /// The mechanism's name in upper case.
        mechanism: String,
        /// RFC 4959's initial response: base64, or `=` for an empty one.
        initial: Option<Vec<u8>>,
    },
    /// §6.2.1
    StartTls,
    /// RFC 2177; DONE comes later, in a line of its own.
    Idle,
    /// RFC 5161; names of extensions.
    Enable(Vec<String>),
    /// RFC 2971; the client's fields are read and forgotten.
    Id,
    /// RFC 2342
    Namespace,
    /// RFC 3691
    Unselect,
    /// §6.3.1, and §6.3.2's EXAMINE with `read_only`.
    Select {
        /// The mailbox.
        mailbox: MailboxName,
        /// `EXAMINE`.
        read_only: bool,
        /// RFC 7162 §3.1.8's `CONDSTORE`.
        condstore: bool,
        /// RFC 7162 §3.2.5's `QRESYNC`.
        resync: Option<Resync>,
    },
    /// §6.3.3, and the uses of the mailbox (RFC 6154 §3): attributes with their backslashes.
    Create(MailboxName, Vec<String>),
    /// §6.3.4
    Delete(MailboxName),
    /// §6.3.5
    Rename {
        /// The existing name.
        from: MailboxName,
        /// The new name.
        to: MailboxName,
    },
    /// §6.3.6
    Subscribe(MailboxName),
    /// §6.3.7
    Unsubscribe(MailboxName),
    /// §6.3.8
    List(Listing),
    /// §6.3.9
    Lsub(Listing),
    /// §6.3.10
    Status {
        /// The mailbox.
        mailbox: MailboxName,
        /// The items, in the order asked; never empty.
        items: Vec<StatusItem>,
    },
    /// §6.3.11
    Append {
        /// The mailbox that gets them.
        mailbox: MailboxName,
        /// The messages; more than one by RFC 3502, never none.
        messages: Vec<Appended>,
    },
    /// RFC 9208 §4.1.1: the quota root's name.
    GetQuota(Vec<u8>),
    /// RFC 9208 §4.1.2
    GetQuotaRoot(MailboxName),
    /// RFC 9208 §4.1.3
    SetQuota {
        /// The quota root's name.
        root: Vec<u8>,
        /// Names of resources in upper case, each with its limit.
        limits: Vec<(String, u64)>,
    },
    /// §6.4.1
    Check,
    /// §6.4.2
    Close,
    /// §6.4.3; RFC 4315 §2.1's UID EXPUNGE with a set of UIDs.
    Expunge(Option<SequenceSet>),
    /// §6.4.4, and §6.4.8 with `uid`.
    ///
    /// RFC 5256 §3's SORT and THREAD search, too.
    Search {
        /// The order in which the found messages are told, and so the command's name.
        order: Order,
        /// `UID SEARCH`: the reply holds UIDs.
        uid: bool,
        /// The result options of RETURN; without them, a SEARCH response tells the result.
        returns: Option<Returns>,
        /// `CHARSET`'s argument; US-ASCII without one.
        charset: Option<String>,
        /// The key; keys side by side become [`SearchKey::And`].
        key: SearchKey,
    },
    /// §6.4.5, and §6.4.8 with `uid`.
    Fetch {
        /// `UID FETCH`: the set holds UIDs, and each reply tells the UID, asked for or not.
        uid: bool,
        /// The messages.
        set: SequenceSet,
        /// The items, macros expanded; never empty.
        items: Vec<FetchItem>,
        /// RFC 7162 §3.1.4.1's `CHANGEDSINCE`: only messages with a higher mod-sequence.
        since: Option<u64>,
        /// RFC 7162 §3.2.6's `VANISHED`: also the messages that are gone; only with `uid` and `since`.
        vanished: bool,
        /// RFC 9394 §3.3's `PARTIAL`: only some of the messages; only with `uid`.
        partial: Option<PartialRange>,
    },
    /// §6.4.6, and §6.4.8 with `uid`.
    Store {
        /// `UID STORE`: the set holds UIDs.
        uid: bool,
        /// The messages.
        set: SequenceSet,
        /// The change of the flags.
        mode: StoreMode,
        /// `.SILENT`: no FETCH responses that the client can work out itself.
        silent: bool,
        /// The flags; may be empty (`FLAGS ()` takes all away).
        flags: Vec<Flag>,
        /// RFC 7162 §3.1.3's `UNCHANGEDSINCE`: no messages with a higher mod-sequence.
        unchanged: Option<u64>,
    },
    /// RFC 8508 §3
    Replace {
        /// `UID REPLACE`: the set holds a UID.
        uid: bool,
        /// The message: one number.
        set: SequenceSet,
        /// The mailbox that gets the new version.
        mailbox: MailboxName,
        /// The new version.
        message: Appended,
    },
    /// §6.4.7, and §6.4.8 with `uid`; RFC 6851's MOVE and UID MOVE.
    Copy {
        /// `MOVE`: the messages are here no longer.
        moves: bool,
        /// `UID COPY`: the set holds UIDs.
        uid: bool,
        /// The messages.
        set: SequenceSet,
        /// The mailbox that gets them.
        mailbox: MailboxName,
    },
}

/// A message that APPEND or REPLACE brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The flags to set.
    pub flags: Vec<Flag>,
    /// The internal date to set; the current time without one.
    pub date: Option<DateTime>,
    /// The message's octets as they came.
    pub octets: Vec<u8>,
}

/// A client's knowledge of a mailbox that it comes back to (RFC 7162 §3.2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resync {
    /// The UIDVALIDITY that its UIDs belong to.
    pub validity: u32,
    /// The mod-sequence up to which it knows of all changes.
    pub modseq: u64,
    /// The UIDs that it knows, all without; no `*`.
    pub known: Option<SequenceSet>,
    /// Some sequence numbers and their UIDs, as many of the one as of the other; no `*`.
    pub matched: Option<(SequenceSet, SequenceSet)>,
}

/// A mailbox name (RFC 3501 §5.1), decoded from modified UTF-7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxName {
    name: String,
    valid: bool,
}

/// The arguments of LIST and LSUB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The reference name; empty for none.
    pub reference: MailboxName,
    /// The mailbox names with possible wildcards `*` and `%`; only an extended LIST has more than one.
    pub patterns: Vec<MailboxName>,
    /// The options; only an extended LIST has any.
    pub options: Option<ListOptions>,
}

/// The options of an extended LIST (RFC 5258 §3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// `(SUBSCRIBED)`: "list subscribed names, rather than the existing mailboxes".
    pub subscribed: bool,
    /// `(RECURSIVEMATCH)`: also "parent mailboxes that don't match other selection options, but have some
    /// submailboxes that do".
    pub recursive: bool,
    /// `(SPECIAL-USE)`: mailboxes that have such a use (RFC 6154 §2).
    pub special_use: bool,
    /// `RETURN (SUBSCRIBED)`: whether each name is subscribed.
    pub tell_subscribed: bool,
    /// `RETURN (CHILDREN)`: whether each mailbox has inferior ones.
    pub tell_children: bool,
    /// `RETURN (STATUS (items))` (RFC 5819 §2).
    pub status: Vec<StatusItem>,
}

words! {
    /// RFC 3501 §9 `status-att`.
    StatusItem {
        /// "The number of messages in the mailbox."
        Messages = "MESSAGES";
        /// "The number of messages with the \Recent flag set."
        Recent = "RECENT";
        /// "The next unique identifier value of the mailbox."
        UidNext = "UIDNEXT";
        /// "The unique identifier validity value of the mailbox."
        UidValidity = "UIDVALIDITY";
        /// "The number of messages which do not have the \Seen flag set."
        Unseen = "UNSEEN";
        /// RFC 8474 §4.3: the mailbox's id, which a rename does not change.
        MailboxId = "MAILBOXID";
        /// RFC 7889 §3.1: the largest message that APPEND takes, in octets.
        AppendLimit = "APPENDLIMIT";
        /// RFC 7162 §3.1.7: the highest mod-sequence of all changes.
        HighestModSeq = "HIGHESTMODSEQ";
        /// RFC 8438 §3: "The total size of the mailbox in octets."
        Size = "SIZE";
        /// RFC 9051 §6.3.11, RFC 9208 §4.1.4: "the number of messages with the \\Deleted flag set".
        Deleted = "DELETED";
        /// RFC 9208 §4.1.4: "the amount of storage space that can be reclaimed by performing EXPUNGE".
        DeletedStorage = "DELETED-STORAGE";
    }
}

/// RFC 3501 §9 `flag`: a system flag, a keyword or an extension, never `\Recent`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Flag(pub(super) String);

/// The change that STORE makes (RFC 3501 §6.4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreMode {
    /// `FLAGS`: "Replace the flags for the message [...] with the argument."
    Replace,
    /// `+FLAGS`: "Add the argument to the flags for the message."
    Add,
    /// `-FLAGS`: "Remove the argument from the flags for the message."
    Remove,
}

/// The result options of SEARCH (RFC 4731 §3.1, RFC 5182 §2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Returns {
    /// `MIN`: "the lowest message number/UID that satisfies the SEARCH criteria".
    pub min: bool,
    /// `MAX`: the highest one.
    pub max: bool,
    /// `ALL`: all of them.
    pub all: bool,
    /// `COUNT`: their number.
    pub count: bool,
    /// `SAVE`: from now on, `$` means the found messages.
    pub save: bool,
    /// `PARTIAL`: some of them (RFC 9394 §3.1).
    pub partial: Option<PartialRange>,
}

/// The order in which found messages are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// SEARCH: by number.
    Number,
    /// SORT: by these criteria, the first one first; with true, in reverse.
    Sort(Vec<(SortKey, bool)>),
    /// THREAD: as conversations, by REFERENCES (true) or by ORDEREDSUBJECT.
    Thread(bool),
}

words! {
    /// RFC 5256 §5 `sort-key`.
    #[expect(missing_docs)] // the variants are the keys they name
    SortKey {
        Arrival = "ARRIVAL";
        Cc = "CC";
        Date = "DATE";
        From = "FROM";
        Size = "SIZE";
        Subject = "SUBJECT";
        To = "TO";
    }
}

/// RFC 3501 §6.4.4. Strings match octets; the handler minds the charset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchKey {
    /// All of these; never empty.
    And(Vec<SearchKey>),
    /// Either.
    Or(Box<SearchKey>, Box<SearchKey>),
    /// The opposite.
    Not(Box<SearchKey>),
    /// Every message.
    All,
    /// A stored system flag is set (`SEEN`) or not set (`UNSEEN`).
    System(crate::engine::mail::SystemFlag, bool),
    /// A keyword is set (`KEYWORD`) or not set (`UNKEYWORD`).
    Keyword(String, bool),
    /// `\Recent` is set (`RECENT`) or not set (`OLD`).
    Recent(bool),
    /// "Messages that have the \Recent flag set but not the \Seen flag."
    New,
    /// An address field of the envelope (`FROM`, `TO`, `CC`, `BCC`) contains the string.
    Address(AddressField, Vec<u8>),
    /// The envelope's subject contains the string.
    Subject(Vec<u8>),
    /// The body contains the string.
    Body(Vec<u8>),
    /// Header or body contains the string.
    Text(Vec<u8>),
    /// A header field of this name contains the string; the empty string matches any such field.
    Header(String, Vec<u8>),
    /// The internal date, "disregarding time and timezone", against a day.
    Internal(When, Date),
    /// The `Date:` header, "disregarding time and timezone", against a day.
    Sent(When, Date),
    /// RFC 8514 §4.3: the time at which the message came into the mailbox.
    Saved(When, Date),
    /// "Messages with an [RFC-2822] size larger than the specified number of octets."
    Larger(u64),
    /// "Messages with an [RFC-2822] size smaller than the specified number of octets."
    Smaller(u64),
    /// RFC 5032 §2: the internal date is within the last so many seconds (`YOUNGER`), or before (`OLDER`).
    Within(bool, NonZeroU32),
    /// RFC 8474 §6: the message's own id.
    EmailId(String),
    /// RFC 8474 §6: its thread's id.
    ThreadId(String),
    /// Message sequence numbers.
    Set(SequenceSet),
    /// Unique identifiers.
    Uid(SequenceSet),
    /// RFC 7162 §3.1.5: the mod-sequence "is equal to or greater than" this.
    ModSeq(u64),
}

words! {
    /// An address field that SEARCH can look into.
    #[expect(missing_docs)] // the variants are the header fields they name
    AddressField {
        From = "From";
        To = "To";
        Cc = "Cc";
        Bcc = "Bcc";
    }
}

/// A comparison of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// `BEFORE`, `SENTBEFORE`: earlier than the day.
    Before,
    /// `ON`, `SENTON`: within the day.
    On,
    /// `SINCE`, `SENTSINCE`: "within or later than the specified date".
    Since,
}

/// RFC 3501 §9 `fetch-att`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs)] // the variants are the items they name
pub enum FetchItem {
    Envelope,
    Flags,
    InternalDate,
    /// `RFC822`: the whole message, sets `\Seen`.
    Rfc822,
    /// `RFC822.HEADER`: does not set `\Seen`.
    Rfc822Header,
    Rfc822Size,
    /// `RFC822.TEXT`: sets `\Seen`.
    Rfc822Text,
    /// `BODY`: the body's structure without extension data.
    Body,
    BodyStructure,
    Uid,
    /// RFC 7162 §3.1.4.2's `MODSEQ`
    ModSeq,
    /// RFC 8970 §3: `PREVIEW`, or `PREVIEW (LAZY)`, which is no different here.
    Preview,
    /// RFC 8514 §4.1: `SAVEDATE`
    SaveDate,
    /// RFC 8474 §5.1: `EMAILID`
    EmailId,
    /// RFC 8474 §5.2: `THREADID`
    ThreadId,
    /// `BODY[section]<partial>` and `BODY.PEEK[section]<partial>`
    Section {
        /// The section.
        section: Section,
        /// `.PEEK`: does not set `\Seen`.
        peek: bool,
        /// The octets of it; all without.
        partial: Option<Partial>,
    },
}

/// RFC 3501 §9 `section` without its brackets: `[]`, `[HEADER]`, `[2.1.MIME]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// The part numbers, outermost first; empty for the message itself.
    pub part: Vec<NonZeroU32>,
    /// The text of that part; everything without.
    pub text: Option<SectionText>,
}

/// RFC 3501 §9 `section-text`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SectionText {
    /// `HEADER`
    Header,
    /// `HEADER.FIELDS (names)`; never empty.
    HeaderFields(Vec<String>),
    /// `HEADER.FIELDS.NOT (names)`; never empty.
    HeaderFieldsNot(Vec<String>),
    /// `TEXT`
    Text,
    /// `MIME`; only after a part number.
    Mime,
    /// RFC 3516 §4.2: `BINARY[part]`, decoded.
    Binary,
    /// RFC 3516 §4.2: `BINARY.SIZE[part]`, the number of its octets.
    BinarySize,
}

/// `<offset.length>`: from an offset, at most so many octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Partial {
    /// The first octet, from 0.
    pub offset: u64,
    /// The largest number of octets.
    pub length: NonZeroU32,
}

impl Command {
    /// Whether the client must have said ENABLE QRESYNC before (RFC 7162 §3.2.5, §3.2.6).
    pub fn is_resync(&self) -> bool {
        matches!(self, Command::Select { resync: Some(_), .. } | Command::Fetch { vanished: true, .. })
    }

    /// The mailbox names among the arguments.
    pub fn mailboxes(&self) -> Vec<&MailboxName> {
        match self {
            Command::Select { mailbox, .. }
            | Command::Create(mailbox, _)
            | Command::GetQuotaRoot(mailbox)
            | Command::Delete(mailbox)
            | Command::Subscribe(mailbox)
            | Command::Unsubscribe(mailbox)
            | Command::Status { mailbox, .. }
            | Command::Append { mailbox, .. }
            | Command::Replace { mailbox, .. }
            | Command::Copy { mailbox, .. } => vec![mailbox],
            Command::Rename { from, to } => vec![from, to],
            // Patterns of LIST and LSUB are no names: one that no name can fit matches nothing. The reference is one.
            // RFC 3501 §6.3.8: "NO - list failure: can't list that reference or name".
            Command::List(listing) | Command::Lsub(listing) => vec![&listing.reference],
            _ => Vec::new(),
        }
    }

    /// The sets of message sequence numbers (not of UIDs) among the arguments, search keys included.
    pub fn sequence_sets(&self) -> Vec<&SequenceSet> {
        match self {
            Command::Fetch { uid: false, set, .. }
            | Command::Store { uid: false, set, .. }
            | Command::Replace { uid: false, set, .. }
            | Command::Copy { uid: false, set, .. } => vec![set],
            Command::Search { key, .. } => key.sequence_sets(),
            _ => Vec::new(),
        }
    }
}

impl SearchKey {
    /// Whether a mod-sequence is asked for.
    pub fn has_modseq(&self) -> bool {
        match self {
            SearchKey::ModSeq(_) => true,
            SearchKey::Not(key) => key.has_modseq(),
            SearchKey::Or(one, other) => one.has_modseq() || other.has_modseq(),
            SearchKey::And(keys) => keys.iter().any(SearchKey::has_modseq),
            _ => false,
        }
    }

    fn sequence_sets(&self) -> Vec<&SequenceSet> {
        match self {
            SearchKey::Set(set) => vec![set],
            SearchKey::Not(key) => key.sequence_sets(),
            SearchKey::Or(one, other) => [one.sequence_sets(), other.sequence_sets()].concat(),
            SearchKey::And(keys) => keys.iter().flat_map(SearchKey::sequence_sets).collect(),
            _ => Vec::new(),
        }
    }
}

impl MailboxName {
    /// The name that stands on the wire. A name that is no modified UTF-7 is kept as text and marked: the grammar
    /// allows any string here, so it is no syntax error.
    ///
    /// With `utf8`, names are UTF-8 (RFC 9051 §5.1).
    pub fn from_wire(octets: &[u8], utf8: bool) -> Self {
        let name =
            if utf8 { std::str::from_utf8(octets).ok().map(str::to_owned) } else { utf7::decode(octets) };
        match name {
            Some(name) => Self { name, valid: true },
            None => Self { name: String::from_utf8_lossy(octets).into_owned(), valid: false },
        }
    }

    /// The name in Unicode. Handlers see valid names only.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it was modified UTF-7 (or UTF-8). The session answers NO to the rest before a handler runs.
    pub fn is_valid(&self) -> bool {
        self.valid
    }
}

impl Listing {
    /// One of the patterns behind the reference; `None` where no name can match it, because it is no modified UTF-7 (or
    /// UTF-8). RFC 3501 §6.3.8: "Zero or more untagged LIST replies are returned": of such a pattern, zero.
    pub fn compile(&self, pattern: &MailboxName) -> Option<Pattern> {
        pattern.valid.then(|| Pattern::new(&self.reference.name, &pattern.name))
    }
}

impl Tag {
    /// The tag as the client spelt it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Flag {
    /// The flag as the client spelt it, backslash included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The flags that can be stored among these; unknown ones that begin with a backslash cannot.
pub fn storable(flags: &[Flag]) -> Flags {
    Flags::of(flags.iter().map(Flag::as_str))
}

impl Section {
    /// The section without its brackets as a client writes it: `1.HEADER.FIELDS (TO CC)`. For reading;
    /// the encoder writes its own.
    pub fn part_number(&self) -> String {
        self.part.iter().map(NonZeroU32::to_string).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

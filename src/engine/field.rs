//! The fields of the grammars: what a span of octets is, in the RFCs' own names.
//!
//! The rules of this file:
//! 1. A field is a row of the table: its name as the ABNF has it (our own word where the ABNF has none), the RFC and
//!    section with its rule, and the statement of the slides that it shows, 0 without one.
//! 2. The words for people are in the catalogues, under `field-` and the name; a field that is filled with words (the
//!    name of a response, of an item) has a text for each word, under `field-`, the name, and the word.
//! 3. The table is one string, which takes less room than a table of strings; only explanations read it.

use super::rfc::{Rfc, rfc};

macro_rules! fields {
    ($($variant:ident $name:literal $number:literal $section:literal $slide:literal;)*) => {
        /// A field of the grammars.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field {
            /// None but that of the role: separators, line ends, the protocol's own signs.
            #[default]
            None,
            $(#[doc = concat!("`", $name, "`, RFC ", $number, " ", $section)] $variant,)*
        }

        impl Field {
            /// All fields but [`Field::None`].
            pub const ALL: &[Field] = &[$(Field::$variant),*];
        }

        /// A line for each field: name, RFC, section, slide.
        const TABLE: &str = concat!("   0", $("\n", $name, " ", $number, " ", $section, " ", $slide),*);
    };
}

fields! {
    // Sets and numbers of messages.
    SequenceSet "sequence-set" 3501 "2.3.1.2" 25;
    UidSet "uid-set" 3501 "2.3.1.1" 27;
    KnownUids "known-uids" 7162 "3.2.5.1" 0;
    KnownSequenceSet "known-sequence-set" 7162 "3.2.5.2" 25;
    KnownUidSet "known-uid-set" 7162 "3.2.5.2" 27;
    PartialRange "partial-range" 9394 "3.1" 0;
    ExistsCount "exists-count" 3501 "7.3.1" 21;
    RecentCount "recent-count" 3501 "7.3.2" 36;
    ExpungedNumber "expunged-number" 3501 "7.4.1" 22;
    MsgNumber "msg-number" 3501 "2.3.1.2" 25;
    Uid "uniqueid" 3501 "2.3.1.1" 27;
    UidValidity "uidvalidity" 3501 "2.3.1.1" 26;
    UidNext "uidnext" 3501 "2.3.1.1" 27;
    FirstUnseen "first-unseen" 3501 "7.1" 25;
    ModSeq "mod-sequence-value" 7162 "3.1" 0;
    FoundNumber "found-number" 3501 "7.2.5" 25;
    ThreadMember "thread-member" 5256 "4" 25;
    VanishedEarlier "vanished-earlier" 7162 "3.2.10" 0;
    // Names of things.
    Response "response" 3501 "7" 32;
    RespTextCode "resp-text-code" 3501 "7.1" 35;
    Capability "capability" 3501 "6.1.1" 0;
    IdField "id-field" 2971 "3.3" 0;
    IdValue "id-value" 2971 "3.3" 0;
    Userid "userid" 3501 "6.2.3" 0;
    Password "password" 3501 "6.2.3" 0;
    AuthType "auth-type" 3501 "6.2.2" 0;
    InitialResp "initial-resp" 4959 "3" 0;
    Base64 "base64" 3501 "6.2.2" 0;
    AuthCancel "auth-cancel" 3501 "6.2.2" 0;
    Done "done" 2177 "3" 0;
    // Mailboxes.
    Mailbox "mailbox" 3501 "5.1" 20;
    Reference "reference" 3501 "6.3.8" 0;
    ListMailbox "list-mailbox" 3501 "6.3.8" 0;
    Delimiter "hierarchy-delimiter" 3501 "5.1.1" 0;
    MbxListFlags "mbx-list-flags" 3501 "7.2.2" 0;
    MboxListExtended "mbox-list-extended" 5258 "6" 0;
    ListSelectOpt "list-select-opt" 5258 "3.1" 0;
    ReturnOption "return-option" 5258 "3.2" 0;
    NamespacePrefix "namespace-prefix" 2342 "5" 0;
    NamespaceOthers "namespace-others" 2342 "5" 0;
    SelectParam "select-param" 7162 "3.2.5" 0;
    CreateParam "create-param" 6154 "3" 0;
    UseAttr "use-attr" 6154 "2" 0;
    StatusAtt "status-att" 3501 "6.3.10" 21;
    StatusAttVal "status-att-val" 3501 "7.2.4" 21;
    QuotaRoot "quota-root-name" 9208 "3.2" 0;
    ResourceName "resource-name" 9208 "3.1" 0;
    ResourceUsage "resource-usage" 9208 "4.2.1" 0;
    ResourceLimit "resource-limit" 9208 "4.2.1" 0;
    ObjectId "objectid" 8474 "4" 0;
    // Flags and dates.
    Flag "flag" 3501 "2.3.2" 36;
    FlagPerm "flag-perm" 3501 "7.1" 23;
    FlagList "flag-list" 3501 "2.3.2" 23;
    StoreAttFlags "store-att-flags" 3501 "6.4.6" 23;
    StoreModifier "store-modifier" 7162 "3.1.3" 0;
    DateTime "date-time" 3501 "2.3.3" 0;
    Date "date" 3501 "6.4.4" 0;
    // SEARCH, SORT and THREAD.
    SearchKey "search-key" 3501 "6.4.4" 0;
    SearchValue "search-value" 3501 "6.4.4" 0;
    SearchSize "search-size" 3501 "6.4.4" 12;
    Interval "interval" 5032 "3" 0;
    Charset "charset" 3501 "6.4.4" 0;
    SearchReturnOpt "search-return-opt" 4731 "3.1" 0;
    SearchReturnData "search-return-data" 4731 "3.1" 0;
    SearchReturnValue "search-return-value" 4731 "3.1" 0;
    TagString "tag-string" 4466 "2.6.2" 33;
    SortCriterion "sort-criterion" 5256 "3" 0;
    ThreadAlg "thread-alg" 5256 "3" 0;
    EntryName "entry-name" 7162 "3.1.5" 0;
    EntryTypeReq "entry-type-req" 7162 "3.1.5" 0;
    // FETCH.
    FetchAtt "fetch-att" 3501 "6.4.5" 0;
    FetchModifier "fetch-modifier" 7162 "3.1.4" 0;
    PreviewMod "preview-mod" 8970 "3.1" 0;
    Section "section" 3501 "6.4.5" 0;
    SectionPart "section-part" 3501 "6.4.5" 0;
    SectionText "section-text" 3501 "6.4.5" 0;
    HeaderList "header-list" 3501 "6.4.5" 0;
    HeaderFldName "header-fld-name" 3501 "6.4.5" 0;
    Partial "partial" 3501 "6.4.5" 0;
    OriginOctet "origin-octet" 3501 "7.4.2" 0;
    MsgAtt "msg-att" 3501 "7.4.2" 32;
    Rfc822Size "rfc822-size" 3501 "2.3.4" 12;
    BinarySize "binary-size" 3516 "4.3" 0;
    Preview "preview" 8970 "3" 0;
    SectionData "section-data" 3501 "7.4.2" 0;
    Literal "literal" 3501 "4.3" 0;
    AppendMessage "append-message" 3501 "6.3.11" 0;
    // ENVELOPE.
    Envelope "envelope" 3501 "7.4.2" 0;
    EnvDate "env-date" 3501 "7.4.2" 0;
    EnvSubject "env-subject" 3501 "7.4.2" 0;
    EnvFrom "env-from" 3501 "7.4.2" 0;
    EnvSender "env-sender" 3501 "7.4.2" 0;
    EnvReplyTo "env-reply-to" 3501 "7.4.2" 0;
    EnvTo "env-to" 3501 "7.4.2" 0;
    EnvCc "env-cc" 3501 "7.4.2" 0;
    EnvBcc "env-bcc" 3501 "7.4.2" 0;
    EnvInReplyTo "env-in-reply-to" 3501 "7.4.2" 0;
    EnvMessageId "env-message-id" 3501 "7.4.2" 0;
    Address "address" 3501 "7.4.2" 0;
    AddrName "addr-name" 3501 "7.4.2" 0;
    AddrAdl "addr-adl" 3501 "7.4.2" 0;
    AddrMailbox "addr-mailbox" 3501 "7.4.2" 0;
    AddrHost "addr-host" 3501 "7.4.2" 0;
    // BODYSTRUCTURE.
    Body "body" 3501 "7.4.2" 0;
    MediaType "media-type" 3501 "7.4.2" 0;
    MediaSubtype "media-subtype" 3501 "7.4.2" 0;
    BodyFldParam "body-fld-param" 3501 "7.4.2" 0;
    ParamName "param-name" 3501 "7.4.2" 0;
    ParamValue "param-value" 3501 "7.4.2" 0;
    BodyFldId "body-fld-id" 3501 "7.4.2" 0;
    BodyFldDesc "body-fld-desc" 3501 "7.4.2" 0;
    BodyFldEnc "body-fld-enc" 3501 "7.4.2" 0;
    BodyFldOctets "body-fld-octets" 3501 "7.4.2" 12;
    BodyFldLines "body-fld-lines" 3501 "7.4.2" 0;
    BodyFldMd5 "body-fld-md5" 3501 "7.4.2" 0;
    BodyFldDsp "body-fld-dsp" 3501 "7.4.2" 0;
    BodyFldLang "body-fld-lang" 3501 "7.4.2" 0;
    BodyFldLoc "body-fld-loc" 3501 "7.4.2" 0;
    // POP3.
    MessageNumber "message-number" 1939 "5" 11;
    Octets "octets" 1939 "5" 12;
    DropCount "maildrop-count" 1939 "5" 17;
    DropSize "maildrop-size" 1939 "5" 17;
    UniqueId "unique-id" 1939 "7" 18;
    Timestamp "timestamp" 1939 "7" 16;
    Digest "digest" 1939 "7" 16;
    Name "name" 1939 "7" 16;
    PassString "string" 1939 "7" 16;
    TopLines "top-lines" 1939 "7" 18;
    LanguageTag "language-tag" 6856 "3" 0;
    LanguageName "language-name" 6856 "3.2" 0;
    CapaParameter "capa-parameter" 2449 "3" 0;
    DropListing "drop-listing" 1939 "5" 17;
    ScanListing "scan-listing" 1939 "5" 17;
    UniqueIdListing "unique-id-listing" 1939 "7" 18;
    CapaLine "capa-line" 2449 "5" 0;
}

/// The words that a field may be filled with and whose rule is not in the field's own section: word, RFC, section.
const WORDS: &str = "\
EXISTS 3501 7.3.1
RECENT 3501 7.3.2
EXPUNGE 3501 7.4.1
FETCH 3501 7.4.2
CAPABILITY 3501 7.2.1
LIST 3501 7.2.2
LSUB 3501 7.2.3
STATUS 3501 7.2.4
SEARCH 3501 7.2.5
FLAGS 3501 7.2.6
ENABLED 5161 3.2
ID 2971 3.2
NAMESPACE 2342 5
SORT 5256 4
THREAD 5256 4
ESEARCH 4731 3.1
VANISHED 7162 3.2.10
QUOTA 9208 4.2.1
QUOTAROOT 9208 4.2.2
AUTHENTICATIONFAILED 5530 3
PRIVACYREQUIRED 5530 3
ALREADYEXISTS 5530 3
NONEXISTENT 5530 3
EXPUNGEISSUED 5530 3
CANNOT 5530 3
LIMIT 5530 3
OVERQUOTA 9208 4.3.1
HASCHILDREN 9051 7.1
USEATTR 6154 3
CLOSED 7162 3.2.11
HIGHESTMODSEQ 7162 3.1.2.1
MODIFIED 7162 3.1.3
APPENDUID 4315 3
COPYUID 4315 3
MAILBOXID 8474 4
UNKNOWN-CTE 3516 4.3
TOOBIG 4469 4.2
IN-USE 2449 8.1.2
LOGIN-DELAY 2449 8.1.1
AUTH 3206 5
SYS/TEMP 3206 4
UTF8 6856 5
MODSEQ 7162 3.1
SAVEDATE 8514 4.1
PREVIEW 8970 3
EMAILID 8474 5.1
THREADID 8474 5.2
BINARY 3516 4.2
BINARY.PEEK 3516 4.2
BINARY.SIZE 3516 4.2
SIZE 8438 3
APPENDLIMIT 7889 3.1
DELETED 9208 4.1.4
DELETED-STORAGE 9208 4.1.4
YOUNGER 5032 3
OLDER 5032 3
SAVEDBEFORE 8514 4.3
SAVEDON 8514 4.3
SAVEDSINCE 8514 4.3
SAVEDATESUPPORTED 8514 4.3
PARTIAL 9394 3.1
SAVE 5182 2.1
UNCHANGEDSINCE 7162 3.1.3
CONDSTORE 7162 3.1.8
CHILDINFO 5258 3.5
OLDNAME 9051 6.3.9.7";

impl Field {
    /// The name in the grammar; empty for [`Field::None`].
    pub fn name(self) -> &'static str {
        self.column(0)
    }

    /// The section with its rule, where the field is filled with this word.
    pub fn rfc(self, word: &str) -> Option<Rfc> {
        let is_own = |row: &&str| row.split(' ').next().is_some_and(|own| own.eq_ignore_ascii_case(word));
        let own = WORDS.lines().find(is_own).filter(|_| self.is_named());
        let column =
            |index| own.map_or(self.column(index), |row| row.split(' ').nth(index).unwrap_or_default());
        Some(rfc(column(1).parse().ok()?, column(2)))
    }

    /// Whether words of the standards fill it, each with a meaning of its own.
    pub fn is_named(self) -> bool {
        use Field::{
            FetchAtt, FetchModifier, MboxListExtended, ResourceName, RespTextCode, Response, SearchKey,
            SearchReturnData, SearchReturnOpt, SelectParam, StatusAtt, StoreModifier,
        };
        let named = [
            FetchAtt,
            FetchModifier,
            MboxListExtended,
            ResourceName,
            Response,
            RespTextCode,
            SearchKey,
            SearchReturnData,
            SearchReturnOpt,
            SelectParam,
            StatusAtt,
            StoreModifier,
        ];
        named.contains(&self)
    }

    /// The number of the slides' statement that it shows.
    pub fn slide(self) -> Option<u8> {
        self.column(3).parse().ok().filter(|slide| *slide > 0)
    }

    fn column(self, index: usize) -> &'static str {
        let row = TABLE.split('\n').nth(self as usize).unwrap_or_default();
        row.split(' ').nth(index).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_own_row() {
        let mut names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
        assert!(Field::ALL.iter().all(|field| field.rfc("").is_some_and(|rfc| !rfc.section.is_empty())));
        assert!(names.iter().all(|name| !name.is_empty()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Field::ALL.len());
        assert_eq!((Field::AddrHost.name(), Field::AddrHost.slide()), ("addr-host", None));
        assert_eq!((Field::CapaLine.rfc("x"), Field::None.rfc("")), (Some(rfc(2449, "5")), None));
        assert_eq!((Field::Octets.slide(), Field::None.name()), (Some(12), ""));
    }
}

//! A client as its session knows it.

use crate::engine::imap::command::Tag;
use crate::engine::imap::selection::Selection;
use crate::engine::switches::Switch;

/// A client as its session knows it, besides the states of its charts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    /// The account that is logged in: set by LOGIN, AUTHENTICATE and a PREAUTH greeting.
    pub account: Option<String>,
    /// The selected mailbox: set by SELECT and EXAMINE.
    pub selected: Option<Selection>,
    /// The tag of the last command, which may wait for authentication data or for DONE.
    pub tag: Option<Tag>,
    /// The tags of the last commands.
    pub tags: Tags,
    /// Whether the client wants to know mod-sequences (RFC 7162 §3.1).
    pub condstore: bool,
    /// The extensions that the client has switched on by ENABLE (RFC 5161).
    pub enabled: Vec<Switch>,
}

/// The tags that a client used last, as numbers that hardly any two tags share: a session is copied after every turn.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tags {
    last: [u64; Tags::COUNT],
    next: usize,
}

impl Tags {
    const COUNT: usize = 16;

    /// Takes note of a tag; whether it is one of the last.
    pub(crate) fn is_again(&mut self, tag: &str) -> bool {
        // FNV-1a; a tag is never empty, so that none is the 0 of a free place.
        let mix = |hash: u64, octet: u8| (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3);
        let own = tag.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
        let again = self.last.contains(&own);
        self.last[self.next % Tags::COUNT] = own;
        self.next = (self.next + 1) % Tags::COUNT;
        again
    }
}

impl Client {
    /// Whether the client speaks IMAP4rev2. RFC 9051 Appendix A: where both versions are announced, "A client that
    /// wants to use IMAP4rev2 MUST issue an "ENABLE IMAP4rev2" command."
    pub(crate) fn is_rev2(&self) -> bool {
        self.enabled.contains(&Switch::Imap4rev2)
    }
}

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
    /// Whether the client wants to know mod-sequences (RFC 7162 §3.1).
    pub condstore: bool,
    /// The extensions that the client has switched on by ENABLE (RFC 5161).
    pub enabled: Vec<Switch>,
}

impl Client {
    /// Whether the client speaks IMAP4rev2. RFC 9051 Appendix A: where both versions are announced, "A client that
    /// wants to use IMAP4rev2 MUST issue an "ENABLE IMAP4rev2" command."
    pub(crate) fn is_rev2(&self) -> bool {
        self.enabled.contains(&Switch::Imap4rev2)
    }
}

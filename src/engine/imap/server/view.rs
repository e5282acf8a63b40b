//! The selected mailbox as one session sees it.

use crate::engine::mail::{MailboxId, Uid};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A selected mailbox.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Which, whatever its name is now.
    pub mailbox: MailboxId,
    /// Its name when it was selected.
    pub name: String,
    /// Whether EXAMINE selected it.
    pub read_only: bool,
    /// What the client has been told of its messages.
    pub view: View,
}

/// The message sequence numbers as the client knows them: they change only by what the server has told
/// it (RFC 3501 §7.3.1, §7.4.1), not by what has happened in the mailbox meanwhile. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub(super) uids: Arc<Vec<Uid>>,
    pub(super) recent: Arc<BTreeSet<Uid>>,
}

impl View {
    /// A view of these messages, ascending, some of them recent (RFC 3501 §2.3.2) to this session.
    pub fn new(uids: Vec<Uid>, recent: BTreeSet<Uid>) -> Self {
        Self { uids: Arc::new(uids), recent: Arc::new(recent) }
    }

    /// How many messages the client knows of: the largest sequence number.
    pub fn count(&self) -> u32 {
        self.uids.len() as u32
    }

    /// The UIDs by sequence number; the first has number 1.
    pub fn uids(&self) -> &[Uid] {
        &self.uids
    }

    /// The message with this sequence number, from 1.
    pub fn uid(&self, number: u32) -> Option<Uid> {
        self.uids.get((number as usize).checked_sub(1)?).copied()
    }

    /// The sequence number of the message with this UID.
    pub fn number(&self, uid: Uid) -> Option<u32> {
        self.uids.binary_search(&uid).ok().map(|position| position as u32 + 1)
    }

    /// Whether the message is `\Recent` to this session.
    pub fn is_recent(&self, uid: Uid) -> bool {
        self.recent.contains(&uid)
    }
}

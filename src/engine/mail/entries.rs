//! The messages of a mailbox, in order of UID, in chunks that copies share until one is written.

use super::store::{Entry, Uid};
use std::sync::Arc;

/// Most entries that one chunk holds.
const CHUNK: usize = 256;

/// An ordered sequence of entries. Cloning costs one pointer for each chunk; a write copies one chunk.
/// Positions count from 0; sequence numbers on the wire are one more.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    chunks: Vec<Arc<Vec<Entry>>>,
    len: usize,
}

impl Entries {
    /// How many entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries from the first position on.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The entry at a position.
    pub fn at(&self, position: usize) -> Option<&Entry> {
        let (chunk, offset) = self.locate(position)?;
        self.chunks[chunk].get(offset)
    }

    /// The last entry.
    pub fn last(&self) -> Option<&Entry> {
        self.chunks.last().and_then(|chunk| chunk.last())
    }

    /// The position of the entry with this UID.
    pub fn position(&self, uid: Uid) -> Option<usize> {
        let position = self.first_at_or_after(uid);
        self.at(position).filter(|entry| entry.uid == uid).map(|_| position)
    }

    /// The position of the first entry whose UID is not below `uid`; the length when there is none.
    pub fn first_at_or_after(&self, uid: Uid) -> usize {
        let mut before = 0;
        for chunk in &self.chunks {
            if chunk.last().is_some_and(|last| last.uid >= uid) {
                return before + chunk.partition_point(|entry| entry.uid < uid);
            }
            before += chunk.len();
        }
        before
    }

    /// Appends an entry. Its UID must be above all others (RFC 3501 §2.3.1.1).
    pub fn push(&mut self, entry: Entry) {
        debug_assert!(self.last().is_none_or(|last| last.uid < entry.uid), "UIDs ascend");
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => Arc::make_mut(chunk).push(entry),
            _ => self.chunks.push(Arc::new(vec![entry])),
        }
        self.len += 1;
    }

    /// Changes the entry at a position in place; its UID must stay. False when there is none.
    pub fn change(&mut self, position: usize, change: impl FnOnce(&mut Entry)) -> bool {
        let Some((chunk, offset)) = self.locate(position) else { return false };
        change(&mut Arc::make_mut(&mut self.chunks[chunk])[offset]);
        true
    }

    /// Takes the entry at a position out; the ones behind it move up.
    pub fn remove(&mut self, position: usize) -> Option<Entry> {
        let (chunk, offset) = self.locate(position)?;
        let entry = Arc::make_mut(&mut self.chunks[chunk]).remove(offset);
        if self.chunks[chunk].is_empty() {
            self.chunks.remove(chunk);
        }
        self.len -= 1;
        Some(entry)
    }

    fn locate(&self, position: usize) -> Option<(usize, usize)> {
        let mut offset = position;
        for (index, chunk) in self.chunks.iter().enumerate() {
            if offset < chunk.len() {
                return Some((index, offset));
            }
            offset -= chunk.len();
        }
        None
    }
}

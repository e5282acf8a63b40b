//! The messages of a mailbox, in order of UID, in chunks that copies share until one is written. Each is found
//! by two binary searches: for its chunk, and in it.

use super::flags::{Flags, SystemFlag};
use super::message::Message;
use crate::engine::time::Time;
use std::fmt;
use std::sync::Arc;

/// Most entries that one chunk holds.
const CHUNK: usize = 256;

/// A unique identifier of a message within its mailbox: 1 and up, strictly ascending, never reused
/// (RFC 3501 §2.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub u32);

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A message in a mailbox.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its unique identifier.
    pub uid: Uid,
    /// Its stored flags.
    pub flags: Flags,
    /// The time at which the server received it (RFC 3501 §2.3.3).
    pub internal_date: Time,
    /// The time at which it came into this mailbox (RFC 8514 §3).
    pub saved: Time,
    /// The mailbox's mod-sequence of its last change (RFC 7162 §3.1).
    pub modseq: u64,
    /// The message itself.
    pub message: Arc<Message>,
}

/// An ordered sequence of entries. Cloning costs two pointers for each chunk; a write copies one chunk.
/// Positions count from 0; sequence numbers on the wire are one more.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    chunks: Vec<Chunk>,
    len: usize,
}

/// Some entries, and where they stand.
#[derive(Clone, Debug)]
struct Chunk {
    /// The position of the first one.
    start: u32,
    /// The UID of the last one.
    last: Uid,
    /// The system flags that some of them may have; the others none has.
    flags: u8,
    entries: Arc<Vec<Entry>>,
}

impl Entries {
    /// The number of entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries from the first position on.
    pub fn iter(&self) -> Iter<'_> {
        self.since(Uid(0))
    }

    /// The entries whose UIDs are not below `uid`.
    pub fn since(&self, uid: Uid) -> Iter<'_> {
        let (chunk, offset) = self.seek(uid);
        let piece = self.chunks.get(chunk).map_or(&[][..], |chunk| &chunk.entries[offset..]);
        Iter { piece: piece.iter(), later: self.chunks.get(chunk + 1..).unwrap_or_default().iter() }
    }

    /// The entries with this flag; where none can have it, none is looked at.
    pub fn with(&self, flag: SystemFlag) -> impl Iterator<Item = &Entry> {
        let chunks = self.chunks.iter().filter(move |chunk| chunk.flags & flag as u8 != 0);
        chunks.flat_map(|chunk| chunk.entries.iter()).filter(move |entry| entry.flags.has(flag))
    }

    /// The entries in the pieces in which they are kept; none is empty.
    pub fn pieces(&self) -> impl Iterator<Item = &[Entry]> {
        self.chunks.iter().map(|chunk| &chunk.entries[..])
    }

    /// The entry at a position.
    pub fn at(&self, position: usize) -> Option<&Entry> {
        let (chunk, offset) = self.locate(position)?;
        self.chunks[chunk].entries.get(offset)
    }

    /// The last entry.
    pub fn last(&self) -> Option<&Entry> {
        self.chunks.last().and_then(|chunk| chunk.entries.last())
    }

    /// The position of the entry with this UID.
    pub fn position(&self, uid: Uid) -> Option<usize> {
        let position = self.first_at_or_after(uid);
        self.at(position).filter(|entry| entry.uid == uid).map(|_| position)
    }

    /// The position of the first entry whose UID is not below `uid`; the length when there is none.
    pub fn first_at_or_after(&self, uid: Uid) -> usize {
        let (chunk, offset) = self.seek(uid);
        self.chunks.get(chunk).map_or(self.len, |chunk| chunk.start as usize + offset)
    }

    /// Appends an entry. Its UID must be above all others (RFC 3501 §2.3.1.1).
    pub fn push(&mut self, entry: Entry) {
        debug_assert!(self.last().is_none_or(|last| last.uid < entry.uid), "UIDs ascend");
        let last = entry.uid;
        match self.chunks.last_mut() {
            Some(chunk) if chunk.entries.len() < CHUNK => {
                chunk.last = last;
                chunk.flags |= entry.flags.system();
                Arc::make_mut(&mut chunk.entries).push(entry);
            }
            _ => {
                let (start, flags) = (self.len as u32, entry.flags.system());
                self.chunks.push(Chunk { start, last, flags, entries: Arc::new(vec![entry]) });
            }
        }
        self.len += 1;
    }

    /// Changes the entry at a position in place; its UID must stay. False when there is none.
    pub fn change(&mut self, position: usize, change: impl FnOnce(&mut Entry)) -> bool {
        let Some((chunk, offset)) = self.locate(position) else { return false };
        let chunk = &mut self.chunks[chunk];
        let entry = &mut Arc::make_mut(&mut chunk.entries)[offset];
        change(entry);
        chunk.flags |= entry.flags.system();
        true
    }

    /// Takes out all entries with one of these UIDs, which must ascend, in one pass over the chunks.
    /// Returns the UIDs that were there, each with the position it had when those before it were gone.
    pub fn remove_all(&mut self, uids: &[Uid]) -> Vec<(Uid, usize)> {
        debug_assert!(uids.is_sorted(), "UIDs ascend");
        let mut removed = Vec::new();
        let mut wanted = uids;
        let mut kept = 0;
        self.chunks.retain_mut(|chunk| {
            let (here, later) = wanted.split_at(wanted.partition_point(|uid| *uid <= chunk.last));
            wanted = later;
            chunk.start = kept as u32;
            let goes = |entry: &Entry| here.binary_search(&entry.uid).is_ok();
            if here.is_empty() || !chunk.entries.iter().any(goes) {
                kept += chunk.entries.len();
                return true;
            }
            let mut rest = Vec::with_capacity(chunk.entries.len());
            for entry in chunk.entries.iter() {
                if goes(entry) {
                    removed.push((entry.uid, kept));
                } else {
                    rest.push(entry.clone());
                    kept += 1;
                }
            }
            let last = rest.last().map(|entry| entry.uid);
            chunk.last = last.unwrap_or(chunk.last);
            chunk.flags = rest.iter().fold(0, |flags, entry| flags | entry.flags.system());
            chunk.entries = Arc::new(rest);
            last.is_some()
        });
        self.len = kept;
        removed
    }

    /// The chunk of a position, and the offset in it.
    fn locate(&self, position: usize) -> Option<(usize, usize)> {
        let next = self.chunks.partition_point(|chunk| chunk.start as usize <= position);
        let chunk = next.checked_sub(1)?;
        let offset = position - self.chunks[chunk].start as usize;
        (position < self.len).then_some((chunk, offset))
    }

    /// The chunk of the first entry whose UID is not below `uid`, and the offset in it.
    fn seek(&self, uid: Uid) -> (usize, usize) {
        let chunk = self.chunks.partition_point(|chunk| chunk.last < uid);
        let offset =
            self.chunks.get(chunk).map_or(0, |chunk| chunk.entries.partition_point(|entry| entry.uid < uid));
        (chunk, offset)
    }
}

/// Entries in their order.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    piece: std::slice::Iter<'a, Entry>,
    later: std::slice::Iter<'a, Chunk>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Entry;

    fn next(&mut self) -> Option<&'a Entry> {
        loop {
            if let Some(entry) = self.piece.next() {
                return Some(entry);
            }
            self.piece = self.later.next()?.entries.iter();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(uid: u32) -> Entry {
        Entry {
            uid: Uid(uid),
            flags: Flags::NONE,
            internal_date: Time::START,
            saved: Time::START,
            modseq: 1,
            message: Arc::new(Message::new(b"")),
        }
    }

    /// An operation on a mailbox; numbers are reduced to those that exist.
    #[derive(Clone, Debug)]
    enum Deed {
        Push { count: u16, gap: u32 },
        Change(usize),
        RemoveAll { from: u32, step: u32, count: u32 },
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            (1..400u16, 1..4u32).prop_map(|(count, gap)| Deed::Push { count, gap }),
            any::<usize>().prop_map(Deed::Change),
            (0..2000u32, 1..5u32, 0..600u32).prop_map(|(from, step, count)| Deed::RemoveAll {
                from,
                step,
                count
            }),
        ]
    }

    /// UIDs and flags, which is all that differs here.
    fn plain<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<(Uid, Flags)> {
        entries.map(|entry| (entry.uid, entry.flags.clone())).collect()
    }

    fn perform(deed: &Deed, entries: &mut Entries, model: &mut Vec<Entry>) {
        match *deed {
            Deed::Push { count, gap } => {
                for _ in 0..count {
                    let next = entry(model.last().map_or(1, |last| last.uid.0 + gap));
                    model.push(next.clone());
                    entries.push(next);
                }
            }
            Deed::Change(at) => {
                let at = at % (model.len() + 1);
                let done = entries.change(at, |entry| entry.flags = Flags::of(["\\Seen"]));
                assert_eq!(done, at < model.len());
                if done {
                    model[at].flags = Flags::of(["\\Seen"]);
                }
            }
            Deed::RemoveAll { from, step, count } => {
                let uids: Vec<Uid> = (0..count).map(|index| Uid(from + index * step)).collect();
                let mut expected = Vec::new();
                for uid in &uids {
                    if let Some(at) = model.iter().position(|entry| entry.uid == *uid) {
                        model.remove(at);
                        expected.push((*uid, at));
                    }
                }
                assert_eq!(entries.remove_all(&uids), expected);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn behaves_like_a_plain_vector(deeds in prop::collection::vec(deed(), 1..12), asked: u32) {
            let (mut entries, mut model) = (Entries::default(), Vec::new());
            for deed in &deeds {
                let before = (entries.clone(), plain(entries.iter()));
                perform(deed, &mut entries, &mut model);
                prop_assert_eq!(plain(entries.iter()), plain(model.iter()));
                prop_assert_eq!(plain(before.0.iter()), before.1, "a copy does not change");
            }
            prop_assert_eq!((entries.len(), entries.is_empty()), (model.len(), model.is_empty()));
            prop_assert_eq!(entries.last().map(|last| last.uid), model.last().map(|last| last.uid));
            let highest = model.last().map_or(0, |last| last.uid.0);
            for uid in [0, 1, asked, asked % (highest + 2), highest, highest + 1].map(Uid) {
                let first = model.iter().position(|entry| entry.uid >= uid).unwrap_or(model.len());
                prop_assert_eq!(entries.first_at_or_after(uid), first);
                let since = model[first..].iter();
                prop_assert_eq!(plain(entries.since(uid)), plain(since));
                prop_assert_eq!(entries.position(uid), model.iter().position(|entry| entry.uid == uid));
            }
            let seen = model.iter().filter(|entry| entry.flags.has(SystemFlag::Seen));
            prop_assert_eq!(plain(entries.with(SystemFlag::Seen)), plain(seen));
            prop_assert_eq!(plain(entries.pieces().flatten()), plain(model.iter()));
            for at in [0, 255, 256, asked as usize % (model.len() + 1), model.len()] {
                prop_assert_eq!(entries.at(at).map(|entry| entry.uid), model.get(at).map(|entry| entry.uid));
            }
        }
    }
}

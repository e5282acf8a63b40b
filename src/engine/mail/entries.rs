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

    /// Takes out all entries with one of these UIDs, which must ascend, in one pass over the mailbox.
    /// Returns the UIDs that were there, each with the position it had when those before it were gone.
    pub fn remove_all(&mut self, uids: &[Uid]) -> Vec<(Uid, usize)> {
        debug_assert!(uids.is_sorted(), "UIDs ascend");
        let mut removed = Vec::new();
        let mut wanted = uids;
        let mut kept = 0;
        for chunk in &mut self.chunks {
            let Some(last) = chunk.last() else { continue };
            let (here, later) = wanted.split_at(wanted.partition_point(|uid| *uid <= last.uid));
            wanted = later;
            let goes = |entry: &Entry| here.binary_search(&entry.uid).is_ok();
            if here.is_empty() || !chunk.iter().any(goes) {
                kept += chunk.len();
                continue;
            }
            let mut rest = Vec::with_capacity(chunk.len());
            for entry in chunk.iter() {
                if goes(entry) {
                    removed.push((entry.uid, kept));
                } else {
                    rest.push(entry.clone());
                    kept += 1;
                }
            }
            *chunk = Arc::new(rest);
        }
        self.chunks.retain(|chunk| !chunk.is_empty());
        self.len = kept;
        removed
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::{Flags, Message};
    use crate::engine::time::Time;
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

    /// What can be done to a mailbox; numbers are reduced to what is there.
    #[derive(Clone, Debug)]
    enum Deed {
        Push { count: u16, gap: u32 },
        Change(usize),
        Remove(usize),
        RemoveAll { from: u32, step: u32, count: u32 },
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            (1..400u16, 1..4u32).prop_map(|(count, gap)| Deed::Push { count, gap }),
            any::<usize>().prop_map(Deed::Change),
            any::<usize>().prop_map(Deed::Remove),
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
            Deed::Remove(at) => {
                let at = at % (model.len() + 1);
                let removed = entries.remove(at).map(|entry| entry.uid);
                let expected = (at < model.len()).then(|| model.remove(at).uid);
                assert_eq!(removed, expected);
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
            prop_assert!(plain(entries.iter().rev()).iter().rev().eq(&plain(model.iter())));
            let highest = model.last().map_or(0, |last| last.uid.0);
            for uid in [0, 1, asked, asked % (highest + 2), highest, highest + 1].map(Uid) {
                let first = model.iter().position(|entry| entry.uid >= uid).unwrap_or(model.len());
                prop_assert_eq!(entries.first_at_or_after(uid), first);
                prop_assert_eq!(entries.position(uid), model.iter().position(|entry| entry.uid == uid));
            }
            for at in [0, 255, 256, asked as usize % (model.len() + 1), model.len()] {
                prop_assert_eq!(entries.at(at).map(|entry| entry.uid), model.get(at).map(|entry| entry.uid));
            }
        }
    }
}

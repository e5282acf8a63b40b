//! The messages of a mailbox, in order of UID, in chunks that copies share until one is written. Each is found
//! by two binary searches: for its chunk, and in it.

use super::changes::Changes;
use super::flags::{Flags, SystemFlag};
use super::message::Message;
use crate::engine::time::{Time, ZonedTime};
use std::fmt;
use std::sync::Arc;

/// Most entries that one chunk holds.
const CHUNK: usize = 256;

/// Some of the entries of a piece: a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits([u64; CHUNK / 64]);

impl Default for Bits {
    fn default() -> Self {
        Self::NONE
    }
}

impl Bits {
    /// None of them.
    pub const NONE: Bits = Bits([0; CHUNK / 64]);
    /// All that a piece may have.
    pub const ALL: Bits = Bits([u64::MAX; CHUNK / 64]);

    /// Those in both.
    #[must_use]
    pub fn and(self, other: Bits) -> Bits {
        Bits(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    /// Those in either.
    #[must_use]
    pub fn or(self, other: Bits) -> Bits {
        Bits(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    /// The others.
    #[must_use]
    pub fn others(self) -> Bits {
        Bits(self.0.map(|word| !word))
    }

    /// Their positions below `end`, in order.
    pub fn positions(self, end: usize) -> impl Iterator<Item = usize> {
        let words = self.0.into_iter().enumerate();
        let all = words.flat_map(|(word, mut bits)| {
            std::iter::from_fn(move || {
                let at = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(word * 64 + at)
            })
        });
        all.take_while(move |at| *at < end)
    }

    fn set(&mut self, at: usize, on: bool) {
        let bit = 1 << (at % 64);
        if on {
            self.0[at / 64] |= bit;
        } else {
            self.0[at / 64] &= !bit;
        }
    }
}

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
    /// The time at which the server received it (RFC 3501 §2.3.3), in the zone in which a client gave it.
    pub internal_date: ZonedTime,
    /// The time at which it came into this mailbox (RFC 8514 §3).
    pub saved: Time,
    /// The mailbox's mod-sequence of its last change (RFC 7162 §3.1).
    pub modseq: u64,
    /// The changes of its flags; `None` before the first one.
    pub changes: Option<Arc<Changes>>,
    /// The message itself.
    pub message: Arc<Message>,
}

impl Entry {
    /// Sets the flags, and the mod-sequence of this change.
    pub fn set_flags(&mut self, flags: Flags, modseq: u64) {
        let before = self.modseq;
        let changes = self.changes.get_or_insert_with(|| Arc::new(Changes::none_since(before)));
        Arc::make_mut(changes).note(&self.flags, &flags, modseq);
        (self.flags, self.modseq) = (flags, modseq);
    }

    /// Whether a flag, set or not, is as it was at a mod-sequence. RFC 7162 §3.1.3: "Use of UNCHANGEDSINCE with a
    /// modification sequence of 0 always fails if the metadata item exists. A system flag MUST always be considered
    /// existent, whether it was set or not."
    pub fn is_unchanged(&self, name: &str, since: u64) -> bool {
        if since == 0 {
            return SystemFlag::parse(name).is_none() && !self.flags.has_keyword(name);
        }
        self.modseq <= since || self.changes.as_ref().is_some_and(|changes| changes.of(name) <= since)
    }
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
    piece: Arc<Piece>,
}

/// The entries of a chunk, at least one, and who of them has which system flag.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    entries: Vec<Entry>,
    flags: [Bits; SystemFlag::ALL.len()],
}

impl Piece {
    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Those that have a flag.
    pub fn with(&self, flag: SystemFlag) -> Bits {
        self.flags[(flag as u8).trailing_zeros() as usize]
    }

    fn of(entries: Vec<Entry>) -> Self {
        let mut piece = Self { entries, ..Self::default() };
        (0..piece.entries.len()).for_each(|at| piece.note_flags(at));
        piece
    }

    fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.note_flags(self.entries.len() - 1);
    }

    fn note_flags(&mut self, at: usize) {
        let system = self.entries[at].flags.system();
        for (flag, bits) in self.flags.iter_mut().enumerate() {
            bits.set(at, system & 1 << flag != 0);
        }
    }
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
        let piece = self.chunks.get(chunk).map_or(&[][..], |chunk| &chunk.piece.entries[offset..]);
        Iter { piece: piece.iter(), later: self.chunks.get(chunk + 1..).unwrap_or_default().iter() }
    }

    /// The entries with this flag; where none can have it, none is looked at.
    pub fn with(&self, flag: SystemFlag) -> impl Iterator<Item = &Entry> {
        let chunks = self.chunks.iter().filter(move |chunk| chunk.flags & flag as u8 != 0);
        chunks.flat_map(|chunk| chunk.piece.entries.iter()).filter(move |entry| entry.flags.has(flag))
    }

    /// The entries in the pieces in which they are kept; none is empty.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.chunks.iter().map(|chunk| &*chunk.piece)
    }

    /// The entry at a position.
    pub fn at(&self, position: usize) -> Option<&Entry> {
        let (chunk, offset) = self.locate(position)?;
        self.chunks[chunk].piece.entries.get(offset)
    }

    /// The last entry.
    pub fn last(&self) -> Option<&Entry> {
        self.chunks.last().and_then(|chunk| chunk.piece.entries.last())
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
            Some(chunk) if chunk.piece.entries.len() < CHUNK => {
                chunk.last = last;
                chunk.flags |= entry.flags.system();
                Arc::make_mut(&mut chunk.piece).push(entry);
            }
            _ => {
                let (start, flags) = (self.len as u32, entry.flags.system());
                self.chunks.push(Chunk { start, last, flags, piece: Arc::new(Piece::of(vec![entry])) });
            }
        }
        self.len += 1;
    }

    /// Changes the entry at a position in place; its UID must stay. False when there is none.
    pub fn change(&mut self, position: usize, change: impl FnOnce(&mut Entry)) -> bool {
        let Some((chunk, offset)) = self.locate(position) else { return false };
        let chunk = &mut self.chunks[chunk];
        let piece = Arc::make_mut(&mut chunk.piece);
        change(&mut piece.entries[offset]);
        piece.note_flags(offset);
        chunk.flags |= piece.entries[offset].flags.system();
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
            if here.is_empty() || !chunk.piece.entries.iter().any(goes) {
                kept += chunk.piece.entries.len();
                return true;
            }
            let mut rest = Vec::with_capacity(chunk.piece.entries.len());
            for entry in &chunk.piece.entries {
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
            chunk.piece = Arc::new(Piece::of(rest));
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
        let offset = self
            .chunks
            .get(chunk)
            .map_or(0, |chunk| chunk.piece.entries.partition_point(|entry| entry.uid < uid));
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
            self.piece = self.later.next()?.piece.entries.iter();
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
            internal_date: Time::START.into(),
            saved: Time::START,
            modseq: 1,
            changes: None,
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
            for flag in SystemFlag::ALL {
                let by_bits = entries.pieces().flat_map(|piece| {
                    let own = piece.with(flag).positions(piece.entries().len());
                    own.map(|at| &piece.entries()[at])
                });
                let others = entries.pieces().map(|piece| {
                    piece.with(flag).others().positions(piece.entries().len()).count()
                });
                let by_bits = plain(by_bits);
                let count = by_bits.len();
                prop_assert_eq!(by_bits, plain(entries.with(flag)));
                prop_assert_eq!(others.sum::<usize>() + count, entries.len());
            }
            let seen = model.iter().filter(|entry| entry.flags.has(SystemFlag::Seen));
            prop_assert_eq!(plain(entries.with(SystemFlag::Seen)), plain(seen));
            prop_assert_eq!(plain(entries.pieces().flat_map(Piece::entries)), plain(model.iter()));
            for at in [0, 255, 256, asked as usize % (model.len() + 1), model.len()] {
                prop_assert_eq!(entries.at(at).map(|entry| entry.uid), model.get(at).map(|entry| entry.uid));
            }
        }
    }
}

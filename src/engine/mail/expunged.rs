//! Expunged messages that a mailbox remembers, for clients that were away (RFC 7162 §3.2).

use super::entries::Uid;
use std::ops::RangeInclusive;

/// Most ranges of removed UIDs that a mailbox remembers; a client that was away for longer is told of all UIDs that
/// are not there (see [`Mailbox::vanished`](super::Mailbox::vanished)).
pub const EXPUNGED_MAX: usize = 256;

/// The removals that a mailbox remembers.
#[derive(Clone, Debug, Default)]
pub struct Expunged {
    /// Each with its mod-sequence and its UIDs, oldest first, at most [`EXPUNGED_MAX`].
    pub ranges: Vec<(u64, RangeInclusive<u32>)>,
    /// Removals up to this mod-sequence may be forgotten.
    pub forgotten: u64,
}

impl Expunged {
    /// Notes the removal of messages, given in ascending order, as the mailbox's latest change.
    pub fn remember(&mut self, modseq: u64, uids: impl Iterator<Item = Uid>) {
        for Uid(uid) in uids {
            match self.ranges.last_mut() {
                Some((own, range)) if *own == modseq && *range.end() + 1 == uid => {
                    *range = *range.start()..=uid
                }
                _ => self.ranges.push((modseq, uid..=uid)),
            }
        }
        let old = self.ranges.len().saturating_sub(EXPUNGED_MAX);
        if let Some((modseq, _)) = self.ranges.drain(..old).next_back() {
            self.forgotten = modseq;
        }
    }
}

/// The UIDs below `end` that are not among these ascending ones, as few ranges as possible.
pub fn gaps(uids: impl Iterator<Item = Uid>, end: Uid) -> Vec<RangeInclusive<u32>> {
    let (mut gaps, mut next) = (Vec::new(), 1);
    for Uid(uid) in uids.chain([end]) {
        if next < uid {
            gaps.push(next..=uid - 1);
        }
        next = uid.saturating_add(1);
    }
    gaps
}

/// The numbers that are in both lists of ascending ranges, as few ranges as possible.
pub fn intersection(
    some: &[RangeInclusive<u32>],
    others: &[RangeInclusive<u32>],
) -> Vec<RangeInclusive<u32>> {
    let mut both: Vec<RangeInclusive<u32>> = Vec::new();
    let (mut at, mut of_others) = (0, 0);
    while let (Some(one), Some(other)) = (some.get(at), others.get(of_others)) {
        let (first, last) = ((*one.start()).max(*other.start()), (*one.end()).min(*other.end()));
        match both.last_mut() {
            _ if first > last => {}
            Some(before) if *before.end() + 1 == first => *before = *before.start()..=last,
            _ => both.push(first..=last),
        }
        if one.end() < other.end() {
            at += 1;
        } else {
            of_others += 1;
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn numbers(ranges: &[RangeInclusive<u32>]) -> BTreeSet<u32> {
        ranges.iter().cloned().flatten().collect()
    }

    /// Ranges as a sequence set gives them: ascending, with numbers left out between two.
    fn ranges() -> impl Strategy<Value = Vec<RangeInclusive<u32>>> {
        prop::collection::vec((1..5u32, 0..5u32), 0..6).prop_map(|pairs| {
            let mut last = 0;
            let range = |(gap, length)| {
                let first = last + gap + 1;
                last = first + length;
                first..=last
            };
            pairs.into_iter().map(range).collect()
        })
    }

    proptest! {
        #[test]
        fn intersections_are_those_of_sets(some in ranges(), others in ranges()) {
            let found = intersection(&some, &others);
            prop_assert_eq!(numbers(&found), &numbers(&some) & &numbers(&others));
            prop_assert!(found.windows(2).all(|pair| *pair[0].end() + 1 < *pair[1].start()));
        }
    }
}

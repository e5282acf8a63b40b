//! What a mailbox remembers of messages that are gone, for clients that were away (RFC 7162 §3.2).

use super::store::{Mailbox, Uid};
use std::ops::RangeInclusive;

/// Most ranges of removed UIDs that a mailbox remembers; whoever was away for longer is told of all UIDs
/// that are not there (see [`Mailbox::vanished`]).
pub const GONE_MAX: usize = 256;

/// The removals that a mailbox remembers.
#[derive(Clone, Debug, Default)]
pub struct Gone {
    /// Each with its mod-sequence and its UIDs, oldest first, at most [`GONE_MAX`].
    pub ranges: Vec<(u64, RangeInclusive<u32>)>,
    /// Removals up to this mod-sequence may be forgotten.
    pub forgotten: u64,
}

impl Gone {
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
        let old = self.ranges.len().saturating_sub(GONE_MAX);
        if let Some((modseq, _)) = self.ranges.drain(..old).next_back() {
            self.forgotten = modseq;
        }
    }
}

impl Mailbox {
    /// The UIDs among these whose messages are gone since a mod-sequence. RFC 7162 §3.2.6: "A server that
    /// receives a mod-sequence smaller than <minmodseq>, where <minmodseq> is the value of the smallest
    /// expunged mod-sequence it remembers minus one, MUST behave as if it was requested to report all expunged
    /// messages from the provided UID set parameter." All ranges ascend.
    pub fn vanished(&self, among: &[RangeInclusive<u32>], since: u64) -> Vec<RangeInclusive<u32>> {
        let mut gone: Vec<RangeInclusive<u32>> = Vec::new();
        if since >= self.gone.forgotten {
            let later = self.gone.ranges.iter().filter(|(modseq, _)| *modseq > since);
            gone.extend(later.map(|(_, range)| range.clone()));
            gone.sort_unstable_by_key(|range| *range.start());
        } else {
            gone = gaps(self.entries.iter().map(|entry| entry.uid), self.uid_next);
        }
        both(&gone, among)
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
pub fn both(some: &[RangeInclusive<u32>], others: &[RangeInclusive<u32>]) -> Vec<RangeInclusive<u32>> {
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
    use crate::engine::mail::{Flags, INBOX, Message, Store};
    use crate::engine::time::Time;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::sync::Arc;

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
        fn both_is_the_intersection(some in ranges(), others in ranges()) {
            let found = both(&some, &others);
            prop_assert_eq!(numbers(&found), &numbers(&some) & &numbers(&others));
            prop_assert!(found.windows(2).all(|pair| *pair[0].end() + 1 < *pair[1].start()));
        }

        /// Who knows the mailbox of some moment, and removes what vanished since, has what is left of it.
        #[test]
        fn what_vanished_is_what_is_gone(
            removals in prop::collection::vec(prop::collection::vec(1..900u32, 1..300), 0..6),
            since in any::<prop::sample::Index>(),
        ) {
            let mut store = Store::default();
            store.add_account("anna", "geheim", Time::START);
            let message = Arc::new(Message::new(b"x"));
            for _ in 1..900 {
                let added = store.append("anna", INBOX, message.clone(), Flags::NONE, Time::START, None);
                prop_assert!(added.is_ok());
            }
            let moment = |store: &Store| {
                let inbox = store.mailbox("anna", INBOX).expect("INBOX is always there");
                (inbox.highest_modseq, inbox.entries.iter().map(|entry| entry.uid.0).collect::<BTreeSet<_>>())
            };
            let id = store.mailbox("anna", INBOX).expect("INBOX is always there").id;
            let mut moments = vec![moment(&store)];
            for uids in &removals {
                store.expunge("anna", id, &uids.iter().copied().map(Uid).collect::<Vec<_>>(), None);
                moments.push(moment(&store));
            }
            let (modseq, before) = &moments[since.index(moments.len())];
            let inbox = store.mailbox("anna", INBOX).expect("INBOX is always there");
            let now = &moments[moments.len() - 1].1;
            let gone = numbers(&inbox.vanished(&[1..=899], *modseq));
            prop_assert_eq!(&(before - &gone), now);
            prop_assert!(gone.is_disjoint(now));
            if *modseq >= inbox.gone.forgotten {
                prop_assert_eq!(gone, before - now, "nothing else is told");
            }
            prop_assert!(inbox.gone.ranges.len() <= GONE_MAX);
        }
    }
}

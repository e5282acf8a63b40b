//! A mailbox: its messages, and the numbers that tell clients its changes since they last looked.

use super::entries::{Entries, Uid};
use super::expunged::{Expunged, gaps, intersection};
use super::flags::{Flags, Keywords, MAILBOX_KEYWORDS_MAX};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The name of the mailbox that every account has and that POP3 reads (RFC 3501 §5.1); in any mixture
/// of cases it means this one.
pub const INBOX: &str = "INBOX";

/// Tells mailboxes apart even when they are renamed or made anew under the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxId(pub u32);

/// A mailbox.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The id, which no other mailbox has.
    pub id: MailboxId,
    /// Its name in Unicode, hierarchy levels separated by `/`.
    pub name: String,
    /// 32 bits that change when UIDs lose their meaning (RFC 3501 §2.3.1.1); made from the second in
    /// which the mailbox was created.
    pub uid_validity: u32,
    /// The UID that the next message will get, at least.
    pub uid_next: Uid,
    /// The uses of the mailbox: bits of [`special_use`](super::special_use).
    pub special_use: u8,
    /// The messages in order.
    pub entries: Entries,
    /// Messages from this UID on have been told to no session yet: they are `\Recent` to the first
    /// session that selects the mailbox read-write (RFC 3501 §2.3.2).
    pub recent_from: Uid,
    /// The highest mod-sequence of all changes so far (RFC 7162 §3.1.2.1): 1 in a new mailbox, and one more
    /// with each change, so that 63 bits are never used up.
    pub highest_modseq: u64,
    /// The messages that are no longer there.
    pub expunged: Arc<Expunged>,
    /// The keywords that its messages have, or had since a session selected it last.
    pub keywords: Arc<Keywords>,
}

impl Mailbox {
    /// Whether it can hold the keywords of these flags as well, at most [`MAILBOX_KEYWORDS_MAX`] in all.
    pub fn has_room_for_keywords<'a>(&self, flags: impl Iterator<Item = &'a Flags> + Clone) -> bool {
        let among = |known: &Keywords| {
            let mut all = known.clone();
            flags.clone().flat_map(Flags::keywords).for_each(|name| all.insert(name));
            all.len() <= MAILBOX_KEYWORDS_MAX
        };
        let known = flags.clone().flat_map(Flags::keywords).all(|name| self.keywords.contains(name));
        known || among(&self.keywords) || among(&self.used_keywords())
    }

    /// The keywords that its messages have.
    pub fn used_keywords(&self) -> Keywords {
        let mut used = Keywords::default();
        for name in self.entries.iter().flat_map(|entry| entry.flags.keywords()) {
            // The spelling of the first one stays.
            used.insert(name);
        }
        used
    }

    /// Takes note of the keywords of flags that are to be stored.
    pub(super) fn note_keywords(&mut self, flags: &Flags) {
        for name in flags.keywords() {
            if self.keywords.contains(name) {
                continue;
            }
            if self.keywords.len() >= MAILBOX_KEYWORDS_MAX {
                self.keywords = Arc::new(self.used_keywords());
            }
            Arc::make_mut(&mut self.keywords).insert(name);
        }
    }

    /// The UIDs among these whose messages are gone since a mod-sequence. RFC 7162 §3.2.6: "A server that
    /// receives a mod-sequence smaller than `<minmodseq>`, where `<minmodseq>` is the value of the smallest
    /// expunged mod-sequence it remembers minus one, MUST behave as if it was requested to report all expunged
    /// messages from the provided UID set parameter." All ranges ascend.
    pub fn vanished(&self, among: &[RangeInclusive<u32>], since: u64) -> Vec<RangeInclusive<u32>> {
        let gone = if since >= self.expunged.forgotten {
            let later = self.expunged.ranges.iter().filter(|(modseq, _)| *modseq > since);
            let mut ends: Vec<(u32, u32)> = later.map(|(_, range)| (*range.start(), *range.end())).collect();
            ends.sort_unstable();
            ends.into_iter().map(|(first, last)| first..=last).collect()
        } else {
            gaps(self.entries.iter().map(|entry| entry.uid), self.uid_next)
        };
        intersection(&gone, among)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::{EXPUNGED_MAX, Flags, Message, Store};
    use crate::engine::time::Time;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn numbers(ranges: &[RangeInclusive<u32>]) -> BTreeSet<u32> {
        ranges.iter().cloned().flatten().collect()
    }

    proptest! {
        /// A client that knows the mailbox of some moment, and removes the UIDs that vanished since, has those that
        /// are left.
        #[test]
        fn what_vanished_is_what_was_expunged(
            removals in prop::collection::vec(prop::collection::btree_set(1..900u32, 1..300), 0..6),
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
            if *modseq >= inbox.expunged.forgotten {
                prop_assert_eq!(gone, before - now, "nothing else is told");
            }
            prop_assert!(inbox.expunged.ranges.len() <= EXPUNGED_MAX);
        }
    }
}

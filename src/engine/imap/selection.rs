//! The selected mailbox as one session sees it.

use crate::engine::imap::response::FetchData;
use crate::engine::imap::sequence::SequenceSet;
use crate::engine::mail::{Entries, Entry, Mailbox, MailboxId, Uid};
use crate::engine::switches::{Switch, Switches};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A selected mailbox.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The mailbox's id, which a rename does not change.
    pub mailbox: MailboxId,
    /// Its name when it was selected.
    pub name: String,
    /// Whether EXAMINE selected it.
    pub read_only: bool,
    /// Whether the client wants to know mod-sequences.
    pub condstore: bool,
    /// Whether the client wants to be told of removals by UIDs.
    pub qresync: bool,
    /// Its messages, as far as the client has been told of them.
    pub view: View,
}

impl Selection {
    /// The UID and the mod-sequence of a changed message, which stand beside its flags in a FETCH response to a
    /// client that wants to know mod-sequences. RFC 7162 §3.1: "The server MUST then include mod-sequence data in
    /// all subsequent untagged FETCH responses (until the connection is closed), whether they were caused by a
    /// regular STORE, a STORE with an UNCHANGEDSINCE modifier, or an external agent." §3.2.4: a server with QRESYNC
    /// "MUST automatically include both UID and mod-sequence data", and also where FETCH "implicitly set the \Seen
    /// flag".
    pub fn told_with(&self, uid: Uid, modseq: u64, switches: Switches) -> [Option<FetchData>; 2] {
        let uids = self.condstore && switches.has(Switch::Qresync);
        [uids.then_some(FetchData::Uid(uid.0)), self.condstore.then_some(FetchData::ModSeq(modseq))]
    }
}

/// The message sequence numbers as the client knows them: they change only by the server's responses (RFC 3501
/// §7.3.1, §7.4.1), not by changes of the mailbox meanwhile. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct View {
    uids: Arc<Vec<Uid>>,
    /// The highest UID that the client has ever been told of; the message may be gone since.
    highest: u32,
    /// Ascending ranges of UIDs that are recent to this session.
    recent: Arc<Vec<Range<u32>>>,
    /// The number in the last RECENT.
    told_recent: u32,
    /// Messages whose flags others have changed; false when the client has been told of them since.
    flagged: Arc<BTreeMap<Uid, bool>>,
    /// The mod-sequence up to which the client knows of all changes, removals included.
    pub synchronised: u64,
    /// The messages that `$` means, in ascending order. RFC 5182 §2.1: "Upon successful completion of a SELECT or
    /// an EXAMINE command [...], the current search result variable is reset to the empty sequence."
    saved: Arc<Vec<Uid>>,
}

/// The news of a view, in the order of telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The message with this number is gone; those behind it have moved up.
    Expunged(u32, Uid),
    /// There are so many messages now.
    Exists(u32),
    /// So many of them are recent.
    Recent(u32),
    /// The message's flags are others now.
    Flags(u32, Uid),
}

/// A message that a command asks for: its number, and its UID.
pub(super) type Wanted = (u32, Uid);

impl View {
    /// The number of messages that the client knows of: the largest sequence number.
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
        let after = self.recent.partition_point(|range| range.end <= uid.0);
        self.recent.get(after).is_some_and(|range| range.contains(&uid.0))
    }

    /// The largest UID that the client has been told of, 0 in an empty mailbox.
    pub fn largest_uid(&self) -> u32 {
        self.uids.last().map_or(0, |uid| uid.0)
    }

    /// The messages that a set of sequence numbers, or of UIDs, means, in ascending order. Numbers
    /// without a message are passed over.
    pub fn resolve(&self, set: &SequenceSet, uid: bool) -> Vec<Wanted> {
        if set.is_saved() {
            // RFC 5182 §2.1: "When a message listed in the search result variable is EXPUNGEd, it is
            // automatically removed from the list."
            return self.saved.iter().filter_map(|uid| Some((self.number(*uid)?, *uid))).collect();
        }
        let largest = if uid { self.largest_uid() } else { self.count() };
        let mut wanted = Vec::new();
        for range in set.resolve(largest) {
            let (first, last) = (*range.start(), *range.end());
            let positions = if uid {
                self.uids.partition_point(|own| own.0 < first)..self.uids.partition_point(|own| own.0 <= last)
            } else {
                (first as usize - 1).min(self.uids.len())..(last as usize).min(self.uids.len())
            };
            wanted.extend(positions.map(|position| (position as u32 + 1, self.uids[position])));
        }
        wanted
    }

    /// Sets the messages that `$` means, in ascending order.
    pub fn save(&mut self, uids: Vec<Uid>) {
        self.saved = Arc::new(uids);
    }

    /// Marks the flags of a message as changed by another connection.
    pub fn flags_changed(&mut self, uid: Uid) {
        Arc::make_mut(&mut self.flagged).insert(uid, true);
    }

    /// Notes that the client is being told the message's flags as they are. Returns whether another connection has
    /// changed them.
    pub fn flags_told(&mut self, uid: Uid) -> bool {
        let is_news = self.flagged.get(&uid) == Some(&true);
        if is_news {
            Arc::make_mut(&mut self.flagged).insert(uid, false);
        }
        is_news
    }

    /// Brings the view up to the mailbox, as far as the client may be told, and gives the news. Of a deleted
    /// mailbox (`None`) all messages are gone. Messages that are new to the client and from `recent_from` on are
    /// recent to this session. Without `expunges`, messages that are gone keep their numbers for now.
    pub fn update(&mut self, mailbox: Option<&Mailbox>, recent_from: Uid, expunges: bool) -> Vec<News> {
        let empty = Entries::default();
        let entries = mailbox.map_or(&empty, |mailbox| &mailbox.entries);
        let mut news = Vec::new();
        if expunges {
            self.drop_expunged(entries, &mut news);
        }
        // UIDs ascend, so that all news is above the highest UID told.
        let known = entries.first_at_or_after(Uid(self.highest.saturating_add(1)));
        if let Some(last) = entries.last().filter(|_| known < entries.len()) {
            let recent = recent_from.0.max(self.highest + 1)..last.uid.0 + 1;
            let new = entries.since(Uid(self.highest + 1)).map(|entry| entry.uid);
            Arc::make_mut(&mut self.uids).extend(new);
            self.highest = last.uid.0;
            if !recent.is_empty() {
                let ranges = Arc::make_mut(&mut self.recent);
                match ranges.last_mut() {
                    // One range for all that come one by one: they are counted with every command.
                    Some(last) if last.end == recent.start => last.end = recent.end,
                    _ => ranges.push(recent),
                }
            }
            news.push(News::Exists(self.count()));
        }
        if let Some(mailbox) = mailbox.filter(|_| self.uids.len() == entries.len()) {
            self.synchronised = mailbox.highest_modseq;
        }
        let recent = self.recent_count();
        if recent != self.told_recent || news.iter().any(|news| matches!(news, News::Exists(_))) {
            self.told_recent = recent;
            news.push(News::Recent(recent));
        }
        for (uid, _) in std::mem::take(&mut self.flagged).iter().filter(|(_, is_news)| **is_news) {
            if let Some(number) = self.number(*uid) {
                news.push(News::Flags(number, *uid));
            }
        }
        news
    }

    fn drop_expunged(&mut self, entries: &Entries, news: &mut Vec<News>) {
        let known = entries.first_at_or_after(Uid(self.highest.saturating_add(1)));
        if known == self.uids.len() {
            return;
        }
        let mut left = Vec::with_capacity(known);
        let mut told = &self.uids[..];
        for piece in entries.pieces().chain([&[][..]]) {
            let piece = &piece[..piece.len().min(known - left.len())];
            let until = piece.last().map_or(told.len(), |last| told.partition_point(|uid| *uid <= last.uid));
            let (here, later) = told.split_at(until);
            told = later;
            // The client has been told of all of them: where they are as many, they are the same.
            if here.len() == piece.len() {
                left.extend_from_slice(here);
                continue;
            }
            let mut present = piece.iter().map(|entry| entry.uid).peekable();
            for &uid in here {
                if present.next_if_eq(&uid).is_some() {
                    left.push(uid);
                } else {
                    // RFC 3501 §7.4.1: "The EXPUNGE response also decrements the number of messages in the
                    // mailbox", so the numbers of those behind count the ones that are left.
                    news.push(News::Expunged(left.len() as u32 + 1, uid));
                }
            }
        }
        self.uids = Arc::new(left);
    }

    fn recent_count(&self) -> u32 {
        let below = |uid: u32| self.uids.partition_point(|own| own.0 < uid);
        self.recent.iter().map(|range| (below(range.end) - below(range.start)) as u32).sum()
    }
}

/// The messages wanted, each with its entry; `None` for those that are no longer in the mailbox. Both ascend, so
/// that one pass over the mailbox finds them all; other entries are passed over at once.
pub(super) fn present<'a>(
    wanted: &'a [Wanted],
    entries: &'a Entries,
) -> impl Iterator<Item = (u32, Uid, Option<&'a Entry>)> {
    let mut rest = entries.iter().peekable();
    wanted.iter().map(move |&(number, uid)| {
        if rest.peek().is_some_and(|entry| entry.uid < uid) {
            rest = entries.since(uid).peekable();
        }
        (number, uid, rest.next_if(|entry| entry.uid == uid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::imap::sequence::{SeqNumber, SeqRange};
    use crate::engine::mail::{Flags, INBOX, Message, Store};
    use crate::engine::time::Time;

    struct World {
        store: Store,
        view: View,
    }

    impl World {
        fn new(messages: usize) -> Self {
            let mut store = Store::default();
            store.add_account("anna", "geheim", Time::START);
            let mut world = World { store, view: View::default() };
            world.add(messages);
            world.update(true);
            world
        }

        fn add(&mut self, messages: usize) {
            for _ in 0..messages {
                let message = Arc::new(Message::new(b"x"));
                self.store
                    .append("anna", INBOX, message, Flags::NONE, Time::START, None)
                    .expect("there is room");
            }
        }

        fn expunge(&mut self, uids: &[u32]) {
            let id = self.store.mailbox("anna", INBOX).expect("INBOX is always there").id;
            self.store.expunge("anna", id, &uids.iter().map(|uid| Uid(*uid)).collect::<Vec<_>>(), None);
        }

        fn update(&mut self, expunges: bool) -> Vec<News> {
            let id = self.store.mailbox("anna", INBOX).expect("INBOX is always there").id;
            let recent_from = self.store.claim_recent("anna", id).expect("INBOX is always there");
            self.view.update(self.store.mailbox("anna", INBOX), recent_from, expunges)
        }

        fn uids(&self) -> Vec<u32> {
            self.view.uids().iter().map(|uid| uid.0).collect()
        }
    }

    #[test]
    fn expunges_count_the_messages_that_are_left() {
        let mut world = World::new(7);
        world.expunge(&[2, 3, 7]);
        assert_eq!(
            world.update(true),
            [
                News::Expunged(2, Uid(2)),
                News::Expunged(2, Uid(3)),
                News::Expunged(5, Uid(7)),
                News::Recent(4)
            ]
        );
        assert_eq!(world.uids(), [1, 4, 5, 6]);
        assert_eq!(world.update(true), []);
    }

    #[test]
    fn gone_messages_keep_their_numbers_until_the_client_may_be_told() {
        let mut world = World::new(3);
        world.expunge(&[1, 3]);
        world.add(1);
        assert_eq!(world.update(false), [News::Exists(4), News::Recent(4)]);
        assert_eq!(world.uids(), [1, 2, 3, 4]);
        assert_eq!(
            world.update(true),
            [News::Expunged(1, Uid(1)), News::Expunged(2, Uid(3)), News::Recent(2)]
        );
        assert_eq!(world.uids(), [2, 4]);
    }

    #[test]
    fn messages_that_come_and_go_untold_are_never_mentioned() {
        let mut world = World::new(1);
        world.add(2);
        world.expunge(&[2]);
        assert_eq!(world.update(true), [News::Exists(2), News::Recent(2)]);
        assert_eq!(world.uids(), [1, 3]);
    }

    #[test]
    fn only_unclaimed_messages_are_recent() {
        let mut world = World::new(2);
        world.add(2);
        let id = world.store.mailbox("anna", INBOX).expect("INBOX is always there").id;
        assert_eq!(world.store.claim_recent("anna", id), Some(Uid(3)));
        world.add(1);
        assert_eq!(world.update(true), [News::Exists(5), News::Recent(3)]);
        let recent: Vec<bool> = (1..=6).map(|uid| world.view.is_recent(Uid(uid))).collect();
        assert_eq!(recent, [true, true, false, false, true, false]);
    }

    #[test]
    fn a_message_is_recent_once_to_a_reader_that_claims_nothing() {
        let mut world = World::new(0);
        let look = |world: &mut World| {
            let mailbox = world.store.mailbox("anna", INBOX).expect("INBOX is always there").clone();
            world.view.update(Some(&mailbox), mailbox.recent_from, true)
        };
        world.add(2);
        assert_eq!(look(&mut world), [News::Exists(2), News::Recent(2)]);
        world.expunge(&[1, 2]);
        look(&mut world);
        world.add(1);
        assert_eq!(look(&mut world), [News::Exists(1), News::Recent(1)]);
    }

    #[test]
    fn changed_flags_are_told_once_and_only_of_messages_that_are_there() {
        let mut world = World::new(2);
        world.view.flags_changed(Uid(2));
        world.view.flags_changed(Uid(1));
        world.view.flags_changed(Uid(9));
        world.view.flags_told(Uid(1));
        assert_eq!(world.update(false), [News::Flags(2, Uid(2))]);
        assert_eq!(world.update(false), []);
    }

    #[test]
    fn a_deleted_mailbox_has_no_messages() {
        let mut world = World::new(2);
        let news = world.view.update(None, Uid(1), true);
        assert_eq!(news, [News::Expunged(1, Uid(1)), News::Expunged(1, Uid(2)), News::Recent(0)]);
        assert_eq!(world.view.count(), 0);
    }

    #[test]
    fn sets_mean_messages_by_number_or_by_uid() {
        let mut world = World::new(6);
        world.expunge(&[1, 4]);
        world.update(true);
        let set = |text: &str| {
            let number = |text: &str| text.parse().map_or(SeqNumber::Largest, SeqNumber::Value);
            let range = |text: &str| {
                let (first, last) = text.split_once(':').unwrap_or((text, text));
                SeqRange { first: number(first), last: number(last) }
            };
            SequenceSet::new(text.split(',').map(range).collect()).expect("not empty")
        };
        let resolve = |text: &str, uid: bool| -> Vec<(u32, u32)> {
            world.view.resolve(&set(text), uid).into_iter().map(|(number, uid)| (number, uid.0)).collect()
        };
        assert_eq!(resolve("1,3:*", false), [(1, 2), (3, 5), (4, 6)]);
        assert_eq!(resolve("1:4", true), [(1, 2), (2, 3)]);
        assert_eq!(resolve("9:*", true), [(4, 6)]);
        assert_eq!(resolve("4", true), []);
        assert_eq!(resolve("*", true), [(4, 6)]);
        assert_eq!(resolve("4294967295", false), []);
    }
}

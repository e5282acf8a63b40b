//! A maildrop as one session sees it: a snapshot with numbers and marks.
//!
//! RFC 1939 §4: "After the POP3 server has opened the maildrop, it assigns a message-number to each
//! message, and notes the size of each message in octets. The first message in the maildrop is assigned
//! a message-number of "1", the second is assigned "2", and so on".

use crate::engine::mail::{Mailbox, MailboxId, Message, Uid};
use std::sync::Arc;

/// A maildrop as it was at login, and the marks in it. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Maildrop {
    account: String,
    mailbox: MailboxId,
    uid_validity: u32,
    messages: Arc<Vec<Held>>,
    marked: Numbers,
    fetched: Numbers,
    octets_left: u64,
}

#[derive(Debug)]
struct Held {
    uid: Uid,
    size: u64,
    message: Arc<Message>,
}

/// A set of message numbers: a bit for each, so that a copy of it costs little however many it has.
#[derive(Clone, Debug, Default)]
struct Numbers {
    bits: Arc<Vec<u64>>,
    count: usize,
}

impl Numbers {
    /// False when it has the number already.
    fn insert(&mut self, number: u32) -> bool {
        let new = !self.contains(number);
        if new {
            let (at, bit) = Self::place(number);
            let bits = Arc::make_mut(&mut self.bits);
            bits.resize(bits.len().max(at + 1), 0);
            bits[at] |= bit;
            self.count += 1;
        }
        new
    }

    fn contains(&self, number: u32) -> bool {
        let (at, bit) = Self::place(number);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }

    fn len(&self) -> usize {
        self.count
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        let all = (0..).zip(self.bits.iter()).filter(|(_, bits)| **bits != 0);
        all.flat_map(|(at, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }

    fn place(number: u32) -> (usize, u64) {
        ((number / 64) as usize, 1 << (number % 64))
    }
}

/// One message of a [`Maildrop`].
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'a> {
    /// Its number in this session, from 1; it does not change while the session lasts.
    pub number: u32,
    /// Its UID in the mailbox.
    pub uid: Uid,
    /// Its size in octets as it will be sent, additional dots not counted.
    pub size: u64,
    /// Whether it is marked as deleted.
    pub marked: bool,
    /// The message itself.
    pub message: &'a Arc<Message>,
}

impl Maildrop {
    /// Opens a mailbox: its messages get numbers now, and later ones get none.
    pub fn open(account: &str, mailbox: &Mailbox) -> Self {
        let held = mailbox.entries.iter().map(|entry| Held {
            uid: entry.uid,
            size: size_as_sent(&entry.message),
            message: entry.message.clone(),
        });
        let messages: Vec<Held> = held.collect();
        Self {
            account: account.to_owned(),
            mailbox: mailbox.id,
            uid_validity: mailbox.uid_validity,
            octets_left: messages.iter().map(|held| held.size).sum(),
            messages: Arc::new(messages),
            marked: Numbers::default(),
            fetched: Numbers::default(),
        }
    }

    /// The account that the maildrop belongs to.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The mailbox that it is a snapshot of.
    pub fn mailbox(&self) -> MailboxId {
        self.mailbox
    }

    /// The number of messages that have a number, marked ones included.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The number of messages that are not marked.
    pub fn count_left(&self) -> usize {
        self.messages.len() - self.marked.len()
    }

    /// The size in octets of all messages that are not marked.
    pub fn octets_left(&self) -> u64 {
        self.octets_left
    }

    /// All messages by number, marked ones included.
    pub fn messages(&self) -> impl Iterator<Item = Numbered<'_>> {
        (1..).zip(self.messages.iter()).map(|(number, held)| self.numbered(number, held))
    }

    /// The message with this number, if there is one.
    pub fn message(&self, number: u32) -> Option<Numbered<'_>> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        Some(self.numbered(number, self.messages.get(index)?))
    }

    /// The message with this UID, if it is one of the snapshot.
    pub fn with_uid(&self, uid: Uid) -> Option<Numbered<'_>> {
        let index = self.messages.binary_search_by_key(&uid, |held| held.uid).ok()?;
        Some(self.numbered(index as u32 + 1, &self.messages[index]))
    }

    /// The UIDs of the marked messages, by number.
    pub fn marked(&self) -> Vec<(u32, Uid)> {
        self.with_uids(&self.marked)
    }

    /// The UIDs of the messages that RETR has sent, by number.
    pub fn fetched(&self) -> Vec<(u32, Uid)> {
        self.with_uids(&self.fetched)
    }

    fn with_uids(&self, numbers: &Numbers) -> Vec<(u32, Uid)> {
        let messages = numbers.iter().filter_map(|number| self.message(number));
        messages.map(|message| (message.number, message.uid)).collect()
    }

    /// Takes note of a message that RETR has sent.
    pub fn note_fetched(&mut self, number: u32) {
        self.fetched.insert(number);
    }

    /// The number of messages that are marked.
    pub fn count_marked(&self) -> usize {
        self.marked.len()
    }

    /// A message's unique id. RFC 1939 §7: "one to 70 characters in the range 0x21 to 0x7E, which
    /// uniquely identifies a message within a maildrop and which persists across sessions". UIDVALIDITY
    /// and UID together are just that (RFC 3501 §2.3.1.1).
    pub fn unique_id(&self, uid: Uid) -> String {
        format!("{}.{uid}", self.uid_validity)
    }

    /// Whether the mailbox has a message that came after this snapshot.
    pub fn has_newer(&self, mailbox: &Mailbox) -> bool {
        let newest = self.messages.last().map_or(Uid(0), |held| held.uid);
        mailbox.entries.last().is_some_and(|entry| entry.uid > newest)
    }

    /// Marks a message as deleted. False when there is none, or it is marked already.
    pub fn mark(&mut self, number: u32) -> bool {
        let Some(size) = self.message(number).map(|message| message.size) else { return false };
        let new = self.marked.insert(number);
        if new {
            self.octets_left -= size;
        }
        new
    }

    /// Takes all marks back.
    pub fn unmark_all(&mut self) {
        self.marked = Numbers::default();
        self.octets_left = self.messages.iter().map(|held| held.size).sum();
    }

    fn numbered<'a>(&'a self, number: u32, held: &'a Held) -> Numbered<'a> {
        let marked = self.marked.contains(number);
        Numbered { number, uid: held.uid, size: held.size, marked, message: &held.message }
    }
}

/// RFC 1939 §11: "Note that lines in the message which start with the termination octet need not (and
/// must not) be counted twice, since the POP3 client will remove all byte-stuffed termination
/// characters when it receives a multi-line response." RFC 1939 §3 ends each line with CRLF: one that has LF alone,
/// or that ends with the message, is sent with one, so that one counts.
fn size_as_sent(message: &Message) -> u64 {
    let open_end = !message.octets().is_empty() && !message.octets().ends_with(b"\n");
    message.size() + message.bare_line_feeds() + if open_end { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::Numbers;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn numbers_are_a_set(some in prop::collection::vec(1..300_u32, 0..80)) {
            let (mut numbers, mut set) = (Numbers::default(), BTreeSet::new());
            for number in some {
                let before = numbers.clone();
                prop_assert_eq!(numbers.insert(number), set.insert(number));
                prop_assert!(numbers.contains(number) && before.len() <= numbers.len());
            }
            prop_assert_eq!(numbers.len(), set.len());
            prop_assert_eq!(numbers.iter().collect::<Vec<_>>(), set.into_iter().collect::<Vec<_>>());
        }
    }
}

//! A mailbox as one client knows it: made of nothing but the untagged data that it was sent, read by
//! imap-codec. What a client may conclude from them is RFC 3501 §7 and RFC 7162 §3.2.10.

use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::flag::{FlagFetch, StoreResponse, StoreType};
use imap_codec::imap_types::response::{Code, Data};
use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use postamt::engine::mail::{Entry, Mailbox};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The flags that have a meaning, in lower case.
const SYSTEM_FLAGS: [&str; 5] = ["\\answered", "\\deleted", "\\draft", "\\flagged", "\\seen"];

/// A selected mailbox.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    messages: Vec<Known>,
    recent: u32,
    /// The flags of the mailbox, in lower case.
    flags: BTreeSet<String>,
    /// The mod-sequence up to which the client knows of all changes.
    modseq: u64,
    /// The highest one since the last tagged response: of messages, and as a response code.
    seen: u64,
    code: Option<u64>,
}

/// A message, as far as its client knows it.
#[derive(Clone, Debug, Default)]
struct Known {
    uid: Option<u32>,
    /// In lower case, without `\Recent`.
    flags: Option<BTreeSet<String>>,
    recent: bool,
    /// Known to none but the client that has asked for one; from then on it is told of all.
    modseq: Option<u64>,
}

impl Picture {
    /// The number of messages that the client knows of.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether the client knows of none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The UIDs that it knows, by sequence number.
    pub fn uids(&self) -> impl Iterator<Item = Option<u32>> {
        self.messages.iter().map(|known| known.uid)
    }

    /// Takes untagged data in.
    pub fn told(&mut self, data: &Data) {
        match data {
            Data::Exists(count) => {
                // RFC 3501 §7.4.1: only EXPUNGE takes messages away.
                assert!(*count as usize >= self.len(), "EXISTS never takes messages away");
                self.messages.resize(*count as usize, Known::default());
            }
            Data::Flags(flags) => {
                self.flags = flags.iter().map(|flag| flag.to_string().to_ascii_lowercase()).collect();
            }
            Data::Recent(count) => {
                assert!(*count as usize <= self.len(), "no more are recent than there are");
                self.recent = *count;
            }
            Data::Expunge(number) => {
                self.messages.remove(number.get() as usize - 1);
            }
            Data::Vanished { earlier: false, known_uids } => {
                ranges(known_uids, u32::MAX).into_iter().flatten().for_each(|uid| self.vanish(uid));
            }
            Data::Vanished { earlier: true, known_uids } => {
                let gone = ranges(known_uids, u32::MAX);
                let is_gone = |uid: u32| gone.iter().any(|range| range.contains(&uid));
                assert!(!self.uids().flatten().any(is_gone), "what is there has not vanished earlier");
            }
            Data::Fetch { seq, items } => {
                let at = seq.get() as usize - 1;
                assert!(at < self.len(), "FETCH of message {seq}, which nobody has told of");
                items.as_ref().iter().for_each(|item| self.learn(at, item));
            }
            _ => {}
        }
    }

    fn learn(&mut self, at: usize, item: &MessageDataItem) {
        let known = &mut self.messages[at];
        match item {
            MessageDataItem::Uid(uid) => {
                assert!(known.uid.is_none_or(|own| own == uid.get()), "a number means what it meant");
                known.uid = Some(uid.get());
                let uids: Vec<u32> = self.uids().flatten().collect();
                assert!(uids.windows(2).all(|pair| pair[0] < pair[1]), "UIDs ascend: {uids:?}");
            }
            MessageDataItem::Flags(flags) => {
                known.recent = flags.contains(&FlagFetch::Recent);
                let names = flags.iter().filter_map(|flag| match flag {
                    FlagFetch::Flag(flag) => Some(flag.to_string().to_ascii_lowercase()),
                    FlagFetch::Recent => None,
                });
                let names: BTreeSet<String> = names.collect();
                assert!(names.is_subset(&self.flags), "{names:?} were told before, of {:?}", self.flags);
                known.flags = Some(names);
            }
            MessageDataItem::ModSeq(modseq) => {
                assert!(known.modseq.is_none_or(|own| own <= modseq.get()), "mod-sequences ascend");
                known.modseq = Some(modseq.get());
                self.seen = self.seen.max(modseq.get());
            }
            _ => {}
        }
    }

    /// A message is gone of which the client knows the UID, and perhaps no more than that.
    fn vanish(&mut self, uid: u32) {
        let above = self.messages.iter().position(|known| known.uid.is_some_and(|own| own > uid));
        let above = above.unwrap_or(self.len());
        let below = self.messages[..above].iter().rposition(|known| known.uid.is_some());
        if let Some(at) = below.filter(|at| self.messages[*at].uid == Some(uid)) {
            self.messages.remove(at);
            return;
        }
        // It is one of those between its neighbours; nobody can say which.
        let first = below.map_or(0, |at| at + 1);
        assert!(first < above, "VANISHED {uid} takes no message away");
        self.messages.remove(first);
        self.messages[first..above - 1].fill(Known::default());
    }

    /// Takes a status response in, tagged or not. RFC 7162 §6: "If the HIGHESTMODSEQ response code is received, the
    /// client MUST use it even if it has seen higher mod-sequences. Otherwise, the client calculates the highest
    /// value among all MODSEQ FETCH data items received since the last tagged response. If this value is bigger
    /// than the client's copy of the HIGHESTMODSEQ value, then the client MUST use this value".
    pub fn status(&mut self, code: Option<&Code>, tagged: bool) {
        if let Some(Code::HighestModSeq(modseq)) = code {
            self.code = Some(modseq.get());
        }
        if tagged {
            self.modseq = self.code.take().unwrap_or(self.modseq.max(self.seen));
            self.seen = 0;
        }
    }

    /// The parameters of SELECT when the client comes back: the mod-sequence and the UIDs that it knows.
    pub fn known(&self) -> (u64, String) {
        let uids: Vec<String> = self.uids().flatten().map(|uid| uid.to_string()).collect();
        (self.modseq, uids.join(","))
    }

    /// The rest of a picture when a client has been away, and was told so by untagged data.
    pub fn come_back(&mut self, data: &Data) {
        self.messages.retain(|known| known.uid.is_some());
        match data {
            Data::Vanished { known_uids, .. } => {
                let gone = ranges(known_uids, u32::MAX);
                let is_gone = |uid: &u32| gone.iter().any(|range| range.contains(uid));
                self.messages.retain(|known| !known.uid.is_some_and(|uid| is_gone(&uid)));
            }
            Data::Fetch { items, .. } => {
                let uid = items.as_ref().iter().find_map(|item| match item {
                    MessageDataItem::Uid(uid) => Some(uid.get()),
                    _ => None,
                });
                let at = self.messages.iter().position(|known| known.uid == uid);
                let at = at.expect("what is told is of the UIDs that the client knows, and still there");
                items.as_ref().iter().for_each(|item| self.learn(at, item));
            }
            Data::Flags(_) => self.told(data),
            _ => {}
        }
    }

    /// Fails unless all that the client knows is so.
    pub fn assert_part_of(&self, mailbox: &Mailbox) {
        for known in &self.messages {
            let entry = mailbox.entries.iter().find(|entry| Some(entry.uid.0) == known.uid);
            known.assert_is(entry.expect("what has not vanished is there"));
        }
    }

    /// A STORE command of the client's own has succeeded. RFC 3501 §6.4.6, of `.SILENT`: "the server
    /// SHOULD assume that the client has determined the updated value itself".
    pub fn stored(&mut self, command: &CommandBody) {
        let CommandBody::Store { sequence_set, kind, response, flags, uid, modifiers } = command else {
            return;
        };
        if *response == StoreResponse::Answer {
            return;
        }
        let largest = if *uid { self.uids().flatten().max().unwrap_or(0) } else { self.len() as u32 };
        // Without the last message's UID, `*` is unknown.
        let unsure = *uid && self.messages.last().is_some_and(|last| last.uid.is_none());
        let wanted = ranges(sequence_set, largest);
        let named = flags.iter().map(|flag| flag.to_string().to_ascii_lowercase());
        // RFC 3501 §7.1: "If the client attempts to STORE a flag that is not in the PERMANENTFLAGS list, the server
        // will either ignore the change or store the state change for the remainder of the current session only."
        let permanent = |name: &String| !name.starts_with('\\') || SYSTEM_FLAGS.contains(&name.as_str());
        let named: BTreeSet<String> = named.filter(permanent).collect();
        for (known, number) in self.messages.iter_mut().zip(1..) {
            match if *uid { known.uid } else { Some(number) } {
                None => known.flags = None,
                // Those that MODIFIED names have not been changed.
                Some(_) if unsure || !modifiers.is_empty() => known.flags = None,
                Some(id) if wanted.iter().any(|range| range.contains(&id)) => match kind {
                    StoreType::Replace => known.flags = Some(named.clone()),
                    StoreType::Add => known.flags.iter_mut().for_each(|own| own.extend(named.clone())),
                    StoreType::Remove => {
                        known.flags.iter_mut().for_each(|own| own.retain(|flag| !named.contains(flag)));
                    }
                },
                Some(_) => {}
            }
        }
    }

    /// A STORE command of the client's own has succeeded, and nobody can say on which messages.
    pub fn stored_somewhere(&mut self) {
        self.messages.iter_mut().for_each(|known| known.flags = None);
    }

    /// Fails unless the mailbox is what the client knows.
    pub fn assert_is(&self, mailbox: &Mailbox) {
        assert_eq!(self.len(), mailbox.entries.len(), "{self:?}");
        self.messages.iter().zip(mailbox.entries.iter()).for_each(|(known, entry)| known.assert_is(entry));
    }

    /// Fails unless nothing is unknown to the client.
    pub fn assert_complete(&self) {
        let complete = self.messages.iter().all(|known| known.uid.is_some() && known.flags.is_some());
        assert!(complete, "{self:?}");
        let recent = self.messages.iter().filter(|known| known.recent).count();
        assert_eq!(recent as u32, self.recent, "RECENT counts the messages with \\Recent: {self:?}");
    }
}

impl Known {
    fn assert_is(&self, entry: &Entry) {
        assert!(self.uid.is_none_or(|uid| uid == entry.uid.0), "{self:?} is {}", entry.uid);
        let flags: BTreeSet<String> = entry.flags.names().map(str::to_ascii_lowercase).collect();
        assert!(self.flags.as_ref().is_none_or(|own| *own == flags), "{self:?} has {flags:?}");
        let modseq = entry.modseq;
        assert!(self.modseq.is_none_or(|own| own == modseq), "{self:?} has mod-sequence {modseq}");
    }
}

/// The numbers that a set means in a mailbox with this largest one.
pub fn ranges(set: &SequenceSet, largest: u32) -> Vec<RangeInclusive<u32>> {
    let value = |end: &SeqOrUid| match end {
        SeqOrUid::Value(value) => value.get(),
        SeqOrUid::Asterisk => largest,
    };
    let range = |sequence: &Sequence| match sequence {
        Sequence::Single(one) => value(one)..=value(one),
        Sequence::Range(one, other) => value(one).min(value(other))..=value(one).max(value(other)),
    };
    set.0.as_ref().iter().map(range).collect()
}

//! THREAD: the messages that SEARCH finds, as conversations (RFC 5256 §3).
//!
//! Messages are nodes, numbered from 0 in the order of the mailbox; dummies, which stand for messages that are
//! missing, have the numbers behind them. Nothing here calls itself: a thread may be as deep as a mailbox is
//! long.

use super::sort::{base_subject, sent};
use crate::engine::imap::response::Piece;
use crate::engine::imap::selection::{Wanted, present};
use crate::engine::mail::letters::casemap;
use crate::engine::mail::message_id::message_ids;
use crate::engine::mail::{Entries, Entry, header};

/// Most messages and references that one THREAD looks at; more are refused.
pub(super) const THREAD_MAX: usize = 60_000;

/// No message.
const NONE: u32 = u32::MAX;

/// The part of a message that threading needs.
struct Letter {
    /// RFC 5256 §2.2, in seconds.
    sent: i64,
    /// The base subject, as it is compared.
    subject: String,
    /// Whether it is a reply or forwarded.
    reply: bool,
    /// Its own message ID, if it has a valid one.
    id: Option<Vec<u8>>,
    /// Those of its ancestors, the oldest one first.
    references: Vec<Vec<u8>>,
}

/// The threads of these messages, by their references or by their subjects; `None` when they are too many.
pub(super) fn thread(
    found: &[Wanted],
    references: bool,
    entries: &Entries,
    tell: &dyn Fn(&Wanted) -> u32,
) -> Option<Vec<Piece>> {
    let letters: Vec<Letter> =
        present(found, entries).filter_map(|(_, _, entry)| entry.map(letter)).collect();
    let size = letters.iter().map(|letter| 1 + letter.references.len()).sum::<usize>();
    if size > THREAD_MAX || letters.len() != found.len() {
        return None;
    }
    let mut forest = Forest::new(letters);
    if references {
        forest.by_references();
    } else {
        forest.by_subject();
    }
    Some(forest.pieces(&|node| tell(&found[node as usize])))
}

fn letter(entry: &Entry) -> Letter {
    let base = base_subject(entry);
    let ids = |name| {
        let field = header::field(entry.message.header(), name);
        field.map(|field| message_ids(&field.unfolded())).unwrap_or_default()
    };
    // "If a message does not contain a References header line, or the References header line does not contain
    // any valid Message IDs, then use the first (if any) valid Message ID found in the In-Reply-To header line
    // as the only reference (parent) for this message."
    let mut references = ids("References");
    if references.is_empty() {
        references = ids("In-Reply-To");
        references.truncate(1);
    }
    Letter {
        sent: sent(entry),
        subject: casemap(&base.text),
        reply: base.reply,
        id: ids("Message-ID").into_iter().next(),
        references,
    }
}

/// The parents of the messages.
struct Forest {
    letters: Vec<Letter>,
    /// The parent of each message and each dummy.
    parents: Vec<u32>,
    /// The messages by sent date. RFC 5256 §2.2: of equal ones, "the order in which the two messages appear in
    /// the mailbox (that is, by sequence number) is used as a tie-breaker".
    by_date: Vec<u32>,
}

impl Forest {
    fn new(letters: Vec<Letter>) -> Self {
        let mut by_date: Vec<u32> = (0..letters.len() as u32).collect();
        by_date.sort_unstable_by_key(|node| (letters[*node as usize].sent, *node));
        let parents = vec![NONE; letters.len()];
        Self { letters, parents, by_date }
    }

    /// "The searched messages are sorted by base subject and then by the sent date. The messages are then split
    /// into separate threads, with each thread containing messages with the same base subject text. [...] The
    /// second message of a thread is the child of the first message, and subsequent messages of the thread are
    /// siblings of the second message".
    fn by_subject(&mut self) {
        for same in self.by_date_and_subject(self.by_date.clone()) {
            for node in &same[1..] {
                self.parents[*node as usize] = same[0];
            }
        }
    }

    /// The messages with the same base subject together, each such group in the order given.
    fn by_date_and_subject(&self, nodes: Vec<u32>) -> Vec<Vec<u32>> {
        let subject = |node: u32| self.letters[node as usize].subject.as_bytes();
        let mut placed: Vec<(&[u8], u32, u32)> =
            nodes.into_iter().zip(0..).map(|(node, place)| (subject(node), place, node)).collect();
        placed.sort_unstable();
        let same = placed.chunk_by(|(one, ..), (other, ..)| one == other);
        same.map(|same| same.iter().map(|(_, _, node)| *node).collect()).collect()
    }

    /// The REFERENCES algorithm. The numbers are those of its steps.
    fn by_references(&mut self) {
        self.link();
        self.prune();
        self.merge();
    }

    /// (1) Links messages by their references.
    fn link(&mut self) {
        let ancestors = self.ancestors();
        let mut has_children = vec![false; self.parents.len()];
        for (node, ancestors) in ancestors.iter().enumerate() {
            // (A) "Make the first reference the parent of the second [...], the second the parent of the
            // third". "If a message already has a parent, don't change the existing link."
            for pair in ancestors.windows(2) {
                if self.parents[pair[1] as usize] == NONE {
                    self.adopt(pair[0], pair[1], &mut has_children);
                }
            }
            // (B) "Create a parent/child link between the last reference (or NIL if there are no references)
            // and the current message. If the current message already has a parent, it is probably the result
            // of a truncated References header line, so break the current parent/child link".
            self.parents[node] = NONE;
            if let Some(last) = ancestors.last() {
                self.adopt(*last, node as u32, &mut has_children);
            }
        }
    }

    /// The nodes that each message's references are. "If no message can be found with a given Message ID,
    /// create a dummy message with this ID." "If two or more messages have the same Message ID, then only use
    /// that Message ID in the first (lowest sequence number) message".
    fn ancestors(&mut self) -> Vec<Vec<u32>> {
        let mut ancestors: Vec<Vec<u32>> =
            self.letters.iter().map(|letter| vec![NONE; letter.references.len()]).collect();
        // For each ID, the messages whose references name it, with the place, and the message that has it, with
        // NONE.
        let mut named: Vec<(&[u8], u32, u32)> = Vec::new();
        for (letter, node) in self.letters.iter().zip(0..) {
            named.extend(letter.id.iter().map(|id| (&id[..], node, NONE)));
            named.extend(letter.references.iter().zip(0..).map(|(id, place)| (&id[..], node, place)));
        }
        named.sort_unstable();
        for same in named.chunk_by(|(one, _, _), (other, _, _)| one == other) {
            let same = || same.iter().copied();
            let owner = same().find(|(_, _, place)| *place == NONE).map_or(NONE, |(_, node, _)| node);
            let mut holder = owner;
            for (_, node, place) in same().filter(|(_, _, place)| *place != NONE) {
                if holder == NONE {
                    holder = self.parents.len() as u32;
                    self.parents.push(NONE);
                }
                ancestors[node as usize][place as usize] = holder;
            }
        }
        ancestors
    }

    /// "Do not create a parent/child link if creating that link would introduce a loop. For example, before
    /// making message A the parent of B, make sure that A is not a descendent of B."
    fn adopt(&mut self, parent: u32, child: u32, has_children: &mut [bool]) {
        let mut above = parent;
        // A message that never had children has no descendents.
        while above != NONE && above != child && has_children[child as usize] {
            above = self.parents[above as usize];
        }
        if above != child {
            self.parents[child as usize] = parent;
            has_children[parent as usize] = true;
        }
    }

    /// (3) "If it is a dummy message with children, delete it, but promote its children to the current level.
    /// [...] Do not promote the children if doing so would make them children of the root, unless there is only
    /// one child." So a message's parent is the nearest message above it or, when there is none, the dummy on
    /// top, if that has other such children.
    fn prune(&mut self) {
        let mut counts = vec![0; self.parents.len()];
        for node in 0..self.letters.len() {
            let mut end = self.parents[node];
            while self.is_dummy(end) && self.parents[end as usize] != NONE {
                end = self.parents[end as usize];
            }
            // The next walk from here goes straight to the end.
            let mut at = std::mem::replace(&mut self.parents[node], end);
            while at != end {
                at = std::mem::replace(&mut self.parents[at as usize], end);
            }
            if self.is_dummy(end) {
                counts[end as usize] += 1;
            }
        }
        for parent in &mut self.parents[..self.letters.len()] {
            if *parent != NONE && counts[*parent as usize] == 1 {
                *parent = NONE;
            }
        }
    }

    /// (5) "Gather together messages under the root that have the same base subject text."
    fn merge(&mut self) {
        // (4) The messages on top in order of date, and of each dummy there its first child.
        let mut known = vec![false; self.parents.len()];
        let is_first = |node: &u32| {
            let top = match self.parents[*node as usize] {
                parent if self.is_dummy(parent) => parent,
                NONE => *node,
                _ => return false,
            };
            !std::mem::replace(&mut known[top as usize], true)
        };
        let first: Vec<u32> = self.by_date.iter().copied().filter(is_first).collect();
        for same in self.by_date_and_subject(first) {
            // "(ii) If the thread subject is empty, skip this message."
            if same.len() > 1 && !self.letters[same[0] as usize].subject.is_empty() {
                self.merge_threads(&same);
            }
        }
    }

    /// Merges threads, each named by its first message, which may be a dummy's child.
    fn merge_threads(&mut self, threads: &[u32]) {
        let dummy = |forest: &Self, first: u32| {
            Some(forest.parents[first as usize]).filter(|parent| forest.is_dummy(*parent))
        };
        let is_reply = |forest: &Self, node: u32| forest.letters[node as usize].reply;
        // (B) The subject table's message: "if the message in the subject table is not a dummy, AND [...] The
        // current message is a dummy, OR The message in the subject table is a reply or forward and the current
        // message is not", replace it.
        let mut holder = threads[0];
        for &current in &threads[1..] {
            let better = dummy(self, current).is_some() || is_reply(self, holder) && !is_reply(self, current);
            if dummy(self, holder).is_none() && better {
                holder = current;
            }
        }
        // (C)
        let mut above = dummy(self, holder);
        for &current in threads.iter().filter(|current| **current != holder) {
            match (above, dummy(self, current)) {
                // "If both messages are dummies, append the current message's children to the children of the
                // message in the subject table". A dummy's parent is the dummy that it has become.
                (Some(above), Some(own)) => self.parents[own as usize] = above,
                (Some(above), None) => self.parents[current as usize] = above,
                (None, _) if is_reply(self, current) && !is_reply(self, holder) => {
                    self.parents[current as usize] = holder;
                }
                // "Otherwise, create a new dummy message and make both the current message and the message in
                // the subject table children of the dummy."
                (None, _) => {
                    let new = self.parents.len() as u32;
                    self.parents.push(NONE);
                    self.parents[current as usize] = new;
                    self.parents[holder as usize] = new;
                    above = Some(new);
                }
            }
        }
    }

    fn is_dummy(&self, node: u32) -> bool {
        node != NONE && node as usize >= self.letters.len()
    }

    /// (6) The threads with "each set of siblings [sorted] by sent date", as RFC 5256 §4 writes them: "message
    /// numbers, delimited by spaces, indicating successive parent and child. This continues until the thread
    /// splits into multiple sub-threads, at which point, the thread nests into multiple sub-threads".
    fn pieces(mut self, tell: &dyn Fn(u32) -> u32) -> Vec<Piece> {
        // For each node its first child, and for each message its next sibling: put in front, the last first.
        let mut first = vec![NONE; self.parents.len()];
        let mut next = vec![NONE; self.parents.len()];
        for &node in self.by_date.iter().rev() {
            let mut parent = self.parents[node as usize];
            if self.is_dummy(parent) && self.parents[parent as usize] != NONE {
                parent = self.parents[parent as usize];
                self.parents[node as usize] = parent;
            }
            if parent != NONE {
                next[node as usize] = std::mem::replace(&mut first[parent as usize], node);
            }
        }
        let mut pieces = Vec::new();
        let mut known = vec![false; self.parents.len()];
        for &node in &self.by_date {
            let parent = self.parents[node as usize];
            let top = if self.is_dummy(parent) { parent } else { node };
            if top == node && parent != NONE || std::mem::replace(&mut known[top as usize], true) {
                continue;
            }
            let mut open = vec![Piece::Close, Piece::Number(top), Piece::Open];
            while let Some(piece) = open.pop() {
                let Piece::Number(node) = piece else {
                    pieces.push(piece);
                    continue;
                };
                if !self.is_dummy(node) {
                    pieces.push(Piece::Number(tell(node)));
                }
                let mut children = Vec::new();
                let mut child = first[node as usize];
                while child != NONE {
                    children.push(child);
                    child = next[child as usize];
                }
                match children[..] {
                    [only] => open.push(Piece::Number(only)),
                    _ => open.extend(
                        children
                            .iter()
                            .rev()
                            .flat_map(|child| [Piece::Close, Piece::Number(*child), Piece::Open]),
                    ),
                }
            }
        }
        pieces
    }
}

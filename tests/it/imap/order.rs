//! SORT and THREAD (RFC 5256) against slow readings of their definitions, over mailboxes that chance makes.

use super::search::{numbers_of, say};
use postamt::engine::mail::{Flags, INBOX, Message, Store};
use postamt::engine::time::Time;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Subjects with their base subjects, and whether they are replies.
const SUBJECTS: &[(&str, &str, bool)] = &[
    ("", "", false),
    ("Re:", "", true),
    ("Zoo", "ZOO", false),
    ("re: zoo", "ZOO", true),
    ("[Liste] Zoo (fwd)", "ZOO", true),
    ("Bad", "BAD", false),
    ("[4A] bad", "BAD", false),
    ("Fwd: Bad", "BAD", true),
    ("=?utf-8?q?B=C3=A4r?=", "BA\u{308}R", false),
];

/// A message as the tests know it.
#[derive(Clone, Debug)]
struct Letter {
    subject: usize,
    from: Option<&'static str>,
    /// Hours and minutes, and hours east of UTC, of 10 October 2003.
    date: Option<(i64, i64)>,
    /// Minutes before the clock's first reading.
    age: u64,
    /// How many letters its body has.
    body: usize,
    id: Option<u8>,
    references: Vec<u8>,
    reply_to: Option<u8>,
}

fn letter() -> impl Strategy<Value = Letter> {
    let from = prop::sample::select(&["ben", "Anna", "anna", "Z\u{fc}st"][..]);
    let date = prop::option::weighted(0.9, (0i64..24, -11i64..12));
    let ids = (
        prop::option::weighted(0.9, 0u8..9),
        prop::collection::vec(0u8..9, 0..4),
        prop::option::weighted(0.3, 0u8..9),
    );
    (0..SUBJECTS.len(), prop::option::weighted(0.9, from), date, 0u64..5, 0usize..4, ids).prop_map(
        |(subject, from, date, age, body, (id, references, reply_to))| Letter {
            subject,
            from,
            date,
            age: age * 600,
            body,
            id,
            references,
            reply_to,
        },
    )
}

impl Letter {
    fn octets(&self) -> Vec<u8> {
        let mut text = format!("Subject: {}\r\n", SUBJECTS[self.subject].0);
        text.extend(self.from.map(|from| format!("From: Jemand <{from}@x.example>, zwei@x.example\r\n")));
        text.extend(self.date.map(|(hour, zone)| {
            let sign = if zone < 0 { '-' } else { '+' };
            format!("Date: Fri, 10 Oct 2003 {hour:02}:00:00 {sign}{:02}00\r\n", zone.abs())
        }));
        // Some are quoted, which means the same.
        text.extend(self.id.map(|id| format!("Message-ID: <\"{id}\"@x>\r\n")));
        if !self.references.is_empty() {
            let ids = self.references.iter().map(|id| format!("<{id}@x>")).collect::<Vec<_>>();
            text += &format!("References: {}\r\n", ids.join("\r\n "));
        }
        text.extend(self.reply_to.map(|id| format!("In-Reply-To: <{id}@x> (you wrote) <8@x>\r\n")));
        (text + "\r\n" + &"x".repeat(self.body)).into_bytes()
    }

    fn received(&self) -> Time {
        Time(Time::START.0 - self.age * 60_000)
    }

    /// In hours since 10 October 2003, 00:00 UTC.
    fn sent(&self) -> i64 {
        // The clock begins on 14 October, 08:00 UTC.
        self.date.map_or(4 * 24 + 8 - self.age as i64 / 60, |(hour, zone)| hour - zone)
    }

    fn base(&self) -> &'static str {
        SUBJECTS[self.subject].1
    }

    fn is_reply(&self) -> bool {
        SUBJECTS[self.subject].2
    }
}

fn lab(letters: &[Letter]) -> Lab {
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    for letter in letters {
        let message = Arc::new(Message::new(&letter.octets()));
        store.append("anna", INBOX, message, Flags::NONE, letter.received(), None).expect("there is room");
    }
    store.take_events();
    let mut lab = Lab::with_store(store, Time::START);
    let (connection, protocol) = (ConnectionId(1), Protocol::Imap);
    lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Preauth });
    say(&mut lab, "SELECT INBOX");
    lab
}

/// The value that one criterion compares.
fn value(letter: &Letter, key: &str) -> (i64, String) {
    match key {
        "ARRIVAL" => (letter.received().0 as i64, String::new()),
        "DATE" => (letter.sent(), String::new()),
        "SIZE" => (letter.octets().len() as i64, String::new()),
        "SUBJECT" => (0, letter.base().to_owned()),
        "FROM" => (0, letter.from.unwrap_or("").to_uppercase().replace('\u{dc}', "U\u{308}")),
        _ => (0, String::new()),
    }
}

/// A message or a dummy of the REFERENCES algorithm.
#[derive(Clone, Debug, Default)]
struct Node {
    letter: Option<usize>,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// The REFERENCES algorithm, step by step as RFC 5256 §3 has it.
struct Tree<'a> {
    letters: &'a [Letter],
    nodes: Vec<Node>,
    root: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn new(letters: &'a [Letter]) -> Self {
        let node = |letter| Node { letter: Some(letter), ..Node::default() };
        let mut tree = Tree { letters, nodes: (0..letters.len()).map(node).collect(), root: Vec::new() };
        // (1)
        let mut by_id: BTreeMap<u8, usize> = BTreeMap::new();
        for (node, letter) in letters.iter().enumerate() {
            letter.id.iter().for_each(|id| _ = by_id.entry(*id).or_insert(node));
        }
        for (node, letter) in letters.iter().enumerate() {
            let only = letter.reply_to.filter(|_| letter.references.is_empty());
            let mut chain = Vec::new();
            for id in letter.references.iter().copied().chain(only) {
                chain.push(*by_id.entry(id).or_insert_with(|| {
                    tree.nodes.push(Node::default());
                    tree.nodes.len() - 1
                }));
            }
            for pair in chain.windows(2) {
                if tree.nodes[pair[1]].parent.is_none() {
                    tree.adopt(pair[0], pair[1]);
                }
            }
            if let Some(parent) = tree.nodes[node].parent.take() {
                tree.nodes[parent].children.retain(|child| *child != node);
            }
            if let Some(last) = chain.last() {
                tree.adopt(*last, node);
            }
        }
        // (2)
        let orphans = (0..tree.nodes.len()).filter(|node| tree.nodes[*node].parent.is_none());
        let orphans: Vec<usize> = orphans.collect();
        // (3)
        tree.root = orphans.into_iter().flat_map(|node| tree.pruned(node, true)).collect();
        // (4)
        tree.root = tree.sorted(tree.root.clone());
        tree.merge();
        // (6)
        tree.root = tree.sorted(tree.root.clone());
        tree
    }

    fn adopt(&mut self, parent: usize, child: usize) {
        let mut above = Some(parent);
        while let Some(node) = above {
            if node == child {
                return;
            }
            above = self.nodes[node].parent;
        }
        self.nodes[child].parent = Some(parent);
        self.nodes[parent].children.push(child);
    }

    /// The nodes in place of one from which dummies are pruned.
    fn pruned(&mut self, node: usize, top: bool) -> Vec<usize> {
        let children = std::mem::take(&mut self.nodes[node].children);
        let children: Vec<usize> = children.into_iter().flat_map(|child| self.pruned(child, false)).collect();
        if self.nodes[node].letter.is_none() && (!top || children.len() < 2) {
            return children;
        }
        self.nodes[node].children = children;
        vec![node]
    }

    /// The siblings by sent date, and those below them too.
    fn sorted(&mut self, mut siblings: Vec<usize>) -> Vec<usize> {
        for node in &siblings {
            let children = std::mem::take(&mut self.nodes[*node].children);
            self.nodes[*node].children = self.sorted(children);
        }
        siblings.sort_by_key(|node| {
            let face = self.face(*node);
            (self.letters[face].sent(), face)
        });
        siblings
    }

    /// The message itself, or a dummy's first child.
    fn face(&self, node: usize) -> usize {
        self.nodes[node].letter.unwrap_or_else(|| {
            self.nodes[self.nodes[node].children[0]].letter.expect("dummies are on top only")
        })
    }

    /// (5)
    fn merge(&mut self) {
        let is_dummy = |tree: &Self, node: usize| tree.nodes[node].letter.is_none();
        let is_reply = |tree: &Self, node: usize| {
            tree.nodes[node].letter.is_some_and(|letter| tree.letters[letter].is_reply())
        };
        let subject = |tree: &Self, node: usize| tree.letters[tree.face(node)].base();
        let mut table: BTreeMap<&str, usize> = BTreeMap::new();
        for &node in &self.root {
            let held = *table.entry(subject(self, node)).or_insert(node);
            if !is_dummy(self, held)
                && (is_dummy(self, node) || is_reply(self, held) && !is_reply(self, node))
            {
                table.insert(subject(self, node), node);
            }
        }
        for node in self.root.clone() {
            let subject = subject(self, node);
            let held = table[subject];
            if subject.is_empty() || held == node {
                continue;
            }
            match (is_dummy(self, held), is_dummy(self, node)) {
                (true, true) => {
                    let children = std::mem::take(&mut self.nodes[node].children);
                    self.nodes[held].children.extend(children);
                }
                (true, false) => self.nodes[held].children.push(node),
                _ if is_reply(self, node) && !is_reply(self, held) => self.nodes[held].children.push(node),
                _ => {
                    self.nodes.push(Node { children: vec![node, held], ..Node::default() });
                    let dummy = self.nodes.len() - 1;
                    table.insert(subject, dummy);
                    self.root.retain(|other| *other != held);
                    self.root.push(dummy);
                }
            }
            self.root.retain(|other| *other != node);
            // The first child counts from here on.
            let held = table[subject];
            let children = std::mem::take(&mut self.nodes[held].children);
            self.nodes[held].children = self.sorted(children);
        }
    }

    /// As RFC 5256 §4 writes it.
    fn text(&self, node: usize) -> String {
        let mut text = self.nodes[node].letter.map(|letter| (letter + 1).to_string()).unwrap_or_default();
        match &self.nodes[node].children[..] {
            [] => {}
            [only] => text += &format!(" {}", self.text(*only)),
            children => {
                text += if text.is_empty() { "" } else { " " };
                text.extend(children.iter().map(|child| format!("({})", self.text(*child))));
            }
        }
        text
    }
}

fn thread(lab: &mut Lab, command: &str) -> String {
    let lines = say(lab, command);
    assert!(lines.last().is_some_and(|line| line.starts_with("a OK")), "{lines:?}");
    let line = lines.iter().find_map(|line| line.strip_prefix("* THREAD")).expect("a THREAD response");
    line.trim_start().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sort_is_the_search_in_the_defined_order(
        letters in prop::collection::vec(letter(), 0..20),
        criteria in prop::collection::vec(
            (prop::sample::select(&["ARRIVAL", "DATE", "FROM", "SIZE", "SUBJECT", "CC"][..]), any::<bool>()), 1..4,
        ),
        smaller in 80u32..220,
    ) {
        let mut lab = lab(&letters);
        let reverse = |reverse: &bool| if *reverse { "REVERSE " } else { "" };
        let program: Vec<String> = criteria.iter().map(|(key, own)| format!("{}{key}", reverse(own))).collect();
        let what = format!("({}) UTF-8 SMALLER {smaller}", program.join(" "));
        let mut expected = numbers_of(&say(&mut lab, &format!("SEARCH SMALLER {smaller}")), "SEARCH");
        expected.sort_by(|one, other| {
            let letter = |number: &u32| &letters[*number as usize - 1];
            let compared = criteria.iter().map(|(key, reverse)| {
                let ordering = value(letter(one), key).cmp(&value(letter(other), key));
                if *reverse { ordering.reverse() } else { ordering }
            });
            compared.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        // UIDs are numbers here, as no message has been removed.
        prop_assert_eq!(numbers_of(&say(&mut lab, &format!("SORT {what}")), "SORT"), &expected[..]);
        prop_assert_eq!(numbers_of(&say(&mut lab, &format!("UID SORT {what}")), "SORT"), &expected[..]);
    }

    #[test]
    fn threads_are_those_of_the_definition(letters in prop::collection::vec(letter(), 0..12)) {
        let mut lab = lab(&letters);
        let tree = Tree::new(&letters);
        let expected: String = tree.root.iter().map(|node| format!("({})", tree.text(*node))).collect();
        let found = thread(&mut lab, "THREAD REFERENCES UTF-8 ALL");
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(thread(&mut lab, "UID THREAD REFERENCES UTF-8 ALL"), expected);

        let mut by_subject: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut order: Vec<usize> = (0..letters.len()).collect();
        order.sort_by_key(|at| letters[*at].sent());
        for at in &order {
            by_subject.entry(letters[*at].base()).or_default().push(at + 1);
        }
        let text = |at: &usize| match &by_subject[letters[*at].base()][..] {
            [first, ..] if *first != at + 1 => String::new(),
            [first] => format!("({first})"),
            [first, second] => format!("({first} {second})"),
            [first, others @ ..] => {
                format!("({first} {})", others.iter().map(|at| format!("({at})")).collect::<String>())
            }
            [] => String::new(),
        };
        let expected: String = order.iter().map(text).collect();
        prop_assert_eq!(thread(&mut lab, "THREAD ORDEREDSUBJECT UTF-8 ALL"), expected);

        let mut all: Vec<usize> = found
            .split(|c: char| !c.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().expect("digits"))
            .collect();
        all.sort_unstable();
        prop_assert_eq!(all, (1..=letters.len()).collect::<Vec<_>>(), "each message once");
    }
}

/// Deep threads and long References fields: nothing calls itself, and what is too much is refused.
#[test]
fn deep_threads_are_no_trap() {
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    let mut append = |text: &str| {
        let message = Arc::new(Message::new(text.as_bytes()));
        store.append("anna", INBOX, message, Flags::NONE, Time::START, None).expect("there is room");
    };
    for number in 1..20_000 {
        append(&format!("Message-ID: <{number}@x>\r\nReferences: <{}@x>\r\n\r\n", number - 1));
    }
    let many: String = (0..30_000).map(|number| format!(" <n{number}@x>\r\n")).collect();
    append(&format!("References:{many}\r\n\r\n"));
    append(&format!("References:{many} <end@x>\r\n\r\n"));
    store.take_events();
    let mut lab = Lab::with_store(store, Time::START);
    let (connection, protocol) = (ConnectionId(1), Protocol::Imap);
    lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Preauth });
    say(&mut lab, "SELECT INBOX");
    let deep = thread(&mut lab, "THREAD REFERENCES UTF-8 1:19999");
    assert!(deep.starts_with("(1 2 3 ") && deep.ends_with(" 19999)"));
    assert_eq!(thread(&mut lab, "THREAD REFERENCES UTF-8 20000"), "(20000)");
    let lines = say(&mut lab, "THREAD REFERENCES UTF-8 ALL");
    assert_eq!(lines, ["a NO [LIMIT] THREAD failed: too many messages"]);
}

//! Examples: ready sessions, each a script ([`crate::script`]) whose comments hold what people read.
//!
//! ```text
//! # example pop3-lock
//! # title de: Das Schloss
//! # title en: The lock
//! # shows de: Ein zweites Programm kommt nicht hinein.
//! # shows en: A second program is turned away.
//! @connect pop3
//! S: +OK …
//! # de: Jetzt kommt Client 2.
//! # en: Now client 2 comes.
//! @connect 2 pop3
//! ```
//!
//! The rules of this file:
//! 1. A caption holds from the action below it to the next caption.
//! 2. Nothing but actions of the engine comes out of it. Replies are for the tests, which compare every octet.

use super::files::addressed;
use super::limits::INDEX_MAX;
use super::reader::{is_id, is_tag};
use super::text::Text;
use crate::engine::mail::scenario::{SCENARIOS, Scenario, scenario};
use crate::engine::{Action, Protocol};
use crate::script::{self, Held, Item};

/// An example.
#[derive(Clone, Debug)]
pub struct Example {
    /// All that the menu shows.
    pub head: ExampleHead,
    /// The world to begin with.
    pub world: &'static Scenario,
    /// The actions, in order.
    pub actions: Vec<Action>,
    /// The captions, each with the number of the action, from 0, at which it begins; in ascending order.
    pub captions: Vec<(usize, Text)>,
}

/// All that the menu shows of an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleHead {
    /// The file's name: lower case letters, digits, hyphens.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// One sentence about what one sees.
    pub shows: Text,
}

impl Example {
    /// Reads an example's file. `None` for one that is none: its script has a mistake, or it has no head or no world.
    pub fn read(text: &str) -> Option<Example> {
        let mut example = Example {
            head: ExampleHead::default(),
            world: &SCENARIOS[0],
            actions: Vec::new(),
            captions: Vec::new(),
        };
        let mut held = Held::default();
        for line in script::lines(text) {
            match &line.ok()?.item {
                Item::Scenario(name) => example.world = scenario(name)?,
                Item::Comment(comment) => example.comment(comment),
                item => example.actions.extend(held.action(item)),
            }
        }
        let head = &example.head;
        let is_whole = is_id(&head.id) && !head.title.is_empty() && !head.shows.is_empty();
        is_whole.then_some(example)
    }

    fn comment(&mut self, comment: &str) {
        let Some((tag, text)) = comment.trim().split_once(": ").filter(|(tag, _)| is_tag(tag)) else {
            return self.head.comment(comment);
        };
        let at = self.actions.len();
        if self.captions.last().is_none_or(|(begins, _)| *begins != at) {
            self.captions.push((at, Text::default()));
        }
        if let Some((_, caption)) = self.captions.last_mut() {
            caption.push(tag, text);
        }
    }

    /// The caption while the action with this number, from 0, is shown.
    pub fn caption(&self, action: usize) -> Option<&Text> {
        let mut captions = self.captions.iter().rev();
        captions.find(|(begins, _)| *begins <= action).map(|(_, caption)| caption)
    }

    /// The number of the first action, from 0, by which a client connects, and its protocol.
    pub fn first_connect(&self) -> Option<(usize, Protocol)> {
        let protocol = |action: &Action| match action {
            Action::Connect { protocol, .. } | Action::ConnectTls { protocol, .. } => Some(*protocol),
            _ => None,
        };
        self.actions.iter().enumerate().find_map(|(number, action)| Some((number, protocol(action)?)))
    }
}

impl ExampleHead {
    fn comment(&mut self, comment: &str) {
        let comment = comment.trim();
        if let Some(id) = comment.strip_prefix("example ") {
            self.id = id.to_owned();
        } else if let Some((words, text)) = comment.split_once(": ")
            && let Some((part, tag)) = words.split_once(' ').filter(|(_, tag)| is_tag(tag))
        {
            match part {
                "title" => self.title.push(tag, text),
                "shows" => self.shows.push(tag, text),
                _ => {}
            }
        }
    }
}

/// The heads of an index, which the build makes: the comments at the beginning of several examples, one below the other.
pub fn read_examples(index: &str) -> Vec<ExampleHead> {
    let mut heads: Vec<ExampleHead> = Vec::new();
    if index.len() > INDEX_MAX {
        return heads;
    }
    for comment in index.lines().filter_map(|line| line.strip_prefix('#')) {
        if comment.starts_with(" example ") {
            heads.push(ExampleHead::default());
        }
        heads.last_mut().into_iter().for_each(|head| head.comment(comment));
    }
    heads
}

/// The address of an example's file.
pub fn example_file(id: &str) -> String {
    addressed("examples", id)
}

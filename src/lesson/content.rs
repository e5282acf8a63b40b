//! A lesson's parts.

use super::goal::Goal;
use super::look::Look;
use super::text::Text;
use crate::engine::mail::scenario::{SCENARIOS, Scenario};
use crate::engine::{Preset, Switch};
use crate::script::Script;

/// A lesson.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// All before the first step.
    pub head: Head,
    /// The steps, one at least.
    pub steps: Vec<Step>,
}

/// All that a lesson tells about itself.
#[derive(Clone, Debug)]
pub struct Head {
    /// The file's name: lower case letters, digits, hyphens.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// A sentence about it.
    pub summary: Text,
    /// Its readers; may be empty.
    pub audience: Text,
    /// The length in minutes.
    pub minutes: u32,
    /// The server's character.
    pub server: Preset,
    /// The switches that are set on top.
    pub switches: Vec<(Switch, bool)>,
    /// The world to begin with.
    pub scenario: &'static Scenario,
    /// The statements of the slides and the confusions that it is about.
    pub teaches: Vec<Topic>,
    /// Places in the standards.
    pub reads: Vec<Reference>,
    /// Notes for the teacher; may be empty.
    pub teacher: Text,
    /// Things to avoid in every step.
    pub avoids: Vec<Goal>,
    /// Lines that are done, unseen, before the first step.
    pub before: Script,
}

/// Something that a lesson teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A statement of the slides: S1 to S37.
    Statement(u8),
    /// A common confusion: C1 to C15.
    Confusion(u8),
}

/// A place in the standards, as a file tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The RFC's number.
    pub number: u16,
    /// The section; empty for the whole document.
    pub section: String,
}

/// A step. The reader guarantees what its kind needs, and that nothing else is there.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its line, from 1.
    pub line: usize,
    /// Its kind.
    pub kind: Kind,
    /// Its text.
    pub text: Text,
    /// Whether the world begins anew.
    pub fresh: bool,
    /// Lines that are done, unseen, as it begins.
    pub before: Script,
    /// Places that light up.
    pub looks: Vec<Look>,
    /// Goals, one at least that is no limit, for [`Kind::Do`].
    pub goals: Vec<Goal>,
    /// Things to avoid, for [`Kind::Do`]. Those of the head hold as well.
    pub avoids: Vec<Goal>,
    /// Hints, one after the other, for [`Kind::Do`].
    pub hints: Vec<Text>,
    /// Answers, one of them right, for [`Kind::Predict`] and [`Kind::Explain`].
    pub answers: Vec<Answer>,
    /// The lines to play ([`Kind::Watch`], [`Kind::Predict`]), the solution ([`Kind::Do`]), the lines to try
    /// ([`Kind::Explore`]).
    pub lines: Script,
}

/// A kind of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something to look at.
    Read,
    /// The page plays some lines.
    Watch,
    /// Goals, reached in any way.
    Do,
    /// A question before lines are played.
    Predict,
    /// A question about what was seen.
    Explain,
    /// No goal; things to try.
    Explore,
}

/// An answer to choose.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Whether it is the right one.
    pub is_right: bool,
    /// Its words.
    pub text: Text,
    /// The reply to it.
    pub because: Text,
    /// The confusion that it stands for, 1 to 15.
    pub confusion: Option<u8>,
}

/// The kinds by their names, each with the keywords that it needs.
const KINDS: [(&str, Kind, &[&str]); 6] = [
    ("read", Kind::Read, &[]),
    ("watch", Kind::Watch, &["play"]),
    ("do", Kind::Do, &["goal", "solution"]),
    ("predict", Kind::Predict, &["play", "right", "wrong"]),
    ("explain", Kind::Explain, &["right", "wrong"]),
    ("explore", Kind::Explore, &["try"]),
];

/// The number of the slides' statements.
pub const STATEMENTS: u8 = 37;

/// The number of the common confusions.
pub const CONFUSIONS: u8 = 15;

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 6] =
        [Kind::Read, Kind::Watch, Kind::Do, Kind::Predict, Kind::Explain, Kind::Explore];

    pub(super) fn named(name: &str) -> Option<Kind> {
        KINDS.iter().find(|(own, ..)| *own == name).map(|(_, kind, _)| *kind)
    }

    /// As it stands in a file.
    pub fn name(self) -> &'static str {
        KINDS[self as usize].0
    }

    /// The keywords without which it is none.
    pub(super) fn needs(self) -> &'static [&'static str] {
        KINDS[self as usize].2
    }
}

impl Head {
    /// A head that says nothing yet.
    pub(super) fn new() -> Self {
        Head {
            id: String::new(),
            title: Text::default(),
            summary: Text::default(),
            audience: Text::default(),
            minutes: 0,
            server: Preset::Plain2003,
            switches: Vec::new(),
            scenario: &SCENARIOS[0],
            teaches: Vec::new(),
            reads: Vec::new(),
            teacher: Text::default(),
            avoids: Vec::new(),
            before: Script::default(),
        }
    }
}

impl Step {
    pub(super) fn new(line: usize, kind: Kind) -> Self {
        Step {
            line,
            kind,
            text: Text::default(),
            fresh: false,
            before: Script::default(),
            looks: Vec::new(),
            goals: Vec::new(),
            avoids: Vec::new(),
            hints: Vec::new(),
            answers: Vec::new(),
            lines: Script::default(),
        }
    }

    /// The index of the right answer.
    pub fn right(&self) -> Option<usize> {
        self.answers.iter().position(|answer| answer.is_right)
    }
}

impl Topic {
    pub(super) fn read(word: &str) -> Option<Topic> {
        let number = |count: u8, digits: &str| digits.parse().ok().filter(|it| (1..=count).contains(it));
        match word.split_at_checked(1)? {
            ("S", digits) => number(STATEMENTS, digits).map(Topic::Statement),
            ("C", digits) => number(CONFUSIONS, digits).map(Topic::Confusion),
            _ => None,
        }
    }
}

impl Reference {
    pub(super) fn read(text: &str) -> Option<Reference> {
        let (number, section) = text.trim().split_once(" §").unwrap_or((text.trim(), ""));
        let fits = |c: char| c.is_ascii_digit() || c == '.';
        let reference = Reference { number: number.parse().ok()?, section: section.to_owned() };
        section.chars().all(fits).then_some(reference)
    }
}

impl std::fmt::Display for Topic {
    fn fmt(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Topic::Statement(number) => write!(to, "S{number}"),
            Topic::Confusion(number) => write!(to, "C{number}"),
        }
    }
}

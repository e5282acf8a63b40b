//! The editor of lessons: its text, the mistakes in it, and the cursor's line.
//!
//! The rules of this file:
//! 1. The text is never lost: one that takes its place leaves it in [`Editor::before`].
//! 2. Lines are counted from 1, as in a lesson's mistakes.

use crate::engine::Action;
use crate::lesson::{Error, Lesson, TEXT_MAX, is_id, read_all};
use crate::script::Item;
use std::rc::Rc;

/// The name of the file that a lesson without an id is saved in.
const NAMELESS: &str = "lesson";

/// The words before which a step's goals stand.
const BEHIND_GOALS: [&str; 2] = ["hint", "solution"];

/// The editor.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    /// Whether it stands on the page.
    pub is_open: bool,
    /// The text; its lines end with LF.
    pub text: Rc<str>,
    /// The text that another one has replaced; may be empty.
    pub before: Rc<str>,
    /// The lesson, if the text has no mistakes.
    pub lesson: Option<Rc<Lesson>>,
    /// The mistakes, in the order of their lines.
    pub mistakes: Rc<Vec<Error>>,
    /// Whether what is done on the page is added to the text.
    pub records: bool,
    /// The cursor's line.
    pub line: usize,
    /// The number of times that the page, and no person, has placed the cursor.
    pub placed: u32,
}

/// Messages of the editor.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Open it.
    Open,
    /// Close it; the text stays.
    Close,
    /// Take this text, with the cursor in this line.
    Write(Rc<str>, usize),
    /// Take a file's text.
    Load(Rc<str>),
    /// Take the text that was replaced.
    Back,
    /// Keep this text as if it had been replaced: another tab has written it.
    Beside(Rc<str>),
    /// The cursor is in this line.
    At(usize),
    /// Place the cursor in this line.
    Go(usize),
    /// Add what is done on the page, or no longer.
    Record,
    /// Add a goal that the turn at the cursor of the timeline reaches.
    Goal,
    /// Begin the lesson at the cursor's step.
    Try,
}

/// The text would have more than [`TEXT_MAX`] octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl Editor {
    /// Takes a message that concerns no other slice.
    pub(super) fn reduce(&mut self, message: Msg) {
        match message {
            Msg::Close => (self.is_open, self.records) = (false, false),
            Msg::Write(text, line) => {
                self.line = line;
                self.write(text);
            }
            Msg::At(line) => self.line = line,
            Msg::Go(line) => self.go(line),
            Msg::Record => self.records ^= true,
            Msg::Beside(text) => self.before = text,
            Msg::Open | Msg::Load(_) | Msg::Back | Msg::Goal | Msg::Try => {}
        }
    }

    /// Takes a text as it is written. It may be too long for a lesson: that is one of its mistakes.
    pub(super) fn write(&mut self, text: Rc<str>) {
        self.text = text;
        (self.lesson, self.mistakes) = match read_all(&self.text) {
            Ok(lesson) => (Some(lesson.into()), Rc::default()),
            Err(mistakes) => (None, mistakes.into()),
        };
    }

    /// Takes another text; the one before it can be had back.
    pub(super) fn replace(&mut self, text: &str) -> Result<(), TooLong> {
        if text.len() > TEXT_MAX {
            return Err(TooLong);
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let before = std::mem::take(&mut self.text);
        self.write(text.into());
        if before != self.text {
            self.before = before;
        }
        self.go(1);
        Ok(())
    }

    /// Places the cursor.
    pub(super) fn go(&mut self, line: usize) {
        self.line = line;
        self.placed += 1;
    }

    /// The step in which the cursor stands, from 0; the first one for a cursor in the head.
    pub fn step(&self) -> usize {
        let steps = self.lesson.iter().flat_map(|lesson| &lesson.steps);
        steps.take_while(|step| step.line <= self.line).count().saturating_sub(1)
    }

    /// Adds what was done, below the cursor.
    pub(super) fn record(&mut self, actions: &[Action]) -> Result<(), TooLong> {
        let items = actions.iter().filter_map(Item::of).flatten();
        let lines: Vec<String> =
            items.map(|item| ["    ", &item.to_string().replace('\n', "\n    ")].concat()).collect();
        if lines.is_empty() { Ok(()) } else { self.insert(self.below_cursor(), &lines.join("\n")) }
    }

    /// Adds a goal to the cursor's step, before its hints and its solution.
    pub(super) fn add_goal(&mut self, goal: &str) -> Result<(), TooLong> {
        let lines: Vec<&str> = self.text.split('\n').map(str::trim).collect();
        let starts = |line: &&str| line.starts_with("step");
        let above = lines.iter().take(self.line).rposition(starts);
        let behind = above.and_then(|start| {
            let mut step = lines.iter().enumerate().skip(start + 1).take_while(|(_, line)| !starts(line));
            step.find(|(_, line)| BEHIND_GOALS.contains(line)).map(|(at, _)| at)
        });
        self.insert(behind.unwrap_or_else(|| self.below_cursor()), &["  goal: ", goal].concat())
    }

    /// The number of lines above the place where something is added: an empty line at the cursor stays below it.
    fn below_cursor(&self) -> usize {
        let line = self.text.split('\n').nth(self.line.saturating_sub(1)).unwrap_or_default();
        if line.trim().is_empty() { self.line.saturating_sub(1) } else { self.line }
    }

    /// Adds lines below so many others. A cursor there moves on with them.
    fn insert(&mut self, above: usize, lines: &str) -> Result<(), TooLong> {
        let mut all: Vec<&str> = self.text.split('\n').collect();
        all.insert(above.min(all.len()), lines);
        let text = all.join("\n");
        if text.len() > TEXT_MAX {
            return Err(TooLong);
        }
        self.write(text.into());
        let count = if above <= self.line { lines.split('\n').count() } else { 0 };
        self.go(self.line + count);
        Ok(())
    }

    /// The name of the file that the text is saved in: the lesson's id, where it has a good one.
    pub fn file(&self) -> String {
        let mut ids = self.text.lines().filter_map(|line| line.trim().strip_prefix("lesson:"));
        let id = ids.next().map(str::trim).filter(|id| is_id(id));
        [id.unwrap_or(NAMELESS), ".txt"].concat()
    }
}

/// The line in which a place stands that is counted in UTF-16, as browsers do.
pub fn line_of(text: &str, place: usize) -> usize {
    1 + text.encode_utf16().take(place).filter(|unit| *unit == u16::from(b'\n')).count()
}

/// The end of a line, in UTF-16.
pub fn end_of(text: &str, line: usize) -> usize {
    let lines = text.split('\n').take(line.max(1));
    lines.map(|line| 1 + line.encode_utf16().count()).sum::<usize>() - 1
}

#[cfg(test)]
mod tests;

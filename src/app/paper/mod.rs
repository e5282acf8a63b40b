//! Documents that go on paper, into Markdown files and into the clipboard; and the one that is being printed.
//!
//! The rules of this folder:
//! 1. A document is data: the page draws it, [`markdown`] writes it down. Neither decides what is in it.
//! 2. Octets become characters in [`octet_lines`](super::octet_lines) alone, so that nothing hidden is obeyed.
//! 3. Every document is bounded: long replies are folded, and of a long session the newest steps are taken.

mod cheat_sheet;
mod document;
pub mod markdown;
pub mod recorded;
pub mod spoken;
#[cfg(test)]
mod tests;
mod transcript;
mod worksheet;

use super::ladder::View;
use crate::engine::{Protocol, Switches};
use crate::lesson::Lesson;
use std::rc::Rc;

pub use cheat_sheet::cheat_sheet;
pub use document::{Block, Document, Rows, Run, Spoken, picture_address};
pub use transcript::{Pictures, transcript};
pub use worksheet::worksheet;

/// The document that is being printed, or none.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Its subject.
    pub subject: Option<Subject>,
    /// Another number for each wish to print.
    pub wishes: u32,
}

/// A document's subject.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The session that is shown.
    Transcript(Pictures),
    /// A protocol's states and commands.
    CheatSheet(Protocol),
    /// A lesson, to be filled in by hand, and the answers.
    Worksheet(Rc<Lesson>),
    /// A lesson's sheet for teachers.
    Teacher(Rc<Lesson>),
}

/// Messages about printing.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Print the transcript.
    Transcript(Pictures),
    /// Print a protocol's cheat sheet.
    CheatSheet(Protocol),
    /// Print the sheet for teachers that is shown, or else nothing.
    Teacher,
    /// It was printed, or nobody wants it any more.
    Done,
}

impl Paper {
    /// Wants a document printed.
    pub fn print(&mut self, subject: Subject) {
        self.subject = Some(subject);
        self.wishes = self.wishes.wrapping_add(1);
    }
}

impl Subject {
    /// The document; `None` for the sheet for teachers, which the page has in a form of its own.
    pub fn document(&self, session: View, switches: Switches) -> Option<Document> {
        match self {
            Subject::Transcript(pictures) => Some(transcript(session, *pictures)),
            Subject::CheatSheet(protocol) => Some(cheat_sheet(*protocol, switches, session.lang)),
            Subject::Worksheet(lesson) => Some(worksheet(lesson, session.lang)),
            Subject::Teacher(_) => None,
        }
    }
}

//! What goes on paper, into a Markdown file and into the clipboard: documents of a few kinds of blocks, and the one that
//! is being printed.
//!
//! The rules of this folder:
//! 1. A document is data: the page draws it, [`markdown`] writes it down. Neither decides what is in it.
//! 2. Octets become characters in [`octet_lines`](super::octet_lines) alone, so that nothing hidden is obeyed.
//! 3. Every document is bounded: long replies are folded, and of a long session the newest steps are taken.

mod cheat_sheet;
pub mod markdown;
pub mod recorded;
pub mod spoken;
#[cfg(test)]
mod tests;
mod transcript;
mod worksheet;

use super::ladder::View;
use crate::engine::chart::Rfc;
use crate::engine::step::Party;
use crate::engine::{Protocol, Switches};
use crate::i18n::{Key, Lang, text};
use crate::lesson::Lesson;
use std::rc::Rc;

pub use cheat_sheet::cheat_sheet;
pub use transcript::transcript;
pub use worksheet::worksheet;

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its kind, as the page's style sheet and the names of files know it: `transcript`, `cheat-sheet`,
    /// `cheat-sheet-dense`, `worksheet`.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading: level 2 or 3.
    Heading(u8, Vec<Run>),
    /// A paragraph.
    Text(Vec<Run>),
    /// Lines on the wire.
    Octets(Vec<Spoken>),
    /// A picture: an SVG file, and its subject in words.
    Figure(String, String),
    /// A table: the names of its columns, and its rows in groups.
    Table(Vec<String>, Vec<Rows>),
    /// Boxes to tick, each with its words; true for one that is ticked.
    Boxes(Vec<(bool, Vec<Run>)>),
    /// Words, and so many lines to write on.
    Blank(Vec<Run>, u8),
    /// Parts that stand together on a page, as far as they fit on one.
    Together(Vec<Block>),
    /// The end of a page.
    PageEnd,
}

/// Rows of a table under a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The heading.
    pub heading: Vec<Run>,
    /// The rows: the words of each cell.
    pub rows: Vec<Vec<Vec<Run>>>,
}

/// Some words of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Words in the page's language.
    Plain(String),
    /// Words that stand out.
    Strong(String),
    /// Protocol text.
    Code(String),
    /// A place in the standards: the RFC's number, and the section.
    Rfc(u16, String),
}

/// A line on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The end that sent it; `None` for what nobody sent, such as a remark on lines that are left out.
    pub from: Option<Party>,
    /// The client's number, where it is told.
    pub client: Option<u32>,
    /// Its characters, all of which can be seen; `None` for a line to be filled in.
    pub text: Option<String>,
}

/// The steps of a transcript that have a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pictures {
    /// Those that end in another state.
    #[default]
    Moves,
    /// All that are a connection's.
    All,
    /// The one that is shown.
    Shown,
    /// None.
    None,
}

impl Pictures {
    /// All of them.
    pub const ALL: [Pictures; 4] = [Pictures::Moves, Pictures::All, Pictures::Shown, Pictures::None];

    /// Its name in attributes.
    pub const fn name(self) -> &'static str {
        match self {
            Pictures::Moves => "moves",
            Pictures::All => "all",
            Pictures::Shown => "shown",
            Pictures::None => "none",
        }
    }
}

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

impl Run {
    fn plain(lang: Lang, key: Key) -> Self {
        Run::Plain(text(lang, key).to_owned())
    }

    fn rfc(place: Rfc) -> Self {
        Run::Rfc(place.number, place.section.to_owned())
    }
}

impl Spoken {
    /// Something that nobody sent.
    fn remark(text: String) -> Self {
        Spoken { from: None, client: None, text: Some(text) }
    }

    /// The mark before it: `C:`, `S:`, `C2:`; `#` before a remark.
    pub fn mark(&self) -> String {
        let number = self.client.map(|number| number.to_string()).unwrap_or_default();
        match self.from {
            Some(Party::Client) => ["C", &number, ":"].concat(),
            Some(Party::Server) => ["S", &number, ":"].concat(),
            None => "#".to_owned(),
        }
    }
}

/// The address of a picture that is nowhere but in its address (RFC 2397).
pub fn picture_address(svg: &str) -> String {
    let mut address = "data:image/svg+xml,".to_owned();
    for octet in svg.bytes() {
        match octet {
            // RFC 3986 §2.3: the characters that stand for themselves.
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => address.push(octet.into()),
            _ => {
                address.push('%');
                let digit = |it: u8| char::from_digit(it.into(), 16).unwrap_or_default().to_ascii_uppercase();
                address.extend([digit(octet >> 4), digit(octet & 15)]);
            }
        }
    }
    address
}

/// A space between words.
fn space() -> Run {
    Run::Plain(" ".to_owned())
}

//! A document as data: a few kinds of blocks, which the page draws and `markdown` writes down.

use crate::engine::chart::Rfc;
use crate::engine::step::Party;
use crate::i18n::{Key, Lang, text};

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

impl Run {
    pub(super) fn plain(lang: Lang, key: Key) -> Self {
        Run::Plain(text(lang, key).to_owned())
    }

    pub(super) fn rfc(place: Rfc) -> Self {
        Run::Rfc(place.number, place.section.to_owned())
    }
}

impl Spoken {
    /// Something that nobody sent.
    pub(super) fn remark(text: String) -> Self {
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
pub(super) fn space() -> Run {
    Run::Plain(" ".to_owned())
}

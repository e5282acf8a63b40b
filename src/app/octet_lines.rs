//! Labelled octets as lines of labelled text: the only place where the page turns octets into characters.

use crate::engine::wire::{Role, Wire};
use crate::i18n::{seen, turns};
use std::ops::Range;

/// A visual line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its pieces in order; a line break is a piece without text.
    pub pieces: Vec<Piece>,
}

/// Some octets of one role, within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Their role.
    pub role: Role,
    /// As characters: what is not UTF-8 is U+FFFD, control characters are their pictures, as `␈`.
    pub text: String,
    /// The offset of their first octet on the wire; `None` for what was not kept.
    pub at: Option<u32>,
    /// Whether this is the line break inside something larger, such as a literal.
    pub breaks: bool,
}

impl Piece {
    /// The role's name in attributes and classes.
    pub fn name(&self) -> &'static str {
        if self.breaks { Role::Crlf.name() } else { self.role.name() }
    }
}

/// The visual lines of what went over the wire.
pub fn lines(wire: &Wire) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    let left_out = wire.spans().len().checked_sub(1).filter(|_| wire.left_out() > 0);
    for (index, span) in wire.spans().iter().enumerate() {
        if left_out == Some(index) {
            line.pieces.push(Piece { role: Role::Junk, text: "…".to_owned(), at: None, breaks: false });
        }
        let mut from = span.start as usize;
        let end = span.end as usize;
        while let Some(at) = wire.octets()[from..end].iter().position(|octet| *octet == b'\n') {
            let feed = from + at;
            let text_end = if at > 0 && wire.octets()[feed - 1] == b'\r' { feed - 1 } else { feed };
            put(&mut line, span.role, wire, from..text_end);
            line.pieces.push(Piece {
                role: span.role,
                text: String::new(),
                at: Some(text_end as u32),
                breaks: span.role != Role::Crlf,
            });
            lines.push(std::mem::take(&mut line));
            from = feed + 1;
        }
        put(&mut line, span.role, wire, from..end);
    }
    if !line.pieces.is_empty() {
        lines.push(line);
    }
    lines
}

fn put(line: &mut Line, role: Role, wire: &Wire, range: Range<usize>) {
    if !range.is_empty() {
        let at = Some(range.start as u32);
        line.pieces.push(Piece { role, text: visible(&wire.octets()[range]), at, breaks: false });
    }
}

/// The octets as characters that can be seen: no control character is left.
pub(super) fn visible(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    if !text.chars().any(|c| c.is_control() && c != '\t' || turns(c)) {
        return text.into_owned();
    }
    text.chars().map(|c| if c == '\t' { c } else { seen(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::wire::WireWriter;

    #[test]
    fn literals_break_into_lines() {
        let mut writer = WireWriter::default();
        writer.put(Role::Literal, b"a\r\nb").put(Role::Parenthesis, b")").put(Role::Crlf, b"\r\n");
        let lines = lines(&writer.finish());
        let texts: Vec<Vec<&str>> =
            lines.iter().map(|line| line.pieces.iter().map(|piece| &*piece.text).collect()).collect();
        assert_eq!(texts, [vec!["a", ""], vec!["b", ")", ""]]);
        assert_eq!(lines[0].pieces[1].name(), "crlf");
        let at: Vec<_> = lines.iter().flat_map(|line| &line.pieces).map(|piece| piece.at).collect();
        assert_eq!(at, [Some(0), Some(1), Some(3), Some(4), Some(5)]);
    }

    #[test]
    fn what_was_left_out_is_a_piece_before_the_end_of_the_line() {
        let mut writer = WireWriter::default();
        writer.put(Role::Junk, b"xx").put(Role::Crlf, b"\r\n");
        let lines = lines(&writer.finish().leaving_out(99_000));
        let pieces: Vec<(&str, Option<u32>)> =
            lines[0].pieces.iter().map(|piece| (&*piece.text, piece.at)).collect();
        assert_eq!(pieces, [("xx", Some(0)), ("…", None), ("", Some(2))]);
    }

    #[test]
    fn control_characters_are_seen() {
        assert_eq!(visible(b"NOO\x08P\x00\xff"), "NOO␈P␀\u{fffd}");
        assert_eq!(visible("Grüße".as_bytes()), "Grüße");
        assert_eq!(visible("a\u{202E}b".as_bytes()), "a\u{fffd}b");
    }
}

//! Octets become lines. TCP knows no lines: they may come in any pieces.

use std::collections::VecDeque;
use std::sync::Arc;

/// RFC 2449 §4: "The maximum length of a command is increased from 47 characters (4 character command,
/// single space, 40 character argument, CRLF) to 255 octets, including the terminating CRLF."
pub const LINE_MAX: usize = 255;

/// Of a line that is too long, no more than this many octets are kept.
const KEPT_MAX: usize = 1000;

/// One line as the client sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its octets, with the CRLF (or the LF alone) that ended it. Of a line that was too long, the
    /// beginning and the end.
    pub octets: Arc<[u8]>,
    /// Whether it had more than [`LINE_MAX`] octets.
    pub too_long: bool,
}

/// Collects octets until a line is complete. It never holds more than a bounded piece of an unfinished
/// line, and finds the next line after one that was too long.
#[derive(Clone, Debug, Default)]
pub struct LineReader {
    complete: VecDeque<Line>,
    partial: Vec<u8>,
    dropped: bool,
}

impl LineReader {
    /// Takes octets in.
    pub fn feed(&mut self, octets: &[u8]) {
        for piece in octets.split_inclusive(|octet| *octet == b'\n') {
            let room = KEPT_MAX.saturating_sub(self.partial.len());
            if piece.len() <= room {
                self.partial.extend_from_slice(piece);
            } else {
                self.partial.extend_from_slice(&piece[..room]);
                self.dropped = true;
            }
            if piece.ends_with(b"\n") {
                self.finish();
            }
        }
    }

    /// The next complete line.
    pub fn take(&mut self) -> Option<Line> {
        self.complete.pop_front()
    }

    fn finish(&mut self) {
        let mut octets = std::mem::take(&mut self.partial);
        if std::mem::take(&mut self.dropped) {
            octets.extend_from_slice(b"\r\n");
        }
        let too_long = octets.len() > LINE_MAX;
        self.complete.push_back(Line { octets: octets.into(), too_long });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<Line> {
        let mut reader = LineReader::default();
        pieces.iter().for_each(|piece| reader.feed(piece));
        std::iter::from_fn(|| reader.take()).collect()
    }

    #[test]
    fn pieces_make_the_same_lines() {
        let whole = lines(&[b"STAT\r\nNOOP\nQU"]);
        assert_eq!(whole.iter().map(|line| &*line.octets).collect::<Vec<_>>(), [&b"STAT\r\n"[..], b"NOOP\n"]);
        assert_eq!(lines(&[b"STAT\r", b"\nNO", b"OP", b"\n", b"QU"]), whole);
    }

    #[test]
    fn the_longest_line_has_255_octets() {
        let line = |length: usize| [vec![b'x'; length - 2], b"\r\n".to_vec()].concat();
        assert!(!lines(&[&line(255)])[0].too_long);
        assert!(lines(&[&line(256)])[0].too_long);
    }

    #[test]
    fn a_line_without_end_is_bounded_and_the_next_one_is_found() {
        let mut reader = LineReader::default();
        for _ in 0..1000 {
            reader.feed(&[b'x'; 1000]);
            assert!(reader.partial.len() <= KEPT_MAX);
        }
        assert_eq!(reader.take(), None);
        reader.feed(b"\r\nNOOP\r\n");
        assert!(reader.take().is_some_and(|line| line.too_long && line.octets.ends_with(b"x\r\n")));
        assert_eq!(reader.take().map(|line| line.octets.to_vec()), Some(b"NOOP\r\n".to_vec()));
    }
}

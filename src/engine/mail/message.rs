//! One message: its octets as they came, and as protocols that know no NUL tell them.

use super::{header, reencode};
use std::sync::Arc;

/// Most octets that a message may have; larger ones are refused where they come in.
pub const MESSAGE_MAX: usize = 10 * 1024 * 1024;

/// A message as the server keeps it: exactly the octets that came. RFC 3501 §4.3: a literal is "a sequence of zero
/// or more octets (including CR and LF)"; RFC 3516 §4.4: what is changed in an appended message "MUST NOT result in
/// a loss of data". A line ends with CRLF or, where a client wrote it so, with LF alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    stored: Arc<[u8]>,
    /// The same piece of memory where there is no NUL.
    octets: Arc<[u8]>,
    body_start: usize,
    bare: usize,
}

impl Message {
    /// A message as it comes by mail: RFC 5321 §2.3.8 knows no line end but CRLF, and the last line has one in its
    /// DATA. NUL has no place in RFC 5322 §2.2, and goes.
    pub fn delivered(octets: &[u8]) -> Self {
        let mut lines: Vec<u8> = octets.iter().copied().filter(|octet| *octet != 0).collect();
        if lines.last().is_some_and(|last| *last != b'\n') {
            lines.push(b'\n');
        }
        Self::of_lines(&lines)
    }

    /// A message that is written as lines: a bare LF stands for CRLF.
    pub fn of_lines(lines: &[u8]) -> Self {
        let mut octets = Vec::with_capacity(lines.len() + lines.len() / 40);
        for line in lines.split_inclusive(|octet| *octet == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(text) if !text.ends_with(b"\r") => {
                    octets.extend_from_slice(text);
                    octets.extend_from_slice(b"\r\n");
                }
                _ => octets.extend_from_slice(line),
            }
        }
        Self::new(&octets)
    }

    /// A message of exactly these octets.
    pub fn new(stored: &[u8]) -> Self {
        let stored: Arc<[u8]> = stored.into();
        let octets = if stored.contains(&0) { reencode::without_nul(&stored).into() } else { stored.clone() };
        let body_start = header::end(&octets);
        let bare = bare_line_feeds(&octets);
        Self { stored, octets, body_start, bare }
    }

    /// The octets as they came.
    pub fn stored(&self) -> &[u8] {
        &self.stored
    }

    /// The octets as both protocols hand them out: without NUL. RFC 3501 §9 has no place for it in a literal, and
    /// RFC 3516 §6 wants the message told "as though the binary-encoded sections are encoded in a CTE acceptable to
    /// the IMAP4 base specification": a part that holds it is in base64 here.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The size of [`Message::octets`], as RFC822.SIZE tells it.
    pub fn size(&self) -> u64 {
        self.octets.len() as u64
    }

    /// The number of [`Message::octets`]' lines that end with LF alone.
    pub fn bare_line_feeds(&self) -> u64 {
        self.bare as u64
    }

    /// The header with the empty line that ends it.
    pub fn header(&self) -> &[u8] {
        &self.octets[..self.body_start]
    }

    /// The octets after the empty line; empty when there is none.
    pub fn body(&self) -> &[u8] {
        &self.octets[self.body_start..]
    }
}

fn bare_line_feeds(octets: &[u8]) -> usize {
    let mut before = 0;
    let mut count = 0;
    for octet in octets {
        count += usize::from(*octet == b'\n' && before != b'\r');
        before = *octet;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_body_share_the_octets() {
        let message = Message::new(b"Subject: x\r\n\r\nBody\r\n");
        assert_eq!(message.header(), b"Subject: x\r\n\r\n");
        assert_eq!(message.body(), b"Body\r\n");
        assert_eq!(message.size(), 20);
    }

    #[test]
    fn octets_stay_as_they_came() {
        let octets = b"A: b\n\r\nx\ry\n\n\r\r\nz";
        let message = Message::new(octets);
        assert_eq!((message.stored(), message.octets()), (&octets[..], &octets[..]));
        assert_eq!((message.header(), message.body()), (&b"A: b\n\r\n"[..], &b"x\ry\n\n\r\r\nz"[..]));
        assert_eq!((message.size(), message.bare_line_feeds()), (16, 3));
    }

    #[test]
    fn a_delivered_message_ends_with_a_line_end_and_holds_no_nul() {
        assert_eq!(Message::delivered(b"A: b\n\nx\0y").octets(), b"A: b\r\n\r\nxy\r\n");
        assert_eq!(Message::delivered(b"A: b\r\n\r\nx\r").octets(), b"A: b\r\n\r\nx\r\n");
        assert_eq!(Message::delivered(b"").octets(), b"");
        assert_eq!(Message::of_lines(b"x\n\ny\r\n\r\nz").octets(), b"x\r\n\r\ny\r\n\r\nz");
    }

    #[test]
    fn a_message_without_body_or_without_header() {
        assert_eq!(Message::new(b"Subject: x\r\n").body(), b"");
        assert_eq!(Message::new(b"\r\nBody").header(), b"\r\n");
        assert_eq!(Message::new(b"\nBody").header(), b"\n");
        assert_eq!(Message::new(b"A: b\n\nBody").header(), b"A: b\n\n");
        assert_eq!(Message::new(b"").size(), 0);
    }
}

//! One message: its octets, and where its header ends.

use std::sync::Arc;

/// Most octets that a message may have; larger ones are refused where they come in.
pub const MESSAGE_MAX: usize = 10 * 1024 * 1024;

/// A message as the server keeps it. Lines end with CRLF (RFC 5322 §2.1: a bare LF becomes CRLF when the
/// message is made); the last one may lack it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    octets: Arc<[u8]>,
    body_start: usize,
}

impl Message {
    /// A message as it comes by mail: like [`Message::new`], with its last line ended, as it is in RFC
    /// 5321's DATA, and without NUL, which RFC 5322 §2.2 has no place for and RFC 3501 §9's `CHAR8` could
    /// not hand out.
    pub fn delivered(octets: &[u8]) -> Self {
        let mut lines: Vec<u8> = octets.iter().copied().filter(|octet| *octet != 0).collect();
        if lines.last().is_some_and(|last| *last != b'\n') {
            lines.push(b'\n');
        }
        Self::new(&lines)
    }

    /// A message of exactly these octets, but for bare LFs.
    pub fn new(octets: &[u8]) -> Self {
        let mut normal = Vec::with_capacity(octets.len() + octets.len() / 40);
        let mut previous = 0;
        for &octet in octets {
            if octet == b'\n' && previous != b'\r' {
                normal.push(b'\r');
            }
            normal.push(octet);
            previous = octet;
        }
        let body_start = body_start(&normal);
        Self { octets: normal.into(), body_start }
    }

    /// The whole message.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The size in octets, as STAT, LIST and RFC822.SIZE tell it.
    pub fn size(&self) -> u64 {
        self.octets.len() as u64
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

/// The offset after the empty line that separates header and body; the length where none does.
fn body_start(octets: &[u8]) -> usize {
    if octets.starts_with(b"\r\n") {
        return 2;
    }
    octets.windows(4).position(|window| window == b"\r\n\r\n").map_or(octets.len(), |at| at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_body_share_the_octets() {
        let message = Message::new(b"Subject: x\n\nBody\r\n");
        assert_eq!(message.header(), b"Subject: x\r\n\r\n");
        assert_eq!(message.body(), b"Body\r\n");
        assert_eq!(message.size(), 20);
    }

    #[test]
    fn a_delivered_message_ends_with_a_line_end_and_holds_no_nul() {
        assert_eq!(Message::delivered(b"A: b\n\nx\0y").octets(), b"A: b\r\n\r\nxy\r\n");
        assert_eq!(Message::delivered(b"A: b\r\n\r\nx\r").octets(), b"A: b\r\n\r\nx\r\n");
        assert_eq!(Message::delivered(b"").octets(), b"");
        assert_eq!(Message::new(b"x").octets(), b"x");
    }

    #[test]
    fn a_message_without_body_or_without_header() {
        assert_eq!(Message::new(b"Subject: x\r\n").body(), b"");
        assert_eq!(Message::new(b"\r\nBody").header(), b"\r\n");
        assert_eq!(Message::new(b"").size(), 0);
    }
}

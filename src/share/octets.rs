//! The octets of a message within a world's text.

use crate::engine::mail::Message;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};

/// The octets of a message.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Octets {
    /// Lines, whose ends may be LF alone.
    Lines(String),
    /// The octets as they are.
    Exact { base64: String },
}

impl Octets {
    pub(super) fn of(message: &Message) -> Self {
        let octets = message.stored();
        match std::str::from_utf8(octets) {
            // Lines that all end with CRLF are read as they were.
            Ok(lines) if Message::of_lines(octets).stored() == octets => Octets::Lines(lines.to_owned()),
            _ => Octets::Exact { base64: BASE64_STANDARD.encode(octets) },
        }
    }

    /// `None` for what is no base64.
    pub(super) fn message(self) -> Option<Message> {
        match self {
            Octets::Lines(lines) => Some(Message::of_lines(lines.as_bytes())),
            Octets::Exact { base64 } => Some(Message::new(&BASE64_STANDARD.decode(base64).ok()?)),
        }
    }

    /// Ends each line with CRLF; `None` for what is no base64.
    pub(super) fn end_lines(&mut self) -> Option<()> {
        if let Octets::Exact { base64 } = self {
            let octets = BASE64_STANDARD.decode(&*base64).ok()?;
            *base64 = BASE64_STANDARD.encode(Message::of_lines(&octets).stored());
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_stay_as_they_are_and_strings_are_lines() {
        for (octets, json) in [
            (&b"A: b\r\n\r\n\0\rx"[..], r#""A: b\r\n\r\n\u0000\rx""#),
            (b"x\n", r#"{"base64":"eAo="}"#),
            (b"\xff\r\n", r#"{"base64":"/w0K"}"#),
            (b"", r#""""#),
        ] {
            let written = serde_json::to_string(&Octets::of(&Message::new(octets))).expect("plain data");
            assert_eq!(written, json);
            let read: Octets = serde_json::from_str(json).expect("what was written");
            assert_eq!(read.message().expect("a message").stored(), octets);
        }
        let read: Octets = serde_json::from_str(r#""x\n\r\ny""#).expect("a string");
        assert_eq!(read.message().expect("a message").stored(), b"x\r\n\r\ny");
        assert!(Octets::Exact { base64: "?".to_owned() }.message().is_none());
    }
}

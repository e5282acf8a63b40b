//! Finding text in messages, as people read it: encoded-words, transfer encodings and charsets are
//! decoded first, and case does not matter (RFC 3501 §6.4.4).

use super::Message;
use super::header::{self, Field};
use mail_parser::parsers::MessageStream;
use mail_parser::{MessageParser, PartType};
use std::borrow::Cow;

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct Needle(String);

impl Needle {
    /// RFC 3501 §6.4.4: "In all search keys that use strings, a message matches the key if the string is
    /// a substring of the field. The matching is case-insensitive."
    pub fn new(text: &str) -> Self {
        Needle(text.to_lowercase())
    }

    fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.0)
    }
}

/// Looks into messages. Nothing is decoded before it is asked for.
#[derive(Debug)]
pub struct Finder {
    parser: MessageParser,
}

impl Default for Finder {
    fn default() -> Self {
        Finder { parser: MessageParser::new().with_mime_headers().default_header_text() }
    }
}

impl Finder {
    /// Whether a field of this name holds the text.
    pub fn in_field(&self, message: &Message, name: &str, needle: &Needle) -> bool {
        header::fields(message.header())
            .any(|field| field.is(name) && needle.is_in(&decoded(&field.unfolded())))
    }

    /// Whether the header holds the text, on one of its unfolded lines.
    pub fn in_header(&self, message: &Message, needle: &Needle) -> bool {
        header::fields(message.header()).any(|field| needle.is_in(&line(&field)))
    }

    /// Whether a text part of the body, or a message in it, holds the text.
    ///
    /// RFC 3501 §6.4.4: "Server implementations MAY exclude [MIME-IMB] body parts with terminal content
    /// media types other than TEXT and MESSAGE from consideration in SEARCH matching."
    pub fn in_body(&self, message: &Message, needle: &Needle) -> bool {
        if !is_mime(message.header()) || hides_messages(message.octets()) {
            return needle.is_in(&String::from_utf8_lossy(message.body()));
        }
        let mut found = false;
        // Messages in messages are taken apart one by one, also when the text is found early: dropping
        // them as one would recurse as deep as somebody nested them.
        let mut left: Vec<mail_parser::Message> = self.parser.parse(message.octets()).into_iter().collect();
        while let Some(current) = left.pop() {
            for part in current.parts {
                match part.body {
                    PartType::Text(text) | PartType::Html(text) => found = found || needle.is_in(&text),
                    PartType::Message(inner) => {
                        let mut headers = inner.headers().iter().filter_map(|header| header.value.as_text());
                        found = found || headers.any(|text| needle.is_in(text));
                        left.push(inner);
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// The calendar day of the Date field, as (year, month, day), whatever its time zone (RFC 3501 §6.4.4:
/// "disregarding time and timezone"); `None` when there is no such field or no date in it.
pub fn sent_on(message: &Message) -> Option<(u16, u8, u8)> {
    let date = header::field(message.header(), "Date")?.unfolded();
    let date = mail_parser::DateTime::parse_rfc822(&String::from_utf8_lossy(&date))?;
    Some((date.year, date.month, date.day))
}

fn is_mime(header: &[u8]) -> bool {
    header::fields(header).any(|field| field.is("Content-Type") || field.is("Content-Transfer-Encoding"))
}

/// Whether a message within the message is encoded, against RFC 2046 §5.2.1: "No encoding other than
/// "7bit", "8bit", or "binary" is permitted for the body of a "message/rfc822" entity." The parser would
/// decode it and recurse as deep as what it hides is nested; such a message is searched undecoded.
fn hides_messages(octets: &[u8]) -> bool {
    let lower = octets.to_ascii_lowercase();
    let has = |octets: &[u8], text: &str| octets.windows(text.len()).any(|window| window == text.as_bytes());
    // In a digest parts are messages without saying so (RFC 2046 §5.1.5).
    let digest = has(&lower, "multipart/digest");
    if !digest && !has(&lower, "message/") {
        return false;
    }
    let mut blocks = vec![&lower[..]];
    std::iter::from_fn(|| {
        let rest = blocks.pop()?;
        let end = rest.windows(4).position(|window| window == b"\r\n\r\n")?;
        blocks.push(&rest[end + 4..]);
        Some(&rest[..end])
    })
    .any(|block| {
        let encoded = has(block, "base64") || has(block, "quoted-printable");
        encoded && has(block, "content-transfer-encoding") && (digest || has(block, "message/"))
    })
}

fn line(field: &Field) -> String {
    let name = String::from_utf8_lossy(field.name().unwrap_or_default());
    format!("{name}: {}", decoded(&field.unfolded()))
}

/// A field's value with its encoded-words decoded (RFC 2047).
fn decoded(value: &[u8]) -> Cow<'_, str> {
    if !value.windows(2).any(|pair| pair == b"=?") {
        return String::from_utf8_lossy(value);
    }
    let mut line = value.to_vec();
    line.push(b'\n');
    let decoded = MessageStream::new(&line).parse_unstructured();
    decoded.as_text().map_or_else(|| String::from_utf8_lossy(value), |text| text.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    const GERMAN: &[u8] = b"From: =?iso-8859-1?q?J=F6rg_M=FCller?= <joerg@htl.at>\r\n\
        Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\n aus Wien\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n\
        preamble\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\nSch=F6ne =\r\nGr=FC=DFe\r\n\
        --x\r\nContent-Type: application/octet-stream\r\n\r\nhidden\r\n\
        --x\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?=C3=84rger?=\r\n\r\nInner words\r\n--x--\r\n";

    fn finds(message: &[u8], text: &str) -> (bool, bool) {
        let (message, needle) = (Message::new(message), Needle::new(text));
        let finder = Finder::default();
        (finder.in_header(&message, &needle), finder.in_body(&message, &needle))
    }

    #[test]
    fn encoded_words_are_decoded_first() {
        let message = Message::new(GERMAN);
        let finder = Finder::default();
        let finds = |name, text| finder.in_field(&message, name, &Needle::new(text));
        assert!(finds("from", "JÖRG MÜLLER <joerg@"));
        assert!(finds("Subject", "grüße aus wien"));
        assert!(!finds("Subject", "R3LDvMOfZQ"));
        assert!(finds("Content-Type", ""));
        assert!(!finds("To", ""));
    }

    #[test]
    fn bodies_are_decoded_first_and_attachments_left_out() {
        assert_eq!(finds(GERMAN, "schöne grüsse"), (false, false));
        assert_eq!(finds(GERMAN, "SCHÖNE GRÜßE"), (false, true));
        assert_eq!(finds(GERMAN, "ärger"), (false, true));
        assert_eq!(finds(GERMAN, "inner WORDS"), (false, true));
        assert_eq!(finds(GERMAN, "hidden"), (false, false));
        assert_eq!(finds(GERMAN, "subject: grüße"), (true, false));
    }

    #[test]
    fn plain_messages_are_searched_as_they_are() {
        assert_eq!(finds("Subject: Käse\r\n\r\nBröt=\r\nchen".as_bytes(), "bröt="), (false, true));
        assert_eq!(finds("Subject: Käse\r\n\r\nx".as_bytes(), "KÄSE"), (true, false));
        assert_eq!(finds(b"", "x"), (false, false));
        assert_eq!(finds(b"", ""), (false, true));
    }

    #[test]
    fn the_day_of_sending_disregards_the_zone() {
        let day = |date: &str| sent_on(&Message::new(format!("Date: {date}\r\n\r\n").as_bytes()));
        assert_eq!(day("Tue, 14 Oct 2003 23:30:00 -0700 (PDT)"), Some((2003, 10, 14)));
        assert_eq!(day("14 Oct 2003 00:10 +1200"), Some((2003, 10, 14)));
        assert_eq!(day("soon"), None);
        assert_eq!(sent_on(&Message::new(b"Subject: x\r\n\r\n")), None);
    }

    #[test]
    fn deep_nesting_is_no_trap() {
        let mut deep = b"Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
        deep.extend_from_slice(b"Subject: innermost\r\n\r\nx");
        assert_eq!(finds(&deep, "innermost"), (false, true));
        let encoded = STANDARD.encode(&deep);
        for header in
            ["Content-Type: message/rfc822", "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\nA: b"]
        {
            let hidden =
                format!("{header}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b--\r\n");
            assert_eq!(finds(hidden.as_bytes(), "innermost"), (false, false));
        }
        let mut deep = Vec::new();
        for level in 0..3_000 {
            deep.extend(
                format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n").bytes(),
            );
        }
        finds(&deep, "innermost");
    }
}

//! Content-Transfer-Encodings (RFC 2045 §6), undone. Any body gives some octets.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use std::borrow::Cow;

/// Base64 without padding, and with any bits left over at its end.
const LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, NO_PAD.with_decode_allow_trailing_bits(true));

/// The encoding of a body's octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As they are: 7bit, 8bit, binary.
    Identity,
    /// In a way that this reader does not know.
    Unknown,
    /// RFC 2045 §6.7.
    QuotedPrintable,
    /// RFC 2045 §6.8.
    Base64,
}

impl Encoding {
    /// The encoding of this name; case does not matter.
    pub fn named(name: &[u8]) -> Self {
        match name {
            _ if name.eq_ignore_ascii_case(b"quoted-printable") => Encoding::QuotedPrintable,
            _ if name.eq_ignore_ascii_case(b"base64") => Encoding::Base64,
            _ if [&b"7bit"[..], b"8bit", b"binary", b""].iter().any(|own| name.eq_ignore_ascii_case(own)) => {
                Encoding::Identity
            }
            _ => Encoding::Unknown,
        }
    }

    /// The octets that an encoded body stands for; its own where that is not known.
    pub fn decode(self, body: &[u8]) -> Cow<'_, [u8]> {
        let mut decoded = Vec::new();
        match self {
            Encoding::Identity | Encoding::Unknown => return Cow::Borrowed(body),
            Encoding::QuotedPrintable => quoted_printable(body, &mut decoded),
            Encoding::Base64 => base64(body, &mut decoded),
        }
        Cow::Owned(decoded)
    }
}

/// Appends the octets that quoted-printable octets stand for. An `=` that begins nothing stands for itself, as RFC
/// 2045 §6.7 proposes: "A reasonable approach by a robust implementation might be to include the "=" character and
/// the following character in the decoded data without any transformation".
pub fn quoted_printable(encoded: &[u8], into: &mut Vec<u8>) {
    // The length of `into` without the white space that may end the line.
    let mut kept = into.len();
    let mut rest = encoded;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'=' => {
                if let Some(octet) = hex(after) {
                    into.push(octet);
                    rest = &after[2..];
                } else if let Some(next) = soft_break(after) {
                    rest = next;
                } else {
                    into.push(b'=');
                }
                kept = into.len();
            }
            // RFC 2045 §6.7 (3): "when decoding a Quoted-Printable body, any trailing white space on a line
            // must be deleted, as it will necessarily have been added by intermediate transport agents."
            b'\n' => {
                into.truncate(kept);
                into.push(b'\n');
                kept = into.len();
            }
            b'\r' if after.first() == Some(&b'\n') => {
                into.truncate(kept);
                into.extend_from_slice(b"\r\n");
                kept = into.len();
                rest = &after[1..];
            }
            b' ' | b'\t' => into.push(first),
            _ => {
                into.push(first);
                kept = into.len();
            }
        }
    }
    into.truncate(kept);
}

/// The rest after a soft line break (RFC 2045 §6.7 (5)), of which `=` is read.
fn soft_break(rest: &[u8]) -> Option<&[u8]> {
    // At most 76 octets are on a line; the bound keeps a long run of `= ` from being read again and again.
    let space = rest.iter().take(76).take_while(|octet| matches!(octet, b' ' | b'\t')).count();
    let rest = &rest[space..];
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n") }
}

/// Appends the octets that base64 octets stand for. RFC 2045 §6.8: "All line breaks or other characters not found
/// in Table 1 must be ignored by decoding software."
pub fn base64(encoded: &[u8], into: &mut Vec<u8>) {
    // The padding ends a group; the octets after it may be encoded data that a relay appended.
    for group in encoded.split(|octet| *octet == b'=') {
        let in_table = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/');
        let mut digits: Vec<u8> = group.iter().copied().filter(in_table).collect();
        // One digit too many makes no octet.
        digits.truncate(digits.len() - usize::from(digits.len() % 4 == 1));
        if let Ok(octets) = LENIENT.decode(digits) {
            into.extend(octets);
        }
    }
}

/// The octet that two hexadecimal digits at the beginning stand for.
pub(super) fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    Some((digit(0)? << 4 | digit(1)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(encoded: &str) -> String {
        String::from_utf8_lossy(&Encoding::QuotedPrintable.decode(encoded.as_bytes())).into_owned()
    }

    #[test]
    fn quoted_printable_by_the_rules() {
        let long = "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.";
        assert_eq!(quoted(long), "Now's the time for all folk to come to the aid of their country.");
        assert_eq!(quoted("a=3Db =c3=BC \t\r\nc=20\r\nd= \r\ne "), "a=b ü\r\nc \r\nde");
        assert_eq!(quoted("a=\nb \nc= \nd\n"), "ab\ncd\n");
        assert_eq!(quoted("1 = 2, =ZZ, =4, ="), "1 = 2, =ZZ, =4, ");
    }

    #[test]
    fn base64_by_the_rules() {
        let decode = |encoded: &str| Encoding::Base64.decode(encoded.as_bytes()).into_owned();
        assert_eq!(decode("R3LD\r\nvMOf!ZQ=="), "Grüße".as_bytes());
        assert_eq!(decode("QQ==QQ=="), b"AA");
        assert_eq!(decode("QUJD RA"), b"ABCD");
        assert_eq!(decode("="), b"");
    }
}

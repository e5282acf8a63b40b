//! Encoded-words in header fields (RFC 2047), decoded.

use super::{charset, decode};
use std::borrow::Cow;

/// An unfolded field value with its encoded-words decoded. Other text stays; octets beyond US-ASCII are guessed to
/// be UTF-8 or windows-1252.
pub fn decoded(value: &[u8]) -> Cow<'_, str> {
    let mut text = String::new();
    let mut words = Words::default();
    let mut rest = value;
    while let Some((before, word, after)) = next_word(rest) {
        // RFC 2047 §6.2: "When displaying a particular header field that contains multiple
        // 'encoded-word's, any 'linear-white-space' that separates a pair of adjacent 'encoded-word's is
        // ignored."
        if words.charset.is_empty() || !before.trim_ascii().is_empty() {
            words.flush(&mut text);
            text.push_str(&charset::guess(before));
        }
        words.add(&word, &mut text);
        rest = after;
    }
    if words.charset.is_empty() {
        return charset::guess(value);
    }
    words.flush(&mut text);
    text.push_str(&charset::guess(rest));
    Cow::Owned(text)
}

/// The octets of adjacent encoded-words of one charset. RFC 2047 §5 wants that each word "MUST represent an
/// integral number of characters", but some are cut within one.
#[derive(Default)]
struct Words<'a> {
    charset: &'a [u8],
    octets: Vec<u8>,
}

impl<'a> Words<'a> {
    fn add(&mut self, word: &Word<'a>, text: &mut String) {
        // RFC 1468 has its text begin and end in US-ASCII: such a word stands for itself, and two of them joined would
        // have an escape sequence without letters, which decoders take for a mistake.
        let stateful = word.charset.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"iso-2022"));
        if stateful || !self.charset.eq_ignore_ascii_case(word.charset) {
            self.flush(text);
            self.charset = word.charset;
        }
        if word.base64 {
            decode::base64(word.encoded, &mut self.octets);
        } else {
            q(word.encoded, &mut self.octets);
        }
    }

    fn flush(&mut self, text: &mut String) {
        text.push_str(&charset::decode(self.charset, &self.octets));
        self.octets.clear();
    }
}

struct Word<'a> {
    charset: &'a [u8],
    base64: bool,
    encoded: &'a [u8],
}

/// The first encoded-word, the octets before it, and those after.
fn next_word(value: &[u8]) -> Option<(&[u8], Word<'_>, &[u8])> {
    for at in 0..value.len() {
        if value[at] == b'='
            && value[at..].starts_with(b"=?")
            && let Some((word, after)) = word(&value[at + 2..])
        {
            return Some((&value[..at], word, after));
        }
    }
    None
}

/// RFC 2047 §2: `encoded-word = "=?" charset "?" encoding "?" encoded-text "?="`, of which `=?` is read.
fn word(rest: &[u8]) -> Option<(Word<'_>, &[u8])> {
    let (charset, rest) = piece(rest)?;
    let (encoding, rest) = piece(rest)?;
    let (encoded, rest) = piece(rest)?;
    let base64 = match encoding {
        b"B" | b"b" => true,
        b"Q" | b"q" => false,
        _ => return None,
    };
    // RFC 2231 §5 lets a language follow: `=?US-ASCII*EN?Q?Keith_Moore?=`.
    let charset = charset.split(|octet| *octet == b'*').next().filter(|name| !name.is_empty())?;
    Some((Word { charset, base64, encoded }, rest.strip_prefix(b"=")?))
}

/// The octets before the next `?`, and those after. RFC 2047 §2: "unencoded white space characters (such as SPACE
/// and HTAB) are FORBIDDEN within an 'encoded-word'."
fn piece(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = rest.iter().position(|octet| *octet == b'?' || !octet.is_ascii_graphic())?;
    (rest[end] == b'?').then_some((&rest[..end], &rest[end + 1..]))
}

/// The Q encoding (RFC 2047 §4.2): quoted-printable with `_` for the space.
fn q(encoded: &[u8], into: &mut Vec<u8>) {
    let mut rest = encoded;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'_' => into.push(b' '),
            b'=' => match decode::hex(after) {
                Some(octet) => {
                    into.push(octet);
                    rest = &after[2..];
                }
                None => into.push(b'='),
            },
            _ => into.push(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_examples() {
        // RFC 2047 §8.
        for (encoded, text) in [
            ("(=?ISO-8859-1?Q?a?=)", "(a)"),
            ("(=?ISO-8859-1?Q?a?= b)", "(a b)"),
            ("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)"),
            ("(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)", "(ab)"),
            ("(=?ISO-8859-1?Q?a_b?=)", "(a b)"),
            ("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)"),
            ("=?US-ASCII*EN?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"),
        ] {
            assert_eq!(decoded(encoded.as_bytes()), text, "{encoded}");
        }
    }

    #[test]
    fn a_character_cut_in_two_is_put_together() {
        assert_eq!(decoded(b"=?utf-8?q?gr=C3?= =?UTF-8?B?vMOf?= e"), "grüß e");
        assert_eq!(decoded(b"=?utf-8?q?gr=C3?= x =?utf-8?q?=BC?="), "gr\u{fffd} x \u{fffd}");
    }

    #[test]
    fn words_with_escape_sequences_stand_for_themselves() {
        let words = b"=?ISO-2022-JP?b?GyRCRnxLXBsoQg==?= =?iso-2022-jp?b?GyRCOGwbKEI=?=";
        assert_eq!(decoded(words), "日本語");
    }

    #[test]
    fn what_is_no_encoded_word_stays() {
        for text in [
            "",
            "plain",
            "=?",
            "=?=?=?",
            "=?utf-8?x?a?=",
            "=?utf-8?q?a b?=",
            "=?utf-8?q?a",
            "=??q?a?=",
            "Grüße = ?",
        ] {
            assert_eq!(decoded(text.as_bytes()), text);
        }
        assert_eq!(decoded(b"Gr\xfc\xdfe"), "Grüße");
        assert_eq!(decoded("=? Grüße =?utf-8?q?=C3=A4=X?=!".as_bytes()), "=? Grüße ä=X!");
    }
}

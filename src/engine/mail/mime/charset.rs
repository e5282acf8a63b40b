//! Charsets: octets become text. Of a charset that is not known the text is guessed: its letters may be wrong, but
//! nothing fails.

use super::single_byte::SINGLE_BYTE;
use std::borrow::Cow;

/// The text of octets in the charset of this name; case does not matter. Of a charset that is not known, or
/// empty, the text is guessed.
pub fn decode<'a>(charset: &[u8], octets: &'a [u8]) -> Cow<'a, str> {
    let charset = charset.trim_ascii();
    let is = |name: &str| charset.eq_ignore_ascii_case(name.as_bytes());
    if ["utf-8", "utf8", "unicode-1-1-utf-8"].into_iter().any(is) {
        return String::from_utf8_lossy(octets);
    }
    if charset.is_empty() || is("us-ascii") {
        return guess(octets);
    }
    match SINGLE_BYTE.iter().find(|(names, _)| names.split(' ').any(is)) {
        Some((_, upper)) => single_byte(octets, upper),
        None => multi_byte(charset, octets).unwrap_or_else(|| guess(octets)),
    }
}

/// The text of octets whose charset is not told: UTF-8 if the first letters beyond US-ASCII are UTF-8, else
/// windows-1252, whose letters hardly ever look like UTF-8.
pub fn guess(octets: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(octets) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if octets[..error.valid_up_to()].is_ascii() => decode(b"windows-1252", octets),
        Err(_) => String::from_utf8_lossy(octets),
    }
}

/// The text of octets in a charset whose last octets are these characters.
fn single_byte<'a>(octets: &'a [u8], upper: &str) -> Cow<'a, str> {
    if octets.is_ascii()
        && let Ok(text) = std::str::from_utf8(octets)
    {
        return Cow::Borrowed(text);
    }
    let mut table: [char; 256] = std::array::from_fn(|octet| char::from(octet as u8));
    table.iter_mut().rev().zip(upper.chars().rev()).for_each(|(own, character)| *own = character);
    Cow::Owned(octets.iter().map(|octet| table[usize::from(*octet)]).collect())
}

/// The text of octets in one of the other charsets of the WHATWG Encoding Standard: those of East Asia, and UTF-16.
/// Their tables are too large for the page.
#[cfg(not(target_arch = "wasm32"))]
fn multi_byte<'a>(charset: &[u8], octets: &'a [u8]) -> Option<Cow<'a, str>> {
    // The standard takes US-ASCII for windows-1252, and text that may do harm for a single U+FFFD.
    let known = encoding_rs::Encoding::for_label_no_replacement(charset);
    let encoding = known.filter(|encoding| *encoding != encoding_rs::WINDOWS_1252)?;
    Some(encoding.decode_without_bom_handling(octets).0)
}

#[cfg(target_arch = "wasm32")]
fn multi_byte<'a>(_charset: &[u8], _octets: &'a [u8]) -> Option<Cow<'a, str>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::Encoding;

    #[test]
    fn each_charset_has_its_letters() {
        assert_eq!(decode(b"UTF-8", "Käse €".as_bytes()), "Käse €");
        assert_eq!(decode(b"utf-8", b"K\xe4se"), "K\u{fffd}se");
        assert_eq!(decode(b"ISO-8859-1", b"K\xe4se \xa4"), "Käse ¤");
        assert_eq!(decode(b"iso-8859-1", b"\x80 5,40 \x96 \x84so\x93 \x9f\x81"), "€ 5,40 – „so“ Ÿ\u{81}");
        assert_eq!(decode(b"iso-8859-15", b"\xa4 \xbd\x80"), "€ œ\u{80}");
        assert_eq!(decode(b"us-ascii", b"plain"), "plain");
        assert_eq!(decode(b"KOI8-R", b"\xf0\xd2\xc9\xd7\xc5\xd4"), "Привет");
        assert_eq!(decode(b"windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2"), "Привет");
        assert_eq!(decode(b"iso-8859-2", b"\xa3\xf3d\xbc"), "Łódź");
        assert_eq!(decode(b"macintosh", b"K\x8ase"), "Käse");
        assert_eq!(decode(b"iso-2022-jp", b"\x1b$BF|K\\\x1b(B!"), "日本!");
        assert_eq!(decode(b"Shift_JIS", b"\x93\xfa\x96\x7b"), "日本");
        assert_eq!(decode(b"euc-jp", b"\xc6\xfc\xcb\xdc"), "日本");
        assert_eq!(decode(b"gb18030", b"\xd6\xd0\xce\xc4"), "中文");
        assert_eq!(decode(b"euc-kr", b"\xc7\xd1\xb1\xdb"), "한글");
        assert_eq!(decode(b"big5", b"\xa4\xa4\xa4\xe5"), "中文");
    }

    #[test]
    fn single_byte_charsets_are_those_of_the_encoding_standard() {
        let octets: Vec<u8> = (0..=255).collect();
        for (names, upper) in SINGLE_BYTE {
            assert!([96, 128].contains(&upper.chars().count()), "{names}");
            for name in names.split(' ').filter(|name| !["latin9", "latin-9"].contains(name)) {
                let encoding = Encoding::for_label(name.as_bytes()).expect(name);
                assert_eq!(decode(name.as_bytes(), &octets), encoding.decode_without_bom_handling(&octets).0);
            }
        }
        let first = |names: &'static str| names.split(' ').next();
        let distinct: std::collections::BTreeSet<_> = SINGLE_BYTE.iter().map(|row| first(row.0)).collect();
        assert_eq!(distinct.len(), 27, "28 in the standard, of which two differ only in their direction");
    }

    #[test]
    fn what_is_not_told_is_guessed() {
        assert_eq!(decode(b"", "Käse".as_bytes()), "Käse");
        assert_eq!(decode(b"x-unknown", b"K\xe4se"), "Käse");
        assert_eq!(decode(b"us-ascii", "Käse".as_bytes()), "Käse");
        assert_eq!(decode(b"iso-2022-kr", b"plain"), "plain");
        assert_eq!(guess(b"caf\xe9"), "café");
        assert_eq!(guess(b"Gr\xc3\xbc\xc3\x9fe \xff"), "Grüße \u{fffd}");
    }
}

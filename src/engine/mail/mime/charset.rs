//! Charsets that letters in German and English come in. Others are guessed: their letters may be wrong, but
//! nothing fails.

use std::borrow::Cow;

/// What windows-1252 has where ISO-8859-1 has control characters; octets that stand for nothing are U+FFFD.
const WINDOWS: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

/// Where ISO-8859-15 differs from ISO-8859-1.
const LATIN_9: [(u8, char); 8] =
    [(0xa4, '€'), (0xa6, 'Š'), (0xa8, 'š'), (0xb4, 'Ž'), (0xb8, 'ž'), (0xbc, 'Œ'), (0xbd, 'œ'), (0xbe, 'Ÿ')];

/// The text of octets in the charset of this name; case does not matter. Of a charset that is not known, or
/// empty, the text is guessed.
pub fn decode<'a>(charset: &[u8], octets: &'a [u8]) -> Cow<'a, str> {
    let is = |name: &str| charset.eq_ignore_ascii_case(name.as_bytes());
    if is("utf-8") || is("utf8") {
        return String::from_utf8_lossy(octets);
    }
    if is("iso-8859-15") || is("latin9") || is("latin-9") {
        return single(octets, &LATIN_9);
    }
    // Those who write ISO-8859-1 and mean windows-1252 are so many that all readers take one for the other.
    if is("iso-8859-1") || is("windows-1252") || is("latin1") {
        return single(octets, &[]);
    }
    guess(octets)
}

/// The text of octets whose charset is not told: UTF-8 if the first letters beyond US-ASCII are that, else
/// windows-1252, whose letters hardly ever look like UTF-8.
pub fn guess(octets: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(octets) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if octets[..error.valid_up_to()].is_ascii() => single(octets, &[]),
        Err(_) => String::from_utf8_lossy(octets),
    }
}

/// A charset of one octet for each character: windows-1252, but for the exceptions.
fn single<'a>(octets: &'a [u8], exceptions: &[(u8, char)]) -> Cow<'a, str> {
    if octets.is_ascii()
        && let Ok(text) = std::str::from_utf8(octets)
    {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(octets.len() + octets.len() / 8);
    for &octet in octets {
        let other = exceptions.iter().find(|(own, _)| *own == octet).map(|(_, character)| *character);
        let windows = || match octet {
            0x80..=0x9f if exceptions.is_empty() => WINDOWS.chars().nth(usize::from(octet - 0x80)),
            _ => None,
        };
        text.push(other.or_else(windows).unwrap_or(char::from(octet)));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_charset_has_its_letters() {
        assert_eq!(decode(b"UTF-8", "Käse €".as_bytes()), "Käse €");
        assert_eq!(decode(b"utf-8", b"K\xe4se"), "K\u{fffd}se");
        assert_eq!(decode(b"ISO-8859-1", b"K\xe4se \xa4"), "Käse ¤");
        assert_eq!(decode(b"iso-8859-1", b"\x80 5,40 \x96 \x84so\x93 \x9f\x81"), "€ 5,40 – „so“ Ÿ\u{fffd}");
        assert_eq!(decode(b"iso-8859-15", b"\xa4 \xbd\x80"), "€ œ\u{80}");
        assert_eq!(decode(b"us-ascii", b"plain"), "plain");
    }

    #[test]
    fn what_is_not_told_is_guessed() {
        assert_eq!(decode(b"", "Käse".as_bytes()), "Käse");
        assert_eq!(decode(b"koi8-r", b"K\xe4se"), "Käse");
        assert_eq!(guess(b"caf\xe9"), "café");
        assert_eq!(guess(b"Gr\xc3\xbc\xc3\x9fe \xff"), "Grüße \u{fffd}");
    }
}

//! Names and passwords as they are compared: SASLprep (RFC 4013), the same in page and bridge.
//!
//! Its step of normalisation is NFKC for what keyboards and systems differ in: ASCII letters with one mark behind them,
//! signs that stand for ASCII letters and digits, full width. The tables of all scripts would weigh more than all of
//! authentication.

use crate::engine::mail::letters::{casemap, composed};
use std::borrow::Cow;

/// The text prepared; `None` where it must not be used, or nothing is left of it.
pub fn prepared(text: &str) -> Option<Cow<'_, str>> {
    if text.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
        return Some(Cow::Borrowed(text)).filter(|text| !text.is_empty());
    }
    let mut result = String::with_capacity(text.len());
    for letter in text.chars().filter_map(mapped) {
        // One that goes together with the letter before it becomes one with it.
        match result.chars().next_back().and_then(|base| composed(base, letter)) {
            Some(both) => {
                result.pop();
                result.push(both);
            }
            None => compatible(letter, &mut result),
        }
    }
    let fits = !result.is_empty() && !result.chars().any(is_prohibited) && runs_one_way(&result);
    fits.then_some(Cow::Owned(result))
}

/// RFC 4013 §2.1: spaces become SPACE, what is commonly mapped to nothing goes (RFC 3454, C.1.2 and B.1).
fn mapped(letter: char) -> Option<char> {
    match letter {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180d}' | '\u{200c}' | '\u{200d}' => None,
        '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => None,
        _ => Some(letter),
    }
}

/// Adds a letter, or the ASCII that it stands for.
fn compatible(letter: char, result: &mut String) {
    let others = if letter.is_ascii() { String::new() } else { casemap(letter.encode_utf8(&mut [0; 4])) };
    // The dotless i has a capital letter in ASCII and stands for nothing else; the pairs have one capital letter.
    let stands_for = !others.is_empty() && others.is_ascii() && !matches!(letter, 'ı' | 'ǈ' | 'ǋ' | 'ǲ');
    match letter {
        _ if !stands_for => result.push(letter),
        'Ａ'..='Ｚ' => result.push_str(&others),
        _ if letter.is_lowercase() => result.push_str(&others.to_ascii_lowercase()),
        _ => result.push_str(&others),
    }
}

/// RFC 4013 §2.3, the tables C.2 to C.9 of RFC 3454.
fn is_prohibited(letter: char) -> bool {
    let code = u32::from(letter);
    letter.is_control()
        || code & 0xfffe == 0xfffe
        || matches!(code,
            0x340 | 0x341 | 0x6dd | 0x70f | 0x180e | 0x200e | 0x200f | 0x2028..=0x202e | 0x2061..=0x2063
            | 0x206a..=0x206f | 0x2ff0..=0x2ffb | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfff9..=0xfffd
            | 0x1d173..=0x1d17a | 0xe0001 | 0xe0020..=0xe007f | 0xf0000..=0x10ffff)
}

/// RFC 4013 §2.4: a text with letters that run from the right has no others, begins with one and ends with one.
fn runs_one_way(text: &str) -> bool {
    let from_right = |letter: char| {
        letter.is_alphabetic()
            && matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
    };
    !text.contains(from_right)
        || text.starts_with(from_right)
            && text.ends_with(from_right)
            && text.chars().all(|letter| from_right(letter) || !letter.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(text: &str) -> Option<String> {
        prepared(text).map(Cow::into_owned)
    }

    fn theirs(text: &str) -> Option<String> {
        stringprep::saslprep(text).ok().map(Cow::into_owned).filter(|text| !text.is_empty())
    }

    #[test]
    fn the_examples_of_rfc_4013_section_3() {
        for (text, expected) in [
            ("I\u{ad}X", Some("IX")),
            ("user", Some("user")),
            ("USER", Some("USER")),
            ("\u{aa}", Some("a")),
            ("\u{2168}", Some("IX")),
            ("\u{7}", None),
            ("\u{627}1", None),
        ] {
            assert_eq!(ours(text).as_deref(), expected, "{text:?}");
        }
    }

    /// Characters that the other program takes apart into such that are not all ASCII, or into a pair of two cases.
    const LEFT: &str = "¨¯´µ¸¼½¾ĿŀŉǄǅǆǈǋǲ‗…‼‾⁇⁈⁉⁗‑″‴‶‷ſﬅ";

    #[test]
    fn another_program_prepares_the_same_but_for_what_is_told() {
        let single = (0x20..0x250).chain(0x2000..0x2070).chain(0xfb00..0xfb07).chain(0xff01..0xff5f);
        let marked = (0..0x1000).map(|at| (0x41 + at / 64, 0x300 + at % 64));
        let alone = single.filter_map(char::from_u32).map(String::from);
        let marked = marked.filter_map(|(base, mark)| Some([char::from_u32(base)?, char::from_u32(mark)?]));
        let words =
            ["גבר", "גבר1", "1גבר", "aגבר", "Grüße\u{3000}x", "\u{e000}", "\u{fffe}", "sehr geheim", "漢"];
        let all = alone.chain(marked.map(String::from_iter)).chain(words.map(str::to_owned));
        // RFC 4013 §2.5: letters that came after Unicode 3.2 may be in what a client sends, and not in what is stored.
        let all = all.filter(|text| !text.contains(stringprep::tables::unassigned_code_point));
        let differ = all.filter(|text| ours(text) != theirs(text) && !LEFT.contains(text.as_str()));
        let told: Vec<String> =
            differ.map(|text| format!("{text:?} {:?} {:?}", ours(&text), theirs(&text))).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

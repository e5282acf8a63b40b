//! Letters as SORT, THREAD and SEARCH compare them: the collation i;unicode-casemap (RFC 5051).

use std::sync::OnceLock;

/// A line for each character that is compared as others: it, and those. Small letters become capital ones and letters
/// are taken apart from their marks, again and again, as far as the Unicode database goes ("simple titlecase" and
/// "decomposition", version 14). It has Latin, Greek, Cyrillic and Armenian letters, signs made of them, and those of
/// full width; the tables of all scripts would weigh ten times as much. ẞ is ß here, which the database has apart.
const LETTERS: &str = include_str!("letters.txt");

/// The same lines by their first character, which is in order.
static TABLE: OnceLock<Vec<(char, &str)>> = OnceLock::new();

/// A text as it is compared, octet by octet. RFC 5051 §2 calls it "titlecased canonicalized UTF-8".
pub fn casemap(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mut key = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '\0'..='\x7f' => key.push(letter.to_ascii_uppercase()),
            // Spaces of other widths, which no editor should have to keep at the end of a line.
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => key.push(' '),
            _ => match compared(letter) {
                Some(others) => key.push_str(others),
                None => key.push(letter),
            },
        }
    }
    key
}

/// The letter that an ASCII letter makes with a mark behind it, of those that the table has.
pub fn composed(base: char, mark: char) -> Option<char> {
    let both: String = [base.to_ascii_uppercase(), mark].into_iter().collect();
    let is_both = |line: &&(char, &str)| line.1 == both && line.0.is_lowercase() == base.is_lowercase();
    let fits = base.is_ascii_alphabetic() && ('\u{300}'..'\u{370}').contains(&mark);
    table().iter().find(is_both).filter(|_| fits).map(|line| line.0)
}

fn compared(letter: char) -> Option<&'static str> {
    let table = table();
    table.binary_search_by_key(&letter, |line| line.0).ok().map(|at| table[at].1)
}

fn table() -> &'static [(char, &'static str)] {
    let line = |line: &'static str| {
        let mut rest = line.chars();
        Some((rest.next()?, rest.as_str()))
    };
    TABLE.get_or_init(|| LETTERS.lines().filter_map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_capital_letters_are_the_same() {
        let scripts = [0..0x180, 0x370..0x588, 0x1e00..0x2000, 0xff21..0xff5b];
        for letter in scripts.into_iter().flatten().filter_map(char::from_u32) {
            let [small, capital]: [String; 2] =
                [letter.to_lowercase().collect(), letter.to_uppercase().collect()];
            // A letter that changes into several has no capital one of its own; final sigma and others share theirs.
            if small.chars().count() == 1 && capital.chars().count() == 1 && capital.to_lowercase() == small {
                assert_eq!(casemap(&small), casemap(&capital), "{letter}");
            }
        }
        assert_eq!(casemap("ΩΣς ЖЁ ﬁ ｘ ẞ 漢"), casemap("ωσσ жё FI X ß 漢"));
    }

    #[test]
    fn letters_are_taken_apart() {
        assert_eq!(casemap("Äå"), "A\u{308}A\u{30a}");
        assert_eq!(casemap("ǆ"), "DZ\u{30c}", "the simple titlecase is ǅ, which is taken apart and goes on");
        assert_eq!(casemap("ế"), "E\u{302}\u{301}");
        assert_eq!(casemap("ᾳ"), "ΑΙ", "the iota below is a mark, whose titlecase is a letter");
        assert_eq!(casemap("½ ª\u{a0}\u{2003}Ⅸ"), "1⁄2 A  IX");
        assert_eq!(casemap("가"), "가", "syllables of Hangul have no decomposition in the database's list");
    }

    #[test]
    fn lines_are_in_order_and_final() {
        let table: Vec<char> = LETTERS.lines().filter_map(|line| line.chars().next()).collect();
        assert!(table.is_sorted() && table.len() > 1_400, "{}", table.len());
        for line in LETTERS.lines() {
            let others = &line[line.chars().next().map_or(0, char::len_utf8)..];
            assert!(!others.is_empty() && casemap(others) == others, "{line}");
        }
    }
}

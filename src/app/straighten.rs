//! Characters that a phone's keyboard sets by itself, and no command wants: curly quotation marks, spaces that do not
//! break.

use crate::engine::mend::plain;

/// Whether a character is a space that does not break.
pub fn is_fixed_space(sign: char) -> bool {
    plain(sign) == Some(' ')
}

/// The characters in a line that no command wants, each once, in order; none in nearly all lines.
pub fn signs(line: &str) -> Vec<char> {
    let mut signs = Vec::new();
    for sign in line.chars().filter(|sign| plain(*sign).is_some()) {
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    signs
}

/// The line with plain characters.
pub fn straighten(line: &str) -> String {
    line.chars().map(|sign| plain(sign).unwrap_or(sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curly_marks_and_fixed_spaces_are_found_and_straightened() {
        assert_eq!(signs("SELECT „Meine\u{a0}Post“ “"), ['„', '\u{a0}', '“']);
        assert_eq!(straighten("SELECT „Meine\u{a0}Post“"), "SELECT \"Meine Post\"");
        assert_eq!(straighten("LOGIN anna ‚geheim’"), "LOGIN anna 'geheim'");
        assert!(signs("CREATE \"Übung\"").is_empty());
    }
}

//! Arguments that cannot turn a sentence round, end it or hide in it.

use crate::engine::bidi::turns;
use std::borrow::Cow;

/// A character as it is shown: one that cannot be seen has its picture (Unicode's Control Pictures, as `␀`), and one that
/// has none, or that turns text round, is U+FFFD. The only place where control characters become something else.
pub fn seen(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        c if c.is_control() || turns(c) => '\u{fffd}',
        c => c,
    }
}

/// A sentence's argument: each of its characters can be seen ([`seen`]), and text that runs from the right stands between FIRST STRONG
/// ISOLATE and POP DIRECTIONAL ISOLATE.
pub(super) fn isolated(value: &str) -> Cow<'_, str> {
    if value.bytes().all(|octet| (b' '..=b'~').contains(&octet)) {
        return Cow::Borrowed(value);
    }
    let clean: String = value.chars().map(seen).collect();
    Cow::Owned(if clean.chars().any(is_from_right) { format!("\u{2068}{clean}\u{2069}") } else { clean })
}

/// Whether a character may belong to a script that is written from the right: the blocks that Unicode keeps for them.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::isolated;

    #[test]
    fn a_command_cannot_turn_the_sentence_round() {
        assert_eq!(isolated("NOOP"), "NOOP");
        assert_eq!(isolated("Grüße"), "Grüße");
        assert_eq!(isolated("FOO\u{202E}OOF\u{2069}\u{202E}\u{8}"), "FOO\u{fffd}OOF\u{fffd}\u{fffd}␈");
        assert_eq!(isolated("דואר"), "\u{2068}דואר\u{2069}");
    }
}

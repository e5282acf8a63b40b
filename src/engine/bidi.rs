//! Characters that turn text round.

/// Whether a character changes the direction of the text that follows (Unicode's Bidi_Control).
pub fn turns(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

//! Labelled octets as lines of labelled text: the only place where the page turns octets into characters.

use crate::engine::wire::{Role, Wire};
use crate::i18n::turns;

/// A visual line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its pieces in order; a line break is a piece without text.
    pub pieces: Vec<Piece>,
}

/// Some octets of one role, within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Their role.
    pub role: Role,
    /// As characters: what is not UTF-8 is U+FFFD, control characters are `^H` and the like.
    pub text: String,
    /// Their number.
    pub octets: usize,
    /// Whether this is the line break inside something larger, such as a literal.
    pub breaks: bool,
}

impl Piece {
    /// The role's name in attributes and classes.
    pub fn name(&self) -> &'static str {
        if self.breaks { "crlf" } else { name(self.role) }
    }
}

/// Gives each role its name, and all of them a list.
macro_rules! roles {
    ($($role:ident $name:literal)*) => {
        const ROLES: &[Role] = &[$(Role::$role),*];

        const fn name(role: Role) -> &'static str {
            match role { $(Role::$role => $name),* }
        }
    };
}

roles! {
    Tag "tag" Untagged "untagged" Continuation "continuation" Status "status" Keyword "keyword" Separator "separator"
    Argument "argument" Number "number" Set "set" Flag "flag" Mailbox "mailbox" Quoted "quoted" Secret "secret"
    Code "code" Text "text" LiteralLength "literal-length" Literal "literal" Content "content"
    StuffedDot "stuffed-dot" Terminator "terminator" Parenthesis "parenthesis" Nil "nil" Crlf "crlf" Junk "junk" Group "group"
}

/// The role of that name.
pub fn role(of: &str) -> Option<Role> {
    ROLES.iter().copied().find(|role| name(*role) == of)
}

/// The visual lines of what went over the wire.
pub fn lines(wire: &Wire) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    let left_out = wire.spans().len().checked_sub(1).filter(|_| wire.left_out() > 0);
    for (index, span) in wire.spans().iter().enumerate() {
        if left_out == Some(index) {
            let octets = wire.left_out() as usize;
            line.pieces.push(Piece { role: Role::Junk, text: "…".to_owned(), octets, breaks: false });
        }
        let mut rest = &wire.octets()[span.start as usize..span.end as usize];
        while let Some(at) = rest.iter().position(|octet| *octet == b'\n') {
            let end = if at > 0 && rest[at - 1] == b'\r' { at - 1 } else { at };
            put(&mut line, span.role, &rest[..end]);
            line.pieces.push(Piece {
                role: span.role,
                text: String::new(),
                octets: at + 1 - end,
                breaks: span.role != Role::Crlf,
            });
            lines.push(std::mem::take(&mut line));
            rest = &rest[at + 1..];
        }
        put(&mut line, span.role, rest);
    }
    if !line.pieces.is_empty() {
        lines.push(line);
    }
    lines
}

fn put(line: &mut Line, role: Role, octets: &[u8]) {
    if !octets.is_empty() {
        line.pieces.push(Piece { role, text: visible(octets), octets: octets.len(), breaks: false });
    }
}

/// The octets as characters that can be seen: no control character is left.
fn visible(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    if !text.chars().any(|c| c.is_control() && c != '\t' || turns(c)) {
        return text.into_owned();
    }
    let mut clear = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\t' => clear.push('\t'),
            '\u{7f}' => clear.push_str("^?"),
            c if c.is_ascii_control() => {
                clear.push('^');
                clear.push(char::from(c as u8 + 64));
            }
            c if c.is_control() || turns(c) => clear.push('\u{fffd}'),
            c => clear.push(c),
        }
    }
    clear
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Protocol;
    use crate::engine::wire::WireWriter;
    use crate::i18n::Lang;

    #[test]
    fn literals_break_into_lines() {
        let mut writer = WireWriter::default();
        writer.put(Role::Literal, b"a\r\nb").put(Role::Parenthesis, b")").put(Role::Crlf, b"\r\n");
        let lines = lines(&writer.finish());
        let texts: Vec<Vec<&str>> =
            lines.iter().map(|line| line.pieces.iter().map(|piece| &*piece.text).collect()).collect();
        assert_eq!(texts, [vec!["a", ""], vec!["b", ")", ""]]);
        assert_eq!(lines[0].pieces[1].name(), "crlf");
        let octets: usize = lines.iter().flat_map(|line| &line.pieces).map(|piece| piece.octets).sum();
        assert_eq!(octets, 7);
    }

    #[test]
    fn what_was_left_out_is_a_piece_before_the_end_of_the_line() {
        let mut writer = WireWriter::default();
        writer.put(Role::Junk, b"xx").put(Role::Crlf, b"\r\n");
        let lines = lines(&writer.finish().leaving_out(99_000));
        let pieces: Vec<(&str, usize)> =
            lines[0].pieces.iter().map(|piece| (&*piece.text, piece.octets)).collect();
        assert_eq!(pieces, [("xx", 2), ("…", 99_000), ("", 2)]);
    }

    #[test]
    fn control_characters_are_seen() {
        assert_eq!(visible(b"NOO\x08P\x00\xff"), "NOO^HP^@\u{fffd}");
        assert_eq!(visible("Grüße".as_bytes()), "Grüße");
        assert_eq!(visible("a\u{202E}b".as_bytes()), "a\u{fffd}b");
    }

    #[test]
    fn roles_know_their_names_and_have_words() {
        for role in ROLES {
            for (lang, protocol) in Lang::ALL.into_iter().zip(Protocol::ALL) {
                assert!(!crate::explain::role(lang, protocol, name(*role), "").is_empty(), "{role:?}");
            }
            assert_eq!(super::role(name(*role)), Some(*role));
        }
    }
}

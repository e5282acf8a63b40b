//! Message ids in header fields (RFC 5322 §3.6.4).

use super::lexical::Lexer;

/// The valid message IDs in an unfolded field value: `"<" id-left "@" id-right ">"`, without the quotes and the space
/// that may stand in them. RFC 5256 §3: "Implementations of the REFERENCES threading algorithm MUST normalize any msg-id
/// in order to avoid false non-matches due to differences in quoting." Comments and phrases are passed over.
pub fn message_ids(value: &[u8]) -> Vec<Vec<u8>> {
    let mut lexer = Lexer::new(value);
    let mut ids = Vec::new();
    while let Some(octet) = lexer.peek() {
        match octet {
            b'<' => {
                lexer.bump();
                ids.extend(message_id(&mut lexer));
            }
            b'"' if lexer.quoted().is_some() => {}
            _ if lexer.skip_space() => {}
            _ => lexer.bump(),
        }
    }
    ids
}

/// The message ID of which `<` is read; `None` where it is no valid one.
fn message_id(lexer: &mut Lexer) -> Option<Vec<u8>> {
    let mut id: Vec<u8> = Vec::new();
    loop {
        let octet = lexer.peek()?;
        match octet {
            b'"' if matches!(id.last(), None | Some(b'.')) && quoted(lexer, &mut id) => continue,
            _ if octet.is_ascii_whitespace() => {
                // RFC 5322 §4.4 lets space stand around dots; elsewhere words stay apart.
                lexer.take_until(|octet| !octet.is_ascii_whitespace());
                let joined = |octet: u8| matches!(octet, b'.' | b'@' | b'<' | b'>');
                if !id.last().is_none_or(|last| joined(*last)) && !lexer.peek().is_none_or(joined) {
                    id.push(b' ');
                }
                continue;
            }
            b'>' => {
                lexer.bump();
                break;
            }
            // Here another one begins.
            b'<' => id.clear(),
            _ => id.push(octet),
        }
        lexer.bump();
    }
    let at = id.iter().position(|octet| *octet == b'@').unwrap_or(0);
    (at > 0 && at + 1 < id.len()).then_some(id)
}

/// Takes a quoted string in the left part of an ID: a dot or the `@` stands behind it. Any other quote is a letter.
fn quoted(lexer: &mut Lexer, id: &mut Vec<u8>) -> bool {
    let start = lexer.offset();
    let Some(inner) = lexer.quoted() else { return false };
    if matches!(lexer.rest().trim_ascii_start().first(), Some(b'.' | b'@')) {
        id.extend(inner);
        return true;
    }
    lexer.back_to(start);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_same_however_they_are_quoted_and_none_is_swallowed() {
        for (value, expected) in [
            ("<a@b>", &["a@b"][..]),
            (
                "<\"01KF8JCEOCBS0045PS\"@xxx.yyy.com> <01KF8JCEOCBS0045PS@xxx.yyy.com>",
                &["01KF8JCEOCBS0045PS@xxx.yyy.com"; 2],
            ),
            ("< a . \"b\\c\" @ d >", &["a.bc@d"]),
            ("<a b@c>", &["a b@c"]),
            ("<a\"x@y> <b@c>", &["a\"x@y", "b@c"]),
            ("<\"x@y> <b\"z@c>", &["\"x@y", "b\"z@c"]),
            ("<\"a> b\"@c>", &["a> b@c"]),
            ("\"<x@y>\" (<z@z>) <b@c>, <d@e>f<g@h>", &["b@c", "d@e", "g@h"]),
            ("\"<x@y> <b@c>", &["x@y", "b@c"]),
            ("(<x@y> <b@c>", &["x@y", "b@c"]),
            ("<a@b <c@d>", &["c@d"]),
            ("<a> <@b> <c@> <> d@e <f@g", &[]),
        ] {
            let found = message_ids(value.as_bytes());
            let found: Vec<_> = found.iter().map(|id| String::from_utf8_lossy(id)).collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}

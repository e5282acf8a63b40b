//! The pieces of structured header fields (RFC 5322 §3.2): white space, comments, quoted strings.
//!
//! RFC 5322 §3.2.2: "Runs of FWS, comment, or CFWS that occur between lexical tokens in a structured header field are
//! semantically interpreted as a single space character." A delimiter that is never closed delimits nothing: what
//! stands behind it is read as if it were a space.

/// Most comments without an end that are told apart; where there are more, no parenthesis opens a comment any more.
const UNCLOSED_MAX: usize = 1000;

/// The octets of an unfolded field value, from the next one on.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    octets: &'a [u8],
    at: usize,
    /// Whether a quote may still have its end, and a bracket.
    quotes: bool,
    brackets: bool,
    /// The offsets of the parentheses that nothing closes, once there is one; nothing is scanned twice.
    unclosed: Option<Vec<usize>>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Self {
        Self { octets, at: 0, quotes: true, brackets: true, unclosed: None }
    }

    /// The octets that are not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.octets[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    /// Passes over the next octet.
    pub(super) fn bump(&mut self) {
        self.at = self.octets.len().min(self.at + 1);
    }

    /// Takes the octets before one that `ends` them.
    pub(super) fn take_until(&mut self, ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|octet| ends(*octet)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Takes a `token` of RFC 2045 §5.1, letters beyond US-ASCII included; empty where none begins.
    pub(super) fn token(&mut self) -> &'a [u8] {
        self.take_until(|octet| {
            octet.is_ascii_whitespace() || octet.is_ascii_control() || b"()<>@,;:\\\"/[]?=".contains(&octet)
        })
    }

    /// Passes over white space and comments; false where there is neither.
    pub(super) fn skip_space(&mut self) -> bool {
        let start = self.at;
        while let Some(octet) = self.peek() {
            match octet {
                b'(' => {
                    if self.comment().is_none() {
                        self.bump();
                    }
                }
                _ if octet.is_ascii_whitespace() => self.bump(),
                _ => break,
            }
        }
        self.at > start
    }

    /// Takes the comment that begins here, and gives its content; `None` where `(` is never closed.
    pub(super) fn comment(&mut self) -> Option<Vec<u8>> {
        let end = self.comment_end()?;
        let content = unescaped(&self.octets[self.at + 1..end - 1]);
        self.at = end;
        Some(content.trim_ascii().to_vec())
    }

    fn comment_end(&mut self) -> Option<usize> {
        if let Some(unclosed) = &self.unclosed {
            let escaped = self.at.checked_sub(1).is_some_and(|before| self.octets[before] == b'\\');
            if escaped || unclosed.len() > UNCLOSED_MAX || unclosed.binary_search(&self.at).is_ok() {
                return None;
            }
        }
        let mut open = Vec::new();
        let mut depth = 0usize;
        let mut octets = (self.at..).zip(&self.octets[self.at..]);
        while let Some((at, octet)) = octets.next() {
            match octet {
                b'(' => {
                    depth += 1;
                    open.push(at);
                }
                b')' => {
                    depth -= 1;
                    open.pop();
                }
                b'\\' => drop(octets.next()),
                _ => {}
            }
            if depth == 0 {
                return Some(at + 1);
            }
            // A comment that deep is none.
            if depth > UNCLOSED_MAX {
                break;
            }
        }
        self.unclosed = Some(open);
        None
    }

    /// Takes the quoted string that begins here, and gives its content; `None` where `"` is never closed.
    pub(super) fn quoted(&mut self) -> Option<Vec<u8>> {
        if !self.quotes {
            return None;
        }
        let inner = self.octets.get(self.at + 1..)?;
        let mut octets = inner.iter().enumerate();
        while let Some((at, octet)) = octets.next() {
            match octet {
                b'"' => {
                    self.at += at + 2;
                    return Some(unescaped(&inner[..at]));
                }
                b'\\' => drop(octets.next()),
                _ => {}
            }
        }
        self.quotes = false;
        None
    }

    /// Takes the domain literal that begins here, brackets included; `None` where `[` is never closed. RFC 5322
    /// §3.4.1: `dtext` is any printable character but brackets and the backslash.
    pub(super) fn literal(&mut self) -> Option<Vec<u8>> {
        if !self.brackets {
            return None;
        }
        let inner = self.octets.get(self.at + 1..)?;
        let mut octets = inner.iter().enumerate();
        while let Some((at, octet)) = octets.next() {
            match octet {
                b']' => {
                    self.at += at + 2;
                    return Some([b"[", &unescaped(&inner[..at])[..], b"]"].concat());
                }
                b'[' => return None,
                b'\\' => drop(octets.next()),
                _ => {}
            }
        }
        self.brackets = false;
        None
    }

    /// Goes back to an offset of [`Lexer::offset`].
    pub(super) fn back_to(&mut self, at: usize) {
        self.at = at.min(self.octets.len());
    }

    pub(super) fn offset(&self) -> usize {
        self.at
    }
}

/// The octets without the backslashes of quoted pairs.
fn unescaped(octets: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(octets.len());
    let mut octets = octets.iter();
    while let Some(&octet) = octets.next() {
        match octet {
            b'\\' => plain.extend(octets.next()),
            _ => plain.push(octet),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_is_taken_and_what_is_not_stays() {
        let mut lexer = Lexer::new(b"(a (b\\)) c ) \"d\\\" e\"x");
        assert_eq!(lexer.comment().as_deref(), Some(&b"a (b)) c"[..]));
        assert!(lexer.skip_space() && !lexer.skip_space());
        assert_eq!(lexer.quoted().as_deref(), Some(&b"d\" e"[..]));
        assert_eq!(lexer.rest(), b"x");
        let mut lexer = Lexer::new(b"(a (b) c");
        assert_eq!((lexer.comment(), lexer.rest().len()), (None, 8));
        assert!(lexer.skip_space());
        assert_eq!(lexer.token(), b"a");
        assert!(lexer.skip_space());
        assert_eq!(lexer.rest(), b"c");
        assert_eq!(Lexer::new(b"\"a\\\"").quoted(), None);
        assert_eq!(Lexer::new(b"[1.2\\]]").literal().as_deref(), Some(&b"[1.2]]"[..]));
        assert_eq!(Lexer::new(b"[1.2, [3]").literal(), None);
        assert_eq!(Lexer::new(b"\"").quoted(), None);
    }

    #[test]
    fn what_never_closes_is_no_trap() {
        for piece in ["(", "(\\(", "\"", "\\\"", "(a)(", "[", "\\[", "()\\("] {
            let value = piece.repeat(200_000);
            let mut lexer = Lexer::new(value.as_bytes());
            while lexer.peek().is_some() {
                lexer.skip_space();
                let taken = match lexer.peek() {
                    Some(b'"') => lexer.quoted(),
                    Some(b'[') => lexer.literal(),
                    _ => None,
                };
                if taken.is_none() {
                    lexer.bump();
                }
            }
        }
    }
}

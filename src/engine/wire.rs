//! Octets that carry their meaning.
//!
//! The parsers of commands and the encoders of replies label every span with its role, so that the page
//! can explain any octet without parsing anything a second time.

use std::sync::Arc;

/// The role of a span of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// IMAP: the identifying string before a command and its tagged response (RFC 3501 §2.2.1).
    Tag,
    /// IMAP: the `*` of untagged data (RFC 3501 §2.2.2).
    Untagged,
    /// IMAP: the `+` that asks for more (RFC 3501 §7.5).
    Continuation,
    /// POP3: `+OK` or `-ERR` (RFC 1939 §3); IMAP: `OK`, `NO`, `BAD`, `PREAUTH`, `BYE` (RFC 3501 §7.1).
    Status,
    /// A command's keyword, or the name of a response (`EXISTS`, `FETCH`).
    Keyword,
    /// A single SPACE that separates.
    Separator,
    /// An argument or a piece of data that is none of the more special ones.
    Argument,
    /// A number: a message number, a count, a size.
    Number,
    /// A sequence set such as `1:3,7`.
    Set,
    /// A flag such as `\Seen`.
    Flag,
    /// A mailbox name.
    Mailbox,
    /// A quoted string, quotes included.
    Quoted,
    /// A password, or data that stands for one. The page may hide it.
    Secret,
    /// A response code with its brackets: `[UIDNEXT 4]`, `[IN-USE]`.
    Code,
    /// Text for people; no client may rely on it.
    Text,
    /// The announcement of a literal: `{12}` or `{12+}`.
    LiteralLength,
    /// The octets of a literal.
    Literal,
    /// Message content, or another line of a POP3 multi-line reply.
    Content,
    /// The additional `.` in front of a content line that begins with one (RFC 1939 §3).
    StuffedDot,
    /// The lone `.` that ends a multi-line reply (RFC 1939 §3).
    Terminator,
    /// `(` or `)`.
    Parenthesis,
    /// `NIL`.
    Nil,
    /// The pair CR LF that ends a line.
    Crlf,
    /// Octets for which the grammar has no place.
    Junk,
}

/// Gives each role its name, and all of them a list.
macro_rules! roles {
    ($($role:ident $name:literal)*) => {
        impl Role {
            /// All of them.
            pub const ALL: &[Role] = &[$(Role::$role),*];

            /// Its name: unique and stable, in attributes, catalogues and lessons.
            pub const fn name(self) -> &'static str {
                match self { $(Role::$role => $name),* }
            }
        }
    };
}

roles! {
    Tag "tag" Untagged "untagged" Continuation "continuation" Status "status" Keyword "keyword" Separator "separator"
    Argument "argument" Number "number" Set "set" Flag "flag" Mailbox "mailbox" Quoted "quoted" Secret "secret"
    Code "code" Text "text" LiteralLength "literal-length" Literal "literal" Content "content"
    StuffedDot "stuffed-dot" Terminator "terminator" Parenthesis "parenthesis" Nil "nil" Crlf "crlf" Junk "junk"
}

impl Role {
    /// The role of that name.
    pub fn named(name: &str) -> Option<Role> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }
}

/// A labelled range of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first octet.
    pub start: u32,
    /// Offset after the last octet.
    pub end: u32,
    /// The role of these octets.
    pub role: Role,
}

/// Octets that went over the wire, each in exactly one span, in order and without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wire {
    octets: Arc<[u8]>,
    spans: Arc<[Span]>,
    left_out: u32,
}

impl Wire {
    /// Octets with the roles that a parser found; octets without one become [`Role::Junk`]. Spans may come in any
    /// order; of overlapping ones the earlier start wins.
    pub fn labelled(octets: &[u8], mut found: Vec<Span>) -> Self {
        // Most commands are right, and their spans as they should be.
        let mut done = 0;
        let follows =
            |span: &Span| std::mem::replace(&mut done, span.end) == span.start && span.start < span.end;
        if found.iter().all(follows) && done as usize == octets.len() {
            return Wire { octets: octets.into(), spans: found.into(), left_out: 0 };
        }
        found.sort_by_key(|span| span.start);
        let length = octets.len() as u32;
        let mut spans: Vec<Span> = Vec::with_capacity(found.len() + 1);
        let mut done = 0;
        for Span { start, end, role } in
            found.into_iter().chain([Span { start: length, end: length, role: Role::Junk }])
        {
            let start = start.clamp(done, length);
            let end = end.clamp(start, length);
            for span in [Span { start: done, end: start, role: Role::Junk }, Span { start, end, role }] {
                if span.start < span.end {
                    spans.push(span);
                }
            }
            done = end;
        }
        Wire { octets: octets.into(), spans: spans.into(), left_out: 0 }
    }

    /// The same, of a line that had so many octets more before its end than were kept.
    pub fn leaving_out(self, octets: usize) -> Self {
        Self { left_out: octets as u32, ..self }
    }

    /// The number of octets that went over the wire before the last span and were not kept.
    pub fn left_out(&self) -> u32 {
        self.left_out
    }

    /// All octets, CRLFs included.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The spans, in order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The octets as text, for people; a malformed sequence becomes U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }
}

/// Builds a [`Wire`] from left to right.
#[derive(Clone, Debug)]
pub struct WireWriter {
    octets: Vec<u8>,
    spans: Vec<Span>,
}

impl Default for WireWriter {
    /// With room for most replies: growing from nothing takes half of the time of making ten thousand.
    fn default() -> Self {
        Self { octets: Vec::with_capacity(256), spans: Vec::with_capacity(48) }
    }
}

impl WireWriter {
    /// A writer with room for one short line.
    pub fn for_a_line() -> Self {
        Self { octets: Vec::with_capacity(64), spans: Vec::with_capacity(8) }
    }

    /// Appends a quoted string with its quotes. RFC 3501 §9: `QUOTED-CHAR = <any TEXT-CHAR except quoted-specials>
    /// / "\" quoted-specials`.
    pub fn quote(&mut self, role: Role, octets: &[u8]) {
        let start = self.octets.len() as u32;
        self.octets.push(b'"');
        for &octet in octets {
            if matches!(octet, b'"' | b'\\') {
                self.octets.push(b'\\');
            }
            self.octets.push(octet);
        }
        self.octets.push(b'"');
        self.spans.push(Span { start, end: self.octets.len() as u32, role });
    }

    /// Appends `octets` in the given role. Neighbours of the same role stay separate spans, so that two
    /// arguments are two; nothing is recorded for no octets.
    pub fn put(&mut self, role: Role, octets: &[u8]) -> &mut Self {
        if !octets.is_empty() {
            let start = self.octets.len() as u32;
            self.octets.extend_from_slice(octets);
            self.spans.push(Span { start, end: self.octets.len() as u32, role });
        }
        self
    }

    /// The number of octets so far.
    pub fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether nothing stands so far.
    pub fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The finished octets.
    pub fn finish(mut self) -> Wire {
        self.take()
    }

    /// The octets so far; the writer begins anew, with the room it has.
    pub fn take(&mut self) -> Wire {
        let wire = Wire { octets: self.octets[..].into(), spans: self.spans[..].into(), left_out: 0 };
        self.octets.clear();
        self.spans.clear();
        wire
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_parser_left_out_is_junk_and_the_earlier_of_two_overlapping_spans_wins() {
        let found = vec![
            Span { start: 3, end: 6, role: Role::Argument },
            Span { start: 1, end: 4, role: Role::Keyword },
            Span { start: 2, end: 3, role: Role::Tag },
            Span { start: 8, end: 99, role: Role::Crlf },
        ];
        let wire = Wire::labelled(b"0123456789", found);
        let spans: Vec<_> = wire.spans().iter().map(|span| (span.start, span.end, span.role)).collect();
        let expected = [
            (0, 1, Role::Junk),
            (1, 4, Role::Keyword),
            (4, 6, Role::Argument),
            (6, 8, Role::Junk),
            (8, 10, Role::Crlf),
        ];
        assert_eq!(spans, expected);
    }

    proptest! {
        #[test]
        fn every_octet_is_in_exactly_one_span(
            octets in prop::collection::vec(any::<u8>(), 0..20),
            found in prop::collection::vec((0..25u32, 0..25u32), 0..8),
        ) {
            let spans = found.iter().map(|&(start, end)| Span { start, end, role: Role::Argument });
            let wire = Wire::labelled(&octets, spans.collect());
            prop_assert_eq!(wire.octets(), octets);
            let mut done = 0;
            for span in wire.spans() {
                prop_assert!(span.start == done && span.end > span.start);
                done = span.end;
            }
            prop_assert_eq!(done as usize, wire.octets().len());
        }
    }
}

//! Octets that carry their meaning.
//!
//! The parsers of commands and the encoders of replies label every span with its role and the field of the grammar that
//! it fills, and say which spans belong together, so that the page can explain any octet without parsing anything a
//! second time.

use super::field::Field;
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
    /// Several spans that are one thing: an envelope, a list, a response code.
    Group,
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
    Group "group"
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
    /// The field of the grammar that they fill.
    pub field: Field,
}

impl Span {
    /// The octets from `start` to `end`, which fill no field.
    pub fn new(start: usize, end: usize, role: Role) -> Self {
        Span { start: start as u32, end: end as u32, role, field: Field::None }
    }

    /// The same, filling a field.
    pub fn fills(self, field: Field) -> Self {
        Span { field, ..self }
    }

    /// Whether all octets of `other` are among its own.
    pub fn holds(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Octets that went over the wire, each in exactly one span, in order and without gaps; and groups of spans.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wire {
    octets: Arc<[u8]>,
    /// The spans, and behind them the groups: one list, because most lines have no group.
    labels: Arc<[Span]>,
    spans: u32,
    left_out: u32,
}

impl Wire {
    /// Octets with the roles that a parser found; octets without one become [`Role::Junk`]. Spans may come in any
    /// order; of overlapping ones the earlier start wins.
    pub fn labelled(octets: &[u8], found: Vec<Span>) -> Self {
        Self::grouped(octets, found, Vec::new())
    }

    /// The same with groups, in any order; of two with the same octets the later one holds the other.
    pub fn grouped(octets: &[u8], mut found: Vec<Span>, groups: Vec<Span>) -> Self {
        // Most commands are right, and their spans as they should be.
        let mut done = 0;
        let follows =
            |span: &Span| std::mem::replace(&mut done, span.end) == span.start && span.start < span.end;
        if !found.iter().all(follows) || done as usize != octets.len() {
            found = without_gaps(octets.len() as u32, found);
        }
        let spans = found.len() as u32;
        nest(octets.len() as u32, groups, &mut found);
        Wire { octets: octets.into(), labels: found.into(), spans, left_out: 0 }
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
        &self.labels[..self.spans as usize]
    }

    /// The octets of a span or a group of this wire; none for those of another one that reach beyond its end.
    pub fn of(&self, span: Span) -> &[u8] {
        self.octets.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The groups, each before those that it holds: two of them either share no octet, or one holds the other.
    pub fn groups(&self) -> &[Span] {
        &self.labels[self.spans as usize..]
    }

    /// The groups that hold these octets, from the largest to the smallest.
    pub fn path(&self, span: Span) -> impl DoubleEndedIterator<Item = &Span> {
        self.groups().iter().filter(move |group| group.holds(&span))
    }

    /// The octets as text, for people; a malformed sequence becomes U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }
}

/// Sorts spans, one that holds others before them.
fn by_place(spans: &mut [Span]) {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
}

/// Spans in order, in which each of so many octets stands once.
fn without_gaps(length: u32, mut found: Vec<Span>) -> Vec<Span> {
    by_place(&mut found);
    let mut spans: Vec<Span> = Vec::with_capacity(found.len() + 1);
    let mut done = 0;
    let last = Span { start: length, end: length, role: Role::Junk, field: Field::None };
    for span in found.into_iter().chain([last]) {
        let start = span.start.clamp(done, length);
        let end = span.end.clamp(start, length);
        let gap = Span { start: done, end: start, ..last };
        spans.extend([gap, Span { start, end, ..span }].into_iter().filter(|span| span.start < span.end));
        done = end;
    }
    spans
}

/// Adds the groups to the labels of so many octets, each before those that it holds. One that reaches out of the group
/// in which it begins is cut off there.
fn nest(length: u32, mut groups: Vec<Span>, labels: &mut Vec<Span>) {
    groups.reverse();
    by_place(&mut groups);
    // The ends of the groups around the next one.
    let mut around = vec![length];
    for group in groups {
        while around.len() > 1 && around.last().is_some_and(|end| *end <= group.start) {
            around.pop();
        }
        let end = around.last().map_or(0, |outer| group.end.min(*outer));
        if group.start < end {
            labels.push(Span { end, role: Role::Group, ..group });
            around.push(end);
        }
    }
}

/// Builds a [`Wire`] from left to right.
#[derive(Clone, Debug)]
pub struct WireWriter {
    octets: Vec<u8>,
    spans: Vec<Span>,
    groups: Vec<Span>,
}

impl Default for WireWriter {
    /// With room for most replies: growing from nothing takes half of the time of making ten thousand.
    fn default() -> Self {
        Self { octets: Vec::with_capacity(256), spans: Vec::with_capacity(48), groups: Vec::new() }
    }
}

impl WireWriter {
    /// A writer with room for one short line.
    pub fn for_a_line() -> Self {
        Self { octets: Vec::with_capacity(64), spans: Vec::with_capacity(8), groups: Vec::new() }
    }

    /// Appends a quoted string with its quotes. RFC 3501 §9: `QUOTED-CHAR = <any TEXT-CHAR except quoted-specials>
    /// / "\" quoted-specials`.
    pub fn quote(&mut self, role: Role, field: Field, octets: &[u8]) {
        let start = self.octets.len();
        self.octets.push(b'"');
        for &octet in octets {
            if matches!(octet, b'"' | b'\\') {
                self.octets.push(b'\\');
            }
            self.octets.push(octet);
        }
        self.octets.push(b'"');
        self.spans.push(Span::new(start, self.octets.len(), role).fills(field));
    }

    /// Appends `octets` in the given role. Neighbours of the same role stay separate spans, so that two
    /// arguments are two; nothing is recorded for no octets.
    pub fn put(&mut self, role: Role, octets: &[u8]) -> &mut Self {
        self.put_as(role, Field::None, octets)
    }

    /// The same, filling a field.
    pub fn put_as(&mut self, role: Role, field: Field, octets: &[u8]) -> &mut Self {
        if !octets.is_empty() {
            let start = self.octets.len();
            self.octets.extend_from_slice(octets);
            self.spans.push(Span::new(start, self.octets.len(), role).fills(field));
        }
        self
    }

    /// Begins a group; [`WireWriter::end`] takes the result.
    pub fn begin(&mut self, field: Field) -> usize {
        let start = self.octets.len();
        self.groups.push(Span::new(start, start, Role::Group).fills(field));
        self.groups.len() - 1
    }

    /// Ends the group that began so; those within it have ended.
    pub fn end(&mut self, group: usize) {
        if let Some(group) = self.groups.get_mut(group) {
            group.end = self.octets.len() as u32;
        }
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
        let spans = self.spans.len() as u32;
        self.spans.append(&mut self.groups);
        let wire = Wire { octets: self.octets[..].into(), labels: self.spans[..].into(), spans, left_out: 0 };
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
            Span::new(3, 6, Role::Argument),
            Span::new(1, 4, Role::Keyword),
            Span::new(2, 3, Role::Tag),
            Span::new(8, 99, Role::Crlf),
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
            found in prop::collection::vec((0..25usize, 0..25usize), 0..8),
        ) {
            let spans = found.iter().map(|&(start, end)| Span::new(start, end, Role::Argument));
            let wire = Wire::labelled(&octets, spans.collect());
            prop_assert_eq!(wire.octets(), octets);
            let mut done = 0;
            for span in wire.spans() {
                prop_assert!(span.start == done && span.end > span.start);
                done = span.end;
            }
            prop_assert_eq!(done as usize, wire.octets().len());
        }

        #[test]
        fn groups_nest_and_stand_before_those_that_they_hold(
            octets in prop::collection::vec(any::<u8>(), 0..20),
            found in prop::collection::vec((0..25usize, 0..25usize), 0..8),
        ) {
            let groups = found.iter().map(|&(start, end)| Span::new(start, end, Role::Group));
            let wire = Wire::grouped(&octets, Vec::new(), groups.collect());
            assert_nested(&wire);
        }

        #[test]
        fn groups_of_a_writer_nest(words in prop::collection::vec(0..3u8, 0..30)) {
            let mut writer = WireWriter::default();
            let mut open = Vec::new();
            for word in words {
                match word {
                    0 => open.push(writer.begin(Field::Body)),
                    1 => drop(writer.put(Role::Number, b"12")),
                    _ => open.pop().into_iter().for_each(|group| {
                        writer.put(Role::Parenthesis, b")");
                        writer.end(group);
                    }),
                }
            }
            while let Some(group) = open.pop() {
                writer.put(Role::Parenthesis, b")");
                writer.end(group);
            }
            assert_nested(&writer.finish());
        }
    }

    #[track_caller]
    fn assert_nested(wire: &Wire) {
        for (index, group) in wire.groups().iter().enumerate() {
            assert!(group.start < group.end && group.end as usize <= wire.octets().len(), "{group:?}");
            assert_eq!(group.role, Role::Group);
            for later in &wire.groups()[index + 1..] {
                assert!(group.holds(later) || later.start >= group.end, "{group:?} {later:?}");
            }
        }
    }

    #[test]
    fn of_two_groups_with_the_same_octets_the_later_one_holds_the_other() {
        let group = |start, end, field| Span::new(start, end, Role::Group).fills(field);
        let groups = vec![group(0, 4, Field::Address), group(0, 4, Field::EnvFrom), group(2, 9, Field::Body)];
        let wire = Wire::grouped(b"0123456789", Vec::new(), groups);
        let path: Vec<Field> = wire.path(Span::new(2, 3, Role::Number)).map(|group| group.field).collect();
        assert_eq!(path, [Field::EnvFrom, Field::Address, Field::Body]);
    }
}

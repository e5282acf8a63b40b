//! The parts of a message (RFC 2045, RFC 2046), as ranges of its octets. Nothing is decoded or copied before it is
//! asked for, and any octets give some tree.
//!
//! The tree is flat: its parts stand in the order of their headers, so that no depth of nesting costs
//! stack when it is read, walked or dropped.

pub mod charset;
pub mod decode;
mod parameters;
mod single_byte;
pub mod words;

pub use decode::Encoding;
pub use parameters::{Parametrized, languages};

use super::header;
use std::borrow::Cow;
use std::num::NonZeroU32;
use std::ops::Range;

/// Most levels of parts within parts; a part nested deeper is not taken apart.
pub const DEPTH_MAX: usize = 100;

/// Most parts of a message; those that follow are left out.
pub const PARTS_MAX: usize = 10_000;

/// The parts of one message. Part 0 is the message itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    parts: Vec<Part>,
}

/// One part of a message, or the message itself. Ranges are octet offsets into the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The header with the empty line that ends it, where there is one.
    pub header: Range<usize>,
    /// The octets after that line. RFC 2046 §5.1.1: "The CRLF preceding the boundary delimiter line is conceptually
    /// attached to the boundary so that it is possible to have a part that does not end with a CRLF".
    pub body: Range<usize>,
    /// The kind of the body's content.
    pub kind: Kind,
    /// Whether it is a direct part of a `multipart/digest`.
    in_digest: bool,
    /// The index after the last part within this one.
    end: usize,
}

/// The content of a part's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Content, in some transfer encoding.
    Leaf,
    /// Parts, at least one.
    Multipart,
    /// One message, whose header begins where this part's body does.
    Message,
}

impl Part {
    /// The Content-Type, or the default: RFC 2045 §5.2: "Default RFC 822 messages without a MIME
    /// Content-Type header are taken by this protocol to be plain text in the US-ASCII character set". RFC
    /// 2046 §5.1.5: "in a digest, the default Content-Type value for a body part is changed from
    /// "text/plain" to "message/rfc822"".
    pub fn content_type(&self, octets: &[u8]) -> Parametrized {
        let Some(field) = header::field(&octets[self.header.clone()], "Content-Type") else {
            return if self.in_digest { Parametrized::plain("message/rfc822") } else { Parametrized::text() };
        };
        let own = Parametrized::read_media(&field.unfolded());
        // RFC 2045 §5.2: "It is also recommend that this default be assumed when a syntactically invalid
        // Content-Type header field is encountered."
        if own.media().0.is_empty() || own.media().1.is_empty() { Parametrized::text() } else { own }
    }

    /// The Content-Type as others may rely on it: one that the body does not keep to becomes another.
    pub fn shown_type(&self, octets: &[u8]) -> Parametrized {
        let own = self.content_type(octets);
        match self.kind {
            // RFC 2046 §5.1: "The body must then contain one or more body parts". One without any is read as plain
            // text, as RFC 2045 §5.2 reads a Content-Type that is not valid.
            Kind::Leaf if own.is_media("multipart", "") => Parametrized::text(),
            // RFC 2046 §5.2.1: "No encoding other than "7bit", "8bit", or "binary" is permitted for the body of a
            // "message/rfc822" entity." RFC 2045 §6.4 has a body in an unknown encoding treated as
            // application/octet-stream.
            Kind::Leaf if own.is_media("message", "rfc822") => {
                Parametrized::plain("application/octet-stream")
            }
            _ => own,
        }
    }

    /// The Content-Transfer-Encoding (RFC 2045 §6.1: ""Content-Transfer-Encoding: 7BIT" is assumed if the
    /// Content-Transfer-Encoding header field is not present").
    pub fn encoding(&self, octets: &[u8]) -> Encoding {
        let field = header::field(&octets[self.header.clone()], "Content-Transfer-Encoding");
        field
            .map_or(Encoding::Identity, |field| Encoding::named(&Parametrized::read(&field.unfolded()).value))
    }

    /// Whether it is an attachment (RFC 2183 §2.2).
    pub fn is_attached(&self, octets: &[u8]) -> bool {
        let field = header::field(&octets[self.header.clone()], "Content-Disposition");
        field.is_some_and(|field| {
            Parametrized::read(&field.unfolded()).value.eq_ignore_ascii_case(b"attachment")
        })
    }

    /// The body as text, for people: transfer encoding and charset undone.
    pub fn text<'a>(&self, octets: &'a [u8]) -> Cow<'a, str> {
        let charset = self.content_type(octets).parameter("charset").unwrap_or_default();
        match self.encoding(octets).decode(&octets[self.body.clone()]) {
            Cow::Borrowed(decoded) => charset::decode(&charset, decoded),
            Cow::Owned(decoded) => Cow::Owned(charset::decode(&charset, &decoded).into_owned()),
        }
    }

    /// The size of the body in lines: the number of its line ends. The CRLF before a boundary is not its own.
    pub fn lines(&self, octets: &[u8]) -> usize {
        octets[self.body.clone()].iter().filter(|octet| **octet == b'\n').count()
    }
}

impl Structure {
    /// The parts of these octets, whose lines end with CRLF, or LF alone.
    pub fn of(octets: &[u8]) -> Self {
        let mut reader = Reader { octets, parts: Vec::new(), open: Vec::new(), in_header: false };
        reader.begin(0, false);
        let mut start = 0;
        while start < octets.len() {
            let length = octets[start..]
                .iter()
                .position(|octet| *octet == b'\n')
                .map_or(octets.len() - start, |at| at + 1);
            reader.line(start, start + length);
            start += length;
        }
        // A message that begins where its header would is in its header in turn.
        while reader.in_header {
            reader.end_header(octets.len());
        }
        reader.close(0, octets.len(), octets.len());
        Structure { parts: reader.parts }
    }

    /// All parts in the order of their headers. The first is the message.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The indices of the parts directly within a part, in order: those of a multipart, or the one message
    /// in a `message/rfc822`.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        let end = self.parts.get(index).map_or(0, |part| part.end);
        let mut next = index + 1;
        std::iter::from_fn(move || {
            let child = next;
            next = self.parts.get(child).filter(|_| child < end)?.end;
            Some(child)
        })
    }

    /// The index of the part with this number: `[1, 2]` is part 1.2.
    ///
    /// RFC 3501 §6.4.5: "Every message has at least one part number. Non-[MIME-IMB] messages, and
    /// non-multipart [MIME-IMB] messages with no encapsulated message, only have a part 1. [...] If a
    /// particular part is of type message or multipart, its parts MUST be indicated by a period followed by
    /// the part number within that nested multipart part. A part of type MESSAGE/RFC822 also has nested part
    /// numbers, referring to parts of the MESSAGE part's body."
    pub fn find(&self, number: &[NonZeroU32]) -> Option<usize> {
        let mut around = Some(0);
        let mut found = None;
        for &nth in number {
            let inside = around?;
            let nth = nth.get() as usize - 1;
            let part = match self.parts[inside].kind {
                Kind::Multipart => self.children(inside).nth(nth)?,
                Kind::Leaf | Kind::Message => (nth == 0).then_some(inside)?,
            };
            around = match self.parts[part].kind {
                Kind::Leaf => None,
                Kind::Multipart => Some(part),
                Kind::Message => self.children(part).next(),
            };
            found = Some(part);
        }
        found
    }
}

/// A part whose end has not come yet.
struct Open {
    index: usize,
    /// The boundary between its parts; empty where no line delimits: in a leaf, in a message, after the last part.
    boundary: Vec<u8>,
    digest: bool,
}

struct Reader<'a> {
    octets: &'a [u8],
    parts: Vec<Part>,
    open: Vec<Open>,
    /// Whether the innermost open part is still in its header.
    in_header: bool,
}

impl Reader<'_> {
    /// Takes the line between two offsets.
    fn line(&mut self, start: usize, end: usize) {
        let line = &self.octets[start..end];
        if let Some(dashed) = line.strip_prefix(b"--")
            && let Some(level) = self.delimited(dashed)
        {
            while self.in_header {
                self.end_header(start);
            }
            // The line end before it is the boundary's.
            let before = &self.octets[..start];
            let before = before.strip_suffix(b"\n").unwrap_or(before);
            self.close(level + 1, before.strip_suffix(b"\r").unwrap_or(before).len(), start);
            let around = &mut self.open[level];
            if dashed[around.boundary.len()..].starts_with(b"--") {
                // The epilogue follows.
                around.boundary.clear();
            } else if self.parts.len() < PARTS_MAX {
                let digest = around.digest;
                self.parts[self.open[level].index].kind = Kind::Multipart;
                self.begin(end, digest);
            }
        } else if self.in_header && header::is_empty_line(line) {
            self.end_header(end);
        }
    }

    /// The level of the multipart that the line delimits, of which two dashes are read.
    ///
    /// RFC 2046 §5.1.1: "Boundary string comparisons must compare the boundary value with the beginning of
    /// each candidate line. An exact match of the entire candidate line is not required". So a boundary may
    /// be the beginning of one around it or in it: the longest is meant.
    fn delimited(&self, dashed: &[u8]) -> Option<usize> {
        let mut longest = 0;
        let mut found = None;
        for (level, open) in self.open.iter().enumerate() {
            let length = open.boundary.len();
            if length > 0 && length >= longest && dashed.starts_with(&open.boundary) {
                longest = length;
                found = Some(level);
            }
        }
        found
    }

    /// Begins a part, header first, within the innermost that is open.
    fn begin(&mut self, start: usize, in_digest: bool) {
        self.open.push(Open { index: self.parts.len(), boundary: Vec::new(), digest: false });
        self.parts.push(Part {
            header: start..start,
            body: start..start,
            kind: Kind::Leaf,
            in_digest,
            end: 0,
        });
        self.in_header = true;
    }

    /// Ends the header of the innermost part: its body begins, and is taken apart if it holds parts.
    fn end_header(&mut self, end: usize) {
        self.in_header = false;
        let (levels, room) = (self.open.len(), self.parts.len() < PARTS_MAX);
        let Some(open) = self.open.last_mut() else { return };
        let part = &mut self.parts[open.index];
        part.header.end = end;
        part.body = end..end;
        if levels >= DEPTH_MAX {
            return;
        }
        let own = part.content_type(self.octets);
        if own.is_media("multipart", "") {
            // RFC 2046 §5.1.1: "The Content-Type field for multipart entities requires one parameter,
            // "boundary"." Without it there is nothing to find.
            open.boundary = own.parameter("boundary").unwrap_or_default();
            open.digest = own.is_media("multipart", "digest");
        } else if room
            && own.is_message()
            && matches!(part.encoding(self.octets), Encoding::Identity | Encoding::Unknown)
        {
            // RFC 2046 §5.2.1: "No encoding other than "7bit", "8bit", or "binary" is permitted for the body
            // of a "message/rfc822" entity." One that breaks the rule stays a leaf.
            part.kind = Kind::Message;
            self.begin(end, false);
        }
    }

    /// Ends the parts from this level inwards: bodies at `end`, but a part whose header goes on to the
    /// boundary ends at `boundary` with an empty body.
    fn close(&mut self, level: usize, end: usize, boundary: usize) {
        let mut end = end;
        for open in self.open.drain(level..).rev() {
            let total = self.parts.len();
            let part = &mut self.parts[open.index];
            end = end.max(part.body.start).min(boundary);
            part.body.end = end;
            part.end = total;
        }
    }
}

#[cfg(test)]
mod tests;

//! The fields of a header, as octets: nothing is decoded.

/// One field of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    raw: &'a [u8],
    colon: Option<usize>,
}

impl<'a> Field<'a> {
    /// All its octets: name, colon, folded lines and the last line end.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Its name; `None` for a line that is no field (one without a colon, say).
    pub fn name(&self) -> Option<&'a [u8]> {
        self.colon.map(|colon| self.raw[..colon].trim_ascii_end())
    }

    /// Whether it is the field of this name; case does not matter (RFC 5322 §1.2.2).
    pub fn is(&self, name: &str) -> bool {
        self.name().is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// The octets after the colon, folded as they came, without the last line end.
    pub fn value(&self) -> &'a [u8] {
        let value = self.colon.map_or(&[][..], |colon| &self.raw[colon + 1..]);
        let Some(value) = value.strip_suffix(b"\n") else { return value };
        value.strip_suffix(b"\r").unwrap_or(value)
    }

    /// The value on one line, without the space around it. RFC 5322 §2.2.3: "Unfolding is accomplished
    /// by simply removing any CRLF that is immediately followed by WSP." So goes an LF that ends a line alone. A NUL or
    /// CR that is left would break a line of the protocol, and becomes a space.
    pub fn unfolded(&self) -> Vec<u8> {
        let value = self.value();
        if !value.iter().any(|octet| matches!(octet, b'\r' | b'\n' | 0)) {
            return value.trim_ascii().to_vec();
        }
        let mut line = Vec::with_capacity(value.len());
        let mut rest = value;
        while let Some((&octet, after)) = rest.split_first() {
            rest = after;
            match octet {
                b'\r' if after.first() == Some(&b'\n') => {}
                b'\n' => {}
                b'\r' | 0 => line.push(b' '),
                _ => line.push(octet),
            }
        }
        line.trim_ascii().to_vec()
    }
}

/// The fields of a header in order, up to the empty line that ends it.
pub fn fields(header: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = header;
    std::iter::from_fn(move || {
        if rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
            return None;
        }
        let mut end = line_end(rest);
        while matches!(rest.get(end), Some(b' ' | b'\t')) {
            end += line_end(&rest[end..]);
        }
        let (raw, after) = rest.split_at(end);
        rest = after;
        Some(Field { raw, colon: colon(raw) })
    })
}

/// The first field of this name.
pub fn field<'a>(header: &'a [u8], name: &str) -> Option<Field<'a>> {
    fields(header).find(|field| field.is(name))
}

/// A part of a header: only the fields that `names` names, or only the others.
///
/// RFC 3501 §6.4.5: "The field-matching is case-insensitive but otherwise exact. Subsetting does not
/// exclude the [RFC-2822] delimiting blank line between the header and the body; the blank line is
/// included in all header fetches, except in the case of a message which has no body and no blank line."
pub fn subset<S: AsRef<str>>(header: &[u8], names: &[S], wanted: Wanted) -> Vec<u8> {
    let mut part = Vec::new();
    let mut end = 0;
    for field in fields(header) {
        end += field.raw.len();
        let named = names.iter().any(|name| field.is(name.as_ref()));
        if named == (wanted == Wanted::Named) {
            part.extend_from_slice(field.raw);
        }
    }
    part.extend_from_slice(&header[end..]);
    part
}

/// The fields that a [`subset`] keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that are named: HEADER.FIELDS.
    Named,
    /// All others: HEADER.FIELDS.NOT.
    Others,
}

/// The offset after the empty line that ends the header; the length where none does.
pub(super) fn end(octets: &[u8]) -> usize {
    let mut end = 0;
    while end < octets.len() {
        let line = line_end(&octets[end..]);
        end += line;
        if is_empty_line(&octets[end - line..end]) {
            break;
        }
    }
    end
}

/// Whether a line with its end is nothing but the end.
pub(super) fn is_empty_line(line: &[u8]) -> bool {
    matches!(line, b"\r\n" | b"\n")
}

/// The length of the first line with its end, CRLF or LF.
fn line_end(octets: &[u8]) -> usize {
    octets.iter().position(|octet| *octet == b'\n').map_or(octets.len(), |at| at + 1)
}

/// The end of a field's name. RFC 5322 §2.2: a name is "composed of printable US-ASCII characters [...] except
/// colon"; its §4.5 lets old messages have space before the colon.
fn colon(raw: &[u8]) -> Option<usize> {
    let colon = raw.iter().position(|octet| *octet == b':')?;
    let name = raw[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"Received: from a\r\n\tby b\r\nSUBJECT : one\r\n two \r\nno field here\r\n\
        To: x@y.at\r\nsubject:\r\n\r\n";

    fn text(octets: Vec<u8>) -> String {
        String::from_utf8(octets).expect("the test's header is ASCII")
    }

    #[test]
    fn fields_keep_their_octets_and_their_order() {
        let all: Vec<_> = fields(HEADER).collect();
        assert_eq!(all.len(), 5);
        assert_eq!(all.iter().flat_map(|field| field.raw().to_vec()).count() + 2, HEADER.len());
        assert_eq!(all[0].name(), Some(&b"Received"[..]));
        assert_eq!(all[2].name(), None);
        assert_eq!(all[2].value(), b"");
    }

    #[test]
    fn values_unfold_by_losing_their_line_breaks_alone() {
        let value = |name| field(HEADER, name).map(|field| text(field.unfolded()));
        assert_eq!(value("received").as_deref(), Some("from a\tby b"));
        assert_eq!(value("Subject").as_deref(), Some("one two"));
        assert_eq!(value("Sub"), None);
        assert_eq!(text(Field { raw: b"A: b\rc\0d\n e\r\n\tf\n", colon: Some(1) }.unfolded()), "b c d e\tf");
    }

    #[test]
    fn a_subset_has_all_fields_of_a_name_and_the_blank_line() {
        let part = subset(HEADER, &["subject", "DATE"], Wanted::Named);
        assert_eq!(text(part), "SUBJECT : one\r\n two \r\nsubject:\r\n\r\n");
        let part = subset(HEADER, &["subject", "received"], Wanted::Others);
        assert_eq!(text(part), "no field here\r\nTo: x@y.at\r\n\r\n");
        assert_eq!(text(subset(HEADER, &["date"], Wanted::Named)), "\r\n");
    }

    #[test]
    fn no_blank_line_is_made_up() {
        assert_eq!(text(subset(b"A: 1\r\nB: 2", &["b"], Wanted::Named)), "B: 2");
        assert_eq!(text(subset(b"A: 1\r\n", &["b"], Wanted::Named)), "");
        assert_eq!(text(subset(b"", &["b"], Wanted::Others)), "");
        assert_eq!(text(subset(b"\r\n", &["b"], Wanted::Others)), "\r\n");
    }

    #[test]
    fn a_line_may_end_with_lf_alone() {
        let header = b"A: 1\n 2\nB: 3\r\n\nC: 4\n";
        assert_eq!(end(header), 15);
        assert_eq!(fields(header).map(|field| text(field.unfolded())).collect::<Vec<_>>(), ["1 2", "3"]);
        assert_eq!(text(subset(&header[..15], &["b"], Wanted::Named)), "B: 3\r\n\n");
    }

    #[test]
    fn a_line_that_begins_with_space_is_never_a_field_of_its_own() {
        assert_eq!(fields(b" lost\r\nA: 1\r\n").count(), 2);
        assert_eq!(fields(b" lost\r\n more\r\n").next().and_then(|field| field.name()), None);
    }
}

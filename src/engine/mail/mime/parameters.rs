//! Field values that are followed by parameters: Content-Type (RFC 2045 §5.1), Content-Disposition
//! (RFC 2183 §2), with RFC 2231's continuations and charsets.

use super::charset;
use super::decode::hex;

/// Most parameters of a value; those that follow are left out.
pub(super) const PARAMETERS_MAX: usize = 100;

/// A value such as `text/plain; charset=utf-8`, comments and quotes undone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parametrized {
    /// The value before the parameters, without space: `text/plain`, `attachment`.
    pub value: Vec<u8>,
    /// The parameters' names and values as they stand there: RFC 2231's pieces are not joined.
    pub parameters: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Parametrized {
    /// A value without parameters.
    pub fn plain(value: &str) -> Self {
        Parametrized { value: value.as_bytes().to_vec(), parameters: Vec::new() }
    }

    /// The default Content-Type. RFC 2045 §5.2: "this default [...] can be explicitly specified as: Content-type:
    /// text/plain; charset=us-ascii".
    pub fn text() -> Self {
        let charset = (b"charset".to_vec(), b"us-ascii".to_vec());
        Parametrized { parameters: vec![charset], ..Parametrized::plain("text/plain") }
    }

    /// Reads an unfolded field value. Any octets give some value.
    pub fn read(field: &[u8]) -> Self {
        let mut rest = field;
        let mut read = Parametrized::default();
        loop {
            skip_space(&mut rest);
            let piece = word(&mut rest, b";");
            if piece.is_empty() {
                break;
            }
            read.value.extend(piece);
        }
        while let Some((b';', after)) = rest.split_first()
            && read.parameters.len() < PARAMETERS_MAX
        {
            rest = after;
            skip_space(&mut rest);
            let name = word(&mut rest, b";=");
            skip_space(&mut rest);
            if let Some(after) = rest.strip_prefix(b"=") {
                rest = after;
                skip_space(&mut rest);
                let value = word(&mut rest, b";");
                if !name.is_empty() {
                    read.parameters.push((name, value));
                }
            }
            while rest.first().is_some_and(|octet| *octet != b';') {
                skip_space(&mut rest);
                word(&mut rest, b";");
            }
        }
        read
    }

    /// Type and subtype, as they stand there: case does not matter (RFC 2045 §5.1). Empty where there is
    /// none.
    pub fn media(&self) -> (&[u8], &[u8]) {
        let slash = self.value.iter().position(|octet| *octet == b'/');
        let (media, rest) = self.value.split_at(slash.unwrap_or(self.value.len()));
        (media, rest.get(1..).unwrap_or_default())
    }

    /// Whether it is of this type and, where one is given, subtype.
    pub fn is_media(&self, media: &str, subtype: &str) -> bool {
        let own = self.media();
        own.0.eq_ignore_ascii_case(media.as_bytes())
            && (subtype.is_empty() || own.1.eq_ignore_ascii_case(subtype.as_bytes()))
    }

    /// Whether it is a message that can be taken apart: `message/rfc822` or RFC 6532's `message/global`.
    pub fn is_message(&self) -> bool {
        self.is_media("message", "rfc822") || self.is_media("message", "global")
    }

    /// A parameter's octets, RFC 2231's pieces joined and decoded; `None` where there is none.
    pub fn parameter(&self, name: &str) -> Option<Vec<u8>> {
        self.joined(name).map(|(_, value)| value)
    }

    /// A parameter as text: RFC 2231's charset decoded.
    pub fn parameter_text(&self, name: &str) -> Option<String> {
        self.joined(name).map(|(charset, value)| charset::decode(&charset, &value).into_owned())
    }

    /// The parameters with RFC 2231's pieces joined, but not decoded: `name`, or `name*` where a piece was encoded.
    /// A piece without its beginning stays as it is.
    pub fn continued(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut all: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for (name, value) in &self.parameters {
            let (base, number) = match piece(name) {
                Some((base, number)) if self.begins(base) => (base, number),
                _ => {
                    all.push((name.clone(), value.clone()));
                    continue;
                }
            };
            if number != 0 {
                continue;
            }
            let pieces = (0..PARAMETERS_MAX).map_while(|number| {
                let [coded, plain] =
                    ["*", ""].map(|end| [base, format!("*{number}{end}").as_bytes()].concat());
                let coded = self.exact_octets(&coded).map(|value| (value, true));
                coded.or_else(|| Some((self.exact_octets(&plain)?, false)))
            });
            let pieces: Vec<(&[u8], bool)> = pieces.collect();
            let extended = pieces.iter().any(|(_, coded)| *coded);
            let mut joined = Vec::new();
            for (value, coded) in pieces {
                for octet in value {
                    match octet {
                        // Within an encoded value a percent sign of a plain piece must not mean anything.
                        b'%' if extended && !coded => joined.extend_from_slice(b"%25"),
                        _ => joined.push(*octet),
                    }
                }
            }
            let star: &[u8] = if extended { b"*" } else { b"" };
            all.push(([base, star].concat(), joined));
        }
        all
    }

    /// Whether the first piece of a value that is cut into pieces is there.
    fn begins(&self, base: &[u8]) -> bool {
        let first = |end: &[u8]| self.exact_octets(&[base, end].concat()).is_some();
        first(b"*0") || first(b"*0*")
    }

    /// Charset and octets of a parameter: `name*`, then `name*0`, `name*1`…, then plain `name`.
    fn joined(&self, name: &str) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut charset = Vec::new();
        let mut joined = Vec::new();
        if let Some(value) = self.exact(&format!("{name}*")) {
            percent(language(value, &mut charset), &mut joined);
            return Some((charset, joined));
        }
        for number in 0..PARAMETERS_MAX {
            // RFC 2231 §4.1: "Language and character set information only appear at the beginning of a given
            // parameter value."
            if let Some(value) = self.exact(&format!("{name}*{number}*")) {
                percent(if number == 0 { language(value, &mut charset) } else { value }, &mut joined);
            } else if let Some(value) = self.exact(&format!("{name}*{number}")) {
                joined.extend_from_slice(value);
            } else if number == 0 {
                return self.exact(name).map(|value| (charset, value.to_vec()));
            } else {
                break;
            }
        }
        Some((charset, joined))
    }

    /// The value of the parameter that has this name on the wire.
    fn exact(&self, name: &str) -> Option<&[u8]> {
        self.exact_octets(name.as_bytes())
    }

    fn exact_octets(&self, name: &[u8]) -> Option<&[u8]> {
        let mut all = self.parameters.iter();
        all.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| &value[..])
    }
}

/// The name and number of a piece: `title*1*` is number 1 of `title`.
fn piece(name: &[u8]) -> Option<(&[u8], usize)> {
    let name = name.strip_suffix(b"*").unwrap_or(name);
    let star = name.iter().rposition(|octet| *octet == b'*').filter(|star| *star > 0)?;
    let number = std::str::from_utf8(&name[star + 1..]).ok()?.parse().ok()?;
    Some((&name[..star], number))
}

/// Takes charset and language off the beginning of an extended value: `us-ascii'en'This%20is`.
fn language<'a>(value: &'a [u8], charset: &mut Vec<u8>) -> &'a [u8] {
    let mut pieces = value.splitn(3, |octet| *octet == b'\'');
    match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(name), Some(_), Some(text)) => {
            charset.extend_from_slice(name);
            text
        }
        _ => value,
    }
}

/// RFC 2231 §4's `%` and two hexadecimal digits.
fn percent(value: &[u8], into: &mut Vec<u8>) {
    let mut rest = value;
    while let Some((&first, after)) = rest.split_first() {
        match hex(after).filter(|_| first == b'%') {
            Some(octet) => {
                into.push(octet);
                rest = &after[2..];
            }
            None => {
                into.push(first);
                rest = after;
            }
        }
    }
}

/// Skips space and comments, which may hold comments (RFC 822 §3.3).
fn skip_space(rest: &mut &[u8]) {
    let mut depth = 0usize;
    while let Some((&first, after)) = rest.split_first() {
        match first {
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b'\\' if depth > 0 => {
                *rest = after.get(1..).unwrap_or_default();
                continue;
            }
            _ if depth > 0 || first.is_ascii_whitespace() => {}
            _ => return,
        }
        *rest = after;
    }
}

/// Takes a quoted string, or the octets before space, a comment or one of `stops`. The standard wants quotes around
/// more octets; a value without them is taken as it is meant.
fn word(rest: &mut &[u8], stops: &[u8]) -> Vec<u8> {
    let mut taken = Vec::new();
    let mut quoted = false;
    let mut octets = rest.iter();
    if let Some(inner) = rest.strip_prefix(b"\"") {
        quoted = true;
        octets = inner.iter();
    }
    loop {
        *rest = octets.as_slice();
        let Some(&octet) = octets.next() else { break };
        match octet {
            b'"' if quoted => {
                *rest = octets.as_slice();
                break;
            }
            b'\\' if quoted => taken.extend(octets.next()),
            _ if quoted => taken.push(octet),
            b'(' => break,
            _ if octet.is_ascii_whitespace() || stops.contains(&octet) => break,
            _ => taken.push(octet),
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(field: &str, name: &str) -> Option<String> {
        Parametrized::read(field.as_bytes()).parameter_text(name)
    }

    #[test]
    fn space_comments_and_quotes_are_no_part_of_values() {
        let read = Parametrized::read(
            b" Text / (a (nested\\)) comment) Plain ; Charset = \"a\\\"b; c\" (us) ; x=y; ; bad; =z; e=\"\"",
        );
        assert_eq!(read.value, b"Text/Plain");
        assert_eq!(read.media(), (&b"Text"[..], &b"Plain"[..]));
        assert!(
            read.is_media("text", "plain") && read.is_media("text", "") && !read.is_media("text", "html")
        );
        let pair = |name: &str, value: &str| (name.as_bytes().to_vec(), value.as_bytes().to_vec());
        assert_eq!(read.parameters, [pair("Charset", "a\"b; c"), pair("x", "y"), pair("e", "")]);
        assert_eq!(read.parameter("CHARSET").as_deref(), Some(&b"a\"b; c"[..]));
        assert_eq!(read.parameter("z"), None);
    }

    #[test]
    fn values_that_should_have_quotes_are_read() {
        assert_eq!(
            text("multipart/mixed; boundary=----=_Part/1:2", "boundary").as_deref(),
            Some("----=_Part/1:2")
        );
        assert_eq!(text("multipart/mixed; boundary=\"open", "boundary").as_deref(), Some("open"));
    }

    #[test]
    fn pieces_are_joined_and_charsets_decoded() {
        // RFC 2231 §3, §4 and §4.1's examples.
        let url = "message/external-body; access-type=URL;\n URL*0=\"ftp://\";\n URL*1=\"cs.utk.edu/pub\"";
        assert_eq!(text(url, "url").as_deref(), Some("ftp://cs.utk.edu/pub"));
        let title = "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A";
        assert_eq!(text(title, "title").as_deref(), Some("This is ***fun***"));
        let title = "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20;\
             title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"";
        assert_eq!(text(title, "title").as_deref(), Some("This is even more ***fun*** isn't it!"));
        let german = "attachment; filename=Haus.txt; filename*=iso-8859-1''Haus%FCbung.txt";
        assert_eq!(text(german, "filename").as_deref(), Some("Hausübung.txt"));
        assert_eq!(text("a/b; c*=50%25%2", "c").as_deref(), Some("50%%2"));
    }

    #[test]
    fn pieces_are_joined_without_being_decoded() {
        let continued = |field: &str| -> Vec<String> {
            let all = Parametrized::read(field.as_bytes()).continued().into_iter();
            all.map(|(name, value)| {
                format!("{}={}", String::from_utf8_lossy(&name), String::from_utf8_lossy(&value))
            })
            .collect()
        };
        assert_eq!(
            continued("a/b; URL*1=pub; URL*0=\"ftp://\"; x=y; url*3=no"),
            ["URL=ftp://pub", "x=y"],
            "the fourth piece has no third before it"
        );
        assert_eq!(continued("a/b; t*0*=us-ascii'en'a%20; t*1=\"b%\""), ["t*=us-ascii'en'a%20b%25"]);
        assert_eq!(continued("a/b; t*=x''y; u*1=z; v*a=w; *0=q"), ["t*=x''y", "u*1=z", "v*a=w", "*0=q"]);
    }
}

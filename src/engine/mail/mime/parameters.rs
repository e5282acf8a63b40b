//! Field values that are followed by parameters: Content-Type (RFC 2045 §5.1), Content-Disposition
//! (RFC 2183 §2), with RFC 2231's continuations and charsets.

use super::charset;
use super::decode::hex;
use crate::engine::mail::lexical::Lexer;

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

    /// Reads an unfolded field value whose first word is a token (RFC 2183 §2, RFC 2045 §6.1). Any octets give some value.
    pub fn read(field: &[u8]) -> Self {
        Self::read_with(field, false)
    }

    /// Reads an unfolded Content-Type, which begins with `type "/" subtype` (RFC 2045 §5.1).
    pub fn read_media(field: &[u8]) -> Self {
        Self::read_with(field, true)
    }

    fn read_with(field: &[u8], slash: bool) -> Self {
        let mut lexer = Lexer::new(field);
        let mut read = Parametrized::default();
        lexer.skip_space();
        read.value = match lexer.peek() {
            Some(b'"') => lexer.quoted().map(|inner| first_word(&mut Lexer::new(&inner), slash)),
            _ => None,
        }
        .unwrap_or_else(|| first_word(&mut lexer, slash));
        // Whether a parameter may begin: behind a semicolon, or where white space stands in the place of one.
        let mut apart = true;
        while let Some(octet) = lexer.peek()
            && read.parameters.len() < PARAMETERS_MAX
        {
            if lexer.skip_space() || matches!(octet, b';' | b',') {
                apart = true;
                if matches!(lexer.peek(), Some(b';' | b',')) {
                    lexer.bump();
                }
                continue;
            }
            let quoted = if octet == b'"' { lexer.quoted() } else { None };
            let name = quoted.unwrap_or_else(|| lexer.token().to_vec());
            let space = lexer.skip_space();
            if lexer.peek() == Some(b'=') {
                lexer.bump();
                lexer.skip_space();
                let value = parameter_value(&mut lexer);
                if apart && !name.is_empty() {
                    read.parameters.push((name, value));
                }
                apart = false;
            } else if name.is_empty() && !space {
                lexer.bump();
                apart = false;
            } else {
                apart = space;
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
            // RFC 2231 §7: `extended-initial-value := [charset] "'" [language] "'" extended-other-values`. A first piece
            // that says nothing of both is not to be taken for one that does.
            if extended && !pieces.first().is_some_and(|(value, coded)| *coded && says_language(value)) {
                joined.extend_from_slice(b"''");
            }
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
    // RFC 2231 §7: `other-sections := "*" ("1" / ... / "9") *DIGIT`; one that is written otherwise is no number.
    let digits = std::str::from_utf8(&name[star + 1..]).ok()?;
    let number: usize = digits.parse().ok()?;
    (number.to_string() == digits).then_some((&name[..star], number))
}

/// Whether an extended value begins with `charset'language'`.
fn says_language(value: &[u8]) -> bool {
    value.iter().filter(|octet| **octet == b'\'').count() >= 2
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

/// Takes a token, or with `slash` two that it joins: RFC 822 §3.1.4 lets space and comments stand between tokens, and only
/// there.
fn first_word(lexer: &mut Lexer, slash: bool) -> Vec<u8> {
    lexer.skip_space();
    let start = lexer.offset();
    let mut value = lexer.token().to_vec();
    let end = lexer.offset();
    lexer.skip_space();
    match lexer.peek() {
        Some(b'/') if slash => {
            lexer.bump();
            lexer.skip_space();
            let subtype = lexer.token();
            if !subtype.is_empty() {
                value.push(b'/');
                value.extend_from_slice(subtype);
            }
        }
        // The value is missing, and a parameter stands in its place.
        Some(b'=') => {
            lexer.back_to(start);
            value.clear();
        }
        _ => lexer.back_to(end),
    }
    value
}

/// Takes a quoted string, or the octets before space, a comment or a semicolon. The standard wants quotes around more
/// octets; a value without them is taken as it is meant.
fn parameter_value(lexer: &mut Lexer) -> Vec<u8> {
    if lexer.peek() != Some(b'"') {
        return lexer.take_until(|octet| octet.is_ascii_whitespace() || b"(;".contains(&octet)).to_vec();
    }
    lexer.quoted().unwrap_or_else(|| {
        // A quote that is never closed: what follows the semicolon is another parameter.
        lexer.bump();
        lexer.take_until(|octet| octet == b';').trim_ascii().to_vec()
    })
}

/// The tags of an unfolded Content-Language field. RFC 3282 §2: `Language-List = Language-Tag [CFWS] *("," [CFWS]
/// Language-Tag [CFWS])`.
pub fn languages(field: &[u8]) -> Vec<Vec<u8>> {
    let mut lexer = Lexer::new(field);
    let mut tags = Vec::new();
    while let Some(octet) = lexer.peek() {
        if lexer.skip_space() {
            continue;
        }
        let tag = match octet {
            b'"' => lexer.quoted().unwrap_or_default(),
            _ => {
                let ends = |octet: u8| octet.is_ascii_whitespace() || b"(,;\"".contains(&octet);
                lexer.take_until(ends).to_vec()
            }
        };
        match octet {
            _ if !tag.is_empty() => tags.push(tag),
            // The rest is no tag, but says something of one.
            b';' => drop(lexer.take_until(|octet| octet == b',')),
            _ => lexer.bump(),
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(field: &str, name: &str) -> Option<String> {
        Parametrized::read_media(field.as_bytes()).parameter_text(name)
    }

    #[test]
    fn space_comments_and_quotes_are_no_part_of_values() {
        let read = Parametrized::read_media(
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
    fn words_that_stand_apart_are_not_joined() {
        let read = |field: &str| {
            let Parametrized { value, parameters } = Parametrized::read_media(field.as_bytes());
            let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
            let parameters =
                parameters.iter().map(|(name, value)| format!("; {}={}", text(name), text(value)));
            text(&value) + &parameters.collect::<String>()
        };
        for (field, expected) in [
            ("text/html charset=utf-8", "text/html; charset=utf-8"),
            ("text/html, charset=utf-8", "text/html; charset=utf-8"),
            ("text/html(x)charset = utf-8", "text/html; charset=utf-8"),
            ("text / html", "text/html"),
            ("text /(x) html(y)", "text/html"),
            ("text html", "text"),
            ("text/plain html", "text/plain"),
            ("text/html=x", "text/html"),
            ("charset = utf-8", "; charset=utf-8"),
            ("= text/plain; a=b", "; a=b"),
            ("\"text/html; charset=x\"", "text/html"),
            ("attachment filename=\"plan.pdf\"", "attachment; filename=plan.pdf"),
            ("attachment\"plan.pdf\"", "attachment"),
            ("attachment; filename=a.pdf size=3", "attachment; filename=a.pdf; size=3"),
            ("attachment; filename=plan neu.pdf", "attachment; filename=plan"),
            ("attachment; file name=x", "attachment; name=x"),
            ("attachment; filename=\"plan neu.pdf; size=3", "attachment; filename=plan neu.pdf; size=3"),
            ("attachment; filename=(a)\"b\"(c)\"d\"", "attachment; filename=b"),
            ("attachment; filename=a(b", "attachment; filename=a"),
            ("text/(x)", "text"),
            ("base64 (x", "base64"),
            ("", ""),
        ] {
            assert_eq!(read(field), expected, "{field}");
        }
    }

    #[test]
    fn languages_are_tags() {
        let read = |field: &str| {
            let tags = languages(field.as_bytes()).into_iter();
            tags.map(|tag| String::from_utf8_lossy(&tag).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read("de, en (x)"), ["de", "en"]);
        assert_eq!(read("(a) de-AT(b),(c),, en fr;q=0.5, \"it\""), ["de-AT", "en", "fr", "it"]);
        assert_eq!(read("de (x, en"), ["de", "x", "en"]);
        assert_eq!(read("(x) ,"), [""; 0]);
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
            let all = Parametrized::read_media(field.as_bytes()).continued().into_iter();
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
        assert_eq!(
            continued("a; filename*0=\"l'an d'ici \"; filename*1*=n%C2%B0%201.txt"),
            ["filename*=''l'an d'ici n%C2%B0%201.txt"]
        );
        assert_eq!(
            continued("a; f*0*=a%20b; f*1=c; g*0*=utf-8'x; g*1='y"),
            ["f*=''a%20bc", "g*=''utf-8'x'y"]
        );
        assert_eq!(continued("a; f*0=b; f*01=c; f*+1=d"), ["f=b", "f*01=c", "f*+1=d"]);
        assert_eq!(continued("a/b; t*=x''y; u*1=z; v*a=w; *0=q"), ["t*=x''y", "u*1=z", "v*a=w", "*0=q"]);
    }
}

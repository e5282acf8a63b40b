//! The words of an HTML text, without its tags: enough for a line that tells what a message is about.

use super::mime::charset;

/// Elements that do not part words; all others do.
const INLINE: &str = " a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike \
    strong sub sup tt u var wbr ";

/// Elements whose content nobody reads.
const UNREAD: [&str; 3] = ["script", "style", "title"];

/// Names of the characters from U+00A0 on, in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml \
    Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
    times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave \
    eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute \
    ucirc uuml yacute thorn yuml";

/// Names of other characters.
const OTHERS: [(&str, char); 15] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("euro", '€'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
];

/// The first `max` characters of the words in an HTML text, and a few more.
pub(super) fn words(html: &str, max: usize) -> String {
    let mut words = String::new();
    let mut length = 0;
    let mut rest = html;
    while length <= max
        && let Some(letter) = rest.chars().next()
    {
        let (shown, after) = match letter {
            '<' => tag(rest),
            '&' => reference(rest),
            _ => (Some(letter), &rest[letter.len_utf8()..]),
        };
        rest = after;
        if let Some(shown) = shown.filter(|shown| !shown.is_whitespace() || !words.ends_with(' ')) {
            words.push(if shown.is_whitespace() { ' ' } else { shown });
            length += 1;
        }
    }
    words
}

/// A space where the tag parts words, and what follows the tag, or what nobody reads behind it.
fn tag(rest: &str) -> (Option<char>, &str) {
    let inner = &rest[1..];
    if let Some(comment) = inner.strip_prefix("!--") {
        return (None, comment.split_once("-->").map_or("", |(_, after)| after));
    }
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '!' | '?')) {
        return (Some('<'), inner);
    }
    let name = &name[..name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len())];
    let mut quote = None;
    let end = inner.find(|letter| {
        match quote {
            Some(own) if own == letter => quote = None,
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            _ => {}
        }
        letter == '>' && quote.is_none()
    });
    // A quote that is never closed is a letter like others.
    let end = end.or_else(|| inner.find('>'));
    let mut after = end.map_or("", |end| &inner[end + 1..]);
    if UNREAD.iter().any(|own| own.eq_ignore_ascii_case(name)) && !inner.starts_with('/') {
        let closes = |at: &usize| {
            let own = after.as_bytes().get(at + 2..at + 2 + name.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
        };
        let close = after.match_indices("</").map(|(at, _)| at).find(closes);
        after = close.map_or("", |at| &after[at..]);
    }
    let inline = !name.is_empty() && INLINE.contains(&format!(" {} ", name.to_ascii_lowercase()));
    ((!inline).then_some(' '), after)
}

/// The character that a reference such as `&auml;` or `&#228;` stands for, and what follows it.
fn reference(rest: &str) -> (Option<char>, &str) {
    // No name is longer.
    let end = rest.bytes().take(12).position(|octet| octet == b';');
    let named = end.and_then(|end| Some((character(&rest[1..end])?, &rest[end + 1..])));
    named.map_or((Some('&'), &rest[1..]), |(character, after)| (Some(character), after))
}

fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        let latin = LATIN.split_ascii_whitespace().position(|own| own == name);
        let latin = latin.and_then(|at| char::from_u32(0xa0 + at as u32));
        return latin.or_else(|| Some(OTHERS.iter().find(|(own, _)| *own == name)?.1));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        0x80..0xa0 => charset::decode(b"windows-1252", &[code as u8]).chars().next(),
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_tags() {
        for (html, expected) in [
            (
                "<p>Hallo <b>An</b>na,<br>wie <i class='>'>geht</i> es?</p><p>Gut",
                " Hallo Anna, wie geht es? Gut",
            ),
            ("<title>x</title><STYLE>p { y }</Style ><script>if (a < b) z</script>Text", " Text"),
            ("a<!-- b > c -->d <!DOCTYPE x><?y?>e", "ad e"),
            (
                "Gr&uuml;&szlig;e &amp; K&#228;se &#x20AC; &#150; &nbsp;x &unbekannt; & &#; &#xD800;",
                "Grüße & Käse € – x &unbekannt; & &#; &#xD800;",
            ),
            ("1 < 2 <3", "1 < 2 <3"),
            ("a<b", "a"),
            ("<p title=don't>Hallo", " Hallo"),
            ("<!-- open", ""),
            ("<p", " "),
            ("", ""),
        ] {
            assert_eq!(words(html, 100), expected, "{html}");
        }
        assert_eq!(words(&"ab".repeat(1000), 10).len(), 11);
    }

    #[test]
    fn long_texts_are_no_trap() {
        for piece in ["<", "<a", "<a '", "<!--", "&", "&#", "<script>", "</", "<p>", "<script></"] {
            words(&piece.repeat(100_000), 200);
        }
    }
}

//! The pieces of a page's HTML, in their order: read once for everybody who changes it.

/// A piece of a page. Put together, all pieces are the page again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text between tags.
    Text(&'a str),
    /// A start or end tag.
    Tag(&'a str),
    /// A comment, with its marks.
    Comment(&'a str),
    /// A style sheet: its start tag, and the content.
    Style(&'a str, &'a str),
    /// A script or a block of data: its start tag, and the content.
    Script(&'a str, &'a str),
}

/// The end of a style sheet.
pub const STYLE_END: &str = "</style>";
/// The end of a script, and of a block of data.
pub const SCRIPT_END: &str = "</script>";

/// The pieces of this page.
///
/// # Errors
/// A tag, a comment, a style sheet or a script has no end.
pub fn pieces(html: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, octets) = first(rest).ok_or_else(|| {
            let beginning: String = rest.chars().take(20).collect();
            format!("The page has something without an end: {beginning}")
        })?;
        found.push(piece);
        rest = &rest[octets..];
    }
    Ok(found)
}

/// The first piece of a text, and its octets.
fn first(text: &str) -> Option<(Piece<'_>, usize)> {
    if !text.starts_with('<') {
        let end = text.find('<').unwrap_or(text.len());
        return Some((Piece::Text(&text[..end]), end));
    }
    if text.starts_with("<!--") {
        let end = text.find("-->")? + "-->".len();
        return Some((Piece::Comment(&text[..end]), end));
    }
    let (tag, behind) = text.split_at(end_of_tag(text)?);
    let until = |end: &str| {
        let octets = behind.find(end)?;
        Some((&behind[..octets], tag.len() + octets + end.len()))
    };
    if tag.starts_with("<style") {
        until(STYLE_END).map(|(sheet, octets)| (Piece::Style(tag, sheet), octets))
    } else if tag.starts_with("<script") {
        until(SCRIPT_END).map(|(script, octets)| (Piece::Script(tag, script), octets))
    } else {
        Some((Piece::Tag(tag), tag.len()))
    }
}

/// The place behind the tag with which the text begins.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    let end = text.bytes().position(|octet| {
        is_quoted ^= octet == b'"';
        octet == b'>' && !is_quoted
    });
    end.map(|end| end + 1)
}

/// The value of a tag's attribute.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, behind) = tag.split_once(&format!(" {name}=\""))?;
    Some(behind.split_once('"')?.0)
}

/// A block of data, which no browser runs?
pub(crate) fn is_data(script: &str) -> bool {
    attribute(script, "type").is_some_and(|media| media != "module")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_pieces() {
        let html =
            "a<p title=\"1 > 0\">b &lt; c<!-- <i> --></p><style>d<e</style><script src=\"f.js\"></script> g";
        let expected = [
            Piece::Text("a"),
            Piece::Tag("<p title=\"1 > 0\">"),
            Piece::Text("b &lt; c"),
            Piece::Comment("<!-- <i> -->"),
            Piece::Tag("</p>"),
            Piece::Style("<style>", "d<e"),
            Piece::Script("<script src=\"f.js\">", ""),
            Piece::Text(" g"),
        ];
        assert_eq!(pieces(html).as_deref(), Ok(&expected[..]));
        for broken in ["<p", "<p title=\">", "<!-- a", "<style>a", "a<script>b</style>"] {
            assert!(pieces(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn attributes_have_values_and_tell_data_from_scripts() {
        assert_eq!(attribute("<script src=\"./a.js\">", "src"), Some("./a.js"));
        assert!(is_data("<script type=\"text/html\">"));
        assert!(!is_data("<script>") && !is_data("<script type=\"module\">"));
    }
}

//! The page without the comments of what stands inside: they are for those who read the sources.

use crate::markup::{Piece, SCRIPT_END, STYLE_END, pieces};

/// The page without comments: of HTML, of style sheets, and of scripts those that fill their lines. Blocks of data stay
/// as they are.
///
/// # Errors
/// Something in it has no end.
pub fn without_comments(html: &str) -> Result<String, String> {
    let mut page = String::with_capacity(html.len());
    for piece in pieces(html)? {
        match piece {
            Piece::Comment(_) => {}
            Piece::Style(tag, sheet) => page.extend([tag, &of_style(sheet), STYLE_END]),
            Piece::Script("<script>", script) => page.extend(["<script>", &of_script(script), SCRIPT_END]),
            Piece::Script(tag, content) => page.extend([tag, content, SCRIPT_END]),
            Piece::Text(text) | Piece::Tag(text) => page.push_str(text),
        }
    }
    Ok(page)
}

/// A style sheet without comments. What stands between quotation marks is none.
fn of_style(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let (length, is_comment) = match from.strip_prefix("/*") {
            Some(comment) => (comment.find("*/").map_or(from.len(), |end| end + 4), true),
            None if from.starts_with('/') => (1, false),
            None => (quoted(from), false),
        };
        if !is_comment {
            kept.push_str(&from[..length]);
        }
        rest = &from[length..];
    }
    kept + rest
}

/// Octets of the string with which the text begins, its quotation marks among them.
fn quoted(text: &str) -> usize {
    let mut is_escaped = true;
    let mark = text.as_bytes()[0];
    let end = text.bytes().position(|octet| {
        let ends = octet == mark && !is_escaped;
        is_escaped = octet == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 1)
}

/// A script without the lines that are comments.
fn of_script(script: &str) -> String {
    let is_comment = |line: &&str| {
        let line = line.trim();
        line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/")
    };
    script.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_nothing_else() {
        let page = "<p>a &lt; b<!-- c < d --></p><style>/* e */p::before{content:'/* f \\' */';background:url(g/h)}/* i</style>\
            <script>\n// j\n/** k */\nl(\"// m\"); // n\n</script><script type=\"text/html\"><p>// o\n<i>/* p */</i></script> q";
        let kept = "<p>a &lt; b</p><style>p::before{content:'/* f \\' */';background:url(g/h)}</style>\
            <script>\nl(\"// m\"); // n\n</script><script type=\"text/html\"><p>// o\n<i>/* p */</i></script> q";
        assert_eq!(without_comments(page).as_deref(), Ok(kept));
        assert_eq!(of_style("\"a"), "\"a");
        assert!(without_comments("<!-- a").is_err());
    }
}

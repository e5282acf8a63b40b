//! The page's HTML as it is written.

const HTML: &str = include_str!("../../../index.html");

/// The elements of a kind that Trunk replaces.
fn assets(kind: &str) -> impl Iterator<Item = &'static str> {
    let mark = format!(r#"<link data-trunk rel="{kind}""#);
    HTML.lines().filter(move |line| line.contains(&mark))
}

/// Trunk's hook adds hashes behind these two sources.
#[test]
fn the_policy_allows_what_is_the_pages_own() {
    for source in ["default-src 'none'; ", "script-src 'self' 'wasm-unsafe-eval'; ", "style-src 'self'; "] {
        assert!(HTML.contains(source), "index.html's policy needs {source}");
    }
    assert!(!HTML.contains("'unsafe-"));
}

/// A style sheet or script of its own would be one more answer of the server to wait for.
#[test]
fn the_first_picture_stands_in_the_html() {
    assert!(assets("css").all(|sheet| sheet.contains(r#"media="print""#)));
    assert!(assets("inline").filter(|asset| asset.contains(".css")).count() > 10);
    for script in ["foreign.js", "boot.js"] {
        assert!(assets("inline").any(|asset| asset.contains(script)), "{script}");
    }
    assert!(!HTML.contains("<script"));
}

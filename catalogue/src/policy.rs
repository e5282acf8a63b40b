//! The page's Content-Security-Policy: a script or style that stands inside the HTML is named by its hash.

use crate::markup::{Piece, attribute, is_data, pieces};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The beginning of the element that holds the policy.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// The scripts and styles that stand inside a page, as sources of a policy, each with a space before it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// The scripts. Blocks of data are none: no browser runs them.
    pub scripts: String,
    /// The styles.
    pub styles: String,
}

impl Inside {
    /// Those of this page.
    ///
    /// # Errors
    /// Something in it has no end.
    pub fn of(html: &str) -> Result<Inside, String> {
        let source = |content: &str| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(content)));
        let mut inside = Inside::default();
        for piece in pieces(html)? {
            match piece {
                Piece::Style(_, sheet) => inside.styles.push_str(&source(sheet)),
                Piece::Script(tag, script) if !is_data(tag) && attribute(tag, "src").is_none() => {
                    inside.scripts.push_str(&source(script));
                }
                _ => {}
            }
        }
        Ok(inside)
    }
}

/// The page with its policy as this function makes it of the one that it has.
///
/// # Errors
/// It has none.
pub fn with_policy(html: &str, policy: impl FnOnce(&str) -> String) -> Result<String, String> {
    let (before, rest) = html.split_once(POLICY).ok_or("The page has no policy.")?;
    let (old, behind) = rest.split_once('"').ok_or("The page's policy has no end.")?;
    Ok([before, POLICY, &policy(old), "\"", behind].concat())
}

/// The page with a policy that lets in what stands inside, besides what it lets in already from the page's own origin.
///
/// # Errors
/// It has no policy, or something without an end.
pub fn with_inside(html: &str) -> Result<String, String> {
    let Inside { scripts, styles } = Inside::of(html)?;
    with_policy(html, |policy| {
        let scripts = format!("script-src 'self'{scripts}");
        let styles = format!("style-src 'self'{styles}");
        policy.replace("script-src 'self'", &scripts).replace("style-src 'self'", &styles)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_inside_is_named_and_nothing_else() {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; style-src 'self'\">\
            <!-- <style>a</style> --><style>b</style><p><script src=\"c.js\"></script>\
            <script type=\"application/json\">d</script><script type=\"text/html\"><p></script>\
            <script type=\"module\">if (1 < 2) e;</script>";
        let [b, e] =
            ["b", "if (1 < 2) e;"].map(|it| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(it))));
        let inside = Inside { scripts: e.clone(), styles: b.clone() };
        assert_eq!(Inside::of(html).as_ref(), Ok(&inside));
        let made = with_inside(html).expect("a page with a policy");
        let policy = format!("content=\"default-src 'none'; script-src 'self'{e}; style-src 'self'{b}\"");
        assert!(made.contains(&policy), "{made}");
        assert!(Inside::of("<style>a").is_err() && with_inside("<p>").is_err());
    }
}

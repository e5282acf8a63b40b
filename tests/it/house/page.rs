//! The page's HTML as it is written.

use base64::Engine as _;
use sha2::{Digest, Sha256};

const HTML: &str = include_str!("../../../index.html");

/// The policy forbids styles inside the HTML but for one, which shows a note when nothing else arrives.
#[test]
fn the_policy_allows_the_one_style_by_its_hash() {
    let styles: Vec<&str> =
        HTML.split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next()).collect();
    let [style] = styles.as_slice() else { panic!("index.html has one style, not {}", styles.len()) };
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    let allowed = format!("style-src 'self' 'sha256-{hash}';");
    assert!(HTML.contains(&allowed), "index.html's policy needs {allowed}");
}

/// A style sheet that does not arrive leaves everything behind it white.
#[test]
fn no_style_sheet_stands_before_the_note() {
    let note = HTML.find("www/shells.html").expect("index.html takes in the shells");
    let sheet = HTML.find(r#"rel="css""#).expect("index.html names style sheets");
    assert!(note < sheet);
}

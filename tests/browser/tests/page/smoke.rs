//! The page opens, in both languages and both themes, without complaint from the browser.

use browser_tests::{Page, Setup};

#[test]
fn the_page_opens_with_a_prompt_that_has_the_focus() {
    let page = Page::open("");
    assert!(page.has_focus(&page.prompt()));
    page.assert_clean();
    let names: Vec<String> =
        page.requests().iter().map(|url| url.rsplit('/').next().unwrap_or("").to_owned()).collect();
    for end in [".css", ".js", "_bg.wasm"] {
        assert!(names.iter().any(|name| name.ends_with(end)), "{end} among {names:?}");
    }
}

#[test]
fn axe_finds_nothing_on_the_page_as_it_opens() {
    for dark in [false, true] {
        let page = Setup { dark, ..Setup::default() }.open("");
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn the_language_follows_the_browser() {
    let german = Setup { language: "de-DE", ..Setup::default() }.open("");
    assert_eq!((german.language().as_str(), german.label(&german.prompt()).as_str()), ("de", "Befehl"));
    let english = Setup { language: "en-GB", ..Setup::default() }.open("");
    assert_eq!((english.language().as_str(), english.label(&english.prompt()).as_str()), ("en", "Command"));
}

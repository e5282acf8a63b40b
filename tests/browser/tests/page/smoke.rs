//! The page opens, in both languages and both themes, without complaint from the browser.

use browser_tests::{Page, Setup, wait_for, wait_for_value};

#[test]
fn the_page_opens_with_a_prompt_that_has_the_focus() {
    let page = Page::open("");
    page.wait_for_focus();
    page.assert_clean();
    for end in [".css", ".js", "_bg.wasm"] {
        wait_for(&format!("a request for {end}"), || {
            page.requests().iter().any(|address| address.ends_with(end)).then_some(())
        });
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
    wait_for_value("the page's language", ("de".to_owned(), "Kommando".to_owned()), || spoken(&german));
    let english = Setup { language: "en-GB", ..Setup::default() }.open("");
    wait_for_value("the page's language", ("en".to_owned(), "Command".to_owned()), || spoken(&english));
}

fn spoken(page: &Page) -> (String, String) {
    (page.language(), page.label(&page.prompt()))
}

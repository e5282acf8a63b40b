//! The first picture, for which boot.js follows the program's rules of language, protocol, theme and shape: when the
//! program takes its place, nothing of them changes.

use browser_tests::{Page, Setup};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Writes down each look that the page has, and who drew it: the layout that boot.js shows is inert.
const LOOKS: &str = "
    window.postamtLooks = [];
    const text = (selector) => document.querySelector(selector)?.textContent;
    new MutationObserver(() => {
        const tab = document.querySelector('[role=tab][aria-selected=true]');
        if (!tab) return;
        const { lang, dataset: { theme, view, embed } } = document.documentElement;
        const shape = document.querySelector('[data-protocol]').dataset.shape;
        const look = { lang, words: text('#console-title'), protocol: tab.textContent, shape, theme, view, embed };
        window.postamtLooks.push([tab.closest('[inert]') ? 'boot.js' : 'program', JSON.stringify(look)]);
    }).observe(document, { attributes: true, childList: true, subtree: true });
";

/// Preferences as they may have been stored; the address overrules the first ones.
const STORED: [&str; 7] = [
    r#"{"theme":"dark","lang":"de","projector":true,"imap":true}"#,
    "null",
    "{",
    r#"{"theme":"light","lang":"de-CH","projector":false,"imap":false}"#,
    r#"{"theme":"auto","lang":"tlh","imap":true}"#,
    r#"{"theme":"Dark","lang":7,"projector":1,"imap":"yes"}"#,
    "[]",
];

/// Fragments of the address: values of all spellings, unfit ones, and options that are named twice.
const FRAGMENTS: [&str; 10] = [
    "lang=de",
    "lang=en_GB&proto=IMAP4&view=projector",
    "lang=tlh&proto=smtp&view=upright&embed=2",
    "proto=pop&view=PAGE&embed",
    "proto=Pop3&embed=0",
    "lang=de&lang=en&proto=imap&proto=pop3",
    "lang=de&lang=tlh&proto=imap&proto=smtp&view=projector&view=upright&embed&embed=no",
    "lang=d%65&proto=im%61p",
    "&&lang&proto&=de",
    "a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&lang=de&proto=imap&embed",
];

fn looks(page: &Page) -> BTreeSet<(String, String)> {
    let looks = page.script("return window.postamtLooks", &[]);
    let pairs = looks.as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn changes_nothing(setup: &Setup) {
    let page = setup.open("");
    page.before_load(LOOKS);
    let alone = STORED.map(|stored| (stored, ""));
    for (stored, fragment) in alone.into_iter().chain(FRAGMENTS.map(|fragment| (STORED[0], fragment))) {
        page.script("localStorage.setItem('postamt.preferences', arguments[0])", &[json!(stored)]);
        page.go(fragment);
        let looks = looks(&page);
        let drawn: Vec<&str> = looks.iter().map(|(by, _)| by.as_str()).collect();
        assert_eq!(
            drawn,
            ["boot.js", "program"],
            "#{fragment} with {stored}: one look of each in {looks:#?}"
        );
        let different: BTreeSet<&str> = looks.iter().map(|(_, look)| look.as_str()).collect();
        assert_eq!(different.len(), 1, "#{fragment} with {stored}: {looks:#?}");
    }
    page.assert_clean();
}

#[test]
fn the_program_changes_nothing_of_the_first_picture() {
    changes_nothing(&Setup::default());
}

#[test]
fn nor_does_it_where_the_browser_is_german_dark_and_narrow() {
    changes_nothing(&Setup { width: 390, dark: true, language: "de-AT", ..Setup::default() });
}

//! The accessibility trees of the stage: what a screen reader finds in each view, compared with the files beside.
//!
//! `UPDATE_TREES=1` writes them; read them then, as a person would hear them.

use crate::{LANGUAGES, calm};
use browser_tests::{Page, wait_for_value};
use std::fs;
use std::path::PathBuf;

/// The views, and their names in the switch, in the order of the languages.
const VIEWS: [(&str, [&str; 2]); 3] = [
    ("states", ["States", "Zustände"]),
    ("sequence", ["Sequence", "Ablauf"]),
    ("message", ["Message", "Nachricht"]),
];

/// A session with two clients: one deletes by POP3 what the other fetches by IMAP.
fn session(lang: &str) -> Page {
    let page = calm(&format!("proto=imap&lang={lang}"));
    page.click_button("Connect");
    page.last_reply();
    for line in ["LOGIN anna geheim", "SELECT INBOX", "FETCH 6 (UID FLAGS BODY[1])", "IDLE"] {
        page.ask(line);
    }
    page.choose_protocol("POP3");
    page.click_button("Connect");
    page.wait_for_text("Postamt POP3 server ready");
    for line in ["USER anna", "PASS geheim", "RETR 2", "DELE 1"] {
        page.ask(line);
    }
    page.leave_prompt();
    page
}

#[test]
fn each_view_reads_as_its_file_says() {
    let mut wrong = Vec::new();
    for (place, lang) in LANGUAGES.into_iter().enumerate() {
        let page = session(lang);
        for (view, names) in VIEWS {
            page.click(&page.by_role("radio", names[place]));
            wait_for_value("the view", view, || {
                let shown = page.script("return document.querySelector('.stage').dataset.view", &[]);
                shown.as_str().unwrap_or_default().to_owned()
            });
            page.settle();
            let tree = page.accessibility(".stage");
            assert!(tree.lines().count() > 10, "{tree}");
            let file =
                PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/trees/{lang}-{view}.txt"));
            if std::env::var_os("UPDATE_TREES").is_some() {
                fs::create_dir_all(file.parent().expect("a folder")).expect("the folder of trees");
                fs::write(&file, &tree).expect("the tree is written");
            } else if fs::read_to_string(&file).unwrap_or_default() != tree {
                let known = fs::read_to_string(&file).unwrap_or_default();
                let differs = tree.lines().zip(known.lines()).find(|(new, old)| new != old);
                wrong.push(format!("{lang}-{view}: {differs:?}"));
            }
        }
        page.assert_clean();
    }
    assert!(wrong.is_empty(), "UPDATE_TREES=1 writes them anew: {}", wrong.join("\n"));
}

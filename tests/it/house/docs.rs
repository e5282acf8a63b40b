//! The generated pages under `docs/` are as their sources have them.

use postamt::app::options::NAMES;
use postamt::diagram::export::sheet;
use postamt::engine::{Offer, Protocol};
use std::fs;
use std::path::Path;

#[test]
fn docs_are_made_from_the_charts() {
    let pages = [
        (
            "pop3.md",
            sheet(
                "POP3: states and commands",
                "src/engine/pop3/chart.rs",
                Protocol::Pop3.row().charts,
                Offer::default(),
            ),
        ),
        (
            "imap.md",
            sheet(
                "IMAP4rev1: states and commands",
                "src/engine/imap/chart.rs",
                Protocol::Imap.row().charts,
                Offer::default(),
            ),
        ),
    ];
    for (name, text) in pages {
        check_page(name, &text, "charts");
    }
}

/// The tables of the address's options name all that the page reads, and nothing else.
#[test]
fn docs_name_every_option_of_the_address() {
    for page in ["page.md", "embedding.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page));
        let text = text.expect("a page of docs/");
        let table = text.split("| option | values |\n|---|---|\n").nth(1).expect("a table of options");
        let rows = table.lines().take_while(|line| line.starts_with('|'));
        let named: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        assert_eq!(named, NAMES, "docs/{page}");
    }
}

/// Compares a page of `docs/` with the text that its sources make, or writes it where `UPDATE_DOCS` is set.
pub(crate) fn check_page(name: &str, text: &str, sources: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let path = folder.join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(&folder).expect("docs/ can be made");
        fs::write(&path, text).expect("docs/ can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "docs/{name} is not what the {sources} say; run: UPDATE_DOCS=1 cargo test --test it docs"
    );
}

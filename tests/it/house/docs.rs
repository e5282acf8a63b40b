//! The generated pages under `docs/` are as the charts have them.

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (name, text) in pages {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::create_dir_all(&folder).expect("docs/ can be made");
            fs::write(&path, &text).expect("docs/ can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "docs/{name} is not what the charts say; run: UPDATE_DOCS=1 cargo test --test it docs"
        );
    }
}

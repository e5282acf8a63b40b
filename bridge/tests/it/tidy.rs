//! The house's rules for the bridge's own sources.

use std::fs;
use std::path::Path;

/// All the bridge may know of the crate beside it: what happens, and how that is written down.
const SEEN: [&str; 2] = ["engine", "share"];

/// Most lines of a file: it should be readable in one sitting.
const LINES_MAX: usize = 800;

#[test]
fn the_bridge_sees_the_engine_and_its_forms_of_text_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a source file");
        files += 1;
        assert!(text.lines().count() <= LINES_MAX, "{} is too long: split it", path.display());
        let imports = text.split("postamt::").skip(1);
        for module in imports.filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next()) {
            assert!(SEEN.contains(&module), "{} names postamt::{module}", path.display());
        }
    }
    assert!(files > 5, "the sources were not found");
}

//! Runs the fuzz targets over what fuzzing has found so far (fuzz/corpus), and over all transcripts and lessons.

use super::targets::{TARGETS, lesson, sessions};
use crate::lessons;
use crate::transcripts;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[test]
fn whatever_fuzzing_has_found_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in TARGETS {
        let text = fs::read_to_string(folder.join(name).with_extension("txt")).expect("a corpus");
        for (index, line) in text.lines().enumerate() {
            let octets = unescape(line).unwrap_or_else(|| panic!("{name}.txt, line {}: {line}", index + 1));
            let held = catch_unwind(|| target(&octets)).is_ok();
            assert!(held, "{name}.txt, line {}: {line}", index + 1);
        }
    }
}

#[test]
fn transcripts_hold_as_well() {
    for path in transcripts::files() {
        let octets = fs::read(&path).expect("a transcript");
        let held = catch_unwind(|| sessions(&octets)).is_ok();
        assert!(held, "{}", path.display());
    }
}

#[test]
fn lessons_hold_as_well() {
    for path in lessons::files() {
        let octets = fs::read(&path).expect("a lesson");
        let held = catch_unwind(|| lesson(&octets)).is_ok();
        assert!(held, "{}", path.display());
    }
}

/// One input: a line of octets as `escape_ascii` writes them; `None` when it is none.
fn unescape(line: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut rest = line.bytes();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'\\' => match rest.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                itself => itself,
            },
            octet => octet,
        });
    }
    Some(octets)
}

#[test]
fn what_is_escaped_comes_back() {
    let octets: Vec<u8> = (0..=255).collect();
    assert_eq!(unescape(&octets.escape_ascii().to_string()), Some(octets));
    assert_eq!(unescape("\\x4"), None);
}

//! Runs every transcript of tests/data, whole and cut into pieces.

use crate::support::transcript::{Feed, Run, run};
use postamt::engine::Turn;
use postamt::engine::recording::replay;
use postamt::script;
use std::fs;
use std::path::{Path, PathBuf};

/// Pieces longer than this are not cut at every position: the time grows with the square.
const SPLIT_MAX: usize = 80;

#[test]
fn every_transcript_is_what_happens() {
    let update = std::env::var("UPDATE_TRANSCRIPTS").is_ok_and(|value| value == "1");
    let update = update && std::env::var_os("CI").is_none();
    let mut wrong = Vec::new();
    for path in files() {
        let expected = read(&path);
        let found = play(&path, &expected, Feed::Whole).text;
        if expected == found {
            continue;
        }
        if update {
            fs::write(&path, &found).expect("a transcript can be written");
        }
        wrong.push(format!("{}\n{}", path.display(), first_difference(&expected, &found)));
    }
    assert!(update || wrong.is_empty(), "{}\n{HINT}", wrong.join("\n"));
}

const HINT: &str = "If this is right, run UPDATE_TRANSCRIPTS=1 cargo test --test it and read the diff.";

#[test]
fn it_does_not_matter_where_the_octets_are_cut() {
    // Octets behind STARTTLS are thrown away if they come in one piece with it, and kept if they come later.
    let whole_only =
        |path: &PathBuf| ["starttls-pipelined.txt", "stls-pipelined.txt"].iter().any(|it| path.ends_with(it));
    for path in files().into_iter().filter(|path| !whole_only(path)) {
        let text = read(&path);
        let whole = play(&path, &text, Feed::Whole);
        let splits = (1..whole.longest.min(SPLIT_MAX)).map(Feed::SplitAt);
        for feed in splits.chain([Feed::ByOctet]) {
            let cut = play(&path, &text, feed).text;
            assert!(
                cut == whole.text,
                "{} {feed:?}\n{}",
                path.display(),
                first_difference(&whole.text, &cut)
            );
        }
    }
}

#[test]
fn every_script_is_written_as_it_was_read() {
    let dovecot = list(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dovecot/scripts"));
    assert!(dovecot.len() > 10, "Dovecot's scripts were not found");
    for path in files().into_iter().chain(dovecot) {
        let text = read(&path);
        match script::read(&text) {
            Ok(script) => assert_eq!(script.to_string(), text, "{}", path.display()),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
}

/// All transcripts: the .txt files one folder below tests/data, by name.
/// The turns of all recordings of tests/data/import.
pub(crate) fn recordings() -> Vec<Turn> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import");
    let all = fs::read_dir(folder).expect("recordings").map(|entry| entry.expect("a file").path());
    let logs: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|it| it == "log")).collect();
    let turns = logs.iter().flat_map(|path| {
        let import = script::import::read(&read(path)).expect("a session");
        replay(&import.recording).1
    });
    turns.map(|(turn, _)| turn).collect()
}

pub(crate) fn files() -> Vec<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut files: Vec<PathBuf> = list(&data).iter().flat_map(|folder| list(folder)).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert!(!files.is_empty(), "there are transcripts in {}", data.display());
    files
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.expect("a folder's entry can be read").path()).collect()
}

/// A transcript's text.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a transcript is UTF-8 text")
}

/// Runs a transcript, or fails with the line that cannot be run.
pub(crate) fn play(path: &Path, text: &str, feed: Feed) -> Run {
    match run(text, feed) {
        Ok(run) => run,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

fn first_difference(expected: &str, found: &str) -> String {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    let mut number = 1;
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return "they differ in their line ends only".to_owned(),
            (expected, found) if expected == found => number += 1,
            (expected, found) => {
                let [expected, found] = [expected, found].map(|line| line.unwrap_or("(the end)"));
                return format!("  line {number}\n  expected: {expected}\n  found:    {found}");
            }
        }
    }
}

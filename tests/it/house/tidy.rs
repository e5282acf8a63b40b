//! The house's rules that a program can check, read from the sources. Each message says what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Most lines of a file in `src`: a file should be readable in one sitting.
const LINES_MAX: usize = 800;

/// What the browser's crates are called in code.
const BROWSER: &[&str] = &["yew", "web_sys", "gloo", "js_sys", "wasm_bindgen"];

/// What would let a clock, chance, a machine or an order by chance into the engine.
const IMPURE: &[&str] = &[
    "std::time",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "std::io",
    "rand",
    "getrandom",
    "println",
    "eprintln",
    "print",
    "HashMap",
    "HashSet",
];

/// What is left behind by unfinished work.
const UNFINISHED: &[&str] = &["todo!", "unimplemented!", "FIXME", "XXX", "HACK"];

/// A source file of the crate.
struct Source {
    /// The path from the repository's root, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The module below the crate's root that the file belongs to: `engine`, `ui`, `main`.
    fn module(&self) -> &str {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inner.split(['/', '.']).next().unwrap_or(inner)
    }

    /// The lines by number, from 1, without what follows `//`.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(index, line)| (index + 1, line.split("//").next().unwrap_or(line)))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path: PathBuf = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                let path = path.strip_prefix(root).expect("below the root");
                found.push(Source { path: path.to_string_lossy().replace('\\', "/"), text });
            }
        }
    }
    assert!(found.iter().any(|source| source.path == "src/engine/lab.rs"), "the sources were not found");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Whether `code` has `word` standing by itself: `yew` is in `use yew::prelude`, not in `yewish`.
fn names(code: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

/// The modules below the crate's root that a piece of code names: `engine` in `crate::engine::Lab`.
fn modules_named(code: &str) -> impl Iterator<Item = &str> {
    let roots = ["crate::", "postamt::"];
    let rests = roots.into_iter().flat_map(|root| code.split(root).skip(1));
    rests.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
}

fn check(complaints: String) {
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
fn only_the_ui_names_the_browser() {
    let mut complaints = String::new();
    for source in sources().iter().filter(|source| !["ui", "main"].contains(&source.module())) {
        for (line, code) in source.code() {
            for word in BROWSER.iter().filter(|word| names(code, word)) {
                let path = &source.path;
                let _ = writeln!(
                    complaints,
                    "{path}:{line} names {word}. Only src/ui and src/main.rs may: move the code there, or take \
                     what it needs as an argument."
                );
            }
        }
    }
    check(complaints);
}

#[test]
fn the_engine_is_pure() {
    let mut complaints = String::new();
    for source in sources().iter().filter(|source| source.module() == "engine") {
        for (line, code) in source.code() {
            for word in IMPURE.iter().filter(|word| names(code, word)) {
                let path = &source.path;
                let _ = writeln!(
                    complaints,
                    "{path}:{line} names {word}. The same actions must always give the same steps: make it part \
                     of an action, or use BTreeMap and BTreeSet, whose order is not left to chance."
                );
            }
        }
    }
    check(complaints);
}

#[test]
fn imports_run_one_way() {
    let mut complaints = String::new();
    let sources = sources();
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let modules: BTreeSet<&str> = sources.iter().map(Source::module).collect();
    for source in &sources {
        for (line, code) in source.code() {
            if code.contains("crate::{") {
                let path = &source.path;
                let _ = writeln!(
                    complaints,
                    "{path}:{line} names several modules at once. Give each its own `use`, so that its way shows."
                );
            }
            for named in modules_named(code).filter(|named| modules.contains(named)) {
                let (path, module) = (&source.path, source.module());
                if named == module {
                    continue;
                }
                imports.entry(module).or_default().insert(named);
                let upwards = module == "engine" || (named == "ui" && module != "main");
                if upwards {
                    let _ = writeln!(
                        complaints,
                        "{path}:{line} names {named}. Imports run one way: engine, then diagram, player, explain, \
                         i18n and share, then ui, then main. Move what {module} needs to its own side, or pass it in."
                    );
                }
            }
        }
    }
    for module in &modules {
        if reachable(&imports, module).contains(module) {
            let _ = writeln!(
                complaints,
                "src/{module} is among what src/{module} imports: {imports:?}. Break the circle by moving what \
                 both need into the lower of the two."
            );
        }
    }
    check(complaints);
}

/// The modules that `from` names, and those that they name.
fn reachable<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = imports.get(from).into_iter().flatten().copied().collect();
    while let Some(module) = open.pop() {
        if found.insert(module) {
            open.extend(imports.get(module).into_iter().flatten());
        }
    }
    found
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let mut complaints = String::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LINES_MAX {
            let path = source.path;
            let _ = writeln!(
                complaints,
                "{path} has {lines} lines, more than {LINES_MAX}. Split it where a reader would pause; tests can \
                 move to a file of their own beside it."
            );
        }
    }
    check(complaints);
}

#[test]
fn nothing_is_left_unfinished() {
    let mut complaints = String::new();
    for source in sources() {
        for (index, line) in source.text.lines().enumerate() {
            for word in UNFINISHED.iter().filter(|word| names(line, word)) {
                let (path, line) = (&source.path, index + 1);
                let _ = writeln!(
                    complaints,
                    "{path}:{line} says {word}. Finish it, or leave it out and list it in README.md as not supported."
                );
            }
        }
    }
    check(complaints);
}

#[test]
fn every_source_says_what_it_is() {
    let mut complaints = String::new();
    let silent = |source: &&Source| !source.text.starts_with("//!") && !source.path.ends_with("/tests.rs");
    for source in sources().iter().filter(silent) {
        let path = &source.path;
        let _ = writeln!(
            complaints,
            "{path} does not begin with `//!` and a sentence that says what the file is for."
        );
    }
    check(complaints);
}

mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand_alone() {
        assert!(names("use yew::prelude::*;", "yew") && names("yew", "yew"));
        assert!(!names("let yewish = 1;", "yew") && !names("a_yew", "yew"));
        assert!(names("std::time::Instant", "std::time") && !names("std::timer", "std::time"));
        assert!(names("println!(\"x\")", "println") && !names("eprintln!()", "println"));
        assert!(names("    todo!()", "todo!"));
    }

    #[test]
    fn imports_are_found() {
        let named = |code| modules_named(code).collect::<Vec<_>>();
        assert_eq!(named("use crate::engine::{Lab, Step};"), ["engine"]);
        assert_eq!(named("crate::i18n::x(crate::explain::y())"), ["i18n", "explain"]);
        assert_eq!(named("postamt::ui::App"), ["ui"]);
        let imports = BTreeMap::from([("a", BTreeSet::from(["b"])), ("b", BTreeSet::from(["a"]))]);
        assert!(reachable(&imports, "a").contains("a"));
    }
}

//! The house's rules that a program can check, read from the sources. Each message says what to do.

use super::imports::{Import, circles, imports, reachable};
use super::sources::{Source, module, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Most lines of a file in `src`: a file should be readable in one sitting.
const LINES_MAX: usize = 800;

/// The modules of `src` from below upwards: a module imports its own layer and those before it.
const LAYERS: &[&[&str]] = &[
    &["engine"],
    &["script"],
    &["diagram", "explain", "i18n", "lesson", "player", "share"],
    &["app"],
    &["ui"],
    &["main"],
];

/// Crates with their folders of sources.
const CRATES: [(&str, &str); 4] = [
    ("postamt", "src"),
    ("postamt_bridge", "bridge/src"),
    ("postamt_catalogue", "catalogue/src"),
    ("xtask", "xtask/src"),
];

/// Folders whose comments begin with the noun that the thing is.
const PLAIN: &[&str] = &["src", "bridge", "catalogue", "fuzz", "tests", "xtask"];

/// Words that a comment does not begin with.
const ASKING: &[&str] = &["What", "Who", "Whoever", "Whatever", "Where"];

/// Names of the browser's crates in code.
const BROWSER: &[&str] = &["yew", "web_sys", "gloo", "js_sys", "wasm_bindgen"];

/// Names that would let a clock, chance, a machine or an order by chance into the engine.
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

/// Marks of unfinished work.
const UNFINISHED: &[&str] = &["todo!", "unimplemented!", "FIXME", "XXX", "HACK"];

/// Whether `code` has `word` standing by itself: `yew` is in `use yew::prelude`, not in `yewish`.
fn names(code: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

fn check(complaints: String) {
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
fn only_the_ui_names_the_browser() {
    let mut complaints = String::new();
    for source in sources("src").iter().filter(|source| !["ui", "main"].contains(&source.module())) {
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
    for source in sources("src").iter().filter(|source| source.module() == "engine") {
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
    let sources = sources("src");
    for module in sources.iter().map(Source::module).collect::<BTreeSet<_>>() {
        if layer(module).is_none() && module != "lib" {
            let _ = writeln!(
                complaints,
                "src/{module} has no place among the layers: give it one, here and in lib.rs."
            );
        }
    }
    let imports = imports("postamt", "src", &sources);
    let mut direct: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Import { from, to, line, path } in &imports {
        let (module, named) = (module(from), module(to));
        if module == named {
            continue;
        }
        direct.entry(module).or_default().insert(named);
        if layer(named) > layer(module) {
            let _ = writeln!(
                complaints,
                "{from}:{line} names {path}. Imports run one way: {LAYERS:?}. Move what {module} needs to its own \
                 side, or pass it in."
            );
        }
    }
    for module in direct.keys().filter(|module| reachable(&direct, module).contains(**module)) {
        let _ = writeln!(
            complaints,
            "src/{module} is among what src/{module} imports: {direct:?}. Break the circle by moving what both need \
             into the lower of the two."
        );
    }
    check(complaints);
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn no_files_import_each_other() {
    let mut complaints = String::new();
    for (name, folder) in CRATES {
        let imports = imports(name, folder, &sources(folder));
        for circle in circles(&imports) {
            let files = circle.iter().copied().collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                complaints,
                "Each of {files} imports the others, directly or by way of them. Move what both sides need into a file \
                 below them, or pass it in:"
            );
            let inside = |import: &&Import| circle.contains(&*import.from) && circle.contains(&*import.to);
            let mut told = BTreeSet::new();
            for Import { from, to, line, path } in imports.iter().filter(inside) {
                if told.insert((from, to)) {
                    let _ = writeln!(complaints, "  {from}:{line} names {path} of {to}");
                }
            }
        }
    }
    check(complaints);
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let mut complaints = String::new();
    for source in sources("src") {
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
    for source in sources("src") {
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
fn comments_begin_with_a_noun() {
    let mut complaints = String::new();
    for source in PLAIN.iter().flat_map(|folder| sources(folder)) {
        for (index, line) in source.text.lines().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix("//") else { continue };
            let first = comment.trim_start_matches(['/', '!', ' ']).split(' ').next().unwrap_or_default();
            if ASKING.contains(&first) {
                let (path, line) = (&source.path, index + 1);
                let _ = writeln!(
                    complaints,
                    "{path}:{line} begins with {first}. Begin with the noun that the thing is: \"The parser's \
                     position\", not \"Where the parser stands\"."
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
    for source in sources("src").iter().filter(silent) {
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
}

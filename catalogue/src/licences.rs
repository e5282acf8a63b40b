//! The licences of the works of others inside a program, as one text for people: made of Cargo's metadata and of the
//! files that lie in those works. The same works always give the same text.

use crate::read::text_of;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The name of the file beside the page.
pub const LICENCES: &str = "licences.txt";

/// A program of this workspace: its package, and the options by which Cargo knows its dependencies.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    package: &'static str,
    options: &'static [&'static str],
}

/// The page.
pub const PAGE: Program = Program {
    package: "postamt",
    options: &["--features", "ui", "--filter-platform", "wasm32-unknown-unknown"],
};

/// The bridge, on every system.
pub const BRIDGE: Program = Program { package: "postamt-bridge", options: &[] };

/// The beginnings of the names of files with a licence or a notice, in capitals.
const NAMES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
/// The endings of files that are none in spite of their names.
const CODE: [&str; 3] = ["rs", "toml", "html"];
/// Licences that nobody has to read of a work that is offered under MIT as well.
const SPARE: [&str; 2] = ["APACHE", "UNLICENSE"];

const INTRODUCTION: &str = "\
Postamt: MIT OR Apache-2.0

Postamt enthält Werke anderer. Hier stehen sie mit ihren Lizenzen. Wo ein Werk mehrere zur Wahl stellt und MIT dabei
ist, steht hier MIT.

Postamt contains works of others. Here they are with their licences. Where a work offers several and MIT is among them,
it is MIT that stands here.
";

/// Rust's own library, which is in each program and of which Cargo tells nothing.
const STD: &str = "The Rust standard library | MIT OR Apache-2.0 | https://github.com/rust-lang/rust | The Rust Project contributors";

const LINE: &str = "--------------------------------------------------------------------------------";

/// A work: the line about it, and the texts that come with it.
#[derive(Debug)]
struct Work {
    line: String,
    licence: String,
    authors: String,
    texts: Vec<String>,
}

/// The texts for works that come without a file of their own.
#[derive(Debug)]
struct Standard {
    apache: String,
    /// The line before its first paragraph names the owner.
    mit: String,
}

impl Standard {
    /// Those in the workspace.
    fn read(root: &Path) -> Result<Self, String> {
        let read = |name: &str| text_of(&root.join(name)).map(|text| tidied(&text));
        Ok(Self { apache: read("LICENSE-APACHE")?, mit: read("LICENSE-MIT")? })
    }

    /// The text of a work: Apache's is the same for all, and MIT's names the authors.
    fn of(&self, work: &Work) -> Option<String> {
        if work.licence.contains("Apache-2.0") {
            return Some(self.apache.clone());
        }
        if !work.licence.contains("MIT") || work.authors.is_empty() {
            return None;
        }
        let own = self.mit.lines().find(|line| line.starts_with("Copyright"))?;
        Some(self.mit.replacen(own, &format!("Copyright (c) {}", work.authors), 1))
    }
}

/// The text about all works inside these programs of the workspace in the folder `root`.
///
/// # Errors
/// Cargo does not tell its metadata, a file cannot be read, or a work comes without any licence's text.
pub fn licences(root: &Path, programs: &[Program]) -> Result<String, String> {
    let mut works = BTreeMap::new();
    for program in programs {
        collect(&metadata(root, program.options)?, program.package, &mut works)?;
    }
    text(&works, &Standard::read(root)?)
}

/// Cargo's knowledge of the workspace's packages, as JSON.
fn metadata(root: &Path, options: &[&str]) -> Result<Value, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--locked"]).args(options).current_dir(root);
    let output = command.output().map_err(|error| format!("Cargo cannot be asked for licences: {error}."))?;
    if !output.status.success() {
        return Err(format!("Cargo tells no metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("Cargo's metadata: {error}."))
}

/// Adds the works that a package is made of. Of a macro only itself is inside: its code becomes the program's.
fn collect(
    metadata: &Value,
    package: &str,
    works: &mut BTreeMap<(String, String), Work>,
) -> Result<(), String> {
    let by_id = |list: &'static str, of: &'_ Value| -> BTreeMap<String, Value> {
        let all = of[list].as_array().into_iter().flatten();
        all.map(|one| (word(&one["id"]).to_owned(), one.clone())).collect()
    };
    let (packages, nodes) = (by_id("packages", metadata), by_id("nodes", &metadata["resolve"]));
    let root = packages.iter().find(|(_, one)| one["name"] == package && one["source"].is_null());
    let (root, _) = root.ok_or_else(|| format!("Cargo knows no package {package} here."))?;
    let (mut seen, mut next) = (BTreeSet::new(), vec![root.clone()]);
    while let Some(id) = next.pop() {
        let Some(one) = packages.get(&id).filter(|_| seen.insert(id.clone())) else { continue };
        if !one["source"].is_null() {
            let key = (word(&one["name"]).to_owned(), word(&one["version"]).to_owned());
            works.insert(key, work(one)?);
        }
        let kinds = one["targets"].as_array().into_iter().flatten().map(|target| &target["kind"][0]);
        if kinds.into_iter().any(|kind| kind == "proc-macro") {
            continue;
        }
        let uses = nodes.get(&id).and_then(|node| node["deps"].as_array()).into_iter().flatten();
        let inside = uses.filter(|used| {
            used["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"].is_null())
        });
        next.extend(inside.map(|used| word(&used["pkg"]).to_owned()));
    }
    Ok(())
}

fn work(package: &Value) -> Result<Work, String> {
    let (name, version) = (word(&package["name"]), word(&package["version"]));
    let licence = word(&package["license"]).to_owned();
    let mut line = format!("{name} {version} | {licence}");
    if let Some(place) = package["repository"].as_str() {
        let _ = write!(line, " | {place}");
    }
    let authors: Vec<&str> = package["authors"].as_array().into_iter().flatten().map(word).collect();
    let authors = authors.join(", ");
    if !authors.is_empty() {
        let _ = write!(line, " | {authors}");
    }
    let folder = Path::new(word(&package["manifest_path"])).parent().unwrap_or(Path::new("."));
    let mut files = Vec::new();
    find(folder, &mut files)?;
    let named = |file: &Path, part: &str| capitals(file).contains(part);
    let chooses = licence.contains(" OR ") || licence.contains('/');
    if chooses && files.iter().any(|file| named(file, "MIT")) {
        files.retain(|file| !SPARE.iter().any(|spare| named(file, spare)));
    }
    let read = |file: &PathBuf| {
        let octets = fs::read(file).map_err(|error| format!("{}: {error}.", file.display()))?;
        Ok(tidied(&String::from_utf8_lossy(&octets)))
    };
    let texts = files.iter().map(read).collect::<Result<_, String>>()?;
    Ok(Work { line, licence, authors, texts })
}

/// The files with a licence or a notice in a folder and below, by name.
fn find(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let told = |error| format!("{}: {error}.", folder.display());
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(told)?.collect();
    let mut paths: Vec<PathBuf> = entries.map_err(told)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find(&path, found)?;
            continue;
        }
        let name = capitals(&path);
        let is_code = path.extension().is_some_and(|ending| CODE.iter().any(|own| ending == *own));
        if !is_code && NAMES.iter().any(|own| name.starts_with(own)) {
            found.push(path);
        }
    }
    Ok(())
}

/// The text: the works, and then each licence once with the works that it is of.
fn text(works: &BTreeMap<(String, String), Work>, standard: &Standard) -> Result<String, String> {
    let mut text = format!("{INTRODUCTION}\n{STD}\n");
    let mut licences: BTreeMap<String, Vec<String>> = BTreeMap::new();
    licences.entry(standard.apache.clone()).or_default().push("The Rust standard library".to_owned());
    for ((name, version), work) in works {
        let _ = writeln!(text, "{}", work.line);
        let mut all: BTreeSet<String> = work.texts.iter().cloned().collect();
        if all.is_empty() {
            let lacks = || format!("{name} {version} comes without the text of its licence: {}.", work.line);
            all.insert(standard.of(work).ok_or_else(lacks)?);
        }
        for licence in all {
            licences.entry(licence).or_default().push(format!("{name} {version}"));
        }
    }
    // By the first work of each, and not by their words.
    let mut sorted: Vec<_> = licences.into_iter().map(|(licence, of)| (of, licence)).collect();
    sorted.sort();
    for (of, licence) in sorted {
        let _ = write!(text, "\n{LINE}\n{}\n\n{licence}\n", of.join(", "));
    }
    Ok(text)
}

/// A text without what no reader sees: a mark of its coding, spaces and blank lines at its ends, spaces at the ends of
/// lines, other signs for their ends.
fn tidied(text: &str) -> String {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end);
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

fn capitals(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().to_uppercase()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests;

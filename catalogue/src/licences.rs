//! The licences of the crates that a program is made of, in one text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The form that `cargo tree --prefix none --format` has to write for [`licences`].
pub const TREE_FORMAT: &str = "{p}|{l}";

/// The files with a licence's text begin with one of these, in any case.
const FILES: [&str; 5] = ["license", "licence", "copying", "unlicense", "notice"];

/// A crate: its name with its version, and its licence as its author writes it.
type Crate = (String, String);

/// All crates of `tree` (see [`TREE_FORMAT`]) with their licences, and each licence's text once, with the crates that
/// have it. `sources` are the folders of downloaded crates, in one of which each has its folder. Crates of the project
/// itself, which stand in other folders, are left out.
///
/// # Errors
/// A line of another form, or a crate that names no licence.
pub fn licences(tree: &str, sources: &[PathBuf]) -> Result<String, String> {
    let mut crates: BTreeSet<Crate> = BTreeSet::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let told = || format!("`cargo tree` writes a line of another form: {line}");
        let (package, licence) = line.split_once('|').ok_or_else(told)?;
        let licence = licence.trim_end_matches(" (*)");
        let mut words = package.split(' ');
        let (name, version) = words.next().zip(words.next()).ok_or_else(told)?;
        if package.contains("(/") || package.contains(":\\") {
            continue;
        }
        if licence.is_empty() {
            return Err(format!("{name} names no licence."));
        }
        crates.insert((format!("{name}-{}", version.trim_start_matches('v')), licence.to_owned()));
    }
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, _) in &crates {
        for text in texts_of(name, sources) {
            texts.entry(text).or_default().push(name);
        }
    }
    let mut all = String::from("Postamt is made with these crates, each under its licence:\n\n");
    for (name, licence) in &crates {
        all.push_str(&format!("{name}: {licence}\n"));
    }
    for (text, names) in &texts {
        all.push_str(&format!("\n{}\n{}\n\n{text}\n", "-".repeat(72), names.join(", ")));
    }
    Ok(all)
}

/// The texts of a crate's licences, without spaces at their ends.
fn texts_of(name: &str, sources: &[PathBuf]) -> Vec<String> {
    let folder = sources.iter().map(|folder| folder.join(name)).find(|folder| folder.is_dir());
    let files = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = files.map(|file| file.path()).filter(|path| is_licence(path)).collect();
    paths.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).ok();
    let tidy = |text: String| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
    paths.iter().filter_map(read).map(tidy).collect()
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    path.is_file() && FILES.iter().any(|begin| name.starts_with(begin))
}

/// The folders of downloaded crates, in cargo's home.
pub fn sources() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let mut folders: Vec<PathBuf> =
        registries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_is_named_and_each_text_stands_once() {
        let folder = std::env::temp_dir().join(format!("postamt-licences-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder of the test");
            fs::write(file, text).expect("a file of the test");
        };
        write("a-1.0.0/LICENSE-MIT", "Permission  \nis granted\n");
        write("b-2.0.0/license.txt", "Permission\nis granted");
        write("b-2.0.0/src.rs", "no licence");
        let tree = "own v0.1.0 (/some/where)|MIT\na v1.0.0|MIT\nb v2.0.0 (proc-macro)|MIT OR X\na v1.0.0|MIT (*)\n";
        let text = licences(tree, &[folder.clone()]).expect("a good tree");
        fs::remove_dir_all(&folder).expect("the test's own folder");
        assert!(text.contains("a-1.0.0: MIT\nb-2.0.0: MIT OR X\n"), "{text}");
        assert!(text.ends_with("a-1.0.0, b-2.0.0\n\nPermission\nis granted\n"), "{text}");
        assert!(!text.contains("own"));
        assert!(licences("c v1|", &[]).is_err());
        assert!(licences("what", &[]).is_err());
    }
}

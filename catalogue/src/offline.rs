//! The service worker, made of its template and of the list of the page's files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The endings of files that the page itself never asks for.
const PASSED_OVER: [&str; 2] = ["br", "gz"];

/// Fills in the template of `sw.js`: the version, which changes with any octet of any file, and the list of the files
/// in the folder and below, each by its address; `./` is index.html's.
///
/// # Errors
/// A file that cannot be read, or a template without its two places.
pub fn service_worker(template: &str, folder: &Path) -> Result<String, String> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files)?;
    let mut version = Fnv::default();
    for (name, octets) in &files {
        version.add(name.as_bytes());
        version.add(octets);
    }
    version.add(template.as_bytes());
    let names: Vec<String> = files.keys().map(|name| format!("\"{name}\"")).collect();
    let places = ["{version}", "\"{files}\""];
    if let Some(lacking) = places.iter().find(|place| !template.contains(*place)) {
        return Err(format!("sw.js lacks the place {lacking}."));
    }
    Ok(template.replace(places[0], &format!("{:016x}", version.0)).replace(places[1], &names.join(", ")))
}

/// The files of a folder and below with their octets, by their addresses.
fn collect(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let told = |error| format!("{}: {error}.", folder.display());
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let name = format!("{below}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else if !path.extension().is_some_and(|ending| PASSED_OVER.iter().any(|own| ending == *own)) {
            let octets = fs::read(&path).map_err(|error| format!("{}: {error}.", path.display()))?;
            files.insert(if name == "index.html" { "./".to_owned() } else { name }, octets);
        }
    }
    Ok(())
}

/// FNV-1a of 64 bits, which is the same with every compiler. It tells versions apart and protects nothing.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, octets: &[u8]) {
        // A length before each, so that two files are never taken for one.
        for octet in octets.len().to_le_bytes().iter().chain(octets) {
            self.0 = (self.0 ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "const VERSION = \"{version}\";\nconst FILES = [\"{files}\"];\n";

    #[test]
    fn each_file_is_named_once_and_each_octet_counts() {
        let folder = std::env::temp_dir().join(format!("postamt-offline-{}", std::process::id()));
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file of the test");
        fs::create_dir_all(folder.join("lessons")).expect("a folder of the test");
        write("index.html", "a");
        write("index.html.br", "twin");
        write("lessons/one.txt", "b");
        let made = || service_worker(TEMPLATE, &folder).expect("a good template");
        let first = made();
        assert!(first.ends_with("const FILES = [\"./\", \"lessons/one.txt\"];\n"), "{first}");
        write("index.html.br", "another twin");
        assert_eq!(made(), first);
        write("lessons/one.txt", "c");
        assert_ne!(made(), first);
        assert!(service_worker("no place", &folder).is_err());
        fs::remove_dir_all(&folder).expect("the test's own folder");
    }
}

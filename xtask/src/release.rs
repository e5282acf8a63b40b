//! `cargo xtask release`: all that is handed out, in one archive.

use crate::bridge::PROFILE;
use crate::paths::{dist, root};
use crate::run::{self, Result, ask, cargo, exe, say};
use crate::setup::SiteKit;
use crate::zip::Zip;
use crate::{single, site};
use postamt_catalogue::{BRIDGE, LICENCES, PAGE, licences};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// The folder of the archives, in `target`.
const FOLDER: &str = "release-archives";
/// Files of the clone that go along, and the folders whose files do.
const DOCUMENTS: [&str; 6] =
    ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE-APACHE", "LICENSE-MIT"];
const DOCS: &str = "docs";

/// Builds page, single file and bridge, and packs them with their documents and licences.
pub(crate) fn release(args: &[String]) -> Result {
    if let Some(arg) = args.first() {
        return Err(format!("`cargo xtask release` takes no arguments, and \"{arg}\" is one."));
    }
    site::build(&SiteKit::ready()?)?;
    single::build()?;
    say("Building the bridge.");
    run::run(cargo("build --locked --package postamt-bridge --profile").arg(PROFILE))?;
    let bridge = root().join("target").join(PROFILE).join(exe("postamt-bridge"));
    let name =
        format!("postamt-{}-{}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    let mut zip = Zip::new(moment());
    for (inside, file) in entries(root(), &dist(), &bridge)? {
        let octets = std::fs::read(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
        zip.add(&format!("{name}/{inside}"), &octets, file == bridge)?;
    }
    let licences = licences(root(), &[PAGE, BRIDGE])?;
    zip.add(&format!("{name}/{LICENCES}"), licences.as_bytes(), false)?;
    let (octets, folder) = (zip.finish()?, root().join("target").join(FOLDER));
    run::create_folder(&folder)?;
    let archive = folder.join(format!("{name}.zip"));
    run::write(&archive, &octets)?;
    let hash: String = Sha256::digest(&octets).iter().map(|octet| format!("{octet:02x}")).collect();
    // The form of sha256sum, which checks it: `sha256sum --check FILE`.
    run::write(&archive.with_added_extension("sha256"), format!("{hash}  {name}.zip\n"))?;
    say(&format!("{} has {} octets; its SHA-256 is {hash}.", archive.display(), octets.len()));
    Ok(())
}

/// The archive's files: each one's name inside, and its place here. The page's folder has its name of the clone, so
/// that the bridge finds it and the documents hold there too.
fn entries(root: &Path, dist: &Path, bridge: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut entries: Vec<(String, PathBuf)> =
        DOCUMENTS.iter().map(|name| ((*name).to_owned(), root.join(name))).collect();
    for (folder, place) in [(DOCS, root.join(DOCS)), ("dist", dist.to_owned())] {
        for file in run::files_below(&place)? {
            let name = file.strip_prefix(&place).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            entries.push((if name == single::NAME { name } else { format!("{folder}/{name}") }, file));
        }
    }
    let program = bridge.file_name().unwrap_or_default().to_string_lossy().into_owned();
    entries.push((program, bridge.to_owned()));
    entries.sort();
    Ok(entries)
}

/// The moment of the last commit, so that the same sources give the same archive; the present one where there is no git.
fn moment() -> u64 {
    let told = ask(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root()));
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    told.and_then(|seconds| seconds.parse().ok()).unwrap_or_else(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_page_the_file_the_bridge_and_their_documents() {
        let folder = std::env::temp_dir().join(format!("postamt-release-{}", std::process::id()));
        for file in ["index.html", "index.html.br", "lessons/a.txt", "licences.txt", single::NAME] {
            let file = folder.join(file);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
            std::fs::write(file, "").expect("a temporary file");
        }
        let entries = entries(root(), &folder, Path::new("/some/where/postamt-bridge"));
        let names: Vec<String> = entries.expect("all is there").into_iter().map(|(name, _)| name).collect();
        for name in [
            "README.md",
            "LICENSE-MIT",
            "LICENSE-APACHE",
            "docs/hosting.md",
            "docs/bridge.md",
            "postamt.html",
            "postamt-bridge",
            "dist/index.html",
            "dist/index.html.br",
            "dist/lessons/a.txt",
            "dist/licences.txt",
        ] {
            assert!(names.iter().any(|own| own == name), "{name} in {names:?}");
        }
        assert!(!names.iter().any(|own| own == "dist/postamt.html"), "once is enough");
        assert!(names.is_sorted());
        std::fs::remove_dir_all(&folder).expect("the test's own folder");
    }
}

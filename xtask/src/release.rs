//! `cargo xtask release`: what people take home, as one archive.

use crate::paths::{dist, root};
use crate::run::{self, Result, cargo, exe, run, say};
use crate::setup::SiteKit;
use crate::{single, site};
use flate2::Compression;
use flate2::write::GzEncoder;
use postamt_catalogue::{TREE_FORMAT, licences, sources};
use std::fs::File;
use std::path::Path;

/// Files of the project that go along.
const PAPERS: [&str; 5] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "docs"];

/// `cargo xtask release`.
pub(crate) fn release(args: &[String]) -> Result {
    if let Some(arg) = args.first() {
        return Err(format!("`cargo xtask release` takes no arguments, and \"{arg}\" is one."));
    }
    site::build(&SiteKit::ready()?)?;
    single::build()?;
    say("Building the bridge.");
    run(&mut cargo("build --locked --package postamt-bridge --profile native"))?;
    let name = format!("postamt-{}", env!("CARGO_PKG_VERSION"));
    let file = root().join("target").join(format!("{name}.tar.gz"));
    archive(&name, &file)?;
    say(&format!("{} holds the page (page/), the page as one file, the bridge and all licences.", file.display()));
    Ok(())
}

/// Packs everything below a folder of this name.
fn archive(name: &str, file: &Path) -> Result {
    let told = |error| format!("{} cannot be written: {error}.", file.display());
    let packed = GzEncoder::new(File::create(file).map_err(told)?, Compression::best());
    let mut archive = tar::Builder::new(packed);
    // The same files give the same archive.
    archive.mode(tar::HeaderMode::Deterministic);
    for path in run::files_below(&dist())? {
        let below = path.strip_prefix(dist()).unwrap_or(&path);
        let is_single = below.to_str().is_some_and(|below| below.starts_with(single::NAME));
        let place = if is_single { Path::new(name).join(below) } else { Path::new(name).join("page").join(below) };
        archive.append_path_with_name(&path, place).map_err(told)?;
    }
    let bridge = exe("postamt-bridge");
    let program = root().join("target/native").join(&bridge);
    archive.append_path_with_name(program, Path::new(name).join(bridge)).map_err(told)?;
    for paper in PAPERS {
        let path = root().join(paper);
        match path.is_dir() {
            true => archive.append_dir_all(Path::new(name).join(paper), path),
            false => archive.append_path_with_name(path, Path::new(name).join(paper)),
        }
        .map_err(told)?;
    }
    let mut tree = cargo("tree --locked --package postamt-bridge --edges normal --prefix none --format");
    let tree = run::ask(tree.arg(TREE_FORMAT)).ok_or("`cargo tree` failed.")?;
    let text = licences(&tree, &sources())?;
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    let place = Path::new(name).join("licences-of-the-bridge.txt");
    archive.append_data(&mut header, place, text.as_bytes()).map_err(told)?;
    archive.into_inner().and_then(GzEncoder::finish).map_err(told)?;
    Ok(())
}

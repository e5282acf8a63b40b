//! Lays the texts of each language, the lessons with their index, the licences, and the service worker beside the page: a hook of Trunk
//! (see Trunk.toml), which says in `TRUNK_SOURCE_DIR` and `TRUNK_STAGING_DIR` where both are.

use postamt_catalogue::{Catalogues, Lessons, Part, TREE_FORMAT, licences, service_worker, sources};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> ExitCode {
    match lay() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            eprintln!("{problems}");
            ExitCode::FAILURE
        }
    }
}

fn lay() -> Result<(), String> {
    let folder = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or_else(|| format!("{name} is not set: Trunk runs this program."))
    };
    let (source, staging) = (folder("TRUNK_SOURCE_DIR")?, folder("TRUNK_STAGING_DIR")?);
    for language in Catalogues::read(&source.join("www/locales"))?.languages() {
        for part in Part::ALL {
            write(&staging.join(language.file(part)), &language.joined(part))?;
        }
    }
    let (lessons, folder) = (Lessons::read(&source.join("www/lessons"))?, staging.join("lessons"));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    write(&folder.join("index.txt"), &lessons.index())?;
    write(&folder.join("template.txt"), lessons.template())?;
    lessons.all().try_for_each(|(id, text)| write(&folder.join(format!("{id}.txt")), text))?;
    write(&staging.join("licences.txt"), &licences(&tree(&source)?, &sources())?)?;
    // A page that is being built on is not kept.
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let template = source.join("www").join(if is_release { "sw.js" } else { "sw-none.js" });
    let mut worker =
        fs::read_to_string(&template).map_err(|error| format!("{}: {error}.", template.display()))?;
    if is_release {
        worker = service_worker(&worker, &staging)?;
    }
    write(&staging.join("sw.js"), &worker)
}

/// The crates that the page's program is made of.
fn tree(source: &Path) -> Result<String, String> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(source).args(["tree", "--locked", "--package", "postamt", "--features", "ui"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none"]);
    let output = cargo.args(["--format", TREE_FORMAT]).output();
    let output = output.map_err(|error| format!("`cargo tree` cannot be started: {error}."))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("`cargo tree` failed: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}.", file.display()))
}

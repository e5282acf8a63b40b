//! Lays the texts of each language, the lessons and the examples with their indexes, the licences, and the service worker
//! beside the page, leaves out its comments, and names in its policy what stands inside: a hook of Trunk (see Trunk.toml), which says in
//! `TRUNK_SOURCE_DIR` and `TRUNK_STAGING_DIR` where both are.

use postamt_catalogue::{
    Catalogues, LICENCES, Lessons, PAGE, Part, licences, service_worker, text_of, with_inside,
    without_comments,
};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
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
    let lessons = Lessons::read(&source.join("www/lessons"))?;
    lay_all(&lessons, &lessons.index(), &staging.join("lessons"))?;
    write(&staging.join("lessons/template.txt"), lessons.template())?;
    let examples = Lessons::read(&source.join("www/examples"))?;
    lay_all(&examples, &examples.comments(), &staging.join("examples"))?;
    write(&staging.join(LICENCES), &licences(&source, &[PAGE])?)?;
    // A page that is being built on is read by those who build, and not kept.
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let page = staging.join("index.html");
    let html = text_of(&page)?;
    let html = if is_release { without_comments(&html)? } else { html };
    write(&page, &with_inside(&html)?)?;
    let template = source.join("www").join(if is_release { "sw.js" } else { "sw-none.js" });
    let mut worker = text_of(&template)?;
    if is_release {
        worker = service_worker(&worker, &staging)?;
    }
    write(&staging.join("sw.js"), &worker)
}

/// Lays files with their index into a folder.
fn lay_all(files: &Lessons, index: &str, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    write(&folder.join("index.txt"), index)?;
    files.all().try_for_each(|(id, text)| write(&folder.join(format!("{id}.txt")), text))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}.", file.display()))
}

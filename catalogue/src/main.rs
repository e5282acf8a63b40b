//! Lays the texts of each language beside the page: a hook of Trunk (see Trunk.toml), which says in
//! `TRUNK_SOURCE_DIR` and `TRUNK_STAGING_DIR` where both are.

use postamt_catalogue::{Catalogues, Part};
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

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
            let file = staging.join(language.file(part));
            std::fs::write(&file, language.joined(part))
                .map_err(|error| format!("{}: {error}.", file.display()))?;
        }
    }
    Ok(())
}

//! Other people's mail programs, for the tests of the bridge.

use super::{npm, tools_folder};
use crate::Result;
use crate::run::{self, say, which};
use std::path::PathBuf;

/// Each program, and Debian's package that has it.
const PROGRAMS: [(&str, &str); 6] = [
    ("curl", "curl"),
    ("fetchmail", "fetchmail"),
    ("getmail", "getmail6"),
    ("mbsync", "isync"),
    ("neomutt", "neomutt"),
    ("python3", "python3"),
];

/// Installs those that are missing; gives the folder of modules in which Node.js finds imapflow.
pub fn mail_programs() -> Result<PathBuf> {
    debian()?;
    npm::imapflow(&tools_folder()?)
}

fn debian() -> Result {
    let missing = || PROGRAMS.into_iter().filter(|(program, _)| which(program).is_none());
    let packages: Vec<&str> = missing().map(|(_, package)| package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    if run::has_apt() {
        say("Installing mail programs from Debian's packages.");
        run::apt_install(&packages)?;
    }
    match missing().next() {
        None => Ok(()),
        Some((program, _)) => Err(format!(
            "The tests of the bridge need {program}: install {} with this system's packages and run the same \
             command again.",
            packages.join(", ")
        )),
    }
}

//! `cargo xtask bench`: how quick the engine and the bridge are beside others, and `cargo xtask bench page`: how
//! quick the finished page is when there is much to show.

use crate::bridge::PROFILE;
use crate::paths::root;
use crate::run::{Result, cargo, exe, run};
use crate::setup;
use std::path::Path;
use std::process::Command;

/// `cargo xtask bench [--json] [PART OF A NAME]` or `cargo xtask bench page`.
pub(crate) fn bench(args: &[String]) -> Result {
    if args == ["page"] { page() } else { beside_others(args) }
}

/// Measures the page in dist/ with the harness of the whole-page tests; prints JSON.
fn page() -> Result {
    let words = "run --locked --quiet --package browser-tests --bin measure";
    run(crate::test::whole_page()?.args(words.split(' ')))
}

/// Measures the engine and the bridge; nothing but the result goes to standard output.
fn beside_others(args: &[String]) -> Result {
    if !setup::dovecot()? {
        return Err("Without Dovecot there is nothing to compare with.".to_owned());
    }
    let build = "build --quiet --locked --package postamt-bridge --package postamt-bench --profile";
    silently(cargo(build).arg(PROFILE))?;
    let programs = root().join("target").join(PROFILE);
    let mut bench = Command::new(programs.join(exe("postamt-bench")));
    // Dovecot's mail is kept in memory where that can be.
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        bench.env("TMPDIR", memory);
    }
    silently(bench.arg(programs.join(exe("postamt-bridge"))).args(args))
}

fn silently(command: &mut Command) -> Result {
    let name = command.get_program().display().to_string();
    let status = command.status().map_err(|error| format!("{name} cannot be started: {error}."))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status}).")) }
}

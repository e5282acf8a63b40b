//! `cargo xtask fuzz`: arbitrary input for the engine, for as long as one likes.

use crate::Result;
use crate::run::{ask, run, say};
use crate::setup::root;
use std::process::Command;

/// The targets in fuzz/fuzz_targets.
const TARGETS: [&str; 3] = ["sessions", "commands", "message"];

/// Longest input, in octets: longer ones find little more and take longer.
const LENGTH_MAX: u32 = 4000;

/// `cargo xtask fuzz [SECONDS]`: each target in turn, for so many seconds (60).
pub fn fuzz(args: &[String]) -> Result {
    let seconds: u32 = match args {
        [] => 60,
        [seconds] => seconds
            .parse()
            .map_err(|_| format!("`cargo xtask fuzz` wants seconds per target, not \"{seconds}\"."))?,
        _ => return Err("`cargo xtask fuzz` takes one number: seconds per target.".to_owned()),
    };
    if ask(Command::new("rustup").args(["run", "nightly", "rustc", "--version"])).is_none() {
        return Err("Fuzzing needs the nightly compiler: `rustup toolchain install nightly`.".to_owned());
    }
    if ask(Command::new("cargo").args(["fuzz", "--version"])).is_none() {
        say("Compiling cargo-fuzz, once for this machine.");
        run(Command::new("cargo").args(["install", "cargo-fuzz", "--locked"]))?;
    }
    for target in TARGETS {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(root()).args(["+nightly", "fuzz", "run", target, "--"]);
        cargo.arg(format!("-max_total_time={seconds}")).arg(format!("-max_len={LENGTH_MAX}"));
        // `cargo xtask` runs under the stable cargo, which told its children so.
        run(cargo
            .args(["-timeout=10", "-print_final_stats=1"])
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO"))?;
    }
    Ok(())
}

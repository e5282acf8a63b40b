//! `cargo xtask bridge`: builds the bridge, and the page where it is to be served, and becomes the bridge.

use crate::paths::{dist, root};
use crate::run::{Result, cargo, exe, run};
use crate::setup::SiteKit;
use crate::site;
use std::path::Path;
use std::process::Command;

/// Cargo's profile for programs that run on this machine.
pub(crate) const PROFILE: &str = "native";

/// `cargo xtask bridge`; the options are the bridge's own.
pub(crate) fn bridge(args: &[String]) -> Result {
    // `cargo xtask bridge -- --imap 1143` is typed by people who know `cargo run`.
    let options = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let asks = |name: &str| options.iter().any(|option| option == name);
    run(cargo("build --quiet --locked --package postamt-bridge --profile").arg(PROFILE))?;
    let page = dist();
    if asks("--http") && !asks("--help") && !asks("--page") && !page.join("index.html").is_file() {
        site::build(&SiteKit::ready()?)?;
    }
    let mut bridge = Command::new(root().join("target").join(PROFILE).join(exe("postamt-bridge")));
    bridge.args(options);
    if asks("--http") && !asks("--page") {
        bridge.arg("--page").arg(page);
    }
    become_program(bridge)
}

/// Gives this process to the program, so that a signal reaches it and its exit code is ours.
#[cfg(unix)]
fn become_program(mut program: Command) -> Result {
    use std::os::unix::process::CommandExt as _;
    let error = program.exec();
    Err(format!("{} cannot be started: {error}.", Path::new(program.get_program()).display()))
}

#[cfg(not(unix))]
fn become_program(mut program: Command) -> Result {
    let name = Path::new(program.get_program()).display().to_string();
    let status = program.status().map_err(|error| format!("{name} cannot be started: {error}."))?;
    std::process::exit(status.code().unwrap_or(1));
}

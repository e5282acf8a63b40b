//! Debian's packages.

use crate::run::{Result, ask, run, which, works};
use std::process::Command;

/// Whether this machine installs its programs with apt-get.
pub(crate) fn is_there() -> bool {
    which("apt-get").is_some()
}

/// Installs packages; the package lists are refreshed first, once per run.
pub(crate) fn install(packages: &[&str]) -> Result {
    static REFRESHED: std::sync::Once = std::sync::Once::new();
    let mut refreshed = Ok(());
    REFRESHED.call_once(|| refreshed = run_as_root("apt-get", &["update", "-qq"]));
    refreshed?;
    let mut command = as_root("env")?;
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]);
    run(command.arg("--no-install-recommends").args(packages))
}

/// Runs a program as root: directly where we are root, else through a sudo that asks for no password.
pub(crate) fn run_as_root(program: &str, args: &[&str]) -> Result {
    run(as_root(program)?.args(args))
}

/// The program, still to be given its arguments and environment.
fn as_root(program: &str) -> Result<Command> {
    if ask(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Ok(Command::new(program));
    }
    if works(Command::new("sudo").args(["-n", "true"])) {
        let mut command = Command::new("sudo");
        command.args(["-n", program]);
        return Ok(command);
    }
    Err(format!(
        "{program} has to run as root, and sudo is missing or wants a password: \
         run `sudo -v` (or become root) and start the same command again."
    ))
}

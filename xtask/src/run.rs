//! Starting other programs: their output goes straight through, a failure becomes one sentence.

use crate::Result;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says what happens next.
pub fn say(sentence: &str) {
    println!("• {sentence}");
}

/// Runs a program to its end with its output passed through; an error names it and how it ended.
pub fn run(command: &mut Command) -> Result {
    println!("  $ {}", written(command));
    let status =
        command.status().map_err(|error| format!("{} cannot be started: {error}.", name(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status}).", written(command))) }
}

/// What a program prints, or nothing where it is missing or fails. Used for questions such as `--version`.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program ends well; its output is thrown away.
pub fn works(command: &mut Command) -> bool {
    ask(command).is_some()
}

/// The file behind a program's name on `PATH`.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(exe(program))).find(|file| file.is_file())
}

/// A program's file name on this system.
pub fn exe(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}

/// Runs a program as root: directly where we are root, else through a sudo that asks for no password.
pub fn run_as_root(program: &str, args: &[&str]) -> Result {
    run(as_root(program)?.args(args))
}

/// Like `run_as_root`, with the program still to be given its arguments and environment.
pub fn as_root(program: &str) -> Result<Command> {
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

/// Whether this machine installs its programs with apt-get.
pub fn has_apt() -> bool {
    which("apt-get").is_some()
}

/// Installs Debian packages; the package lists are refreshed first, once per run.
pub fn apt_install(packages: &[&str]) -> Result {
    static REFRESHED: std::sync::Once = std::sync::Once::new();
    let mut refreshed = Ok(());
    REFRESHED.call_once(|| refreshed = run_as_root("apt-get", &["update", "-qq"]));
    refreshed?;
    let mut command = as_root("env")?;
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"]);
    run(command.arg("--no-install-recommends").args(packages))
}

/// Removes a file or folder if it is there.
pub fn remove(path: &Path) -> Result {
    let result = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match result {
        Err(error) if path.exists() => Err(format!("{} cannot be removed: {error}.", path.display())),
        _ => Ok(()),
    }
}

/// Creates a folder and those above it.
pub fn create_folder(path: &Path) -> Result {
    std::fs::create_dir_all(path).map_err(|error| format!("{} cannot be created: {error}.", path.display()))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn written(command: &Command) -> String {
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy()).chain(args).collect::<Vec<_>>().join(" ")
}

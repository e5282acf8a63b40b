//! Starting other programs: their output goes straight through, a failure becomes one sentence.

use crate::paths::root;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A task's result: nothing, or one sentence that names the problem and its remedy.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// Announces the next step.
pub(crate) fn say(sentence: &str) {
    println!("• {sentence}");
}

/// Runs a program to its end with its output passed through; an error names it and how it ended.
pub(crate) fn run(command: &mut Command) -> Result {
    println!("  $ {}", written(command));
    let status =
        command.status().map_err(|error| format!("{} cannot be started: {error}.", name(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status}).", written(command))) }
}

/// The cargo that started us, with these words, in the folder of the clone.
pub(crate) fn cargo(words: &str) -> Command {
    let mut command = Command::new(env!("CARGO"));
    // A variable that would rewrite expectations instead of checking them has no place here.
    command.current_dir(root()).env_remove("UPDATE_EXPECT").args(words.split_whitespace());
    command
}

/// A program's output, or nothing where it is missing or fails. Used for questions such as `--version`.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program ends well; its output is thrown away.
pub(crate) fn works(command: &mut Command) -> bool {
    ask(command).is_some()
}

/// The file behind a program's name on `PATH`.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(exe(program))).find(|file| file.is_file())
}

/// A program's file name on this system.
pub(crate) fn exe(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}

/// Removes a file or folder if it is there.
pub(crate) fn remove(path: &Path) -> Result {
    let result = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match result {
        Err(error) if path.exists() => Err(format!("{} cannot be removed: {error}.", path.display())),
        _ => Ok(()),
    }
}

/// The contents of a folder, by name.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

/// All files in a folder and below, by name.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in files(folder)? {
        if path.is_dir() { found.extend(files_below(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

/// The text of a file.
pub(crate) fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))
}

/// Writes a file.
pub(crate) fn write(file: &Path, octets: impl AsRef<[u8]>) -> Result {
    std::fs::write(file, octets).map_err(|error| format!("{} cannot be written: {error}.", file.display()))
}

/// Creates a folder and those above it.
pub(crate) fn create_folder(path: &Path) -> Result {
    std::fs::create_dir_all(path).map_err(|error| format!("{} cannot be created: {error}.", path.display()))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn written(command: &Command) -> String {
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy()).chain(args).collect::<Vec<_>>().join(" ")
}

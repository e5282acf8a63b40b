//! What comes from npm: wasm-opt (package binaryen), axe-core, and imapflow to try the bridge with.

use super::trunk_can_download;
use crate::Result;
use crate::run::{self, ask, say, which};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Also named in Trunk.toml. Distributions carry older ones that do not know today's WebAssembly.
const BINARYEN: &str = "132";
const AXE: &str = "4.14.1";
const IMAPFLOW: &str = "2.10.2";

/// The folder to put on `PATH` for wasm-opt, or none where it is there already or Trunk will fetch it.
pub fn wasm_opt(tools: &Path) -> Result<Option<PathBuf>> {
    let folder = tools.join("npm/node_modules/.bin");
    if is_right(&folder.join(script("wasm-opt"))) {
        return Ok(Some(folder));
    }
    if is_right(Path::new("wasm-opt")) {
        return Ok(None);
    }
    if which(&script("npm")).is_none() && trunk_can_download() {
        say(&format!("Trunk will download wasm-opt {BINARYEN}."));
        return Ok(None);
    }
    install(tools)?;
    Ok(Some(folder))
}

/// The file of axe-core.
pub fn axe(tools: &Path) -> Result<PathBuf> {
    let folder = tools.join("npm/node_modules/axe-core");
    let manifest = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    if !manifest.contains(&format!("\"version\": \"{AXE}\"")) {
        install(tools)?;
    }
    Ok(folder.join("axe.min.js"))
}

fn is_right(wasm_opt: &Path) -> bool {
    let text = ask(Command::new(wasm_opt).arg("--version"));
    text.is_some_and(|text| text.split_whitespace().any(|word| word == BINARYEN))
}

/// The folder of modules that has imapflow, a mail client for Node.js.
pub fn imapflow(tools: &Path) -> Result<PathBuf> {
    let folder = tools.join("npm-clients");
    let modules = folder.join("node_modules");
    let manifest = std::fs::read_to_string(modules.join("imapflow/package.json")).unwrap_or_default();
    if !manifest.contains(&format!("\"version\": \"{IMAPFLOW}\"")) {
        say(&format!("Fetching imapflow {IMAPFLOW} with npm."));
        fetch(&folder, &format!("\"imapflow\": \"{IMAPFLOW}\""))?;
    }
    Ok(modules)
}

/// Both packages are installed together: npm throws out what its package.json does not name.
fn install(tools: &Path) -> Result {
    say(&format!("Fetching wasm-opt {BINARYEN} and axe-core {AXE} with npm."));
    let packages = format!("\"binaryen\": \"{BINARYEN}.0.0\", \"axe-core\": \"{AXE}\"");
    fetch(&tools.join("npm"), &packages)
}

/// Makes a folder have these packages and no others.
fn fetch(folder: &Path, packages: &str) -> Result {
    if which(&script("npm")).is_none() {
        if !run::has_apt() {
            return Err("npm is needed for wasm-opt, axe-core and imapflow: install Node.js from \
                        https://nodejs.org and run the same command again."
                .to_owned());
        }
        say("Installing npm from Debian's packages.");
        run::apt_install(&["npm"])?;
    }
    run::create_folder(folder)?;
    let manifest = format!("{{\"private\": true, \"dependencies\": {{{packages}}}}}\n");
    std::fs::write(folder.join("package.json"), manifest)
        .map_err(|error| format!("{} cannot be written to: {error}.", folder.display()))?;
    let mut npm = Command::new(script("npm"));
    run::run(npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock"]).current_dir(folder))
}

/// npm and what it installs are scripts; Windows finds them by another ending.
fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

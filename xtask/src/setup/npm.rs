//! Packages from npm: wasm-opt (package binaryen) to make the page small, axe-core to look at it, and imapflow to try
//! the bridge with.

use super::apt;
use crate::run::{self, Result, ask, say, which};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Also named in Trunk.toml. Distributions carry older ones that do not know today's WebAssembly.
const BINARYEN: &str = "132";
const AXE: &str = "4.14.1";
const IMAPFLOW: &str = "2.10.2";

/// The folder to put on `PATH` for wasm-opt.
pub(crate) fn wasm_opt(tools: &Path) -> Result<PathBuf> {
    let modules = tools.join("npm/node_modules");
    let wasm_opt = ask(Command::new(modules.join(".bin").join(script("wasm-opt"))).arg("--version"));
    let is_right = wasm_opt.is_some_and(|text| text.split_whitespace().any(|word| word == BINARYEN));
    if !is_right {
        install(tools)?;
    }
    Ok(modules.join(".bin"))
}

/// The file of axe-core.
pub(crate) fn axe(tools: &Path) -> Result<PathBuf> {
    let modules = tools.join("npm/node_modules");
    if !has(&modules, "axe-core", AXE) {
        install(tools)?;
    }
    Ok(modules.join("axe-core/axe.min.js"))
}

/// Whether this version of a package is there.
fn has(modules: &Path, package: &str, version: &str) -> bool {
    let manifest = std::fs::read_to_string(modules.join(package).join("package.json")).unwrap_or_default();
    manifest.contains(&format!("\"version\": \"{version}\""))
}

/// The folder of modules that has imapflow, a mail client for Node.js.
pub(crate) fn imapflow(tools: &Path) -> Result<PathBuf> {
    let folder = tools.join("npm-clients");
    let modules = folder.join("node_modules");
    if !has(&modules, "imapflow", IMAPFLOW) {
        say(&format!("Fetching imapflow {IMAPFLOW} with npm."));
        fetch(&folder, &format!("\"imapflow\": \"{IMAPFLOW}\""))?;
    }
    Ok(modules)
}

/// These packages are installed together: npm throws out packages that its package.json does not name.
fn install(tools: &Path) -> Result {
    say(&format!("Fetching wasm-opt {BINARYEN} and axe-core {AXE} with npm."));
    let packages = format!("\"binaryen\": \"{BINARYEN}.0.0\", \"axe-core\": \"{AXE}\"");
    fetch(&tools.join("npm"), &packages)
}

/// Makes a folder have these packages and no others.
fn fetch(folder: &Path, packages: &str) -> Result {
    if which(&script("npm")).is_none() {
        if !apt::is_there() {
            return Err("npm is needed for wasm-opt, axe-core and imapflow: install Node.js from \
                        https://nodejs.org and run the same command again."
                .to_owned());
        }
        say("Installing npm from Debian's packages.");
        apt::install(&["npm"])?;
    }
    run::create_folder(folder)?;
    let manifest = format!("{{\"private\": true, \"dependencies\": {{{packages}}}}}\n");
    run::write(&folder.join("package.json"), manifest)?;
    let mut npm = Command::new(script("npm"));
    run::run(npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock"]).current_dir(folder))
}

/// npm and its packages' programs are scripts; Windows finds them by another ending.
fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

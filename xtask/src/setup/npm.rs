//! Tools from npm: wasm-opt (package binaryen) and axe-core.

use super::trunk_can_download;
use crate::Result;
use crate::run::{self, ask, say, which};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Also named in Trunk.toml. Distributions carry older ones that do not know today's WebAssembly.
const BINARYEN: &str = "132";
const AXE: &str = "4.14.1";

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

/// Both packages are installed together: npm throws out what its package.json does not name.
fn install(tools: &Path) -> Result {
    if which(&script("npm")).is_none() {
        if !run::has_apt() {
            return Err("npm is needed for wasm-opt and axe-core: install Node.js from https://nodejs.org \
                        and run the same command again."
                .to_owned());
        }
        say("Installing npm from Debian's packages.");
        run::apt_install(&["npm"])?;
    }
    say(&format!("Fetching wasm-opt {BINARYEN} and axe-core {AXE} with npm."));
    let folder = tools.join("npm");
    run::create_folder(&folder)?;
    let manifest = format!(
        "{{\"private\": true, \"dependencies\": {{\"binaryen\": \"{BINARYEN}.0.0\", \"axe-core\": \"{AXE}\"}}}}\n"
    );
    std::fs::write(folder.join("package.json"), manifest)
        .map_err(|error| format!("{} cannot be written to: {error}.", folder.display()))?;
    let mut npm = Command::new(script("npm"));
    run::run(npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock"]).current_dir(folder))
}

/// npm and what it installs are scripts; Windows finds them by another ending.
fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

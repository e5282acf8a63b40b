//! Tools from the crate registry: Trunk and wasm-bindgen.

use crate::paths::root;
use crate::run::{self, Result, ask, exe, say, works};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest Trunk that the stable compiler of `rust-version` in Cargo.toml can build.
const TRUNK: &str = "0.21.14";

/// The part of wasm-bindgen's tools that a task needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bindgen {
    /// The tool that Trunk calls, and which Trunk can often download.
    OnlyTheTool,
    /// `wasm-bindgen-test-runner` too, which Trunk does not know.
    AlsoTheTestRunner,
}

/// The folder to put on `PATH` for Trunk, or none where it is there already.
pub(crate) fn trunk(tools: &Path) -> Result<Option<PathBuf>> {
    let tool = Tool {
        package: "trunk",
        version: TRUNK.to_owned(),
        programs: &["trunk"],
        // Without the check for newer versions, which would ask the network at each build.
        options: &["--locked", "--no-default-features", "--features", "rustls"],
    };
    tool.ready(tools, "trunk")
}

/// The folder to put on `PATH` for wasm-bindgen, or none where it is there already or Trunk will fetch it.
pub(crate) fn wasm_bindgen(tools: &Path, need: Bindgen) -> Result<Option<PathBuf>> {
    let tool = Tool {
        package: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        programs: match need {
            Bindgen::OnlyTheTool => &["wasm-bindgen"],
            Bindgen::AlsoTheTestRunner => &["wasm-bindgen", "wasm-bindgen-test-runner"],
        },
        // Not --locked: the lock file of 0.2.130 names a crate version that was withdrawn.
        options: &[],
    };
    if need == Bindgen::OnlyTheTool && tool.found(tools, "wasm-bindgen").is_none() && trunk_can_download() {
        say(&format!("Trunk will download wasm-bindgen {}.", tool.version));
        return Ok(None);
    }
    tool.ready(tools, "wasm-bindgen")
}

struct Tool {
    package: &'static str,
    version: String,
    /// The programs that must be there and tell this version.
    programs: &'static [&'static str],
    options: &'static [&'static str],
}

/// The place of a tool that was found.
enum Place {
    OnPath,
    In(PathBuf),
}

impl Tool {
    /// Finds the tool or installs it, into the folder `{name}-{version}`.
    fn ready(&self, tools: &Path, name: &str) -> Result<Option<PathBuf>> {
        match self.found(tools, name) {
            Some(Place::OnPath) => Ok(None),
            Some(Place::In(folder)) => Ok(Some(folder)),
            None => self.install(tools, name).map(Some),
        }
    }

    fn found(&self, tools: &Path, name: &str) -> Option<Place> {
        let version = |program: &Path| ask(Command::new(program).arg("--version"));
        let right = |program: &Path| {
            version(program).is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
        };
        let folder = tools.join(format!("{name}-{}", self.version)).join("bin");
        if self.programs.iter().all(|program| right(&folder.join(exe(program)))) {
            return Some(Place::In(folder));
        }
        self.programs.iter().all(|program| right(Path::new(program))).then_some(Place::OnPath)
    }

    fn install(&self, tools: &Path, name: &str) -> Result<PathBuf> {
        let Self { package, version, .. } = self;
        say(&format!("Compiling {package} {version}, once for this machine; this takes some minutes."));
        let place = tools.join(format!("{name}-{version}"));
        // Compiled pieces stay until the tool is finished, so that an interrupted run goes on where it was.
        let pieces = tools.join(format!("unfinished-{name}-{version}"));
        let fresh = pieces.join("installed");
        run::remove(&fresh)?;
        let mut cargo = Command::new("cargo");
        cargo.args(["install", package, "--version", version, "--force", "--no-track"]).args(self.options);
        cargo.arg("--root").arg(&fresh).env("CARGO_TARGET_DIR", pieces.join("target"));
        // These tools run for seconds a day: time to compile them matters more than their own speed.
        for (setting, value) in [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")]
        {
            cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        run::run(&mut cargo).map_err(|error| {
            format!(
                "{error} {package} {version} is needed: see above, mend it, and run the same command again."
            )
        })?;
        run::remove(&place)?;
        std::fs::rename(&fresh, &place)
            .map_err(|error| format!("{} cannot be moved into place: {error}.", place.display()))?;
        run::remove(&pieces)?;
        Ok(place.join("bin"))
    }
}

/// A package's version in Cargo.lock: tool and library have to agree to the last digit.
fn locked_version(package: &str) -> Result<String> {
    let lock = run::read(&root().join("Cargo.lock"))?;
    lock.split_once(&format!("name = \"{package}\"\nversion = \""))
        .and_then(|(_, after)| after.split_once('"'))
        .map(|(version, _)| version.to_owned())
        .ok_or_else(|| format!("Cargo.lock does not name {package}; is it complete?"))
}

/// Whether Trunk could download a tool by itself. Some networks reach the crate registry and nothing else.
fn trunk_can_download() -> bool {
    const RELEASE: &str = "https://github.com/trunk-rs/trunk/releases";
    works(Command::new("curl").args(["-sfIL", "-m", "10", "-o", "/dev/null", RELEASE]))
}

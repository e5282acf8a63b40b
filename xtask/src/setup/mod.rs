//! Fetches the tasks' tools. Tools live outside of the clone, one folder per tool and version, in
//! `$POSTAMT_TOOLS`, else `$XDG_CACHE_HOME/postamt`, else `~/.cache/postamt`; a tool of the right version on
//! `PATH` counts as well. Nothing is installed twice, and a half-finished earlier run does no harm: a tool is
//! built beside its place and moved there at the end.

mod apt;
mod browser;
mod cargo_tools;
mod mail;
mod npm;
mod others;
mod wasm_target;

pub(crate) use browser::Browser;
pub(crate) use mail::{dovecot, looked_at, mail_programs};
pub(crate) use others::{Other, other_browsers};

use crate::paths::{root, tools};
use crate::run::{self, Result};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// The parts that build the page: wasm32 target, Trunk, wasm-bindgen, wasm-opt.
pub(crate) struct SiteKit {
    path: OsString,
    /// The toolchain that knows wasm32, where the default one does not.
    wasm_toolchain: Option<String>,
}

impl SiteKit {
    /// Looks for all parts and fetches those that are missing.
    pub(crate) fn ready() -> Result<Self> {
        Self::with(cargo_tools::Bindgen::OnlyTheTool)
    }

    fn with(bindgen: cargo_tools::Bindgen) -> Result<Self> {
        let tools = tools()?;
        run::create_folder(&tools)?;
        let wasm_toolchain = wasm_target::ready()?;
        let mut folders = Vec::new();
        folders.push(npm::wasm_opt(&tools)?);
        folders.extend(cargo_tools::wasm_bindgen(&tools, bindgen)?);
        folders.extend(cargo_tools::trunk(&tools)?);
        let before = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&before)))
            .map_err(|error| format!("PATH cannot be put together: {error}."))?;
        Ok(Self { path, wasm_toolchain })
    }

    /// A program that builds for the browser: it finds the tools and the toolchain, and has a target folder
    /// of its own, so that two compilers do not undo one another's work.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(root())
            .env("PATH", &self.path)
            .env("CARGO_TARGET_DIR", root().join("target/wasm"));
        // Cargo told us which cargo started us; the wasm toolchain may be another one.
        command.env_remove("CARGO");
        if let Some(toolchain) = &self.wasm_toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        // Trunk wants a word here where the rest of the world writes any value.
        if std::env::var_os("NO_COLOR").is_some() {
            command.env("NO_COLOR", "true");
        }
        command
    }
}

/// The tools of the tests in a browser: besides those of the page the wasm test runner, Chromium and ChromeDriver.
pub(crate) struct TestKit {
    pub site: SiteKit,
    pub browser: Browser,
}

impl TestKit {
    /// Looks for all parts and fetches those that are missing.
    pub(crate) fn ready() -> Result<Self> {
        let browser = Browser::ready()?;
        let site = SiteKit::with(cargo_tools::Bindgen::AlsoTheTestRunner)?;
        Ok(Self { site, browser })
    }
}

/// The folder of axe-core, which checks the page's accessibility.
pub(crate) fn axe() -> Result<PathBuf> {
    npm::axe(&tools()?)
}

/// `cargo xtask setup`.
pub(crate) fn everything() -> Result {
    TestKit::ready()?;
    axe()?;
    mail_programs()?;
    dovecot()?;
    other_browsers()?;
    run::say("Everything is there.");
    Ok(())
}

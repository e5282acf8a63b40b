//! Fetches what the tasks need. Tools live outside of the clone, one folder per tool and version, in
//! `$POSTAMT_TOOLS`, else `$XDG_CACHE_HOME/postamt`, else `~/.cache/postamt`; a tool of the right version on
//! `PATH` counts as well. Nothing is installed twice, and a half-finished earlier run does no harm: a tool is
//! built beside its place and moved there at the end.

mod browser;
mod cargo_tools;
mod mail;
mod npm;
mod wasm_target;

pub use browser::Browser;
pub use mail::{dovecot, looked_at, mail_programs};

use crate::Result;
use crate::run;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the clone.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in a folder of the clone")
}

/// The folder of the tools that we installed ourselves.
pub fn tools_folder() -> Result<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("POSTAMT_TOOLS")
        .or_else(|| from("XDG_CACHE_HOME").map(|folder| folder.join("postamt")))
        .or_else(|| from("HOME").or_else(|| from("USERPROFILE")).map(|home| home.join(".cache/postamt")))
        .ok_or_else(|| "No place for tools: set POSTAMT_TOOLS to a folder that may be written to.".to_owned())
}

/// What is needed to build the page: wasm32 target, the standard library's source, Trunk,
/// wasm-bindgen, wasm-opt, terser.
pub struct SiteKit {
    path: OsString,
    /// The toolchain that knows wasm32, where the default one does not.
    wasm_toolchain: Option<String>,
}

impl SiteKit {
    /// Looks for all parts and fetches those that are missing.
    pub fn ready() -> Result<Self> {
        Self::with(cargo_tools::Bindgen::OnlyTheTool)
    }

    fn with(bindgen: cargo_tools::Bindgen) -> Result<Self> {
        let tools = tools_folder()?;
        run::create_folder(&tools)?;
        let wasm_toolchain = wasm_target::ready()?;
        let mut folders = Vec::new();
        folders.push(npm::site_tools(&tools)?);
        folders.extend(cargo_tools::wasm_bindgen(&tools, bindgen)?);
        folders.extend(cargo_tools::trunk(&tools)?);
        let before = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&before)))
            .map_err(|error| format!("PATH cannot be put together: {error}."))?;
        Ok(Self { path, wasm_toolchain })
    }

    /// A program that builds for the browser: it finds the tools and the toolchain, and has a target folder
    /// of its own, so that two compilers do not undo one another's work.
    pub fn command(&self, program: &str) -> Command {
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

    /// The same for what travels over the network. A page that stops for a mistake of its own shows its
    /// rescue page and no message, so the standard library is built without the words of panics, and for
    /// size; together that is a twelfth of the page. The compiler calls this unstable: hence the permission.
    pub fn page(&self, program: &str) -> Command {
        let flags = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
        // SHA-256 without unrolled loops: 2 kB in place of 10.
        let flags = [flags, "--cfg sha2_backend_soft=\"compact\""].join(" ");
        let mut command = self.command(program);
        command.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", flags);
        command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        command.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
        // The tests' standard library is another one.
        command.env("CARGO_TARGET_DIR", root().join("target/page"));
        command
    }
}

/// What the tests in a browser need on top: the wasm test runner, Chromium and ChromeDriver.
pub struct TestKit {
    pub site: SiteKit,
    pub browser: Browser,
}

impl TestKit {
    /// Looks for all parts and fetches those that are missing.
    pub fn ready() -> Result<Self> {
        let browser = Browser::ready()?;
        let site = SiteKit::with(cargo_tools::Bindgen::AlsoTheTestRunner)?;
        Ok(Self { site, browser })
    }
}

/// The folder of axe-core, which checks the page's accessibility.
pub fn axe() -> Result<PathBuf> {
    npm::axe(&tools_folder()?)
}

/// `cargo xtask setup`.
pub fn everything() -> Result {
    TestKit::ready()?;
    axe()?;
    mail_programs()?;
    dovecot()?;
    run::say("Everything is there.");
    Ok(())
}

/// Whether Trunk could download a tool by itself. Some networks reach the crate registry and nothing else.
fn trunk_can_download() -> bool {
    const RELEASE: &str = "https://github.com/trunk-rs/trunk/releases";
    run::works(Command::new("curl").args(["-sfIL", "-m", "10", "-o", "/dev/null", RELEASE]))
}

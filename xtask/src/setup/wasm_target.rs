//! The wasm32 target: from rustup where it can be reached, else from Debian's packages.

use super::apt;
use crate::paths::tools;
use crate::run::{self, Result, ask, say};
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
/// The name under which rustup knows Debian's compiler.
const TOOLCHAIN: &str = "postamt-wasm";

/// The toolchain to build for the browser with, or none where the default one knows the target.
pub(crate) fn ready() -> Result<Option<String>> {
    if sysroot(&mut Command::new("rustc")).is_some_and(|it| has_std(&it)) {
        return Ok(None);
    }
    if debian_is_ready() {
        return Ok(Some(TOOLCHAIN.to_owned()));
    }
    say("Fetching Rust's target for the browser.");
    let by_rustup =
        run::run(Command::new("rustup").args(["target", "add", TARGET]).env("RUST_BACKTRACE", "0"));
    let Err(sentence) = by_rustup else { return Ok(None) };
    if !apt::is_there() {
        return Err(format!(
            "{sentence} Without it Rust cannot build for the browser: get online (or install rustup from \
             https://rustup.rs) and run the same command again."
        ));
    }
    say("rustup cannot fetch it here, so it is made from Debian's packages; this takes a minute or two.");
    from_debian()?;
    Ok(Some(TOOLCHAIN.to_owned()))
}

fn sysroot(rustc: &mut Command) -> Option<PathBuf> {
    ask(rustc.args(["--print", "sysroot"])).map(PathBuf::from)
}

fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn has_std(sysroot: &Path) -> bool {
    let files = run::files(&libraries(sysroot)).unwrap_or_default();
    files
        .iter()
        .any(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libstd-")))
}

/// Debian's compiler, outside of rustup's reach.
fn debian(program: &str) -> Command {
    let mut command = Command::new(Path::new("/usr/bin").join(program));
    command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTFLAGS");
    command
}

/// Beside the standard library stands the version of the compiler that built it: the two must agree.
fn stamp(sysroot: &Path) -> PathBuf {
    libraries(sysroot).join("built-by")
}

fn debian_is_ready() -> bool {
    let Some(version) = ask(debian("rustc").arg("-vV")) else { return false };
    let Some(sysroot) = sysroot(&mut debian("rustc")) else { return false };
    let built_by = std::fs::read_to_string(stamp(&sysroot)).unwrap_or_default();
    built_by.trim() == version
        && has_std(&sysroot)
        && run::works(Command::new("rustc").env("RUSTUP_TOOLCHAIN", TOOLCHAIN).arg("-vV"))
}

fn from_debian() -> Result {
    apt::install(&["rustc-web", "cargo-web", "rust-web-src"])?;
    let version = ask(debian("rustc").arg("-vV")).ok_or("Debian's rustc is installed, yet does not run.")?;
    let sysroot =
        sysroot(&mut debian("rustc")).ok_or("Debian's rustc does not tell where its libraries are.")?;
    let lld = link_lld(&version)?;
    apt::install(&[&lld])?;
    let host = line(&version, "host: ").ok_or("Debian's rustc does not tell what machine this is.")?;
    let rust_lld = sysroot.join("lib/rustlib").join(host).join("bin");
    apt::run_as_root("mkdir", &["-p", &text(&rust_lld)])?;
    apt::run_as_root("ln", &["-sf", &format!("/usr/bin/{lld}"), &text(&rust_lld.join("rust-lld"))])?;

    let built = build_std()?;
    install_std(&built, &sysroot, &version)?;
    run::remove(&built)?;
    run::run(Command::new("rustup").args(["toolchain", "link", TOOLCHAIN]).arg(&sysroot))
}

/// The package of the linker that belongs to this compiler's LLVM.
fn link_lld(version: &str) -> Result<String> {
    line(version, "LLVM version: ")
        .and_then(|llvm| llvm.split('.').next())
        .map(|major| format!("lld-{major}"))
        .ok_or_else(|| "Debian's rustc does not tell its LLVM version.".to_owned())
}

/// Builds the standard library in a folder of its own, which is returned.
fn build_std() -> Result<PathBuf> {
    say("Building Rust's standard library for the browser.");
    let folder = tools()?.join("unfinished-std");
    run::remove(&folder)?;
    run::create_folder(&folder.join("src"))?;
    let manifest = "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n";
    run::write(&folder.join("Cargo.toml"), manifest)?;
    run::write(&folder.join("src/lib.rs"), "")?;
    // Bitcode: without it a later build with link-time optimisation finds none to work on.
    // test: without it no test compiles for the browser.
    let mut cargo = debian("cargo");
    cargo.current_dir(&folder).env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    cargo.env("RUSTFLAGS", "-Cembed-bitcode=yes").env("CARGO_TARGET_DIR", folder.join("target"));
    cargo.args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,panic_unwind,test"]);
    run::run(&mut cargo)?;
    Ok(folder)
}

/// Puts the libraries into the empty folder of the target: two copies of one crate would clash.
fn install_std(built: &Path, sysroot: &Path, version: &str) -> Result {
    let fresh = built.join("lib");
    run::create_folder(&fresh)?;
    let pieces = built.join("target").join(TARGET).join("release/deps");
    for file in run::files(&pieces)? {
        let Some(name) = file.file_name().and_then(|name| name.to_str()) else { continue };
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            std::fs::copy(&file, fresh.join(name))
                .map_err(|error| format!("{}: {error}.", file.display()))?;
        }
    }
    let built_by = built.join("built-by");
    run::write(&built_by, version)?;
    let place = libraries(sysroot);
    let above = place.parent().expect("the folder of libraries stands in the folder of its target");
    apt::run_as_root("rm", &["-rf", &text(&place)])?;
    apt::run_as_root("mkdir", &["-p", &text(above)])?;
    apt::run_as_root("cp", &["-r", &text(&fresh), &text(&place)])?;
    // Last, so that it vouches for a complete folder.
    apt::run_as_root("cp", &[&text(&built_by), &text(&stamp(sysroot))])
}

fn line<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(start))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

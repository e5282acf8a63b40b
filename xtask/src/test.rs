//! `cargo xtask test`: everything CI checks, in stages that can be run one by one.

use crate::paths::{dist, root};
use crate::run::{Result, cargo, exe, run};
use crate::setup::{self, TestKit};
use crate::{single, site};
use std::process::Command;
use std::time::Instant;

/// A stage's name, its description, and its function. Cheap ones come first.
type Stage = (&'static str, &'static str, fn() -> Result);

const STAGES: [Stage; 11] = [
    ("setup", "fetch the tools", setup::everything),
    ("fmt", "the sources are formatted", fmt),
    ("clippy", "clippy has nothing to say", clippy),
    ("native", "tests of the pure parts", native),
    ("bridge", "real mail programs at the bridge", bridge),
    ("dovecot", "the same octets to a real Dovecot", dovecot),
    ("wasm", "tests inside a browser", wasm),
    ("build", "release build into dist/", build),
    ("size", "what the page weighs", size),
    ("browsers", "a smoke run of the page in Firefox and WebKit", browsers),
    ("browser", "tests of the whole page", browser),
];

/// The names of all stages, in order.
pub(crate) fn names() -> Vec<&'static str> {
    STAGES.map(|(name, ..)| name).to_vec()
}

/// Runs the named stages, or all; the first that fails ends the run.
pub(crate) fn test(wanted: &[String]) -> Result {
    if let Some(unknown) = wanted.iter().find(|wanted| !names().contains(&wanted.as_str())) {
        return Err(format!("There is no stage \"{unknown}\"; the stages are {}.", names().join(", ")));
    }
    let start = Instant::now();
    for (name, about, stage) in STAGES {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        println!("\n━━ {name}: {about}");
        let start = Instant::now();
        stage().map_err(|sentence| format!("Stage \"{name}\" failed. {sentence}"))?;
        println!("━━ {name}: done in {:.1} s", start.elapsed().as_secs_f32());
    }
    println!("\n✓ All passed in {:.0} s.", start.elapsed().as_secs_f32());
    Ok(())
}

fn fmt() -> Result {
    run(&mut cargo("fmt --all --check"))
}

fn clippy() -> Result {
    run(&mut cargo("clippy --locked --workspace --all-targets -- -D warnings"))?;
    run(&mut cargo("clippy --locked --all-targets --features ui -- -D warnings"))
}

fn native() -> Result {
    let others = ["browser-tests", "postamt-bench", "postamt-bridge", "dovecot-tests"];
    let excluded = others.iter().flat_map(|package| ["--exclude", package]);
    run(cargo("test --locked --workspace").args(excluded))?;
    // The page's drawing and its reducer need no browser either.
    run(&mut cargo("test --locked --lib --features ui-ssr ui::"))
}

fn bridge() -> Result {
    let imapflow = setup::mail_programs()?;
    run(cargo("test --locked --package postamt-bridge").env("POSTAMT_IMAPFLOW", imapflow))
}

fn dovecot() -> Result {
    if !setup::dovecot()? {
        return Ok(());
    }
    let mut tests = cargo("test --locked --package dovecot-tests");
    run(tests.env_remove("UPDATE_DIFFERENCES").env_remove("ONLY"))?;
    // The benchmark compares with Dovecot, too; here it only has to work.
    run(&mut cargo("build --locked --package postamt-bridge"))?;
    let bridge = root().join("target").join("debug").join(exe("postamt-bridge"));
    run(cargo("test --locked --package postamt-bench").env("POSTAMT_BRIDGE", bridge))
}

fn wasm() -> Result {
    let kit = TestKit::ready()?;
    let mut cargo = kit.site.command("cargo");
    cargo.args("test --locked --target wasm32-unknown-unknown --features ui --test web".split(' '));
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    run(cargo.env("CHROMEDRIVER", &kit.browser.chromedriver))
}

fn build() -> Result {
    site::build(&setup::SiteKit::ready()?)?;
    single::build()
}

fn size() -> Result {
    crate::size::check(&dist())
}

fn browser() -> Result {
    let mut tests = whole_page()?;
    setup::looked_at()?;
    run(&mut cargo("build --locked --package postamt-bridge"))?;
    tests.env("POSTAMT_BRIDGE", root().join("target/debug").join(exe("postamt-bridge")));
    run(tests.args(["test", "--locked", "--package", "browser-tests", "--lib", "--test", "page"]))
}

fn browsers() -> Result {
    let others = setup::other_browsers()?;
    for setup::Other { test, programs } in others {
        page_is_built()?;
        let mut tests = cargo("test --locked --package browser-tests --test others --");
        run(tests.arg(test).env("POSTAMT_DIST", dist()).envs(programs))?;
    }
    Ok(())
}

fn page_is_built() -> Result {
    match dist().join("index.html").is_file() {
        true => Ok(()),
        false => Err("There is no page in dist/: run `cargo xtask build` first.".to_owned()),
    }
}

/// A cargo that tells the whole-page tests where the page, the browser and axe-core are.
pub(crate) fn whole_page() -> Result<Command> {
    let browser = setup::Browser::ready()?;
    page_is_built()?;
    let mut command = cargo("");
    command.env("POSTAMT_DIST", dist()).env("POSTAMT_AXE", setup::axe()?);
    command.env("CHROMEDRIVER", browser.chromedriver);
    if let Some(chromium) = browser.chromium {
        command.env("CHROMIUM", chromium);
    }
    Ok(command)
}

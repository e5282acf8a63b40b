//! Firefox and WebKit with their drivers, for the smoke run in other engines than Chromium.

use super::{apt, cargo_tools};
use crate::paths::tools;
use crate::run::{Result, exe, say, which};
use std::path::{Path, PathBuf};

/// A test of the smoke run, and the programs that it needs by the names of their variables.
pub(crate) struct Other {
    pub test: &'static str,
    pub programs: Vec<(&'static str, PathBuf)>,
}

/// The engines that can be had here. For each of the others one sentence is printed; on a machine of CI both have to be
/// there.
pub(crate) fn other_browsers() -> Result<Vec<Other>> {
    let mut there = Vec::new();
    for (name, test, engine) in [
        ("Firefox", "firefox", firefox as fn() -> Result<Vec<_>>),
        ("WebKit", "webkit", webkit as fn() -> Result<Vec<_>>),
    ] {
        match engine() {
            Ok(programs) => there.push(Other { test, programs }),
            Err(why) if std::env::var_os("CI").is_some() => return Err(why),
            Err(why) => say(&format!("{name} is skipped, because it cannot be had here. {why}")),
        }
    }
    Ok(there)
}

/// `$FIREFOX` wins, then `PATH`, then Debian's package; geckodriver comes from the crate registry.
fn firefox() -> Result<Vec<(&'static str, PathBuf)>> {
    let found = || named("FIREFOX").or_else(|| which("firefox")).or_else(|| which("firefox-esr"));
    let firefox = match found() {
        Some(firefox) => firefox,
        None => {
            debian("Firefox", &["firefox-esr"])?;
            found().ok_or("Its package is installed, yet there is no firefox-esr on PATH.")?
        }
    };
    let geckodriver = match named("GECKODRIVER") {
        Some(geckodriver) => geckodriver,
        None => match cargo_tools::geckodriver(&tools()?)? {
            Some(folder) => folder.join(exe("geckodriver")),
            None => which("geckodriver").ok_or("geckodriver is on PATH, yet cannot be found.")?,
        },
    };
    Ok(vec![("FIREFOX", firefox), ("GECKODRIVER", geckodriver)])
}

/// WebKitGTK's driver, its small browser and a screen in memory, all from Debian's packages.
fn webkit() -> Result<Vec<(&'static str, PathBuf)>> {
    let found = || {
        let driver = named("WEBKITDRIVER").or_else(|| which("WebKitWebDriver"))?;
        let browser = named("MINIBROWSER").or_else(mini_browser)?;
        let xvfb = named("XVFB").or_else(|| which("Xvfb"))?;
        Some(vec![("WEBKITDRIVER", driver), ("MINIBROWSER", browser), ("XVFB", xvfb)])
    };
    if let Some(found) = found() {
        return Ok(found);
    }
    debian("WebKit", &["webkit2gtk-driver", "xvfb"])?;
    found().ok_or_else(|| "Its packages are installed, yet its programs are not there.".to_owned())
}

/// MiniBrowser stands beside WebKitGTK's libraries, in a folder named after machine and version.
fn mini_browser() -> Option<PathBuf> {
    let machine = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let folders = std::fs::read_dir(Path::new(&machine)).ok()?.flatten().map(|folder| folder.path());
    let mut found: Vec<PathBuf> = folders
        .filter(|folder| folder.to_string_lossy().contains("/webkit"))
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop()
}

fn named(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|file| file.is_file())
}

fn debian(name: &str, packages: &[&str]) -> Result {
    if !apt::is_there() {
        return Err("It comes from Debian's packages, and this system has no apt-get.".to_owned());
    }
    say(&format!("Installing {name} from Debian's packages."));
    apt::install(packages)
}

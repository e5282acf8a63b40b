//! Chromium and ChromeDriver, for the tests that look at the page.

use super::apt;
use crate::run::{Result, say, which};
use std::path::PathBuf;

/// A browser and the program that drives it; their major versions agree where one package brought both.
pub(crate) struct Browser {
    pub chromedriver: PathBuf,
    /// None where ChromeDriver finds the browser by itself, in the usual places of the system.
    pub chromium: Option<PathBuf>,
}

impl Browser {
    /// `$CHROMEDRIVER` and `$CHROMIUM` win, then `PATH`, then Debian's packages.
    pub(crate) fn ready() -> Result<Self> {
        if let Some(found) = Self::found() {
            return Ok(found);
        }
        if apt::is_there() {
            say("Installing Chromium and ChromeDriver from Debian's packages.");
            apt::install(&["chromium", "chromium-driver"])?;
        }
        Self::found().ok_or_else(|| {
            "The tests in a browser need ChromeDriver of the same version as your Chrome or Chromium: \
             install it from https://googlechromelabs.github.io/chrome-for-testing/ onto PATH, or name the \
             two programs in CHROMEDRIVER and CHROMIUM."
                .to_owned()
        })
    }

    fn found() -> Option<Self> {
        let named = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|file| file.is_file());
        let chromedriver = named("CHROMEDRIVER").or_else(|| which("chromedriver"))?;
        let chromium = named("CHROMIUM").or_else(|| which("chromium"));
        // On other systems the browser is no program on PATH, and ChromeDriver knows where to look.
        (chromium.is_some() || !apt::is_there() || which("google-chrome").is_some())
            .then_some(Self { chromedriver, chromium })
    }
}

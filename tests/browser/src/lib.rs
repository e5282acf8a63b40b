//! Drives the finished page in a real browser.
//!
//! ```no_run
//! use browser_tests::Page;
//! let page = Page::open("lang=en&proto=pop3");
//! page.click_button("Connect");
//! page.send_line("USER anna");
//! assert_eq!(page.last_reply().outcome.as_deref(), Some("ok"));
//! assert_eq!(page.current_state(), "AUTHORIZATION");
//! page.assert_clean();
//! ```
//!
//! Each [`Page`] has its own server, browser and profile, so tests neither see nor wait for one another. The
//! page is found only by what its contract promises: roles, accessible names and `data-` attributes; never by
//! a class or by its place. Names are given in English and found in German too (see [`names`]).
//!
//! `cargo xtask test browser` runs the tests; it says through the environment where the page (`POSTAMT_DIST`),
//! axe-core (`POSTAMT_AXE`), ChromeDriver (`CHROMEDRIVER`), Chromium (`CHROMIUM`, optional) and the bridge
//! (`POSTAMT_BRIDGE`) are. `cargo xtask test browsers` makes a smoke run in other engines, with `GECKODRIVER` and
//! `FIREFOX`, or `WEBKITDRIVER`, `MINIBROWSER` and `XVFB`. A failing
//! test leaves a picture of the page in `target/browser/`.

mod bridge;
mod driver;
mod engine;
pub mod names;
mod page;
mod server;
mod talk;
mod tree;
mod watch;

pub use bridge::{Bridge, Python};
pub use driver::Element;
pub use engine::Engine;
pub use page::{Line, Page, Row, Setup, keys};
pub use server::Fault;
pub use watch::Violation;

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// The time that the page may take for anything. It is generous, because a machine may be busy with something else; a
/// test that passes does not wait for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When time is up, with `what` in the message.
#[track_caller]
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(25));
    }
}

/// Asks again and again until the answer is the expected one.
///
/// # Panics
/// When time is up, with `what` and the last answer in the message.
#[track_caller]
pub fn wait_for_value<T: PartialEq<E> + Debug, E: Debug>(
    what: &str,
    expected: E,
    mut ask: impl FnMut() -> T,
) {
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer == expected {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{what} is {answer:?} after {PATIENCE:?}, and not {expected:?}");
        std::thread::sleep(Duration::from_millis(25));
    }
}

/// A path that `cargo xtask` hands over.
fn path_from_env(name: &str) -> std::path::PathBuf {
    match std::env::var_os(name) {
        Some(path) => path.into(),
        None => panic!("{name} is not set: run these tests with `cargo xtask test browser`"),
    }
}

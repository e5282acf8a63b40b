//! The browsers' engines and the programs that drive them: each announces its port and asks for its browser in its
//! own way.

use crate::path_from_env;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// The time that a driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser's engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Chromium with ChromeDriver: all tests.
    #[default]
    Chromium,
    /// Firefox with geckodriver: the smoke run.
    Firefox,
    /// WebKitGTK's MiniBrowser with WebKitWebDriver, on a screen in memory: the smoke run.
    WebKit,
}

/// A driver that runs and listens.
pub(crate) struct Program {
    driver: Child,
    /// The screen that WebKit draws on.
    screen: Option<Child>,
    /// The drivers write to it; closed, they would trip over the next line.
    _output: Vec<BufReader<ChildStdout>>,
    /// Its port on the loopback.
    pub(crate) port: u16,
}

impl Engine {
    /// The browser to start, as the driver wants to be told.
    pub(crate) fn capabilities(self, language: &str, profile: &Path) -> Value {
        match self {
            Self::Chromium => chromium(language, profile),
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": path_from_env("FIREFOX"),
                    "args": ["-headless"],
                    "prefs": { "intl.accept_languages": language },
                },
            }),
            Self::WebKit => json!({
                "webkitgtk:browserOptions": { "binary": path_from_env("MINIBROWSER"), "args": ["--automation"] },
            }),
        }
    }
}

fn chromium(language: &str, profile: &Path) -> Value {
    let args = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--hide-scrollbars",
    ];
    let mut args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    args.push(format!("--user-data-dir={}", profile.display()));
    let mut options = json!({
        "args": args,
        "prefs": { "intl.accept_languages": language },
        "perfLoggingPrefs": { "enableNetwork": true },
    });
    if let Some(chromium) = std::env::var_os("CHROMIUM") {
        options["binary"] = json!(chromium.to_string_lossy());
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}

impl Program {
    /// Starts the driver of an engine.
    pub(crate) fn start(engine: Engine) -> Self {
        // Two that start at once may choose the same free port; the one that is late ends.
        let started = (0..5).find_map(|_| match engine {
            Engine::Chromium => Self::announcing("CHROMEDRIVER", "--port=0", "successfully on port "),
            Engine::Firefox => Self::announcing("GECKODRIVER", "--port=0", "Listening on 127.0.0.1:"),
            Engine::WebKit => Self::on_a_screen(),
        });
        started.unwrap_or_else(|| panic!("the driver of {engine:?} listens on a port"))
    }

    /// Ends it; what fails here must not hide how the test ended.
    pub(crate) fn end(&mut self) {
        for child in [&mut self.driver].into_iter().chain(&mut self.screen) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// A driver that chooses a free port and says which; `None` when it ends before.
    fn announcing(program: &str, option: &str, before: &str) -> Option<Self> {
        let (mut driver, mut output) = listen_to(Command::new(path_from_env(program)).arg(option));
        let port = number_after(&mut output, before);
        let Some(port) = port else {
            let _ = driver.wait();
            return None;
        };
        Some(Self { driver, screen: None, _output: vec![output], port })
    }

    /// WebKit's driver on a screen of its own. It wants to be told a port, and does not say when it listens.
    fn on_a_screen() -> Option<Self> {
        let mut xvfb = Command::new(path_from_env("XVFB"));
        xvfb.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]);
        let (screen, mut output) = listen_to(&mut xvfb);
        let display = number_after(&mut output, "").expect("Xvfb says its display's number");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback has a free port");
        let port = free.local_addr().expect("a bound listener has an address").port();
        drop(free);
        let mut driver = Command::new(path_from_env("WEBKITDRIVER"));
        driver.args(["--host=127.0.0.1", &format!("--port={port}")]).env("DISPLAY", format!(":{display}"));
        // No graphics card is needed, and a session of the desktop is none of the tests' business.
        driver.env("LIBGL_ALWAYS_SOFTWARE", "1").env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
        let (driver, driver_output) = listen_to(&mut driver);
        let mut program = Self { driver, screen: Some(screen), _output: vec![output, driver_output], port };
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if program.driver.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Some(program);
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        program.end();
        None
    }
}

/// Starts a program whose output is read.
fn listen_to(program: &mut Command) -> (Child, BufReader<ChildStdout>) {
    let spawned = program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = spawned.unwrap_or_else(|error| panic!("{:?}: {error}", program.get_program()));
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    (child, output)
}

/// The number behind some words in a program's output; `None` when it ends before.
fn number_after(output: &mut impl BufRead, words: &str) -> Option<u16> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line).expect("the program's output is text") == 0 {
            return None;
        }
        let number = line.find(words).map(|at| &line[at + words.len()..]);
        let number = number.and_then(|number| number.trim().trim_end_matches('.').parse().ok());
        if number.is_some() {
            return number;
        }
    }
}

//! A real bridge that serves the page, and real mail programs that talk to it.

use crate::path_from_env;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running bridge. Dropping it ends it, without a farewell to anybody.
pub struct Bridge {
    process: Child,
    addresses: BTreeMap<String, String>,
}

impl Bridge {
    /// Starts a bridge that serves the page, on ports that are free.
    pub fn start() -> Self {
        Self::start_at("0", "0", "0")
    }

    /// Starts another one at the ports of this one, which must have ended.
    pub fn again(&self) -> Self {
        Self::start_at(self.port("HTTP"), self.port("POP3"), self.port("IMAP"))
    }

    fn start_at(http: &str, pop3: &str, imap: &str) -> Self {
        let mut bridge = Command::new(path_from_env("POSTAMT_BRIDGE"));
        bridge
            .args(["--http", http, "--pop3", pop3, "--imap", imap, "--page"])
            .arg(path_from_env("POSTAMT_DIST"));
        let mut process =
            bridge.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the bridge starts");
        let output = process.stdout.take().expect("its output is ours");
        let mut addresses = BTreeMap::new();
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if line.starts_with("Ready") {
                break;
            }
            if let Some((name, address)) = line.split_once(' ') {
                addresses.insert(name.to_owned(), address.trim_end_matches('/').to_owned());
            }
        }
        assert!(addresses.contains_key("HTTP"), "the bridge says where it is: {addresses:?}");
        Self { process, addresses }
    }

    /// `IP:PORT` of `POP3` or `IMAP`; the origin of `HTTP`.
    pub fn address(&self, service: &str) -> &str {
        &self.addresses[service]
    }

    /// The port of a service.
    pub fn port(&self, service: &str) -> &str {
        self.address(service).rsplit(':').next().unwrap_or_default()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill().expect("it was running");
        self.process.wait().expect("it has ended");
    }

    /// Lets curl do something, such as `imap://{IMAP}/`, and gives what went over the wire, from whom: `>` the client,
    /// `<` the server.
    pub fn curl(&self, args: &[&str]) -> Vec<(char, String)> {
        let args = args.iter().map(|arg| self.placed(arg));
        let output = Command::new("curl").args(["-sv", "-m", "60"]).args(args).output();
        let output = output.expect("curl is there: `cargo xtask test browser` installs it");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "curl failed: {told}");
        let wire = told.lines().filter_map(|line| {
            let from = line.chars().next().filter(|from| ['>', '<'].contains(from))?;
            Some((from, line.get(2..).unwrap_or_default().to_owned()))
        });
        wire.collect()
    }

    /// A Python that does what it is told, line by line.
    pub fn python(&self) -> Python {
        const LISTEN: &str = "import imaplib, poplib, sys\nfor line in sys.stdin:\n    exec(line)\n    print('done', flush=True)";
        let mut process = Command::new("python3")
            .args(["-c", LISTEN])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is there: `cargo xtask test browser` installs it");
        let told = process.stdin.take().expect("its input is ours");
        let says = BufReader::new(process.stdout.take().expect("its output is ours"));
        let ports = ["IMAP", "POP3"].map(|name| (format!("{{{name}}}"), self.port(name).to_owned()));
        Python { process, told, says, ports }
    }

    /// With the addresses in place of `{IMAP}` and `{POP3}`.
    fn placed(&self, text: &str) -> String {
        text.replace("{IMAP}", self.address("IMAP")).replace("{POP3}", self.address("POP3"))
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Python's own mail clients.
pub struct Python {
    process: Child,
    told: ChildStdin,
    says: BufReader<ChildStdout>,
    ports: [(String, String); 2],
}

impl Python {
    /// Does one line, in which `{IMAP}` and `{POP3}` are the ports, and waits until it is done.
    #[track_caller]
    pub fn does(&mut self, line: &str) {
        let line = self.ports.iter().fold(line.to_owned(), |line, (name, port)| line.replace(name, port));
        writeln!(self.told, "{line}").expect("Python listens");
        let mut answer = String::new();
        self.says.read_line(&mut answer).expect("Python answers");
        assert_eq!(answer.trim_end(), "done", "{line}");
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

//! Starting a bridge, talking to it by hand, and starting other people's programs against it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Nothing here takes so long, unless something hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running bridge. Dropping it ends it.
pub(crate) struct Bridge {
    child: Child,
    addresses: BTreeMap<String, String>,
    complaints: Arc<Mutex<String>>,
    listeners: Vec<JoinHandle<()>>,
    /// A folder of the test's own.
    pub folder: PathBuf,
}

impl Bridge {
    /// Starts a bridge with these options and waits until it is ready.
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::of(&mut command(options))
    }

    /// Starts a bridge by this command and waits until it is ready.
    pub(crate) fn of(command: &mut Command) -> Self {
        let folder = folder();
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the bridge starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut addresses = BTreeMap::new();
        loop {
            let mut line = String::new();
            let count = output.read_line(&mut line).expect("readable");
            assert!(count > 0, "the bridge ended: {:?}", child.wait_with_output());
            if line.starts_with("Ready") {
                break;
            }
            let mut words = line.split_whitespace();
            if let (Some(name), Some(address)) = (words.next(), words.next()) {
                addresses.insert(name.to_owned(), address.to_owned());
            }
        }
        let complaints = Arc::new(Mutex::new(String::new()));
        let (heard, errors) = (complaints.clone(), child.stderr.take().expect("its errors"));
        let complaining = std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                *heard.lock().expect("no panic") += &format!("{line}\n");
            }
        });
        // Nobody who prints may be stopped by a full pipe.
        let printing = std::thread::spawn(move || drop(std::io::copy(&mut output, &mut std::io::sink())));
        Self { child, addresses, complaints, listeners: vec![complaining, printing], folder }
    }

    /// `IP:PORT` of a listener: `POP3`, `IMAP`, `POP3S`, `IMAPS`; for `HTTP` the URL.
    pub(crate) fn address(&self, service: &str) -> &str {
        self.addresses.get(service).unwrap_or_else(|| panic!("no {service} in {:?}", self.addresses))
    }

    /// The port of a listener.
    pub(crate) fn port(&self, service: &str) -> &str {
        let address = self.address(service).trim_end_matches('/');
        address.rsplit_once(':').map(|(_, port)| port).expect("a port")
    }

    /// A connection by hand, after its greeting.
    pub(crate) fn talk(&self, service: &str) -> Talk {
        let mut talk = self.connect(service);
        let greeting = talk.line();
        assert!(greeting.starts_with("+OK") || greeting.starts_with("* OK"), "{greeting}");
        talk
    }

    /// A connection by hand to somebody's maildrop, which must be free.
    pub(crate) fn maildrop(&self, name: &str, password: &str) -> Talk {
        let mut talk = self.talk("POP3");
        assert!(talk.ask(&format!("USER {name}")).starts_with("+OK"));
        let answer = talk.ask(&format!("PASS {password}"));
        assert!(answer.starts_with("+OK"), "{answer}");
        talk
    }

    /// A connection by hand.
    pub(crate) fn connect(&self, service: &str) -> Talk {
        let socket = TcpStream::connect(self.address(service)).expect("a connection");
        socket.set_nodelay(true).expect("small lines go out at once");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        socket.set_write_timeout(Some(PATIENCE)).expect("a timeout");
        Talk { socket: BufReader::new(socket) }
    }

    /// A connection to the page's door that says `text`, in which `{host}` is the bridge.
    pub(crate) fn visit(&self, text: &str) -> TcpStream {
        let address = self.address("HTTP").trim_start_matches("http://").trim_end_matches('/');
        let mut socket = TcpStream::connect(address).expect("a connection");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        socket.write_all(text.replace("{host}", address).as_bytes()).expect("a request");
        socket
    }

    /// The bridge's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// The text on standard error so far.
    pub(crate) fn complaints(&self) -> String {
        self.complaints.lock().expect("no panic").clone()
    }

    /// Waits until a line of standard error contains `words`.
    pub(crate) fn wait_for_complaint(&self, words: &str) {
        wait_until(&format!("\"{words}\" in {:?}", self.complaints()), || self.complaints().contains(words));
    }

    /// Ends the bridge as a service manager would; tells how it ended, how long that took, and what it had
    /// complained of.
    pub(crate) fn stop(mut self) -> (ExitStatus, Duration, String) {
        let asked = Instant::now();
        signal(&self.child, "TERM");
        let status = self.child.wait().expect("the bridge ends");
        let took = asked.elapsed();
        self.listeners.drain(..).for_each(|thread| thread.join().expect("no panic"));
        (status, took, self.complaints())
    }

    /// Ends the bridge, which must have had nothing to complain of.
    pub(crate) fn stop_content(self) {
        self.stop_with_complaints(0);
    }

    /// Ends the bridge, which must have complained in so many lines; gives them.
    pub(crate) fn stop_with_complaints(self, lines: usize) -> String {
        let (status, took, complaints) = self.stop();
        assert!(status.success(), "{status}");
        assert!(took < Duration::from_secs(8), "{took:?}");
        assert_eq!(complaints.lines().count(), lines, "{complaints}");
        complaints
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// One connection by hand.
pub(crate) struct Talk {
    /// The socket.
    pub socket: BufReader<TcpStream>,
}

impl Talk {
    /// Sends octets.
    pub(crate) fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.socket.get_mut().write_all(octets.as_ref()).expect("octets go out");
    }

    /// Sends a line and reads one.
    pub(crate) fn ask(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n"));
        self.line()
    }

    /// Reads one line, without its CRLF; nothing at the end of the connection.
    pub(crate) fn line(&mut self) -> String {
        let mut line = Vec::new();
        self.socket.read_until(b'\n', &mut line).expect("a line in time");
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }

    /// Sends an IMAP command (or the end of an APPEND) and reads up to its tagged response.
    pub(crate) fn command(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n"));
        let tag = line.split(' ').next().filter(|tag| !tag.is_empty()).unwrap_or("append");
        let mut all = String::new();
        loop {
            let line = self.line();
            all += &format!("{line}\n");
            if line.starts_with(&format!("{tag} ")) || line.is_empty() {
                return all;
            }
        }
    }

    /// Adds a message to an IMAP mailbox.
    pub(crate) fn append(&mut self, mailbox: &str, message: &str) {
        self.send(format!("append APPEND {mailbox} {{{}}}\r\n", message.len()));
        assert!(self.line().starts_with('+'));
        self.send(message);
        assert!(self.command("").contains("append OK"));
    }

    /// Everything until the other side closes; whether it did so properly.
    pub(crate) fn rest(&mut self) -> (Vec<u8>, bool) {
        let mut rest = Vec::new();
        let result = self.socket.read_to_end(&mut rest);
        (rest, result.is_ok())
    }
}

/// A bridge that is not yet started.
pub(crate) fn command(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postamt-bridge"));
    command.args(options).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A fresh folder.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// Sends a signal to a process that a test has started.
pub(crate) fn signal(child: &Child, name: &str) {
    // Every shell knows kill; not every machine has it as a program.
    let status =
        Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().expect("sh");
    assert!(status.success(), "the process was gone already");
}

/// Waits for something that must come soon.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Somebody else's program, which `cargo xtask test bridge` installs.
pub(crate) fn program(name: &str) -> Command {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    assert!(found, "{name} is missing: `cargo xtask test bridge` installs it and runs these tests");
    let mut command = Command::new(name);
    command.stdin(Stdio::null());
    command
}

/// Runs a program to its end within [`PATIENCE`] and gives its exit code and output.
pub(crate) fn finish(command: &mut Command) -> (Option<i32>, String) {
    let text = format!("{command:?}");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let read = |stream: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut octets = Vec::new();
            stream.map(|mut stream| stream.read_to_end(&mut octets));
            String::from_utf8_lossy(&octets).into_owned()
        })
    };
    let output = read(child.stdout.take().map(|stream| Box::new(stream) as _));
    let errors = read(child.stderr.take().map(|stream| Box::new(stream) as _));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("its end") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let (output, errors) = (output.join(), errors.join());
            panic!("{text} hangs; so far: {output:?} {errors:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let all = output.join().expect("no panic") + &errors.join().expect("no panic");
    (status.code(), all)
}

/// Runs a program that must succeed and gives its output.
pub(crate) fn succeed(command: &mut Command) -> String {
    let (code, output) = finish(command);
    assert_eq!(code, Some(0), "{command:?} failed: {output}");
    output
}

//! The live stream as a page meets it: what it needs to replay everything in its own engine.

use crate::bridge::{Bridge, PATIENCE, Talk, folder};
use futures_util::StreamExt as _;
use postamt::engine::time::Time;
use postamt::engine::{Action, Lab, Switch};
use postamt::share::world::World;
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, Read as _};
use std::path::PathBuf;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A page that looks on: it has an engine of its own, and does there what the stream tells.
struct Viewer {
    runtime: Runtime,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    run: String,
    lab: Lab,
    /// All octets that servers have sent in the replay, in order.
    replies: String,
    /// The number of the next action.
    next: u64,
    /// How many worlds have come.
    worlds: usize,
}

impl Viewer {
    /// Connects; `query` says what it already has.
    fn new(bridge: &Bridge, query: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let url = bridge.address("HTTP").replace("http", "ws") + "live" + query;
        let (socket, _) = runtime.block_on(connect_async(url)).expect("a stream");
        let nothing = r#"{"postamt-world":1,"accounts":[]}"#;
        let lab = World::load(nothing, Time::START).expect("an empty world").lab();
        let mut viewer =
            Self { runtime, socket, run: String::new(), lab, replies: String::new(), next: 0, worlds: 0 };
        let hello = viewer.message().expect("a greeting");
        assert_eq!(hello["hello"]["live"], 1, "{hello}");
        let service = |name: &str| serde_json::json!({"service": name, "address": bridge.address(&name.to_uppercase())});
        assert_eq!(hello["hello"]["services"], Value::from([service("imap"), service("pop3")]));
        viewer.run = hello["hello"]["run"].as_str().expect("a name").to_owned();
        viewer
    }

    /// The next message; none when the stream has ended.
    fn message(&mut self) -> Option<Value> {
        loop {
            let next = async { tokio::time::timeout(PATIENCE, self.socket.next()).await };
            match self.runtime.block_on(next).expect("a message in time") {
                Some(Ok(Message::Text(text))) => {
                    let value: Value = serde_json::from_str(&text).expect("JSON");
                    assert_eq!(value.as_object().map(serde_json::Map::len), Some(1), "one kind: {value}");
                    return Some(value);
                }
                Some(Ok(Message::Close(_))) | None => return None,
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("{error}"),
            }
        }
    }

    /// Takes one message in and does what it tells; gives its kind.
    fn step(&mut self) -> String {
        let message = self.message().expect("a message");
        let (kind, value) = message.as_object().and_then(|object| object.iter().next()).expect("a kind");
        match kind.as_str() {
            "world" => {
                let world = World::load(&value["world"].to_string(), Time(0)).expect("a world");
                self.lab = world.lab();
                self.replies.clear();
                self.next = value["next"].as_u64().expect("a number");
                self.worlds += 1;
            }
            "actions" => {
                assert_eq!(value["first"], self.next, "none is missing, none comes twice");
                let actions: Vec<Action> =
                    serde_json::from_value(value["actions"].clone()).expect("actions as in a saved session");
                assert!(!actions.is_empty());
                self.next += actions.len() as u64;
                actions.iter().for_each(|action| self.act(action));
            }
            "tick" => {
                assert_eq!(value["next"], self.next);
                assert!(value["milliseconds"].is_u64());
            }
            _ => {}
        }
        kind.clone()
    }

    fn act(&mut self, action: &Action) {
        for turn in self.lab.run(action) {
            self.replies.extend(turn.into_replies().map(|wire| wire.text()));
        }
    }

    /// Looks on until the replay has shown these octets.
    fn until(&mut self, octets: &str) {
        while !self.replies.contains(octets) {
            self.step();
        }
    }
}

/// A folder with a page of one line.
fn page() -> PathBuf {
    let page = folder();
    fs::write(page.join("index.html"), "<!doctype html><title>page</title>").expect("a file");
    fs::write(page.join("a.wasm"), "\0asm").expect("a file");
    page
}

/// A bridge with a page of one line.
pub(crate) fn bridge(options: &[&str]) -> Bridge {
    let page = page().display().to_string();
    Bridge::start(&[&["--http", "0", "--imap", "0", "--pop3", "0", "--page", &page], options].concat())
}

/// One whole POP3 session; gives all that the server said.
fn session(bridge: &Bridge, name: &str) -> String {
    let mut talk = bridge.connect("POP3");
    talk.send(format!("USER {name}\r\nPASS geheim\r\nLIST\r\nRETR 1\r\nQUIT\r\n"));
    let (octets, proper) = talk.rest();
    assert!(proper);
    String::from_utf8_lossy(&octets).into_owned()
}

/// An HTTP request by hand; gives the head and the body.
fn http(bridge: &Bridge, path: &str, headers: &str) -> (String, Vec<u8>) {
    let socket = bridge.visit(&format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n"));
    let mut answer = std::io::BufReader::new(socket);
    let mut head = String::new();
    while answer.read_line(&mut head).expect("a line") > 2 {}
    let mut body = Vec::new();
    answer.read_to_end(&mut body).expect("a body");
    (head, body)
}

#[test]
fn a_page_sees_the_very_octets_that_went_over_the_socket() {
    let bridge = bridge(&[]);
    let mut early = Viewer::new(&bridge, "");
    let spoken = session(&bridge, "anna");
    early.until(&spoken);
    assert_eq!(early.replies, spoken);
    let mut late = Viewer::new(&bridge, "");
    late.until(&spoken);
    let more = session(&bridge, "ben");
    for viewer in [&mut early, &mut late] {
        viewer.until(&more);
        assert_eq!(viewer.replies, spoken.clone() + &more);
        assert_eq!(viewer.worlds, 1);
    }
    assert_eq!(early.run, late.run);
    bridge.stop_content();
}

#[test]
fn several_connections_in_both_protocols_keep_their_order() {
    let bridge = bridge(&["--any-user", "offen"]);
    let mut viewer = Viewer::new(&bridge, "");
    let mut imap: Vec<Talk> = (0..3).map(|_| bridge.talk("IMAP")).collect();
    for (number, talk) in imap.iter_mut().enumerate() {
        assert!(talk.ask("a LOGIN tom offen").starts_with("a OK"));
        talk.append("INBOX", &format!("Subject: {number}\r\n\r\n\u{e4}\r\n"));
        talk.command("b SELECT INBOX");
    }
    assert!(imap[0].command("c NOOP").contains("* 3 EXISTS"));
    imap[0].command("c STORE 1:2 +FLAGS (\\Deleted)");
    imap[1].command("c EXPUNGE");
    let told = imap[2].command("c NOOP");
    assert!(told.contains("EXPUNGE"), "{told}");
    imap.iter_mut().for_each(|talk| drop(talk.command("z LOGOUT")));
    while viewer.replies.matches("z OK").count() < 3 {
        viewer.step();
    }
    assert!(viewer.replies.replace("\r\n", "\n").contains(&told), "the third client's very lines");
    let tom = viewer.lab.store().mailbox("tom", "INBOX").expect("made by logging in");
    assert_eq!(tom.entries.iter().map(|entry| entry.uid.0).collect::<Vec<_>>(), [3]);
    bridge.stop_content();
}

#[test]
fn who_lost_the_stream_goes_on_where_it_was() {
    let bridge = bridge(&[]);
    let mut viewer = Viewer::new(&bridge, "");
    viewer.until(&session(&bridge, "anna"));
    let (run, next) = (viewer.run.clone(), viewer.next);
    let spoken = session(&bridge, "ben");
    let mut again = Viewer::new(&bridge, &format!("?run={run}&next={next}"));
    (again.lab, again.next) = (viewer.lab, next);
    again.until(&spoken);
    assert_eq!((again.worlds, again.replies), (0, spoken), "only what was missing");
    // Of another run nothing can be used.
    let mut stranger = Viewer::new(&bridge, &format!("?run=other&next={next}"));
    assert_eq!(stranger.step(), "world");
}

#[test]
fn silence_is_told_and_so_is_the_end() {
    let bridge = bridge(&[]);
    let mut viewer = Viewer::new(&bridge, "");
    while viewer.step() != "tick" {}
    let url = bridge.address("HTTP").to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    bridge.stop_content();
    let end = viewer.message().expect("a last word");
    assert_eq!(end.to_string(), r#"{"bye":{"why":"stopping"}}"#);
    assert_eq!(viewer.message(), None);
}

#[test]
fn after_very_much_a_page_begins_with_the_world_of_now() {
    let bridge = bridge(&["--any-user", "offen", "--switch", "pop3-top=off"]);
    // More than half of what the log keeps; then nobody is connected, and it begins anew.
    let mut talk = bridge.talk("POP3");
    for _ in 0..520 {
        talk.send("NOOP\r\n".repeat(50));
        (0..50).for_each(|_| drop(talk.line()));
    }
    talk.ask("QUIT");
    let mut imap = bridge.talk("IMAP");
    imap.ask("a LOGIN tom offen");
    imap.append("INBOX", "Subject: x\r\n\r\nx\r\n");
    let mut viewer = Viewer::new(&bridge, "");
    assert_eq!(viewer.step(), "world");
    assert!(viewer.next > 25_000, "{}", viewer.next);
    assert!(!viewer.lab.switches().has(Switch::Pop3Top), "a world tells what the server offers");
    imap.command("z LOGOUT");
    viewer.until("z OK");
    assert_eq!(viewer.lab.store().mailbox("tom", "INBOX").map(|inbox| inbox.entries.len()), Some(1));
    // Greetings count the connections that have been: the page's engine has to know how many.
    let spoken = session(&bridge, "anna");
    viewer.until(&spoken);
    bridge.stop_content();
}

#[test]
fn foreign_pages_are_not_let_in() {
    let bridge = bridge(&[]);
    let url = bridge.address("HTTP").replace("http", "ws") + "live";
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let own = bridge.address("HTTP").trim_end_matches('/').to_owned();
    for (origin, welcome) in [(own.as_str(), true), ("http://evil.example", false), ("null", false)] {
        let mut request = url.as_str().into_client_request().expect("a request");
        request.headers_mut().insert("Origin", origin.parse().expect("an origin"));
        assert_eq!(runtime.block_on(connect_async(request)).is_ok(), welcome, "{origin}");
    }
    bridge.wait_for_complaint("another origin");
}

#[test]
fn a_client_gets_the_compressed_file_that_it_takes() {
    let folder = page();
    for (name, octets) in
        [("a.wasm.br", "brotli"), ("a.wasm.gz", "gzip"), ("b.txt", "plain"), ("b.txt.gz", "gzip")]
    {
        fs::write(folder.join(name), octets).expect("a file");
    }
    let bridge = Bridge::start(&["--http", "0", "--imap", "0", "--page", &folder.display().to_string()]);
    for (path, accepted, coding, octets) in [
        ("/a.wasm", "br, gzip", "br", "brotli"),
        ("/a.wasm", "gzip, deflate, br;q=1.0", "br", "brotli"),
        ("/a.wasm", "gzip", "gzip", "gzip"),
        ("/a.wasm", "br;q=0, gzip;q=0.5", "gzip", "gzip"),
        ("/a.wasm", "br;q=0.2, gzip;q=0.5", "gzip", "gzip"),
        ("/a.wasm", "br;q=0, gzip;q=0", "", "\0asm"),
        ("/a.wasm", "identity", "", "\0asm"),
        ("/b.txt", "br, gzip", "gzip", "gzip"),
        ("/b.txt", "br", "", "plain"),
    ] {
        let headers = format!("Host: {{host}}\r\nAccept-Encoding: {accepted}\r\n");
        let (head, body) = http(&bridge, path, &headers);
        let head = head.to_ascii_lowercase();
        assert_eq!(String::from_utf8_lossy(&body), octets, "{path} {accepted}");
        let named = head.lines().find_map(|line| line.strip_prefix("content-encoding: "));
        assert_eq!(named.unwrap_or_default(), coding, "{path} {accepted}: {head}");
        assert!(head.contains("vary: accept-encoding"), "{path} {accepted}: {head}");
        let media_type = if path == "/a.wasm" { "application/wasm" } else { "text/plain" };
        assert!(head.contains(&format!("content-type: {media_type}")), "{path} {accepted}: {head}");
    }
    bridge.stop_content();
}

#[test]
fn each_file_has_its_type_and_is_kept_as_long_as_its_name_lasts() {
    let folder = page();
    for name in [
        "sw.js",
        "manifest.webmanifest",
        "b-0123456789abcdef_bg.wasm",
        "b-123456789abcdef.css",
        "postamt-512.png",
    ] {
        fs::write(folder.join(name), "octets").expect("a file");
    }
    fs::write(folder.join("sw.js.br"), "octets").expect("a file");
    let bridge = Bridge::start(&["--http", "0", "--imap", "0", "--page", &folder.display().to_string()]);
    let (fresh, kept) = ("no-cache", "public, max-age=31536000, immutable");
    for (path, media_type, how_long) in [
        ("/", "text/html", fresh),
        ("/index.html", "text/html", fresh),
        ("/sw.js", "text/javascript", fresh),
        ("/manifest.webmanifest", "application/manifest+json", fresh),
        ("/postamt-512.png", "image/png", fresh),
        ("/b-0123456789abcdef_bg.wasm", "application/wasm", kept),
        ("/b-123456789abcdef.css", "text/css", kept),
        // A version that is not there yet may be there tomorrow.
        ("/b-fedcba9876543210.css", "", fresh),
    ] {
        let (head, _) = http(&bridge, path, "Host: {host}\r\nAccept-Encoding: br\r\n");
        let head = head.to_ascii_lowercase();
        assert!(head.contains(&format!("cache-control: {how_long}\r\n")), "{path}: {head}");
        assert!(
            media_type.is_empty() || head.contains(&format!("content-type: {media_type}")),
            "{path}: {head}"
        );
        assert_eq!(head.contains("content-encoding: br"), path == "/sw.js", "{path}: {head}");
    }
    bridge.stop_content();
}

#[test]
fn the_page_is_served_and_nothing_around_it() {
    let bridge = bridge(&[]);
    let host = "Host: {host}\r\n";
    let (head, body) = http(&bridge, "/", host);
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/html"), "{head}");
    assert!(head.contains("nosniff"), "{head}");
    assert!(body.starts_with(b"<!doctype html>"));
    let (head, body) = http(&bridge, "/a.wasm", host);
    assert!(head.contains("application/wasm"), "{head}");
    assert_eq!(body, b"\0asm");
    for path in ["/none", "/../certificate.pem", "/%2e%2e/Cargo.toml", "//etc/passwd"] {
        let (head, _) = http(&bridge, path, host);
        assert!(!head.starts_with("HTTP/1.1 200"), "{path}: {head}");
    }
    bridge.stop_content();
}

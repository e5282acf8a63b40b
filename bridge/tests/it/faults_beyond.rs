//! More that breaks: clients that vanish while they idle, within TLS and at the page's door, what is sent beyond all
//! limits, and what the system does not permit.

use crate::bridge::{Bridge, Talk, command, finish, folder, program, succeed, wait_until};
use crate::clients::python;
use crate::faults::{login, memory, open_files};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn a_client_killed_while_it_idles_is_forgotten_and_others_go_on() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen"]);
    let mut writer = login(&bridge, "tom");
    writer.command("b SELECT INBOX");
    let files = open_files(bridge.process());
    let mut idler = login(&bridge, "tom");
    idler.command("b SELECT INBOX");
    assert!(idler.ask("c IDLE").starts_with('+'));
    writer.append("INBOX", "Subject: x\r\n\r\nx\r\n");
    drop(idler); // with news unread: the system resets the connection
    for _ in 0..20 {
        writer.append("INBOX", "Subject: x\r\n\r\nx\r\n");
    }
    bridge.wait_for_complaint("IMAP connection 2");
    wait_until("its socket closed", || open_files(bridge.process()) == files);
    assert!(writer.command("d STATUS INBOX (MESSAGES)").contains("MESSAGES 21"));
    writer.command("e LOGOUT");
    bridge.stop_with_complaints(1);
}

#[test]
fn who_idles_and_reads_nothing_costs_bounded_memory_and_is_cut() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen", "--stall", "2"]);
    let mut writer = login(&bridge, "tom");
    let messages = " {1+}\r\nx".repeat(500);
    assert!(writer.command(&format!("append APPEND INBOX{messages}")).contains("append OK"));
    writer.command("b SELECT INBOX");
    let mut idler = login(&bridge, "tom");
    idler.command("b SELECT INBOX");
    assert!(idler.ask("c IDLE").starts_with('+'));
    let before = memory(bridge.process());
    // Each makes 500 responses for the one who idles, and none for the one who writes.
    let mut rounds = 0;
    wait_until("the idler to be cut", || {
        rounds += 1;
        let sign = if rounds % 2 == 0 { '+' } else { '-' };
        writer.command(&format!("c STORE 1:* {sign}FLAGS.SILENT (\\Seen \\Flagged)"));
        bridge.complaints().contains("took no replies for longer than --stall allows")
    });
    let grown = memory(bridge.process()).saturating_sub(before);
    assert!(grown < 200, "{grown} MiB for one client, after {rounds} rounds");
    writer.command("d LOGOUT");
    bridge.stop_with_complaints(1);
}

#[test]
fn who_vanishes_without_a_word_is_probed_for_and_cut_by_idle_time() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen", "--idle", "2"]);
    let mut idler = login(&bridge, "tom");
    assert!(idler.ask("b IDLE").starts_with('+'));
    // The system's list of sockets: local port, remote port, state, and the kind of timer that runs: 2 is keepalive.
    let port = |talk: &Talk| talk.socket.get_ref().local_addr().expect("an address").port();
    let remote = format!(":{:04X}", port(&idler));
    let probed = || {
        let sockets = fs::read_to_string("/proc/net/tcp").expect("Linux");
        let mut rows = sockets.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        rows.any(|row| row.len() > 5 && row[2].ends_with(&remote) && row[5].starts_with("02:"))
    };
    wait_until("the system to probe whether the peer is still there", probed);
    // Nothing tells this bridge from one whose client's machine has lost its power.
    assert_eq!(idler.rest(), (Vec::new(), true));
    bridge.wait_for_complaint("silent for longer than --idle allows");
    bridge.stop_with_complaints(1);
}

#[test]
fn a_handshake_that_breaks_off_is_one_line() {
    // The beginning of a ClientHello, and of another one that promises more than it has.
    let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefghijklmnop";
    for garbage in [&hello[..], &hello[..3], b"\x16\x03\x01\xff\xff\xff\xff\xff\xff", b"\x80\x2e\x01\x00\x02"]
    {
        let bridge = Bridge::start(&["--imap", "0", "--imaps", "0"]);
        let files = open_files(bridge.process());
        let mut talk = bridge.connect("IMAPS");
        talk.send(garbage);
        drop(talk);
        bridge.wait_for_complaint("no TLS handshake");
        let mut talk = bridge.talk("IMAP");
        assert!(talk.ask("a STARTTLS").starts_with("a OK"));
        talk.send(garbage);
        drop(talk);
        bridge.wait_for_complaint("IMAP connection 2: no TLS handshake");
        wait_until("both sockets closed", || open_files(bridge.process()) == files);
        bridge.stop_with_complaints(2);
    }
}

#[test]
fn garbage_within_tls_ends_the_connection_with_one_line() {
    for how in ["garbage", "cut", "plain"] {
        let (bridge, certificate) = crate::clients::bridge(&[]);
        let mut python = python("broken_tls.py");
        python.arg(bridge.port("IMAPS")).arg(&certificate).arg(how);
        assert_eq!(succeed(&mut python), "done\n");
        bridge.wait_for_complaint("IMAP connection 1");
        assert!(!bridge.stop_with_complaints(1).contains("panic"));
    }
}

#[test]
fn renegotiation_is_not_granted() {
    let bridge = Bridge::start(&["--imaps", "0"]);
    let mut openssl = program("openssl");
    openssl.args(["s_client", "-tls1_2", "-connect", bridge.address("IMAPS")]);
    let mut openssl =
        openssl.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("openssl");
    let mut input = openssl.stdin.take().expect("its input");
    std::thread::sleep(Duration::from_millis(500));
    input.write_all(b"R\n").expect("the letter that asks for it");
    std::thread::sleep(Duration::from_millis(500));
    openssl.kill().expect("it waits for what does not come");
    openssl.wait().expect("its end");
    bridge.wait_for_complaint("IMAP connection 1");
    bridge.stop_with_complaints(1);
}

#[test]
fn literals_without_end_cost_bounded_memory() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen"]);
    let before = memory(bridge.process());
    let flood = |talk: &mut Talk, pieces: &[&[u8]], times: usize, end: &[u8]| {
        let mut socket = talk.socket.get_ref().try_clone().expect("a second handle");
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut all = (0..times).flat_map(|_| pieces).copied().chain([end]);
                let _ = all.try_for_each(|piece| socket.write_all(piece)); // until the bridge has enough
            });
            String::from_utf8_lossy(&talk.rest().0).into_owned()
        })
    };
    let megabyte = vec![b'x'; 1 << 20];
    // A single one that is too large, unasked.
    let mut talk = login(&bridge, "tom");
    talk.send("b APPEND INBOX {300000000+}\r\n");
    let told = flood(&mut talk, &[&megabyte], 300, b"");
    assert!(told.starts_with("b NO [TOOBIG]") && told.contains("* BYE"), "{told}");
    // Messages without end in one command.
    let mut talk = login(&bridge, "tom");
    talk.send("c APPEND INBOX");
    let told = flood(&mut talk, &[b" {1048576+}\r\n", &megabyte], 60, b"\r\nd LOGOUT\r\n");
    let grown = memory(bridge.process()).saturating_sub(before);
    assert!(grown < 200, "{grown} MiB: {told}");
    assert!(told.starts_with("c NO [") && told.contains("d OK"), "refused and thrown away: {told}");
    let mut talk = login(&bridge, "tom");
    assert!(talk.command("b STATUS INBOX (MESSAGES)").contains("MESSAGES 0"), "all or none");
}

const GET: &str = "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";
const LOOK_ON: &str = "GET /live HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

fn all(mut socket: TcpStream) -> String {
    let mut text = Vec::new();
    let _ = socket.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn slow_and_broken_visitors_of_the_page_stop_nobody() {
    let bridge = crate::live::bridge(&["--any-user", "offen"]);
    let files = open_files(bridge.process());
    let slow: Vec<_> = (0..100).map(|_| bridge.visit("GET / HTTP/1.1\r\nHost: loc")).collect();
    let _silent: Vec<_> = (0..20).map(|_| bridge.visit("")).collect();
    drop(bridge.visit("\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03"));
    drop(bridge.visit(&format!("GET /{} HTTP/1.1\r\n", "x".repeat(1 << 20))));
    assert!(all(bridge.visit(GET)).contains("<title>page"));
    let mut talk = login(&bridge, "tom");
    talk.command("b LOGOUT");
    drop(slow);
    wait_until("most sockets closed", || open_files(bridge.process()) <= files + 25);
    bridge.stop_content();
}

#[test]
fn many_who_look_on_and_do_not_read_cost_little() {
    let bridge = crate::live::bridge(&["--any-user", "offen"]);
    let before = memory(bridge.process());
    let viewers: Vec<_> = (0..64).map(|_| bridge.visit(LOOK_ON)).collect();
    let told = |mut socket: &TcpStream| {
        let mut head = [0; 12];
        socket.read_exact(&mut head).expect("an answer");
        String::from_utf8_lossy(&head).into_owned()
    };
    assert!(viewers.iter().all(|viewer| told(viewer) == "HTTP/1.1 101"));
    assert_eq!(told(&bridge.visit(LOOK_ON)), "HTTP/1.1 503", "one too many");
    let mut talk = login(&bridge, "tom");
    for _ in 0..20 {
        talk.append("INBOX", &"Hallo, hallo!\r\n".repeat(30_000));
    }
    let grown = memory(bridge.process()).saturating_sub(before);
    assert!(grown < 150, "{grown} MiB for 9 MiB of mail and 64 who do not read");
    talk.command("b LOGOUT");
    drop(viewers);
    wait_until("a free place", || told(&bridge.visit(LOOK_ON)) == "HTTP/1.1 101");
    bridge.stop_content();
}

/// Runs a bridge that must not start, without what only root may do; gives its only line.
fn refused_without_permission(options: &[&str]) -> String {
    let bridge = command(options);
    let mut plain = match succeed(Command::new("id").arg("-u")).as_str() {
        "0\n" => {
            let mut setpriv = Command::new("setpriv");
            setpriv.args(["--bounding-set=-all", "--inh-caps=-all", "--"]).arg(bridge.get_program());
            setpriv.args(bridge.get_args());
            setpriv
        }
        _ => bridge,
    };
    let (code, output) = finish(&mut plain);
    assert_eq!(output.lines().count(), 1, "one clear line: {output}");
    assert_eq!(code, Some(1), "{output}");
    output
}

#[test]
fn what_is_not_permitted_is_one_sentence() {
    let first = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start").expect("Linux");
    if first.trim() != "0" {
        let line = refused_without_permission(&["--imap", "143"]);
        assert!(line.contains("IMAP cannot be offered on 127.0.0.1:143: no permission"), "{line}");
        assert!(line.contains("--imap"), "{line}");
    }
    let folder = folder();
    let file = |name: &str| folder.join(name).display().to_string();
    let forbid = |name: &str| {
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o000)).expect("its owner may");
    };
    fs::write(folder.join("world.json"), r#"{"postamt-world":1,"accounts":[]}"#).expect("a file");
    forbid("world.json");
    let line = refused_without_permission(&["--imap", "0", "--scenario", &file("world.json")]);
    assert!(line.contains("world.json") && line.contains("ermission denied"), "{line}");
    fs::create_dir(folder.join("page")).expect("a folder");
    fs::write(folder.join("page/index.html"), "page").expect("a file");
    forbid("page/index.html");
    let line = refused_without_permission(&["--http", "0", "--page", &file("page")]);
    assert!(line.contains("page") && line.contains("ermission denied"), "{line}");
    forbid("page");
    let line = refused_without_permission(&["--http", "0", "--page", &file("page")]);
    assert!(line.contains("page") && line.contains("ermission denied"), "{line}");
    fs::create_dir(folder.join("shut")).expect("a folder");
    forbid("shut");
    let line = refused_without_permission(&["--imaps", "0", "--certificate", &file("shut/certificate.pem")]);
    assert!(line.contains("shut/certificate.pem") && line.contains("ermission denied"), "{line}");
}

#[test]
fn a_bridge_that_may_open_few_files_says_so_and_goes_on() {
    let bridge = command(&["--imap", "0"]);
    let text = format!("ulimit -n 40; exec {} --imap 0", bridge.get_program().display());
    let bridge = Bridge::of(Command::new("sh").args(["-c", &text]));
    let mut talks: Vec<_> = (0..60).map(|_| bridge.connect("IMAP")).collect();
    bridge.wait_for_complaint("A client cannot be let in");
    assert!(talks[0].line().starts_with("* OK"));
    assert!(talks[0].ask("a NOOP").starts_with("a OK"), "who is in is served");
    let asked = Instant::now();
    drop(talks);
    wait_until("a free place", || {
        let mut talk = bridge.connect("IMAP");
        talk.line().starts_with("* OK") && talk.command("a LOGOUT").contains("a OK")
    });
    assert!(asked.elapsed() < Duration::from_secs(20));
    let (status, ..) = bridge.stop();
    assert!(status.success());
}

//! TLS in the middle of a connection, and servers that take no password without it.

use crate::bridge::{Bridge, succeed};
use crate::clients::{bridge, curl, python};
use std::fs;
use std::net::Shutdown;
use std::time::{Duration, Instant};

#[test]
fn imaplib_and_poplib_do_their_whole_jobs_after_starttls_and_stls() {
    for preset in ["strict", "tls-first"] {
        let (bridge, certificate) = bridge(&["--preset", preset]);
        let imap = ["imap_job.py", bridge.port("IMAP"), "starttls"];
        let pop3 = ["pop3_job.py", bridge.port("POP3"), "stls"];
        for [script, port, how] in [imap, pop3] {
            assert_eq!(succeed(python(script).arg(port).arg(&certificate).arg(how)), "done\n");
        }
        bridge.stop_with_complaints(1); // for close() without QUIT
    }
}

#[test]
fn a_server_that_wants_tls_takes_passwords_on_its_tls_ports_alone() {
    let (bridge, certificate) = bridge(&["--preset", "tls-first"]);
    let mut talk = bridge.connect("IMAP");
    let greeting = talk.line();
    assert!(greeting.contains(" STARTTLS ") && greeting.contains(" LOGINDISABLED "), "{greeting}");
    assert!(talk.ask("a LOGIN anna geheim").starts_with("a NO [PRIVACYREQUIRED]"));
    assert!(talk.ask("b AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt").starts_with("b NO [PRIVACYREQUIRED]"));
    talk.command("c LOGOUT");
    let mut talk = bridge.talk("POP3");
    for command in ["USER anna", "PASS geheim", "AUTH PLAIN AGFubmEAZ2VoZWlt"] {
        assert!(talk.ask(command).starts_with("-ERR"), "{command}");
    }
    talk.ask("QUIT");
    for (script, service) in [("imap_job.py", "IMAPS"), ("pop3_job.py", "POP3S")] {
        assert_eq!(succeed(python(script).arg(bridge.port(service)).arg(&certificate)), "done\n");
    }
    bridge.stop_with_complaints(1); // for close() without QUIT
}

#[test]
fn curl_insists_on_tls_and_gets_it() {
    let (bridge, certificate) = bridge(&["--preset", "tls-first"]);
    let curl =
        |url: &str, more: &[&str]| curl(&certificate, "carla:offen", &[&["--ssl-reqd"], more].concat(), url);
    let imap = format!("imap://localhost:{}", bridge.port("IMAP"));
    let pop3 = format!("pop3://localhost:{}", bridge.port("POP3"));
    // Larger than what is put into one write, and than a TLS record.
    let letter = format!("Subject: von curl\r\n\r\n{}", "Hallo, hallo.\r\n".repeat(40_000));
    let file = bridge.folder.join("letter.eml");
    fs::write(&file, &letter).expect("a file");
    curl(&format!("{imap}/INBOX"), &["--upload-file", &file.display().to_string()]);
    assert_eq!(curl(&format!("{imap}/INBOX;UID=1"), &[]), letter);
    assert_eq!(curl(&format!("{pop3}/1"), &[]), letter);
    bridge.stop_content();
}

#[test]
fn what_is_sent_in_the_clear_behind_starttls_is_thrown_away() {
    for (protocol, service) in [("imap", "IMAP"), ("pop3", "POP3")] {
        let (bridge, certificate) = bridge(&[]);
        let mut python = python("behind_starttls.py");
        assert_eq!(succeed(python.arg(protocol).arg(bridge.port(service)).arg(&certificate)), "done\n");
        let complaints = bridge.stop_with_complaints(1);
        assert!(complaints.contains("they were thrown away"), "{complaints}");
    }
}

#[test]
fn a_flood_in_the_clear_behind_starttls_is_no_handshake() {
    let bridge = Bridge::start(&["--imap", "0"]);
    let mut talk = bridge.talk("IMAP");
    talk.send("a STARTTLS\r\n");
    talk.send("b LOGIN anna geheim\r\n".repeat(10_000));
    assert!(talk.line().starts_with("a OK"));
    // Octets from before the OK are gone; a handshake would begin here.
    let _ = std::io::Write::write_all(talk.socket.get_mut(), b"c LOGIN anna geheim\r\n");
    let (rest, _) = talk.rest();
    assert!(!String::from_utf8_lossy(&rest).contains("OK"), "{rest:?}");
    bridge.wait_for_complaint("no TLS handshake");
    bridge.stop_with_complaints(1);
}

#[test]
fn who_asks_for_tls_and_then_says_nothing_is_cut() {
    let bridge = Bridge::start(&["--imap", "0", "--pop3", "0"]);
    let start = Instant::now();
    let mut imap = bridge.talk("IMAP");
    assert!(imap.ask("a STARTTLS").starts_with("a OK"));
    let mut pop3 = bridge.talk("POP3");
    assert!(pop3.ask("STLS").starts_with("+OK"));
    let mut other = bridge.talk("IMAP");
    assert!(other.command("a LOGIN anna geheim").contains("a OK"), "others go on meanwhile");
    other.command("b LOGOUT");
    assert_eq!(imap.rest(), (Vec::new(), true));
    assert_eq!(pop3.rest(), (Vec::new(), true));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    bridge.wait_for_complaint("IMAP connection 1: no TLS handshake");
    bridge.wait_for_complaint("POP3 connection 2: no TLS handshake");
    bridge.stop_with_complaints(2);
}

#[test]
fn who_hangs_up_instead_of_a_handshake_is_one_line() {
    let bridge = Bridge::start(&["--pop3", "0"]);
    let mut talk = bridge.talk("POP3");
    assert!(talk.ask("STLS").starts_with("+OK"));
    talk.socket.get_ref().shutdown(Shutdown::Both).expect("hung up");
    bridge.wait_for_complaint("POP3 connection 1: no TLS handshake");
    bridge.stop_with_complaints(1);
}

#[test]
fn nobody_waits_for_a_handshake_when_the_bridge_stops() {
    let bridge = Bridge::start(&["--imap", "0"]);
    let mut talk = bridge.talk("IMAP");
    assert!(talk.ask("a STARTTLS").starts_with("a OK"));
    let (status, took, complaints) = bridge.stop();
    assert!(status.success());
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(complaints, "");
    let (rest, _) = talk.rest();
    assert!(rest.is_empty(), "nothing more is said in the clear: {rest:?}");
}

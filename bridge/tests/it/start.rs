//! Beginning and end: what the bridge says when it cannot start, and how it stops.

use crate::bridge::{Bridge, command, finish, folder};
use std::net::TcpListener;
use std::time::Duration;

/// Runs a bridge that must not start; gives its exit code and its only line.
fn refused(options: &[&str]) -> (i32, String) {
    let (code, output) = finish(&mut command(options));
    assert_eq!(output.lines().count(), 1, "one clear line: {output}");
    (code.expect("an exit code"), output)
}

#[test]
fn a_port_in_use_is_one_sentence() {
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("its number").port().to_string();
    let (code, line) = refused(&["--imap", &port]);
    assert_eq!(code, 1);
    assert!(line.contains(&format!("127.0.0.1:{port}: the port is in use")), "{line}");
    assert!(line.contains("--imap"), "{line}");
}

#[test]
fn an_address_that_is_not_ours_is_one_sentence() {
    let (code, line) = refused(&["--public", "--pop3", "192.0.2.1:1110"]);
    assert_eq!(code, 1);
    assert!(line.contains("no such address"), "{line}");
}

#[test]
fn a_command_line_that_does_not_fit_is_one_sentence() {
    let (code, line) = refused(&["--pop3", "anywhere"]);
    assert_eq!(code, 2);
    assert!(line.contains("IP:PORT"), "{line}");
}

#[test]
fn a_missing_page_is_one_sentence() {
    let folder = folder();
    let (code, line) = refused(&["--http", "0", "--page", &folder.display().to_string()]);
    assert_eq!(code, 1);
    assert!(line.contains("cargo xtask build"), "{line}");
}

#[test]
fn a_scenario_that_cannot_be_is_one_sentence() {
    let (code, line) = refused(&["--scenario", "nowhere"]);
    assert_eq!(code, 1);
    assert!(line.contains("school, empty"), "{line}");
    let file = folder().join("world.json");
    std::fs::write(&file, r#"{"postamt-world":9}"#).expect("a file");
    let (code, line) = refused(&["--scenario", &file.display().to_string()]);
    assert_eq!(code, 1);
    assert!(line.contains("newer version (9)"), "{line}");
}

#[test]
fn a_scenario_may_come_from_a_file() {
    let file = folder().join("world.json");
    let world = concat!(
        r#"{"postamt-world":1,"accounts":[{"name":"carla","password":"x","mailboxes":"#,
        r#"[{"name":"INBOX","messages":[{"octets":"Subject: hi\n\nHello\n"}]}]}]}"#
    );
    std::fs::write(&file, world).expect("a file");
    let bridge = Bridge::start(&["--pop3", "0", "--scenario", &file.display().to_string()]);
    let mut talk = bridge.maildrop("carla", "x");
    assert_eq!(talk.ask("STAT"), "+OK 1 22");
    assert!(talk.ask("QUIT").starts_with("+OK"));
    bridge.stop_content();
}

#[test]
fn users_are_added_and_passwords_replaced() {
    let bridge = Bridge::start(&["--imap", "0", "--user", "anna:neu", "--user", "otto:o:o"]);
    let mut talk = bridge.talk("IMAP");
    assert!(talk.ask("a LOGIN anna geheim").starts_with("a NO"));
    assert!(talk.ask("b LOGIN anna neu").starts_with("b OK"));
    assert!(talk.command("c SELECT INBOX").contains("* 7 EXISTS"), "her mail is still there");
    assert!(talk.command("d LOGOUT").contains("d OK"));
    assert!(bridge.talk("IMAP").ask("a LOGIN otto o:o").starts_with("a OK"));
    bridge.wait_for_complaint("hung up without LOGOUT");
}

#[test]
fn every_new_name_gets_its_own_account_with_uids_from_1() {
    let bridge = Bridge::start(&["--imap", "0", "--pop3", "0", "--any-user", "offen", "--scenario", "empty"]);
    let mut talk = bridge.talk("IMAP");
    assert!(talk.ask("a LOGIN tom falsch").starts_with("a NO"));
    assert!(talk.ask("b LOGIN tom offen").starts_with("b OK"));
    talk.append("INBOX", "abc");
    assert!(talk.command("d SELECT INBOX").contains("UIDNEXT 2"));
    talk.command("e LOGOUT");
    for (name, count) in [("tom", 1), ("tim", 0)] {
        let mut talk = bridge.maildrop(name, "offen");
        assert!(talk.ask("STAT").starts_with(&format!("+OK {count} ")));
        talk.ask("QUIT");
    }
    bridge.stop_content();
}

#[test]
fn two_runs_do_not_share_a_uidvalidity() {
    let validity = || {
        let bridge = Bridge::start(&["--imap", "0"]);
        let mut talk = bridge.talk("IMAP");
        talk.command("a LOGIN anna geheim");
        let status = talk.command("b STATUS Sent (UIDVALIDITY)");
        talk.command("c LOGOUT");
        bridge.stop_content();
        status
    };
    let first = validity();
    std::thread::sleep(Duration::from_secs(2)); // it is made of the second
    assert_ne!(first, validity());
}

#[test]
fn stopping_closes_every_connection_and_says_nothing() {
    let bridge = Bridge::start(&["--imap", "0", "--pop3", "0"]);
    let mut talks: Vec<_> = ["POP3", "IMAP", "POP3"].map(|service| bridge.talk(service)).into();
    bridge.stop_content();
    for talk in &mut talks {
        assert_eq!(talk.rest(), (Vec::new(), true), "closed properly");
    }
}

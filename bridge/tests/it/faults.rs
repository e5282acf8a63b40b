//! Clients that break, flood, stall and swarm: nothing hangs, nothing leaks, each trouble is one line.

use crate::bridge::{Bridge, Talk, signal, wait_until};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::process::Command;
use std::time::{Duration, Instant};

/// Resident memory of a process in MiB.
pub(crate) fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a process on Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a size");
    let kibibytes: u64 =
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number");
    kibibytes / 1024
}

/// How many files a process has open.
pub(crate) fn open_files(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).expect("a process on Linux").count()
}

/// Somebody who is logged in over IMAP.
pub(crate) fn login(bridge: &Bridge, name: &str) -> Talk {
    let mut talk = bridge.talk("IMAP");
    assert!(talk.ask(&format!("a LOGIN {name} offen")).starts_with("a OK"));
    talk
}

/// An account whose INBOX holds one message of so many octets.
fn with_large_message(bridge: &Bridge, name: &str, size: usize) {
    let mut talk = login(bridge, name);
    talk.append("INBOX", &format!("Subject: x\r\n\r\n{}\r\n", "0123456789abcdef\r\n".repeat(size / 18)));
    talk.command("z LOGOUT");
}

#[test]
fn a_client_killed_in_the_middle_of_a_literal_stores_nothing() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen"]);
    let mut talk = login(&bridge, "tom");
    talk.send("b APPEND INBOX {1000}\r\n");
    assert!(talk.line().starts_with('+'));
    talk.send("Subject: half");
    drop(talk);
    bridge.wait_for_complaint("hung up without LOGOUT");
    let mut talk = login(&bridge, "tom");
    assert!(talk.command("b STATUS INBOX (MESSAGES)").contains("MESSAGES 0"));
    talk.command("c LOGOUT");
    bridge.stop_with_complaints(1);
}

#[test]
fn a_client_killed_in_the_middle_of_a_retr_frees_the_maildrop_and_deletes_nothing() {
    let bridge = Bridge::start(&["--imap", "0", "--pop3", "0", "--any-user", "offen"]);
    with_large_message(&bridge, "tom", 5 << 20);
    let mut talk = bridge.maildrop("tom", "offen");
    talk.ask("DELE 1");
    talk.ask("RSET");
    talk.send("RETR 1\r\nDELE 1\r\n");
    let mut some = [0; 1000];
    talk.socket.read_exact(&mut some).expect("the beginning");
    drop(talk); // with unread octets: the system resets the connection
    bridge.wait_for_complaint("POP3 connection");
    let mut talk = bridge.maildrop("tom", "offen");
    assert!(talk.ask("STAT").starts_with("+OK 1 "), "without QUIT nothing is deleted");
    talk.ask("QUIT");
}

#[test]
fn who_hangs_up_politely_and_then_vanishes_is_noticed() {
    let bridge = Bridge::start(&["--imap", "0", "--pop3", "0", "--any-user", "offen"]);
    with_large_message(&bridge, "tom", 9 << 20);
    let mut talk = bridge.maildrop("tom", "offen");
    talk.send("RETR 1\r\n".repeat(4));
    talk.socket.get_ref().shutdown(Shutdown::Write).expect("half closed");
    let mut some = [0; 1000];
    talk.socket.read_exact(&mut some).expect("the beginning");
    // The bridge has read the end of what the client sends, and waits for it to take more.
    std::thread::sleep(Duration::from_millis(300));
    drop(talk);
    bridge.wait_for_complaint("POP3 connection");
    let mut talk = bridge.maildrop("tom", "offen");
    talk.ask("QUIT");
}

#[test]
fn a_program_killed_at_work_leaves_no_trace() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen"]);
    let files = open_files(bridge.process());
    with_large_message(&bridge, "tom", 9 << 20);
    wait_until("quiet", || open_files(bridge.process()) == files);
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--limit-rate", "20K", "--user", "tom:offen", "--output", "/dev/null"]);
    let mut curl = curl.arg(format!("imap://{}/INBOX;UID=1", bridge.address("IMAP"))).spawn().expect("curl");
    wait_until("curl at work", || open_files(bridge.process()) > files);
    std::thread::sleep(Duration::from_millis(300));
    signal(&curl, "KILL");
    curl.wait().expect("its end");
    bridge.wait_for_complaint("IMAP connection");
    wait_until("its socket closed", || open_files(bridge.process()) == files);
    bridge.stop();
}

#[test]
fn who_hangs_up_politely_still_gets_all_replies() {
    let bridge = Bridge::start(&["--pop3", "0", "--imap", "0"]);
    let mut talk = bridge.talk("POP3");
    talk.send("USER anna\r\nPASS geheim\r\nRETR 1\r\nSTAT\r\n");
    talk.socket.get_ref().shutdown(Shutdown::Write).expect("half closed");
    let (rest, proper) = talk.rest();
    assert!(proper);
    let text = String::from_utf8_lossy(&rest);
    assert!(text.ends_with(".\r\n+OK 7 6090\r\n"), "{text}");
    let mut talk = bridge.talk("IMAP");
    talk.send("a LOGIN anna geheim\r\nb SELECT INBOX\r\nc FETCH 1:* BODY.PEEK[]\r\nd LOGOUT\r\ne NOOP\r\n");
    talk.socket.get_ref().shutdown(Shutdown::Write).expect("half closed");
    let (rest, proper) = talk.rest();
    assert!(proper);
    assert!(String::from_utf8_lossy(&rest).contains("d OK"), "nothing is lost at LOGOUT");
}

#[test]
fn garbage_is_answered_or_ended_and_does_not_disturb_others() {
    let bridge = Bridge::start(&["--pop3", "0", "--imap", "0", "--imaps", "0", "--stall", "2"]);
    let mut bystander = bridge.talk("IMAP");
    let before = memory(bridge.process());
    // A noise that repeats only after a long time, with line ends and NULs in it.
    let mut state = 1_u32;
    let mut noise = Vec::with_capacity(1 << 20);
    for _ in 0..1 << 20 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.push((state >> 24) as u8);
    }
    std::thread::scope(|scope| {
        for service in ["POP3", "IMAP", "IMAPS", "POP3", "IMAP"] {
            let (bridge, noise) = (&bridge, &noise);
            scope.spawn(move || {
                let talk = bridge.connect(service);
                let mut socket = talk.socket.into_inner();
                let mut reading = socket.try_clone().expect("a second handle");
                let reader = std::thread::spawn(move || {
                    let _ = std::io::copy(&mut reading, &mut std::io::sink()); // until either side has enough
                });
                for _ in 0..8 {
                    if socket.write_all(noise).is_err() {
                        break; // the bridge has had enough, as it may
                    }
                }
                let _ = socket.shutdown(Shutdown::Both);
                reader.join().expect("no panic");
            });
        }
    });
    let asked = Instant::now();
    assert!(bystander.ask("a NOOP").starts_with("a OK"));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    let grown = memory(bridge.process()).saturating_sub(before);
    assert!(grown < 100, "{grown} MiB for garbage");
    bystander.command("b LOGOUT");
    let (status, _, _) = bridge.stop();
    assert!(status.success());
}

#[test]
fn a_slow_reader_costs_bounded_memory_and_is_cut() {
    let bridge = Bridge::start(&["--pop3", "0", "--imap", "0", "--any-user", "offen", "--stall", "2"]);
    with_large_message(&bridge, "tom", 5 << 20);
    let before = memory(bridge.process());
    let mut talk = bridge.maildrop("tom", "offen");
    talk.send("RETR 1\r\n".repeat(500)); // 2.5 GiB of replies, and nobody reads
    bridge.wait_for_complaint("took no replies for longer than --stall allows");
    let grown = memory(bridge.process()).saturating_sub(before);
    assert!(grown < 64, "{grown} MiB for one client");
    // The maildrop is free again at once.
    let mut next = bridge.maildrop("tom", "offen");
    next.ask("QUIT");
}

#[test]
fn a_reader_that_is_only_slow_gets_everything() {
    let bridge = Bridge::start(&["--pop3", "0", "--imap", "0", "--any-user", "offen", "--stall", "20"]);
    with_large_message(&bridge, "tom", 1 << 20);
    let mut talk = bridge.maildrop("tom", "offen");
    talk.send("RETR 1\r\n".repeat(12) + "QUIT\r\n");
    let mut all = Vec::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let count = talk.socket.read(&mut buffer).expect("octets in time");
        if count == 0 {
            break;
        }
        all.extend_from_slice(&buffer[..count]);
        std::thread::sleep(Duration::from_millis(10));
    }
    let ends = all.windows(5).filter(|window| *window == b"\r\n.\r\n").count();
    assert_eq!(ends, 12);
    assert!(all.len() > 12 << 20 && String::from_utf8_lossy(&all[all.len() - 200..]).contains("\r\n+OK"));
    bridge.stop_content();
}

#[test]
fn two_thousand_connections_mostly_idle() {
    let bridge = Bridge::start(&["--pop3", "0", "--imap", "0", "--any-user", "offen"]);
    let before = memory(bridge.process());
    let start = Instant::now();
    let mut talks = Vec::new();
    for number in 0..2000 {
        let service = if number % 2 == 0 { "IMAP" } else { "POP3" };
        talks.push(bridge.connect(service));
    }
    for talk in &mut talks {
        assert!(talk.line().contains("OK"));
    }
    // Every tenth logs in and opens the same mailbox, so that each change there is theirs to hear of.
    for talk in talks.iter_mut().step_by(10) {
        assert!(talk.ask("a LOGIN tom offen").starts_with("a OK"));
        talk.command("b SELECT INBOX");
    }
    let connected = start.elapsed();
    let asked = Instant::now();
    for number in 0..100 {
        let talk = &mut talks[number * 20];
        talk.append("INBOX", "Subject: x\r\n\r\nx\r\n");
    }
    let appended = asked.elapsed();
    assert!(talks[1990].command("c NOOP").contains("* 100 EXISTS"));
    let asked = Instant::now();
    for talk in talks.iter_mut().skip(1).step_by(2) {
        assert!(talk.ask("CAPA").starts_with("+OK"));
    }
    let answered = asked.elapsed();
    let grown = memory(bridge.process()).saturating_sub(before);
    println!(
        "2,000 connections after {connected:?} with {grown} MiB; 100 APPENDs {appended:?}; 1,000 CAPAs {answered:?}"
    );
    assert!(grown < 200, "{grown} MiB for 2,000 connections");
    drop(talks);
    wait_until("all to be forgotten", || open_files(bridge.process()) < 50);
    let mut talk = bridge.talk("POP3");
    assert!(talk.ask("QUIT").starts_with("+OK"));
    bridge.stop();
}

#[test]
fn one_client_too_many_is_told_so() {
    let bridge = Bridge::start(&["--imap", "0", "--pop3", "0", "--connections", "3"]);
    let mut talks: Vec<_> = (0..3).map(|_| bridge.talk("IMAP")).collect();
    let mut refused = bridge.connect("IMAP");
    assert!(refused.line().starts_with("* BYE"));
    assert_eq!(refused.rest(), (Vec::new(), true));
    assert!(bridge.connect("POP3").line().starts_with("-ERR"));
    bridge.wait_for_complaint("too many connections");
    talks[0].command("a LOGOUT");
    wait_until("a free place", || bridge.connect("IMAP").line().starts_with("* OK"));
}

#[test]
fn who_is_silent_for_longer_than_the_owner_allows_is_cut() {
    let bridge = Bridge::start(&["--imap", "0", "--imaps", "0", "--idle", "1"]);
    let mut talk = bridge.talk("IMAP");
    assert_eq!(talk.rest(), (Vec::new(), true));
    bridge.wait_for_complaint("silent for longer than --idle allows");
}

#[test]
fn a_plain_client_at_a_tls_door_is_one_line() {
    let bridge = Bridge::start(&["--imaps", "0"]);
    let mut talk = bridge.connect("IMAPS");
    talk.send("a LOGIN anna geheim\r\n");
    talk.rest();
    bridge.wait_for_complaint("no TLS handshake");
    bridge.stop_with_complaints(1);
}

#[test]
fn stopping_during_an_append_ends_it_without_an_answer() {
    let bridge = Bridge::start(&["--imap", "0", "--any-user", "offen"]);
    let mut talk = login(&bridge, "tom");
    talk.send("b APPEND INBOX {1000000}\r\n");
    assert!(talk.line().starts_with('+'));
    talk.send("x".repeat(500_000));
    bridge.stop_content();
    let (rest, _) = talk.rest();
    assert!(!String::from_utf8_lossy(&rest).contains("b OK"));
}

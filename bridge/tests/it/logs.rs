//! Logs of programs that nobody here wrote, imported: what each of them prints of a session with this server is read
//! whole, and replayed without an answer that our own server would not give.

use crate::bridge::finish;
use crate::clients::{bridge, private, python, script};
use postamt::engine::recording::{differing, replay};
use postamt::engine::step::{Party, Step};
use postamt::engine::{Lab, Turn};
use postamt::script::import::read;
use std::fs;

/// Imports a log, which must be of this form, with this command in its recording, and without the password.
#[track_caller]
fn assert_imported(form: &str, log: &str, command: &str) {
    assert!(imported(form, log).iter().any(|line| line.starts_with(command)), "{log}");
}

/// Imports a log, which must be of this form, and without the password; gives what the client says.
#[track_caller]
fn imported(form: &str, log: &str) -> Vec<String> {
    said(Party::Client, &replayed(form, log))
}

/// The text of each thing that one of them says.
fn said(party: Party, turns: &[Turn]) -> Vec<String> {
    turns.iter().flat_map(|turn| turn.wires(party)).map(|wire| wire.text()).collect()
}

/// Imports a log, which must be of this form, and without the password; gives the turns of its replay.
#[track_caller]
fn replayed(form: &str, log: &str) -> Vec<Turn> {
    let import = read(log).unwrap_or_else(|mistake| panic!("{mistake:?}: {log}"));
    assert_eq!(import.form.id, form, "{log}");
    assert_eq!(import.unread, [], "{log}");
    assert!(import.masked > 0, "{log}");
    let kept = format!("{:?}", import.recording);
    assert!(!kept.contains("geheim"), "{kept}");
    let (_, turns) = replay(&import.recording);
    let differ: Vec<_> = turns.iter().filter_map(|(turn, _)| differing(turn)).collect();
    assert!(differ.is_empty(), "{differ:?}\n{log}");
    let is_in = |lab: &Lab| lab.connections().any(|(_, connection)| connection.session.account().is_some());
    assert!(turns.iter().any(|(_, lab)| is_in(lab)), "{log}");
    turns.into_iter().map(|(turn, _)| turn).collect()
}

#[test]
fn curl_on_a_terminal() {
    let (bridge, certificate) = bridge(&[]);
    for (url, command) in [
        (format!("imap://localhost:{}/INBOX;MAILINDEX=2", bridge.port("IMAP")), "A004 FETCH 2 BODY[]"),
        (format!("imaps://localhost:{}/INBOX?ALL", bridge.port("IMAPS")), "A004 SEARCH ALL"),
        (format!("pop3://localhost:{}/3", bridge.port("POP3")), "RETR 3"),
        (format!("pop3s://localhost:{}/", bridge.port("POP3S")), "LIST"),
    ] {
        let mut terminal = python("terminal.py");
        terminal.args(["curl", "-v", "--max-time", "20", "--user", "anna:geheim", "--cacert"]);
        let (code, log) = finish(terminal.arg(&certificate).arg(url));
        assert_eq!(code, Some(0), "{log}");
        assert_imported("curl", &log, command);
    }
    bridge.stop();
}

#[test]
fn openssl_with_somebody_typing() {
    let (bridge, _) = bridge(&[]);
    for (service, starttls) in [("IMAPS", None), ("IMAP", Some("imap"))] {
        let mut terminal = python("typed.py");
        // With STARTTLS two tickets come after the greeting. What is typed while they are shown may stand in the middle
        // of their lines, where no reader could find it.
        let first: &[&str] =
            if starttls.is_some() { &[". OK", "", "read R BLOCK", "", "read R BLOCK"] } else { &["* OK"] };
        terminal.args(first);
        terminal.args(["a LOGIN anna geheim", "a OK", "b SELECT INBOX", "b OK", "c FETCH 2 (FLAGS BODY[])"]);
        terminal.args(["c OK", "d LOGOUT", "--", "openssl", "s_client", "-crlf", "-connect"]);
        terminal.arg(format!("localhost:{}", bridge.port(service)));
        let (_, log) = finish(terminal.args(starttls.iter().flat_map(|it| ["-starttls", it])));
        assert_imported("openssl", &log, "c FETCH 2 (FLAGS BODY[])");
    }
    bridge.stop();
}

#[test]
fn telnet_with_somebody_typing() {
    let (bridge, _) = bridge(&[]);
    let pop3 = [
        ["+OK", "USER anna"],
        ["+OK", "PASS geheim"],
        ["+OK", "STAT"],
        ["+OK", "LIST"],
        ["\n.\r", "RETR 2"],
        ["\n.\r", "TOP 3 0"],
        ["\n.\r", "QUIT"],
    ];
    let imap = [
        ["* OK", "a LOGIN anna geheim"],
        ["a OK", "b SELECT INBOX"],
        ["b OK", "c FETCH 2 (FLAGS BODY[])"],
        ["c OK", "d LOGOUT"],
    ];
    // Its own key and prompt.
    let leaving = [["a OK", "\u{1d}"], ["telnet> ", "quit"]];
    for (service, typed, own) in
        [("POP3", &pop3[..], &[][..]), ("IMAP", &imap, &[]), ("IMAP", &imap[..1], &leaving)]
    {
        let mut terminal = python("typed.py");
        terminal.args([typed, own].concat().concat());
        terminal.args(["--", "telnet", "localhost", bridge.port(service)]);
        let (_, log) = finish(&mut terminal);
        let said = imported("telnet", &log);
        assert_eq!(said.len(), typed.len(), "{said:?}\n{log}");
        for (said, [_, line]) in said.iter().zip(typed) {
            assert!(said.starts_with(line.trim_end_matches("geheim")), "{said}\n{log}");
        }
    }
    bridge.stop();
}

#[test]
fn fetchmail_talking_much() {
    let (bridge, _) = bridge(&[]);
    for (protocol, service, command) in [("pop3", "POP3", "RETR 2"), ("imap", "IMAP", "A0002 SELECT")] {
        let text = format!(
            "poll localhost protocol {protocol} port {} auth password\n\
             user anna password geheim sslproto '' keep fetchall no rewrite mda \"cat >/dev/null\"\n",
            bridge.port(service)
        );
        let file = private(&bridge.folder, "fetchmailrc", &text);
        let mut terminal = python("terminal.py");
        terminal.env("FETCHMAILHOME", &bridge.folder).env("HOME", &bridge.folder);
        terminal.args(["fetchmail", "-v", "-v", "--nosyslog", "--nodetach", "--fetchmailrc"]);
        let (code, log) = finish(terminal.arg(file));
        assert_eq!(code, Some(0), "{log}");
        assert_imported("fetchmail", &log, command);
    }
    bridge.stop();
}

#[test]
fn imapsync_by_its_library() {
    for (service, tls) in [("IMAP", None), ("IMAP", Some("starttls")), ("IMAPS", Some("from the start"))] {
        let (bridge, certificate) = bridge(&[]);
        let mut perl = script("perl", "imapclient.pl");
        perl.arg(bridge.port(service)).args(tls.iter().flat_map(|_| [&certificate]));
        let (code, log) = finish(perl.args(tls.filter(|tls| *tls == "starttls")));
        assert_eq!(code, Some(0), "{log}");
        let turns = replayed("imapsync", &log);
        for command in ["LOGIN anna", "UID SEARCH ALL", "UID FETCH 115 BODY.PEEK[]", "APPEND INBOX", "LOGOUT"]
        {
            let says =
                |line: &String| line.split_once(' ').is_some_and(|(_, line)| line.starts_with(command));
            assert!(said(Party::Client, &turns).iter().any(says), "{command}\n{log}");
        }
        let encrypts = |step: &Step| matches!(step, Step::Moved { moved, .. } if moved.edge.to == "TLS");
        assert_eq!(turns.iter().flat_map(Turn::steps).any(encrypts), tls.is_some(), "{log}");
        let long = ["Subject: lang\r\n\r\n", &"Eine von vielen Zeilen.\r\n".repeat(200), "\r\n"].concat();
        assert!(said(Party::Client, &turns).concat().contains(&[&long, "\r\n"].concat()), "{log}");
        // It shows literals without their lengths, and leaves messages out; before that it has told of both.
        let heard: String = said(Party::Server, &turns)
            .concat()
            .lines()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect();
        let mut talk = bridge.talk("IMAP");
        talk.command("a LOGIN anna geheim");
        talk.command("b EXAMINE INBOX");
        for items in ["BODY.PEEK[HEADER.FIELDS (Message-ID Received)]", "BODY.PEEK[]"] {
            for uid in [101, 104, 105, 107, 110, 112, 115] {
                let answer = talk.command(&format!("c UID FETCH {uid} {items}"));
                let answer = answer.trim_end_matches("c OK UID FETCH completed\n");
                assert!(heard.contains(answer), "{answer}\n{heard}\n{log}");
            }
        }
        talk.command("d LOGOUT");
        bridge.stop();
    }
}

#[test]
fn neomutt_debugging() {
    let (bridge, _) = bridge(&[]);
    let url = format!("imap://anna@localhost:{}/", bridge.port("IMAP"));
    let settings = format!(
        "set imap_pass = \"geheim\"\nset folder = \"{url}\"\nset spoolfile = \"+INBOX\"\n\
         set ssl_starttls = no\nset ssl_force_tls = no\nset header_cache = \"\"\nset sleep_time = 0\nset wait_key = no\nset move = no\n\
         set confirmappend = no\nset delete = yes\nset mark_old = no\nset record = \"\"\n"
    );
    let file = private(&bridge.folder, "neomuttrc", &settings);
    let log = bridge.folder.join("log");
    let mut terminal = python("terminal.py");
    terminal.arg("neomutt").args(["-n", "-d", "5", "-l"]).arg(&log).arg("-F").arg(file);
    terminal.args(["-e", "push <display-message><exit><sync-mailbox><quit>"]);
    let (code, said) = finish(terminal.env("HOME", &bridge.folder).env("TERM", "xterm"));
    assert_eq!(code, Some(0), "{said}");
    let log = fs::read(bridge.folder.join("log0")).expect("a log");
    assert_imported("mutt", &String::from_utf8_lossy(&log), "a0004 SELECT \"INBOX\"");
    bridge.stop();
}

#[test]
fn thunderbird_fetching_all() {
    for (protocol, service, log, command, messages) in
        [("imap", "IMAP", "imap.moz_log", "UID fetch 101,", 6), ("pop3", "POP3", "console", "RETR 7", 7)]
    {
        let (bridge, _) = bridge(&[]);
        let mut thunderbird = python("thunderbird.py");
        let (code, said) = finish(thunderbird.arg(&bridge.folder).arg(protocol).arg(bridge.port(service)));
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(said.lines().filter(|line| line.contains(".example ")).count(), messages, "{said}");
        assert!(said.contains("hält das Schloss – und alle anderen warten"), "{said}");
        let log = fs::read(bridge.folder.join(log)).expect("a log");
        // The remarks of the program's driver are no part of anybody's log.
        let log = String::from_utf8_lossy(&log)
            .lines()
            .filter(|line| !line.contains("\tMarionette\t"))
            .collect::<Vec<_>>()
            .join("\n");
        // Its tags begin with any number.
        let tag = |letter: char| letter.is_ascii_digit() || letter == ' ';
        let said = imported("thunderbird", &log);
        assert!(said.iter().any(|line| line.trim_start_matches(tag).starts_with(command)), "{log}");
        bridge.stop();
    }
}

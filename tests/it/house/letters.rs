//! The lines that README.md and the fake letters tell people to type, typed.

use mail_parser::MessageParser;
use postamt::engine::mail::INBOX;
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::step::Reply;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};

const CONNECTION: ConnectionId = ConnectionId(1);

/// Opens a connection to the world that the page begins with.
fn connected(protocol: Protocol) -> Lab {
    let mut lab = Lab::new(&SCENARIOS[0]);
    lab.run(&Action::Connect { connection: CONNECTION, protocol, greeting: Greeting::Ok });
    lab
}

/// Sends a line, which must not be refused; returns what the server said.
fn type_in(lab: &mut Lab, line: &str) -> String {
    let octets = format!("{line}\r\n").into_bytes();
    let mut said = String::new();
    let turns = lab.run(&Action::Send { connection: CONNECTION, octets });
    for (reply, wire) in turns.iter().flat_map(Turn::replies) {
        let refused = matches!(reply, Reply::Err | Reply::No | Reply::Bad);
        assert!(!refused, "{line}: {}", wire.text());
        said += &wire.text();
    }
    assert!(!said.is_empty(), "{line}: no answer");
    said
}

/// The text of a letter in anna's INBOX, decoded.
fn letter(position: usize) -> String {
    let lab = Lab::new(&SCENARIOS[0]);
    let inbox = lab.store().mailbox("anna", INBOX).expect("every account has one");
    let octets = inbox.entries.at(position).expect("a letter").message.octets();
    let parsed = MessageParser::default().parse(octets).expect("a message");
    parsed.body_text(0).expect("a text").into_owned()
}

#[test]
fn the_first_letter_can_be_followed_word_by_word() {
    let mut lab = connected(Protocol::Pop3);
    type_in(&mut lab, "USER anna");
    type_in(&mut lab, "PASS geheim");
    let text = letter(0);
    let commands = text.lines().filter_map(|line| line.strip_prefix("  "));
    let mut said = Vec::new();
    for command in commands.map(|line| line.split("  ").next().unwrap_or(line).trim()) {
        said.push((command.to_owned(), type_in(&mut lab, command)));
    }
    let names: Vec<&str> = said.iter().map(|(command, _)| command.as_str()).collect();
    assert_eq!(names, ["STAT", "LIST", "RETR 3", "DELE 5", "RSET", "QUIT"]);
    assert!(said[0].1.starts_with("+OK 7 "), "{}", said[0].1);
    // The letter about dots: each line that begins with one has got another (RFC 1939 §3).
    assert!(said[2].1.contains("\r\n..\r\n\r\nYou are still reading"), "{}", said[2].1);
    assert!(said[2].1.contains("\r\n..signature\r\n...two dots\r\n....three dots"), "{}", said[2].1);
    assert!(said[2].1.ends_with("G. K.\r\n.\r\n"), "{}", said[2].1);
    let inbox = lab.store().mailbox("anna", INBOX).expect("INBOX");
    assert_eq!(inbox.entries.len(), 7, "RSET took the mark away before QUIT");
}

#[test]
fn the_first_steps_of_the_readme_can_be_followed() {
    let readme = include_str!("../../../README.md");
    let block = readme.split("```").find(|block| block.contains("USER anna")).expect("a POP3 session");
    let mut lab = connected(Protocol::Pop3);
    for line in block.lines().filter(|line| !line.is_empty()) {
        type_in(&mut lab, line);
    }
    let inbox = lab.store().mailbox("anna", INBOX).expect("INBOX");
    assert_eq!(inbox.entries.len(), 6, "DELE 5 and QUIT removed the advertisement");
}

#[test]
fn the_readme_names_the_accounts_as_they_are() {
    let readme = include_str!("../../../README.md");
    for account in SCENARIOS[0].accounts {
        let row = format!("| `{}` | `{}` |", account.name, account.password);
        assert!(readme.contains(&row), "README.md has no row that begins with {row}");
    }
}

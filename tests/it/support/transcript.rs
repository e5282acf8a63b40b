//! Transcripts: what is done, and exactly what follows, as text files.
//!
//! A file is a list of lines:
//!
//! ```text
//! # A comment. Empty lines are free as well.
//! @scenario rfc1939          the world to begin with (see world/mod.rs); "test" without this line
//! @connect pop3              connection 1 opens; also: @connect imap preauth, @connect 2 pop3
//! @connect-tls imap          the same at a port of TLS alone
//! C: USER anna               the client of connection 1 sends this line and CRLF
//! C2: USER anna              connection 2
//! C> STAT                    held back and sent together with the next C: line (pipelining)
//! C: QUIT\                   a backslash at the end: no CRLF is added
//! C: NO\x00OP                any octet in hexadecimal; every other backslash is itself (\Seen)
//! C: STAT \x41*300            an octet in hexadecimal, 300 times
//! @wait 10m                  time passes: h, m, s, ms
//! @cut                       the line of connection 1 is cut; @cut 2
//! @switch pop3-top off       a switch of the server is set; ids as in switches.rs
//! @preset tls-first          the server gets another character; ids as in presets.rs
//! @deliver anna              a message arrives; its lines follow
//! | Subject: Hallo
//! |
//! | Guten Tag
//! S: * OK [CAPABILITY ...]   the list of a greeting's capabilities is left out, and after login CAPABILITY's
//! S: +OK                     expected: a line of the server; S2: for connection 2
//! [TRANSACTION]              expected: the state changed; 2[TRANSACTION] for connection 2
//! = locked anna by 1         expected: any other step, in words (see `describe`)
//! ```
//!
//! The expected lines stand right behind the input that causes them, all of them and in order: the file
//! is compared as a whole with what a run writes. `UPDATE_TRANSCRIPTS=1 cargo test --test it` writes the
//! files anew (never where `CI` is set); read the diff before you commit it.

use super::oracle::Oracle;
use super::script::{self, numbered, octets};
use super::watcher::assert_labelled;
use super::world;
use postamt::engine::chart::Outcome;
use postamt::engine::mail::Change;
use postamt::engine::step::{Party, RefusalKind};
use postamt::engine::{Action, ConnectionId, Lab, Step};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How the client's octets reach the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// What one line of the transcript sends comes in one piece.
    Whole,
    /// Every octet comes alone.
    ByOctet,
    /// In two pieces, the first one of this many octets.
    SplitAt(usize),
}

/// What a run gave.
#[derive(Debug, Default)]
pub struct Run {
    /// The transcript as this run would have it.
    pub text: String,
    /// All steps.
    pub steps: Vec<Step>,
    /// The length of the longest piece of octets that was sent.
    pub longest: usize,
}

/// Runs a transcript.
///
/// # Errors
/// A line that is none of the format's, with its number.
pub fn run(text: &str, feed: Feed) -> Result<Run, String> {
    let mut player = Player { feed, ..Player::new() };
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let mut content = Vec::new();
        if line.starts_with("@deliver") {
            while let Some((_, more)) = lines.next_if(|(_, more)| more.starts_with('|')) {
                content.push(more);
            }
        }
        player.line(line, &content).map_err(|error| format!("line {}: {error}: {line}", index + 1))?;
    }
    if !player.held.is_empty() {
        return Err("a held-back line (C>) is never sent".to_owned());
    }
    Ok(player.run)
}

struct Player {
    lab: Lab,
    begun: bool,
    feed: Feed,
    held: Vec<u8>,
    closed: BTreeSet<ConnectionId>,
    oracle: Oracle,
    run: Run,
}

impl Player {
    fn new() -> Self {
        Player {
            lab: Lab::new(world::default_scenario()),
            begun: false,
            feed: Feed::Whole,
            held: Vec::new(),
            closed: BTreeSet::new(),
            oracle: Oracle::default(),
            run: Run::default(),
        }
    }

    fn line(&mut self, line: &str, content: &[&str]) -> Result<(), String> {
        if is_expectation(line) {
            return Ok(());
        }
        self.run.text.push_str(line);
        self.run.text.push('\n');
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(action) = line.strip_prefix('@') {
            for more in content {
                self.run.text.push_str(more);
                self.run.text.push('\n');
            }
            return Ok(self.action(action, content)?);
        }
        let (connection, rest) =
            numbered(line.strip_prefix('C').ok_or("not a line of a transcript")?.as_bytes());
        if let Some(held) = rest.strip_prefix(b">") {
            self.held.extend(octets(held));
            return Ok(());
        }
        let mut all = std::mem::take(&mut self.held);
        all.extend(octets(rest.strip_prefix(b":").ok_or("not a line of a transcript")?));
        self.send(connection, &all);
        Ok(())
    }

    fn send(&mut self, connection: ConnectionId, octets: &[u8]) {
        self.run.longest = self.run.longest.max(octets.len());
        let pieces: Vec<&[u8]> = match self.feed {
            Feed::Whole => vec![octets],
            Feed::ByOctet => octets.chunks(1).collect(),
            Feed::SplitAt(at) => {
                let (first, second) = octets.split_at(at.min(octets.len()));
                vec![first, second]
            }
        };
        for piece in pieces {
            self.perform(&Action::Send { connection, octets: piece.to_vec() });
        }
    }

    fn action(&mut self, action: &str, content: &[&str]) -> Result<(), &'static str> {
        if let Some(name) = action.strip_prefix("scenario ") {
            let name = name.trim();
            let scenario = world::scenario(name).ok_or("no such scenario")?;
            if self.begun {
                return Err("the scenario comes first");
            }
            self.lab = Lab::new(scenario);
            return Ok(());
        }
        let action = script::action(action, content.iter().map(|line| line.as_bytes()))?;
        self.perform(&action);
        Ok(())
    }

    fn perform(&mut self, action: &Action) {
        self.begun = true;
        for step in self.lab.run(action) {
            self.check(&step);
            describe(&step, &mut self.run.text);
            self.run.steps.push(step);
        }
    }

    /// What every step of every transcript must keep.
    fn check(&mut self, step: &Step) {
        self.oracle.check(step);
        match step {
            Step::Opened { connection, .. } => {
                self.closed.remove(connection);
            }
            Step::Wire { connection, from, wire, reply } => {
                assert!(!self.closed.contains(connection), "octets on a closed connection: {wire:?}");
                assert_eq!(*from == Party::Server, reply.is_some(), "a server's octets are a reply");
                assert_labelled(wire);
            }
            Step::Moved { connection, .. } | Step::Refused { connection, .. } => {
                assert!(!self.closed.contains(connection), "a move on a closed connection: {step:?}");
            }
            Step::Closed { connection, .. } => {
                assert!(self.closed.insert(*connection), "closed twice: {step:?}");
            }
            _ => {}
        }
    }
}

/// Whether a line says what follows, rather than what is done.
fn is_expectation(line: &str) -> bool {
    let server = line.strip_prefix('S').is_some_and(|rest| numbered(rest.as_bytes()).1.starts_with(b":"));
    server || line.starts_with('=') || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('[')
}

/// Writes the expectation that a step meets; nothing for the client's own octets and for a command that
/// succeeds and stays.
fn describe(step: &Step, text: &mut String) {
    let line = match step {
        Step::Wire { from: Party::Client, .. } | Step::Opened { .. } | Step::Clock { .. } => return,
        Step::Wire { connection, from: Party::Server, wire, .. } => {
            for line in wire.octets().split_inclusive(|octet| *octet == b'\n') {
                let line = format!("S{}: {}", suffix(*connection), without_capabilities(&escape(line)));
                let _ = writeln!(text, "{}", line.trim_end());
            }
            return;
        }
        Step::Moved { moved, .. } if moved.edge.is_loop() && moved.outcome == Outcome::Ok => return,
        Step::Moved { connection, moved, why } if moved.edge.is_loop() => {
            format!("= failed{}: {} ({})", spaced(*connection), moved.trigger.name, why.rule.id)
        }
        Step::Moved { connection, moved, .. } => {
            let chart = match moved.chart.name {
                "pop3" | "imap" => String::new(),
                name => format!("{name}: "),
            };
            let failed = if moved.outcome == Outcome::No { " after a failure" } else { "" };
            format!("{}[{chart}{}]{failed}", suffix(*connection), moved.edge.to)
        }
        Step::Refused { connection, refusal } => {
            let kind = match refusal.kind {
                RefusalKind::NotNow => "not now",
                RefusalKind::Unknown => "unknown",
                RefusalKind::Syntax => "syntax",
                RefusalKind::TooLong => "too long",
                RefusalKind::NotOffered => "not offered",
            };
            let at = refusal.at.map(|at| format!(" at {at}")).unwrap_or_default();
            let expected = match refusal.expected.join(", ") {
                none if none.is_empty() => none,
                some => format!(", expected {some}"),
            };
            let way: Vec<_> = refusal.way.iter().flatten().map(|hop| hop.trigger.name).collect();
            let way = if way.is_empty() { String::new() } else { format!(", first {}", way.join(" ")) };
            let rule = refusal.why.rule.id;
            format!("= refused{}: {kind}{at}{expected}{way} ({rule})", spaced(*connection))
        }
        Step::Mailbox { account, mailbox, change } => format!("= {account} {mailbox}: {}", changed(change)),
        Step::Marked { connection, number, uid, marked } => {
            let verb = if *marked { "marked" } else { "unmarked" };
            format!("= {verb}{}: {number} (uid {uid})", spaced(*connection))
        }
        Step::Lock { account, holder: Some(holder) } => format!("= locked {account} by {}", holder.0),
        Step::Lock { account, holder: None } => format!("= unlocked {account}"),
        Step::Became { preset } => format!("= became {}", preset.id()),
        Step::Switched { switch, on } => {
            format!("= switch {} {}", switch.row().id, if *on { "on" } else { "off" })
        }
        Step::TimerExpired { connection } => format!("= timer expired{}", spaced(*connection)),
        Step::Closed { connection, by } => {
            format!("= closed{}: {}", spaced(*connection), format!("{by:?}").to_lowercase())
        }
    };
    text.push_str(&line);
    text.push('\n');
}

fn changed(change: &Change) -> String {
    match change {
        Change::Added { uid, number } => format!("added {number} (uid {uid})"),
        Change::Flagged { uid, number, flags } => {
            format!("flagged {number} (uid {uid}): {flags}").trim_end().to_owned()
        }
        Change::Expunged { uid, number } => format!("expunged {number} (uid {uid})"),
        Change::Created => "created".to_owned(),
        Change::Deleted => "deleted".to_owned(),
        Change::Renamed { to } => format!("renamed to {to}"),
    }
}

/// The line without the list in a greeting's code, which is the same in all transcripts and grows with every
/// extension. `a_greeting_tells_what_capability_tells` checks it.
fn without_capabilities(line: &str) -> String {
    // After login, it is long and tells nothing that tests/it/imap/switches.rs does not check.
    if line.starts_with("* CAPABILITY ") && !line.contains(" AUTH=") {
        return "* CAPABILITY ...".to_owned();
    }
    match line.split_once("[CAPABILITY ") {
        Some((before, rest)) if before.starts_with("* ") => {
            let rest = rest.split_once(']').map_or("", |(_, rest)| rest);
            format!("{before}[CAPABILITY ...]{rest}")
        }
        _ => line.to_owned(),
    }
}

/// The connection's number as the format writes it: nothing for the first.
fn suffix(connection: ConnectionId) -> String {
    if connection.0 == 1 { String::new() } else { connection.0.to_string() }
}

fn spaced(connection: ConnectionId) -> String {
    if connection.0 == 1 { String::new() } else { format!(" {}", connection.0) }
}

/// The inverse of [`script::octets`]: a line of the server as text.
fn escape(line: &[u8]) -> String {
    let (line, ended) = match line.strip_suffix(b"\r\n") {
        Some(line) => (line, true),
        None => (line, false),
    };
    let mut text = String::new();
    for chunk in line.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                c.to_string().bytes().for_each(|octet| hex(octet, &mut text));
            } else {
                text.push(c);
            }
        }
        chunk.invalid().iter().for_each(|octet| hex(*octet, &mut text));
    }
    if ended && (text.ends_with(' ') || text.ends_with('\\')) {
        let last = text.pop().unwrap_or(' ');
        hex(last as u8, &mut text);
    }
    if !ended {
        text.push('\\');
    }
    text
}

fn hex(octet: u8, text: &mut String) {
    let _ = write!(text, "\\x{octet:02x}");
}

#[test]
fn octets_are_escaped() {
    assert_eq!(escape(b"gr\xc3\xbc\xff\x07 \r\n"), "grü\\xff\\x07\\x20");
    assert_eq!(escape(b"\\Seen\n"), "\\Seen\\x0a\\");
}

#[test]
fn a_line_that_is_none_is_an_error() {
    assert!(run("@connect pop3\nX: what\n", Feed::Whole).is_err());
    assert!(run("@connect smtp\n", Feed::Whole).is_err());
    assert!(run("@connect pop3\n@scenario test\n", Feed::Whole).is_err());
    assert!(run("@connect pop3\nC> held\n", Feed::Whole).is_err());
}

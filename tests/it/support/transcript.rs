//! Transcripts: what is done, and exactly what follows, as text files.
//!
//! The form is that of `src/script`. `@scenario` names a world of world/mod.rs, "test" without such a line; the words
//! of `= …` are those of `describe`. The list of a greeting's capabilities is left out, and after login CAPABILITY's.
//!
//! The expected lines stand right behind the input that causes them, all of them and in order: the file
//! is compared as a whole with what a run writes. `UPDATE_TRANSCRIPTS=1 cargo test --test it` writes the
//! files anew (never where `CI` is set); read the diff before you commit it.

use super::oracle::Oracle;
use super::watcher::assert_labelled;
use super::world;
use postamt::engine::chart::Outcome;
use postamt::engine::mail::Change;
use postamt::engine::step::{Party, RefusalKind};
use postamt::engine::{Action, ConnectionId, Lab, Step, Turn};
use postamt::i18n::TONGUES;
use postamt::script::{self, Held, Item, Text};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How the client's octets reach the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// The octets of one line come in one piece.
    Whole,
    /// Every octet comes alone.
    ByOctet,
    /// In two pieces, the first one of this many octets.
    SplitAt(usize),
}

/// A run's result.
#[derive(Debug, Default)]
pub struct Run {
    /// The transcript as this run would have it.
    pub text: String,
    /// All turns.
    pub turns: Vec<Turn>,
    /// The world before each turn and after it, where the octets come whole.
    pub worlds: Vec<[Lab; 2]>,
    /// The length of the longest piece of octets that was sent.
    pub longest: usize,
}

/// Runs a transcript.
///
/// # Errors
/// A line that is none of the format's, with its number.
pub fn run(text: &str, feed: Feed) -> Result<Run, String> {
    let script = script::read(text).map_err(|error| error.to_string())?;
    let mut player = Player { feed, ..Player::new() };
    for line in &script.lines {
        player.item(&line.item).map_err(|error| format!("line {}: {error}", line.number))?;
    }
    Ok(player.run)
}

struct Player {
    lab: Lab,
    feed: Feed,
    held: Held,
    closed: BTreeSet<ConnectionId>,
    oracle: Oracle,
    run: Run,
}

impl Player {
    fn new() -> Self {
        Player {
            lab: Lab::new(world::default_scenario()).speaking(TONGUES),
            feed: Feed::Whole,
            held: Held::default(),
            closed: BTreeSet::new(),
            oracle: Oracle::default(),
            run: Run::default(),
        }
    }

    fn item(&mut self, item: &Item) -> Result<(), &'static str> {
        if item.is_expectation() {
            return Ok(());
        }
        let _ = writeln!(self.run.text, "{item}");
        match (item, self.held.action(item)) {
            (Item::Scenario(name), _) => {
                self.lab = Lab::new(world::scenario(name).ok_or("no such scenario")?).speaking(TONGUES);
            }
            (Item::Include(_) | Item::Listen(_) | Item::Forget(_), _) => return Err("not in a transcript"),
            (_, Some(Action::Send { connection, octets })) => self.send(connection, &octets),
            (_, Some(action)) => self.perform(&action),
            (_, None) => {}
        }
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

    fn perform(&mut self, action: &Action) {
        self.lab.handle(action);
        loop {
            let before = self.lab.clone();
            let Some(turn) = self.lab.poll() else { break };
            for step in turn.steps() {
                self.check(step);
                describe(step, &mut self.run.text);
            }
            self.run.turns.push(turn);
            if self.feed == Feed::Whole {
                self.run.worlds.push([before, self.lab.clone()]);
            }
        }
    }

    /// The rules that every step of every transcript keeps.
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

/// Writes the expectation that a step meets; nothing for the client's own octets and for a command that
/// succeeds and stays.
fn describe(step: &Step, text: &mut String) {
    let line = match step {
        Step::Wire { from: Party::Client, .. } | Step::Opened { .. } | Step::Clock { .. } => return,
        Step::Wire { connection, from: Party::Server, wire, .. } => {
            for line in wire.octets().split_inclusive(|octet| *octet == b'\n') {
                let line = Text::of(&without_capabilities(line));
                let _ = writeln!(text, "{}", Item::Reply { connection: *connection, text: line });
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
            let words = format!("[{chart}{}]{failed}", moved.edge.to);
            Item::Moved { connection: *connection, words }.to_string()
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
        Step::Remarked { connection, why } => format!("= remark{}: {}", spaced(*connection), why.rule.id),
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
fn without_capabilities(line: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(line) else { return line.to_vec() };
    // After login, it is long and tells nothing that tests/it/imap/switches.rs does not check.
    if text.starts_with("* CAPABILITY ") && !text.contains(" AUTH=") {
        return b"* CAPABILITY ...\r\n".to_vec();
    }
    match text.split_once("[CAPABILITY ") {
        Some((before, rest)) if before.starts_with("* ") => {
            let rest = rest.split_once(']').map_or("", |(_, rest)| rest);
            format!("{before}[CAPABILITY ...]{rest}").into_bytes()
        }
        _ => line.to_vec(),
    }
}

/// The connection's number as words have it: nothing for the first.
fn spaced(connection: ConnectionId) -> String {
    if connection.0 == 1 { String::new() } else { format!(" {}", connection.0) }
}

#[test]
fn a_line_that_is_none_is_an_error() {
    assert!(run("@connect pop3\nX: what\n", Feed::Whole).is_err());
    assert!(run("@connect smtp\n", Feed::Whole).is_err());
    assert!(run("@connect pop3\n@scenario test\n", Feed::Whole).is_err());
    assert!(run("@connect pop3\nC> held\n", Feed::Whole).is_err());
}

//! The facts that goals ask for, at the place of the timeline that is shown.

use super::content::Step;
use super::goal::{Fact, Goal, Pattern, Place};
use crate::engine::mail::{Change, Flags, INBOX, Mailbox, Uid};
use crate::engine::session::Session;
use crate::engine::step::{Closing, Party, Reply};
use crate::engine::{ConnectionId, Lab, Protocol, Turn};

/// Most octets of a line that are compared with a goal's words.
const LINE_MAX: usize = 1000;

/// All that has happened since a step began, and the world as it stands.
#[derive(Debug)]
pub struct Scene<'a> {
    turns: Vec<&'a Turn>,
    commands: Vec<Command>,
    lab: &'a Lab,
    shown: ConnectionId,
}

/// A command with its further lines: literals, authentication data.
#[derive(Debug)]
struct Command {
    connection: ConnectionId,
    /// Its lines, the first of them without its tag, their words with one space between them.
    lines: Vec<String>,
    /// Whether it was done; `None` as long as no final reply has come.
    done: Option<bool>,
}

impl<'a> Scene<'a> {
    /// The scene of these turns since the step began, of the world after the last of them, and of the client that is
    /// shown.
    pub fn new(turns: impl Iterator<Item = &'a Turn>, lab: &'a Lab, shown: ConnectionId) -> Self {
        let turns: Vec<&Turn> = turns.collect();
        let mut commands: Vec<Command> = Vec::new();
        for turn in &turns {
            let Some(connection) = turn.connection() else { continue };
            let is_open = |command: &Command| command.connection == connection && command.done.is_none();
            let mut open = commands.iter().rposition(is_open);
            for line in turn.sent_untagged() {
                let at = *open.get_or_insert(commands.len());
                if at == commands.len() {
                    commands.push(Command { connection, lines: Vec::new(), done: None });
                }
                commands[at].lines.extend(Some(words(line)).filter(|line| !line.is_empty()));
            }
            if let (Some(at), Some(done)) = (open, turn.verdict()) {
                commands[at].done = Some(done == Reply::Ok);
            }
        }
        Scene { turns, commands, lab, shown }
    }

    /// Whether a goal is met, or a thing to avoid is so.
    pub fn is(&self, goal: &Goal) -> bool {
        let Goal { fact, by, .. } = goal;
        let counts = |connection: ConnectionId| by.is_none_or(|by| by == connection);
        let of = |turn: &&&Turn| turn.connection().map_or(by.is_none(), counts);
        let turns = || self.turns.iter().filter(of);
        let commands = || self.commands.iter().filter(|command| counts(command.connection));
        let fitting = |pattern| commands().filter(move |command: &&Command| command.fits(pattern));
        match fact {
            Fact::State(state) => self.session(*by).is_some_and(|session| is_in(session, state)),
            Fact::Sent(pattern) => fitting(pattern).next().is_some(),
            Fact::Done(pattern) => fitting(pattern).any(|command| command.done == Some(true)),
            Fact::Failed(pattern) => fitting(pattern).any(|command| command.done == Some(false)),
            Fact::AtLeast(count, pattern) => fitting(pattern).count() >= *count,
            Fact::Says(text) => turns().any(|turn| turn.says(text)),
            Fact::Marked(number, true) => self.pop3(*by).any(|session| is_marked(session, *number)),
            Fact::Marked(number, false) => {
                let uids = self.pop3(*by).filter(|session| !is_marked(*session, *number));
                let uids: Vec<Uid> = uids.filter_map(|session| uid(session, *number)).collect();
                turns().flat_map(|turn| turn.marks()).any(|(uid, marked)| !marked && uids.contains(&uid))
            }
            Fact::Flag(place, uid, flag, is_so) => {
                let mailbox = self.mailbox(place, *by);
                let entry = mailbox.and_then(|it| it.entries.at(it.entries.position(*uid)?));
                entry.is_some_and(|entry| has_flag(&entry.flags, flag) == *is_so)
            }
            Fact::There(place, uid, is_so) => {
                let mailbox = self.mailbox(place, *by);
                mailbox.is_some_and(|mailbox| mailbox.entries.position(*uid).is_some()) == *is_so
            }
            Fact::Count(place, count) => {
                self.mailbox(place, *by).is_some_and(|mailbox| mailbox.entries.len() == *count)
            }
            Fact::Mailbox(place, is_so) => self.mailbox(place, *by).is_some() == *is_so,
            Fact::Locked(account, is_so) => {
                let lock = self.lab.store().account(account).and_then(|account| account.lock);
                lock.is_some_and(counts) == *is_so
            }
            Fact::Timeout => turns().any(|turn| turn.timer_expired()),
            Fact::Cut => turns().any(|turn| turn.closed() == Some(Closing::Cut)),
            Fact::Closed => turns().filter(|turn| turn.closed().is_some()).any(|turn| {
                let connection = turn.connection().and_then(|id| self.lab.connection(id));
                connection.is_some_and(|connection| !connection.is_open())
            }),
            Fact::Delivered(account) => {
                self.turns.iter().filter(|turn| turn.connection().is_none()).any(|turn| {
                    turn.changes_of(account, INBOX).any(|change| matches!(change, Change::Added { .. }))
                })
            }
            Fact::Commands(count) => commands().count() <= *count,
            Fact::Octets(count) => {
                let octets =
                    turns().flat_map(|turn| turn.wires(Party::Server)).map(|wire| wire.octets().len());
                octets.sum::<usize>() <= *count
            }
        }
    }

    /// For each goal of a step whether it is met. A limit is met together with the others.
    pub fn met(&self, step: &Step) -> Vec<bool> {
        let all = step.goals.iter().all(|goal| goal.fact.is_limit() || self.is(goal));
        step.goals.iter().map(|goal| self.is(goal) && (all || !goal.fact.is_limit())).collect()
    }

    /// The client that is meant, with its session.
    fn session(&self, by: Option<ConnectionId>) -> Option<&dyn Session> {
        self.lab.connection(by.unwrap_or(self.shown)).map(|connection| &*connection.session)
    }

    /// The open POP3 sessions that are meant.
    fn pop3(&self, by: Option<ConnectionId>) -> impl Iterator<Item = &dyn Session> {
        let connections = self.lab.connections().filter(move |(id, connection)| {
            connection.protocol == Protocol::Pop3 && connection.is_open() && by.is_none_or(|by| by == *id)
        });
        connections.map(|(_, connection)| &*connection.session)
    }

    /// The mailbox, of the account that is named, or that the client uses, or else of the world's first.
    fn mailbox(&self, place: &Place, by: Option<ConnectionId>) -> Option<&Mailbox> {
        let store = self.lab.store();
        let own = || self.session(by).and_then(Session::account);
        let named = place.account.as_deref().or_else(own);
        let account = named.or_else(|| store.accounts().next().map(|account| &*account.name))?;
        store.mailbox(account, &place.mailbox)
    }
}

impl Command {
    /// Whether one of its lines fits, or all of them together do.
    fn fits(&self, pattern: &Pattern) -> bool {
        self.lines.iter().any(|line| pattern.fits(line)) || pattern.fits(&self.lines.join(" "))
    }
}

fn is_in(session: &dyn Session, state: &str) -> bool {
    session.machines().iter().any(|machine| machine.state().name == state)
}

fn is_marked(session: &dyn Session, number: u32) -> bool {
    uid(session, number).and_then(|uid| session.message(uid)).is_some_and(|known| known.marked)
}

/// The UID of the message with this number.
fn uid(session: &dyn Session, number: u32) -> Option<Uid> {
    session.uids().get((number as usize).checked_sub(1)?).copied()
}

/// A line's words with one space between them, as far as they are compared.
pub(super) fn words(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(&line[..line.len().min(LINE_MAX)]);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn has_flag(flags: &Flags, name: &str) -> bool {
    // A set of one flag has nothing left without those of the message.
    Flags::of([name]).without(flags) == Flags::NONE
}

//! A goal made from what has just happened: for whoever writes a lesson.

use super::scene::{has_flag, words};
use crate::engine::mail::Change;
use crate::engine::step::{Closing, Reply};
use crate::engine::{Lab, Turn};

/// The goal that a turn reaches, as it is written behind `goal:`, with the world after it. The turn's effects come before
/// its command: marks, mailboxes, the end of the connection, the state. `None` where nothing was done that a goal asks for.
pub fn suggestion(turn: &Turn, lab: &Lab) -> Option<String> {
    let Some(id) = turn.connection() else {
        let is_arrival = |change: &&Change| matches!(change, Change::Added { .. });
        let mut arrivals = turn.changes().filter(|(.., change)| is_arrival(change));
        return arrivals.next().map(|(account, ..)| ["delivered ", account].concat());
    };
    let command = turn.sent_untagged().next().map(words).unwrap_or_default();
    let goal = marked(turn, lab)
        .or_else(|| turn.changes().find_map(|(_, mailbox, change)| changed(mailbox, change, &command)))
        .or_else(|| ended(turn))
        .or_else(|| state(turn))
        .or_else(|| done(turn, command))?;
    // The first client is often the only one: any one is meant.
    Some(if id.0 > 1 { [&goal, " by ", &id.0.to_string()].concat() } else { goal })
}

fn marked(turn: &Turn, lab: &Lab) -> Option<String> {
    let (marked, is_so) = turn.marks().next()?;
    let session = &lab.connection(turn.connection()?)?.session;
    let number = (1..).zip(session.uids().iter()).find(|(_, own)| **own == marked)?.0;
    Some([if is_so { "marked " } else { "unmarked " }, &number.to_string()].concat())
}

fn changed(mailbox: &str, change: &Change, command: &str) -> Option<String> {
    let goal = |verb: &str, rest: &[&str]| Some([&[verb, mailbox], rest].concat().join(" "));
    match change {
        Change::Added { uid, .. } => goal("there", &[&uid.to_string()]),
        Change::Expunged { uid, .. } => goal("gone", &[&uid.to_string()]),
        Change::Flagged { uid, flags, .. } => {
            // FETCH sets a flag that it does not name.
            let named = command.split([' ', '(', ')']).find(|word| word.starts_with('\\'));
            let flag = named.unwrap_or("\\Seen");
            goal(if has_flag(flags, flag) { "flag" } else { "no-flag" }, &[&uid.to_string(), flag])
        }
        Change::Created => goal("mailbox", &[]),
        Change::Deleted => goal("no-mailbox", &[]),
        Change::Renamed { to } => Some(["mailbox ", to].concat()),
    }
}

fn ended(turn: &Turn) -> Option<String> {
    let fact = match turn.closed() {
        _ if turn.timer_expired() => "timeout",
        Some(Closing::Cut) => "cut",
        Some(_) => "closed",
        None => return None,
    };
    Some(fact.to_owned())
}

fn state(turn: &Turn) -> Option<String> {
    let moved = turn.moves().find(|moved| moved.edge.from != moved.edge.to)?;
    Some(["state ", &moved.edge.to.replace(' ', "-")].concat())
}

fn done(turn: &Turn, command: String) -> Option<String> {
    if command.is_empty() {
        return None;
    }
    let verb = match turn.verdict() {
        Some(Reply::Ok) => "done ",
        Some(_) => "failed ",
        None => "sent ",
    };
    Some([verb, &command].concat())
}

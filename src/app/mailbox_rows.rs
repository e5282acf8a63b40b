//! The rows of a mailbox as the page shows them: the truth, and what the last turn changed of it.

use super::session_info::SessionInfo;
use crate::engine::mail::{Change, Entry, Message};
use crate::engine::{ConnectionId, Turn};
use crate::player::Player;
use std::sync::Arc;

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The sequence number, or POP3's message number; `None` for a message that the session does not see.
    pub number: Option<u32>,
    /// The UID.
    pub uid: u32,
    /// The size in octets.
    pub size: u64,
    /// The flags as on the wire.
    pub flags: String,
    /// Whether the POP3 session has marked it as deleted.
    pub marked: bool,
    /// Whether it came after the POP3 session's snapshot.
    pub outside: bool,
    /// The last turn's change of it.
    pub sign: Option<Sign>,
    /// The message; `None` when it is gone.
    pub message: Option<Arc<Message>>,
    /// Not a message, but so many that are left out here.
    pub skipped: usize,
}

/// A turn's change of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It is new.
    Added,
    /// Its flags are others.
    Flagged,
    /// It is gone for good.
    Removed,
    /// The session marked it.
    Marked,
    /// The session took its mark away.
    Unmarked,
    /// It had this number before.
    Renumbered(u32),
}

/// Messages shown at each end of a mailbox that holds more than two times as many.
const EDGE: usize = 20;
/// Most messages shown between the ends, because the turn is about them.
const BETWEEN_MAX: usize = 20;
/// Most changes of a turn among which removed messages are looked for.
const REMOVED_MAX: usize = 80;

/// The rows of a mailbox at the cursor: all, or so many at each end and between them what has just changed.
pub fn rows(player: &Player, connection: ConnectionId, account: &str, mailbox: &str) -> Vec<Row> {
    let lab = player.lab();
    let Some(found) = lab.store().mailbox(account, mailbox) else { return Vec::new() };
    let nothing = Turn::default();
    let turn = player.current().map_or(&nothing, |moment| &moment.turn);
    let changes: Vec<&Change> = turn.changes_of(account, mailbox).collect();
    let info = SessionInfo::of(player, connection);
    let snapshot = info.open(found.id).filter(|(_, open)| open.snapshot);
    let len = found.entries.len();
    let ends = if len > 2 * EDGE { (EDGE, len - EDGE) } else { (len, len) };
    let changed = changes.iter().filter_map(|change| match change {
        Change::Added { uid, .. } | Change::Flagged { uid, .. } => Some(*uid),
        _ => None,
    });
    let marks = turn.marks().filter(|_| turn.is_of(connection)).map(|(uid, _)| uid);
    let mut between: Vec<usize> = changed
        .chain(marks)
        .filter_map(|uid| found.entries.position(uid))
        .filter(|position| (ends.0..ends.1).contains(position))
        .take(BETWEEN_MAX)
        .collect();
    between.sort_unstable();
    between.dedup();
    let mut rows = Vec::new();
    let mut next = 0;
    for position in (0..ends.0).chain(between).chain(ends.1..len) {
        let Some(entry) = found.entries.at(position) else { continue };
        let number = position as u32 + 1;
        if position > next {
            let first = Some(next as u32 + 1);
            rows.push(Row { number: first, skipped: position - next, ..Row::default() });
        }
        next = position + 1;
        let mut row = Row {
            number: Some(number),
            uid: entry.uid.0,
            size: entry.message.size(),
            flags: info.flags(found.id, entry),
            sign: sign(number, entry, &changes),
            message: Some(entry.message.clone()),
            ..Row::default()
        };
        if let Some((session, _)) = snapshot {
            let seen = session.message(entry.uid);
            row.number = seen.map(|seen| seen.number);
            row.marked = seen.is_some_and(|seen| seen.marked);
            row.outside = seen.is_none();
            row.sign = marking(turn, connection, row.uid)
                .or(row.sign.filter(|sign| !matches!(sign, Sign::Renumbered(_))));
        }
        rows.push(row);
    }
    insert_removed(&mut rows, &changes);
    rows
}

fn sign(number: u32, entry: &Entry, changes: &[&Change]) -> Option<Sign> {
    let own = changes.iter().rev().find_map(|change| match change {
        Change::Added { uid, .. } if *uid == entry.uid => Some(Sign::Added),
        Change::Flagged { uid, .. } if *uid == entry.uid => Some(Sign::Flagged),
        _ => None,
    });
    own.or_else(|| {
        let before = number_before(number, changes);
        (before != number).then_some(Sign::Renumbered(before))
    })
}

/// The number that a message had before the changes: each removal below it moved it up by one.
fn number_before(number: u32, changes: &[&Change]) -> u32 {
    changes.iter().rev().fold(number, |number, change| match change {
        Change::Expunged { number: gone, .. } if number >= *gone => number + 1,
        _ => number,
    })
}

/// Puts rows for removed messages where they stood, with the numbers that they had before the turn.
fn insert_removed(rows: &mut Vec<Row>, changes: &[&Change]) {
    for (index, change) in changes.iter().enumerate().take(REMOVED_MAX) {
        let Change::Expunged { uid, number } = change else { continue };
        let before = number_before(*number, &changes[..index]);
        let at = rows.iter().position(|row| row.uid > uid.0).unwrap_or(rows.len());
        rows.insert(
            at,
            Row { number: Some(before), uid: uid.0, sign: Some(Sign::Removed), ..Row::default() },
        );
    }
}

fn marking(turn: &Turn, connection: ConnectionId, of: u32) -> Option<Sign> {
    let (_, marked) = turn.marks().find(|(uid, _)| uid.0 == of && turn.is_of(connection))?;
    Some(if marked { Sign::Marked } else { Sign::Unmarked })
}

/// `15 331`: digits in threes, with a space that does not break.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push('\u{202f}');
        }
        result.push(digit);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::Uid;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Greeting, Protocol};

    /// A session with the mailbox of a hundred messages, after these lines.
    fn of_a_hundred(protocol: Protocol, lines: &[&str]) -> Vec<(Option<u32>, usize)> {
        let (connection, greeting) = (ConnectionId(1), Greeting::Ok);
        let message = b"Subject: x\r\n\r\nx\r\n".to_vec();
        let deliver = Action::Deliver { account: "anna".into(), message };
        let send = |line: &&str| Action::Send { connection, octets: [line, "\r\n"].concat().into_bytes() };
        let actions = std::iter::repeat_n(deliver, 100)
            .chain([Action::Connect { connection, protocol, greeting }])
            .chain(lines.iter().map(send));
        let empty = SCENARIOS.iter().find(|scenario| scenario.name == "empty").expect("a scenario");
        let player = Player::replay(empty, actions);
        let rows = rows(&player, connection, "anna", "INBOX");
        rows.iter().skip(EDGE - 1).take(4).map(|row| (row.number, row.skipped)).collect()
    }

    #[test]
    fn what_has_changed_is_shown_between_the_ends() {
        let around = [(Some(20), 0), (Some(21), 29), (Some(50), 0), (Some(51), 30)];
        let login = ["a LOGIN anna geheim", "b SELECT INBOX"];
        let store = [&login[..], &["c STORE 50 +FLAGS (\\Flagged)"]].concat();
        assert_eq!(of_a_hundred(Protocol::Imap, &store), around);
        assert_eq!(of_a_hundred(Protocol::Pop3, &["USER anna", "PASS geheim", "DELE 50"]), around);
        assert_eq!(of_a_hundred(Protocol::Imap, &login)[1..3], [(Some(21), 60), (Some(81), 0)]);
    }

    #[test]
    fn numbers_before_removals() {
        // Of 1 2 3 4 5, first 2 and then (what is then) 3 was removed: left are 1 3 5.
        let changes =
            [Change::Expunged { uid: Uid(102), number: 2 }, Change::Expunged { uid: Uid(104), number: 3 }];
        let changes: Vec<&Change> = changes.iter().collect();
        let before: Vec<u32> = (1..=3).map(|number| number_before(number, &changes)).collect();
        assert_eq!(before, [1, 3, 5]);
        let mut rows: Vec<Row> =
            [101, 103, 105].map(|uid| Row { uid, number: Some(1), ..Row::default() }).into();
        insert_removed(&mut rows, &changes);
        let uids: Vec<u32> = rows.iter().map(|row| row.uid).collect();
        assert_eq!(uids, [101, 102, 103, 104, 105]);
        assert_eq!((rows[1].number, rows[3].number), (Some(2), Some(4)));
    }

    #[test]
    fn digits_in_threes() {
        assert_eq!(grouped(860), "860");
        assert_eq!(grouped(15_331), "15\u{202f}331");
        assert_eq!(grouped(1_000_000), "1\u{202f}000\u{202f}000");
    }
}

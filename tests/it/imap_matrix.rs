//! Every IMAP command in every state, typed by hand from RFC 3501: how it is answered, and which state
//! follows. It shares nothing with the chart, so it finds a wrong chart.

use crate::world;
use postamt::engine::lab::Session;
use postamt::engine::step::{Reply, Step};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};

/// What is typed behind the tag, and for the states Not Authenticated, Authenticated and Selected (INBOX,
/// three messages) the status of the tagged response and the first letters of the state that follows.
///
/// RFC 3501 §6.1 (any state), §6.2 (not authenticated), §6.3 (authenticated and selected), §6.4 (selected).
const MATRIX: &str = "\
CAPABILITY                                  | OK Not    | OK Auth   | OK Sel
NOOP                                        | OK Not    | OK Auth   | OK Sel
LOGOUT                                      | OK Logout | OK Logout | OK Logout
LOGIN anna geheim                           | OK Auth   | BAD Auth  | BAD Sel
LOGIN anna falsch                           | NO Not    | BAD Auth  | BAD Sel
AUTHENTICATE GSSAPI                         | NO Not    | BAD Auth  | BAD Sel
SELECT INBOX                                | BAD Not   | OK Sel    | OK Sel
SELECT Archiv                               | BAD Not   | OK Sel    | OK Sel
SELECT Nichts                               | BAD Not   | NO Auth   | NO Auth
SELECT Entw&rfe                             | BAD Not   | NO Auth   | NO Auth
EXAMINE inbox                               | BAD Not   | OK Sel    | OK Sel
EXAMINE Nichts                              | BAD Not   | NO Auth   | NO Auth
CREATE Neu                                  | BAD Not   | OK Auth   | OK Sel
CREATE INBOX                                | BAD Not   | NO Auth   | NO Sel
DELETE Archiv                               | BAD Not   | OK Auth   | OK Sel
DELETE INBOX                                | BAD Not   | NO Auth   | NO Sel
RENAME Archiv Alt                           | BAD Not   | OK Auth   | OK Sel
RENAME Nichts Alt                           | BAD Not   | NO Auth   | NO Sel
SUBSCRIBE Archiv                            | BAD Not   | OK Auth   | OK Sel
UNSUBSCRIBE INBOX                           | BAD Not   | OK Auth   | OK Sel
LIST \"\" *                                 | BAD Not   | OK Auth   | OK Sel
LSUB \"\" %                                 | BAD Not   | OK Auth   | OK Sel
LIST (SUBSCRIBED) \"\" * RETURN (CHILDREN)   | BAD Not   | OK Auth   | OK Sel
LIST (RECURSIVEMATCH) \"\" *                 | BAD Not   | BAD Auth  | BAD Sel
CREATE Neu (USE (\\Sent))                    | BAD Not   | OK Auth   | OK Sel
CREATE Neu (USE (\\All))                     | BAD Not   | NO Auth   | NO Sel
GETQUOTA \"\"                                 | BAD Not   | OK Auth   | OK Sel
GETQUOTA anna                               | BAD Not   | NO Auth   | NO Sel
GETQUOTAROOT Nichts                         | BAD Not   | OK Auth   | OK Sel
SETQUOTA \"\" (STORAGE 1)                     | BAD Not   | OK Auth   | OK Sel
SETQUOTA \"\" (COOKIES 1)                     | BAD Not   | NO Auth   | NO Sel
STATUS Archiv (MESSAGES)                    | BAD Not   | OK Auth   | OK Sel
STATUS Nichts (MESSAGES)                    | BAD Not   | NO Auth   | NO Sel
APPEND Archiv {0}                           | BAD Not   | + Auth    | + Sel
CHECK                                       | BAD Not   | BAD Auth  | OK Sel
CLOSE                                       | BAD Not   | BAD Auth  | OK Auth
EXPUNGE                                     | BAD Not   | BAD Auth  | OK Sel
SEARCH ALL                                  | BAD Not   | BAD Auth  | OK Sel
SEARCH CHARSET KOI8-R ALL                   | BAD Not   | BAD Auth  | NO Sel
SEARCH RETURN (SAVE) ALL                    | BAD Not   | BAD Auth  | OK Sel
FETCH $ FLAGS                               | BAD Not   | BAD Auth  | OK Sel
SORT (DATE) UTF-8 ALL                       | BAD Not   | BAD Auth  | OK Sel
SORT (DATE) KOI8-R ALL                      | BAD Not   | BAD Auth  | NO Sel
SORT (DATE) UTF-8 4                         | BAD Not   | BAD Auth  | BAD Sel
UID SORT (REVERSE DATE) UTF-8 ALL           | BAD Not   | BAD Auth  | OK Sel
THREAD REFERENCES UTF-8 ALL                 | BAD Not   | BAD Auth  | OK Sel
THREAD ORDEREDSUBJECT KOI8-R ALL            | BAD Not   | BAD Auth  | NO Sel
UID THREAD ORDEREDSUBJECT UTF-8 ALL         | BAD Not   | BAD Auth  | OK Sel
FETCH 1 FLAGS                               | BAD Not   | BAD Auth  | OK Sel
FETCH 4 FLAGS                               | BAD Not   | BAD Auth  | BAD Sel
STORE 1 +FLAGS (\\Seen)                     | BAD Not   | BAD Auth  | OK Sel
STORE 1 +FLAGS (\\Recent)                   | BAD Not   | BAD Auth  | BAD Sel
COPY 1 Archiv                               | BAD Not   | BAD Auth  | OK Sel
COPY 1 Nichts                               | BAD Not   | BAD Auth  | NO Sel
UID SEARCH ALL                              | BAD Not   | BAD Auth  | OK Sel
UID FETCH 101 FLAGS                         | BAD Not   | BAD Auth  | OK Sel
UID FETCH 999 FLAGS                         | BAD Not   | BAD Auth  | OK Sel
UID STORE 101 +FLAGS (\\Seen)               | BAD Not   | BAD Auth  | OK Sel
UID COPY 101 Archiv                         | BAD Not   | BAD Auth  | OK Sel
REPLACE 1 Archiv {0}                        | BAD Not   | BAD Auth  | + Sel
UID REPLACE 101 Archiv {0}                  | BAD Not   | BAD Auth  | + Sel
UID COPY 101 Nichts                         | BAD Not   | BAD Auth  | NO Sel
UID EXPUNGE 101                             | BAD Not   | BAD Auth  | OK Sel
MOVE 1 Archiv                               | BAD Not   | BAD Auth  | OK Sel
MOVE 1 Nichts                               | BAD Not   | BAD Auth  | NO Sel
MOVE 4 Archiv                               | BAD Not   | BAD Auth  | BAD Sel
UID MOVE 101:104 Archiv                     | BAD Not   | BAD Auth  | OK Sel
UID MOVE 999 Archiv                         | BAD Not   | BAD Auth  | OK Sel
UID MOVE 101 Nichts                         | BAD Not   | BAD Auth  | NO Sel
IDLE                                        | BAD Not   | + Auth    | + Sel
WIBBLE                                      | BAD Not   | BAD Auth  | BAD Sel
NOOP now                                    | BAD Not   | BAD Auth  | BAD Sel
";

/// The lines that lead to the three states.
const WAYS: [&[&str]; 3] = [&[], &["LOGIN anna geheim"], &["LOGIN anna geheim", "SELECT INBOX"]];

#[test]
fn every_command_in_every_state() {
    let mut wrong = Vec::new();
    for row in MATRIX.lines() {
        let mut cells = row.split('|').map(str::trim);
        let line = cells.next().expect("a command");
        for (way, expected) in WAYS.iter().zip(cells) {
            let mut lab = connected();
            way.iter().for_each(|line| drop(send(&mut lab, line)));
            let steps = send(&mut lab, line);
            let (status, state) = expected.split_once(' ').expect("status and state");
            let found = (answer(&steps), state_of(&lab));
            if found.0 != status || !found.1.starts_with(state) {
                wrong.push(format!("{line} after {way:?}: expected {expected}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not legal is refused before it can do anything.
#[test]
fn a_bad_command_changes_nothing() {
    for row in MATRIX.lines() {
        let mut cells = row.split('|').map(str::trim);
        let line = cells.next().expect("a command");
        for (way, _) in WAYS.iter().zip(cells).filter(|(_, expected)| expected.starts_with("BAD")) {
            let mut lab = connected();
            way.iter().for_each(|line| drop(send(&mut lab, line)));
            let steps = send(&mut lab, line);
            let refused = steps.iter().filter(|step| matches!(step, Step::Refused { .. })).count();
            assert_eq!(refused, 1, "{line} after {way:?}");
            assert!(!steps.iter().any(|step| matches!(step, Step::Mailbox { .. })), "{line} after {way:?}");
        }
    }
}

fn connected() -> Lab {
    let mut lab = Lab::new(world::default_scenario());
    let (connection, protocol) = (ConnectionId(1), Protocol::Imap);
    lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Ok });
    lab
}

fn send(lab: &mut Lab, line: &str) -> Vec<Step> {
    let octets = format!("a1 {line}\r\n").into_bytes();
    lab.run(&Action::Send { connection: ConnectionId(1), octets })
}

fn answer(steps: &[Step]) -> &'static str {
    let mut replies = steps.iter().filter_map(|step| match step {
        Step::Wire { reply: Some(reply), .. } => Some(*reply),
        _ => None,
    });
    match replies.next_back() {
        Some(Reply::Ok) => "OK",
        Some(Reply::No) => "NO",
        Some(Reply::Bad) => "BAD",
        Some(Reply::Continue) => "+",
        _ => "nothing",
    }
}

fn state_of(lab: &Lab) -> &'static str {
    match lab.connection(ConnectionId(1)).map(|connection| &connection.session) {
        Some(Session::Imap(session)) => session.state(),
        _ => "no session",
    }
}

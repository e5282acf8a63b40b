//! Every IMAP command in every state, typed by hand from RFC 3501: how it is answered, and which state
//! follows. It shares nothing with the chart, so it finds a wrong chart.

use crate::support::world;
use postamt::engine::chart::TriggerKind;
use postamt::engine::step::Reply;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Switch, Turn, imap};

/// The line behind the tag, and for the states Not Authenticated, Authenticated and Selected (INBOX,
/// three messages) the status of the tagged response and the first letters of the state that follows.
///
/// RFC 3501 §6.1 (any state), §6.2 (not authenticated), §6.3 (authenticated and selected), §6.4 (selected), and
/// the extensions: RFC 2177 IDLE, RFC 2342 NAMESPACE, RFC 2971 ID, RFC 3502 MULTIAPPEND, RFC 3691 UNSELECT, RFC
/// 4315 UIDPLUS, RFC 4959 SASL-IR, RFC 5161 ENABLE ("only valid in the authenticated state"), RFC 5256 SORT and
/// THREAD, RFC 5258 LIST-EXTENDED, RFC 6851 MOVE, RFC 7162 CONDSTORE and QRESYNC, RFC 8508 REPLACE.
pub(crate) const MATRIX: &str = "\
CAPABILITY                                  | OK Not    | OK Auth   | OK Sel
NOOP                                        | OK Not    | OK Auth   | OK Sel
LOGOUT                                      | OK Logout | OK Logout | OK Logout
ID NIL                                      | OK Not    | OK Auth   | OK Sel
ID (\"name\" \"x\")                           | OK Not    | OK Auth   | OK Sel
STARTTLS                                    | OK Not    | BAD Auth  | BAD Sel
LOGIN anna geheim                           | OK Auth   | BAD Auth  | BAD Sel
LOGIN anna falsch                           | NO Not    | BAD Auth  | BAD Sel
AUTHENTICATE GSSAPI                         | NO Not    | BAD Auth  | BAD Sel
AUTHENTICATE PLAIN                          | + Not     | BAD Auth  | BAD Sel
AUTHENTICATE LOGIN                          | + Not     | BAD Auth  | BAD Sel
AUTHENTICATE CRAM-MD5                       | + Not     | BAD Auth  | BAD Sel
AUTHENTICATE CRAM-MD5 =                     | BAD Not   | BAD Auth  | BAD Sel
AUTHENTICATE SCRAM-SHA-256                  | + Not     | BAD Auth  | BAD Sel
AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt         | OK Auth   | BAD Auth  | BAD Sel
AUTHENTICATE PLAIN AGFubmEAZmFsc2No         | NO Not    | BAD Auth  | BAD Sel
ENABLE X-NONE                               | BAD Not   | OK Auth   | BAD Sel
ENABLE CONDSTORE QRESYNC                    | BAD Not   | OK Auth   | BAD Sel
ENABLE IMAP4rev2                            | BAD Not   | OK Auth   | BAD Sel
NAMESPACE                                   | BAD Not   | OK Auth   | OK Sel
IDLE                                        | BAD Not   | + Auth    | + Sel
DONE                                        | BAD Not   | BAD Auth  | BAD Sel
SELECT INBOX                                | BAD Not   | OK Sel    | OK Sel
SELECT Archiv                               | BAD Not   | OK Sel    | OK Sel
SELECT INBOX (CONDSTORE)                    | BAD Not   | OK Sel    | OK Sel
SELECT INBOX (QRESYNC (1 1))                | BAD Not   | BAD Auth  | BAD Sel
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
SUBSCRIBE Nichts                            | BAD Not   | NO Auth   | NO Sel
UNSUBSCRIBE INBOX                           | BAD Not   | OK Auth   | OK Sel
LIST \"\" *                                 | BAD Not   | OK Auth   | OK Sel
LIST (SUBSCRIBED) \"\" (% *) RETURN (CHILDREN) | BAD Not   | OK Auth   | OK Sel
LIST \"\" % RETURN (STATUS (MESSAGES))      | BAD Not   | OK Auth   | OK Sel
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
STATUS Archiv (SIZE DELETED)                | BAD Not   | OK Auth   | OK Sel
STATUS Nichts (MESSAGES)                    | BAD Not   | NO Auth   | NO Sel
APPEND Archiv {0}                           | BAD Not   | + Auth    | + Sel
CHECK                                       | BAD Not   | BAD Auth  | OK Sel
CLOSE                                       | BAD Not   | BAD Auth  | OK Auth
UNSELECT                                    | BAD Not   | BAD Auth  | OK Auth
EXPUNGE                                     | BAD Not   | BAD Auth  | OK Sel
SEARCH ALL                                  | BAD Not   | BAD Auth  | OK Sel
SEARCH RETURN (MIN COUNT SAVE) ALL          | BAD Not   | BAD Auth  | OK Sel
SEARCH CHARSET KOI8-R ALL                   | BAD Not   | BAD Auth  | NO Sel
FETCH 1 FLAGS                               | BAD Not   | BAD Auth  | OK Sel
FETCH 1 FLAGS (CHANGEDSINCE 1)              | BAD Not   | BAD Auth  | OK Sel
FETCH 4 FLAGS                               | BAD Not   | BAD Auth  | BAD Sel
FETCH $ FLAGS                               | BAD Not   | BAD Auth  | OK Sel
STORE 1 +FLAGS (\\Seen)                     | BAD Not   | BAD Auth  | OK Sel
STORE 1 +FLAGS (\\Recent)                   | BAD Not   | BAD Auth  | BAD Sel
COPY 1 Archiv                               | BAD Not   | BAD Auth  | OK Sel
COPY 1 Nichts                               | BAD Not   | BAD Auth  | NO Sel
MOVE 1 Archiv                               | BAD Not   | BAD Auth  | OK Sel
MOVE 1 Nichts                               | BAD Not   | BAD Auth  | NO Sel
MOVE 4 Archiv                               | BAD Not   | BAD Auth  | BAD Sel
REPLACE 1 INBOX {0}                         | BAD Not   | BAD Auth  | + Sel
SORT (DATE) UTF-8 ALL                       | BAD Not   | BAD Auth  | OK Sel
SORT (DATE) KOI8-R ALL                      | BAD Not   | BAD Auth  | NO Sel
THREAD REFERENCES UTF-8 ALL                 | BAD Not   | BAD Auth  | OK Sel
UID SEARCH ALL                              | BAD Not   | BAD Auth  | OK Sel
UID FETCH 101 FLAGS                         | BAD Not   | BAD Auth  | OK Sel
UID FETCH 999 FLAGS                         | BAD Not   | BAD Auth  | OK Sel
UID STORE 101 +FLAGS (\\Seen)               | BAD Not   | BAD Auth  | OK Sel
UID COPY 101 Archiv                         | BAD Not   | BAD Auth  | OK Sel
UID COPY 101 Nichts                         | BAD Not   | BAD Auth  | NO Sel
UID EXPUNGE 101                             | BAD Not   | BAD Auth  | OK Sel
UID MOVE 101:104 Archiv                     | BAD Not   | BAD Auth  | OK Sel
UID MOVE 999 Archiv                         | BAD Not   | BAD Auth  | OK Sel
UID MOVE 101 Nichts                         | BAD Not   | BAD Auth  | NO Sel
UID REPLACE 101 INBOX {0}                   | BAD Not   | BAD Auth  | + Sel
UID SORT (DATE) UTF-8 ALL                   | BAD Not   | BAD Auth  | OK Sel
UID THREAD REFERENCES UTF-8 ALL             | BAD Not   | BAD Auth  | OK Sel
WIBBLE                                      | BAD Not   | BAD Auth  | BAD Sel
NOOP now                                    | BAD Not   | BAD Auth  | BAD Sel
";

/// The same for a client that has enabled IMAP4rev2, in the states Authenticated and Selected. RFC 9051 §6.1
/// (any state), §6.3 (authenticated and selected), §6.4 (selected); LSUB and CHECK are RFC 3501's, and work for
/// who asks.
pub(crate) const REV2: &str = "\
CAPABILITY                                  | OK Auth   | OK Sel
NOOP                                        | OK Auth   | OK Sel
LOGOUT                                      | OK Logout | OK Logout
STARTTLS                                    | BAD Auth  | BAD Sel
AUTHENTICATE PLAIN                          | BAD Auth  | BAD Sel
LOGIN anna geheim                           | BAD Auth  | BAD Sel
ENABLE IMAP4rev2                            | OK Auth   | BAD Sel
SELECT \"INBOX\"                            | OK Sel    | OK Sel
SELECT \"Bücher\"                           | NO Auth   | NO Auth
EXAMINE INBOX                               | OK Sel    | OK Sel
CREATE \"Bücher & Hefte\"                   | OK Auth   | OK Sel
CREATE B&cher                               | OK Auth   | OK Sel
DELETE Archiv                               | OK Auth   | OK Sel
DELETE \"Bücher\"                           | NO Auth   | NO Sel
RENAME Archiv \"Bücher\"                    | OK Auth   | OK Sel
SUBSCRIBE Archiv                            | OK Auth   | OK Sel
UNSUBSCRIBE Archiv                          | OK Auth   | OK Sel
LIST \"\" (\"Ü*\" %) RETURN (SUBSCRIBED CHILDREN) | OK Auth   | OK Sel
LIST (SUBSCRIBED) \"\" *                    | OK Auth   | OK Sel
NAMESPACE                                   | OK Auth   | OK Sel
STATUS Archiv (MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE) | OK Auth   | OK Sel
APPEND Archiv (\\Seen) {0}                  | + Auth    | + Sel
IDLE                                        | + Auth    | + Sel
CLOSE                                       | BAD Auth  | OK Auth
UNSELECT                                    | BAD Auth  | OK Auth
EXPUNGE                                     | BAD Auth  | OK Sel
SEARCH ALL                                  | BAD Auth  | OK Sel
SEARCH SUBJECT \"für\"                      | BAD Auth  | OK Sel
SEARCH RETURN (SAVE) UNSEEN                 | BAD Auth  | OK Sel
FETCH 1 (FLAGS BODYSTRUCTURE BINARY.PEEK[1] BINARY.SIZE[1]) | BAD Auth  | OK Sel
STORE 1 +FLAGS.SILENT (\\Deleted)           | BAD Auth  | OK Sel
COPY 1 Archiv                               | BAD Auth  | OK Sel
COPY 1 \"Bücher\"                           | BAD Auth  | NO Sel
MOVE 1 Archiv                               | BAD Auth  | OK Sel
UID COPY 101 Archiv                         | BAD Auth  | OK Sel
UID MOVE 101 Archiv                         | BAD Auth  | OK Sel
UID FETCH 101 FLAGS                         | BAD Auth  | OK Sel
UID STORE 101 FLAGS ()                      | BAD Auth  | OK Sel
UID EXPUNGE 101                             | BAD Auth  | OK Sel
UID SEARCH ALL                              | BAD Auth  | OK Sel
LSUB \"\" *                                 | OK Auth   | OK Sel
CHECK                                       | BAD Auth  | OK Sel
";

/// The commands of RFC 3501 that need protection (§6.2), once the line has TLS: STARTTLS does not come twice, and
/// LOGINDISABLED ends.
const SECURE: &str = "\
CAPABILITY                                  | OK Not
NOOP                                        | OK Not
LOGOUT                                      | OK Logout
STARTTLS                                    | BAD Not
LOGIN anna geheim                           | OK Auth
AUTHENTICATE PLAIN                          | + Not
AUTHENTICATE LOGIN                          | + Not
";

/// The same in the clear, where LOGINDISABLED is announced (§6.2.3).
const CLEAR: &str = "\
CAPABILITY                                  | OK Not
STARTTLS                                    | OK Not
LOGIN anna geheim                           | NO Not
AUTHENTICATE PLAIN                          | NO Not
AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt         | NO Not
AUTHENTICATE LOGIN                          | NO Not
AUTHENTICATE CRAM-MD5                       | + Not
AUTHENTICATE SCRAM-SHA-256                  | + Not
";

/// The lines that lead to the three states.
const WAYS: [&[&str]; 3] = [&[], &["LOGIN anna geheim"], &["LOGIN anna geheim", "SELECT INBOX"]];
/// The same by way of ENABLE, and of STARTTLS.
const REV2_WAYS: [&[&str]; 2] =
    [&["LOGIN anna geheim", "ENABLE IMAP4rev2"], &["LOGIN anna geheim", "ENABLE IMAP4rev2", "SELECT INBOX"]];
const SECURE_WAYS: [&[&str]; 1] = [&["STARTTLS"]];
const CLEAR_WAYS: [&[&str]; 1] = [&[]];

#[test]
fn every_command_in_every_state() {
    check(MATRIX, &WAYS, None);
}

#[test]
fn every_command_of_imap4rev2_in_every_state() {
    check(REV2, &REV2_WAYS, None);
}

#[test]
fn logging_in_before_and_after_starttls() {
    check(SECURE, &SECURE_WAYS, Some(Switch::LoginDisabled));
    check(CLEAR, &CLEAR_WAYS, Some(Switch::LoginDisabled));
}

/// No command of the chart is missing here.
#[test]
fn the_matrix_has_a_row_for_every_command() {
    for trigger in imap::CHART.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command) {
        let row = |row: &str| row.strip_prefix(trigger.name).is_some_and(|rest| rest.starts_with(' '));
        assert!(MATRIX.lines().any(row), "no row for {}", trigger.name);
    }
}

fn check(matrix: &str, ways: &[&[&str]], switch: Option<Switch>) {
    let mut wrong = Vec::new();
    for row in matrix.lines() {
        let mut cells = row.split('|').map(str::trim);
        let line = cells.next().expect("a command");
        let cells: Vec<&str> = cells.collect();
        assert_eq!(cells.len(), ways.len(), "{row}");
        for (way, expected) in ways.iter().zip(cells) {
            let mut lab = connected();
            if let Some(switch) = switch {
                lab.run(&Action::Switch { switch, on: true });
            }
            way.iter().for_each(|line| drop(send(&mut lab, line)));
            let turns = send(&mut lab, line);
            let (status, state) = expected.split_once(' ').expect("status and state");
            let found = (answer(&turns), state_of(&lab));
            if found.0 != status || !found.1.starts_with(state) {
                wrong.push(format!("{line} after {way:?}: expected {expected}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An illegal command is refused before it can do anything.
#[test]
fn a_bad_command_changes_nothing() {
    for row in MATRIX.lines() {
        let mut cells = row.split('|').map(str::trim);
        let line = cells.next().expect("a command");
        for (way, _) in WAYS.iter().zip(cells).filter(|(_, expected)| expected.starts_with("BAD")) {
            let mut lab = connected();
            way.iter().for_each(|line| drop(send(&mut lab, line)));
            let turns = send(&mut lab, line);
            assert_eq!(turns.iter().filter_map(Turn::refusal).count(), 1, "{line} after {way:?}");
            assert_eq!(turns.iter().flat_map(Turn::changes).count(), 0, "{line} after {way:?}");
        }
    }
}

fn connected() -> Lab {
    let mut lab = Lab::new(world::default_scenario());
    let (connection, protocol) = (ConnectionId(1), Protocol::Imap);
    lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Ok });
    lab
}

fn send(lab: &mut Lab, line: &str) -> Vec<Turn> {
    let octets = format!("a1 {line}\r\n").into_bytes();
    lab.run(&Action::Send { connection: ConnectionId(1), octets })
}

fn answer(turns: &[Turn]) -> &'static str {
    match turns.iter().flat_map(Turn::replies).next_back().map(|(reply, _)| reply) {
        Some(Reply::Ok) => "OK",
        Some(Reply::No) => "NO",
        Some(Reply::Bad) => "BAD",
        Some(Reply::Continue) => "+",
        _ => "nothing",
    }
}

fn state_of(lab: &Lab) -> &'static str {
    let connection = lab.connection(ConnectionId(1));
    connection.map_or("no session", |connection| connection.session.state(&imap::CHART))
}

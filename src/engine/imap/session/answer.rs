//! Whole commands that are legal now: they are done, and answered.

use super::Session;
use super::refuse::{Refused, refuse};
use super::{authenticate, idle, starttls};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::command::{Command, Request, Tag};
use crate::engine::imap::commands::{self, Handled, Verdict};
use crate::engine::imap::grammar::Reading;
use crate::engine::imap::response::{Condition, Response, Status};
use crate::engine::imap::rules;
use crate::engine::lab::World;
use crate::engine::step::{Closing, RefusalKind, Why};
use crate::engine::switches::Switch;
use crate::engine::wire::WireWriter;

/// Does what a whole command says.
pub fn answer(session: &mut Session, reading: Reading, world: &mut World) {
    let came = reading.word.clone().unwrap_or_default();
    let Some(Request { tag, command }) = reading.into_request() else { return };
    if let Some(refused) = beyond(session, &command, &came) {
        return refuse(session, Some(&tag), refused, world);
    }
    match &command {
        Command::Logout => return log_out(session, tag, world),
        Command::Authenticate { mechanism, initial } => {
            return authenticate::begin(session, tag, mechanism, initial.as_deref(), world);
        }
        Command::StartTls => return starttls::begin(session, tag, world),
        Command::Idle => return idle::begin(session, tag, world),
        _ => {}
    }
    let mut responses = Vec::new();
    session.state.tag = Some(tag.clone());
    let handled = match command.mailboxes().into_iter().find(|mailbox| !mailbox.is_valid()) {
        Some(mailbox) => {
            let (text, rule) = match session.state.is_rev2() {
                true => ("The mailbox name is not UTF-8", &rules::MAILBOX_UTF8),
                false => ("The mailbox name is not modified UTF-7", &rules::MAILBOX_UTF7),
            };
            Handled::no(text, Why::from(rule).with("name", mailbox))
        }
        None => commands::handle(&mut session.state, &command, world, &mut responses),
    };
    complete(session, tag, &command, handled, responses, world);
}

/// Sends what a handler gave, and moves the chart.
pub fn complete(
    session: &mut Session,
    tag: Tag,
    command: &Command,
    handled: Handled,
    mut responses: Vec<Response>,
    world: &mut World,
) {
    let (condition, outcome) = match handled.verdict {
        Verdict::Ok => (Condition::Ok, Fired::Ok),
        Verdict::No => (Condition::No, Fired::No),
        Verdict::NotOffered => {
            let text = handled.text.into_owned();
            let refused = Refused::new(command.name().to_owned(), RefusalKind::NotOffered, text, handled.why);
            return refuse(session, Some(&tag), refused, world);
        }
    };
    // The move comes first, because what the responses may tell depends on it.
    let moved = session.take_edge(command.name(), outcome);
    // RFC 3501 §7.4.1: "An EXPUNGE response MUST NOT be sent when no command is in progress, nor while
    // responding to a FETCH, STORE, or SEARCH command." RFC 5256 §3 says the same of SORT and THREAD. UID FETCH and
    // its like are other commands; but RFC 7162 §3.2.10.2 has VANISHED not "sent during a UID SEARCH command that
    // contains message numbers".
    let name = command.name();
    let numbers = || matches!(command, Command::Search { .. }) && !command.sequence_sets().is_empty();
    let expunges = !matches!(name, "FETCH" | "STORE" | "SEARCH" | "SORT" | "THREAD") && !numbers();
    commands::report(&mut session.state, world, expunges, &mut responses);
    let status = Status { condition, code: handled.code, text: handled.text };
    responses.push(Response::Tagged(tag, status));
    let mut writer = WireWriter::default();
    world.turn.reserve(responses.len());
    for response in &responses {
        session.send_with(response, &mut writer, world);
    }
    session.moved(moved, handled.why, world);
}

/// RFC 3501 §6.1.3: "The server MUST send a BYE untagged response before the (tagged) OK response, and
/// then close the network connection."
fn log_out(session: &mut Session, tag: Tag, world: &mut World) {
    session.send(&Response::Untagged(Status::new(Condition::Bye, "Postamt says goodbye")), world);
    session.send(&Response::Tagged(tag, Status::new(Condition::Ok, "LOGOUT completed")), world);
    session.fire("LOGOUT", Fired::Ok, &rules::LOGOUT, world);
    session.close(Closing::Command, world);
}

/// RFC 3501 §9: "The server should respond with a tagged BAD response to a command that uses a message
/// sequence number greater than the number of messages in the selected mailbox."
fn beyond(session: &Session, command: &Command, came: &str) -> Option<Refused> {
    // RFC 7162 §3.2.3: "A server MUST respond with a tagged BAD response if the QRESYNC parameter to the
    // SELECT/EXAMINE command or the VANISHED UID FETCH modifier is specified and the client hasn't issued "ENABLE
    // QRESYNC"".
    if command.is_resync() && !session.state.enabled.contains(&Switch::Qresync) {
        let why = Why::from(&rules::RESYNC_FIRST).with("command", command.name());
        let text = "First ENABLE QRESYNC".to_owned();
        return Some(Refused::new(came.to_owned(), RefusalKind::Syntax, text, why));
    }
    let count = session.selected()?.view.count();
    // Among search keys such a number is no mistake: it is one that no message has. The same comment speaks of the
    // "message sequence number (COPY, FETCH, STORE commands)".
    if matches!(command, Command::Search { .. }) {
        return None;
    }
    let number = command.sequence_sets().into_iter().find_map(|set| set.beyond(count))?;
    let text = format!("There is no message {number}; the mailbox has {count}");
    let why = Why::from(&rules::NUMBER_BEYOND).with("number", number).with("count", count);
    Some(Refused::new(came.to_owned(), RefusalKind::Syntax, text, why))
}

//! IDLE (RFC 2177): the server tells what changes without being asked, until DONE comes.

use super::answer::complete;
use super::framing::{one_span, skip};
use super::refuse::{Refused, refuse};
use super::{Next, Session};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::command::{Command, Tag};
use crate::engine::imap::commands::{self, Handled};
use crate::engine::imap::response::{Continue, Response};
use crate::engine::imap::rules;
use crate::engine::lab::World;
use crate::engine::step::{RefusalKind, Why};
use crate::engine::wire::{Role, Span, Wire};

/// The command: "+", and whatever has changed already.
pub fn begin(session: &mut Session, tag: Tag, world: &mut World) {
    session.next = Next::Idle(tag);
    session.send(&Response::Continue(Continue::Text("idling")), world);
    tell(session, world);
    session.fire_flow("idle begun", Fired::Ok, &rules::IDLE, world);
}

/// Something has changed. RFC 2177 §3: "as long as an IDLE command is active, the server is now free to send
/// untagged EXISTS, EXPUNGE, and other messages at any time."
pub fn push(session: &mut Session, world: &mut World) {
    if session.is_idling() {
        let count = tell(session, world);
        if count > 0 {
            let why = Why::from(&rules::IDLE_NEWS).with("count", count);
            session.fire_flow("news told", Fired::Ok, why, world);
        }
    }
}

/// The line that ends it. RFC 2177 §4: `command_auth ::= ... / idle`, `idle ::= "IDLE" CRLF "DONE"`.
pub fn end(session: &mut Session, tag: Tag, line: &[u8], world: &mut World) {
    session.next = if line.ends_with(b"\n") { Next::Line } else { Next::SkippedLine };
    if !line.eq_ignore_ascii_case(b"DONE\r\n") {
        session.received(one_span(line, Role::Junk), world);
        let text = "Expected DONE; IDLE is over".to_owned();
        let came = String::from_utf8_lossy(line).trim_end().to_owned();
        let refused = Refused::new(came, RefusalKind::Syntax, text, &rules::IDLE_DONE);
        refuse(session, Some(&tag), Refused { at: Some(0), expected: vec!["DONE"], ..refused }, world);
        session.fire_flow("idle ended", Fired::No, &rules::IDLE_DONE, world);
        return skip(session, line);
    }
    let span = |start, end, role| Span { start, end, role };
    let spans = vec![span(0, 4, Role::Keyword), span(4, 6, Role::Crlf)];
    session.received(Wire::labelled(line, spans), world);
    let handled = Handled::ok("IDLE terminated", &rules::IDLE_ENDED);
    complete(session, tag, &Command::Idle, handled, Vec::new(), world);
    session.fire_flow("idle ended", Fired::Ok, &rules::IDLE_ENDED, world);
}

/// Tells what has changed, and how many responses that took.
fn tell(session: &mut Session, world: &mut World) -> usize {
    let mut news = Vec::new();
    commands::report(&mut session.state, world, true, &mut news);
    news.iter().for_each(|response| session.send(response, world));
    news.len()
}

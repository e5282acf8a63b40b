//! AUTHENTICATE (RFC 3501 §6.2.2): challenges, responses, and the way out. What is in them is SASL's
//! business ([`sasl`]).
//!
//! [`sasl`]: crate::engine::sasl

use super::answer::complete;
use super::refuse::{Refused, refuse};
use super::{Next, Session};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::command::{Command, Tag};
use crate::engine::imap::commands::{self, Handled};
use crate::engine::imap::response::{Code, Continue, Response};
use crate::engine::imap::rules;
use crate::engine::lab::World;
use crate::engine::sasl::{self, Exchange, Failure, Fault, Mechanism, Round};
use crate::engine::step::{RefusalKind, Why};
use crate::engine::wire::{Role, Span, Wire};

/// The command itself, perhaps with an initial response (RFC 4959).
pub fn begin(session: &mut Session, tag: Tag, name: &str, initial: Option<&[u8]>, world: &mut World) {
    let Some(mechanism) = Mechanism::offered(name, world.switches) else {
        // RFC 3501 §6.2.2: "NO - authenticate failure: unsupported authentication mechanism".
        let why = Why::from(&sasl::rules::MECHANISM).with("mechanism", name);
        return finish(session, tag, Handled::no("Unsupported authentication mechanism", why), world);
    };
    if mechanism.is_plaintext() && session.state.wants_tls(world.switches) {
        return finish(session, tag, commands::needs_tls("AUTHENTICATE"), world);
    }
    session.exchanges += 1;
    let (exchange, round) = Exchange::begin(mechanism, initial, (session.serial, session.exchanges), world);
    go_on(session, tag, Box::new(exchange), round, world);
}

/// The line that answers a challenge.
pub fn respond(session: &mut Session, tag: Tag, mut exchange: Box<Exchange>, line: &[u8], world: &mut World) {
    let text = line.strip_suffix(b"\r\n");
    session.received(labelled(line, text), world);
    session.next = if line.ends_with(b"\n") { Next::Line } else { Next::SkippedLine };
    let round = match text {
        Some(text) => exchange.respond(text, world),
        None => sasl::malformed(line),
    };
    go_on(session, tag, exchange, round, world);
}

fn go_on(session: &mut Session, tag: Tag, exchange: Box<Exchange>, round: Round, world: &mut World) {
    let waits = session.flow.state().name != session.flow.chart().initial().name;
    match round {
        Round::Challenge(challenge, why) => {
            session.next = Next::Authentication(tag, exchange);
            session.send(&Response::Continue(Continue::Challenge(challenge)), world);
            session.fire_flow("challenge sent", Fired::Ok, why, world);
        }
        Round::Done(account) => {
            let why = Why::from(&rules::AUTHENTICATE).with("account", &account);
            session.state.account = Some(account);
            end(session, tag, Handled::ok("AUTHENTICATE completed", why), waits, world);
        }
        Round::Failed(Failure { fault: Fault::Form, text, why }) => {
            end(session, tag, Handled::no(text, why), waits, world);
        }
        Round::Failed(Failure { fault: Fault::Credentials, text, why }) => {
            end(session, tag, Handled::no(text, why).with(Code::AuthenticationFailed), waits, world);
        }
        Round::Failed(failure) => {
            let event =
                if failure.fault == Fault::Cancelled { "response cancelled" } else { "response received" };
            let rule = if failure.fault == Fault::Cancelled { failure.why.rule } else { &rules::RESPONSE };
            reject(session, tag, failure, world);
            if waits {
                session.fire_flow(event, Fired::Ok, rule, world);
            }
        }
    }
}

/// "If the server receives such a response, it MUST reject the AUTHENTICATE command by sending a tagged BAD
/// response."
fn reject(session: &mut Session, tag: Tag, failure: Failure, world: &mut World) {
    let came = if failure.fault == Fault::Cancelled { "*" } else { "AUTHENTICATE" };
    let refused = Refused::new(came.to_owned(), RefusalKind::Syntax, failure.text.to_owned(), failure.why);
    let refused = match failure.fault {
        Fault::Base64(at) => Refused { at: Some(at), expected: vec!["base64", "CRLF"], ..refused },
        _ => refused,
    };
    refuse(session, Some(&tag), refused, world);
}

fn end(session: &mut Session, tag: Tag, handled: Handled, waits: bool, world: &mut World) {
    finish(session, tag, handled, world);
    if waits {
        session.fire_flow("response received", Fired::Ok, &rules::RESPONSE, world);
    }
}

fn finish(session: &mut Session, tag: Tag, handled: Handled, world: &mut World) {
    let command = Command::Authenticate { mechanism: String::new(), initial: None };
    complete(session, tag, &command, handled, Vec::new(), world);
}

fn labelled(line: &[u8], text: Option<&[u8]>) -> Wire {
    let end = text.map_or(line.len(), <[u8]>::len) as u32;
    let role = if text == Some(b"*") { Role::Argument } else { Role::Secret };
    let crlf = Span { start: end, end: line.len() as u32, role: Role::Crlf };
    Wire::labelled(line, vec![Span { start: 0, end, role }, crlf])
}

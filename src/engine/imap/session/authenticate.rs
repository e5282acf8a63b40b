//! AUTHENTICATE PLAIN (RFC 3501 §6.2.2, RFC 4616): a challenge, a response, and the way out.

use super::answer::complete;
use super::refuse::{Refused, refuse};
use super::{Next, Session};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::command::{Command, Tag};
use crate::engine::imap::response::{Continue, Response};
use crate::engine::imap::rules;
use crate::engine::imap::server::{self, Credentials, Handled};
use crate::engine::lab::World;
use crate::engine::step::{RefusalKind, Why};
use crate::engine::wire::{Role, Span, Wire};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The command itself: the server sends PLAIN's empty challenge, or says that it knows no such mechanism.
pub fn begin(session: &mut Session, tag: Tag, mechanism: &str, world: &mut World) {
    if mechanism != "PLAIN" {
        // RFC 3501 §6.2.2: "NO - authenticate failure: unsupported authentication mechanism".
        let why = Why::from(&rules::MECHANISM).with("mechanism", mechanism);
        let handled = Handled::no("Unsupported authentication mechanism", why);
        return finish(session, tag, handled, world);
    }
    session.next = Next::Authentication(tag);
    session.send(&Response::Continue(Continue::Challenge(Vec::new())), world);
    session.fire_flow("challenge sent", Fired::Ok, &rules::CHALLENGE, world);
}

/// The line that answers the challenge.
pub fn respond(session: &mut Session, tag: Tag, line: &[u8], world: &mut World) {
    let text = line.strip_suffix(b"\r\n");
    session.received(labelled(line, text), world);
    session.next = if line.ends_with(b"\n") { Next::Line } else { Next::SkippedLine };
    // "If the client wishes to cancel an authentication exchange, it issues a line consisting of a single
    // "*".  If the server receives such a response, it MUST reject the AUTHENTICATE command by sending a
    // tagged BAD response."
    if text == Some(b"*") {
        let text = "AUTHENTICATE cancelled".to_owned();
        let refused = Refused::new("*".to_owned(), RefusalKind::Syntax, text, &rules::CANCELLED);
        refuse(session, Some(&tag), refused, world);
        return session.fire_flow("response cancelled", Fired::Ok, &rules::CANCELLED, world);
    }
    match text.and_then(|text| STANDARD.decode(text).ok()) {
        Some(message) => {
            let handled = match credentials(&message) {
                Some(credentials) => server::authenticate(&mut session.state, &credentials, world),
                None => Handled::no("That is no PLAIN response", &rules::PLAIN_FORM),
            };
            let flow = flow_moves(session, world);
            finish(session, tag, handled, world);
            world.steps.extend(flow);
        }
        None => {
            let text = "Expected base64 and CRLF".to_owned();
            let came = "AUTHENTICATE".to_owned();
            let refused = Refused::new(came, RefusalKind::Syntax, text, &rules::BASE64);
            let at = line.iter().position(|octet| !is_base64(*octet)).unwrap_or(line.len());
            let refused = Refused { at: Some(at), expected: vec!["base64", "CRLF"], ..refused };
            refuse(session, Some(&tag), refused, world);
            session.fire_flow("response received", Fired::Ok, &rules::RESPONSE, world);
        }
    }
}

fn flow_moves(session: &mut Session, world: &mut World) -> Vec<crate::engine::Step> {
    let steps = world.steps.len();
    session.fire_flow("response received", Fired::Ok, &rules::RESPONSE, world);
    world.steps.split_off(steps)
}

fn finish(session: &mut Session, tag: Tag, handled: Handled, world: &mut World) {
    let command = Command::Authenticate { mechanism: "PLAIN".to_owned() };
    complete(session, tag, &command, handled, Vec::new(), world);
}

/// RFC 4616 §2: `message = [authzid] UTF8NUL authcid UTF8NUL passwd`; `authcid = 1*SAFE`,
/// `passwd = 1*SAFE`.
fn credentials(message: &[u8]) -> Option<Credentials> {
    let mut parts = message.split(|octet| *octet == 0).map(<[u8]>::to_vec);
    let (authorization, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || user.is_empty() || password.is_empty() {
        return None;
    }
    Some(Credentials { authorization, user, password })
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

fn labelled(line: &[u8], text: Option<&[u8]>) -> Wire {
    let end = text.map_or(line.len(), <[u8]>::len) as u32;
    let role = if text == Some(b"*") { Role::Argument } else { Role::Secret };
    let crlf = Span { start: end, end: line.len() as u32, role: Role::Crlf };
    Wire::labelled(line, vec![Span { start: 0, end, role }, crlf])
}

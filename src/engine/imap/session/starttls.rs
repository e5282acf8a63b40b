//! STARTTLS (RFC 3501 §6.2.1), as far as the protocol goes: the handshake itself is not simulated.

use super::Session;
use super::refuse::{Refused, refuse};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::command::{Command, Tag};
use crate::engine::imap::commands::Handled;
use crate::engine::imap::rules;
use crate::engine::lab::World;
use crate::engine::step::{RefusalKind, Why};
use crate::engine::tls;
use crate::engine::wire::Role;

/// The command: OK, and the next octets are TLS's.
pub fn begin(session: &mut Session, tag: Tag, world: &mut World) {
    if session.state.secure {
        // RFC 9051 §6.2.1: "BAD - STARTTLS received after a successful TLS negotiation or arguments invalid".
        let text = "This connection is protected by TLS already".to_owned();
        let refused = Refused::new("STARTTLS".to_owned(), RefusalKind::NotOffered, text, &rules::TLS_TWICE);
        return refuse(session, Some(&tag), refused, world);
    }
    let handled = Handled::ok("Begin TLS negotiation now", &rules::STARTTLS);
    super::answer::complete(session, tag, &Command::StartTls, handled, Vec::new(), world);
    session.fire_tls(tls::STARTED, &rules::STARTTLS, world);
}

/// The port is one of TLS alone: the handshake comes before everything else.
pub fn begin_at_once(session: &mut Session, world: &mut World) {
    session.fire_tls(tls::STARTED, &rules::TLS_AT_ONCE, world);
}

/// The handshake completes. Octets that came in the clear behind STARTTLS are nobody's: somebody on the way
/// may have put them there. RFC 3501 §6.2.1: "Once a client issues a STARTTLS command, it MUST NOT issue
/// further commands until a server response is seen and the [TLS] negotiation is complete."
pub fn complete(session: &mut Session, world: &mut World) {
    session.state.secure = true;
    let dropped = std::mem::take(&mut session.input);
    let mut why = Why::from(&rules::TLS_COMPLETED);
    if !dropped.is_empty() {
        why = Why::from(&rules::TLS_DISCARDED).with("count", dropped.len());
        session.received(super::framing::one_span(&dropped, Role::Junk), world);
    }
    session.fire_tls(tls::COMPLETED, why, world);
}

impl Session {
    fn fire_tls(&mut self, event: &str, why: impl Into<Why>, world: &mut World) {
        let moved = self.tls.fire(event, Fired::Ok);
        self.moved(moved, why.into(), world);
    }
}

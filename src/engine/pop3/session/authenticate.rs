//! AUTH (RFC 5034): challenges, responses, and the way out. What is in them is SASL's business ([`sasl`]).
//!
//! [`sasl`]: crate::engine::sasl

use super::Session;
use super::framing::Line;
use crate::engine::chart::Outcome;
use crate::engine::lab::World;
use crate::engine::pop3::commands::Answer;
use crate::engine::pop3::response::{Code, Reply};
use crate::engine::pop3::rules;
use crate::engine::sasl::{self, Exchange, Failure, Fault, Mechanism, Round};
use crate::engine::step::{Party, Step, Why};
use crate::engine::wire::{Role, Span, Wire};

/// The command itself, perhaps with an initial response.
pub fn begin(session: &mut Session, name: &str, initial: Option<&str>, world: &mut World) {
    session.client.name = None;
    let Some(mechanism) = Mechanism::offered(name, world.switches) else {
        let why = Why::from(&sasl::rules::MECHANISM).with("mechanism", name);
        let answer = Answer::no(Reply::err("Unsupported authentication mechanism"), why);
        return session.complete("AUTH", answer, world);
    };
    if mechanism.is_plaintext() && session.client.wants_tls(world.switches) {
        return session.complete("AUTH", Answer::no_clear_text("AUTH"), world);
    }
    session.exchanges += 1;
    let serial = (session.client.serial, session.exchanges);
    let (exchange, round) = Exchange::begin(mechanism, initial.map(str::as_bytes), serial, world);
    go_on(session, exchange, round, world);
}

/// The line that answers a challenge.
pub fn respond(session: &mut Session, mut exchange: Exchange, line: &Line, world: &mut World) {
    let octets = &line.octets[..];
    let text = octets.strip_suffix(b"\r\n").or_else(|| octets.strip_suffix(b"\n")).unwrap_or(octets);
    let role = if text == b"*" { Role::Argument } else { Role::Secret };
    let (end, all) = (text.len() as u32, octets.len() as u32);
    let spans = vec![Span { start: 0, end, role }, Span { start: end, end: all, role: Role::Crlf }];
    let wire = Wire::labelled(octets, spans);
    world.turn.push(Step::Wire { connection: world.connection, from: Party::Client, wire, reply: None });
    let round = if line.too_long { sasl::malformed(octets) } else { exchange.respond(text, world) };
    go_on(session, exchange, round, world);
}

fn go_on(session: &mut Session, exchange: Exchange, round: Round, world: &mut World) {
    let waits = session.flow.state().name != session.flow.chart().initial().name;
    let (answer, event) = match round {
        Round::Challenge(challenge, why) => {
            session.exchange = Some(exchange);
            session.send(&Reply::challenge(&challenge), world);
            return session.fire_flow("challenge sent", why, world);
        }
        Round::Done(account) => (session.client.open(&account, &rules::AUTH, world), "response received"),
        Round::Failed(Failure { fault, text, why }) => {
            // RFC 3206 §5: "The AUTH response code informs the client that there is a problem with the user's
            // credentials."
            let code = (fault == Fault::Credentials).then_some(Code::Auth);
            let event = if fault == Fault::Cancelled { "response cancelled" } else { "response received" };
            (Answer::no(Reply::err_with(code, text), why), event)
        }
    };
    let flow_why =
        if answer.outcome == Outcome::Ok { Why::from(&rules::RESPONSE) } else { answer.why.clone() };
    session.complete("AUTH", answer, world);
    if waits {
        session.fire_flow(event, flow_why, world);
    }
}

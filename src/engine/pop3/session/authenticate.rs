//! AUTH (RFC 5034): challenges, responses, and the way out. Their content is SASL's business ([`sasl`]).
//!
//! [`sasl`]: crate::engine::sasl

use super::Session;
use super::framing::Line;
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::conversation::Denied;
use crate::engine::phrase::Phrase;
use crate::engine::pop3::chart::{FlowTrigger, Trigger};
use crate::engine::pop3::commands::{Answer, wants_tls};
use crate::engine::pop3::response::{Code, Reply};
use crate::engine::pop3::rules;
use crate::engine::sasl::{self, Failure, Fault, Round};
use crate::engine::step::Why;

impl Session {
    /// The command itself, perhaps with an initial response.
    pub(super) fn authenticate(&mut self, name: &str, initial: Option<&str>, context: &mut Context) {
        self.client.name = None;
        let (initial, plain) = (initial.map(str::as_bytes), !wants_tls(context));
        match self.conversation.begin_exchange(name, initial, plain, context) {
            Ok(round) => self.go_on(round, context),
            Err(Denied::Mechanism) => {
                let why = Why::from(&sasl::rules::MECHANISM).with("mechanism", name);
                let answer = Answer::no(Reply::err(Phrase::NoMechanism), why);
                self.complete(Trigger::Auth, answer, context);
            }
            Err(Denied::Privacy) => {
                self.complete(Trigger::Auth, Answer::no_clear_text(Trigger::Auth, context.switches), context);
            }
        }
    }

    /// The line that answers a challenge.
    pub(super) fn respond(&mut self, line: &Line, context: &mut Context) {
        let octets = &line.octets[..];
        let text = octets.strip_suffix(b"\r\n").or_else(|| octets.strip_suffix(b"\n")).unwrap_or(octets);
        let left_out = line.too_long.then_some(line.left_out);
        let round = self.conversation.respond(octets, text.len(), left_out, context);
        self.go_on(round, context);
    }

    fn go_on(&mut self, round: Round, context: &mut Context) {
        let waits = !self.conversation.reads_commands();
        let (answer, event) = match round {
            Round::Challenge(challenge, why) => {
                self.send(&Reply::challenge(&challenge), context);
                return self.conversation.challenged(why, context);
            }
            Round::Done(account) => {
                (self.client.open(&account, &rules::AUTH, context), FlowTrigger::ResponseReceived)
            }
            Round::Failed(Failure { fault, phrase, why }) => {
                // RFC 3206 §5: "The AUTH response code informs the client that there is a problem with the user's
                // credentials."
                let code = (fault == Fault::Credentials).then_some(Code::Auth);
                let event = match fault {
                    Fault::Cancelled => FlowTrigger::ResponseCancelled,
                    _ => FlowTrigger::ResponseReceived,
                };
                (Answer::no(Reply::err_with(code, phrase), why), event)
            }
        };
        let flow_why =
            if answer.outcome == Outcome::Ok { Why::from(&rules::RESPONSE) } else { answer.why.clone() };
        self.complete(Trigger::Auth, answer, context);
        if waits {
            self.conversation.fire_flow(event, Outcome::Ok, flow_why, context);
        }
    }
}

//! AUTHENTICATE (RFC 3501 §6.2.2): challenges, responses, and the way out. Their content is SASL's business
//! ([`sasl`]).
//!
//! [`sasl`]: crate::engine::sasl

use super::Session;
use super::refuse::Refused;
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::conversation::Denied;
use crate::engine::imap::chart::{FlowTrigger, Trigger};
use crate::engine::imap::command::Tag;
use crate::engine::imap::commands::{Answer, needs_tls, wants_tls};
use crate::engine::imap::response::{Code, Continue, Response};
use crate::engine::imap::rules;
use crate::engine::sasl::{self, Failure, Fault, Round};
use crate::engine::step::{RefusalKind, Why};

impl Session {
    /// The command itself, perhaps with an initial response (RFC 4959).
    pub(super) fn authenticate(
        &mut self,
        tag: Tag,
        name: &str,
        initial: Option<&[u8]>,
        context: &mut Context,
    ) {
        match self.conversation.begin_exchange(name, initial, !wants_tls(context), context) {
            Ok(round) => self.go_on(tag, round, context),
            Err(Denied::Mechanism) => {
                // RFC 3501 §6.2.2: "NO - authenticate failure: unsupported authentication mechanism".
                let why = Why::from(&sasl::rules::MECHANISM).with("mechanism", name);
                self.finish(tag, Answer::no("Unsupported authentication mechanism", why), context);
            }
            Err(Denied::Privacy) => {
                self.finish(tag, needs_tls(Trigger::Authenticate, context.switches), context)
            }
        }
    }

    /// The line that answers a challenge.
    pub(super) fn respond(&mut self, line: &[u8], context: &mut Context) {
        let text = line.strip_suffix(b"\r\n");
        let length = text.map_or(line.len(), <[u8]>::len);
        let round = self.conversation.respond(line, length, text.is_none().then_some(0), context);
        self.skip_rest_of(line);
        // A command has come before its authentication data.
        let Some(tag) = self.client.tag.clone() else { return };
        self.go_on(tag, round, context);
    }

    fn go_on(&mut self, tag: Tag, round: Round, context: &mut Context) {
        let waits = !self.conversation.reads_commands();
        let (mut event, mut rule) = (FlowTrigger::ResponseReceived, &rules::RESPONSE);
        match round {
            Round::Challenge(challenge, why) => {
                self.send(&Response::Continue(Continue::Challenge(challenge)), context);
                return self.conversation.challenged(why, context);
            }
            Round::Done(account) => {
                let why = Why::from(&rules::AUTHENTICATE).with("account", &account);
                self.client.account = Some(account);
                self.finish(tag, Answer::ok("AUTHENTICATE completed", why), context);
            }
            Round::Failed(Failure { fault: Fault::Form, phrase, why }) => {
                self.finish(tag, Answer::no(phrase.english(), why), context);
            }
            Round::Failed(Failure { fault: Fault::Credentials, phrase, why }) => {
                self.finish(tag, Answer::no(phrase.english(), why).with(Code::AuthenticationFailed), context);
            }
            Round::Failed(failure) => {
                if failure.fault == Fault::Cancelled {
                    (event, rule) = (FlowTrigger::ResponseCancelled, failure.why.rule);
                }
                self.reject(tag, failure, context);
            }
        }
        if waits {
            self.conversation.fire_flow(event, Outcome::Ok, rule, context);
        }
    }

    /// "If the server receives such a response, it MUST reject the AUTHENTICATE command by sending a tagged BAD
    /// response."
    fn reject(&mut self, tag: Tag, failure: Failure, context: &mut Context) {
        let came = if failure.fault == Fault::Cancelled { "*" } else { Trigger::Authenticate.name() };
        let text = failure.phrase.english().to_owned();
        let mut refused = Refused::new(came.to_owned(), RefusalKind::Syntax, text, failure.why);
        if let Fault::Base64(at) = failure.fault {
            refused = refused.at(at, vec!["base64", "CRLF"]);
        }
        self.refuse(Some(&tag), refused, context);
    }

    fn finish(&mut self, tag: Tag, answer: Answer, context: &mut Context) {
        self.complete(tag, Trigger::Authenticate, true, answer, Vec::new(), context);
    }
}

//! Whole commands that are legal now: they are done, and answered.

use super::Session;
use super::refuse::Refused;
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::imap::chart::Trigger;
use crate::engine::imap::command::{Command, Request, Tag};
use crate::engine::imap::commands::{self, Answer, Verdict};
use crate::engine::imap::grammar::Reading;
use crate::engine::imap::response::{Condition, Response, Status};
use crate::engine::imap::rules;
use crate::engine::step::{Closing, RefusalKind, Why};
use crate::engine::switches::Switch;
use crate::engine::tls::Handshake;
use crate::engine::wire::WireWriter;

impl Session {
    /// Carries out a whole command and answers it.
    pub(super) fn answer(&mut self, reading: Reading, context: &mut Context) {
        let came = reading.word.clone().unwrap_or_default();
        let Some(request) = reading.into_request() else { return };
        if let Some(refused) = self.out_of_range(&request, &came) {
            return self.refuse(Some(&request.tag), refused, context);
        }
        let (tag, command) = (request.tag.clone(), &request.command);
        self.client.tag = Some(tag.clone());
        match command {
            Command::Logout => return self.log_out(tag, context),
            Command::Authenticate { mechanism, initial } => {
                return self.authenticate(tag, mechanism, initial.as_deref(), context);
            }
            Command::StartTls => return self.start_tls(tag, context),
            Command::Idle => return self.begin_idle(context),
            _ => {}
        }
        let mut responses = Vec::new();
        let answer = match command.mailboxes().into_iter().find(|mailbox| !mailbox.is_valid()) {
            Some(mailbox) => {
                let (text, rule) = match self.client.is_rev2() {
                    true => ("The mailbox name is not UTF-8", &rules::MAILBOX_UTF8),
                    false => ("The mailbox name is not modified UTF-7", &rules::MAILBOX_UTF7),
                };
                Answer::no(text, Why::from(rule).with("name", mailbox))
            }
            None => commands::handle(&mut self.client, &request, context, &mut responses),
        };
        self.complete(tag, request.trigger, may_expunge(&request), answer, responses, context);
    }

    /// Sends a handler's responses, and moves the chart.
    pub(super) fn complete(
        &mut self,
        tag: Tag,
        trigger: Trigger,
        expunges: bool,
        answer: Answer,
        mut responses: Vec<Response>,
        context: &mut Context,
    ) {
        let (condition, outcome) = match answer.verdict {
            Verdict::Ok => (Condition::Ok, Outcome::Ok),
            Verdict::No => (Condition::No, Outcome::No),
            Verdict::NotOffered => {
                let (came, text) = (trigger.name().to_owned(), answer.text.into_owned());
                let refused = Refused::new(came, RefusalKind::NotOffered, text, answer.why);
                return self.refuse(Some(&tag), refused, context);
            }
        };
        // The move comes first, because the state decides which responses are allowed.
        self.fire(trigger, outcome, answer.why, context);
        commands::report(&mut self.client, context, expunges, &mut responses);
        let status = Status { condition, code: answer.code, text: answer.text };
        responses.push(Response::Tagged(tag, status));
        let mut writer = WireWriter::default();
        context.turn.reserve(responses.len());
        for response in &responses {
            self.send_with(response, &mut writer, context);
        }
    }

    /// RFC 3501 §6.1.3: "The server MUST send a BYE untagged response before the (tagged) OK response, and
    /// then close the network connection."
    fn log_out(&mut self, tag: Tag, context: &mut Context) {
        self.send(&Response::Untagged(Status::new(Condition::Bye, "Postamt says goodbye")), context);
        self.send(&Response::Tagged(tag, Status::new(Condition::Ok, "LOGOUT completed")), context);
        self.fire(Trigger::Logout, Outcome::Ok, &rules::LOGOUT, context);
        self.conversation.close(Closing::Command, context);
    }

    /// STARTTLS (RFC 3501 §6.2.1): OK, and the next octets are TLS's.
    fn start_tls(&mut self, tag: Tag, context: &mut Context) {
        if context.protected {
            // RFC 9051 §6.2.1: "BAD - STARTTLS received after a successful TLS negotiation or arguments invalid".
            let text = "This connection is protected by TLS already".to_owned();
            let came = Trigger::StartTls.name().to_owned();
            let refused = Refused::new(came, RefusalKind::NotOffered, text, &rules::TLS_TWICE);
            return self.refuse(Some(&tag), refused, context);
        }
        let answer = Answer::ok("Begin TLS negotiation now", &rules::STARTTLS);
        self.complete(tag, Trigger::StartTls, true, answer, Vec::new(), context);
        self.conversation.fire_tls(Handshake::Started, &rules::STARTTLS, context);
    }

    /// RFC 3501 §9: "The server should respond with a tagged BAD response to a command that uses a message
    /// sequence number greater than the number of messages in the selected mailbox."
    fn out_of_range(&self, Request { trigger, command, .. }: &Request, came: &str) -> Option<Refused> {
        // RFC 7162 §3.2.3: "A server MUST respond with a tagged BAD response if the QRESYNC parameter to the
        // SELECT/EXAMINE command or the VANISHED UID FETCH modifier is specified and the client hasn't issued "ENABLE
        // QRESYNC"".
        if command.is_resync() && !self.client.enabled.contains(&Switch::Qresync) {
            let why = Why::from(&rules::RESYNC_FIRST).with("command", trigger.name());
            let text = "First ENABLE QRESYNC".to_owned();
            return Some(Refused::new(came.to_owned(), RefusalKind::Syntax, text, why));
        }
        let count = self.selected()?.view.count();
        // Among search keys such a number is no mistake: it is one that no message has. The same comment speaks of the
        // "message sequence number (COPY, FETCH, STORE commands)".
        if matches!(command, Command::Search { .. }) {
            return None;
        }
        let number = command.sequence_sets().into_iter().find_map(|set| set.out_of_range(count))?;
        let text = format!("There is no message {number}; the mailbox has {count}");
        let why = Why::from(&rules::NUMBER_BEYOND).with("number", number).with("count", count);
        Some(Refused::new(came.to_owned(), RefusalKind::Syntax, text, why))
    }
}

/// RFC 3501 §7.4.1: "An EXPUNGE response MUST NOT be sent when no command is in progress, nor while responding to a
/// FETCH, STORE, or SEARCH command." RFC 5256 §3 says the same of SORT and THREAD. UID FETCH and its like are other
/// commands; but RFC 7162 §3.2.10.2 has VANISHED not "sent during a UID SEARCH command that contains message
/// numbers".
fn may_expunge(Request { trigger, command, .. }: &Request) -> bool {
    use Trigger::{Fetch, Search, Sort, Store, Thread};
    let numbers = || matches!(command, Command::Search { .. }) && !command.sequence_sets().is_empty();
    !matches!(trigger, Fetch | Store | Search | Sort | Thread) && !numbers()
}

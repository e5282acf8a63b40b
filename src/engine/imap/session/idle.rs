//! IDLE (RFC 2177): the server tells changes without being asked, until DONE comes.

use super::Session;
use super::framing::one_span;
use super::refuse::Refused;
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::field::Field;
use crate::engine::imap::chart::{FlowTrigger, Trigger};
use crate::engine::imap::commands::{self, Answer};
use crate::engine::imap::response::{Continue, Response};
use crate::engine::imap::rules;
use crate::engine::step::{RefusalKind, Why};
use crate::engine::wire::{Role, Span, Wire};

impl Session {
    /// The command: "+", and the changes so far.
    pub(super) fn begin_idle(&mut self, context: &mut Context) {
        self.send(&Response::Continue(Continue::Text("idling")), context);
        self.tell(context);
        self.conversation.fire_flow(FlowTrigger::IdleBegun, Outcome::Ok, &rules::IDLE, context);
    }

    /// Something has changed.
    pub(super) fn push_changes(&mut self, context: &mut Context) {
        if self.is_idling() {
            let count = self.tell(context);
            if count > 0 {
                let why = Why::from(&rules::IDLE_NEWS).with("count", count);
                self.conversation.fire_flow(FlowTrigger::NewsTold, Outcome::Ok, why, context);
            }
        }
    }

    /// The line that ends it. RFC 2177 §4: `command_auth ::= ... / idle`, `idle ::= "IDLE" CRLF "DONE"`.
    pub(super) fn end_idle(&mut self, line: &[u8], context: &mut Context) {
        self.skip_rest_of(line);
        // A command has come before the line that ends it.
        let Some(tag) = self.client.tag.clone() else { return };
        if !line.eq_ignore_ascii_case(b"DONE\r\n") {
            self.conversation.receive(one_span(line, Role::Junk), context);
            let text = "Expected DONE; IDLE is over".to_owned();
            let came = String::from_utf8_lossy(line).trim_end().to_owned();
            let refused = Refused::new(came, RefusalKind::Syntax, text, &rules::IDLE_DONE);
            self.refuse(Some(&tag), refused.at(0, vec!["DONE"]), context);
            self.conversation.fire_flow(FlowTrigger::IdleEnded, Outcome::No, &rules::IDLE_DONE, context);
            return self.skip(line);
        }
        let spans = vec![Span::new(0, 4, Role::Keyword).fills(Field::Done), Span::new(4, 6, Role::Crlf)];
        self.conversation.receive(Wire::labelled(line, spans), context);
        let answer = Answer::ok("IDLE terminated", &rules::IDLE_ENDED);
        self.complete(tag, Trigger::Idle, true, answer, Vec::new(), context);
        self.conversation.fire_flow(FlowTrigger::IdleEnded, Outcome::Ok, &rules::IDLE_ENDED, context);
    }

    /// Tells the changes, and returns the number of responses.
    fn tell(&mut self, context: &mut Context) -> usize {
        let mut news = Vec::new();
        commands::report(&mut self.client, context, true, &mut news);
        news.iter().for_each(|response| self.send(response, context));
        news.len()
    }
}

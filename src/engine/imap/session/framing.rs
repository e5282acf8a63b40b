//! Octets become lines and literals.

use super::{INPUT_MAX, LINE_MAX, LITERAL_MAX, MESSAGE_MAX, Session};
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::imap::chart::{FlowState, FlowTrigger};
use crate::engine::imap::grammar::{self, Announced, Reading};
use crate::engine::imap::response::{Continue, Response};
use crate::engine::imap::rules;
use crate::engine::step::Why;
use crate::engine::wire::{Role, Span, Wire};

impl Session {
    /// Handles the next line or literal; false when it is not there in full.
    pub(super) fn read(&mut self, context: &mut Context) -> bool {
        if let Some(length) = self.skipped {
            return self.skip_on(length, context);
        }
        let flow = self.conversation.flow();
        if flow == Some(FlowState::Literal) {
            let Some(octets) = self.take(self.literal) else { return false };
            self.take_literal(&octets, context);
            return true;
        }
        let Some(line) = self.take_line() else { return false };
        match flow {
            Some(FlowState::AuthenticationData) => self.respond(&line, context),
            Some(FlowState::Idling) => self.end_idle(&line, context),
            _ => self.read_line(line, context),
        }
        true
    }

    /// Passes over the rest of a line that is refused already: first a literal of so many octets.
    fn skip_on(&mut self, length: usize, context: &mut Context) -> bool {
        if length > 0 {
            let Some(octets) = self.take(length) else { return false };
            self.conversation.receive(one_span(&octets, Role::Literal), context);
            self.skipped = Some(0);
            return true;
        }
        let Some(line) = self.take_line() else { return false };
        self.conversation.receive(one_span(&line, Role::Junk), context);
        if line.ends_with(b"\n") {
            self.skipped = None;
            self.skip(&line);
        }
        true
    }

    /// Passes over the literal that `line`, a line of a refused command, announces as non-synchronising: RFC
    /// 7888 §4's client sends it without being asked. Of a synchronising one, nothing comes.
    pub(super) fn skip(&mut self, line: &[u8]) {
        match grammar::line_announcement(line) {
            Some((length, true)) if length > MESSAGE_MAX as u64 => {
                self.bye = Some("The literal is longer than this server takes");
            }
            Some((length, true)) => self.skipped = Some(length as usize),
            _ => {}
        }
    }

    /// The rest of a line that had no end within the limit belongs to it.
    pub(super) fn skip_rest_of(&mut self, line: &[u8]) {
        if !line.ends_with(b"\n") {
            self.skipped = Some(0);
        }
    }

    fn read_line(&mut self, line: Vec<u8>, context: &mut Context) {
        let before = self.command.len();
        self.command.extend_from_slice(&line);
        let command = std::mem::take(&mut self.command);
        let reading = grammar::read_as(&command, self.client.is_rev2());
        self.conversation.receive(labelled(&line, before, &reading), context);
        if let Some(refused) = self.objection(&reading, &command, &line, context.switches) {
            self.refuse(reading.tag.as_ref(), refused, context);
            if line.ends_with(b"\n") {
                self.drop_literal(&line, context);
            } else {
                self.skipped = Some(0);
            }
            return;
        }
        match reading.outcome {
            grammar::Outcome::Literal(announced) => self.ask(command, announced, context),
            _ => self.answer(reading, context),
        }
    }

    /// RFC 3501 §4.3: "In the case of literals transmitted from client to server, the client MUST wait to
    /// receive a command continuation request [...] before sending the octet data (and the remainder of the
    /// command)."
    fn ask(&mut self, command: Vec<u8>, announced: Announced, context: &mut Context) {
        let length = announced.length as usize;
        self.command = command;
        self.literal = length;
        let rule = if announced.unasked {
            &rules::LITERAL_UNASKED
        } else {
            self.send(&Response::Continue(Continue::Text("Ready for literal data")), context);
            &rules::LITERAL_ANNOUNCED
        };
        let why = Why::from(rule).with("count", length);
        self.conversation.fire_flow(FlowTrigger::LiteralAnnounced, Outcome::Ok, why, context);
    }

    fn take_literal(&mut self, octets: &[u8], context: &mut Context) {
        let before = self.command.len();
        self.command.extend_from_slice(octets);
        let reading = grammar::read_as(&self.command, self.client.is_rev2());
        if !octets.is_empty() {
            self.conversation.receive(labelled(octets, before, &reading), context);
        }
        let why = Why::from(&rules::LITERAL_RECEIVED).with("count", octets.len());
        self.conversation.fire_flow(FlowTrigger::LiteralReceived, Outcome::Ok, why, context);
    }

    /// The next line with its LF; or, when there is none within the limit, as many octets as the limit.
    fn take_line(&mut self) -> Option<Vec<u8>> {
        let reach = self.input.len().min(LINE_MAX);
        let searched = self.searched.min(reach);
        let length = match self.input[searched..reach].iter().position(|octet| *octet == b'\n') {
            Some(feed) => searched + feed + 1,
            None if reach == LINE_MAX => reach,
            None => {
                self.searched = reach;
                return None;
            }
        };
        self.take(length)
    }

    fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        if self.input.len() < length {
            return None;
        }
        self.searched = 0;
        let rest = self.input.split_off(length);
        Some(std::mem::replace(&mut self.input, rest))
    }
}

/// Octets that stand at `offset` of a command, with the labels that they have there.
pub(super) fn labelled(octets: &[u8], offset: usize, reading: &Reading) -> Wire {
    let moved = |spans: &[Span]| -> Vec<Span> {
        let inside = spans.iter().filter(|span| span.end as usize > offset);
        let start = |span: &Span| (span.start as usize).saturating_sub(offset);
        inside
            .map(|span| Span { start: start(span) as u32, end: span.end - offset as u32, ..*span })
            .collect()
    };
    Wire::grouped(octets, moved(&reading.spans), moved(&reading.groups))
}

/// Octets in one role.
pub(super) fn one_span(octets: &[u8], role: Role) -> Wire {
    Wire::labelled(octets, vec![Span::new(0, octets.len(), role)])
}

const _: () = assert!(MESSAGE_MAX + LITERAL_MAX < INPUT_MAX, "a whole APPEND fits into the input");

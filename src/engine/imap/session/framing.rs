//! Octets become lines and literals.

use super::{INPUT_MAX, LINE_MAX, LITERAL_MAX, LITERAL_MINUS_MAX, MESSAGE_MAX, Session};
use crate::engine::chart::{Key, Outcome};
use crate::engine::context::Context;
use crate::engine::imap::chart::{FlowState, FlowTrigger};
use crate::engine::imap::grammar::{self, Announced, Reading};
use crate::engine::imap::response::{Continue, Response};
use crate::engine::imap::rules;
use crate::engine::step::Why;
use crate::engine::switches::{Switch, Switches};
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
        match announcement(line) {
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
        if !line.ends_with(b"\n") {
            self.skipped = Some(0);
            return self.refuse_too_long(&reading, &command, context);
        }
        if let Some(trigger) = reading.trigger {
            if !trigger.row().is_offered(context.switches) {
                return self.refuse_not_offered(trigger.name(), &reading, &line, context);
            }
            if !self.conversation.is_legal(trigger) {
                return self.refuse_not_now(trigger, &reading, &line, context);
            }
        }
        // RFC 7162 §3.2.3: "the presence of the "QRESYNC" capability implies support for the CONDSTORE IMAP extension
        // even if the "CONDSTORE" capability isn't advertised."
        let implied = |extension| extension == Switch::Condstore && context.switches.has(Switch::Qresync);
        let offered = |extension| context.switches.has(extension) || implied(extension);
        let missing = reading.extensions.iter().find(|extension| !offered(**extension));
        if let Some(capability) = missing.and_then(|extension| extension.row().capabilities.first()) {
            // APPENDLIMIT's capability tells the limit, too.
            let name = capability.split_once("=1").map_or(*capability, |(name, _)| name);
            return self.refuse_not_offered(name, &reading, &line, context);
        }
        match &reading.outcome {
            grammar::Outcome::Complete(_) => self.answer(reading, context),
            grammar::Outcome::Literal(announced)
                if announced.unasked && !self.takes_unasked(context.switches) =>
            {
                self.refuse_not_offered("LITERAL+", &reading, &line, context);
            }
            grammar::Outcome::Literal(announced) => {
                let announced = *announced;
                self.ask(command, announced, &reading, &line, context);
            }
            // A line that has its end leaves nothing open but a literal.
            grammar::Outcome::Incomplete => self.refuse_unfinished(&reading, &command, &line, context),
            grammar::Outcome::Invalid(mistake) => {
                let mistake = mistake.clone();
                self.refuse_mistake(&mistake, &reading, &command, &line, context);
            }
        }
    }

    /// IMAP4rev2 includes LITERAL- (RFC 9051 §4.3).
    fn takes_unasked(&self, switches: Switches) -> bool {
        self.client.is_rev2() || switches.has(Switch::LiteralPlus) || switches.has(Switch::LiteralMinus)
    }

    /// RFC 3501 §4.3: "In the case of literals transmitted from client to server, the client MUST wait to
    /// receive a command continuation request [...] before sending the octet data (and the remainder of the
    /// command)."
    fn ask(
        &mut self,
        command: Vec<u8>,
        announced: Announced,
        reading: &Reading,
        line: &[u8],
        context: &mut Context,
    ) {
        let length = announced.length as usize;
        let (fits, max) = if announced.message {
            // RFC 3502's messages have to be held together until all are there.
            let max = MESSAGE_MAX.min((MESSAGE_MAX + LITERAL_MAX).saturating_sub(command.len()));
            (length <= max, max)
        } else {
            (command.len().saturating_add(length) <= LITERAL_MAX, LITERAL_MAX)
        };
        if !fits {
            return self.refuse_literal(reading, line, max, context);
        }
        // RFC 7888 §5: with LITERAL-, larger ones must be announced the other way.
        let small = context.switches.has(Switch::LiteralMinus) || !context.switches.has(Switch::LiteralPlus);
        if announced.unasked && small && length > LITERAL_MINUS_MAX {
            return self.refuse_literal(reading, line, LITERAL_MINUS_MAX, context);
        }
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

/// The announcement at the end of a line: so many octets, and whether the client waits for a "+" (false) or not
/// (true).
pub(super) fn announcement(line: &[u8]) -> Option<(u64, bool)> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let open = line.iter().rposition(|octet| *octet == b'{')?;
    let (digits, unasked) = match line[open + 1..].strip_suffix(b"+") {
        Some(digits) => (digits, true),
        None => (&line[open + 1..], false),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let length = std::str::from_utf8(digits).ok()?.parse().unwrap_or(u64::MAX);
    Some((length, unasked))
}

/// Octets that stand at `offset` of a command, with the labels that they have there.
fn labelled(octets: &[u8], offset: usize, reading: &Reading) -> Wire {
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

//! A line of the client before it is sent.

use super::framing::labelled;
use super::{LINE_MAX, Session};
use crate::engine::chart::Key;
use crate::engine::draft::{Around, Draft, Verdict};
use crate::engine::field::Field;
use crate::engine::imap::chart::{FlowState, Trigger};
use crate::engine::imap::command::Command;
use crate::engine::imap::commands;
use crate::engine::imap::grammar::{self, MistakeKind, Outcome, Reading};
use crate::engine::sasl::Mechanism;
use crate::engine::session;
use crate::engine::step::Why;
use crate::engine::wire::{Role, Span, Wire};

impl Session {
    /// The draft of the next line, without its CRLF.
    pub(super) fn read_draft(&self, octets: &[u8], around: Around) -> Draft {
        // Longer ones are cut: the server reads no more of them, either.
        let octets = &octets[..octets.len().min(LINE_MAX)];
        match self.conversation.flow() {
            Some(FlowState::Literal) => self.of_literal(octets, around),
            Some(FlowState::AuthenticationData) => Draft::of_data(octets),
            Some(FlowState::Idling) => Draft::of_word(octets, "DONE", Field::Done),
            _ => self.of_command(&self.command, octets, around),
        }
    }

    /// A line whose first octets are those of a literal, and the others what follows it.
    fn of_literal(&self, octets: &[u8], around: Around) -> Draft {
        let left = self.literal.saturating_sub(self.input.len());
        // The line break counts as well.
        let sent = octets.len() + 2;
        if sent <= left {
            let verdict = if sent == left { Verdict::Complete } else { Verdict::Incomplete };
            return Draft { verdict, ..Draft::of(octets, Role::Literal, Field::Literal) };
        }
        let (literal, rest) = octets.split_at(left.min(octets.len()));
        let command = [&self.command[..], &self.input, literal].concat();
        let draft = self.of_command(&command, rest, around);
        let moved = |span: &Span| {
            let by = literal.len() as u32;
            Span { start: span.start + by, end: span.end + by, ..*span }
        };
        let first = Span::new(0, literal.len(), Role::Literal).fills(Field::Literal);
        let spans = [first].into_iter().chain(draft.wire.spans().iter().map(moved)).collect();
        let at = draft.at + literal.len();
        let before = draft.before - literal.len().min(draft.before);
        Draft { wire: Wire::labelled(octets, spans), at, before, ..draft }
    }

    /// A line that goes on with a command of which some has come.
    fn of_command(&self, before: &[u8], octets: &[u8], around: Around) -> Draft {
        let rev2 = self.client.is_rev2();
        let so_far = [before, octets].concat();
        let end: &[u8] = if octets.len() + 2 > LINE_MAX { b"" } else { b"\r\n" };
        let command = [&so_far[..], end].concat();
        let line = [octets, end].concat();
        let reading = grammar::read_as(&command, rev2);
        let objection = self.objection(&reading, &command, &line, around.switches).or_else(|| {
            let Outcome::Complete(whole) = &reading.outcome else { return None };
            let came = reading.word.as_deref().unwrap_or_default();
            let protected = session::Session::is_protected(self);
            self.out_of_place(reading.trigger?, whole, came, protected, around.store)
        });
        let (mut verdict, mut at, mut expected) = (Verdict::Complete, so_far.len(), Vec::new());
        let mut literal = None;
        match &reading.outcome {
            Outcome::Complete(_) if objection.as_ref().is_some_and(|it| it.is_about_arguments()) => {
                verdict = Verdict::Wrong;
                at = first_argument(&reading).unwrap_or(at);
            }
            Outcome::Literal(_) if objection.as_ref().is_some_and(|it| it.is_about_arguments()) => {
                verdict = Verdict::Wrong;
                let length = reading.spans.iter().rfind(|span| span.role == Role::LiteralLength);
                at = length.map_or(at, |span| span.start as usize);
            }
            Outcome::Complete(_) => {}
            Outcome::Literal(announced) => literal = Some(announced.length),
            Outcome::Incomplete => (verdict, expected) = (Verdict::Wrong, vec!["CRLF"]),
            Outcome::Invalid(mistake) => {
                let goes_on = !end.is_empty() && grammar::may_go_on(&so_far, &reading, rev2);
                verdict = if goes_on { Verdict::Incomplete } else { Verdict::Wrong };
                (at, expected) = (mistake.at.min(so_far.len()), mistake.expected.clone());
                // The first word is the tag, even when it is a command's name.
                if !goes_on && matches!(mistake.kind, MistakeKind::Name | MistakeKind::Unknown) {
                    at = objection.as_ref().and_then(|it| it.mistake.at).unwrap_or(at);
                }
            }
        }
        let wire = labelled(&line, before.len(), &reading);
        let spans = wire.spans().iter().filter(|span| (span.start as usize) < octets.len());
        let spans = spans.map(|span| Span { end: span.end.min(octets.len() as u32), ..*span }).collect();
        let failure = if objection.is_none() { self.failure(&reading, around) } else { None };
        Draft {
            wire: Wire::labelled(octets, spans),
            command: reading.trigger.map(Key::row),
            verdict,
            at: at.saturating_sub(before.len()),
            expected,
            words: reading.words,
            before: before.len(),
            literal,
            refusal: objection.map(|refused| Box::new(self.refusal(refused, around.switches))),
            failure,
        }
    }

    /// The rule by which a command that is legal now will fail, as far as that is known.
    fn failure(&self, reading: &Reading, around: Around) -> Option<Why> {
        let trigger = reading.trigger?;
        let offer = session::Session::offer(self, around.switches);
        let waits = match &reading.outcome {
            Outcome::Complete(command) => match &**command {
                Command::Login { .. } => !offer.has(trigger.row()),
                Command::Authenticate { mechanism, .. } => {
                    let own = Mechanism::offered(mechanism, around.switches);
                    own.is_some_and(Mechanism::is_plaintext) && !offer.has(Trigger::Login.row())
                }
                _ => false,
            },
            _ => false,
        };
        waits.then(|| commands::needs_tls(trigger, around.switches).why)
    }
}

/// The place of the first argument.
fn first_argument(reading: &Reading) -> Option<usize> {
    let is_argument = |span: &&Span| !matches!(span.role, Role::Tag | Role::Keyword | Role::Separator);
    reading.spans.iter().find(is_argument).map(|span| span.start as usize)
}

//! A line of the client before it is sent.

use super::framing::{LINE_MAX, Line};
use super::{Answer, Session};
use crate::engine::chart::Key;
use crate::engine::draft::{Around, Draft, Verdict, begins_a_word};
use crate::engine::pop3::chart::{CHART, Trigger};
use crate::engine::pop3::grammar::{self, ARGUMENT_MAX};
use crate::engine::pop3::rules;
use crate::engine::session;
use crate::engine::step::{RefusalKind, Why};
use crate::engine::wire::{Role, Wire};

impl Session {
    /// The draft of the next line, without its CRLF.
    pub(super) fn read_draft(&self, octets: &[u8], around: Around) -> Draft {
        // Longer ones are cut: it is wrong by then.
        let octets = &octets[..octets.len().min(LINE_MAX)];
        if !self.conversation.reads_commands() {
            return Draft::of_data(octets);
        }
        let line = [octets, b"\r\n"].concat();
        let too_long = line.len() > LINE_MAX;
        let parsed = grammar::parse(&Line { octets: line, too_long, left_out: 0 });
        let length = octets.len();
        let mistake = parsed.command.as_ref().err();
        let (mut words, mut expected) = (Vec::new(), Vec::new());
        let (mut verdict, mut at) = (Verdict::Complete, length);
        if let Some(mistake) = mistake {
            at = mistake.at.unwrap_or_else(|| match mistake.kind {
                RefusalKind::TooLong if too_long => LINE_MAX - 2,
                // The argument that is too long has no label.
                RefusalKind::TooLong => {
                    let last = parsed.wire.spans().iter().rfind(|span| span.role == Role::Separator);
                    last.map_or(0, |span| span.end as usize) + ARGUMENT_MAX
                }
                _ => 0,
            });
            at = at.min(length);
            expected = mistake.expected.clone();
            if mistake.kind == RefusalKind::Unknown || octets.is_empty() {
                expected = vec!["keyword"];
                words = CHART.commands().collect();
            }
            let goes_on = at == length && !too_long && mistake.kind != RefusalKind::TooLong;
            let begins = !words.is_empty() && begins_a_word(&words, octets);
            verdict = if goes_on || begins { Verdict::Incomplete } else { Verdict::Wrong };
        }
        let refusal = self.objection(&parsed, around.switches).map(|objection| {
            Box::new(self.refusal(parsed.came(), objection, parsed.trigger, around.switches))
        });
        let spans = parsed.wire.spans().iter().filter(|span| (span.start as usize) < length);
        let spans = spans.map(|span| crate::engine::wire::Span { end: span.end.min(length as u32), ..*span });
        Draft {
            wire: Wire::labelled(octets, spans.collect()),
            command: parsed.trigger.map(Key::row),
            verdict,
            at,
            expected,
            words,
            before: 0,
            literal: None,
            failure: parsed.trigger.filter(|_| refusal.is_none()).and_then(|it| self.failure(it, around)),
            refusal,
        }
    }

    /// The rule by which a command that is legal now will fail, as far as that is known.
    fn failure(&self, trigger: Trigger, around: Around) -> Option<Why> {
        let offer = session::Session::offer(self, around.switches);
        if matches!(trigger, Trigger::User | Trigger::Pass) && !offer.has(trigger.row()) {
            return Some(Answer::no_clear_text(trigger, around.switches).why);
        }
        (trigger == Trigger::Pass && self.client.name.is_none()).then(|| Why::from(&rules::PASS_NEEDS_USER))
    }
}

//! A recording's word: the session moves as another server has answered.

use super::Session;
use super::framing::{labelled, one_span};
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::imap::chart::{CHART, FlowState, FlowTrigger, State, Trigger};
use crate::engine::imap::command::{Command, Request, Tag};
use crate::engine::imap::commands::{self, Verdict};
use crate::engine::imap::grammar;
use crate::engine::imap::rules;
use crate::engine::mail::INBOX;
use crate::engine::step::{Closing, Reply, Why};
use crate::engine::tls::Handshake;
use crate::engine::wire::Role;

impl Session {
    pub(super) fn believe_octets(&mut self, octets: &[u8], said: Option<Reply>, context: &mut Context) {
        (self.input, self.searched, self.skipped, self.bye) = (Vec::new(), 0, None, None);
        let outcome = match said {
            Some(Reply::Ok) => Some(Outcome::Ok),
            Some(Reply::No) => Some(Outcome::No),
            _ => None,
        };
        let flow = self.conversation.flow();
        match flow {
            Some(FlowState::AuthenticationData) => {
                self.conversation.receive_data(octets, context);
                if said == Some(Reply::Continue) {
                    return self.conversation.challenged(Why::from(&rules::RECORDED), context);
                }
                self.move_flow(FlowTrigger::ResponseReceived, context);
                return self.move_as(Trigger::Authenticate, outcome, context);
            }
            Some(FlowState::Idling) => {
                self.conversation.receive(one_span(octets, Role::Junk), context);
                if outcome.is_some() || said == Some(Reply::Bad) {
                    self.move_as(Trigger::Idle, outcome, context);
                    self.move_flow(FlowTrigger::IdleEnded, context);
                }
                return;
            }
            Some(FlowState::Literal) => self.move_flow(FlowTrigger::LiteralReceived, context),
            Some(FlowState::Command) | None => {}
        }
        let before = self.command.len();
        let mut whole = std::mem::take(&mut self.command);
        whole.extend_from_slice(octets);
        let reading = grammar::read_as(&whole, self.client.is_rev2());
        self.conversation.receive(labelled(octets, before, &reading), context);
        let (tag, trigger) = (reading.tag, reading.trigger);
        if let Some(tag) = tag {
            self.client.tag = Some(tag);
        }
        match (trigger, said) {
            (Some(trigger), Some(Reply::Continue)) => match (trigger, grammar::line_announcement(octets)) {
                // A machine that has moved in this turn does not move again.
                _ if flow == Some(FlowState::Literal) => {}
                (Trigger::Authenticate, _) => {
                    self.conversation.challenged(Why::from(&rules::RECORDED), context);
                }
                (Trigger::Idle, _) => self.move_flow(FlowTrigger::IdleBegun, context),
                (_, Some((length, _))) if length <= super::MESSAGE_MAX as u64 => {
                    (self.command, self.literal) = (whole, length as usize);
                    self.move_flow(FlowTrigger::LiteralAnnounced, context);
                }
                _ => {}
            },
            (Some(trigger), _) => self.move_as(trigger, outcome, context),
            (None, _) => {}
        }
    }

    fn move_flow(&mut self, event: FlowTrigger, context: &mut Context) {
        self.conversation.fire_flow(event, Outcome::Ok, &rules::RECORDED, context);
    }

    /// Moves as the chart has it for this command with this outcome; not at all where it has no such edge.
    fn move_as(&mut self, trigger: Trigger, outcome: Option<Outcome>, context: &mut Context) {
        let Some(outcome) = outcome else { return };
        let Some(edge) = CHART.edge_from(self.conversation.state(), trigger.name(), outcome) else { return };
        let is_logged_in = [State::Authenticated, State::Selected].iter().any(|it| it.name() == edge.to);
        if is_logged_in
            && self.client.account.is_none()
            && !commands::preauthenticate(&mut self.client, context)
        {
            return;
        }
        let opens = matches!(trigger, Trigger::Select | Trigger::Examine);
        if edge.to == State::Selected.name()
            && (opens || self.client.selected.is_none())
            && !self.open_inbox(context)
        {
            return;
        }
        self.fire(trigger, outcome, Why::from(&rules::RECORDED), context);
        match trigger {
            Trigger::StartTls if outcome == Outcome::Ok => {
                self.conversation.fire_tls(Handshake::Started, &rules::STARTTLS, context);
            }
            Trigger::Logout if outcome == Outcome::Ok => self.conversation.close(Closing::Command, context),
            _ => {}
        }
    }

    /// Opens INBOX in the place of a mailbox that this server does not have.
    fn open_inbox(&mut self, context: &mut Context) -> bool {
        let reading = grammar::read(b"a SELECT INBOX\r\n").into_request();
        let Some(Request { command: command @ Command::Select { .. }, .. }) = reading else { return false };
        let request = Request { tag: Tag(INBOX.to_owned()), trigger: Trigger::Select, command };
        let answer = commands::handle(&mut self.client, &request, context, &mut Vec::new());
        matches!(answer.verdict, Verdict::Ok)
    }
}

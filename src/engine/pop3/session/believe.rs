//! A recording's word: the session moves as another server has answered.

use super::framing::{LINE_MAX, Line, LineReader};
use super::{Session, State, Trigger};
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::mail::INBOX;
use crate::engine::pop3::chart::{CHART, FlowTrigger};
use crate::engine::pop3::grammar;
use crate::engine::pop3::{Maildrop, rules};
use crate::engine::step::{Reply, Step, Why};
use crate::engine::tls::Handshake;

impl Session {
    pub(super) fn believe_line(&mut self, octets: &[u8], said: Option<Reply>, context: &mut Context) {
        self.reader = LineReader::default();
        let outcome = match said {
            Some(Reply::Ok) => Some(Outcome::Ok),
            Some(Reply::Err) => Some(Outcome::No),
            _ => None,
        };
        if !self.conversation.reads_commands() {
            self.conversation.receive_data(octets, context);
            if said == Some(Reply::Continue) {
                return self.conversation.challenged(Why::from(&rules::RECORDED), context);
            }
            self.conversation.fire_flow(
                FlowTrigger::ResponseReceived,
                Outcome::Ok,
                &rules::RECORDED,
                context,
            );
            return self.move_as(Trigger::Auth, outcome, context);
        }
        let too_long = octets.len() > LINE_MAX;
        let parsed = grammar::parse(&Line { octets: octets.to_vec(), too_long, left_out: 0 });
        self.conversation.receive(parsed.wire, context);
        match (parsed.trigger, said) {
            (Some(Trigger::Auth), Some(Reply::Continue)) => {
                self.conversation.challenged(Why::from(&rules::RECORDED), context);
            }
            (Some(trigger), _) => self.move_as(trigger, outcome, context),
            (None, _) => {}
        }
    }

    /// Moves as the chart has it for this command with this outcome; not at all where it has no such edge.
    fn move_as(&mut self, trigger: Trigger, outcome: Option<Outcome>, context: &mut Context) {
        let state = self.conversation.state();
        let Some(outcome) = outcome else { return };
        let Some(edge) = CHART.edge_from(state, trigger.name(), outcome) else { return };
        if edge.to == State::Transaction.name() && self.client.maildrop.is_none() {
            let own = self.client.name.clone().filter(|name| context.store.account(name).is_some());
            let first = || context.store.accounts().next().map(|account| account.name.clone());
            let Some(name) = own.or_else(first) else { return };
            let Some(mailbox) = context.store.mailbox(&name, INBOX) else { return };
            self.client.maildrop = Some(Maildrop::open(&name, mailbox));
            if context.store.lock(&name, context.connection) {
                context.turn.push(Step::Lock { account: name, holder: Some(context.connection) });
            }
        }
        self.conversation.fire(trigger, outcome, Why::from(&rules::RECORDED), context);
        if trigger == Trigger::Stls && outcome == Outcome::Ok {
            self.conversation.fire_tls(Handshake::Started, &rules::STLS, context);
        }
        if self.conversation.is_over() {
            self.end(crate::engine::step::Closing::Command, context);
        }
    }
}

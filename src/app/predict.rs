//! Predictions: the reply to a line stays hidden until somebody has said what it will be.
//!
//! The rules of this file:
//! 1. The act has happened at once, in a timeline that waits; the page shows the one before it, so that nothing tells
//!    the outcome, and nothing forks.
//! 2. Single lines are predicted, and connecting. A pasted block of lines is shown as usual, and so is a line to which
//!    the server replies nothing.
//! 3. Each reply is judged by its turn: the first one of the act that has a reply. Any state that the session passes
//!    through is right, for QUIT does not rest in UPDATE.

use super::slice::Slice;
use super::timeline::Timeline;
use crate::engine::step::Reply;
use crate::engine::{ConnectionId, Turn};
use crate::player::Moment;
use std::rc::Rc;

/// The predictions of this visit.
#[derive(Clone, Debug, Default)]
pub struct Predict {
    /// Whether replies stay hidden at first.
    pub on: bool,
    /// The question that is open.
    pub pending: Option<Prediction>,
    /// The last answer, judged.
    pub verdict: Option<Verdict>,
    /// The number of right predictions, and of all.
    pub tally: [u32; 2],
}

/// Ways to predict.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Begin, or cease.
    Toggle,
    /// The reply will be this.
    Outcome(Reply),
    /// The state will be this one.
    State(&'static str),
    /// Show what came.
    Skip,
}

/// An open question.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// The line that was sent; empty for connecting.
    pub line: Rc<str>,
    /// The replies to choose from.
    pub choices: Vec<Reply>,
    /// The reply that was chosen.
    pub outcome: Option<Reply>,
    /// The state that was chosen.
    pub state: Option<&'static str>,
    turn: Rc<Turn>,
    reply: Reply,
    /// The states that the session passes through, in order.
    states: Vec<&'static str>,
    after: Slice<Timeline>,
}

/// A prediction and the truth.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The reply that was chosen, and the one that came.
    pub outcome: [Reply; 2],
    /// The state that was chosen, and the session's.
    pub state: [&'static str; 2],
    /// The turn with the reply.
    pub turn: Rc<Turn>,
}

impl Verdict {
    /// Whether both were right.
    pub fn is_right(&self) -> bool {
        self.outcome[0] == self.outcome[1] && self.state[0] == self.state[1]
    }
}

impl Predict {
    /// Takes a message; gives the timeline to be shown from now on.
    pub fn reduce(&mut self, message: Msg) -> Option<Slice<Timeline>> {
        match message {
            Msg::Toggle => {
                self.on ^= true;
                self.verdict = None;
                self.reveal()
            }
            Msg::Skip => self.reveal(),
            Msg::Outcome(outcome) => {
                self.pending.as_mut()?.outcome = Some(outcome);
                self.judge()
            }
            Msg::State(state) => {
                self.pending.as_mut()?.state = Some(state);
                self.judge()
            }
        }
    }

    /// Closes the question without an answer.
    pub fn reveal(&mut self) -> Option<Slice<Timeline>> {
        self.pending.take().map(|prediction| prediction.after)
    }

    /// Judges the prediction once it is complete.
    fn judge(&mut self) -> Option<Slice<Timeline>> {
        let Prediction { outcome, state, turn, reply, states, .. } = self.pending.as_ref()?;
        let (outcome, state) = ((*outcome)?, (*state)?);
        let is = if states.contains(&state) { state } else { *states.first()? };
        let verdict = Verdict { outcome: [outcome, *reply], state: [state, is], turn: turn.clone() };
        self.tally[0] += u32::from(verdict.is_right());
        self.tally[1] += 1;
        self.verdict = Some(verdict);
        self.reveal()
    }
}

impl Prediction {
    /// The question about the last act of this timeline, if it has an answer.
    pub fn of(after: &Slice<Timeline>, id: ConnectionId, line: &str) -> Option<Self> {
        let mut own: Vec<&Rc<Moment>> =
            after.player.latest().filter(|moment| moment.turn.is_of(id)).collect();
        own.reverse();
        let (turn, reply) =
            own.iter().find_map(|moment| Some((moment.turn.clone(), outcome(&moment.turn)?)))?;
        let connections = || own.iter().filter_map(|moment| moment.lab.connection(id));
        let row = connections().next()?.protocol.row();
        let choices: &[Reply] = match (row.tags, turn.opened()) {
            (true, Some(_)) => &[Reply::Ok, Reply::Preauth, Reply::Bye],
            (true, None) => &[Reply::Ok, Reply::No, Reply::Bad, Reply::Continue],
            // RFC 5034 §4: AUTH alone has a continuation, "+".
            (false, None) if reply == Reply::Continue || starts_with_auth(line) => {
                &[Reply::Ok, Reply::Err, Reply::Continue]
            }
            (false, _) => &[Reply::Ok, Reply::Err],
        };
        if !choices.contains(&reply) {
            return None;
        }
        let chart = row.charts.first()?;
        Some(Prediction {
            line: line.into(),
            choices: choices.to_vec(),
            outcome: None,
            state: None,
            turn,
            reply,
            states: connections().map(|connection| connection.session.state(chart)).collect(),
            after: after.clone(),
        })
    }
}

fn starts_with_auth(line: &str) -> bool {
    line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("AUTH"))
}

/// The reply that decides: the final one, else a continuation or a greeting.
fn outcome(turn: &Turn) -> Option<Reply> {
    let last = || turn.replies().map(|(reply, _)| reply).next_back();
    match turn.verdict().or_else(last)? {
        // The usual greeting is untagged.
        Reply::Untagged if turn.opened().is_some() => Some(Reply::Ok),
        Reply::Untagged => None,
        reply => Some(reply),
    }
}

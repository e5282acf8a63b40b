//! A cursor over the moments of a simulation: act, seek, fork.
//!
//! The rules of this file:
//! 1. The list of actions is the work; turns are made from it and can be made again.
//! 2. The world after every turn is kept (cloning a [`Lab`] is cheap), so that any turn is reached at
//!    once, without replaying.
//! 3. Acting in the past forks: what came later is set aside as one [`Branch`], and can be brought back.
//!    An action is never cut in half: turns that it had already begun to cause stay.

pub mod list;
pub mod live;
mod moment;
pub mod tags;

use crate::engine::mail::scenario::{SCENARIOS, Scenario};
use crate::engine::step::Party;
use crate::engine::wire::Wire;
use crate::engine::{Action, Lab, Turn};
use crate::i18n::TONGUES;
use list::List;
use std::rc::Rc;

pub use moment::Moment;

/// Most actions that a player takes; the next one is refused.
pub const ACTIONS_MAX: usize = 50_000;

/// The actions that were set aside when somebody acted in the past.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The number of turns that stayed.
    pub kept: usize,
    /// The actions that were set aside, in order; empty when only the cursor's place is remembered.
    pub actions: Vec<Action>,
    /// The number of turns that they had caused.
    pub turns: usize,
}

/// The player has taken [`ACTIONS_MAX`] actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A simulation with a place in it. Cloning costs a pointer for every few hundred turns and actions.
#[derive(Clone, Debug)]
pub struct Player {
    scenario: &'static Scenario,
    start: Rc<Lab>,
    actions: List<Rc<Action>>,
    moments: List<Rc<Moment>>,
    cursor: usize,
}

impl Player {
    /// A simulation in which nothing has happened yet.
    pub fn new(scenario: &'static Scenario) -> Self {
        let start = Rc::new(Lab::new(scenario).speaking(TONGUES));
        Self { scenario, start, actions: List::default(), moments: List::default(), cursor: 0 }
    }

    /// A player of turns that happen elsewhere, beginning with this world: [`Player::push`] adds them. It has no
    /// actions to save.
    pub fn of(start: Lab) -> Self {
        let start = Rc::new(start);
        Self { scenario: &SCENARIOS[0], start, actions: List::default(), moments: List::default(), cursor: 0 }
    }

    /// A simulation that begins with the world after these actions, which are no part of it.
    pub fn set_up(scenario: &'static Scenario, actions: impl IntoIterator<Item = Action>) -> Self {
        let start = Self::replay(scenario, actions);
        Self { scenario, ..Self::of(start.lab().clone()) }
    }

    /// A simulation in which the given actions have happened, with the cursor after the last turn.
    pub fn replay(scenario: &'static Scenario, actions: impl IntoIterator<Item = Action>) -> Self {
        let mut player = Self::new(scenario);
        player.go_on(actions);
        player
    }

    /// The same, for actions of somebody else; `None` as soon as more than so many octets go over the wire.
    pub fn replay_within(
        scenario: &'static Scenario,
        actions: impl IntoIterator<Item = Action>,
        octets_max: usize,
    ) -> Option<Self> {
        let mut player = Self::new(scenario);
        let mut octets = 0;
        for action in actions {
            let before = player.len();
            player.append(action);
            octets += player.octets_since(before);
            if octets > octets_max {
                return None;
            }
        }
        player.cursor = player.len();
        Some(player)
    }

    /// The number of octets that went over the wire after so many turns.
    pub fn octets_since(&self, turns: usize) -> usize {
        let of = |turn: &Turn| {
            [Party::Client, Party::Server].map(|party| turn.wires(party).map(octets).sum::<usize>())
        };
        let octets =
            (turns..self.len()).map(|place| of(&self.moments[place].turn).into_iter().sum::<usize>());
        octets.sum()
    }

    /// Lets actions happen at the end, and shows it. Actions beyond [`ACTIONS_MAX`] are left out.
    pub fn go_on(&mut self, actions: impl IntoIterator<Item = Action>) {
        for action in actions.into_iter().take(ACTIONS_MAX) {
            self.append(action);
        }
        self.cursor = self.moments.len();
    }

    /// The world that the simulation began with.
    pub fn scenario(&self) -> &'static Scenario {
        self.scenario
    }

    /// All actions, in order.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = &Action> {
        self.actions.iter().map(|action| &**action)
    }

    /// The action with this number, from 0.
    pub fn action(&self, number: usize) -> Option<&Action> {
        self.actions.at(number).map(|action| &**action)
    }

    /// All moments, those after the cursor included.
    pub fn moments(&self) -> &List<Rc<Moment>> {
        &self.moments
    }

    /// The moments up to the cursor.
    pub fn past(&self) -> impl DoubleEndedIterator<Item = &Rc<Moment>> + ExactSizeIterator {
        (0..self.cursor).map(|place| &self.moments[place])
    }

    /// The moment at the cursor: the last one that has happened. `None` at the very beginning.
    pub fn current(&self) -> Option<&Rc<Moment>> {
        self.moments.at(self.cursor.checked_sub(1)?)
    }

    /// The number of turns before the place that is shown, 0 to [`Player::len`].
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The number of turns.
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Whether nothing has happened at all.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// Whether the cursor stands behind the last turn.
    pub fn is_at_end(&self) -> bool {
        self.cursor == self.moments.len()
    }

    /// The world at the cursor.
    pub fn lab(&self) -> &Lab {
        self.lab_after(self.cursor)
    }

    /// The world after so many turns; at the beginning where there are not so many.
    pub fn lab_after(&self, turns: usize) -> &Lab {
        let moment = turns.checked_sub(1).and_then(|last| self.moments.at(last));
        moment.map_or(&self.start, |moment| &moment.lab)
    }

    /// The world at the beginning.
    pub fn start(&self) -> &Lab {
        &self.start
    }

    /// Moves the cursor behind the turn with this number, or to the end.
    pub fn seek(&mut self, cursor: usize) {
        self.cursor = cursor.min(self.moments.len());
    }

    /// Somebody acts at the cursor. The cursor moves behind the *first* turn that this causes, so that
    /// the page can play the others one after the other; it stays when nothing happens. In the past,
    /// what came later is set aside and returned.
    ///
    /// # Errors
    /// The player is full; nothing has changed.
    pub fn act(&mut self, action: Action) -> Result<Option<Branch>, Full> {
        let branch = self.fork();
        if self.actions.len() >= ACTIONS_MAX {
            return Err(Full);
        }
        let before = self.moments.len();
        self.append(action);
        self.cursor = (before + 1).min(self.moments.len());
        Ok(branch)
    }

    /// The moments that the last action has caused.
    pub fn latest(&self) -> impl Iterator<Item = &Rc<Moment>> {
        let last = self.actions.len().wrapping_sub(1);
        self.moments.iter().rev().take_while(move |moment| moment.action == last)
    }

    /// The turns that acting at the cursor would set aside: the first one's number and the last one's.
    pub fn at_stake(&self) -> Option<(usize, usize)> {
        let first = self.end_of_action() + 1;
        (first <= self.len()).then_some((first, self.len()))
    }

    /// Adds a turn that happened elsewhere, caused by the action with this number; the cursor stays.
    pub fn push(&mut self, action: usize, turn: Rc<Turn>, lab: Lab) {
        let tag = tags::with(self.moments.iter().rev(), &turn);
        self.moments.push(Rc::new(Moment { action, until: action, turn, tag, lab }));
    }

    /// Forgets the oldest turns of those that were pushed: what is left begins with the world after them.
    pub fn forget(&mut self, count: usize) {
        let count = count.min(self.moments.len());
        if let Some(last) = count.checked_sub(1).and_then(|last| self.moments.at(last)) {
            self.start = Rc::new(last.lab.clone());
        }
        self.moments.forget(count);
        self.cursor = self.cursor.saturating_sub(count);
    }

    /// Takes back the actions after a fork: what was set aside replaces what has happened since.
    pub fn bring_back(&mut self, branch: Branch) {
        let keep = branch.kept.min(self.moments.len());
        self.moments.truncate(keep);
        self.actions.truncate(self.done());
        for action in branch.actions {
            self.append(action);
        }
        self.cursor = keep;
    }

    /// The simulation with so many of its first actions, and with these after them; the cursor stands at the end. Turns
    /// of actions that stay are not made again. Actions beyond [`ACTIONS_MAX`] are left out.
    pub fn rewritten(&self, keep: usize, actions: impl IntoIterator<Item = Action>) -> Player {
        let mut player = self.clone();
        let mut turns = player.moments.len();
        let stays = |player: &Player, turns: usize| {
            let last = turns.checked_sub(1).and_then(|last| player.moments.at(last));
            let next = player.moments.at(turns);
            last.is_none_or(|last| last.until < keep && next.is_none_or(|next| next.action != last.action))
        };
        while !stays(&player, turns) {
            turns -= 1;
        }
        player.moments.truncate(turns);
        let done = player.done();
        let again: Vec<Action> = self.actions().skip(done).take(keep.saturating_sub(done)).cloned().collect();
        player.actions.truncate(done);
        player.go_on(again.into_iter().chain(actions).take(ACTIONS_MAX.saturating_sub(done)));
        player
    }

    /// The number of turns up to the end of the action at the cursor.
    fn end_of_action(&self) -> usize {
        let Some(action) = self.current().map(|now| now.action) else { return self.cursor };
        let same = |place: &usize| self.moments.at(*place).is_some_and(|next| next.action == action);
        self.cursor + (self.cursor..).take_while(same).count()
    }

    /// Sets aside what comes after the action at the cursor.
    fn fork(&mut self) -> Option<Branch> {
        self.cursor = self.end_of_action();
        let (kept, all) = (self.cursor, self.moments.len());
        self.moments.truncate(kept);
        let done = self.done();
        if done == self.actions.len() {
            return None;
        }
        let actions = self.actions().skip(done).cloned().collect();
        self.actions.truncate(done);
        Some(Branch { kept, actions, turns: all - kept })
    }

    /// The number of actions whose effects the turns hold.
    fn done(&self) -> usize {
        self.moments.last().map_or(0, |last| last.until + 1)
    }

    fn append(&mut self, action: Action) {
        let mut lab = self.moments.last().map_or(&*self.start, |last| &last.lab).clone();
        lab.handle(&action);
        let index = self.actions.len();
        let before = self.moments.len();
        while let Some(mut turn) = lab.poll() {
            turn.shrink();
            self.push(index, Rc::new(turn), lab.clone());
        }
        if self.moments.len() == before {
            // Before the first turn there is no connection, so such an action has no effect at all.
            let Some(last) = self.moments.last_mut() else { return };
            let last = Rc::make_mut(last);
            last.until = index;
            last.lab = lab;
        }
        self.actions.push(Rc::new(action));
    }
}

/// A wire's octets, counted.
fn octets(wire: &Wire) -> usize {
    wire.octets().len()
}

#[cfg(test)]
mod tests;

//! The simulation, the place in it that is shown, and the cursor's own motion.
//!
//! An action takes effect at once. Its later turns are shown one after the other by [`Msg::Tick`], and a
//! person's next act first brings the cursor to the end.

use crate::engine::{Action, ConnectionId};
use crate::player::{Branch, Player};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The simulation and its cursor.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The simulation and the place in it that is shown.
    pub player: Rc<Player>,
    /// The cursor's motion.
    pub motion: Motion,
}

/// The cursor's own motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// It stays.
    Still,
    /// It shows the later turns of the last action.
    CatchingUp,
    /// It plays to the end.
    Playing,
}

/// Ways to move the cursor.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// To this place, or to the end.
    Seek(usize),
    /// By so many turns.
    Step(isize),
    /// Play from here, from the start when at the end; or pause.
    PlayOrPause,
    /// The time until the next turn is over.
    Tick,
}

/// The consequences of acting, besides turns.
#[derive(Debug, Default)]
pub struct Acted {
    /// The later turns that were set aside.
    pub branch: Option<Branch>,
    /// Whether the player had no room for an action.
    pub full: bool,
    /// The connections on which something happened.
    pub touched: BTreeSet<ConnectionId>,
}

impl Timeline {
    /// The timeline of a simulation, with the cursor where the player has it.
    pub fn new(player: Player) -> Self {
        Self { player: Rc::new(player), motion: Motion::Still }
    }

    /// Moves the cursor; true when the page should show the client of the turn there.
    pub fn reduce(&mut self, message: Msg) -> bool {
        match message {
            Msg::Seek(cursor) => {
                self.motion = Motion::Still;
                self.seek(cursor)
            }
            Msg::Step(by) => {
                self.motion = Motion::Still;
                self.seek(self.player.cursor().saturating_add_signed(by))
            }
            Msg::PlayOrPause => {
                self.play_or_pause();
                false
            }
            Msg::Tick if self.motion == Motion::Still => false,
            Msg::Tick => {
                let moved = self.seek(self.player.cursor() + 1);
                if self.player.is_at_end() {
                    self.motion = Motion::Still;
                }
                moved
            }
        }
    }

    fn seek(&mut self, cursor: usize) -> bool {
        let elsewhere = cursor != self.player.cursor();
        if elsewhere {
            Rc::make_mut(&mut self.player).seek(cursor);
        }
        elsewhere
    }

    fn play_or_pause(&mut self) {
        if self.motion == Motion::Playing {
            self.motion = Motion::Still;
        } else if !self.player.is_empty() {
            self.catch_up();
            if self.player.is_at_end() {
                self.seek(0);
            }
            self.motion = Motion::Playing;
        }
    }

    /// Ends a motion of the cursor; the turns that were being shown are then shown to their end.
    pub fn catch_up(&mut self) {
        if self.motion == Motion::CatchingUp {
            Rc::make_mut(&mut self.player).seek(usize::MAX);
        }
        self.motion = Motion::Still;
    }

    /// Does one thing after the other, each made when those before it have happened. The cursor then stands at the
    /// end, or behind the first of the new turns when the others are to follow one by one.
    pub fn act(&mut self, at_once: bool, next: &mut dyn FnMut(&Player) -> Option<Action>) -> Acted {
        self.catch_up();
        let player = Rc::make_mut(&mut self.player);
        let mut acted = Acted::default();
        let mut first = None;
        while let Some(action) = next(player) {
            match player.act(action) {
                Ok(branch) => acted.branch = acted.branch.or(branch),
                Err(_) => {
                    acted.full = true;
                    continue;
                }
            }
            acted.touched.extend(player.latest().filter_map(|moment| moment.turn.connection()));
            first.get_or_insert(player.cursor());
            player.seek(player.len());
        }
        if let Some(first) = first.filter(|_| !at_once) {
            player.seek(first);
            self.motion = if player.is_at_end() { Motion::Still } else { Motion::CatchingUp };
        }
        acted
    }

    /// Shows another simulation.
    pub fn replace(&mut self, player: Rc<Player>) -> Rc<Player> {
        self.motion = Motion::Still;
        std::mem::replace(&mut self.player, player)
    }
}

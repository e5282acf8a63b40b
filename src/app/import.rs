//! Recordings of real sessions: what a person has pasted or opened, as a timeline that is only looked at.

use crate::engine::recording::{differing, replay};
use crate::player::Player;
use crate::script::import::{self, Mistake, Unread};
use std::rc::Rc;

/// A session that was read.
#[derive(Debug)]
pub struct Recorded {
    /// The timeline, at its first turn.
    pub player: Rc<Player>,
    /// The name of the form of log.
    pub form: &'static str,
    /// The number of places at which a secret was masked.
    pub masked: usize,
    /// The first lines that could not be read.
    pub unread: Vec<Unread>,
    /// The number of all of them.
    pub unread_count: usize,
    /// The numbers of the turns, from 1, in which our own server would have answered otherwise.
    pub differing: Vec<usize>,
}

/// A text that is no session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason.
    pub mistake: Mistake,
    /// Its first line that is not empty.
    pub first: Option<Unread>,
}

impl PartialEq for Recorded {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Recorded {
    /// The turn after so many in which our own server would have answered otherwise; after the last one the first.
    pub fn next_differing(&self, turns: usize) -> Option<usize> {
        self.differing.iter().find(|turn| **turn > turns).or(self.differing.first()).copied()
    }
}

/// Reads and replays a text.
///
/// # Errors
/// The text is no session.
pub fn open(text: &str) -> Result<Recorded, Refused> {
    let import::Import { form, recording, masked, unread, unread_count } =
        import::read(text).map_err(|mistake| Refused { mistake, first: import::first_line(text) })?;
    let (start, turns) = replay(&recording);
    let mut player = Player::of(start);
    let mut differs = Vec::new();
    for (index, (turn, lab)) in turns.into_iter().enumerate() {
        if differing(&turn).is_some() {
            differs.push(index + 1);
        }
        player.push(index, Rc::new(turn), lab);
    }
    player.seek(1);
    Ok(Recorded {
        player: Rc::new(player),
        form: form.name,
        masked,
        unread,
        unread_count,
        differing: differs,
    })
}

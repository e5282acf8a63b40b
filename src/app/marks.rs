//! The timeline's marks: one for each turn, or as many as have room.

use crate::player::Player;

/// Most turns that get a mark each; of more, so many do, at places that do not move when further ones come.
const MARKS_MAX: usize = 80;

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its place among the marks, from 1; 0 for the cursor's own, where no other stands.
    pub nth: usize,
    /// Its distance from the beginning, in percent.
    pub at: String,
    /// Whether a command was refused or failed in this turn.
    pub wrong: bool,
    /// Whether the cursor is here.
    pub now: bool,
    /// Whether the cursor is before it.
    pub later: bool,
}

/// The marks of a simulation.
pub fn marks(player: &Player) -> Vec<Mark> {
    let (len, cursor) = (player.len(), player.cursor());
    let count = len.min(MARKS_MAX);
    let mark = |nth: usize, number: usize, at: String| Mark {
        nth,
        at,
        wrong: player.moments()[number - 1].turn.went_wrong(),
        now: number == cursor,
        later: number > cursor,
    };
    let turn = |nth: usize| nth * len / count;
    let mut marks: Vec<Mark> =
        (1..=count).map(|nth| mark(nth, turn(nth), percent(nth as u32, count as u32))).collect();
    if cursor > 0 && (1..=count).all(|nth| turn(nth) != cursor) {
        marks.push(mark(0, cursor, percent(cursor as u32, len as u32)));
    }
    marks
}

/// The cursor's distance from the beginning, in percent.
pub fn done(player: &Player) -> String {
    percent(player.cursor() as u32, player.len() as u32)
}

/// Such a part of the whole in percent, with three decimals.
fn percent(part: u32, all: u32) -> String {
    let thousandths = u64::from(part) * 100_000 / u64::from(all.max(1));
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn parts_of_the_longest_timeline_have_their_places() {
        assert_eq!(percent(1, 3), "33.333%");
        assert_eq!(percent(0, 0), "0.000%");
        assert_eq!(percent(60_000, 60_000), "100.000%");
    }
}

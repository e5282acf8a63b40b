//! The commands that are legal now, in the order in which the page offers them.

use crate::engine::chart::Chart;
use crate::engine::{Protocol, Switches};

/// The room for commands before "+ 15": their letters, and so much for each button's edges.
const ROOM: usize = 36;
const EDGES: usize = 3;

/// The commands legal in a state: those that are legal almost nowhere else first, so that the new ones of this state
/// lead the list; of these, those with arguments first, for one comes for them.
pub fn commands(chart: &'static Chart, state: &str, switches: Switches) -> Vec<&'static str> {
    let mut legal: Vec<_> = chart.offered(state, switches).collect();
    let bare_last = Protocol::of(chart).is_some_and(|protocol| protocol.row().tags);
    legal.sort_by_key(|trigger| {
        // Every server's commands come before extensions.
        let extension = ![1939, 2449, 3501].contains(&trigger.rfc.number);
        (extension, trigger.valid_in.len(), bare_last && trigger.form == trigger.name)
    });
    legal.into_iter().map(|trigger| trigger.name).collect()
}

/// The number of commands, from the first one on, that have room before the rest is folded away: all of them, where
/// the fold would hide a single one.
pub fn unfolded(commands: &[&str]) -> usize {
    let mut room = ROOM;
    let fits = |name: &&&str| {
        let left = room.checked_sub(name.len() + EDGES);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let fitting = commands.iter().take_while(fits).count();
    if commands.len() <= fitting + 1 { commands.len() } else { fitting }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{imap, pop3};

    #[test]
    fn commands_new_in_a_state_lead() {
        let transaction = commands(&pop3::CHART, "TRANSACTION", Switches::default());
        assert_eq!(transaction[transaction.len() - 2..], ["QUIT", "LANG"], "extensions come last");
        assert_eq!(commands(&imap::CHART, "Selected", Switches::default()).first(), Some(&"SEARCH"));
    }

    #[test]
    fn a_fold_hides_more_than_one() {
        assert_eq!(unfolded(&["USER", "PASS", "QUIT"]), 3);
        assert_eq!(unfolded(&["AUTHENTICATE"; 3]), 3, "two fit, and one is no more than a fold");
        assert_eq!(unfolded(&["AUTHENTICATE"; 4]), 2);
    }
}

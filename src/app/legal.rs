//! The commands that are legal now, in the order in which the page offers them.

use crate::engine::chart::{Chart, State, Trigger};
use crate::engine::{Offer, Protocol};
use crate::i18n::Key;

/// The room for commands before "+ 15": their letters, and so much for each button's edges.
const ROOM: usize = 36;
const EDGES: usize = 3;

/// The commands of use in a state: those that are legal almost nowhere else first, so that the new ones of this state
/// lead the list; of these, those with arguments first, for one comes for them.
pub fn commands(chart: &'static Chart, state: &str, offer: Offer) -> Vec<&'static str> {
    let bare_last = Protocol::of(chart).is_some_and(|protocol| protocol.row().tags);
    let key = |trigger: &Trigger| {
        // Every server's commands come before extensions.
        (is_extension(trigger), trigger.valid_in.len(), bare_last && trigger.form == trigger.name)
    };
    let mut legal: Vec<&Trigger> = Vec::new();
    for trigger in chart.useful(state, offer) {
        legal.insert(legal.partition_point(|other| key(other) <= key(trigger)), trigger);
    }
    legal.into_iter().map(|trigger| trigger.name).collect()
}

/// The sorts of commands, in the order in which all of them are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Valid only before login.
    Login,
    /// Valid in every state that has commands.
    Always,
    /// About mailboxes as wholes.
    Mailbox,
    /// About the messages of the open mailbox.
    Messages,
    /// Not among the standard's own.
    Extensions,
}

impl Group {
    /// All of them, in order.
    pub const ALL: [Group; 5] =
        [Group::Login, Group::Always, Group::Mailbox, Group::Messages, Group::Extensions];

    /// The group's name.
    pub const fn key(self) -> Key {
        match self {
            Group::Login => Key::LegalLogin,
            Group::Always => Key::LegalAlways,
            Group::Mailbox => Key::LegalMailbox,
            Group::Messages => Key::LegalMessages,
            Group::Extensions => Key::LegalExtensions,
        }
    }

    fn of(chart: &Chart, trigger: &Trigger) -> Group {
        let states = || chart.states.iter().filter(|state| chart.legal(state.name).next().is_some());
        let is_only_in = |state: Option<&State>| state.is_some_and(|state| trigger.valid_in == [state.name]);
        match trigger {
            _ if is_extension(trigger) => Group::Extensions,
            _ if trigger.valid_in.len() == states().count() => Group::Always,
            _ if is_only_in(states().next()) => Group::Login,
            _ if is_only_in(states().next_back()) => Group::Messages,
            _ => Group::Mailbox,
        }
    }
}

/// The commands by group, without the groups that have none.
pub fn groups(chart: &Chart, commands: &[&'static str]) -> Vec<(Group, Vec<&'static str>)> {
    let group = |name: &str| chart.trigger(name).map(|trigger| Group::of(chart, trigger));
    let own = |it: Group| commands.iter().copied().filter(|name| group(name) == Some(it)).collect();
    let all = Group::ALL.into_iter().map(|it| (it, own(it)));
    all.filter(|(_, commands): &(Group, Vec<&str>)| !commands.is_empty()).collect()
}

/// Whether a command belongs to an extension, and is none of every server's.
fn is_extension(trigger: &Trigger) -> bool {
    ![1939, 2449, 3501].contains(&trigger.rfc.number)
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
        let transaction = commands(&pop3::CHART, "TRANSACTION", Offer::default());
        assert_eq!(transaction[transaction.len() - 2..], ["QUIT", "LANG"], "extensions come last");
        assert_eq!(commands(&imap::CHART, "Selected", Offer::default()).first(), Some(&"SEARCH"));
    }

    #[test]
    fn commands_are_found_by_group() {
        let selected = commands(&imap::CHART, "Selected", Offer::default());
        let found = groups(&imap::CHART, &selected);
        let of = |name: &str| found.iter().find(|(_, all)| all.contains(&name)).map(|(group, _)| *group);
        assert_eq!(of("LOGOUT"), Some(Group::Always));
        assert_eq!(of("SELECT"), Some(Group::Mailbox));
        assert_eq!(of("FETCH"), Some(Group::Messages));
        assert_eq!(of("IDLE"), Some(Group::Extensions));
        assert_eq!(found.iter().map(|(_, all)| all.len()).sum::<usize>(), selected.len());
        let login = commands(&pop3::CHART, "AUTHORIZATION", Offer::default());
        assert_eq!(groups(&pop3::CHART, &login)[0].0, Group::Login);
    }

    #[test]
    fn a_fold_hides_more_than_one() {
        assert_eq!(unfolded(&["USER", "PASS", "QUIT"]), 3);
        assert_eq!(unfolded(&["AUTHENTICATE"; 3]), 3, "two fit, and one is no more than a fold");
        assert_eq!(unfolded(&["AUTHENTICATE"; 4]), 2);
    }
}

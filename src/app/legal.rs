//! The commands that are legal now, in the order in which the page offers them.

use crate::engine::chart::{Chart, State, Trigger, TriggerKind};
use crate::engine::{Protocol, Switches};
use crate::i18n::Key;

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
        (is_extension(trigger), trigger.valid_in.len(), bare_last && trigger.form == trigger.name)
    });
    legal.into_iter().map(|trigger| trigger.name).collect()
}

/// The subject that commands have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Valid in every state.
    Always,
    /// They log in.
    Login,
    /// They handle mailboxes as a whole.
    Mailboxes,
    /// They handle the messages of one mailbox.
    Messages,
    /// Not every server knows them.
    Extensions,
}

impl Group {
    /// All of them, in order.
    pub const ALL: [Group; 5] =
        [Group::Always, Group::Login, Group::Mailboxes, Group::Messages, Group::Extensions];

    /// Its name on the page.
    pub const fn key(self) -> Key {
        match self {
            Group::Always => Key::LegalAlways,
            Group::Login => Key::LegalLogin,
            Group::Mailboxes => Key::LegalMailboxes,
            Group::Messages => Key::LegalMessages,
            Group::Extensions => Key::LegalExtensions,
        }
    }

    /// The group of a command. The states in which a client speaks stand in the order of a session: whoever logs in is
    /// in the first, whoever handles messages in the last.
    fn of(chart: &'static Chart, trigger: &Trigger) -> Group {
        let speaks =
            |state: &&State| chart.triggers.iter().any(|other| is_command(other) && valid(other, state));
        let states: Vec<&State> = chart.states.iter().filter(speaks).collect();
        let count = states.iter().filter(|state| valid(trigger, state)).count();
        let in_last = states.last().is_some_and(|state| valid(trigger, state));
        match () {
            () if is_extension(trigger) => Group::Extensions,
            () if count == states.len() => Group::Always,
            () if !in_last => Group::Login,
            () if count == 1 => Group::Messages,
            () => Group::Mailboxes,
        }
    }
}

/// The same commands by subject; groups without any are left out.
pub fn groups(chart: &'static Chart, commands: &[&'static str]) -> Vec<(Group, Vec<&'static str>)> {
    let group = |name: &str| chart.trigger(name).map(|trigger| Group::of(chart, trigger));
    let of = |group_of: Group| {
        let own = commands.iter().copied().filter(|name| group(name) == Some(group_of)).collect();
        (group_of, own)
    };
    let groups = Group::ALL.into_iter().map(of);
    groups.filter(|(_, commands): &(Group, Vec<&str>)| !commands.is_empty()).collect()
}

fn is_command(trigger: &Trigger) -> bool {
    trigger.kind == TriggerKind::Command
}

fn valid(trigger: &Trigger, state: &State) -> bool {
    trigger.valid_in.contains(&state.name)
}

/// Whether a command is of an extension: every server's commands are in these RFCs.
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
        let transaction = commands(&pop3::CHART, "TRANSACTION", Switches::default());
        assert_eq!(transaction[transaction.len() - 2..], ["QUIT", "LANG"], "extensions come last");
        assert_eq!(commands(&imap::CHART, "Selected", Switches::default()).first(), Some(&"SEARCH"));
    }

    #[test]
    fn every_command_stands_in_its_group() {
        let found = |chart: &'static Chart, state: &str| {
            let all = commands(chart, state, Switches::default());
            let groups = groups(chart, &all);
            assert_eq!(groups.iter().map(|(_, own)| own.len()).sum::<usize>(), all.len());
            groups
        };
        let named =
            |groups: &[(Group, Vec<&str>)]| groups.iter().map(|(group, _)| *group).collect::<Vec<_>>();
        let selected = found(&imap::CHART, "Selected");
        assert_eq!(named(&selected), [Group::Always, Group::Mailboxes, Group::Messages, Group::Extensions]);
        for (group, name) in [(0, "LOGOUT"), (1, "SELECT"), (2, "FETCH"), (3, "IDLE"), (3, "MOVE")] {
            assert!(selected[group].1.contains(&name), "{name} in {:?}", selected[group]);
        }
        assert_eq!(found(&imap::CHART, "Not Authenticated")[1].0, Group::Login);
        let pop3 = found(&pop3::CHART, "TRANSACTION");
        assert_eq!(named(&pop3), [Group::Always, Group::Messages, Group::Extensions]);
        assert_eq!(named(&found(&pop3::CHART, "AUTHORIZATION"))[1], Group::Login);
    }

    #[test]
    fn a_fold_hides_more_than_one() {
        assert_eq!(unfolded(&["USER", "PASS", "QUIT"]), 3);
        assert_eq!(unfolded(&["AUTHENTICATE"; 3]), 3, "two fit, and one is no more than a fold");
        assert_eq!(unfolded(&["AUTHENTICATE"; 4]), 2);
    }
}

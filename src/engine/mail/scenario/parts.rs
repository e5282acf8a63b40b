//! The parts of a scenario, as constants.

use crate::engine::time::Time;

/// A named set of accounts and mailboxes to begin with.
#[derive(Debug)]
pub struct Scenario {
    /// A stable name: saved sessions and links refer to it.
    pub name: &'static str,
    /// The clock's first reading.
    pub start: Time,
    /// The accounts.
    pub accounts: &'static [ScenarioAccount],
}

/// One account of a scenario.
#[derive(Debug)]
pub struct ScenarioAccount {
    /// The name to log in with.
    pub name: &'static str,
    /// The password.
    pub password: &'static str,
    /// Mailboxes besides INBOX, or INBOX itself, with their messages.
    pub mailboxes: &'static [ScenarioMailbox],
}

/// One mailbox of a scenario.
#[derive(Debug)]
pub struct ScenarioMailbox {
    /// Its name.
    pub name: &'static str,
    /// The number of its last messages that no session has been told of yet: they are `\Recent` to the first that
    /// selects the mailbox.
    pub recent: usize,
    /// Its messages, by ascending UID.
    pub messages: &'static [ScenarioMessage],
}

/// One message of a scenario.
#[derive(Debug)]
pub struct ScenarioMessage {
    /// Its UID; gaps show that UIDs are not sequence numbers.
    pub uid: u32,
    /// Its flags as on the wire; `\Recent` is for the server to give.
    pub flags: &'static [&'static str],
    /// The time between its arrival and the scenario's start, in minutes.
    pub minutes_before: u64,
    /// The message, a real .eml file.
    pub octets: &'static [u8],
}

//! The fake mailboxes that a simulation begins with.

use super::{Flags, Message, Store, Uid};
use crate::engine::time::Time;
use std::sync::Arc;

/// A named world to begin with.
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
    /// How long before the scenario's start it arrived, in minutes.
    pub minutes_before: u64,
    /// The message, a real .eml file.
    pub octets: &'static [u8],
}

/// The scenarios there are; the first is the one that the page opens with.
pub const SCENARIOS: &[Scenario] = &[Scenario {
    name: "school",
    start: Time::START,
    accounts: &[
        ScenarioAccount { name: "anna", password: "geheim", mailboxes: &[] },
        ScenarioAccount { name: "ben", password: "geheim", mailboxes: &[] },
    ],
}];

/// The scenario named so.
pub fn scenario(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

impl Scenario {
    /// A store with the scenario's accounts, mailboxes and messages, and no events.
    pub fn store(&self) -> Store {
        let mut store = Store::default();
        for account in self.accounts {
            store.add_account(account.name, account.password, self.start);
            for mailbox in account.mailboxes {
                // INBOX is there already; that is the only error a well-formed scenario meets.
                let _ = store.create(account.name, mailbox.name, self.start, None);
                let _ = store.subscribe(account.name, mailbox.name, true);
                for message in mailbox.messages {
                    let date = Time(self.start.0.saturating_sub(message.minutes_before * 60_000));
                    let flags = Flags::of(message.flags.iter().copied());
                    let body = Arc::new(Message::new(message.octets));
                    let uid = Uid(message.uid);
                    let _ = store.append_as(account.name, mailbox.name, uid, body, flags, date, None);
                }
            }
        }
        store.take_events();
        store
    }
}

//! The mailboxes of an account as the page lists them, with the last turn's changes.

use crate::engine::Lab;
use crate::engine::mail::{INBOX, MailboxId};
use crate::player::Player;

/// A mailbox in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// The last turn's change of it.
    pub change: Option<Change>,
}

/// A turn's change of a mailbox as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Created,
    /// It had this name before.
    Renamed(String),
    /// It is gone.
    Deleted,
}

/// INBOX, then the other mailboxes by name; those that the last turn deleted stand where they stood.
pub fn mailboxes(player: &Player, account: &str) -> Vec<Listed> {
    let now = names(player.lab(), account);
    let before = names(player.lab_after(player.cursor().saturating_sub(1)), account);
    let mailboxes = player.lab().store().account(account).into_iter().flat_map(|account| &account.mailboxes);
    let there = mailboxes.map(|(name, mailbox)| {
        let change = match name_of(&before, mailbox.id) {
            None => Some(Change::Created),
            Some(old) => (old != name).then(|| Change::Renamed(old.to_owned())),
        };
        Listed { name: name.clone(), change }
    });
    let gone = before.iter().filter(|(id, _)| name_of(&now, *id).is_none());
    let gone = gone.map(|(_, name)| Listed { name: (*name).to_owned(), change: Some(Change::Deleted) });
    let mut all: Vec<Listed> = there.collect();
    for gone in gone {
        all.insert(all.partition_point(|listed| listed.name < gone.name), gone);
    }
    if let Some(inbox) = all.iter().position(|listed| listed.name == INBOX) {
        all[..=inbox].rotate_right(1);
    }
    all
}

/// The names of an account's mailboxes, in the order of their ids.
fn names<'a>(lab: &'a Lab, account: &str) -> Vec<(MailboxId, &'a str)> {
    let account = lab.store().account(account);
    let mailboxes = account.into_iter().flat_map(|account| &account.mailboxes);
    let mut names: Vec<_> = mailboxes.map(|(name, mailbox)| (mailbox.id, name.as_str())).collect();
    names.sort_unstable();
    names
}

fn name_of<'a>(names: &[(MailboxId, &'a str)], id: MailboxId) -> Option<&'a str> {
    names.binary_search_by_key(&id, |(id, _)| *id).ok().map(|at| names[at].1)
}

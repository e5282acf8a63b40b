//! The mailboxes of an account as the page lists them, with the last turn's changes.

use crate::engine::mail::{Account, INBOX, MailboxId};
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
    let now = player.lab().store().account(account);
    let before = player.lab_after(player.cursor().saturating_sub(1)).store().account(account);
    let there = now.into_iter().flat_map(|now| &now.mailboxes).map(|(name, mailbox)| {
        let change = match name_of(before, name, mailbox.id) {
            None => Some(Change::Created),
            Some(old) => (old != name).then(|| Change::Renamed(old.to_owned())),
        };
        Listed { name: name.clone(), change }
    });
    let mut all: Vec<Listed> = there.collect();
    for (name, mailbox) in before.into_iter().flat_map(|before| &before.mailboxes) {
        if name_of(now, name, mailbox.id).is_none() {
            let gone = Listed { name: name.clone(), change: Some(Change::Deleted) };
            all.insert(all.partition_point(|listed| listed.name < gone.name), gone);
        }
    }
    if let Some(inbox) = all.iter().position(|listed| listed.name == INBOX) {
        all[..=inbox].rotate_right(1);
    }
    all
}

/// The name that a mailbox has in an account, where it most likely has this one; `None` where it is not there.
fn name_of<'a>(account: Option<&'a Account>, likely: &'a str, id: MailboxId) -> Option<&'a str> {
    let mailboxes = &account?.mailboxes;
    let is_that = mailboxes.get(likely).is_some_and(|mailbox| mailbox.id == id);
    is_that
        .then_some(likely)
        .or_else(|| mailboxes.iter().find(|(_, mailbox)| mailbox.id == id).map(|(name, _)| name.as_str()))
}

//! Accounts, mailboxes and messages.
//!
//! Every change goes through a method of [`Store`] and leaves an [`Event`], so that sessions can tell their clients
//! and the page can show it.

use super::entries::{Entries, Entry, Uid};
use super::flags::Flags;
use super::mailbox::{INBOX, Mailbox, MailboxId};
use super::message::Message;
use crate::engine::connection::ConnectionId;
use crate::engine::time::{Time, ZonedTime};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The resources of an account that may be limited: its mailboxes' storage, "in units of 1024 octets" (RFC 9208 §5.1),
/// and its number of messages (§5.2).
pub const RESOURCES: [&str; 2] = ["STORAGE", "MESSAGE"];

/// A user, with password and mailboxes.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name to log in with; case matters.
    pub name: String,
    /// The password, in clear: it is shown on the page.
    pub password: String,
    /// Mailboxes by name; `INBOX` always exists.
    pub mailboxes: BTreeMap<String, Arc<Mailbox>>,
    /// Subscribed names (RFC 3501 §6.3.6); a name may be subscribed without existing.
    pub subscriptions: BTreeSet<String>,
    /// The limits of its [`RESOURCES`]; IMAP refuses more.
    pub limits: [Option<u64>; 2],
    /// The POP3 session that holds the maildrop's exclusive lock (RFC 1939 §4).
    pub lock: Option<ConnectionId>,
    /// The time at which a POP3 session was last let in (RFC 2449 §6.5).
    pub last_login: Option<Time>,
}

/// A change of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A message was added at the end.
    Added {
        /// Its UID.
        uid: Uid,
        /// Its sequence number in the mailbox, from 1.
        number: u32,
    },
    /// A message's flags changed.
    Flagged {
        /// Its UID.
        uid: Uid,
        /// Its sequence number in the mailbox, from 1.
        number: u32,
        /// All its stored flags now.
        flags: Flags,
    },
    /// A message was removed for good; those behind it moved up by one.
    Expunged {
        /// Its UID.
        uid: Uid,
        /// The sequence number it had.
        number: u32,
    },
    /// The mailbox was created.
    Created,
    /// The mailbox was deleted.
    Deleted,
    /// The mailbox got another name; events and steps carry the old one.
    Renamed {
        /// The new name.
        to: String,
    },
}

/// A change, its mailbox, and the connection that made it.
#[derive(Clone, Debug)]
pub struct Event {
    /// The account's name.
    pub account: Arc<str>,
    /// The mailbox's id.
    pub id: MailboxId,
    /// The mailbox's name (before a rename).
    pub mailbox: Arc<str>,
    /// The change.
    pub change: Change,
    /// The connection whose command did it; `None` for a delivery.
    pub by: Option<ConnectionId>,
}

/// The reason that a change could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// No such account.
    NoAccount,
    /// No such mailbox.
    NoMailbox,
    /// The name is taken.
    Exists,
    /// The name cannot be a mailbox's.
    BadName,
    /// A mailbox cannot be renamed to an inferior name of its own.
    Inside,
    /// INBOX cannot be deleted.
    Inbox,
    /// The mailbox has inferior names and stays (RFC 3501 §6.3.4).
    HasChildren,
    /// The mailbox holds as many messages, or the account as many mailboxes, as the server allows; or the name is
    /// longer.
    Full,
}

/// Most messages in one mailbox; more are refused.
pub const MESSAGES_MAX: usize = 200_000;
/// Most accounts that logging in may make (see [`Store::open_to`]).
pub const ACCOUNTS_MAX: usize = 10_000;
/// Most mailboxes of one account; more are refused.
pub const MAILBOXES_MAX: usize = 1_000;
/// Longest mailbox name, in octets.
pub const NAME_MAX: usize = 255;

/// All accounts.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// Shared between copies: most turns, each of which keeps a copy, change no account.
    accounts: Arc<BTreeMap<String, Arc<Account>>>,
    open_to: Option<Arc<str>>,
    events: Vec<Event>,
    /// The clock's time; `None` before a simulation begins, when messages are as old as they say.
    now: Option<Time>,
    next_id: u32,
    last_validity: u32,
}

impl Store {
    /// Adds an account with an empty INBOX; replaces one of the same name.
    pub fn add_account(&mut self, name: &str, password: &str, now: Time) {
        let mut subscriptions = BTreeSet::new();
        subscriptions.insert(INBOX.to_owned());
        let account = Account {
            name: name.to_owned(),
            password: password.to_owned(),
            mailboxes: BTreeMap::new(),
            subscriptions,
            limits: [None; 2],
            lock: None,
            last_login: None,
        };
        Arc::make_mut(&mut self.accounts).insert(name.to_owned(), Arc::new(account));
        self.insert_mailbox(name, INBOX, now);
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values().map(|account| &**account)
    }

    /// The account named so.
    pub fn account(&self, name: &str) -> Option<&Account> {
        self.accounts.get(name).map(|account| &**account)
    }

    /// The account, if name and password fit; it may be made for the occasion, see [`Store::open_to`].
    pub fn authenticate(&mut self, name: &str, password: &str, now: Time) -> Option<&Account> {
        if self.password_of(name) != Some(password) {
            return None;
        }
        self.admit(name, now)
    }

    /// From now on a name without an account gets one of its own when it logs in with this password, at
    /// most [`ACCOUNTS_MAX`] in all: for a class, and for test suites that invent their users.
    pub fn open_to(&mut self, password: Option<&str>) {
        self.open_to = password.map(Arc::from);
    }

    /// The password with which any new name may log in, if there is one.
    pub fn is_open_to(&self) -> Option<&str> {
        self.open_to.as_deref()
    }

    /// The password that this name has to give, whether its account exists or would be made by logging in.
    pub fn password_of(&self, name: &str) -> Option<&str> {
        match self.account(name) {
            Some(account) => Some(&account.password),
            None => self.is_open_to().filter(|_| self.takes_account(name)),
        }
    }

    /// Makes sure that a name which has just proved its password has an account; see [`Store::open_to`].
    pub fn admit(&mut self, name: &str, now: Time) -> Option<&Account> {
        if self.account(name).is_none() && self.takes_account(name) {
            let password = self.open_to.clone()?;
            self.add_account(name, &password, now);
        }
        self.account(name)
    }

    fn takes_account(&self, name: &str) -> bool {
        let fits = (1..=NAME_MAX).contains(&name.len()) && !name.chars().any(char::is_control);
        fits && self.accounts.len() < ACCOUNTS_MAX
    }

    /// Puts in an account as it stands, messages and UIDs included; replaces one of the same name. Its
    /// mailboxes get new ids, and an INBOX if there is none.
    pub fn insert_account(&mut self, mut account: Account, now: Time) {
        for mailbox in account.mailboxes.values_mut() {
            self.next_id += 1;
            Arc::make_mut(mailbox).id = MailboxId(self.next_id);
            self.last_validity = self.last_validity.max(mailbox.uid_validity);
        }
        let name = account.name.clone();
        Arc::make_mut(&mut self.accounts).insert(name.clone(), Arc::new(account));
        if self.mailbox(&name, INBOX).is_none() {
            self.insert_mailbox(&name, INBOX, now);
        }
    }

    /// The mailbox named so; `inbox` in any case is INBOX.
    pub fn mailbox(&self, account: &str, name: &str) -> Option<&Mailbox> {
        self.account(account)?.mailboxes.get(&*canonical(name)).map(|mailbox| &**mailbox)
    }

    /// The mailbox with this id; a rename does not change it.
    pub fn mailbox_by_id(&self, account: &str, id: MailboxId) -> Option<&Mailbox> {
        let mailboxes = &self.account(account)?.mailboxes;
        mailboxes.values().find(|mailbox| mailbox.id == id).map(|mailbox| &**mailbox)
    }

    /// Sets the clock's time.
    pub fn tell_time(&mut self, now: Time) {
        self.now = Some(now);
    }

    /// Takes the events since the last call, in order.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Adds a message at the end of a mailbox.
    ///
    /// # Errors
    /// No such account or mailbox, or the mailbox is full ([`MESSAGES_MAX`], or no UID is left).
    pub fn append(
        &mut self,
        account: &str,
        mailbox: &str,
        message: Arc<Message>,
        flags: Flags,
        internal_date: impl Into<ZonedTime>,
        by: Option<ConnectionId>,
    ) -> Result<Uid, StoreError> {
        let uid_next = self.mailbox(account, mailbox).ok_or(StoreError::NoMailbox)?.uid_next;
        self.append_as(account, mailbox, uid_next, message, flags, internal_date, by)
    }

    /// Like [`Store::append`], with a UID of the caller's choice that is not below UIDNEXT: scenarios
    /// begin with gaps.
    ///
    /// # Errors
    /// As [`Store::append`].
    #[allow(clippy::too_many_arguments)] // one message's whole record
    pub fn append_as(
        &mut self,
        account: &str,
        mailbox: &str,
        uid: Uid,
        message: Arc<Message>,
        flags: Flags,
        internal_date: impl Into<ZonedTime>,
        by: Option<ConnectionId>,
    ) -> Result<Uid, StoreError> {
        let now = self.now;
        let found = self.mailbox_mut(account, mailbox)?;
        let uid = uid.max(found.uid_next);
        let internal_date = internal_date.into();
        let saved = now.unwrap_or(internal_date.time());
        let next = uid.0.checked_add(1).filter(|_| found.entries.len() < MESSAGES_MAX);
        found.uid_next = Uid(next.ok_or(StoreError::Full)?);
        found.highest_modseq += 1;
        let modseq = found.highest_modseq;
        found.note_keywords(&flags);
        found.entries.push(Entry { uid, flags, internal_date, saved, modseq, changes: None, message });
        let (id, number) = (found.id, found.entries.len() as u32);
        self.record(account, id, &canonical(mailbox), Change::Added { uid, number }, by);
        Ok(uid)
    }

    /// Replaces a message's stored flags; no change and no event when they were so already. Returns the
    /// message's mod-sequence then, `None` when there is no such message.
    pub fn set_flags(
        &mut self,
        account: &str,
        id: MailboxId,
        uid: Uid,
        flags: Flags,
        by: Option<ConnectionId>,
    ) -> Option<u64> {
        let mailbox = self.mailbox_by_id(account, id)?;
        let position = mailbox.entries.first_at_or_after(uid);
        let entry = mailbox.entries.at(position).filter(|entry| entry.uid == uid)?;
        if entry.flags == flags {
            return Some(entry.modseq);
        }
        let (account, name) = self.names(account, id, &mailbox.name);
        let mailbox = self.mailbox_mut(&account, &name).ok()?;
        mailbox.highest_modseq += 1;
        let modseq = mailbox.highest_modseq;
        mailbox.note_keywords(&flags);
        mailbox.entries.change(position, |entry| entry.set_flags(flags.clone(), modseq));
        let change = Change::Flagged { uid, number: position as u32 + 1, flags };
        self.events.push(Event { account, id, mailbox: name, change, by });
        Some(modseq)
    }

    /// Removes messages for good: the UIDs ascend; those that are not there are passed over. Returns the removed messages, lowest
    /// first, each with the sequence number it had at the moment of its removal.
    pub fn expunge(
        &mut self,
        account: &str,
        id: MailboxId,
        uids: &[Uid],
        by: Option<ConnectionId>,
    ) -> Vec<(Uid, u32)> {
        let Some(name) = self.mailbox_by_id(account, id).map(|mailbox| mailbox.name.clone()) else {
            return Vec::new();
        };
        let Ok(mailbox) = self.mailbox_mut(account, &name) else { return Vec::new() };
        let removed = mailbox.entries.remove_all(uids).into_iter();
        let removed: Vec<(Uid, u32)> = removed.map(|(uid, position)| (uid, position as u32 + 1)).collect();
        if !removed.is_empty() {
            mailbox.highest_modseq += 1;
            Arc::make_mut(&mut mailbox.expunged)
                .remember(mailbox.highest_modseq, removed.iter().map(|(uid, _)| *uid));
        }
        for &(uid, number) in &removed {
            self.record(account, id, &name, Change::Expunged { uid, number }, by);
        }
        removed
    }

    /// Forgets the keywords that no message of a mailbox has any more: whoever selects it is told of the others.
    pub fn forget_unused_keywords(&mut self, account: &str, id: MailboxId) {
        let Some(mailbox) = self.mailbox_by_id(account, id) else { return };
        let (used, name) = (mailbox.used_keywords(), mailbox.name.clone());
        if used != *mailbox.keywords
            && let Ok(mailbox) = self.mailbox_mut(account, &name)
        {
            mailbox.keywords = Arc::new(used);
        }
    }

    /// Hands the not yet told messages of a mailbox to one session: those from the returned UID on are
    /// `\Recent` there, and to no later session.
    pub fn claim_recent(&mut self, account: &str, id: MailboxId) -> Option<Uid> {
        let mailbox = self.mailbox_by_id(account, id)?;
        let (from, next, name) = (mailbox.recent_from, mailbox.uid_next, mailbox.name.clone());
        if from < next {
            self.mailbox_mut(account, &name).ok()?.recent_from = next;
        }
        Some(from)
    }

    /// Makes only the last `count` messages of a mailbox `\Recent` to the next session that asks: the
    /// ones before them have been told to an earlier one. Scenarios begin so.
    pub fn keep_recent(&mut self, account: &str, mailbox: &str, count: usize) {
        let Ok(mailbox) = self.mailbox_mut(account, mailbox) else { return };
        let first = mailbox.entries.len().saturating_sub(count);
        mailbox.recent_from = mailbox.entries.at(first).map_or(mailbox.uid_next, |entry| entry.uid);
    }

    /// Creates an empty mailbox, and the superior names it lacks (RFC 3501 §6.3.3).
    ///
    /// # Errors
    /// The name is taken or cannot be one, or there are [`MAILBOXES_MAX`] already.
    pub fn create(
        &mut self,
        account: &str,
        name: &str,
        now: Time,
        by: Option<ConnectionId>,
    ) -> Result<(), StoreError> {
        // RFC 3501 §6.3.3: "If the mailbox name is suffixed with the server's hierarchy separator
        // character [...] this is a declaration that the client intends to create mailbox names under
        // this name".
        let name = canonical(name.strip_suffix('/').unwrap_or(name));
        check_name(&name)?;
        let found = self.account(account).ok_or(StoreError::NoAccount)?;
        if found.mailboxes.contains_key(&*name) {
            return Err(StoreError::Exists);
        }
        let missing = found.missing(superiors(&name).chain([&*name]));
        if found.mailboxes.len() + missing.len() > MAILBOXES_MAX {
            return Err(StoreError::Full);
        }
        for level in missing {
            if let Some(id) = self.insert_mailbox(account, &level, now) {
                self.record(account, id, &level, Change::Created, by);
            }
        }
        Ok(())
    }

    /// Sets the uses of a mailbox: bits of [`special_use`](super::special_use). Nothing happens when there is no
    /// such mailbox.
    pub fn set_special_use(&mut self, account: &str, name: &str, special_use: u8) {
        // The name may end with the delimiter, as that of CREATE.
        if let Ok(mailbox) = self.mailbox_mut(account, name.strip_suffix('/').unwrap_or(name)) {
            mailbox.special_use = special_use;
        }
    }

    /// Deletes a mailbox with its messages (RFC 3501 §6.3.4).
    ///
    /// # Errors
    /// No such mailbox, INBOX, or a mailbox with inferior names.
    pub fn delete(&mut self, account: &str, name: &str, by: Option<ConnectionId>) -> Result<(), StoreError> {
        let name = canonical(name);
        let found = self.account(account).ok_or(StoreError::NoAccount)?;
        let id = found.mailboxes.get(&*name).ok_or(StoreError::NoMailbox)?.id;
        if name == INBOX {
            return Err(StoreError::Inbox);
        }
        let inferior = format!("{name}/");
        if found.mailboxes.keys().any(|other| other.starts_with(&inferior)) {
            return Err(StoreError::HasChildren);
        }
        self.account_mut(account)?.mailboxes.remove(&*name);
        self.record(account, id, &name, Change::Deleted, by);
        Ok(())
    }

    /// Renames a mailbox and its inferior names; renaming INBOX moves its messages into a new mailbox
    /// and leaves INBOX empty (RFC 3501 §6.3.5).
    ///
    /// # Errors
    /// No such mailbox; the new name is taken, cannot be one or is inferior to the old one; it is too long; or there would
    /// be more than [`MAILBOXES_MAX`].
    pub fn rename(
        &mut self,
        account: &str,
        from: &str,
        to: &str,
        now: Time,
        by: Option<ConnectionId>,
    ) -> Result<(), StoreError> {
        let (from, to) = (canonical(from), canonical(to));
        check_name(&to)?;
        let found = self.account(account).ok_or(StoreError::NoAccount)?;
        if !found.mailboxes.contains_key(&*from) {
            return Err(StoreError::NoMailbox);
        }
        if found.mailboxes.contains_key(&*to) {
            return Err(StoreError::Exists);
        }
        // RFC 3501 §6.3.5: "Renaming INBOX is permitted, and has special behavior. It moves all messages
        // in INBOX to a new mailbox with the given name, leaving INBOX empty. If the server
        // implementation supports inferior hierarchical names of INBOX, these are unaffected by a rename
        // of INBOX."
        if from == INBOX {
            return self.move_inbox(account, &to, now, by);
        }
        let inferior = format!("{from}/");
        if to.starts_with(&inferior) {
            return Err(StoreError::Inside);
        }
        // RFC 3501 §6.3.5: "If the name has inferior hierarchical names, then the inferior hierarchical
        // names MUST also be renamed." No new name is taken: `to` is free, so it has no inferior names.
        let moving = found.mailboxes.keys().filter(|name| **name == *from || name.starts_with(&inferior));
        let pairs: Vec<(String, String)> =
            moving.map(|old| (old.clone(), format!("{to}{}", &old[from.len()..]))).collect();
        pairs.iter().try_for_each(|(_, new)| check_name(new))?;
        // RFC 3501 §6.3.5: "If the server's hierarchy separator character appears in the name, the server
        // SHOULD create any superior hierarchical names that are needed for the RENAME command to
        // complete successfully."
        match superiors(&to).last() {
            Some(superior) if !found.mailboxes.contains_key(superior) => {
                self.create(account, superior, now, by)?;
            }
            _ => {}
        }
        for (old, new) in pairs {
            let mailboxes = &mut self.account_mut(account)?.mailboxes;
            let Some(mut mailbox) = mailboxes.remove(&old) else { continue };
            let id = mailbox.id;
            Arc::make_mut(&mut mailbox).name.clone_from(&new);
            mailboxes.insert(new.clone(), mailbox);
            let change = Change::Renamed { to: new };
            self.record(account, id, &old, change, by);
        }
        Ok(())
    }

    /// Subscribes to a name or ends the subscription.
    ///
    /// # Errors
    /// No such account.
    pub fn subscribe(&mut self, account: &str, name: &str, on: bool) -> Result<(), StoreError> {
        let name = canonical(name).into_owned();
        let subscriptions = &mut self.account_mut(account)?.subscriptions;
        if on {
            subscriptions.insert(name);
        } else {
            subscriptions.remove(&name);
        }
        Ok(())
    }

    /// Sets [`Account::limits`]. Nothing happens when there is no such account.
    pub fn set_limits(&mut self, account: &str, limits: [Option<u64>; 2]) {
        if let Ok(account) = self.account_mut(account) {
            account.limits = limits;
        }
    }

    /// Takes the maildrop's exclusive lock; false when another session holds it.
    pub fn lock(&mut self, account: &str, connection: ConnectionId) -> bool {
        let Ok(account) = self.account_mut(account) else { return false };
        let free = account.lock.is_none_or(|holder| holder == connection);
        if free {
            account.lock = Some(connection);
        }
        free
    }

    /// Takes note of a POP3 session that was let in.
    pub fn note_login(&mut self, account: &str, now: Time) {
        if let Ok(account) = self.account_mut(account) {
            account.last_login = Some(now);
        }
    }

    /// Releases the maildrop's lock if `connection` holds it; false when it does not.
    pub fn unlock(&mut self, account: &str, connection: ConnectionId) -> bool {
        let Ok(account) = self.account_mut(account) else { return false };
        let held = account.lock == Some(connection);
        if held {
            account.lock = None;
        }
        held
    }

    fn move_inbox(
        &mut self,
        account: &str,
        to: &str,
        now: Time,
        by: Option<ConnectionId>,
    ) -> Result<(), StoreError> {
        self.create(account, to, now, by)?;
        let inbox = self.mailbox(account, INBOX).ok_or(StoreError::NoMailbox)?;
        let id = inbox.id;
        let entries: Vec<Entry> = inbox.entries.iter().cloned().collect();
        let uids: Vec<Uid> = entries.iter().map(|entry| entry.uid).collect();
        for entry in entries {
            self.append(account, to, entry.message, entry.flags, entry.internal_date, by)?;
        }
        self.expunge(account, id, &uids, by);
        Ok(())
    }

    fn insert_mailbox(&mut self, account: &str, name: &str, now: Time) -> Option<MailboxId> {
        // RFC 3501 §2.3.1.1: "A good UIDVALIDITY value to use in this case is a 32-bit representation of the
        // creation date/time of the mailbox." A mailbox made anew in the same second gets the next one.
        // After February 2106 the second needs more than 32 bits, and the next one is all there is.
        let second = u32::try_from(now.seconds()).unwrap_or(0);
        self.last_validity = second.max(self.last_validity.saturating_add(1));
        self.next_id += 1;
        let id = MailboxId(self.next_id);
        let mailbox = Mailbox {
            id,
            name: name.to_owned(),
            uid_validity: self.last_validity,
            uid_next: Uid(1),
            special_use: 0,
            entries: Entries::default(),
            recent_from: Uid(1),
            highest_modseq: 1,
            expunged: Arc::default(),
            keywords: Arc::default(),
        };
        let account = self.account_mut(account).ok()?;
        account.mailboxes.insert(name.to_owned(), Arc::new(mailbox));
        Some(id)
    }

    /// Leaves an event.
    fn record(
        &mut self,
        account: &str,
        id: MailboxId,
        mailbox: &str,
        change: Change,
        by: Option<ConnectionId>,
    ) {
        let (account, mailbox) = self.names(account, id, mailbox);
        self.events.push(Event { account, id, mailbox, change, by });
    }

    /// An event's names of account and mailbox; those of the last one, where they are the same: a command may
    /// change ten thousand messages.
    fn names(&self, account: &str, id: MailboxId, mailbox: &str) -> (Arc<str>, Arc<str>) {
        match self.events.last() {
            Some(last) if last.id == id && *last.mailbox == *mailbox && *last.account == *account => {
                (last.account.clone(), last.mailbox.clone())
            }
            _ => (account.into(), mailbox.into()),
        }
    }

    fn account_mut(&mut self, name: &str) -> Result<&mut Account, StoreError> {
        Arc::make_mut(&mut self.accounts).get_mut(name).map(Arc::make_mut).ok_or(StoreError::NoAccount)
    }

    fn mailbox_mut(&mut self, account: &str, name: &str) -> Result<&mut Mailbox, StoreError> {
        let account = self.account_mut(account)?;
        account.mailboxes.get_mut(&*canonical(name)).map(Arc::make_mut).ok_or(StoreError::NoMailbox)
    }
}

impl Account {
    /// Those of the names that are no mailbox yet.
    fn missing<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<String> {
        names.filter(|name| !self.mailboxes.contains_key(*name)).map(str::to_owned).collect()
    }
}

/// The name with its first level as `INBOX` where it is any spelling of that; every other name as it is.
/// RFC 3501 §5.1: "The case-insensitive mailbox name INBOX is a special name reserved to mean "the
/// primary mailbox for this user on this server"." Its inferior names follow it, so that they have one
/// superior.
pub fn canonical(name: &str) -> Cow<'_, str> {
    let (first, rest) = name.split_at(name.find('/').unwrap_or(name.len()));
    if first.eq_ignore_ascii_case(INBOX) && first != INBOX {
        return Cow::Owned(format!("{INBOX}{rest}"));
    }
    Cow::Borrowed(name)
}

/// The superior names of a name, outermost first: `a`, `a/b` for `a/b/c`.
fn superiors(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(at, _)| &name[..at])
}

fn check_name(name: &str) -> Result<(), StoreError> {
    let empty_level = name.split('/').any(str::is_empty);
    // Names are Unicode here; on the wire they are modified UTF-7 (RFC 3501 §5.1.3), never 8-bit. The
    // wildcards of LIST could be created, but never be asked for.
    let unfit = |c: char| c.is_control() || c == '%' || c == '*';
    if empty_level || name.chars().any(unfit) {
        return Err(StoreError::BadName);
    }
    if name.len() > NAME_MAX {
        return Err(StoreError::Full);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

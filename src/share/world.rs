//! A world as text: accounts, mailboxes and messages, as the bridge reads them from a file and sends them
//! to a page that looks on.
//!
//! The form is JSON with a version:
//! `{"postamt-world":1,"accounts":[{"name":"anna","password":"geheim","mailboxes":[…]}]}`. What a person may
//! leave out gets a value: UIDs count from 1, flags are none, mailboxes are subscribed.

use super::LoadError;
use crate::engine::Lab;
use crate::engine::action::octets;
use crate::engine::mail::{Account, Entries, Entry, Flags, GONE_MAX, Gone, INBOX, MESSAGES_MAX, Mailbox};
use crate::engine::mail::{MailboxId, Message, Store, Uid, special_use};
use crate::engine::sorted::Map;
use crate::engine::time::Time;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version that [`World::save`] writes. Version 1 knew no mod-sequences.
pub const WORLD_VERSION: u32 = 2;

/// The highest mod-sequence that a world may begin with: there is room for as many again within RFC 7162's 63
/// bits.
const MODSEQ_MAX: u64 = 1 << 62;

/// Longest text that [`World::load`] reads, in octets.
pub const WORLD_TEXT_MAX: usize = 256 << 20;

/// Accounts with their mail, and the moment at which they are looked at.
#[derive(Clone, Debug)]
pub struct World {
    /// What the clock shows.
    pub now: Time,
    /// The accounts.
    pub store: Store,
    /// How many connections have been opened before: the next one's number is part of its greeting.
    pub opened: u64,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "postamt-world")]
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Text {
    #[serde(rename = "postamt-world")]
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any_user: Option<String>,
    #[serde(default)]
    opened: u64,
    accounts: Vec<AccountText>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AccountText {
    name: String,
    password: String,
    #[serde(default)]
    mailboxes: Vec<MailboxText>,
    /// All mailboxes where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subscriptions: Option<Vec<String>>,
    /// STORAGE in units of 1024 octets, and MESSAGE (RFC 9208 §5); none where it is left out.
    #[serde(default)]
    limits: [Option<u64>; 2],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_login: Option<Time>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MailboxText {
    name: String,
    #[serde(default)]
    uid_validity: Option<u32>,
    #[serde(default)]
    uid_next: Option<u32>,
    #[serde(default)]
    recent_from: Option<u32>,
    /// Attributes of RFC 6154 §2; what the name says where it is left out.
    #[serde(default)]
    special_use: Option<Vec<String>>,
    /// 1 where it is left out, or the highest of the messages'.
    #[serde(default)]
    highest_modseq: Option<u64>,
    /// Removals: mod-sequence, first and last UID.
    #[serde(default)]
    gone: Vec<(u64, u32, u32)>,
    /// All removals so far where it and `gone` are left out.
    #[serde(default)]
    forgotten: Option<u64>,
    #[serde(default)]
    messages: Vec<MessageText>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MessageText {
    #[serde(default)]
    uid: Option<u32>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    date: Option<Time>,
    /// The same where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    saved: Option<Time>,
    #[serde(default)]
    modseq: Option<u64>,
    #[serde(with = "octets")]
    octets: Vec<u8>,
}

impl World {
    /// A lab's world, for a moment at which no connection is open.
    pub fn of(lab: &Lab) -> World {
        World { now: lab.now(), store: lab.store().clone(), opened: lab.opened() }
    }

    /// A lab that goes on from here.
    pub fn lab(&self) -> Lab {
        Lab::resumed(self.store.clone(), self.now, self.opened)
    }

    /// The world as text, complete: loading it gives the same UIDs, flags, dates and octets.
    pub fn save(&self) -> String {
        let text = Text {
            version: WORLD_VERSION,
            now: Some(self.now),
            opened: self.opened,
            any_user: self.store.is_open_to().map(str::to_owned),
            accounts: self.store.accounts().map(account_text).collect(),
        };
        // Strings, numbers and lists: serde_json has no error for these.
        serde_json::to_string(&text).unwrap_or_default()
    }

    /// Reads what [`World::save`] or a person wrote. Where the text names no moment, `now` is taken.
    ///
    /// # Errors
    /// [`LoadError`]: too long, a newer version, not the JSON that it should be, or a world that cannot be
    /// (UIDs that do not ascend from 1, two mailboxes or accounts of one name, too many messages).
    pub fn load(text: &str, now: Time) -> Result<World, LoadError> {
        if text.len() > WORLD_TEXT_MAX {
            return Err(LoadError::TooLong);
        }
        let head: Head = serde_json::from_str(text).map_err(|_| LoadError::Corrupt)?;
        if head.version > WORLD_VERSION {
            return Err(LoadError::Newer { version: head.version });
        }
        let text: Text = serde_json::from_str(text).map_err(|_| LoadError::Corrupt)?;
        let now = text.now.unwrap_or(now);
        let mut store = Store::default();
        store.open_to(text.any_user.as_deref());
        let mut validity = now.seconds() as u32;
        for account in text.accounts {
            if store.account(&account.name).is_some() {
                return Err(LoadError::Corrupt);
            }
            let account = account_from(account, now, &mut validity).ok_or(LoadError::Corrupt)?;
            store.insert_account(account, now);
        }
        Ok(World { now, store, opened: text.opened })
    }
}

fn account_text(account: &Account) -> AccountText {
    AccountText {
        name: account.name.clone(),
        password: account.password.clone(),
        mailboxes: account.mailboxes.values().map(|mailbox| mailbox_text(mailbox)).collect(),
        subscriptions: Some(account.subscriptions.iter().cloned().collect()),
        limits: account.limits,
        last_login: account.last_login,
    }
}

fn mailbox_text(mailbox: &Mailbox) -> MailboxText {
    let message = |entry: &Entry| MessageText {
        uid: Some(entry.uid.0),
        flags: entry.flags.to_string().split_whitespace().map(str::to_owned).collect(),
        date: Some(entry.internal_date),
        saved: Some(entry.saved).filter(|saved| *saved != entry.internal_date),
        modseq: Some(entry.modseq),
        octets: entry.message.octets().to_vec(),
    };
    MailboxText {
        name: mailbox.name.clone(),
        uid_validity: Some(mailbox.uid_validity),
        uid_next: Some(mailbox.uid_next.0),
        recent_from: Some(mailbox.recent_from.0),
        special_use: Some(special_use::names(mailbox.special_use).map(str::to_owned).collect()),
        highest_modseq: Some(mailbox.highest_modseq),
        gone: mailbox
            .gone
            .ranges
            .iter()
            .map(|(modseq, uids)| (*modseq, *uids.start(), *uids.end()))
            .collect(),
        forgotten: Some(mailbox.gone.forgotten),
        messages: mailbox.entries.iter().map(message).collect(),
    }
}

/// `None` for an account that cannot be. `validity` is the next UIDVALIDITY for a mailbox without one.
fn account_from(text: AccountText, now: Time, validity: &mut u32) -> Option<Account> {
    let mut mailboxes = Map::new();
    for mailbox in text.mailboxes {
        *validity = validity.saturating_add(1);
        let mailbox = mailbox_from(mailbox, now, *validity)?;
        if mailboxes.insert(mailbox.name.clone(), Arc::new(mailbox)).is_some() {
            return None;
        }
    }
    let all = || mailboxes.keys().cloned().chain([INBOX.to_owned()]).collect();
    let subscriptions = text.subscriptions.unwrap_or_else(all).into_iter().collect();
    Some(Account {
        name: text.name,
        password: text.password,
        mailboxes,
        subscriptions,
        limits: text.limits,
        lock: None,
        last_login: text.last_login,
    })
}

fn mailbox_from(text: MailboxText, now: Time, validity: u32) -> Option<Mailbox> {
    if text.messages.len() > MESSAGES_MAX {
        return None;
    }
    let mut entries = Entries::default();
    let (mut next, mut highest) = (1, 1);
    for message in text.messages {
        let uid = message.uid.unwrap_or(next);
        if uid < next {
            return None;
        }
        next = uid.checked_add(1)?;
        let modseq = message.modseq.unwrap_or(1);
        highest = modseq.max(highest);
        entries.push(Entry {
            uid: Uid(uid),
            flags: Flags::of(message.flags.iter().map(String::as_str)),
            internal_date: message.date.unwrap_or(now),
            saved: message.saved.or(message.date).unwrap_or(now),
            modseq,
            message: Arc::new(Message::new(&message.octets)),
        });
    }
    let highest_modseq = text.highest_modseq.unwrap_or(highest);
    let gone = Gone {
        // Where nothing is known of removals, nothing may be concluded from it.
        forgotten: text.forgotten.unwrap_or(highest_modseq),
        ranges: text.gone.iter().map(|&(modseq, first, last)| (modseq, first..=last)).collect(),
    };
    let uid_next = text.uid_next.unwrap_or(next);
    let possible = |&(modseq, first, last): &(u64, u32, u32)| {
        (1..=last).contains(&first) && last < uid_next && (1..=highest_modseq).contains(&modseq)
    };
    let right = (highest..=MODSEQ_MAX).contains(&highest_modseq)
        && gone.forgotten <= highest_modseq
        && gone.ranges.len() <= GONE_MAX
        && text.gone.iter().all(possible)
        && uid_next >= next
        && !text.name.is_empty();
    let name = if text.name.eq_ignore_ascii_case(INBOX) { INBOX.to_owned() } else { text.name };
    let special_use = match &text.special_use {
        Some(names) => special_use::of_names(names).ok()?,
        None => special_use::usual(&name),
    };
    right.then_some(Mailbox {
        id: MailboxId(0), // the store gives a new one
        name,
        uid_validity: text.uid_validity.unwrap_or(validity),
        uid_next: Uid(uid_next),
        special_use,
        entries,
        recent_from: Uid(text.recent_from.unwrap_or(1)),
        highest_modseq,
        gone: Arc::new(gone),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;

    #[test]
    fn a_saved_world_is_the_same_world() {
        let mut store = SCENARIOS[0].store();
        store.open_to(Some("offen"));
        let inbox = store.mailbox("anna", INBOX).expect("anna's INBOX");
        let (id, uids) = (inbox.id, [inbox.entries.last().expect("a message").uid]);
        assert_eq!(store.expunge("anna", id, &uids, None).len(), 1);
        store.set_special_use("anna", "Archive/2003", 0b10_0010);
        store.tell_time(Time::START.plus(3));
        let message = Arc::new(Message::new(b"x"));
        store.append("anna", INBOX, message, Flags::NONE, Time::START, None).expect("there is room");
        let world = World { now: Time::START.plus(5), store, opened: 7 };
        let text = world.save();
        let again = World::load(&text, Time(0)).expect("what we wrote");
        assert_eq!((again.now, again.opened), (world.now, 7));
        assert_eq!(World::of(&again.lab()).save(), text);
        let special = |name: &str| again.store.mailbox("anna", name).map(|mailbox| mailbox.special_use);
        assert_eq!([special("Archive/2003"), special("Sent"), special(INBOX)], [Some(34), Some(32), Some(0)]);
        let limits = |store: &Store| store.account("anna").map(|account| account.limits);
        assert_eq!(limits(&again.store), limits(&world.store));
        assert_eq!(again.store.is_open_to(), Some("offen"));
        assert_eq!(again.save(), text);
        let mailbox = |world: &World| {
            let inbox = world.store.mailbox("anna", INBOX).expect("anna's INBOX");
            let modseqs: Vec<_> = inbox.entries.iter().map(|entry| (entry.modseq, entry.saved)).collect();
            let vanished = inbox.vanished(&[1..=u32::MAX], inbox.highest_modseq - 2);
            (inbox.uid_validity, inbox.uid_next, inbox.highest_modseq, modseqs, vanished)
        };
        assert_eq!(mailbox(&again), mailbox(&world));
        assert_eq!(mailbox(&again).4.len(), 1, "removals are remembered");
        assert_eq!(mailbox(&again).3.last().map(|(_, saved)| *saved), Some(Time::START.plus(3)));
    }

    #[test]
    fn a_person_writes_only_what_matters() {
        let text = concat!(
            r#"{"postamt-world":1,"accounts":[{"name":"carla","password":"x","mailboxes":"#,
            r#"[{"name":"Inbox","messages":[{"octets":"Subject: a\n\nb\n"},{"uid":7,"octets":"c"}]},"#,
            r#"{"name":"Notes"}]},{"name":"dora","password":"y"}]}"#,
        );
        let world = World::load(text, Time::START).expect("a small world");
        let inbox = world.store.mailbox("carla", INBOX).expect("INBOX in any spelling");
        assert_eq!(inbox.entries.iter().map(|entry| entry.uid.0).collect::<Vec<_>>(), [1, 7]);
        assert_eq!((inbox.uid_next, inbox.recent_from), (Uid(8), Uid(1)));
        // What version 1 did not tell: nobody knows how UIDs 2 to 6 came to be missing.
        assert_eq!((inbox.highest_modseq, inbox.gone.forgotten), (1, 1));
        assert_eq!(inbox.vanished(&[1..=9], 0), [2..=6]);
        assert_eq!(
            inbox.entries.at(0).map(|entry| entry.message.octets()),
            Some(&b"Subject: a\r\n\r\nb\r\n"[..])
        );
        let notes = world.store.mailbox("carla", "Notes").expect("Notes");
        assert_ne!(notes.uid_validity, inbox.uid_validity);
        assert!(world.store.account("carla").is_some_and(|account| account.subscriptions.contains("Notes")));
        assert!(world.store.mailbox("dora", INBOX).is_some_and(|inbox| inbox.entries.is_empty()));
    }

    #[test]
    fn worlds_that_cannot_be_are_refused() {
        let load = |text: &str| World::load(text, Time::START).err();
        assert_eq!(load("{"), Some(LoadError::Corrupt));
        assert_eq!(load(r#"{"postamt-world":3,"else":[]}"#), Some(LoadError::Newer { version: 3 }));
        assert_eq!(load(r#"{"postamt-world":1,"acounts":[]}"#), Some(LoadError::Corrupt));
        let account = |inner: &str| {
            format!(
                r#"{{"postamt-world":1,"accounts":[{{"name":"a","password":"b","mailboxes":[{inner}]}}]}}"#
            )
        };
        let messages = |inner: &str| account(&format!(r#"{{"name":"x","messages":[{inner}]}}"#));
        assert_eq!(load(&account(r#"{"name":"x"}"#)), None);
        assert_eq!(load(&account(r#"{"name":"x"},{"name":"x"}"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&account(r#"{"name":"inbox"},{"name":"INBOX"}"#)), Some(LoadError::Corrupt));
        assert_eq!(
            load(&messages(r#"{"uid":2,"octets":""},{"uid":2,"octets":""}"#)),
            Some(LoadError::Corrupt)
        );
        let removals = |inner: &str| account(&format!(r#"{{"name":"x","uid-next":9,{inner}}}"#));
        assert_eq!(load(&removals(r#""highest-modseq":3,"gone":[[3,1,8]]"#)), None);
        assert_eq!(load(&removals(r#""highest-modseq":3,"gone":[[4,1,8]]"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&removals(r#""highest-modseq":3,"gone":[[3,1,9]]"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&removals(r#""highest-modseq":18446744073709551615"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&messages(r#"{"uid":0,"octets":""}"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&messages(r#"{"uid":4294967295,"octets":""}"#)), Some(LoadError::Corrupt));
    }

    #[test]
    fn whoever_knows_the_open_password_gets_an_account_at_first_login() {
        let mut store = Store::default();
        store.add_account("anna", "geheim", Time::START);
        assert_eq!(store.password_of("tom"), None);
        assert!(store.admit("tom", Time::START).is_none(), "a closed store makes nobody");
        store.open_to(Some("offen"));
        assert_eq!(store.password_of("anna"), Some("geheim"), "who has an account keeps the password");
        assert_eq!(store.password_of("tom"), Some("offen"));
        assert_eq!(store.account("tom").map(|account| &account.name), None, "asking makes nobody");
        let inbox = store.admit("tom", Time::START).and_then(|account| account.mailboxes.get(INBOX).cloned());
        assert_eq!(inbox.map(|inbox| (inbox.uid_next, inbox.entries.len())), Some((Uid(1), 0)));
        assert_eq!(store.password_of("\n"), None);
        assert!(store.admit("", Time::START).is_none());
    }
}

//! A world as text: accounts, mailboxes and messages, as the bridge reads them from a file and sends them
//! to a page that looks on.
//!
//! The form is JSON with a version:
//! `{"postamt-world":1,"accounts":[{"name":"anna","password":"geheim","mailboxes":[…]}]}`. A member that
//! a person leaves out (or says to be `null`) gets a value: UIDs count from 1, flags are none, mailboxes are subscribed. Unknown
//! members are refused, because they are more likely misspelt than meant for a later version. A message's octets are a
//! string of lines, whose ends may be written as `\n` and are CRLF, or `{"base64":"…"}`, exactly as they are.

use super::error::LoadError;
use super::octets::Octets;
use crate::engine::Lab;
use crate::engine::mail::{
    Account, EXPUNGED_MAX, Entries, Entry, Expunged, Flags, INBOX, MESSAGES_MAX, Mailbox,
};
use crate::engine::mail::{MailboxId, Store, Uid, special_use};
use crate::engine::switches::{SWITCHES, Switch, Switches};
use crate::engine::time::{Time, ZonedTime};
use crate::i18n::TONGUES;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The version that [`World::save`] writes. Version 1 knew no mod-sequences, version 2 no switches; up to version 3 the
/// lines of all messages ended with CRLF.
pub const WORLD_VERSION: u32 = 4;

/// The last version in which LF alone stood for CRLF in base64 as well.
const LINES_VERSION: u32 = 3;

/// The highest mod-sequence that a world may begin with: there is room for as many again within RFC 7162's 63
/// bits.
const MODSEQ_MAX: u64 = 1 << 62;

/// The internal dates that a message may have, in milliseconds: the years 0 to 9999 in all zones.
const DATES: RangeInclusive<i64> = -62_167_305_600_000..=253_402_387_200_000;

/// Longest text that [`World::load`] reads, in octets.
pub const WORLD_TEXT_MAX: usize = 256 << 20;

/// Accounts with their mail, the server that holds them, and the moment at which they are looked at.
#[derive(Clone, Debug)]
pub struct World {
    /// The time that the clock shows.
    pub now: Time,
    /// The accounts.
    pub store: Store,
    /// The number of connections that have been opened before: the next one's number is part of its greeting.
    pub opened: u64,
    /// The server's switches; those of the strict server where the text names none.
    pub switches: Switches,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Text {
    #[serde(rename = "postamt-world")]
    version: u32,
    now: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_user: Option<String>,
    opened: Option<u64>,
    /// The switches that are on.
    switches: Option<Vec<Switch>>,
    accounts: Vec<AccountText>,
}

/// The member that every version has.
#[derive(Deserialize)]
struct Version {
    #[serde(rename = "postamt-world")]
    version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AccountText {
    name: String,
    password: String,
    mailboxes: Option<Vec<MailboxText>>,
    /// All mailboxes where it is left out.
    subscriptions: Option<Vec<String>>,
    /// STORAGE in units of 1024 octets, and MESSAGE (RFC 9208 §5); none where it is left out.
    limits: Option<[Option<u64>; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<Time>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MailboxText {
    name: String,
    uid_validity: Option<u32>,
    uid_next: Option<u32>,
    recent_from: Option<u32>,
    /// Attributes of RFC 6154 §2; those that the name implies where it is left out.
    special_use: Option<Vec<String>>,
    /// The highest of the messages' where it is left out, at least 1.
    highest_modseq: Option<u64>,
    /// Removals: mod-sequence, first and last UID.
    gone: Option<Vec<(u64, u32, u32)>>,
    /// All removals so far where it and `gone` are left out.
    forgotten: Option<u64>,
    messages: Option<Vec<MessageText>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MessageText {
    uid: Option<u32>,
    flags: Option<Vec<String>>,
    /// Milliseconds since 1970.
    date: Option<i64>,
    /// Minutes east of UTC; the server's zone at that time where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<i16>,
    /// The same where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<Time>,
    modseq: Option<u64>,
    octets: Octets,
}

impl World {
    /// A lab's world, for a moment at which no connection is open.
    pub fn of(lab: &Lab) -> World {
        World { now: lab.now(), store: lab.store().clone(), opened: lab.opened(), switches: lab.switches() }
    }

    /// A lab that goes on from here.
    pub fn lab(&self) -> Lab {
        Lab::resumed(self.store.clone(), self.now, self.opened, self.switches).speaking(TONGUES)
    }

    /// The world as text, complete: loading it gives the same UIDs, flags, dates and octets.
    pub fn save(&self) -> String {
        let on = SWITCHES.iter().filter(|row| self.switches.has(row.switch));
        let text = Text {
            version: WORLD_VERSION,
            now: Some(self.now),
            opened: Some(self.opened),
            switches: Some(on.map(|row| row.switch).collect()),
            any_user: self.store.is_open_to().map(str::to_owned),
            accounts: self.store.accounts().map(AccountText::of).collect(),
        };
        // Strings, numbers and lists: serde_json has no error for these.
        serde_json::to_string(&text).unwrap_or_default()
    }

    /// Reads what [`World::save`] or a person wrote. A text without a moment gets `now`.
    ///
    /// # Errors
    /// [`LoadError`]: too long, a newer version, not the JSON that it should be, or a world that cannot be
    /// (UIDs that do not ascend from 1, two mailboxes or accounts of one name, too many messages).
    pub fn load(text: &str, now: Time) -> Result<World, LoadError> {
        if text.len() > WORLD_TEXT_MAX {
            return Err(LoadError::TooLong);
        }
        let corrupt = |_| LoadError::Corrupt;
        let Version { version } = serde_json::from_str(text).map_err(corrupt)?;
        if version > u64::from(WORLD_VERSION) {
            return Err(LoadError::Newer { version: u32::try_from(version).unwrap_or(u32::MAX) });
        }
        let mut text: Text = serde_json::from_str(text).map_err(corrupt)?;
        if version <= u64::from(LINES_VERSION) {
            text.lines().ok_or(LoadError::Corrupt)?;
        }
        text.world(now).ok_or(LoadError::Corrupt)
    }
}

impl Text {
    /// Ends each line of each message with CRLF; `None` where octets are none.
    fn lines(&mut self) -> Option<()> {
        let mailboxes = self.accounts.iter_mut().flat_map(|account| account.mailboxes.iter_mut().flatten());
        for message in mailboxes.flat_map(|mailbox| mailbox.messages.iter_mut().flatten()) {
            message.octets.end_lines()?;
        }
        Some(())
    }

    /// The world that it tells of; `None` for one that cannot be.
    fn world(self, now: Time) -> Option<World> {
        let now = self.now.unwrap_or(now);
        let mut store = Store::default();
        store.open_to(self.any_user.as_deref());
        let mut validity = now.seconds() as u32;
        for account in self.accounts {
            let account = account.account(now, &mut validity)?;
            if store.account(&account.name).is_some() {
                return None;
            }
            store.insert_account(account, now);
        }
        let on = |switches: Vec<Switch>| {
            switches.into_iter().fold(Switches::none(), |all, switch| all.with(switch, true))
        };
        let switches = self.switches.map_or_else(Switches::default, on);
        Some(World { now, store, opened: self.opened.unwrap_or(0), switches })
    }
}

impl AccountText {
    fn of(account: &Account) -> Self {
        Self {
            name: account.name.clone(),
            password: account.password.clone(),
            mailboxes: Some(account.mailboxes.values().map(|mailbox| MailboxText::of(mailbox)).collect()),
            subscriptions: Some(account.subscriptions.iter().cloned().collect()),
            limits: Some(account.limits),
            last_login: account.last_login,
        }
    }

    /// `None` for an account that cannot be. `validity` is the next UIDVALIDITY for a mailbox without one.
    fn account(self, now: Time, validity: &mut u32) -> Option<Account> {
        let mut mailboxes = BTreeMap::new();
        for mailbox in self.mailboxes.unwrap_or_default() {
            *validity = validity.saturating_add(1);
            let mailbox = mailbox.mailbox(now, *validity)?;
            if mailboxes.insert(mailbox.name.clone(), Arc::new(mailbox)).is_some() {
                return None;
            }
        }
        let all = || mailboxes.keys().cloned().chain([INBOX.to_owned()]).collect();
        let mut subscriptions = BTreeSet::new();
        for name in self.subscriptions.unwrap_or_else(all) {
            subscriptions.insert(name);
        }
        let limits = self.limits.unwrap_or_default();
        let (name, password, last_login) = (self.name, self.password, self.last_login);
        Some(Account { name, password, mailboxes, subscriptions, limits, lock: None, last_login })
    }
}

impl MailboxText {
    fn of(mailbox: &Mailbox) -> Self {
        let gone = mailbox.expunged.ranges.iter();
        Self {
            name: mailbox.name.clone(),
            uid_validity: Some(mailbox.uid_validity),
            uid_next: Some(mailbox.uid_next.0),
            recent_from: Some(mailbox.recent_from.0),
            special_use: Some(special_use::names(mailbox.special_use).map(str::to_owned).collect()),
            highest_modseq: Some(mailbox.highest_modseq),
            gone: Some(gone.map(|(modseq, uids)| (*modseq, *uids.start(), *uids.end())).collect()),
            forgotten: Some(mailbox.expunged.forgotten),
            messages: Some(mailbox.entries.iter().map(MessageText::of).collect()),
        }
    }

    /// `None` for a mailbox that cannot be.
    fn mailbox(self, now: Time, validity: u32) -> Option<Mailbox> {
        let messages = self.messages.unwrap_or_default();
        if messages.len() > MESSAGES_MAX || self.name.is_empty() {
            return None;
        }
        let mut entries = Entries::default();
        let (mut next, mut highest) = (1, 1);
        for message in messages {
            let entry = message.entry(now, next)?;
            next = entry.uid.0.checked_add(1)?;
            highest = entry.modseq.max(highest);
            entries.push(entry);
        }
        let uid_next = self.uid_next.unwrap_or(next);
        let highest_modseq = self.highest_modseq.unwrap_or(highest);
        let ranges = self.gone.unwrap_or_default();
        let fits = |&(modseq, first, last): &(u64, u32, u32)| {
            (1..=highest_modseq).contains(&modseq) && (1..=last).contains(&first) && last < uid_next
        };
        // A text that lists no removals leaves all earlier ones unknown.
        let forgotten = self.forgotten.unwrap_or(highest_modseq);
        let right = (highest..=MODSEQ_MAX).contains(&highest_modseq)
            && forgotten <= highest_modseq
            && ranges.len() <= EXPUNGED_MAX
            && ranges.iter().all(fits)
            && uid_next >= next;
        let ranges = ranges.into_iter().map(|(modseq, first, last)| (modseq, first..=last)).collect();
        let name = if self.name.eq_ignore_ascii_case(INBOX) { INBOX.to_owned() } else { self.name };
        let special_use = match self.special_use {
            Some(names) => special_use::of_names(&names).ok()?,
            None => special_use::usual(&name),
        };
        let mailbox = Mailbox {
            id: MailboxId(0), // the store gives a new one
            name,
            uid_validity: self.uid_validity.unwrap_or(validity),
            uid_next: Uid(uid_next),
            special_use,
            entries,
            recent_from: Uid(self.recent_from.unwrap_or(1)),
            highest_modseq,
            expunged: Arc::new(Expunged { forgotten, ranges }),
            keywords: Arc::default(),
        };
        let keywords = Arc::new(mailbox.used_keywords());
        right.then_some(Mailbox { keywords, ..mailbox })
    }
}

impl MessageText {
    fn of(entry: &Entry) -> Self {
        let (date, own) = (entry.internal_date, entry.internal_date.time());
        Self {
            uid: Some(entry.uid.0),
            flags: Some(entry.flags.to_string().split_whitespace().map(str::to_owned).collect()),
            date: Some(date.milliseconds),
            zone: Some(date.zone).filter(|_| date != own.into()),
            saved: Some(entry.saved).filter(|saved| *saved != own),
            modseq: Some(entry.modseq),
            octets: Octets::of(&entry.message),
        }
    }

    /// `None` for a message whose UID is below `next`, or that cannot be.
    fn entry(self, now: Time, next: u32) -> Option<Entry> {
        let uid = self.uid.unwrap_or(next);
        let flags = self.flags.unwrap_or_default();
        // RFC 3501 §9: a flag is an atom, or one behind a backslash.
        let fits = |octet: u8| octet.is_ascii_graphic() && !b"(){%*\"\\]".contains(&octet);
        let is_flag = |name: &String| {
            let atom = name.strip_prefix('\\').unwrap_or(name);
            !atom.is_empty() && atom.bytes().all(fits)
        };
        // RFC 7162 §7: a message's mod-sequence is a "Positive unsigned 63-bit integer".
        let modseq = self.modseq.unwrap_or(1);
        if uid < next || modseq == 0 || !flags.iter().all(is_flag) {
            return None;
        }
        let milliseconds = self.date.unwrap_or(ZonedTime::from(now).milliseconds);
        let own = Time(milliseconds.max(0) as u64);
        let internal_date = ZonedTime { milliseconds, zone: self.zone.unwrap_or(own.zone()) };
        // RFC 3501 §9: `date-year = 4DIGIT`; nobody gives a zone of a day or more.
        if !(DATES.contains(&milliseconds) && (-1439..=1439).contains(&internal_date.zone)) {
            return None;
        }
        Some(Entry {
            uid: Uid(uid),
            flags: Flags::of(flags.iter().map(String::as_str)),
            internal_date,
            saved: self.saved.unwrap_or(own),
            modseq,
            changes: None,
            message: Arc::new(self.octets.message()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Preset;
    use crate::engine::mail::Message;
    use crate::engine::mail::scenario::SCENARIOS;

    /// A small world as each version wrote it: files that people keep.
    const VERSIONS: [&str; 4] = [
        include_str!("../../tests/data/stored/world-1.json"),
        include_str!("../../tests/data/stored/world-2.json"),
        include_str!("../../tests/data/stored/world-3.json"),
        include_str!("../../tests/data/stored/world-4.json"),
    ];

    #[test]
    fn every_version_stays_readable_and_the_newest_is_written() {
        for (index, text) in VERSIONS.into_iter().enumerate() {
            let version = index + 1;
            let world = World::load(text, Time(0)).unwrap_or_else(|error| panic!("{version}: {error:?}"));
            assert_eq!((world.now, world.opened), (Time(5000), 2));
            let account = world.store.account("a").expect("the account");
            assert_eq!((account.limits, account.password.as_str()), ([None, Some(9)], "b"));
            let inbox = world.store.mailbox("a", INBOX).expect("its INBOX");
            assert_eq!((inbox.uid_validity, inbox.uid_next), (7, Uid(3)));
            let entry = inbox.entries.at(0).expect("its message");
            assert_eq!((entry.uid, entry.flags.to_string()), (Uid(2), "\\Seen".to_owned()));
            assert_eq!(
                (entry.internal_date.time(), entry.message.octets()),
                (Time(4000), &b"S: x\r\n\r\n"[..])
            );
            let known = if version == 1 { (1, 1) } else { (4, 1) };
            assert_eq!((inbox.highest_modseq, inbox.expunged.forgotten), known);
            let two = Switches::none().with(Switch::Pop3User, true).with(Switch::Idle, true);
            let switches = if version >= 3 { two } else { Switches::default() };
            assert_eq!((world.switches, world.lab().switches()), (switches, switches));
            assert_eq!(world.save() == text, version == 4, "{}", world.save());
        }
    }

    #[test]
    fn members_that_nobody_knows_and_members_twice_are_refused() {
        let text = VERSIONS[3];
        // Every object of the text, with one more member; then every member of the text, once more.
        let objects =
            text.match_indices('{').map(|(at, _)| format!(r#"{}"x":1,{}"#, &text[..=at], &text[at + 1..]));
        let members = [r#""now":5000"#, r#""switches":[]"#, r#""name":"a""#, r#""uid-next":3"#, r#""uid":2"#];
        let twice = members.iter().map(|member| {
            let name = &member[..member.find(':').expect("a name") + 1];
            text.replacen(name, &format!("{member},{name}"), 1)
        });
        let mut count = 0;
        for unfit in objects.chain(twice) {
            assert_eq!(World::load(&unfit, Time(0)).err(), Some(LoadError::Corrupt), "{unfit}");
            count += 1;
        }
        assert_eq!(count, 4 + members.len());
    }

    #[test]
    fn members_of_another_kind_are_refused() {
        let members = [
            (r#""now":5000"#, r#""now":"5000""#),
            (r#""opened":2"#, r#""opened":[]"#),
            (r#"["pop3-user","idle"]"#, r#"["pop3-user",7]"#),
            (r#""pop3-user""#, r#""pop3-nobody""#),
            (r#""name":"a""#, r#""name":null"#),
            (r#""password":"b","#, ""),
            (r#""uid-validity":7"#, r#""uid-validity":4294967296"#),
            (r#"[null,9]"#, r#"[null,9,9]"#),
            (r#"[null,9]"#, r#"[null,"9"]"#),
            (r#"[3,1,1]"#, r#"[3,1]"#),
            (r#"[3,1,1]"#, r#"[3,1,4294967296]"#),
            (r#""special-use":[]"#, r#""special-use":["\\All"]"#),
            (r#""octets":"S: x\r\n\r\n""#, r#""modseqs":1"#),
            (r#""octets":"S: x\r\n\r\n""#, r#""octets":{"base64":"?"}"#),
            (r#","accounts":[{"#, r#","account":[{"#),
            (r#""postamt-world":4"#, r#""postamt-world":"4""#),
        ];
        for (right, wrong) in members {
            let text = VERSIONS[3].replacen(right, wrong, 1);
            assert_ne!(text, VERSIONS[3], "{right} stands there");
            assert_eq!(World::load(&text, Time(0)).err(), Some(LoadError::Corrupt), "{wrong}");
        }
    }

    #[test]
    fn the_zone_of_an_internal_date_is_kept() {
        let mut store = Store::default();
        store.add_account("a", "b", Time::START);
        // The last one is what the server's own zone makes of its moment.
        for (milliseconds, zone) in [(-1, -30), (1_609_125_521_000, -480), (1_609_125_521_000, 60)] {
            let (message, date) = (Arc::new(Message::new(b"x")), ZonedTime { milliseconds, zone });
            store.append("a", INBOX, message, Flags::NONE, date, None).expect("there is room");
        }
        let world = World { now: Time::START, store, opened: 0, switches: Switches::default() };
        let text = world.save();
        assert_eq!(text.matches("\"zone\":").count(), 2, "{text}");
        let again = World::load(&text, Time(0)).expect("what we wrote");
        let dates = |world: &World| -> Vec<ZonedTime> {
            let inbox = world.store.mailbox("a", INBOX).expect("its INBOX");
            inbox.entries.iter().map(|entry| entry.internal_date).collect()
        };
        assert_eq!(dates(&again), dates(&world));
        for unfit in ["1440", "-1440", "null5", "\"+0100\""] {
            assert!(
                World::load(&text.replacen("\"zone\":-30", &format!("\"zone\":{unfit}"), 1), Time(0))
                    .is_err()
            );
        }
    }

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
        let switches = Preset::Dovecot.switches();
        let world = World { now: Time::START.plus(5), store, opened: 7, switches };
        let text = world.save();
        let again = World::load(&text, Time(0)).expect("what we wrote");
        assert_eq!((again.now, again.opened, again.switches), (world.now, 7, switches));
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
    fn up_to_version_3_all_messages_are_lines() {
        let read = |version: u32| {
            let text = format!(
                r#"{{"postamt-world":{version},"accounts":[{{"name":"a","password":"b","mailboxes":[{{"name":"INBOX","messages":[{{"octets":{{"base64":"eAo="}}}}]}}]}}]}}"#
            );
            let world = World::load(&text, Time(0)).expect("a world");
            world
                .store
                .mailbox("a", INBOX)
                .and_then(|inbox| Some(inbox.entries.at(0)?.message.octets().to_vec()))
        };
        assert_eq!([3, 4].map(read), [Some(b"x\r\n".to_vec()), Some(b"x\n".to_vec())]);
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
        // Version 1 did not tell how UIDs 2 to 6 came to be missing.
        assert_eq!((inbox.highest_modseq, inbox.expunged.forgotten), (1, 1));
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
        assert_eq!(load(r#"{"postamt-world":5,"else":[]}"#), Some(LoadError::Newer { version: 5 }));
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
        assert_eq!(load(&messages(r#"{"modseq":0,"octets":""}"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&messages(r#"{"uid":0,"octets":""}"#)), Some(LoadError::Corrupt));
        assert_eq!(load(&messages(r#"{"flags":["\\Seen","$neu"],"octets":""}"#)), None);
        for wrong in ["", "\\\\", "/\\\\Seen", "a b", "ä"] {
            let text = format!(r#"{{"flags":["{wrong}"],"octets":""}}"#);
            assert_eq!(load(&messages(&text)), Some(LoadError::Corrupt), "{text}");
        }
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

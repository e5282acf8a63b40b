//! A world as text: accounts, mailboxes and messages, as the bridge reads them from a file and sends them
//! to a page that looks on.
//!
//! The form is JSON with a version:
//! `{"postamt-world":1,"accounts":[{"name":"anna","password":"geheim","mailboxes":[…]}]}`. What a person may
//! leave out gets a value: UIDs count from 1, flags are none, mailboxes are subscribed. Page and bridge have
//! one reader; only the bridge writes, with serde_json, which the page does not link. (Functions that stay apart
//! weigh the page less than one that holds them all.)

use super::LoadError;
use super::actions;
use super::json::Json;
use crate::engine::Lab;
use crate::engine::action::octets;
use crate::engine::mail::{Account, Entries, Entry, Flags, GONE_MAX, Gone, INBOX, MESSAGES_MAX, Mailbox};
use crate::engine::mail::{MailboxId, Message, Store, Uid, special_use};
use crate::engine::sorted::Map;
use crate::engine::switches::{SWITCHES, Switches};
use crate::engine::time::Time;
use serde::Serialize;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The version that [`World::save`] writes. Version 1 knew no mod-sequences, version 2 no switches.
pub const WORLD_VERSION: u32 = 3;

/// The member that tells the version.
const VERSION: &str = "postamt-world";

/// The highest mod-sequence that a world may begin with: there is room for as many again within RFC 7162's 63
/// bits.
const MODSEQ_MAX: u64 = 1 << 62;

/// Longest text that [`World::load`] reads, in octets.
pub const WORLD_TEXT_MAX: usize = 256 << 20;

/// Accounts with their mail, the server that holds them, and the moment at which they are looked at.
#[derive(Clone, Debug)]
pub struct World {
    /// What the clock shows.
    pub now: Time,
    /// The accounts.
    pub store: Store,
    /// How many connections have been opened before: the next one's number is part of its greeting.
    pub opened: u64,
    /// What the server offers; a text that does not say means the strict server.
    pub switches: Switches,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Text {
    #[serde(rename = "postamt-world")]
    version: u32,
    now: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_user: Option<String>,
    opened: u64,
    /// The ids of those that are on.
    switches: Vec<&'static str>,
    accounts: Vec<AccountText>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct AccountText {
    name: String,
    password: String,
    mailboxes: Vec<MailboxText>,
    /// All mailboxes where it is left out.
    subscriptions: Vec<String>,
    /// STORAGE in units of 1024 octets, and MESSAGE (RFC 9208 §5); none where it is left out.
    limits: [Option<u64>; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login: Option<Time>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct MailboxText {
    name: String,
    uid_validity: u32,
    uid_next: u32,
    recent_from: u32,
    /// Attributes of RFC 6154 §2; what the name says where it is left out.
    special_use: Vec<&'static str>,
    /// 1 where it is left out, or the highest of the messages'.
    highest_modseq: u64,
    /// Removals: mod-sequence, first and last UID.
    gone: Vec<(u64, u32, u32)>,
    /// All removals so far where it and `gone` are left out.
    forgotten: u64,
    messages: Vec<MessageText>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct MessageText {
    uid: u32,
    flags: Vec<String>,
    date: Time,
    /// The same where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<Time>,
    modseq: u64,
    #[serde(with = "octets")]
    octets: Vec<u8>,
}

impl World {
    /// A lab's world, for a moment at which no connection is open.
    pub fn of(lab: &Lab) -> World {
        World { now: lab.now(), store: lab.store().clone(), opened: lab.opened(), switches: lab.switches() }
    }

    /// A lab that goes on from here.
    pub fn lab(&self) -> Lab {
        Lab::resumed(self.store.clone(), self.now, self.opened, self.switches)
    }

    /// The world as text, complete: loading it gives the same UIDs, flags, dates and octets.
    pub fn save(&self) -> String {
        let on = SWITCHES.iter().filter(|row| self.switches.has(row.switch));
        let text = Text {
            version: WORLD_VERSION,
            now: self.now,
            opened: self.opened,
            switches: on.map(|row| row.id).collect(),
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
        World::read(&Json::read(text).ok_or(LoadError::Corrupt)?, now)
    }

    /// The same for a text whose JSON has been read already, such as a part of a longer one.
    ///
    /// # Errors
    /// As [`World::load`]'s.
    pub fn read(json: &Json, now: Time) -> Result<World, LoadError> {
        let version = json.field(VERSION).and_then(Json::number).ok_or(LoadError::Corrupt)?;
        if version > u64::from(WORLD_VERSION) {
            return Err(LoadError::Newer { version: u32::try_from(version).unwrap_or(u32::MAX) });
        }
        world_from(json, now).ok_or(LoadError::Corrupt)
    }
}

fn account_text(account: &Account) -> AccountText {
    AccountText {
        name: account.name.clone(),
        password: account.password.clone(),
        mailboxes: account.mailboxes.values().map(|mailbox| mailbox_text(mailbox)).collect(),
        subscriptions: account.subscriptions.iter().cloned().collect(),
        limits: account.limits,
        last_login: account.last_login,
    }
}

fn mailbox_text(mailbox: &Mailbox) -> MailboxText {
    let message = |entry: &Entry| MessageText {
        uid: entry.uid.0,
        flags: entry.flags.to_string().split_whitespace().map(str::to_owned).collect(),
        date: entry.internal_date,
        saved: Some(entry.saved).filter(|saved| *saved != entry.internal_date),
        modseq: entry.modseq,
        octets: entry.message.octets().to_vec(),
    };
    let gone = mailbox.gone.ranges.iter();
    MailboxText {
        name: mailbox.name.clone(),
        uid_validity: mailbox.uid_validity,
        uid_next: mailbox.uid_next.0,
        recent_from: mailbox.recent_from.0,
        special_use: special_use::names(mailbox.special_use).collect(),
        highest_modseq: mailbox.highest_modseq,
        gone: gone.map(|(modseq, uids)| (*modseq, *uids.start(), *uids.end())).collect(),
        forgotten: mailbox.gone.forgotten,
        messages: mailbox.entries.iter().map(message).collect(),
    }
}

/// The members of an object, asked for one by one; `null` is as good as leaving one out. A member of another kind
/// than is asked for makes the object wrong, and so does one that nobody asks for, or that stands there twice.
struct Members<'a> {
    all: &'a [(String, Json)],
    found: usize,
    wrong: bool,
}

impl<'a> Members<'a> {
    fn of(json: &'a Json) -> Self {
        match json {
            Json::Object(all) => Members { all, found: 0, wrong: false },
            _ => Members { all: &[], found: 0, wrong: true },
        }
    }

    fn member(&mut self, name: &str) -> Option<&'a Json> {
        let (_, value) = self.all.iter().find(|(other, _)| other == name)?;
        self.found += 1;
        if let Json::Null = value { None } else { Some(value) }
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        let number = self.member(name)?.number();
        self.wrong |= number.is_none();
        number
    }

    /// A number of 32 bits.
    fn small(&mut self, name: &str) -> Option<u32> {
        let number = u32::try_from(self.number(name)?).ok();
        self.wrong |= number.is_none();
        number
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let text = self.member(name)?.text();
        self.wrong |= text.is_none();
        text.map(str::to_owned)
    }

    fn list(&mut self, name: &str) -> Option<&'a [Json]> {
        let list = self.member(name)?.list();
        self.wrong |= list.is_none();
        list
    }

    /// A list of strings.
    fn names(&mut self, name: &str) -> Option<Vec<String>> {
        let list = self.list(name)?;
        let names: Vec<String> = list.iter().filter_map(Json::text).map(str::to_owned).collect();
        self.wrong |= names.len() < list.len();
        Some(names)
    }

    /// Whether all of it is as it should be, once everything has been asked for.
    fn are_right(&self) -> bool {
        !self.wrong && self.found == self.all.len()
    }
}

#[inline(never)]
fn world_from(json: &Json, now: Time) -> Option<World> {
    let mut text = Members::of(json);
    text.number(VERSION);
    let now = text.number("now").map_or(now, Time);
    let mut store = Store::default();
    store.open_to(text.text("any-user").as_deref());
    let opened = text.number("opened").unwrap_or(0);
    let switches = match text.names("switches") {
        Some(names) => switches_from(&names)?,
        None => Switches::default(),
    };
    let accounts = text.list("accounts")?;
    if !text.are_right() {
        return None;
    }
    let mut validity = now.seconds() as u32;
    for account in accounts {
        let account = account_from(account, now, &mut validity)?;
        if store.account(&account.name).is_some() {
            return None;
        }
        store.insert_account(account, now);
    }
    Some(World { now, store, opened, switches })
}

#[inline(never)]
fn switches_from(names: &[String]) -> Option<Switches> {
    names.iter().try_fold(Switches::none(), |switches, name| {
        let row = SWITCHES.iter().find(|row| row.id == name)?;
        Some(switches.with(row.switch, true))
    })
}

/// `None` for an account that cannot be. `validity` is the next UIDVALIDITY for a mailbox without one.
#[inline(never)]
fn account_from(json: &Json, now: Time, validity: &mut u32) -> Option<Account> {
    let mut text = Members::of(json);
    let (name, password) = (text.text("name")?, text.text("password")?);
    let mut mailboxes = Map::new();
    for mailbox in text.list("mailboxes").unwrap_or_default() {
        *validity = validity.saturating_add(1);
        let mailbox = mailbox_from(mailbox, now, *validity)?;
        if mailboxes.insert(mailbox.name.clone(), Arc::new(mailbox)).is_some() {
            return None;
        }
    }
    let all = || mailboxes.keys().cloned().chain([INBOX.to_owned()]).collect();
    let subscriptions = text.names("subscriptions").unwrap_or_else(all).into_iter().collect();
    let limits = match text.list("limits") {
        None => [None; 2],
        Some([storage, messages]) => {
            let is_limit = |json: &Json| matches!(json, Json::Null | Json::Number(_));
            text.wrong |= !(is_limit(storage) && is_limit(messages));
            [storage.number(), messages.number()]
        }
        Some(_) => return None,
    };
    let last_login = text.number("last-login").map(Time);
    let account = Account { name, password, mailboxes, subscriptions, limits, lock: None, last_login };
    text.are_right().then_some(account)
}

#[inline(never)]
fn mailbox_from(json: &Json, now: Time, validity: u32) -> Option<Mailbox> {
    let mut text = Members::of(json);
    let messages = text.list("messages").unwrap_or_default();
    if messages.len() > MESSAGES_MAX {
        return None;
    }
    let mut entries = Entries::default();
    let (mut next, mut highest) = (1, 1);
    for message in messages {
        let entry = entry_from(message, now, next)?;
        next = entry.uid.0.checked_add(1)?;
        highest = entry.modseq.max(highest);
        entries.push(entry);
    }
    let uid_next = text.small("uid-next").unwrap_or(next);
    let highest_modseq = text.number("highest-modseq").unwrap_or(highest);
    let mut ranges = Vec::new();
    for removal in text.list("gone").unwrap_or_default() {
        let (modseq, uids) = removal_from(removal)?;
        let possible = (1..=*uids.end()).contains(uids.start()) && *uids.end() < uid_next;
        if !possible || !(1..=highest_modseq).contains(&modseq) {
            return None;
        }
        ranges.push((modseq, uids));
    }
    // Where nothing is known of removals, nothing may be concluded from it.
    let gone = Gone { forgotten: text.number("forgotten").unwrap_or(highest_modseq), ranges };
    let name = text.text("name")?;
    let right = (highest..=MODSEQ_MAX).contains(&highest_modseq)
        && gone.forgotten <= highest_modseq
        && gone.ranges.len() <= GONE_MAX
        && uid_next >= next
        && !name.is_empty();
    let name = if name.eq_ignore_ascii_case(INBOX) { INBOX.to_owned() } else { name };
    let special_use = match text.names("special-use") {
        Some(names) => special_use::of_names(&names).ok()?,
        None => special_use::usual(&name),
    };
    let mailbox = Mailbox {
        id: MailboxId(0), // the store gives a new one
        name,
        uid_validity: text.small("uid-validity").unwrap_or(validity),
        uid_next: Uid(uid_next),
        special_use,
        entries,
        recent_from: Uid(text.small("recent-from").unwrap_or(1)),
        highest_modseq,
        gone: Arc::new(gone),
    };
    (right && text.are_right()).then_some(mailbox)
}

/// A removal's mod-sequence, first and last UID.
#[inline(never)]
fn removal_from(json: &Json) -> Option<(u64, RangeInclusive<u32>)> {
    let [modseq, first, last] = json.list()? else { return None };
    let small = |json: &Json| u32::try_from(json.number()?).ok();
    Some((modseq.number()?, small(first)?..=small(last)?))
}

/// A message whose UID is not below `next`.
#[inline(never)]
fn entry_from(json: &Json, now: Time, next: u32) -> Option<Entry> {
    let mut text = Members::of(json);
    let uid = text.small("uid").unwrap_or(next);
    let flags = text.names("flags").unwrap_or_default();
    // RFC 3501 §9: a flag is an atom, or one behind a backslash.
    let fits = |octet: u8| octet.is_ascii_graphic() && !b"(){%*\"\\]".contains(&octet);
    let is_flag = |name: &String| {
        let atom = name.strip_prefix('\\').unwrap_or(name);
        !atom.is_empty() && atom.bytes().all(fits)
    };
    if !flags.iter().all(is_flag) {
        return None;
    }
    let date = text.number("date").map(Time);
    let saved = text.number("saved").map(Time).or(date);
    // RFC 7162 §7: a message's mod-sequence is a "Positive unsigned 63-bit integer".
    let modseq = text.number("modseq").unwrap_or(1);
    let octets = actions::octets(text.member("octets")?)?;
    if uid < next || modseq == 0 || !text.are_right() {
        return None;
    }
    Some(Entry {
        uid: Uid(uid),
        flags: Flags::of(flags.iter().map(String::as_str)),
        internal_date: date.unwrap_or(now),
        saved: saved.unwrap_or(now),
        modseq,
        message: Arc::new(Message::new(&octets)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Preset, Switch};

    /// A small world as each version wrote it: files that people keep.
    const VERSIONS: [&str; 3] = [
        r#"{"postamt-world":1,"now":5000,"opened":2,"accounts":[{"name":"a","password":"b","mailboxes":[{"name":"INBOX","uid-validity":7,"uid-next":3,"recent-from":1,"messages":[{"uid":2,"flags":["\\Seen"],"date":4000,"octets":"S: x\r\n\r\n"}]}],"subscriptions":["INBOX"],"limits":[null,9]}]}"#,
        r#"{"postamt-world":2,"now":5000,"opened":2,"accounts":[{"name":"a","password":"b","mailboxes":[{"name":"INBOX","uid-validity":7,"uid-next":3,"recent-from":1,"special-use":[],"highest-modseq":4,"gone":[[3,1,1]],"forgotten":1,"messages":[{"uid":2,"flags":["\\Seen"],"date":4000,"modseq":4,"octets":"S: x\r\n\r\n"}]}],"subscriptions":["INBOX"],"limits":[null,9]}]}"#,
        r#"{"postamt-world":3,"now":5000,"opened":2,"switches":["pop3-user","idle"],"accounts":[{"name":"a","password":"b","mailboxes":[{"name":"INBOX","uid-validity":7,"uid-next":3,"recent-from":1,"special-use":[],"highest-modseq":4,"gone":[[3,1,1]],"forgotten":1,"messages":[{"uid":2,"flags":["\\Seen"],"date":4000,"modseq":4,"octets":"S: x\r\n\r\n"}]}],"subscriptions":["INBOX"],"limits":[null,9]}]}"#,
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
            assert_eq!((entry.internal_date, entry.message.octets()), (Time(4000), &b"S: x\r\n\r\n"[..]));
            let known = if version == 1 { (1, 1) } else { (4, 1) };
            assert_eq!((inbox.highest_modseq, inbox.gone.forgotten), known);
            let two = Switches::none().with(Switch::Pop3User, true).with(Switch::Idle, true);
            let switches = if version == 3 { two } else { Switches::default() };
            assert_eq!((world.switches, world.lab().switches()), (switches, switches));
            assert_eq!(world.save() == text, version == 3, "{}", world.save());
        }
    }

    #[test]
    fn members_that_nobody_knows_and_members_twice_are_refused() {
        let text = VERSIONS[2];
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
            (r#""postamt-world":3"#, r#""postamt-world":"3""#),
        ];
        for (right, wrong) in members {
            let text = VERSIONS[2].replacen(right, wrong, 1);
            assert_ne!(text, VERSIONS[2], "{right} stands there");
            assert_eq!(World::load(&text, Time(0)).err(), Some(LoadError::Corrupt), "{wrong}");
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
        assert_eq!(load(r#"{"postamt-world":4,"else":[]}"#), Some(LoadError::Newer { version: 4 }));
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

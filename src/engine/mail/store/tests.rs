//! The store against the RFCs' rules, and its events against the store.

use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ANNA: &str = "anna";

fn store() -> Store {
    let mut store = Store::default();
    store.add_account(ANNA, "geheim", Time::START);
    store
}

fn deliver(store: &mut Store, mailbox: &str, count: usize) {
    for _ in 0..count {
        let message = Arc::new(Message::new(b"Subject: x\r\n\r\n"));
        store.append(ANNA, mailbox, message, Flags::NONE, Time::START, None).expect("a mailbox with room");
    }
}

fn create(store: &mut Store, name: &str) -> Result<(), StoreError> {
    store.create(ANNA, name, Time::START, None)
}

fn rename(store: &mut Store, from: &str, to: &str) -> Result<(), StoreError> {
    store.rename(ANNA, from, to, Time::START, None)
}

fn id(store: &Store, name: &str) -> MailboxId {
    store.mailbox(ANNA, name).expect("a mailbox of that name").id
}

/// The mailboxes with their UIDs.
fn check(store: &Store, expected: Expect) {
    let account = store.account(ANNA).expect("anna");
    let lines = account.mailboxes.values().map(|mailbox| {
        let uids: Vec<String> = mailbox.entries.iter().map(|entry| entry.uid.to_string()).collect();
        format!("{} [{}]\n", mailbox.name, uids.join(" "))
    });
    expected.assert_eq(&lines.collect::<String>());
}

/// The events since the last call.
fn check_events(store: &mut Store, expected: Expect) {
    let lines = store.take_events().into_iter().map(|event| {
        let what = match event.change {
            Change::Added { uid, number } => format!("added {uid} as {number}"),
            Change::Flagged { uid, number, flags } => format!("flagged {uid} at {number} ({flags})"),
            Change::Expunged { uid, number } => format!("expunged {uid} at {number}"),
            Change::Created => "created".to_owned(),
            Change::Deleted => "deleted".to_owned(),
            Change::Renamed { to } => format!("renamed to {to}"),
        };
        format!("{}: {what}\n", event.mailbox)
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn create_makes_the_superior_names_too() {
    let mut store = store();
    assert_eq!(create(&mut store, "a/b/c/"), Ok(()), "a trailing separator is only a declaration");
    assert_eq!(create(&mut store, "a/b"), Err(StoreError::Exists));
    check(
        &store,
        expect![[r#"
        INBOX []
        a []
        a/b []
        a/b/c []
    "#]],
    );
    check_events(
        &mut store,
        expect![[r#"
        a: created
        a/b: created
        a/b/c: created
    "#]],
    );
}

#[test]
fn create_refuses_what_cannot_be_a_name() {
    let mut store = store();
    let long = "x".repeat(NAME_MAX + 1);
    for name in ["", "/", "a//b", "/a", "a*", "%", "a\r\nb"] {
        assert_eq!(create(&mut store, name), Err(StoreError::BadName), "{name:?}");
    }
    assert_eq!(create(&mut store, &long), Err(StoreError::Full), "it could be one elsewhere");
    assert_eq!(create(&mut store, &long[1..]), Ok(()));
    assert_eq!(create(&mut store, "Entwürfe/Österreich"), Ok(()), "the wire's form is IMAP's affair");
    assert_eq!(create(&mut store, &"ü".repeat(NAME_MAX / 2 + 1)), Err(StoreError::Full), "too many octets");
    assert_eq!(store.create("nobody", "a", Time::START, None), Err(StoreError::NoAccount));
}

#[test]
fn inbox_is_one_mailbox_in_any_spelling() {
    let mut store = store();
    deliver(&mut store, "iNbOx", 1);
    assert_eq!(create(&mut store, "Inbox"), Err(StoreError::Exists));
    assert_eq!(create(&mut store, "inbox/later"), Ok(()));
    assert_eq!(create(&mut store, "inboxes"), Ok(()));
    assert_eq!(store.delete(ANNA, "inbox", None), Err(StoreError::Inbox));
    check(
        &store,
        expect![[r#"
        INBOX [1]
        INBOX/later []
        inboxes []
    "#]],
    );
}

#[test]
fn delete_leaves_inferior_names_alone() {
    let mut store = store();
    create(&mut store, "a/b").expect("a new name");
    assert_eq!(store.delete(ANNA, "a", None), Err(StoreError::HasChildren));
    assert_eq!(store.delete(ANNA, "a/b", None), Ok(()));
    assert_eq!(store.delete(ANNA, "a", None), Ok(()));
    assert_eq!(store.delete(ANNA, "a", None), Err(StoreError::NoMailbox));
    check(&store, expect![["INBOX []\n"]]);
}

#[test]
fn a_mailbox_made_anew_has_a_higher_uidvalidity_even_in_the_same_second() {
    let mut store = store();
    create(&mut store, "a").expect("a new name");
    let first = store.mailbox(ANNA, "a").expect("a").uid_validity;
    store.delete(ANNA, "a", None).expect("no inferior names");
    create(&mut store, "a").expect("a free name");
    assert!(store.mailbox(ANNA, "a").expect("a").uid_validity > first);
    store.create(ANNA, "b", Time::END, None).expect("a new name");
    store.create(ANNA, "c", Time::END, None).expect("a new name");
    let validity = |name| store.mailbox(ANNA, name).expect("made above").uid_validity;
    assert!(validity("b") > validity("a") && validity("c") > validity("b"), "also when seconds overflow");
}

#[test]
fn rename_takes_inferior_names_along_and_makes_superior_ones() {
    let mut store = store();
    create(&mut store, "a/b").expect("a new name");
    create(&mut store, "ab").expect("a new name");
    deliver(&mut store, "a/b", 2);
    let (a, b) = (id(&store, "a"), id(&store, "a/b"));
    store.take_events();
    assert_eq!(rename(&mut store, "a", "x/y"), Ok(()));
    assert_eq!((id(&store, "x/y"), id(&store, "x/y/b")), (a, b), "they are the same mailboxes");
    check(
        &store,
        expect![[r#"
        INBOX []
        ab []
        x []
        x/y []
        x/y/b [1 2]
    "#]],
    );
    check_events(
        &mut store,
        expect![[r#"
        x: created
        a: renamed to x/y
        a/b: renamed to x/y/b
    "#]],
    );
}

#[test]
fn rename_between_levels_of_one_branch() {
    let mut store = store();
    create(&mut store, "a/b/c").expect("a new name");
    assert_eq!(rename(&mut store, "a", "a/b/d"), Err(StoreError::Inside), "into itself");
    assert_eq!(rename(&mut store, "a/b", "a"), Err(StoreError::Exists), "onto its superior");
    assert_eq!(rename(&mut store, "a", "a"), Err(StoreError::Exists), "onto itself");
    assert_eq!(rename(&mut store, "a/b/c", "a/c"), Ok(()));
    assert_eq!(rename(&mut store, "a/b", "b"), Ok(()));
    assert_eq!(rename(&mut store, "nothing", "b/x"), Err(StoreError::NoMailbox));
    check(
        &store,
        expect![[r#"
        INBOX []
        a []
        a/c []
        b []
    "#]],
    );
}

#[test]
fn rename_that_would_make_an_inferior_name_too_long_changes_nothing() {
    let mut store = store();
    create(&mut store, "a/0123456789").expect("a new name");
    assert_eq!(rename(&mut store, "a", &"x".repeat(NAME_MAX - 5)), Err(StoreError::Full));
    check(
        &store,
        expect![[r#"
        INBOX []
        a []
        a/0123456789 []
    "#]],
    );
}

#[test]
fn rename_of_inbox_moves_its_messages_and_leaves_it_and_its_inferior_names() {
    let mut store = store();
    create(&mut store, "INBOX/kept").expect("a new name");
    deliver(&mut store, INBOX, 3);
    let inbox = id(&store, INBOX);
    store.expunge(ANNA, inbox, &[Uid(2)], None);
    store.take_events();
    assert_eq!(rename(&mut store, "inbox", "INBOX/old"), Ok(()));
    check(
        &store,
        expect![[r#"
        INBOX []
        INBOX/kept []
        INBOX/old [1 2]
    "#]],
    );
    check_events(
        &mut store,
        expect![[r#"
        INBOX/old: created
        INBOX/old: added 1 as 1
        INBOX/old: added 2 as 2
        INBOX: expunged 1 at 1
        INBOX: expunged 3 at 1
    "#]],
    );
    assert_eq!(id(&store, INBOX), inbox);
    assert_eq!(store.mailbox(ANNA, INBOX).expect("INBOX").uid_next, Uid(4), "UIDs are never reused");
}

#[test]
fn mailboxes_are_bounded() {
    let mut store = store();
    for number in 1..MAILBOXES_MAX - 1 {
        create(&mut store, &format!("m{number}")).expect("room for one more");
    }
    assert_eq!(create(&mut store, "two/levels"), Err(StoreError::Full));
    assert_eq!(rename(&mut store, "m1", "x/y/z"), Err(StoreError::Full));
    assert_eq!(rename(&mut store, "m1", "x/y"), Ok(()), "one superior name fits");
    assert_eq!(create(&mut store, "one"), Err(StoreError::Full));
    assert_eq!(store.account(ANNA).expect("anna").mailboxes.len(), MAILBOXES_MAX);
}

#[test]
fn no_uid_is_given_beyond_32_bits() {
    let mut store = store();
    let append_as = |store: &mut Store, uid| {
        let message = Arc::new(Message::new(b""));
        store.append_as(ANNA, INBOX, Uid(uid), message, Flags::NONE, Time::START, None)
    };
    assert_eq!(append_as(&mut store, u32::MAX - 1), Ok(Uid(u32::MAX - 1)));
    assert_eq!(append_as(&mut store, 1), Err(StoreError::Full));
    assert_eq!(append_as(&mut store, u32::MAX), Err(StoreError::Full));
    check(&store, expect![["INBOX [4294967294]\n"]]);
}

#[test]
fn flags_change_with_an_event_only_when_they_change() {
    let mut store = store();
    deliver(&mut store, INBOX, 2);
    let inbox = id(&store, INBOX);
    store.take_events();
    let seen = Flags::of(["\\Seen"]);
    assert_eq!(store.set_flags(ANNA, inbox, Uid(2), seen.clone(), None), Some(4));
    assert_eq!(store.set_flags(ANNA, inbox, Uid(2), seen.clone(), None), Some(4), "they are so already");
    assert_eq!(store.set_flags(ANNA, inbox, Uid(3), seen, None), None);
    check_events(&mut store, expect![["INBOX: flagged 2 at 2 (\\Seen)\n"]]);
}

#[test]
fn expunge_tells_numbers_as_they_are_at_each_removal() {
    let mut store = store();
    deliver(&mut store, INBOX, 11);
    let inbox = id(&store, INBOX);
    // RFC 3501 §6.4.3's example: "In this example, messages 3, 4, 7, and 11 had the \Deleted flag set."
    let removed = store.expunge(ANNA, inbox, &[Uid(3), Uid(4), Uid(4), Uid(7), Uid(11), Uid(99)], None);
    assert_eq!(removed, [(Uid(3), 3), (Uid(4), 3), (Uid(7), 5), (Uid(11), 8)]);
    deliver(&mut store, INBOX, 1);
    check(&store, expect![["INBOX [1 2 5 6 8 9 10 12]\n"]]);
}

#[test]
fn a_message_is_recent_to_one_session_only() {
    let mut store = store();
    deliver(&mut store, INBOX, 3);
    store.keep_recent(ANNA, INBOX, 1);
    let inbox = id(&store, INBOX);
    assert_eq!(store.claim_recent(ANNA, inbox), Some(Uid(3)));
    assert_eq!(store.claim_recent(ANNA, inbox), Some(Uid(4)));
    deliver(&mut store, INBOX, 1);
    assert_eq!(store.claim_recent(ANNA, inbox), Some(Uid(4)));
    store.keep_recent(ANNA, INBOX, 99);
    assert_eq!(store.claim_recent(ANNA, inbox), Some(Uid(1)));
}

#[test]
fn the_maildrop_has_one_lock() {
    let mut store = store();
    let (one, other) = (ConnectionId(1), ConnectionId(2));
    assert!(store.lock(ANNA, one) && store.lock(ANNA, one));
    assert!(!store.lock(ANNA, other) && !store.unlock(ANNA, other));
    assert!(store.unlock(ANNA, one) && store.lock(ANNA, other));
    assert!(!store.lock("nobody", one));
}

/// An operation on an account; names and numbers are reduced to those that exist.
#[derive(Clone, Debug)]
enum Deed {
    Append(&'static str, u8),
    Flag(&'static str, u32, bool),
    Expunge(&'static str, Vec<u32>),
    Create(&'static str),
    Delete(&'static str),
    Rename(&'static str, &'static str),
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["INBOX", "inbox", "a", "a/b", "a/b/c", "b", "b/a", "inbox/x", "*"][..])
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (name(), 1..5u8).prop_map(|(name, count)| Deed::Append(name, count)),
        (name(), 1..20u32, any::<bool>()).prop_map(|(name, uid, on)| Deed::Flag(name, uid, on)),
        (name(), prop::collection::vec(0..20u32, 0..6)).prop_map(|(name, uids)| Deed::Expunge(name, uids)),
        name().prop_map(Deed::Create),
        name().prop_map(Deed::Delete),
        (name(), name()).prop_map(|(from, to)| Deed::Rename(from, to)),
    ]
}

fn perform(store: &mut Store, deed: &Deed) {
    let found = |store: &Store, name: &str| store.mailbox(ANNA, name).map(|mailbox| mailbox.id);
    match deed {
        Deed::Append(name, count) if found(store, name).is_some() => {
            deliver(store, name, usize::from(*count));
        }
        Deed::Append(..) => {}
        Deed::Flag(name, uid, on) => {
            let flags = if *on { Flags::of(["\\Seen", "k"]) } else { Flags::NONE };
            let Some(id) = found(store, name) else { return };
            store.set_flags(ANNA, id, Uid(*uid), flags, None);
        }
        Deed::Expunge(name, uids) => {
            let Some(id) = found(store, name) else { return };
            let uids: Vec<Uid> = uids.iter().copied().map(Uid).collect();
            let mut uids = uids;
            uids.sort_unstable();
            store.expunge(ANNA, id, &uids, None);
        }
        Deed::Create(name) => drop(create(store, name)),
        Deed::Delete(name) => drop(store.delete(ANNA, name, None)),
        Deed::Rename(from, to) => drop(rename(store, from, to)),
    }
}

/// An account as an observer sees it that only hears of changes.
#[derive(Debug, Default, PartialEq)]
struct Hearsay {
    mailboxes: BTreeMap<String, (MailboxId, Vec<(Uid, Flags)>)>,
}

impl Hearsay {
    fn of(store: &Store) -> Hearsay {
        let mailboxes = &store.account(ANNA).expect("anna").mailboxes;
        let told = |mailbox: &Mailbox| {
            let entries = mailbox.entries.iter().map(|entry| (entry.uid, entry.flags.clone()));
            (mailbox.name.clone(), (mailbox.id, entries.collect()))
        };
        Hearsay { mailboxes: mailboxes.values().map(|mailbox| told(mailbox)).collect() }
    }

    fn hear(&mut self, event: Event, flags_of_new: impl Fn(MailboxId, Uid) -> Flags) {
        if event.change == Change::Created {
            let taken = self.mailboxes.insert(event.mailbox.to_string(), (event.id, Vec::new()));
            assert!(taken.is_none());
            return;
        }
        let (id, entries) = self.mailboxes.get_mut(&*event.mailbox).expect("the mailbox is known");
        assert_eq!(*id, event.id);
        match event.change {
            Change::Added { uid, number } => {
                entries.push((uid, flags_of_new(event.id, uid)));
                assert_eq!(entries.len(), number as usize);
            }
            Change::Flagged { uid, number, flags } => {
                let entry = &mut entries[number as usize - 1];
                assert!(entry.0 == uid && entry.1 != flags);
                entry.1 = flags;
            }
            Change::Expunged { uid, number } => assert_eq!(entries.remove(number as usize - 1).0, uid),
            Change::Deleted => drop(self.mailboxes.remove(&*event.mailbox)),
            Change::Renamed { to } => {
                let moved = self.mailboxes.remove(&*event.mailbox).expect("seen above");
                assert!(self.mailboxes.insert(to, moved).is_none());
            }
            Change::Created => unreachable!("handled above"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn events_tell_everything_and_uids_only_ascend(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut store = store();
        store.take_events();
        let mut hearsay = Hearsay::of(&store);
        let mut highest: BTreeMap<MailboxId, Uid> = BTreeMap::new();
        let mut validities: BTreeMap<MailboxId, u32> = BTreeMap::new();
        for deed in &deeds {
            let before = store.clone();
            perform(&mut store, deed);
            for event in store.take_events() {
                if let Change::Added { uid, .. } = event.change {
                    let before = highest.insert(event.id, uid);
                    prop_assert!(before < Some(uid), "{:?} was used before", uid);
                }
                // An added message's flags are not told: a client asks for them, as this does.
                let now = &store;
                hearsay.hear(event, |id, uid| {
                    let mailbox = now.mailbox_by_id(ANNA, id).expect("it was just added to");
                    let position = mailbox.entries.position(uid).expect("it was just added");
                    mailbox.entries.at(position).expect("a position").flags.clone()
                });
            }
            prop_assert_eq!(&hearsay, &Hearsay::of(&store));
            let account = store.account(ANNA).expect("anna");
            for mailbox in account.mailboxes.values() {
                // RFC 3501 §2.3.1.1: "The next unique identifier value MUST NOT change unless new
                // messages are added to the mailbox".
                prop_assert!(mailbox.uid_next > highest.get(&mailbox.id).copied().unwrap_or(Uid(0)));
                let same = before.mailbox_by_id(ANNA, mailbox.id);
                prop_assert!(same.is_none_or(|same| same.uid_next <= mailbox.uid_next));
                let validity = *validities.entry(mailbox.id).or_insert(mailbox.uid_validity);
                prop_assert_eq!(validity, mailbox.uid_validity);
                for level in superiors(&mailbox.name) {
                    prop_assert!(account.mailboxes.contains_key(level), "{} lacks {level}", mailbox.name);
                }
            }
            let distinct: BTreeSet<u32> = validities.values().copied().collect();
            prop_assert_eq!(distinct.len(), validities.len(), "each mailbox ever made has its own");
            prop_assert!(account.mailboxes.contains_key(INBOX));
        }
    }
}

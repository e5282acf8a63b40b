//! The fake mailboxes that a simulation begins with.

mod parts;
mod rfc;

use super::{Flags, INBOX, Message, Store, Uid, special_use};
use crate::engine::time::{MINUTE, Time};
use std::sync::Arc;

pub use parts::{Scenario, ScenarioAccount, ScenarioMailbox, ScenarioMessage};
pub use rfc::{RFC1939, RFC3501};

/// The octets of a file in `www/mailboxes`, without its `.eml`.
macro_rules! eml {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/www/mailboxes/", $name, ".eml"))
    };
}

/// The limits of an account of a scenario: 100 MiB, and 5,000 messages. SETQUOTA makes them less, to be met in a
/// lesson.
const LIMITS: [Option<u64>; 2] = [Some(100 * 1024), Some(5_000)];

/// The scenarios there are; the first is the one that the page opens with. Names are never changed.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "school",
        start: Time::START,
        accounts: &[
            ScenarioAccount {
                name: "anna",
                password: "geheim",
                mailboxes: &[
                    ScenarioMailbox {
                        name: INBOX,
                        recent: 2,
                        messages: &[
                            message(101, &["\\Flagged", "\\Seen"], (6, 7, 56), eml!("welcome")),
                            message(104, &["\\Answered", "\\Seen"], (7, 9, 44), eml!("jause-2")),
                            message(105, &["\\Seen"], (8, 11, 21), eml!("dots")),
                            message(107, &["\\Flagged"], (9, 14, 6), eml!("timetable")),
                            message(110, &["\\Deleted", "\\Seen"], (10, 5, 34), eml!("prize")),
                            message(112, &[], (13, 16, 31), eml!("excursion")),
                            message(115, &[], (14, 9, 42), eml!("today")),
                        ],
                    },
                    ScenarioMailbox {
                        name: "Archive/2003",
                        recent: 0,
                        messages: &[message(8, &["\\Seen"], (7, 0, 1), eml!("newsletter"))],
                    },
                    ScenarioMailbox {
                        name: "Drafts",
                        recent: 0,
                        messages: &[message(2, &["\\Draft", "\\Seen"], (13, 22, 10), eml!("draft"))],
                    },
                    ScenarioMailbox {
                        name: "Sent",
                        recent: 0,
                        messages: &[
                            message(1, &["\\Seen"], (7, 9, 42), eml!("jause-1")),
                            message(2, &["\\Seen"], (7, 9, 45), eml!("jause-3")),
                            message(4, &["\\Seen"], (10, 7, 13), eml!("forward")),
                            message(5, &["\\Seen"], (12, 21, 59), eml!("homework")),
                        ],
                    },
                    ScenarioMailbox { name: "Trash", recent: 0, messages: &[] },
                ],
            },
            ScenarioAccount {
                name: "ben",
                password: "geheim",
                mailboxes: &[ScenarioMailbox {
                    name: INBOX,
                    recent: 2,
                    messages: &[
                        message(3, &["\\Answered", "\\Seen"], (7, 9, 42), eml!("jause-1")),
                        message(4, &["\\Seen"], (7, 9, 45), eml!("jause-3")),
                        message(7, &[], (10, 7, 13), eml!("forward")),
                        message(9, &[], (13, 16, 31), eml!("excursion")),
                        message(10, &[], (14, 8, 16), eml!("lost")),
                    ],
                }],
            },
        ],
    },
    Scenario {
        name: "empty",
        start: Time::START,
        accounts: &[
            ScenarioAccount { name: "anna", password: "geheim", mailboxes: &[] },
            ScenarioAccount { name: "ben", password: "geheim", mailboxes: &[] },
        ],
    },
    RFC1939,
    RFC3501,
];

/// A message that came on a day of October 2003 at an hour and a minute in the server's zone.
const fn message(
    uid: u32,
    flags: &'static [&'static str],
    (day, hour, minute): (u64, u64, u64),
    octets: &'static [u8],
) -> ScenarioMessage {
    // Time::START is the 14th at 10:00; nothing in these mailboxes came later.
    let minutes_before = (14 * 24 + 10) * 60 - ((day * 24 + hour) * 60 + minute);
    ScenarioMessage { uid, flags, minutes_before, octets }
}

/// The scenario named so.
pub fn scenario(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// A store with one account, `anna` with the password `geheim`, whose INBOX holds `messages` short messages, all
/// unseen and recent: for benches and tests of the cost of many messages. At most
/// [`MESSAGES_MAX`](super::MESSAGES_MAX) are made.
pub fn large(messages: usize) -> Store {
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    for number in 1..=messages {
        let date = Time::START.plus(number as u64 * 1000);
        let text = format!(
            "From: Ben <ben@schule.example>\r\nTo: Anna <anna@schule.example>\r\n\
             Subject: Brief {number}\r\nDate: {}\r\nMessage-ID: <{number}@schule.example>\r\n\r\n\
             Das ist Brief {number} von {messages}.\r\n",
            date.mail_date()
        );
        let message = Arc::new(Message::new(text.as_bytes()));
        if store.append("anna", INBOX, message, Flags::NONE, date, None).is_err() {
            break;
        }
    }
    store.take_events();
    store
}

impl Scenario {
    /// A store with the scenario's accounts, mailboxes and messages, and no events.
    pub fn store(&self) -> Store {
        self.store_made_at(self.start)
    }

    /// Like [`Scenario::store`], with mailboxes that were created at `now`: their UIDVALIDITY tells a real
    /// client that they are not those of another run (RFC 3501 §2.3.1.1). Messages keep their dates.
    pub fn store_made_at(&self, now: Time) -> Store {
        let mut store = Store::default();
        for account in self.accounts {
            store.add_account(account.name, account.password, now);
            store.set_limits(account.name, LIMITS);
            for mailbox in account.mailboxes {
                // INBOX is there already; that is the only error a well-formed scenario meets.
                let _ = store.create(account.name, mailbox.name, now, None);
                let _ = store.subscribe(account.name, mailbox.name, true);
                for message in mailbox.messages {
                    let date = Time(self.start.0.saturating_sub(message.minutes_before * MINUTE));
                    let flags = Flags::of(message.flags.iter().copied());
                    let body = Arc::new(Message::new(message.octets));
                    let uid = Uid(message.uid);
                    let _ = store.append_as(account.name, mailbox.name, uid, body, flags, date, None);
                }
                store.keep_recent(account.name, mailbox.name, mailbox.recent);
            }
            let own = store.account(account.name);
            let names: Vec<String> = own.into_iter().flat_map(|own| own.mailboxes.keys().cloned()).collect();
            for name in names {
                store.set_special_use(account.name, &name, special_use::usual(&name));
            }
        }
        store.take_events();
        store
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::{Entry, MailboxId, SystemFlag, summary};
    use expect_test::{Expect, expect};
    use mail_parser::{DateTime, MessageParser, MimeHeaders, PartType};
    use std::collections::BTreeMap;

    fn school() -> Store {
        scenario("school").expect("the first scenario").store()
    }

    /// One line for each mailbox and each message, as the page shows them.
    fn listing(store: &Store, account: &str) -> String {
        let mut lines = String::new();
        for mailbox in store.account(account).expect("an account of the scenario").mailboxes.values() {
            lines += &format!("{} (UIDNEXT {})\n", mailbox.name, mailbox.uid_next);
            for entry in mailbox.entries.iter() {
                let recent = if entry.uid >= mailbox.recent_from { "*" } else { " " };
                let read = summary(&entry.message);
                let date = entry.internal_date;
                let Entry { uid, flags, message, .. } = entry;
                let size = message.size();
                lines += &format!(
                    "{recent}{uid:>4} {size:>5} {date} | {} | {} | ({flags})\n",
                    read.from, read.subject
                );
            }
        }
        lines
    }

    fn check(account: &str, expected: Expect) {
        expected.assert_eq(&listing(&school(), account));
    }

    /// Every message once, by its Message-ID.
    fn messages() -> BTreeMap<String, Entry> {
        let store = school();
        let mailboxes = store.accounts().flat_map(|account| account.mailboxes.values());
        let entries = mailboxes.flat_map(|mailbox| mailbox.entries.iter().cloned().collect::<Vec<_>>());
        entries
            .map(|entry| {
                let parsed = MessageParser::default().parse(entry.message.octets()).expect("a message");
                (parsed.message_id().expect("a Message-ID").to_owned(), entry)
            })
            .collect()
    }

    #[test]
    fn anna() {
        check(
            "anna",
            expect![[r#"
            Archive (UIDNEXT 1)
            Archive/2003 (UIDNEXT 9)
                8   869  7-Oct-2003 00:01:00 +0200 | Octet, the Newsletter | Octet No. 8: why a byte was not always eight bits, and other long stories that needed a second header line | (\Seen)
            Drafts (UIDNEXT 3)
                2   219 13-Oct-2003 22:10:00 +0200 | Anna | Warum ich heute leider ... | (\Seen \Draft)
            INBOX (UIDNEXT 116)
              101   969  6-Oct-2003 07:56:00 +0200 | Grete Käfer | Willkommen im Labor für Netzwerktechnik | (\Flagged \Seen)
              104   355  7-Oct-2003 09:44:00 +0200 | Ben | Re: Jause | (\Answered \Seen)
              105   790  8-Oct-2003 11:21:00 +0200 | Grete Käfer | A lonely dot, and how it survives | (\Seen)
              107  1140  9-Oct-2003 14:06:00 +0200 | Sekretariat | Neuer Stundenplan (gültig ab 13. Oktober) | (\Flagged)
              110   898 10-Oct-2003 05:34:00 +0200 | The Prize Desk | ★ YOU HAVE WON A 56k MODEM ★ | (\Deleted \Seen)
            * 112   888 13-Oct-2003 16:31:00 +0200 | Grete Käfer | Lehrausgang ins Postmuseum | ()
            * 115  1050 14-Oct-2003 09:42:00 +0200 | Grete Käfer | Heute im Labor: Wer zuerst kommt, hält das Schloss – und alle anderen warten | ()
            Sent (UIDNEXT 6)
                1   182  7-Oct-2003 09:42:00 +0200 | Anna | Jause | (\Seen)
                2   405  7-Oct-2003 09:45:00 +0200 | Anna | Re: Jause | (\Seen)
                4   765 10-Oct-2003 07:13:00 +0200 | Anna | WG: ★ YOU HAVE WON A 56k MODEM ★ | (\Seen)
                5   911 12-Oct-2003 21:59:00 +0200 | Anna | Hausübung: ein Bild in Oktetten | (\Seen)
            Trash (UIDNEXT 1)
        "#]],
        );
    }

    #[test]
    fn ben() {
        check(
            "ben",
            expect![[r#"
            INBOX (UIDNEXT 11)
                3   182  7-Oct-2003 09:42:00 +0200 | Anna | Jause | (\Answered \Seen)
                4   405  7-Oct-2003 09:45:00 +0200 | Anna | Re: Jause | (\Seen)
                7   765 10-Oct-2003 07:13:00 +0200 | Anna | WG: ★ YOU HAVE WON A 56k MODEM ★ | ()
            *   9   888 13-Oct-2003 16:31:00 +0200 | Grete Käfer | Lehrausgang ins Postmuseum | ()
            *  10   476 14-Oct-2003 08:16:00 +0200 | Schulwart | Fundbüro: eine Mütze, grün | ()
        "#]],
        );
    }

    #[test]
    fn every_mailbox_has_its_own_id_and_validity() {
        let store = school();
        let mailboxes = || store.accounts().flat_map(|account| account.mailboxes.values());
        let ids: std::collections::BTreeSet<MailboxId> = mailboxes().map(|mailbox| mailbox.id).collect();
        assert_eq!(ids.len(), mailboxes().count());
        let anna = store.mailbox("anna", INBOX).expect("INBOX");
        assert_eq!(u64::from(anna.uid_validity), Time::START.seconds());
    }

    #[test]
    fn the_files_are_as_they_go_over_the_wire() {
        for (id, entry) in messages() {
            let octets = entry.message.octets();
            assert!(octets.ends_with(b"\r\n"), "{id} ends in the middle of a line");
            let lines = octets.split(|octet| *octet == b'\n');
            for line in lines.clone().take(lines.count() - 1) {
                assert_eq!(line.last(), Some(&b'\r'), "{id}: a bare LF; is .gitattributes in force?");
                // RFC 5322 §2.1.1: "Each line of characters MUST be no more than 998 characters".
                assert!(line.len() <= 999, "{id}: a line that is too long");
                assert_eq!(line.iter().filter(|octet| **octet == b'\r').count(), 1, "{id}: a bare CR");
            }
        }
    }

    #[test]
    fn the_files_as_constants_are_what_the_server_hands_out() {
        for account in SCENARIOS.iter().flat_map(|scenario| scenario.accounts) {
            for message in account.mailboxes.iter().flat_map(|mailbox| mailbox.messages) {
                assert_eq!(Message::new(message.octets).octets(), message.octets);
            }
        }
    }

    #[test]
    fn they_are_part_of_the_page_and_stay_small() {
        let octets: u64 = messages().values().map(|entry| entry.message.size()).sum();
        assert!(octets <= 16 * 1024, "the mailboxes take {octets} octets of the page's first load");
    }

    #[test]
    fn every_message_came_within_two_minutes_of_being_written() {
        for (id, entry) in messages() {
            let parsed = MessageParser::default().parse(entry.message.octets()).expect("a message");
            let written = parsed.date().map(DateTime::to_timestamp).expect("a Date");
            let received = entry.internal_date.seconds();
            assert!((0..120).contains(&(received - written)), "{id}: {written} {received}");
        }
    }

    #[test]
    fn each_kind_of_letter_is_there() {
        let messages = messages();
        let octets = |id: &str| messages[id].message.octets();
        let parsed = |id: &str| MessageParser::default().parse(octets(id)).expect("a message");

        let dots = String::from_utf8_lossy(octets("20031008112000.2@schule.example")).into_owned();
        assert!(dots.contains("\r\n.\r\n") && dots.contains("\r\n..") && dots.contains("\r\n.s"));

        let reply = parsed("jause.3@schule.example");
        assert_eq!(reply.in_reply_to().as_text(), Some("jause.2@schule.example"));
        assert_eq!(reply.references().as_text_list().map(<[_]>::len), Some(2));

        let plan = parsed("20031009140533.77@schule.example");
        let attachment = plan.attachment(0).expect("the timetable");
        assert_eq!(attachment.attachment_name(), Some("stundenplan.csv"));
        assert!(attachment.text_contents().is_some_and(|text| text.starts_with("Std;Mo;")));
        assert!(plan.body_text(0).is_some_and(|text| text.contains("nicht geheim")));

        let homework = parsed("20031012215819.9@schule.example");
        let picture = homework.attachment(0).expect("the envelope").contents();
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));

        let prize = parsed("0.000001@lottery.example");
        assert!(prize.html_part(0).is_some_and(|part| matches!(part.body, PartType::Html(_))));
        assert!(prize.body_html(0).is_some_and(|html| html.contains("<script>")));

        let forward = parsed("20031010071240.4@schule.example");
        let inner = forward.attachments().find_map(|part| part.message()).expect("the forwarded message");
        assert_eq!(inner.subject(), prize.subject());

        assert_eq!(messages["20031013221000.0@schule.example"].message.body(), b"");
        assert!(messages["20031013221000.0@schule.example"].flags.has(SystemFlag::Draft));

        let excursion = parsed("20031013163045.5@schule.example");
        let group = excursion.to().and_then(|to| to.as_group()).expect("a group");
        assert_eq!((group[0].name.as_deref(), group[0].addresses.len()), (Some("Klasse 4A"), 3));
        assert!(excursion.body_text(0).is_some_and(|text| text.contains("3 €")));

        assert!(std::str::from_utf8(octets("20031014094126.6@schule.example")).is_ok_and(|t| !t.is_ascii()));
        assert!(std::str::from_utf8(octets("20031014081510.3@schule.example")).is_err(), "ISO-8859-1");
        let lost = parsed("20031014081510.3@schule.example");
        assert!(lost.body_text(0).is_some_and(|text| text.contains("grüne Mütze")));
        assert!(octets("octet.8@letters.example").split(|o| *o == b'\n').any(|line| line.len() > 300));
        assert!(messages["octet.8@letters.example"].message.header().windows(3).any(|w| w == b"\r\n "));
    }

    #[test]
    fn only_the_last_messages_are_recent() {
        let mut store = school();
        let inbox = store.mailbox("anna", INBOX).expect("INBOX").id;
        assert_eq!(store.claim_recent("anna", inbox), Some(Uid(112)));
        assert_eq!(store.claim_recent("anna", inbox), Some(Uid(116)), "no later session has them as recent");
    }

    #[test]
    fn a_large_store_for_measuring() {
        let store = large(1000);
        let inbox = store.mailbox("anna", INBOX).expect("INBOX");
        assert_eq!((inbox.entries.len(), inbox.uid_next), (1000, Uid(1001)));
        let last = inbox.entries.last().map(|entry| summary(&entry.message).subject);
        assert_eq!(last.as_deref(), Some("Brief 1000"));
    }

    #[test]
    fn names_of_scenarios_are_unique() {
        for (index, one) in SCENARIOS.iter().enumerate() {
            assert!(SCENARIOS[..index].iter().all(|other| other.name != one.name));
        }
    }
}

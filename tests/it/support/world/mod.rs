//! The worlds that tests begin with. They are small, and independent of the mailboxes that the page
//! shows, so that those can be rewritten without touching a transcript.

mod imap;
use postamt::engine::mail::scenario::{
    RFC1939, RFC3501, Scenario, ScenarioAccount, ScenarioMailbox, ScenarioMessage,
};
use postamt::engine::time::Time;

/// The world named so in a transcript's `@scenario` line; the first one is the default.
pub fn scenario(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// All of them.
pub fn all() -> &'static [Scenario] {
    SCENARIOS
}

/// The world of a transcript that names none.
pub fn default_scenario() -> &'static Scenario {
    &SCENARIOS[0]
}

static SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "test",
        start: Time::START,
        accounts: &[
            ScenarioAccount {
                name: "anna",
                password: "geheim",
                mailboxes: &[
                    ScenarioMailbox { name: "INBOX", recent: 0, messages: ANNA },
                    ScenarioMailbox { name: "Archiv", recent: 0, messages: &[] },
                ],
            },
            ScenarioAccount {
                name: "ben",
                password: "sehr geheim",
                mailboxes: &[ScenarioMailbox { name: "INBOX", recent: 0, messages: &[] }],
            },
        ],
    },
    RFC1939,
    RFC3501,
    imap::MAILBOXES,
    imap::USES,
    imap::EXAMPLES,
];

/// Three messages: a plain one, one whose body has a lone dot and lines that begin with dots, and one
/// with 8-bit text. The UIDs have gaps.
const ANNA: &[ScenarioMessage] = &[
    ScenarioMessage {
        uid: 101,
        flags: &[],
        minutes_before: 120,
        octets: b"From: ben@postamt.example\r\nTo: anna@postamt.example\r\nSubject: Hallo\r\n\r\n\
            Zeile eins\r\nZeile zwei\r\nZeile drei\r\n",
    },
    ScenarioMessage {
        uid: 104,
        flags: &["\\Seen"],
        minutes_before: 60,
        octets: b"Subject: Punkte\r\n\r\n.\r\n..\r\n.profile\r\nEnde\r\n",
    },
    ScenarioMessage {
        uid: 105,
        flags: &[],
        minutes_before: 30,
        octets: b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nSch\xc3\xb6n!\r\nroh: \xff\r\nohne Ende",
    },
];

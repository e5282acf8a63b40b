//! The worlds of the IMAP transcripts.

use postamt::engine::mail::scenario::{Scenario, ScenarioAccount, ScenarioMailbox, ScenarioMessage};
use postamt::engine::time::Time;

/// Two accounts; six messages with all that headers and bodies can be, mailboxes on two levels, one of
/// them with a name that is not ASCII.
pub(super) const MAILBOXES: Scenario = Scenario {
    name: "mailboxes",
    start: Time::START,
    accounts: &[
        ScenarioAccount {
            name: "anna",
            password: "geheim",
            mailboxes: &[
                ScenarioMailbox { name: "INBOX", recent: 2, messages: ANNA },
                ScenarioMailbox { name: "Archiv", recent: 0, messages: &[] },
                ScenarioMailbox { name: "Entwürfe", recent: 0, messages: &[] },
                ScenarioMailbox { name: "Schule/Referate/Alt", recent: 0, messages: &[] },
            ],
        },
        ScenarioAccount { name: "ben", password: "sehr geheim", mailboxes: &[] },
    ],
};

/// Mailboxes whose names tell what they are for.
pub(super) const USES: Scenario = Scenario {
    name: "uses",
    start: Time::START,
    accounts: &[ScenarioAccount {
        name: "anna",
        password: "geheim",
        mailboxes: &[
            empty("Archiv/2003"),
            empty("Archive"),
            empty("Entwürfe"),
            empty("Gesendet/Sent"),
            empty("Sent"),
            empty("Trash"),
        ],
    }],
};

/// The world of the examples of RFC 3501 §6 and RFC 9051 §6: their users, their mailboxes, and a mailbox with
/// messages from before 1994 to 2006, of which the third, the fourth, the seventh and the eleventh are deleted.
pub(super) const EXAMPLES: Scenario = Scenario {
    name: "examples",
    // 1 January 2007.
    start: Time(1_167_609_600_000),
    accounts: &[
        ScenarioAccount {
            name: "SMITH",
            password: "SESAME",
            mailboxes: &[
                ScenarioMailbox { name: "INBOX", recent: 1, messages: SMITH },
                empty("Drafts"),
                empty("Junk"),
                empty("MEETING"),
                empty("Other Messages"),
                ScenarioMailbox { name: "blurdybloop", recent: 2, messages: BLURDYBLOOP },
                empty("foo"),
                empty("foo/bar"),
                empty("funny"),
                empty("meeting"),
                empty("saved-messages"),
                empty("~/Mail/foo/inner"),
                empty("~/Mail/meetings"),
            ],
        },
        ScenarioAccount { name: "joe", password: "password", mailboxes: &[] },
        ScenarioAccount { name: "test", password: "test", mailboxes: &[] },
    ],
};

const fn empty(name: &'static str) -> ScenarioMailbox {
    ScenarioMailbox { name, recent: 0, messages: &[] }
}

const ANNA: &[ScenarioMessage] = &[
    ScenarioMessage {
        uid: 3,
        flags: &["\\Seen"],
        minutes_before: 6 * 24 * 60,
        octets: b"Date: Wed, 8 Oct 2003 09:41:00 +0200\r\nFrom: Ben Huber <ben@htl.example>\r\n\
            To: anna@htl.example\r\nSubject: Referat\r\nMessage-ID: <1@htl.example>\r\n\r\n\
            Hallo Anna,\r\nmachen wir POP3?\r\nBen\r\n",
    },
    ScenarioMessage {
        uid: 4,
        flags: &["\\Seen", "\\Answered", "$Wichtig"],
        minutes_before: 5 * 24 * 60,
        octets: b"Date: Thu, 9 Oct 2003 10:00:00 +0200\r\n\
            From: =?iso-8859-1?q?J=F6rg_M=FCller?= <joerg@htl.example>\r\n\
            Sender: sekretariat@htl.example\r\nReply-To: \"Referate, 4AHDVN\" <referate@htl.example>\r\n\
            To: Klasse 4AHDVN: anna@htl.example, ben@htl.example;\r\nCc: Direktion <direktion@htl.example>\r\n\
            Bcc: archiv@htl.example (Archiv)\r\n\
            Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\n aus dem Lehrerzimmer\r\n\
            In-Reply-To: <1@htl.example>\r\nMessage-ID: <2@htl.example>\r\n\
            MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nSch=F6ne =\r\nFerien!\r\n",
    },
    ScenarioMessage {
        uid: 7,
        flags: &["\\Flagged"],
        minutes_before: 4 * 24 * 60,
        octets: b"From: liste@htl.example\r\nSubject: Anhang\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=grenze\r\n\r\n\
            --grenze\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
            U2llaGUgQW5oYW5nLg==\r\n\
            --grenze\r\nContent-Type: application/octet-stream\r\n\r\nversteckt\r\n--grenze--\r\n",
    },
    ScenarioMessage {
        uid: 8,
        flags: &["\\Deleted"],
        minutes_before: 3 * 24 * 60,
        octets: b"From: gewinn@spam.example\r\nSubject: Gewinn!\r\n\r\nJackpot\r\n",
    },
    ScenarioMessage {
        uid: 10,
        flags: &[],
        minutes_before: 60,
        octets: b"From: ben@htl.example\r\nTo: anna@htl.example\r\nSubject: Kopf ohne Text\r\n",
    },
    ScenarioMessage {
        uid: 12,
        flags: &["\\Deleted", "\\Draft"],
        minutes_before: 30,
        octets: b"Subject: Gr\xc3\xbc\xc3\x9fe \xff\r\n\r\nSch\xc3\xb6n! ohne Ende",
    },
];

const SEEN: &[&str] = &["\\Seen"];

/// A day, in minutes.
const DAY: u64 = 24 * 60;

const SMITH: &[ScenarioMessage] = &[
    // From before 1-Feb-1994.
    dated(14, &["\\Seen", "\\Flagged"], 5000 * DAY),
    dated(100, &["\\Seen", "\\Flagged"], 4600 * DAY),
    dated(117, &["\\Seen", "\\Deleted"], 4500 * DAY),
    dated(304, &["\\Deleted"], 1100 * DAY),
    dated(319, &["\\Seen", "$Junk"], 1000 * DAY),
    ScenarioMessage {
        uid: 320,
        flags: &["\\Seen", "\\Flagged"],
        minutes_before: 700 * DAY,
        octets: b"From: Adam Smith <smith@example.com>\r\nSubject: Wealth\r\n\r\nOf nations.\r\n",
    },
    dated(400, &["\\Seen", "\\Deleted"], 300 * DAY),
    dated(900, &["\\Seen", "\\Flagged"], 200 * DAY),
    ScenarioMessage {
        uid: 901,
        flags: &["\\Seen"],
        minutes_before: 60 * DAY,
        octets: "From: Eric <eric@example.com>\r\nSubject: Ferien\r\nMIME-Version: 1.0\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
            отпуск, мать!\r\n"
            .as_bytes(),
    },
    dated(1115, &["\\Seen", "\\Flagged", "$Junk"], 50 * DAY),
    dated(3000, &["\\Seen", "\\Deleted"], 40 * DAY),
    dated(4_827_313, &[], 30 * DAY),
    dated(4_827_943, &["\\Seen"], 20 * DAY),
    dated(4_828_442, &[], 10 * DAY),
];

const BLURDYBLOOP: &[ScenarioMessage] = &[
    dated(1, SEEN, 9 * DAY),
    dated(2, SEEN, 8 * DAY),
    dated(3, SEEN, 7 * DAY),
    dated(4, SEEN, 6 * DAY),
    dated(5, &[], 5 * DAY),
    dated(8, SEEN, 4 * DAY),
    dated(9, &[], 3 * DAY),
];

/// A message that arrived so many minutes before the scenario's start.
const fn dated(uid: u32, flags: &'static [&'static str], minutes_before: u64) -> ScenarioMessage {
    ScenarioMessage {
        uid,
        flags,
        minutes_before,
        octets: b"Date: Thu, 1 Dec 2005 09:00:00 +0100\r\nFrom: Fred Foobar <foobar@example.com>\r\n\
            Subject: afternoon meeting\r\n\r\nHello Joe.\r\n",
    }
}

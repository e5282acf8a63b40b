//! The worlds of the sessions that RFCs print as examples.

use super::parts::{Scenario, ScenarioAccount, ScenarioMailbox, ScenarioMessage};
use crate::engine::mail::INBOX;
use crate::engine::time::Time;

/// The maildrop of RFC 1939 §10: two messages of 120 and 200 octets.
pub const RFC1939: Scenario = Scenario {
    name: "rfc1939",
    start: Time::START,
    accounts: &[ScenarioAccount {
        name: "mrose",
        password: "tanstaaf",
        mailboxes: &[ScenarioMailbox { name: INBOX, recent: 0, messages: MROSE }],
    }],
};

/// RFC 3501 §8's mailbox: 18 messages, the last two unseen and recent, the twelfth as printed there. Its
/// size is our own: the RFC prints no body, and its own numbers (4286 octets, of them 342 in the header
/// and 3028 in the body) do not add up.
pub const RFC3501: Scenario = Scenario {
    name: "rfc3501",
    start: Time::START,
    accounts: &[ScenarioAccount {
        name: "mrc",
        password: "secret",
        mailboxes: &[ScenarioMailbox { name: INBOX, recent: 2, messages: MRC }],
    }],
};

const MROSE: &[ScenarioMessage] = &[
    ScenarioMessage {
        uid: 1,
        flags: &[],
        minutes_before: 20,
        octets: b"From: alice@dbc.mtview.ca.us\r\nSubject: one hundred and twenty\r\n\r\n\
            This message comprises\r\none hundred and twenty octets\r\n",
    },
    ScenarioMessage {
        uid: 2,
        flags: &[],
        minutes_before: 10,
        octets: b"From: bob@dbc.mtview.ca.us\r\nSubject: two hundred\r\n\r\n\
            This message has exactly two hundred octets,\r\n\
            its header and all its line ends counted,\r\n\
            as RFC 1939 wants sizes to be told to people.\r\n\
            - Bob, DBC\r\n",
    },
];

const MRC: &[ScenarioMessage] = &[
    other(1, SEEN),
    other(2, SEEN),
    other(3, SEEN),
    other(4, SEEN),
    other(5, SEEN),
    other(6, SEEN),
    other(7, SEEN),
    other(8, SEEN),
    other(9, SEEN),
    other(10, SEEN),
    other(11, SEEN),
    ScenarioMessage {
        uid: 12,
        flags: SEEN,
        // 17 July 1996, 02:44 -0700; a scenario counts whole minutes.
        minutes_before: 3_808_696,
        octets: b"Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n\
            From: Terry Gray <gray@cac.washington.edu>\r\n\
            Subject: IMAP4rev1 WG mtg summary and minutes\r\n\
            To: imap@cac.washington.edu\r\n\
            cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n\
            Message-Id: <B27397-0100000@cac.washington.edu>\r\n\
            MIME-Version: 1.0\r\n\
            Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n\r\n\
            The IMAP4rev1 working group met.\r\n",
    },
    other(13, SEEN),
    other(14, SEEN),
    other(15, SEEN),
    other(16, SEEN),
    other(17, &[]),
    other(18, &[]),
];

const SEEN: &[&str] = &["\\Seen"];

const fn other(uid: u32, flags: &'static [&'static str]) -> ScenarioMessage {
    ScenarioMessage { uid, flags, minutes_before: 60, octets: b"Subject: Another one\r\n\r\nText.\r\n" }
}

#[cfg(test)]
mod tests {
    use super::MROSE;

    #[test]
    fn the_messages_of_the_rfc_have_its_sizes() {
        assert_eq!(MROSE.iter().map(|message| message.octets.len()).collect::<Vec<_>>(), [120, 200]);
    }
}

//! Messages as they come: everything that reads one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::mail::{Envelope, Message, header, summary};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use postamt_fuzz::spans_cover;

fuzz_target!(|octets: &[u8]| {
    let message = Message::delivered(octets);
    assert_eq!(message.header().len() + message.body().len(), message.octets().len());
    assert_eq!(
        header::fields(message.header()).map(|field| field.raw().len()).sum::<usize>()
            <= message.size() as usize,
        true
    );
    let _ = (summary(&message), Envelope::of(message.header()));
    let mut lab = Lab::new(&SCENARIOS[1]);
    let connection = ConnectionId(1);
    lab.run(&Action::Deliver { account: "anna".to_owned(), message: octets.to_vec() });
    lab.run(&Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Preauth });
    let commands = b"a SELECT INBOX\r\nb FETCH 1 (FULL BODY[] BODY[HEADER] BODY[TEXT]<1.5>)\r\n\
        c SEARCH OR TEXT ab SUBJECT \"c\"\r\nd LOGOUT\r\n";
    let steps = lab.run(&Action::Send { connection, octets: commands.to_vec() });
    for step in steps {
        if let postamt::engine::Step::Wire { wire, .. } = step {
            spans_cover(&wire);
        }
    }
});

//! Octets as commands of both protocols; and the same octets cut anywhere mean the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, imap::grammar};
use postamt_fuzz::{Piece, octets};

fuzz_target!(|input: (bool, u8, Vec<Piece>)| {
    let (pop3, cut, pieces) = input;
    let octets = octets(&pieces);
    let reading = grammar::read(&octets);
    for span in &reading.spans {
        assert!(span.start <= span.end && span.end as usize <= octets.len());
    }
    let connection = ConnectionId(1);
    let protocol = if pop3 { Protocol::Pop3 } else { Protocol::Imap };
    let run = |pieces: &[&[u8]]| {
        let mut lab = Lab::new(&SCENARIOS[0]);
        let mut steps = lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Preauth });
        for piece in pieces {
            steps.extend(lab.run(&Action::Send { connection, octets: piece.to_vec() }));
        }
        format!("{steps:?}")
    };
    let (head, tail) = octets.split_at(octets.len() * cut as usize / 255);
    assert_eq!(run(&[&octets]), run(&[head, tail]), "cut after {} octets", head.len());
});

//! imap-codec as the oracle: a parser that others wrote must accept all that our IMAP server sends.

use imap_codec::decode::Decoder;
use imap_codec::{GreetingCodec, ResponseCodec};
use postamt::engine::wire::Wire;
use postamt::engine::{ConnectionId, Protocol, Step, step::Party};
use std::collections::BTreeMap;

/// Listens to the IMAP connections of a simulation.
#[derive(Debug, Default)]
pub struct Oracle {
    /// The open IMAP connections, and whether the greeting has been sent.
    greeted: BTreeMap<ConnectionId, bool>,
}

impl Oracle {
    /// Fails when a step is a response that imap-codec does not take, in full.
    pub fn check(&mut self, step: &Step) {
        match step {
            Step::Opened { connection, protocol: Protocol::Imap } => {
                self.greeted.insert(*connection, false);
            }
            Step::Opened { connection, .. } => {
                self.greeted.remove(connection);
            }
            Step::Wire { connection, from: Party::Server, wire, .. } => {
                match self.greeted.get_mut(connection) {
                    Some(greeted @ false) => {
                        *greeted = true;
                        assert!(is_greeting(wire), "no greeting to imap-codec: {}", wire.text());
                    }
                    Some(true) => assert!(is_response(wire), "no response to imap-codec: {}", wire.text()),
                    None => {}
                }
            }
            _ => {}
        }
    }
}

fn is_greeting(wire: &Wire) -> bool {
    GreetingCodec::default().decode(wire.octets()).is_ok_and(|(rest, _)| rest.is_empty())
}

fn is_response(wire: &Wire) -> bool {
    ResponseCodec::default().decode(wire.octets()).is_ok_and(|(rest, _)| rest.is_empty())
}

#[test]
fn the_oracle_refuses_what_is_wrong() {
    let wire = |octets: &[u8]| Wire::labelled(octets, Vec::new());
    assert!(is_response(&wire(b"* 3 EXISTS\r\n")));
    for wrong in
        ["* 3 EXISTS\n", "* 3  EXISTS\r\n", "* SEARCH \r\n", "A1 OK\r\n", "* 3 EXISTS\r\n* 0 RECENT\r\n"]
    {
        assert!(!is_response(&wire(wrong.as_bytes())), "{wrong:?}");
    }
    assert!(!is_greeting(&wire(b"* NO go away\r\n")));
}

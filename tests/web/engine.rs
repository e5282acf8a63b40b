//! The engine is the same machine in a browser as everywhere else.

use postamt::engine::lab::Lab;
use postamt::engine::mail::scenario::Scenario;
use postamt::engine::step::Party;
use postamt::engine::time::Time;
use postamt::engine::wire::Wire;
use postamt::engine::{Action, ConnectionId, Greeting, Protocol};
use wasm_bindgen_test::wasm_bindgen_test;

const NOBODY: Scenario = Scenario { name: "nobody", start: Time::START, accounts: &[] };

#[wasm_bindgen_test]
fn both_servers_greet_in_a_browser() {
    for (number, protocol, start) in [(1, Protocol::Pop3, "+OK "), (2, Protocol::Imap, "* OK ")] {
        let mut lab = Lab::new(&NOBODY);
        let turns =
            lab.run(&Action::Connect { connection: ConnectionId(number), protocol, greeting: Greeting::Ok });
        let greeting = turns.iter().find_map(|turn| turn.wires(Party::Server).next()).map(Wire::text);
        let greeting = greeting.expect("a server that is connected to speaks first");
        assert!(greeting.starts_with(start) && greeting.ends_with("\r\n"), "{greeting:?}");
    }
}

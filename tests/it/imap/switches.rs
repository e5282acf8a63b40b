//! Capabilities follow the server's switches.

use crate::support::world;
use postamt::engine::switches::SWITCHES;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};

/// Everything that the server says because of these actions.
fn said(lab: &mut Lab, action: &Action) -> String {
    lab.run(action).into_iter().flat_map(Turn::into_replies).map(|wire| wire.text()).collect()
}

/// The names behind `CAPABILITY`, up to the end of the code or line.
fn listed(said: &str) -> &str {
    let (_, rest) = said.split_once("CAPABILITY ").expect("it tells capabilities");
    rest.split([']', '\r']).next().unwrap_or_default()
}

fn connect(lab: &mut Lab, greeting: Greeting) -> String {
    let connection = ConnectionId(1);
    said(lab, &Action::Connect { connection, protocol: Protocol::Imap, greeting })
}

fn send(lab: &mut Lab, line: &str) -> String {
    said(lab, &Action::Send { connection: ConnectionId(1), octets: format!("{line}\r\n").into_bytes() })
}

#[test]
fn a_greeting_tells_what_capability_tells() {
    for greeting in [Greeting::Ok, Greeting::Preauth] {
        let mut lab = Lab::new(world::default_scenario());
        let greeting = connect(&mut lab, greeting);
        assert_eq!(listed(&greeting), listed(&send(&mut lab, "a CAPABILITY")));
    }
}

#[test]
fn imap_tells_of_each_switch_that_is_on_and_of_none_that_is_off() {
    for row in SWITCHES.iter().filter(|row| row.protocol != Some(Protocol::Pop3)) {
        for on in [true, false] {
            let mut lab = Lab::new(world::default_scenario());
            lab.run(&Action::Switch { switch: row.switch, on });
            connect(&mut lab, Greeting::Ok);
            let before = send(&mut lab, "a CAPABILITY");
            send(&mut lab, "b LOGIN anna geheim");
            let told = before + &send(&mut lab, "c CAPABILITY");
            for capability in row.capabilities {
                assert_eq!(told.split([' ', '\r']).any(|word| word == *capability), on, "{capability}");
            }
        }
    }
}

//! The ways into the server's world: doors, letters, octets, the past.

use super::*;
use crate::app::deliveries::Letter;
use crate::app::mailbox_list::{Change, mailboxes};
use crate::app::octet_lines::{Piece, lines};
use crate::app::teacher::{self, Door};
use crate::app::transcript::so_far;
use crate::engine::Greeting;

fn through(protocol: Protocol, door: Door) -> Model {
    page_after(messages![
        clients::Msg::ShowProtocol(protocol),
        teacher::Msg::Open(protocol, door),
        Act::Connect
    ])
}

#[test]
fn a_client_comes_in_by_the_door_that_was_chosen() {
    for protocol in Protocol::ALL {
        let page = through(protocol, Door { tls: true, ..Door::default() });
        let connection = page.player().lab().connection(page.connection()).expect("connected");
        assert!(connection.is_open() && connection.session.is_protected());
        assert!(page.clients.client(page.connection()).is_some_and(|client| client.tls));
        let away = through(protocol, Door { greeting: Greeting::Bye, tls: false });
        assert!(!away.is_open() && !away.player().is_empty(), "the server turns it away");
    }
    assert_eq!(Door { tls: true, ..Door::default() }.port(Protocol::Imap), 993);
    assert_eq!(Door::default().port(Protocol::Pop3), 110);
}

#[test]
fn a_shutdown_ends_the_connections_of_all_clients() {
    let page = page_after(messages![Act::Connect, Act::ConnectAnother(Protocol::Pop3), Act::ShutDown]);
    assert!(page.player().lab().connections().all(|(_, connection)| !connection.is_open()));
    assert!(page.after(Act::Connect).is_open(), "and serves the next one");
}

#[test]
fn the_letter_that_was_chosen_is_delivered() {
    let page = page_after(messages![teacher::Msg::Letter(Letter::Html), Act::Deliver]);
    let inbox = page.player().lab().store().mailbox("anna", INBOX).expect("every account has an INBOX");
    let text = String::from_utf8_lossy(inbox.entries.last().expect("a letter").message.octets()).into_owned();
    assert!(text.contains("text/html"), "{text}");
}

#[test]
fn octets_that_no_key_sends() {
    let page =
        page_after(messages![Act::Connect, Act::SubmitBareLf("NOOP\nSTAT".into()), submit("NOX\u{2408}OP")]);
    let wires: Vec<_> =
        page.player().moments().iter().flat_map(|moment| moment.turn.wires(Party::Client)).collect();
    let octets: Vec<&[u8]> = wires.iter().map(|wire| wire.octets()).collect();
    assert_eq!(octets, [&b"NOOP\n"[..], b"STAT\n", b"NOX\x08OP\r\n"]);
}

#[test]
fn a_very_long_line_ends_with_a_sign_for_what_is_left_out() {
    let page = page_after(messages![Act::Connect, submit(&"x".repeat(100_000))]);
    let moments = page.player().moments();
    let wire = moments.iter().flat_map(|moment| moment.turn.wires(Party::Client)).next().expect("the line");
    let lines = lines(wire);
    let pieces: Vec<&Piece> = lines.iter().flat_map(|line| &line.pieces).collect();
    assert_eq!(wire.octets().len() + wire.left_out() as usize, 100_002);
    assert_eq!(pieces[pieces.len() - 2].text, "…");
}

#[test]
fn what_is_typed_into_a_literal_is_seen_before_it_is_complete() {
    let page = page_after(messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        submit("LOGIN anna geheim\nAPPEND INBOX {20}"),
    ]);
    let id = page.connection();
    assert_eq!(so_far(page.player(), id), None);
    let page = page.after(submit("Subject: x")).after(submit(""));
    assert_eq!(so_far(page.player(), id).expect("sent so far").octets(), b"Subject: x\r\n\r\n");
    let earlier = page.clone().after(timeline::Msg::Step(-1));
    assert_eq!(so_far(earlier.player(), id), None, "not in the past");
    assert_eq!(so_far(page.after(submit("1234")).player(), id), None, "it is complete");
    // Of much, the end is shown, and what is left out is counted.
    let many = "x".repeat(10_000);
    let page = page_after(messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        submit("LOGIN anna geheim\nAPPEND INBOX {20000}"),
        submit(&many),
    ]);
    let wire = so_far(page.player(), id).expect("sent so far");
    assert_eq!(wire.octets().len() + wire.left_out() as usize, 10_002);
}

#[test]
fn the_prompt_knows_what_acting_in_the_past_sets_aside() {
    let page = page_after(messages![Act::Connect, submit("USER anna\nPASS geheim\nSTAT\nQUIT")]);
    assert_eq!((page.player().len(), page.player().at_stake()), (6, None));
    let at = |place| page.clone().after(timeline::Msg::Seek(place)).player().at_stake();
    assert_eq!(at(2), Some((3, 6)));
    assert_eq!(at(0), Some((1, 6)));
    assert_eq!(at(5), None, "QUIT is two turns, and both stay");
    // It tells what then happens.
    let forked = page.after(timeline::Msg::Seek(2)).after(submit("QUIT"));
    assert!(forked.notices.has(&About::Forked { kept: 2, last: 6 }));
}

#[test]
fn mailboxes_that_come_go_and_change_their_names_are_marked() {
    let page = page_after(messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        submit("LOGIN anna geheim\nCREATE Schule"),
    ]);
    let change = |page: &Model, name: &str| {
        let all = mailboxes(page.player(), "anna");
        assert_eq!(all[0].name, INBOX);
        all.into_iter().find(|listed| listed.name == name).map(|listed| listed.change)
    };
    assert_eq!(change(&page, "Schule"), Some(Some(Change::Created)));
    let page = page.after(submit("RENAME Schule Klasse"));
    assert_eq!(change(&page, "Klasse"), Some(Some(Change::Renamed("Schule".to_owned()))));
    assert_eq!(change(&page, "Schule"), None);
    let page = page.after(submit("DELETE Klasse"));
    assert_eq!(change(&page, "Klasse"), Some(Some(Change::Deleted)));
    let page = page.after(submit("NOOP"));
    assert_eq!((change(&page, "Klasse"), change(&page, INBOX)), (None, Some(None)));
}

#[test]
fn a_second_reset_keeps_the_way_back() {
    let page = page_after(messages![Act::Connect, Act::Reset, Act::Reset]);
    let note = page.notices.iter().last().expect("the page says that it reset").id;
    assert!(page.after(notices::Msg::Undo(note)).is_open());
}

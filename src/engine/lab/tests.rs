//! The lab: order of turns, timers, and refusals.

use super::*;
use crate::engine::Preset;
use crate::engine::mail::MESSAGE_MAX;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::time::MINUTE;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn connect(connection: u32) -> Action {
    let connection = ConnectionId(connection);
    Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok }
}

fn send(connection: u32, text: &str) -> Action {
    Action::Send { connection: ConnectionId(connection), octets: text.as_bytes().to_vec() }
}

fn wait(minutes: u64) -> Action {
    Action::Wait { milliseconds: minutes * MINUTE }
}

fn deliver(account: &str, message: &[u8]) -> Action {
    Action::Deliver { account: account.to_owned(), message: message.to_vec() }
}

/// The steps of clock, timers, connections and mailboxes; one line for each turn that has any of them.
fn check(actions: &[Action], expected: Expect) {
    let mut lab = Lab::new(&SCENARIOS[0]);
    let mut lines = String::new();
    for action in actions {
        lab.handle(action);
        while let Some(turn) = lab.poll() {
            let words: Vec<String> = turn.steps().iter().filter_map(word).collect();
            if !words.is_empty() {
                lines += &format!("{}\n", words.join(", "));
            }
        }
    }
    expected.assert_eq(&lines);
}

fn word(step: &Step) -> Option<String> {
    match step {
        Step::Opened { connection, .. } => Some(format!("{} opened", connection.0)),
        Step::Clock { now } => Some(format!("minute {}", now.since(Time::START) / MINUTE)),
        Step::TimerExpired { connection } => Some(format!("{} expired", connection.0)),
        Step::Closed { connection, by } => Some(format!("{} closed by {by:?}", connection.0)),
        Step::Mailbox { account, mailbox, .. } => Some(format!("{account}'s {mailbox} changed")),
        _ => None,
    }
}

#[test]
fn timers_expire_one_by_one_on_the_way() {
    check(
        &[connect(1), wait(1), connect(2), connect(3), wait(5), send(1, "CAPA\r\n"), wait(60)],
        expect![[r#"
            1 opened
            minute 1
            2 opened
            3 opened
            minute 6
            minute 11, 2 expired, 2 closed by Timeout
            minute 11, 3 expired, 3 closed by Timeout
            minute 16, 1 expired, 1 closed by Timeout
            minute 66
        "#]],
    );
}

#[test]
fn half_a_command_does_not_reset_the_timer() {
    check(
        &[connect(1), wait(9), send(1, "CA"), wait(1), send(1, "PA\r\n")],
        expect![[r#"
            1 opened
            minute 9
            minute 10, 1 expired, 1 closed by Timeout
        "#]],
    );
}

#[test]
fn time_ends_without_a_panic_and_without_a_loop() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    lab.run(&connect(1));
    lab.run(&Action::Wait { milliseconds: u64::MAX });
    assert_eq!(lab.now(), Time::END);
    lab.run(&connect(2));
    lab.run(&wait(10));
    assert_eq!(lab.now(), Time::END);
}

#[test]
fn a_number_is_free_again_when_its_line_is_cut() {
    check(
        &[connect(1), connect(1), Action::Cut { connection: ConnectionId(1) }, connect(1)],
        expect![[r#"
            1 opened
            1 closed by Cut
            1 opened
        "#]],
    );
}

#[test]
fn what_cannot_be_delivered_changes_nothing() {
    check(
        &[
            deliver("nobody", b"Subject: x\r\n\r\n"),
            deliver("anna", &vec![b'x'; MESSAGE_MAX + 1]),
            deliver("anna", b"Subject: x\r\n\r\n"),
        ],
        expect![["anna's INBOX changed\n"]],
    );
}

#[test]
fn connections_are_bounded() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    for number in 0..CONNECTIONS_MAX as u32 {
        lab.run(&connect(number));
    }
    assert!(lab.run(&connect(u32::MAX)).is_empty(), "one too many");
    lab.run(&Action::Cut { connection: ConnectionId(0) });
    assert!(!lab.run(&connect(0)).is_empty(), "the same client again");
    assert_eq!(lab.connections().count(), CONNECTIONS_MAX);
}

fn action() -> impl Strategy<Value = Action> {
    let connection = || (0..3u32).prop_map(ConnectionId);
    let protocol = prop_oneof![Just(Protocol::Pop3), Just(Protocol::Imap)];
    let greeting = prop_oneof![Just(Greeting::Ok), Just(Greeting::Preauth), Just(Greeting::Bye)];
    let lines = prop::sample::select(
        &[
            "USER anna\r\nPASS geheim\r\n",
            "a LOGIN anna geheim\r\nb SELECT INBOX\r\n",
            "DELE 1\r\nQUIT\r\n",
            "c STORE 1 +FLAGS (\\Deleted)\r\nd EXPUNGE\r\n",
            "e NOOP\r\n",
            "STAT\r\nUI",
            "DL\r\n",
            "QUIT\r\n",
            "f LOGOUT\r\n",
            "\r\n",
            "\u{fffd}",
        ][..],
    );
    prop_oneof![
        2 => (connection(), protocol, greeting)
            .prop_map(|(connection, protocol, greeting)| Action::Connect { connection, protocol, greeting }),
        4 => (connection(), lines)
            .prop_map(|(connection, line)| Action::Send { connection, octets: line.as_bytes().to_vec() }),
        1 => connection().prop_map(|connection| Action::Cut { connection }),
        1 => Just(deliver("anna", b"Subject: x\r\n\r\n")),
        1 => (0..40u64).prop_map(wait),
    ]
}

#[test]
fn a_connection_that_has_ended_can_be_forgotten() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    lab.run(&connect(1));
    assert!(!lab.forget(ConnectionId(1)), "it is open");
    lab.run(&send(1, "QUIT\r\n"));
    assert!(lab.connection(ConnectionId(1)).is_some());
    assert!(lab.forget(ConnectionId(1)));
    assert!(lab.connection(ConnectionId(1)).is_none());
    assert!(!lab.forget(ConnectionId(1)), "it is unknown");
}

#[test]
fn a_resumed_world_goes_on_as_the_first_would_have() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    lab.run(&Action::Preset { preset: Preset::MinimalPop3 });
    for action in [connect(1), send(1, "QUIT\r\n"), wait(3), deliver("anna", b"Subject: x\r\n\r\n")] {
        lab.run(&action);
    }
    let mut resumed = Lab::resumed(lab.store().clone(), lab.now(), lab.opened(), lab.switches());
    for action in [connect(2), send(2, "CAPA\r\nUSER anna\r\nPASS geheim\r\nSTAT\r\n"), wait(20)] {
        assert_eq!(format!("{:?}", lab.run(&action)), format!("{:?}", resumed.run(&action)));
    }
}

#[test]
fn a_moment_of_one_connection_alone_is_the_same_without_the_others() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    for action in [connect(1), connect(2), send(2, "USER anna\r\nPASS geheim\r\n"), wait(3)] {
        lab.run(&action);
    }
    let alone = lab.alone(ConnectionId(2));
    assert_eq!(alone.connections().map(|(id, _)| id.0).collect::<Vec<_>>(), [2]);
    assert_eq!((alone.now(), alone.opened(), alone.switches()), (lab.now(), 2, lab.switches()));
    let lock = |lab: &Lab| lab.store().account("anna").and_then(|account| account.lock);
    assert_eq!(lock(&alone), Some(ConnectionId(2)));
    assert_eq!(lab.alone(ConnectionId(9)).connections().count(), 0);
}

#[test]
fn timers_that_cannot_run_out_yet_are_known_to_be_calm() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    assert_eq!(lab.next_deadline(), None);
    lab.run(&connect(1));
    assert_eq!(lab.next_deadline(), Some(Time::START.plus(10 * MINUTE)));
    lab.run(&wait(5));
    lab.run(&send(1, "CAPA\r\n"));
    lab.run(&wait(5));
    assert_eq!(lab.next_deadline(), Some(Time::START.plus(15 * MINUTE)), "looked at anew");
    lab.run(&wait(60));
    assert_eq!(lab.next_deadline(), None, "nobody is left");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn actions_mean_the_same_whether_polled_one_by_one_or_all_at_the_end(
        actions in prop::collection::vec(action(), 0..20),
    ) {
        let mut one_by_one = Lab::new(&SCENARIOS[0]);
        let turns: Vec<Turn> = actions.iter().flat_map(|action| one_by_one.run(action)).collect();
        let mut at_the_end = Lab::new(&SCENARIOS[0]);
        actions.iter().for_each(|action| at_the_end.handle(action));
        let mut later = Vec::new();
        while let Some(turn) = at_the_end.poll() {
            prop_assert!(!turn.is_empty());
            later.push(turn);
        }
        prop_assert_eq!(format!("{turns:?}"), format!("{later:?}"));
        prop_assert_eq!(one_by_one.now(), at_the_end.now());
    }

    #[test]
    fn no_timer_runs_out_before_the_calm_ends(actions in prop::collection::vec(action(), 0..20)) {
        let mut lab = Lab::new(&SCENARIOS[0]);
        for action in &actions {
            lab.run(action);
            let first = lab.connections().filter_map(|(_, connection)| connection.deadline()).min();
            prop_assert!(first.is_none_or(|first| lab.next_deadline().is_some_and(|next| next <= first)));
        }
    }

    #[test]
    fn a_kept_world_does_not_change(
        before in prop::collection::vec(action(), 0..10),
        after in prop::collection::vec(action(), 0..10),
    ) {
        let mut lab = Lab::new(&SCENARIOS[0]);
        before.iter().for_each(|action| drop(lab.run(action)));
        let kept = lab.clone();
        let was = format!("{kept:?}");
        after.iter().for_each(|action| drop(lab.run(action)));
        prop_assert!(was == format!("{kept:?}"), "a clone shares what is written");
    }
}

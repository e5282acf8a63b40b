use super::*;
use crate::engine::mail::scenario::SCENARIOS;

fn wait(milliseconds: u64) -> Action {
    Action::Wait { milliseconds }
}

/// Three waits, one turn each.
fn three() -> Player {
    Player::replay(&SCENARIOS[0], [wait(1_000), wait(2_000), wait(4_000)])
}

fn seconds(player: &Player) -> u64 {
    player.lab().now().since(player.start().now()) / 1_000
}

#[test]
fn every_turn_keeps_its_world() {
    let mut player = three();
    let readings: Vec<u64> = (0..=4)
        .map(|cursor| {
            player.seek(cursor);
            seconds(&player)
        })
        .collect();
    assert_eq!(readings, [0, 1, 3, 7, 7]);
    assert_eq!((player.cursor(), player.len()), (3, 3));
}

#[test]
fn acting_at_the_end_sets_nothing_aside() {
    let mut player = three();
    assert!(player.act(wait(8_000)).is_ok_and(|branch| branch.is_none()));
    assert_eq!((seconds(&player), player.len(), player.is_at_end()), (15, 4, true));
}

#[test]
fn acting_in_the_past_forks_and_can_be_taken_back() {
    let mut player = three();
    player.seek(1);
    let branch = player.act(wait(16_000)).expect("there is room").expect("two actions came later");
    assert_eq!((branch.kept, branch.turns, branch.actions.len()), (1, 2, 2));
    assert_eq!((seconds(&player), player.len(), player.actions().len()), (17, 2, 2));
    player.bring_back(branch);
    assert_eq!((player.cursor(), player.len(), player.actions().len()), (1, 3, 3));
    player.seek(3);
    assert_eq!(seconds(&player), 7);
}

#[test]
fn the_beginning_is_a_place_to_fork_too() {
    let mut player = three();
    player.seek(0);
    let branch = player.act(wait(1_000)).expect("there is room").expect("three actions came later");
    assert_eq!((branch.kept, branch.turns), (0, 3));
    assert_eq!((player.len(), seconds(&player)), (1, 1));
}

#[test]
fn an_action_that_changes_nothing_is_still_work_and_makes_no_turn() {
    let mut player = three();
    let nobody = Action::Cut { connection: crate::engine::ConnectionId(9) };
    assert!(player.act(nobody).is_ok_and(|branch| branch.is_none()));
    assert_eq!((player.len(), player.cursor(), player.actions().len()), (3, 3, 4));
    assert!(player.act(wait(1_000)).is_ok_and(|branch| branch.is_none()));
    assert_eq!((player.len(), player.cursor()), (4, 4));
}

#[test]
fn before_the_first_turn_an_action_without_effect_is_forgotten() {
    let mut player = Player::new(&SCENARIOS[0]);
    let nobody = Action::Cut { connection: crate::engine::ConnectionId(9) };
    assert!(player.act(nobody).is_ok_and(|branch| branch.is_none()));
    assert_eq!((player.len(), player.actions().len()), (0, 0));
}

#[test]
fn the_list_of_actions_makes_the_same_turns_again() {
    let player = three();
    let again = Player::replay(player.scenario(), player.actions().cloned());
    let steps = |player: &Player| {
        format!("{:?}", player.moments().iter().map(|moment| &moment.turn).collect::<Vec<_>>())
    };
    assert_eq!(steps(&player), steps(&again));
}

#[test]
fn actions_of_somebody_else_are_done_as_long_as_they_say_little() {
    let connection = crate::engine::ConnectionId(1);
    let greeting = crate::engine::Greeting::Ok;
    let connect = Action::Connect { connection, protocol: crate::engine::Protocol::Pop3, greeting };
    let noop = Action::Send { connection, octets: b"CAPA\r\n".to_vec() };
    let actions = || [connect.clone(), noop.clone()];
    let player = Player::replay_within(&SCENARIOS[0], actions(), 10_000).expect("few octets");
    assert!((player.len(), player.cursor()) == (2, 2) && player.octets_since(0) > 6);
    assert_eq!(player.octets_since(2), 0);
    let all = player.octets_since(0);
    assert!(Player::replay_within(&SCENARIOS[0], actions(), all).is_some());
    assert!(Player::replay_within(&SCENARIOS[0], actions(), all - 1).is_none());
}

#[test]
fn turns_that_happen_elsewhere_are_added_behind_the_cursor_and_forgotten_from_the_beginning() {
    let source = three();
    let mut player = Player::of(source.start().clone());
    for (number, moment) in source.moments().iter().enumerate() {
        player.push(number, moment.turn.clone(), moment.lab.clone());
    }
    assert_eq!((player.len(), player.cursor(), seconds(&player)), (3, 0, 0));
    player.seek(3);
    player.forget(2);
    assert_eq!((player.len(), player.cursor()), (1, 1));
    assert_eq!(seconds(&player), 4, "it begins with the world after what was forgotten");
    player.seek(0);
    player.forget(9);
    assert_eq!((player.len(), player.cursor()), (0, 0));
    assert_eq!(player.lab().now(), source.moments()[2].lab.now());
}

#[test]
fn a_rewritten_simulation_is_the_one_of_its_actions() {
    use crate::engine::{ConnectionId, Greeting, Protocol};
    let connection = ConnectionId(1);
    let send = |text: &str| Action::Send { connection, octets: text.as_bytes().to_vec() };
    let connect = Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Ok };
    // Some make no turn of their own, one makes two.
    let all = [
        connect,
        send("a1 NO"),
        send("OP\r\n"),
        send("a2 "),
        wait(1_000),
        send("x"),
        send("\r\na3 LOGOUT\r\n"),
    ];
    let told = |player: &Player| {
        let turns: Vec<_> = player
            .moments()
            .iter()
            .map(|moment| format!("{} {} {:?}", moment.action, moment.until, moment.turn))
            .collect();
        (turns, player.actions().cloned().collect::<Vec<_>>(), player.cursor())
    };
    let whole = Player::replay(&SCENARIOS[0], all.clone());
    for keep in 0..=all.len() + 2 {
        for tail in 0..=all.len() {
            let tail = &all[tail..];
            let kept = all.iter().take(keep);
            let expected = Player::replay(&SCENARIOS[0], kept.chain(tail).cloned());
            assert_eq!(
                told(&whole.rewritten(keep, tail.iter().cloned())),
                told(&expected),
                "{keep} {tail:?}"
            );
        }
    }
}

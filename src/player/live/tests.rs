use super::*;
use crate::engine::mail::Change;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::step::{Party, Step};
use crate::engine::{Greeting, Preset};

const NOBODY: ConnectionId = ConnectionId(0);

/// The message of a bridge about these actions, the first of which has this number.
pub(crate) fn told(first: u64, actions: &[Action]) -> String {
    let actions = serde_json::to_string(actions).expect("actions are plain data");
    format!(r#"{{"actions":{{"first":{first},"actions":{actions}}}}}"#)
}

pub(crate) fn hello(run: &str) -> String {
    format!(
        r#"{{"hello":{{"live":1,"run":"{run}","later":[],"services":[{{"service":"imap","address":"127.0.0.1:1143"}}]}}}}"#
    )
}

pub(crate) fn world(next: u64) -> String {
    let lab = Lab::new(&SCENARIOS[0]);
    let world = World { switches: Preset::MinimalPop3.switches(), ..World::of(&lab) };
    format!(r#"{{"world":{{"next":{next},"world":{}}}}}"#, world.save())
}

pub(crate) fn tick(next: u64) -> String {
    format!(r#"{{"tick":{{"next":{next},"milliseconds":0}}}}"#)
}

pub(crate) fn connect(id: u32, protocol: Protocol) -> Action {
    Action::Connect { connection: ConnectionId(id), protocol, greeting: Greeting::Ok }
}

pub(crate) fn send(id: u32, line: &str) -> Action {
    Action::Send { connection: ConnectionId(id), octets: format!("{line}\r\n").into_bytes() }
}

const WAIT: Action = Action::Wait { milliseconds: 5 };

/// A viewer that has heard these actions of run `r`, numbered from 7.
fn viewer(actions: &[Action]) -> Live {
    let mut live = Live::default();
    for text in [hello("r"), world(7), told(7, actions), tick(7 + actions.len() as u64)] {
        assert_ne!(live.hear(&text, NOBODY), Heard::Nonsense, "{text}");
    }
    live
}

fn track(live: &Live, id: u32) -> &Track {
    live.connection(ConnectionId(id)).expect("a known connection")
}

/// The octets of both sides in its turns, as text.
fn transcript(track: &Track) -> String {
    let mut text = String::new();
    for turn in 0..track.player.len() {
        for step in track.player.moments()[turn].turn.steps() {
            if let Step::Wire { connection, from, wire, .. } = step {
                assert_eq!(*connection, track.id, "nobody else's octets");
                text += if *from == Party::Client { "C: " } else { "S: " };
                text += &wire.text();
            }
        }
    }
    text
}

#[test]
fn connections_that_talk_at_once_have_their_own_turns() {
    let live = viewer(&[
        connect(3, Protocol::Pop3),
        WAIT,
        connect(4, Protocol::Imap),
        send(3, "USER anna"),
        send(4, "a LOGIN ben geheim"),
        WAIT,
        send(3, "PASS geheim"),
        send(4, "b LOGOUT"),
        send(3, "TOP 1 0"),
    ]);
    let (pop, imap) = (track(&live, 3), track(&live, 4));
    assert_eq!((pop.protocol, pop.open, pop.account.as_deref()), (Protocol::Pop3, true, Some("anna")));
    assert_eq!((imap.protocol, imap.open, imap.account.as_deref()), (Protocol::Imap, false, Some("ben")));
    let said = transcript(pop);
    assert!(said.contains("C: USER anna\r\nS: +OK"), "{said}");
    assert!(
        said.ends_with("S: -ERR TOP is not offered here\r\n") || said.contains("C: TOP 1 0\r\nS: -ERR"),
        "{said}"
    );
    assert!(transcript(imap).contains("S: b OK"));
    assert_eq!(pop.player.len(), 4, "time that passes is nobody's turn");
    // Each turn's world has that connection, its store, and no other connection.
    let last = &pop.player.moments()[3].lab;
    assert_eq!(last.connections().map(|(id, _)| id.0).collect::<Vec<_>>(), [3]);
    assert_eq!(last.store().account("anna").and_then(|account| account.lock), Some(ConnectionId(3)));
    assert_eq!(pop.player.start().connections().count(), 0);
    assert_eq!(live.services(), ["IMAP 127.0.0.1:1143"]);
    assert_eq!(live.query(), "?run=r&next=16");
    assert_eq!(live.nothing().lab().connections().count(), 0);
}

#[test]
fn what_came_twice_counts_once_and_what_is_missing_begins_anew() {
    let first = [connect(1, Protocol::Pop3), send(1, "USER anna")];
    let mut live = viewer(&first);
    let more = [first[1].clone(), send(1, "PASS geheim")];
    assert_eq!(live.hear(&told(8, &more), NOBODY), Heard::Actions);
    assert_eq!(live.hear(&told(7, &first), NOBODY), Heard::Actions);
    assert_eq!((track(&live, 1).player.len(), live.query().as_str()), (3, "?run=r&next=10"));
    // Number 10 is missing.
    assert_eq!(live.hear(&told(11, &[send(1, "STAT")]), NOBODY), Heard::Nonsense);
    assert_eq!(live.query(), "", "the next stream has to begin with a world");
    assert_eq!(live.hear(&told(10, &[send(1, "STAT")]), NOBODY), Heard::Nonsense, "it is too late now");
    assert_eq!(track(&live, 1).player.len(), 3, "what there was stays");
    assert_eq!(live.hear(&hello("r"), NOBODY), Heard::Hello { anew: false });
    assert_eq!(live.hear(&world(20), NOBODY), Heard::World);
    assert!(!track(&live, 1).open, "a world is one without connections");
    assert_eq!(live.hear(&told(20, &[connect(2, Protocol::Imap)]), NOBODY), Heard::Actions);
    assert!(track(&live, 2).open);
}

#[test]
fn a_tick_that_knows_more_tells_that_something_is_missing() {
    let mut live = viewer(&[WAIT]);
    assert_eq!(live.hear(&tick(8), NOBODY), Heard::Tick);
    assert_eq!(live.hear(&tick(7), NOBODY), Heard::Tick);
    assert_eq!(live.ticks(), 3);
    assert_eq!(live.hear(&tick(9), NOBODY), Heard::Nonsense);
    assert_eq!(live.hear(&hello("r"), NOBODY), Heard::Hello { anew: false });
    assert_eq!(live.ticks(), 0, "now it tells the past");
}

#[test]
fn a_bridge_that_was_started_again_is_another_one() {
    let mut live = viewer(&[connect(1, Protocol::Pop3), send(1, "USER anna")]);
    assert_eq!(live.hear(&hello("other"), NOBODY), Heard::Hello { anew: true });
    assert!(live.connections().is_empty());
    assert_eq!(live.query(), "");
    assert_eq!(live.hear(&told(9, &[send(1, "QUIT")]), NOBODY), Heard::Nonsense, "no world yet");
    assert_eq!(live.hear(&world(0), NOBODY), Heard::World);
    assert_eq!(live.hear(&told(0, &[connect(1, Protocol::Imap)]), NOBODY), Heard::Actions);
    assert_eq!((track(&live, 1).protocol, track(&live, 1).player.len()), (Protocol::Imap, 1));
    assert_eq!(live.query(), "?run=other&next=1");
}

#[test]
fn a_stream_whose_beginning_is_no_longer_kept_is_waited_for() {
    let mut live = viewer(&[connect(1, Protocol::Pop3)]);
    assert_eq!(live.hear(r#"{"wait":{"why":"too-long"}}"#, NOBODY), Heard::Wait);
    assert_eq!(live.hear(&tick(0), NOBODY), Heard::Tick);
    assert_eq!(live.hear(&world(90), NOBODY), Heard::World);
    assert_eq!(live.query(), "?run=r&next=90");
}

#[test]
fn unknown_kinds_are_passed_over_and_nonsense_is_not() {
    let mut live = viewer(&[connect(1, Protocol::Pop3)]);
    for text in [r#"{"bye":{"why":"stopping"}}"#, r#"{"weather":{"sun":true}}"#, r#"{"weather":1}"#] {
        assert_eq!(live.hear(text, NOBODY), Heard::Other, "{text}");
    }
    assert_eq!(live.query(), "?run=r&next=8");
    assert_eq!(live.hear(r#"{"hello":{"live":2,"run":"r"}}"#, NOBODY), Heard::Newer);
    for text in [
        "",
        "{",
        "{}",
        "[]",
        "7",
        r#"{"hello":{"live":1}}"#,
        r#"{"hello":{"live":"1","run":"r"}}"#,
        r#"{"world":{"next":0}}"#,
        r#"{"world":{"next":0,"world":{"postamt-world":9}}}"#,
        r#"{"world":{"next":0,"world":[]}}"#,
        r#"{"tick":{}}"#,
        r#"{"actions":{"first":8}}"#,
        r#"{"actions":{"first":8,"actions":[{"explode":{}}]}}"#,
        r#"{"actions":{"first":8,"actions":[{"cut":{"connection":1}},7]}}"#,
        r#"{"actions":{"actions":[]}}"#,
    ] {
        let mut live = live.clone();
        assert_eq!(live.hear(text, NOBODY), Heard::Nonsense, "{text}");
        assert_eq!(live.query(), "", "{text}");
        assert!(track(&live, 1).open, "of half-understood actions none is done: {text}");
    }
}

#[test]
fn mail_is_news_for_whoever_else_has_logged_in_to_that_account() {
    let mut live = viewer(&[
        connect(1, Protocol::Imap),
        send(1, "a LOGIN anna geheim"),
        connect(2, Protocol::Imap),
        send(2, "a LOGIN ben geheim"),
        connect(3, Protocol::Imap),
        send(3, "a LOGIN anna geheim"),
    ]);
    let before = [1, 2, 3].map(|id| track(&live, id).player.len());
    let actions = [send(3, "b APPEND INBOX {4+}"), send(3, "A: b"), send(3, "c STORE 1 +FLAGS (\\Seen)")];
    live.hear(&told(13, &actions), NOBODY);
    let [anna, ben, other] = [1, 2, 3].map(|id| track(&live, id));
    assert_eq!((anna.player.len(), ben.player.len()), (before[0] + 1, before[1]));
    assert!(other.player.len() > before[2] + 1);
    let news = &anna.player.moments()[before[0]];
    assert!(matches!(news.turn.steps(), [Step::Mailbox { change: Change::Added { .. }, .. }]));
    let count = |lab: &Lab| lab.store().mailbox("anna", "INBOX").map(|inbox| inbox.entries.len());
    assert_eq!(count(&news.lab), count(anna.player.start()).map(|count| count + 1));
}

#[test]
fn of_hundreds_that_have_ended_the_newest_stay_and_the_one_that_is_shown() {
    let mut live = viewer(&[connect(1, Protocol::Pop3), connect(2, Protocol::Pop3)]);
    let (mut next, shown) = (9, ConnectionId(2));
    for id in 3..400 {
        let actions = [connect(id, Protocol::Pop3), send(id, "QUIT")];
        live.hear(&told(next, &actions), shown);
        next += 2;
        if id == 20 {
            live.hear(&told(next, &[send(2, "QUIT")]), shown);
            next += 1;
        }
    }
    assert_eq!(live.connections().len(), ENDED_MAX + 1);
    assert!(track(&live, 1).open, "who is open stays");
    assert!(!track(&live, 2).open);
    assert_eq!(live.connections().last().map(|track| track.id.0), Some(399));
    assert!(live.connection(ConnectionId(300)).is_none());
}

#[test]
fn under_a_flood_the_oldest_turns_go_and_the_conversation_stays() {
    let mut live = viewer(&[connect(1, Protocol::Pop3)]);
    let many: Vec<Action> = (0..500).map(|_| send(1, "NOOP")).collect();
    for piece in 0..50 {
        live.hear(&told(8 + piece * 500, &many), ConnectionId(1));
    }
    let flooded = track(&live, 1);
    assert!(flooded.open);
    assert_eq!(flooded.player.len() + flooded.forgotten, 25_001);
    assert!((TURNS_MAX / 3..=TURNS_MAX).contains(&flooded.player.len()), "{}", flooded.player.len());
    let first = &flooded.player.moments()[0];
    assert!(
        first.lab.connection(ConnectionId(1)).is_some()
            && flooded.player.start().connection(ConnectionId(1)).is_some()
    );
}

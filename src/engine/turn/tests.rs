//! A turn's order and its answers.

use super::*;
use crate::engine::chart::{Key, Machine, rfc};
use crate::engine::step::{RefusalKind, Rule};
use crate::engine::tls::TLS;
use crate::engine::{Preset, Switch, imap, pop3};
use proptest::prelude::*;

const ONE: ConnectionId = ConnectionId(1);

static RULE: Rule = Rule { id: "rule", rfc: rfc(1939, "5") };
static OTHER: Rule = Rule { id: "other", rfc: rfc(1939, "6") };

fn wire(from: Party, text: &str, reply: Option<Reply>) -> Step {
    Step::Wire { connection: ONE, from, wire: Wire::labelled(text.as_bytes(), Vec::new()), reply }
}

fn moved(chart: &'static Chart, event: &str, outcome: Outcome, rule: &'static Rule) -> Step {
    let moved = Machine::new(chart)
        .fire(chart.trigger(event).expect("a trigger of the chart"), outcome)
        .expect("the chart begins with it");
    Step::Moved { connection: ONE, moved, why: rule.into() }
}

fn refused() -> Step {
    let (expected, legal) = (Vec::new(), Vec::new());
    let (kind, state, why) = (RefusalKind::Unknown, "TRANSACTION", Why::from(&OTHER));
    let refusal = Refusal {
        came: "XYZZY".into(),
        kind,
        state,
        legal,
        way: None,
        valid_in: &[],
        at: None,
        expected,
        why,
    };
    Step::Refused { connection: ONE, refusal: Box::new(refusal) }
}

fn mailbox(account: &str, mailbox: &str, change: Change) -> Step {
    Step::Mailbox { account: account.into(), mailbox: mailbox.into(), change }
}

/// Steps of every kind, in a turn's order.
fn all() -> Vec<Step> {
    vec![
        Step::Opened { connection: ONE, protocol: Protocol::Pop3 },
        Step::Clock { now: Time::END },
        Step::Became { preset: Preset::MinimalPop3 },
        Step::Switched { switch: Switch::Pop3Apop, on: false },
        Step::TimerExpired { connection: ONE },
        wire(Party::Client, "DELE 1\r\n", None),
        wire(Party::Server, "+OK\r\n", Some(Reply::Ok)),
        wire(Party::Server, "-ERR\r\n", Some(Reply::Err)),
        moved(&pop3::CHART, "greeting", Outcome::Ok, &RULE),
        refused(),
        Step::Marked { connection: ONE, number: 1, uid: Uid(101), marked: true },
        Step::Lock { account: "anna".into(), holder: None },
        moved(&pop3::FLOW, "challenge sent", Outcome::Ok, &OTHER),
        moved(&TLS, Handshake::Started.name(), Outcome::Ok, &OTHER),
        Step::Closed { connection: ONE, by: Closing::Command },
        mailbox("anna", "INBOX", Change::Expunged { uid: Uid(101), number: 1 }),
        mailbox("ben", "INBOX", Change::Added { uid: Uid(9), number: 3 }),
    ]
}

fn text<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Vec<String> {
    steps.into_iter().map(|step| format!("{step:?}")).collect()
}

proptest! {
    #[test]
    fn steps_stand_in_order_however_they_are_pushed(
        pushed in prop::collection::vec(prop::sample::select(all()), 0..30),
    ) {
        let mut sorted = pushed.clone();
        sorted.sort_by_key(place);
        prop_assert_eq!(text(Turn::from_iter(pushed.iter().cloned()).steps()), text(&sorted));
        let mut turn = Turn::default();
        pushed.into_iter().for_each(|step| turn.push(step));
        prop_assert_eq!(text(turn.steps()), text(&sorted));
    }
}

#[test]
fn every_kind_of_step_has_its_place() {
    let steps = all();
    assert_eq!(text(Turn::from_iter(steps.clone()).steps()), text(&steps), "the list is in order");
    assert!(steps.iter().map(place).is_sorted());
}

#[test]
fn a_turn_that_has_everything_answers_everything() {
    let turn = Turn::from_iter(all());
    assert!(!turn.is_empty());
    assert_eq!((turn.connection(), turn.is_of(ONE), turn.is_of(ConnectionId(2))), (Some(ONE), true, false));
    assert_eq!((turn.opened(), turn.clock()), (Some(Protocol::Pop3), Some(Time::END)));
    assert!(turn.timer_expired() && turn.speaks());
    let said = |party| turn.wires(party).map(Wire::text).collect::<String>();
    assert_eq!((said(Party::Client), said(Party::Server)), ("DELE 1\r\n".into(), "+OK\r\n-ERR\r\n".into()));
    let replies: Vec<_> = turn.replies().map(|(reply, wire)| (reply, wire.text())).collect();
    assert_eq!(replies, [(Reply::Ok, "+OK\r\n".into()), (Reply::Err, "-ERR\r\n".into())]);
    assert_eq!(turn.clone().into_replies().map(|wire| wire.text()).collect::<String>(), "+OK\r\n-ERR\r\n");
    let charts: Vec<_> = turn.moves().map(|moved| moved.chart.name).collect();
    assert_eq!(charts, ["pop3", "pop3-flow", "tls"]);
    assert_eq!(turn.move_of(&pop3::FLOW).map(|moved| moved.trigger.name), Some("challenge sent"));
    assert!(turn.move_of(&imap::CHART).is_none());
    assert_eq!(turn.main_move().map(|(moved, why)| (moved.chart.name, why.rule.id)), Some(("pop3", "rule")));
    assert_eq!(turn.refusal().map(|refusal| refusal.came.as_str()), Some("XYZZY"));
    let reasons: Vec<_> = turn.reasons().map(|why| why.rule.id).collect();
    assert_eq!(reasons, ["rule", "other", "other", "other"]);
    assert!(turn.went_wrong() && turn.begins_tls());
    assert_eq!(turn.marks().collect::<Vec<_>>(), [(Uid(101), true)]);
    assert_eq!((turn.lock(), turn.closed()), (Some(("anna", None)), Some(Closing::Command)));
    assert_eq!(turn.changes().map(|(account, ..)| account).collect::<Vec<_>>(), ["anna", "ben"]);
    let of_anna: Vec<_> = turn.changes_of("anna", "INBOX").collect();
    assert_eq!(of_anna, [&Change::Expunged { uid: Uid(101), number: 1 }]);
    assert_eq!(turn.changes_of("anna", "Archive").count(), 0);
    assert_eq!(text(turn.arrivals().steps()), text(&all()[16..]));
}

#[test]
fn a_turn_that_has_nothing_answers_nothing() {
    let turn = Turn::default();
    assert!(turn.is_empty() && turn.steps().is_empty());
    assert_eq!((turn.connection(), turn.opened(), turn.clock(), turn.lock()), (None, None, None, None));
    assert!(!turn.timer_expired() && !turn.speaks() && !turn.went_wrong() && !turn.begins_tls());
    assert!(turn.main_move().is_none() && turn.refusal().is_none() && turn.closed().is_none());
    assert_eq!(turn.wires(Party::Client).count() + turn.replies().count() + turn.reasons().count(), 0);
    assert!(turn.arrivals().is_empty());
}

#[test]
fn mail_and_time_are_about_no_connection() {
    let expiry = [Step::Clock { now: Time::END }, Step::TimerExpired { connection: ONE }];
    assert_eq!(Turn::from_iter(expiry).connection(), Some(ONE), "a timer is somebody's");
    let nobody = [Step::Clock { now: Time::END }, all()[16].clone()];
    assert_eq!(Turn::from_iter(nobody).connection(), None);
}

#[test]
fn a_command_that_fails_went_wrong_and_one_that_succeeds_did_not() {
    let login = |outcome| {
        let mut machine = Machine::new(&imap::CHART);
        machine.fire(imap::chart::Trigger::GreetingOk.row(), Outcome::Ok).expect("the server greets");
        let moved = machine.fire(imap::chart::Trigger::Login.row(), outcome).expect("LOGIN is legal");
        Turn::from_iter([Step::Moved { connection: ONE, moved, why: (&RULE).into() }])
    };
    assert!(login(Outcome::No).went_wrong());
    assert!(!login(Outcome::Ok).went_wrong());
}

#[test]
fn the_charts_beside_speak_when_the_own_one_is_silent() {
    let beside = [moved(&imap::FLOW, "idle begun", Outcome::Ok, &RULE)];
    let main = |turn: &Turn| turn.main_move().map(|(moved, _)| moved.chart.name);
    assert_eq!(main(&Turn::from_iter(beside.clone())), Some("imap-flow"));
    let own = [moved(&imap::CHART, "greeting OK", Outcome::Ok, &RULE)];
    assert_eq!(main(&Turn::from_iter(beside.into_iter().chain(own))), Some("imap"));
}

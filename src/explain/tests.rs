use super::*;
use crate::engine::chart::{Machine, rfc};
use crate::engine::imap::CHART as IMAP;
use crate::engine::pop3::CHART as POP3;
use crate::engine::step::Rule;
use crate::engine::{ConnectionId, Protocol, Step, Turn};

static RULE: Rule = Rule { id: "no-words-for-this", rfc: rfc(1939, "7") };

fn moved(machine: &mut Machine, trigger: &str, outcome: Outcome) -> Step {
    let moved = machine
        .fire(machine.chart().trigger(trigger).expect("a trigger of the chart"), outcome)
        .expect("the chart has such an edge");
    Step::Moved { connection: ConnectionId(1), moved, why: Why::from(&RULE) }
}

fn said(lang: Lang, step: &Step) -> Said {
    say(lang, &Turn::from_iter([step.clone()])).expect("there is something to say")
}

#[test]
fn moves_loops_and_failures_are_told_apart() {
    let mut imap = Machine::new(&IMAP);
    let greeting = said(Lang::En, &moved(&mut imap, "greeting OK", Outcome::Ok));
    assert_eq!(greeting.sentence, "The server greets with OK: Server Greeting → Not Authenticated.");
    assert_eq!((greeting.mark, greeting.number), (Mark::Moved, Some(1)));

    let failed = said(Lang::De, &moved(&mut imap, "LOGIN", Outcome::No));
    assert_eq!(
        failed.sentence,
        "LOGIN war erlaubt, schlug aber fehl; die Sitzung bleibt in Not Authenticated."
    );
    assert_eq!(failed.mark, Mark::Failed);

    moved(&mut imap, "LOGIN", Outcome::Ok);
    moved(&mut imap, "SELECT", Outcome::Ok);
    let lost_selection = said(Lang::En, &moved(&mut imap, "SELECT", Outcome::No));
    assert_eq!(lost_selection.sentence, "SELECT failed: Selected → Authenticated.");
    assert_eq!(lost_selection.number, Some(6));

    let lost = said(Lang::De, &moved(&mut imap, "timeout", Outcome::Ok));
    assert_eq!(lost.sentence, "Die Zeit ohne Kommando ist abgelaufen: Authenticated → Logout.");
    assert_eq!(lost.mark, Mark::Lost);
}

#[test]
fn a_refusal_names_the_shortest_way() {
    let refusal = Refusal {
        came: "RETR".into(),
        kind: RefusalKind::NotNow,
        state: "AUTHORIZATION",
        legal: POP3.legal("AUTHORIZATION").map(|trigger| trigger.name).collect(),
        way: POP3.way("AUTHORIZATION", "RETR"),
        valid_in: POP3.trigger("RETR").expect("RETR is a command").valid_in,
        at: None,
        expected: Vec::new(),
        why: Why::from(&RULE),
    };
    let step = Step::Refused { connection: ConnectionId(1), refusal: Box::new(refusal) };
    assert_eq!(
        said(Lang::En, &step).sentence,
        "RETR is not valid in AUTHORIZATION, only in TRANSACTION. First: PASS."
    );
    assert_eq!(
        said(Lang::De, &step).sentence,
        "RETR ist in AUTHORIZATION nicht erlaubt, nur in TRANSACTION. Zuerst: PASS."
    );
}

#[test]
fn a_syntax_error_says_where_and_what_was_expected() {
    let refusal = Refusal {
        came: "LIST x\u{8}".into(),
        kind: RefusalKind::Syntax,
        state: "TRANSACTION",
        legal: Vec::new(),
        way: None,
        valid_in: &[],
        at: Some(5),
        expected: vec!["msg", "CRLF"],
        why: Why::from(&RULE),
    };
    let step = Step::Refused { connection: ConnectionId(1), refusal: Box::new(refusal) };
    assert_eq!(
        said(Lang::En, &step).sentence,
        "The server cannot parse “LIST x·”. At octet 6 it expected: msg or CRLF."
    );
}

#[test]
fn every_event_of_every_chart_has_words() {
    for chart in
        [&POP3, &crate::engine::pop3::FLOW, &IMAP, &crate::engine::imap::FLOW, &crate::engine::tls::TLS]
    {
        for trigger in chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Event) {
            let id = format!("event-{}", trigger.name.to_ascii_lowercase().replace(' ', "-"));
            assert!(Key::from_id(&id).is_some(), "www/locales/*/explain.txt lacks {id}");
        }
    }
}

#[test]
fn every_chart_beside_a_connections_own_has_a_name() {
    for protocol in Protocol::ALL {
        for chart in &protocol.row().charts[1..] {
            let id = format!("flow-{}", chart.name);
            assert!(Key::from_id(&id).is_some(), "www/locales/*/diagram.txt lacks {id}");
        }
    }
}

#[test]
fn every_switch_has_words() {
    for preset in crate::engine::Preset::ALL {
        let id = format!("preset-{}", preset.id());
        assert!(Key::from_id(&id).is_some(), "www/locales/*/switches.txt lacks {id}");
    }
    for row in crate::engine::switches::SWITCHES {
        let id = format!("switch-{}", row.id);
        assert!(Key::from_id(&id).is_some(), "www/locales/*/switches.txt lacks {id}");
    }
}

#[test]
fn citations() {
    assert_eq!(citation(rfc(1939, "7")), "RFC 1939 §7");
    assert_eq!(address(rfc(3501, "6.3.1")), "https://www.rfc-editor.org/rfc/rfc3501#section-6.3.1");
}

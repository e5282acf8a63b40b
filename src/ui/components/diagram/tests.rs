//! The contract with tests and assistive technology, read from the markup: run with
//! `cargo test --features ui-ssr`.

use super::*;
use crate::diagram::{Scene, draw};
use crate::engine::chart::{Chart, Moved, Outcome};
use crate::engine::step::{Refusal, RefusalKind, Rule, Step};
use crate::engine::{ConnectionId, Offer, Protocol, Turn, imap, pop3};

static RULE: Rule = Rule { id: "test", rfc: crate::engine::chart::rfc(3501, "3") };

/// The diagram's markup after a step.
fn markup(chart: &'static Chart, state: &'static str, step: Option<Step>) -> String {
    let protocol = if chart.name == "imap" { Protocol::Imap } else { Protocol::Pop3 };
    let flows = protocol.row().charts[1..].iter().map(|chart| (*chart, chart.initial().name)).collect();
    let turn = &Turn::from_iter(step);
    let offer = Offer::default();
    let scene =
        Scene { chart, state, flows, offer, turn: Some(turn), detail: None, serial: 1, shape: Shape::Wide };
    let model = draw(&scene).expect("the chart has a layout");
    crate::ui::shells::markup::<Diagram>(move || DiagramProps {
        picture: Some(model),
        pace: Some(Speed::Normal),
        guessing: false,
    })
}

#[test]
fn every_state_and_edge_is_found_by_its_name_and_one_state_is_current() {
    for chart in [&pop3::CHART, &imap::CHART] {
        let markup = markup(chart, chart.initial().name, None);
        assert!(markup.contains(&format!("data-protocol=\"{}\"", chart.name)), "{markup}");
        for state in chart.states {
            assert_eq!(
                markup.matches(&format!("data-state=\"{}\"", state.name)).count(),
                1,
                "{}",
                state.name
            );
        }
        for edge in chart.edges {
            assert_eq!(markup.matches(&format!("data-edge=\"{}\"", edge.id)).count(), 1, "{}", edge.id);
        }
        assert_eq!(markup.matches("aria-current=\"step\"").count(), 1);
        assert!(!markup.contains("data-fired") && !markup.contains("data-refused"), "{markup}");
        assert!(
            !markup.contains(" style="),
            "the content security policy forbids style attributes: {markup}"
        );
    }
}

#[test]
fn the_edge_that_was_taken_is_marked_and_the_envelope_travels() {
    let edge = pop3::CHART.edge("AUTHORIZATION-TRANSACTION").expect("an edge");
    let trigger = pop3::CHART.trigger("PASS").expect("a command");
    let moved = Moved { chart: &pop3::CHART, edge, trigger, outcome: Outcome::Ok };
    let step = Step::Moved { connection: ConnectionId(1), moved, why: (&RULE).into() };
    let markup = markup(&pop3::CHART, "TRANSACTION", Some(step));
    assert_eq!(markup.matches("data-fired=\"true\"").count(), 1);
    assert!(markup.contains("data-edge=\"AUTHORIZATION-TRANSACTION\" data-fired"), "{markup}");
    assert!(markup.contains("<animateMotion"), "{markup}");
}

#[test]
fn a_refusal_is_a_blocked_edge_and_numbered_steps() {
    let refusal = Refusal {
        came: "FETCH".to_owned(),
        kind: RefusalKind::NotNow,
        state: "Not Authenticated",
        legal: Vec::new(),
        way: imap::CHART.way("Not Authenticated", "FETCH"),
        valid_in: &["Selected"],
        at: None,
        expected: Vec::new(),
        why: (&RULE).into(),
    };
    let step = Step::Refused { connection: ConnectionId(1), refusal: Box::new(refusal) };
    let markup = markup(&imap::CHART, "Not Authenticated", Some(step));
    assert_eq!(markup.matches("data-refused=\"true\"").count(), 1);
    assert!(markup.contains("data-to=\"Selected\""), "{markup}");
    assert!(markup.contains("data-step=\"1\"") && markup.contains("data-step=\"2\""), "{markup}");
    assert!(markup.contains("aria-label=\"FETCH is not allowed in Not Authenticated\""), "{markup}");
}

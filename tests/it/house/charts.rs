//! The rules of every chart, whatever the protocol: a chart that keeps it can be drawn, completed and
//! run without a second look.

use postamt::engine::chart::{Chart, EdgeKind, Outcome, StateKind, TriggerKind};
use postamt::engine::{imap, pop3, tls};
use std::collections::BTreeSet;

/// Every chart there is. A new protocol's chart is added here and is then tested and covered.
pub(super) static CHARTS: &[&Chart] = &[&pop3::CHART, &pop3::FLOW, &imap::CHART, &imap::FLOW, &tls::TLS];

const OUTCOMES: [Outcome; 2] = [Outcome::Ok, Outcome::No];

#[test]
fn names_are_unique_and_resolve() {
    assert_unique("charts", CHARTS.iter().map(|chart| chart.name));
    for chart in CHARTS {
        assert_unique(chart.name, chart.states.iter().map(|state| state.name));
        assert_unique(chart.name, chart.triggers.iter().map(|trigger| trigger.name));
        assert_unique(chart.name, chart.edges.iter().map(|edge| edge.id));
        for trigger in chart.triggers {
            assert!(!trigger.valid_in.is_empty(), "{}: {} is never valid", chart.name, trigger.name);
            for state in trigger.valid_in {
                assert!(chart.state(state).is_some(), "{}: {} names {state}", chart.name, trigger.name);
            }
        }
        for edge in chart.edges {
            assert!(chart.state(edge.from).is_some(), "{}: {} leaves {}", chart.name, edge.id, edge.from);
            assert!(chart.state(edge.to).is_some(), "{}: {} leads to {}", chart.name, edge.id, edge.to);
            assert!(!edge.on.is_empty(), "{}: nothing takes {}", chart.name, edge.id);
            for name in edge.on.iter().flat_map(|on| on.triggers) {
                assert!(chart.trigger(name).is_some(), "{}: {} is taken by {name}", chart.name, edge.id);
            }
        }
    }
}

#[test]
fn a_chart_begins_in_one_state_and_reaches_every_other() {
    for chart in CHARTS {
        let initial = chart.states.iter().filter(|state| state.kind == StateKind::Initial);
        assert_eq!(initial.count(), 1, "{} begins in one state", chart.name);
        let mut reached = BTreeSet::from([chart.initial().name]);
        while let Some(edge) =
            chart.edges.iter().find(|edge| reached.contains(edge.from) && !reached.contains(edge.to))
        {
            reached.insert(edge.to);
        }
        for state in chart.states {
            assert!(reached.contains(state.name), "{}: nothing leads to {}", chart.name, state.name);
        }
    }
}

#[test]
fn nothing_leaves_a_terminal_state_and_something_leaves_every_other() {
    for chart in CHARTS {
        for state in chart.states {
            let leaves = chart.edges.iter().any(|edge| edge.from == state.name);
            assert_eq!(leaves, state.kind != StateKind::Terminal, "{}: {}", chart.name, state.name);
            if state.kind == StateKind::Terminal {
                assert_eq!(chart.legal(state.name).count(), 0, "{}: {}", chart.name, state.name);
            }
        }
    }
}

#[test]
fn what_is_valid_takes_exactly_one_edge_for_each_way_it_can_turn_out() {
    for chart in CHARTS {
        for state in chart.states {
            for trigger in chart.triggers {
                let valid = trigger.valid_in.contains(&state.name);
                let mut any = false;
                for outcome in OUTCOMES {
                    let edges = chart.edges.iter().filter(|edge| edge.from == state.name);
                    let taken = edges.filter(|edge| edge.is_taken_by(trigger.name, outcome)).count();
                    let case = format!("{}: {} {} {outcome:?}", chart.name, state.name, trigger.name);
                    assert!(taken <= 1, "{case} takes {taken} edges");
                    assert!(valid || taken == 0, "{case} takes an edge although it is not valid");
                    any |= taken == 1;
                }
                assert!(any || !valid, "{}: {} {} takes no edge", chart.name, state.name, trigger.name);
            }
        }
    }
}

#[test]
fn commands_have_a_form_and_events_happen_by_themselves() {
    for chart in CHARTS {
        for trigger in chart.triggers {
            let command = trigger.kind == TriggerKind::Command;
            assert_eq!(command, !trigger.form.is_empty(), "{}: {}", chart.name, trigger.name);
            let upper = trigger.name.chars().all(|c| !c.is_ascii_lowercase());
            assert_eq!(command, upper, "{}: {}", chart.name, trigger.name);
        }
    }
}

#[test]
fn no_command_takes_an_edge_of_loss() {
    for chart in CHARTS {
        for edge in chart.edges.iter().filter(|edge| edge.kind == EdgeKind::Loss) {
            for name in edge.on.iter().flat_map(|on| on.triggers) {
                let kind = chart.trigger(name).map(|trigger| trigger.kind);
                assert_eq!(kind, Some(TriggerKind::Event), "{}: {}", chart.name, edge.id);
            }
        }
    }
}

#[test]
fn a_way_leads_to_where_the_command_is_valid() {
    for chart in CHARTS {
        for state in chart.states {
            for trigger in chart.triggers.iter().filter(|t| t.kind == TriggerKind::Command) {
                let Some(way) = chart.way(state.name, trigger.name) else { continue };
                let mut at = state.name;
                for hop in &way {
                    assert_eq!(hop.edge.from, at);
                    assert!(hop.edge.is_taken_by(hop.trigger.name, Outcome::Ok));
                    at = hop.edge.to;
                }
                assert!(trigger.valid_in.contains(&at), "{}: {} from {at}", chart.name, trigger.name);
                assert_eq!(way.is_empty(), trigger.valid_in.contains(&state.name));
            }
        }
    }
}

fn assert_unique<'a>(owner: &str, names: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{owner}: {name} stands twice");
    }
}

//! What the transcripts cover together.

use crate::transcript::Feed;
use crate::transcripts::{files, play, read};
use postamt::engine::Step;
use postamt::engine::chart::{Chart, Outcome};
use postamt::engine::pop3;
use std::collections::BTreeSet;

/// The charts whose every row some transcript fires. A chart is added here with its transcripts.
static COVERED: &[&Chart] = &[&pop3::CHART];

#[test]
fn every_edge_is_fired_by_everything_that_takes_it() {
    let mut fired = BTreeSet::new();
    for path in files() {
        for step in play(&path, &read(&path), Feed::Whole).steps {
            if let Step::Moved { moved, .. } = step {
                let (chart, edge) = (moved.chart.name, moved.edge.id);
                fired.insert((chart, edge, moved.trigger.name, moved.outcome == Outcome::Ok));
            }
        }
    }
    let rows = COVERED.iter().flat_map(|chart| {
        chart.edges.iter().flat_map(move |edge| {
            edge.on.iter().flat_map(move |on| {
                let good = on.outcome == Outcome::Ok;
                on.triggers.iter().map(move |trigger| (chart.name, edge.id, *trigger, good))
            })
        })
    });
    let missing: Vec<_> = rows.filter(|row| !fired.contains(row)).collect();
    assert!(missing.is_empty(), "no transcript fires (chart, edge, trigger, succeeds): {missing:#?}");
}

#[test]
fn every_rule_of_pop3_explains_something() {
    let mut used = BTreeSet::new();
    for path in files() {
        for step in play(&path, &read(&path), Feed::Whole).steps {
            match step {
                Step::Moved { why, .. } => used.insert(why.rule.id),
                Step::Refused { refusal, .. } => used.insert(refusal.why.rule.id),
                _ => false,
            };
        }
    }
    let unused: Vec<_> =
        pop3::rules::ALL.iter().map(|rule| rule.id).filter(|id| !used.contains(id)).collect();
    assert!(unused.is_empty(), "no transcript is explained by {unused:?}");
}

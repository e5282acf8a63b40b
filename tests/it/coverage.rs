//! What the transcripts cover together.

use crate::charts::CHARTS;
use crate::transcript::Feed;
use crate::transcripts::{files, play, read};
use postamt::engine::Step;
use postamt::engine::chart::Outcome;
use postamt::engine::{imap, pop3};
use std::collections::BTreeSet;

/// What no transcript can fire, as (chart, trigger, succeeds, reason). An entry that is fired after all
/// makes the test fail, so that the list stays true.
static NOT_FIRED: &[(&str, &str, bool, &str)] =
    &[("imap", "UID FETCH", false, "only beyond the limit of 64 MiB in one response")];

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
    let rows = CHARTS.iter().flat_map(|chart| {
        chart.edges.iter().flat_map(move |edge| {
            edge.on.iter().flat_map(move |on| {
                let good = on.outcome == Outcome::Ok;
                on.triggers.iter().map(move |trigger| (chart.name, edge.id, *trigger, good))
            })
        })
    });
    let missing: Vec<_> = rows.filter(|row| excused(row) == fired.contains(row)).collect();
    assert!(missing.is_empty(), "not fired, or fired although NOT_FIRED says otherwise: {missing:#?}");
}

/// Whether [`NOT_FIRED`] has this row: (chart, edge, trigger, succeeds).
fn excused((chart, _, trigger, good): &(&str, &str, &str, bool)) -> bool {
    NOT_FIRED.iter().any(|(c, t, g, _)| (c, t, g) == (chart, trigger, good))
}

#[test]
fn every_rule_explains_something() {
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
    let unused: Vec<_> = pop3::rules::ALL
        .iter()
        .chain(imap::rules::ALL)
        .map(|rule| rule.id)
        .filter(|id| !used.contains(id))
        .collect();
    assert!(unused.is_empty(), "no transcript is explained by {unused:?}");
}

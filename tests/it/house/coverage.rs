//! The coverage of all transcripts together.

use crate::house::charts::CHARTS;
use crate::support::transcript::Feed;
use crate::transcripts::{files, play, read, recordings};
use postamt::engine::Turn;
use postamt::engine::chart::Outcome;
use postamt::engine::step::{Rule, Why};
use postamt::engine::{imap, pop3, sasl};
use postamt::explain::reason;
use postamt::i18n::{Key, Lang, text};
use std::collections::BTreeSet;

#[test]
fn every_edge_is_fired_by_everything_that_takes_it() {
    let mut fired = BTreeSet::new();
    for path in files() {
        for moved in play(&path, &read(&path), Feed::Whole).turns.iter().flat_map(Turn::moves) {
            let (chart, edge) = (moved.chart.name, moved.edge.id);
            fired.insert((chart, edge, moved.trigger.name, moved.outcome == Outcome::Ok));
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
    let missing: Vec<_> = rows.filter(|row| !fired.contains(row)).collect();
    assert!(missing.is_empty(), "no transcript fires (chart, edge, trigger, succeeds): {missing:#?}");
}

#[test]
fn every_rule_explains_something() {
    let rules = [pop3::rules::ALL, sasl::rules::ALL, imap::rules::ALL].into_iter().flatten();
    let used: BTreeSet<&str> = reasons().iter().map(|why| why.rule.id).collect();
    let unused: Vec<&str> = rules.map(|rule: &&Rule| rule.id).filter(|id| !used.contains(id)).collect();
    assert!(unused.is_empty(), "no transcript is explained by {unused:#?}");
}

#[test]
fn every_reason_has_a_sentence_and_all_that_the_sentence_speaks_of() {
    for why in reasons() {
        for lang in Lang::ALL {
            let Some(key) = Key::from_id(&format!("why-{}", why.rule.id)) else {
                panic!("no text in {} for {}", lang.tag(), why.rule.id);
            };
            for hole in text(lang, key).split('{').skip(1) {
                let name = hole.split(['}', '|']).next().unwrap_or(hole);
                // `only` is made of the states in which a command is valid.
                let given = name == "only" || why.args.iter().any(|(own, _)| *own == name);
                assert!(given, "{} in {} lacks {name}: {:?}", why.rule.id, lang.tag(), why.args);
            }
            assert!(reason(lang, &why).is_some_and(|reason| !reason.sentence.is_empty()));
        }
    }
}

fn reasons() -> Vec<Why> {
    let turns = files().into_iter().flat_map(|path| play(&path, &read(&path), Feed::Whole).turns);
    let turns = turns.chain(recordings());
    turns.flat_map(|turn| turn.reasons().cloned().collect::<Vec<_>>()).collect()
}

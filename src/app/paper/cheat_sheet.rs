//! A protocol on one page: its states and, for each group of them, the commands: their form, their use, where success and
//! failure lead, and the rule. All of it is read from the chart; the commands are those of the server that is met.

use super::document::{Block, Document, Rows, Run};
use crate::app::picture::picture;
use crate::diagram::{Shape, svg};
use crate::engine::chart::{Chart, Edge, Outcome, Trigger, TriggerKind};
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::{ConnectionId, Offer, Protocol, Switches};
use crate::explain;
use crate::i18n::{Key, Lang, by_id, format, text};
use crate::player::Player;

/// More commands than this have smaller letters, so that they fit on a page.
const DENSE_ABOVE: usize = 25;

/// The mark of the forms that take UIDs in place of numbers.
const UID: &str = "UID ";

/// Commands that are valid in the same states.
struct Group {
    states: &'static [&'static str],
    commands: Vec<&'static Trigger>,
}

/// The sheet of a protocol, for a server with these switches.
pub fn cheat_sheet(protocol: Protocol, switches: Switches, lang: Lang) -> Document {
    let (chart, row) = (protocol.chart(), protocol.row());
    let title = format(lang, Key::PaperCheatSheetOf, &[("protocol", row.name)]);
    let mut blocks = Vec::new();
    let replies = by_id(lang, &["paper-replies-", row.id].concat());
    blocks.push(Block::Text(vec![Run::Plain(replies.to_owned())]));
    blocks.extend(states(protocol, lang));
    let [command, does] = [Key::PaperCommand, Key::PaperUse].map(|key| text(lang, key));
    let head = [command, does, row.success, row.failure, "RFC"].map(str::to_owned);
    let groups = groups(chart, switches);
    let groups = groups
        .iter()
        .map(|group| Rows { heading: heading(chart, group, lang), rows: commands(chart, group, lang) });
    let groups: Vec<Rows> = groups.collect();
    let is_long = groups.iter().map(|group| group.rows.len()).sum::<usize>() > DENSE_ABOVE;
    blocks.push(Block::Table(head.into(), groups));
    blocks.push(Block::Heading(3, vec![Run::plain(lang, Key::PaperEvents)]));
    blocks.push(Block::Text(events(chart, lang)));
    Document { kind: if is_long { "cheat-sheet-dense" } else { "cheat-sheet" }, title, blocks }
}

/// The states' picture, in which no session is.
fn states(protocol: Protocol, lang: Lang) -> Option<Block> {
    let nothing = Player::new(&SCENARIOS[0]);
    let mut picture = picture(&nothing, ConnectionId(0), protocol, Shape::Wide)?;
    picture.nodes.iter_mut().for_each(|node| node.is_current = false);
    picture.flows.clear();
    let name = format(lang, Key::DiagramName, &[("protocol", protocol.row().name)]);
    let drawn = svg::states(&picture, &name, &|key| by_id(lang, key).to_owned());
    Some(Block::Figure(svg::in_black(&drawn), name))
}

/// The commands by the states in which they are valid, in the order of the first of these; of a state's own first.
fn groups(chart: &'static Chart, switches: Switches) -> Vec<Group> {
    let is_there = |trigger: &&Trigger| {
        let has = |protected| Offer { switches, protected }.has(trigger);
        trigger.kind == TriggerKind::Command && (has(false) || has(true))
    };
    let mut groups: Vec<Group> = Vec::new();
    for state in chart.states {
        let first = |trigger: &&Trigger| trigger.valid_in.first() == Some(&state.name);
        for command in chart.triggers.iter().filter(first).filter(is_there) {
            match groups.iter_mut().find(|group| group.states == command.valid_in) {
                Some(group) => group.commands.push(command),
                None => groups.push(Group { states: command.valid_in, commands: vec![command] }),
            }
        }
    }
    groups
}

/// The states of a group, each with its place in the standards where there is one alone.
fn heading(chart: &Chart, group: &Group, lang: Lang) -> Vec<Run> {
    let with_commands = chart.states.iter().filter(|state| chart.legal(state.name).next().is_some()).count();
    if let [state] = group.states {
        let id = ["state-", chart.name, "-", &state.to_ascii_lowercase().replace(' ', "-")].concat();
        let own = [Run::Code((*state).to_owned()), Run::Plain([": ", by_id(lang, &id), " "].concat())];
        let place = chart.state(state).map(|state| Run::rfc(state.rfc));
        return own.into_iter().chain(place).collect();
    }
    if group.states.len() == with_commands {
        return vec![Run::plain(lang, Key::PaperEverywhere)];
    }
    vec![Run::Code(group.states.join(", "))]
}

/// The rows of a group. The forms that take UIDs share one.
fn commands(chart: &'static Chart, group: &Group, lang: Lang) -> Vec<Vec<Vec<Run>>> {
    let is_uid = |trigger: &&&Trigger| {
        let plain = trigger.name.strip_prefix(UID);
        plain.is_some_and(|plain| group.commands.iter().any(|other| other.name == plain))
    };
    let row = |trigger: &&'static Trigger| {
        let does = explain::hint(chart, lang, trigger.name).map(|hint| hint.does).unwrap_or_default();
        let after = |outcome| after(chart, group.states, trigger.name, outcome, lang);
        vec![
            vec![Run::Code(trigger.form.to_owned())],
            vec![Run::Plain(does)],
            after(Outcome::Ok),
            after(Outcome::No),
            vec![place(trigger)],
        ]
    };
    let mut rows: Vec<_> = group.commands.iter().filter(|trigger| !is_uid(trigger)).map(row).collect();
    let uids: Vec<&&Trigger> = group.commands.iter().filter(is_uid).collect();
    if let Some(first) = uids.first() {
        let names: Vec<&str> = uids.iter().filter_map(|trigger| trigger.name.strip_prefix(UID)).collect();
        let after = |outcome| after(chart, group.states, first.name, outcome, lang);
        rows.push(vec![
            vec![Run::Code([UID, &names.join(", "), " …"].concat())],
            vec![Run::plain(lang, Key::PaperUids)],
            after(Outcome::Ok),
            after(Outcome::No),
            vec![place(first)],
        ]);
    }
    rows
}

/// A rule as short as a column: the RFC's number and section.
fn place(trigger: &Trigger) -> Run {
    Run::rfc(trigger.rfc)
}

/// The state behind a command with this outcome: a dash where it cannot come, the state of each where they differ.
fn after(chart: &Chart, states: &[&str], command: &str, outcome: Outcome, lang: Lang) -> Vec<Run> {
    let edges: Vec<&Edge> =
        states.iter().filter_map(|state| chart.edge_from(state, command, outcome)).collect();
    let Some(first) = edges.first() else { return vec![Run::Plain("–".to_owned())] };
    if edges.iter().all(|edge| edge.is_loop()) {
        return vec![Run::plain(lang, Key::PaperStays)];
    }
    if edges.iter().all(|edge| edge.to == first.to) {
        return vec![Run::Code(["→ ", first.to].concat())];
    }
    let mut runs = Vec::new();
    for edge in edges {
        let text = if edge.is_loop() { edge.from.to_owned() } else { [edge.from, " → ", edge.to].concat() };
        if !runs.is_empty() {
            runs.push(Run::Plain("; ".to_owned()));
        }
        runs.push(Run::Code(text));
    }
    runs
}

/// The events that no command causes: each with the states that it leaves and the one that it leads to.
fn events(chart: &Chart, lang: Lang) -> Vec<Run> {
    let mut runs = Vec::new();
    for trigger in chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Event) {
        let edge = |state: &&str| chart.edge_from(state, trigger.name, Outcome::Ok);
        let Some(to) = trigger.valid_in.iter().find_map(edge).map(|edge| edge.to) else { continue };
        let id = ["event-", &trigger.name.to_ascii_lowercase().replace(' ', "-")].concat();
        let from = trigger.valid_in.join(", ");
        runs.extend([
            Run::Plain([by_id(lang, &id), ": "].concat()),
            Run::Code([&from, " → ", to].concat()),
            Run::Plain(". ".to_owned()),
        ]);
    }
    runs
}

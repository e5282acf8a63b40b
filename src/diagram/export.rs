//! The charts written down: a Mermaid state diagram, and a Markdown sheet of the commands by state.
//!
//! Both are committed under `docs/`. They are made again by `UPDATE_DOCS=1 cargo test --test it docs`.

use crate::engine::chart::{Chart, Edge, Outcome, Rfc, StateKind, Trigger, TriggerKind};
use crate::engine::{Offer, Protocol};
use std::fmt::Write;

/// A chart as a Mermaid `stateDiagram-v2`.
pub fn mermaid(chart: &Chart) -> String {
    let mut text = String::from("stateDiagram-v2\n");
    for state in chart.states.iter().filter(|state| state.name.contains(' ')) {
        line(&mut text, format_args!("    state \"{}\" as {}", state.name, id(state.name)));
    }
    line(&mut text, format_args!("    [*] --> {}", id(chart.initial().name)));
    for edge in chart.edges {
        let (from, to) = (id(edge.from), id(edge.to));
        line(&mut text, format_args!("    {from} --> {to} : {}", words(chart, edge)));
    }
    for state in chart.states.iter().filter(|state| state.kind == StateKind::Terminal) {
        line(&mut text, format_args!("    {} --> [*]", id(state.name)));
    }
    text
}

/// A Markdown page: the first chart's diagram and its commands by state, then the diagrams of the others.
/// `source` names the file that the charts are written in; the commands are those of the server that is met.
pub fn sheet(title: &str, source: &str, charts: &[&Chart], offer: Offer) -> String {
    let mut text = String::new();
    line(&mut text, format_args!("# {title}\n"));
    line(&mut text, format_args!("<!-- Made from {source}; do not edit."));
    line(&mut text, format_args!("     After a change there: UPDATE_DOCS=1 cargo test --test it docs -->\n"));
    for (index, chart) in charts.iter().enumerate() {
        let heading = match (index, chart.name) {
            (0, _) => "States",
            (_, "tls") => "Protection",
            _ => "What the server reads next",
        };
        line(&mut text, format_args!("## {heading}\n"));
        line(&mut text, format_args!("```mermaid\n{}```\n", mermaid(chart)));
    }
    if let Some(chart) = charts.first() {
        commands(&mut text, chart, offer);
        losses(&mut text, chart);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn commands(text: &mut String, chart: &Chart, offer: Offer) {
    let row = Protocol::of(chart).map(Protocol::row);
    let (yes, no) = row.map_or(("OK", "NO"), |row| (row.success, row.failure));
    line(text, format_args!("## Commands by state\n"));
    for state in chart.states.iter().filter(|state| chart.useful(state.name, offer).next().is_some()) {
        line(text, format_args!("### {} ({})\n", state.name, link(state.rfc)));
        line(text, format_args!("| command | after {yes} | after {no} | rule |\n|---|---|---|---|"));
        for trigger in chart.useful(state.name, offer) {
            let after = |outcome| match chart.edge_from(state.name, trigger.name, outcome) {
                Some(edge) if edge.is_loop() => "stays".to_owned(),
                Some(edge) => format!("**{}**{}", edge.to, number(edge)),
                None => "–".to_owned(),
            };
            let (good, bad) = (after(Outcome::Ok), after(Outcome::No));
            line(text, format_args!("| {} | {good} | {bad} | {} |", form(trigger), link(trigger.rfc)));
        }
        text.push('\n');
    }
}

/// The events that no command causes.
fn losses(text: &mut String, chart: &Chart) {
    line(text, format_args!("## Without a command\n"));
    line(text, format_args!("| event | in | leads to | rule |\n|---|---|---|---|"));
    for trigger in chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Event) {
        for state in trigger.valid_in {
            if let Some(edge) = chart.edge_from(state, trigger.name, Outcome::Ok) {
                let (to, number) = (edge.to, number(edge));
                let rule = link(trigger.rfc);
                line(text, format_args!("| {} | {state} | **{to}**{number} | {rule} |", trigger.name));
            }
        }
    }
    text.push('\n');
}

/// An edge's triggers, in Mermaid's text: `(6) SELECT NO, EXAMINE NO`. A command that takes it either way
/// is named once.
fn words(chart: &Chart, edge: &Edge) -> String {
    let mut words: Vec<String> = Vec::new();
    let failure = Protocol::of(chart).map_or("NO", |protocol| protocol.row().failure);
    for on in edge.on {
        for name in on.triggers {
            if on.outcome == Outcome::No && edge.is_taken_by(name, Outcome::Ok) {
                continue;
            }
            let is_event = chart.trigger(name).is_none_or(|trigger| trigger.kind == TriggerKind::Event);
            words.push(match on.outcome {
                Outcome::Ok => (*name).to_owned(),
                Outcome::No if is_event => format!("{name} NO"),
                Outcome::No => format!("{name} {failure}"),
            });
        }
    }
    format!("{} {}", number(edge).trim(), words.join(", ")).trim().to_owned()
}

fn number(edge: &Edge) -> String {
    edge.number.map(|number| format!(" ({number})")).unwrap_or_default()
}

/// A command's form as code in a table's cell, where a bar would end the cell.
fn form(trigger: &Trigger) -> String {
    format!("`{}`", trigger.form.replace('|', "\\|"))
}

fn link(rfc: Rfc) -> String {
    let Rfc { number, section } = rfc;
    if section.is_empty() {
        return format!("[RFC {number}](https://www.rfc-editor.org/rfc/rfc{number})");
    }
    format!("[RFC {number} §{section}](https://www.rfc-editor.org/rfc/rfc{number}#section-{section})")
}

/// A name that Mermaid takes for an identifier.
fn id(state: &str) -> String {
    state.replace(' ', "")
}

fn line(text: &mut String, arguments: std::fmt::Arguments) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{arguments}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{imap, pop3};

    #[test]
    fn edges_carry_number_and_failure() {
        let mermaid = mermaid(&imap::CHART);
        assert!(
            mermaid.contains("    Selected --> Authenticated : (6) SELECT NO, EXAMINE NO\n"),
            "{mermaid}"
        );
        assert!(mermaid.contains("    [*] --> ServerGreeting\n"), "{mermaid}");
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        let sheet =
            sheet("IMAP4rev1", "src/engine/imap/chart.rs", &[&imap::CHART, &imap::FLOW], Offer::default());
        assert!(
            sheet
                .contains(r"| `STORE set [(UNCHANGEDSINCE n)] [+\|-]FLAGS[.SILENT] flags` | stays | stays |"),
            "{sheet}"
        );
    }

    #[test]
    fn quit_leads_to_two_places() {
        let sheet = sheet("POP3", "src/engine/pop3/chart.rs", &[&pop3::CHART], Offer::default());
        assert!(sheet.contains("| `QUIT` | **CLOSED** | – |"), "{sheet}");
        assert!(sheet.contains("| `QUIT` | **UPDATE** | – |"), "{sheet}");
    }
}

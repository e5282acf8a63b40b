//! Advice works: what is offered, and the way that is advised, in every character of the server, with and without TLS.

use postamt::engine::chart::{Chart, TriggerKind};
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::step::{Refusal, RefusalKind};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Preset, Protocol, Switch, Turn};

const CONNECTION: ConnectionId = ConnectionId(1);

/// The lines that lead to each state.
const WAYS: [(Protocol, &[&str]); 6] = [
    (Protocol::Pop3, &[]),
    (Protocol::Pop3, &["UTF8"]),
    (Protocol::Pop3, &["USER anna", "PASS geheim"]),
    (Protocol::Imap, &[]),
    (Protocol::Imap, &["a LOGIN anna geheim"]),
    (Protocol::Imap, &["a LOGIN anna geheim", "b SELECT INBOX"]),
];

/// A session, with TLS or without, as far as the server lets it come.
fn session(preset: Preset, less: &[Switch], protocol: Protocol, protected: bool, lines: &[&str]) -> Lab {
    let mut lab = Lab::new(&SCENARIOS[0]);
    lab.run(&Action::Preset { preset });
    for switch in less {
        lab.run(&Action::Switch { switch: *switch, on: false });
    }
    lab.run(&Action::Connect { connection: CONNECTION, protocol, greeting: Greeting::Ok });
    if protected {
        send(&mut lab, if protocol == Protocol::Pop3 { "STLS" } else { "t STARTTLS" });
    }
    for line in lines {
        send(&mut lab, line);
    }
    lab
}

fn send(lab: &mut Lab, line: &str) -> Vec<Turn> {
    lab.run(&Action::Send { connection: CONNECTION, octets: format!("{line}\r\n").into_bytes() })
}

/// A right line for a command.
fn line(chart: &Chart, command: &str) -> String {
    let tag = if chart.name == "imap" { "x " } else { "" };
    format!("{tag}{}", chart.example(command))
}

/// The refusal of a line, and the rule of a failure.
fn outcome(turns: &[Turn]) -> (Option<Refusal>, Option<&'static str>) {
    let refusal = turns.iter().find_map(Turn::refusal).cloned();
    let failed = turns.iter().filter(|turn| turn.went_wrong()).find_map(Turn::main_move);
    (refusal, failed.map(|(_, why)| why.rule.id))
}

fn everywhere(mut check: impl FnMut(&Lab, &str)) {
    let without_tls = [Switch::Pop3Stls, Switch::StartTls];
    let without_apop = [Switch::Pop3Apop, Switch::SaslCramMd5, Switch::SaslScramSha256];
    for preset in Preset::ALL {
        for less in [&[][..], &without_tls, &without_apop] {
            for protected in [false, true] {
                for (protocol, lines) in WAYS {
                    let lab = session(preset, less, protocol, protected, lines);
                    check(&lab, &format!("{} {less:?} {protected} {lines:?}", preset.id()));
                }
            }
        }
    }
}

fn chart_of(lab: &Lab) -> &'static Chart {
    let session = &lab.connection(CONNECTION).expect("it was opened").session;
    session.machines()[0].chart()
}

#[test]
fn what_is_offered_is_not_refused() {
    everywhere(|lab, place| {
        let chart = chart_of(lab);
        let session = &lab.connection(CONNECTION).expect("it was opened").session;
        for trigger in session.legal(lab.switches()) {
            let mut lab = lab.clone();
            let (refusal, failed) = outcome(&send(&mut lab, &line(chart, trigger.name)));
            assert!(refusal.is_none(), "{place}: {} is offered, and refused: {refusal:?}", trigger.name);
            let waits = |rule: &str| rule.contains("tls") || rule.contains("privacy");
            // PLAIN is the example; the other mechanisms show no password.
            let mechanism = trigger.name.starts_with("AUTH");
            let waits = failed.filter(|rule| waits(rule) && !mechanism);
            assert_eq!(waits, None, "{place}: {} is offered, and waits for TLS", trigger.name);
        }
    });
}

#[test]
fn what_is_not_offered_is_refused_or_fails() {
    everywhere(|lab, place| {
        let chart = chart_of(lab);
        let session = &lab.connection(CONNECTION).expect("it was opened").session;
        let offered: Vec<&str> = session.legal(lab.switches()).iter().map(|trigger| trigger.name).collect();
        let commands = chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command);
        for command in commands.map(|trigger| trigger.name).filter(|name| !offered.contains(name)) {
            let mut lab = lab.clone();
            let (refusal, failed) = outcome(&send(&mut lab, &line(chart, command)));
            assert!(refusal.is_some() || failed.is_some(), "{place}: {command} works, and is not offered");
        }
    });
}

#[test]
fn the_way_that_is_advised_leads_there() {
    let mut walked = 0;
    everywhere(|lab, place| {
        let chart = chart_of(lab);
        let commands = chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command);
        for command in commands.map(|trigger| trigger.name) {
            let mut lab = lab.clone();
            let (Some(refusal), _) = outcome(&send(&mut lab, &line(chart, command))) else { continue };
            let Some(way) = refusal.way.filter(|_| refusal.kind == RefusalKind::NotNow) else { continue };
            let names: Vec<&str> = way.iter().map(|hop| hop.trigger.name).collect();
            // A digest and a dialogue cannot be typed from a list.
            if names.iter().any(|name| name.starts_with('A')) {
                continue;
            }
            for name in &names {
                let (refusal, failed) = outcome(&send(&mut lab, &line(chart, name)));
                assert!(
                    refusal.is_none() && failed.is_none(),
                    "{place}: {names:?} for {command}: {name} {failed:?}"
                );
            }
            let (refusal, _) = outcome(&send(&mut lab, &line(chart, command)));
            assert!(refusal.is_none(), "{place}: {names:?} for {command}: {refusal:?}");
            walked += 1;
        }
    });
    assert!(walked > 100, "{walked} ways");
}

//! The judgement on a line before it is sent is the server's once it is sent: for every command in every state,
//! and for any octets. And no right line is called wrong while it is typed.

use crate::imap::matrix::{MATRIX as IMAP, REV2};
use crate::pop3::matrix::MATRIX as POP3;
use postamt::engine::draft::{Around, Draft, Part, Verdict};
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::step::{Refusal, Step};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Preset, Protocol, Switch};
use proptest::prelude::*;

const CONNECTION: ConnectionId = ConnectionId(1);

/// The lines that lead to each state, and to each kind of input that the server reads.
const WAYS: [(Protocol, &[&str]); 14] = [
    (Protocol::Pop3, &[]),
    (Protocol::Pop3, &["USER anna"]),
    (Protocol::Pop3, &["USER anna", "PASS geheim"]),
    (Protocol::Pop3, &["AUTH PLAIN"]),
    (Protocol::Imap, &[]),
    (Protocol::Imap, &["b STARTTLS"]),
    (Protocol::Imap, &["b LOGIN anna geheim"]),
    (Protocol::Imap, &["b LOGIN anna geheim", "c SELECT INBOX"]),
    (Protocol::Imap, &["b LOGIN anna geheim", "c ENABLE IMAP4rev2", "d EXAMINE INBOX"]),
    (Protocol::Imap, &["b LOGIN anna geheim", "c SELECT INBOX", "d SEARCH SUBJECT {4}"]),
    (Protocol::Imap, &["b LOGIN anna geheim", "c SELECT INBOX", "d SEARCH SUBJECT {2}", ""]),
    (Protocol::Imap, &["b LOGIN anna geheim", "c IDLE"]),
    (Protocol::Imap, &["b AUTHENTICATE PLAIN"]),
    (Protocol::Imap, &["b LOGIN anna geheim", "c SELECT Drafts"]),
];

fn lab(preset: Preset, less: &[Switch], (protocol, lines): (Protocol, &[&str])) -> Lab {
    let mut lab = Lab::new(&SCENARIOS[0]);
    lab.run(&Action::Preset { preset });
    for switch in less {
        lab.run(&Action::Switch { switch: *switch, on: !lab.switches().has(*switch) });
    }
    lab.run(&Action::Connect { connection: CONNECTION, protocol, greeting: Greeting::Ok });
    lines.iter().for_each(|line| drop(send(&mut lab, line.as_bytes())));
    lab
}

/// Sends a line; its first refusal, and whether a command failed.
fn send(lab: &mut Lab, line: &[u8]) -> (Option<Refusal>, bool) {
    let octets = [line, b"\r\n"].concat();
    let turns = lab.run(&Action::Send { connection: CONNECTION, octets });
    let refusal = turns.iter().flat_map(|turn| turn.steps()).find_map(|step| match step {
        Step::Refused { refusal, .. } => Some((**refusal).clone()),
        _ => None,
    });
    (refusal, turns.iter().any(|turn| turn.went_wrong()))
}

fn draft(lab: &Lab, line: &[u8]) -> Draft {
    let session = &lab.connection(CONNECTION).expect("it was opened").session;
    session.draft(line, Around { store: lab.store(), switches: lab.switches() })
}

fn is_open(lab: &Lab) -> bool {
    lab.connection(CONNECTION).is_some_and(|connection| connection.is_open())
}

/// The kind of input that the server reads.
fn flow(lab: &Lab) -> &'static str {
    let session = &lab.connection(CONNECTION).expect("it was opened").session;
    session.machines()[1].state().name
}

fn reads_commands(lab: &Lab) -> bool {
    flow(lab) == "Command"
}

/// Compares a draft with the answer to it.
fn compare(lab: &Lab, line: &[u8], place: &str) -> Result<(), String> {
    let draft = draft(lab, line);
    let said = |what: &str| Err(format!("{place}: {:?}: {what}: {draft:?}", line.escape_ascii().to_string()));
    let all: Vec<u8> = draft.wire.spans().iter().flat_map(|span| draft.wire.of(*span)).copied().collect();
    if !line.starts_with(&all) || draft.at > line.len().max(4) {
        return said("its octets are not the line's");
    }
    let (refusal, failed) = send(&mut lab.clone(), line);
    match flow(lab) {
        "Idling" if (draft.verdict == Verdict::Complete) != refusal.is_none() => {
            return said("DONE ends IDLE");
        }
        "Authentication Data" if draft.verdict == Verdict::Wrong && refusal.is_none() && !failed => {
            return said("it is no base64, and was taken");
        }
        "Idling" | "Authentication Data" => return Ok(()),
        _ => {}
    }
    // The content of authentication data is the mechanism's business.
    if refusal.as_ref().is_some_and(|refusal| refusal.why.rule.id.starts_with("sasl-")) {
        return Ok(());
    }
    let key = |refusal: &Refusal| (refusal.kind, refusal.why.rule.id, refusal.at, refusal.why.args.clone());
    let (own, real) = (draft.refusal.as_deref().map(key), refusal.as_ref().map(key));
    if own != real {
        return Err(format!(
            "{place}: {:?}: said {own:?}, and it is {real:?}",
            line.escape_ascii().to_string()
        ));
    }
    if reads_commands(lab) && draft.verdict != Verdict::Complete && refusal.is_none() {
        return said("it is done, and was not called complete");
    }
    if draft.failure.is_some() && !failed {
        return said("it was to fail, and did not");
    }
    Ok(())
}

fn everywhere(lines: &dyn Fn(Protocol) -> Vec<String>) {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (preset, less) in [
        (Preset::ALL[0], &[][..]),
        (Preset::ALL[1], &[]),
        (Preset::ALL[0], &[Switch::LoginDisabled, Switch::Pop3TlsFirst]),
        (Preset::ALL[0], &[Switch::LiteralPlus, Switch::Condstore, Switch::Move, Switch::Pop3Top]),
    ] {
        for way in WAYS {
            let lab = lab(preset, less, way);
            if !is_open(&lab) {
                continue;
            }
            for line in lines(way.0) {
                let place = format!("{} {less:?} {:?}", preset.id(), way.1);
                compared += 1;
                wrong.extend(compare(&lab, line.as_bytes(), &place).err());
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    assert!(compared > 1000, "{compared}");
}

/// The lines of the matrices, which have every command, with its tag.
fn lines(protocol: Protocol) -> Vec<String> {
    match protocol {
        Protocol::Pop3 => POP3.iter().map(|row| row.line.to_owned()).collect(),
        Protocol::Imap => {
            let rows = IMAP.lines().chain(REV2.lines());
            rows.filter_map(|row| row.split('|').next()).map(|line| format!("a1 {}", line.trim())).collect()
        }
    }
}

#[test]
fn what_is_said_of_a_draft_is_what_the_server_says() {
    everywhere(&lines);
}

#[test]
fn so_it_is_for_every_beginning_and_for_mistakes() {
    everywhere(&|protocol| {
        let mut all = Vec::new();
        for line in lines(protocol) {
            all.extend((0..line.len()).step_by(3).filter_map(|end| line.get(..end)).map(str::to_owned));
            all.extend([format!("{line} "), format!("{line} x"), line.replacen(' ', "  ", 1)]);
        }
        all
    });
}

/// Every beginning of a right line is right: the examples, and the lines that the matrices call right.
#[test]
fn no_beginning_of_a_right_line_is_wrong() {
    let mut right = 0;
    for way in WAYS {
        let lab = lab(Preset::ALL[0], &[], way);
        if !reads_commands(&lab) || !is_open(&lab) || way.1.len() == 4 {
            continue;
        }
        let chart = way.0.chart();
        let tag = if way.0.row().tags { "a1 " } else { "" };
        let examples = chart.commands().map(|name| format!("{tag}{}", chart.example(name)));
        for line in examples.chain(lines(way.0)) {
            if draft(&lab, line.as_bytes()).verdict != Verdict::Complete {
                continue;
            }
            right += 1;
            for end in 0..line.len() {
                let begun = draft(&lab, &line.as_bytes()[..end]);
                assert_ne!(
                    begun.verdict,
                    Verdict::Wrong,
                    "{:?} of {line}: {begun:?}",
                    &line.as_bytes()[..end].escape_ascii().to_string()
                );
            }
        }
    }
    assert!(right > 400, "{right}");
}

/// The examples are whole lines wherever they may stand.
#[test]
fn every_example_is_complete() {
    for way in WAYS {
        let lab = lab(Preset::ALL[0], &[], way);
        let tag = if way.0.row().tags { "a1 " } else { "" };
        for trigger in
            way.0.chart().legal(lab.connection(CONNECTION).expect("open").session.machines()[0].state().name)
        {
            if !reads_commands(&lab) || way.1.len() == 4 {
                continue;
            }
            let line = format!("{tag}{}", way.0.chart().example(trigger.name));
            let draft = draft(&lab, line.as_bytes());
            assert_eq!(draft.command.map(|command| command.name), Some(trigger.name), "{line}");
            let missing =
                draft.form().into_iter().any(|(part, state)| state == Part::Later && !part.starts_with('['));
            assert!(!missing, "{line}: {:?}", draft.form());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_octets_are_judged_as_they_will_be(
        octets in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..40),
            "[a-zA-Z0-9 ()\"{}*:,\\\\+.\\[\\]-]{0,40}".prop_map(String::into_bytes),
            "(a1 )?(FETCH|STORE|LIST|SEARCH|RETR|TOP|LOGIN) [A-Z0-9 ()\"{}*:]{0,20}".prop_map(String::into_bytes),
        ],
        way in 0..WAYS.len(),
    ) {
        prop_assume!(!octets.contains(&b'\n'));
        let lab = lab(Preset::ALL[0], &[], WAYS[way]);
        prop_assert_eq!(compare(&lab, &octets, "any"), Ok(()));
    }
}

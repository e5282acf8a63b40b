use super::*;
use crate::engine::chart::{Machine, StateKind, rfc};
use crate::engine::imap::CHART as IMAP;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::pop3::CHART as POP3;
use crate::engine::step::{Rule, Why};
use crate::engine::wire::Role;
use crate::engine::{Action, ConnectionId, Greeting, Lab, Preset, Protocol, Step, Turn};

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
    assert_eq!((greeting.mark, greeting.number, greeting.event), (Mark::Moved, Some(1), None));

    let failed = said(Lang::De, &moved(&mut imap, "LOGIN", Outcome::No));
    assert_eq!(failed.sentence, "LOGIN schlug fehl: bleibt in Not Authenticated.");
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
fn an_event_that_fails_is_still_what_happened() {
    let mut pop3 = Machine::new(&POP3);
    for trigger in ["greeting", "PASS", "QUIT"] {
        moved(&mut pop3, trigger, Outcome::Ok);
    }
    let closing = said(Lang::En, &moved(&mut pop3, "closing", Outcome::No));
    assert_eq!(closing.sentence, "The server closes the connection: UPDATE → CLOSED.");
}

/// The world that the page begins with, after these lines; the last turn that says something, in words.
fn after(protocol: Protocol, preset: Preset, lines: &[&str]) -> [Said; 2] {
    let mut lab = Lab::new(&SCENARIOS[0]);
    let connection = ConnectionId(1);
    lab.run(&Action::Preset { preset });
    lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Ok });
    let mut turns = Vec::new();
    for line in lines {
        turns.extend(lab.run(&Action::Send { connection, octets: format!("{line}\r\n").into_bytes() }));
    }
    [Lang::En, Lang::De]
        .map(|lang| turns.iter().rev().find_map(|turn| say(lang, turn)).expect("something was said"))
}

#[track_caller]
fn is_said(protocol: Protocol, preset: Preset, lines: &[&str], english: &str, german: &str) {
    let [en, de] = after(protocol, preset, lines);
    assert_eq!((en.sentence.as_str(), de.sentence.as_str()), (english, german));
}

#[test]
fn a_refusal_says_one_thing_once_and_then_what_to_do() {
    is_said(
        Protocol::Imap,
        Preset::Strict,
        &["a1 SELECT INBOX"],
        "SELECT works only after login. Send LOGIN first, then SELECT.",
        "SELECT geht erst nach der Anmeldung. Schick zuerst LOGIN, dann SELECT.",
    );
    is_said(
        Protocol::Pop3,
        Preset::TlsFirst,
        &["RETR 1"],
        "RETR works only after login. Send STLS first, then USER, then PASS, then RETR.",
        "RETR geht erst nach der Anmeldung. Schick zuerst STLS, dann USER, dann PASS, dann RETR.",
    );
    is_said(
        Protocol::Imap,
        Preset::Strict,
        &["a1 LOGIN anna geheim", "a2 LOGIN anna geheim"],
        "LOGIN works only before login. That takes a new connection.",
        "LOGIN geht nur vor der Anmeldung. Dafür brauchst du eine neue Verbindung.",
    );
}

#[test]
fn a_near_miss_is_told_what_it_was_meant_to_be() {
    for (protocol, line, meant) in [
        (Protocol::Imap, "a1 NOOOP", Some("NOOP")),
        (Protocol::Imap, "a1 RETR 1", Some("FETCH 1 BODY[]")),
        (Protocol::Imap, "a1 WIBBLE", None),
        (Protocol::Pop3, "RETRIEVE 1", Some("RETR 1")),
        (Protocol::Pop3, "FETCH 2 BODY[]", Some("RETR 2")),
        (Protocol::Pop3, "a1 STAT", Some("STAT")),
        (Protocol::Pop3, "WIBB", None),
    ] {
        let [english, german] = after(protocol, Preset::Strict, &[line]).map(|said| said.sentence);
        let ends = |sentence: &str, asks: &str| match meant {
            Some(meant) => sentence.ends_with(&asks.replace("{}", meant)),
            None => !sentence.contains(asks.split("{}").next().unwrap_or_default()),
        };
        assert!(ends(&english, " Did you mean “{}”?"), "{line}: {english}");
        assert!(ends(&german, " Meintest du „{}“?"), "{line}: {german}");
    }
}

#[test]
fn a_server_that_says_no_to_mistakes_is_not_told_to_have_said_bad() {
    is_said(
        Protocol::Imap,
        Preset::NoForBad,
        &["a1 FOO"],
        "This server does not know a command “FOO”; CAPABILITY tells what it can do. \
         By the book the answer would be BAD; this server says NO to mistakes as well.",
        "„FOO“ ist kein Kommando, das dieser Server kennt; CAPABILITY sagt, was er kann. \
         Nach dem Standard wäre die Antwort BAD; dieser Server sagt auch zu Fehlern NO.",
    );
}

#[test]
fn what_an_optional_command_is_called() {
    is_said(
        Protocol::Pop3,
        Preset::MinimalPop3,
        &["TOP 1 1"],
        "TOP is optional in RFC 1939, and this server does not have it.",
        "TOP ist in RFC 1939 freiwillig, und dieser Server hat es nicht.",
    );
}

#[test]
fn none_is_said_as_none() {
    let login = ["USER anna", "PASS geheim"];
    is_said(
        Protocol::Pop3,
        Preset::Strict,
        &[&login[..], &["QUIT"]].concat(),
        "Nothing was marked, so nothing was deleted; the mailbox is free again.",
        "Nichts war markiert, also ist nichts gelöscht; das Postfach ist wieder frei.",
    );
    let [second, _] = after(Protocol::Pop3, Preset::Strict, &[&login[..], &["DELE 1", "DELE 2"]].concat());
    assert_eq!(second.effects, ["2 messages are marked now, and still there."]);
}

/// The refusal of the last line, after SELECT INBOX.
#[track_caller]
fn wanted(lines: &[&str], english: &str) {
    let [en, _] =
        after(Protocol::Imap, Preset::Strict, &[&["a LOGIN anna geheim", "b SELECT INBOX"], lines].concat());
    assert_eq!(en.sentence, english);
    assert_eq!(en.mark, Mark::Refused);
}

#[test]
fn a_bad_line_is_told_what_is_wanted() {
    wanted(
        &["c LIST"],
        "Something is missing after LIST. It takes two arguments, for example: LIST \"\" \"*\"",
    );
    wanted(
        &["c SELECT Meine Post"],
        "A space ends a name. A name with a space in it needs quotation marks: \"Meine Post\"",
    );
    wanted(
        &["c DELETE Meine Post"],
        "A space ends a name. A name with a space in it needs quotation marks: \"Meine Post\"",
    );
    wanted(
        &["c CREATE Übung"],
        "“Ü” is not in ASCII. Names of mailboxes travel in modified UTF-7; this one is written &ANw-bung",
    );
    wanted(
        &["c CREATE Schülerpost"],
        "“ü” is not in ASCII. Names of mailboxes travel in modified UTF-7; this one is written Sch&APw-lerpost",
    );
    wanted(
        &["c SEARCH SUBJECT Übung"],
        "“Ü” is not in ASCII, so it can come only in a literal: end the line with {6}, and send the text once “+” \
         has come (SEARCH also wants CHARSET UTF-8).",
    );
    let long = format!("c SEARCH SUBJECT {}", "ü".repeat(60));
    wanted(
        &[&long],
        "“ü” is not in ASCII, so it can come only in a literal: end the line with {120}, and send the text once “+” \
         has come (SEARCH also wants CHARSET UTF-8).",
    );
    wanted(
        &["c STORE 1 \\Seen"],
        "Before the flags you say what to do with them: +FLAGS sets, -FLAGS clears, FLAGS replaces. For example: \
         STORE 1 +FLAGS (\\Seen)",
    );
    wanted(
        &["c FETCH 101 FLAGS"],
        "101 is a UID, and numbers only go up to 7. Send UID FETCH 101 or, by number, FETCH 1",
    );
    wanted(&["c FETCH 8 FLAGS"], "There is no message 8: the mailbox has 7 messages, numbered without gaps.");
    wanted(
        &["LOGIN anna geheim"],
        "Here “LOGIN” was taken for the tag, for every command begins with one. Send, for example: A1 LOGIN",
    );
    wanted(
        &["c FETCH 1 FLAGS UID"],
        "Several items go in parentheses, for example: FETCH 1 (FLAGS ENVELOPE)",
    );
    wanted(
        &["c STATUS INBOX MESSAGES"],
        "Several items go in parentheses, for example: STATUS Sent (MESSAGES UNSEEN)",
    );
    wanted(
        &["c NOOP "],
        "There is more on the line than NOOP takes, be it only a space at the end. Right is, for example: NOOP",
    );
    wanted(
        &["c CREATE \"Post"],
        "The quotation mark at the end is missing: after the first there must be a second.",
    );
    wanted(&["c CREATE “Post”"], "“ is a typographic quotation mark. Commands use the straight one: \"");
    wanted(
        &["c FETCH x FLAGS"],
        "“x” is not a number. Message numbers go here, such as 1 or 1,3 or 2:4 or 1:*, for example: FETCH 1 (FLAGS ENVELOPE)",
    );
    wanted(&["c CREATE {7}", "Übungen"], "You announced 7 octets and sent 8: “Ü” alone is 2.");
    wanted(&["c CREATE {5}", "Projekte"], "You announced 5 octets and sent 8.");
    wanted(&["c CREATE {9}", "Übungen"], "You announced 9 octets and sent 8: “Ü” alone is 2.");
}

#[test]
fn mail_that_has_come_is_not_denied() {
    let mut lab = Lab::new(&SCENARIOS[0]);
    let connection = ConnectionId(1);
    lab.run(&Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Ok });
    let mut send =
        |line: &str| lab.run(&Action::Send { connection, octets: format!("{line}\r\n").into_bytes() }).pop();
    send("a LOGIN anna geheim");
    send("b SELECT INBOX");
    lab.run(&Action::Deliver { account: "anna".into(), message: b"Subject: new\r\n\r\n".to_vec() });
    let turn = lab.run(&Action::Send { connection, octets: b"c FETCH 8 FLAGS\r\n".to_vec() }).pop();
    let said = turn.and_then(|turn| say(Lang::En, &turn)).expect("a refusal");
    assert_eq!(
        said.sentence,
        "You have been told of 7 messages; what has come since gets its number when the server tells you. \
         Send NOOP first."
    );
}

#[test]
fn every_set_of_states_has_words_and_every_command_a_use() {
    for chart in [&POP3, &IMAP] {
        for trigger in chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command) {
            for lang in Lang::ALL {
                let hint = hint(chart, lang, trigger.name).expect("a command");
                assert!(!hint.does.is_empty(), "{} has no line in commands.txt", trigger.name);
                assert_eq!(hint.example.is_none(), trigger.form == trigger.name, "{}", trigger.name);
            }
            let everywhere =
                chart.states.iter().filter(|state| trigger.valid_in.contains(&state.name)).count();
            let states = trigger.valid_in.join("-").to_ascii_lowercase().replace(' ', "-");
            let always =
                everywhere == chart.states.iter().filter(|it| it.kind == StateKind::Ordinary).count();
            let at_login = trigger.valid_in.len() > 1 && chart.name == "pop3";
            assert!(always || at_login || Key::from_id(&format!("only-{states}")).is_some(), "only-{states}");
        }
    }
}

#[test]
fn octets_are_told_by_role_flag_and_protocol() {
    let told = |protocol, it| role(Lang::En, protocol, it);
    assert!(told(Protocol::Pop3, Role::Keyword).contains("three or four letters"));
    assert!(!told(Protocol::Imap, Role::Keyword).contains("three or four letters"));
    for (it, protocol) in Role::ALL.iter().flat_map(|it| Protocol::ALL.map(|protocol| (*it, protocol))) {
        assert!(Lang::ALL.into_iter().all(|lang| !role(lang, protocol, it).is_empty()), "{it:?}");
    }
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
        assert!(Key::from_id(&id).is_some(), "www/locales/*/later/switches.txt lacks {id}");
    }
    for row in crate::engine::switches::SWITCHES {
        let id = format!("switch-{}", row.id);
        assert!(Key::from_id(&id).is_some(), "www/locales/*/later/switches.txt lacks {id}");
    }
}

#[test]
fn citations() {
    assert_eq!(citation(1939, "7"), "RFC 1939 §7");
    assert_eq!(address(3501, "6.3.1"), "https://www.rfc-editor.org/rfc/rfc3501#section-6.3.1");
}

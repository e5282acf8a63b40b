//! The figures of RFC 3501 §3 and RFC 9051 §3, typed by hand from their pages: their arrows are the chart's, and
//! the chart has no others. What stays in a state is no arrow there.

use postamt::engine::chart::{Edge, Outcome};
use postamt::engine::{Switch, imap};
use std::collections::BTreeSet;

/// RFC 3501 §3: boxes, arrows with their numbers, and below the figure what the numbers mean. `(7)` leaves each
/// of three boxes; "server shutdown, or connection closed" are three events here, since the server's timer (§5.4)
/// closes connections as well.
const RFC_3501: &str = "\
(1) Server Greeting -> Not Authenticated: connection without pre-authentication (OK greeting)
(2) Server Greeting -> Authenticated: pre-authenticated connection (PREAUTH greeting)
(3) Server Greeting -> Logout: rejected connection (BYE greeting)
(4) Not Authenticated -> Authenticated: successful LOGIN or AUTHENTICATE command
(5) Authenticated -> Selected: successful SELECT or EXAMINE command
(6) Selected -> Authenticated: CLOSE command, or failed SELECT or EXAMINE command
(7) Not Authenticated -> Logout: LOGOUT command, server shutdown, or connection closed
(7) Authenticated -> Logout: LOGOUT command, server shutdown, or connection closed
(7) Selected -> Logout: LOGOUT command, server shutdown, or connection closed
";

/// RFC 9051 §3: the same figure, and other words for (6). This server never closes a mailbox by itself, so that
/// an unsolicited CLOSED response code has no trigger.
const RFC_9051_6: &str = "\
(6) Selected -> Authenticated: CLOSE or UNSELECT command, unsolicited CLOSED response code, or failed SELECT or EXAMINE command";

/// The words below the figures as the chart has them: triggers, and whether they succeed.
const MEANINGS: &[(&str, &[(&str, bool)])] = &[
    ("connection without pre-authentication (OK greeting)", &[("greeting OK", true)]),
    ("pre-authenticated connection (PREAUTH greeting)", &[("greeting PREAUTH", true)]),
    ("rejected connection (BYE greeting)", &[("greeting BYE", true)]),
    ("successful LOGIN or AUTHENTICATE command", &[("LOGIN", true), ("AUTHENTICATE", true)]),
    ("successful SELECT or EXAMINE command", &[("SELECT", true), ("EXAMINE", true)]),
    (
        "CLOSE command, or failed SELECT or EXAMINE command",
        &[("CLOSE", true), ("SELECT", false), ("EXAMINE", false)],
    ),
    (
        "CLOSE or UNSELECT command, unsolicited CLOSED response code, or failed SELECT or EXAMINE command",
        &[("CLOSE", true), ("UNSELECT", true), ("SELECT", false), ("EXAMINE", false)],
    ),
    (
        "LOGOUT command, server shutdown, or connection closed",
        &[("LOGOUT", true), ("shutdown", true), ("disconnect", true), ("timeout", true)],
    ),
];

/// Number, box, box, trigger, and whether it succeeds.
type Arrow = (u8, String, String, String, bool);

fn of_figure(figure: &str) -> BTreeSet<Arrow> {
    let mut arrows = BTreeSet::new();
    for line in figure.lines() {
        let (number, rest) = line[1..].split_once(") ").expect("a number in parentheses");
        let (ends, words) = rest.split_once(": ").expect("boxes and words");
        let (from, to) = ends.split_once(" -> ").expect("an arrow");
        let meaning = MEANINGS.iter().find(|(text, _)| *text == words).expect("words with a meaning").1;
        for (trigger, good) in meaning {
            let number = number.parse().expect("a number");
            arrows.insert((number, from.to_owned(), to.to_owned(), (*trigger).to_owned(), *good));
        }
    }
    arrows
}

fn of_chart(edges: impl Iterator<Item = &'static Edge>) -> BTreeSet<Arrow> {
    let mut arrows = BTreeSet::new();
    for edge in edges {
        for on in edge.on {
            for trigger in on.triggers {
                let number = edge.number.unwrap_or_else(|| panic!("{} leads on without a number", edge.id));
                let good = on.outcome == Outcome::Ok;
                arrows.insert((number, edge.from.into(), edge.to.into(), (*trigger).into(), good));
            }
        }
    }
    arrows
}

#[test]
fn the_figure_of_rfc_9051_section_3() {
    let kept: Vec<&str> = RFC_3501.lines().filter(|line| !line.starts_with("(6)")).collect();
    let figure = [&kept.join("\n"), RFC_9051_6].join("\n");
    assert_eq!(of_chart(imap::CHART.edges.iter().filter(|edge| !edge.is_loop())), of_figure(&figure));
}

#[test]
fn the_figure_of_rfc_3501_section_3() {
    // An extension's edges are not in that figure.
    let extends = |arrow: &Arrow| {
        let needs = imap::CHART.trigger(&arrow.3).and_then(|trigger| trigger.needs);
        needs.is_some_and(|switch| switch != Switch::StartTls)
    };
    let mut arrows = of_chart(imap::CHART.edges.iter().filter(|edge| !edge.is_loop()));
    arrows.retain(|arrow| !extends(arrow));
    assert_eq!(arrows, of_figure(RFC_3501));
}

#[test]
fn no_loop_has_a_number() {
    assert!(imap::CHART.edges.iter().all(|edge| edge.is_loop() == edge.number.is_none()));
}

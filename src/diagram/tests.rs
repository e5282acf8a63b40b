//! Every layout has a place for all of its chart, and nothing in it covers anything else.

use super::geometry::{Line, Point, Rect};
use super::layout::{Layout, layout};
use super::*;
use crate::engine::chart::{Chart, Moved, Outcome, TriggerKind, rfc};
use crate::engine::step::{Refusal, RefusalKind, Rule, Step, Why};
use crate::engine::{ConnectionId, Protocol, Turn, imap, pop3};
use crate::i18n::{Key, Lang, text};

const CHARTS: [&Chart; 2] = [&pop3::CHART, &imap::CHART];
const SHAPES: [Shape; 2] = [Shape::Wide, Shape::Narrow];

fn scene(chart: &'static Chart, state: &'static str, shape: Shape) -> Scene<'static> {
    let protocol = if chart.name == "imap" { Protocol::Imap } else { Protocol::Pop3 };
    let flows = protocol.row().charts[1..].iter().map(|chart| (*chart, chart.initial().name)).collect();
    Scene { chart, state, flows, turn: None, detail: None, serial: 0, shape }
}

fn everywhere(mut check: impl FnMut(&'static Chart, Shape, &Layout, Picture)) {
    for chart in CHARTS {
        for shape in SHAPES {
            let layout = layout(chart.name, shape).expect("the chart has a layout");
            let picture = draw(&scene(chart, chart.initial().name, shape)).expect("the chart has a layout");
            check(chart, shape, layout, picture);
        }
    }
}

#[test]
fn every_state_and_every_edge_has_a_place() {
    everywhere(|chart, shape, _, picture| {
        for state in chart.states {
            assert!(
                picture.nodes.iter().any(|node| node.name == state.name),
                "{shape:?}: no box for {}; add it to src/diagram/layout/{}.rs",
                state.name,
                chart.name
            );
        }
        for edge in chart.edges {
            assert!(
                picture.arrows.iter().any(|arrow| arrow.id == edge.id),
                "{shape:?}: no route for {}; add it to src/diagram/layout/{}.rs",
                edge.id,
                chart.name
            );
        }
    });
}

#[test]
fn a_layout_names_only_what_its_chart_has() {
    everywhere(|chart, _, layout, _| {
        for place in layout.boxes {
            assert!(chart.state(place.state).is_some(), "{}", place.state);
        }
        for route in layout.routes {
            let edge = chart.edge(route.edge).unwrap_or_else(|| panic!("no edge {}", route.edge));
            for trigger in route.words.rows.iter().copied().flatten() {
                let taken = edge.on.iter().any(|on| on.triggers.contains(trigger));
                assert!(taken, "{} is not taken by {trigger}", edge.id);
            }
        }
    });
}

#[test]
fn lines_begin_and_end_on_the_border_of_their_boxes() {
    everywhere(|chart, shape, layout, picture| {
        let rect = |name: &str| picture.nodes.iter().find(|node| node.name == name).expect("drawn").rect;
        for route in layout.routes {
            let edge = chart.edge(route.edge).expect("a layout names only what its chart has");
            let line = Line::through(route.corners);
            assert!(on_border(rect(edge.from), line.at(0.0)), "{shape:?}: {} begins nowhere", edge.id);
            assert!(on_border(rect(edge.to), line.at(1.0)), "{shape:?}: {} ends nowhere", edge.id);
        }
        for block in layout.blocks {
            let start = Line::through(block.corners).at(0.0);
            assert!(on_border(rect(block.from), start), "{shape:?}: block from {}", block.from);
        }
    });
}

/// Whether the point is on the border of the box and clear of its rounded corners.
fn on_border(rect: Rect, at: Point) -> bool {
    let (right, bottom) = (rect.x + rect.w, rect.y + rect.h);
    let beside = (at.x == rect.x || at.x == right) && at.y >= rect.y + 7.0 && at.y <= bottom - 7.0;
    let above = (at.y == rect.y || at.y == bottom) && at.x >= rect.x + 7.0 && at.x <= right - 7.0;
    beside || above
}

#[test]
fn lines_are_straight_and_run_through_no_box() {
    everywhere(|_, shape, layout, picture| {
        for route in layout.routes {
            for pair in route.corners.windows(2) {
                assert!(pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1, "{} is crooked", route.edge);
                let segment = thin(pair[0], pair[1], 0.0);
                for node in &picture.nodes {
                    let rect = node.rect;
                    let inside = Rect { x: rect.x + 1.0, y: rect.y + 1.0, w: rect.w - 2.0, h: rect.h - 2.0 };
                    assert!(!segment.overlaps(&inside), "{shape:?}: {} crosses {}", route.edge, node.name);
                }
            }
        }
    });
}

#[test]
fn no_words_cover_a_line_a_box_or_other_words() {
    everywhere(|_, shape, layout, picture| check_words(layout, shape, &picture));
}

#[test]
fn no_words_cover_anything_when_an_edge_was_taken() {
    for shape in SHAPES {
        every_move(|moved| {
            let picture =
                draw(&Scene { turn: Some(&moving(moved)), ..scene(moved.chart, moved.edge.to, shape) });
            let layout = layout(moved.chart.name, shape).expect("the chart has a layout");
            check_words(layout, shape, &picture.expect("the chart has a layout"));
        });
    }
}

#[test]
fn no_words_cover_anything_when_a_command_was_refused() {
    everywhere(|chart, shape, layout, _| {
        let commands = || chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command);
        for state in chart.states.iter().filter(|state| chart.legal(state.name).next().is_some()) {
            for trigger in commands().filter(|trigger| !trigger.valid_in.contains(&state.name)) {
                let refusal = refusal(chart, state.name, trigger.name);
                let picture =
                    draw(&Scene { turn: Some(&refusing(refusal)), ..scene(chart, state.name, shape) });
                let picture = picture.expect("the chart has a layout");
                let (name, state) = (trigger.name, state.name);
                assert!(picture.blocked.is_some(), "{shape:?}: {name} in {state} is not drawn");
                check_words(layout, shape, &picture);
            }
        }
    });
}

static RULE: Rule = Rule { id: "test", rfc: rfc(1939, "3") };

fn moving(moved: Moved) -> Turn {
    Turn::from_iter([Step::Moved { connection: ConnectionId(1), moved, why: Why::from(&RULE) }])
}

fn refusing(refusal: Refusal) -> Turn {
    Turn::from_iter([Step::Refused { connection: ConnectionId(1), refusal }])
}

/// A refusal as the engine makes it for a command that is not valid in a state.
fn refusal(chart: &'static Chart, state: &'static str, command: &str) -> Refusal {
    Refusal {
        came: command.to_owned(),
        kind: RefusalKind::NotNow,
        state,
        legal: chart.legal(state).map(|trigger| trigger.name).collect(),
        way: chart.way(state, command),
        valid_in: chart.trigger(command).map_or(&[], |trigger| trigger.valid_in),
        at: None,
        expected: Vec::new(),
        why: (&RULE).into(),
    }
}

/// Calls `check` with every move that a chart allows.
fn every_move(mut check: impl FnMut(Moved)) {
    for chart in CHARTS {
        for edge in chart.edges {
            for on in edge.on {
                for trigger in on.triggers {
                    let trigger = chart.trigger(trigger).expect("the chart knows its triggers");
                    check(Moved { chart, edge, trigger, outcome: on.outcome });
                }
            }
        }
    }
}

/// Words keep clear of boxes, lines, signs and each other, and stay in the picture, in both languages.
fn check_words(layout: &Layout, shape: Shape, picture: &Picture) {
    let around = |at: Point, half: (f32, f32)| Rect {
        x: at.x - half.0,
        y: at.y - half.1,
        w: 2.0 * half.0,
        h: 2.0 * half.1,
    };
    let mut things: Vec<(String, Rect)> = Vec::new();
    for node in &picture.nodes {
        things.push((node.name.to_owned(), node.rect));
    }
    for route in layout.routes {
        for pair in route.corners.windows(2) {
            things.push((format!("the line {}", route.edge), thin(pair[0], pair[1], 2.0)));
        }
    }
    for arrow in &picture.arrows {
        let number = arrow.number.filter(|_| !arrow.is_loss);
        things
            .extend(number.map(|(_, at)| (format!("the number of {}", arrow.id), around(at, (13.0, 10.0)))));
        things.extend(arrow.step.map(|(step, at)| (format!("step {step}"), around(at, (9.0, 9.0)))));
    }
    things.extend(
        picture.blocked.iter().map(|blocked| ("the stop sign".to_owned(), around(blocked.sign, (9.0, 9.0)))),
    );
    for lang in Lang::ALL {
        let labels = picture.arrows.iter().filter_map(|arrow| {
            let is_strong = arrow.is_fired || arrow.step.is_some();
            Some((arrow.id.to_owned(), area(lang, arrow.label.as_ref()?, is_strong)))
        });
        let refused = picture.blocked.iter().map(|blocked| {
            let w = blocked.command.iter().map(|row| width(row, true)).fold(0.0, f32::max);
            (blocked.command.join(" "), place(blocked.words, blocked.anchor, w, blocked.command.len()))
        });
        let words: Vec<(String, Rect)> = labels.chain(refused).collect();
        for (index, (id, rect)) in words.iter().enumerate() {
            for (what, other) in things.iter().chain(&words[..index]) {
                assert!(
                    !rect.overlaps(other),
                    "{lang:?} {shape:?}: the words of {id} at {rect:?} cover {what} at {other:?}"
                );
            }
            let (w, h) = (f32::from(picture.size.0), f32::from(picture.size.1));
            assert!(
                rect.x >= 0.0 && rect.y >= 0.0 && rect.x + rect.w <= w && rect.y + rect.h <= h,
                "{lang:?} {shape:?}: the words of {id} at {rect:?} leave the picture"
            );
        }
    }
}

fn thin(a: (i16, i16), b: (i16, i16), half: f32) -> Rect {
    let (x, y) = (f32::from(a.0.min(b.0)), f32::from(a.1.min(b.1)));
    let (w, h) = (f32::from((a.0 - b.0).abs()), f32::from((a.1 - b.1).abs()));
    Rect { x: x - half, y: y - half, w: w + 2.0 * half, h: h + 2.0 * half }
}

/// The area that words cover.
fn area(lang: Lang, label: &Label, is_strong: bool) -> Rect {
    let one = |row: &Vec<Word>| -> f32 {
        let words: Vec<String> = row
            .iter()
            .map(|word| {
                let name = match word.kind {
                    WordKind::Event => {
                        text(lang, Key::from_id(&word.key()).expect("events have short names"))
                    }
                    _ => word.text,
                };
                match word.reply {
                    Some(reply) => format!("{name} {reply}"),
                    None => name.to_owned(),
                }
            })
            .collect();
        width(&words.join(label.separator), is_strong)
    };
    place(label.at, label.anchor, label.rows.iter().map(one).fold(0.0, f32::max), label.rows.len())
}

/// The width of a text set in 14 units of a wide font (DejaVu Sans), which is wider when it is bold.
fn width(text: &str, is_strong: bool) -> f32 {
    text.chars().map(wide).sum::<f32>() * if is_strong { 15.2 } else { 14.0 }
}

fn place(at: Point, anchor: Anchor, w: f32, rows: usize) -> Rect {
    let h = rows as f32 * 17.0 - 3.0;
    let x = if anchor == Anchor::End { at.x - w } else { at.x };
    Rect { x, y: at.y - h / 2.0, w, h }
}

/// About a character's width in DejaVu Sans, in em.
fn wide(c: char) -> f32 {
    match c {
        'I' | 'J' | ' ' | 'i' | 'l' | 'j' | ',' | '.' | '(' | ')' => 0.32,
        'f' | 't' | 'r' | '-' => 0.4,
        'M' | 'W' | 'm' | 'w' => 0.93,
        '…' => 1.0,
        'O' | 'G' | 'Q' | 'D' | 'N' | 'H' | 'U' => 0.76,
        'A'..='Z' => 0.66,
        _ => 0.61,
    }
}

#[test]
fn what_was_taken_is_the_one_edge_that_is_drawn_as_taken() {
    every_move(|moved| {
        let (edge, trigger) = (moved.edge, moved.trigger);
        let picture = draw(&Scene { turn: Some(&moving(moved)), ..scene(moved.chart, edge.to, Shape::Wide) })
            .expect("drawn");
        let fired: Vec<&Arrow> = picture.arrows.iter().filter(|arrow| arrow.is_fired).collect();
        assert_eq!(fired.iter().map(|arrow| arrow.id).collect::<Vec<_>>(), [edge.id]);
        let words = fired[0].words.iter().filter(|word| word.is_fired);
        assert_eq!(words.map(|word| word.text).collect::<Vec<_>>(), [trigger.name]);
        let journey = picture.journey.expect("the token travels");
        assert!(journey.ends_with("L0 0"), "{journey}");
    });
}

#[test]
fn a_refusal_shows_where_the_command_belongs_and_the_way_there() {
    let refusal = refusal(&imap::CHART, "Not Authenticated", "FETCH");
    let picture = draw(&Scene {
        turn: Some(&refusing(refusal)),
        ..scene(&imap::CHART, "Not Authenticated", Shape::Wide)
    });
    let picture = picture.expect("drawn");
    let blocked = picture.blocked.expect("a blocked line");
    assert_eq!((blocked.to, blocked.command), (Some("Selected"), vec!["FETCH".to_owned()]));
    let mut steps: Vec<_> =
        picture.arrows.iter().filter_map(|arrow| Some((arrow.step?.0, arrow.id))).collect();
    steps.sort_unstable();
    assert_eq!(steps, [(1, "NotAuthenticated-LOGIN-Authenticated"), (2, "Authenticated-SELECT-Selected")]);
    assert_eq!(
        picture.nodes.iter().filter(|node| node.is_goal).map(|node| node.name).collect::<Vec<_>>(),
        ["Selected"]
    );
    assert!(picture.nodes.iter().all(|node| !node.is_reached), "nothing moved");
}

#[test]
fn what_no_state_knows_is_stopped_where_it_was_said() {
    let came = "XYZZY plugh\u{7} and a long story after it, longer than any row".to_owned();
    let refusal = Refusal {
        came,
        kind: RefusalKind::Unknown,
        way: None,
        valid_in: &[],
        ..refusal(&pop3::CHART, "TRANSACTION", "")
    };
    let picture =
        draw(&Scene { turn: Some(&refusing(refusal)), ..scene(&pop3::CHART, "TRANSACTION", Shape::Wide) });
    let blocked = picture.expect("drawn").blocked.expect("a stop sign");
    assert_eq!((blocked.to, blocked.beyond), (None, None));
    assert_eq!(blocked.command, ["XYZZY", "plugh and a l…"]);
}

#[test]
fn a_failed_command_is_drawn_with_the_servers_word() {
    let edge = imap::CHART.edge("NotAuthenticated-loop").expect("a loop");
    let trigger = imap::CHART.trigger("LOGIN").expect("a command");
    let moved = Moved { chart: &imap::CHART, edge, trigger, outcome: Outcome::No };
    let picture = draw(&Scene { turn: Some(&moving(moved)), ..scene(&imap::CHART, edge.to, Shape::Wide) })
        .expect("drawn");
    let arrow = picture.arrows.iter().find(|arrow| arrow.is_fired).expect("fired");
    let rows = &arrow.label.as_ref().expect("words").rows;
    assert_eq!((rows.len(), rows[0][0].text, rows[0][0].reply), (1, "LOGIN", Some("NO")));
}

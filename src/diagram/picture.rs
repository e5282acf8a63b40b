//! The picture that the page draws: boxes, lines, words and signs, with everything decided but colours and language.

use super::geometry::{Line, Point, Rect};
use super::layout::{Anchor, Block, Layout, Place, Route, Shape, Words, layout};
use crate::engine::chart::{Chart, Edge, EdgeKind, Moved, Outcome, Rfc, State, StateKind, TriggerKind};
use crate::engine::step::{Refusal, RefusalKind};
use crate::engine::{Protocol, Turn};

/// A session to be drawn: its state, and the current turn's effect on it.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The protocol's chart.
    pub chart: &'static Chart,
    /// The session's state after the turn: a name of that chart.
    pub state: &'static str,
    /// The charts that stand beside it, each with its state.
    pub flows: Vec<(&'static Chart, &'static str)>,
    /// The session's turn that is shown.
    pub turn: Option<&'a Turn>,
    /// The current state's subject, such as `INBOX · read-write`: it stands in place of the state's
    /// explanation.
    pub detail: Option<String>,
    /// A number that differs between any two turns; a motion starts again when it changes.
    pub serial: u64,
    /// The space to draw for.
    pub shape: Shape,
}

/// A picture. Units and axes as in [`super::geometry`].
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The chart's name.
    pub protocol: &'static str,
    /// Width and height.
    pub size: (i16, i16),
    /// The space that it was drawn for.
    pub shape: Shape,
    /// Every state of the chart, in its order.
    pub nodes: Vec<Node>,
    /// Every edge of the chart, in its order.
    pub arrows: Vec<Arrow>,
    /// The refused command.
    pub blocked: Option<Blocked>,
    /// The charts beside the connection's own.
    pub flows: Vec<Flow>,
    /// The beginning of the sample line that explains lost connections.
    pub legend: Option<Point>,
    /// The token's place of rest, at the current state.
    pub rest: Point,
    /// The way of the token in this turn, as SVG path data relative to its place of rest, where it ends.
    pub journey: Option<String>,
    /// The serial number of the scene.
    pub serial: u64,
}

/// A state's box.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The name that the RFC gives it.
    pub name: &'static str,
    /// The RFC's section about it.
    pub rfc: Rfc,
    /// The commands that are valid here.
    pub legal: Vec<&'static str>,
    /// The key of its explanation in the catalogues: `state-pop3-authorization`.
    pub key: String,
    /// The box.
    pub rect: Rect,
    /// Whether the box is too low for two lines of text.
    pub is_flat: bool,
    /// Whether no edge leaves it.
    pub is_terminal: bool,
    /// Whether the session is here.
    pub is_current: bool,
    /// Whether the token has just come from another state.
    pub is_reached: bool,
    /// Whether the refused command would be valid here.
    pub is_goal: bool,
    /// The current state's subject.
    pub detail: Option<String>,
}

/// An edge's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The chart's id of the edge.
    pub id: &'static str,
    /// The state that it leaves.
    pub from: &'static str,
    /// The state that it leads to.
    pub to: &'static str,
    /// The line up to its arrowhead, as SVG path data.
    pub shaft: String,
    /// The arrowhead, as SVG path data.
    pub head: String,
    /// The number in the RFC's figure and the middle of its pill.
    pub number: Option<(u8, Point)>,
    /// The words beside it.
    pub label: Option<Label>,
    /// All its triggers, for a description.
    pub words: Vec<Word>,
    /// Whether it leads back to the state that it leaves.
    pub is_loop: bool,
    /// Whether it is a failure or a loss.
    pub is_loss: bool,
    /// Whether it was taken in this turn.
    pub is_fired: bool,
    /// Its place, from 1, in the shortest legal way, and the middle of the badge that says so.
    pub step: Option<(usize, Point)>,
}

/// Words in rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The left or right end of the rows, and the middle of their height.
    pub at: Point,
    /// The part of each row that stands there.
    pub anchor: Anchor,
    /// The rows.
    pub rows: Vec<Vec<Word>>,
    /// The separator between two words of a row: a loop's many words need no comma.
    pub separator: &'static str,
}

/// A word of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// A command, an event's name, or an ellipsis.
    pub text: &'static str,
    /// Its kind.
    pub kind: WordKind,
    /// The command's form; empty for the others.
    pub form: &'static str,
    /// The RFC's section about it.
    pub rfc: Option<Rfc>,
    /// The server's word for its failure, if it has to be named: `NO`, `-ERR`.
    pub reply: Option<&'static str>,
    /// Whether it took the edge in this turn.
    pub is_fired: bool,
}

/// The kind of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// Protocol text.
    Command,
    /// An event of the chart, to be translated: `timeout`.
    Event,
    /// `…`: there are more.
    More,
}

/// A refused command, as a line that ends at a stop sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocked {
    /// The session's state, which stays.
    pub from: &'static str,
    /// The state in which the command would be valid, if there is one.
    pub to: Option<&'static str>,
    /// The refused line, shortened, in one or two rows.
    pub command: Vec<String>,
    /// The line up to the sign, as SVG path data.
    pub line: String,
    /// The rest, which is not taken.
    pub beyond: Option<String>,
    /// The middle of the stop sign.
    pub sign: Point,
    /// One end of the command's name, and the middle of its height.
    pub words: Point,
    /// That end.
    pub anchor: Anchor,
}

/// A chart beside the connection's own: a row of names.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The chart's name.
    pub chart: &'static str,
    /// Its states, in its order.
    pub states: Vec<FlowState>,
}

/// A state of such a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowState {
    /// The state's name.
    pub name: &'static str,
    /// Its explanation's key in the catalogues.
    pub key: String,
    /// Whether the machine is here.
    pub is_current: bool,
    /// Whether the machine begins here: nothing special is being read.
    pub is_initial: bool,
}

impl Scene<'_> {
    fn refusal(&self) -> Option<&Refusal> {
        self.turn.and_then(Turn::refusal)
    }
}

impl Word {
    fn bare(text: &'static str, kind: WordKind) -> Self {
        Self { text, kind, form: "", rfc: None, reply: None, is_fired: false }
    }

    /// The key of an event's short name in the catalogues: `short-greeting-ok`.
    pub fn key(&self) -> String {
        format!("short-{}", self.text.to_ascii_lowercase().replace(' ', "-"))
    }
}

/// The characters of a client's line that are looked at.
const LONGEST: usize = 40;
/// The share of a blocked line that lies before its sign.
const STOP: f32 = 0.5;

/// The picture of a scene; `None` for a chart that has no layout.
pub fn draw(scene: &Scene) -> Option<Picture> {
    let layout = layout(scene.chart.name, scene.shape).or_else(|| layout(scene.chart.name, Shape::Wide))?;
    let fired = scene.turn.and_then(|turn| turn.move_of(scene.chart));
    let blocked = scene.refusal().and_then(|refusal| block(refusal, layout));
    let place = layout.boxes.iter().find(|place| place.state == scene.state)?;
    let rest = Point { x: f32::from(place.at.0 + place.rest), ..point(place.at) };
    let journey = match (fired, &blocked) {
        (Some(moved), _) => route(layout, moved.edge).map(Route::line),
        (None, Some((line, _))) => Some(line.until(STOP * 0.8).there_and_back()),
        _ => None,
    };
    let journey = journey.map(|line| line.then(rest).seen_from(rest).path());
    let blocked = blocked.map(|(_, blocked)| blocked);
    let goal = blocked.as_ref().and_then(|blocked| blocked.to);
    Some(Picture {
        protocol: scene.chart.name,
        size: layout.size,
        shape: scene.shape,
        nodes: scene
            .chart
            .states
            .iter()
            .filter_map(|state| node(scene, layout, state, fired, goal))
            .collect(),
        arrows: scene.chart.edges.iter().filter_map(|edge| arrow(scene, layout, edge, fired)).collect(),
        blocked,
        flows: scene.flows.iter().map(|(chart, state)| flow(chart, state)).collect(),
        legend: layout.legend.map(point),
        rest,
        journey,
        serial: scene.serial,
    })
}

fn node(
    scene: &Scene,
    layout: &Layout,
    state: &'static State,
    fired: Option<&Moved>,
    goal: Option<&str>,
) -> Option<Node> {
    let rect = layout.boxes.iter().find(|place| place.state == state.name)?.rect();
    let is_current = state.name == scene.state;
    Some(Node {
        name: state.name,
        rfc: state.rfc,
        legal: scene.chart.legal(state.name).map(|trigger| trigger.name).collect(),
        key: key(scene.chart, state),
        rect,
        is_flat: rect.h < 50.0,
        is_terminal: state.kind == StateKind::Terminal,
        is_current,
        is_reached: is_current && fired.is_some_and(|moved| !moved.edge.is_loop()),
        is_goal: goal == Some(state.name),
        detail: scene.detail.clone().filter(|_| is_current),
    })
}

fn arrow(scene: &Scene, layout: &Layout, edge: &'static Edge, fired: Option<&Moved>) -> Option<Arrow> {
    let route = route(layout, edge)?;
    let line = route.line();
    let fired = fired.filter(|moved| moved.edge.id == edge.id);
    let way = scene.refusal().and_then(|refusal| refusal.way.as_deref()).unwrap_or_default();
    let step = way.iter().position(|hop| hop.edge.id == edge.id);
    Some(Arrow {
        id: edge.id,
        from: edge.from,
        to: edge.to,
        shaft: line.shaft(),
        head: line.head(),
        number: edge.number.map(|number| (number, point(route.mark))),
        label: label(scene.chart, edge, &route.words, fired),
        words: all_words(scene.chart, edge, fired),
        is_loop: edge.is_loop(),
        is_loss: edge.kind == EdgeKind::Loss,
        is_fired: fired.is_some(),
        step: step.map(|index| (index + 1, route.badge(edge))),
    })
}

/// The words beside an edge. A crowded loop says only what took it, once something has.
fn label(chart: &Chart, edge: &Edge, words: &Words, fired: Option<&Moved>) -> Option<Label> {
    if words.rows.is_empty() {
        return None;
    }
    let all = all_words(chart, edge, fired);
    let named = |name: &&str| all.iter().find(|word| word.text == *name).copied();
    let mut rows: Vec<Vec<Word>> =
        words.rows.iter().map(|row| row.iter().filter_map(named).collect()).collect();
    let shown: Vec<Word> = rows.iter().flatten().copied().collect();
    if let Some(fired) = all.iter().find(|word| word.is_fired)
        && (edge.is_loop() || !shown.contains(fired))
    {
        rows = vec![vec![*fired]];
        let length = fired.text.len() + fired.reply.map_or(0, |reply| 1 + reply.len());
        if fired.text.len() > words.room.saturating_add(1) {
            // One word that is longer than its room, such as GETQUOTAROOT, goes on in a second row.
            let (first, rest) = fired.text.split_at(words.room - 2);
            rows =
                vec![vec![Word { text: first, reply: None, ..*fired }], vec![Word { text: rest, ..*fired }]];
        } else if let Some(reply) = fired.reply.filter(|_| length > words.room) {
            let said = Word { is_fired: true, ..Word::bare(reply, WordKind::Command) };
            rows = vec![vec![Word { reply: None, ..*fired }], vec![said]];
        }
    } else if all.iter().any(|word| shown.iter().all(|other| other.text != word.text))
        && let Some(last) = rows.last_mut()
    {
        last.push(Word::bare("…", WordKind::More));
    }
    let separator = if edge.is_loop() { " " } else { ", " };
    Some(Label { at: point(words.at), anchor: words.side, rows, separator })
}

/// The triggers of an edge. A failure is marked with the server's word for it; so that a word is
/// not said twice, a command that stays whether it succeeds or fails is marked only when it has failed.
fn all_words(chart: &Chart, edge: &Edge, fired: Option<&Moved>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for on in edge.on {
        for name in on.triggers {
            let Some(trigger) = chart.trigger(name) else { continue };
            let is_fired =
                fired.is_some_and(|moved| moved.trigger.name == *name && moved.outcome == on.outcome);
            let is_command = trigger.kind == TriggerKind::Command;
            let reply = (on.outcome == Outcome::No && is_command).then(|| refusal_word(chart));
            if words.iter().any(|word| word.text == *name) {
                if is_fired && let Some(word) = words.iter_mut().find(|word| word.text == *name) {
                    *word = Word { reply, is_fired, ..*word };
                }
                continue;
            }
            let kind = if is_command { WordKind::Command } else { WordKind::Event };
            let (form, rfc) = (trigger.form, Some(trigger.rfc));
            words.push(Word { text: trigger.name, kind, form, rfc, reply, is_fired });
        }
    }
    words
}

/// The refusal of a server of this protocol (RFC 1939 §3, RFC 3501 §7.1.2).
fn refusal_word(chart: &Chart) -> &'static str {
    Protocol::of(chart).map_or("NO", |protocol| protocol.row().failure)
}

fn block(refusal: &Refusal, layout: &Layout) -> Option<(Line, Blocked)> {
    let to = refusal.way.as_ref().and_then(|way| way.last()).map(|hop| hop.edge.to);
    let to = to.or_else(|| refusal.valid_in.first().copied());
    let to = to.filter(|to| refusal.kind == RefusalKind::NotNow && *to != refusal.state);
    let leaving = |block: &&Block| block.from == refusal.state;
    let exact =
        layout.blocks.iter().filter(leaving).find(|block| to.is_some_and(|to| block.to.contains(&to)));
    let block = exact.or_else(|| layout.blocks.iter().find(leaving))?;
    let line = Line::through(block.corners);
    let blocked = Blocked {
        from: block.from,
        to,
        command: rows(&refusal.came, block.room),
        line: line.until(STOP).path(),
        beyond: to.map(|_| line.back().until(1.0 - STOP).path()),
        sign: line.at(STOP),
        words: point(block.words),
        anchor: block.side,
    };
    Some((line, blocked))
}

/// A client's line without control characters: in two rows if it has two words and one row is too short, and no
/// row longer than `room` characters.
fn rows(came: &str, room: usize) -> Vec<String> {
    let clean: String = came.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    match clean.split_once(' ') {
        Some((first, rest)) if clean.chars().count() > room => {
            vec![shortened(first, room), shortened(rest, room)]
        }
        _ => vec![shortened(&clean, room)],
    }
}

fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}

fn flow(chart: &'static Chart, state: &str) -> Flow {
    let states = chart.states.iter().map(|of_chart| FlowState {
        name: of_chart.name,
        key: key(chart, of_chart),
        is_current: of_chart.name == state,
        is_initial: of_chart.name == chart.initial().name,
    });
    Flow { chart: chart.name, states: states.collect() }
}

/// `state-imap-not-authenticated`.
fn key(chart: &Chart, state: &State) -> String {
    format!("state-{}-{}", chart.name, state.name.to_ascii_lowercase().replace(' ', "-"))
}

fn route<'a>(layout: &'a Layout, edge: &Edge) -> Option<&'a Route> {
    layout.routes.iter().find(|route| route.edge == edge.id)
}

fn point((x, y): (i16, i16)) -> Point {
    Point { x: f32::from(x), y: f32::from(y) }
}

impl Place {
    fn rect(&self) -> Rect {
        let (corner, size) = (point(self.at), point(self.size));
        Rect { x: corner.x, y: corner.y, w: size.x, h: size.y }
    }
}

impl Route {
    fn line(&self) -> Line {
        Line::through(self.corners)
    }

    /// The badge that counts a way's steps: on the line, or on that upper corner of the number's pill that
    /// is away from its words.
    fn badge(&self, edge: &Edge) -> Point {
        let mark = point(self.mark);
        match (edge.number, self.words.side) {
            (None, _) => mark,
            (Some(_), Anchor::Start) => Point { x: mark.x - 18.0, y: mark.y - 11.0 },
            (Some(_), Anchor::End) => Point { x: mark.x + 18.0, y: mark.y - 11.0 },
        }
    }
}

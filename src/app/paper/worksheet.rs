//! A lesson on paper: what its steps ask, with lines to write on and boxes to tick; and, on pages of their own, the answers
//! as the server gives them.

use super::document::{Block, Document, Run, Spoken, space};
use super::spoken::folded;
use crate::app::course::protocol;
use crate::app::lesson_words::words;
use crate::app::picture::picture;
use crate::app::session_info::state_of;
use crate::diagram::{Shape, svg};
use crate::engine::step::Party;
use crate::engine::time::MINUTE;
use crate::engine::{Action, ConnectionId, Protocol};
use crate::explain;
use crate::i18n::{Key, Lang, by_id, format, text};
use crate::lesson::{Goal, Kind, Lesson, Step, Text, pieces};
use crate::player::{Moment, Player};
use std::ops::Range;
use std::rc::Rc;

/// The lines of a long reply that the answers show at its beginning and at its end.
const SHOWN: (usize, usize) = (5, 1);

/// Most lines to write on for one step.
const LINES_MAX: usize = 12;

/// The letters by which the picture's states are called, one for each.
const LETTERS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];

/// A step, played.
struct Played {
    /// The number of its first action, and its actions.
    actions: (usize, Vec<Action>),
    /// The timeline up to its end.
    player: Player,
    /// The number of turns before it.
    before: usize,
}

/// The worksheet and its answers.
pub fn worksheet(lesson: &Lesson, lang: Lang) -> Document {
    let title = plain(&lesson.head.title, lang);
    let line = |key: Key| Block::Blank(vec![Run::plain(lang, key)], 1);
    let mut blocks = vec![line(Key::PaperName)];
    blocks.extend(paragraphs(&lesson.head.summary, lang));
    let played: Vec<Played> = (0..lesson.steps.len()).map(|index| play(lesson, index)).collect();
    for ((step, played), number) in lesson.steps.iter().zip(&played).zip(1..) {
        let (mut task, more) = task(lesson, step, played, lang);
        task.insert(0, heading(step, number, lang));
        blocks.push(Block::Together(task));
        blocks.extend(more);
    }
    let protocol = protocol(lesson);
    blocks.push(Block::Together(states(protocol, lang)));
    blocks.push(Block::PageEnd);
    let answers = [text(lang, Key::PaperAnswers), ": ", &title].concat();
    blocks.push(Block::Heading(2, vec![Run::Plain(answers)]));
    for ((step, played), number) in lesson.steps.iter().zip(&played).zip(1..) {
        let answers = answers_of(step, played, lang);
        if !answers.is_empty() {
            blocks.push(Block::Together([vec![heading(step, number, lang)], answers].concat()));
        }
    }
    let names = protocol.chart().states.iter().zip(LETTERS);
    let names = names.flat_map(|(state, letter)| {
        [Run::Strong(letter.to_owned()), space(), Run::Code(state.name.to_owned()), space()]
    });
    blocks.push(Block::Heading(3, vec![Run::plain(lang, Key::PaperStates)]));
    blocks.push(Block::Text(names.collect()));
    Document { kind: "worksheet", title, blocks }
}

/// The number and the kind of a step.
fn heading(step: &Step, number: usize, lang: Lang) -> Block {
    let kind = by_id(lang, &["paper-kind-", step.kind.name()].concat());
    Block::Heading(3, vec![Run::Plain(std::format!("{number} · {kind}"))])
}

/// The words of a step, and what is to be filled in: that which stands together with them, and that which may go on
/// overleaf.
fn task(lesson: &Lesson, step: &Step, played: &Played, lang: Lang) -> (Vec<Block>, Vec<Block>) {
    let mut blocks: Vec<Block> = paragraphs(&step.text, lang).collect();
    let goals: Vec<&Goal> = step.goals.iter().chain(&step.avoids).chain(&lesson.head.avoids).collect();
    if !goals.is_empty() && step.kind == Kind::Do {
        let box_of = |goal: &&Goal| (false, runs(&words(goal, lang)).collect());
        blocks.push(Block::Boxes(goals.iter().map(box_of).collect()));
    }
    if !step.answers.is_empty() {
        let box_of = |answer: &crate::lesson::Answer| (false, runs(&plain_of(&answer.text, lang)).collect());
        blocks.push(Block::Boxes(step.answers.iter().map(box_of).collect()));
        blocks.push(Block::Blank(vec![Run::plain(lang, Key::PaperWhy)], 1));
    }
    let lines = to_fill(step, played, lang);
    if lines.is_empty() {
        return (blocks, Vec::new());
    }
    let more = vec![Block::Octets(lines), Block::Blank(vec![Run::plain(lang, Key::PaperState)], 1)];
    (blocks, more)
}

/// The lines of a step: the client's to be read, or to be written where they are the pupil's; the server's to be written.
fn to_fill(step: &Step, played: &Played, lang: Lang) -> Vec<Spoken> {
    let mut lines = Vec::new();
    for (at, action) in played.actions.1.iter().enumerate() {
        let moments = played.moments_of(at);
        let client = |id: &ConnectionId| Some(id.0).filter(|number| *number > 1);
        if let Action::Send { connection, .. } = action {
            let sent = moments.iter().flat_map(|moment| folded(&moment.turn, lang, |_| None));
            let mut sent = sent.filter(|line| line.from == Some(Party::Client));
            let own = Spoken { from: Some(Party::Client), client: client(connection), text: None };
            match step.kind {
                Kind::Do => lines.push(own),
                _ => lines.extend(sent.by_ref().take(SHOWN.0)),
            }
        } else {
            lines.push(Spoken::remark(done(action, moments.first().copied(), lang)));
        }
        if let Some(moment) = moments.iter().find(|moment| moment.turn.replies().next().is_some()) {
            let client = moment.turn.connection().as_ref().and_then(client);
            lines.push(Spoken { from: Some(Party::Server), client, text: None });
        }
    }
    lines.truncate(LINES_MAX);
    lines
}

/// The right answer and why, the lines as they go, the state behind them.
fn answers_of(step: &Step, played: &Played, lang: Lang) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(right) = step.right().and_then(|right| step.answers.get(right)) {
        blocks.push(Block::Boxes(vec![(true, runs(&plain_of(&right.text, lang)).collect())]));
        blocks.extend(paragraphs(&right.because, lang));
    }
    let (head, tail) = SHOWN;
    let hidden = |lines: usize| (lines > head + tail + 1).then(|| head..lines - tail);
    let mut lines = Vec::new();
    for (at, action) in played.actions.1.iter().enumerate() {
        let moments = played.moments_of(at);
        if !matches!(action, Action::Send { .. }) {
            lines.push(Spoken::remark(done(action, moments.first().copied(), lang)));
        }
        lines.extend(moments.iter().flat_map(|moment| folded(&moment.turn, lang, hidden)));
    }
    if lines.is_empty() {
        return blocks;
    }
    blocks.push(Block::Octets(lines));
    let player = &played.player;
    let all: Vec<_> = player.lab().connections().collect();
    let mut states = vec![Run::plain(lang, Key::PaperState)];
    for (id, connection) in &all {
        if all.len() > 1 {
            let number = format(lang, Key::ClientNumber, &[("number", &id.0.to_string())]);
            states.extend([space(), Run::Plain(number)]);
        }
        let state = state_of(player, *id, connection.protocol.chart());
        states.extend([space(), Run::Code(state.to_owned())]);
    }
    blocks.push(Block::Text(states));
    blocks
}

/// The picture with letters for the states' names, and a line for each.
fn states(protocol: Protocol, lang: Lang) -> Vec<Block> {
    let states = protocol.chart().states;
    let nothing = Player::new(&crate::engine::mail::scenario::SCENARIOS[0]);
    let mut blocks = vec![Block::Heading(3, vec![Run::plain(lang, Key::PaperStates)])];
    blocks.push(Block::Text(vec![Run::plain(lang, Key::PaperStatesTask)]));
    if let Some(mut picture) = picture(&nothing, ConnectionId(0), protocol, Shape::Wide) {
        for (node, letter) in picture.nodes.iter_mut().zip(LETTERS) {
            (node.name, node.is_current, node.detail) = (letter, false, Some(String::new()));
        }
        picture.flows.clear();
        let name = text(lang, Key::PaperStatesTask);
        let drawn = svg::states(&picture, name, &|key| by_id(lang, key).to_owned());
        blocks.push(Block::Figure(svg::in_black(&drawn), name.to_owned()));
    }
    let letters = LETTERS.iter().take(states.len());
    blocks.extend(letters.map(|letter| Block::Blank(vec![Run::Strong((*letter).to_owned())], 1)));
    blocks
}

/// Something done that is no line, in words that tell no state.
fn done(action: &Action, moment: Option<&Rc<Moment>>, lang: Lang) -> String {
    let counted = |key, count: u64| format(lang, key, &[("count", &count.to_string())]);
    match action {
        Action::Connect { protocol, .. } | Action::ConnectTls { protocol, .. } => {
            format(lang, Key::PaperConnects, &[("protocol", protocol.row().name)])
        }
        Action::Cut { .. } => by_id(lang, "event-disconnect").to_owned(),
        Action::Shutdown {} => by_id(lang, "event-shutdown").to_owned(),
        Action::Wait { milliseconds } if milliseconds % MINUTE == 0 => {
            counted(Key::SequenceMinutes, milliseconds / MINUTE)
        }
        Action::Wait { milliseconds } => counted(Key::SequenceSeconds, milliseconds / 1000),
        Action::Deliver { account, .. } => format(lang, Key::SequenceMail, &[("account", account)]),
        _ => {
            let said = moment.and_then(|moment| explain::say(lang, &moment.turn));
            said.map(|said| said.event.unwrap_or(said.sentence)).unwrap_or_default()
        }
    }
}

fn play(lesson: &Lesson, index: usize) -> Played {
    let before = lesson.actions_until(index);
    let first = before.len();
    let mut player = Player::replay(lesson.head.scenario, before);
    let turns = player.len();
    let actions = lesson.steps.get(index).map(|step| step.lines.actions()).unwrap_or_default();
    player.go_on(actions.iter().cloned());
    Played { actions: (first, actions), player, before: turns }
}

impl Played {
    /// The moments that an action of the step has caused.
    fn moments_of(&self, action: usize) -> Vec<&Rc<Moment>> {
        let number = self.actions.0 + action;
        let all: Range<usize> = self.before..self.player.len();
        all.map(|at| &self.player.moments()[at]).filter(|moment| moment.action == number).collect()
    }
}

/// A text's paragraphs, each in its block.
fn paragraphs(of: &Text, lang: Lang) -> impl Iterator<Item = Block> {
    of.paragraphs(lang.tag()).map(|paragraph| Block::Text(runs(paragraph).collect()))
}

/// A paragraph's plain and protocol text.
fn runs(paragraph: &str) -> impl Iterator<Item = Run> {
    pieces(paragraph).map(|piece| match piece.is_protocol {
        true => Run::Code(piece.text.to_owned()),
        false => Run::Plain(piece.text.to_owned()),
    })
}

/// A text's paragraphs in one, backquotes included.
fn plain_of(of: &Text, lang: Lang) -> String {
    of.paragraphs(lang.tag()).collect::<Vec<_>>().join(" ")
}

/// A text's paragraphs in one, without backquotes.
fn plain(of: &Text, lang: Lang) -> String {
    plain_of(of, lang).replace('`', "")
}

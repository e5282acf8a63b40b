//! The session on paper: each client's lines in the order in which they went, the reasons, and the picture where it was
//! wanted.

use super::document::{Block, Document, Run, Spoken, space};
use super::spoken::spoken;
use crate::app::ladder::View;
use crate::app::picture::picture;
use crate::diagram::{Shape, svg};
use crate::engine::{ConnectionId, Turn};
use crate::explain::{self, Mark, Said};
use crate::i18n::{Key, by_id, format, text};
use crate::player::{Moment, Player};

/// Most steps; of a longer session the newest ones are taken.
const STEPS_MAX: usize = 1000;

/// Most pictures.
const PICTURES_MAX: usize = 200;

/// The steps of a transcript that have a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pictures {
    /// Those that end in another state.
    #[default]
    Moves,
    /// All that are a connection's.
    All,
    /// The one that is shown.
    Shown,
    /// None.
    None,
}

impl Pictures {
    /// All of them.
    pub const ALL: [Pictures; 4] = [Pictures::Moves, Pictures::All, Pictures::Shown, Pictures::None];

    /// Its name in attributes.
    pub const fn name(self) -> &'static str {
        match self {
            Pictures::Moves => "moves",
            Pictures::All => "all",
            Pictures::Shown => "shown",
            Pictures::None => "none",
        }
    }
}

/// The session as a document.
pub fn transcript(view: View, pictures: Pictures) -> Document {
    let View { player, lang, .. } = view;
    let all = player.len();
    let first = all.saturating_sub(STEPS_MAX);
    let mut blocks = Vec::new();
    let counted = |key, count: usize| {
        Block::Text(vec![Run::Plain(format(lang, key, &[("count", &count.to_string())]))])
    };
    blocks.push(counted(Key::PaperSteps, all));
    if first > 0 {
        blocks.push(counted(Key::PaperEarlier, first));
    }
    // Only this copy's cursor moves.
    let mut at = player.clone();
    let (mut last, mut left) = (None, PICTURES_MAX);
    for index in first..all {
        let moment = &player.moments()[index];
        let id = moment.turn.connection();
        if let Some(id) = id.filter(|_| id != last) {
            blocks.push(Block::Heading(2, vec![Run::Plain(view.name_with_account(id, &moment.lab))]));
            last = Some(id);
        }
        blocks.push(Block::Together(step(view, moment, index + 1)));
        let wanted = id.filter(|_| wants(pictures, &moment.turn, index + 1 == player.cursor()));
        if let Some(id) = wanted.filter(|_| left > 0) {
            at.seek(index + 1);
            blocks.extend(figure(view, &at, id, moment));
            left -= 1;
        }
    }
    Document { kind: "transcript", title: text(lang, Key::PaperTranscript).to_owned(), blocks }
}

fn wants(pictures: Pictures, turn: &Turn, is_shown: bool) -> bool {
    match pictures {
        Pictures::All => true,
        Pictures::Moves => turn.main_move().is_some_and(|(moved, _)| !moved.edge.is_loop()),
        Pictures::Shown => is_shown,
        Pictures::None => false,
    }
}

/// A step: its number and what happened, its lines, its reason.
fn step(view: View, moment: &Moment, number: usize) -> Vec<Block> {
    let View { lang, .. } = view;
    let turn = &moment.turn;
    let said = explain::say(lang, turn);
    let mut head = vec![Run::Strong(format(lang, Key::PaperStep, &[("number", &number.to_string())]))];
    if let Some((moved, _)) = turn.main_move().filter(|(moved, _)| !moved.edge.is_loop()) {
        let number = moved.edge.number.map_or(String::new(), |number| std::format!(" ({number})"));
        head.extend([space(), Run::Code(std::format!("{} → {}{number}", moved.edge.from, moved.edge.to))]);
    }
    let sign = match said.as_ref().map(|said| said.mark) {
        Some(Mark::Refused) => Some(Key::PaperRefused),
        Some(Mark::Failed) => Some(Key::PaperFailed),
        _ => None,
    };
    if let Some(sign) = sign {
        head.extend([space(), Run::plain(lang, sign)]);
    }
    let mut blocks = vec![Block::Text(head)];
    if turn.speaks() {
        // The heading names the client.
        let unnumbered = spoken(turn, lang).into_iter().map(|line| Spoken { client: None, ..line });
        blocks.push(Block::Octets(unnumbered.collect()));
    }
    blocks.extend(said.map(|said| Block::Text(reason(said, turn.speaks()))));
    blocks
}

/// The reason and its place in the standards; before it the event, where nobody speaks.
fn reason(said: Said, speaks: bool) -> Vec<Run> {
    let event = said.event.filter(|_| !speaks);
    let sentences: Vec<String> =
        event.into_iter().chain([said.sentence]).chain(said.effects).chain(said.remarks).collect();
    let mut runs = vec![Run::Plain(sentences.join(" "))];
    if let Some(rfc) = said.rfc {
        runs.extend([space(), Run::rfc(rfc)]);
    }
    runs
}

/// The states as they are after a step.
fn figure(view: View, at: &Player, id: ConnectionId, moment: &Moment) -> Option<Block> {
    let lang = view.lang;
    let connection = moment.lab.connection(id)?;
    let protocol = connection.protocol;
    let state = connection.session.state(protocol.chart());
    let name = format(lang, Key::PaperPicture, &[("protocol", protocol.row().name), ("state", state)]);
    let picture = picture(at, id, protocol, Shape::Wide)?;
    Some(Block::Figure(
        svg::in_black(&svg::states(&picture, &name, &|key| by_id(lang, key).to_owned())),
        name,
    ))
}

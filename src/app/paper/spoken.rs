//! The lines of a turn as characters, with their speakers: for paper, for files, for the clipboard.

use super::document::Spoken;
use crate::app::octet_lines::lines;
use crate::app::transcript::fold;
use crate::engine::Turn;
use crate::engine::step::{Party, Step};
use crate::engine::wire::Wire;
use crate::explain;
use crate::i18n::{Key, Lang, format};
use std::ops::Range;

/// Most characters of a line; of a longer one its beginning is shown.
const LINE_MAX: usize = 1000;

/// The lines of a turn, long replies folded as in the transcript.
pub fn spoken(turn: &Turn, lang: Lang) -> Vec<Spoken> {
    folded(turn, lang, fold)
}

/// The lines of a turn; of each command and reply those are left out that `hidden` says for their number.
pub(super) fn folded(turn: &Turn, lang: Lang, hidden: impl Fn(usize) -> Option<Range<usize>>) -> Vec<Spoken> {
    // The first client's number is not told, as in scripts.
    let client = turn.connection().map(|id| id.0).filter(|number| *number > 1);
    let mut all = Vec::new();
    for (from, wire) in wires(turn) {
        let own = visible(wire).map(|text| Spoken { from: Some(from), client, text: Some(text) });
        let own: Vec<Spoken> = own.collect();
        let hidden = hidden(own.len()).unwrap_or_default();
        all.extend_from_slice(&own[..hidden.start]);
        if !hidden.is_empty() {
            let count = hidden.len().to_string();
            all.push(Spoken::remark(format(lang, Key::PaperLeftOut, &[("count", &count)])));
        }
        all.extend_from_slice(&own[hidden.end..]);
    }
    all
}

/// All lines of a turn as text: `C:` and `S:`, and `#` before the event where nobody speaks.
pub fn text(turn: &Turn, lang: Lang) -> String {
    let mut text = String::new();
    if let Some(said) = explain::say(lang, turn).filter(|_| !turn.speaks()) {
        text = ["# ", &said.event.unwrap_or(said.sentence), "\n"].concat();
    }
    for (from, wire) in wires(turn) {
        for line in visible(wire) {
            text.push_str(if from == Party::Client { "C: " } else { "S: " });
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

fn wires(turn: &Turn) -> impl Iterator<Item = (Party, &Wire)> {
    turn.steps().iter().filter_map(|step| match step {
        Step::Wire { from, wire, .. } => Some((*from, wire)),
        _ => None,
    })
}

/// The lines of octets as characters that can be seen.
fn visible(wire: &Wire) -> impl Iterator<Item = String> {
    lines(wire).into_iter().map(|line| {
        let text: String = line.pieces.iter().map(|piece| piece.text.as_str()).collect();
        match text.char_indices().nth(LINE_MAX) {
            Some((end, _)) => [&text[..end], "…"].concat(),
            None => text,
        }
    })
}

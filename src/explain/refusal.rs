//! Refusals: the fact, once, and then what to do.

use super::reason::{reason_with, shortened};
use crate::engine::Turn;
use crate::engine::chart::Hop;
use crate::engine::step::{Refusal, RefusalKind, Reply};
use crate::i18n::{Key, Lang, by_id, format, text};

/// The reason for a refusal, and the way to the state in which the command is valid.
pub(super) fn sentence(lang: Lang, turn: &Turn, refusal: &Refusal) -> String {
    let mut sentence = objection(lang, refusal);
    if let Some(meant) = refusal.why.arg("meant") {
        sentence.push(' ');
        sentence.push_str(&format(lang, Key::RefusedMeant, &[("line", &shortened(meant, 60))]));
    }
    if is_blurred(turn, refusal) {
        sentence.push(' ');
        sentence.push_str(text(lang, Key::RefusedNoForBad));
    }
    sentence
}

/// The same without the reply: what would be said of a line that is not sent yet.
pub(super) fn objection(lang: Lang, refusal: &Refusal) -> String {
    let only = only(lang, refusal.valid_in);
    let fact = reason_with(lang, &refusal.why, &[("only", &only)]).map(|reason| reason.sentence);
    let advice = (refusal.kind == RefusalKind::NotNow).then(|| match &refusal.way {
        Some(way) => send(lang, way, refusal),
        None => text(lang, Key::RefusedAnew).to_owned(),
    });
    let sentences: Vec<String> = [fact, advice].into_iter().flatten().collect();
    sentences.join(" ")
}

/// The states in which a command is valid, in words: "after login".
fn only(lang: Lang, valid_in: &[&str]) -> String {
    let states: Vec<String> =
        valid_in.iter().map(|state| state.to_ascii_lowercase().replace(' ', "-")).collect();
    match by_id(lang, &format!("only-{}", states.join("-"))) {
        "" => valid_in.join(&format!(" {} ", text(lang, Key::WordOr))),
        words => words.to_owned(),
    }
}

/// "Send LOGIN first, then SELECT."
fn send(lang: Lang, way: &[Hop], refusal: &Refusal) -> String {
    let came = refusal.came.to_ascii_uppercase();
    let command = refusal.why.arg("command");
    let mut names: Vec<&str> = way.iter().map(|hop| hop.trigger.name).collect();
    names.push(command.unwrap_or(&came));
    let then = format!(", {} ", text(lang, Key::WordThen));
    let (first, rest) = names.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    format(lang, Key::RefusedSend, &[("first", first), ("then", &rest.join(&then))])
}

/// Whether the server says NO to a mistake, for which the standard has BAD (RFC 3501 §7.1.3).
fn is_blurred(turn: &Turn, refusal: &Refusal) -> bool {
    refusal.kind != RefusalKind::TooLong && turn.replies().any(|(reply, _)| reply == Reply::No)
}

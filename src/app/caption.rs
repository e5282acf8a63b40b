//! The sentence under the picture, and the slider's: with more than one client each names the client that it is about.

use super::clients::Clients;
use crate::engine::Action;
use crate::explain::{self, Said};
use crate::i18n::{Key, Lang, format};
use crate::player::{Moment, Player};

/// The sentence about the turn at the cursor, whichever client is shown.
pub fn at_cursor(player: &Player, clients: &Clients, live: bool, lang: Lang) -> Option<String> {
    caption(player, player.current()?, clients, live, lang).map(|said| said.sentence)
}

/// The sentence about a turn, with its client where there are several; and with the one that caused it, if that is
/// another one.
pub fn caption(player: &Player, moment: &Moment, clients: &Clients, live: bool, lang: Lang) -> Option<Said> {
    let mut said = explain::say(lang, &moment.turn)?;
    // A live view shows one connection, which the console names.
    let Some(author) = clients.author(&moment.turn, lang).filter(|_| !live) else { return Some(said) };
    let cause = match player.action(moment.action) {
        Some(Action::Send { connection, .. } | Action::Cut { connection }) => Some(*connection),
        _ => None,
    };
    let cause = cause.filter(|cause| !moment.turn.is_of(*cause)).and_then(|cause| clients.named(cause, lang));
    let whose = cause.map_or(author.clone(), |cause| {
        format(lang, Key::ClientCaused, &[("client", &author), ("cause", &cause)])
    });
    said.sentence = [&whose, ": ", &said.sentence].concat();
    Some(said)
}

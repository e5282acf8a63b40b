//! The sentence under the picture, and the slider's: with more than one client each names the client that it is about.

use super::clients::Clients;
use crate::engine::Turn;
use crate::explain::{self, Said};
use crate::i18n::Lang;
use crate::player::Player;

/// The sentence about the turn at the cursor, whichever client is shown.
pub fn at_cursor(player: &Player, clients: &Clients, live: bool, lang: Lang) -> Option<String> {
    caption(&player.current()?.turn, clients, live, lang).map(|said| said.sentence)
}

/// The sentence about a turn, with its client where there are several.
pub fn caption(turn: &Turn, clients: &Clients, live: bool, lang: Lang) -> Option<Said> {
    let mut said = explain::say(lang, turn)?;
    // A live view shows one connection, which the console names.
    if let Some(author) = clients.author(turn, lang).filter(|_| !live) {
        said.sentence = format!("{author}: {}", said.sentence);
    }
    Some(said)
}

//! The picture's words in the page's language.

use crate::diagram::{Word, WordKind};
use crate::i18n::{Key, Lang, text};

/// A word in the page's language; a command with the server's word for its failure.
pub(super) fn spoken(word: &Word, lang: Lang) -> String {
    let name = name(word, lang);
    match word.reply {
        Some(reply) => format!("{name} {reply}"),
        None => name.to_owned(),
    }
}

/// A word in the page's language, without a reply.
pub(super) fn name(word: &Word, lang: Lang) -> &'static str {
    match word.kind {
        WordKind::Event => Key::from_id(&word.key()).map_or(word.text, |key| text(lang, key)),
        WordKind::Command | WordKind::More => word.text,
    }
}

//! The use of a command, before it is sent.

use crate::engine::chart::Chart;
use crate::i18n::{Key, Lang, by_id, text};

/// A command in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its form, as in the grammar.
    pub form: &'static str,
    /// Its effect, in one line.
    pub does: String,
    /// A right line, where the form has arguments.
    pub example: Option<&'static str>,
}

/// A command's use; `None` for a word that is none.
pub fn hint(chart: &Chart, lang: Lang, command: &str) -> Option<Hint> {
    let trigger = chart.trigger(command)?;
    let id = |name: &str| format!("does-{}-{}", chart.name, name.to_ascii_lowercase().replace(' ', "-"));
    // The UID forms do the same as the others.
    let plain = command.strip_prefix("UID ").filter(|_| Key::from_id(&id(command)).is_none());
    let does = match plain {
        Some(plain) => format!("{} {}", by_id(lang, &id(plain)), text(lang, Key::DoesUid)),
        None => by_id(lang, &id(command)).to_owned(),
    };
    let example = Some(chart.example(command)).filter(|example| *example != trigger.form);
    Some(Hint { form: trigger.form, does, example })
}

//! A person's wishes for the page: kept in the browser, apart from the work.

use crate::engine::Protocol;
use crate::i18n::Lang;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system asks.
    #[default]
    Auto,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

/// The speed at which turns follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speed {
    /// Half as fast.
    Slow,
    /// As designed.
    #[default]
    Normal,
    /// Twice as fast.
    Fast,
    /// Without any motion.
    Instant,
}

impl Speed {
    /// All of them, slowest first.
    pub const ALL: [Speed; 4] = [Speed::Slow, Speed::Normal, Speed::Fast, Speed::Instant];

    /// Its name in attributes and in storage.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// Milliseconds from one turn to the next while an action's turns are shown one after the other, and of motion.
    pub const fn catch_up(self) -> u32 {
        self.row().1
    }

    /// Milliseconds from one turn to the next while playing: long enough to read the sentence.
    pub const fn play(self) -> u32 {
        self.row().2
    }

    const fn row(self) -> (&'static str, u32, u32) {
        match self {
            Speed::Slow => ("slow", 1200, 3200),
            Speed::Normal => ("normal", 600, 1600),
            Speed::Fast => ("fast", 300, 800),
            Speed::Instant => ("instant", 0, 400),
        }
    }
}

/// A view of the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The state diagram.
    #[default]
    States,
    /// The conversation as a ladder between client and server.
    Sequence,
    /// The message that the conversation is about.
    Message,
}

impl View {
    /// All of them, in the order of the switch.
    pub const ALL: [View; 3] = [View::States, View::Sequence, View::Message];

    /// Its name in attributes, in the address and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            View::States => "states",
            View::Sequence => "sequence",
            View::Message => "message",
        }
    }

    /// The view of this name.
    pub fn named(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name().eq_ignore_ascii_case(name))
    }

    /// Its neighbour so many places further on, all of them in a circle.
    pub const fn beside(self, by: isize) -> View {
        let count = View::ALL.len() as isize;
        View::ALL[(self as isize + by).rem_euclid(count) as usize]
    }

    fn is_states(&self) -> bool {
        *self == View::States
    }
}

/// Everything that is remembered about the page itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// The speed at which turns follow each other.
    pub speed: Speed,
    /// The language's tag, once chosen; before that the browser's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Big type and strong contrast.
    pub projector: bool,
    /// Whether single keys (without the prompt's focus) do something.
    pub single_keys: bool,
    /// Whether CRLF and stuffed dots are visible.
    pub invisibles: bool,
    /// Whether IMAP commands get a tag by themselves.
    pub automatic_tags: bool,
    /// The view of the stage.
    #[serde(rename = "stage", skip_serializing_if = "View::is_states")]
    pub view: View,
    /// The protocol shown; stored as whether it is IMAP, because there were two.
    #[serde(rename = "imap", serialize_with = "is_imap")]
    pub protocol: Protocol,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            lang: None,
            theme: Theme::Auto,
            projector: false,
            speed: Speed::Normal,
            single_keys: true,
            invisibles: true,
            automatic_tags: true,
            view: View::States,
            protocol: Protocol::default(),
        }
    }
}

impl Preferences {
    /// As they are stored: JSON.
    pub fn save(&self) -> String {
        // Strings and truth values: serde_json has no error for these.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Preferences::save`] wrote; whatever is missing or makes no sense is as it is by default.
    pub fn load(text: &str) -> Preferences {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap_or_default();
        let usual = Preferences::default();
        Preferences {
            theme: member(&members, "theme").unwrap_or_default(),
            speed: member(&members, "speed").unwrap_or_default(),
            lang: member(&members, "lang"),
            projector: member(&members, "projector").unwrap_or(usual.projector),
            single_keys: member(&members, "single_keys").unwrap_or(usual.single_keys),
            invisibles: member(&members, "invisibles").unwrap_or(usual.invisibles),
            automatic_tags: member(&members, "automatic_tags").unwrap_or(usual.automatic_tags),
            view: member(&members, "stage").unwrap_or_default(),
            protocol: match member(&members, "imap") {
                Some(true) => Protocol::Imap,
                _ => usual.protocol,
            },
        }
    }

    /// The chosen language.
    pub fn lang(&self) -> Option<Lang> {
        self.lang.as_deref().and_then(Lang::parse)
    }
}

fn is_imap<S: Serializer>(protocol: &Protocol, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(*protocol == Protocol::Imap)
}

fn member<'a, T: Deserialize<'a>>(members: &BTreeMap<String, &'a RawValue>, name: &str) -> Option<T> {
    serde_json::from_str(members.get(name)?.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_ever_stored_is_read() {
        let first = Preferences::load(include_str!("../../tests/data/stored/preferences-first.json"));
        let stored = include_str!("../../tests/data/stored/preferences.json");
        assert_eq!(Preferences::load(stored), first);
        assert_eq!((first.lang.as_deref(), first.theme, first.speed), (Some("de"), Theme::Dark, Speed::Fast));
        assert_eq!(first.save(), stored);
    }

    #[test]
    fn what_was_chosen_is_found_again_and_nonsense_changes_nothing() {
        let chosen = Preferences {
            lang: Some("de".into()),
            theme: Theme::Dark,
            projector: true,
            speed: Speed::Fast,
            single_keys: false,
            invisibles: false,
            automatic_tags: false,
            view: View::Sequence,
            protocol: Protocol::Imap,
        };
        assert_eq!(Preferences::load(&chosen.save()), chosen);
        assert_eq!(Preferences::load(&Preferences::default().save()), Preferences::default());
        assert_eq!(Preferences::load("{"), Preferences::default());
        for (view, next) in View::ALL.into_iter().zip([View::Sequence, View::Message, View::States]) {
            assert_eq!((View::named(view.name()), view.beside(1), next.beside(-1)), (Some(view), next, view));
        }
        assert_eq!(
            Preferences::load(r#"{"theme":"pink","imap":7,"lang":null,"stage":"pit"}"#),
            Preferences::default()
        );
    }
}

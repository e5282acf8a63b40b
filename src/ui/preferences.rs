//! How a person wants the page: kept in the browser, apart from the work.

use crate::i18n::Lang;
use serde::{Deserialize, Serialize};

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

/// How fast turns follow each other.
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
        match self {
            Speed::Slow => "slow",
            Speed::Normal => "normal",
            Speed::Fast => "fast",
            Speed::Instant => "instant",
        }
    }

    /// Milliseconds from one turn to the next while an action's turns are shown one after the other.
    pub const fn catch_up(self) -> u32 {
        match self {
            Speed::Slow => 1200,
            Speed::Normal => 600,
            Speed::Fast => 300,
            Speed::Instant => 0,
        }
    }

    /// Milliseconds from one turn to the next while playing: long enough to read the sentence.
    pub const fn play(self) -> u32 {
        match self {
            Speed::Slow => 3200,
            Speed::Normal => 1600,
            Speed::Fast => 800,
            Speed::Instant => 400,
        }
    }
}

/// Everything that is remembered about the page itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The language's tag, once chosen; before that the browser's.
    pub lang: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Big type and strong contrast.
    pub projector: bool,
    /// How fast turns follow each other.
    pub speed: Speed,
    /// Whether single keys (without the prompt's focus) do something.
    pub single_keys: bool,
    /// Whether CRLF and stuffed dots are visible.
    pub invisibles: bool,
    /// Whether IMAP commands get a tag by themselves.
    pub automatic_tags: bool,
    /// Whether IMAP is shown.
    pub imap: bool,
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
            imap: false,
        }
    }
}

impl Preferences {
    /// The chosen language.
    pub fn lang(&self) -> Option<Lang> {
        self.lang.as_deref().and_then(Lang::parse)
    }
}

//! How a person wants the page: kept in the browser, apart from the work.

use crate::i18n::Lang;
use crate::share::json::{Json, put_text};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// Its name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// As they are stored: JSON.
    pub fn save(&self) -> String {
        let mut text = String::from("{\"theme\":");
        put_text(self.theme.name(), &mut text);
        text.push_str(",\"speed\":");
        put_text(self.speed.name(), &mut text);
        if let Some(lang) = &self.lang {
            text.push_str(",\"lang\":");
            put_text(lang, &mut text);
        }
        for (name, on) in [
            ("projector", self.projector),
            ("single_keys", self.single_keys),
            ("invisibles", self.invisibles),
            ("automatic_tags", self.automatic_tags),
            ("imap", self.imap),
        ] {
            text.push(',');
            put_text(name, &mut text);
            text.push_str(if on { ":true" } else { ":false" });
        }
        text.push('}');
        text
    }

    /// Reads what [`Preferences::save`] wrote; what is missing or makes no sense is as it is by default.
    pub fn load(text: &str) -> Preferences {
        let mut read = Preferences::default();
        let Some(json) = Json::read(text) else { return read };
        let word = |name| json.field(name).and_then(Json::text);
        let theme = Theme::ALL.into_iter().find(|theme| word("theme") == Some(theme.name()));
        let speed = Speed::ALL.into_iter().find(|speed| word("speed") == Some(speed.name()));
        read.theme = theme.unwrap_or_default();
        read.speed = speed.unwrap_or_default();
        read.lang = word("lang").map(str::to_owned);
        for (name, on) in [
            ("projector", &mut read.projector),
            ("single_keys", &mut read.single_keys),
            ("invisibles", &mut read.invisibles),
            ("automatic_tags", &mut read.automatic_tags),
            ("imap", &mut read.imap),
        ] {
            *on = json.field(name).and_then(Json::bool).unwrap_or(*on);
        }
        read
    }

    /// The chosen language.
    pub fn lang(&self) -> Option<Lang> {
        self.lang.as_deref().and_then(Lang::parse)
    }
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
            imap: true,
        };
        assert_eq!(Preferences::load(&chosen.save()), chosen);
        assert_eq!(Preferences::load(&Preferences::default().save()), Preferences::default());
        assert_eq!(Preferences::load("{"), Preferences::default());
        assert_eq!(Preferences::load(r#"{"theme":"pink","imap":7,"lang":null}"#), Preferences::default());
    }
}

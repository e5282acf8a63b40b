//! Texts for people, in German and English.
//!
//! The catalogues in `www/locales` become the enum [`Key`] when the crate is built: a key that one
//! language lacks, or that the code names and the catalogues do not, fails the build. Protocol text is
//! never translated and never comes from here.

use std::cmp::Ordering;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// Texts in the order of [`Key`], in one string with NUL between them.
struct Table {
    built_in: &'static str,
    /// The file that has the same texts: its name tells its content.
    file: &'static str,
    fetched: OnceLock<String>,
    /// Where each text begins, and the end; found at first use.
    starts: OnceLock<Vec<u32>>,
}

impl Table {
    const fn new(built_in: &'static str, file: &'static str) -> Self {
        Self { built_in, file, fetched: OnceLock::new(), starts: OnceLock::new() }
    }

    fn texts(&'static self) -> &'static str {
        self.fetched.get().map_or(self.built_in, String::as_str)
    }

    /// The text; empty as long as the table is.
    fn at(&'static self, index: usize) -> &'static str {
        let texts = self.texts();
        if texts.is_empty() {
            return "";
        }
        let starts = self.starts.get_or_init(|| {
            let ends = texts.bytes().zip(1..).filter(|(octet, _)| *octet == 0).map(|(_, next)| next);
            [0].into_iter().chain(ends).chain([texts.len() as u32 + 1]).collect()
        });
        &texts[starts[index] as usize..starts[index + 1] as usize - 1]
    }
}

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// German.
    De,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Lang; 2] = [Lang::De, Lang::En];

    /// The language of a BCP 47 tag, by its first part: `de`, `de-AT`, `en-GB`.
    pub fn parse(tag: &str) -> Option<Lang> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "de" => Some(Lang::De),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    fn table(self) -> &'static Table {
        match self {
            Lang::De => &DE,
            Lang::En => &EN,
        }
    }

    /// Whether its texts are there. They always are, but in a page built with the feature `fetched-texts`.
    pub fn is_there(self) -> bool {
        !self.table().texts().is_empty()
    }

    /// The name of the file that has its texts.
    pub fn file(self) -> &'static str {
        self.table().file
    }

    /// Takes a file's texts; false, and nothing is taken, when they are not as many as there are keys.
    pub fn provide(self, texts: String) -> bool {
        let fit = texts.bytes().filter(|octet| *octet == 0).count() == COUNT - 1;
        fit && self.table().fetched.set(texts).is_ok()
    }

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::De => "de",
            Lang::En => "en",
        }
    }
}

impl Key {
    /// The key as it stands in the catalogues: `why-pop3-quit`. `None` for an unknown one.
    pub fn from_id(id: &str) -> Option<Key> {
        let (mut low, mut high) = (0, COUNT);
        while low < high {
            let middle = (low + high) / 2;
            match IDS.at(middle).cmp(id) {
                Ordering::Equal => return Some(KEYS[middle]),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// As it stands in the catalogues.
    pub fn id(self) -> &'static str {
        IDS.at(self as usize)
    }
}

/// The text of a key that has no arguments.
pub fn text(lang: Lang, key: Key) -> &'static str {
    lang.table().at(key as usize)
}

/// The text of a key that was put together from a name in the engine's tables; empty when there is none, which
/// tests rule out.
pub fn by_id(lang: Lang, id: &str) -> &'static str {
    Key::from_id(id).map_or("", |key| text(lang, key))
}

/// The text of a key with its arguments put in. `{name}` becomes the argument; `{name|one|many}` becomes
/// the argument and the form that fits it; an argument that is not given stays visible as its name.
pub fn format(lang: Lang, key: Key, args: &[(&str, &str)]) -> String {
    let mut result = String::new();
    let mut rest = text(lang, key);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inner, behind)) = after.split_once('}') else { break };
        result.push_str(before);
        let mut parts = inner.split('|');
        let name = parts.next().unwrap_or(inner);
        let value = args.iter().find(|(other, _)| *other == name).map_or(name, |(_, value)| value);
        result.push_str(value);
        if let (Some(one), Some(many)) = (parts.next(), parts.next()) {
            // German and English agree: one form for exactly one, another for all else.
            result.push(' ');
            result.push_str(if value == "1" { one } else { many });
        }
        rest = behind;
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_know_their_ids() {
        for key in KEYS {
            assert_eq!(Key::from_id(key.id()), Some(key));
        }
        assert_eq!(Key::from_id("no-such-key"), None);
    }

    #[test]
    fn arguments_and_forms() {
        assert_eq!(format(Lang::En, Key::CountMessages, &[("count", "1")]), "1 message");
        assert_eq!(format(Lang::De, Key::CountMessages, &[("count", "3")]), "3 Nachrichten");
        assert_eq!(format(Lang::En, Key::CountMessages, &[]), "count messages");
    }

    #[test]
    fn tags_of_browsers() {
        assert_eq!(Lang::parse("de-AT"), Some(Lang::De));
        assert_eq!(Lang::parse("EN"), Some(Lang::En));
        assert_eq!(Lang::parse("fr"), None);
    }
}

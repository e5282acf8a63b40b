//! Texts for people.
//!
//! Each folder of `www/locales` is a language. Its catalogues become a value of [`Lang`], and their keys the enum
//! [`Key`], when the crate is built: a key that one language lacks, or that only the code names,
//! fails the build. Native programs hold all texts; the page fetches those of the language it speaks, and what the first
//! prompt does not need (the folder `later`) once it is drawn. Protocol text is never translated and never comes from here,
//! but for the words in replies that a client asks for in another language ([`TONGUES`]): they are few, and every program
//! holds them all, so that the same actions give the same turns before and after a file has come.

mod isolate;

pub use crate::engine::bidi::turns;
pub use isolate::seen;
pub use postamt_catalogue::Part;

use crate::engine::phrase::{Phrase, Tongue};
use postamt_catalogue::plural_category;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The facts about a language.
struct Language {
    tag: &'static str,
    /// Its own name for itself.
    name: &'static str,
    /// The plural categories in the order of a text's forms.
    plurals: &'static [&'static str],
    /// The files that have the same texts, a part each.
    files: [&'static str; 2],
    parts: [Table; 2],
}

impl Language {
    /// The place of the form that goes with a number; `None` for a word that is none.
    fn form(&self, number: &str) -> Option<usize> {
        let category = plural_category(self.tag, number);
        self.plurals.iter().position(|plural| category == Some(plural))
    }

    /// The text of a key; empty as long as its part is not there.
    fn text(&self, key: Key) -> &str {
        let (index, [first, all]) = (key as usize, COUNTS);
        // The later part has its keys before its texts.
        if index < first { self.parts[0].at(index) } else { self.parts[1].at(all - first + index - first) }
    }
}

/// Texts in the order of [`Key`], in one string with NUL between them; before those of the later part, the keys' names.
struct Table {
    built_in: &'static str,
    fetched: OnceLock<String>,
    /// Each text's beginning, and the end of all; found at first use.
    starts: OnceLock<Vec<u32>>,
}

/// The texts, where the program holds them: not in a browser.
const fn built_in(texts: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { texts }
}

impl Table {
    const fn new(built_in: &'static str) -> Self {
        Self { built_in, fetched: OnceLock::new(), starts: OnceLock::new() }
    }

    fn texts(&self) -> &str {
        self.fetched.get().map_or(self.built_in, String::as_str)
    }

    /// The text; empty as long as the table is.
    fn at(&self, index: usize) -> &str {
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

impl Lang {
    fn language(self) -> &'static Language {
        &LANGUAGES[self as usize]
    }

    /// The place of the form that goes with a number.
    fn form(self, number: &str) -> usize {
        self.language().form(number).unwrap_or(usize::MAX)
    }

    /// The language of a BCP 47 tag: `pt-BR`; else one with the same first part: `de-AT` finds `de`.
    pub fn parse(tag: &str) -> Option<Lang> {
        let tag = tag.replace('_', "-");
        let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let find = |fits: &dyn Fn(&str) -> bool| Lang::ALL.into_iter().find(|lang| fits(lang.tag()));
        find(&|known| known.eq_ignore_ascii_case(&tag)).or_else(|| find(&|known| first(known) == first(&tag)))
    }

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        self.language().tag
    }

    /// The language's own name for itself.
    pub fn name(self) -> &'static str {
        self.language().name
    }

    /// Whether a part of its texts is there. It always is, but in a browser.
    pub fn has(self, part: Part) -> bool {
        !self.language().parts[part as usize].texts().is_empty()
    }

    /// The name of the file that has a part of its texts.
    pub fn file(self, part: Part) -> &'static str {
        self.language().files[part as usize]
    }

    /// Takes a file's texts; false, and nothing is taken, when they are not as many as the part has.
    pub fn provide(self, part: Part, texts: String) -> bool {
        let pieces = [COUNTS[0], 2 * (COUNTS[1] - COUNTS[0])][part as usize];
        let fit = texts.bytes().filter(|octet| *octet == 0).count() + 1 == pieces;
        fit && self.language().parts[part as usize].fetched.set(texts).is_ok()
    }
}

impl Key {
    /// The key as it stands in the catalogues: `why-pop3-quit`. `None` for an unknown one, and for those of the later part
    /// as long as no language's is there.
    pub fn from_id(id: &str) -> Option<Key> {
        let (first, later) = KEYS.split_at(COUNTS[0]);
        let find = |names: &Table, keys: &[Key]| {
            let name = |key: &Key| names.at(*key as usize - keys[0] as usize);
            keys.binary_search_by(|key| name(key).cmp(id)).ok().map(|at| keys[at])
        };
        find(&IDS, first).or_else(|| {
            let there = Lang::ALL.into_iter().find(|lang| lang.has(Part::Later))?;
            find(&there.language().parts[Part::Later as usize], later)
        })
    }
}

/// The text of a key that has no arguments.
pub fn text(lang: Lang, key: Key) -> &'static str {
    lang.language().text(key)
}

/// The text of a key that was put together from a name in the engine's tables; empty when there is none, which
/// tests rule out.
pub fn by_id(lang: Lang, id: &str) -> &'static str {
    Key::from_id(id).map_or("", |key| text(lang, key))
}

/// The text of a key with its arguments put in. `{name}` becomes the argument; `{name|one|other}` becomes the
/// argument and the form for its plural category; an argument that is not given stays visible as its name.
pub fn format(lang: Lang, key: Key, args: &[(&str, &str)]) -> String {
    fill(lang.language(), text(lang, key), args)
}

fn fill(language: &Language, text: &str, args: &[(&str, &str)]) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inner, behind)) = after.split_once('}') else { break };
        result.push_str(before);
        let mut forms = inner.split('|');
        let name = forms.next().unwrap_or(inner);
        let value = args.iter().find(|(other, _)| *other == name).map_or(name, |(_, value)| value);
        result.push_str(&isolate::isolated(value));
        let forms: Vec<&str> = forms.collect();
        if let Some(last) = forms.last() {
            result.push(' ');
            result.push_str(language.form(value).and_then(|place| forms.get(place)).unwrap_or(last));
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
    fn keys_are_found_by_their_names() {
        let names = |table: &'static Table, count| (0..count).map(|at| table.at(at));
        let later = &Lang::default().language().parts[Part::Later as usize];
        let all = names(&IDS, COUNTS[0]).chain(names(later, COUNTS[1] - COUNTS[0]));
        assert!(all.map(Key::from_id).eq(KEYS.map(Some)));
        assert_eq!(Key::from_id("no-such-key"), None);
    }

    #[test]
    fn arguments_and_forms() {
        assert_eq!(format(Lang::En, Key::CountMessages, &[("count", "1")]), "1 message");
        assert_eq!(format(Lang::De, Key::CountMessages, &[("count", "3")]), "3 Nachrichten");
        assert_eq!(format(Lang::En, Key::CountMessages, &[]), "count messages");
    }

    #[test]
    fn a_language_with_three_forms() {
        let texts = Table::new("{count|znaczek|znaczki|znaczków}");
        let (parts, plurals) = ([texts, Table::new("")], &["one", "few", "many"]);
        let polish = Language { tag: "pl", name: "", plurals, files: [""; 2], parts };
        let format = |count| fill(&polish, polish.parts[0].at(0), &[("count", count)]);
        assert_eq!(["1", "3", "5", "22"].map(format), ["1 znaczek", "3 znaczki", "5 znaczków", "22 znaczki"]);
    }

    #[test]
    fn every_language_knows_itself() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.tag()), Some(lang));
            assert_eq!(text(lang, Key::LanguageOwnName), lang.name());
        }
    }

    /// The arguments of a text, each with the number of its forms.
    fn arguments(text: &str) -> std::collections::BTreeSet<(&str, usize)> {
        let holes = text.split('{').skip(1).filter_map(|piece| piece.split('}').next());
        holes.map(|hole| (hole.split('|').next().unwrap_or_default(), hole.split('|').count() - 1)).collect()
    }

    #[test]
    fn replies_have_the_same_arguments_in_all_languages() {
        for tongue in TONGUES {
            let lang = Lang::parse(tongue.tag).expect("a language of the page");
            assert_eq!((lang.tag(), lang.name()), (tongue.tag, tongue.name));
            let forms = |(name, count)| (name, if count > 0 { lang.language().plurals.len() } else { 0 });
            for phrase in Phrase::ALL {
                let expected = arguments(phrase.english()).into_iter().map(forms).collect();
                assert_eq!(arguments((tongue.text)(*phrase)), expected, "{phrase:?} in {}", tongue.tag);
            }
        }
    }

    #[test]
    fn tags_of_browsers() {
        assert_eq!(Lang::parse("de-AT"), Some(Lang::De));
        assert_eq!(Lang::parse("EN"), Some(Lang::En));
        assert_eq!(Lang::parse("fr"), None);
    }
}

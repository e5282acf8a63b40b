//! One language.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

/// A part of a language's texts: the page fetches the first one before it is drawn, the other after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The files in the language's folder.
    First,
    /// The files in its folder `later`.
    Later,
}

impl Part {
    /// Both, in order.
    pub const ALL: [Part; 2] = [Part::First, Part::Later];

    /// The word in file names.
    fn word(self) -> &'static str {
        match self {
            Part::First => "texts",
            Part::Later => "later",
        }
    }
}

/// One language's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: String,
    /// The plural categories that whole numbers have, in CLDR's order, by CLDR's names.
    pub plurals: Vec<&'static str>,
    pub(crate) texts: BTreeMap<(Part, String), String>,
    /// The texts in the simulated server's replies, of a language in which it has them.
    pub(crate) replies: BTreeMap<String, String>,
}

impl Language {
    /// A part's texts in the order of their keys, with NUL between them: a pointer and a length for every text would
    /// weigh more in the page. Before the texts of the later part stand their keys, in the same order: the page finds
    /// them by names that it puts together, and does without these names until then.
    pub fn joined(&self, part: Part) -> String {
        let texts = || self.texts.iter().filter(|((of, _), _)| *of == part);
        let keys = texts().map(|((_, key), _)| key.as_str()).filter(|_| part == Part::Later);
        keys.chain(texts().map(|(_, text)| text.as_str())).collect::<Vec<_>>().join("\0")
    }

    /// The name of the file with a part's texts. It tells their content, so that no other version's is taken for it.
    pub fn file(&self, part: Part) -> String {
        let mut hasher = DefaultHasher::new();
        self.joined(part).hash(&mut hasher);
        format!("{}-{}-{:016x}.txt", part.word(), self.tag, hasher.finish())
    }
}

/// A text's arguments: each one's name, and the number of its forms if it has any.
pub(crate) fn arguments(text: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(|inner| {
        let forms = inner.split('|').count() - 1;
        (inner.split('|').next().unwrap_or(inner), (forms > 0).then_some(forms))
    })
}

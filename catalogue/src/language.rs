//! One language.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

/// One language's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: String,
    /// The plural categories that whole numbers have, in CLDR's order, by CLDR's names.
    pub plurals: Vec<&'static str>,
    pub(crate) texts: BTreeMap<String, String>,
}

impl Language {
    /// All texts in the order of their keys, with NUL between them: a pointer and a length for every text would
    /// weigh more in the page.
    pub fn joined(&self) -> String {
        self.texts.values().map(String::as_str).collect::<Vec<_>>().join("\0")
    }

    /// The name of the file with these texts. It tells their content, so that no other version's is taken for it.
    pub fn file(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.joined().hash(&mut hasher);
        format!("texts-{}-{:016x}.txt", self.tag, hasher.finish())
    }
}

/// A text's arguments: each one's name, and the number of its forms if it has any.
pub(crate) fn arguments(text: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(|inner| {
        let forms = inner.split('|').count() - 1;
        (inner.split('|').next().unwrap_or(inner), (forms > 0).then_some(forms))
    })
}

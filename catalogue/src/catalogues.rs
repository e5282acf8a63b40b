//! All languages, and their agreement with each other.

use crate::language::{Language, Part, arguments};
use crate::read::languages;
use std::collections::BTreeSet;
use std::path::Path;

/// The key of a language's own name.
pub const OWN_NAME: &str = "language-own-name";

/// The language of the documentation, and of a reader whose languages are all unknown, where there is such a folder.
const DEFAULT: &str = "en";

/// All languages, in the order of their tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogues {
    languages: Vec<Language>,
}

impl Catalogues {
    /// Reads every folder of `locales`.
    ///
    /// # Errors
    /// Everything that is wrong, one sentence a line.
    pub fn read(locales: &Path) -> Result<Self, String> {
        let languages = languages(locales)?;
        let catalogues = Self { languages };
        let problems = catalogues.problems();
        if problems.is_empty() { Ok(catalogues) } else { Err(problems.join("\n")) }
    }

    /// All languages.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    pub(crate) fn default_language(&self) -> &Language {
        let default = self.languages.iter().find(|language| language.tag == DEFAULT);
        default.unwrap_or(&self.languages[0])
    }

    /// All keys with their parts: those of the first part come first.
    pub(crate) fn keys(&self) -> BTreeSet<&(Part, String)> {
        self.languages.iter().flat_map(|language| language.texts.keys()).collect()
    }

    fn problems(&self) -> Vec<String> {
        if self.languages.is_empty() {
            return vec!["There is no language: each is a folder.".to_owned()];
        }
        let keys = self.keys();
        let mut problems = Vec::new();
        if !keys.contains(&(Part::First, OWN_NAME.to_owned())) {
            problems.push(format!("No language tells its own name: `{OWN_NAME}` is missing."));
        }
        for language in &self.languages {
            let Language { tag, plurals, texts, replies } = language;
            let missing = keys.iter().filter(|key| !texts.contains_key(**key));
            problems.extend(missing.map(|(part, key)| match part {
                Part::First => format!("{tag} lacks the key `{key}`."),
                Part::Later => format!("{tag} lacks the key `{key}` in its folder `later`."),
            }));
            let texts = texts.iter().map(|((_, key), text)| (key, text));
            for (key, text) in texts.chain(replies) {
                if text.contains('\0') {
                    problems.push(format!("{tag}: `{key}` holds NUL, which separates texts."));
                }
                for forms in arguments(text).filter_map(|(_, forms)| forms) {
                    if forms != plurals.len() {
                        let (wanted, names) = (plurals.len(), plurals.join(", "));
                        problems.push(format!("{tag}: `{key}` needs {wanted} forms ({names}), not {forms}."));
                    }
                }
            }
        }
        for key in keys {
            let texts = self.languages.iter().filter_map(|language| language.texts.get(key));
            let arguments: Vec<BTreeSet<&str>> =
                texts.map(|text| arguments(text).map(|(name, _)| name).collect()).collect();
            if arguments.windows(2).any(|pair| pair[0] != pair[1]) {
                problems.push(format!("`{}` has different arguments: {arguments:?}.", key.1));
            }
        }
        problems
    }
}

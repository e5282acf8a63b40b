//! Texts become Rust code.

use crate::catalogues::{Catalogues, OWN_NAME};
use crate::language::{Language, Part};
use std::fmt::Write as _;

/// Rust code with the enums `Key` and `Lang`, and all texts: see `src/i18n` of the page.
pub fn code(catalogues: &Catalogues) -> String {
    keys(catalogues) + &languages(catalogues) + &tongues(catalogues)
}

/// The languages of the simulated server's replies. A phrase that one of them lacks does not compile, nor one that the
/// engine does not know.
fn tongues(catalogues: &Catalogues) -> String {
    let mut code = String::from(
        "\n/// The languages besides English that the texts in the server's replies can come in.\n\
         pub static TONGUES: &[Tongue] = &[\n",
    );
    for language in catalogues.languages().iter().filter(|language| !language.replies.is_empty()) {
        let (tag, name) = (&language.tag, own_name(language));
        let _ = writeln!(
            code,
            "    Tongue {{\n        tag: {tag:?},\n        name: {name:?},\n        text: |phrase| match phrase {{"
        );
        for (key, text) in &language.replies {
            let _ = writeln!(code, "            Phrase::{} => {text:?},", variant(key));
        }
        let _ = writeln!(
            code,
            "        }},\n        form: |number| Lang::{}.form(number),\n    }},",
            variant(tag)
        );
    }
    code + "];\n"
}

/// The enum `Key`, all its values, and the names of those that the page needs at once.
fn keys(catalogues: &Catalogues) -> String {
    let mut code = String::from(
        "/// A text for people; its documentation is the English text.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u16)]\npub enum Key {\n",
    );
    let keys = catalogues.keys();
    let english = &catalogues.default_language().texts;
    for key in keys.iter().copied() {
        // Brackets would be taken for a link.
        let doc = english.get(key).map_or("", String::as_str).replace('[', "\\[").replace(']', "\\]");
        let _ = writeln!(code, "    #[doc = {doc:?}]\n    {},", variant(&key.1));
    }
    let first = keys.iter().filter(|(part, _)| *part == Part::First).count();
    let _ = writeln!(
        code,
        "}}\n\n/// The number of keys in the first part, and in all.\nconst COUNTS: [usize; 2] = [{first}, {}];\n\n\
         static KEYS: [Key; COUNTS[1]] = [",
        keys.len()
    );
    for (_, key) in &keys {
        let _ = writeln!(code, "    Key::{},", variant(key));
    }
    let ids: Vec<&str> = keys.into_iter().take(first).map(|(_, key)| key.as_str()).collect();
    let _ = writeln!(
        code,
        "];\n\n/// The names of the first part's keys.\nstatic IDS: Table = Table::new(\"{}\");\n",
        literal(&ids.join("\0"))
    );
    code
}

/// The enum `Lang`, and the facts about each language.
fn languages(catalogues: &Catalogues) -> String {
    let all = catalogues.languages();
    let default = catalogues.default_language();
    let mut code = String::from(
        "/// A language of the page: a folder of `www/locales`.\n\
         #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]\npub enum Lang {\n",
    );
    for language in all {
        let mark = if language.tag == default.tag { "    #[default]\n" } else { "" };
        let _ =
            writeln!(code, "    #[doc = {:?}]\n{mark}    {},", own_name(language), variant(&language.tag));
    }
    let variants: Vec<String> =
        all.iter().map(|language| format!("Lang::{}", variant(&language.tag))).collect();
    let (count, variants) = (all.len(), variants.join(", "));
    let _ = writeln!(
        code,
        "}}\n\nimpl Lang {{\n    /// All languages.\n    pub const ALL: [Lang; {count}] = [{variants}];\n}}\n\n\
         static LANGUAGES: [Language; {count}] = ["
    );
    for language in all {
        let (tag, name, files) =
            (&language.tag, own_name(language), Part::ALL.map(|part| language.file(part)));
        let [first, later] = Part::ALL.map(|part| literal(&language.joined(part)));
        let _ = writeln!(
            code,
            "    Language {{\n        tag: {tag:?},\n        name: {name:?},\n        plurals: &{:?},\n        \
             files: {files:?},\n        parts: [Table::new(built_in(\"{first}\")), Table::new(built_in(\"{later}\"))],\n    }},",
            language.plurals,
        );
    }
    code.push_str("];\n");
    code
}

fn own_name(language: &Language) -> &str {
    language.texts.get(&(Part::First, OWN_NAME.to_owned())).map_or("", String::as_str)
}

/// The inside of a string literal. `\0` before a digit looks like an octal number, which Rust does not have.
fn literal(text: &str) -> String {
    text.escape_debug().to_string().replace("\\0", "\\x00")
}

/// `prompt-name` becomes `PromptName`, `pt-BR` becomes `PtBR`.
fn variant(key: &str) -> String {
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    let name: String = key.split('-').filter(|part| !part.is_empty()).map(capital).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

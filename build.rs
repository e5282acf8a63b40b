//! Turns the catalogues in `www/locales` into code, and fails the build when the languages differ.
//!
//! A catalogue line is `key = text`. Text may hold arguments, `{name}`, and forms for one and for many,
//! `{count|message|messages}`. A line that begins with a space goes on with the text above; `#` begins
//! a comment. Each language has the same files with the same keys and arguments.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const LANGUAGES: [&str; 2] = ["de", "en"];

fn main() {
    println!("cargo::rerun-if-changed=www/locales");
    let catalogues: Vec<BTreeMap<String, String>> = LANGUAGES.map(read).into();
    let mut problems = Vec::new();
    let keys: BTreeSet<&String> = catalogues.iter().flat_map(|catalogue| catalogue.keys()).collect();
    for key in &keys {
        let texts: Vec<Option<&String>> = catalogues.iter().map(|catalogue| catalogue.get(*key)).collect();
        for (language, text) in LANGUAGES.iter().zip(&texts) {
            if text.is_none() {
                problems.push(format!("www/locales/{language} lacks the key `{key}`"));
            }
        }
        let arguments: Vec<BTreeSet<&str>> = texts.iter().flatten().map(|text| arguments(text)).collect();
        if arguments.windows(2).any(|pair| pair[0] != pair[1]) {
            problems.push(format!("`{key}` has different arguments in {LANGUAGES:?}: {arguments:?}"));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&out).join("catalogue.rs"), generate(&keys, &catalogues))
        .expect("OUT_DIR can be written");
}

/// All catalogue files of one language.
fn read(language: &str) -> BTreeMap<String, String> {
    let folder = Path::new("www/locales").join(language);
    let mut catalogue: BTreeMap<String, String> = BTreeMap::new();
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for file in files {
        let path = file.expect("the folder can be listed").path();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut last: Option<String> = None;
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}:{}", path.display(), number + 1);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with(' ') {
                let key = last.as_ref().unwrap_or_else(|| panic!("{}: goes on with nothing", place()));
                let text = catalogue.get_mut(key).expect("the last key was inserted");
                text.push(' ');
                text.push_str(line.trim());
                continue;
            }
            let (key, text) = line.split_once('=').unwrap_or_else(|| panic!("{}: not `key = text`", place()));
            let key = key.trim().to_owned();
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(key.chars().all(fits) && !key.is_empty(), "{}: `{key}` is no key", place());
            let before = catalogue.insert(key.clone(), text.trim().to_owned());
            assert!(before.is_none(), "{}: `{key}` stands twice", place());
            last = Some(key);
        }
    }
    catalogue
}

/// The names of a text's arguments.
fn arguments(text: &str) -> BTreeSet<&str> {
    let inner = text.split('{').skip(1).filter_map(|part| part.split('}').next());
    inner.map(|argument| argument.split('|').next().unwrap_or(argument)).collect()
}

fn generate(keys: &BTreeSet<&String>, catalogues: &[BTreeMap<String, String>]) -> String {
    let mut code = String::from(
        "/// A text for people; its documentation is the English text.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u16)]\npub enum Key {\n",
    );
    for key in keys {
        let doc = catalogues[1].get(*key).map_or("", String::as_str);
        let _ = writeln!(code, "    #[doc = {doc:?}]\n    {},", variant(key));
    }
    code.push_str("}\n\n");
    let _ = writeln!(code, "const COUNT: usize = {};\n", keys.len());
    code.push_str("static KEYS: [Key; COUNT] = [\n");
    for key in keys {
        let _ = writeln!(code, "    Key::{},", variant(key));
    }
    code.push_str("];\n");
    // One string for each table: a pointer and a length for every text would weigh more than a kilooctet a
    // table in the page.
    let mut table = |name: &str, texts: Vec<&str>| {
        assert!(texts.iter().all(|text| !text.contains('\0')), "NUL separates the texts");
        // `\0` before a digit looks like an octal number, which Rust does not have.
        let escaped: Vec<String> = texts.iter().map(|text| text.escape_debug().to_string()).collect();
        let literal = escaped.join("\\x00");
        let _ = writeln!(code, "\nstatic {name}: Table = Table::new(\"{literal}\");");
    };
    table("IDS", keys.iter().map(|key| key.as_str()).collect());
    for (language, catalogue) in LANGUAGES.iter().zip(catalogues) {
        let text = |key: &&String| catalogue.get(*key).map_or("", String::as_str);
        table(&language.to_uppercase(), keys.iter().map(text).collect());
    }
    code
}

/// `prompt-name` becomes `PromptName`.
fn variant(key: &str) -> String {
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    let name: String = key.split('-').filter(|part| !part.is_empty()).map(capital).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

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
    let texts = catalogues.iter().map(|catalogue| {
        let texts: Vec<&str> =
            keys.iter().map(|key| catalogue.get(*key).map_or("", String::as_str)).collect();
        joined(&texts)
    });
    let texts: Vec<String> = texts.collect();
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    let out = Path::new(&out);
    fs::write(out.join("catalogue.rs"), generate(&keys, &catalogues, &texts))
        .expect("OUT_DIR can be written");
    // The page that travels over the network fetches its language alone; whoever finishes the site takes the
    // files from here (`cargo xtask build`).
    for (language, texts) in LANGUAGES.iter().zip(&texts) {
        fs::write(out.join(file(language, texts)), texts).expect("OUT_DIR can be written");
    }
}

/// Texts become one string: a pointer and a length for every text would weigh more than a kilooctet a table
/// in the page.
fn joined(texts: &[&str]) -> String {
    assert!(texts.iter().all(|text| !text.contains('\0')), "NUL separates the texts");
    texts.join("\0")
}

/// The name of a language's file tells its content, so that no other version's is taken for it. (FNV-1a)
fn file(language: &str, texts: &str) -> String {
    let hash = texts.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("texts-{language}-{hash:016x}.txt")
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

fn generate(keys: &BTreeSet<&String>, catalogues: &[BTreeMap<String, String>], texts: &[String]) -> String {
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
    let ids: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
    // `\0` before a digit looks like an octal number, which Rust does not have.
    let literal = |texts: &str| texts.escape_debug().to_string().replace("\\0", "\\x00");
    let _ = writeln!(code, "\nstatic IDS: Table = Table::new(\"{}\", \"\");", literal(&joined(&ids)));
    for (language, texts) in LANGUAGES.iter().zip(texts) {
        let (name, file) = (language.to_uppercase(), file(language, texts));
        let _ = writeln!(
            code,
            "\n#[cfg(not(feature = \"fetched-texts\"))]\nstatic {name}: Table = Table::new(\"{}\", \"{file}\");\n\
             #[cfg(feature = \"fetched-texts\")]\nstatic {name}: Table = Table::new(\"\", \"{file}\");",
            literal(texts),
        );
    }
    code
}

/// `prompt-name` becomes `PromptName`.
fn variant(key: &str) -> String {
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    let name: String = key.split('-').filter(|part| !part.is_empty()).map(capital).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

//! The page as one single file, which opens by double click: program, styles, texts and lessons inside.
//!
//! Its Content-Security-Policy names the hash of each script and style, and lets nothing else in or out. What the page
//! would fetch stands in one data block (`#files`), the program in another (`#program`); neither is a script.

use crate::compress;
use crate::paths::dist;
use crate::run::{self, Result, say};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use postamt_catalogue::{Inside, Piece, SCRIPT_END, STYLE_END, attribute, pieces, text_of, with_policy};
use std::collections::BTreeMap;
use std::path::Path;

/// The file's name, beside index.html.
pub(crate) const NAME: &str = "postamt.html";

/// Makes the file of the finished site, and tells its size.
pub(crate) fn build() -> Result {
    let (html, file) = (page(&dist())?, dist().join(NAME));
    let (octets, path) = (html.len(), file.display());
    run::write(&file, &html)?;
    say(&format!("The page as one single file, {octets} octets, is {path}: it opens by double click."));
    Ok(())
}

/// The text of the file.
fn page(dist: &Path) -> Result<String> {
    let text = |name: &str| text_of(&dist.join(name));
    let octets = |name: &str| {
        let file = dist.join(name);
        std::fs::read(&file).map_err(|error| format!("{}: {error}.", file.display()))
    };
    let html = text("index.html")?;
    let mut made = String::new();
    let mut program = None;
    for piece in pieces(&html)? {
        let tag = match piece {
            Piece::Tag(tag) => tag,
            Piece::Text(text) => {
                made.push_str(text);
                continue;
            }
            Piece::Style(tag, sheet) => {
                made.extend([tag, sheet, STYLE_END]);
                continue;
            }
            Piece::Script(tag, content) => {
                made.extend([tag, content, SCRIPT_END]);
                continue;
            }
            // A remark about the files, which is true of them alone.
            Piece::Comment(_) => continue,
        };
        let name = |name| attribute(tag, name).map(|value| value.trim_start_matches("./"));
        let file = || name("href").unwrap_or_default();
        if tag.starts_with("<link") && tag.contains("stylesheet") {
            let (style, media) = (text(file())?, name("media").unwrap_or("all"));
            made.push_str(&format!("<style media=\"{media}\">{style}</style>"));
        } else if tag.starts_with("<link") && tag.contains("rel=\"icon\"") {
            let icon = STANDARD.encode(octets(file())?);
            made.push_str(&format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">"));
        } else if tag.starts_with("<link") {
            // A manifest, an icon for home screens: neither is there.
        } else if tag.contains("name=\"postamt-program\"") {
            program = name("content").zip(name("data-wasm"));
            made.push_str("<meta name=\"postamt-program\" content=\"\">");
        } else {
            made.push_str(tag);
        }
    }
    let (script, wasm) = program.ok_or("index.html does not say where the program is.")?;
    let inside = [
        block("application/json", "files", &files(dist)?),
        block("application/octet-stream", "program", &STANDARD.encode(octets(wasm)?)),
        format!("<script type=\"module\">{}</script>", started(&text(script)?)?),
    ];
    let end = made.rfind("</body>").ok_or("index.html has no end.")?;
    made.insert_str(end, &inside.concat());
    let Inside { scripts, styles } = Inside::of(&made)?;
    with_policy(&made, |_| {
        format!(
            "default-src 'none'; script-src 'wasm-unsafe-eval'{scripts}; style-src{styles}; img-src data:; base-uri 'none'; form-action 'none'"
        )
    })
}

/// A block of data, which no browser runs.
fn block(media: &str, id: &str, content: &str) -> String {
    format!("<script type=\"{media}\" id=\"{id}\">{content}</script>")
}

/// The program's script without its export, which a script inside a page cannot have: it hands its start to boot.js.
fn started(script: &str) -> Result<String> {
    let (script, name) = script
        .trim_end()
        .rsplit_once("export { initSync, ")
        .and_then(|(script, exported)| Some((script, exported.strip_suffix(" as default };")?)))
        .ok_or(
            "The program's script ends in another way than wasm-bindgen's did: see xtask/src/single.rs.",
        )?;
    if script.contains("</script") || script.contains("<!--") {
        return Err("The program's script cannot stand inside a page.".to_owned());
    }
    Ok(format!("{script}dispatchEvent(new CustomEvent(\"postamt-program\", {{ detail: {name} }}));\n"))
}

/// All texts that the page fetches, as JSON by the name of their file.
fn files(dist: &Path) -> Result<String> {
    let mut texts = BTreeMap::new();
    for file in compress::files(dist)? {
        if file.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        texts.insert(name, text_of(&file)?);
    }
    json(&texts)
}

/// The texts as JSON in which nothing can end the element around it.
fn json(texts: &BTreeMap<String, String>) -> Result<String> {
    let json = serde_json::to_string(texts).map_err(|error| format!("The texts as JSON: {error}."))?;
    Ok(json.replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_element() {
        let texts = BTreeMap::from([("a".to_owned(), "b</script>\"\\\n\u{1}ä".to_owned())]);
        assert_eq!(json(&texts).as_deref(), Ok(r#"{"a":"b\u003c/script>\"\\\n\u0001ä"}"#));
    }

    #[test]
    fn the_programs_script_hands_over_its_start() {
        let script = "let wasm;\nexport { initSync, __wbg_init as default };\n";
        let started = started(script).expect("wasm-bindgen's form");
        assert_eq!(
            started,
            "let wasm;\ndispatchEvent(new CustomEvent(\"postamt-program\", { detail: __wbg_init }));\n"
        );
        assert!(super::started("export default 1;").is_err());
    }
}

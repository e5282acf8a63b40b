//! The page as one single file, which opens by double click: program, styles, texts and lessons inside.
//!
//! Its Content-Security-Policy names the hash of each script and style, and lets nothing else in or out. What the page
//! would fetch stands in one data block (`#files`), the program in another (`#program`); neither is a script.

use crate::compress;
use crate::paths::dist;
use crate::run::{self, Result, say};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use postamt_catalogue::{Inside, raw, text_of, with_policy};
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
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = end_of_tag(rest).ok_or("index.html has a tag without an end.")?;
        let tag = &rest[..end];
        let name = |attribute| attribute_of(tag, attribute).map(|value| value.trim_start_matches("./"));
        if tag.starts_with("<link") && tag.contains("stylesheet") {
            let (style, media) = (text(name("href").unwrap_or_default())?, name("media").unwrap_or("all"));
            made.push_str(&format!("<style media=\"{media}\">{style}</style>"));
        } else if tag.starts_with("<link") && tag.contains("rel=\"icon\"") {
            let icon = STANDARD.encode(octets(name("href").unwrap_or_default())?);
            made.push_str(&format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">"));
        } else if tag.starts_with("<link") {
            // A manifest, an icon for home screens: neither is there.
        } else if let Some((_, end)) = raw(rest).filter(|(tag, _)| *tag != "<!--") {
            let (whole, behind) = rest.split_once(end).ok_or("index.html has an element without an end.")?;
            made.push_str(&[whole, end].concat());
            rest = behind;
            continue;
        } else if tag.contains("name=\"postamt-program\"") {
            let is_there = |name: Option<&str>| name.map(str::to_owned);
            program = is_there(name("content")).zip(is_there(name("data-wasm")));
            made.push_str("<meta name=\"postamt-program\" content=\"\">");
        } else if tag.starts_with("<!--") {
            // A remark about the files, which is true of them alone.
        } else {
            made.push_str(tag);
        }
        rest = &rest[end..];
    }
    made.push_str(rest);
    let (script, wasm) = program.ok_or("index.html does not say where the program is.")?;
    let inside = [
        block("application/json", "files", &files(dist)?),
        block("application/octet-stream", "program", &STANDARD.encode(octets(&wasm)?)),
        format!("<script type=\"module\">{}</script>", started(&text(&script)?)?),
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
    let mut json = String::from("{");
    for file in compress::files(dist)? {
        if file.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{name}: {error}."))?;
        if json.len() > 1 {
            json.push(',');
        }
        string(&mut json, &name);
        json.push(':');
        string(&mut json, &text);
    }
    json.push('}');
    Ok(json)
}

/// A JSON string in which nothing can end the element around it.
fn string(json: &mut String, text: &str) {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            '\n' => json.push_str("\\n"),
            '<' => json.push_str("\\u003c"),
            letter if letter < ' ' => json.push_str(&format!("\\u{:04x}", letter as u32)),
            letter => json.push(letter),
        }
    }
    json.push('"');
}

/// The place behind the tag, or the remark, with which the text begins.
fn end_of_tag(text: &str) -> Option<usize> {
    let end = if text.starts_with("<!--") { "-->" } else { ">" };
    let mut quoted = false;
    if end == "-->" {
        return Some(text.find(end)? + end.len());
    }
    for (at, octet) in text.bytes().enumerate() {
        match octet {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The value of a tag's attribute.
fn attribute_of<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, behind) = tag.split_once(&format!(" {name}=\""))?;
    Some(behind.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_behind_their_attributes() {
        assert_eq!(end_of_tag("<a title=\"1 > 0\">x</a>"), Some(17));
        assert_eq!(end_of_tag("<!-- <a> -->x"), Some(12));
        assert_eq!(end_of_tag("<a"), None);
        assert_eq!(attribute_of("<script src=\"./a.js\">", "src"), Some("./a.js"));
    }

    #[test]
    fn no_text_ends_its_element() {
        let mut json = String::new();
        string(&mut json, "a</script>\"\\\n\u{1}ä");
        assert_eq!(json, r#""a\u003c/script>\"\\\n\u0001ä""#);
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

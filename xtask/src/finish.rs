//! What is done to a site that Trunk has built, so that less of it travels over the network: the style sheets
//! become one file, and each language's texts lie beside the program, which holds none of them.

use crate::Result;
use std::path::{Path, PathBuf};

/// Finishes the site in `dist`; `target` is where Cargo has built it.
pub fn finish(dist: &Path, target: &Path) -> Result {
    lay_texts(dist, &target.join("wasm32-unknown-unknown/release/build"))?;
    join_styles(dist)
}

/// Copies the texts that this build of the program asks for: it knows their files by names that tell their
/// content. Builds before it may have left others.
fn lay_texts(dist: &Path, builds: &Path) -> Result {
    let program = files(dist)?.into_iter().find(|file| file.extension().is_some_and(|end| end == "wasm"));
    let program = program.ok_or("The site has no program.")?;
    let program = std::fs::read(&program).map_err(|error| format!("{}: {error}.", program.display()))?;
    let asks_for = |name: &str| program.windows(name.len()).any(|octets| octets == name.as_bytes());
    let mut laid = Vec::new();
    for build in files(builds)? {
        for file in files(&build.join("out")).unwrap_or_default() {
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else { continue };
            let new = name.starts_with("texts-") && !laid.iter().any(|laid| laid == name);
            if new && asks_for(name) {
                std::fs::copy(&file, dist.join(name)).map_err(|error| format!("{name}: {error}."))?;
                laid.push(name.to_owned());
            }
        }
    }
    if laid.len() == 2 {
        return Ok(());
    }
    Err(format!("The program asks for the texts of two languages, and the build left {}.", laid.len()))
}

/// One file of styles compresses better than six, and is asked for once. Their order stays.
fn join_styles(dist: &Path) -> Result {
    let page = dist.join("index.html");
    let mut html = std::fs::read_to_string(&page).map_err(|error| format!("index.html: {error}."))?;
    let mut all = String::new();
    let mut first = None;
    while let Some((at, link, name)) = style_link(&html) {
        let file = dist.join(&name);
        let style = std::fs::read_to_string(&file).map_err(|error| format!("{name}: {error}."))?;
        all.push_str(style.trim_end());
        html = html.replacen(&link, "", 1);
        first.get_or_insert(at);
        std::fs::remove_file(&file).map_err(|error| format!("{name}: {error}."))?;
    }
    let at = first.ok_or("The page has no style sheet.")?;
    // FNV-1a: the name tells the content, as Trunk's names do.
    let hash = all.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    let name = format!("postamt-{hash:016x}.css");
    html.insert_str(at, &format!("<link href=./{name} rel=stylesheet>"));
    let write = |file: PathBuf, text: &str| {
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}.", file.display()))
    };
    write(dist.join(name), &all)?;
    write(page, &html)
}

/// The first link to a style sheet: where it stands, the whole of it, and its file's name.
fn style_link(html: &str) -> Option<(usize, String, String)> {
    let (mut from, mut rest) = (0, html);
    while let Some(start) = rest.find("<link ") {
        let end = start + rest[start..].find('>')? + 1;
        let link = &rest[start..end];
        if link.contains("rel=stylesheet") {
            let name = link.split("href=./").nth(1)?.split([' ', '>']).next()?;
            return Some((from + start, link.to_owned(), name.to_owned()));
        }
        (from, rest) = (from + end, &rest[end..]);
    }
    None
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_styles_are_found_among_others() {
        let html = "<head><link href=./a.svg rel=icon><link href=./b-1.css rel=stylesheet><link x>";
        let link = "<link href=./b-1.css rel=stylesheet>".to_owned();
        assert_eq!(style_link(html), Some((34, link, "b-1.css".to_owned())));
        assert_eq!(style_link("<link href=./a.svg rel=icon>"), None);
    }
}

//! What is done to a site that Trunk has built, so that less of it travels over the network: the style sheets
//! become one file, each language's texts lie beside the program, which holds none of them, the program's
//! functions stand in the order that compresses best, and the names by which program and script know each other
//! become short.

use crate::Result;
use crate::order;
use crate::run;
use crate::setup::SiteKit;
use std::path::{Path, PathBuf};

/// Finishes the site in `dist`; `target` is where Cargo has built it.
pub fn finish(kit: &SiteKit, dist: &Path, target: &Path) -> Result {
    let (program, script) = (part(dist, "wasm")?, part(dist, "js")?);
    lay_texts(dist, &program, &target.join("wasm32-unknown-unknown/release/build"))?;
    shorten(kit, &program, &script)?;
    join_styles(dist)
}

/// Lays the program of another finished site, which can look on at a bridge, beside that of `dist`, which cannot.
/// The page's `<meta>` element names both, and www/boot.js chooses.
pub fn add_program(dist: &Path, other: &Path) -> Result {
    let mut names = Vec::new();
    for end in ["js", "wasm"] {
        let file = part(other, end)?;
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = name.replacen("postamt-", LOOKING_ON, 1);
        std::fs::copy(&file, dist.join(&name)).map_err(|error| format!("{}: {error}.", file.display()))?;
        names.push(name);
    }
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).map_err(|error| format!("index.html: {error}."))?;
    let both = format!("data-live=./{} data-live-wasm=./{} name=postamt-program", names[0], names[1]);
    let with_both = html.replacen("name=postamt-program", &both, 1);
    if html == with_both {
        return Err("index.html does not name the page's program.".to_owned());
    }
    std::fs::write(&page, with_both).map_err(|error| format!("index.html: {error}."))
}

/// How the names begin of what only a page that looks on loads.
pub const LOOKING_ON: &str = "live-";

/// The file of the site's program with this ending.
fn part(dist: &Path, end: &str) -> Result<PathBuf> {
    let of_program = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("postamt-") && name.ends_with(end)
    };
    let found = files(dist)?.into_iter().find(of_program);
    found.ok_or_else(|| format!("The site has no postamt-….{end}"))
}

/// wasm-bindgen's names of imports and exports are long and end in hashes; nobody but the two files sees them.
fn shorten(kit: &SiteKit, program: &Path, script: &Path) -> Result {
    let mut wasm_opt = kit.command("wasm-opt");
    let error = |error| format!("{}: {error}.", program.display());
    let named = order::with_names_in_order(&std::fs::read(program).map_err(error)?)?;
    std::fs::write(program, named).map_err(error)?;
    // Without leave to use anything that not every browser of today knows.
    wasm_opt.arg(program).args(["--reorder-functions-by-name", "--minify-imports-and-exports-and-modules"]);
    let map = run::ask(wasm_opt.arg("-o").arg(program));
    let map = map.ok_or("wasm-opt cannot order the program's functions and shorten its names.")?;
    run::run(
        kit.command("terser").arg(script).args(["--module", "--compress", "--mangle", "-o"]).arg(script),
    )?;
    let text = std::fs::read_to_string(script).map_err(|error| format!("{}: {error}.", script.display()))?;
    std::fs::write(script, renamed(&text, &map)).map_err(|error| format!("{}: {error}.", script.display()))
}

/// The script with the names that `map` gives: wasm-opt's list, one name a line, of imports
/// (`["module", "old", "new"]`) and exports (`["old", "new"]`). All modules become `a`.
fn renamed(script: &str, map: &str) -> String {
    let mut names = Vec::new();
    for line in map.lines() {
        let words: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        match words[..] {
            [_, old, new] => names.push((format!("{old}:"), format!("{new}:"))),
            [old, new] => names.push((format!(".{old}"), format!(".{new}"))),
            _ => {}
        }
    }
    // A name may be the beginning of another one: the longest first.
    names.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let script = script.replace("\"./postamt_bg.js\"", "a");
    names.iter().fold(script, |script, (old, new)| script.replace(old, new))
}

/// Copies the texts that this build of the program asks for: it knows their files by names that tell their
/// content. Builds before it may have left others.
fn lay_texts(dist: &Path, program: &Path, builds: &Path) -> Result {
    let program = std::fs::read(program).map_err(|error| format!("{}: {error}.", program.display()))?;
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
    fn names_become_short_on_both_sides() {
        let map = "{\n \"imports\": [\n  [\"./postamt_bg.js\", \"__wbg_get_1\", \"b\"]\n ],\n\
            \"exports\": [\n  [\"memory\", \"c\"],\n  [\"memory_2\", \"d\"]\n ]\n}";
        let script = "{\"./postamt_bg.js\":{__wbg_get_1:f}};w.memory.buffer;w.memory_2()";
        assert_eq!(renamed(script, map), "{a:{b:f}};w.c.buffer;w.d()");
    }

    #[test]
    fn links_to_styles_are_found_among_others() {
        let html = "<head><link href=./a.svg rel=icon><link href=./b-1.css rel=stylesheet><link x>";
        let link = "<link href=./b-1.css rel=stylesheet>".to_owned();
        assert_eq!(style_link(html), Some((34, link, "b-1.css".to_owned())));
        assert_eq!(style_link("<link href=./a.svg rel=icon>"), None);
    }
}

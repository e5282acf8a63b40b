//! Folders and files become texts.

use crate::language::{Language, Part};
use crate::plural::plural_categories;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The text of a file.
///
/// # Errors
/// It cannot be read: a sentence that names it.
pub fn text_of(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}.", file.display()))
}

pub(crate) fn languages(locales: &Path) -> Result<Vec<Language>, String> {
    let folders = entries(locales)?.into_iter().filter(|path| path.is_dir());
    folders.map(|folder| language(&folder)).collect()
}

fn language(folder: &Path) -> Result<Language, String> {
    let tag = folder.file_name().and_then(|name| name.to_str());
    let tag = tag.ok_or_else(|| format!("{}: not a language's tag.", folder.display()))?.to_owned();
    let plurals = plural_categories(&tag)
        .ok_or_else(|| format!("{}: CLDR knows no language {tag}.", folder.display()))?;
    let mut texts = BTreeMap::new();
    let (later, replies) = (folder.join("later"), folder.join("replies"));
    let mut files: Vec<(Part, PathBuf)> =
        entries(folder)?.into_iter().map(|file| (Part::First, file)).collect();
    files.retain(|(_, file)| *file != later && *file != replies);
    if later.is_dir() {
        files.extend(entries(&later)?.into_iter().map(|file| (Part::Later, file)));
    }
    let read = |texts: &mut BTreeMap<_, _>, part, file: &Path| {
        add(texts, part, &text_of(file)?)
            .map_err(|(line, problem)| format!("{}:{line}: {problem}.", file.display()))
    };
    files.iter().try_for_each(|(part, file)| read(&mut texts, *part, file))?;
    let mut said = BTreeMap::new();
    if replies.is_dir() {
        entries(&replies)?.iter().try_for_each(|file| read(&mut said, Part::First, file))?;
    }
    let replies = said.into_iter().map(|((_, key), text)| (key, text)).collect();
    Ok(Language { tag, plurals, texts, replies })
}

/// Adds a file's texts; an error is a line's number and its problem.
fn add(texts: &mut BTreeMap<(Part, String), String>, part: Part, file: &str) -> Result<(), (usize, String)> {
    let mut last = None;
    for (line, number) in file.lines().zip(1..) {
        let wrong = |problem: String| Err((number, problem));
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with(' ') {
            let Some(text) = last.as_ref().and_then(|key| texts.get_mut(key)) else {
                return wrong("goes on with nothing".to_owned());
            };
            text.push(' ');
            text.push_str(line.trim());
            continue;
        }
        let Some((key, text)) = line.split_once('=') else {
            return wrong("not `key = text`".to_owned());
        };
        let key = key.trim().to_owned();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !key.chars().all(fits) || key.is_empty() {
            return wrong(format!("`{key}` is no key"));
        }
        let [place, other] = [part, Part::ALL[1 - part as usize]].map(|part| (part, key.clone()));
        if texts.contains_key(&other) || texts.insert(place.clone(), text.trim().to_owned()).is_some() {
            return wrong(format!("`{key}` stands twice"));
        }
        last = Some(place);
    }
    Ok(())
}

/// The contents of a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let error = |error| format!("{}: {error}.", folder.display());
    let entries = fs::read_dir(folder).map_err(error)?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(error)?;
    paths.sort();
    Ok(paths)
}

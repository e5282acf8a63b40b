//! The lessons of `www/lessons` and the examples of `www/examples`, as files beside the page.

use crate::read::text_of;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::Path;

/// All lessons, in the menu's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lessons {
    /// Each one's id, which is its file's name, and its text.
    lessons: Vec<(String, String)>,
    /// The text to begin a new one with; empty where the folder has none.
    template: String,
}

impl Lessons {
    /// Reads every `.txt` of a folder; there may be none. Its file `order` names the ids, one a line, in the menu's
    /// order. Lessons that it does not name come behind, by their names. Its file `template` is what a new lesson begins
    /// with.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let mut lessons = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                lessons.push((id, text_of(&path)?));
            }
        }
        let read_if_there = |name: &str| {
            let path = folder.join(name);
            if path.exists() { text_of(&path) } else { Ok(String::new()) }
        };
        let (order, template) = (read_if_there("order")?, read_if_there("template")?);
        let places: Vec<&str> = order.lines().map(str::trim).collect();
        let place = |id: &str| places.iter().position(|own| *own == id).unwrap_or(places.len());
        lessons.sort_by_cached_key(|(id, _)| (place(id), id.clone()));
        Ok(Self { lessons, template })
    }

    /// Each lesson's id, which is its file's name, and its text.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lessons.iter().map(|(id, text)| (&**id, &**text))
    }

    /// The text to begin a new lesson with.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The heads of all, one below the other: the lines before the first step, without indentation and comments.
    pub fn index(&self) -> String {
        let mut index = String::new();
        for (_, text) in self.all() {
            let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
            let head = lines.take_while(|line| !line.starts_with("step"));
            for line in head.filter(|line| !line.is_empty() && !line.starts_with('#')) {
                index.push_str(line);
                index.push('\n');
            }
        }
        index
    }

    /// The heads of examples, one below the other: the comments with which each begins.
    pub fn comments(&self) -> String {
        let mut index = String::new();
        for (_, text) in self.all() {
            for line in text.lines().take_while(|line| line.starts_with('#')) {
                index.push_str(line);
                index.push('\n');
            }
        }
        index
    }

    /// A word that tells the content of all, so that no other version's is taken for it.
    pub fn version(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.lessons.hash(&mut hasher);
        self.template.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

//! The lessons of `www/lessons`: each is read, and played to its end.
//!
//! `POSTAMT_LESSON=pop3-delete cargo test --test it every_lesson` looks at one alone.

mod coverage;
mod form;
mod replay;

use postamt::i18n::{Key, Lang, format};
use postamt::lesson::{Error, Lesson, Text, read_all};
use replay::replay;
use std::fs;
use std::path::{Path, PathBuf};

/// Most octets of a lesson's file.
const FILE_MAX: usize = 10_000;

/// A step's text has fewer words in each language.
const WORDS_BELOW: usize = 45;

/// Problems, each with its line.
type Problems = Vec<(usize, String)>;

#[test]
fn every_lesson_can_be_played_to_its_end() {
    let wanted = std::env::var("POSTAMT_LESSON").unwrap_or_default();
    let mut told = String::new();
    let mut count = 0;
    for path in files().iter().filter(|path| wanted.is_empty() || stem(path) == wanted) {
        let text = fs::read_to_string(path).expect("a lesson is UTF-8 text");
        count += 1;
        let mut problems = problems(stem(path), &text);
        problems.sort_by_key(|(line, _)| *line);
        for (line, problem) in problems {
            told += &std::format!("www/lessons/{}.txt:{line}: {problem}\n", stem(path));
        }
    }
    assert!(told.is_empty(), "\n{told}");
    assert!(count > 0 || wanted.is_empty(), "There is no lesson {wanted} in www/lessons.");
}

/// All files of lessons, by name.
pub(crate) fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/lessons");
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

/// A file's name without its extension.
fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a lesson's name is ASCII")
}

fn problems(name: &str, text: &str) -> Problems {
    let mut problems = Problems::new();
    if text.len() > FILE_MAX {
        problems.push((1, std::format!("the file has {} octets, {FILE_MAX} are allowed", text.len())));
    }
    match read_all(text) {
        Err(errors) => problems.extend(errors.into_iter().map(|error| (error.line, words(error)))),
        Ok(lesson) => {
            if name == "index" {
                problems.push((1, "the index of all lessons has this name".to_owned()));
            }
            if lesson.head.id != name {
                problems.push((1, std::format!("the file is {name}.txt, not {}.txt", lesson.head.id)));
            }
            texts(&lesson, &mut problems);
            replay(&lesson, &mut problems);
        }
    }
    problems
}

/// A mistake in English.
fn words(error: Error) -> String {
    let key = Key::from_id(&std::format!("mistake-{}", error.mistake.id()));
    let args = [("what", error.mistake.what())];
    key.map_or_else(|| std::format!("{:?}", error.mistake), |key| format(Lang::En, key, &args))
}

/// The lesson has the page's languages, and no step says too much.
fn texts(lesson: &Lesson, problems: &mut Problems) {
    let mut languages = lesson.head.title.languages();
    languages.sort();
    if languages != Lang::ALL.map(Lang::tag) {
        problems.push((1, std::format!("the lesson has the languages {languages:?}")));
    }
    let count = |text: &Text, tag| text.paragraphs(tag).flat_map(str::split_whitespace).count();
    for step in &lesson.steps {
        for lang in Lang::ALL {
            let words = count(&step.text, lang.tag());
            if words >= WORDS_BELOW {
                let tag = lang.tag();
                problems.push((step.line, std::format!("the step's text has {words} words in {tag}")));
            }
        }
    }
}

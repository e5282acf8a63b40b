//! The words about a lesson: its goals, and the mistakes in its file.

use crate::i18n::{Key, Lang, format};
use crate::lesson::{Error, Goal, Mistake};

/// A goal in words.
pub fn words(goal: &Goal, lang: Lang) -> String {
    if !goal.text.is_empty() {
        return goal.text.paragraphs(lang.tag()).collect::<Vec<_>>().join(" ");
    }
    let (id, args) = goal.words();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let words = Key::from_id(id).map_or_else(String::new, |key| format(lang, key, &args));
    match goal.by {
        Some(by) => format(lang, Key::GoalBy, &[("goal", &words), ("client", &by.0.to_string())]),
        None => words,
    }
}

/// A mistake in a lesson's file, in words.
pub fn mistake(error: &Error, lang: Lang) -> String {
    let what = if let Mistake::Missing(what) = error.mistake { what } else { "" };
    let key = Key::from_id(&["mistake-", error.mistake.id()].concat());
    let words = key.map_or_else(String::new, |key| format(lang, key, &[("what", what)]));
    format(lang, Key::LessonLine, &[("line", &error.line.to_string()), ("mistake", &words)])
}

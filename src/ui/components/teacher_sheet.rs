//! A lesson's sheet for teachers: what it teaches, how long it takes, notes, and all steps with their solution.

use super::lesson_card::paragraphs;
use super::rfc_link::rfc_link;
use crate::i18n;
use crate::lesson::{Lesson, Step, Text, Topic};
use crate::ui::element::el;
use crate::ui::prelude::*;

/// The sheet.
pub(crate) fn sheet(texts: Texts, lesson: &Lesson) -> Html {
    let head = &lesson.head;
    let minutes = texts.format(Key::LessonsMinutes, &[("count", &head.minutes.to_string())]);
    let title = |key: Key| el("h3").child(texts.text(key));
    el("article")
        .classes(&["sheet"])
        .child(el("h2").list(paragraphs(texts, &head.title)))
        .list(block(texts, &head.summary))
        .child(el("p").classes(&["quiet-text"]).child(minutes))
        .list(block(texts, &head.audience))
        .child(title(Key::SheetTeaches))
        .child(el("dl").list(head.teaches.iter().map(|topic| taught(texts, *topic))))
        .child(title(Key::SheetReads))
        .child(el("p").list(
            head.reads.iter().map(|read| html! { <>{ rfc_link(read.number, &read.section) }{ " " }</> }),
        ))
        .child(title(Key::SheetNotes))
        .list(block(texts, &head.teacher))
        .child(title(Key::SheetSolution))
        .child(el("ol").list(lesson.steps.iter().map(|own| step(texts, own))))
        .into()
}

/// A text's paragraphs, each in its element.
fn block(texts: Texts, text: &Text) -> impl Iterator<Item = Html> {
    paragraphs(texts, text).map(|paragraph| el("p").child(paragraph).into())
}

/// A statement or a confusion, in a sentence.
fn taught(texts: Texts, topic: Topic) -> Html {
    let name = topic.to_string();
    let sentence = i18n::by_id(texts.0, &["topic-", &name.to_ascii_lowercase()].concat());
    el("div").child(el("dt").child(name)).child(el("dd").child(sentence)).into()
}

/// A step: its text, the right answer, and its lines.
fn step(texts: Texts, step: &Step) -> Html {
    let right =
        step.right().map(|right| el("p").child(el("b").list(paragraphs(texts, &step.answers[right].text))));
    let mut lines = String::new();
    for line in &step.lines.lines {
        lines.push_str(&line.item.to_string());
        lines.push('\n');
    }
    let lines = (!lines.is_empty()).then(|| el("pre").attrs(&[("lang", "en")]).child(lines));
    el("li").list(block(texts, &step.text)).list(right).list(lines).into()
}

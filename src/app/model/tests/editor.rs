//! Writing a lesson beside the page: recorded, tried, copied, and never lost.

use super::super::super::course::{Msg as Lesson, Wanted};
use super::super::super::editor::Msg as Editor;
use super::*;
use crate::lesson::{Mistake, TEXT_MAX};

const TEMPLATE: &str = include_str!("../../../../www/lessons/template");

fn line(part: &str) -> usize {
    TEMPLATE.lines().position(|line| line.contains(part)).expect("the template has it") + 1
}

fn writing() -> Model {
    page_after(messages![Editor::Open, Lesson::Came(Wanted::Copy("template".into()), Some(TEMPLATE.into()))])
}

#[test]
fn an_empty_editor_asks_for_the_template() {
    let page = page_after(messages![Editor::Open]);
    assert_eq!(page.course.wanted, Some(Wanted::Copy("template".into())));
    let page = writing();
    assert_eq!((&*page.editor.text, page.editor.is_open, &page.course.wanted), (TEMPLATE, true, &None));
    let page = page.after(Editor::Close).after(Editor::Open);
    assert_eq!((&*page.editor.text, &page.course.wanted), (TEMPLATE, &None), "the text stayed");
}

#[test]
fn the_lesson_begins_at_the_cursor_and_nothing_of_it_is_kept() {
    let page = writing().after(Act::Connect).after(Editor::At(line("goal:"))).after(Editor::Try);
    let running = page.course.running.as_ref().expect("the lesson runs");
    assert_eq!((running.step, running.is_draft), (1, true));
    assert_eq!(page.course.shown(), None, "the address of a reload names no lesson");
    let page = page.after(submit("STAT")).after(Lesson::Turn(1)).after(Lesson::Answer(0));
    assert!(page.course.progress.visits().is_empty());
    let page = page.after(Lesson::Leave);
    assert_eq!(page.player().len(), 1, "the own work came back");
}

#[test]
fn a_text_with_mistakes_is_not_tried() {
    let page = writing().after(Editor::Write("lesson: x".into(), 1)).after(Editor::Try);
    assert!(page.course.running.is_none() && !page.editor.mistakes.is_empty());
}

#[test]
fn what_a_person_does_is_recorded_and_what_the_lesson_does_is_not() {
    let page = writing().after(Editor::At(line("C: STAT"))).after(Editor::Record).after(Editor::Try);
    let page = page.after(submit("NOOP\nLIST 2")).after(Act::LetTimePass);
    let recorded = "    C: STAT\n    C: NOOP\n    C: LIST 2\n    @wait 10m\n    S: +OK 7";
    assert!(page.editor.text.contains(recorded), "{}", page.editor.text);
    let before = page.editor.text.clone();
    let page = page.after(Lesson::Again).after(Lesson::Play);
    assert_eq!(page.editor.text, before);
    let page = page.after(Editor::Record).after(submit("NOOP"));
    assert_eq!(page.editor.text, before);
}

#[test]
fn a_goal_is_made_of_the_turn_shown() {
    let page = writing().after(Act::Connect).after(submit("USER anna\nPASS geheim\nDELE 2"));
    let page = page.after(Editor::At(line("C: STAT"))).after(Editor::Goal);
    assert!(page.editor.text.contains("goal: marked 2\n"), "{}", page.editor.text);
    assert!(page.editor.lesson.is_some());
}

#[test]
fn a_file_that_is_too_long_is_refused_and_others_are_shown_with_their_mistakes() {
    let page = writing().after(Editor::Load("x".repeat(TEXT_MAX + 1).into()));
    let error = crate::lesson::Error { line: 1, mistake: Mistake::TooLong };
    assert!(page.notices.has(&About::Lesson(error)));
    assert_eq!(&*page.editor.text, TEMPLATE);
    let page = page.after(Editor::Load("\u{0}\u{fffd}<img src=x>".into()));
    assert!(!page.editor.mistakes.is_empty() && page.editor.lesson.is_none());
    assert_eq!(&*page.after(Editor::Back).editor.text, TEMPLATE);
}

#[test]
fn the_sheet_of_a_lesson_is_shown_and_put_away() {
    let sheet = Wanted::Sheet("template".into());
    let page = page_after(messages![Lesson::Came(sheet, Some(TEMPLATE.into()))]);
    assert_eq!(page.course.sheet.as_ref().map(|lesson| lesson.steps.len()), Some(3));
    assert!(page.course.running.is_none());
    assert!(page.after(Lesson::PutSheetAway).course.sheet.is_none());
}

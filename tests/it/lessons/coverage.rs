//! All lessons together teach all that the slides state, and every common confusion.

use super::{files, stem};
use crate::house::docs::check_page;
use postamt::lesson::{CONFUSIONS, Lesson, STATEMENTS, Topic, read};
use std::fmt::Write as _;
use std::fs;

/// All lessons, in the menu's order.
fn lessons() -> Vec<Lesson> {
    let folder = files()[0].with_file_name("order");
    let order = fs::read_to_string(folder).expect("www/lessons/order is there");
    let texts = order.lines().map(|id| {
        let path = files().into_iter().find(|path| stem(path) == id);
        let path = path.unwrap_or_else(|| panic!("www/lessons/order names {id:?}, which is no lesson"));
        fs::read_to_string(path).expect("a lesson is UTF-8 text")
    });
    // Mistakes are told by another test.
    texts.filter_map(|text| read(&text).ok()).collect()
}

fn topics() -> impl Iterator<Item = Topic> {
    (1..=STATEMENTS).map(Topic::Statement).chain((1..=CONFUSIONS).map(Topic::Confusion))
}

#[test]
fn the_order_names_every_lesson_once() {
    let mut ids: Vec<String> = lessons().into_iter().map(|lesson| lesson.head.id).collect();
    ids.sort();
    let names: Vec<String> = files().iter().map(|path| stem(path).to_owned()).collect();
    assert_eq!(ids, names, "www/lessons/order has a line for each lesson");
}

#[test]
fn lessons_teach_every_statement_and_every_confusion() {
    let lessons = lessons();
    let is_taught = |topic: &Topic| lessons.iter().any(|lesson| lesson.head.teaches.contains(topic));
    let missing: Vec<String> =
        topics().filter(|topic| !is_taught(topic)).map(|topic| topic.to_string()).collect();
    assert!(missing.is_empty(), "no lesson teaches {missing:?}");
    let answers = || lessons.iter().flat_map(|lesson| &lesson.steps).flat_map(|step| &step.answers);
    let is_asked = |number: &u8| answers().any(|answer| answer.confusion == Some(*number));
    let unasked: Vec<u8> = (1..=CONFUSIONS).filter(|number| !is_asked(number)).collect();
    assert!(unasked.is_empty(), "no wrong answer stands for the confusions {unasked:?}");
}

#[test]
fn docs_tell_what_lessons_teach() {
    check_page("lessons-coverage.md", &page(&lessons()), "lessons");
}

fn page(lessons: &[Lesson]) -> String {
    let mut page = String::from(
        "# What the lessons teach\n\n\
         <!-- Made from www/lessons by `UPDATE_DOCS=1 cargo test --test it docs`. -->\n\n\
         | lesson | title | minutes | steps | teaches | reads |\n|---|---|---|---|---|---|\n",
    );
    for Lesson { head, steps } in lessons {
        let title: Vec<&str> = head.title.paragraphs("en").collect();
        let teaches: Vec<String> = head.teaches.iter().map(Topic::to_string).collect();
        let reads: Vec<String> =
            head.reads.iter().map(|it| format!("RFC {} §{}", it.number, it.section)).collect();
        let reads: Vec<&str> = reads.iter().map(|it| it.trim_end_matches(" §")).collect();
        let [title, teaches, reads] = [title.join(" "), teaches.join(" "), reads.join(", ")];
        let (id, minutes, count) = (&head.id, head.minutes, steps.len());
        let _ = writeln!(page, "| {id} | {title} | {minutes} | {count} | {teaches} | {reads} |");
    }
    page += "\nS are the statements of the slides, C the common confusions; \"asked\" counts the wrong answers that stand for \
             a confusion.\n\n| topic | lessons | asked |\n|---|---|---|\n";
    for topic in topics() {
        let teaching = lessons.iter().filter(|lesson| lesson.head.teaches.contains(&topic));
        let ids: Vec<&str> = teaching.map(|lesson| &*lesson.head.id).collect();
        let answers = lessons.iter().flat_map(|lesson| &lesson.steps).flat_map(|step| &step.answers);
        let asked = match topic {
            Topic::Statement(_) => String::new(),
            Topic::Confusion(own) => answers.filter(|it| it.confusion == Some(own)).count().to_string(),
        };
        let _ = writeln!(page, "| {topic} | {} | {asked} |", ids.join(", "));
    }
    page
}

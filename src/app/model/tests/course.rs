//! Lessons on the page: led by hand, by "show me", and played by themselves.

use super::super::super::course::{Msg as Lesson, Running, Wanted};
use super::*;
use crate::lesson::{Kind, Look};
use std::fs;
use std::path::Path;

/// Most things that a lesson needs to be done.
const DEEDS_MAX: usize = 300;

fn all() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/lessons");
    let files = fs::read_dir(folder).expect("there are lessons").flatten().map(|file| file.path());
    let lessons = files.filter(|file| file.extension().is_some_and(|extension| extension == "txt"));
    let read = |file: std::path::PathBuf| {
        let id = file.file_stem().expect("it has a name").to_string_lossy().into_owned();
        (id, fs::read_to_string(file).expect("it can be read"))
    };
    let mut all: Vec<(String, String)> = lessons.map(read).collect();
    all.sort();
    all
}

fn came(id: &str, text: &str) -> Lesson {
    Lesson::Came(Wanted::Lesson(id.into()), Some(text.into()))
}

fn lesson(id: &str) -> Lesson {
    let all = all();
    let (_, text) = all.iter().find(|(own, _)| own == id).expect("there is such a lesson");
    came(id, text)
}

fn running(page: &Model) -> &Running {
    page.course.running.as_ref().expect("a lesson runs")
}

fn is_done(page: &Model) -> bool {
    running(page).is_done(page.player(), page.connection())
}

#[test]
fn every_lesson_plays_by_itself_to_its_end() {
    for (id, text) in all() {
        let mut page = page_after(messages![came(&id, &text), Lesson::Demonstrate]);
        for _ in 0..DEEDS_MAX {
            if !running(&page).demonstrates {
                break;
            }
            page.reduce(timeline::Msg::Tick.into());
        }
        let known = page.course.progress.of(&id).expect("it was begun");
        assert!(
            known.finished,
            "{id} stops at step {} of {}",
            known.step + 1,
            running(&page).lesson.steps.len()
        );
        let all = running(&page).lesson.steps.len();
        assert_eq!(known.done.len(), all, "{id}: {:?}", known.done);
    }
}

/// The deed that "show me" tells, done by a learner; true when there was something.
fn do_as_shown(page: &mut Model) -> bool {
    page.prompt.change().write("", page.clients.protocol);
    page.reduce(Lesson::ShowMe.into());
    let control = match &running(page).also {
        Some(Look::Control(control)) => Some(*control),
        _ => None,
    };
    let line = page.prompt.draft(page.clients.protocol);
    let act = match control {
        Some("connect") if page.is_open() => Act::ConnectAnother(page.clients.protocol),
        Some("connect") => Act::Connect,
        Some("time") => Act::LetTimePass,
        Some("deliver") => Act::Deliver,
        Some("cut") => Act::Cut,
        _ if line.is_empty() => return false,
        _ => Act::Submit(line),
    };
    page.reduce(act.into());
    if let Some(running) = &mut page.course.change().running {
        running.also = None;
    }
    true
}

#[test]
fn who_does_what_is_shown_reaches_every_goal() {
    for (id, text) in all() {
        let mut page = page_after(messages![came(&id, &text)]);
        for step in 0..running(&page).lesson.steps.len() {
            let (kind, right) = (running(&page).current().kind, running(&page).current().right());
            match kind {
                Kind::Do => {
                    assert!(!is_done(&page), "{id}, step {} is done before anything was done", step + 1);
                    let mut deeds = 0;
                    while !is_done(&page) && deeds < DEEDS_MAX && do_as_shown(&mut page) {
                        deeds += 1;
                    }
                }
                Kind::Watch => page.reduce(Lesson::Play.into()),
                Kind::Predict | Kind::Explain => {
                    page.reduce(Lesson::Answer(right.expect("one answer is right")).into());
                }
                Kind::Read | Kind::Explore => {}
            }
            let standing = running(&page).standing(page.player(), page.connection());
            assert!(is_done(&page), "{id}, step {}: {standing:?}", step + 1);
            page.reduce(Lesson::Turn(1).into());
        }
    }
}

#[test]
fn stepping_back_unmeets_a_goal_and_going_on_meets_it_again() {
    let mut page = page_after(messages![lesson("pop3-delete")]);
    while running(&page).current().kind != Kind::Do {
        page.reduce(Lesson::Go(running(&page).step + 1).into());
    }
    while do_as_shown(&mut page) {}
    assert!(is_done(&page));
    page.reduce(timeline::Msg::Step(-1).into());
    assert!(!is_done(&page));
    page.reduce(timeline::Msg::Step(1).into());
    assert!(is_done(&page));
}

#[test]
fn the_own_work_waits_and_comes_back() {
    let own = page_after(messages![Act::Connect, submit("USER anna")]);
    let before = own.player().clone();
    let mut page = own.after(lesson("imap-tag"));
    assert!(Rc::ptr_eq(page.work(), &before), "the own work is what is saved");
    assert_eq!(page.clients.protocol, Protocol::Imap);
    while do_as_shown(&mut page) {}
    let page = page.after(Lesson::Leave);
    assert!(Rc::ptr_eq(page.player(), &before));
    assert_eq!(page.clients.protocol, Protocol::Pop3);
    assert!(page.course.running.is_none());
}

#[test]
fn a_lesson_goes_on_where_it_was_left() {
    let page =
        page_after(messages![lesson("pop3-counter"), Lesson::Go(3), Lesson::Leave, lesson("pop3-counter")]);
    assert_eq!(running(&page).step, 3);
    assert!(page.is_open(), "the steps before it were done");
}

#[test]
fn back_and_on_again_keep_what_was_done() {
    let mut page =
        page_after(messages![lesson("pop3-counter"), Lesson::Turn(1), Lesson::Answer(0), Lesson::Turn(1)]);
    let turns = page.player().len();
    page.reduce(Lesson::Turn(-1).into());
    assert_eq!((running(&page).step, running(&page).visit().answers.len()), (1, 1));
    page.reduce(Lesson::Turn(1).into());
    assert_eq!((running(&page).step, page.player().len()), (2, turns));
}

#[test]
fn broken_lessons_and_lost_ones_leave_a_sentence_and_the_work() {
    let page = page_after(messages![Act::Connect]);
    let turns = page.player().len();
    let page = page.after(came("x", "lesson: x\ntitle\n  en: X\nstep: fly\n"));
    assert!(page.notices.iter().any(|notice| notice.about.text(Lang::En).starts_with("Line ")));
    let page = page.after(Lesson::Came(Wanted::Lesson("y".into()), None));
    assert!(page.notices.has(&About::Text(Key::NoteNoLesson)));
    let page = page.after(Lesson::Progress("{}".into()));
    assert!(page.notices.has(&About::Text(Key::NoteNoProgress)));
    assert_eq!((page.player().len(), page.course.running.is_none()), (turns, true));
}

#[test]
fn the_questions_behind_the_lessons_tell_what_has_changed() {
    let mut page = page_after(messages![lesson("pop3-before")]);
    for answers in ["pop3-before", "pop3-after"] {
        page.reduce(lesson(answers).into());
        for step in 0..running(&page).lesson.steps.len() {
            if let Some(right) = running(&page).current().right() {
                let first = if answers == "pop3-before" { (right + 1) % 2 } else { right };
                page.reduce(Lesson::Answer(first).into());
                page.reduce(Lesson::Answer(right).into());
            }
            if step + 1 < running(&page).lesson.steps.len() {
                page.reduce(Lesson::Turn(1).into());
            }
        }
    }
    let change = page.course.change_since_before(running(&page));
    assert!(matches!(change, Some([0, now, all]) if now == all && all > 0), "{change:?}");
}

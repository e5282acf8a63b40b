use super::*;
use crate::engine::{ConnectionId, Greeting, Protocol};
use crate::lesson::Mistake;

const TEMPLATE: &str = include_str!("../../../www/lessons/template");

fn editor(text: &str) -> Editor {
    let mut editor = Editor::default();
    editor.write(text.into());
    editor
}

fn at(text: &str, line: usize) -> Editor {
    Editor { line, ..editor(text) }
}

#[test]
fn the_template_is_a_good_lesson_and_small() {
    let editor = editor(TEMPLATE);
    assert_eq!(*editor.mistakes, []);
    assert_eq!(editor.lesson.as_ref().map(|lesson| lesson.steps.len()), Some(3));
    assert_eq!(editor.file(), "my-lesson.txt");
    assert!(TEMPLATE.len() < 2000, "{}", TEMPLATE.len());
}

#[test]
fn mistakes_are_told_with_their_lines() {
    let editor = editor(&TEMPLATE.replace("goal: done STAT", "gaol: done STAT"));
    assert!(editor.lesson.is_none());
    let line = TEMPLATE.lines().position(|line| line.contains("goal:")).expect("it has a goal") + 1;
    let of_line: Vec<Mistake> =
        editor.mistakes.iter().filter(|it| it.line == line).map(|it| it.mistake).collect();
    assert_eq!(of_line, [Mistake::UnknownKeyword]);
}

#[test]
fn a_text_that_is_replaced_can_be_had_back() {
    let mut editor = editor("one");
    assert_eq!(editor.replace("two\r\nlines\rthree"), Ok(()));
    assert_eq!((&*editor.text, &*editor.before, editor.line), ("two\nlines\nthree", "one", 1));
    let back = editor.before.clone();
    assert_eq!(editor.replace(&back), Ok(()));
    assert_eq!((&*editor.text, &*editor.before), ("one", "two\nlines\nthree"));
    assert_eq!(editor.replace(&"x".repeat(TEXT_MAX + 1)), Err(TooLong));
    assert_eq!(&*editor.text, "one");
    assert_eq!(editor.replace("one"), Ok(()));
    assert_eq!(&*editor.before, "two\nlines\nthree", "the same text replaces nothing");
}

#[test]
fn the_cursor_tells_the_step() {
    let steps = |line| at(TEMPLATE, line).step();
    let of_step = TEMPLATE.lines().enumerate().filter(|(_, line)| line.starts_with("step"));
    let lines: Vec<usize> = of_step.map(|(index, _)| index + 1).collect();
    assert_eq!([steps(0), steps(3), steps(lines[0]), steps(lines[1] - 1)], [0; 4]);
    assert_eq!([steps(lines[1]), steps(lines[2] - 1), steps(lines[2]), steps(1000)], [1, 1, 2, 2]);
    assert_eq!(at("lesson", 9).step(), 0, "a text with mistakes has no steps");
}

#[test]
fn what_is_done_is_added_below_the_cursor() {
    let connection = ConnectionId(1);
    let connect = Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok };
    let send = |line: &str| Action::Send { connection, octets: line.as_bytes().to_vec() };
    let mut editor = at("solution\n\nstep: do", 1);
    assert_eq!(editor.record(&[connect, send("STAT\r\n")]), Ok(()));
    assert_eq!(&*editor.text, "solution\n    @connect pop3\n    C: STAT\n\nstep: do");
    assert_eq!((editor.line, editor.placed), (3, 1));
    assert_eq!(editor.record(&[Action::Wait { milliseconds: 600_000 }]), Ok(()));
    let message = b"A: b\r\n\r\nText\r\n".to_vec();
    editor.line = 5;
    assert_eq!(editor.record(&[Action::Deliver { account: "anna".into(), message }]), Ok(()));
    let delivered = "    @deliver anna\n    | A: b\n    |\n    | Text\n\nstep: do";
    assert_eq!(
        &*editor.text,
        ["solution\n    @connect pop3\n    C: STAT\n    @wait 10m\n", delivered].concat()
    );
    assert_eq!(editor.line, 9, "an empty line at the cursor stays below");
    editor.text = "x".repeat(TEXT_MAX).into();
    assert_eq!(editor.record(&[send("STAT\r\n")]), Err(TooLong));
    assert_eq!(editor.text.len(), TEXT_MAX);
    assert_eq!(editor.record(&[]), Ok(()));
}

#[test]
fn a_goal_stands_before_hints_and_solution() {
    let line = |part: &str| TEMPLATE.lines().position(|line| line.contains(part)).expect("it is there") + 1;
    for place in ["step: do", "C: STAT", "goal:"] {
        let mut editor = at(TEMPLATE, line(place));
        assert_eq!(editor.add_goal("state TRANSACTION"), Ok(()));
        assert!(
            editor.text.contains("goal: done STAT\n  goal: state TRANSACTION\n  hint"),
            "{}",
            editor.text
        );
        assert_eq!(*editor.mistakes, []);
    }
    let mut editor = at("a\nb", 1);
    assert_eq!(editor.add_goal("cut"), Ok(()));
    assert_eq!((&*editor.text, editor.line), ("a\n  goal: cut\nb", 2));
}

#[test]
fn places_are_counted_as_browsers_do() {
    let text = "a\n😀b\n\nc";
    assert_eq!([0, 1, 2, 5, 6, 7, 99].map(|place| line_of(text, place)), [1, 1, 2, 2, 3, 4, 4]);
    assert_eq!([0, 1, 2, 3, 4, 9].map(|line| end_of(text, line)), [1, 1, 5, 6, 8, 8]);
}

#[test]
fn a_file_is_named_after_the_lesson() {
    for (text, name) in [
        ("lesson: a-1", "a-1.txt"),
        ("# x\n  lesson:a", "a.txt"),
        ("lesson: ../a", "lesson.txt"),
        ("lesson:", "lesson.txt"),
        ("", "lesson.txt"),
    ] {
        assert_eq!(editor(text).file(), name);
    }
}

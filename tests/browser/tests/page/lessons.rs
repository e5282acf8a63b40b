//! Lessons: led by keyboard alone, in both languages.

use crate::calm;
use browser_tests::{Element, Page, keys, wait_for, wait_for_value};

fn card(page: &Page) -> Element {
    wait_for("the lesson's card", || {
        ["Lesson", "Lektion"]
            .iter()
            .find_map(|name| page.all_by_role("region", Some(name)).into_iter().next())
    })
}

fn step(page: &Page) -> Option<String> {
    page.attribute(&card(page), "data-step")
}

#[track_caller]
fn wait_for_step(page: &Page, number: usize) {
    wait_for_value("the lesson's step", number.to_string(), || step(page).unwrap_or_default());
}

#[track_caller]
fn wait_until_done(page: &Page) {
    wait_for("the step's end", || page.attribute(&card(page), "data-done"));
}

/// For each goal whether it is met.
fn goals(page: &Page) -> Vec<bool> {
    let met = page
        .script("return [...document.querySelectorAll('[data-goal]')].map(goal => goal.dataset.met)", &[]);
    met.as_array().into_iter().flatten().map(|met| met == "true").collect()
}

/// A key outside of the prompt.
fn press(page: &Page, key: &str) {
    page.blur();
    page.press(key);
}

fn is_asked(page: &Page) -> bool {
    page.script("return !!document.querySelector('[data-guess]')", &[]) == true
}

fn types(page: &Page) -> bool {
    page.script("return !!document.querySelector('[data-goal]')", &[]) == true
}

fn plays(page: &Page) -> bool {
    page.script(
        "return [...document.querySelectorAll('.lesson footer [aria-keyshortcuts=p]')].length > 0",
        &[],
    ) == true
}

/// Does what the step wants, by keys: an answer after the other, or what "show me" writes.
fn do_step(page: &Page) {
    if is_asked(page) {
        for guess in ["1", "2", "3", "4"] {
            if page.attribute(&card(page), "data-done").is_none() {
                press(page, guess);
                page.settle();
            }
        }
    } else if plays(page) {
        press(page, "p");
    } else if types(page) {
        for _ in 0..30 {
            if page.attribute(&card(page), "data-done").is_some() {
                break;
            }
            press(page, "m");
            page.settle();
            let control = "return document.querySelector('[data-act][data-look]')?.dataset.act ?? ''";
            let control = page.script(control, &[]);
            match control.as_str() {
                Some(act) if !act.is_empty() && page.value(&page.prompt()).is_empty() => {
                    page.script(
                        "document.querySelector(`[data-act=${arguments[0]}]`).focus()",
                        &[act.into()],
                    );
                    page.press(keys::ENTER);
                }
                _ => {
                    page.script("document.getElementById('command').focus()", &[]);
                    page.press(keys::ENTER);
                }
            }
            page.settle();
        }
    }
    wait_until_done(page);
}

/// Walks through a lesson, doing what each step wants.
fn walk(lang: &str, lesson: &str) {
    let page = calm(&format!("lang={lang}&lesson={lesson}"));
    let count = wait_for("the number of steps", || {
        let place = page.script("return document.querySelector('.lesson-place')?.textContent", &[]);
        place.as_str().and_then(|place| place.rsplit(' ').next().and_then(|count| count.parse().ok()))
    });
    for number in 1..=count {
        wait_for_step(&page, number);
        do_step(&page);
        if number < count {
            press(&page, "n");
        }
    }
    assert_eq!(page.attribute(&card(&page), "data-lesson").as_deref(), Some(lesson));
    page.assert_clean();
}

/// All lessons, in the order of the page's list.
fn all() -> impl Iterator<Item = &'static str> {
    include_str!("../../../../www/lessons/order").lines().filter(|line| !line.is_empty())
}

/// Lessons that are walked in both languages; the others in one.
const IN_BOTH: [&str; 3] = ["pop3-counter", "pop3-delete", "imap-tag"];

#[test]
fn lessons_by_keyboard_alone_in_english() {
    IN_BOTH.into_iter().chain(all().step_by(2)).for_each(|lesson| walk("en", lesson));
}

#[test]
fn lessons_by_keyboard_alone_in_german() {
    IN_BOTH.into_iter().chain(all().skip(1).step_by(2)).for_each(|lesson| walk("de", lesson));
}

#[test]
fn a_prediction_tells_what_was_right_and_why() {
    for (guess, right) in [("1", "false"), ("2", "true")] {
        let page = calm("lang=en&lesson=pop3-counter");
        press(&page, "n");
        wait_for_step(&page, 2);
        press(&page, guess);
        wait_until_done(&page);
        let chosen =
            format!("return document.querySelector('[data-guess=\"{guess}\"]').closest('li').dataset.right");
        wait_for_value("the verdict", right.to_owned(), || {
            page.script(&chosen, &[]).as_str().unwrap_or_default().to_owned()
        });
        let said = page.text(&card(&page));
        assert!(said.contains("RFC 1939 §3"), "the right answer is explained: {said}");
        page.wait_for_state("AUTHORIZATION");
        page.assert_accessible();
    }
}

#[test]
fn a_goal_is_unmet_by_stepping_back() {
    let page = calm("lang=de&lesson=pop3-delete");
    wait_for_step(&page, 1);
    assert_eq!(goals(&page), [false]);
    page.ask("DELE 2");
    wait_for_value("the goal", vec![true], || goals(&page));
    press(&page, keys::LEFT);
    wait_for_value("the goal", vec![false], || goals(&page));
    press(&page, keys::RIGHT);
    wait_for_value("the goal", vec![true], || goals(&page));
    // Enter in the empty prompt goes on.
    page.script("document.getElementById('command').focus()", &[]);
    page.press(keys::ENTER);
    wait_for_step(&page, 2);
    page.assert_accessible();
}

#[test]
fn progress_stays_over_a_reload_and_the_own_work_comes_back() {
    let page = calm("lang=en");
    page.click_button("Connect");
    page.last_reply();
    page.ask("USER anna");
    let lines = page.lines();
    page.set_fragment("lang=en&lesson=pop3-counter");
    wait_for_step(&page, 1);
    press(&page, "n");
    wait_for_step(&page, 2);
    page.reload();
    wait_for_step(&page, 2);
    page.click_button("Leave");
    wait_for_value("the own work", lines, || page.lines());
    assert!(!page.address().contains("lesson"), "{}", page.address());
    page.assert_clean();
}

#[test]
fn the_list_of_lessons_tells_progress_and_begins_one() {
    for (lang, lessons, state) in [("de", "Lektionen", "bei Schritt 2"), ("en", "Lessons", "at step 2")] {
        let page = calm(&format!("lang={lang}&lesson=pop3-counter"));
        wait_for_step(&page, 1);
        press(&page, "n");
        wait_for_step(&page, 2);
        page.click_button(lessons);
        let listed = "return document.querySelectorAll('.lesson-choice').length";
        wait_for("all lessons", || page.script(listed, &[]).as_u64().filter(|count| *count >= 29));
        let counter = "return document.querySelector('.lesson-choice[data-lesson=pop3-counter]').textContent";
        let text = page.script(counter, &[]);
        assert!(text.as_str().is_some_and(|text| text.contains(state)), "{text}");
        page.assert_accessible();
        page.script("document.querySelector('.lesson-choice[data-lesson=imap-flags]').click()", &[]);
        wait_for("the other lesson", || {
            page.attribute(&card(&page), "data-lesson").filter(|lesson| lesson == "imap-flags")
        });
        page.wait_for_protocol("imap");
        page.assert_clean();
    }
}

#[test]
fn a_lesson_that_is_not_there_leaves_a_sentence() {
    let page = calm("lang=en&lesson=no-such-lesson");
    wait_for("the sentence", || {
        page.text(&page.by_role("region", "Notes")).contains("could not be loaded").then_some(())
    });
    page.click_button("Connect");
    page.last_reply();
}

#[test]
fn a_lesson_plays_by_itself() {
    let page = calm("lang=en&lesson=pop3-counter");
    wait_for_step(&page, 1);
    page.click_button("Play by itself");
    wait_for_step(&page, 3);
    page.click_button("Stop");
    page.assert_clean();
}

//! Stepping through everything that happened; typing in the past.

use crate::{LANGUAGES, connected, outcomes, pop3};
use browser_tests::{Page, keys, wait_for, wait_for_value};

#[track_caller]
fn wait_for_place(page: &Page, place: u32) {
    wait_for_value("the step", place, || page.timeline().0);
}

#[test]
fn keys_step_jump_and_play() {
    let page = pop3();
    // Greeting, USER, PASS.
    wait_for_value("the timeline", (3, 3), || page.timeline());
    page.leave_prompt();
    for (key, place, state) in [
        (keys::LEFT, 2, "AUTHORIZATION"),
        (keys::LEFT, 1, "AUTHORIZATION"),
        (keys::RIGHT, 2, "AUTHORIZATION"),
        (keys::END, 3, "TRANSACTION"),
        (keys::HOME, 0, "GREETING"),
        (keys::PAGE_DOWN, 1, "AUTHORIZATION"),
        (keys::PAGE_UP, 0, "GREETING"),
        (keys::LEFT, 0, "GREETING"),
    ] {
        page.press(key);
        wait_for_place(&page, place);
        page.wait_for_state(state);
    }
    wait_for_value("the transcript, which follows,", [], || page.lines());
    page.press(" ");
    wait_for_place(&page, 3);
    page.wait_for_state("TRANSACTION");
    wait_for_value("the number of lines", 5, || page.lines().len());
    page.assert_clean();
}

#[test]
fn after_a_jump_the_rest_of_transcript_and_table_follows() {
    let page = crate::imap();
    for _ in 0..2 {
        page.ask("COPY 1:* INBOX");
    }
    page.paste(&"NOOP\n".repeat(20));
    let commands = || page.lines().iter().filter(|line| line.text.ends_with("NOOP")).count();
    let all_there = |what: &str| {
        wait_for(what, || (commands() == 20 && page.rows().len() == 7 * 4).then_some(()));
    };
    all_there("20 commands and 28 messages");
    let end = wait_for("the last step", || Some(page.timeline()).filter(|(place, all)| place == all)).1;
    page.leave_prompt();
    page.press(keys::HOME);
    wait_for_place(&page, 0);
    wait_for_value("the transcript", [], || page.lines());
    page.press(keys::END);
    wait_for_place(&page, end);
    all_there("the same after two jumps");
    page.assert_clean();
}

/// Presses Enter in the field that has the focus, and looks at replies, steps and what is behind before anything is painted.
const ENTER_AND_LOOK: &str = "
    const count = css => document.querySelectorAll(css).length;
    const seen = () => [count('[role=log] [data-outcome]'), Number(document.querySelector('input[type=range]').max), count('[data-behind]')];
    const before = seen();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    return (async () => {
        for (let turn = 0; turn < 50; turn++) await null;
        return [before, seen()];
    })()";

#[test]
fn the_reply_is_painted_first_and_the_rest_follows() {
    let page = pop3();
    for _ in 0..2 {
        page.type_in_prompt("STAT");
        let seen = page.script(ENTER_AND_LOOK, &[]);
        let number = |when: usize, what: usize| seen[when][what].as_u64().expect("a number");
        assert_eq!(number(1, 0), number(0, 0) + 1, "the reply is there: {seen}");
        assert_eq!(number(1, 1), number(0, 1), "the timeline is not: {seen}");
        assert_eq!((number(0, 2), number(1, 2)), (0, 1), "something is behind: {seen}");
        let steps = u32::try_from(number(0, 1)).expect("few steps") + 1;
        wait_for_value("the timeline", (steps, steps), || page.timeline());
        wait_for_value("the parts that are behind", false, || {
            page.script("return document.querySelector('[data-behind]') !== null", &[]) == true
        });
        page.wait_for_announcement("STAT");
    }
    page.assert_clean();
}

#[test]
fn earlier_exchanges_come_to_those_who_scroll_to_them() {
    let page = pop3();
    page.paste(&"NOOP\n".repeat(30));
    let count = |what: &str| page.script(&format!("return document.querySelectorAll('{what}').length"), &[]);
    // The greeting, USER and PASS come before the thirty.
    wait_for_value("the newest", 24, || count(".log .exchange"));
    assert_eq!(count(".log .earlier"), 1);
    page.script("const log = document.querySelector('.log'); log.scrollTop = -log.scrollHeight", &[]);
    wait_for_value("all of them", 33, || count(".log .exchange"));
    assert_eq!(count(".log .earlier"), 0);
    page.ask("STAT");
    wait_for_value("the newest", 24, || count(".log .exchange"));
    // By keyboard, which scrolls to the button, too.
    page.focus(&page.by_role("button", "Show earlier lines"));
    page.press(keys::ENTER);
    wait_for_value("all of them", 34, || count(".log .exchange"));
    assert_eq!(page.script("return document.activeElement.id", &[]), "log");
    page.assert_clean();
}

#[test]
fn the_prompt_keeps_its_keys() {
    let page = pop3();
    page.type_in_prompt("LIST 1 ?f");
    for key in [keys::LEFT, keys::LEFT, keys::RIGHT, keys::HOME, keys::END, " "] {
        page.press(key);
    }
    page.wait_for_prompt("LIST 1 ?f ");
    assert_eq!(page.timeline(), (3, 3));
    assert_eq!(page.all_by_role("dialog", None), []);
    page.assert_clean();
}

#[test]
fn the_slider_seeks() {
    let page = pop3();
    let slider = page.by_role("slider", "Step");
    page.focus(&slider);
    page.press(keys::HOME);
    wait_for_place(&page, 0);
    page.press(keys::RIGHT);
    page.press(keys::RIGHT);
    wait_for_place(&page, 2);
    page.wait_for_state("AUTHORIZATION");
    page.wait_for_announcement("USER");
    page.press(keys::END);
    wait_for_place(&page, 3);
    page.assert_clean();
}

#[test]
fn the_past_shows_the_store_as_it_was() {
    let page = pop3();
    page.ask("DELE 1");
    page.ask("QUIT");
    page.wait_for_state("CLOSED");
    page.leave_prompt();
    page.press(keys::HOME);
    wait_for("the message to be back", || page.row(101));
    page.press(keys::END);
    page.wait_for_state("CLOSED");
    page.assert_clean();
}

#[test]
fn typing_in_the_past_forks_says_so_and_can_be_taken_back() {
    for (lang, bring_back) in [("en", "Bring them back"), ("de", "Zurückholen")] {
        let page = connected("pop3", lang);
        for line in ["USER anna", "PASS geheim", "STAT"] {
            page.ask(line);
        }
        let before = page.lines();
        page.leave_prompt();
        page.press(keys::HOME);
        page.press(keys::RIGHT);
        wait_for_place(&page, 1);
        assert_eq!(outcomes(&page.ask("USER ben")), ["ok"]);
        wait_for_value("the timeline", (2, 2), || page.timeline());
        page.click_button(bring_back);
        wait_for_value("the last step", 4, || page.timeline().1);
        page.leave_prompt();
        page.press(keys::END);
        wait_for_value("the transcript", before, || page.lines());
        page.assert_clean();
    }
}

#[test]
fn the_timeline_speaks_both_languages() {
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        wait_for_value("the timeline", (1, 1), || page.timeline());
        page.ask("NOOP");
        wait_for_value("the timeline", (2, 2), || page.timeline());
    }
}

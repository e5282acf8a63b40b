//! Ready sessions: found, played, paused, stepped through and left by keyboard; by their address; in a frame.

use crate::{LANGUAGES, calm, connected};
use browser_tests::{Line, Page, keys, wait_for, wait_for_value};
use serde_json::json;

/// The own work: place, state, lines.
fn shown(page: &Page) -> ((u32, u32), String, Vec<Line>) {
    (page.timeline(), page.current_state(), page.lines())
}

/// The id of the example that is visited; empty without one.
fn visited(page: &Page) -> String {
    let id = page.script("return document.querySelector('.visit[data-example]')?.dataset.example ?? ''", &[]);
    id.as_str().unwrap_or_default().to_owned()
}

/// The words over the example.
fn words(page: &Page) -> String {
    let words = page.script("return document.querySelector('.visit-words')?.innerText ?? ''", &[]);
    words.as_str().unwrap_or_default().to_owned()
}

/// Presses Tab until what the selector names has the focus.
#[track_caller]
fn tab_to(page: &Page, selector: &str) {
    let has = "return document.activeElement?.matches(arguments[0]) ?? false";
    for _ in 0..120 {
        if page.script(has, &[json!(selector)]) == true {
            return;
        }
        page.press(keys::TAB);
    }
    panic!("Tab does not reach {selector}");
}

/// Chooses an example of the list: two keys to the list, one more to begin.
#[track_caller]
fn choose(page: &Page, id: &str) {
    page.script("document.activeElement?.blur()", &[]);
    tab_to(page, ".topbar > .plain");
    page.press(keys::ENTER);
    tab_to(page, "dialog [data-dialog=examples]");
    page.press(keys::ENTER);
    let choice = format!("dialog [data-example={id}]");
    wait_for("the list", || {
        let there = page.script("return !!document.querySelector(arguments[0])", &[json!(choice)]);
        (there == true).then_some(())
    });
    tab_to(page, &choice);
    page.press(keys::ENTER);
    wait_for_value("the example", id.to_owned(), || visited(page));
}

#[test]
fn examples_play_pause_and_step_by_keyboard_and_own_work_comes_back() {
    for (lang, chosen) in LANGUAGES.into_iter().zip([
        ["pop3-rfc1939", "pop3-lock", "imap-idle", "dele-expunge"],
        ["imap-rfc3501", "imap-in-step", "imap-answers", "pop3-snapshot"],
    ]) {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.wait_until_saved();
        let own = shown(&page);
        for id in chosen {
            choose(&page, id);
            let (begins, all) = page.timeline();
            assert!(begins < all, "{id} begins at {begins} of {all}");
            assert!(!words(&page).is_empty(), "{id}");
            // The button that plays has the focus.
            wait_for_value("the focus", "example-play".to_owned(), || {
                let focused =
                    "return document.activeElement.id || document.activeElement.outerHTML.slice(0, 80)";
                [page.script(focused, &[]).as_str().unwrap_or_default(), ""].concat()
            });
            page.press(" ");
            wait_for("the next step", || (page.timeline().0 > begins).then_some(()));
            page.press(" ");
            page.settle();
            let (at, _) = page.timeline();
            page.press(keys::RIGHT);
            wait_for_value("a step on", (at + 1, all), || page.timeline());
            page.press(keys::LEFT);
            wait_for_value("a step back", (at, all), || page.timeline());
            page.press(keys::END);
            wait_for_value("the end", (all, all), || page.timeline());
            assert!(page.address().contains(&format!("example={id}")), "{}", page.address());
            page.back();
            wait_for_value("own work", own.clone(), || shown(&page));
            wait_for_value("no example", String::new(), || visited(&page));
            assert!(!page.address().contains("example="), "{}", page.address());
        }
        page.reload();
        wait_for_value("own work after a reload", own, || shown(&page));
        page.assert_clean();
    }
}

#[test]
fn captions_say_whose_turn_it_is_and_the_strip_leads_back() {
    for (lang, second, elsewhere) in [
        ("en", "Now client 2 comes, Anna's phone", "you have acted yourself"),
        ("de", "Jetzt kommt Client 2, Annas Handy", "hast du selbst etwas getan"),
    ] {
        let page = calm(&format!("lang={lang}&example=pop3-lock&step=6"));
        wait_for("the caption", || words(&page).contains(second).then_some(()));
        page.assert_accessible();
        // The strip tells whoever acts that this is no longer the example.
        page.ask("NOOP");
        wait_for("the end of the tale", || words(&page).contains(elsewhere).then_some(()));
        // The own work is empty, as before; the browser's way forward finds the example as it was left.
        page.click_button("Back to my own work");
        wait_for_value("nothing", (0, 0), || page.timeline());
        page.back();
        wait_for_value("the example", "pop3-lock".to_owned(), || visited(&page));
        page.leave_prompt();
        page.press(keys::END);
        wait_for("the place that was left", || words(&page).contains(elsewhere).then_some(()));
        page.click_button("Keep as my own work");
        wait_for_value("no example", String::new(), || visited(&page));
        page.wait_until_saved();
        let kept = page.timeline();
        page.go(&format!("lang={lang}"));
        wait_for_value("the work", kept, || page.timeline());
        page.assert_clean();
    }
}

#[test]
fn the_list_is_accessible_and_an_example_that_is_none_changes_nothing() {
    let page = connected("imap", "de");
    let own = shown(&page);
    page.set_fragment("lang=de&proto=imap&example=no-such-example");
    page.wait_for_text("Dieses Beispiel ließ sich nicht laden.");
    wait_for("another address", || (!page.address().contains("example=")).then_some(()));
    assert_eq!(shown(&page), own);
    page.set_fragment("lang=de&proto=imap&example=Not/one");
    page.wait_for_text("example=Not/one");
    assert_eq!(shown(&page), own);
    let page = calm("lang=de");
    tab_to(&page, ".invitation-lesson [data-dialog=examples]");
    page.press(keys::ENTER);
    wait_for("ten examples", || {
        let count = page.script("return document.querySelectorAll('dialog [data-example]').length", &[]);
        (count == 10).then_some(())
    });
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn a_frame_tells_the_captions_and_takes_no_focus() {
    let page = calm("embed=1&lang=en&example=imap-store&step=6");
    wait_for("the caption", || words(&page).contains("In IMAP there is no lock").then_some(()));
    assert!(page.all_by_role("button", Some("Keep as my own work")).is_empty());
    let focus = page.script("return document.activeElement.id", &[]);
    assert_ne!(focus, "example-play");
    page.assert_clean();
}

#[test]
fn a_long_command_in_the_projectors_banner_makes_the_page_no_wider() {
    let page = calm("lang=de&view=projector&example=pop3-rfc1939&step=3");
    page.resize(1920, 1080);
    wait_for("the banner", || {
        let said = page.script("return document.querySelector('.banner')?.innerText ?? ''", &[]);
        said.as_str().is_some_and(|said| said.contains("APOP mrose")).then_some(())
    });
    let widths = page.script("return [document.documentElement.scrollWidth, innerWidth]", &[]);
    assert!(widths[0].as_u64() <= widths[1].as_u64(), "{widths}");
    page.assert_clean();
}

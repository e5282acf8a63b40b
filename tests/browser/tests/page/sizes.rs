//! The page's sizes: no scrolling where there is room, one column on a phone; and accessibility in each.

use crate::{LANGUAGES, calm};
use browser_tests::{Page, Setup};

/// A short session with a refusal at its end.
fn play(page: &Page, proto: &str, lang: &str) {
    page.go_fresh(&format!("proto={proto}&lang={lang}"));
    page.click_button("Connect");
    page.last_reply();
    let lines: &[&str] = match proto {
        "pop3" => &["USER anna", "PASS geheim", "LIST", "RETR 5", "DELE 1", "WIBBLE"],
        _ => &["LOGIN anna geheim", "SELECT INBOX", "FETCH 1:* (FLAGS UID)", "LOGIN anna geheim"],
    };
    for line in lines {
        page.ask(line);
    }
}

fn measure(page: &Page, what: &str) -> (i64, i64) {
    let script =
        format!("const page = document.scrollingElement; return [page.scroll{what}, window.inner{what}]");
    let sizes = page.script(&script, &[]);
    let number = |index: usize| sizes[index].as_i64().expect("sizes are numbers");
    (number(0), number(1))
}

#[test]
fn the_page_does_not_scroll_at_1280_by_720_and_above() {
    let page = calm("");
    for (width, height) in [(1280, 720), (1920, 1080)] {
        page.resize(width, height);
        for proto in ["pop3", "imap"] {
            for lang in LANGUAGES {
                play(&page, proto, lang);
                for side in ["Height", "Width"] {
                    let (scroll, inner) = measure(&page, side);
                    assert!(scroll <= inner, "{width}×{height} {proto} {lang}: {side} {scroll} > {inner}");
                }
                assert!(is_in_view(&page), "the prompt is in view");
            }
        }
    }
    page.assert_clean();
}

#[test]
fn a_phone_shows_one_column_without_scrolling_sideways() {
    let page = Setup { width: 390, height: 844, reduced_motion: true, ..Setup::default() }.open("");
    for proto in ["pop3", "imap"] {
        for lang in LANGUAGES {
            play(&page, proto, lang);
            let (scroll, inner) = measure(&page, "Width");
            assert!(scroll <= inner, "{proto} {lang}: {scroll} > {inner}");
        }
    }
    page.assert_clean();
}

/// The timeline's bar stays at the bottom of a phone's window.
#[test]
fn a_phones_bar_does_not_cover_the_focus() {
    let page = Setup { width: 390, height: 844, reduced_motion: true, ..Setup::default() }.open("");
    for proto in ["pop3", "imap"] {
        page.go_fresh(&format!("proto={proto}&lang=en"));
        let covered = page.script(
            "arguments[0].blur(); scrollTo(0, 0); arguments[0].focus();
             const box = arguments[0].getBoundingClientRect();
             return !arguments[0].contains(document.elementFromPoint(box.left + box.width / 2, box.bottom - 2))",
            &[page.prompt().as_argument()],
        );
        assert_eq!(covered, false, "{proto}");
    }
    page.assert_clean();
}

fn is_in_view(page: &Page) -> bool {
    page.script(
        "const box = arguments[0].getBoundingClientRect();
         return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth && box.height > 0",
        &[page.prompt().as_argument()],
    ) == true
}

#[test]
fn axe_finds_nothing_in_any_state_of_the_page() {
    for (width, height, view) in [(1280, 720, ""), (1920, 1080, "&view=projector"), (390, 844, "")] {
        for dark in [false, true] {
            let page = Setup { width, height, dark, reduced_motion: true, ..Setup::default() }.open("");
            for (proto, lang) in [("pop3", "en"), ("imap", "de")] {
                page.go_fresh(&format!("proto={proto}&lang={lang}{view}"));
                assert_accessible(&page, &format!("{width} {dark} {proto} fresh"));
                play(&page, proto, &format!("{lang}{view}"));
                assert_accessible(&page, &format!("{width} {dark} {proto} in a session"));
            }
            page.click_button("Hilfe und Tasten");
            page.by_role("dialog", "Hilfe und Tasten");
            assert_accessible(&page, &format!("{width} {dark} help"));
            page.assert_clean();
        }
    }
}

#[track_caller]
fn assert_accessible(page: &Page, what: &str) {
    assert_eq!(page.axe(), Vec::new(), "{what}");
}

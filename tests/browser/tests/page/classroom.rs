//! In class: the projector's own parts, the presenter's window beside it, and pupils who follow by way of a bridge.

use crate::{LANGUAGES, calm};
use browser_tests::{Bridge, Page, Setup, keys, wait_for, wait_for_value};
use serde_json::{Value, json};

/// The projector's view with a session in it, and nothing that has the focus.
fn projector(options: &str) -> Page {
    let page = Setup { width: 1920, height: 1080, reduced_motion: true, ..Setup::default() }
        .open(&format!("view=projector&{options}"));
    page.click_button("Connect");
    page.last_reply();
    ["USER anna", "PASS geheim", "DELE 1"].iter().for_each(|line| drop(page.ask(line)));
    page.leave_prompt();
    page
}

fn visible(page: &Page, css: &str) -> bool {
    page.script(
        "const element = document.querySelector(arguments[0]);
         return !!element?.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 2",
        &[json!(css)],
    ) == true
}

fn text_of(page: &Page, css: &str) -> String {
    let text = page.script("return document.querySelector(arguments[0])?.textContent ?? ''", &[json!(css)]);
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_projectors_panes_come_and_go_by_keys_and_buttons() {
    let page = projector("lang=en&proto=pop3");
    for (key, css, name) in [("c", ".console", "Console"), ("t", ".store", "What the server holds")] {
        for by_key in [true, false] {
            if by_key {
                page.press(key)
            } else {
                page.click_button(name)
            }
            wait_for(&format!("no {css}"), || (!visible(&page, css)).then_some(()));
            assert!(visible(&page, "[data-protocol] svg") && !page.scrolls());
            page.assert_accessible();
            page.blur();
            if by_key {
                page.press(key)
            } else {
                page.click_button(name)
            }
            wait_for(css, || visible(&page, css).then_some(()));
            page.blur();
        }
    }
    // The sequence takes the place of the states, and stands beside them where there is room.
    page.press("s");
    wait_for("the sequence alone", || {
        (visible(&page, ".ladder") && !visible(&page, "[data-protocol] svg")).then_some(())
    });
    page.press("t");
    wait_for("both", || (visible(&page, ".ladder") && visible(&page, "[data-protocol] svg")).then_some(()));
    page.press("s");
    wait_for("the states alone", || (!visible(&page, ".ladder")).then_some(()));
    page.assert_clean();
}

#[test]
fn the_projector_fills_the_screen_by_key_and_by_button() {
    let page = projector("lang=en&proto=pop3");
    let wait = |fills: bool| {
        let script = "return document.fullscreenElement === document.documentElement";
        wait_for_value("the full screen", json!(fills), || page.script(script, &[]));
    };
    page.press("w");
    wait(true);
    page.press("w");
    wait(false);
    page.click_button("Full screen");
    wait(true);
    page.click_button("Full screen");
    wait(false);
    page.assert_clean();
}

#[test]
fn the_banner_has_the_last_command_and_the_screen_stays_awake() {
    let page = projector("lang=en&proto=pop3");
    let size =
        page.script("return parseFloat(getComputedStyle(document.querySelector('.banner')).fontSize)", &[]);
    assert!(size.as_f64().is_some_and(|size| size >= 30.0), "{size}");
    assert_eq!(text_of(&page, ".banner"), "DELE 1✓");
    page.ask("WIBBLE <b>");
    assert_eq!(text_of(&page, ".banner"), "WIBBLE <b>✗");
    page.press(keys::PAGE_UP);
    wait_for_value("the banner", "DELE 1✓", || text_of(&page, ".banner"));
    page.press(keys::PAGE_DOWN);
    wait_for_value("the banner", "WIBBLE <b>✗", || text_of(&page, ".banner"));
    page.leave_prompt();
    // Nobody has to have a wake lock; who has one is asked for it, and once more when the page is back in sight.
    page.script(
        "window.locks = []; Object.defineProperty(navigator, 'wakeLock', { value: { request: kind => {
             locks.push(kind); return Promise.resolve({ release: () => { locks.push('released'); return Promise.resolve(); } });
         } } })",
        &[],
    );
    page.press("f");
    wait_for("the usual view", || (!visible(&page, ".banner")).then_some(()));
    page.press("f");
    wait_for_value("the lock", json!(["screen"]), || page.script("return locks", &[]));
    page.press("f");
    wait_for_value("the lock", json!(["screen", "released"]), || page.script("return locks", &[]));
    page.assert_clean();
}

#[test]
fn keys_are_shown_on_demand_and_letters_never() {
    let page = projector("lang=en&proto=pop3");
    page.press(keys::LEFT);
    assert!(!visible(&page, ".pressed"));
    page.press("k");
    wait_for_value("the button", json!("true"), || {
        page.script("return document.querySelector('[aria-keyshortcuts=k]').ariaPressed", &[])
    });
    page.script(
        "window.seen = []; new MutationObserver(() => {
             const text = document.querySelector('.pressed')?.textContent; if (text) seen.push(text);
         }).observe(document.body, { subtree: true, childList: true, characterData: true })",
        &[],
    );
    page.press(keys::RIGHT);
    wait_for("the arrow", || (text_of(&page, ".pressed") == "→").then_some(()));
    page.ask("PASS geheim");
    wait_for("Enter", || (text_of(&page, ".pressed") == "↵").then_some(()));
    let seen = page.script("return seen", &[]);
    let letters = |seen: &Value| {
        seen.as_array()
            .is_some_and(|seen| seen.iter().any(|key| "PASSGEHIM".contains(key.as_str().unwrap_or("?"))))
    };
    assert!(!letters(&seen), "{seen}");
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn the_spotlight_dims_the_rest_and_leaves_it_readable() {
    for dark in [false, true] {
        let page = Setup { width: 1920, height: 1080, dark, reduced_motion: true, ..Setup::default() }
            .open("view=projector&lang=en&proto=pop3");
        page.click_button("Connect");
        ["USER anna", "PASS geheim", "DELE 1"].iter().for_each(|line| drop(page.ask(line)));
        page.leave_prompt();
        let colours = || {
            page.script(
                "const colour = css => getComputedStyle(document.querySelector(css)).color;
                 return [colour('.exchange:not(.is-current) .line'), colour('.exchange.is-current .line'),
                         colour('.messages tr:not([data-change]) td.number'), colour('.messages tr[data-change] td.number'),
                         getComputedStyle(document.querySelector('.exchange.is-current')).outlineStyle]",
                &[],
            )
        };
        let before = colours();
        page.press("l");
        wait_for("the spotlight", || {
            (page.script("return document.documentElement.hasAttribute('data-spotlight')", &[]) == true)
                .then_some(())
        });
        let after = colours();
        assert_ne!((&before[0], &before[2]), (&after[0], &after[2]));
        assert_eq!((&before[1], &before[3]), (&after[1], &after[3]));
        assert_eq!(after[4], "solid", "not by colour alone");
        page.assert_accessible();
        page.assert_clean();
    }
}

/// Opens the presenter's window by the projector's button, and gives the two windows' names.
fn with_presenter(page: &Page, name: &str) -> [String; 2] {
    let projector = page.window();
    page.click_button(name);
    let presenter =
        wait_for("another window", || page.windows().into_iter().find(|other| *other != projector));
    page.to_window(&presenter);
    page.wait_for_program();
    [projector, presenter]
}

#[track_caller]
fn wait_for_lines(page: &Page, window: &str, lines: &[&str]) {
    page.to_window(window);
    let sent = || -> Vec<String> {
        let lines = page.lines().into_iter().filter(|line| line.from == "client");
        lines.map(|line| line.text.trim().to_owned()).collect()
    };
    wait_for_value(
        "the client's lines",
        lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(),
        sent,
    );
}

#[test]
fn presenter_and_projector_follow_each_other_also_after_a_reload() {
    for (lang, presenter_name, led) in [
        ("en", "Presenter view", "follows the projector"),
        ("de", "Referentenansicht", "folgt dem Beamerfenster"),
    ] {
        let page = projector(&format!("lang={lang}&proto=pop3"));
        let [projector, presenter] = with_presenter(&page, presenter_name);
        let mut lines = vec!["USER anna", "PASS geheim", "DELE 1"];
        wait_for_lines(&page, &presenter, &lines);
        wait_for("who leads", || page.says(led).then_some(()));
        assert!(!visible(&page, ".store") && visible(&page, ".presenter"));
        page.assert_accessible();
        page.ask("RSET");
        lines.push("RSET");
        wait_for_lines(&page, &projector, &lines);
        page.leave_prompt();
        page.press(keys::PAGE_UP);
        page.to_window(&presenter);
        wait_for("the presenter one step back", || {
            let (at, all) = page.timeline();
            (at + 1 == all).then_some(())
        });
        // The projector's choices are at hand here.
        page.script("document.querySelector('.presenter [aria-keyshortcuts=t]').click()", &[]);
        page.to_window(&projector);
        wait_for("no store", || (!visible(&page, ".store")).then_some(()));
        for window in [&projector, &presenter, &projector] {
            page.to_window(window);
            page.reload();
            wait_for_value("the timeline", (4, 5), || page.timeline());
        }
        // A lesson goes along, with its card and its step.
        page.to_window(&presenter);
        page.set_fragment(&format!("view=presenter&lang={lang}&lesson=pop3-counter"));
        wait_for("the notes", || (!text_of(&page, "[data-notes]").is_empty()).then_some(()));
        page.to_window(&projector);
        wait_for("the card", || visible(&page, "[data-lesson=pop3-counter]").then_some(()));
        page.to_window(&presenter);
        for step in 2..=3 {
            page.blur();
            page.press("n");
            page.to_window(&projector);
            wait_for_value("the step", step.to_string(), || {
                page.script("return document.querySelector('[data-lesson]')?.dataset.step", &[])
                    .as_str()
                    .unwrap_or("")
                    .to_owned()
            });
            page.to_window(&presenter);
        }
        assert_eq!(text_of(&page, "[data-next-line]"), "USER anna");
        page.assert_accessible();
        page.ask("USER anna");
        wait_for_lines(&page, &projector, &["USER anna"]);
        page.reload();
        wait_for_value("the step", json!("3"), || {
            page.script("return document.querySelector('[data-lesson]')?.dataset.step", &[])
        });
        wait_for_lines(&page, &projector, &["USER anna"]);
        // So do an example's words, without its buttons.
        page.to_window(&presenter);
        page.set_fragment(&format!("view=presenter&lang={lang}&example=pop3-lock"));
        wait_for("the example", || visible(&page, "#example-play").then_some(()));
        page.blur();
        page.press(keys::END);
        wait_for("the end", || {
            let (at, all) = page.timeline();
            (at == all).then_some(())
        });
        let words = text_of(&page, ".visit-words");
        page.to_window(&projector);
        wait_for_value("the words", words, || text_of(&page, "[data-example=pop3-lock] .visit-words"));
        assert!(!visible(&page, "#example-play"));
        page.assert_accessible();
        page.to_window(&presenter);
        page.set_fragment(&format!("view=presenter&lang={lang}"));
        wait_for("no example", || (!visible(&page, "[data-example]")).then_some(()));
        page.to_window(&projector);
        wait_for("no words", || (!visible(&page, "[data-example]")).then_some(()));
        page.assert_clean();
    }
}

/// The only one who saves is the one who leads, and nobody's work is put away.
#[test]
fn two_windows_save_one_work() {
    let page = projector("lang=en&proto=pop3");
    let [projector, presenter] = with_presenter(&page, "Presenter view");
    wait_for_lines(&page, &presenter, &["USER anna", "PASS geheim", "DELE 1"]);
    let saved = || {
        page.script("return localStorage.getItem('postamt.work') ?? ''", &[])
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    for (window, line) in [(&presenter, "STAT"), (&projector, "LIST 2"), (&presenter, "UIDL 2")] {
        page.to_window(window);
        page.ask(line);
        wait_for("the work to be saved", || saved().contains(line).then_some(()));
    }
    for window in [&presenter, &projector] {
        page.to_window(window);
        wait_for_lines(&page, window, &["USER anna", "PASS geheim", "DELE 1", "STAT", "LIST 2", "UIDL 2"]);
        assert!(!page.says("Another tab"));
        assert_eq!(page.script("return localStorage.getItem('postamt.put-away')", &[]), Value::Null);
    }
    page.assert_clean();
}

/// A page at the bridge.
fn at(bridge: &Bridge, fragment: &str, size: (u32, u32)) -> Page {
    let page = Setup { width: size.0, height: size.1, reduced_motion: true, ..Setup::default() }.open_blank();
    page.visit(bridge.address("HTTP"), fragment);
    page
}

#[test]
fn pupils_follow_the_teacher_and_try_from_there() {
    let bridge = Bridge::start();
    let teacher = at(&bridge, "lang=en&proto=pop3", (1280, 720));
    teacher.click_button("Connect");
    teacher.ask("USER anna");
    let early = at(&bridge, "lang=de&follow=Klasse-7b", (390, 844));
    early.wait_for_announcement("teilt noch niemand");
    teacher.click_button("In class");
    let field = teacher.by_role("textbox", "Word");
    teacher.type_into(&field, "ab");
    teacher.click_button("Share under this word");
    assert_eq!(teacher.attribute(&field, "aria-invalid").as_deref(), Some("true"));
    teacher.type_into(&field, &format!("{}Klasse-7b", keys::SELECT_ALL));
    teacher.click_button("Share under this word");
    wait_for("the address", || {
        text_of(&teacher, ".class-address").ends_with("#follow=klasse-7b").then_some(())
    });
    teacher.assert_accessible();
    wait_for_value("the followers", "1 page follows.", || text_of(&teacher, "[data-followers]"));
    let pupil = at(&bridge, "lang=en&proto=imap", (1280, 720));
    pupil.click_button("Connect");
    pupil.ask("NOOP");
    pupil.set_fragment("lang=en&proto=imap&follow=klasse-7b");
    for page in [&early, &pupil] {
        wait_for("the teacher's line", || page.says("USER anna").then_some(()));
        assert_eq!(page.all_by_role("textbox", None), [], "nobody types here");
        page.assert_accessible();
    }
    wait_for_value("the followers", "2 pages follow.", || text_of(&teacher, "[data-followers]"));
    teacher.press(keys::ESCAPE);
    teacher.ask("PASS geheim");
    for page in [&early, &pupil] {
        page.wait_for_state("TRANSACTION");
    }
    // A late one, and one that comes back, have the whole.
    early.visit(bridge.address("HTTP"), "lang=de&follow=klasse-7b");
    early.wait_for_state("TRANSACTION");
    early.wait_for_text("Du folgst den Schritten der Lehrkraft");
    // A pupil who looks back stays there.
    pupil.blur();
    pupil.press(keys::HOME);
    pupil.wait_for_text("On to the teacher");
    teacher.ask("DELE 1");
    wait_for("the other to have it", || early.says("DELE 1").then_some(()));
    assert_eq!(pupil.timeline().0, 0);
    pupil.click_button("On to the teacher’s step");
    wait_for("the line", || pupil.says("DELE 1").then_some(()));
    pupil.click_button("Try from here");
    pupil.ask("RSET");
    assert!(!pupil.address().contains("follow"));
    let has =
        |page: &Page| page.lines().iter().any(|line| line.from == "client" && line.text.contains("RSET"));
    assert!(has(&pupil) && !has(&teacher) && !has(&early));
    pupil.wait_for_text("Your own work from before is kept");
    pupil.click_button("Undo");
    pupil.choose_protocol("IMAP4");
    wait_for("the own work", || pupil.says("NOOP").then_some(()));
    for page in [&teacher, &early, &pupil] {
        page.assert_clean();
    }
}

#[test]
fn a_page_without_a_bridge_says_so_to_those_who_follow() {
    for lang in LANGUAGES {
        let page = calm(&format!("lang={lang}"));
        page.set_fragment(&format!("lang={lang}&follow=klasse"));
        page.wait_for_announcement("cargo xtask bridge --http");
        page.assert_accessible();
    }
}

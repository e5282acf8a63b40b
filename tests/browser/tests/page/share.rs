//! Handing over: by link and QR code, and as a frame in another page.

use crate::{LANGUAGES, calm, connected, outcomes};
use browser_tests::{Line, Page, Row, Setup, wait_for, wait_for_value};
use serde_json::json;

/// All that a link has to restore: protocol, place, state, transcript, store.
type Shown = (Option<String>, (u32, u32), String, Vec<Line>, Vec<Row>);

fn shown(page: &Page) -> Shown {
    (page.protocol(), page.timeline(), page.current_state(), page.lines(), page.rows())
}

/// Opens the window and waits for its link.
#[track_caller]
fn link(page: &Page) -> String {
    page.click_button("Share");
    let field = page.by_role("textbox", "Link");
    wait_for("a packed link", || Some(page.value(&field)).filter(|link| link.contains("&s=1z.")))
}

fn close(page: &Page) {
    page.script("document.querySelector('dialog').close()", &[]);
}

/// A session with more than one client and a delivery, two steps before its end.
fn session(lang: &str) -> Page {
    let page = connected("imap", lang);
    page.ask("LOGIN anna geheim");
    page.ask("SELECT INBOX");
    page.ask("STORE 2 +FLAGS (\\Deleted)");
    page.click_button("Deliver mail");
    wait_for("the new message", || page.row(116));
    page.ask("EXPUNGE");
    page.leave_prompt();
    page.press(browser_tests::keys::LEFT);
    page.press(browser_tests::keys::LEFT);
    wait_for("the past", || Some(page.timeline()).filter(|(at, all)| at + 2 == *all));
    page
}

/// The fragment of an address.
fn fragment(link: &str) -> &str {
    link.split_once('#').expect("a fragment").1
}

#[track_caller]
fn wait_for_visit(page: &Page) {
    page.by_role("region", "A shared session");
}

#[test]
fn a_link_restores_the_same_step_for_somebody_else() {
    for lang in LANGUAGES {
        let sender = session(lang);
        let link = link(&sender);
        assert!(link.len() < 600, "{link}");
        let reader = calm(fragment(&link));
        wait_for_visit(&reader);
        close(&sender);
        wait_for_value("the same step", shown(&sender), || shown(&reader));
        assert_eq!(reader.language(), lang);
        reader.assert_clean();
        sender.assert_clean();
    }
}

#[test]
fn the_qr_code_that_is_shown_is_the_link() {
    for dark in [false, true] {
        let page = Setup { dark, reduced_motion: true, ..Setup::default() }.open("lang=de&proto=pop3");
        page.click_button("Connect");
        page.ask("USER anna");
        let link = link(&page);
        let code = page.script(
            "const svg = document.querySelector('.qr'), path = svg.querySelector('path');
             return [svg.getAttribute('viewBox').split(' ')[2], path.getAttribute('d'), getComputedStyle(path).fill,
                 getComputedStyle(svg).backgroundColor, svg.getBoundingClientRect().width]",
            &[],
        );
        assert_eq!((&code[2], &code[3]), (&json!("rgb(0, 0, 0)"), &json!("rgb(255, 255, 255)")));
        assert!(code[4].as_f64().expect("a width") > 250.0);
        let side: usize = code[0].as_str().and_then(|side| side.parse().ok()).expect("a side");
        assert_eq!(read(side, code[1].as_str().expect("a path")), link);
        // The whole screen is its own, and Escape gives it back.
        page.script("document.querySelector('#share-code').focus()", &[]);
        page.press(browser_tests::keys::ENTER);
        let width = "return document.querySelector('.qr').getBoundingClientRect().width";
        wait_for("a large code", || page.script(width, &[]).as_f64().filter(|width| *width > 500.0));
        page.script("document.exitFullscreen?.()", &[]);
        page.assert_clean();
    }
}

/// The text that another program reads in a path of runs.
fn read(side: usize, path: &str) -> String {
    let mut dark = vec![false; side * side];
    for run in path.split('M').skip(1) {
        let numbers = run.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
        let [x, y, run, ..] = numbers.collect::<Vec<usize>>()[..] else { panic!("{run} is no run") };
        dark[y * side + x..][..run].fill(true);
    }
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(3 * side, 3 * side, |x, y| {
        if dark[y / 3 * side + x / 3] { 0 } else { 255 }
    });
    picture.detect_grids()[0].decode().expect("a code that can be read").1
}

#[test]
fn own_work_waits_while_a_link_is_visited_and_the_way_back_works() {
    let sender = session("en");
    let link = link(&sender);
    close(&sender);
    let page = connected("pop3", "en");
    page.ask("USER anna");
    page.wait_until_saved();
    let own = shown(&page);
    page.set_fragment(fragment(&link));
    wait_for_visit(&page);
    wait_for_value("the session", shown(&sender), || shown(&page));
    page.script("history.back()", &[]);
    wait_for_value("own work", own.clone(), || shown(&page));
    page.script("history.forward()", &[]);
    wait_for_visit(&page);
    page.click_button("Back to my own work");
    wait_for_value("own work", own.clone(), || shown(&page));
    assert!(!page.address().contains("s=1z"), "{}", page.address());
    page.script("history.back()", &[]);
    wait_for_visit(&page);
    // Doings there stay there.
    assert_eq!(outcomes(&page.ask("NOOP")).last(), Some(&"ok"));
    let added = shown(&page);
    page.reload();
    wait_for_visit(&page);
    wait_for_value("what was done there, after a reload", added, || shown(&page));
    // The link, opened anew, is the session as it came.
    page.go(fragment(&link));
    wait_for_visit(&page);
    wait_for_value("the session", shown(&sender), || shown(&page));
    page.click_button("Back to my own work");
    page.reload();
    wait_for_value("own work after a reload", own, || shown(&page));
    page.assert_clean();
}

#[test]
fn a_visit_is_kept_by_a_button_or_by_typing_without_own_work() {
    let sender = session("de");
    let link = link(&sender);
    close(&sender);
    let session = shown(&sender);
    let page = connected("pop3", "de");
    page.set_fragment(fragment(&link));
    wait_for_visit(&page);
    page.click_button("Keep as my own work");
    page.wait_for_text("jetzt deine eigene Arbeit");
    page.wait_until_saved();
    page.go("lang=de&proto=imap");
    wait_for_value("the session", session, || shown(&page));
    page.assert_clean();
    let page = calm(fragment(&link));
    wait_for_visit(&page);
    page.ask("NOOP");
    wait_for("no visit", || page.all_by_role("region", Some("A shared session")).is_empty().then_some(()));
    page.wait_until_saved();
    let all = page.timeline();
    page.go("lang=de&proto=imap");
    wait_for_value("the work", all, || page.timeline());
    page.assert_clean();
}

#[test]
fn links_that_cannot_be_opened_change_nothing_and_say_why() {
    for (lang, damaged, newer) in [
        ("en", "is damaged or incomplete", "newer version"),
        ("de", "beschädigt oder unvollständig", "neueren Fassung"),
    ] {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        let own = shown(&page);
        // A stream of zeros that inflates to gigabytes would be longer: its beginning is refused like it.
        let bomb = format!("1z.7cEBDQAAAMKg909tDjeg{}", "A".repeat(1000));
        for (link, note) in [
            ("1z.K07OyM_PUTBSMOJy", damaged),
            ("1z.%3Cimg%20src=x%20onerror=alert(1)%3E", damaged),
            ("1p.\u{202e}\u{0}", damaged),
            (bomb.as_str(), damaged),
            ("7q.x", newer),
        ] {
            page.set_fragment(&format!("lang={lang}&s={link}"));
            page.wait_for_text(note);
            assert_eq!(shown(&page), own, "{link}");
            wait_for("another address", || (!page.address().contains("&s=")).then_some(()));
            page.script("document.querySelectorAll('.note .quiet').forEach(button => button.click())", &[]);
            wait_for("no note", || (!page.says(note)).then_some(()));
        }
        page.assert_clean();
    }
}

#[test]
fn a_browser_without_compression_makes_a_link_that_opens_everywhere() {
    let page = calm("lang=en&proto=pop3");
    page.script("delete window.CompressionStream", &[]);
    page.click_button("Connect");
    page.ask("USER anna");
    page.click_button("Share");
    let field = page.by_role("textbox", "Link");
    let link = wait_for("a link", || Some(page.value(&field)).filter(|link| link.contains("&s=1p.")));
    close(&page);
    let reader = calm(fragment(&link));
    wait_for_value("the same", shown(&page), || shown(&reader));
}

/// The number of lines in the transcript. WebDriver tells neither roles nor names inside of frames of another origin.
fn lines(page: &Page) -> u64 {
    page.script("return document.querySelectorAll('#log [data-from]').length", &[])
        .as_u64()
        .unwrap_or_default()
}

/// Types a line in a frame and waits for an answer.
fn type_line(page: &Page, line: &str) {
    let before = lines(page);
    page.script("document.querySelector('#command').focus()", &[]);
    for letter in line.chars() {
        page.press(&letter.to_string());
    }
    page.press(browser_tests::keys::ENTER);
    wait_for("an answer", || (lines(page) > before + 1).then_some(()));
}

/// A page of another origin that frames ours, in a sandbox without an origin; inside the frame.
fn framed(fragment: &str) -> Page {
    let page = Setup { reduced_motion: true, ..Setup::default() }.open_blank();
    let host = page.home().replace("127.0.0.1", "localhost");
    page.go_to(&format!("{host}host"));
    page.script(
        "document.documentElement.lang = 'en';
         const frame = document.createElement('iframe');
         [frame.title, frame.width, frame.height] = ['Postamt', 600, 400];
         frame.sandbox = 'allow-scripts allow-popups';
         frame.src = arguments[0];
         document.body.replaceChildren(frame)",
        &[json!(format!("{}#{fragment}", page.home_for_all()))],
    );
    page.enter_frame();
    wait_for("the program", || {
        let there = page.script(
            "return !document.querySelector('script[data-shell], [data-behind]') && !!document.querySelector('.desk')",
            &[],
        );
        (there == true).then_some(())
    });
    page
}

#[test]
fn the_page_runs_in_a_sandboxed_frame_of_another_origin() {
    for (lang, note, open) in
        [("en", "forbids saving", "Open full ↗"), ("de", "erlaubt kein Speichern", "Ganz öffnen ↗")]
    {
        let page = framed(&format!("embed=1&lang={lang}&proto=pop3"));
        assert_eq!(page.script("return self.origin", &[]), "null");
        page.wait_for_text(note);
        let bar = page.script("return document.querySelector('.topbar').getBoundingClientRect().height", &[]);
        assert_eq!(bar, 1, "a bar for those who do not see it alone");
        page.script("document.querySelector('[data-act=connect]').click()", &[]);
        wait_for("a greeting", || (lines(&page) == 1).then_some(()));
        page.script("document.querySelectorAll('.note .quiet').forEach(button => button.click())", &[]);
        type_line(&page, "USER anna");
        type_line(&page, "PASS geheim");
        let state = "return document.querySelector('.stage [data-state][aria-current=step]').dataset.state";
        assert_eq!(page.script(state, &[]), "TRANSACTION");
        assert!(!page.says(note), "it is said once");
        assert!(!page.scrolls());
        let address = page.script(
            "const full = document.querySelector('.open-full');
             document.addEventListener('click', event => event.preventDefault(), { capture: true });
             full.click();
             return [full.href, full.target, full.textContent]",
            &[],
        );
        assert_eq!((&address[1], &address[2]), (&json!("_blank"), &json!(open)));
        let reader = calm(fragment(address[0].as_str().expect("an address")));
        wait_for_value("the same session", lines(&page), || lines(&reader));
        assert_eq!(reader.current_state(), "TRANSACTION");
        assert_eq!(page.axe(), Vec::new());
    }
}

#[test]
fn a_frame_can_begin_at_a_step_and_be_only_looked_at() {
    let sender = session("en");
    let link = link(&sender);
    close(&sender);
    let page = framed(&format!("embed=1&readonly=1&step=2&{}", fragment(&link)));
    let place = "const { value, max } = document.querySelector('[type=range]'); return [value, max]";
    let all = sender.timeline().1.to_string();
    wait_for_value("the step", json!(["2", all]), || page.script(place, &[]));
    let height = "return document.querySelector('#command').getBoundingClientRect().height";
    assert_eq!(page.script(height, &[]), 0, "no prompt");
    page.script("document.querySelectorAll('.timeline-buttons button')[4].click()", &[]);
    wait_for_value("the end", json!([all, all]), || page.script(place, &[]));
    assert_eq!(page.axe(), Vec::new());
    let lesson = framed("embed=1&lang=en&lesson=pop3-states&step=3");
    wait_for("the step", || {
        lesson
            .script("return document.querySelector('[data-lesson]')?.dataset.step", &[])
            .as_str()
            .filter(|step| *step == "3")
            .map(drop)
    });
}

#[test]
fn a_lesson_is_shared_at_its_step() {
    let page = calm("lang=en&lesson=pop3-states&step=3");
    let step = |page: &Page| page.script("return document.querySelector('[data-lesson]')?.dataset.step", &[]);
    wait_for_value("the step", json!("3"), || step(&page));
    page.click_button("Share");
    let field = page.by_role("textbox", "Link");
    let link = wait_for("a link", || {
        Some(page.value(&field)).filter(|link| link.ends_with("&lesson=pop3-states&step=3"))
    });
    let reader = calm(fragment(&link));
    wait_for_value("the step", json!("3"), || step(&reader));
    // The session is the other choice.
    page.script("document.querySelectorAll('[name=share-what]')[1].click()", &[]);
    let link = wait_for("a link", || Some(page.value(&field)).filter(|link| link.contains("&s=1z.")));
    let reader = calm(fragment(&link));
    wait_for_visit(&reader);
    close(&page);
    wait_for_value("the transcript", page.lines(), || reader.lines());
    page.assert_clean();
}

#[test]
fn the_window_offers_a_file_where_a_link_would_be_too_long_and_is_accessible() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        link(&page);
        assert_eq!(page.axe(), Vec::new());
        page.click_button("Copy");
        page.wait_for_text(if lang == "en" { "Copied." } else { "Kopiert." });
        close(&page);
        // Chance packs badly.
        page.type_in_prompt("");
        let noise = "let n = 7; return Array.from({ length: 20000 }, () => (n = n * 48271 % 2147483647).toString(36)).join('').slice(0, 60000)";
        let noise = page.script(noise, &[]);
        page.insert_text(noise.as_str().expect("a text"));
        page.after_change("an answer", || page.press(browser_tests::keys::ENTER));
        page.click_button("Share");
        page.wait_for_text(if lang == "en" { "too large for a link" } else { "zu groß für einen Link" });
        assert!(page.all_by_role("textbox", Some("Link")).is_empty());
        page.assert_clean();
    }
}

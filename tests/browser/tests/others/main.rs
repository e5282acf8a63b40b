//! A smoke run of the page in other engines than Chromium: it opens, both protocols answer, the diagram follows, the
//! prompt is ready, a reload keeps the work, and the single file does the same without a server; and Firefox prints. What is told apart by looks alone is for people to look at:
//! `cargo xtask shots`.

use browser_tests::{Engine, Page, Setup, wait_for};
use serde_json::json;
use std::path::PathBuf;

#[test]
fn firefox_runs_the_page() {
    smoke(Engine::Firefox);
}

#[test]
fn webkit_runs_the_page() {
    smoke(Engine::WebKit);
}

#[test]
fn firefox_prints_the_cheat_sheets_on_one_page_each() {
    let page = Setup { engine: Engine::Firefox, ..Setup::default() }.open("lang=en&proto=pop3");
    page.script("window.print = () => {}", &[]);
    page.click_button("Save and print");
    for protocol in ["POP3", "IMAP4"] {
        page.click_button(protocol);
        let has = "return document.querySelector('.on-paper')?.textContent.includes(arguments[0])";
        let command = if protocol == "POP3" { "RETR" } else { "FETCH" };
        wait_for("the sheet", || (page.script(has, &[json!(command)]) == true).then_some(()));
        assert_eq!(page.printed_pages(), 1, "{protocol}");
    }
}

#[test]
fn firefox_prints_transcripts_and_worksheets() {
    let page = Setup { engine: Engine::Firefox, ..Setup::default() }.open("lang=en&proto=pop3");
    page.script("window.print = () => {}", &[]);
    page.click_button("Connect");
    for line in ["USER anna", "PASS geheim", "STAT", "QUIT"] {
        page.ask(line);
    }
    page.click_button("Save and print");
    page.choose("pictures", "moves");
    page.click_button("Print");
    let drawn =
        "return [...document.querySelectorAll('.on-paper img')].filter(it => it.naturalWidth > 100).length";
    wait_for("a picture of each move", || (page.script(drawn, &[]) == 4).then_some(()));
    // Two pictures or three fit on a page.
    let pages = page.printed_pages();
    assert!((2..=3).contains(&pages), "the transcript has {pages} pages");
    page.choose("lesson", "pop3-delete");
    page.script("document.querySelector('.paper-row:has([data-choice=lesson]) button').click()", &[]);
    let has_blanks = "return document.querySelectorAll('.on-paper .paper-line').length > 10";
    wait_for("the worksheet", || (page.script(has_blanks, &[]) == true).then_some(()));
    // Three pages of questions and two of answers; fonts differ.
    let pages = page.printed_pages();
    assert!((4..=6).contains(&pages), "the worksheet and its answers have {pages} pages");
}

fn smoke(engine: Engine) {
    let page = Setup { engine, ..Setup::default() }.open("lang=en&proto=pop3");
    page.wait_for_focus();
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.wait_for_focus();
    assert_eq!(answers(&page, "USER anna"), ["ok"]);
    assert_eq!(answers(&page, "PASS geheim"), ["ok"]);
    page.wait_for_state("TRANSACTION");
    assert_eq!(answers(&page, "STAT"), ["ok"]);
    assert_eq!(answers(&page, "WIBBLE"), ["err"]);
    wait_for("a blocked edge", || page.refused_edge());
    assert!(!page.rows().is_empty(), "the store shows messages");

    page.choose_protocol("IMAP4");
    page.wait_for_protocol("imap");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    assert_eq!(answers(&page, "LOGIN anna geheim").last().map(String::as_str), Some("ok"));
    assert_eq!(answers(&page, "SELECT INBOX").last().map(String::as_str), Some("ok"));
    page.wait_for_state("Selected");
    page.wait_for_fired("Authenticated-SELECT-Selected");
    page.wait_for_focus();

    page.wait_until_saved();
    let (before, place) = (page.lines(), page.timeline());
    page.reload();
    page.wait_for_state("Selected");
    wait_for("the same transcript", || (page.lines() == before).then_some(()));
    assert_eq!(page.timeline(), place, "nothing was lost");
    page.wait_for_focus();

    let folder = std::env::var_os("POSTAMT_DIST").map(PathBuf::from).expect("xtask names the page's folder");
    page.open_file(&folder.join("postamt.html"), "lang=de&proto=pop3&lesson=pop3-delete");
    page.wait_for_text("Löschen und zurücknehmen");
    page.open_file(&folder.join("postamt.html"), "lang=de&proto=imap");
    assert_eq!(page.language(), "de");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    assert_eq!(answers(&page, "LOGIN anna geheim").last().map(String::as_str), Some("ok"));
    page.wait_for_state("Authenticated");
}

/// The outcomes of what the server answers to a line.
fn answers(page: &Page, line: &str) -> Vec<String> {
    page.ask(line)
        .into_iter()
        .filter_map(|line| line.outcome)
        .filter(|outcome| outcome != "untagged")
        .collect()
}

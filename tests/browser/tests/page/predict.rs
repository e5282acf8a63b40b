//! Predictions: the reply stays hidden until it is chosen and the next state is pointed to.

use crate::{LANGUAGES, connected};
use browser_tests::{Page, keys, wait_for, wait_for_value};
use serde_json::json;

fn begin(page: &Page, lang: &str) {
    let name = if lang == "de" { "Vorhersagen" } else { "Predict" };
    page.click(&page.by_role("button", name));
    let pressed = || page.attribute(&page.by_role("button", name), "aria-pressed");
    wait_for_value("the switch", Some("true".to_owned()), pressed);
    page.click(&page.prompt());
}

/// Sends a line, and waits for the question in place of the reply.
#[track_caller]
fn send(page: &Page, line: &str) {
    let lines = page.lines().len();
    page.enter(line);
    wait_for("the choices", || there(page, "[data-guess]").then_some(()));
    assert_eq!(page.lines().len(), lines, "the reply is hidden");
}

fn there(page: &Page, css: &str) -> bool {
    page.script("return !!document.querySelector(arguments[0])", &[json!(css)]) == true
}

fn focused(page: &Page) -> String {
    page.script("return document.activeElement.textContent", &[]).as_str().unwrap_or_default().to_owned()
}

/// Goes to the button of this name by Tab, and presses it.
#[track_caller]
fn press_button(page: &Page, name: &str) {
    for _ in 0..12 {
        if focused(page) == name {
            return page.press(keys::ENTER);
        }
        page.press(keys::TAB);
    }
    panic!("no {name} is reached by Tab");
}

#[track_caller]
fn wait_for_verdict(page: &Page, right: bool, words: &str) {
    let verdict = "return document.querySelector(`[data-right=${arguments[0]}]`)?.innerText ?? ''";
    wait_for(&format!("{right}: {words}"), || {
        let said = page.script(verdict, &[json!(right)]);
        said.as_str().filter(|said| said.contains(words)).map(drop)
    });
}

fn click(page: &Page, css: &str) {
    let click =
        "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    page.script(click, &[json!(css)]);
}

#[test]
fn a_right_and_a_wrong_prediction_by_keys_alone() {
    for lang in LANGUAGES {
        let [is, not, one, two] = match lang {
            "de" => ["Antwort: +OK, wie du gesagt hast.", "Antwort: -ERR, nicht +OK.", "1 von 1", "1 von 2"],
            _ => ["Reply: +OK, as you said.", "Reply: -ERR, not +OK.", "1 of 1", "1 of 2"],
        };
        let page = connected("pop3", lang);
        page.ask("USER anna");
        begin(&page, lang);
        send(&page, "PASS geheim");
        wait_for_value("the focus at the first choice", "+OK", || focused(&page));
        page.wait_for_state("AUTHORIZATION");
        page.assert_accessible();
        press_button(&page, "+OK");
        press_button(&page, "TRANSACTION");
        wait_for_verdict(&page, true, is);
        wait_for_verdict(&page, true, one);
        page.wait_for_state("TRANSACTION");
        page.wait_for_focus();
        send(&page, "RETR 99");
        press_button(&page, "+OK");
        press_button(&page, "TRANSACTION");
        wait_for_verdict(&page, false, not);
        wait_for_verdict(&page, false, two);
        assert_eq!(page.last_reply().outcome.as_deref(), Some("err"));
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn a_state_is_pointed_to_in_the_diagram() {
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        begin(&page, lang);
        send(&page, "LOGIN anna geheim");
        click(&page, "[data-guess=ok]");
        click(&page, "[data-state=Authenticated] .box");
        wait_for_verdict(&page, true, "OK");
        send(&page, "SELECT Nirgends");
        click(&page, "[data-state=Selected] .box");
        click(&page, "[data-guess=ok]");
        wait_for_verdict(&page, false, if lang == "de" { "nicht Selected" } else { "not Selected" });
        page.wait_for_state("Authenticated");
        send(&page, "APPEND INBOX {5}");
        click(&page, "[data-guess=continue]");
        click(&page, "[data-state=Authenticated] .box");
        wait_for_verdict(&page, true, "+");
        page.assert_clean();
    }
}

#[test]
fn one_key_skips_and_a_further_line_waits() {
    let page = connected("pop3", "en");
    begin(&page, "en");
    send(&page, "USER anna");
    page.press(keys::ESCAPE);
    page.wait_for_sent("USER anna");
    page.wait_for_focus();
    send(&page, "PASS geheim");
    assert_eq!(page.attribute(&page.prompt(), "aria-disabled").as_deref(), Some("true"));
    page.enter("STAT");
    page.wait_for_prompt("STAT");
    assert!(!page.last_sent().contains("PASS"), "nothing has been sent in its place");
    page.type_in_prompt("");
    page.press(keys::ENTER);
    page.wait_for_state("TRANSACTION");
    assert!(!there(&page, "[data-right]"), "what is skipped is not judged");
    page.paste("STAT\nNOOP\n");
    page.wait_for_sent("NOOP");
    assert!(!there(&page, "[data-guess]"), "a block is shown as usual");
    page.assert_clean();
}

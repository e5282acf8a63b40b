//! The clients as tabs in the console's head: opened, changed and told apart by the keyboard alone.

use crate::{LANGUAGES, another_client, client, connected};
use browser_tests::{Element, Page, Setup, keys, wait_for, wait_for_value};
use serde_json::json;

/// Presses Alt and an arrow.
fn alt(page: &Page, arrow: &str) {
    page.press_together(&[keys::ALT, arrow]);
}

fn tabs(page: &Page) -> Vec<String> {
    let tabs = page
        .script("return [...document.querySelectorAll('[data-connection]')].map(tab => tab.innerText)", &[]);
    let tabs = tabs.as_array().into_iter().flatten();
    tabs.map(|tab| tab.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn is_selected(page: &Page, tab: &Element) -> bool {
    page.attribute(tab, "aria-selected").as_deref() == Some("true")
}

#[test]
fn two_clients_are_opened_and_changed_by_keys() {
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        page.by_role("tablist", "Clients");
        wait_for_value("one small tab", vec!["Client 1 IMAP4".to_owned()], || tabs(&page));
        page.ask("LOGIN anna geheim");
        page.ask("SELECT INBOX");
        page.ask("IDLE");
        // The plus stands behind the tabs.
        page.script("document.querySelector('.another summary').focus()", &[]);
        page.press(keys::ENTER);
        page.press(keys::TAB);
        page.press(keys::ENTER);
        page.wait_for_protocol("pop3");
        page.wait_for_focus();
        page.ask("USER anna");
        page.ask("PASS geheim");
        let both = ["Client 1 IMAP4 anna Selected", "Client 2 POP3 anna TRANSACTION"].map(str::to_owned);
        wait_for_value("both tabs", both.to_vec(), || tabs(&page));
        assert!(is_selected(&page, &client(&page, 2)) && !is_selected(&page, &client(&page, 1)));
        page.ask("DELE 1");
        page.ask("QUIT");
        // IDLE told the other one, which is marked and not shown.
        let first = client(&page, 1);
        wait_for("the mark", || page.attribute(&first, "data-news"));
        let comes = if lang == "de" { "etwas ist angekommen" } else { "something has come" };
        assert!(page.label(&client(&page, 1)).contains(comes));
        assert!(page.last_sent().ends_with("QUIT"));
        page.prompt();
        alt(&page, keys::UP);
        page.wait_for_protocol("imap");
        wait_for("the mark to go", || page.attribute(&client(&page, 1), "data-news").is_none().then_some(()));
        page.wait_for_focus();
        let by = if lang == "de" { "Client 1 (durch Client 2): " } else { "Client 1 (by Client 2): " };
        page.wait_for_announcement(by);
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn arrow_keys_walk_the_tabs_and_help_names_the_keys() {
    let page = connected("pop3", "en");
    another_client(&page, "POP3");
    page.wait_for_state("AUTHORIZATION");
    page.script("document.getElementById(arguments[0]).focus()", &[json!("client-1")]);
    page.script("document.querySelector('[data-connection][aria-selected=true]').focus()", &[]);
    page.press(keys::LEFT);
    wait_for("the first client", || is_selected(&page, &client(&page, 1)).then_some(()));
    assert!(page.has_focus(&client(&page, 1)));
    page.press(keys::END);
    wait_for("the second client", || is_selected(&page, &client(&page, 2)).then_some(()));
    alt(&page, keys::DOWN);
    wait_for("the first client again", || is_selected(&page, &client(&page, 1)).then_some(()));
    page.click(&page.prompt());
    page.leave_prompt();
    page.press("?");
    page.wait_for_text("the client before, the next one");
    page.assert_clean();
}

#[test]
fn tabs_have_room_at_every_size_and_a_lesson_numbers_its_own() {
    for (width, height) in [(1280, 720), (390, 844)] {
        let page = Setup { width, height, reduced_motion: true, ..Setup::default() }
            .open("lang=de&lesson=imap-two-clients");
        let both = ["Client 1 IMAP4 anna Selected", "Client 2 IMAP4 anna Selected"].map(str::to_owned);
        wait_for_value("the lesson's clients", both.to_vec(), || tabs(&page));
        let cut = page.script(
            "const pane = document.querySelector('.console').getBoundingClientRect();
             return [...document.querySelectorAll('[data-connection], .another summary')].filter(tab => {
                 const box = tab.getBoundingClientRect();
                 return box.right > pane.right || tab.scrollWidth > tab.clientWidth + 1 || box.height < 20;
             }).length",
            &[],
        );
        assert_eq!(cut, 0, "{width}×{height}");
        page.assert_clean();
    }
}

//! Several clients: whoever types keeps the prompt, and each sentence says whose it is.

use crate::{LANGUAGES, another_client, calm, client, connected};
use browser_tests::{Element, Page, Setup, keys, wait_for, wait_for_value};

fn has_news(page: &Page, element: &Element) -> bool {
    page.script("return !!arguments[0].querySelector('[data-news]')", &[element.as_argument()]) == true
}

fn second_client(page: &Page) {
    let before = page.lines().len();
    another_client(page, "IMAP4");
    wait_for("its own transcript", || (page.lines().len() != before).then_some(()));
    page.ask("LOGIN anna geheim");
    page.ask("SELECT INBOX");
}

/// Waits until the last turn is shown.
#[track_caller]
fn wait_for_the_end(page: &Page) {
    wait_for("the last step", || Some(page.timeline()).filter(|(place, all)| place == all));
}

#[test]
fn whoever_types_keeps_prompt_and_view_when_something_comes_to_another_client() {
    for (lang, comes, act) in [
        ("en", "something has come", "STORE"),
        ("de", "etwas ist angekommen", "STORE"),
        ("en", "something has come", "deliver"),
    ] {
        // Turns follow each other as they do in a lesson.
        let page = Setup::default().open(&format!("proto=imap&lang={lang}"));
        page.click_button("Connect");
        page.last_reply();
        for line in ["LOGIN anna geheim", "SELECT INBOX", "IDLE"] {
            page.ask(line);
            wait_for_the_end(&page);
        }
        second_client(&page);
        wait_for_the_end(&page);
        page.after_change("the act", || match act {
            "STORE" => page.enter("STORE 1 +FLAGS (\\Answered)"),
            _ => page.click_button("Deliver mail"),
        });
        page.type_in_prompt("FETCH 1 FL");
        wait_for_the_end(&page);
        page.wait_for_prompt("FETCH 1 FL");
        page.wait_for_state("Selected");
        let (first, second) = (client(&page, 1), client(&page, 2));
        assert_eq!(page.attribute(&second, "aria-selected").as_deref(), Some("true"));
        wait_for("the first client's mark", || has_news(&page, &first).then_some(()));
        assert!(page.label(&first).contains(comes), "{}", page.label(&first));
        assert!(!has_news(&page, &second));
        // The next line is the second client's own, and not the end of the first one's IDLE.
        page.ask("NOOP");
        assert!(page.last_sent().ends_with("NOOP"));
        page.click(&client(&page, 1));
        wait_for("the mark to go", || (!has_news(&page, &client(&page, 1))).then_some(()));
        wait_for("what came", || page.lines().last().filter(|line| line.text.starts_with("* ")).map(drop));
        page.assert_clean();
    }
}

#[test]
fn the_view_follows_other_clients_while_one_steps() {
    let page = calm("proto=imap");
    page.click_button("Connect");
    page.last_reply();
    for line in ["LOGIN anna geheim", "SELECT INBOX", "IDLE"] {
        page.ask(line);
    }
    second_client(&page);
    page.ask("STORE 1 +FLAGS (\\Answered)");
    page.leave_prompt();
    let current = |number| page.attribute(&client(&page, number), "aria-selected");
    page.press(keys::LEFT);
    wait_for_value("whether the second client is shown", Some("true".to_owned()), || current(2));
    page.press(keys::RIGHT);
    wait_for_value("whether the first client is shown", Some("true".to_owned()), || current(1));
    page.assert_clean();
}

#[test]
fn a_protocols_tab_has_the_mark_while_the_other_one_is_shown() {
    let page = crate::imap();
    page.ask("IDLE");
    page.choose_protocol("POP3");
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.click_button("Deliver mail");
    let tab = wait_for("the tab's mark", || {
        page.all_by_role("tab", None).into_iter().find(|tab| page.label(tab).contains("something has come"))
    });
    assert!(page.label(&tab).starts_with("IMAP4"));
    page.wait_for_protocol("pop3");
    page.click(&tab);
    page.wait_for_protocol("imap");
    page.by_role("tab", "IMAP4");
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn the_sentence_belongs_to_the_connection_shown_and_names_its_client() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        page.ask("PASS geheim");
        page.wait_for_announcement("PASS");
        assert!(!page.announcement().contains("Client"), "there is one client");
        page.choose_protocol("IMAP4");
        page.wait_for_state("Server Greeting");
        wait_for("POP3's sentence to go", || (!page.announcement().contains("PASS")).then_some(()));
        page.click_button("Connect");
        page.wait_for_announcement("Client 2: ");
        page.choose_protocol("POP3");
        page.wait_for_announcement("Client 1: ");
        page.wait_for_announcement("PASS");
        page.assert_clean();
    }
}

#[test]
fn changes_in_the_store_and_the_slider_name_their_client() {
    for (lang, by) in [("en", "Changed by"), ("de", "Geändert von")] {
        let page = calm(&format!("proto=imap&lang={lang}"));
        page.click_button("Connect");
        page.last_reply();
        page.ask("LOGIN anna geheim");
        page.ask("SELECT INBOX");
        page.ask("STORE 1 +FLAGS (\\Answered)");
        assert!(!page.says(by), "there is one client");
        second_client(&page);
        // Message 2 has this flag already.
        page.ask("STORE 3 +FLAGS (\\Answered)");
        page.wait_for_text(by);
        let change = "return document.querySelector('tr[data-change] .sign').textContent";
        wait_for("the client at the change", || {
            page.script(change, &[]).as_str().filter(|said| said.contains("Client 2")).map(drop)
        });
        let slider = page.by_role("slider", "Step");
        wait_for("the slider to say which step it is", || {
            let said = page.attribute(&slider, "aria-valuetext")?;
            (said.contains("STORE") && said.contains("Client 2")).then_some(())
        });
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn after_the_end_the_store_stays_with_the_mailbox_that_was_in_use() {
    let page = connected("pop3", "en");
    page.ask("USER ben");
    page.ask("PASS geheim");
    page.ask("QUIT");
    page.wait_for_state("CLOSED");
    page.by_role("table", "INBOX of ben");
    page.choose_protocol("IMAP4");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    for line in ["LOGIN ben geheim", "CREATE Schule", "SELECT Schule", "LOGOUT"] {
        page.ask(line);
    }
    page.wait_for_state("Logout");
    page.by_role("table", "Schule of ben");
    page.assert_clean();
}

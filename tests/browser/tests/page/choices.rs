//! Choices and deeds of a teacher: ports, greetings, letters, a shutdown; all commands; the past; kept work;
//! the address.

use crate::{LANGUAGES, calm, connected, imap, outcomes, pop3, say};
use browser_tests::{keys, wait_for, wait_for_value};
use serde_json::json;

#[test]
fn the_port_of_tls_alone_can_be_chosen() {
    for (proto, port, state) in [("pop3", "995", "AUTHORIZATION"), ("imap", "993", "Not Authenticated")] {
        for lang in LANGUAGES {
            let page = calm(&format!("proto={proto}&lang={lang}"));
            page.choose("port", "tls");
            page.wait_for_text(&format!("example.org : {port}"));
            page.click_button("Connect");
            page.wait_for_state(state);
            page.last_reply();
            let tls = "return document.querySelector('[data-chart=tls] [aria-current]').dataset.flow";
            wait_for_value("the connection's protection", json!("TLS"), || page.script(tls, &[]));
            page.assert_clean();
        }
    }
}

#[test]
fn a_pop3_server_can_turn_a_client_away() {
    let page = calm("proto=pop3");
    page.choose("greeting", "-ERR");
    page.click_button("Connect");
    page.wait_for_state("CLOSED");
    page.wait_for_fired("GREETING-CLOSED");
    assert_eq!(page.last_reply().outcome.as_deref(), Some("err"));
    page.choose("greeting", "+OK");
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.assert_clean();
}

#[test]
fn a_shutdown_ends_all_connections_and_deletes_nothing() {
    for (lang, button) in [("en", "Shut down"), ("de", "Server beenden")] {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.ask("PASS geheim");
        page.ask("DELE 1");
        page.choose_protocol("IMAP4");
        page.click_button("Connect");
        page.wait_for_state("Not Authenticated");
        page.click_button(button);
        page.wait_for_state("Logout");
        page.wait_for_fired("NotAuthenticated-loss-Logout");
        assert_eq!(page.last_reply().outcome.as_deref(), Some("bye"));
        // The tab's name has the mark behind it.
        let tab = page.all_by_role("tab", None).into_iter().find(|tab| page.label(tab).starts_with("POP3"));
        page.click(&tab.expect("POP3's tab"));
        page.wait_for_state("CLOSED");
        page.wait_for_fired("TRANSACTION-LOSS-CLOSED");
        wait_for("message 1", || page.row(101));
        page.assert_clean();
    }
}

#[test]
fn the_letter_can_be_chosen() {
    let page = pop3();
    for (letter, part) in [
        ("dots", "\r\n.."),
        ("umlauts", "=C3="),
        ("html", "text/html"),
        ("large", "400  "),
        ("plain", "8bit"),
    ] {
        page.choose("letter", letter);
        let before = page.rows().len();
        page.click_button("Deliver mail");
        wait_for("the new message", || (page.rows().len() > before).then_some(()));
        page.ask("QUIT");
        page.click_button("Connect");
        page.wait_for_state("AUTHORIZATION");
        page.ask("USER anna");
        page.ask("PASS geheim");
        let all = page.numbered().len();
        page.ask(&format!("RETR {all}"));
        if let Some(more) = page
            .all_by_role("button", None)
            .into_iter()
            .find(|button| page.label(button).contains("more lines"))
        {
            page.click(&more);
        }
        let part = part.replace("\r\n", "\n");
        wait_for(&format!("{letter} in the message"), || {
            format!("\n{}", say(&page.answer())).contains(&part).then_some(())
        });
    }
    page.assert_clean();
}

#[test]
fn all_commands_stand_in_groups_and_can_be_reached() {
    for (lang, groups) in [
        ("en", ["always", "mailbox", "messages", "extensions"]),
        ("de", ["immer", "Postfach", "Nachrichten", "Erweiterungen"]),
    ] {
        let page = calm(&format!("proto=imap&lang={lang}"));
        page.click_button("Connect");
        page.last_reply();
        page.ask("LOGIN anna geheim");
        page.ask("SELECT INBOX");
        let more = wait_for("a button that unfolds", || {
            page.all_by_role("button", None).into_iter().find(|button| {
                page.text(button).starts_with("+ ") && page.attribute(button, "aria-expanded").is_some()
            })
        });
        page.click(&more);
        for group in groups {
            page.by_role("group", group);
        }
        for command in ["LOGOUT", "IDLE", "MOVE", "UID THREAD"] {
            let button = page.by_role("button", command);
            let reached = "const button = arguments[0];
                button.scrollIntoView({ block: 'nearest' });
                const { left, top, width, height } = button.getBoundingClientRect();
                return button.contains(document.elementFromPoint(left + width / 2, top + height / 2))";
            assert_eq!(page.script(reached, &[button.as_argument()]), true, "{command} can be reached");
        }
        assert!(!page.scrolls());
        page.assert_accessible();
        page.click_button("MOVE");
        page.wait_for_prompt("MOVE ");
        page.assert_clean();
    }
}

#[test]
fn the_prompt_says_what_typing_in_the_past_sets_aside() {
    for (lang, note, last) in [
        ("en", "Step 2 of 4: what you send here sets 3–4 aside.", "sets 4 aside"),
        ("de", "Schritt 2 von 4: Was du hier sendest, legt 3–4 beiseite.", "legt 4 beiseite"),
    ] {
        let page = connected("pop3", lang);
        for line in ["USER anna", "PASS geheim", "STAT"] {
            page.ask(line);
        }
        assert!(!page.says(if lang == "de" { "legt" } else { "sets" }));
        page.leave_prompt();
        page.press(keys::LEFT);
        page.wait_for_text(last);
        page.press(keys::LEFT);
        page.wait_for_text(note);
        page.assert_accessible();
        page.press(keys::END);
        wait_for("the note to go", || (!page.says(note)).then_some(()));
        page.assert_clean();
    }
}

#[test]
fn work_that_is_kept_can_be_fetched_and_dropped() {
    for lang in LANGUAGES {
        let page = calm("");
        page.before_load("localStorage.getItem('postamt.work') ?? localStorage.setItem('postamt.work', '{')");
        page.go(&format!("lang={lang}"));
        let button = |act: &str| {
            let found = page
                .script("return document.querySelector(`[data-put-away=${arguments[0]}]`)", &[json!(act)]);
            (!found.is_null()).then_some(())
        };
        wait_for("the button that fetches it", || button("fetch"));
        let fetch = "const saved = [];
            URL.createObjectURL = blob => { blob.text().then(text => window.kept = text); return 'about:blank' };
            HTMLAnchorElement.prototype.click = function() { saved.push(this.download) };
            document.querySelector('[data-put-away=fetch]').click();
            return saved";
        assert_eq!(page.script(fetch, &[]), json!(["postamt.json"]));
        let kept = || page.script("return window.kept ?? null", &[]);
        wait_for_value("the file, which is what was stored octet for octet,", json!("{"), kept);
        page.script("document.querySelector('[data-put-away=drop]').click()", &[]);
        wait_for("the note to go", || button("drop").is_none().then_some(()));
        assert!(page.script("return localStorage.getItem('postamt.put-away')", &[]).is_null());
    }
}

#[test]
fn the_address_tells_of_the_projector_and_of_all_that_does_not_fit() {
    let page = calm("proto=imap");
    let tells = || page.address().contains("view=projector");
    page.leave_prompt();
    page.press("f");
    wait_for("the address to tell it", || tells().then_some(()));
    page.choose_protocol("POP3");
    page.wait_for_protocol("pop3");
    page.back();
    page.wait_for_protocol("imap");
    wait_for("the projector to stay on", || tells().then_some(()));
    page.leave_prompt();
    page.press("f");
    wait_for("the address to tell it no more", || (!tells()).then_some(()));
    page.go_fresh("lang=xx&proto=smtp&view=foo&bar&live=9");
    for option in ["lang=xx", "proto=smtp", "view=foo", "bar", "live=9"] {
        page.wait_for_text(option);
    }
    page.assert_clean();
}

#[test]
fn mailboxes_that_come_and_go_are_marked() {
    let page = imap();
    let changes = || {
        page.script(
            "return [...document.querySelectorAll('nav [data-change]')].map(one => `${one.dataset.change} ${one.textContent}`).join()",
            &[],
        )
    };
    let told = |change: &str, name: &str, said: &str| {
        wait_for(change, || {
            let all = changes();
            let all = all.as_str().unwrap_or_default();
            (all.starts_with(change) && all.contains(name) && all.contains(said)).then_some(())
        });
    };
    assert_eq!(changes(), "");
    assert_eq!(outcomes(&page.ask("CREATE Schule")), ["ok"]);
    told("created", "Schule", "new mailbox");
    page.ask("RENAME Schule Klasse");
    told("renamed", "Klasse", "was Schule");
    page.assert_accessible();
    page.ask("DELETE Klasse");
    told("deleted", "Klasse", "mailbox deleted");
    page.ask("NOOP");
    wait_for_value("the marks", json!(""), changes);
    page.assert_clean();
}

#[test]
fn a_second_reset_keeps_the_way_back() {
    let page = pop3();
    let lines = page.lines();
    page.double_click(&page.by_role("button", "Reset"));
    wait_for_value("the transcript", [], || page.lines());
    page.click_button("Undo");
    wait_for_value("the transcript", lines, || page.lines());
    page.assert_clean();
}

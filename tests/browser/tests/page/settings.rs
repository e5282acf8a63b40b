//! Language, theme, options in the address, what is remembered, and what happens when it cannot be.

use crate::{LANGUAGES, calm, connected, outcomes, pop3, say};
use browser_tests::{Page, keys, wait_for};

#[test]
fn the_language_can_be_switched_and_protocol_text_stays() {
    let page = pop3();
    let lines = page.lines();
    page.click_button("DE");
    wait_for("German", || (page.language() == "de").then_some(()));
    assert_eq!(page.label(&page.prompt()), "Befehl");
    assert_eq!(page.all_by_role("button", Some("Mail zustellen")).len(), 1);
    assert_eq!(page.lines(), lines, "protocol text is never translated");
    page.reload();
    assert_eq!(page.language(), "de", "the choice is remembered");
    page.click_button("EN");
    wait_for("English", || (page.label(&page.prompt()) == "Command").then_some(()));
    page.assert_clean();
}

#[test]
fn light_and_dark_can_be_switched() {
    let page = calm("lang=en");
    let background = || page.script("return getComputedStyle(document.body).backgroundColor", &[]);
    let light = background();
    page.click_button("Light or dark: as the system asks");
    wait_for("another background", || (background() != light).then_some(()));
    page.reload();
    assert_ne!(background(), light, "the choice is remembered");
    page.assert_clean();
}

#[test]
fn a_reload_restores_the_work_and_the_place_in_it() {
    for (proto, commands) in [
        ("pop3", ["USER anna", "PASS geheim", "DELE 2"]),
        ("imap", ["LOGIN anna geheim", "SELECT INBOX", "NOOP"]),
    ] {
        let page = connected(proto, "en");
        for line in commands {
            page.ask(line);
        }
        page.click_button("Deliver mail");
        wait_for("the new message", || page.row(116));
        let work = |page: &Page| (page.timeline(), page.current_state(), page.lines(), page.numbered());
        let before = work(&page);
        page.reload();
        assert_eq!(work(&page), before);
        assert_eq!(page.protocol().as_deref(), Some(proto));
        page.leave_prompt();
        page.press(keys::LEFT);
        page.press(keys::LEFT);
        wait_for("the past", || (page.timeline().0 + 2 == before.0.0).then_some(()));
        let before = work(&page);
        page.reload();
        assert_eq!(work(&page), before, "the cursor, too");
        page.leave_prompt();
        page.press(keys::END);
        assert_eq!(outcomes(&page.ask("NOOP")).last(), Some(&"ok"), "and it goes on");
        page.assert_clean();
    }
}

/// Replaces what the page has stored by what `change` makes of it, as if somebody else had written it.
fn reload_with_stored(page: &Page, change: &str) {
    let script = page.before_load(&format!(
        "for (const key of Object.keys(localStorage)) {{
             const old = localStorage.getItem(key);
             localStorage.setItem(key, ({change})(old));
         }}"
    ));
    page.reload();
    page.forget(&script);
}

#[test]
fn saved_work_that_cannot_be_read_leaves_a_working_page_and_a_note() {
    for (lang, note) in [("en", "cannot be read"), ("de", "nicht lesbar")] {
        let page = connected("pop3", lang);
        for change in ["old => old.slice(0, 20)", "() => '{'", "() => '\\u0000'"] {
            page.ask("NOOP");
            // Saved a moment after the last action, or at once when the page is left.
            reload_with_stored(&page, change);
            page.wait_for_text(note);
            assert_eq!(page.lines(), []);
            page.click_button("Connect");
            page.wait_for_state("AUTHORIZATION");
        }
        page.assert_clean();
    }
}

#[test]
fn saved_work_of_a_newer_version_leaves_a_working_page_and_a_note() {
    for (lang, note) in [("en", "newer version"), ("de", "neueren Fassung")] {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        reload_with_stored(&page, "old => old.replace('\"postamt\":1', '\"postamt\":999')");
        page.wait_for_text(note);
        assert_eq!(page.lines(), []);
        page.click_button("Connect");
        page.wait_for_state("AUTHORIZATION");
        page.assert_clean();
    }
}

#[test]
fn forbidden_and_full_storage_leave_a_working_page_and_a_note() {
    let forbidden = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })";
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }";
    for (script, notes) in [
        (forbidden, ["forbids saving", "erlaubt kein Speichern"]),
        (full, ["storage is full", "Speicher des Browsers ist voll"]),
    ] {
        let page = calm("");
        page.before_load(script);
        for (lang, note) in LANGUAGES.into_iter().zip(notes) {
            page.go(&format!("proto=pop3&lang={lang}"));
            page.click_button("Connect");
            page.wait_for_state("AUTHORIZATION");
            page.wait_for_text(note);
            assert_eq!(outcomes(&page.ask("USER anna")), ["ok"]);
        }
        page.assert_clean();
    }
}

#[test]
fn options_in_the_address_are_followed() {
    let page = calm("lang=de&proto=imap");
    page.resize(1920, 1080);
    assert_eq!((page.language().as_str(), page.is_chosen("IMAP4")), ("de", true));
    page.go("lang=en&proto=pop3&view=projector");
    assert_eq!((page.language().as_str(), page.is_chosen("POP3")), ("en", true));
    let size = |page: &Page| {
        let size = page.script(
            "return parseFloat(getComputedStyle(arguments[0]).fontSize)",
            &[page.prompt().as_argument()],
        );
        size.as_f64().expect("a size in pixels")
    };
    let projected = size(&page);
    page.go_fresh("lang=en&proto=pop3");
    assert!(projected > size(&page), "the projector's view is larger");
    page.assert_clean();
}

#[test]
fn a_bad_value_in_the_address_falls_back_and_says_so() {
    let page = calm("");
    for option in ["lang=tlh", "proto=smtp", "view=upside-down", "nonsense=1", "lesson=99"] {
        page.go_fresh(option);
        page.wait_for_text(option);
        assert_eq!(page.language(), "en");
        assert_eq!(page.protocol().as_deref(), Some("pop3"));
        page.click_button("Connect");
        page.wait_for_state("AUTHORIZATION");
        page.assert_clean();
    }
}

#[test]
fn the_back_button_returns_to_the_protocol_before() {
    let page = calm("proto=pop3");
    page.choose_protocol("IMAP4");
    wait_for("IMAP", || (page.protocol().as_deref() == Some("imap")).then_some(()));
    wait_for("the address to tell it", || page.address().contains("proto=imap").then_some(()));
    page.back();
    wait_for("POP3", || (page.protocol().as_deref() == Some("pop3")).then_some(()));
    assert!(page.is_chosen("POP3"));
    page.assert_clean();
}

#[test]
fn help_lists_the_keys_and_closes() {
    for (lang, name, close) in [("en", "Help and keys", "Close"), ("de", "Hilfe und Tasten", "Schließen")] {
        let page = calm(&format!("lang={lang}&proto=pop3"));
        page.leave_prompt();
        page.press("?");
        page.by_role("dialog", name);
        page.click_button(close);
        wait_for("no dialog", || page.all_by_role("dialog", None).is_empty().then_some(()));
        page.click_button(name);
        page.by_role("dialog", name);
        page.press(keys::ESCAPE);
        wait_for("no dialog", || page.all_by_role("dialog", None).is_empty().then_some(()));
        page.assert_clean();
    }
}

#[test]
fn the_servers_switches_change_what_it_offers_at_once() {
    for (lang, open, character, dovecot) in
        [("en", "Switches", "Character", "Like Dovecot"), ("de", "Schalter", "Charakter", "Wie Dovecot")]
    {
        let page = connected("imap", lang);
        page.ask("LOGIN anna geheim");
        assert!(say(&page.ask("CAPABILITY")).contains(" MOVE "));
        page.click_button(open);
        page.assert_accessible();
        page.script("document.querySelector('[data-switch=move]').click()", &[]);
        page.click(&page.by_role("button", if lang == "de" { "Schließen" } else { "Close" }));
        wait_for("the switch's step", || page.announcement().contains("MOVE").then_some(()));
        assert!(!say(&page.ask("CAPABILITY")).contains(" MOVE "));
        page.ask("SELECT INBOX");
        let refused = page.ask("MOVE 1 Trash");
        assert_eq!(outcomes(&refused), ["bad"], "{refused:?}");
        assert!(page.announcement().contains("MOVE"), "{}", page.announcement());
        page.click_button(open);
        let choice = page.by_role("combobox", character);
        page.script(
            "const [choice, name] = arguments;
             choice.value = [...choice.options].find(option => option.text.trim() == name).value;
             choice.dispatchEvent(new Event('change', { bubbles: true }))",
            &[choice.as_argument(), dovecot.into()],
        );
        page.click(&page.by_role("button", if lang == "de" { "Schließen" } else { "Close" }));
        wait_for("the character's step", || page.announcement().contains(dovecot).then_some(()));
        let said = say(&page.ask("CAPABILITY"));
        assert!(said.contains(" MOVE ") && !said.contains("IMAP4rev2"), "{said}");
        page.assert_clean();
    }
}

#[test]
fn tls_authentication_and_idle_are_shown_beside_the_state() {
    let page = connected("imap", "en");
    let now = |chart: &str| {
        let selector = format!("[data-chart='{chart}'] [aria-current]");
        let text =
            page.script("return document.querySelector(arguments[0])?.textContent", &[selector.into()]);
        text.as_str().unwrap_or_default().trim().to_owned()
    };
    let wait = |chart: &str, state: &str| {
        wait_for(&format!("{chart} in {state}"), || (now(chart) == state).then_some(()))
    };
    wait("tls", "Cleartext");
    page.ask("STARTTLS");
    wait("tls", "TLS");
    page.ask("AUTHENTICATE PLAIN");
    wait("imap-flow", "Authentication Data");
    page.ask("AGFubmEAZ2VoZWlt");
    wait("imap-flow", "Command");
    page.ask("SELECT INBOX");
    page.ask("IDLE");
    wait("imap-flow", "Idling");
    page.after_change("the delivery", || page.click_button("Deliver mail"));
    wait_for("the news", || page.lines().iter().any(|line| line.text.contains("8 EXISTS")).then_some(()));
    page.ask("DONE");
    wait("imap-flow", "Command");
    page.assert_clean();
}

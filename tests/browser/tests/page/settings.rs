//! Language, theme, options in the address, what is remembered, and what happens when it cannot be.

use crate::{LANGUAGES, calm, connected, outcomes, pop3, say};
use browser_tests::{Page, keys, wait_for, wait_for_value};
use serde_json::json;

#[test]
fn the_language_can_be_switched_and_protocol_text_stays() {
    let page = pop3();
    let lines = page.lines();
    page.click_button("DE");
    let is_german = || {
        wait_for_value("the page's language", "de", || page.language());
        wait_for_value("the prompt's name", "Kommando", || page.label(&page.prompt()));
    };
    is_german();
    page.by_role("button", "Zustellen");
    assert_eq!(page.lines(), lines, "protocol text is never translated");
    page.reload();
    // The choice is remembered.
    is_german();
    page.click_button("EN");
    wait_for_value("the prompt's name", "Command", || page.label(&page.prompt()));
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
    wait_for("the choice to be remembered", || (background() != light).then_some(()));
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
        page.wait_until_saved();
        page.reload();
        wait_for("the work as it was", || (work(&page) == before).then_some(()));
        page.wait_for_protocol(proto);
        page.leave_prompt();
        page.press(keys::LEFT);
        page.press(keys::LEFT);
        wait_for("the past", || (page.timeline().0 + 2 == before.0.0).then_some(()));
        // The place in it, too.
        let past = work(&page);
        page.wait_until_saved();
        page.reload();
        wait_for("the work as it was in the past", || (work(&page) == past).then_some(()));
        page.leave_prompt();
        page.press(keys::END);
        wait_for_value("the step", before.0.0, || page.timeline().0);
        assert_eq!(outcomes(&page.ask("NOOP")).last(), Some(&"ok"), "and it goes on");
        page.assert_clean();
    }
}

/// Replaces what the page has stored by what `change` makes of it, as if somebody else had written it.
fn reload_with_stored(page: &Page, change: &str) {
    page.wait_until_saved();
    // A page that is left saves its work, on a busy machine not before the next one has begun.
    page.script("Storage.prototype.setItem = () => {}", &[]);
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
            reload_with_stored(&page, change);
            page.wait_for_text(note);
            wait_for_value("the transcript", [], || page.lines());
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
        wait_for_value("the transcript", [], || page.lines());
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
    let shown = || (page.language(), page.is_chosen("IMAP4"));
    wait_for_value("language and IMAP's tab", ("de".to_owned(), true), shown);
    page.go("lang=en&proto=pop3&view=projector");
    wait_for_value("language and IMAP's tab", ("en".to_owned(), false), shown);
    let size = |page: &Page| {
        let size = page.script(
            "return parseFloat(getComputedStyle(arguments[0]).fontSize)",
            &[page.prompt().as_argument()],
        );
        size.as_f64().expect("a size in pixels")
    };
    wait_for("the projector's view", || page.address().contains("projector").then_some(()));
    let projected = size(&page);
    page.go_fresh("lang=en&proto=pop3");
    wait_for("a smaller view than the projector's", || (projected > size(&page)).then_some(()));
    page.assert_clean();
}

#[test]
fn a_bad_value_in_the_address_falls_back_and_says_so() {
    let page = calm("");
    for option in ["lang=tlh", "proto=smtp", "view=upside-down", "nonsense=1", "lesson=Neun"] {
        page.go_fresh(option);
        page.wait_for_text(option);
        wait_for_value("the page's language", "en", || page.language());
        page.wait_for_protocol("pop3");
        page.click_button("Connect");
        page.wait_for_state("AUTHORIZATION");
        page.assert_clean();
    }
}

#[test]
fn the_back_button_returns_to_the_protocol_before() {
    let page = calm("proto=pop3");
    page.choose_protocol("IMAP4");
    page.wait_for_protocol("imap");
    wait_for("the address to tell it", || page.address().contains("proto=imap").then_some(()));
    page.back();
    page.wait_for_protocol("pop3");
    wait_for_value("POP3's tab being chosen", true, || page.is_chosen("POP3"));
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
        page.wait_for_announcement("MOVE");
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

/// The work that the browser keeps for the page's next visit.
fn stored(page: &Page) -> String {
    let work = page.script("return localStorage.getItem('postamt.work') ?? ''", &[]);
    work.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_forgotten_tab_overwrites_nothing() {
    let page = pop3();
    page.wait_until_saved();
    let old = stored(&page);
    page.reload();
    // Another tab saves its work.
    page.ask("STAT");
    page.wait_until_saved();
    let newer = stored(&page);
    page.script("localStorage.setItem('postamt.work', arguments[0])", &[old.as_str().into()]);
    page.reload();
    page.script("localStorage.setItem('postamt.work', arguments[0])", &[newer.as_str().into()]);
    // This tab looks around, does nothing, and is left.
    page.leave_prompt();
    page.after_change("the cursor to move", || page.press(keys::LEFT));
    page.reload();
    assert_eq!(stored(&page), newer);
    page.wait_for_sent("STAT");
    page.assert_clean();
}

#[test]
fn of_two_tabs_that_work_both_works_are_kept() {
    for (lang, note) in [("en", "Another tab"), ("de", "Ein anderer Tab")] {
        let page = connected("pop3", lang);
        page.ask("NOOP");
        page.wait_until_saved();
        let others = stored(&page).replace("NOOP", "CAPA");
        page.script("localStorage.setItem('postamt.work', arguments[0])", &[others.as_str().into()]);
        page.ask("USER anna");
        page.wait_until_saved();
        page.wait_for_text(note);
        let aside = |at: &str| {
            page.script("return localStorage.getItem('postamt.put-away' + arguments[0])", &[at.into()])
        };
        assert_eq!(aside(""), others.as_str());
        // A third work does not take the place of the second.
        let third = others.replace("CAPA", "QUIT");
        page.script("localStorage.setItem('postamt.work', arguments[0])", &[third.as_str().into()]);
        page.ask("PASS geheim");
        page.wait_until_saved();
        wait_for_value("the third work aside", json!(third), || aside("-2"));
        assert_eq!(aside(""), others.as_str());
        page.assert_clean();
    }
}

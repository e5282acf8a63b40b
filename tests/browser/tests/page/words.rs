//! The page's sentences in their places: the caption, the reasons in the transcript, the line that explains octets and
//! commands, the buttons of what is of use now.

use crate::{calm, connected, imap, pop3};
use browser_tests::{Page, wait_for, wait_for_value};

/// The texts of all elements that a selector finds.
fn texts(page: &Page, selector: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(it => it.textContent.trim())";
    let found = page.script(script, &[selector.into()]);
    found.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// The last text that a selector finds.
fn last(page: &Page, selector: &str) -> String {
    texts(page, selector).pop().unwrap_or_default()
}

#[track_caller]
fn wait_for_last(page: &Page, selector: &str, part: &str) {
    wait_for(&format!("{selector} to say {part:?}"), || last(page, selector).contains(part).then_some(()));
}

/// Gives the server another character.
fn choose_character(page: &Page, name: &str) {
    page.click_button("Switches");
    let choice = page.by_role("combobox", "Character");
    page.script(
        "const [choice, name] = arguments;
         choice.value = [...choice.options].find(option => option.text.trim() == name).value;
         choice.dispatchEvent(new Event('change', { bubbles: true }))",
        &[choice.as_argument(), name.into()],
    );
    page.click_button("Close");
    page.wait_for_announcement(name);
}

#[test]
fn the_caption_carries_the_rule_and_the_state_in_small() {
    let page = pop3();
    page.ask("NOOP");
    wait_for_last(&page, ".caption-text > p:first-child", "The inactivity timer starts again");
    wait_for_value("the event", "NOOP: stays in TRANSACTION.".to_owned(), || last(&page, ".caption-event"));
    page.ask("DELE 1");
    page.ask("DELE 2");
    wait_for_last(&page, ".caption-event", "2 messages are marked now, and still there.");
    let sizes = "return ['.caption-text > p:first-child', '.caption-event']
        .map(it => parseFloat(getComputedStyle(document.querySelector(it)).fontSize))";
    let sizes = page.script(sizes, &[]);
    assert!(sizes[0].as_f64() > sizes[1].as_f64(), "{sizes}");
    page.assert_clean();
}

#[test]
fn a_lost_line_has_its_reason() {
    for (click, rfc, sentence) in [
        (
            "Cut the line",
            "RFC 1939 §6",
            "1 mark lapses, nothing was deleted: without QUIT there is no UPDATE.",
        ),
        ("Let time pass", "RFC 1939 §3", "1 mark lapses, nothing was deleted: after ten minutes"),
    ] {
        let page = pop3();
        page.ask("DELE 1");
        page.click_button(click);
        page.wait_for_state("CLOSED");
        wait_for_last(&page, ".caption-text > p:first-child", sentence);
        wait_for_last(&page, ".exchange.is-event:has(.why) .why", sentence);
        assert!(texts(&page, ".exchange.is-event .why a").contains(&rfc.to_owned()), "{click}");
        page.assert_clean();
    }
}

#[test]
fn a_handshake_has_its_reason() {
    let page = connected("imap", "en");
    page.ask("STARTTLS");
    wait_for_last(&page, ".exchange.is-event .event", "The TLS handshake is complete");
    wait_for_last(&page, ".exchange.is-event .why", "From here on everything is encrypted");
    page.assert_clean();
}

#[test]
fn a_refusal_says_one_fact_once_and_then_what_to_do() {
    for (lang, sentence) in [
        ("en", "SELECT works only after login. Send LOGIN first, then SELECT."),
        ("de", "SELECT geht erst nach der Anmeldung. Schick zuerst LOGIN, dann SELECT."),
    ] {
        let page = connected("imap", lang);
        page.ask("SELECT INBOX");
        wait_for_value("the caption", sentence.to_owned(), || last(&page, ".caption-text > p:first-child"));
        wait_for_value("the reason", sentence.to_owned(), || last(&page, ".why > span"));
        page.assert_clean();
    }
}

#[test]
fn what_bad_wanted_is_told_with_an_example() {
    let page = imap();
    page.ask("LIST");
    page.wait_for_announcement("It takes two arguments, for example: LIST \"\" \"*\"");
    page.ask("SELECT Meine Post");
    page.wait_for_announcement("needs quotation marks: \"Meine Post\"");
    page.ask("CREATE {7}");
    page.ask("Übungen");
    page.wait_for_announcement("You announced 7 octets and sent 8: “Ü” alone is 2.");
    page.assert_clean();
}

#[test]
fn what_the_server_does_not_have_is_offered_nowhere() {
    let page = calm("proto=pop3");
    choose_character(&page, "Minimal POP3");
    page.click_button("Connect");
    page.ask("USER anna");
    page.ask("PASS geheim");
    page.wait_for_state("TRANSACTION");
    for place in [".command", "[data-protocol=pop3] text", "[data-protocol=pop3] tspan"] {
        let all = texts(&page, place).join(" ");
        assert!(!["TOP", "UIDL", "APOP"].iter().any(|name| all.contains(name)), "{place}: {all}");
    }
    assert!(texts(&page, ".command").contains(&"RETR".to_owned()));
    page.assert_clean();
}

#[test]
fn a_password_is_offered_once_tls_protects_it() {
    let page = calm("proto=imap");
    choose_character(&page, "TLS first");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    let buttons = || texts(&page, ".command");
    assert!(
        buttons().contains(&"STARTTLS".to_owned()) && !buttons().contains(&"LOGIN".to_owned()),
        "{:?}",
        buttons()
    );
    page.ask("FETCH 1 FLAGS");
    page.wait_for_announcement("Send STARTTLS first, then LOGIN, then SELECT, then FETCH.");
    page.ask("STARTTLS");
    wait_for("LOGIN", || buttons().contains(&"LOGIN".to_owned()).then_some(()));
    assert!(!buttons().contains(&"STARTTLS".to_owned()), "{:?}", buttons());
    page.assert_clean();
}

#[test]
fn all_commands_stand_in_groups() {
    let page = imap();
    page.script("document.querySelector('.legal .more').click()", &[]);
    wait_for("groups", || (!texts(&page, ".legal-group").is_empty()).then_some(()));
    assert_eq!(texts(&page, ".legal-group > .legal-title"), ["always", "mailbox", "messages", "extensions"]);
    let always = texts(&page, ".legal-group[aria-label=always] .command");
    assert!(always.contains(&"LOGOUT".to_owned()), "{always:?}");
    let extensions = texts(&page, ".legal-group[aria-label=extensions] .command");
    assert!(["IDLE", "MOVE"].iter().all(|name| extensions.contains(&(*name).to_owned())), "{extensions:?}");
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn a_command_is_explained_before_it_is_sent() {
    let page = pop3();
    let told = || last(&page, "#inspector");
    page.type_in_prompt("dele");
    wait_for_value(
        "DELE's use",
        "DELE msg – Still missing: msg · marks a message for deletion; only QUIT deletes it. For example: DELE 1"
            .to_owned(),
        told,
    );
    let hover = "document.querySelector(`[data-command=${arguments[0]}]`)
        .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))";
    page.script(hover, &["RETR".into()]);
    wait_for("RETR's use", || told().starts_with("RETR msg – fetches a message").then_some(()));
    page.assert_clean();
}

#[test]
fn octets_are_explained_with_their_line() {
    let page = imap();
    let point = "const all = [...document.querySelectorAll('#log ' + arguments[0])]
            .filter(it => it.textContent == arguments[1]);
        all.at(-1).dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))";
    // The log may be drawn anew once more, so the pointer comes until its octets are seen.
    let explained = |selector: &str, octets: &str, part: &str| {
        wait_for("an explanation", || {
            page.script(point, &[selector.into(), octets.into()]);
            texts(&page, "#inspector").join(" ").contains(part).then_some(())
        });
    };
    explained("[data-role=flag]", "\\Seen", "\\Seen: the message has been read.");
    page.choose_protocol("POP3");
    page.click_button("Connect");
    page.ask("CAPA");
    explained("[data-role=status]", "+OK", "+OK or -ERR");
    explained("[data-role=status]", "+OK", "of at most 512");
    page.assert_clean();
}

#[test]
fn no_command_turns_a_sentence_round() {
    let page = connected("pop3", "en");
    page.ask("FOO\u{202E}OOF");
    page.wait_for_announcement("FOO\u{fffd}OOF was refused");
    let all = page.script("return document.body.textContent", &[]);
    assert!(!all.as_str().unwrap_or_default().contains('\u{202E}'), "the page's own text is turned round");
    page.assert_clean();
}

#[test]
fn pop3_knows_no_flags_and_the_long_id_is_taken_apart() {
    let page = pop3();
    wait_for_last(&page, "th.flags", "flags (not in POP3)");
    page.choose_protocol("IMAP4");
    wait_for_value("the column", "flags".to_owned(), || last(&page, "th.flags"));
    let facts = texts(&page, ".facts small").join(" | ");
    assert!(facts.contains("UIDVALIDITY, then UID: 65 in base 16 is 101"), "{facts}");
    assert!(facts.contains("made from 2003-"), "{facts}");
    page.assert_clean();
}

#[test]
fn keys_have_the_names_that_stand_on_them() {
    for (lang, help, keys) in [
        ("de", "Hilfe und Tasten", ["Pos 1", "Ende", "Bild ↑", "Umschalt"]),
        ("en", "Help and keys", ["Home", "End", "PageUp", "Shift"]),
    ] {
        let page = calm(&format!("lang={lang}&proto=pop3"));
        page.click_button(help);
        page.by_role("dialog", help);
        let caps = texts(&page, "dialog kbd");
        assert!(keys.iter().all(|key| caps.contains(&(*key).to_owned())), "{caps:?}");
        page.assert_clean();
    }
}

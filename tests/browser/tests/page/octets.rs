//! Octets that are seen before they are complete, that no key sends, that nobody computes in the head; and copying them.

use crate::{LANGUAGES, calm, connected, imap, outcomes, pop3, say};
use browser_tests::{Page, keys, wait_for, wait_for_value};
use serde_json::json;

/// The transcript's text that is selected, as the clipboard gets it.
fn copied(page: &Page, from: &str, to: &str) -> String {
    let script = "const [from, to] = arguments;
        const lines = [...document.querySelectorAll('[role=log] [data-from]')];
        const find = text => lines.find(line => line.innerText.includes(text));
        const range = document.createRange();
        range.setStartBefore(find(from));
        range.setEndAfter(find(to));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        const data = new DataTransfer();
        const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true });
        find(from).dispatchEvent(event);
        return event.defaultPrevented ? data.getData('text/plain') : null";
    page.script(script, &[json!(from), json!(to)]).as_str().unwrap_or_default().to_owned()
}

/// Points at the last octets of the last line from there, and waits for words about them.
#[track_caller]
fn explain_last(page: &Page, from: &str, words: &str) {
    let point = "[...document.querySelectorAll(`[role=log] [data-from=${arguments[0]}]`)].pop()
        .querySelector('[data-at]:last-child')
        .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        return document.querySelector('#inspector').innerText";
    wait_for(words, || {
        let text = page.script(point, &[json!(from)]);
        text.as_str().is_some_and(|text| text.contains(words)).then_some(())
    });
}

#[test]
fn lines_of_a_literal_are_seen_while_it_is_incomplete() {
    for (lang, words) in [("en", "sent so far"), ("de", "bisher gesendet")] {
        let page = connected("imap", lang);
        page.ask("LOGIN anna geheim");
        page.ask("APPEND INBOX {26}");
        page.send_line("Subject: Hallo");
        page.wait_for_text(words);
        assert_eq!(page.last_sent().trim_end(), "Subject: Hallo");
        page.assert_accessible();
        // 16 octets are there, 10 to come.
        page.after_change("the literal to be complete", || page.enter("12345678"));
        wait_for("the note to go", || (!page.says(words)).then_some(()));
        page.ask("");
        assert_eq!(outcomes(&page.answer()), ["ok"]);
        page.assert_clean();
    }
}

#[test]
fn a_very_long_line_says_what_is_left_out() {
    let page = connected("pop3", "en");
    page.type_in_prompt("");
    page.insert_text(&"x".repeat(100_000));
    page.after_change("an answer", || page.press(keys::ENTER));
    wait_for("the sign", || page.last_sent().trim_end().ends_with('…').then_some(()));
    explain_last(&page, "client", "line: 100002 of at most 255");
    page.assert_clean();
}

#[test]
fn a_bare_lf_and_a_backspace_can_be_sent() {
    let page = pop3();
    let act = |name: &str| {
        page.script(
            "const button = document.querySelector(`[data-octets-act=${arguments[0]}]`);
             button.closest('details').open = true; button.click()",
            &[json!(name)],
        );
    };
    page.type_in_prompt("NOOP");
    page.after_change("an answer", || act("lf"));
    assert_eq!(outcomes(&page.answer()), ["ok"]);
    explain_last(&page, "client", "1 octet · line: 5");
    page.type_in_prompt("NOOPS");
    act("backspace");
    page.wait_for_prompt("NOOPS␈");
    page.after_change("an answer", || page.type_into(&page.prompt(), keys::ENTER));
    assert_eq!(outcomes(&page.answer()), ["err"]);
    assert_eq!(page.last_sent().trim_end(), "NOOPS␈");
    page.assert_clean();
}

/// Writes into the prompt what the helper has computed.
#[track_caller]
fn let_help(page: &Page, lang: &str) {
    let open =
        "const helper = document.querySelector('.helper'); if (helper) helper.open = true; return !!helper";
    wait_for("the helper", || (page.script(open, &[]) == true).then_some(()));
    let before = page.value(&page.prompt());
    page.click_button(if lang == "de" { "In die Eingabe schreiben" } else { "Write it into the prompt" });
    wait_for("a line in the prompt", || (page.value(&page.prompt()) != before).then_some(()));
}

#[test]
fn the_helper_computes_what_logs_in() {
    for lang in ["en", "de"] {
        let page = connected("pop3", lang);
        page.type_in_prompt("APOP ben");
        let_help(&page, lang);
        page.wait_for_text("MD5(<");
        page.assert_accessible();
        page.after_change("an answer", || page.type_into(&page.prompt(), keys::ENTER));
        page.wait_for_state("TRANSACTION");
        assert!(page.last_sent().starts_with("APOP ben "));
    }
    for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5"] {
        let page = connected("imap", "en");
        page.ask(&format!("AUTHENTICATE {mechanism}"));
        for _ in 0..if mechanism == "LOGIN" { 2 } else { 1 } {
            let_help(&page, "en");
            page.after_change("an answer", || page.type_into(&page.prompt(), keys::ENTER));
            page.wait_for_prompt("");
        }
        page.wait_for_state("Authenticated");
        page.assert_clean();
    }
}

#[test]
fn a_double_click_on_connect_connects_and_writes_nothing() {
    for proto in ["pop3", "imap"] {
        let page = calm(&format!("proto={proto}"));
        page.double_click(&page.by_role("button", "Connect"));
        page.last_reply();
        // On top of what the second click has written.
        page.after_change("an answer", || page.type_into(&page.prompt(), &format!("NOOP{}", keys::ENTER)));
        assert!(["NOOP", "a1 NOOP"].contains(&page.last_sent().trim_end()), "{}", page.last_sent());
        page.assert_clean();
    }
}

#[test]
fn arrow_keys_walk_over_the_transcript_by_octets_and_by_lines() {
    let page = imap();
    page.ask("NOOP");
    let log = page.by_role("log", "Transcript");
    page.focus(&log);
    let here = || {
        let at = page.script(
            "const here = document.activeElement, line = here.closest('.line');
             return line && [line.innerText.trim(), here.innerText]",
            &[],
        );
        (at[0].as_str().unwrap_or_default().to_owned(), at[1].as_str().unwrap_or_default().to_owned())
    };
    page.press(keys::RIGHT);
    wait_for("the newest line's beginning", || {
        (here().0.contains("OK NOOP") && here().1 == "a3").then_some(())
    });
    page.press(keys::UP);
    wait_for_value("the line before", ("a3 NOOP".to_owned(), "a3".to_owned()), here);
    page.press(keys::RIGHT);
    page.press(keys::RIGHT);
    wait_for_value("the keyword", ("a3 NOOP".to_owned(), "NOOP".to_owned()), here);
    page.press(keys::DOWN);
    wait_for("the next line", || here().0.contains("OK NOOP").then_some(()));
    page.press(keys::ESCAPE);
    page.wait_for_focus();
    page.assert_clean();
}

#[test]
fn what_is_copied_says_who_speaks_and_brings_no_why() {
    let page = pop3();
    page.ask("FOO");
    page.wait_for_text("Why?");
    let text = copied(&page, "USER anna", "FOO");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "C: USER anna");
    assert!(lines[1].starts_with("S: +OK anna"), "{text}");
    assert_eq!(lines[2], "C: PASS geheim");
    assert_eq!(lines.last(), Some(&"C: FOO"));
    assert!(!text.contains("Why?"), "{text}");
    assert_eq!(copied(&page, "USER anna", "USER anna"), "", "a single line is copied as it is");
    // It can be pasted again elsewhere, line by line.
    assert!(say(&page.lines()).contains("USER anna"));
    page.assert_clean();
}

/// Walks by the arrow keys to these octets, the nearest from the end in a line with those words, and waits for the
/// explanation: its field, and words of it.
#[track_caller]
fn walk_to(page: &Page, line: &str, octets: &str, field: &str, words: &str) {
    page.script("document.getElementById('log').focus()", &[]);
    page.press(keys::RIGHT);
    let here = || {
        let script = "const here = document.activeElement, line = here.closest('.line');
            return [line ? line.innerText : '', here.innerText]";
        let at = page.script(script, &[]);
        [0, 1].map(|part| at[part].as_str().unwrap_or_default().to_owned())
    };
    let lines = (0..80).find(|_| here()[0].contains(line) || (page.press(keys::UP), false).1);
    assert!(lines.is_some(), "no line has {line:?}");
    let places = (0..150).find(|_| here()[1].trim() == octets || (page.press(keys::RIGHT), false).1);
    assert!(places.is_some(), "no octets {octets:?} in {line:?}");
    wait_explained(page, field, words);
}

#[track_caller]
fn wait_explained(page: &Page, field: &str, words: &str) {
    let script = "const note = document.querySelector('[role=note][data-role]');
        return note && [note.dataset.field, note.innerText]";
    wait_for(words, || {
        let told = page.script(script, &[]);
        let fits = told[0] == field && told[1].as_str().is_some_and(|text| text.contains(words));
        fits.then_some(())
    });
}

#[test]
fn ten_spans_are_explained_by_keyboard() {
    let lines =
        ["LOGIN anna geheim", "SELECT INBOX", "FETCH 2:3 (UID INTERNALDATE)", "FETCH 2 (ENVELOPE BODY[1])"];
    let spans = [
        ("FETCH 2:3", "2:3", "sequence-set", "2 messages, number 2:3", "2 Nachrichten, Nummer 2:3"),
        ("FETCH 2:3", "a3", "", "with the same tag: OK", "mit demselben Tag: OK"),
        ("OK FETCH", "a4", "", "Answers: FETCH", "Antwortet auf: FETCH"),
        ("UIDVALIDITY", "UIDVALIDITY", "resp-text-code", "differs from last time", "anders als letztes Mal"),
        ("UIDNEXT", "UIDNEXT", "resp-text-code", "the UID that is free next", "die als nächste frei ist"),
        ("INBOX", "INBOX", "mailbox", "is always there", "gibt es immer"),
        ("LOGIN anna", "geheim", "password", "without TLS", "Ohne TLS"),
        ("OK [CAPABILITY", "IDLE", "capability", "(in “Switches”) is on", "(unter „Schalter“) ist an"),
        ("INTERNALDATE", "INTERNALDATE", "fetch-att", "not what it says itself", "nicht, was in ihr steht"),
        ("ENVELOPE", "1", "section-part", "part 1 is text/plain", "Teil 1 ist text/plain"),
    ];
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        lines.iter().for_each(|line| drop(page.ask(line)));
        for (line, octets, field, english, german) in spans {
            walk_to(&page, line, octets, field, if lang == "en" { english } else { german });
        }
        page.assert_accessible();
        page.assert_clean();
    }
}

/// A tag that is used again is the one of the nearest command before.
#[test]
fn a_tag_lights_the_command_that_it_answers_and_no_other() {
    let page = imap();
    for line in ["x1 NOOP", "x1 CHECK", "x1 NOOP"] {
        page.ask(line);
    }
    walk_to(&page, "OK CHECK", "x1", "", "Answers: CHECK");
    let lit = "return [...document.querySelectorAll('#log [data-role=tag][data-lit]')].map(it => it.closest('.line').textContent.trim())";
    wait_for_value("the command and its answer", json!(["x1 CHECK", "x1 OK CHECK completed"]), || {
        page.script(lit, &[])
    });
    page.assert_clean();
}

#[test]
fn a_key_widens_to_the_group_and_a_resting_mouse_wipes_nothing() {
    let page = imap();
    page.ask("FETCH 1 ENVELOPE");
    walk_to(&page, "OK FETCH", "a3", "", "Answers: FETCH");
    let tags = "return document.querySelectorAll('#log [data-role=tag][data-lit]').length";
    wait_for_value("the command's tag and the answer's to be lit", json!(2), || page.script(tags, &[]));
    walk_to(&page, "ENVELOPE", "\"anna\"", "addr-mailbox", "ENVELOPE › env-to › address › addr-mailbox");
    let shift_up = [keys::SHIFT, keys::UP].concat();
    page.press(&shift_up);
    wait_explained(&page, "address", "display name, route");
    page.press(&shift_up);
    wait_explained(&page, "env-to", "the recipients");
    let lit = "return document.querySelectorAll('#log [data-lit]').length";
    wait_for("the whole list to be lit", || (page.script(lit, &[]).as_u64()? > 8).then_some(()));
    // A script's pointer has come, a kept explanation stays all the same.
    page.script(
        "document.querySelector('#log [data-role=status]')
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))",
        &[],
    );
    wait_explained(&page, "env-to", "the recipients");
    page.press(keys::ESCAPE);
    page.wait_for_focus();
    wait_for("the explanation to go", || {
        (page.script("return document.querySelector('[role=note][data-role]')", &[]).is_null()).then_some(())
    });
    page.assert_clean();
}

#[test]
fn a_stuffed_dot_is_shown_before_and_after() {
    for (lang, words) in [("en", "on the wire: .."), ("de", "auf der Leitung: ..")] {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.ask("PASS geheim");
        page.ask("LIST");
        walk_to(
            &page,
            "1 ",
            "1",
            "message-number",
            if lang == "en" { "message 1, UID" } else { "Nachricht 1, UID" },
        );
        let stuffed = (1..8).find(|number| {
            page.ask(&format!("RETR {number}"));
            page.script("return !!document.querySelector('#log [data-role=stuffed-dot]')", &[]) == true
        });
        assert!(stuffed.is_some(), "no message of anna's has a line that begins with a dot");
        let point = "[...document.querySelectorAll('#log [data-role=stuffed-dot]')].pop()
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))";
        page.script("document.getElementById('command').focus()", &[]);
        wait_for(words, || {
            page.script(point, &[]);
            let text = page.script("return document.getElementById('inspector').innerText", &[]);
            text.as_str()?.contains(words).then_some(())
        });
        page.assert_clean();
    }
}

//! Transcripts of real sessions: pasted or opened, replayed as a recording, with passwords masked and differences marked.

use crate::{LANGUAGES, connected, say};
use browser_tests::{Line, Page, Row, keys, wait_for, wait_for_value};
use serde_json::json;

/// The password of all transcripts.
const PASSWORD: &str = "dachboden";

/// The page's own work: place, state, transcript, store.
type Shown = ((u32, u32), String, Vec<Line>, Vec<Row>);

fn shown(page: &Page) -> Shown {
    (page.timeline(), page.current_state(), page.lines(), page.rows())
}

/// A transcript of tests/data/import.
fn transcript(form: &str) -> String {
    let file = [env!("CARGO_MANIFEST_DIR"), "/../data/import/", form, ".log"].concat();
    std::fs::read_to_string(file).expect("a transcript")
}

/// Pastes a text into the dialog and has it replayed.
fn import(page: &Page, text: &str) {
    page.click_button("Share");
    page.click_button("Import");
    paste(page, text);
}

fn paste(page: &Page, text: &str) {
    let field = page.by_role("textbox", "Transcript");
    page.script("arguments[0].value = arguments[1]", &[field.as_argument(), json!(text)]);
    page.click_button("Replay");
}

/// The text of what a selector finds, joined.
fn text_of(page: &Page, css: &str) -> String {
    let script = "return [...document.querySelectorAll(arguments[0])].map(it => it.textContent).join('\\n')";
    page.script(script, &[json!(css)]).as_str().unwrap_or_default().to_owned()
}

fn wait_for_recording(page: &Page, form: &str) {
    wait_for("a recording", || text_of(page, ".recording").contains(form).then_some(()));
}

#[test]
fn six_forms_are_replayed_and_own_work_comes_back() {
    let forms = [
        ("telnet", "telnet", "RETR 2", "CLOSED"),
        ("openssl", "openssl s_client", "c fetch 2 (FLAGS BODY[])", "Logout"),
        ("curl", "curl -v", "A004 FETCH 1 BODY[]", "Selected"),
        ("thunderbird", "Thunderbird", "5 IDLE", "Logout"),
        ("mutt", "mutt -d", "a0002 ENABLE UTF8=ACCEPT", "Logout"),
        ("imapsync", "imapsync", "3 UID FETCH 7 BODY.PEEK[]", "Logout"),
        ("fetchmail", "fetchmail", "LIST 1", "CLOSED"),
        ("rfc", "C: / S:", "a003 fetch 2 envelope", "Logout"),
    ];
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.wait_until_saved();
        let own = shown(&page);
        for (file, form, line, last) in forms {
            import(&page, &transcript(file));
            wait_for_recording(&page, form);
            assert_eq!(page.timeline().0, 1, "{form}");
            page.press(keys::END);
            page.wait_for_state(last);
            wait_for(line, || say(&page.lines()).contains(line).then_some(()));
            page.click_button("Back to my own work");
            wait_for_value("own work", own.clone(), || shown(&page));
        }
        page.reload();
        wait_for_value("own work after a reload", own, || shown(&page));
        page.assert_clean();
    }
}

#[test]
fn every_step_is_explained_and_nobody_types_there() {
    for (lang, why) in [("en", "LIST"), ("de", "LIST")] {
        let page = connected("imap", lang);
        import(&page, &transcript("telnet"));
        wait_for_recording(&page, "telnet");
        for (at, state) in [(2, "AUTHORIZATION"), (3, "TRANSACTION"), (4, "TRANSACTION"), (5, "TRANSACTION")]
        {
            page.press(keys::RIGHT);
            wait_for_value("the step", at, || page.timeline().0);
            page.wait_for_state(state);
        }
        assert!(page.announcement().contains(why), "{}", page.announcement());
        for gone in ["Connect", "Deliver mail", "Cut the line", "Reset"] {
            assert_eq!(page.all_by_role("button", Some(gone)).len(), 0, "{gone}");
        }
        assert!(page.all_by_role("textbox", Some("Command")).is_empty());
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn passwords_are_masked_before_anything_is_shown_or_stored() {
    for (lang, masked) in [("en", "1 secret is masked."), ("de", "1 Geheimnis ist verdeckt.")] {
        let page = connected("pop3", lang);
        import(&page, &transcript("telnet"));
        wait_for_recording(&page, masked);
        page.press(keys::END);
        page.wait_for_state("CLOSED");
        wait_for("the mask", || say(&page.lines()).contains("PASS ********").then_some(()));
        page.reload();
        page.last_reply();
        let kept = "return document.documentElement.outerHTML + JSON.stringify(localStorage) + location.href
            + [...document.querySelectorAll('textarea')].map(it => it.value).join()";
        let kept = page.script(kept, &[]);
        assert!(!kept.as_str().expect("text").contains(PASSWORD));
        page.assert_clean();
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    for (lang, unread, line, unknown, empty) in [
        (
            "en",
            "1 line belongs to no conversation",
            "Line 37: ",
            "No line shows a conversation",
            "There is nothing here",
        ),
        (
            "de",
            "1 Zeile gehört zu keinem Gespräch",
            "Zeile 37: ",
            "In keiner Zeile ist ein Gespräch",
            "Hier steht noch nichts",
        ),
    ] {
        let page = connected("pop3", lang);
        let own = shown(&page);
        import(&page, "\n\nLiebe Anna, das ist ein Brief.\n");
        page.wait_for_text(unknown);
        let number = line.replace("37", "3");
        page.wait_for_text(&format!("{number}Liebe Anna"));
        paste(&page, "");
        page.wait_for_text(empty);
        paste(&page, &transcript("telnet"));
        wait_for_recording(&page, unread);
        assert!(text_of(&page, ".recording-unread li").contains(&format!("{line}anna@rechner")));
        page.click_button("Back to my own work");
        wait_for_value("own work", own, || shown(&page));
        page.assert_clean();
    }
}

#[test]
fn another_answer_of_ours_stands_beside_the_recorded_one() {
    for (lang, ours, next) in [
        ("en", "Our server would have answered:", "Next difference (1)"),
        ("de", "Unser Server hätte geantwortet:", "Nächste Abweichung (1)"),
    ] {
        let page = connected("pop3", lang);
        import(&page, &transcript("rfc"));
        wait_for_recording(&page, "C: / S:");
        assert_eq!(text_of(&page, ".ours"), "");
        page.click_button(next);
        wait_for("our answer", || text_of(&page, ".ours").contains(ours).then_some(()));
        let both = text_of(&page, ".exchange.is-current");
        for answer in ["a005 NO [CANNOT] not today", "* 2 EXPUNGE", "a005 OK EXPUNGE completed"] {
            assert!(both.contains(answer), "{both}");
        }
        page.wait_for_state("Selected");
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn hostile_transcripts_are_text() {
    let page = connected("imap", "en");
    let title = page.script("return document.title", &[]);
    let markup = "<img src=x onerror=\"document.title='x'\"><script>document.title='x'</script>";
    let text = format!(
        "S: * OK {markup}\nC: a LOGIN {markup} x\nS: a OK {markup}\nC: b {markup}\nS: * {markup}\nS: b BAD {markup}\n\
         {markup}\u{0}\u{202e}\nC: c FETCH 1 BODY[]\nS: * 1 FETCH (BODY[] {{99999999999}}\nS: {markup}\nS: c OK\n"
    );
    import(&page, &text);
    wait_for_recording(&page, "C: / S:");
    page.press(keys::END);
    wait_for("the end", || Some(page.timeline()).filter(|(at, all)| at == all));
    let smuggled =
        "return document.querySelectorAll('.console :is(img, script), .stage img, dialog img').length";
    assert_eq!(page.script(smuggled, &[]), 0);
    assert_eq!(page.script("return document.title", &[]), title);
    page.assert_clean();
}

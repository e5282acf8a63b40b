//! While typing: the colours of the parts, the form with the part that is due, what is wrong or not legal now, and the
//! line that was meant.

use crate::{LANGUAGES, connected, imap, pop3};
use browser_tests::{Page, Setup, keys, wait_for, wait_for_value};
use serde_json::{Value, json};

/// The pieces of the draft: role, field, text, and whether they are wrong.
fn pieces(page: &Page) -> Vec<String> {
    let found = page.script(
        "return [...document.querySelectorAll('.mirror .typed')].filter(it => it.textContent.trim()).map(it =>
            `${it.dataset.role ?? ''}:${it.dataset.field ?? ''}:${it.textContent}${it.matches('.is-unfit') ? '!' : ''}`)",
        &[],
    );
    found.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The text of an element; empty without it.
fn text(page: &Page, css: &str) -> String {
    let found = page.script("return document.querySelector(arguments[0])?.textContent ?? ''", &[json!(css)]);
    found.as_str().unwrap_or_default().trim().to_owned()
}

fn number(page: &Page, script: &str) -> f64 {
    page.script(script, &[]).as_f64().unwrap_or(f64::NAN)
}

#[track_caller]
fn says(page: &Page, part: &str) {
    wait_for(part, || text(page, ".draft-said").contains(part).then_some(()));
}

#[test]
fn the_parts_have_colours_and_the_form_shows_what_is_due() {
    let page = imap();
    page.type_in_prompt("FETCH 1:3 (FLAGS ");
    wait_for_value(
        "the pieces",
        ["keyword::FETCH", "set:sequence-set:1:3", "parenthesis::(", "argument:fetch-att:FLAGS"]
            .map(str::to_owned)
            .to_vec(),
        || pieces(&page),
    );
    let colours = page.script(
        "return new Set([...document.querySelectorAll('.mirror .typed')].map(it => getComputedStyle(it).color)).size",
        &[],
    );
    assert!(colours.as_u64() >= Some(3), "{colours}");
    assert_eq!(text(&page, ".inspector .is-due"), "items");
    page.type_in_prompt("STORE 1 ");
    wait_for_value("the part that is due", "[+|-]FLAGS[.SILENT]", || text(&page, ".inspector .is-due"));
    says(&page, "Still missing: [+|-]FLAGS[.SILENT] flags");
    page.type_in_prompt("STORE 1 +FLAGS (\\Seen)");
    says(&page, "Complete");
    wait_for_value("the verdict aloud", "Complete: Enter sends it.".to_owned(), || {
        text(&page, "#draft-verdict")
    });
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn a_wrong_octet_and_a_command_that_is_not_legal_now_are_named() {
    for (lang, wrong, illegal, missing) in [
        ("en", "Octet 4: ", "Send LOGIN first, then SELECT, then FETCH.", "Still missing: password"),
        ("de", "Oktett 4: ", "Schick zuerst LOGIN, dann SELECT, dann FETCH.", "Es fehlt noch: password"),
    ] {
        let page = connected("imap", lang);
        page.type_in_prompt("xyz9 WIBBLE 1");
        says(&page, if lang == "en" { "Octet 6: " } else { "Oktett 6: " });
        page.type_in_prompt("WIBBLE 1");
        says(&page, wrong);
        assert_eq!(pieces(&page), ["keyword::WIBBLE!", ":: 1!"]);
        assert_eq!(page.attribute(&page.prompt(), "aria-invalid").as_deref(), Some("true"));
        page.type_in_prompt("FETCH 1 FLAGS");
        says(&page, illegal);
        page.type_in_prompt("LOGIN anna");
        says(&page, missing);
        assert_eq!(page.attribute(&page.prompt(), "aria-invalid"), None);
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn near_misses_are_mended_by_a_key_or_a_click() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.ask("PASS geheim");
        for (typed, meant) in
            [("RETRIEVE 3", "RETR 3"), ("FETCH 3 FLAGS", "RETR 3"), ("a1 STAT", "STAT"), ("LOGOUT", "QUIT")]
        {
            page.type_in_prompt(typed);
            wait_for_value("what was meant", meant.to_owned(), || text(&page, ".draft-mend button"));
            page.press(keys::TAB);
            page.wait_for_prompt(meant);
            page.wait_for_focus();
            page.type_in_prompt(typed);
            wait_for_value("what was meant", meant.to_owned(), || text(&page, ".draft-mend button"));
            page.click_button(meant);
            page.wait_for_prompt(meant);
            page.wait_for_focus();
        }
        page.assert_clean();
        let page = connected("imap", lang);
        page.ask("LOGIN anna geheim");
        for (typed, meant) in [
            ("RETR 3", "FETCH 3 BODY[]"),
            ("LIST *", "LIST \"\" *"),
            ("SELECT „INBOX“", "SELECT \"INBOX\""),
            ("SELETC INBOX", "SELECT INBOX"),
        ] {
            page.type_in_prompt(typed);
            wait_for_value("what was meant", meant.to_owned(), || text(&page, ".draft-mend button"));
            page.press(keys::TAB);
            page.wait_for_prompt(meant);
        }
        page.click_button(if lang == "de" { "Automatisches Tag: an, a2" } else { "Automatic tag: on, a2" });
        page.type_in_prompt("NOOP");
        wait_for_value("the tag", "a2 NOOP".to_owned(), || text(&page, ".draft-mend button"));
        page.press(keys::TAB);
        page.wait_for_prompt("a2 NOOP");
        page.assert_accessible();
        page.assert_clean();
    }
}

/// The mirror stands exactly where the field's text is: each line of it wraps and scrolls with the field.
#[test]
fn a_long_line_wraps_and_scrolls_with_its_colours() {
    for (width, height) in [(1280, 720), (390, 844)] {
        let page =
            Setup { width, height, reduced_motion: true, ..Setup::default() }.open("proto=imap&lang=en");
        page.click_button("Connect");
        page.last_reply();
        let line = format!("LOGIN anna \"{}\"", "geheim und lang ".repeat(60));
        page.insert_text(&line);
        wait_for("the whole line in the mirror", || {
            (number(&page, "return document.querySelector('.mirror').textContent.length")
                >= line.len() as f64)
                .then_some(())
        });
        page.settle();
        let same = page.script(
            "const field = document.getElementById('command'), mirror = document.querySelector('.mirror');
             const style = (it, name) => getComputedStyle(it)[name];
             const names = ['fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'letterSpacing', 'paddingLeft', 'paddingRight',
                 'paddingTop', 'whiteSpace', 'overflowWrap', 'wordBreak', 'tabSize', 'textIndent'];
             const differs = names.filter(name => style(field, name) !== style(mirror, name));
             const a = field.getBoundingClientRect(), b = mirror.getBoundingClientRect();
             const spans = [...mirror.querySelectorAll('.typed')].filter(it => ['fontWeight', 'fontStyle', 'fontSize', 'letterSpacing']
                 .some(name => style(it, name) !== style(mirror, name)));
             // Nothing but the letters of the field may stand between the pieces.
             const extra = [...mirror.querySelectorAll('*')].filter(it => ['::before', '::after'].some(which =>
                 getComputedStyle(it, which).content !== 'none'));
             differs.push(...extra.map(it => it.className));
             return [differs, a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height,
                 field.scrollHeight - mirror.scrollHeight, spans.length]",
            &[],
        );
        assert_eq!(same, json!([[], true, 0, 0]));
        let tops = || {
            page.script(
                "return ['#command', '.mirror'].map(css => document.querySelector(css).scrollTop)",
                &[],
            )
        };
        wait_for("the end of the line in sight, with its colours", || {
            let (field, mirror) = (tops()[0].as_f64()?, tops()[1].as_f64()?);
            (field > 0.0 && field == mirror).then_some(())
        });
        page.script("document.getElementById('command').scrollTop = 0", &[]);
        wait_for_value("the beginning in sight, with its colours", json!([0, 0]), tops);
        let height = number(&page, "return document.querySelector('.prompt-field').clientHeight");
        assert!(height < 260.0, "{height}");
        page.assert_clean();
    }
}

/// Nothing below or above moves while a line is typed.
#[test]
fn nothing_jumps_while_typing() {
    let page = imap();
    let places = || {
        page.script(
            "return ['#log', '.legal', '#command', '.inspector'].map(css => {
                 const { top, height } = document.querySelector(css).getBoundingClientRect();
                 return [Math.round(top), Math.round(height)];
             })",
            &[],
        )
    };
    let before: Value = places();
    for letter in "FETCH 1:3 (FLAGS ENVELOPE) x".chars() {
        page.press(&letter.to_string());
        page.settle();
        assert_eq!(places(), before, "{letter:?}");
    }
    page.assert_clean();
}

#[test]
fn a_selection_is_seen_and_forced_colours_show_the_fields_own_text() {
    let page = pop3();
    page.type_in_prompt("RETR 3");
    let field = "getComputedStyle(document.getElementById('command'))";
    assert_eq!(page.script(&format!("return {field}.color"), &[]), "rgba(0, 0, 0, 0)");
    let caret = page.script(&format!("return {field}.caretColor"), &[]);
    assert_ne!(caret, "rgba(0, 0, 0, 0)");
    page.force_colours();
    wait_for("the field's own text", || {
        (page.script(&format!("return {field}.color"), &[]) != "rgba(0, 0, 0, 0)").then_some(())
    });
    let hidden =
        page.script("return getComputedStyle(document.querySelector('.mirror .typed')).visibility", &[]);
    assert_eq!(hidden, "hidden");
    page.assert_clean();
}

#[test]
fn the_verdict_is_told_when_it_changes_and_not_at_each_key() {
    let page = pop3();
    let watch = "window.told = []; new MutationObserver(() => {
            const now = document.getElementById('draft-verdict').textContent.trim();
            if (now) told.push(now);
        }).observe(document.getElementById('draft-verdict'), { childList: true, subtree: true, characterData: true })";
    page.script(watch, &[]);
    page.type_in_prompt("TOP 1 25");
    page.settle();
    assert_eq!(page.script("return told.length", &[]), 1, "{}", page.script("return told", &[]));
    page.ask("STAT");
    page.assert_clean();
}

#[test]
fn several_lines_and_what_is_no_command_are_read_as_what_they_are() {
    let page = imap();
    page.ask("IDLE");
    page.type_in_prompt("DON");
    wait_for_value("its piece", vec!["keyword:done:DON".to_owned()], || pieces(&page));
    page.type_in_prompt("NOOP");
    wait_for("not DONE", || pieces(&page).iter().all(|piece| piece.ends_with('!')).then_some(()));
    says(&page, "DONE");
    page.assert_clean();
}

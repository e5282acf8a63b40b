//! Saving and printing: the document that the browser is given, the pages that it becomes, the files, the clipboard.

use crate::{LANGUAGES, calm, connected};
use browser_tests::{Page, keys, wait_for, wait_for_value};
use serde_json::{Value, json};

/// The names of controls, in English and German.
const NAMES: [[&str; 2]; 7] = [
    ["Save and print", "Sichern und drucken"],
    ["Print", "Drucken"],
    ["Text", "Text"],
    ["Markdown", "Markdown"],
    ["Copy, with C: and S:", "Kopieren, mit C: und S:"],
    ["Copied", "Kopiert"],
    ["For teachers", "Für Lehrende"],
];

fn name<'a>(lang: &str, english: &'a str) -> &'a str {
    let pair = NAMES.into_iter().find(|[own, _]| *own == english);
    pair.filter(|_| lang == "de").map_or(english, |[_, german]| german)
}

/// Counts the wishes to print, and keeps what is saved, in place of the browser's windows.
fn watch(page: &Page) {
    let script = "window.printed = 0; window.print = () => { printed += 1 }; window.saved = [];
        HTMLAnchorElement.prototype.click = function () { saved.push([this.download]) };
        const make = URL.createObjectURL;
        URL.createObjectURL = blob => { const at = saved.length; blob.text().then(text => saved[at].push(text)); return make.call(URL, blob) }";
    page.script(script, &[]);
}

#[track_caller]
fn open(page: &Page, lang: &str) {
    page.click_button(name(lang, "Save and print"));
    wait_for_value("the dialog", json!(true), || {
        page.script("return document.querySelector('dialog').open", &[])
    });
}

/// Clicks an element of the dialog.
#[track_caller]
fn click(page: &Page, css: &str) {
    let script = "const it = document.querySelector(arguments[0]); it?.click(); return !!it";
    wait_for(css, || (page.script(script, &[json!(css)]) == true).then_some(()));
}

/// Waits until so many documents were printed, and gives the last one's kind and text.
#[track_caller]
fn printed(page: &Page, count: usize) -> (String, String) {
    wait_for_value("documents printed", json!(count), || page.script("return printed", &[]));
    let script =
        "const it = document.querySelector('.on-paper'); return [it.dataset.document, it.textContent]";
    let document = page.script(script, &[]);
    let word = |at: usize| document[at].as_str().unwrap_or_default().to_owned();
    (word(0), word(1))
}

/// The text of the last file that was saved, and its name.
#[track_caller]
fn saved(page: &Page) -> (String, String) {
    let last = wait_for("a file", || {
        let last = page.script("return saved.at(-1)", &[]);
        last[1].is_string().then_some(last)
    });
    let word = |at: usize| last[at].as_str().unwrap_or_default().to_owned();
    (word(0), word(1))
}

#[test]
fn the_cheat_sheet_of_each_protocol_is_one_page_in_each_language() {
    for lang in LANGUAGES {
        let page = calm(&format!("proto=pop3&lang={lang}"));
        watch(&page);
        open(&page, lang);
        for (place, (command, state)) in
            [("RETR", "TRANSACTION"), ("FETCH", "Selected")].into_iter().enumerate()
        {
            page.click_button(["POP3", "IMAP4"][place]);
            let (kind, text) = printed(&page, place + 1);
            assert!(kind.starts_with("cheat-sheet"), "{kind}");
            assert!(text.contains(command) && text.contains(state) && text.contains("RFC"), "{text}");
            assert_eq!(page.printed_pages(), 1, "{command} in {lang}");
            // The page is there again for somebody who goes on.
            page.press(keys::SHIFT);
            wait_for_value("no document", Value::Null, || {
                page.script("return document.querySelector('.on-paper')", &[])
            });
        }
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn the_transcript_is_printed_with_the_pictures_that_are_wanted() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        watch(&page);
        for line in ["USER anna", "PASS geheim", "STAT", "QUIT"] {
            page.ask(line);
        }
        let title = page.script("return document.title", &[]);
        open(&page, lang);
        // GREETING to AUTHORIZATION, TRANSACTION, UPDATE, CLOSED.
        for (count, (choice, pictures)) in
            [("moves", 4), ("all", 6), ("shown", 1), ("none", 0)].into_iter().enumerate()
        {
            page.choose("pictures", choice);
            page.click_button(name(lang, "Print"));
            let (kind, text) = printed(&page, count + 1);
            assert_eq!(kind, "transcript");
            for part in ["C:USER anna", "S:+OK ", "AUTHORIZATION → TRANSACTION", "RFC 1939 §"] {
                assert!(text.contains(part), "{part} in {text}");
            }
            let drawn = page.script("return [...document.querySelectorAll('.on-paper img')].filter(it => it.naturalWidth > 100).length", &[]);
            assert_eq!(drawn, pictures, "{choice}");
        }
        page.on_paper();
        let shown = "return ['.desk', '.topbar', '.timeline', '.dialog', '.on-paper'].map(css => document.querySelector(css).checkVisibility())";
        wait_for_value("what is on paper", json!([false, false, false, false, true]), || {
            page.script(shown, &[])
        });
        page.prefer(false, true);
        page.press(keys::SHIFT);
        wait_for_value("the title", title, || page.script("return document.title", &[]));
        page.assert_clean();
    }
}

#[test]
fn a_worksheet_has_blanks_and_its_answers_begin_a_page() {
    for lang in LANGUAGES {
        let page = calm(&format!("proto=pop3&lang={lang}"));
        watch(&page);
        open(&page, lang);
        page.choose("lesson", "pop3-delete");
        click(&page, ".paper-row:has([data-choice=lesson]) button");
        let (kind, text) = printed(&page, 1);
        assert_eq!(kind, "worksheet");
        let (task, answers) =
            text.split_once(name(lang, if lang == "de" { "Lösungen" } else { "Answers" })).expect("answers");
        assert!(!task.contains("TRANSACTION") && !task.contains('☒') && task.contains('☐'), "{task}");
        assert!(
            answers.contains("TRANSACTION") && answers.contains('☒') && answers.contains("C:DELE 2"),
            "{answers}"
        );
        let blanks = page.script("return document.querySelectorAll('.on-paper .paper-line').length", &[]);
        assert!(blanks.as_u64().is_some_and(|blanks| blanks > 10), "{blanks}");
        let breaks = "return getComputedStyle(document.querySelector('.on-paper hr')).breakAfter";
        page.on_paper();
        wait_for_value("a new page", json!("page"), || page.script(breaks, &[]));
        assert!(page.printed_pages() > 1);
        page.assert_clean();
    }
}

#[test]
fn the_transcript_is_saved_as_text_and_markdown() {
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        watch(&page);
        page.ask("LOGIN anna geheim");
        page.ask("WIBBLE <b>```</b>");
        open(&page, lang);
        page.click_button(name(lang, "Text"));
        let (file, text) = saved(&page);
        assert_eq!(file, "postamt.txt");
        assert!(text.starts_with("@scenario school\n@connect 2 imap\nS2: * OK "), "{text}");
        assert!(
            text.contains("\nC2: a1 LOGIN anna geheim\nS2: a1 OK ") && text.contains("\n2[Authenticated]\n"),
            "{text}"
        );
        page.click_button(name(lang, "Markdown"));
        let (file, text) =
            wait_for("the other file", || Some(saved(&page)).filter(|(file, _)| file.ends_with("md")));
        assert_eq!(file, "postamt.md");
        assert!(text.contains("````text\nC: a2 WIBBLE <b>```</b>\n"), "{text}");
        assert!(text.contains("](https://www.rfc-editor.org/rfc/rfc"), "{text}");
        page.assert_clean();
    }
}

#[test]
fn an_exchange_and_the_session_are_copied_with_their_speakers() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        page.script("window.copied = []; document.addEventListener('copy', () => copied.push(document.activeElement.value))", &[]);
        page.ask("USER anna");
        let copy = |css: &str| {
            let script = "const it = document.querySelector(arguments[0]); it.focus(); it.click(); return it === document.activeElement";
            assert_eq!(page.script(script, &[json!(css)]), true, "the focus comes back");
            page.script("return copied.at(-1)", &[]).as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(copy(".exchange.is-current [data-copy]"), "C: USER anna\nS: +OK anna, now send PASS\n");
        open(&page, lang);
        let all = copy(".paper-row [data-copy]");
        assert!(all.starts_with("@scenario school\n@connect pop3\nS: +OK Postamt "), "{all}");
        assert!(all.ends_with("C: USER anna\nS: +OK anna, now send PASS\n"), "{all}");
        page.by_role("button", name(lang, "Copied"));
        page.assert_clean();
    }
}

#[test]
fn what_is_hostile_stays_text_on_paper() {
    let page = connected("pop3", "en");
    watch(&page);
    let title = page.script("return document.title", &[]);
    for line in [
        "<img src=x onerror=document.title='x'>",
        "a\u{202e}b\u{2066}\u{5d3}\u{5d5}",
        "USER anna",
        "PASS geheim",
        "RETR 5",
    ] {
        page.type_in_prompt("");
        page.insert_text(line);
        page.after_change("an answer", || page.press(keys::ENTER));
    }
    open(&page, "en");
    page.click_button("Print");
    let (_, text) = printed(&page, 1);
    assert!(text.contains("<img src=x onerror") && text.contains("<script>document.title"), "{text}");
    assert!(!text.contains(['\u{202e}', '\u{2066}']), "{text}");
    let smuggled = "return document.querySelectorAll('.on-paper :is(script, iframe, object, form, style, [onerror], a[href^=javascript], img:not([src^=\"data:image/svg+xml,\"]))').length";
    assert_eq!(page.script(smuggled, &[]), 0);
    page.press(keys::SHIFT);
    wait_for_value("the title", title, || page.script("return document.title", &[]));
    page.assert_clean();
}

#[test]
fn the_menu_is_opened_and_used_by_keyboard() {
    let page = connected("pop3", "en");
    watch(&page);
    let button = page.by_role("button", "Save and print");
    page.focus(&button);
    page.press(keys::ENTER);
    wait_for_value("the dialog", json!(true), || {
        page.script("return document.querySelector('dialog').open", &[])
    });
    for _ in 0..3 {
        let on_print = "return document.activeElement.matches('.paper-row button')";
        if page.script(on_print, &[]) == true {
            break;
        }
        page.press(keys::TAB);
    }
    page.press(keys::ENTER);
    assert_eq!(printed(&page, 1).0, "transcript");
    page.press(keys::ESCAPE);
    wait_for("the page as it was", || page.has_focus(&button).then_some(()));
    page.assert_clean();
}

//! The three views of the stage: the switch, the ladder, the message.

use crate::{LANGUAGES, calm, imap, pop3};
use browser_tests::{Page, Setup, keys, wait_for, wait_for_value};
use serde_json::{Value, json};

const NAMES: [[&str; 3]; 2] = [["States", "Sequence", "Message"], ["Zustände", "Ablauf", "Nachricht"]];
const VIEWS: [&str; 3] = ["states", "sequence", "message"];

fn view(page: &Page) -> String {
    let shown = page.script("return document.querySelector('.stage').dataset.view", &[]);
    shown.as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn show(page: &Page, name: &str, view_name: &str) {
    page.click(&page.by_role("radio", name));
    wait_for_value("the view", view_name, || view(page));
}

/// The arrows of the ladder: the side that each comes from, and its words.
fn arrows(page: &Page) -> Vec<(String, String)> {
    let found = page.script(
        "return [...document.querySelectorAll('[data-arrow]')].map(arrow =>
            [arrow.dataset.from, arrow.querySelector('b').textContent])",
        &[],
    );
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    found.as_array().into_iter().flatten().map(|arrow| (text(&arrow[0]), text(&arrow[1]))).collect()
}

fn texts(page: &Page, css: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(element => element.textContent)";
    let found = page.script(script, &[json!(css)]);
    found.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn focused(page: &Page) -> String {
    let words = page.script("return document.activeElement.textContent", &[]);
    words.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_switch_is_in_both_languages_has_a_key_and_is_remembered() {
    for (lang, names) in LANGUAGES.into_iter().zip(NAMES) {
        let page = calm(&format!("proto=pop3&lang={lang}"));
        page.by_role("radiogroup", if lang == "de" { "Ansicht" } else { "View" });
        for (name, own) in names.into_iter().zip(VIEWS) {
            show(&page, name, own);
            let radio = page.by_role("radio", name);
            assert_eq!(page.attribute(&radio, "aria-checked").as_deref(), Some("true"));
        }
        page.press(keys::RIGHT);
        wait_for_value("the first view after the last", "states", || view(&page));
        page.leave_prompt();
        page.press("v");
        wait_for_value("the next view", "sequence", || view(&page));
        page.reload();
        wait_for_value("the view that was chosen", "sequence", || view(&page));
        page.type_in_prompt("v");
        page.wait_for_prompt("v");
        assert_eq!(view(&page), "sequence", "the prompt keeps its keys");
        page.assert_clean();
    }
}

#[test]
fn the_address_names_a_view() {
    let page = calm("lang=en&proto=imap&stage=message");
    wait_for_value("the view", "message", || view(&page));
    show(&page, "States", "states");
    wait_for("the address to follow", || page.address().contains("stage=states").then_some(()));
    page.go("lang=en&stage=pit");
    page.wait_for_text("stage=pit");
    page.assert_clean();
}

#[test]
fn the_ladder_shows_what_two_clients_and_the_server_say() {
    let page = imap();
    show(&page, "Sequence", "sequence");
    page.ask("IDLE");
    page.choose_protocol("POP3");
    page.click_button("Connect");
    page.wait_for_text("Postamt POP3 server ready");
    for line in ["USER anna", "PASS geheim", "DELE 1", "QUIT"] {
        page.ask(line);
    }
    let said = |from: &str, words: &str| {
        wait_for(&format!("{from}: {words}"), || {
            let is_it = |(own, text): &(String, String)| own == from && text.contains(words);
            arrows(&page).iter().any(is_it).then_some(())
        });
    };
    said("client", "IDLE");
    said("server", "+ idling");
    said("client", "DELE 1");
    said("server", "message 1 marked as deleted");
    said("server", "* 1 EXPUNGE");
    wait_for_value("lifelines", ["Client 1 · IMAP4 · anna", "Client 2 · POP3", "Server"], || {
        texts(&page, "[data-lifeline]")
    });
    assert!(texts(&page, "[data-unasked]").last().is_some_and(|last| last.contains("unasked")));
    let all = texts(&page, "ol.rungs > li").join("\n");
    for words in ["port 143: SYN → SYN-ACK ← ACK →", "port 110: SYN", "FIN ← FIN →"] {
        assert!(all.contains(words), "{words}:\n{all}");
    }
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn the_ladder_is_walked_by_keys_and_enter_shows_a_step() {
    let page = pop3();
    show(&page, "Sequence", "sequence");
    page.leave_prompt();
    page.script("document.querySelector('ol.rungs [tabindex=\"0\"]').focus()", &[]);
    wait_for_value("the newest row", true, || focused(&page).contains("maildrop of anna"));
    page.press(keys::UP);
    wait_for_value("the row above", "Client 1 to the server: PASS geheim", || focused(&page));
    page.press(keys::HOME);
    wait_for_value("the first row", true, || focused(&page).contains("SYN"));
    page.press(keys::DOWN);
    page.press(keys::DOWN);
    wait_for_value("the third row", "Client 1 to the server: USER anna", || focused(&page));
    page.press(keys::ENTER);
    wait_for_value("the step", 2, || page.timeline().0);
    wait_for_value("the arrows up to it", 3, || arrows(&page).len());
    wait_for_value("the row that keeps the focus", true, || focused(&page).contains("USER anna"));
    page.assert_clean();
}

#[test]
fn few_rows_of_a_long_conversation_are_in_the_document() {
    let page = pop3();
    show(&page, "Sequence", "sequence");
    page.paste(&"NOOP\n".repeat(150));
    wait_for("the last step", || Some(page.timeline()).filter(|(place, all)| place == all && *all == 153));
    let rows = || page.script("return document.querySelectorAll('ol.rungs > li').length", &[]);
    let last = || texts(&page, "ol.rungs > li").pop().unwrap_or_default();
    wait_for("the newest row", || last().contains("nothing done").then_some(()));
    assert!(rows().as_u64().is_some_and(|rows| rows < 80), "{}", rows());
    page.script("document.querySelector('.ladder').scrollTop = -1e6", &[]);
    wait_for("the oldest row", || {
        texts(&page, "ol.rungs > li").first().filter(|row| row.contains("SYN")).map(drop)
    });
    page.ask("STAT");
    wait_for("the newest row", || last().contains("+OK 7").then_some(()));
    let in_sight = "const [log, row] = ['.ladder', 'ol.rungs > li:last-child']
        .map(css => document.querySelector(css).getBoundingClientRect()); return row.bottom <= log.bottom + 1";
    wait_for_value("whether it is in sight", true, || page.script(in_sight, &[]) == true);
    page.assert_clean();
}

#[test]
fn the_message_is_a_tree_beside_its_octets() {
    let page = imap();
    page.ask("FETCH 5 (BODY.PEEK[2] ENVELOPE)");
    show(&page, "Message", "message");
    page.by_role("tree", "Parts of the message");
    let parts = || texts(&page, "[role=treeitem][data-part] b");
    wait_for_value("the parts' numbers", ["[]", "1", "2"], parts);
    let marked = texts(&page, "mark").join("\n");
    assert!(marked.contains("Subject:") && !marked.contains("MIME-Version"), "{marked}");
    page.script("document.querySelector('[role=treeitem]').focus()", &[]);
    page.press(keys::DOWN);
    wait_for_value("the first part", true, || focused(&page).starts_with("1 text/plain"));
    let lit = || texts(&page, ".message-line.is-lit").join("\n");
    wait_for("its lines", || {
        Some(lit()).filter(|lit| lit.contains("text/plain") && !lit.contains("text/html"))
    });
    page.script("document.querySelector('[data-lights=\"field:subject\"]').focus()", &[]);
    wait_for("the line that the subject is made from", || {
        Some(lit()).filter(|lit| lit.starts_with("Subject:"))
    });
    page.assert_accessible();
    page.assert_clean();
}

#[test]
fn the_message_is_what_pop3_sent_with_dots_before_dots() {
    for lang in LANGUAGES {
        let page = crate::connected("pop3", lang);
        for line in ["USER anna", "PASS geheim", "RETR 3"] {
            page.ask(line);
        }
        page.leave_prompt();
        page.press("v");
        page.press("v");
        wait_for_value("stuffed dots", 4, || texts(&page, ".message-octets .is-stuffed-dot").len());
        wait_for_value("the dot that ends the reply", ["."], || {
            texts(&page, ".message-octets .is-terminator")
        });
        page.assert_accessible();
        page.assert_clean();
    }
}

#[test]
fn content_is_text_and_never_markup() {
    let page = imap();
    page.choose("letter", "html");
    page.click_button("Deliver mail");
    wait_for("the new message", || page.row(116));
    page.ask("NOOP");
    page.ask("FETCH 8 BODY.PEEK[]");
    show(&page, "Message", "message");
    wait_for("its text", || {
        texts(&page, ".message-line").iter().any(|line| line.contains("</")).then_some(())
    });
    let inside = page.script(
        "return document.querySelectorAll('.message-octets :not(div, span, mark, i, b)').length",
        &[],
    );
    assert_eq!(inside, 0);
    page.assert_clean();
}

#[test]
fn a_wide_window_shows_two_views_and_a_phone_keeps_the_prompt() {
    let page = Setup { width: 1920, height: 1080, reduced_motion: true, ..Setup::default() }
        .open("proto=imap&lang=en");
    show(&page, "Sequence", "sequence");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    wait_for("both views", || (!arrows(&page).is_empty()).then_some(()));
    assert!(!page.scrolls());
    page.assert_accessible();
    let page = Setup { width: 390, height: 844, reduced_motion: true, ..Setup::default() }
        .open("proto=pop3&lang=en");
    let top = |page: &Page| {
        page.script("return document.querySelector('.console').getBoundingClientRect().top + scrollY", &[])
    };
    let before = top(&page);
    for (name, own) in NAMES[0].into_iter().zip(VIEWS) {
        show(&page, name, own);
        assert_eq!(top(&page), before, "{name}");
        page.assert_accessible();
    }
    page.assert_clean();
}

#[test]
fn the_state_stays_in_sight_when_the_window_becomes_narrow() {
    let page = Page::open("lang=en&proto=pop3");
    page.click_button("Connect");
    page.ask("QUIT");
    page.wait_for_state("CLOSED");
    page.resize(390, 740);
    let is_seen = "const place = (css) => document.querySelector(css).getBoundingClientRect();
        const [around, state] = [place('.diagram[data-shape=narrow]'), place('.diagram [data-state][aria-current]')];
        return around.top <= state.top && state.bottom <= around.bottom";
    wait_for("the narrow picture", || {
        let narrow = page.script("return !!document.querySelector('.diagram[data-shape=narrow]')", &[]);
        narrow.as_bool().filter(|is_there| *is_there)
    });
    wait_for("the state to be in sight", || page.script(is_seen, &[]).as_bool().filter(|is_seen| *is_seen));
    page.assert_clean();
}

#[test]
fn every_view_is_saved_as_svg_and_png() {
    let page = imap();
    page.script(
        "window.saved = []; HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href]) }",
        &[],
    );
    for (name, own) in NAMES[0].into_iter().zip(VIEWS) {
        show(&page, name, own);
        for (button, start) in [("Save as SVG", "blob:"), ("Save as PNG", "data:image/png")] {
            page.click_button(button);
            let file = format!("postamt-{own}.{}", button[button.len() - 3..].to_lowercase());
            wait_for(&file, || {
                let saved = page.script("return saved.at(-1) ?? []", &[]);
                let is_it = saved[0] == file && saved[1].as_str().is_some_and(|to| to.starts_with(start));
                is_it.then_some(())
            });
        }
    }
    page.assert_clean();
}

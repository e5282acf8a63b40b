//! Nonsense, very long lines, any characters, markup in messages, and hundreds of lines of all of it: the page
//! answers, and nothing of what it shows is ever carried out.

use crate::{calm, connected, imap, outcomes, pop3, say};
use browser_tests::{Page, keys, wait_for};

/// Elements that a message could smuggle into the page.
const SMUGGLED: &str = "[role=log] :is(script, img, iframe, object, style, form, h1, a[href^=javascript])";

#[test]
fn markup_in_messages_stays_text() {
    let page = pop3();
    let title = page.script("return document.title", &[]);
    let said = say(&page.ask("RETR 5"));
    for markup in
        ["<script>document.title", "<img src=\"x\" onerror=", "<body onload=", "javascript:alert(1)"]
    {
        assert!(said.contains(markup), "{markup} in {said}");
    }
    assert_harmless(&page, &title);
    page.ask("QUIT");
    page.choose_protocol("IMAP4");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    page.ask("LOGIN anna geheim");
    page.ask("SELECT INBOX");
    assert!(say(&page.ask("FETCH 5 BODY[]")).contains("<script>document.title"));
    assert_harmless(&page, &title);
    page.assert_clean();
}

#[test]
fn markup_that_is_typed_stays_text() {
    let page = connected("pop3", "en");
    let title = page.script("return document.title", &[]);
    for line in
        ["<script>document.title='x'</script>", "USER <img src=x onerror=document.title='x'>", "&lt;b&gt;"]
    {
        page.ask(line);
        assert_eq!(page.last_sent(), line);
        assert_harmless(&page, &title);
    }
    page.assert_clean();
}

#[track_caller]
fn assert_harmless(page: &Page, title: &serde_json::Value) {
    let elements = page.script("return document.querySelectorAll(arguments[0]).length", &[SMUGGLED.into()]);
    assert_eq!(elements, 0, "elements made of a message");
    assert_eq!(&page.script("return document.title", &[]), title);
}

#[test]
fn nonsense_is_answered_and_changes_no_state() {
    let page = connected("pop3", "en");
    for line in
        ["blah", "GET / HTTP/1.1", "USER", "PASS", "a1 LOGIN anna geheim", "USER a b c d", "  ", "\\\"'"]
    {
        let answer = page.ask(line);
        assert_eq!(outcomes(&answer), ["err"], "{line:?}: {answer:?}");
        assert_eq!(page.current_state(), "AUTHORIZATION");
        wait_for("a sentence", || (!page.announcement().trim().is_empty()).then_some(()));
    }
    page.assert_clean();
    let page = connected("imap", "en");
    for line in
        ["blah", "a1", "a1 USER anna", "* NOOP", "a1  NOOP", "a1 LOGIN (", "{5}", "a1 LOGIN \"unclosed"]
    {
        let answer = page.ask(line);
        assert_eq!(outcomes(&answer), ["bad"], "{line:?}: {answer:?}");
        assert_eq!(page.current_state(), "Not Authenticated");
    }
    page.assert_clean();
}

#[test]
fn long_lines_and_any_characters_are_answered() {
    for (proto, outcome) in [("pop3", "err"), ("imap", "bad")] {
        let page = connected(proto, "en");
        let long = "x".repeat(100_000);
        for text in [long.as_str(), "ÄÖÜ ß €", "日本語", "📮✉️", "a\u{202e}b", "\u{1}\u{7f}"] {
            page.type_in_prompt("");
            page.insert_text(text);
            page.after_change("an answer", || page.press(keys::ENTER));
            let last = page.last_reply();
            assert_eq!(
                last.outcome.as_deref(),
                Some(outcome),
                "{}: {last:?}",
                text.chars().take(20).collect::<String>()
            );
        }
        assert!(!page.scrolls());
        page.assert_clean();
    }
}

#[test]
fn three_hundred_lines_of_anything_and_the_page_still_answers() {
    let page = calm("proto=pop3");
    for (proto, words) in [("POP3", POP3), ("IMAP4", IMAP)] {
        page.choose_protocol(proto);
        let mut dice = Dice(u64::from(proto.len() as u32) + 2003);
        page.click_button("Connect");
        for turn in 0..150 {
            // Sessions end by QUIT, LOGOUT and what the server makes of nonsense.
            if turn % 10 == 9 && !page.all_by_role("button", Some("Connect")).is_empty() {
                page.click_button("Connect");
                page.focus(&page.prompt());
            }
            page.send_blindly(&dice.line(words));
        }
        assert_eq!(page.console_errors(), Vec::<String>::new());
        // A new session greets, even if the old one waits for something.
        page.click_button("Reset");
        page.type_in_prompt("");
        page.click_button("Connect");
        wait_for("a greeting", || (page.lines().len() == 1).then_some(()));
        let answer = page.ask(if proto == "POP3" { "USER anna" } else { "LOGIN anna geheim" });
        assert_eq!(outcomes(&answer), ["ok"], "{answer:?}");
    }
    page.assert_clean();
}

#[test]
fn a_reset_in_the_middle_of_a_literal_leaves_a_working_page() {
    let page = imap();
    page.ask("APPEND INBOX {100}");
    page.click_button("Reset");
    page.click_button("Connect");
    wait_for("a greeting", || (page.lines().len() == 1).then_some(()));
    assert_eq!(outcomes(&page.ask("LOGIN anna geheim")), ["ok"]);
    page.assert_clean();
}

const POP3: &[&str] = &[
    "USER",
    "anna",
    "PASS",
    "geheim",
    "STAT",
    "LIST",
    "RETR",
    "DELE",
    "RSET",
    "NOOP",
    "TOP",
    "UIDL",
    "CAPA",
    "APOP",
    "1",
    "2",
    "7",
    "0",
    "-1",
    "99999999999999999999",
    "",
    "🐒",
    "\\",
    "\"",
    "{3}",
    "USER anna",
    "PASS geheim",
    "RETR 3",
    "DELE 1",
    "QUIT",
];

const IMAP: &[&str] = &[
    "a1",
    "*",
    "LOGIN anna geheim",
    "SELECT",
    "INBOX",
    "EXAMINE",
    "FETCH",
    "1:*",
    "UID",
    "(FLAGS)",
    "BODY[]",
    "STORE",
    "+FLAGS",
    "(\\Deleted)",
    "EXPUNGE",
    "CLOSE",
    "LIST",
    "\"\"",
    "%",
    "SEARCH",
    "ALL",
    "TEXT",
    "COPY",
    "APPEND",
    "{3}",
    "{99}",
    "AUTHENTICATE",
    "PLAIN",
    "(",
    ")",
    "\"",
    "\\",
    "🐒",
    "",
    "0",
    "4294967296",
    "SELECT INBOX",
    "FETCH 1:* (FLAGS UID)",
    "LOGOUT",
];

/// Chance with a seed: the same lines in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // Knuth's MMIX generator; its high bits are good enough to choose words.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn line(&mut self, words: &[&str]) -> String {
        let count = 1 + self.roll(4);
        let word = |dice: &mut Self| words[dice.roll(words.len() as u64) as usize];
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }
}

/// A WebAssembly module whose function `f` does what a panic of ours ends in: the instruction `unreachable`.
const TRAP: &str = "const octets = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,5,1,\
    3,0,0,11]); setTimeout(new WebAssembly.Instance(new WebAssembly.Module(octets)).exports.f)";

#[test]
fn a_program_that_stops_offers_the_work_and_begins_anew() {
    let page = connected("pop3", "en");
    page.ask("USER anna");
    // Other scripts' errors (a browser extension's, say) stop nothing.
    page.script("setTimeout(() => { throw new Error('not ours') })", &[]);
    page.ask("PASS geheim");
    page.script(TRAP, &[]);
    page.by_role("heading", "Postamt has stopped");
    let link = page.by_role("link", "Download the work");
    assert!(page.attribute(&link, "href").is_some_and(|address| address.starts_with("blob:")));
    wait_for("the work to be saved", || {
        let work = page.script("return localStorage.getItem('postamt.work')", &[]);
        work.as_str().is_some_and(|work| work.contains("PASS geheim")).then_some(())
    });
    page.reload();
    // The page begins anew.
    wait_for("an empty transcript", || page.lines().is_empty().then_some(()));
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
}

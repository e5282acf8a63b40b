//! Changes of the document by others: translators, word highlighters and other extensions, and pages around ours.

use crate::{calm, connected};
use browser_tests::{Page, keys, wait_for, wait_for_value};

/// An extension's change of every text node of the page, as the body of a function of `text`. The words stay, so that
/// the page must read like one that nobody has changed.
const CHANGES: [(&str, &str); 6] = [
    (
        "a translator replaces it",
        "const font = document.createElement('font');
        font.innerHTML = '<font></font>'; font.firstChild.textContent = text.data; text.replaceWith(font);",
    ),
    (
        "a translator puts its own beside it",
        "const font = document.createElement('font');
        font.textContent = text.data; text.before(font); text.remove();",
    ),
    (
        "it is wrapped",
        "const range = document.createRange(); range.selectNode(text);
        range.surroundContents(document.createElement('font'));",
    ),
    (
        "a word in it is highlighted",
        "if (text.length < 3) return; const range = document.createRange();
        range.setStart(text, 1); range.setEnd(text, text.length - 1);
        range.surroundContents(document.createElement('mark'));",
    ),
    ("it is split", "if (text.length > 2) text.splitText(2).splitText(1);"),
    (
        "an element comes before and after it",
        "text.before(document.createElement('span'));
        text.after(document.createElement('grammar-checker'));",
    ),
];

/// Does it to all text nodes of the document that have words.
fn change(page: &Page, how: &str) {
    let script = format!(
        "const change = (text) => {{ {how} }};
         const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
         const texts = [];
         while (walker.nextNode()) texts.push(walker.currentNode);
         for (const text of texts.filter((text) => text.data.trim() && !text.parentNode.closest('textarea, option')))
             change(text);"
    );
    page.script(&script, &[]);
}

/// Everything that the page says, but for what is still moving.
fn words(page: &Page) -> String {
    let script = "return document.querySelector('#app, body').textContent.replace(/\\s+/g, ' ')";
    page.script(script, &[]).as_str().unwrap_or_default().to_owned()
}

/// Presses a button, whose name may be in pieces.
fn press(page: &Page, css: &str) {
    page.script("document.querySelector(arguments[0]).click()", &[css.into()]);
}

/// A session through most of what the page draws; `disturb` comes after every step. Buttons
/// that are gone cannot be pressed. Gives the page's words after each.
fn walk(proto: &str, disturb: impl Fn(&Page), by_mouse: bool) -> Vec<String> {
    let page = connected(proto, "en");
    let commands = match proto {
        "pop3" => [
            "USER anna",
            "PASS falsch",
            "USER anna",
            "PASS geheim",
            "LIST",
            "DELE 2",
            "RETR 1",
            "FOO",
            "QUIT",
        ],
        _ => [
            "a1 LOGIN anna",
            "LOGIN anna geheim",
            "LIST \"\" *",
            "SELECT INBOX",
            "FETCH 1:3 FLAGS",
            "STORE 2 +FLAGS (\\Deleted)",
            "EXPUNGE",
            "CLOSE",
            "LOGOUT",
        ],
    };
    let mut said = Vec::new();
    let mut look = |page: &Page| {
        page.settle();
        said.push(words(page));
        disturb(page);
    };
    for command in commands {
        page.ask(command);
        look(&page);
    }
    page.leave_prompt();
    for key in [keys::HOME, keys::RIGHT, keys::RIGHT, keys::END] {
        page.after_change("the cursor to move", || page.press(key));
        look(&page);
    }
    if !by_mouse {
        page.assert_clean();
        return said;
    }
    for lang in ["de", "en"] {
        press(&page, &format!(".languages [lang={lang}]"));
        wait_for_value("the language", lang, || page.language());
        look(&page);
    }
    press(&page, ".connect .primary");
    wait_for("a greeting", || page.lines().last().is_some_and(|line| line.from == "server").then_some(()));
    look(&page);
    press(&page, ".controls > button:last-child");
    wait_for_value("the transcript", [], || page.lines());
    look(&page);
    page.assert_clean();
    said
}

#[test]
fn no_foreign_change_stops_the_page_or_leaves_it_stale() {
    for proto in ["pop3", "imap"] {
        let untouched = walk(proto, |_| {}, true);
        for (what, how) in CHANGES {
            let touched = walk(proto, |page| change(page, how), true);
            for (step, (touched, untouched)) in touched.iter().zip(&untouched).enumerate() {
                assert_eq!(touched, untouched, "{proto}, step {step}: {what}");
            }
        }
    }
}

#[test]
fn nodes_that_are_taken_away_stop_nothing() {
    for proto in ["pop3", "imap"] {
        walk(proto, |page| change(page, "text.remove()"), false);
        walk(proto, |page| change(page, "text.parentNode?.replaceChildren()"), false);
        walk(proto, |page| change(page, "if (text.data.length % 3 === 0) text.parentNode?.remove()"), false);
    }
}

#[test]
fn the_page_asks_not_to_be_translated() {
    let page = calm("");
    assert_eq!(page.script("return document.documentElement.translate", &[]), false);
}

#[test]
fn a_frame_leaves_the_focus_where_it_is() {
    for fragment in ["", "#embed", "#proto=imap&lang=de"] {
        let page = calm("");
        // A page of the same origin around ours: one of its files, shown as text.
        page.script("location.href = document.querySelector('meta[name=postamt-program]').content", &[]);
        wait_for("the file", || page.address().ends_with(".js").then_some(()));
        let host = "document.body.innerHTML = '<input id=host><iframe width=900 height=700></iframe>';
            document.querySelector('iframe').src = './' + arguments[0];
            document.querySelector('#host').focus();";
        page.script(host, &[fragment.into()]);
        let inside = "const inside = document.querySelector('iframe').contentDocument;
            return !!inside?.querySelector('#command') && !inside.querySelector('script[data-shell]')";
        wait_for("the page in the frame", || (page.script(inside, &[]) == true).then_some(()));
        page.settle();
        for letter in ["p", "o", "s", "t"] {
            page.press(letter);
        }
        let typed = page.script("return document.querySelector('#host').value", &[]);
        assert_eq!(typed, "post", "{fragment}");
        let draft = "return document.querySelector('iframe').contentDocument.querySelector('#command').value";
        assert_eq!(page.script(draft, &[]), "");
    }
}

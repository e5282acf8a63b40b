//! Tests of the whole page; one module per thing that a person can do.

mod boot;
mod choices;
mod classroom;
mod clients;
mod connect;
mod examples;
mod first_look;
mod foreign;
mod hostile;
mod imap;
mod import;
mod layout;
mod lesson_editor;
mod lessons;
mod live;
mod octets;
mod offline;
mod paper;
mod pop3;
mod predict;
mod prompt;
mod settings;
mod several;
mod share;
mod sizes;
mod smoke;
mod stage;
mod store;
mod teacher;
mod timeline;
mod trees;
mod typing;
mod words;

use browser_tests::{Element, Line, Page, Setup, wait_for};

/// The languages of the page.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// A browser that asks for less motion, so that everything is in place at once.
fn calm(fragment: &str) -> Page {
    Setup { reduced_motion: true, ..Setup::default() }.open(fragment)
}

/// A connected client of a protocol, `pop3` or `imap`, that nothing has been typed into.
fn connected(proto: &str, lang: &str) -> Page {
    let page = calm(&format!("proto={proto}&lang={lang}"));
    page.click_button("Connect");
    page.last_reply();
    page
}

/// A POP3 client that has logged in as anna.
fn pop3() -> Page {
    let page = connected("pop3", "en");
    page.ask("USER anna");
    page.ask("PASS geheim");
    page.wait_for_state("TRANSACTION");
    page
}

/// An IMAP client that has logged in as anna and selected INBOX.
fn imap() -> Page {
    let page = connected("imap", "en");
    page.ask("LOGIN anna geheim");
    page.ask("SELECT INBOX");
    page.wait_for_state("Selected");
    page
}

/// Opens another client of a protocol, `POP3` or `IMAP4`.
fn another_client(page: &Page, protocol: &str) {
    page.script("document.querySelector('.another summary').click()", &[]);
    page.click_button(&format!("+ {protocol}"));
}

/// The tab of a client, by its number.
#[track_caller]
fn client(page: &Page, number: u32) -> Element {
    let name = format!("Client {number} ");
    wait_for(&name, || {
        page.all_by_role("tab", None).into_iter().find(|tab| page.label(tab).starts_with(&name))
    })
}

/// The words of lines, one below the other.
fn say(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.trim_end_matches('\n')).collect::<Vec<_>>().join("\n")
}

/// The outcomes of those lines that have one.
fn outcomes(lines: &[Line]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.outcome.as_deref()).collect()
}

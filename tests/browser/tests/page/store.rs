//! The server's truth: rows, marks, flags, lock, changes; both protocols look at the same mailbox.

use crate::{imap, outcomes, pop3, say};
use browser_tests::{Page, wait_for, wait_for_value};

#[track_caller]
fn wait_for_rows(page: &Page, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> =
        expected.iter().map(|(seq, uid)| ((*seq).to_owned(), (*uid).to_owned())).collect();
    wait_for_value("the rows with a number", expected, || page.numbered());
}

const INBOX: [(&str, &str); 7] =
    [("1", "101"), ("2", "104"), ("3", "105"), ("4", "107"), ("5", "110"), ("6", "112"), ("7", "115")];

#[test]
fn a_mark_is_shown_and_taken_back() {
    let page = pop3();
    wait_for_rows(&page, &INBOX);
    assert!(!page.all_by_role("table", None).is_empty());
    let before = page.row(105).expect("message 105").text;
    page.ask("DELE 3");
    wait_for("the mark", || page.row(105).filter(|row| row.text.contains("marked")));
    assert_eq!(page.row(105).map(|row| row.seq).as_deref(), Some("3"), "the number stays");
    page.ask("RSET");
    page.ask("NOOP");
    wait_for("no mark", || page.row(105).filter(|row| row.text == before));
    page.assert_clean();
}

#[test]
fn the_lock_and_its_holder_are_shown() {
    for (lang, words) in [("en", "Locked by"), ("de", "Gesperrt durch")] {
        let page = crate::connected("pop3", lang);
        page.ask("USER anna");
        assert!(!page.says(words));
        page.ask("PASS geheim");
        page.wait_for_text(words);
        page.ask("QUIT");
        wait_for("the lock to go", || (!page.says(words)).then_some(()));
        page.assert_clean();
    }
}

#[test]
fn flags_and_renumbering_are_shown() {
    let page = imap();
    wait_for_rows(&page, &INBOX);
    page.ask("STORE 2 +FLAGS (\\Flagged)");
    wait_for("the flag", || page.row(104).filter(|row| row.text.contains("\\Flagged")));
    page.ask("FETCH 7 BODY[TEXT]");
    wait_for("the flag", || page.row(115).filter(|row| row.text.contains("\\Seen")));
    page.ask("STORE 1 +FLAGS (\\Deleted)");
    page.ask("EXPUNGE");
    // 101 was marked just now, 110 before the lesson; the others move up.
    wait_for_rows(&page, &[("1", "104"), ("2", "105"), ("3", "107"), ("4", "112"), ("5", "115")]);
    page.assert_clean();
}

#[test]
fn what_pop3_deletes_is_gone_for_imap() {
    let page = pop3();
    page.ask("DELE 1");
    page.ask("DELE 4");
    page.ask("QUIT");
    page.wait_for_state("CLOSED");
    page.choose_protocol("IMAP4");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    page.ask("LOGIN anna geheim");
    assert!(say(&page.ask("SELECT INBOX")).contains("* 5 EXISTS"));
    wait_for_rows(&page, &[("1", "104"), ("2", "105"), ("3", "110"), ("4", "112"), ("5", "115")]);
    wait_for_value("what was deleted", (None, None), || (page.row(101), page.row(107)));
    page.assert_clean();
}

/// RFC 1939 §4: the lock is there "to prevent messages from being modified or removed before the session enters the
/// UPDATE state".
#[test]
fn what_imap_expunges_stays_for_the_pop3_session_that_holds_the_lock() {
    let page = pop3();
    page.choose_protocol("IMAP4");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    for line in ["LOGIN anna geheim", "SELECT INBOX", "STORE 2 +FLAGS (\\Deleted)", "EXPUNGE"] {
        assert_eq!(outcomes(&page.ask(line)).last(), Some(&"ok"), "{line}");
    }
    page.choose_protocol("POP3");
    page.wait_for_state("TRANSACTION");
    assert!(say(&page.ask("RETR 2")).starts_with("+OK"), "it can be read to the end of the session");
    assert!(say(&page.ask("STAT")).starts_with("+OK 7 "));
    page.ask("QUIT");
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.ask("USER anna");
    page.ask("PASS geheim");
    assert!(
        say(&page.ask("STAT")).starts_with("+OK 5 "),
        "the next session misses 2, and 5, which was marked before"
    );
    page.assert_clean();
}

#[test]
fn new_mail_is_invisible_to_the_running_pop3_session() {
    let page = pop3();
    page.click_button("Deliver mail");
    let row = wait_for("the new message", || page.row(116));
    assert_eq!(row.seq, "", "no number in this session");
    assert!(say(&page.ask("STAT")).starts_with("+OK 7 "));
    assert_eq!(outcomes(&page.ask("RETR 8")), ["err"]);
    page.ask("QUIT");
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.ask("USER anna");
    page.ask("PASS geheim");
    assert!(say(&page.ask("STAT")).starts_with("+OK 8 "));
    wait_for("its number", || page.row(116).filter(|row| row.seq == "8"));
    page.assert_clean();
}

/// RFC 3501 §7: EXISTS comes unasked, and not while no command is running in ours.
#[test]
fn new_mail_is_told_to_imap_with_the_next_command() {
    let page = imap();
    page.click_button("Deliver mail");
    wait_for("the new message", || page.row(116));
    let said = say(&page.ask("NOOP"));
    assert!(said.contains("* 8 EXISTS") && said.contains("* 3 RECENT"), "{said}");
    wait_for("its number", || page.row(116).filter(|row| row.seq == "8"));
    page.assert_clean();
}

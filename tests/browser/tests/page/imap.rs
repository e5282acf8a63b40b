//! A whole IMAP session by typing (S29–S37), each reply as RFC 3501 wants it.

use crate::{LANGUAGES, connected, imap, outcomes, say};
use browser_tests::{Page, wait_for};

/// Sends a line that is legal and checks the tagged response and what the diagram shows.
#[track_caller]
fn check(page: &Page, line: &str, status: &str, state: &str, edge: &str) -> String {
    let answer = page.ask(line);
    let sent = page.last_sent();
    let tag = sent.split(' ').next().unwrap_or_default().to_owned();
    let last = answer.last().unwrap_or_else(|| panic!("{line} is answered"));
    assert!(last.text.starts_with(&format!("{tag} {status} ")), "{sent}: {}", say(&answer));
    let outcome = status.to_ascii_lowercase();
    assert_eq!(outcomes(&answer).last(), Some(&outcome.as_str()), "{line}: {answer:?}");
    page.wait_for_state(state);
    page.wait_for_fired(edge);
    assert_eq!(page.refused_edge(), None, "{line}");
    say(&answer)
}

#[track_caller]
fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "\"{part}\" in:\n{said}");
    }
}

#[test]
fn the_commands_of_a_whole_lesson() {
    let page = connected("imap", "en");
    let (n, a, s) = ("Not Authenticated", "Authenticated", "Selected");
    let (nl, al, sl) = ("NotAuthenticated-loop", "Authenticated-loop", "Selected-loop");
    assert_says(&check(&page, "CAPABILITY", "OK", n, nl), &["* CAPABILITY ", "IMAP4rev1", "AUTH=PLAIN"]);
    check(&page, "NOOP", "OK", n, nl);
    check(&page, "LOGIN anna falsch", "NO", n, nl);
    check(&page, "LOGIN anna geheim", "OK", a, "NotAuthenticated-LOGIN-Authenticated");
    assert_says(
        &check(&page, "LIST \"\" \"*\"", "OK", a, al),
        &["* LIST ", "INBOX", "Archive/2003", "Sent", "Trash"],
    );
    let top = check(&page, "LIST \"\" %", "OK", a, al);
    assert!(!top.contains("Archive/2003"), "% does not cross the delimiter: {top}");
    assert_says(
        &check(&page, "STATUS INBOX (MESSAGES UIDNEXT UNSEEN)", "OK", a, al),
        &["* STATUS INBOX (MESSAGES 7 UIDNEXT 116 UNSEEN 3)"],
    );
    check(&page, "CREATE Schule", "OK", a, al);
    check(&page, "CREATE Schule", "NO", a, al);
    check(&page, "RENAME Schule Klasse", "OK", a, al);
    check(&page, "DELETE Klasse", "OK", a, al);
    check(&page, "DELETE INBOX", "NO", a, al);
    check(&page, "SELECT Nirgends", "NO", a, al);
    assert_says(
        &check(&page, "SELECT INBOX", "OK", s, "Authenticated-SELECT-Selected"),
        &[
            "* FLAGS (",
            "* 7 EXISTS",
            "* 2 RECENT",
            "[UNSEEN 4]",
            "[PERMANENTFLAGS (",
            "[UIDNEXT 116]",
            "[UIDVALIDITY ",
            "OK [READ-WRITE] ",
        ],
    );
    assert_says(
        &check(&page, "FETCH 1:3 (FLAGS UID RFC822.SIZE)", "OK", s, sl),
        &["* 1 FETCH (", "\\Flagged", "UID 101", "UID 104", "* 3 FETCH (", "RFC822.SIZE "],
    );
    assert_says(&check(&page, "FETCH 2 ENVELOPE", "OK", s, sl), &["* 2 FETCH (ENVELOPE ("]);
    let headers = "FETCH 3 BODY.PEEK[HEADER.FIELDS (SUBJECT)]";
    assert_says(&check(&page, headers, "OK", s, sl), &["Subject: A lonely dot, and how it survives", "{"]);
    // RFC 3501 §6.4.5: BODY[] sets \Seen and tells so; IMAP stuffs no dots.
    assert_says(&check(&page, "FETCH 4 BODY[TEXT]<0.10>", "OK", s, sl), &["BODY[TEXT]<0> {10}", "\\Seen"]);
    let dots = check(&page, "FETCH 3 BODY[]", "OK", s, sl);
    assert!(dots.lines().any(|line| line == ".") && dots.lines().any(|line| line == ".signature"), "{dots}");
    assert_says(&check(&page, "SEARCH FLAGGED", "OK", s, sl), &["* SEARCH 1 4"]);
    assert_says(&check(&page, "UID SEARCH SUBJECT dot", "OK", s, sl), &["* SEARCH 105"]);
    assert_says(
        &check(&page, "STORE 1 +FLAGS (\\Deleted)", "OK", s, sl),
        &["* 1 FETCH (FLAGS (", "\\Deleted"],
    );
    assert!(!check(&page, "STORE 2 +FLAGS.SILENT (\\Flagged)", "OK", s, sl).contains("FETCH ("));
    check(&page, "COPY 2 Trash", "OK", s, sl);
    check(&page, "COPY 2 Nirgends", "NO", s, sl);
    check(&page, "UID COPY 105 Trash", "OK", s, sl);
    assert_says(&check(&page, "UID FETCH 104:105 FLAGS", "OK", s, sl), &["* 2 FETCH (", "UID 104"]);
    check(&page, "UID STORE 104 -FLAGS (\\Flagged)", "OK", s, sl);
    // Messages 1 and 5: the latter was marked before the lesson began.
    assert_says(&check(&page, "EXPUNGE", "OK", s, sl), &["* 1 EXPUNGE\n* 4 EXPUNGE"]);
    check(&page, "CHECK", "OK", s, sl);
    check(&page, "EXAMINE Sent", "OK", s, "Selected-SELECT-Selected");
    check(&page, "SELECT Nirgends", "NO", a, "Selected-SELECT-Authenticated");
    check(&page, "SELECT Trash", "OK", s, "Authenticated-SELECT-Selected");
    check(&page, "CLOSE", "OK", a, "Selected-CLOSE-Authenticated");
    let bye = check(&page, "LOGOUT", "OK", "Logout", "Authenticated-LOGOUT-Logout");
    assert!(bye.starts_with("* BYE "), "{bye}");
    page.assert_clean();
}

#[test]
fn the_numbers_of_the_figure_are_announced() {
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        for (line, number) in [
            ("LOGIN anna geheim", "(4)"),
            ("SELECT INBOX", "(5)"),
            ("CLOSE", "(6)"),
            ("EXAMINE INBOX", "(5)"),
            ("SELECT Nirgends", "(6)"),
            ("LOGOUT", "(7)"),
        ] {
            page.ask(line);
            page.wait_for_announcement(number);
        }
        page.assert_clean();
    }
}

#[test]
fn what_is_not_valid_now_is_blocked_and_the_way_is_told() {
    for (lang, way) in [("en", "Send LOGIN first, then SELECT"), ("de", "Schick zuerst LOGIN, dann SELECT")] {
        let page = connected("imap", lang);
        for line in ["FETCH 1 FLAGS", "EXPUNGE", "UID FETCH 1 FLAGS", "CLOSE", "SEARCH ALL"] {
            let answer = page.ask(line);
            assert_eq!(outcomes(&answer), ["bad"], "{line}");
            wait_for("a blocked edge", || page.refused_edge());
            assert_eq!(page.current_state(), "Not Authenticated");
            page.wait_for_announcement(line.split(' ').next().unwrap_or(line));
            page.wait_for_announcement(way);
        }
        page.ask("LOGIN anna geheim");
        wait_for("no blocked edge", || page.refused_edge().is_none().then_some(()));
        assert_eq!(outcomes(&page.ask("LOGIN anna geheim")), ["bad"]);
        wait_for("a blocked edge", || page.refused_edge());
        assert_eq!(page.current_state(), "Authenticated");
        page.assert_clean();
    }
}

#[test]
fn bad_for_what_cannot_be_parsed_and_no_for_what_fails() {
    let page = imap();
    for (line, outcome) in [
        ("FETCH", "bad"),
        ("FETCH 1", "bad"),
        ("FETCH 1 NONSENSE", "bad"),
        ("FETCH 99 FLAGS", "bad"),
        ("WIBBLE", "bad"),
        ("GETACL INBOX", "bad"),
        ("STORE 1 +FLAGS (\\Deleted", "bad"),
        ("CREATE INBOX", "no"),
    ] {
        let answer = page.ask(line);
        assert_eq!(outcomes(&answer).last(), Some(&outcome), "{line}: {answer:?}");
        assert_eq!(page.current_state(), "Selected");
    }
    page.assert_clean();
}

/// RFC 3501 §4.3: "the client MUST wait to receive a command continuation request".
#[test]
fn a_literal_typed_line_by_line() {
    for (lang, waits) in [("en", "Literal: 26"), ("de", "Literal: noch 26")] {
        let page = connected("imap", lang);
        page.ask("LOGIN anna geheim");
        let answer = page.ask("APPEND Drafts (\\Seen) {26}");
        assert_eq!(outcomes(&answer), ["continue"], "{answer:?}");
        assert!(answer[0].text.starts_with("+ "), "{answer:?}");
        page.wait_for_text(waits);
        // 12, 2 and 12 octets with their line ends; the last line ends the command itself.
        for line in ["Subject: x", "", "Zeile zwei"] {
            page.enter(line);
            page.wait_for_prompt("");
        }
        page.after_change("the command's end", || page.enter(""));
        let last = page.last_reply();
        assert_eq!(last.outcome.as_deref(), Some("ok"), "{last:?}");
        page.ask("SELECT Drafts");
        let said = say(&page.ask("FETCH 2 BODY[]"));
        assert!(said.contains("{26}\nSubject: x\n\nZeile zwei\n"), "{said}");
        page.assert_clean();
    }
}

#[test]
fn authenticate_plain_with_continuation_and_cancel() {
    for (lang, waits) in [("en", "waits for authentication data"), ("de", "wartet auf Anmeldedaten")] {
        let page = connected("imap", lang);
        assert_eq!(outcomes(&page.ask("AUTHENTICATE PLAIN")), ["continue"]);
        page.wait_for_text(waits);
        // RFC 3501 §6.2.2: "If the client wishes to cancel an authentication exchange, it issues a line
        // consisting of a single "*"", and gets BAD.
        assert_eq!(outcomes(&page.ask("*")), ["bad"]);
        assert_eq!(page.current_state(), "Not Authenticated");
        assert_eq!(page.last_sent(), "*", "no tag where none belongs");
        assert_eq!(outcomes(&page.ask("AUTHENTICATE PLAIN")), ["continue"]);
        assert_eq!(outcomes(&page.ask("AGFubmEAZmFsc2No")), ["no"], "anna, falsch");
        assert_eq!(outcomes(&page.ask("AUTHENTICATE PLAIN")), ["continue"]);
        assert_eq!(outcomes(&page.ask("AGFubmEAZ2VoZWlt")), ["ok"], "anna, geheim");
        page.wait_for_state("Authenticated");
        page.wait_for_fired("NotAuthenticated-LOGIN-Authenticated");
        page.assert_clean();
    }
}

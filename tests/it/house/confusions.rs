//! The fifteen things that learners get wrong most: each is recognised when it happens, and has a sentence of its own.

use crate::support::transcript::{Feed, run};
use postamt::explain::reason;
use postamt::i18n::Lang;

/// A connected POP3 client that has logged in as anna.
const POP3: &str = "@connect pop3\nC: USER anna\nC: PASS geheim\n";

/// A connected IMAP client that has logged in as anna and selected INBOX.
const IMAP: &str = "@connect imap preauth\nC: a SELECT INBOX\n";

/// Plays a script; the last turns tell these rules, in this order, and each has words in every language.
#[track_caller]
fn check(script: &str, expected: &[&str]) {
    let run = run(script, Feed::Whole).expect("a script");
    let whys: Vec<_> = run.turns.iter().flat_map(|turn| turn.reasons()).collect();
    let mut rest = whys.iter();
    for id in expected {
        let why = rest.find(|why| why.rule.id == *id);
        let told: Vec<&str> = whys.iter().map(|why| why.rule.id).collect();
        let why = why.unwrap_or_else(|| panic!("{id} is not told in its place: {told:?}"));
        for lang in Lang::ALL {
            assert!(reason(lang, why).is_some_and(|reason| !reason.sentence.is_empty()), "{id} has no words");
        }
    }
}

#[test]
fn c01_dele_only_marks() {
    check(&format!("{POP3}C: DELE 1\nC: RSET\n"), &["pop3-dele", "pop3-rset"]);
    check(&format!("{POP3}C: DELE 1\nC: QUIT\n"), &["pop3-dele", "pop3-quit", "pop3-update"]);
    check(&format!("{POP3}C: DELE 1\n@cut\n"), &["pop3-dele", "pop3-disconnect"]);
    check(&format!("{POP3}C: DELE 1\n@wait 11m\n"), &["pop3-dele", "pop3-timeout"]);
}

#[test]
fn c02_quit_before_login_is_no_update_and_a_cut_is_no_quit() {
    check("@connect pop3\nC: QUIT\n", &["pop3-quit-authorization"]);
    check(&format!("{POP3}@cut\n"), &["pop3-disconnect"]);
}

#[test]
fn c03_numbers_have_gaps_and_last_one_session() {
    check(&format!("{POP3}C: DELE 1\nC: LIST\nC: RETR 1\n"), &["pop3-dele", "pop3-list-gaps", "pop3-marked"]);
    check(&format!("{POP3}C: UIDL 1\n"), &["pop3-uidl-one"]);
}

#[test]
fn c04_another_session_holds_the_maildrop() {
    let second = "@connect 2 pop3\nC2: USER anna\nC2: PASS geheim\n";
    check(&format!("{POP3}{second}"), &["pop3-in-use"]);
}

#[test]
fn c05_new_mail_is_invisible_to_a_running_session() {
    let mail = "@deliver anna\n| Subject: neu\n|\n| Da.\n";
    check(&format!("{POP3}{mail}C: STAT\nC: RETR 4\n"), &["pop3-stat-snapshot", "pop3-snapshot"]);
}

#[test]
fn c06_pop3_keeps_no_note_of_having_been_read() {
    check(&format!("{POP3}C: RETR 1\n"), &["pop3-retr"]);
}

#[test]
fn c07_a_lone_dot_ends_and_other_dots_are_stuffed() {
    check(&format!("{POP3}C: RETR 2\n"), &["pop3-stuffed"]);
}

#[test]
fn c08_without_a_tag_the_verb_is_taken_for_it() {
    check("@connect imap\nC: CAPABILITY\n", &["imap-tag-missing"]);
    check("@connect imap\nC: LOGIN anna geheim\n", &["imap-tag-missing"]);
}

#[test]
fn c09_the_wrong_state_and_a_select_that_fails() {
    check("@connect imap\nC: a SELECT INBOX\n", &["imap-not-now"]);
    check(&format!("{IMAP}C: b SELECT Nirgends\n"), &["imap-select-deselects"]);
}

#[test]
fn c10_deleted_expunge_close_unselect() {
    let mark = format!("{IMAP}C: b STORE 2 +FLAGS (\\Deleted)\n");
    check(&format!("{mark}C: c UNSELECT\n"), &["imap-store-deleted", "imap-unselect"]);
    check(&format!("{mark}C: c CLOSE\n"), &["imap-store-deleted", "imap-close"]);
    let other = "@connect 2 imap preauth\nC2: x SELECT INBOX\nC2: y EXPUNGE\n";
    check(&format!("{mark}{other}"), &["imap-store-deleted", "imap-expunge"]);
}

#[test]
fn c11_uids_and_numbers_in_a_loop_that_expunges() {
    check(&format!("{IMAP}C: b FETCH 101 FLAGS\n"), &["imap-number-uid"]);
    let marks = "C: b STORE 1:2 +FLAGS (\\Deleted)\nC: c EXPUNGE\n";
    check(&format!("{IMAP}{marks}"), &["imap-store-deleted", "imap-expunge-numbers"]);
}

#[test]
fn c12_literals_wait_and_count_octets() {
    check(
        "@connect imap\nC: a LOGIN {4}\nC: anna geheim\n",
        &["imap-literal-announced", "imap-literal-received"],
    );
    check("@connect imap\nC: a LOGIN {2}\nC: anna geheim\n", &["imap-literal-count"]);
    check(&format!("{IMAP}C: b SELECT Mein Ordner\n"), &["imap-name-space"]);
}

#[test]
fn c13_body_sets_seen_and_peek_and_examine_do_not() {
    check(&format!("{IMAP}C: b FETCH 1 BODY[]\n"), &["imap-fetch-seen"]);
    check(&format!("{IMAP}C: b FETCH 1 BODY.PEEK[]\n"), &["imap-fetch-peek"]);
    check("@connect imap preauth\nC: a EXAMINE INBOX\nC: b FETCH 1 BODY[]\n", &["imap-fetch-read-only"]);
}

#[test]
fn c14_untagged_lines_end_nothing_and_idle_ends_with_done() {
    let mail = "@deliver anna\n| Subject: neu\n|\n| Da.\n";
    check(&format!("{IMAP}{mail}C: b FETCH 1 FLAGS\n"), &["imap-unasked"]);
    check(&format!("{IMAP}C: b IDLE\n{mail}C: c DONE\n"), &["imap-idle", "imap-idle-news", "imap-idle-done"]);
    check(&format!("{IMAP}C: b IDLE\nC: DONE\n"), &["imap-idle", "imap-idle-ended"]);
}

#[test]
fn c15_tls_first_other_ports_changed_capabilities_preauth() {
    check("@switch logindisabled on\n@connect imap\nC: a LOGIN anna geheim\n", &["imap-privacy-required"]);
    check("@connect imap preauth\nC: a LOGIN anna geheim\n", &["imap-greeting-preauth", "imap-not-now"]);
    check("@connect-tls imap\n", &["imap-tls-at-once"]);
    check("@connect-tls pop3\n", &["pop3-tls-at-once"]);
    check("@connect imap\nC: a STARTTLS\n", &["imap-starttls", "imap-tls-completed"]);
    check("@switch pop3-tls-first on\n@connect pop3\nC: USER anna\n", &["pop3-tls-first"]);
}

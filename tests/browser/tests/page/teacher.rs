//! The teacher's buttons: deliver, let time pass, cut the line, reconnect, reset, a second client.

use crate::{LANGUAGES, another_client, calm, client, connected, imap, outcomes, pop3, say};
use browser_tests::{Setup, wait_for, wait_for_value};
use serde_json::json;

#[test]
fn each_delivery_is_another_message_and_is_announced() {
    for lang in LANGUAGES {
        let page = connected("imap", lang);
        page.ask("LOGIN anna geheim");
        for uid in [116, 117] {
            page.click_button("Deliver mail");
            wait_for("the new message", || page.row(uid));
            page.wait_for_announcement("INBOX");
        }
        let (one, other) = (page.row(116).map(|row| row.text), page.row(117).map(|row| row.text));
        assert_ne!(
            one.map(|text| text.split('\t').skip(3).collect::<String>()),
            other.map(|text| text.split('\t').skip(3).collect::<String>())
        );
        page.assert_clean();
    }
}

/// RFC 1939 §3: "When the timer expires, the session does NOT enter the UPDATE state--the server should close
/// the TCP connection without removing any messages or sending any response to the client."
#[test]
fn ten_minutes_close_a_pop3_session_and_delete_nothing() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.ask("PASS geheim");
        page.ask("DELE 1");
        let lines = page.lines();
        page.click_button("Let time pass");
        page.wait_for_state("CLOSED");
        page.wait_for_fired("TRANSACTION-LOSS-CLOSED");
        page.wait_for_announcement("CLOSED");
        assert_eq!(page.lines(), lines, "no reply is sent");
        page.click_button("Connect");
        page.wait_for_state("AUTHORIZATION");
        page.ask("USER anna");
        page.ask("PASS geheim");
        assert!(say(&page.ask("STAT")).starts_with("+OK 7 "), "nothing was deleted");
        page.assert_clean();
    }
}

/// RFC 3501 §5.4: "the duration of that timer MUST be at least 30 minutes."
#[test]
fn thirty_minutes_close_an_imap_session_and_expunge_nothing() {
    let page = imap();
    page.ask("STORE 1 +FLAGS (\\Deleted)");
    page.click_button("Let time pass");
    page.wait_for_state("Logout");
    page.wait_for_fired("Selected-loss-Logout");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    page.ask("LOGIN anna geheim");
    assert!(say(&page.ask("SELECT INBOX")).contains("* 7 EXISTS"));
    page.assert_clean();
}

#[test]
fn a_command_resets_the_timer() {
    let page = pop3();
    for _ in 0..3 {
        page.script(
            "const choice = [...document.querySelectorAll('select')].find(choice => [...choice.options].some(option => option.value === '5'));
             choice.value = '5'; choice.dispatchEvent(new Event('change', { bubbles: true }));",
            &[],
        );
        page.after_change("time to pass", || page.click_button("Let time pass"));
        assert_eq!(outcomes(&page.ask("NOOP")), ["ok"]);
    }
    assert_eq!(page.current_state(), "TRANSACTION");
    page.assert_clean();
}

#[test]
fn cutting_the_line_deletes_nothing_and_frees_the_maildrop() {
    let page = pop3();
    page.ask("DELE 1");
    page.click_button("Cut the line");
    page.wait_for_state("CLOSED");
    page.wait_for_fired("TRANSACTION-LOSS-CLOSED");
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.ask("USER anna");
    assert_eq!(outcomes(&page.ask("PASS geheim")), ["ok"], "the lock is free");
    assert!(say(&page.ask("STAT")).starts_with("+OK 7 "));
    page.assert_clean();
    let page = imap();
    page.click_button("Cut the line");
    page.wait_for_state("Logout");
    page.wait_for_fired("Selected-loss-Logout");
    page.assert_clean();
}

#[test]
fn a_second_client_finds_the_maildrop_in_use() {
    for lang in LANGUAGES {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.ask("PASS geheim");
        another_client(&page, "POP3");
        page.wait_for_state("AUTHORIZATION");
        wait_for_value("the length of its own transcript", 1, || page.lines().len());
        page.ask("USER anna");
        let answer = page.ask("PASS geheim");
        assert!(say(&answer).starts_with("-ERR [IN-USE] "), "{answer:?}");
        assert_eq!(outcomes(&answer), ["err"]);
        // The first client goes on undisturbed.
        page.click(&client(&page, 1));
        page.wait_for_state("TRANSACTION");
        assert_eq!(outcomes(&page.ask("QUIT")), ["ok"]);
        page.assert_clean();
    }
}

#[test]
fn reset_begins_anew_and_can_be_undone() {
    for (lang, undo) in [("en", "Undo"), ("de", "Rückgängig")] {
        let page = connected("pop3", lang);
        page.ask("USER anna");
        page.ask("PASS geheim");
        page.ask("DELE 1");
        let (lines, rows) = (page.lines(), page.rows());
        page.click_button("Reset");
        wait_for_value("the transcript", [], || page.lines());
        wait_for_value("the timeline", (0, 0), || page.timeline());
        page.click_button(undo);
        wait_for_value("the transcript", lines, || page.lines());
        wait_for_value("the rows", rows, || page.rows());
        page.wait_for_state("TRANSACTION");
        page.assert_clean();
    }
}

#[test]
fn with_motion_update_is_seen_before_the_end_and_the_prompt_is_not_blocked() {
    let page = Setup::default().open("proto=pop3");
    page.click_button("Connect");
    page.last_reply();
    // Typed at once, whatever still moves.
    for line in ["USER anna", "PASS geheim", "DELE 1", "QUIT"] {
        page.ask(line);
    }
    page.wait_for_state("CLOSED");
    page.wait_for_fired("UPDATE-CLOSED");
    page.leave_prompt();
    page.press(browser_tests::keys::LEFT);
    page.wait_for_state("UPDATE");
    page.wait_for_fired("TRANSACTION-UPDATE");
    page.assert_clean();
}

#[test]
fn nothing_moves_where_less_motion_is_asked_for() {
    let page = calm("proto=imap");
    let moving = "return document.getAnimations().filter(animation => animation.effect.getComputedTiming().endTime > 20)
        .map(animation => `${animation.animationName ?? animation.transitionProperty} ${animation.effect.target?.outerHTML.slice(0, 80)}`)";
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    for line in ["LOGIN anna geheim", "FETCH 1 FLAGS", "SELECT INBOX"] {
        page.ask(line);
        assert_eq!(page.script(moving, &[]), json!([]), "after {line}");
    }
    page.assert_clean();
}

//! Predictions: the reply stays hidden until it is predicted or skipped.

use super::*;
use crate::app::predict::Msg as Guess;
use crate::engine::step::Reply;

/// A connected client, before whose next line somebody begins to predict.
fn predicting(protocol: Protocol, lines: &str) -> Model {
    page_after(messages![clients::Msg::ShowProtocol(protocol), Act::Connect, submit(lines), Guess::Toggle])
}

/// The page after a line and a prediction.
fn predicted(page: Model, line: &str, outcome: Reply, state: &'static str) -> Model {
    let turns = page.player().len();
    let page = page.after(submit(line));
    assert_eq!(page.player().len(), turns, "{line} is held back");
    page.after(Guess::Outcome(outcome)).after(Guess::State(state))
}

fn is_right(page: &Model) -> Option<bool> {
    page.predict.verdict.as_ref().map(|verdict| verdict.is_right())
}

#[test]
fn a_right_prediction_and_a_wrong_one_are_judged_and_counted() {
    let page = predicting(Protocol::Pop3, "USER anna");
    let page = predicted(page, "PASS geheim", Reply::Ok, "TRANSACTION");
    assert_eq!((is_right(&page), page.predict.tally), (Some(true), [1, 1]));
    assert!(page.predict.pending.is_none() && page.player().is_at_end());
    assert_eq!(
        session_info::state_of(page.player(), page.connection(), Protocol::Pop3.chart()),
        "TRANSACTION"
    );
    let page = predicted(page, "RETR 99", Reply::Ok, "TRANSACTION");
    assert_eq!((is_right(&page), page.predict.tally), (Some(false), [1, 2]));
    let verdict = page.predict.verdict.as_ref().expect("it was judged");
    assert_eq!((verdict.outcome, verdict.state[1]), ([Reply::Ok, Reply::Err], "TRANSACTION"));
    // QUIT passes through UPDATE, and both states are right.
    for state in ["UPDATE", "CLOSED"] {
        assert_eq!(is_right(&predicted(page.clone(), "QUIT", Reply::Ok, state)), Some(true), "{state}");
    }
    assert_eq!(is_right(&predicted(page, "QUIT", Reply::Ok, "TRANSACTION")), Some(false));
}

#[test]
fn what_was_skipped_is_shown_and_not_counted() {
    for skip in [Msg::from(Guess::Skip), submit("").into(), Act::LetTimePass.into(), Guess::Toggle.into()] {
        let page = predicting(Protocol::Pop3, "USER anna").after(submit("PASS geheim"));
        assert!(page.predict.pending.is_some());
        let page = page.after(skip.clone());
        assert!(
            page.predict.pending.is_none() && sent(&page).contains(&"PASS geheim".to_owned()),
            "{skip:?}"
        );
        assert_eq!(page.predict.tally, [0, 0]);
        assert!(page.player().at_stake().is_none() && page.notices.iter().next().is_none(), "{skip:?}");
    }
}

#[test]
fn the_next_line_waits_in_the_prompt_and_sets_nothing_aside() {
    let page = predicting(Protocol::Pop3, "USER anna").after(submit("PASS geheim")).after(submit("STAT"));
    assert_eq!(&*page.prompt.draft(Protocol::Pop3), "STAT");
    let page = page.after(Guess::Outcome(Reply::Err)).after(Guess::State("AUTHORIZATION"));
    assert_eq!((is_right(&page), &*page.prompt.draft(Protocol::Pop3)), (Some(false), "STAT"));
    assert_eq!(sent(&page), ["USER anna", "PASS geheim"]);
}

#[test]
fn several_lines_and_lines_without_a_reply_are_shown_as_usual() {
    let page = predicting(Protocol::Pop3, "USER anna").after(submit("PASS geheim\nSTAT"));
    assert!(page.predict.pending.is_none());
    assert_eq!(sent(&page).len(), 3);
    let page = predicting(Protocol::Imap, "LOGIN anna geheim");
    assert!(page.after(submit("")).predict.pending.is_none());
}

#[test]
fn a_continuation_is_an_outcome() {
    let page = predicting(Protocol::Imap, "LOGIN anna geheim");
    let page = predicted(page, "APPEND INBOX {5}", Reply::Continue, "Authenticated");
    assert_eq!(is_right(&page), Some(true));
    let page = predicting(Protocol::Pop3, "NOOP").after(submit("AUTH PLAIN"));
    let choices = page.predict.pending.as_ref().map(|pending| pending.choices.clone());
    assert_eq!(choices, Some(vec![Reply::Ok, Reply::Err, Reply::Continue]));
}

#[test]
fn greetings_are_predicted_and_another_client_too() {
    let page = page_after(messages![clients::Msg::ShowProtocol(Protocol::Imap), Guess::Toggle, Act::Connect]);
    assert!(page.player().is_empty());
    let page = page.after(Guess::State("Not Authenticated")).after(Guess::Outcome(Reply::Ok));
    assert_eq!((is_right(&page), page.is_open()), (Some(true), true));
    let page = page.after(Act::ConnectAnother(Protocol::Pop3));
    assert!(!page.is_open() && page.clients.protocol == Protocol::Pop3);
    let page = page.after(Guess::Outcome(Reply::Ok)).after(Guess::State("TRANSACTION"));
    assert_eq!((is_right(&page), page.is_open()), (Some(false), true));
}

use super::*;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::step::Party;

fn page(messages: impl IntoIterator<Item = Msg>) -> Rc<State> {
    let preferences = Preferences { speed: Speed::Instant, ..Preferences::default() };
    let fresh = State::new(Player::new(&SCENARIOS[0]), preferences, Lang::En);
    messages.into_iter().fold(Rc::new(fresh), |state, message| state.reduce(message))
}

fn sent(state: &State) -> Vec<String> {
    let wires = state.player.moments().iter().flat_map(|moment| moment.turn.wires(Party::Client));
    wires.map(|wire| wire.text().trim_end().to_owned()).collect()
}

fn submit(text: &str) -> Msg {
    Msg::Submit(text.into())
}

fn has_note(state: &State, says: &Says) -> bool {
    state.notes.iter().any(|note| note.says == *says)
}

#[test]
fn a_line_without_a_connection_stays_in_the_prompt() {
    let state = page([submit("USER anna")]);
    assert!(state.player.is_empty());
    assert_eq!(&**state.draft(), "USER anna");
    assert!(has_note(&state, &Says::ConnectFirst));
    let state = state.reduce(Msg::Connect);
    assert!(state.is_open());
    assert!(!has_note(&state, &Says::ConnectFirst));
}

#[test]
fn automatic_tags_count_on_from_those_typed_by_hand() {
    let imap = [Msg::ShowProtocol(Protocol::Imap), Msg::Connect];
    let state = page(imap.into_iter().chain([
        submit("NOOP"),
        submit("a7 LOGIN anna geheim"),
        submit("SELECT INBOX"),
        Msg::AutomaticTags,
        submit("NOOP"),
    ]));
    assert_eq!(sent(&state), ["a1 NOOP", "a7 LOGIN anna geheim", "a8 SELECT INBOX", "NOOP"]);
}

#[test]
fn several_lines_are_sent_in_order() {
    let state = page([Msg::Connect, submit("USER anna\r\nPASS geheim\nSTAT\n")]);
    assert_eq!(sent(&state), ["USER anna", "PASS geheim", "STAT"]);
    assert_eq!(&**state.draft(), "");
    let history: Vec<&str> = state.history().iter().map(|line| &**line).collect();
    assert_eq!(history, ["USER anna", "PASS geheim", "STAT"]);
}

#[test]
fn lines_of_a_literal_get_no_tag() {
    let state = page([
        Msg::ShowProtocol(Protocol::Imap),
        Msg::Connect,
        submit("LOGIN anna geheim\nAPPEND INBOX {15}\nSubject: NOOP\n\nNOOP"),
    ]);
    let sent = sent(&state);
    assert_eq!(sent.last().map(String::as_str), Some("a3 NOOP"), "{sent:?}");
    let inbox = state.player.lab().store().mailbox("anna", INBOX).expect("every account has an INBOX");
    let last = inbox.entries.last().expect("a message was appended");
    assert_eq!(last.message.octets(), b"Subject: NOOP\r\n");
}

#[test]
fn an_empty_line_is_sent_only_when_the_server_waits_for_one() {
    let state = page([Msg::Connect, submit("")]);
    assert!(sent(&state).is_empty());
}

#[test]
fn acting_in_the_past_sets_aside_what_came_later_and_can_be_undone() {
    let state =
        page([Msg::Connect, submit("USER anna"), submit("PASS geheim"), Msg::Seek(2), submit("QUIT")]);
    assert_eq!(sent(&state), ["USER anna", "QUIT"]);
    let note = state.notes.iter().find(|note| matches!(note.says, Says::Forked { kept: 2, last: 3 }));
    let note = note.expect("the page says that it forked").id;
    let state = state.reduce(Msg::Undo(note));
    assert_eq!(sent(&state), ["USER anna", "PASS geheim"]);
    assert!(state.notes.is_empty());
}

#[test]
fn a_reset_can_be_undone() {
    let state = page([Msg::Connect, submit("USER anna"), Msg::Reset]);
    assert!(state.player.is_empty());
    let note = state.notes.last().expect("the page says that it reset").id;
    assert_eq!(sent(&state.reduce(Msg::Undo(note))), ["USER anna"]);
}

#[test]
fn later_turns_of_an_action_follow_one_by_one() {
    let state = page([Msg::Connect, submit("USER anna\nPASS geheim"), Msg::Speed(Speed::Normal)]);
    let before = state.player.len();
    let state = state.reduce(submit("QUIT"));
    assert!(state.player.len() > before + 1, "QUIT ends in UPDATE and then in CLOSED");
    assert_eq!((state.player.cursor(), state.motion), (before + 1, Motion::CatchingUp));
    let state = state.reduce(Msg::Tick);
    assert_eq!(state.motion == Motion::Still, state.player.is_at_end());
    // Whatever a person does first brings everything to its end: nothing is set aside.
    let state = page([Msg::Connect, submit("USER anna\nPASS geheim"), Msg::Speed(Speed::Normal)]);
    let state =
        [submit("QUIT"), Msg::Connect].into_iter().fold(state, |state, message| state.reduce(message));
    assert!(state.notes.is_empty());
    assert!(state.is_open());
}

#[test]
fn a_second_client_is_another_connection_of_the_same_protocol() {
    let state = page([Msg::Connect, submit("USER anna\nPASS geheim"), Msg::SecondClient]);
    let first = FIRST[0];
    assert_ne!(state.connection(), first);
    assert!(state.is_open() && session_info::is_open(&state.player, first));
    let state = state.reduce(Msg::ShowConnection(first));
    assert_eq!(state.connection(), first);
}

#[test]
fn time_passes_by_the_length_of_the_timer() {
    let state = page([Msg::Connect, submit("USER anna"), Msg::LetTimePass]);
    assert!(!state.is_open(), "ten minutes without a command close a POP3 connection");
    assert_eq!(state.minutes(), 10);
    assert_eq!(page([Msg::ShowProtocol(Protocol::Imap)]).minutes(), 30);
}

#[test]
fn a_delivery_is_for_the_account_in_view() {
    let state = page([Msg::Connect, submit("USER ben\nPASS geheim"), Msg::Deliver]);
    let count = |account| state.player.lab().store().mailbox(account, INBOX).map(|inbox| inbox.entries.len());
    let start =
        |account| state.player.start().store().mailbox(account, INBOX).map(|inbox| inbox.entries.len());
    assert_eq!(count("ben"), start("ben").map(|count| count + 1));
    assert_eq!(count("anna"), start("anna"));
}

#[test]
fn the_cursor_takes_the_page_along() {
    let imap =
        [Msg::ShowProtocol(Protocol::Imap), Msg::Connect, Msg::ShowProtocol(Protocol::Pop3), Msg::Connect];
    let state = page(imap);
    let state = state.reduce(Msg::Step(-1));
    assert_eq!(state.protocol, Protocol::Imap);
    let state = state.reduce(Msg::Step(1));
    assert_eq!(state.protocol, Protocol::Pop3);
}

#[test]
fn an_unfit_option_is_told_and_changes_nothing() {
    let state = page([Msg::Options(Box::new(Options::parse("proto=smtp&lang=de")))]);
    assert_eq!((state.protocol, state.lang), (Protocol::Pop3, Lang::De));
    assert!(has_note(&state, &Says::UnfitOption("proto=smtp".to_owned())));
}

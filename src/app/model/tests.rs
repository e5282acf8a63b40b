use super::super::preferences::Speed;
use super::*;
use crate::engine::Protocol;
use crate::engine::mail::INBOX;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::step::Party;
use crate::i18n::Key;

/// Messages in order, each of its own slice.
macro_rules! messages {
    ($($message:expr),* $(,)?) => {
        [$(Msg::from($message)),*]
    };
}

mod class;
mod course;
mod editor;
mod predict;
mod several;
mod world;

fn page_after(messages: impl IntoIterator<Item = Msg>) -> Model {
    let preferences = Preferences { speed: Speed::Instant, ..Preferences::default() };
    messages.into_iter().fold(Model::new(Player::new(&SCENARIOS[0]), preferences, Lang::En), Model::after)
}

impl Model {
    /// The page after a message.
    pub(super) fn after(mut self, message: impl Into<Msg>) -> Self {
        self.reduce(message.into());
        self
    }
}

fn sent(page: &Model) -> Vec<String> {
    let wires = page.player().moments().iter().flat_map(|moment| moment.turn.wires(Party::Client));
    wires.map(|wire| wire.text().trim_end().to_owned()).collect()
}

fn submit(text: &str) -> Act {
    Act::Submit(text.into())
}

#[test]
fn a_line_without_a_connection_stays_in_the_prompt() {
    let page = page_after(messages![submit("USER anna")]);
    assert!(page.player().is_empty());
    assert_eq!(&*page.prompt.draft(page.clients.protocol), "USER anna");
    assert!(page.notices.has(&About::Text(Key::NoteConnectFirst)));
    let page = page.after(Act::Connect);
    assert!(page.is_open());
    assert!(!page.notices.has(&About::Text(Key::NoteConnectFirst)));
}

#[test]
fn automatic_tags_count_on_from_those_typed_by_hand() {
    let imap = messages![clients::Msg::ShowProtocol(Protocol::Imap), Act::Connect];
    let page = page_after(imap.into_iter().chain(messages![
        submit("NOOP"),
        submit("a7 LOGIN anna geheim"),
        submit("SELECT INBOX"),
        settings::Msg::AutomaticTags,
        submit("NOOP"),
    ]));
    assert_eq!(sent(&page), ["a1 NOOP", "a7 LOGIN anna geheim", "a8 SELECT INBOX", "NOOP"]);
}

#[test]
fn several_lines_are_sent_in_order() {
    let page = page_after(messages![Act::Connect, submit("USER anna\r\nPASS geheim\nSTAT\n")]);
    assert_eq!(sent(&page), ["USER anna", "PASS geheim", "STAT"]);
    assert_eq!(&*page.prompt.draft(page.clients.protocol), "");
    let history = page.prompt.history(page.clients.protocol);
    let history: Vec<&str> = history.iter().map(|line| &**line).collect();
    assert_eq!(history, ["USER anna", "PASS geheim", "STAT"]);
}

#[test]
fn lines_of_a_literal_get_no_tag() {
    let page = page_after(messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        submit("LOGIN anna geheim\nAPPEND INBOX {15}\nSubject: NOOP\n\nNOOP"),
    ]);
    let sent = sent(&page);
    assert_eq!(sent.last().map(String::as_str), Some("a3 NOOP"), "{sent:?}");
    let inbox = page.player().lab().store().mailbox("anna", INBOX).expect("every account has an INBOX");
    let last = inbox.entries.last().expect("a message was appended");
    assert_eq!(last.message.octets(), b"Subject: NOOP\r\n");
}

#[test]
fn an_empty_line_is_sent_only_when_the_server_waits_for_one() {
    let page = page_after(messages![Act::Connect, submit("")]);
    assert!(sent(&page).is_empty());
}

#[test]
fn acting_in_the_past_sets_aside_what_came_later_and_can_be_undone() {
    let page = page_after(messages![
        Act::Connect,
        submit("USER anna"),
        submit("PASS geheim"),
        timeline::Msg::Seek(2),
        submit("QUIT")
    ]);
    assert_eq!(sent(&page), ["USER anna", "QUIT"]);
    let note = page.notices.iter().find(|notice| matches!(notice.about, About::Forked { kept: 2, last: 3 }));
    let note = note.expect("the page says that it forked").id;
    let page = page.after(notices::Msg::Undo(note));
    assert_eq!(sent(&page), ["USER anna", "PASS geheim"]);
    assert!(page.notices.iter().next().is_none());
}

#[test]
fn a_reset_can_be_undone() {
    let page = page_after(messages![Act::Connect, submit("USER anna"), Act::Reset]);
    assert!(page.player().is_empty());
    let note = page.notices.iter().last().expect("the page says that it reset").id;
    assert_eq!(sent(&page.after(notices::Msg::Undo(note))), ["USER anna"]);
}

#[test]
fn later_turns_of_an_action_follow_one_by_one() {
    let page = page_after(messages![
        Act::Connect,
        submit("USER anna\nPASS geheim"),
        settings::Msg::Speed(Speed::Normal)
    ]);
    let before = page.player().len();
    let page = page.after(submit("QUIT"));
    assert!(page.player().len() > before + 1, "QUIT ends in UPDATE and then in CLOSED");
    assert_eq!((page.player().cursor(), page.timeline.motion), (before + 1, Motion::CatchingUp));
    let page = page.after(timeline::Msg::Tick);
    assert_eq!(page.timeline.motion == Motion::Still, page.player().is_at_end());
    // Any act first brings everything to its end: nothing is set aside.
    let page = page_after(messages![
        Act::Connect,
        submit("USER anna\nPASS geheim"),
        settings::Msg::Speed(Speed::Normal)
    ]);
    let page = page.after(submit("QUIT")).after(Act::Connect);
    assert!(page.notices.iter().next().is_none());
    assert!(page.is_open());
}

#[test]
fn a_second_client_is_another_connection_of_the_same_protocol() {
    let page = page_after(messages![
        Act::Connect,
        submit("USER anna\nPASS geheim"),
        Act::ConnectAnother(Protocol::Pop3)
    ]);
    let first = ConnectionId(1);
    assert_ne!(page.connection(), first);
    assert!(page.is_open() && session_info::is_open(page.player(), first));
    let page = page.after(clients::Msg::Show(first));
    assert_eq!(page.connection(), first);
}

#[test]
fn time_passes_by_the_length_of_the_timer() {
    let page = page_after(messages![Act::Connect, submit("USER anna"), Act::LetTimePass]);
    assert!(!page.is_open(), "ten minutes without a command close a POP3 connection");
    assert_eq!(page.teacher.minutes(Protocol::Pop3), 10);
    assert_eq!(page.teacher.minutes(Protocol::Imap), 30);
}

#[test]
fn a_delivery_is_for_the_account_in_view() {
    let page = page_after(messages![Act::Connect, submit("USER ben\nPASS geheim"), Act::Deliver]);
    let count =
        |account| page.player().lab().store().mailbox(account, INBOX).map(|inbox| inbox.entries.len());
    let start =
        |account| page.player().start().store().mailbox(account, INBOX).map(|inbox| inbox.entries.len());
    assert_eq!(count("ben"), start("ben").map(|count| count + 1));
    assert_eq!(count("anna"), start("anna"));
}

#[test]
fn the_cursor_takes_the_page_along() {
    let imap = messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        clients::Msg::ShowProtocol(Protocol::Pop3),
        Act::Connect
    ];
    let page = page_after(imap);
    let page = page.after(timeline::Msg::Step(-1));
    assert_eq!(page.clients.protocol, Protocol::Imap);
    let page = page.after(timeline::Msg::Step(1));
    assert_eq!(page.clients.protocol, Protocol::Pop3);
}

#[test]
fn an_unfit_option_is_told_and_changes_nothing() {
    let page = page_after(messages![Msg::Options(Box::new(Options::parse("proto=smtp&lang=de")))]);
    assert_eq!((page.clients.protocol, page.settings.lang), (Protocol::Pop3, Lang::De));
    assert!(page.notices.has(&About::UnfitOptions(vec!["proto=smtp".to_owned()])));
    let all = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
    let page = page_after(messages![Msg::Options(Box::new(Options::parse("a&b&c&d&e")))]);
    assert!(page.notices.has(&About::UnfitOptions(all)), "each of them is named");
}

//! Several clients: whose prompt, whose sentence, whose number.

use super::*;
use crate::app::{caption, telling};

const POP3: ConnectionId = ConnectionId(1);
const IMAP: ConnectionId = ConnectionId(2);

/// Two IMAP clients on INBOX, of which the first idles and the second is shown, at usual speed.
fn one_idles() -> Model {
    let one = messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        submit("LOGIN anna geheim\nSELECT INBOX\nIDLE"),
        Act::ConnectAnother(Protocol::Imap),
        submit("LOGIN anna geheim\nSELECT INBOX"),
        settings::Msg::Speed(Speed::Normal),
    ];
    page_after(one)
}

/// The page when all that an act causes has been shown.
fn shown_to_the_end(mut page: Model) -> Model {
    while page.timeline.motion != Motion::Still {
        page = page.after(timeline::Msg::Tick);
    }
    page
}

fn sentence(page: &Model) -> String {
    telling::moment(page.player(), page.connection())
        .and_then(|(_, moment)| {
            caption::caption(page.player(), moment, &page.clients, page.live.is_some(), Lang::En)
        })
        .map(|said| said.sentence)
        .unwrap_or_default()
}

#[test]
fn whoever_types_keeps_the_prompt_and_the_other_client_has_news() {
    for act in [submit("STORE 1 +FLAGS (\\Answered)"), Act::Deliver] {
        let page = one_idles();
        let typist = page.connection();
        let page = page.after(act.clone()).after(prompt::Msg::Draft("FETCH".into()));
        let before = page.player().len();
        let page = shown_to_the_end(page);
        assert_eq!((page.connection(), page.player().cursor()), (typist, before), "{act:?}");
        assert!(page.clients.has_news(IMAP) && !page.clients.has_news(typist));
        let page = page.after(clients::Msg::Show(IMAP));
        assert!(!page.clients.has_news(IMAP), "it was shown");
    }
}

#[test]
fn a_step_and_playing_show_the_client_of_the_turn() {
    let page = shown_to_the_end(one_idles().after(submit("STORE 1 +FLAGS (\\Answered)")));
    let typist = page.connection();
    let page = page.after(timeline::Msg::Step(-1)).after(timeline::Msg::Step(1));
    assert_eq!(page.connection(), IMAP);
    let page = page.after(timeline::Msg::Step(-2)).after(timeline::Msg::PlayOrPause);
    let page = page.after(timeline::Msg::Tick);
    assert_eq!(page.connection(), typist);
    assert_eq!(page.after(timeline::Msg::Tick).connection(), IMAP);
}

#[test]
fn a_tab_has_news_while_its_protocol_is_not_shown() {
    let page = one_idles().after(clients::Msg::ShowProtocol(Protocol::Pop3)).after(Act::Connect);
    let page = shown_to_the_end(page.after(Act::Deliver));
    assert_eq!(page.connection(), POP3);
    assert!(page.clients.has_news_of(Protocol::Imap) && !page.clients.has_news_of(Protocol::Pop3));
    let page = page.after(clients::Msg::Show(IMAP));
    assert!(!page.clients.has_news_of(Protocol::Imap));
}

#[test]
fn the_sentence_belongs_to_the_connection_shown_and_names_its_client() {
    let page = page_after(messages![Act::Connect, submit("PASS geheim")]);
    let alone = sentence(&page);
    assert!(alone.starts_with("PASS"), "{alone}");
    let page = page.after(clients::Msg::ShowProtocol(Protocol::Imap));
    assert_eq!(sentence(&page), "", "nothing has happened to this one");
    let page = page.after(Act::Connect);
    assert!(sentence(&page).starts_with("Client 2: "), "{}", sentence(&page));
    let page = page.after(clients::Msg::ShowProtocol(Protocol::Pop3));
    assert_eq!(sentence(&page), format!("Client 1: {alone}"));
    // Mail comes to nobody in particular.
    assert!(sentence(&page.after(Act::Deliver)).starts_with("A POP3 session sees it"));
}

#[test]
fn who_caused_what_another_client_is_told_is_named() {
    let page = shown_to_the_end(one_idles().after(submit("STORE 1 +FLAGS (\\Answered)")));
    let told = sentence(&page.after(clients::Msg::Show(IMAP)));
    assert!(told.starts_with("Client 1 (by Client 2): "), "{told}");
}

#[test]
fn the_neighbour_in_the_row_of_tabs_is_shown_and_a_client_that_has_gone_has_no_tab() {
    let page = one_idles();
    let tabs =
        |page: &Model| page.clients.listed(page.player()).iter().map(|it| it.number).collect::<Vec<_>>();
    assert_eq!(tabs(&page), [1, 2], "POP3's first client has not come");
    let second = page.connection();
    let page = page.after(clients::Msg::Beside(1));
    assert_eq!(page.connection(), IMAP);
    let page = page.after(clients::Msg::Beside(-1));
    assert_eq!(page.connection(), second);
    let page = page.after(Act::ConnectAnother(Protocol::Pop3));
    assert_eq!((tabs(&page), page.connection()), (vec![1, 2, 3], POP3), "POP3's first client comes");
    let page = shown_to_the_end(page.after(submit("QUIT"))).after(clients::Msg::Show(second));
    assert_eq!(tabs(&page), [1, 2]);
}

#[test]
fn clients_have_one_numbering_in_the_order_in_which_they_come() {
    let page = page_after(messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        Act::ConnectAnother(Protocol::Imap),
        clients::Msg::ShowProtocol(Protocol::Pop3),
    ]);
    let names = |page: &Model| {
        let mut all = page.clients.all().to_vec();
        all.sort_by_key(|client| client.number);
        all.iter().map(|client| page.clients.name(client.id, Lang::En)).collect::<Vec<_>>()
    };
    assert_eq!(names(&page), ["Client 1 · IMAP4", "Client 2 · IMAP4", "Client 3 · POP3"]);
    let page = page.after(Act::Connect).after(Act::ConnectAnother(Protocol::Pop3));
    assert_eq!(names(&page), ["Client 1 · IMAP4", "Client 2 · IMAP4", "Client 3 · POP3", "Client 4 · POP3"]);
}

#[test]
fn the_store_stays_with_the_mailbox_that_was_in_use() {
    let mailbox = |page: &Model| {
        let (account, mailbox) = page.teacher.mailbox(page.player(), page.connection());
        format!("{account} {mailbox}")
    };
    let page = page_after(messages![Act::Connect, submit("USER ben\nPASS geheim\nQUIT")]);
    assert!(!page.is_open());
    assert_eq!(mailbox(&page), "ben INBOX");
    assert_eq!(mailbox(&page.after(Act::Connect)), "ben INBOX", "until somebody else logs in");
    let page = page_after(messages![
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        submit("LOGIN ben geheim\nCREATE Schule\nSELECT Schule\nCLOSE"),
    ]);
    assert_eq!(mailbox(&page), "ben Schule");
    assert_eq!(mailbox(&page.clone().after(submit("LOGOUT"))), "ben Schule");
    assert_eq!(mailbox(&page.after(submit("DELETE Schule"))), "ben INBOX", "it is gone");
}

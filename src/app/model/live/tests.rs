use super::BEHIND_MAX;
use crate::app::act::Act;
use crate::app::clients;
use crate::app::live_view::{self, Stream};
use crate::app::model::{Model, Msg};
use crate::app::options::Options;
use crate::app::preferences::{Preferences, Speed};
use crate::app::settings;
use crate::app::timeline::{self, Motion};
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::{Action, ConnectionId, Protocol};
use crate::i18n::Lang;
use crate::player::Player;
use crate::player::live::tests::{connect, hello, send, tick, told, world};
use std::rc::Rc;

const NEXT: u64 = 40;

fn fresh(speed: Speed) -> Model {
    let preferences = Preferences { speed, ..Preferences::default() };
    let state = Model::new(Player::new(&SCENARIOS[0]), preferences, Lang::En);
    state.after(Act::Connect).after(Act::Submit("USER anna\nPASS geheim".into()))
}

fn heard(state: Model, messages: impl IntoIterator<Item = String>) -> Model {
    state.after(live_view::Msg::Received(Rc::new(messages.into_iter().collect())))
}

fn beginning(run: &str, next: u64) -> [String; 3] {
    [hello(run), world(next), tick(next)]
}

/// A page that looks on, at this speed, and has heard these actions as they happened.
struct Looker {
    state: Model,
    next: u64,
}

impl Looker {
    fn new(speed: Speed) -> Self {
        let state = heard(fresh(speed).after(live_view::Msg::Enter), beginning("r", NEXT));
        Self { state, next: NEXT }
    }

    fn hear(&mut self, actions: &[Action]) -> &Model {
        self.state = heard(self.state.clone(), [told(self.next, actions)]);
        self.next += actions.len() as u64;
        &self.state
    }

    fn tell(&mut self, message: impl Into<Msg>) -> &Model {
        self.state = self.state.clone().after(message);
        &self.state
    }
}

fn stream(state: &Model) -> Stream {
    state.live.as_ref().expect("it looks on").stream
}

fn query(state: &Model) -> String {
    state.live.as_ref().expect("it looks on").bridge.query()
}

fn place(state: &Model) -> (u32, usize, usize) {
    (state.connection().0, state.player().cursor(), state.player().len())
}

use Protocol::{Imap, Pop3};

#[test]
fn the_own_work_stays_aside_and_comes_back() {
    let own = fresh(Speed::Instant);
    let state = own.clone().after(live_view::Msg::Enter);
    assert!(state.player().is_empty() && state.notices.iter().next().is_none());
    assert!(Rc::ptr_eq(state.work(), own.player()));
    let state = heard(state, beginning("r", 0));
    let state = heard(state, [told(0, &[connect(1, Imap), send(1, "a LOGIN ben geheim")])]);
    assert_eq!((state.clients.protocol, place(&state)), (Imap, (1, 2, 2)));
    assert!(Rc::ptr_eq(state.work(), own.player()), "what is saved is the own work");
    // Acts do not reach the bridge, so they do nothing.
    for message in [
        Act::Connect,
        Act::Submit("NOOP".into()),
        Act::SubmitBareLf("NOOP".into()),
        Act::Deliver,
        Act::Reset,
        Act::Cut,
        Act::ShutDown,
        Act::LetTimePass,
    ] {
        let after = state.clone().after(message.clone());
        assert_eq!(place(&after), place(&state), "{message:?}");
    }
    let back = state.after(live_view::Msg::Leave);
    assert!(back.live.is_none() && Rc::ptr_eq(back.player(), own.player()));
    assert_eq!((back.clients.protocol, back.connection()), (Pop3, own.connection()));
    assert!(back.is_open());
}

#[test]
fn the_store_stays_with_the_mailbox_that_was_in_use() {
    let mut page = Looker::new(Speed::Instant);
    let lines = ["a LOGIN ben geheim", "b CREATE Schule", "c SELECT Schule", "d LOGOUT"];
    let actions: Vec<Action> =
        [connect(1, Imap)].into_iter().chain(lines.map(|line| send(1, line))).collect();
    let state = page.hear(&actions);
    assert!(!state.is_open());
    let (account, mailbox) = state.teacher.mailbox(state.player(), state.connection());
    assert_eq!((&*account, &*mailbox), ("ben", "Schule"));
}

#[test]
fn the_address_begins_and_ends_it() {
    let options = |text| Msg::Options(Box::new(Options::parse(text)));
    let state = fresh(Speed::Instant).after(options("live&proto=imap"));
    assert_eq!((stream(&state), state.clients.protocol), (Stream::Seeking, Imap));
    assert!(fresh(Speed::Instant).after(options("live")).after(options("lang=de")).live.is_some());
    assert!(state.after(options("live=0")).live.is_none());
}

#[test]
fn new_turns_are_followed_one_by_one_and_a_flood_is_not_run_after() {
    let mut page = Looker::new(Speed::Normal);
    page.hear(&[connect(1, Pop3), send(1, "USER anna"), send(1, "PASS geheim")]);
    assert_eq!((place(&page.state), page.state.timeline.motion), ((1, 1, 3), Motion::CatchingUp));
    let slow = page.state.pause();
    page.tell(timeline::Msg::Tick);
    page.tell(timeline::Msg::Tick);
    assert_eq!((place(&page.state), page.state.timeline.motion), ((1, 3, 3), Motion::Still));
    page.hear(&[send(1, "STAT")]);
    assert_eq!((place(&page.state), page.state.timeline.motion), ((1, 3, 4), Motion::CatchingUp));
    let noops: Vec<Action> = (0..20).map(|_| send(1, "NOOP")).collect();
    page.hear(&noops);
    assert_eq!(place(&page.state), (1, 3, 24));
    assert!(page.state.pause() < slow, "the more waits, the faster");
    for _ in 0..50 {
        page.hear(&noops);
        assert!(page.state.player().len() - page.state.player().cursor() <= BEHIND_MAX);
    }
    for _ in 0..BEHIND_MAX {
        page.tell(timeline::Msg::Tick);
    }
    assert_eq!((place(&page.state), page.state.timeline.motion), ((1, 1024, 1024), Motion::Still));
    let mut page = Looker::new(Speed::Instant);
    assert_eq!(place(page.hear(&noops[..1])), (0, 0, 0), "nobody knows that connection");
    assert_eq!(place(page.hear(&[connect(2, Imap), send(2, "a NOOP")])), (2, 2, 2));
}

#[test]
fn who_studies_the_past_stays_there_until_going_back_to_now() {
    let mut page = Looker::new(Speed::Normal);
    page.tell(settings::Msg::Speed(Speed::Instant));
    page.hear(&[connect(1, Pop3), send(1, "USER anna"), send(1, "PASS geheim")]);
    page.tell(timeline::Msg::Step(-1));
    assert_eq!(place(page.hear(&[send(1, "STAT"), send(1, "NOOP")])), (1, 2, 5));
    page.tell(timeline::Msg::Seek(usize::MAX));
    assert_eq!(place(page.hear(&[send(1, "NOOP")])), (1, 6, 6), "it follows again");
}

#[test]
fn the_past_is_not_played_when_the_page_comes_late() {
    let state = fresh(Speed::Normal).after(live_view::Msg::Enter);
    let [hello, world, _] = beginning("r", 0);
    let state = heard(state, [hello, world, told(0, &[connect(1, Pop3), send(1, "USER anna")])]);
    assert_eq!((place(&state), state.timeline.motion), ((1, 2, 2), Motion::Still));
    let state = heard(state, [tick(2), told(2, &[send(1, "PASS geheim"), send(1, "STAT")])]);
    assert_eq!((place(&state), state.timeline.motion), ((1, 2, 4), Motion::CatchingUp));
}

#[test]
fn a_new_connection_takes_the_place_of_one_that_is_over_and_of_no_other() {
    let mut page = Looker::new(Speed::Instant);
    page.hear(&[connect(1, Imap), connect(2, Pop3)]);
    assert_eq!(page.state.connection().0, 1, "the first");
    page.hear(&[send(2, "QUIT"), connect(3, Pop3)]);
    assert_eq!(page.state.connection().0, 1);
    page.hear(&[send(1, "a LOGOUT")]);
    assert_eq!((page.state.connection().0, page.state.clients.protocol), (3, Pop3), "who still talks");
    page.hear(&[send(3, "QUIT")]);
    assert_eq!(page.state.connection().0, 3, "nobody else came");
    page.hear(&[connect(4, Imap), send(4, "a LOGOUT"), connect(5, Pop3), send(5, "QUIT")]);
    assert_eq!(page.state.connection().0, 5, "of those that are over, the newest");
    // A person who chooses one that has ended wants to study it.
    page.tell(clients::Msg::Show(ConnectionId(1)));
    assert_eq!(
        (page.state.connection().0, page.state.clients.protocol, page.state.player().is_at_end()),
        (1, Imap, true)
    );
    page.hear(&[connect(6, Pop3)]);
    assert_eq!(page.state.connection().0, 1);
    page.tell(timeline::Msg::Seek(0));
    page.tell(timeline::Msg::Seek(usize::MAX));
    page.hear(&[connect(7, Pop3)]);
    assert_eq!(page.state.connection().0, 1);
    // Somebody wants the newest: now and from now on.
    assert_eq!(page.tell(live_view::Msg::FollowNewest).connection().0, 7);
    page.hear(&[connect(8, Imap)]);
    assert_eq!(page.state.connection().0, 8);
    page.tell(live_view::Msg::FollowNewest);
    page.hear(&[connect(9, Imap)]);
    assert_eq!(page.state.connection().0, 8);
}

#[test]
fn a_connection_is_shown_to_its_end_before_the_next() {
    let mut page = Looker::new(Speed::Normal);
    page.hear(&[connect(1, Pop3), send(1, "QUIT"), connect(2, Imap)]);
    let all = page.state.player().len();
    for place in 1..all {
        assert_eq!((page.state.connection().0, page.state.player().cursor()), (1, place));
        page.tell(timeline::Msg::Tick);
    }
    assert_eq!((page.state.connection().0, page.state.player().cursor()), (2, 1));
}

#[test]
fn each_protocol_shows_its_own_connection_or_that_there_is_none() {
    let mut page = Looker::new(Speed::Instant);
    page.hear(&[connect(1, Imap), send(1, "a NOOP")]);
    let state = page.tell(clients::Msg::ShowProtocol(Pop3));
    assert!(state.player().is_empty() && state.clients.protocol == Pop3);
    assert_eq!(page.tell(clients::Msg::ShowProtocol(Imap)).player().len(), 2);
    page.hear(&[connect(2, Pop3), connect(3, Pop3)]);
    assert_eq!(page.tell(clients::Msg::ShowProtocol(Pop3)).connection().0, 3);
    page.tell(clients::Msg::Show(ConnectionId(2)));
    page.tell(clients::Msg::ShowProtocol(Imap));
    assert_eq!(page.tell(clients::Msg::ShowProtocol(Pop3)).connection().0, 2);
}

#[test]
fn forgotten_turns_leave_the_cursor_where_it_was() {
    let mut page = Looker::new(Speed::Instant);
    page.hear(&[connect(1, Pop3)]);
    let noops: Vec<Action> = (0..500).map(|_| send(1, "NOOP")).collect();
    for _ in 0..39 {
        page.hear(&noops);
    }
    page.tell(timeline::Msg::Seek(19_000));
    let shown = page.state.player().current().map(|moment| moment.action);
    page.hear(&noops);
    page.hear(&noops);
    assert!(page.state.player().len() < 20_000, "the oldest have gone");
    assert_eq!(page.state.player().current().map(|moment| moment.action), shown);
    page.tell(timeline::Msg::Seek(0));
    for _ in 0..40 {
        page.hear(&noops);
    }
    assert_eq!(page.state.player().cursor(), 0, "what was shown has gone, too");
}

#[test]
fn a_lost_stream_is_told_and_goes_on() {
    let mut page = Looker::new(Speed::Instant);
    page.hear(&[connect(1, Pop3), send(1, "USER anna")]);
    let attempt = |state: &Model| state.live.as_ref().map(|live| (live.attempt, live.pause()));
    assert_eq!((stream(&page.state), attempt(&page.state)), (Stream::Flowing, Some((0, 0))));
    let mut pauses = Vec::new();
    for _ in 0..6 {
        page.tell(live_view::Msg::Lost);
        assert_eq!(stream(&page.state), Stream::Lost);
        pauses.extend(attempt(&page.state).map(|(_, pause)| pause));
    }
    assert_eq!(pauses, [1000, 2000, 4000, 8000, 10_000, 10_000]);
    assert_eq!((query(&page.state).as_str(), place(&page.state)), ("?run=r&next=42", (1, 2, 2)));
    let [hello, ..] = beginning("r", 0);
    page.state = heard(page.state.clone(), [hello]);
    assert_eq!(stream(&page.state), Stream::Back);
    page.hear(&[send(1, "PASS geheim")]);
    assert_eq!(place(&page.state), (1, 3, 3));
    page.state = heard(page.state.clone(), [tick(43), tick(43)]);
    assert_eq!(stream(&page.state), Stream::Back);
    page.state = heard(page.state.clone(), [tick(43)]);
    assert_eq!(
        (stream(&page.state), attempt(&page.state).map(|(_, pause)| pause)),
        (Stream::Flowing, Some(0))
    );
}

#[test]
fn a_page_without_a_bridge_says_so_and_keeps_trying() {
    let state = fresh(Speed::Instant)
        .after(live_view::Msg::Enter)
        .after(live_view::Msg::Lost)
        .after(live_view::Msg::Lost);
    assert_eq!(stream(&state), Stream::Absent);
    let state = heard(state, beginning("r", 0));
    assert!(stream(&state).flows());
    let state = fresh(Speed::Instant).after(live_view::Msg::Lost);
    assert!(state.live.is_none(), "nobody looks on");
}

#[test]
fn after_a_new_start_of_the_bridge_what_was_shown_stays_until_somebody_comes() {
    let mut page = Looker::new(Speed::Instant);
    page.hear(&[connect(5, Imap), send(5, "a LOGIN anna geheim")]);
    let state = page.state.clone().after(live_view::Msg::Lost);
    let state = heard(state, beginning("other", 0));
    assert_eq!((stream(&state), place(&state)), (Stream::Anew, (5, 2, 2)));
    let state = heard(state, [told(0, &[connect(1, Pop3)])]);
    assert_eq!((place(&state), state.clients.protocol), ((1, 1, 1), Pop3));
    assert_eq!(state.live.as_ref().map(|live| live.bridge.connections().len()), Some(1));
}

#[test]
fn nonsense_begins_anew_and_a_newer_bridge_is_left_alone() {
    let mut page = Looker::new(Speed::Instant);
    page.hear(&[connect(1, Pop3)]);
    let state = heard(page.state.clone(), ["{".to_owned(), told(41, &[send(1, "NOOP")])]);
    assert_eq!((stream(&state), query(&state).as_str(), place(&state)), (Stream::Lost, "", (1, 1, 1)));
    let state = heard(state, [r#"{"hello":{"live":2,"run":"r"}}"#.to_owned()]);
    assert_eq!(stream(&state), Stream::Newer);
    let attempt = state.live.as_ref().map(|live| live.attempt);
    let state = state.after(live_view::Msg::Lost);
    assert_eq!((stream(&state), state.live.as_ref().map(|live| live.attempt)), (Stream::Newer, attempt));
}

#[test]
fn a_bridge_that_cannot_tell_how_it_began_is_waited_for() {
    let state = fresh(Speed::Instant).after(live_view::Msg::Enter);
    let [hello, world, tick] = beginning("r", 0);
    let state = heard(state, [hello, r#"{"wait":{"why":"too-long"}}"#.to_owned(), tick]);
    assert_eq!(stream(&state), Stream::Waiting);
    assert_eq!(stream(&heard(state, [world])), Stream::Flowing);
}

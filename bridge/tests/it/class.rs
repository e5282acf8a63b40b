//! Sessions that are shared under a word, as pages meet them: a hundred followers, late ones, slow ones, strangers.

use crate::bridge::{Bridge, PATIENCE};
use crate::live::bridge;
use futures_util::{SinkExt as _, StreamExt as _};
use postamt::engine::{Action, ConnectionId, Greeting, Protocol};
use postamt::share::shown::{Place, Session, Stamp, Start, Update, update, whole};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const FOLLOWERS: usize = 100;
const STEPS: usize = 40;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn open(bridge: &Bridge, query: &str) -> Socket {
    let url = bridge.address("HTTP").replace("http", "ws") + query;
    connect_async(url).await.expect("a socket").0
}

/// The next message but signs of life; none when the connection has ended.
async fn next(socket: &mut Socket) -> Option<Value> {
    loop {
        match tokio::time::timeout(PATIENCE, socket.next()).await.expect("a message in time") {
            Some(Ok(Message::Text(text))) => {
                let value: Value = serde_json::from_str(&text).expect("JSON");
                if value.get("tick").is_none() {
                    return Some(value);
                }
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            Some(Ok(_)) => {}
        }
    }
}

async fn refusal(bridge: &Bridge, query: &str) -> Value {
    next(&mut open(bridge, query).await).await.expect("a refusal")["refused"].clone()
}

fn action(number: usize) -> Action {
    let connection = ConnectionId(1);
    match number {
        0 => Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok },
        _ => Action::Send { connection, octets: format!("NOOP {number}\r\n").into_bytes() },
    }
}

fn place(cursor: usize) -> Place {
    Place { cursor: cursor as u64, connection: 1, ..Place::default() }
}

fn start() -> Start {
    Start { scenario: "school".to_owned(), setting: Vec::new() }
}

/// A session of so many actions.
fn of(actions: usize) -> String {
    let list: Vec<Action> = (0..actions).map(action).collect();
    whole((actions as u64, 0), &start(), list.iter(), &place(actions))
}

/// The step from so many actions to one more.
fn step(actions: usize) -> String {
    let (stamp, base): (Stamp, Stamp) = ((actions as u64 + 1, 0), (actions as u64, 0));
    update(stamp, base, actions, [action(actions)].iter(), &place(actions + 1))
}

async fn say(socket: &mut Socket, text: &str) {
    socket.send(Message::Text(text.into())).await.expect("it is open");
}

/// A page that follows.
struct Follower {
    socket: Socket,
    session: Option<Session>,
    messages: usize,
    octets: usize,
}

impl Follower {
    async fn new(bridge: &Bridge) -> Self {
        let socket = open(bridge, "follow?word=klasse").await;
        Follower { socket, session: None, messages: 0, octets: 0 }
    }

    async fn hear(&mut self) -> Option<Value> {
        let message = next(&mut self.socket).await?;
        if let Some(shown) = message.get("shown") {
            let text = shown.to_string();
            let update = Update::load(&text).expect("an update");
            self.messages += 1;
            self.octets += text.len();
            match &mut self.session {
                Some(session) => assert!(session.take(update), "each goes on from the last one"),
                none => *none = Session::of(update),
            }
        }
        Some(message)
    }

    async fn until(&mut self, actions: usize) {
        let stamp = (actions as u64, 0);
        while self.session.as_ref().is_none_or(|session| session.stamp() != stamp) {
            self.hear().await.expect("the bridge goes on");
        }
        assert_eq!(self.session.as_ref().map(Session::whole), Some(of(actions)));
    }
}

#[test]
fn a_hundred_follow_and_late_ones_have_the_same() {
    let bridge = bridge(&[]);
    runtime().block_on(async {
        let mut teacher = open(&bridge, "share?word=Klasse&key=1").await;
        assert_eq!(next(&mut teacher).await.expect("a count")["followers"], 0);
        say(&mut teacher, &of(1)).await;
        let mut all = Vec::new();
        for _ in 0..FOLLOWERS / 2 {
            all.push(Follower::new(&bridge).await);
        }
        for number in 1..STEPS {
            say(&mut teacher, &step(number)).await;
        }
        for _ in 0..FOLLOWERS / 2 {
            all.push(Follower::new(&bridge).await);
        }
        for follower in &mut all {
            follower.until(STEPS).await;
        }
        let late = &all[FOLLOWERS - 1];
        assert!(late.messages <= STEPS && all[0].messages <= STEPS);
        // Each step is an increment.
        say(&mut teacher, &step(STEPS)).await;
        let before: Vec<usize> = all.iter().map(|follower| follower.octets).collect();
        for (follower, before) in all.iter_mut().zip(before) {
            follower.until(STEPS + 1).await;
            assert!(follower.octets - before < 400, "{} octets", follower.octets - before);
        }
        let mut count = 0;
        while count < FOLLOWERS as u64 {
            count = next(&mut teacher).await.expect("a count")["followers"].as_u64().unwrap_or(count);
        }
        assert_eq!(count, FOLLOWERS as u64);
        drop(all);
        while count > 0 {
            count = next(&mut teacher).await.expect("a count")["followers"].as_u64().unwrap_or(count);
        }
    });
    bridge.stop_content();
}

#[test]
fn a_word_belongs_to_the_page_that_shared_it_first() {
    let bridge = bridge(&[]);
    runtime().block_on(async {
        assert_eq!(refusal(&bridge, "follow?word=klasse").await, "unknown");
        let mut teacher = open(&bridge, "share?word=klasse&key=1").await;
        say(&mut teacher, &of(2)).await;
        let mut pupil = Follower::new(&bridge).await;
        pupil.until(2).await;
        assert_eq!(refusal(&bridge, "share?word=KLASSE&key=2").await, "taken");
        assert_eq!(refusal(&bridge, "share?word=andere&key=").await, "broken");
        drop(teacher);
        while pupil.hear().await.expect("it stays")["away"] != true {}
        assert_eq!(refusal(&bridge, "share?word=klasse&key=2").await, "taken", "for some minutes");
        let mut late = Follower::new(&bridge).await;
        late.until(2).await;
        let mut again = open(&bridge, "share?word=klasse&key=1").await;
        while pupil.hear().await.expect("it stays")["away"] != false {}
        say(&mut again, &of(3)).await;
        pupil.until(3).await;
    });
    bridge.stop_content();
}

#[test]
fn broken_messages_are_refused_in_a_word_and_change_nothing() {
    let bridge = bridge(&[]);
    runtime().block_on(async {
        let mut teacher = open(&bridge, "share?word=klasse&key=1").await;
        say(&mut teacher, &of(2)).await;
        let mut pupil = Follower::new(&bridge).await;
        pupil.until(2).await;
        let large = "x".repeat((1 << 20) + 1);
        for (text, why) in [
            ("", "broken"),
            ("{", "broken"),
            (step(7).as_str(), "broken"),
            (of(2).replace("school", "nowhere").as_str(), "broken"),
            (of(2).replace("connect\"", "<script>\"").as_str(), "broken"),
            (large.as_str(), "too-long"),
        ] {
            let mut teacher = open(&bridge, "share?word=klasse&key=1").await;
            say(&mut teacher, text).await;
            let refused = loop {
                let message = next(&mut teacher).await.expect("a refusal");
                if let Some(refused) = message.get("refused") {
                    break refused.clone();
                }
            };
            assert_eq!(refused, why, "{}", &text[..text.len().min(80)]);
            assert_eq!(next(&mut teacher).await, None, "it is closed");
        }
        let mut teacher = open(&bridge, "share?word=klasse&key=1").await;
        say(&mut teacher, &of(3)).await;
        pupil.until(3).await;
    });
    bridge.stop_content();
}

#[test]
fn a_session_that_grows_too_long_is_refused_and_the_bridge_lives() {
    let bridge = bridge(&[]);
    runtime().block_on(async {
        let mut teacher = open(&bridge, "share?word=klasse&key=1").await;
        say(&mut teacher, &of(1)).await;
        let mut refused = Value::Null;
        let letter = Action::Deliver { account: "anna".to_owned(), message: vec![b'x'; 300_000] };
        for number in 1..6_u64 {
            let text =
                update((number + 1, 0), (number, 0), number as usize, [letter.clone()].iter(), &place(1));
            // The bridge may have closed already.
            let _ = teacher.send(Message::Text(text.into())).await;
        }
        while let Some(message) = next(&mut teacher).await {
            refused = message.get("refused").cloned().unwrap_or(refused);
        }
        assert_eq!(refused, "too-long");
        let mut again = open(&bridge, "share?word=klasse&key=1").await;
        say(&mut again, &of(2)).await;
        Follower::new(&bridge).await.until(2).await;
    });
    bridge.stop_content();
}

#[test]
fn odd_words_and_foreign_pages_are_not_let_in() {
    let bridge = bridge(&[]);
    let base = bridge.address("HTTP").replace("http", "ws");
    runtime().block_on(async {
        for query in ["follow", "follow?word=ab", "share?word=a%20b&key=1", "share?word=%3Cb%3E&key=1"] {
            assert!(connect_async(format!("{base}{query}")).await.is_err(), "{query}");
        }
        for path in ["share?word=klasse&key=1", "follow?word=klasse"] {
            let mut request = format!("{base}{path}").into_client_request().expect("a request");
            request.headers_mut().insert("Origin", "http://evil.example".parse().expect("an origin"));
            assert!(connect_async(request).await.is_err(), "{path}");
        }
        // Words are those of any language.
        let mut teacher = open(&bridge, "share?word=gr%C3%BCn-7b&key=1").await;
        assert_eq!(next(&mut teacher).await.expect("a count")["followers"], 0);
    });
    bridge.stop_content();
}

//! Sessions that a teacher shares under a word, and that pupils' pages follow: docs/classroom.md.
//!
//! 1. The bridge keeps the newest state of each session and its last updates, and nothing about anybody: no names, no
//!    addresses. The teacher is told how many pages follow.
//! 2. The word belongs to the page that shared it first, which proves itself by a key that only it knows, until it has
//!    been away for [`AWAY_MAX`].
//! 3. A follower is served at its own speed. One that is too slow for updates gets the whole session again.

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use postamt::share::LoadError;
use postamt::share::shown::{SHOWN_TEXT_MAX, Session, Stamp, Update};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, interval, sleep, timeout};

/// Most sessions at once.
const SESSIONS_MAX: usize = 32;
/// Most pages that follow one session.
const FOLLOWERS_MAX: usize = 200;
/// Longest key, in octets.
const KEY_MAX: usize = 64;
/// Updates that are kept for followers that lag behind.
const RECENT_MAX: usize = 64;
/// The time for which a word is kept for a teacher who is away.
pub(crate) const AWAY_MAX: Duration = Duration::from_secs(180);
/// The pause after each update of a teacher's page: more than 50 a second are of no use to anybody.
const REST: Duration = Duration::from_millis(20);
/// The interval of signs of life.
const TICK: Duration = Duration::from_secs(5);
/// The longest time that a page may take no message.
const PATIENCE: Duration = Duration::from_secs(30);

/// All sessions, by their words.
#[derive(Debug, Default)]
pub(crate) struct Classes(Mutex<BTreeMap<String, Arc<Class>>>);

/// A session.
#[derive(Debug)]
struct Class {
    key: String,
    kept: Mutex<Kept>,
    /// A sign for followers that there is something new.
    news: watch::Sender<()>,
    followers: AtomicUsize,
    /// A sign for the teacher that there are more followers or fewer.
    count: watch::Sender<()>,
    is_over: AtomicBool,
}

#[derive(Debug)]
struct Kept {
    session: Option<Session>,
    /// The updates that led to the session's state, each with the state that it goes on from.
    recent: VecDeque<(Stamp, Arc<str>)>,
    /// Octets of the messages since the session's text was measured, and of that text.
    octets: usize,
    /// The whole session as text, once somebody wanted it.
    whole: Option<Arc<str>>,
    /// Another number for each page of the teacher's that has connected.
    page: u64,
    /// The moment since which the teacher is away.
    away: Option<Instant>,
}

/// The next message for a follower.
enum Next {
    /// This one, which leads to the state.
    Shown(Arc<str>, Stamp),
    /// Nothing new; whether the teacher is away.
    Nothing(bool),
}

impl Classes {
    /// The session of this word for the page with this key, made if there is none.
    fn own(&self, word: &str, key: &str) -> Result<Arc<Class>, &'static str> {
        let mut classes = self.lock();
        classes.retain(|_, class| !class.is_forgotten());
        if let Some(class) = classes.get(word) {
            return if class.key == key { Ok(class.clone()) } else { Err("taken") };
        }
        if classes.len() >= SESSIONS_MAX {
            return Err("full");
        }
        let class = Arc::new(Class {
            key: key.to_owned(),
            kept: Mutex::new(Kept {
                session: None,
                recent: VecDeque::new(),
                octets: 0,
                whole: None,
                page: 0,
                away: None,
            }),
            news: watch::Sender::new(()),
            followers: AtomicUsize::new(0),
            count: watch::Sender::new(()),
            is_over: AtomicBool::new(false),
        });
        classes.insert(word.to_owned(), class.clone());
        Ok(class)
    }

    fn find(&self, word: &str) -> Result<Arc<Class>, &'static str> {
        let mut classes = self.lock();
        classes.retain(|_, class| !class.is_forgotten());
        let class = classes.get(word).cloned().ok_or("unknown")?;
        if class.followers.load(Ordering::Relaxed) >= FOLLOWERS_MAX { Err("full") } else { Ok(class) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Class>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Class {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_forgotten(&self) -> bool {
        let forgotten = self.kept().away.is_some_and(|since| since.elapsed() >= AWAY_MAX);
        if forgotten {
            self.is_over.store(true, Ordering::Relaxed);
            self.news.send_replace(());
        }
        forgotten
    }

    /// Takes a teacher's message.
    fn take(&self, text: &str) -> Result<(), &'static str> {
        let update = Update::load(text).map_err(|error| match error {
            LoadError::TooLong => "too-long",
            LoadError::Newer { .. } | LoadError::UnknownScenario | LoadError::Corrupt => "broken",
        })?;
        let mut kept = self.kept();
        let before = update.base;
        let took = match &mut kept.session {
            Some(session) => session.take(update),
            none => {
                *none = Session::of(update);
                none.is_some()
            }
        };
        if !took {
            return Err("broken");
        }
        kept.whole = None;
        kept.octets += text.len();
        if kept.octets > SHOWN_TEXT_MAX {
            kept.octets = kept.session.as_ref().map_or(0, |session| session.whole().len());
        }
        if kept.octets > SHOWN_TEXT_MAX || kept.session.as_ref().is_some_and(Session::is_too_long) {
            kept.session = None;
            kept.recent.clear();
            kept.octets = 0;
            return Err("too-long");
        }
        match before {
            Some(base) => kept.recent.push_back((base, text.into())),
            None => kept.recent.clear(),
        }
        let octets = |kept: &Kept| kept.recent.iter().map(|(_, text)| text.len()).sum::<usize>();
        while kept.recent.len() > RECENT_MAX || octets(&kept) > SHOWN_TEXT_MAX {
            kept.recent.pop_front();
        }
        drop(kept);
        self.news.send_replace(());
        Ok(())
    }

    /// The next message for a follower that has this state.
    fn after(&self, known: Option<Stamp>) -> Next {
        let mut kept = self.kept();
        let away = kept.away.is_some();
        let Some(newest) = kept.session.as_ref().map(Session::stamp) else { return Next::Nothing(away) };
        if known == Some(newest) {
            return Next::Nothing(away);
        }
        let at = kept.recent.iter().position(|(base, _)| Some(*base) == known);
        if let Some((_, text)) = at.and_then(|at| kept.recent.get(at)) {
            let text = text.clone();
            let next = at.and_then(|at| kept.recent.get(at + 1)).map_or(newest, |(base, _)| *base);
            return Next::Shown(text, next);
        }
        let whole = kept.session.as_ref().map(|session| session.whole()).unwrap_or_default();
        let whole = kept.whole.get_or_insert_with(|| whole.into()).clone();
        Next::Shown(whole, newest)
    }
}

/// Serves the teacher's page: takes what it shows, and tells how many follow.
pub(crate) async fn share(
    mut socket: WebSocket,
    classes: Arc<Classes>,
    word: String,
    key: String,
    mut stop: watch::Receiver<bool>,
) -> Result<(), axum::Error> {
    let class = match classes.own(&word, &key) {
        Ok(class) if key.len() <= KEY_MAX && !key.is_empty() => class,
        Ok(_) => return refuse(&mut socket, "broken").await,
        Err(why) => return refuse(&mut socket, why).await,
    };
    let page = {
        let mut kept = class.kept();
        kept.away = None;
        kept.page += 1;
        // The page begins with the whole session.
        kept.page
    };
    class.news.send_replace(());
    let served = serve_teacher(&mut socket, &class, &mut stop).await;
    let mut kept = class.kept();
    // A page that has come back already is not away.
    if kept.page == page {
        kept.away = Some(Instant::now());
    }
    drop(kept);
    class.news.send_replace(());
    served
}

async fn serve_teacher(
    socket: &mut WebSocket,
    class: &Class,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), axum::Error> {
    let mut count = class.count.subscribe();
    let mut tick = interval(TICK);
    loop {
        tokio::select! {
            () = stopped(stop) => return close(socket).await,
            // The first tick is at once: it tells the page that the word is its own.
            _ = tick.tick() => tell_count(socket, class).await?,
            changed = count.changed() => {
                if changed.is_ok() {
                    tell_count(socket, class).await?;
                }
            }
            said = socket.recv() => match said {
                Some(Ok(Message::Text(text))) => {
                    if let Err(why) = class.take(&text) {
                        return refuse(socket, why).await;
                    }
                    sleep(REST).await;
                }
                Some(Ok(Message::Close(_))) | None => return Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
            },
        }
    }
}

async fn tell_count(socket: &mut WebSocket, class: &Class) -> Result<(), axum::Error> {
    let count = class.followers.load(Ordering::Relaxed);
    send(socket, &format!(r#"{{"followers":{count}}}"#)).await
}

/// A follower's place, as long as it is there.
struct Place<'a>(&'a Class);

impl<'a> Place<'a> {
    fn take(class: &'a Class) -> Self {
        class.followers.fetch_add(1, Ordering::Relaxed);
        class.count.send_replace(());
        Place(class)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.followers.fetch_sub(1, Ordering::Relaxed);
        self.0.count.send_replace(());
    }
}

/// Serves a pupil's page: it gets the whole session, and then what changes.
pub(crate) async fn follow(
    mut socket: WebSocket,
    classes: Arc<Classes>,
    word: String,
    mut stop: watch::Receiver<bool>,
) -> Result<(), axum::Error> {
    let class = match classes.find(&word) {
        Ok(class) => class,
        Err(why) => return refuse(&mut socket, why).await,
    };
    let _place = Place::take(&class);
    let mut news = class.news.subscribe();
    let mut tick = interval(TICK);
    let (mut known, mut told_away) = (None, None);
    loop {
        news.mark_unchanged();
        match class.after(known) {
            Next::Shown(text, stamp) => {
                send(&mut socket, &[r#"{"shown":"#, &text, "}"].concat()).await?;
                (known, told_away) = (Some(stamp), None);
                continue;
            }
            Next::Nothing(away) if told_away != Some(away) => {
                send(&mut socket, &format!(r#"{{"away":{away}}}"#)).await?;
                told_away = Some(away);
            }
            Next::Nothing(_) => {}
        }
        if class.is_forgotten() || class.is_over.load(Ordering::Relaxed) {
            return refuse(&mut socket, "unknown").await;
        }
        tokio::select! {
            () = stopped(&mut stop) => return close(&mut socket).await,
            _ = news.changed() => {}
            _ = tick.tick() => send(&mut socket, r#"{"tick":{}}"#).await?,
            // A follower says nothing; reading answers pings and notices that it is gone.
            said = socket.recv() => match said {
                Some(Ok(Message::Close(_))) | None => return Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
            },
        }
    }
}

/// Tells why not, and closes.
pub(crate) async fn refuse(socket: &mut WebSocket, why: &str) -> Result<(), axum::Error> {
    send(socket, &format!(r#"{{"refused":"{why}"}}"#)).await?;
    close(socket).await
}

async fn close(socket: &mut WebSocket) -> Result<(), axum::Error> {
    let frame = CloseFrame { code: close_code::NORMAL, reason: "".into() };
    socket.send(Message::Close(Some(frame))).await?;
    // RFC 6455 §7.1.1: the server closes first, but not before the other side's answer.
    let answer = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = timeout(Duration::from_secs(2), answer).await;
    Ok(())
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, and the bridge with it.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn send(socket: &mut WebSocket, text: &str) -> Result<(), axum::Error> {
    match timeout(PATIENCE, socket.send(Message::Text(text.into()))).await {
        Ok(result) => result,
        Err(late) => Err(axum::Error::new(late)),
    }
}

/// Longest message that a page may send: an update and its frame.
pub(crate) const MESSAGE_MAX: usize = SHOWN_TEXT_MAX + 1024;

//! The live view: the state of a page that shows the connections of the bridge that serves it.

use super::clients::NOBODY;
use super::own::Own;
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::{Key, Lang, format, text};
use crate::player::Player;
use crate::player::live::{Heard, Live, Track};
use std::rc::Rc;

/// Ticks until news of the stream are no longer news: some ten seconds.
const TICKS_OF_NEWS: u32 = 3;

/// The live view's state.
#[derive(Clone, Debug)]
pub struct LiveView {
    /// The bridge's connections, as its stream has told them.
    pub bridge: Live,
    /// The stream's condition.
    pub stream: Stream,
    /// Another number whenever the page has to connect anew.
    pub attempt: u32,
    /// Failures to connect, in a row.
    failures: u32,
    /// Whether every new connection is shown at once.
    pub follows_newest: bool,
    /// The highest number of a connection that has been shown.
    pub(super) seen: ConnectionId,
    /// Whether a person studies a connection that has ended: it stays until another one is chosen.
    pub(super) studied: bool,
    /// The number of turns of the connection shown that had been forgotten when it was put here.
    pub(super) forgotten: usize,
    /// The page's own work, which waits.
    pub(super) own: Own,
}

/// Messages of the live view.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Show the bridge's connections in place of the own work.
    Enter,
    /// Come back to the own work.
    Leave,
    /// The stream has told this.
    Received(Rc<Vec<String>>),
    /// The stream is lost.
    Lost,
    /// Show every new connection at once, or no longer.
    FollowNewest,
}

/// The stream's condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// It is being looked for.
    Seeking,
    /// There is none here.
    Absent,
    /// It flows.
    Flowing,
    /// It flows again.
    Back,
    /// It flows again, from a bridge that has begun anew.
    Anew,
    /// It will tell how everything stands when no connection is open.
    Waiting,
    /// It is lost, and looked for.
    Lost,
    /// It is one for a newer page.
    Newer,
}

impl Stream {
    /// The sentence about it.
    pub const fn key(self) -> Key {
        match self {
            Stream::Seeking => Key::LiveSeeking,
            Stream::Absent => Key::LiveAbsent,
            Stream::Flowing => Key::LiveFlowing,
            Stream::Back => Key::LiveBack,
            Stream::Anew => Key::LiveAnew,
            Stream::Waiting => Key::LiveWaiting,
            Stream::Lost => Key::LiveLost,
            Stream::Newer => Key::LiveNewer,
        }
    }

    /// Whether it tells what happens now.
    pub const fn flows(self) -> bool {
        matches!(self, Stream::Flowing | Stream::Back | Stream::Anew)
    }
}

impl LiveView {
    /// A live view that has heard nothing yet.
    pub fn new(own: Own) -> Self {
        Self {
            bridge: Live::default(),
            stream: Stream::Seeking,
            attempt: 0,
            failures: 0,
            follows_newest: false,
            seen: NOBODY,
            studied: false,
            forgotten: 0,
            own,
        }
    }

    /// Milliseconds until the page connects: at once, and after failures 1, 2, 4, 8, then always 10 seconds.
    pub fn pause(&self) -> u32 {
        if self.failures == 0 { 0 } else { (500 << self.failures.min(5)).min(10_000) }
    }

    /// Takes messages of the stream. When a world has come, a player that shows nothing else.
    pub(super) fn receive(&mut self, messages: &[String], shown: ConnectionId) -> Option<Player> {
        let mut nothing = None;
        for message in messages {
            match self.bridge.hear(message, shown) {
                Heard::Hello { anew } => {
                    self.stream = match (anew, self.failures) {
                        (true, _) => Stream::Anew,
                        (_, 0) => Stream::Flowing,
                        _ => Stream::Back,
                    };
                    if anew {
                        self.seen = NOBODY;
                    }
                }
                Heard::Tick => {
                    self.failures = 0;
                    if self.stream.flows() && self.bridge.ticks() >= TICKS_OF_NEWS {
                        self.stream = Stream::Flowing;
                    }
                }
                Heard::Wait => self.stream = Stream::Waiting,
                Heard::Newer => self.stream = Stream::Newer,
                Heard::Nonsense => {
                    self.lose();
                    break;
                }
                Heard::World => {
                    if self.stream == Stream::Waiting {
                        self.stream = Stream::Flowing;
                    }
                    nothing = Some(self.bridge.nothing());
                }
                Heard::Actions | Heard::Other => {}
            }
        }
        nothing
    }

    /// The stream is lost, or was none.
    pub(super) fn lose(&mut self) {
        if self.stream == Stream::Newer {
            return;
        }
        let never = matches!(self.stream, Stream::Seeking | Stream::Absent);
        self.stream = if never { Stream::Absent } else { Stream::Lost };
        self.failures += 1;
        self.attempt += 1;
    }

    /// The connection to show for a protocol: `last`, else the newest.
    pub(super) fn connection_of(&self, protocol: Protocol, last: ConnectionId) -> Option<&Rc<Track>> {
        let newest = || self.bridge.connections().iter().rfind(|track| track.protocol == protocol);
        self.bridge.connection(last).or_else(newest)
    }

    /// The connection whose turn it is to be shown: of those not yet seen, one that still talks comes first; of those
    /// that do not, the newest.
    pub(super) fn due(&self) -> Option<&Rc<Track>> {
        let mut unseen = self.bridge.connections().iter().filter(|track| track.id > self.seen);
        let open = unseen.clone().find(|track| track.open && !self.follows_newest);
        open.or_else(|| unseen.next_back())
    }
}

/// "No. 3 · IMAP4": a bridge's connection.
pub fn connection_name(id: ConnectionId, protocol: Protocol, lang: Lang) -> String {
    let number = id.0.to_string();
    format(lang, Key::LiveConnection, &[("number", &number), ("protocol", protocol.row().name)])
}

/// "No. 3 · IMAP4 · anna · ended": a bridge's connection, its account and its end.
pub fn track_name(track: &Track, lang: Lang) -> String {
    let mut name = connection_name(track.id, track.protocol, lang);
    let ended = (!track.open).then(|| text(lang, Key::LiveEnded));
    for part in track.account.as_deref().into_iter().chain(ended) {
        name.push_str(" · ");
        name.push_str(part);
    }
    name
}

/// The sentence that nobody has come yet by a protocol.
pub fn nobody(protocol: Protocol, lang: Lang) -> String {
    format(lang, Key::LiveNobody, &[("protocol", protocol.row().name)])
}

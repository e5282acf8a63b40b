//! Looking on: the live part of the page's reducer. While it lasts, the page shows what real mail programs do at a
//! bridge, and the work of the page's own stays aside.
//!
//! The rules of this file:
//! 1. The page shows one connection, with its own turns. [`State::player`] is a copy of that connection's player,
//!    whose cursor belongs to the reader.
//! 2. A cursor at the end follows what comes; one in the past stays there.
//! 3. A new connection takes the place of one that has ended and has been shown to its end, not of one that still
//!    talks, unless a person wants the newest.

use super::state::{Dialog, Motion, State};
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::Key;
use crate::player::Player;
use crate::player::live::{Heard, Live, Track};
use std::rc::Rc;

/// Turns that wait to be shown one after the other, at most: further ones push the oldest of them out.
const BEHIND_MAX: usize = 24;
/// Ticks until news of the stream are no longer news: some ten seconds.
const TICKS_OF_NEWS: u32 = 3;
/// No connection of a bridge has this number.
const NOBODY: ConnectionId = ConnectionId(0);

/// What the page knows while it looks on.
#[derive(Clone, Debug)]
pub struct Watch {
    /// What the bridge has told.
    pub live: Live,
    /// How the stream stands.
    pub stream: Stream,
    /// Another number whenever the page has to connect anew.
    pub attempt: u32,
    /// How often that has failed in a row.
    failures: u32,
    /// Whether every new connection is shown at once.
    pub newest: bool,
    /// The highest number of a connection that has been shown.
    seen: ConnectionId,
    /// Whether a person studies a connection that has ended: it stays until another one is chosen.
    held: bool,
    /// How many turns of the connection shown had been forgotten when it was put here.
    forgotten: usize,
    /// The page as it was before: its own work stays aside.
    own: Rc<State>,
}

/// How the stream stands.
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
    /// The sentence that says so.
    pub const fn says(self) -> Key {
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

impl Watch {
    /// Milliseconds until the page connects: at once, and after failures 1, 2, 4, 8, then always 10 seconds.
    pub fn pause(&self) -> u32 {
        if self.failures == 0 { 0 } else { (500 << self.failures.min(5)).min(10_000) }
    }
}

impl State {
    /// The page's own work, shown or aside.
    pub fn work(&self) -> &Rc<Player> {
        self.watch.as_ref().map_or(&self.player, |watch| &watch.own.player)
    }

    /// How much faster than usual the cursor catches up while the page looks on: the more waits, the faster.
    pub fn haste(&self) -> u32 {
        match self.player.len() - self.player.cursor() {
            0..=4 => 1,
            _ if self.watch.is_none() => 1,
            5..=12 => 2,
            _ => 4,
        }
    }

    /// Begins to look on, or comes back to the page's own work.
    pub(super) fn look_on(&mut self, on: bool) {
        if on == self.watch.is_some() {
            return;
        }
        self.catch_up();
        self.mailbox = None;
        self.dialog = self.dialog.filter(|dialog| *dialog != Dialog::Server);
        if on {
            self.begin_to_look_on();
        } else if let Some(watch) = self.watch.take() {
            self.player = watch.own.player.clone();
            self.notes = watch.own.notes.clone();
            (self.shown, self.protocol) = (watch.own.shown, watch.own.protocol);
        }
    }

    /// Takes messages of the stream.
    pub(super) fn hear(&mut self, messages: &[String]) {
        let shown = self.connection();
        for message in messages {
            let Some(watch) = self.watching() else { return };
            match watch.live.hear(message, shown) {
                Heard::Hello { anew } => {
                    watch.stream = match (anew, watch.failures) {
                        (true, _) => Stream::Anew,
                        (_, 0) => Stream::Flowing,
                        _ => Stream::Back,
                    };
                    if anew {
                        watch.seen = NOBODY;
                    }
                }
                Heard::Tick => {
                    watch.failures = 0;
                    if watch.stream.flows() && watch.live.ticks() >= TICKS_OF_NEWS {
                        watch.stream = Stream::Flowing;
                    }
                }
                Heard::Wait => watch.stream = Stream::Waiting,
                Heard::Newer => watch.stream = Stream::Newer,
                Heard::Nonsense => {
                    self.lose();
                    break;
                }
                Heard::World => {
                    if watch.stream == Stream::Waiting {
                        watch.stream = Stream::Flowing;
                    }
                    if self.player.is_empty() {
                        let nothing = self.watch.as_ref().map(|watch| watch.live.nothing());
                        self.player = nothing.map_or_else(|| self.player.clone(), Rc::new);
                    }
                }
                Heard::Actions | Heard::Other => {}
            }
        }
        self.keep_up();
    }

    /// The stream is lost, or was none.
    pub(super) fn lose(&mut self) {
        let Some(watch) = self.watching().filter(|watch| watch.stream != Stream::Newer) else { return };
        let never = matches!(watch.stream, Stream::Seeking | Stream::Absent);
        watch.stream = if never { Stream::Absent } else { Stream::Lost };
        watch.failures += 1;
        watch.attempt += 1;
    }

    /// From now on every new connection is shown at once, or no longer.
    pub(super) fn follow_newest(&mut self) {
        let Some(watch) = self.watching() else { return };
        watch.newest ^= true;
        let last = watch.live.connections().last().map(|track| track.id);
        if let Some(last) = last.filter(|_| watch.newest) {
            self.show_track(last);
        }
    }

    /// Shows one of the bridge's connections, as far as it has come.
    pub(super) fn show_track(&mut self, id: ConnectionId) {
        let Some(watch) = self.watching() else { return };
        let Some(track) = watch.live.connection(id).cloned() else { return };
        watch.seen = watch.seen.max(id);
        self.put(&track, usize::MAX);
        self.hold();
    }

    /// Shows a connection of this protocol: the one that was shown last, else the newest, else that there is none.
    pub(super) fn show_track_of(&mut self, protocol: Protocol) {
        let Some(watch) = &self.watch else { return };
        let last = watch.live.connection(self.shown_of(protocol));
        let newest = || watch.live.connections().iter().rfind(|track| track.protocol == protocol);
        match last.or_else(newest).map(|track| track.id) {
            Some(id) => self.show_track(id),
            None => self.player = Rc::new(watch.live.nothing()),
        }
    }

    /// A person has gone to this place: what has ended there is to be studied.
    pub(super) fn hold(&mut self) {
        let id = self.connection();
        if let Some(watch) = self.watching() {
            watch.held = watch.live.connection(id).is_some_and(|track| !track.open);
        }
    }

    /// Shows what has come: of the connection shown its new turns, and another connection where it is due.
    pub(super) fn keep_up(&mut self) {
        let Some(watch) = self.watch.clone() else { return };
        let live = &watch.live;
        let shown = live.connection(self.connection());
        if let Some(track) = shown {
            let follows = self.player.is_at_end() || self.motion == Motion::CatchingUp;
            if track.player.len() + track.forgotten != self.player.len() + watch.forgotten {
                let motion = self.motion;
                self.put(track, (self.player.cursor() + watch.forgotten).saturating_sub(track.forgotten));
                self.motion = motion;
            }
            if follows {
                self.catch_on();
            }
        }
        let over = self.player.is_at_end() && shown.is_none_or(|track| !track.open && !watch.held);
        if !over && !watch.newest {
            return;
        }
        // Whoever still talks comes first; of those that do not, the newest.
        let mut unseen = live.connections().iter().filter(|track| track.id > watch.seen);
        let open = unseen.clone().find(|track| track.open && !watch.newest);
        if let Some(track) = open.or_else(|| unseen.next_back()) {
            if let Some(watch) = self.watching() {
                (watch.seen, watch.held) = (track.id, false);
            }
            self.mailbox = None;
            self.put(track, 1);
            self.catch_on();
        }
    }

    /// Shows a connection with the cursor at this place.
    fn put(&mut self, track: &Track, cursor: usize) {
        let mut player = (*track.player).clone();
        player.seek(cursor);
        self.player = Rc::new(player);
        self.motion = Motion::Still;
        self.set_shown(track.id, track.protocol);
        if let Some(watch) = self.watching() {
            watch.forgotten = track.forgotten;
        }
    }

    /// Moves on to the last turn, one by one if they are few and have just happened.
    fn catch_on(&mut self) {
        let past = self.watch.as_ref().is_none_or(|watch| watch.live.ticks() == 0);
        let at_once = past || self.is_instant();
        let player = Rc::make_mut(&mut self.player);
        let least = player.len().saturating_sub(if at_once { 0 } else { BEHIND_MAX });
        if player.cursor() < least {
            player.seek(least);
        }
        self.motion = if player.is_at_end() { Motion::Still } else { Motion::CatchingUp };
    }

    fn begin_to_look_on(&mut self) {
        let own = Rc::new(self.clone());
        let live = Live::default();
        self.player = Rc::new(live.nothing());
        self.shown = [NOBODY; 2];
        self.notes = Rc::default();
        self.watch = Some(Rc::new(Watch {
            live,
            stream: Stream::Seeking,
            attempt: 0,
            failures: 0,
            newest: false,
            seen: NOBODY,
            held: false,
            forgotten: 0,
            own,
        }));
    }

    fn watching(&mut self) -> Option<&mut Watch> {
        self.watch.as_mut().map(Rc::make_mut)
    }
}

#[cfg(test)]
mod tests;

//! Other people's conversations, told as they happen: the live stream of a bridge, whose messages
//! docs/bridge.md describes.
//!
//! The rules of this file:
//! 1. [`Live::hear`] takes one message of the stream. A message that it cannot understand, or that does not
//!    follow on the last one, makes it forget its place: the next stream begins with a world.
//! 2. The engine runs the very actions that the bridge's engine has run. Each connection gets its own turns, so
//!    that many that talk at once can be studied one by one; a turn keeps the world with that connection alone.
//! 3. Memory is bounded: at most [`ENDED_MAX`] connections that have ended, [`TURNS_MAX`] turns in all.

use super::Player;
use crate::engine::mail::Store;
use crate::engine::time::Time;
use crate::engine::{Action, ConnectionId, Lab, Protocol, Turn};
use crate::share::world::World;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The version of the messages that is understood.
const VERSION: u64 = 1;
/// Most ended connections that are kept, the newest of them.
pub const ENDED_MAX: usize = 50;
/// Most turns that are kept, of all connections together.
pub const TURNS_MAX: usize = 20_000;

/// The member that every version of the first message has.
#[derive(Deserialize)]
struct Version {
    live: u64,
}

#[derive(Deserialize)]
struct Hello {
    run: String,
    #[serde(default)]
    services: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    service: String,
    address: String,
}

#[derive(Deserialize)]
struct NewWorld<'a> {
    next: u64,
    #[serde(borrow)]
    world: &'a RawValue,
}

#[derive(Deserialize)]
struct Actions {
    first: u64,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Tick {
    next: u64,
}

/// A stream's content so far.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The name of the bridge's run, which no other run has; empty before the first stream.
    run: String,
    /// The number of the next action; `None` where the stream has to begin with a world.
    next: Option<u64>,
    /// The present world; `None` before the first one.
    lab: Option<Lab>,
    services: Vec<String>,
    connections: Vec<Rc<Track>>,
    turns: usize,
    /// Ticks since the stream began: with the first one everything that had happened before is known.
    ticks: u32,
}

/// One connection, open or ended.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its number.
    pub id: ConnectionId,
    /// Its protocol.
    pub protocol: Protocol,
    /// The account that has logged in last.
    pub account: Option<Rc<str>>,
    /// Whether it can still talk.
    pub open: bool,
    /// Its turns.
    pub player: Rc<Player>,
    /// The number of its turns that are no longer kept.
    pub forgotten: usize,
}

/// The meaning of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The stream begins.
    Hello {
        /// Whether the bridge has begun anew since: nothing of what was known goes on.
        anew: bool,
    },
    /// A world to go on from.
    World,
    /// Something has happened.
    Actions,
    /// Everything that has happened is known, as of this moment.
    Tick,
    /// A world will come when no connection is open.
    Wait,
    /// Nothing that matters here.
    Other,
    /// The bridge speaks a newer version: its messages mean something else.
    Newer,
    /// It cannot be understood, or something is missing before it.
    Nonsense,
}

impl Live {
    /// Takes one message of the stream. The connection `shown` is kept, whatever else has to go.
    pub fn hear(&mut self, text: &str, shown: ConnectionId) -> Heard {
        let heard = self.read(text, shown).unwrap_or(Heard::Nonsense);
        if heard == Heard::Nonsense {
            self.next = None;
        }
        heard
    }

    /// The query of an address whose stream goes on where the last one ended.
    pub fn query(&self) -> String {
        self.next.map(|next| format!("?run={}&next={next}", self.run)).unwrap_or_default()
    }

    /// The bridge's services for mail programs: each `IMAP` or the like, a space, an address with its port.
    pub fn services(&self) -> &[String] {
        &self.services
    }

    /// All connections that are kept, by number.
    pub fn connections(&self) -> &[Rc<Track>] {
        &self.connections
    }

    /// The connection with this number.
    pub fn connection(&self, id: ConnectionId) -> Option<&Rc<Track>> {
        self.place(id).ok().map(|at| &self.connections[at])
    }

    /// A player that shows the present world and nothing that led to it.
    pub fn nothing(&self) -> Player {
        let empty = || Lab::with_store(Store::default(), Time::START);
        Player::of(self.lab.as_ref().map_or_else(empty, without_connections))
    }

    /// Ticks since the stream began, some seconds apart. Before the first one it tells the past.
    pub fn ticks(&self) -> u32 {
        self.ticks
    }

    fn read(&mut self, text: &str, shown: ConnectionId) -> Option<Heard> {
        let kinds: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
        let (kind, message) = kinds.first_key_value()?;
        match kind.as_str() {
            "hello" => {
                if member::<Version>(message)?.live > VERSION {
                    return Some(Heard::Newer);
                }
                let Hello { run, services } = member(message)?;
                let anew = !self.run.is_empty() && self.run != run;
                if anew {
                    *self = Live::default();
                }
                self.ticks = 0;
                self.run = run;
                let shown =
                    |Service { service, address }| [&service.to_ascii_uppercase(), " ", &address].concat();
                self.services = services.into_iter().map(shown).collect();
                Some(Heard::Hello { anew })
            }
            "world" => {
                let NewWorld { next, world } = member(message)?;
                self.lab = Some(World::load(world.get(), Time::START).ok()?.lab());
                self.next = Some(next);
                // A world has no connections: those that were open have ended meanwhile.
                self.connections
                    .iter_mut()
                    .filter(|track| track.open)
                    .for_each(|track| Rc::make_mut(track).open = false);
                Some(Heard::World)
            }
            "actions" => {
                let Actions { first, actions } = member(message)?;
                let known = usize::try_from(self.next?.checked_sub(first)?).ok()?;
                for action in actions.iter().skip(known) {
                    let number = self.next?;
                    self.next = Some(number + 1);
                    self.act(action, number as usize, shown);
                }
                Some(Heard::Actions)
            }
            "tick" => {
                // A lower number than ours is the past; a higher one means that something was missed.
                if member::<Tick>(message)?.next > self.next.unwrap_or(u64::MAX) {
                    return None;
                }
                self.ticks += 1;
                Some(Heard::Tick)
            }
            "wait" => {
                self.next = None;
                Some(Heard::Wait)
            }
            _ => Some(Heard::Other),
        }
    }

    #[inline(never)]
    fn act(&mut self, action: &Action, number: usize, shown: ConnectionId) {
        let Some(mut lab) = self.lab.take() else { return };
        lab.handle(action);
        while let Some(mut turn) = lab.poll() {
            turn.shrink();
            let turn = Rc::new(turn);
            self.keep(&lab, &turn, number);
            if let Some(id) = turn.connection().filter(|_| turn.closed().is_some()) {
                // The bridge forgets it at this very moment, too.
                lab.forget(id);
                self.tidy(shown);
            }
        }
        self.lab = Some(lab);
        if self.turns > TURNS_MAX {
            self.tidy(shown);
        }
    }

    #[inline(never)]
    fn keep(&mut self, lab: &Lab, turn: &Rc<Turn>, action: usize) {
        let own = turn.connection();
        if let Some((id, protocol)) = own.zip(turn.opened()) {
            self.open(id, protocol, lab);
        }
        if let Some(Ok(at)) = own.map(|id| self.place(id)) {
            let track = Rc::make_mut(&mut self.connections[at]);
            let connection = lab.connection(track.id);
            let account = connection.and_then(|connection| connection.session.account());
            if let Some(account) = account.filter(|account| track.account.as_deref() != Some(account)) {
                track.account = Some(account.into());
            }
            track.open = turn.closed().is_none();
            self.turns += 1;
            track.push(action, turn, lab);
        }
        // Messages that come into an account are news for all others who have logged in to it.
        let arrivals = Rc::new(turn.arrivals());
        let Some((owner, ..)) = arrivals.changes().next() else { return };
        for track in &mut self.connections {
            if track.open && Some(track.id) != own && track.account.as_deref() == Some(owner) {
                self.turns += 1;
                Rc::make_mut(track).push(action, &arrivals, lab);
            }
        }
    }

    #[inline(never)]
    fn open(&mut self, id: ConnectionId, protocol: Protocol, lab: &Lab) {
        let player = Rc::new(Player::of(without_connections(lab)));
        let track = Rc::new(Track { id, protocol, account: None, open: true, player, forgotten: 0 });
        match self.place(id) {
            Ok(at) => {
                self.turns -= self.connections[at].player.len();
                self.connections[at] = track;
            }
            Err(at) => self.connections.insert(at, track),
        }
    }

    fn place(&self, id: ConnectionId) -> Result<usize, usize> {
        self.connections.binary_search_by_key(&id, |track| track.id)
    }

    /// Forgets what is above the bounds: first the oldest connections that have ended, then the oldest turns of the
    /// connection that has most of them.
    fn tidy(&mut self, shown: ConnectionId) {
        loop {
            let ended = self.connections.iter().filter(|track| !track.open).count();
            if ended <= ENDED_MAX && self.turns <= TURNS_MAX {
                return;
            }
            let oldest = self.connections.iter().position(|track| !track.open && track.id != shown);
            if let Some(at) = oldest {
                self.turns -= self.connections.remove(at).player.len();
                continue;
            }
            let Some(longest) = self.connections.iter_mut().max_by_key(|track| track.player.len()) else {
                return;
            };
            let longest = Rc::make_mut(longest);
            let count = longest.player.len().div_ceil(2);
            Rc::make_mut(&mut longest.player).forget(count);
            longest.forgotten += count;
            self.turns -= count;
        }
    }
}

impl Track {
    fn push(&mut self, action: usize, turn: &Rc<Turn>, lab: &Lab) {
        Rc::make_mut(&mut self.player).push(action, turn.clone(), lab.alone(self.id));
    }
}

/// A message's only member, as the type that its name stands for.
fn member<'a, T: Deserialize<'a>>(message: &'a RawValue) -> Option<T> {
    serde_json::from_str(message.get()).ok()
}

fn without_connections(lab: &Lab) -> Lab {
    World::of(lab).lab()
}

#[cfg(test)]
pub(crate) mod tests;

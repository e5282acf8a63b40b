//! The whole simulated world, and the one place where actions become turns.
//!
//! The rules of this file:
//! 1. [`Lab::handle`] takes an action in; [`Lab::poll`] gives one [`Turn`] out. Between turns the world is
//!    consistent and can be kept by cloning it, which is cheap.
//! 2. Nothing but an action moves the clock. The same actions always give the same turns.
//! 3. The sessions change the store; the lab tells the other sessions and records the changes.

use super::action::{Action, ConnectionId, Greeting, Protocol};
use super::chart::{Chart, Machine};
use super::mail::scenario::Scenario;
use super::mail::{Event, Flags, INBOX, MESSAGE_MAX, Message, Store};
use super::presets::Preset;
use super::step::{Closing, Step};
use super::switches::{Switch, Switches};
use super::time::Time;
use super::tls::TLS;
use super::turn::Turn;
use super::{imap, pop3};
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// What a session sees of the world while it handles a command.
#[derive(Debug)]
pub struct World<'a> {
    /// The session's own number.
    pub connection: ConnectionId,
    /// All accounts.
    pub store: &'a mut Store,
    /// What the clock shows.
    pub now: Time,
    /// What the server offers.
    pub switches: Switches,
    /// The turn that this becomes. The lab adds the changes of the store.
    pub turn: &'a mut Turn,
}

/// One end of a conversation: the server's side of a POP3 or IMAP connection.
#[derive(Clone, Debug)]
pub enum Session {
    /// RFC 1939.
    Pop3(pop3::Session),
    /// RFC 3501.
    Imap(imap::Session),
}

/// A connection, open or ended.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The server's side of it.
    pub session: Session,
    /// When it was opened.
    pub opened: Time,
    /// When the last command came (or the greeting went): the inactivity timer counts from here.
    pub active: Time,
    /// How it ended, if it has.
    pub closed: Option<Closing>,
}

/// Something that waits for its turn. What an action means is decided only then, so that it does not
/// matter whether the turns of earlier actions have been polled.
#[derive(Clone, Debug)]
enum Task {
    Connect(ConnectionId, Protocol, Greeting),
    ConnectTls(ConnectionId, Protocol, Greeting),
    Greet(ConnectionId, Greeting),
    Receive(ConnectionId, Vec<u8>),
    Continue(ConnectionId),
    Cut(ConnectionId),
    Deliver(String, Arc<Message>),
    Switch(Switch, bool),
    Preset(Preset),
    Wait(u64),
}

/// The simulated world.
#[derive(Clone, Debug)]
pub struct Lab {
    now: Time,
    store: Store,
    switches: Switches,
    connections: BTreeMap<ConnectionId, Arc<Connection>>,
    /// How many connections have been opened so far: a number for each that no other one had.
    opened: u64,
    tasks: VecDeque<Task>,
    /// Who idles and has to be told of a change, before anything else happens.
    curious: VecDeque<ConnectionId>,
    /// No inactivity timer runs out before this (never, for `None`): a lower bound, so that letting a moment
    /// pass costs nothing with thousands of connections.
    calm_until: Option<Time>,
}

/// Most connections that a lab keeps, ended ones included; further ones are refused.
pub const CONNECTIONS_MAX: usize = 10_000;

/// The charts that a connection runs on, its own first; the others stand beside it.
pub fn charts(protocol: Protocol) -> &'static [&'static Chart] {
    static POP3: &[&Chart] = &[&pop3::CHART, &pop3::FLOW, &TLS];
    static IMAP: &[&Chart] = &[&imap::CHART, &imap::FLOW, &TLS];
    match protocol {
        Protocol::Pop3 => POP3,
        Protocol::Imap => IMAP,
    }
}

impl Lab {
    /// A world as the scenario describes it, without connections.
    pub fn new(scenario: &Scenario) -> Self {
        Self::with_store(scenario.store(), scenario.start)
    }

    /// A world with these accounts, whose clock begins at `start`.
    pub fn with_store(store: Store, start: Time) -> Self {
        let (connections, tasks, curious) = (BTreeMap::new(), VecDeque::new(), VecDeque::new());
        let switches = Switches::default();
        Self { now: start, store, switches, connections, opened: 0, tasks, curious, calm_until: None }
    }

    /// A world without connections in which `opened` have been before, of a server with these switches: what
    /// another lab has come to when its last connection ended.
    pub fn resumed(store: Store, now: Time, opened: u64, switches: Switches) -> Self {
        Self { opened, switches, ..Self::with_store(store, now) }
    }

    /// The same moment with no other connection than this one: all that is kept of it where only this one will
    /// be looked at. It costs the same however many others there are.
    pub fn alone(&self, id: ConnectionId) -> Self {
        let mut alone = Self::resumed(self.store.clone(), self.now, self.opened, self.switches);
        if let Some(connection) = self.connections.get(&id) {
            alone.connections.insert(id, connection.clone());
        }
        alone
    }

    /// How many connections have been opened so far.
    pub fn opened(&self) -> u64 {
        self.opened
    }

    /// What the clock shows.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The accounts.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the server offers.
    pub fn switches(&self) -> Switches {
        self.switches
    }

    /// The connection with this number, open or ended.
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.connections.get(&id).map(|connection| &**connection)
    }

    /// All connections by number.
    pub fn connections(&self) -> impl Iterator<Item = (ConnectionId, &Connection)> {
        self.connections.iter().map(|(id, connection)| (*id, &**connection))
    }

    /// A moment before which no inactivity timer runs out; `None` when none can. Letting time pass until then
    /// expires one or gives a later moment here.
    pub fn calm_until(&self) -> Option<Time> {
        self.calm_until
    }

    /// Forgets a connection that has ended, so that a lab that runs for days does not fill up
    /// ([`CONNECTIONS_MAX`]); false when it is still open or unknown. As long as its number is not used again,
    /// later turns are the same with it and without it.
    pub fn forget(&mut self, id: ConnectionId) -> bool {
        let ended = self.connection(id).is_some_and(|connection| !connection.is_open());
        ended && self.connections.remove(&id).is_some()
    }

    /// Takes an action in. What it causes comes out of [`Lab::poll`].
    pub fn handle(&mut self, action: &Action) {
        match action {
            Action::Connect { connection, protocol, greeting } => {
                self.tasks.push_back(Task::Connect(*connection, *protocol, *greeting));
            }
            Action::ConnectTls { connection, protocol, greeting } => {
                self.tasks.push_back(Task::ConnectTls(*connection, *protocol, *greeting));
            }
            Action::Send { connection, octets } => {
                self.tasks.push_back(Task::Receive(*connection, octets.clone()));
            }
            Action::Cut { connection } => self.tasks.push_back(Task::Cut(*connection)),
            // A message that is too large is refused, as a mail server would: nothing changes.
            Action::Deliver { message, .. } if message.len() > MESSAGE_MAX => {}
            Action::Deliver { account, message } => {
                let message = Arc::new(Message::delivered(message));
                self.tasks.push_back(Task::Deliver(account.clone(), message));
            }
            Action::Preset { preset } => self.tasks.push_back(Task::Preset(*preset)),
            Action::Switch { switch, on } => self.tasks.push_back(Task::Switch(*switch, *on)),
            Action::Wait { milliseconds } => self.tasks.push_back(Task::Wait(*milliseconds)),
        }
    }

    /// The next turn, never an empty one. `None` when nothing is left to do.
    pub fn poll(&mut self) -> Option<Turn> {
        self.store.tell_time(self.now);
        loop {
            let mut turn = Turn::default();
            match self.curious.pop_front() {
                Some(id) => self.with_session(id, &mut turn, |session, world| session.push(world)),
                None => {
                    let task = self.tasks.pop_front()?;
                    self.perform(task, &mut turn);
                }
            }
            if !turn.is_empty() {
                return Some(turn);
            }
        }
    }

    /// Handles an action and gives all its turns.
    pub fn run(&mut self, action: &Action) -> Vec<Turn> {
        self.handle(action);
        std::iter::from_fn(|| self.poll()).collect()
    }

    /// Opens a connection, unless that number is taken by one that is open or there are too many.
    fn open(&mut self, id: ConnectionId, protocol: Protocol, turn: &mut Turn) -> bool {
        let refused = match self.connection(id) {
            Some(earlier) => earlier.is_open(),
            None => self.connections.len() >= CONNECTIONS_MAX,
        };
        if refused {
            return false;
        }
        self.opened += 1;
        let session = match protocol {
            Protocol::Pop3 => Session::Pop3(pop3::Session::new(self.opened)),
            Protocol::Imap => Session::Imap(imap::Session::new(self.opened)),
        };
        let connection = Connection { session, opened: self.now, active: self.now, closed: None };
        self.connections.insert(id, Arc::new(connection));
        turn.push(Step::Opened { connection: id, protocol });
        true
    }

    fn greet(&mut self, id: ConnectionId, greeting: Greeting, turn: &mut Turn) {
        self.with_session(id, turn, |session, world| session.greet(greeting, world));
        self.tasks.push_front(Task::Continue(id));
    }

    fn receive(&mut self, id: ConnectionId, octets: &[u8]) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.is_open() {
            Arc::make_mut(connection).session.feed(octets);
            self.tasks.push_front(Task::Continue(id));
        }
    }

    fn perform(&mut self, task: Task, turn: &mut Turn) {
        match task {
            Task::Connect(id, protocol, greeting) => {
                if self.open(id, protocol, turn) {
                    self.greet(id, greeting, turn);
                }
            }
            // The handshake completes in the turn after this one, and the greeting is the third.
            Task::ConnectTls(id, protocol, greeting) => {
                if self.open(id, protocol, turn) {
                    self.with_session(id, turn, |session, world| session.begin_with_tls(world));
                    self.tasks.push_front(Task::Greet(id, greeting));
                    self.tasks.push_front(Task::Continue(id));
                }
            }
            Task::Greet(id, greeting) => self.greet(id, greeting, turn),
            Task::Receive(id, octets) => self.receive(id, &octets),
            Task::Continue(id) => {
                let mut more = false;
                self.with_session(id, turn, |session, world| more = session.poll(world));
                if more {
                    // RFC 1939 §3: "The receipt of any command from the client during that interval
                    // should suffice to reset the autologout timer."
                    self.reset_timer(id);
                    self.tasks.push_front(Task::Continue(id));
                }
            }
            Task::Cut(id) => {
                self.with_session(id, turn, |session, world| session.cut(world));
            }
            Task::Deliver(account, message) => {
                // A full or missing mailbox refuses the message: nothing changes, and no step says so.
                let now = self.now;
                let _ = self.store.append(&account, INBOX, message, Flags::NONE, now, None);
                self.publish(turn);
            }
            Task::Switch(switch, on) if self.switches.has(switch) != on => {
                self.switches = self.switches.with(switch, on);
                turn.push(Step::Switched { switch, on });
            }
            Task::Switch(..) => {}
            Task::Preset(preset) => {
                let before = std::mem::replace(&mut self.switches, preset.switches());
                turn.push(Step::Became { preset });
                let changes = before.changes(self.switches);
                turn.extend(changes.map(|(switch, on)| Step::Switched { switch, on }));
            }
            Task::Wait(milliseconds) => self.wait(milliseconds, turn),
        }
    }

    /// Moves the clock to the next deadline or by `milliseconds`, whichever comes first, and keeps the
    /// rest of the wait for the next turn.
    fn wait(&mut self, milliseconds: u64, turn: &mut Turn) {
        let until = self.now.plus(milliseconds);
        if self.calm_until.is_none_or(|calm| until < calm) {
            self.now = until;
            turn.push(Step::Clock { now: until });
            return;
        }
        let deadlines = self.connections.iter().filter_map(|(id, connection)| {
            connection.deadline().filter(|deadline| *deadline <= until).map(|deadline| (deadline, *id))
        });
        let next = deadlines.min();
        self.now = next.map_or(until, |(deadline, _)| deadline.max(self.now));
        turn.push(Step::Clock { now: self.now });
        if let Some((_, id)) = next {
            turn.push(Step::TimerExpired { connection: id });
            self.with_session(id, turn, |session, world| session.time_out(world));
            self.reset_timer(id);
        }
        self.calm_until = self.connections.values().filter_map(|connection| connection.deadline()).min();
        let rest = until.since(self.now);
        if rest > 0 || self.calm_until.is_some_and(|calm| calm <= until) {
            self.tasks.push_front(Task::Wait(rest));
        }
    }

    /// Takes note of a timer that may run out earlier than all others.
    fn stir(&mut self, deadline: Option<Time>) {
        self.calm_until = self.calm_until.into_iter().chain(deadline).min();
    }

    /// Begins the inactivity interval of an open connection anew.
    fn reset_timer(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.is_open() && connection.active != self.now {
            Arc::make_mut(connection).active = self.now;
        }
    }

    /// Lets one open session act, then tells the others what it changed.
    fn with_session(
        &mut self,
        id: ConnectionId,
        turn: &mut Turn,
        act: impl FnOnce(&mut Session, &mut World),
    ) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if !connection.is_open() {
            return;
        }
        let connection = Arc::make_mut(connection);
        let mut world =
            World { connection: id, store: &mut self.store, now: self.now, switches: self.switches, turn };
        act(&mut connection.session, &mut world);
        connection.closed = world.turn.closed();
        let deadline = connection.deadline();
        self.stir(deadline);
        self.publish(turn);
    }

    /// Makes steps of the store's events, and into what the other sessions have to be told.
    fn publish(&mut self, turn: &mut Turn) {
        let events = self.store.take_events();
        if events.is_empty() {
            return;
        }
        for (id, connection) in self.connections.iter_mut() {
            if connection.is_open() && events.iter().any(|event| connection.session.concerns(*id, event)) {
                let session = &mut Arc::make_mut(connection).session;
                events.iter().for_each(|event| session.notice(*id, event));
            }
            if connection.is_open() && events.iter().any(|event| connection.session.is_curious(*id, event)) {
                self.curious.push_back(*id);
            }
        }
        turn.extend(events.into_iter().map(|event| Step::Mailbox {
            account: event.account,
            mailbox: event.mailbox,
            change: event.change,
        }));
    }
}

impl Connection {
    /// Whether it can still send and receive.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// When the inactivity timer will expire, if the connection is open.
    pub fn deadline(&self) -> Option<Time> {
        self.is_open().then(|| self.active.plus(self.session.timeout()))
    }
}

impl Session {
    /// What it speaks.
    pub fn protocol(&self) -> Protocol {
        match self {
            Session::Pop3(_) => Protocol::Pop3,
            Session::Imap(_) => Protocol::Imap,
        }
    }

    /// Its machines, the connection's own first: one for each of [`charts`].
    pub fn machines(&self) -> [&Machine; 3] {
        match self {
            Session::Pop3(session) => session.machines(),
            Session::Imap(session) => session.machines(),
        }
    }

    /// The inactivity timer's length in milliseconds.
    pub fn timeout(&self) -> u64 {
        match self {
            Session::Pop3(session) => session.timeout(),
            Session::Imap(session) => session.timeout(),
        }
    }

    fn begin_with_tls(&mut self, world: &mut World) {
        match self {
            Session::Pop3(session) => session.begin_with_tls(world),
            Session::Imap(session) => session.begin_with_tls(world),
        }
    }

    fn greet(&mut self, greeting: Greeting, world: &mut World) {
        match self {
            Session::Pop3(session) => session.greet(greeting, world),
            Session::Imap(session) => session.greet(greeting, world),
        }
    }

    fn feed(&mut self, octets: &[u8]) {
        match self {
            Session::Pop3(session) => session.feed(octets),
            Session::Imap(session) => session.feed(octets),
        }
    }

    fn poll(&mut self, world: &mut World) -> bool {
        match self {
            Session::Pop3(session) => session.poll(world),
            Session::Imap(session) => session.poll(world),
        }
    }

    fn time_out(&mut self, world: &mut World) {
        match self {
            Session::Pop3(session) => session.time_out(world),
            Session::Imap(session) => session.time_out(world),
        }
    }

    fn cut(&mut self, world: &mut World) {
        match self {
            Session::Pop3(session) => session.cut(world),
            Session::Imap(session) => session.cut(world),
        }
    }

    /// Whether an event is one that this session must remember. POP3 works on a snapshot
    /// (RFC 1939 §3), so none concerns it.
    fn concerns(&self, own: ConnectionId, event: &Event) -> bool {
        match self {
            Session::Pop3(_) => false,
            Session::Imap(session) => session.concerns(own, event),
        }
    }

    /// Whether an event is to be told to its client at once.
    fn is_curious(&self, own: ConnectionId, event: &Event) -> bool {
        matches!(self, Session::Imap(session) if session.is_curious(own, event))
    }

    fn push(&mut self, world: &mut World) {
        if let Session::Imap(session) = self {
            session.push(world);
        }
    }

    fn notice(&mut self, own: ConnectionId, event: &Event) {
        if let Session::Imap(session) = self {
            session.notice(own, event);
        }
    }
}

#[cfg(test)]
mod tests;

//! The simulation as a whole, and the one place where actions become turns.
//!
//! The rules of this file:
//! 1. [`Lab::handle`] takes an action in; [`Lab::poll`] gives one [`Turn`] out. Between turns the lab is consistent
//!    and can be kept by cloning it, which is cheap.
//! 2. Nothing but an action moves the clock. The same actions always give the same turns.
//! 3. The sessions change the store; the lab tells the other sessions and records the changes.

mod recorded;

use super::action::Action;
use super::connection::{ConnectionId, Greeting, Protocol};
use super::context::Context;
use super::mail::scenario::Scenario;
use super::mail::{Flags, INBOX, MESSAGE_MAX, Message, Store};
use super::phrase::Tongue;
use super::session::Session;
use super::step::{Closing, Step};
use super::switches::Switches;
use super::time::Time;
use super::turn::Turn;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A connection, open or ended.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its protocol.
    pub protocol: Protocol,
    /// The server's side of it.
    pub session: Box<dyn Session>,
    /// The time of opening.
    pub opened: Time,
    /// The time of the last command (or the greeting): the inactivity timer counts from here.
    pub active: Time,
    /// The way in which it ended, if it has.
    pub closed: Option<Closing>,
}

/// A task that waits for its turn. It is interpreted only then, so that it does not matter whether the turns of
/// earlier actions have been polled.
#[derive(Clone, Debug)]
enum Task {
    Act(Action),
    Greet(ConnectionId, Greeting),
    Continue(ConnectionId),
    ShutDown(ConnectionId),
}

/// A simulation: a server with its accounts, its connections and its clock.
#[derive(Clone, Debug)]
pub struct Lab {
    now: Time,
    store: Store,
    switches: Switches,
    /// The languages besides English that the server's texts can come in.
    tongues: &'static [Tongue],
    connections: BTreeMap<ConnectionId, Arc<Connection>>,
    /// The number of connections that have been opened so far: each gets one that no other had.
    opened: u64,
    tasks: VecDeque<Task>,
    /// Connections that need a push: they are told of a change before anything else happens.
    pushes: VecDeque<ConnectionId>,
    /// No inactivity timer runs out before this (never, for `None`): a lower bound, so that letting a moment
    /// pass costs nothing with thousands of connections.
    next_deadline: Option<Time>,
}

/// Most connections that a lab keeps, ended ones included; further ones are refused.
pub const CONNECTIONS_MAX: usize = 10_000;

impl Lab {
    /// A lab as the scenario describes it, without connections.
    pub fn new(scenario: &Scenario) -> Self {
        Self::with_store(scenario.store(), scenario.start)
    }

    /// A lab with these accounts, whose clock begins at `start`.
    pub fn with_store(store: Store, start: Time) -> Self {
        let (connections, tasks, pushes) = (BTreeMap::new(), VecDeque::new(), VecDeque::new());
        let switches = Switches::default();
        let tongues = &[];
        Self {
            now: start,
            store,
            switches,
            tongues,
            connections,
            opened: 0,
            tasks,
            pushes,
            next_deadline: None,
        }
    }

    /// The same lab, whose server knows these languages besides English.
    #[must_use]
    pub fn speaking(self, tongues: &'static [Tongue]) -> Self {
        Self { tongues, ..self }
    }

    /// A lab without connections in which `opened` have been before, of a server with these switches: the same as
    /// another lab whose last connection has ended.
    pub fn resumed(store: Store, now: Time, opened: u64, switches: Switches) -> Self {
        Self { opened, switches, ..Self::with_store(store, now) }
    }

    /// This moment with this connection alone: the copy to keep where no other one will be looked at. It costs the
    /// same however many others there are.
    pub fn alone(&self, id: ConnectionId) -> Self {
        let mut alone =
            Self::resumed(self.store.clone(), self.now, self.opened, self.switches).speaking(self.tongues);
        if let Some(connection) = self.connections.get(&id) {
            alone.connections.insert(id, connection.clone());
        }
        alone
    }

    /// The number of connections that have been opened so far.
    pub fn opened(&self) -> u64 {
        self.opened
    }

    /// The clock's time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The accounts.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The server's switches.
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
    pub fn next_deadline(&self) -> Option<Time> {
        self.next_deadline
    }

    /// Forgets a connection that has ended, so that a lab that runs for days does not fill up
    /// ([`CONNECTIONS_MAX`]); false when it is still open or unknown. As long as its number is not used again,
    /// later turns are the same with it and without it.
    pub fn forget(&mut self, id: ConnectionId) -> bool {
        let ended = self.connection(id).is_some_and(|connection| !connection.is_open());
        ended && self.connections.remove(&id).is_some()
    }

    /// Takes an action in. Its turns come out of [`Lab::poll`].
    pub fn handle(&mut self, action: &Action) {
        self.take(action.clone());
    }

    /// The same for an action that nobody else needs: its octets are not copied.
    pub fn take(&mut self, action: Action) {
        self.tasks.push_back(Task::Act(action));
    }

    /// The next turn, never an empty one. `None` when nothing is left to do.
    pub fn poll(&mut self) -> Option<Turn> {
        self.store.tell_time(self.now);
        loop {
            let mut turn = Turn::default();
            match self.pushes.pop_front() {
                Some(id) => self.with_session(id, &mut turn, |session, context| session.push(context)),
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
        let session = (protocol.row().open)(self.opened);
        let connection = Connection { protocol, session, opened: self.now, active: self.now, closed: None };
        self.connections.insert(id, Arc::new(connection));
        turn.push(Step::Opened { connection: id, protocol });
        true
    }

    fn greet(&mut self, id: ConnectionId, greeting: Greeting, turn: &mut Turn) {
        self.with_session(id, turn, |session, context| session.greet(greeting, context));
        self.tasks.push_front(Task::Continue(id));
    }

    fn receive(&mut self, id: ConnectionId, octets: Vec<u8>) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.is_open() {
            Arc::make_mut(connection).session.feed(octets);
            self.tasks.push_front(Task::Continue(id));
        }
    }

    fn perform(&mut self, task: Task, turn: &mut Turn) {
        match task {
            Task::Act(action) => self.act(action, turn),
            Task::Greet(id, greeting) => self.greet(id, greeting, turn),
            Task::ShutDown(id) => {
                self.with_session(id, turn, |session, context| session.shut_down(context));
            }
            Task::Continue(id) => {
                let (mut done, mut more) = (false, false);
                self.with_session(id, turn, |session, context| {
                    done = session.poll(context);
                    more = done && session.has_more();
                });
                if done {
                    // RFC 1939 §3: "The receipt of any command from the client during that interval
                    // should suffice to reset the autologout timer."
                    self.reset_timer(id);
                }
                if more {
                    self.tasks.push_front(Task::Continue(id));
                }
            }
        }
    }

    fn act(&mut self, action: Action, turn: &mut Turn) {
        match action {
            Action::Connect { connection, protocol, greeting } => {
                if self.open(connection, protocol, turn) {
                    self.greet(connection, greeting, turn);
                }
            }
            // The handshake completes in the turn after this one, and the greeting is the third.
            Action::ConnectTls { connection, protocol, greeting } => {
                if self.open(connection, protocol, turn) {
                    self.with_session(connection, turn, |session, context| session.begin_with_tls(context));
                    self.tasks.push_front(Task::Greet(connection, greeting));
                    self.tasks.push_front(Task::Continue(connection));
                }
            }
            Action::Send { connection, octets } => self.receive(connection, octets),
            Action::Cut { connection } => {
                self.with_session(connection, turn, |session, context| session.cut(context));
            }
            // A turn for each connection, in order of their numbers.
            Action::Shutdown {} => {
                let open = self.connections.iter().filter(|(_, connection)| connection.is_open());
                let ends: Vec<Task> = open.map(|(id, _)| Task::ShutDown(*id)).collect();
                ends.into_iter().rev().for_each(|end| self.tasks.push_front(end));
            }
            Action::Deliver { account, message } => {
                // A message that is too large is refused, as a mail server would, and so it is by a full or missing
                // mailbox: nothing changes, and no step says so.
                if message.len() <= MESSAGE_MAX {
                    let message = Arc::new(Message::delivered(&message));
                    let _ = self.store.append(&account, INBOX, message, Flags::NONE, self.now, None);
                    self.publish(turn);
                }
            }
            Action::Switch { switch, on } => {
                if self.switches.has(switch) != on {
                    self.switches = self.switches.with(switch, on);
                    turn.push(Step::Switched { switch, on });
                }
            }
            Action::Preset { preset } => {
                let before = std::mem::replace(&mut self.switches, preset.switches());
                turn.push(Step::Became { preset });
                let changes = before.changes(self.switches);
                turn.extend(changes.map(|(switch, on)| Step::Switched { switch, on }));
            }
            Action::Wait { milliseconds } => self.wait(milliseconds, turn),
        }
    }

    /// Moves the clock to the next deadline or by `milliseconds`, whichever comes first, and keeps the
    /// rest of the wait for the next turn.
    fn wait(&mut self, milliseconds: u64, turn: &mut Turn) {
        let until = self.now.plus(milliseconds);
        if self.next_deadline.is_none_or(|next| until < next) {
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
            self.with_session(id, turn, |session, context| session.time_out(context));
            self.reset_timer(id);
        }
        self.next_deadline = self.connections.values().filter_map(|connection| connection.deadline()).min();
        let rest = until.since(self.now);
        if rest > 0 || self.next_deadline.is_some_and(|next| next <= until) {
            self.tasks.push_front(Task::Act(Action::Wait { milliseconds: rest }));
        }
    }

    /// Takes note of a timer that may run out earlier than all others.
    fn note_deadline(&mut self, deadline: Option<Time>) {
        self.next_deadline = self.next_deadline.into_iter().chain(deadline).min();
    }

    /// Begins the inactivity interval of an open connection anew.
    fn reset_timer(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.is_open() && connection.active != self.now {
            Arc::make_mut(connection).active = self.now;
        }
    }

    /// Lets one open session act, then tells the others its changes.
    fn with_session(
        &mut self,
        id: ConnectionId,
        turn: &mut Turn,
        act: impl FnOnce(&mut dyn Session, &mut Context),
    ) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if !connection.is_open() {
            return;
        }
        let connection = Arc::make_mut(connection);
        let mut context = Context {
            connection: id,
            store: &mut self.store,
            now: self.now,
            switches: self.switches,
            tongues: self.tongues,
            protected: connection.session.is_protected(),
            turn,
        };
        act(&mut *connection.session, &mut context);
        connection.closed = context.turn.closed();
        let deadline = connection.deadline();
        self.note_deadline(deadline);
        self.publish(turn);
    }

    /// Tells the store's events to the other sessions, and makes steps of them.
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
            if connection.is_open() && events.iter().any(|event| connection.session.pushes(*id, event)) {
                self.pushes.push_back(*id);
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

    /// The time at which the inactivity timer will expire, if the connection is open.
    pub fn deadline(&self) -> Option<Time> {
        self.is_open().then(|| self.active.plus(self.protocol.row().timeout))
    }
}

#[cfg(test)]
mod tests;

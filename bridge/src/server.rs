//! The task that owns the world: octets of all sockets become actions, and the replies go back.
//!
//! The rules of this file:
//! 1. Before every action, or some commands at once, real time passes as an [`Action::Wait`], so that the actions alone
//!    tell everything: replayed from the same world they give the same turns.
//! 2. A client's octets are handed to the engine command by command, in turn with the other clients', and
//!    only while it takes the replies. Sockets have their turn after [`COMMANDS_AT_ONCE`] commands, so that the replies
//!    to many small ones leave in one write.
//! 3. A connection that has ended is forgotten; its number is never used again.

use crate::connection::Connection;
use crate::input::{Disconnect, Input};
use crate::log::Log;
use postamt::engine::step::Closing;
use postamt::engine::{Action, Awaits, ConnectionId, Greeting, Lab, Protocol, Session};
use postamt::share::world::World;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// Most octets of replies that wait for all clients together; beyond, the slowest client is cut.
pub(crate) const ALL_UNSENT_MAX: usize = 256 << 20;

/// Commands that are handled before the sockets have their turn, unless they take longer than [`AT_ONCE`].
const COMMANDS_AT_ONCE: usize = 64;
/// Commands that are handled before the server looks at the clock.
const COMMANDS_A_LOOK: usize = 8;
/// The time after which the sockets have their turn.
const AT_ONCE: Duration = Duration::from_micros(500);

/// The complaint about octets that came in the clear between STARTTLS and the handshake.
const JUNK: &str = "sent octets in the clear after it had asked for TLS; they were thrown away";

/// A client that is connected.
#[derive(Debug)]
struct Client {
    connection: Connection,
    protocol: Protocol,
    /// Octets that the engine has not yet got.
    pending: VecDeque<u8>,
    /// It has sent all that it will ever send.
    hung_up: bool,
    /// TLS has begun and is not complete: octets that come now came in the clear.
    handshake: bool,
    /// Some have come.
    junk: bool,
    /// It stands in the queue for its next command.
    queued: bool,
    /// It stands among those whose replies are to leave.
    spoke: bool,
}

/// The world and everybody in it.
#[derive(Debug)]
pub(crate) struct Server {
    lab: Lab,
    clients: BTreeMap<ConnectionId, Client>,
    /// Clients with octets to be handled, next first.
    queue: VecDeque<ConnectionId>,
    log: Option<Arc<Log>>,
    all_unsent: Arc<AtomicUsize>,
    /// The world's beginning in real time, and the milliseconds that the engine was told since.
    began: Instant,
    told: u64,
    /// The time of the last look at the clock.
    now: Instant,
    /// Clients whose replies are to leave before the sockets have their turn.
    spoken: Vec<ConnectionId>,
}

impl Server {
    /// A server around a world that begins now.
    pub(crate) fn new(lab: Lab, log: Option<Arc<Log>>, all_unsent: Arc<AtomicUsize>) -> Self {
        let (clients, queue, now) = (BTreeMap::new(), VecDeque::new(), Instant::now());
        Self { lab, clients, queue, log, all_unsent, began: now, told: 0, now, spoken: Vec::new() }
    }

    /// Works until told to stop; then all connections are cut.
    pub(crate) async fn run(mut self, mut inputs: mpsc::Receiver<Input>, mut stop: watch::Receiver<bool>) {
        let mut batch = Vec::new();
        loop {
            if self.queue.is_empty() {
                let timer = self.next_timer();
                tokio::select! {
                    biased;
                    _ = stop.wait_for(|stop| *stop) => break,
                    count = inputs.recv_many(&mut batch, 256) => if count == 0 { break },
                    () = tokio::time::sleep_until(timer) => self.pass_time(),
                }
            } else {
                while batch.len() < 256
                    && let Ok(input) = inputs.try_recv()
                {
                    batch.push(input);
                }
                if *stop.borrow() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            for input in batch.drain(..) {
                self.take(input);
            }
            let began = Instant::now();
            for count in 0..COMMANDS_AT_ONCE.max(self.queue.len()) {
                let Some(id) = self.queue.pop_front() else { break };
                if count % COMMANDS_A_LOOK == 0 {
                    self.pass_time();
                    if self.now - began > AT_ONCE {
                        self.queue.push_front(id);
                        break;
                    }
                }
                self.serve(id);
            }
            self.flush();
            self.watch_memory();
            self.keep_log_short();
        }
        self.close_all();
    }

    /// Lets the replies go that were put together.
    fn flush(&mut self) {
        for id in self.spoken.drain(..) {
            if let Some(client) = self.clients.get_mut(&id) {
                client.connection.flush();
                client.spoke = false;
            }
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Opened { id, protocol, greeting, tls, connection } => {
                self.clients.insert(id, Client::new(connection, protocol));
                if greeting == Greeting::Bye {
                    self.tell(id, "there are too many connections already; refused");
                }
                self.act(match tls {
                    false => Action::Connect { connection: id, protocol, greeting },
                    true => Action::ConnectTls { connection: id, protocol, greeting },
                });
            }
            Input::Octets(id, octets) => {
                let Some(client) = self.clients.get_mut(&id) else { return };
                client.pending.extend(octets);
                if client.handshake {
                    client.throw_away();
                } else {
                    self.enqueue(id);
                }
            }
            Input::Secured { id, junk } => {
                let Some(client) = self.clients.get_mut(&id) else { return };
                client.handshake = false;
                if junk || client.junk {
                    self.tell(id, JUNK);
                }
            }
            Input::Drained(id) => self.enqueue(id),
            Input::Disconnect(id, Disconnect::HungUp) => {
                let Some(client) = self.clients.get_mut(&id) else { return };
                client.hung_up = true;
                self.enqueue(id);
            }
            Input::Disconnect(id, gone) => self.cut(id, &gone.to_string()),
        }
    }

    fn enqueue(&mut self, id: ConnectionId) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        if !client.queued {
            client.queued = true;
            self.queue.push_back(id);
        }
    }

    /// Hands one client's next command to the engine.
    fn serve(&mut self, id: ConnectionId) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        client.queued = false;
        if !client.connection.takes_more() {
            return; // `Input::Drained` brings it back
        }
        let count = next_piece(&mut client.pending, self.lab.connection(id).map(|c| &*c.session));
        if count == 0 {
            if client.hung_up {
                let end = client.protocol.row().farewell;
                self.cut(id, &format!("hung up without {end}"));
            }
            return;
        }
        let octets = client.pending.make_contiguous()[..count].to_vec();
        client.pending.drain(..count);
        client.connection.give_credit(count);
        client.note_spoken(id, &mut self.spoken);
        if !client.pending.is_empty() || client.hung_up {
            client.queued = true;
            self.queue.push_back(id);
        }
        self.perform(Action::Send { connection: id, octets });
    }

    /// Lets the time that has really passed pass in the world, then does one thing.
    fn act(&mut self, action: Action) {
        self.pass_time();
        self.perform(action);
    }

    fn pass_time(&mut self) {
        self.now = Instant::now();
        let milliseconds = ((self.now - self.began).as_millis() as u64).saturating_sub(self.told);
        if milliseconds > 0 {
            self.told += milliseconds;
            self.perform(Action::Wait { milliseconds });
        }
    }

    fn perform(&mut self, action: Action) {
        let kept = self.log.as_ref().map(|_| action.clone());
        self.lab.take(action);
        let mut closed = Vec::new();
        while let Some(turn) = self.lab.poll() {
            let Some(id) = turn.connection() else { continue };
            closed.extend(turn.closed().map(|by| (id, by)));
            let Some(client) = self.clients.get_mut(&id) else { continue };
            client.note_spoken(id, &mut self.spoken);
            let secures = turn.begins_tls();
            let mut wires = turn.into_replies().peekable();
            while let Some(wire) = wires.next() {
                let last_in_clear = secures && wires.peek().is_none();
                client.connection.send(wire, last_in_clear);
                if last_in_clear {
                    client.handshake = true;
                    client.throw_away();
                }
            }
        }
        if let (Some(log), Some(action)) = (&self.log, kept) {
            log.append(action, self.now);
        }
        for (id, by) in closed {
            if by == Closing::Timeout {
                self.tell(id, "was silent until its inactivity timer ran out; closed");
            }
            self.lab.forget(id);
            // Dropping the connection closes it once everything is sent. A client still without TLS gets nothing more.
            if let Some(client) = self.clients.remove(&id).filter(|client| client.handshake) {
                client.connection.abort();
            }
        }
    }

    /// Ends a connection from outside, without any command.
    fn cut(&mut self, id: ConnectionId, why: &str) {
        if self.clients.contains_key(&id) {
            self.tell(id, why);
            self.act(Action::Cut { connection: id });
            if let Some(client) = self.clients.remove(&id) {
                client.connection.abort(); // the engine had already closed it, or did not know it
            }
        }
    }

    /// One line about one client's trouble.
    fn tell(&self, id: ConnectionId, what: &str) {
        let protocol = self
            .clients
            .get(&id)
            .map_or_else(String::new, |client| client.protocol.row().id.to_ascii_uppercase() + " ");
        eprintln!("{protocol}connection {}: {what}.", id.0);
    }

    /// Cuts the slowest readers while all replies that wait need too much memory.
    fn watch_memory(&mut self) {
        while self.all_unsent.load(Ordering::SeqCst) > ALL_UNSENT_MAX {
            let slowest = self.clients.iter().max_by_key(|(_, client)| client.connection.unsent());
            let Some((&id, _)) = slowest.filter(|(_, client)| client.connection.unsent() > 0) else { return };
            let Some(client) = self.clients.get(&id) else { return };
            let mebibytes = client.connection.unsent() >> 20;
            self.tell(id, &format!("leaves {mebibytes} MiB of replies waiting; cut to save memory"));
            if let Some(client) = self.clients.remove(&id) {
                client.connection.abort();
            }
            self.act(Action::Cut { connection: id });
        }
    }

    /// Begins the log anew where that loses nothing: see [`Log`].
    fn keep_log_short(&mut self) {
        let Some(log) = &self.log else { return };
        if self.clients.is_empty() && log.wants_a_new_start() {
            log.begin_anew(World::of(&self.lab));
        }
    }

    /// The moment at which the engine has to be told the time although nobody does anything.
    fn next_timer(&self) -> Instant {
        let next = self.lab.next_deadline().map(|until| until.since(self.lab.now()));
        // A day is as good as never, and surely representable.
        let milliseconds = next.unwrap_or(u64::MAX).min(86_400_000);
        self.began + Duration::from_millis(self.told) + Duration::from_millis(milliseconds.max(1))
    }

    fn close_all(&mut self) {
        let ids: Vec<ConnectionId> = self.clients.keys().copied().collect();
        for id in ids {
            self.act(Action::Cut { connection: id });
        }
        self.clients.clear();
    }
}

impl Client {
    fn new(connection: Connection, protocol: Protocol) -> Self {
        let pending = VecDeque::new();
        let (hung_up, handshake, junk, queued, spoke) = (false, false, false, false, false);
        Self { connection, protocol, pending, hung_up, handshake, junk, queued, spoke }
    }

    fn note_spoken(&mut self, id: ConnectionId, spoken: &mut Vec<ConnectionId>) {
        if !self.spoke {
            self.spoke = true;
            spoken.push(id);
        }
    }

    /// Forgets octets that have come in the clear behind the command that begins TLS: somebody on the way may have put
    /// it there.
    fn throw_away(&mut self) {
        self.junk |= !self.pending.is_empty();
        self.connection.give_credit(self.pending.len());
        self.connection.flush();
        self.pending.clear();
    }
}

/// The number of waiting octets that make the next action: a line or literal, or its part that is there.
fn next_piece(pending: &mut VecDeque<u8>, session: Option<&dyn Session>) -> usize {
    let literal = match session.map(Session::awaits) {
        Some(Awaits::Literal(left)) => usize::try_from(left).unwrap_or(usize::MAX),
        _ => 0,
    };
    if literal > 0 {
        return literal.min(pending.len());
    }
    let octets = pending.make_contiguous();
    octets.iter().position(|octet| *octet == b'\n').map_or(octets.len(), |at| at + 1)
}

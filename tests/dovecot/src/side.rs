//! One of the two servers: octets go in, its answers come out.

use crate::dovecot::{Dovecot, PASSWORD};
use crate::reply::Due;
use postamt::engine::mail::Store;
use postamt::engine::step::Party;
use postamt::engine::time::Time;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// A server's answer since it was last asked.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Its octets.
    pub octets: Vec<u8>,
    /// Whether it has closed the connection.
    pub closed: bool,
}

/// Our server.
#[derive(Debug)]
pub struct Ours {
    lab: Lab,
    answers: BTreeMap<u32, Answer>,
}

impl Ours {
    /// Two users with empty mailboxes.
    pub fn new() -> Self {
        let mut store = Store::default();
        for name in ["anna", "ben"] {
            store.add_account(name, PASSWORD, Time::START);
        }
        Self { lab: Lab::with_store(store, Time::START), answers: BTreeMap::new() }
    }

    /// Opens a connection; the earlier one of this number is cut.
    pub fn connect(&mut self, id: u32, protocol: Protocol) -> Answer {
        let connection = ConnectionId(id);
        self.cut(id);
        self.run(&Action::Connect { connection, protocol, greeting: Greeting::Ok });
        self.take(id)
    }

    /// Sends octets.
    pub fn send(&mut self, id: u32, octets: &[u8]) -> Answer {
        self.run(&Action::Send { connection: ConnectionId(id), octets: octets.to_vec() });
        self.take(id)
    }

    /// The client is gone.
    pub fn cut(&mut self, id: u32) {
        self.run(&Action::Cut { connection: ConnectionId(id) });
        self.take(id);
    }

    /// Its answer on this connection.
    pub fn take(&mut self, id: u32) -> Answer {
        self.answers.remove(&id).unwrap_or_default()
    }

    fn run(&mut self, action: &Action) {
        for turn in self.lab.run(action) {
            let Some(id) = turn.connection() else { continue };
            let answer = self.answers.entry(id.0).or_default();
            turn.wires(Party::Server).for_each(|wire| answer.octets.extend_from_slice(wire.octets()));
            answer.closed |= turn.closed().is_some();
        }
    }
}

impl Default for Ours {
    fn default() -> Self {
        Self::new()
    }
}

/// Dovecot's side of a script.
#[derive(Debug)]
pub struct Theirs<'a> {
    dovecot: &'a Dovecot,
    streams: BTreeMap<u32, TcpStream>,
}

/// How long it may take to say anything at all.
const SILENCE_MAX: Duration = Duration::from_secs(4);
/// How long to listen where nothing should come.
const NOTHING: Duration = Duration::from_millis(250);
/// After it has said something, how long a pause may be.
const PAUSE_MAX: Duration = Duration::from_millis(700);

impl<'a> Theirs<'a> {
    /// Without connections.
    pub fn new(dovecot: &'a Dovecot) -> Self {
        Self { dovecot, streams: BTreeMap::new() }
    }

    /// Opens a connection.
    pub fn connect(&mut self, id: u32, protocol: Protocol) -> Answer {
        let address: SocketAddr = match protocol {
            Protocol::Imap => self.dovecot.imap,
            Protocol::Pop3 => self.dovecot.pop3,
        };
        let stream = TcpStream::connect(address).expect("Dovecot listens");
        stream.set_nodelay(true).expect("a socket's option");
        self.streams.insert(id, stream);
        self.listen(id, &Due::Lines(1), false)
    }

    /// Sends octets, and reads until it has said what is due, or has been silent for so long that nothing
    /// more will come. With `closing`, its hanging up is waited for too.
    pub fn send(&mut self, id: u32, octets: &[u8], due: &Due, closing: bool) -> Answer {
        let Some(stream) = self.streams.get_mut(&id) else { return Answer::default() };
        // It may have hung up already; then reading tells.
        let _ = stream.write_all(octets);
        self.listen(id, due, closing)
    }

    /// The client is gone.
    pub fn cut(&mut self, id: u32) {
        self.streams.remove(&id);
    }

    /// Reads what comes by itself.
    pub fn listen(&mut self, id: u32, due: &Due, closing: bool) -> Answer {
        let mut answer = Answer::default();
        let Some(stream) = self.streams.get_mut(&id) else { return answer };
        let mut last = Instant::now();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let patience = match (due.is_met(&answer.octets), closing, answer.octets.is_empty()) {
                // Nothing is due, and something may come yet.
                (true, false, true) => NOTHING,
                // Even now something unexpected may stand right behind.
                (true, false, false) => Duration::from_millis(2),
                (true, true, _) | (false, _, false) => PAUSE_MAX,
                (false, _, true) => SILENCE_MAX,
            };
            let left = patience.saturating_sub(last.elapsed());
            if left.is_zero() {
                return answer;
            }
            stream.set_read_timeout(Some(left)).expect("a socket's option");
            match stream.read(&mut buffer) {
                Ok(0) => answer.closed = true,
                Ok(count) => {
                    answer.octets.extend_from_slice(&buffer[..count]);
                    last = Instant::now();
                    continue;
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
                Err(_) => answer.closed = true,
            }
            self.streams.remove(&id);
            return answer;
        }
    }
}

//! The clients that a person opened, and the one that is shown.

use crate::engine::{Action, ConnectionId, Protocol};
use crate::i18n::{Key, Lang, format};
use crate::player::Player;
use std::collections::BTreeMap;

/// Most clients that a person opens by hand, of each protocol.
const CLIENTS_MAX: usize = 6;
/// A number that no connection of a bridge has.
pub const NOBODY: ConnectionId = ConnectionId(0);

/// The first client of each protocol: there before anybody connects.
fn first_clients() -> impl Iterator<Item = Client> {
    (1..).map(ConnectionId).zip(Protocol::ALL).map(|(id, protocol)| Client { id, protocol })
}

/// A client, connected or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its connection's number.
    pub id: ConnectionId,
    /// Its protocol.
    pub protocol: Protocol,
}

/// The clients, and the one that is shown of each protocol.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The protocol whose console and diagram are shown.
    pub protocol: Protocol,
    /// The connections shown, where it is not the protocol's first client.
    pub(super) shown: Shown,
    /// All clients, ended ones included, in order of their numbers.
    all: Vec<Client>,
}

/// The connection shown of each protocol; the first client's when there is none.
pub type Shown = BTreeMap<Protocol, ConnectionId>;

/// Ways to choose a client.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The one of this protocol that was shown last.
    ShowProtocol(Protocol),
    /// This one, and its protocol.
    Show(ConnectionId),
}

fn first(protocol: Protocol) -> ConnectionId {
    first_clients().find(|client| client.protocol == protocol).map_or(NOBODY, |client| client.id)
}

impl Clients {
    /// The first client of each protocol, and those of the simulation.
    pub fn new(protocol: Protocol, player: &Player) -> Self {
        let mut clients = Self { protocol, shown: Shown::new(), all: Vec::new() };
        clients.read(player);
        clients
    }

    /// Shows another client, if there is such a one.
    pub fn reduce(&mut self, message: Msg) {
        match message {
            Msg::ShowProtocol(protocol) => self.protocol = protocol,
            Msg::Show(id) => {
                if let Some(&client) = self.all.iter().find(|client| client.id == id) {
                    self.show(client.id, client.protocol);
                }
            }
        }
    }

    /// The connection shown.
    pub fn connection(&self) -> ConnectionId {
        self.shown_of(self.protocol)
    }

    /// The connection shown of a protocol.
    pub fn shown_of(&self, protocol: Protocol) -> ConnectionId {
        self.shown.get(&protocol).copied().unwrap_or(first(protocol))
    }

    /// All clients, ended ones included, in order of their numbers.
    pub fn all(&self) -> &[Client] {
        &self.all
    }

    /// "Client 2 · POP3": a client's name, with its place among those of its protocol.
    pub fn name(&self, id: ConnectionId, lang: Lang) -> String {
        let found = self.all.iter().find(|client| client.id == id);
        let protocol = found.map_or_else(Protocol::default, |client| client.protocol);
        let same = self.all.iter().filter(|other| other.protocol == protocol && other.id <= id);
        let number = same.count().max(1).to_string();
        format(lang, Key::StoreClient, &[("number", &number), ("protocol", protocol.row().name)])
    }

    /// The number for another client of the protocol shown; `None` when there are enough.
    pub fn next(&self) -> Option<ConnectionId> {
        let own = self.all.iter().filter(|client| client.protocol == self.protocol).count();
        let highest = self.all.iter().map(|client| client.id.0).max().unwrap_or_default();
        (own < CLIENTS_MAX).then_some(ConnectionId(highest + 1))
    }

    /// Shows a connection.
    pub fn show(&mut self, id: ConnectionId, protocol: Protocol) {
        self.protocol = protocol;
        self.shown.insert(protocol, id);
    }

    /// Shows no connection of any protocol.
    pub fn show_nobody(&mut self) {
        self.shown = Protocol::ALL.into_iter().map(|protocol| (protocol, NOBODY)).collect();
    }

    /// Finds the clients among the actions of a simulation.
    pub fn read(&mut self, player: &Player) {
        self.all = first_clients().collect();
        for action in player.actions() {
            let (Action::Connect { connection, protocol, .. }
            | Action::ConnectTls { connection, protocol, .. }) = *action
            else {
                continue;
            };
            match self.all.binary_search_by_key(&connection, |client| client.id) {
                Ok(at) => self.all[at].protocol = protocol,
                Err(at) => self.all.insert(at, Client { id: connection, protocol }),
            }
        }
        let all = &self.all;
        self.shown.retain(|protocol, id| all.contains(&Client { id: *id, protocol: *protocol }));
    }
}

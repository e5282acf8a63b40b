//! The clients that a person opened, and the one that is shown.

use super::per_protocol::PerProtocol;
use super::session_info;
use crate::engine::{Action, ConnectionId, Protocol, Turn};
use crate::i18n::{Key, Lang, format};
use crate::player::Player;
use std::collections::BTreeSet;

/// Most clients that a person opens by hand, of each protocol.
const CLIENTS_MAX: usize = 6;
/// A number that no connection of a bridge has.
pub const NOBODY: ConnectionId = ConnectionId(0);

/// A client, connected or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its connection's number.
    pub id: ConnectionId,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its number among all clients, from 1, in the order in which they came; those that have not come follow.
    pub number: usize,
    /// Whether it came to the port of TLS alone.
    pub tls: bool,
}

/// The clients, and the one that is shown of each protocol.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The protocol whose console and diagram are shown.
    pub protocol: Protocol,
    /// The first client of each protocol, or nobody.
    first: PerProtocol<ConnectionId>,
    /// Whether they have their connections' numbers, as a lesson's texts call them.
    are_numbered: bool,
    /// The connections shown, where it is not the protocol's first client.
    pub(super) shown: Shown,
    /// All clients, ended ones included, in order of their connections' numbers.
    all: Vec<Client>,
    /// The number of those that have connected.
    came: usize,
    /// Clients to which something came while another one was shown.
    news: BTreeSet<ConnectionId>,
}

/// The connection shown of each protocol; the first client's when there is none.
pub type Shown = PerProtocol<Option<ConnectionId>>;

/// Ways to choose a client.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The one of this protocol that was shown last.
    ShowProtocol(Protocol),
    /// This one, and its protocol.
    Show(ConnectionId),
    /// The one so many tabs further on, all of them in a circle.
    Beside(isize),
}

impl Clients {
    /// The first client of each protocol, and those of the simulation.
    pub fn new(protocol: Protocol, player: &Player) -> Self {
        // The first client of each protocol is there before anybody connects.
        let first = PerProtocol::of(|protocol| ConnectionId(protocol as u32 + 1));
        Self::with(first, false, protocol, player)
    }

    /// The same for a lesson: its protocol's first client is its first one, others get the next numbers, and they are
    /// called as the lesson calls them.
    pub fn of_lesson(protocol: Protocol, player: &Player) -> Self {
        let mut first = PerProtocol([NOBODY; Protocol::ALL.len()]);
        first[protocol] = ConnectionId(1);
        Self::with(first, true, protocol, player)
    }

    fn with(
        first: PerProtocol<ConnectionId>,
        are_numbered: bool,
        protocol: Protocol,
        player: &Player,
    ) -> Self {
        let (all, news) = (Vec::new(), BTreeSet::new());
        let mut clients = Self { protocol, first, are_numbered, shown: Shown::default(), all, came: 0, news };
        clients.read(player);
        clients
    }

    /// Shows another client, if there is such a one.
    pub fn reduce(&mut self, message: Msg) {
        match message {
            Msg::ShowProtocol(protocol) => {
                self.protocol = protocol;
                self.news.remove(&self.connection());
            }
            Msg::Show(id) => {
                if let Some(&client) = self.client(id) {
                    self.show(client.id, client.protocol);
                }
            }
            Msg::Beside(_) => {} // which one that is depends on the simulation: see `beside`
        }
    }

    /// All clients, in the order in which they came.
    pub fn by_number(&self) -> impl Iterator<Item = &Client> {
        let highest = self.all.iter().map(|client| client.number).max().unwrap_or_default();
        (1..=highest).filter_map(|number| self.all.iter().find(|client| client.number == number))
    }

    /// The clients that have a tab: the one shown, those that are open, and those with news.
    pub fn listed(&self, player: &Player) -> Vec<Client> {
        let shown = self.connection();
        let is_listed = |client: &&Client| {
            client.id == shown || self.has_news(client.id) || session_info::is_open(player, client.id)
        };
        self.by_number().filter(is_listed).copied().collect()
    }

    /// The client so many tabs beside the one shown.
    pub fn beside(&self, player: &Player, by: isize) -> ConnectionId {
        let listed = self.listed(player);
        let at = listed.iter().position(|client| client.id == self.connection()).unwrap_or_default() as isize;
        let next = (at + by).rem_euclid(listed.len().max(1) as isize) as usize;
        listed.get(next).map_or(self.connection(), |client| client.id)
    }

    /// The connection shown.
    pub fn connection(&self) -> ConnectionId {
        self.shown_of(self.protocol)
    }

    /// The connection shown of a protocol.
    pub fn shown_of(&self, protocol: Protocol) -> ConnectionId {
        self.shown[protocol].unwrap_or(self.first[protocol])
    }

    /// All clients, ended ones included, in order of their connections' numbers.
    pub fn all(&self) -> &[Client] {
        &self.all
    }

    /// The client with this connection.
    pub fn client(&self, id: ConnectionId) -> Option<&Client> {
        self.all.binary_search_by_key(&id, |client| client.id).ok().map(|at| &self.all[at])
    }

    /// "Client 2 · POP3": a client's name.
    pub fn name(&self, id: ConnectionId, lang: Lang) -> String {
        let (number, protocol) =
            self.client(id).map_or((1, Protocol::default()), |client| (client.number, client.protocol));
        let number = number.to_string();
        format(lang, Key::StoreClient, &[("number", &number), ("protocol", protocol.row().name)])
    }

    /// "Client 2": the client of a turn, where it is to be named because there are several.
    pub fn author(&self, turn: &Turn, lang: Lang) -> Option<String> {
        self.named(turn.connection()?, lang)
    }

    /// "Client 2": a client, where it is to be named because there are several.
    pub fn named(&self, id: ConnectionId, lang: Lang) -> Option<String> {
        self.numbered(id, lang).filter(|_| self.came > 1)
    }

    /// "Client 2": a client's number.
    pub fn numbered(&self, id: ConnectionId, lang: Lang) -> Option<String> {
        let number = self.client(id)?.number.to_string();
        Some(format(lang, Key::ClientNumber, &[("number", &number)]))
    }

    /// Remembers that something came to a client, if it is not the one shown.
    pub fn hear(&mut self, id: ConnectionId) {
        if id != self.connection() {
            self.news.insert(id);
        }
    }

    /// Whether something came to a client while another one was shown.
    pub fn has_news(&self, id: ConnectionId) -> bool {
        self.news.contains(&id)
    }

    /// Whether something came to a client of a protocol that is not shown.
    pub fn has_news_of(&self, protocol: Protocol) -> bool {
        let is_of = |id: &ConnectionId| self.client(*id).is_some_and(|client| client.protocol == protocol);
        protocol != self.protocol && self.news.iter().any(is_of)
    }

    /// The number for another client of a protocol: that of its first one, as long as that has not come; `None` when
    /// there are enough.
    pub fn next(&self, protocol: Protocol) -> Option<ConnectionId> {
        let first = self.client(self.first[protocol]).filter(|first| first.number > self.came);
        if let Some(first) = first {
            return Some(first.id);
        }
        let own = self.all.iter().filter(|client| client.protocol == protocol).count();
        let highest = self.all.iter().map(|client| client.id.0).max().unwrap_or_default();
        (own < CLIENTS_MAX).then_some(ConnectionId(highest + 1))
    }

    /// Shows a connection.
    pub fn show(&mut self, id: ConnectionId, protocol: Protocol) {
        self.protocol = protocol;
        self.shown[protocol] = Some(id);
        self.news.remove(&id);
    }

    /// Shows no connection of any protocol.
    pub fn show_nobody(&mut self) {
        self.shown.0.fill(Some(NOBODY));
    }

    /// Finds the clients among the actions of a simulation; those of a recording, which has none, among its turns.
    pub fn read(&mut self, player: &Player) {
        self.all.clear();
        for action in player.actions() {
            let (connection, protocol, tls) = match *action {
                Action::Connect { connection, protocol, .. } => (connection, protocol, false),
                Action::ConnectTls { connection, protocol, .. } => (connection, protocol, true),
                _ => continue,
            };
            self.put(connection, protocol, tls);
        }
        if player.actions().len() == 0 {
            for turn in player.moments().iter().map(|moment| &moment.turn) {
                if let (Some(id), Some(protocol)) = (turn.connection(), turn.opened()) {
                    self.put(id, protocol, turn.begins_tls());
                }
            }
        }
        self.came = self.all.len();
        for protocol in Protocol::ALL {
            let id = self.first[protocol];
            if id != NOBODY && self.client(id).is_none() {
                self.put(id, protocol, false);
            }
        }
        let all = &self.all;
        for protocol in Protocol::ALL {
            let is_there =
                |id: &ConnectionId| all.iter().any(|client| client.id == *id && client.protocol == protocol);
            self.shown[protocol] = self.shown[protocol].filter(is_there);
        }
        self.news.retain(|id| all.iter().any(|client| client.id == *id));
    }

    /// A client connects, for the first time or again.
    fn put(&mut self, id: ConnectionId, protocol: Protocol, tls: bool) {
        let number = if self.are_numbered { id.0 as usize } else { self.all.len() + 1 };
        match self.all.binary_search_by_key(&id, |client| client.id) {
            Ok(at) => self.all[at] = Client { protocol, tls, ..self.all[at] },
            Err(at) => self.all.insert(at, Client { id, protocol, number, tls }),
        }
    }
}

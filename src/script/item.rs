//! The items of a script: a line each, a delivery with the lines of its message.

use super::text::Text;
use crate::engine::{Action, ConnectionId, Greeting, Preset, Protocol, Switch};
use std::fmt;

/// Most octets of one line that [`Item::of`] writes.
const PIECE_MAX: usize = 4096;

/// The names of greetings; the first one is left out.
pub(super) const GREETINGS: [(&str, Greeting); 3] =
    [("ok", Greeting::Ok), ("preauth", Greeting::Preauth), ("bye", Greeting::Bye)];

/// One item of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An empty line.
    Blank,
    /// `# …`, without the mark.
    Comment(String),
    /// `@scenario …`: the world to begin with.
    Scenario(String),
    /// `@include …`: the lines of another script.
    Include(String),
    /// `@connect …` and `@connect-tls …`: a client connects.
    Connect {
        /// Its number.
        connection: ConnectionId,
        /// Its protocol.
        protocol: Protocol,
        /// The server's greeting.
        greeting: Greeting,
        /// Whether to a port of TLS alone.
        tls: bool,
    },
    /// `C: …` and `C> …`: a client sends octets.
    Send {
        /// The client.
        connection: ConnectionId,
        /// The octets.
        text: Text,
        /// Whether they are held back for the next `C:` line.
        held: bool,
    },
    /// `@cut …`: the line is cut.
    Cut(ConnectionId),
    /// `@shutdown`: the server ends all connections.
    Shutdown,
    /// `@listen …`: a connection is read without a command.
    Listen(ConnectionId),
    /// `@forget …`: a connection that has ended is forgotten.
    Forget(ConnectionId),
    /// `@wait …`: time passes.
    Wait(Pause),
    /// `@switch …`: a switch is set.
    Switch {
        /// The switch.
        switch: Switch,
        /// Its new position.
        on: bool,
    },
    /// `@preset …`: the server gets another character.
    Preset(Preset),
    /// `@deliver …` and the lines behind it: a message arrives.
    Deliver {
        /// The account's name.
        account: String,
        /// The message's lines.
        message: Vec<Text>,
    },
    /// `S: …`: a line of the server is expected.
    Reply {
        /// The connection.
        connection: ConnectionId,
        /// The octets.
        text: Text,
    },
    /// `[…]`: a change of state is expected.
    Moved {
        /// The connection.
        connection: ConnectionId,
        /// The state in its brackets, and the words behind it.
        words: String,
    },
    /// `= …`: another step is expected, in words, without the mark.
    Other(String),
}

/// A time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    count: u64,
    unit: Unit,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unit {
    sign: &'static str,
    milliseconds: u64,
}

/// All units, the longest first.
const UNITS: [Unit; 4] = [
    Unit { sign: "h", milliseconds: 3_600_000 },
    Unit { sign: "m", milliseconds: 60_000 },
    Unit { sign: "s", milliseconds: 1000 },
    Unit { sign: "ms", milliseconds: 1 },
];

impl Pause {
    /// So many units with this sign; none if there is no such unit, or the milliseconds are more than a `u64` holds.
    pub fn new(count: u64, sign: &str) -> Option<Pause> {
        let unit = UNITS.into_iter().find(|unit| unit.sign == sign)?;
        count.checked_mul(unit.milliseconds).map(|_| Pause { count, unit })
    }

    /// So many milliseconds, in the longest unit that gives a whole number.
    pub fn of(milliseconds: u64) -> Pause {
        let is_whole = |unit: &Unit| milliseconds > 0 && milliseconds.is_multiple_of(unit.milliseconds);
        let unit = UNITS.into_iter().find(is_whole).unwrap_or(UNITS[3]);
        Pause { count: milliseconds / unit.milliseconds, unit }
    }

    /// The time in milliseconds.
    pub fn milliseconds(self) -> u64 {
        self.count * self.unit.milliseconds
    }
}

impl Item {
    /// The items of an action. None for a delivery to an account whose name is not one word.
    pub fn of(action: &Action) -> Option<Vec<Item>> {
        Some(match action {
            Action::Connect { connection, protocol, greeting }
            | Action::ConnectTls { connection, protocol, greeting } => {
                let (connection, protocol, greeting) = (*connection, *protocol, *greeting);
                let tls = matches!(action, Action::ConnectTls { .. });
                vec![Item::Connect { connection, protocol, greeting, tls }]
            }
            Action::Send { connection, octets } => {
                let mut pieces = pieces(octets);
                if pieces.is_empty() {
                    pieces.push(Text::of(b""));
                }
                let last = pieces.len() - 1;
                let item = |(index, text)| Item::Send { connection: *connection, text, held: index < last };
                pieces.into_iter().enumerate().map(item).collect()
            }
            Action::Cut { connection } => vec![Item::Cut(*connection)],
            Action::Shutdown {} => vec![Item::Shutdown],
            Action::Deliver { account, message } => {
                if account.split_whitespace().ne([account.as_str()]) {
                    return None;
                }
                vec![Item::Deliver { account: account.clone(), message: pieces(message) }]
            }
            Action::Switch { switch, on } => vec![Item::Switch { switch: *switch, on: *on }],
            Action::Preset { preset } => vec![Item::Preset(*preset)],
            Action::Wait { milliseconds } => vec![Item::Wait(Pause::of(*milliseconds))],
        })
    }

    /// The action, but for octets that are sent: [`Held`](super::Held) puts those together.
    pub fn action(&self) -> Option<Action> {
        Some(match self {
            Item::Connect { connection, protocol, greeting, tls } => {
                let (connection, protocol, greeting) = (*connection, *protocol, *greeting);
                if *tls {
                    Action::ConnectTls { connection, protocol, greeting }
                } else {
                    Action::Connect { connection, protocol, greeting }
                }
            }
            Item::Cut(connection) => Action::Cut { connection: *connection },
            Item::Shutdown => Action::Shutdown {},
            Item::Wait(pause) => Action::Wait { milliseconds: pause.milliseconds() },
            Item::Switch { switch, on } => Action::Switch { switch: *switch, on: *on },
            Item::Preset(preset) => Action::Preset { preset: *preset },
            Item::Deliver { account, message } => Action::Deliver {
                account: account.clone(),
                message: message.iter().flat_map(Text::octets).collect(),
            },
            _ => return None,
        })
    }

    /// Whether the item is an expectation.
    pub fn is_expectation(&self) -> bool {
        matches!(self, Item::Reply { .. } | Item::Moved { .. } | Item::Other(_))
    }
}

/// Octets line by line, long lines in pieces.
fn pieces(octets: &[u8]) -> Vec<Text> {
    let mut pieces = Vec::new();
    for line in octets.split_inclusive(|octet| *octet == b'\n') {
        pieces.extend(line.chunks(PIECE_MAX).map(Text::of));
    }
    pieces
}

impl fmt::Display for Pause {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{}{}", self.count, self.unit.sign)
    }
}

impl fmt::Display for Item {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Item::Blank => Ok(()),
            Item::Comment(text) => write!(to, "#{text}"),
            Item::Scenario(name) => write!(to, "@scenario {name}"),
            Item::Include(file) => write!(to, "@include {file}"),
            Item::Connect { connection, protocol, greeting, tls } => {
                let tls = if *tls { "-tls" } else { "" };
                write!(to, "@connect{tls}{} {}", spaced(*connection), protocol.row().id)?;
                match greeting {
                    Greeting::Ok => Ok(()),
                    _ => write!(to, " {}", name(&GREETINGS, greeting)),
                }
            }
            Item::Send { connection, text, held } => {
                let mark = if *held { '>' } else { ':' };
                write!(to, "C{}{mark}{text}", suffix(*connection))
            }
            Item::Cut(connection) => write!(to, "@cut{}", spaced(*connection)),
            Item::Shutdown => write!(to, "@shutdown"),
            Item::Listen(connection) => write!(to, "@listen{}", spaced(*connection)),
            Item::Forget(connection) => write!(to, "@forget{}", spaced(*connection)),
            Item::Wait(pause) => write!(to, "@wait {pause}"),
            Item::Switch { switch, on } => {
                write!(to, "@switch {} {}", switch.row().id, if *on { "on" } else { "off" })
            }
            Item::Preset(preset) => write!(to, "@preset {}", preset.id()),
            Item::Deliver { account, message } => {
                write!(to, "@deliver {account}")?;
                message.iter().try_for_each(|line| write!(to, "\n|{line}"))
            }
            Item::Reply { connection, text } => write!(to, "S{}:{text}", suffix(*connection)),
            Item::Moved { connection, words } => write!(to, "{}{words}", suffix(*connection)),
            Item::Other(words) => write!(to, "={words}"),
        }
    }
}

fn name<T: PartialEq>(names: &[(&'static str, T)], wanted: &T) -> &'static str {
    names.iter().find(|(_, value)| value == wanted).map_or("", |(name, _)| name)
}

/// A connection's number behind a mark: nothing for the first.
fn suffix(connection: ConnectionId) -> String {
    if connection == FIRST { String::new() } else { connection.0.to_string() }
}

fn spaced(connection: ConnectionId) -> String {
    if connection == FIRST { String::new() } else { format!(" {}", connection.0) }
}

/// The connection of a line without a number.
pub(super) const FIRST: ConnectionId = ConnectionId(1);

//! The events that a reader finds, line by line.

use crate::engine::recording::{EVENTS_MAX, Event, What};
use crate::engine::{ConnectionId, Protocol};

/// Most octets of a line; longer ones are not read.
pub const LINE_MAX: usize = 1 << 16;
/// Most lines of those that cannot be read that are kept.
pub const UNREAD_MAX: usize = 100;
/// Most characters that are kept of one.
pub(super) const SHOWN_MAX: usize = 120;
/// Most connections of one text.
const CONNECTIONS_MAX: usize = 20;
/// The milliseconds of a day.
const DAY: u64 = 24 * 60 * 60 * 1000;

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its number, from 1.
    pub line: usize,
    /// Its beginning.
    pub text: String,
}

/// A collector of events.
#[derive(Debug)]
pub(super) struct Collector {
    events: Vec<Event>,
    /// The connections so far, by the names that the log gives them.
    connections: Vec<Known>,
    /// The connection of lines that name none.
    shown: usize,
    now: Option<u64>,
    first: Option<u64>,
    /// Whether connections begin with TLS.
    pub(super) tls: bool,
    unread: Vec<Unread>,
    unread_count: usize,
}

#[derive(Debug)]
struct Known {
    name: String,
    /// The place of its opening among the events.
    opened: Option<usize>,
    protocol: Option<Protocol>,
    has_client: bool,
}

/// The result of a reader.
pub(super) struct Said {
    pub(super) events: Vec<Event>,
    pub(super) unread: Vec<Unread>,
    pub(super) unread_count: usize,
}

impl Default for Collector {
    fn default() -> Self {
        let first = Known { name: String::new(), opened: None, protocol: None, has_client: false };
        Self {
            events: Vec::new(),
            connections: vec![first],
            shown: 0,
            now: None,
            first: None,
            tls: false,
            unread: Vec::new(),
            unread_count: 0,
        }
    }
}

impl Collector {
    /// The next lines belong to the connection that the log calls so.
    pub(super) fn show(&mut self, name: &str) {
        let known = self.connections.iter().position(|known| known.name == name);
        self.shown = known.unwrap_or_else(|| {
            if self.connections.len() < CONNECTIONS_MAX {
                let known = Known { name: name.to_owned(), opened: None, protocol: None, has_client: false };
                // The first one, which has no name yet, takes the first name that comes.
                match self.connections[0].name.is_empty() && self.connections[0].opened.is_none() {
                    true => self.connections[0] = known,
                    false => self.connections.push(known),
                }
            }
            self.connections.iter().position(|known| known.name == name).unwrap_or(self.shown)
        });
    }

    /// A further connection begins, unless nothing has been said on the one before it.
    pub(super) fn begin(&mut self) {
        if self.connections[self.shown].has_client {
            let name = format!("#{}", self.connections.len());
            self.show(&name);
        }
    }

    /// Whether the client has said something on the connection that is shown.
    pub(super) fn has_client(&self) -> bool {
        self.connections[self.shown].has_client
    }

    /// The protocol of the connection that is shown, as far as it is known.
    pub(super) fn protocol(&self) -> Option<Protocol> {
        self.connections[self.shown].protocol
    }

    /// The time of the next lines: `10:00:01.123`, anywhere in this text.
    pub(super) fn at(&mut self, text: &str) {
        let Some(time) = time_of_day(text) else { return };
        let now = self.now.unwrap_or(DAY + time);
        let mut time = time + now / DAY * DAY;
        if time + DAY / 2 < now {
            time += DAY;
        }
        self.now = Some(now.max(time));
        self.first = self.first.or(self.now);
    }

    /// So many milliseconds pass.
    pub(super) fn pass(&mut self, milliseconds: u64) {
        // The first time is not zero, so that the hours before it can be told.
        let now = self.now.unwrap_or(DAY).saturating_add(milliseconds);
        self.now = Some(now);
        self.first.get_or_insert(now);
    }

    /// The milliseconds since the first time, where one is known.
    fn elapsed(&self) -> Option<u64> {
        self.now.zip(self.first).map(|(now, first)| now - first)
    }

    /// The client says a line, or a piece that has no end.
    pub(super) fn client(&mut self, line: &str) {
        self.say(true, [line, "\r\n"].concat().into_bytes());
    }

    /// The server says a line.
    pub(super) fn server(&mut self, line: &str) {
        self.say(false, [line, "\r\n"].concat().into_bytes());
    }

    /// One of them says these octets.
    pub(super) fn say(&mut self, client: bool, octets: Vec<u8>) {
        if self.events.len() >= EVENTS_MAX || octets.len() > LINE_MAX + 2 {
            return;
        }
        let at = self.elapsed();
        let connection = ConnectionId(self.shown as u32 + 1);
        let known = &mut self.connections[self.shown];
        let protocol = known.protocol.or_else(|| protocol(client, &octets));
        if known.opened.is_none() {
            known.opened = Some(self.events.len());
            let what = What::Opened { protocol: protocol.unwrap_or_default(), tls: self.tls };
            self.events.push(Event { connection, at, what });
        }
        if let (Some(found), Some(opened), None) = (protocol, known.opened, known.protocol)
            && let Some(What::Opened { protocol, .. }) =
                self.events.get_mut(opened).map(|event| &mut event.what)
        {
            (*protocol, known.protocol) = (found, Some(found));
        }
        known.has_client |= client;
        let what = if client { What::Client { octets, masked: false } } else { What::Server(octets) };
        self.events.push(Event { connection, at, what });
    }

    /// Puts a line behind the last one, with a space between them, where both are of the same side; false where that
    /// is not so.
    pub(super) fn fold(&mut self, line: &str) -> bool {
        let Some(Event { what: What::Client { octets, .. } | What::Server(octets), .. }) =
            self.events.last_mut()
        else {
            return false;
        };
        if octets.len() + line.len() > LINE_MAX {
            return false;
        }
        octets.truncate(octets.len().saturating_sub(2));
        octets.extend_from_slice(&[b" ", line.as_bytes(), b"\r\n"].concat());
        true
    }

    /// The last event.
    pub(super) fn last(&self) -> Option<&What> {
        self.events.last().map(|event| &event.what)
    }

    /// The connection that is shown has ended.
    pub(super) fn close(&mut self) {
        let at = self.elapsed();
        let known = &mut self.connections[self.shown];
        if known.opened.is_none() || self.events.len() >= EVENTS_MAX {
            return;
        }
        self.events.push(Event { connection: ConnectionId(self.shown as u32 + 1), at, what: What::Closed });
        (known.opened, known.protocol, known.has_client) = (None, None, false);
    }

    /// A line, counted from 0, that the reader cannot read; an empty one is no loss.
    pub(super) fn unread(&mut self, index: usize, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        self.unread_count += 1;
        if self.unread.len() < UNREAD_MAX {
            self.unread.push(Unread { line: index + 1, text: line.chars().take(SHOWN_MAX).collect() });
        }
    }

    pub(super) fn into_said(self) -> Said {
        let Self { events, unread, unread_count, .. } = self;
        Said { events, unread, unread_count }
    }
}

/// The protocol that a line shows.
fn protocol(client: bool, octets: &[u8]) -> Option<Protocol> {
    let first = octets.split(|octet| octet.is_ascii_whitespace()).next().unwrap_or_default();
    match (client, first) {
        (false, b"+OK" | b"-ERR") => Some(Protocol::Pop3),
        (false, b"*") => Some(Protocol::Imap),
        (false, _) => None,
        (true, word) => {
            let word = String::from_utf8_lossy(word).to_ascii_uppercase();
            let is_pop3 = Protocol::Pop3.chart().trigger(&word).is_some();
            let has_two = octets.trim_ascii().contains(&b' ');
            let has_tag = has_two && !is_pop3;
            if is_pop3 { Some(Protocol::Pop3) } else { has_tag.then_some(Protocol::Imap) }
        }
    }
}

/// The milliseconds of the first `HH:MM:SS`, perhaps with a fraction, in a text.
fn time_of_day(text: &str) -> Option<u64> {
    let octets = text.as_bytes();
    let at = (0..octets.len().saturating_sub(7)).find(|at| {
        octets[*at..*at + 8].iter().enumerate().all(|(place, octet)| match place {
            2 | 5 => *octet == b':',
            _ => octet.is_ascii_digit(),
        })
    })?;
    let number =
        |from: usize| u64::from(octets[at + from] - b'0') * 10 + u64::from(octets[at + from + 1] - b'0');
    let (hours, minutes, seconds) = (number(0), number(3), number(6));
    let fraction = octets[at + 8..].strip_prefix(b".").unwrap_or_default();
    let mut digits =
        fraction.iter().take_while(|octet| octet.is_ascii_digit()).map(|octet| u64::from(octet - b'0'));
    let milliseconds = (0..3).fold(0, |sum, _| sum * 10 + digits.next().unwrap_or(0));
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds)
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn times_are_found_in_lines() {
        assert_eq!(time_of_day("[2024-01-15 10:00:01] 4> x"), Some(36_001_000));
        assert_eq!(time_of_day("2024-01-15 00:00:01.123456 UTC"), Some(1_123));
        assert_eq!(time_of_day("10:00"), None);
    }
}

//! telnet and `openssl s_client`: the lines of both sides without a mark, as a terminal shows them. The protocol tells
//! who speaks: the server greets, then the client's lines and their whole replies take turns.

use super::collector::Collector;
use crate::engine::Protocol;
use crate::engine::recording::{announced, kind, lists};
use crate::engine::step::Reply;

/// Lines of telnet; the last ones are its key and its prompt.
const TELNET: [&str; 8] = [
    "Trying ",
    "Connection failed: ",
    "telnet: ",
    "Connected to ",
    "Escape character is ",
    "Connection closed",
    "^]",
    "telnet> ",
];
/// Lines of `openssl s_client`; the last ones are its answers to lines that begin with Q or R.
const OPENSSL: [&str; 9] = [
    "CONNECTED(",
    "read R BLOCK",
    "read:errno",
    "closed",
    "SSL handshake has read",
    "Verify return code",
    "verify ",
    "DONE",
    "RENEGOTIATING",
];
/// The beginnings of a greeting, and the answer after which `-starttls imap` goes on.
const GREETINGS: [&str; 6] = ["+OK", "-ERR", "* OK", "* PREAUTH", "* BYE", ". OK"];
/// The beginnings of the lines in which openssl tells of a ticket, from the first one to the last. Others between them are
/// somebody's who did not wait.
const TICKET: [&str; 5] = ["---", "Post-Handshake", "SSL-Session:", "    ", "read R BLOCK"];

pub(super) fn is_telnet(line: &str) -> bool {
    is_own(line, false) || is_greeting(line)
}

pub(super) fn is_openssl(line: &str) -> bool {
    is_own(line.trim_start(), true)
}

/// Whether the line is the program's own.
fn is_own(line: &str, openssl: bool) -> bool {
    let own: &[&str] = if openssl { &OPENSSL } else { &TELNET };
    own.iter().any(|known| line.starts_with(known)) || openssl && line.contains(":error:")
}

fn is_greeting(line: &str) -> bool {
    GREETINGS.iter().any(|known| line.starts_with(known))
}

pub(super) fn read_telnet(lines: &[&str], to: &mut Collector) {
    read(lines, to, false);
}

pub(super) fn read_openssl(lines: &[&str], to: &mut Collector) {
    // With -starttls the program itself has asked for TLS, and shows nothing of it.
    to.tls = true;
    read(lines, to, true);
}

/// A terminal's conversation between two lines.
#[derive(Default)]
struct Terminal {
    /// The protocol; none before the greeting.
    protocol: Option<Protocol>,
    /// POP3's commands without a reply: whether each asks for further lines.
    asked: Vec<bool>,
    /// Whether lines of a POP3 reply are to come, up to a lone dot.
    listing: bool,
    /// Whether the server awaits data: the next line is no command.
    data: bool,
    /// IMAP's tags without a reply.
    tags: Vec<String>,
    /// Whether the reply has had a literal: a terminal may show other octets than there were, and so more lines.
    had_literal: bool,
    /// The octets to come of the server's literal, and of the client's.
    literals: [usize; 2],
}

fn read(lines: &[&str], to: &mut Collector, openssl: bool) {
    let mut terminal = Terminal::default();
    let mut ticket = false;
    for (index, line) in lines.iter().enumerate() {
        if ticket && (line.is_empty() || TICKET.iter().any(|known| line.starts_with(known))) {
            ticket = *line != TICKET[4];
        } else if terminal.is_inside() {
            terminal.read(line, to);
        } else if openssl && *line == "Q" {
            // The program ends.
        } else if openssl && *line == TICKET[0] {
            ticket = terminal.protocol.is_some();
        } else if is_own(line, openssl) {
            if ["Connection closed", "closed", "read:errno", "DONE"].iter().any(|end| line.starts_with(end)) {
                to.close();
                terminal = Terminal::default();
            }
        } else if terminal.protocol.is_some() {
            terminal.read(line, to);
        } else if is_greeting(line) {
            let is_pop3 = line.starts_with(['+', '-']);
            terminal.protocol = Some(if is_pop3 { Protocol::Pop3 } else { Protocol::Imap });
            to.server(line);
        } else if !openssl {
            to.unread(index, line);
        }
    }
}

impl Terminal {
    /// Whether the next line is a piece of something longer, whatever it says.
    fn is_inside(&self) -> bool {
        self.listing || self.literals != [0, 0]
    }

    fn read(&mut self, line: &str, to: &mut Collector) {
        let octets = [line, "\r\n"].concat().into_bytes();
        match self.protocol {
            Some(Protocol::Pop3) => self.read_pop3(line, &octets, to),
            _ => self.read_imap(line, &octets, to),
        }
    }

    fn read_pop3(&mut self, line: &str, octets: &[u8], to: &mut Collector) {
        if self.listing {
            self.listing = line != ".";
            return to.server(line);
        }
        match kind(Protocol::Pop3, octets) {
            Reply::Continue => self.data = true,
            Reply::Ok if !line.starts_with("+OK") => {
                if !std::mem::take(&mut self.data) {
                    self.asked.push(lists(octets));
                }
                return to.client(line);
            }
            reply => {
                let first = self.asked.drain(..self.asked.len().min(1)).next();
                self.listing = first.unwrap_or(false) && reply == Reply::Ok;
            }
        }
        to.server(line);
    }

    fn read_imap(&mut self, line: &str, octets: &[u8], to: &mut Collector) {
        let first = line.split(' ').next().unwrap_or_default();
        // A literal that the server does not take ends with its answer.
        let refuses = |tag: &String| tag == first && kind(Protocol::Imap, octets) != Reply::Untagged;
        let completes = self.literals[0] == 0 && self.tags.iter().any(refuses);
        for (literal, is_client) in [(0, false), (1, true)] {
            let left = self.literals[literal];
            if left > 0 && !completes && !(is_client && line.starts_with('+')) {
                let ends = octets.len() > left;
                self.literals[literal] =
                    if ends { announced(octets).unwrap_or(0) } else { left - octets.len() };
                return to.say(is_client, octets.to_vec());
            }
        }
        let goes_on = !self.tags.is_empty() && (line.starts_with(')') || self.had_literal);
        if completes || goes_on || matches!(first, "*" | "+") {
            if completes {
                self.tags.retain(|tag| tag != first);
                (self.literals[1], self.had_literal) = (0, false);
            }
            self.data = first == "+";
            self.literals[0] = announced(octets).unwrap_or(0);
            self.had_literal |= self.literals[0] > 0;
            return to.server(line);
        }
        if !std::mem::take(&mut self.data) {
            self.tags.push(first.to_owned());
        }
        self.literals[1] = announced(octets).unwrap_or(0);
        to.client(line);
    }
}

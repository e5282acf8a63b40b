//! telnet and `openssl s_client`: the lines of both sides without a mark, as a terminal shows them. The protocol tells
//! who speaks: the server greets, then the client's line and its whole reply take turns.

use super::collector::Collector;
use crate::engine::Protocol;
use crate::engine::recording::kind;
use crate::engine::step::Reply;

/// Lines of telnet.
const TELNET: [&str; 4] =
    ["Trying ", "Connected to ", "Escape character is ", "Connection closed by foreign host"];
/// Lines of `openssl s_client`.
const OPENSSL: [&str; 7] = [
    "CONNECTED(",
    "read R BLOCK",
    "read:errno",
    "closed",
    "SSL handshake has read",
    "Verify return code",
    "verify ",
];

pub(super) fn is_telnet(line: &str) -> bool {
    TELNET.iter().any(|known| line.starts_with(known)) || is_greeting(line)
}

pub(super) fn is_openssl(line: &str) -> bool {
    OPENSSL.iter().any(|known| line.trim_start().starts_with(known))
}

fn is_greeting(line: &str) -> bool {
    ["+OK", "-ERR", "* OK", "* PREAUTH", "* BYE"].iter().any(|known| line.starts_with(known))
}

pub(super) fn read_telnet(lines: &[&str], to: &mut Collector) {
    read(lines, to, false);
}

pub(super) fn read_openssl(lines: &[&str], to: &mut Collector) {
    // With -starttls the program itself has asked for TLS, and shows nothing of it.
    to.tls = true;
    read(lines, to, true);
}

/// The side that speaks next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nobody yet: the program's own lines.
    Before,
    Client,
    /// The server; with `true` until a lone dot.
    Server(bool),
}

fn read(lines: &[&str], to: &mut Collector, openssl: bool) {
    let mut turn = Turn::Before;
    let (mut tags, mut literal): (Vec<String>, usize) = (Vec::new(), 0);
    let (mut asked, mut protocol) = (String::new(), Protocol::Pop3);
    let mut sends_literal = 0;
    for (index, line) in lines.iter().enumerate() {
        let is_own =
            if openssl { is_openssl(line) } else { TELNET.iter().any(|known| line.starts_with(known)) };
        if turn == Turn::Before {
            if is_greeting(line) {
                protocol = if line.starts_with('*') { Protocol::Imap } else { Protocol::Pop3 };
                to.server(line);
                turn = Turn::Client;
            } else if !openssl && !is_own {
                to.unread(index, line);
            }
            continue;
        }
        if is_own && literal == 0 && (turn == Turn::Client || protocol == Protocol::Imap) {
            if line.starts_with("Connection closed")
                || line.starts_with("closed")
                || line.starts_with("read:errno")
            {
                to.close();
                turn = Turn::Before;
                tags.clear();
            }
            continue;
        }
        let octets = [line, "\r\n"].concat();
        if protocol == Protocol::Pop3 {
            let is_reply =
                line.starts_with("+OK") || line.starts_with("-ERR") || *line == "+" || line.starts_with("+ ");
            match turn {
                Turn::Server(true) => {
                    to.server(line);
                    if *line == "." {
                        turn = Turn::Client;
                    }
                }
                _ if is_reply => {
                    to.server(line);
                    let mut words = asked.split_ascii_whitespace();
                    let (word, argument) =
                        (words.next().unwrap_or_default().to_ascii_uppercase(), words.next());
                    let lists = matches!(&*word, "LIST" | "UIDL" | "AUTH") && argument.is_none();
                    let multi =
                        (lists || matches!(&*word, "CAPA" | "RETR" | "TOP")) && line.starts_with("+OK");
                    turn = if multi { Turn::Server(true) } else { Turn::Client };
                    asked.clear();
                }
                Turn::Server(false) => to.unread(index, line),
                _ => {
                    to.client(line);
                    asked = (*line).to_owned();
                    turn = Turn::Server(false);
                }
            }
            continue;
        }
        if literal > 0 {
            literal = literal.saturating_sub(octets.len());
            to.server(line);
            let behind = announced(line);
            literal = if literal == 0 { behind } else { literal };
            continue;
        }
        if sends_literal > 0 && !line.starts_with("+ ") {
            sends_literal =
                if sends_literal > octets.len() { sends_literal - octets.len() } else { announced(line) };
            to.client(line);
            continue;
        }
        let first = line.split(' ').next().unwrap_or_default();
        let is_status = matches!(kind(Protocol::Imap, line.as_bytes()), Reply::Ok | Reply::No | Reply::Bad);
        let completes = is_status && tags.iter().any(|tag| tag == first);
        let goes_on = matches!(turn, Turn::Server(_)) && (line.starts_with(')') || line.starts_with(' '));
        if completes || matches!(first, "*" | "+") || goes_on {
            if completes {
                tags.retain(|tag| tag != first);
            }
            turn = if completes || first == "+" { Turn::Client } else { Turn::Server(false) };
            literal = announced(line);
            to.server(line);
        } else {
            sends_literal = announced(line);
            tags.push(first.to_owned());
            to.client(line);
            turn = Turn::Server(false);
        }
    }
}

/// The octets of the literal that a line announces at its end; 0 without one.
fn announced(line: &str) -> usize {
    let Some((_, digits)) = line.strip_suffix('}').and_then(|line| line.rsplit_once('{')) else { return 0 };
    digits.strip_suffix('+').unwrap_or(digits).parse().unwrap_or(0)
}

//! Thunderbird's logs: of IMAP (`MOZ_LOG=IMAP:5`), lines with `SendData` for the client and `CreateNewLineFromSocket`
//! for the server, and up to version 91 of POP3 (`MOZ_LOG=POP3:5`) with `SEND` and `RECV`; since then, of POP3, its
//! console on standard output (`mailnews.pop3.loglevel`), with quoted strings behind `C:` and `S:`.

use super::collector::Collector;
use crate::script::text::escape;

const CLIENT: [&str; 3] = [":SendData: ", ":SendInternal: ", "SEND: "];
const SERVER: [&str; 2] = [":CreateNewLineFromSocket: ", "RECV: "];
/// The words in the place of what has a password in it.
const SUPPRESSED: &str = "Logging suppressed";
/// The beginning of a line of POP3's console.
const CONSOLE: &str = "console.debug: pop3.";
/// The beginnings of other lines on standard output: the program's remarks on its own life.
const REMARKS: [&str; 7] =
    ["console.", "JavaScript ", "(thunderbird", "[Parent ", "[Child ", "[GFX", "*** You are running in"];

/// The escapes of JavaScript that are a letter or a sign.
const SHORT: [(u8, u8); 6] =
    [(b'r', b'\r'), (b'n', b'\n'), (b't', b'\t'), (b'0', 0), (b'"', b'"'), (b'\\', b'\\')];

/// The words in the place of a line that the log hides.
pub(super) const HIDDEN: &str = "\u{1}hidden";

pub(super) fn is_known_by(line: &str) -> bool {
    said(line).is_some() || on_console(line).is_some()
}

/// The connection's name, whether the client speaks, and its words.
fn said(line: &str) -> Option<(&str, bool, &str)> {
    let (_, rest) = line.split_once("/IMAP ").or_else(|| line.split_once("/POP3 "))?;
    let name = rest.split([':', ' ']).next().unwrap_or_default();
    let find = |marks: &[&'static str]| {
        let found = marks.iter().filter_map(|mark| rest.find(mark).map(|at| (at, at + mark.len()))).min()?;
        Some(&rest[found.1..])
    };
    if let Some(words) = find(&SERVER) {
        return Some((name, false, words));
    }
    Some((name, true, find(&CLIENT)?))
}

/// Of `console.debug: pop3.server2.1: "S: +OK ready\r\n"`, the connection's name and what stands between the quotes.
fn on_console(line: &str) -> Option<(&str, &str)> {
    let (name, quoted) = line.strip_prefix(CONSOLE)?.split_once(": \"")?;
    Some((name, quoted.strip_suffix('"')?))
}

/// The octets of a quoted string, whose escapes are JavaScript's.
fn unquoted(quoted: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = quoted;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        octets.extend_from_slice(plain.as_bytes());
        let letter = |letter| SHORT.into_iter().find(|(own, _)| *own == letter).map(|(_, octet)| (octet, 1));
        let short = escaped.bytes().next().and_then(letter);
        let (octet, length) =
            escape(&rest[plain.len()..]).map(|octet| (octet, 3)).or(short).unwrap_or((b'\\', 0));
        octets.push(octet);
        rest = &escaped[length..];
    }
    octets.extend_from_slice(rest.as_bytes());
    octets
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    for (index, line) in lines.iter().enumerate() {
        if let Some((name, client, words)) = said(line) {
            to.show(name);
            to.at(line);
            match client {
                true if words.starts_with(SUPPRESSED) => to.client(HIDDEN),
                true => to.client(words),
                false => to.server(words),
            }
        } else if let Some((name, quoted)) = on_console(line) {
            to.show(name);
            match (quoted.strip_prefix("C: "), quoted.strip_prefix("S: ")) {
                (Some(words), _) if words.starts_with(SUPPRESSED) => to.client(HIDDEN),
                (Some(words), _) => to.say(true, [&unquoted(words)[..], b"\r\n"].concat()),
                // A piece may have many lines and end within one.
                (_, Some(words)) => {
                    let lines = unquoted(words);
                    lines
                        .split_inclusive(|octet| *octet == b'\n')
                        .for_each(|line| to.say(false, line.to_vec()));
                }
                _ => {}
            }
        } else if !(["/IMAP ", "/POP3 "].iter().any(|mark| line.contains(mark))
            || REMARKS.iter().any(|mark| line.starts_with(mark)))
        {
            to.unread(index, line);
        }
    }
}

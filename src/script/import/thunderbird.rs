//! Thunderbird's log of IMAP and POP3 (`MOZ_LOG=IMAP:5,POP3:5`): NSPR's lines with `SendData`, `SendInternal` or `SEND`
//! for the client, `CreateNewLineFromSocket` or `RECV` for the server.

use super::collector::Collector;

const CLIENT: [&str; 3] = [":SendData: ", ":SendInternal: ", "SEND: "];
const SERVER: [&str; 2] = [":CreateNewLineFromSocket: ", "RECV: "];
/// The words in the place of what has a password in it.
const SUPPRESSED: &str = "Logging suppressed for this command";

/// The words in the place of a line that the log hides.
pub(super) const HIDDEN: &str = "\u{1}hidden";

pub(super) fn is_known_by(line: &str) -> bool {
    said(line).is_some()
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

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    for (index, line) in lines.iter().enumerate() {
        match said(line) {
            Some((name, client, words)) => {
                to.show(name);
                to.at(line);
                match client {
                    true if words.starts_with(SUPPRESSED) => to.client(HIDDEN),
                    true => to.client(words),
                    false => to.server(words),
                }
            }
            // The program's remarks on itself.
            None if line.contains("/IMAP ") || line.contains("/POP3 ") => {}
            None => to.unread(index, line),
        }
    }
}

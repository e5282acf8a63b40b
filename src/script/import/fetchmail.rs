//! `fetchmail -v -v`: `POP3>`, `POP3<`, `IMAP>`, `IMAP<`, behind the program's name.

use super::collector::Collector;

/// Remarks without the program's name. A message's octets are not shown.
const REMARKS: [&str; 8] =
    ["New UID", " ", "Trying ", "Old UID", "Scratch list", "Merged UID", "reading message", "1 message for"];

pub(super) fn is_known_by(line: &str) -> bool {
    said(line).is_some()
}

/// `#***** not flushed`: a message's progress, and its fate.
fn is_progress(line: &str) -> bool {
    let rest = line.trim_start_matches(['#', '*', '.']);
    rest.is_empty() || rest.ends_with(" flushed")
}

/// Whether the client speaks, and its words.
fn said(line: &str) -> Option<(bool, &str)> {
    let line = line.split_once("fetchmail: ").map_or(line, |(_, rest)| rest);
    let rest = line.strip_prefix("POP3").or_else(|| line.strip_prefix("IMAP"))?;
    let words = |rest: &'static str, line| str::strip_prefix(line, rest);
    words("> ", rest).map(|said| (true, said)).or_else(|| words("< ", rest).map(|said| (false, said)))
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    for (index, line) in lines.iter().enumerate() {
        match said(line) {
            Some((true, words)) => to.client(words),
            Some((false, words)) => to.server(words),
            None if line.contains("fetchmail: ") => {
                to.at(line);
                if line.contains(" querying ") {
                    to.begin();
                }
                to.tls |= line.contains("SSL/TLS: using protocol") && !to.has_client();
            }
            None if REMARKS.iter().any(|remark| line.starts_with(remark))
                || line.contains(" messages for ")
                || is_progress(line) => {}
            None => to.unread(index, line),
        }
    }
}

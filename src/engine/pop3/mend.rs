//! Near misses of POP3's lines.

use super::chart::CHART;
use crate::engine::draft::{Draft, Verdict};
use crate::engine::mend::better;

/// Words of IMAP, each with the line that does the same here.
const FOREIGN: &[(&str, &str)] = &[
    ("LOGIN", "USER {}"),
    ("AUTHENTICATE", "AUTH {}"),
    ("STARTTLS", "STLS"),
    ("CAPABILITY", "CAPA"),
    ("LOGOUT", "QUIT"),
    ("SELECT", "STAT"),
    ("EXAMINE", "STAT"),
    ("STATUS", "STAT"),
    ("FETCH", "RETR {}"),
    ("STORE", "DELE {}"),
    ("SEARCH", "LIST"),
    ("EXPUNGE", "QUIT"),
    ("CLOSE", "QUIT"),
    ("UID", "UIDL"),
    ("ENABLE", "UTF8"),
];

/// A draft that no command begins, as it was meant.
pub fn mend(draft: &Draft, line: &str) -> Option<String> {
    let unknown = draft.verdict == Verdict::Wrong && draft.command.is_none() && !draft.words.is_empty();
    unknown.then(|| meant(line)).flatten()
}

/// A line that no command begins, as it was meant.
pub(super) fn meant(line: &str) -> Option<String> {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let second = rest.split(' ').next().unwrap_or_default();
    // IMAP's tag stands in front.
    if !is_known(first) && is_known(second) {
        let is_own = CHART.commands().any(|name| name.eq_ignore_ascii_case(second));
        return if is_own { Some(rest.to_owned()) } else { better(&CHART, FOREIGN, rest, 0) };
    }
    better(&CHART, FOREIGN, line, 0)
}

/// Whether a word is a command of POP3 or IMAP.
pub(super) fn is_known(word: &str) -> bool {
    let mut all = CHART.commands().chain(FOREIGN.iter().map(|(own, _)| *own));
    all.any(|name| name.eq_ignore_ascii_case(word))
}

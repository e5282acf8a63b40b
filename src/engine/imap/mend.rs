//! Near misses of IMAP's lines.

use super::chart::CHART;
use super::rules;
use crate::engine::draft::{Draft, Verdict};
use crate::engine::mend::better;

/// Words of POP3, each with the line that does the same here.
const FOREIGN: &[(&str, &str)] = &[
    ("USER", "LOGIN {} "),
    ("PASS", "LOGIN "),
    ("APOP", "AUTHENTICATE CRAM-MD5"),
    ("AUTH", "AUTHENTICATE {}"),
    ("STLS", "STARTTLS"),
    ("CAPA", "CAPABILITY"),
    ("QUIT", "LOGOUT"),
    ("STAT", "STATUS INBOX (MESSAGES)"),
    ("RETR", "FETCH {} BODY[]"),
    ("TOP", "FETCH {} BODY.PEEK[HEADER]"),
    ("DELE", "STORE {} +FLAGS (\\Deleted)"),
    ("RSET", "STORE 1:* -FLAGS (\\Deleted)"),
    ("UIDL", "FETCH 1:* UID"),
    ("UTF8", "ENABLE IMAP4rev2"),
];

/// A line that is no command, as it was meant; it has its tag.
pub fn mend(draft: &Draft, line: &str) -> Option<String> {
    let is_list = draft.command.is_some_and(|command| matches!(command.name, "LIST" | "LSUB"));
    let lacks_one = draft.verdict == Verdict::Wrong
        || draft.refusal.as_ref().is_some_and(|refusal| refusal.why.rule.id == rules::LIST_TWO.id);
    if is_list && lacks_one {
        let arguments = draft.arguments();
        let only =
            arguments.first().filter(|only| arguments.len() == 1 && !matches!(**only, b"" | b"\"\""))?;
        let head = line.strip_suffix(std::str::from_utf8(only).ok()?)?;
        return (!only.contains(&b' ')).then(|| format!("{head}\"\" {}", &line[head.len()..]));
    }
    let unknown = draft.verdict == Verdict::Wrong && draft.command.is_none() && !draft.words.is_empty();
    let mended = unknown.then(|| better(&CHART, FOREIGN, line, draft.at)).flatten();
    mended.filter(|mended| mended != line)
}

/// A line's command, behind the tag, as it was meant; nobody knows the one that begins it.
pub(super) fn meant(command: &str) -> Option<String> {
    better(&CHART, FOREIGN, command, 0)
}

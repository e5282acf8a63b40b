//! The style of the RFCs: `C:` and `S:`. A line without a mark goes on with the one before it.

use super::collector::Collector;
use crate::engine::recording::What;

pub(super) fn is_known_by(line: &str) -> bool {
    said(line).is_some()
}

/// Whether the client speaks, and its words.
fn said(line: &str) -> Option<(bool, &str)> {
    let line = line.trim_start();
    let client = match line.as_bytes().first()? {
        b'C' | b'c' => true,
        b'S' | b's' => false,
        _ => return None,
    };
    let words = line[1..].strip_prefix(':')?;
    Some((client, words))
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    let mut open = 0;
    for (index, line) in lines.iter().enumerate() {
        let Some((client, words)) = said(line) else {
            // A list that is not closed is folded; a message's lines are lines.
            let server_spoke = matches!(to.last(), Some(What::Server(_)));
            if open > 0 && to.fold(line.trim()) {
                open += balance(line);
            } else if server_spoke && !line.trim().is_empty() {
                to.server(line.trim_start());
            } else {
                to.unread(index, line);
            }
            continue;
        };
        let words = words.trim_start();
        // "<wait for connection on TCP port 110>" and "..." are no octets.
        if words.starts_with('<') && words.ends_with('>') || words == "..." {
            open = 0;
            continue;
        }
        open = if words.ends_with('}') { 0 } else { balance(words) };
        match client {
            true => to.client(words),
            false => to.server(words),
        }
    }
}

/// The parentheses that are opened and not closed.
fn balance(words: &str) -> i32 {
    let mut quoted = false;
    words.chars().fold(0, |open, c| {
        quoted ^= c == '"';
        match c {
            '(' if !quoted => open + 1,
            ')' if !quoted => open - 1,
            _ => open,
        }
    })
}

//! `mutt -d 2` and neomutt: a time in brackets, a connection's number, `<` or `>`.

use super::collector::Collector;

pub(super) fn is_known_by(line: &str) -> bool {
    said(line).is_some()
}

/// The connection's number, whether the client speaks, and its words.
fn said(line: &str) -> Option<(&str, bool, &str)> {
    let (_, mut rest) = line.strip_prefix('[')?.split_once("] ").or_else(|| line[1..].split_once(']'))?;
    // Neomutt's level and function.
    if let Some((_, behind)) = rest.strip_prefix('<').and_then(|rest| rest.split_once("> ")) {
        rest = behind.split_once("() ").map_or(behind, |(_, behind)| behind);
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (connection, rest) = rest.split_at(digits);
    let client = match rest.chars().next()? {
        '>' => true,
        '<' => false,
        _ => return None,
    };
    Some((connection, client, rest[1..].strip_prefix(' ').unwrap_or(&rest[1..])))
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    for (index, line) in lines.iter().enumerate() {
        match said(line) {
            Some((connection, client, words)) => {
                to.show(connection);
                to.at(line);
                match client {
                    true => to.client(words),
                    false => to.server(words),
                }
            }
            // Mutt's remarks on itself.
            None if line.starts_with('[') => {}
            None => to.unread(index, line),
        }
    }
}

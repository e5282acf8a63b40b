//! `mutt -d 2` and `neomutt -d 5`: a time in brackets, a connection's number, `<` or `>`. Literals are left out.

use super::collector::Collector;

pub(super) fn is_known_by(line: &str) -> bool {
    said(line).is_some()
}

/// The connection's number, whether the client speaks, and its words.
fn said(line: &str) -> Option<(&str, bool, &str)> {
    let (_, rest) = line.strip_prefix('[')?.split_once(']')?;
    // Neomutt's level and function: `<2> mutt_socket_write_d() `.
    let level = rest.strip_prefix('<').and_then(|rest| rest.split_once("> ")).map(|(_, behind)| behind);
    let rest = level.and_then(|rest| rest.split_once("() ")).map_or(rest, |(_, behind)| behind).trim_start();
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
    let (mut sends, mut reads, mut begun) = (false, false, false);
    for (index, line) in lines.iter().enumerate() {
        let said = said(line);
        let further = sends && !line.starts_with('[') && !line.trim().is_empty();
        begun |= said.is_some();
        // A message that has been read is shown without its line ends.
        reads = if line.starts_with('[') {
            line.contains("imap_read_literal") && line.ends_with("() ")
        } else {
            reads
        };
        sends = said.map_or(further, |(_, client, _)| client);
        match said {
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
            None if reads => to.server(line),
            None if !begun || line.starts_with("# vim:") => {}
            // Commands that are sent at once stand on lines of their own.
            None if further => to.client(line),
            None => to.unread(index, line),
        }
    }
}

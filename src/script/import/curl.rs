//! `curl -v`: `>` and `<` lines, `*` for curl's own remarks, and the octets of messages as they are.

use super::collector::Collector;
use crate::engine::Protocol;

/// The remarks by which curl is known.
const REMARKS: [&str; 5] = ["Trying ", "Connected to ", "Host ", "Connection #", "Closing connection"];

/// The lines that end the octets of a message.
const ENDS: [&str; 5] = ["< ", "* Written ", "* Connection #", "* Closing connection", "{ ["];

/// The line with the dot that the server has put in front, which curl does not show (RFC 1939 §3).
fn stuffed(line: &str, protocol: Option<Protocol>) -> String {
    let dot = if protocol == Some(Protocol::Pop3) && line.starts_with('.') { "." } else { "" };
    [dot, line].concat()
}

pub(super) fn is_known_by(line: &str) -> bool {
    let line = line.trim_end();
    let remark = line.strip_prefix('*').map(str::trim_start);
    remark.is_some_and(|remark| REMARKS.iter().any(|known| remark.starts_with(known)))
        || is_count(line)
        || line.starts_with("> ")
        || line.starts_with("< ")
}

/// `{ [120 bytes data]`: octets that are not shown.
fn is_count(line: &str) -> bool {
    (line.starts_with("{ [") || line.starts_with("} [")) && line.ends_with(']')
}

/// A line of curl's meter of progress.
fn is_progress(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("% Total") || line.starts_with("Dload") || line.contains("--:--:--")
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    // Whether something was said, whether the octets of a message come, and whether nothing more is said.
    let (mut begun, mut inside, mut ended) = (false, false, false);
    for (index, line) in lines.iter().enumerate() {
        if inside && !ENDS.iter().any(|end| line.starts_with(end)) {
            to.server(&stuffed(line, to.protocol()));
        } else if let Some(line) =
            line.strip_prefix("< ").or_else(|| line.strip_prefix('<').filter(|it| it.is_empty()))
        {
            (begun, inside) = (true, false);
            to.server(line);
        } else if let Some(line) = line.strip_prefix("> ") {
            begun = true;
            to.client(line);
        } else if let Some(remark) = line.strip_prefix("* ") {
            let remark = remark.trim_start();
            if remark.starts_with("SSL connection using") && !begun {
                to.tls = true;
            }
            if remark.starts_with("Trying ") {
                to.begin();
                ended = false;
            }
            inside = remark.starts_with("Found ") && remark.ends_with(" bytes to download");
            ended |= remark.starts_with("Connection #") || remark.starts_with("Closing connection");
        } else if ended || is_count(line) || is_progress(line) {
            // Nothing that goes over the wire: after the end it is what curl has fetched, once more.
        } else if begun {
            inside = true;
            to.server(&stuffed(line, to.protocol()));
        } else {
            to.unread(index, line);
        }
    }
}

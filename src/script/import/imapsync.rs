//! `imapsync --debugimap`, whose lines are those of Perl's Mail::IMAPClient: `Sending:` and `Read:`, a reply's further
//! lines behind two spaces and a tab.

use super::collector::Collector;

/// Remarks that say nothing of the conversation.
const REMARKS: [&str; 6] = ["Sent ", "Connect", "Host", "Using Mail::IMAPClient", "Started at", "Read "];

pub(super) fn is_known_by(line: &str) -> bool {
    line.starts_with("Sending: ") || line.starts_with("Sending literal: ") || line.starts_with("Read: ")
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    let mut reads = false;
    for (index, line) in lines.iter().enumerate() {
        let sent = line.strip_prefix("Sending: ").or_else(|| line.strip_prefix("Sending literal: "));
        if let Some(said) = sent {
            reads = false;
            to.client(said.trim_end());
        } else if let Some(said) = line.strip_prefix("Read: ") {
            reads = true;
            let said = said.trim_start();
            if said.starts_with("* OK")
                && to.has_client()
                && index > 0
                && lines[index - 1].starts_with("Connected to ")
            {
                to.begin();
            }
            to.server(said);
        } else if let Some(said) = line.strip_prefix("  ").filter(|_| reads) {
            to.server(said.strip_prefix('\t').unwrap_or(said));
        } else {
            reads = false;
            if !REMARKS.iter().any(|remark| line.starts_with(remark)) {
                to.unread(index, line);
            }
        }
    }
}

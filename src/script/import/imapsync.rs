//! `imapsync --debugimap`, whose lines are those of Perl's Mail::IMAPClient: `Sending:` and `Read:`, further lines of
//! both behind two spaces, and perhaps a tab. The octets of the server's literals are left out.

use super::collector::Collector;

/// Remarks that say nothing of the conversation.
const REMARKS: [&str; 7] =
    ["Sent ", "Connect", "Host", "Using Mail::IMAPClient", "Started at", "ERROR:", "\t"];
/// The first and the last line of what the program tells of a literal, which it shows again where it belongs.
const TELLS: [[&str; 2]; 2] = [["LITERAL: ", "  <END_OF_iBuffer>"], ["Sending literal: ", "Sending: "]];

pub(super) fn is_known_by(line: &str) -> bool {
    line.starts_with("Sending: ") || line.starts_with("Read: ")
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    // The side that speaks, and the line that ends what is told.
    let (mut client, mut told) = (None, None);
    for (index, line) in lines.iter().enumerate() {
        if let Some(end) = told {
            if !line.starts_with(end) {
                continue;
            }
            told = None;
        }
        if let Some(tells) = TELLS.iter().find(|tells| line.starts_with(tells[0])) {
            told = Some(tells[1]);
        } else if let Some(said) = line.strip_prefix("Sending: ") {
            client = Some(true);
            to.client(said.trim_end());
        } else if let Some(said) = line.strip_prefix("Read: ") {
            client = Some(false);
            let said = said.trim_start();
            if said.starts_with("* OK") && index > 0 && lines[index - 1].starts_with("Connected to ") {
                to.begin();
            }
            to.server(said);
        } else if let (Some(said), Some(client)) = (line.strip_prefix("  "), client) {
            match client {
                true => to.client(said),
                false => to.server(said.strip_prefix('\t').unwrap_or(said)),
            }
        } else if !line.starts_with(TELLS[0][1]) {
            client = None;
            if !REMARKS.iter().any(|remark| line.starts_with(remark)) {
                to.unread(index, line);
            }
        }
    }
}

//! `imapsync --debugimap`, whose lines are those of Perl's Mail::IMAPClient: `Sending:` and `Read:`, further lines of
//! both behind two spaces. What is read are the server's lines and literals, each behind a tab. A literal has no length
//! there, and no octets where they go to a file; `LITERAL:` has told of it before, with what had come of it.

use super::collector::Collector;

/// Remarks that say nothing of the conversation.
const REMARKS: [&str; 11] = [
    "Sent ",
    "Sending literal: ",
    "Received ret=",
    "found data between fetch headers",
    "Search successful",
    "Connect",
    "Host",
    "Using Mail::IMAPClient",
    "Started at",
    "ERROR:",
    "\t",
];

/// Most empty lines that are found by counting.
const HIDDEN_MAX: usize = 10;

/// A literal of the server: the line before it, its length, and its octets where all of them were there.
type Literal<'a> = (&'a str, usize, Option<String>);

pub(super) fn is_known_by(line: &str) -> bool {
    line.starts_with("Sending: ") || line.starts_with("Read: ")
}

pub(super) fn read(lines: &[&str], to: &mut Collector) {
    let mut literals = Vec::new();
    let (mut begin, mut end) = (0, 0);
    while let Some(head) = lines.get(begin) {
        end += 1;
        end += lines[end..].iter().take_while(|line| line.starts_with("  ")).count();
        let text = |head: &str| {
            let further = lines[begin + 1..end].iter().map(|line| &line[2..]);
            std::iter::once(head).chain(further).collect::<Vec<_>>().join("\r\n")
        };
        if let Some(said) = head.strip_prefix("Sending: ") {
            let said = text(said);
            let sent = lines.get(end).and_then(|line| line.strip_prefix("Sent ")?.strip_suffix(" bytes"));
            let sent: usize = sent.and_then(|sent| sent.parse().ok()).unwrap_or_default();
            // Empty lines at the end are not shown, but counted. A password is not shown either.
            let hidden = sent.saturating_sub(said.len() + 2) / 2;
            let hidden = if said.ends_with("=OFF]") { 0 } else { hidden.min(HIDDEN_MAX) };
            said.split("\r\n").chain(std::iter::repeat_n("", hidden)).for_each(|line| to.client(line));
        } else if let Some(said) = head.strip_prefix("Read: ") {
            let said = said.trim_start();
            if said.starts_with("* OK") && begin > 0 && lines[begin - 1].starts_with("Connected to ") {
                to.begin();
            }
            let said = whole(&text(&["\t", said].concat()), &literals);
            said.split("\r\n").for_each(|line| to.server(line));
            literals.clear();
        } else if let Some((line, length, octets)) = literal(head) {
            let octets = text(octets);
            let octets = octets.strip_suffix("<END_OF_iBuffer>").and_then(|octets| octets.get(..length));
            literals.push((line, length, octets.map(str::to_owned)));
        } else if let Some(with) = head.strip_prefix("Connecting with ") {
            to.tls = with.starts_with("IO::Socket::SSL ");
        } else if !REMARKS.iter().any(|remark| head.starts_with(remark)) {
            (begin..end).for_each(|index| to.unread(index, lines[index]));
        }
        begin = end;
    }
}

/// A line that tells of a literal: the line before that, its length, and the first line of what has come of it.
fn literal(line: &str) -> Option<(&str, usize, &str)> {
    let (told, octets) =
        line.strip_prefix("LITERAL: received literal in line ")?.split_once(" bytes in: ")?;
    let (line, length) = told.split_once("; attempting")?.0.rsplit_once(" of length ")?;
    Some((line, length.parse().ok()?, octets))
}

/// The server's lines and literals as they went over the wire.
fn whole(mut said: &str, literals: &[Literal]) -> String {
    let mut whole = String::new();
    for (line, length, told) in literals {
        let Some(at) = said.find(&["\t", line, "\t"].concat()) else { break };
        let (before, rest) = said.split_at(at);
        whole += &lines(before);
        whole += &format!("{line}{{{length}}}\r\n");
        let behind = &rest[1 + line.len()..];
        // A literal that is shown has a tab behind it, too.
        let shown =
            behind.get(1..length.saturating_add(1)).filter(|it| behind[1 + it.len()..].starts_with('\t'));
        said = &behind[shown.map_or(0, |it| 1 + it.len())..];
        whole += shown.or(told.as_deref()).unwrap_or_default();
    }
    whole + &lines(said)
}

/// Lines without the tab before each.
fn lines(said: &str) -> String {
    said.strip_prefix('\t').unwrap_or(said).replace("\r\n\t", "\r\n")
}

//! The message under discussion: its octets as lines, its tree of parts by IMAP's numbers, and its ENVELOPE.
//!
//! The rules of this file:
//! 1. Nothing of a message is more than text, and no control character is left in it.
//! 2. However large a message is, only as many lines and parts are made as are shown.

use super::octet_lines::visible;
use super::session_info::SessionInfo;
use crate::engine::ConnectionId;
use crate::engine::asked::{Asked, Named, places};
use crate::engine::mail::mime::{Kind, Structure};
use crate::engine::mail::{Address, ENVELOPE_FIELDS, Envelope, Message, Uid, summary};
use crate::engine::step::Party;
use crate::engine::wire::Role;
use crate::player::Player;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

/// Lines in the document at first, and further ones at each request.
pub const WINDOW: usize = 200;
/// Most parts of a message that are shown.
pub const PARTS_SHOWN: usize = 200;
/// Most messages that can be chosen from.
const CHOICES_MAX: usize = 100;
/// Most turns, backwards, in which the last command that names a message is sought.
const SEARCHED_MAX: usize = 500;
/// Most octets of a line that are shown.
const LINE_MAX: usize = 1000;

/// The message that is shown, and the way in which it came to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its UID in the mailbox.
    pub uid: Uid,
    /// The message.
    pub message: Arc<Message>,
    /// The command that names it, as it went over the wire without its CRLF.
    pub command: Option<String>,
    /// The octets that the command asks for.
    pub asked: Vec<Range<usize>>,
    /// Whether they go over the wire with dots before dots.
    pub stuffed: bool,
}

/// A message that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its UID.
    pub uid: Uid,
    /// Its number and its subject.
    pub name: String,
}

/// A line of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OctetLine {
    /// The offset of its first octet.
    pub start: usize,
    /// Its text without its end, in pieces: those that were asked for, and the others.
    pub pieces: Vec<(String, bool)>,
    /// The sign of its end; `None` where the message ends without one.
    pub end: Option<&'static str>,
    /// Whether a dot is put before it on the wire.
    pub is_stuffed: bool,
    /// Whether the lone dot that ends a reply follows it on the wire.
    pub is_last: bool,
    /// For a line of the message's header, the name of its field in small letters.
    pub field: String,
}

/// A part in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// IMAP's number; empty for the message itself.
    pub number: String,
    /// Its depth in the tree, from 1.
    pub level: usize,
    /// Its type, such as `text/plain`.
    pub media: String,
    /// Its transfer encoding as it names it; empty where it names none.
    pub encoding: String,
    /// The name of its file.
    pub name: Option<String>,
    /// The number of octets that BODY[number] gives.
    pub size: usize,
    /// The number of its lines.
    pub lines: usize,
    /// Its header and body.
    pub range: Range<usize>,
}

/// A member of the ENVELOPE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tied {
    /// The member's name, as RFC 3501 has it.
    pub name: String,
    /// Its value; `None` is NIL.
    pub value: Option<String>,
    /// The header field that it is made from, in small letters: of sender and reply-to it may be another one's.
    pub field: String,
}

/// The message under discussion: as chosen, else the one that the connection's last command names, else the first one of
/// the mailbox.
pub fn subject(
    player: &Player,
    connection: ConnectionId,
    (account, mailbox): (&str, &str),
    chosen: Option<Uid>,
) -> Option<Subject> {
    let named = named(player, connection);
    if let Some(named) = named.filter(|named| chosen.is_none_or(|uid| uid == named.uid)) {
        return Some(named);
    }
    let entries = &player.lab().store().mailbox(account, mailbox)?.entries;
    let at = chosen.and_then(|uid| entries.position(uid)).unwrap_or_default();
    let entry = entries.at(at)?;
    let (uid, message) = (entry.uid, entry.message.clone());
    Some(Subject { uid, message, command: None, asked: Vec::new(), stuffed: false })
}

/// The place of the last turn in which the connection's client named a message.
pub fn naming(player: &Player, connection: ConnectionId) -> Option<(usize, Asked)> {
    let protocol = player.lab().connection(connection)?.protocol;
    let own = (0..player.cursor()).rev().take(SEARCHED_MAX);
    let mut own = own.filter(|at| player.moments()[*at].turn.is_of(connection));
    own.find_map(|at| {
        let turn = &player.moments()[at].turn;
        // Few commands name a message, and most can be passed over unread.
        let mut wires = turn.wires(Party::Client);
        let wire = wires
            .next_back()
            .filter(|wire| wire.spans().iter().any(|span| matches!(span.role, Role::Number | Role::Set)))?;
        (protocol.row().asked)(wire.octets()).map(|asked| (at, asked))
    })
}

fn named(player: &Player, id: ConnectionId) -> Option<Subject> {
    let (at, asked) = naming(player, id)?;
    let turn = &player.moments()[at].turn;
    // Numbers mean what they meant before the command.
    let before = player.lab_after(at);
    let session = &before.connection(id)?.session;
    let (account, open) = (session.account()?, session.mailbox()?);
    let now = SessionInfo::of(player, id).mailbox;
    if now.is_some_and(|now| *now != *open.name) {
        return None;
    }
    let uids = session.uids();
    let uid = match asked.message {
        Named::Uid(uid) => Uid(uid),
        Named::Number(number) => *uids.get((number as usize).checked_sub(1)?)?,
        Named::Last => *uids.last()?,
    };
    let entries = &before.store().mailbox_by_id(account, open.id)?.entries;
    let message = entries.at(entries.position(uid)?)?.message.clone();
    let structure = Structure::of(message.octets());
    let ranges = asked.pieces.iter().flat_map(|piece| piece.ranges(&message, &structure));
    let asked: Vec<Range<usize>> = ranges.filter(|range| !range.is_empty()).collect();
    let command = turn.wires(Party::Client).next_back().map(|wire| visible(wire.octets().trim_ascii_end()));
    let stuffed =
        turn.wires(Party::Server).flat_map(|wire| wire.spans()).any(|span| span.role == Role::Terminator);
    Some(Subject { uid, message, command, stuffed: stuffed && !asked.is_empty(), asked })
}

/// The messages of a mailbox to choose from, the first ones.
pub fn choices(player: &Player, account: &str, mailbox: &str) -> Vec<Choice> {
    let Some(found) = player.lab().store().mailbox(account, mailbox) else { return Vec::new() };
    let choice = |(at, entry): (usize, &crate::engine::mail::Entry)| {
        let subject = summary(&entry.message).subject;
        Choice { uid: entry.uid, name: format!("{} · {subject}", at + 1) }
    };
    found.entries.iter().take(CHOICES_MAX).enumerate().map(choice).collect()
}

/// The first `count` lines of a message, and whether there are more.
pub fn lines(subject: &Subject, count: usize) -> (Vec<OctetLine>, bool) {
    let octets = subject.message.octets();
    let header = 0..subject.message.header().len();
    let fields: Vec<(Range<usize>, &str)> = places(octets, header).collect();
    let (mut lines, mut start) = (Vec::new(), 0);
    while start < octets.len() && lines.len() < count {
        let rest = &octets[start..];
        let length = rest.iter().position(|octet| *octet == b'\n').map_or(rest.len(), |at| at + 1);
        let own = &rest[..length];
        let text = own.strip_suffix(b"\n").unwrap_or(own);
        let (text, end) = match (text.len() == length, text.strip_suffix(b"\r")) {
            (true, _) => (text, None),
            (false, Some(text)) => (text, Some("CRLF")),
            (false, None) => (text, Some("LF")),
        };
        let at = fields.partition_point(|(place, _)| place.end <= start);
        let field = fields.get(at).map(|(_, name)| name.to_ascii_lowercase()).unwrap_or_default();
        let is_asked = |at: usize| subject.asked.iter().any(|range| range.contains(&at));
        lines.push(OctetLine {
            start,
            pieces: pieces(&text[..text.len().min(LINE_MAX)], start, subject, text.len() > LINE_MAX),
            end,
            is_last: subject.stuffed && subject.asked.last().is_some_and(|last| last.end == start + length),
            is_stuffed: subject.stuffed && own.starts_with(b".") && is_asked(start),
            field,
        });
        start += length;
    }
    (lines, start < octets.len())
}

/// A line's text in pieces, each of which was asked for as a whole or not at all.
fn pieces(text: &[u8], start: usize, subject: &Subject, goes_on: bool) -> Vec<(String, bool)> {
    let mut cuts: Vec<usize> = subject.asked.iter().flat_map(|range| [range.start, range.end]).collect();
    cuts.retain(|cut| (start + 1..start + text.len()).contains(cut));
    cuts.extend([start, start + text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<(String, bool)> = cuts
        .windows(2)
        .map(|pair| {
            let is_asked = subject.asked.iter().any(|range| range.contains(&pair[0]));
            (visible(&text[pair[0] - start..pair[1] - start]), is_asked)
        })
        .collect();
    if goes_on {
        pieces.push(("…".to_owned(), false));
    }
    pieces
}

/// The parts of a message, the message itself first.
pub fn tree(message: &Message) -> Vec<Branch> {
    let structure = Structure::of(message.octets());
    let mut walk = Walk { octets: message.octets(), structure: &structure, branches: Vec::new() };
    let whole = walk.branch(0, &[], 1);
    walk.branches.push(Branch { size: message.octets().len(), range: 0..message.octets().len(), ..whole });
    walk.inside(0, &mut Vec::new());
    walk.branches
}

struct Walk<'a> {
    octets: &'a [u8],
    structure: &'a Structure,
    branches: Vec<Branch>,
}

impl Walk<'_> {
    /// RFC 3501 §6.4.5: "Non-[MIME-IMB] messages, and non-multipart [MIME-IMB] messages with no encapsulated message,
    /// only have a part 1." The parts of a multipart are counted; a message has them in its own part's place.
    fn inside(&mut self, index: usize, number: &mut Vec<NonZeroU32>) {
        let parts: Vec<usize> = match self.structure.parts()[index].kind {
            Kind::Multipart => self.structure.children(index).collect(),
            Kind::Leaf | Kind::Message => vec![index],
        };
        for (part, nth) in parts.into_iter().zip(1..) {
            let Some(nth) = NonZeroU32::new(nth).filter(|_| self.branches.len() < PARTS_SHOWN) else {
                return;
            };
            number.push(nth);
            let branch = self.branch(part, number, number.len() + 1);
            self.branches.push(branch);
            match self.structure.parts()[part].kind {
                Kind::Leaf => {}
                Kind::Multipart => self.inside(part, number),
                Kind::Message => {
                    if let Some(inner) = self.structure.children(part).next() {
                        self.inside(inner, number);
                    }
                }
            }
            number.pop();
        }
    }

    fn branch(&self, index: usize, number: &[NonZeroU32], level: usize) -> Branch {
        let part = &self.structure.parts()[index];
        let media = part.shown_type(self.octets);
        let (kind, subtype) = media.media();
        let header = &self.octets[part.header.clone()];
        let field = crate::engine::mail::header::field(header, "Content-Transfer-Encoding");
        let number: Vec<String> = number.iter().map(NonZeroU32::to_string).collect();
        Branch {
            number: number.join("."),
            level,
            media: visible(&[kind, b"/", subtype].concat()).to_ascii_lowercase(),
            encoding: field.map(|field| visible(&field.unfolded())).unwrap_or_default(),
            name: media.parameter_text("name"),
            size: part.body.len(),
            lines: part.lines(self.octets),
            range: part.header.start..part.body.end,
        }
    }
}

/// The members of a message's ENVELOPE, each with the header field that it comes from.
pub fn envelope(message: &Message) -> Vec<Tied> {
    let header = message.header();
    let is_there =
        |name: &str| places(header, 0..header.len()).any(|(_, own)| own.eq_ignore_ascii_case(name));
    let Envelope { date, subject, from, sender, reply_to, to, cc, bcc, in_reply_to, message_id } =
        Envelope::of(header);
    let text = |value: Option<Vec<u8>>| value.map(|value| visible(&value));
    let list = |list: Vec<Address>| {
        (!list.is_empty()).then(|| list.iter().map(address).collect::<Vec<_>>().join(", "))
    };
    let values = [
        text(date),
        text(subject),
        list(from),
        list(sender),
        list(reply_to),
        list(to),
        list(cc),
        list(bcc),
        text(in_reply_to),
        text(message_id),
    ];
    let tied = |(name, value): (&str, Option<String>)| {
        let name = name.to_ascii_lowercase();
        // RFC 3501 §7.4.2: "If the Sender or Reply-To lines are absent in the [RFC-2822] header, or are present but
        // empty, the server sets the corresponding member of the envelope to be the same value as the from member".
        let is_from = value.is_some() && !is_there(&name);
        Tied { field: if is_from { "from".to_owned() } else { name.clone() }, name, value }
    };
    ENVELOPE_FIELDS.into_iter().zip(values).map(tied).collect()
}

/// An address for people, shorter than its four members.
fn address(address: &Address) -> String {
    let part = |octets: &Option<Vec<u8>>| visible(octets.as_deref().unwrap_or_default());
    let (name, mailbox, host) = (part(&address.name), part(&address.mailbox), part(&address.host));
    let mailbox = if host.is_empty() { mailbox } else { [&mailbox, "@", &host].concat() };
    if name.is_empty() { mailbox } else { [&name, " <", &mailbox, ">"].concat() }
}

#[cfg(test)]
mod tests;

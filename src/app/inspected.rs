//! The octets of the transcript that somebody points at, and their explanation.

use crate::engine::field::Field;
use crate::engine::step::{Party, Step};
use crate::engine::wire::{Role, Span, Wire};
use crate::explain::{self, Explained, Pointed};
use crate::i18n::Lang;
use crate::player::Player;
use std::ops::Range;

/// Octets that somebody points at, and how wide the look is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The index of the moment in which they went over the wire.
    pub turn: usize,
    /// The place of their step in its turn.
    pub step: usize,
    /// The offset of one of them.
    pub at: u32,
    /// 0 for the span, 1 for the smallest group around it, and so on.
    pub level: usize,
}

/// Octets with their explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The span, or the group.
    pub span: Span,
    /// Their explanation.
    pub explained: Explained,
    /// The levels that there are.
    pub levels: Vec<Span>,
    /// Their text, where they are a tag.
    pub tag: Option<String>,
    /// The number of octets in their line, and the most that a line may have.
    pub line: (usize, Option<usize>),
    /// The account and the mailbox of the messages that they mean.
    pub mailbox: Option<(String, String)>,
}

/// The explanation of a spot; `None` where there are no octets.
pub fn inspect(lang: Lang, player: &Player, spot: Spot) -> Option<Inspected> {
    let moment = player.moments().at(spot.turn)?;
    let before = player.lab_after(spot.turn);
    let (connection, from, wire) = match moment.turn.steps().get(spot.step)? {
        Step::Wire { connection, from, wire, .. } => (*connection, *from, wire),
        _ => return None,
    };
    let span = wire.spans().iter().find(|span| (span.start..span.end).contains(&spot.at))?;
    let levels = explain::levels(wire, *span);
    let span = levels[spot.level.min(levels.len() - 1)];
    let pointed = Pointed { turn: &moment.turn, step: spot.step, span, before, after: &moment.lab };
    let explained = explain::octets(lang, &pointed)?;
    let is_tag = span.role == Role::Tag || span.field == Field::TagString;
    let text = String::from_utf8_lossy(wire.of(span));
    let mailbox = [&moment.lab, before].into_iter().find_map(|lab| {
        let session = &lab.connection(connection)?.session;
        Some((session.account()?.to_owned(), session.mailbox()?.name.to_owned()))
    });
    let longest = moment.lab.connection(connection)?.protocol.row().lines;
    Some(Inspected {
        span,
        explained,
        levels,
        tag: is_tag.then(|| text.trim_matches('"').to_owned()),
        line: line(wire, spot.at as usize, from, longest),
        mailbox,
    })
}

/// The number of octets in the line around an offset, and the most that it may have.
fn line(wire: &Wire, at: usize, from: Party, longest: Option<[usize; 2]>) -> (usize, Option<usize>) {
    let Range { start, end } = line_around(wire.octets(), at);
    let max = longest.and_then(|[command, reply]| match from {
        Party::Client => Some(command),
        Party::Server => Some(reply).filter(|_| start == 0),
    });
    // The octets that were not kept stood in the last line.
    let left_out = if end == wire.octets().len() { wire.left_out() as usize } else { 0 };
    (end - start + left_out, max)
}

fn line_around(octets: &[u8], at: usize) -> Range<usize> {
    let (before, rest) = octets.split_at(at.min(octets.len()));
    let start = before.iter().rposition(|octet| *octet == b'\n').map_or(0, |feed| feed + 1);
    let end = rest.iter().position(|octet| *octet == b'\n').map_or(octets.len(), |feed| at + feed + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, ConnectionId, Greeting, Protocol};

    const ONE: ConnectionId = ConnectionId(1);

    fn after(protocol: Protocol, lines: &[&str]) -> Player {
        let mut player = Player::new(&SCENARIOS[0]);
        let connect = Action::Connect { connection: ONE, protocol, greeting: Greeting::Ok };
        let _ = player.act(connect);
        for line in lines {
            let octets = format!("{line}\r\n").into_bytes();
            let _ = player.act(Action::Send { connection: ONE, octets });
        }
        player.seek(player.len());
        player
    }

    /// The explanation of the last octets with this text.
    fn about(player: &Player, text: &str, level: usize) -> Inspected {
        let spots = player.moments().iter().enumerate().flat_map(|(turn, moment)| {
            let steps = moment.turn.steps().iter().enumerate();
            steps.filter_map(move |(step, it)| match it {
                Step::Wire { wire, .. } => Some((turn, step, wire)),
                _ => None,
            })
        });
        let found = spots.flat_map(|(turn, step, wire)| {
            let fits = wire.spans().iter().filter(|span| wire.of(**span) == text.as_bytes());
            fits.map(move |span| Spot { turn, step, at: span.start, level }).collect::<Vec<_>>()
        });
        let spot = found.last().expect("such octets");
        inspect(Lang::En, player, spot).expect("an explanation")
    }

    #[test]
    fn a_set_names_messages_and_a_tag_its_command() {
        let player =
            after(Protocol::Imap, &["a1 LOGIN anna geheim", "a2 SELECT INBOX", "a3 FETCH 2:3,5 FLAGS"]);
        let set = about(&player, "2:3,5", 0);
        assert_eq!(set.explained.here, ["Here: 3 messages, number 2:3,5."]);
        assert_eq!(set.explained.messages.len(), 3);
        assert_eq!(set.mailbox, Some(("anna".to_owned(), "INBOX".to_owned())));
        let tag = about(&player, "a3", 0);
        assert_eq!(
            (tag.explained.here, tag.tag),
            (vec!["Answers: FETCH.".to_owned()], Some("a3".to_owned()))
        );
        assert_eq!((tag.explained.slide, tag.line.1), (Some(30), None));
    }

    #[test]
    fn a_group_is_one_level_wider() {
        let player =
            after(Protocol::Imap, &["a1 LOGIN anna geheim", "a2 SELECT INBOX", "a3 FETCH 1 ENVELOPE"]);
        let names = |level| {
            let path = about(&player, "\"anna\"", level).explained.path;
            path.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" › ")
        };
        assert_eq!(names(0), "FETCH › ENVELOPE › env-to › address › addr-mailbox");
        assert_eq!(names(1), "FETCH › ENVELOPE › env-to › address");
        assert_eq!(names(9), "FETCH › ENVELOPE");
        let path = about(&player, "1066118400", 0).explained.path;
        let names: Vec<&str> = path.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["OK", "UIDVALIDITY", "uidvalidity"]);
    }

    #[test]
    fn lines_of_pop3_have_a_longest_length() {
        let player = after(Protocol::Pop3, &["USER anna", "PASS geheim", "LIST"]);
        assert_eq!(about(&player, "LIST", 0).line, (6, Some(255)));
        assert_eq!(about(&player, ".", 0).line, (3, None));
    }
}

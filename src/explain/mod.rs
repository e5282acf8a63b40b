//! The sentences about a turn: the key of each, and its arguments.
//!
//! Every sentence is in the catalogues; this module only chooses. Protocol words (commands, states,
//! terms of the grammar) are arguments and never translated.

mod role;

pub use role::role;

use crate::engine::Turn;
use crate::engine::chart::{Hop, Moved, Outcome, Rfc, TriggerKind};
use crate::engine::mail::Change;
use crate::engine::step::{Refusal, RefusalKind, Step, Why};
use crate::i18n::{Key, Lang, by_id, format, text};

/// One turn in words, for the line under the diagram and for a screen reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sort of thing that happened.
    pub mark: Mark,
    /// The number of the transition in the RFC's figure, if it has one.
    pub number: Option<u8>,
    /// The event, in one sentence.
    pub sentence: String,
    /// Its changes: messages marked, added, removed. One sentence each.
    pub effects: Vec<String>,
    /// The rule behind it.
    pub why: Option<Reason>,
}

/// The sort of thing that a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A state was left for another.
    Moved,
    /// A command succeeded and the state stayed.
    Stayed,
    /// A valid command failed.
    Failed,
    /// A command was refused.
    Refused,
    /// The connection was lost: timer, line, refusal by the server.
    Lost,
    /// Something that no connection did: mail, time.
    Event,
}

/// A rule in words, and its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// One sentence.
    pub sentence: String,
    /// The section that says so.
    pub rfc: Rfc,
}

/// A turn in words. `None` when it holds nothing worth a sentence.
pub fn say(lang: Lang, turn: &Turn) -> Option<Said> {
    Some(Said { effects: effects(lang, turn), ..main_step(lang, turn)? })
}

/// The rule that explains a reply.
pub fn reason(lang: Lang, why: &Why) -> Option<Reason> {
    let key = Key::from_id(&format!("why-{}", why.rule.id))?;
    let args: Vec<(&str, &str)> = why.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(Reason { sentence: format(lang, key, &args), rfc: why.rule.rfc })
}

/// `RFC 1939 §7`.
pub fn citation(rfc: Rfc) -> String {
    if rfc.section.is_empty() {
        return format!("RFC {}", rfc.number);
    }
    format!("RFC {} §{}", rfc.number, rfc.section)
}

/// The address at which people can read the section. The page itself never requests it.
pub fn address(rfc: Rfc) -> String {
    let base = format!("https://www.rfc-editor.org/rfc/rfc{}", rfc.number);
    if rfc.section.is_empty() { base } else { format!("{base}#section-{}", rfc.section) }
}

/// A way through a chart, command by command: `LOGIN → SELECT`.
pub fn way(hops: &[Hop]) -> String {
    let commands: Vec<&str> = hops.iter().map(|hop| hop.trigger.name).collect();
    commands.join(" → ")
}

/// The reason for a refusal, and the way to the state in which the command is valid.
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    let key = match refusal.kind {
        RefusalKind::NotNow => Key::RefusedNotNow,
        RefusalKind::Unknown => Key::RefusedUnknown,
        RefusalKind::Syntax => Key::RefusedSyntax,
        RefusalKind::TooLong => Key::RefusedTooLong,
        RefusalKind::NotOffered => Key::RefusedNotOffered,
    };
    let or = format!(" {} ", text(lang, Key::WordOr));
    let valid_in = refusal.valid_in.join(&or);
    let came = shorten(&refusal.came);
    let mut sentence = format(lang, key, &[("came", &came), ("state", refusal.state), ("valid", &valid_in)]);
    match &refusal.way {
        Some(hops) if !hops.is_empty() => {
            sentence.push(' ');
            sentence.push_str(&format(lang, Key::RefusedFirst, &[("way", &way(hops))]));
        }
        _ => {}
    }
    if let (Some(at), false) = (refusal.at, refusal.expected.is_empty()) {
        let expected = refusal.expected.join(&or);
        let at = (at + 1).to_string();
        sentence.push(' ');
        sentence.push_str(&format(lang, Key::RefusedExpected, &[("at", &at), ("expected", &expected)]));
    }
    sentence
}

/// At most 40 characters of a client's line, so that a sentence stays one.
fn shorten(came: &str) -> String {
    const LONGEST: usize = 40;
    let clean = |c: char| if c.is_control() { '·' } else { c };
    if came.chars().count() <= LONGEST {
        return came.chars().map(clean).collect();
    }
    came.chars().take(LONGEST).map(clean).chain(['…']).collect()
}

fn main_step(lang: Lang, turn: &Turn) -> Option<Said> {
    if let Some(refused) = turn.refusal() {
        return Some(Said {
            mark: Mark::Refused,
            number: None,
            sentence: refusal(lang, refused),
            effects: Vec::new(),
            why: reason(lang, &refused.why),
        });
    }
    if let Some((moved, why)) = turn.main_move() {
        return Some(Said {
            mark: mark(moved),
            number: moved.edge.number,
            sentence: movement(lang, moved),
            effects: Vec::new(),
            why: reason(lang, why),
        });
    }
    let event = |sentence| Said { mark: Mark::Event, number: None, sentence, effects: Vec::new(), why: None };
    turn.steps().iter().find_map(|step| match step {
        Step::Mailbox { account, mailbox, change: Change::Added { .. } } => {
            let args = [("account", &**account), ("mailbox", &**mailbox)];
            Some(event(format(lang, Key::SaidDelivered, &args)))
        }
        Step::Became { preset } => {
            let name = by_id(lang, &format!("preset-{}", preset.id()));
            Some(event(format(lang, Key::SaidBecame, &[("character", name)])))
        }
        Step::Switched { switch, on } => {
            let key = if *on { Key::SaidSwitchedOn } else { Key::SaidSwitchedOff };
            let name = by_id(lang, &format!("switch-{}", switch.row().id));
            Some(event(format(lang, key, &[("switch", name)])))
        }
        Step::Clock { now } => {
            let c = now.civil();
            let clock = format!("{:02}:{:02}", c.hour, c.minute);
            Some(event(format(lang, Key::SaidClock, &[("clock", &clock)])))
        }
        _ => None,
    })
}

fn mark(moved: &Moved) -> Mark {
    use crate::engine::chart::EdgeKind;
    match (moved.edge.kind, moved.outcome, moved.edge.is_loop()) {
        (EdgeKind::Loss, ..) => Mark::Lost,
        (_, Outcome::No, _) => Mark::Failed,
        (_, Outcome::Ok, true) => Mark::Stayed,
        (_, Outcome::Ok, false) => Mark::Moved,
    }
}

fn movement(lang: Lang, moved: &Moved) -> String {
    let command = match moved.trigger.kind {
        TriggerKind::Command => moved.trigger.name,
        TriggerKind::Event => {
            let id = format!("event-{}", moved.trigger.name.to_ascii_lowercase().replace(' ', "-"));
            let happens = by_id(lang, &id);
            if moved.edge.is_loop() {
                return happens.to_owned() + ".";
            }
            happens
        }
    };
    let key = match (moved.outcome, moved.edge.is_loop()) {
        (Outcome::Ok, true) => Key::SaidStays,
        (Outcome::Ok, false) => Key::SaidMoves,
        (Outcome::No, true) => Key::SaidFails,
        (Outcome::No, false) => Key::SaidFailsAndMoves,
    };
    let args = [("what", command), ("from", moved.edge.from), ("to", moved.edge.to)];
    format(lang, key, &args)
}

/// The changes in mailboxes and locks, summed up.
fn effects(lang: Lang, turn: &Turn) -> Vec<String> {
    let locked = turn.lock().map(|(account, holder)| {
        let key = if holder.is_some() { Key::EffectLocked } else { Key::EffectUnlocked };
        format(lang, key, &[("account", account)])
    });
    let changes = |kind: fn(&Change) -> bool| turn.changes().filter(|(.., change)| kind(change)).count();
    let marks = |on: bool| turn.marks().filter(|(_, marked)| *marked == on).count();
    let counts = [
        (Key::EffectAdded, changes(|change| matches!(change, Change::Added { .. }))),
        (Key::EffectFlagged, changes(|change| matches!(change, Change::Flagged { .. }))),
        (Key::EffectExpunged, changes(|change| matches!(change, Change::Expunged { .. }))),
        (Key::EffectMarked, marks(true)),
        (Key::EffectUnmarked, marks(false)),
    ];
    let counted = counts.into_iter().filter(|(_, count)| *count > 0);
    locked
        .into_iter()
        .chain(counted.map(|(key, count)| format(lang, key, &[("count", &count.to_string())])))
        .collect()
}

#[cfg(test)]
mod tests;

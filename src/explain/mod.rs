//! The sentences about a turn: the key of each, and its arguments.
//!
//! Every sentence is in the catalogues; this module only chooses. Protocol words (commands, states,
//! terms of the grammar) are arguments and never translated.

mod command;
mod draft;
mod effects;
mod octets;
mod reason;
mod refusal;
mod role;

pub use command::{Hint, hint};
pub use draft::{draft, is_not_for_now};
pub use octets::{Explained, Pointed, levels, octets};
pub use reason::{Reason, reason};
pub use role::role;

use crate::engine::Turn;
use crate::engine::chart::{EdgeKind, Moved, Outcome, Rfc, TriggerKind};
use crate::engine::mail::Change;
use crate::engine::rfc::rfc;
use crate::engine::step::Step;
use crate::i18n::{Key, Lang, by_id, format, text};
use effects::effects;
use reason::shortened;

/// One turn in words, for the line under the diagram and for a screen reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sort of thing that happened.
    pub mark: Mark,
    /// The number of the transition in the RFC's figure, if it has one.
    pub number: Option<u8>,
    /// The rule behind it, in this case; the event itself, where no rule tells more.
    pub sentence: String,
    /// The event: the command, its outcome and the state; `None` where the sentence tells it.
    pub event: Option<String>,
    /// Its changes: messages marked, removed. One sentence each.
    pub effects: Vec<String>,
    /// Remarks on it. One sentence each.
    pub remarks: Vec<String>,
    /// The section with the rule.
    pub rfc: Option<Rfc>,
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

/// A turn in words. `None` when it holds nothing worth a sentence.
pub fn say(lang: Lang, turn: &Turn) -> Option<Said> {
    let mut remarks = turn.remarks().filter_map(|why| reason(lang, why));
    let said = refused(lang, turn).or_else(|| moved(lang, turn)).or_else(|| happened(lang, turn));
    let said = said.or_else(|| remarks.next().map(remarked))?;
    Some(Said { remarks: remarks.map(|reason| reason.sentence).collect(), ..said })
}

/// A turn of which only a remark tells: an answer of a recorded server that moves nothing.
fn remarked(reason: Reason) -> Said {
    Said {
        mark: Mark::Failed,
        number: None,
        sentence: reason.sentence,
        event: None,
        effects: Vec::new(),
        remarks: Vec::new(),
        rfc: Some(reason.rfc),
    }
}

/// `RFC 1939 §7`; an empty section is the whole document.
pub fn citation(number: u16, section: &str) -> String {
    if section.is_empty() { format!("RFC {number}") } else { format!("RFC {number} §{section}") }
}

/// The address at which people can read the section. The page itself never requests it.
pub fn address(number: u16, section: &str) -> String {
    let base = format!("https://www.rfc-editor.org/rfc/rfc{number}");
    if section.is_empty() { base } else { format!("{base}#section-{section}") }
}

fn refused(lang: Lang, turn: &Turn) -> Option<Said> {
    let refused = turn.refusal()?;
    let (came, to) = (shortened(refused.came.trim(), 40), refused.state);
    let event = if came.is_empty() { Key::SaidRefusedLine } else { Key::SaidRefused };
    Some(Said {
        mark: Mark::Refused,
        number: None,
        sentence: refusal::sentence(lang, turn, refused),
        event: Some(format(lang, event, &[("came", &came), ("to", to)])),
        effects: Vec::new(),
        remarks: Vec::new(),
        rfc: Some(refused.why.rule.rfc),
    })
}

fn moved(lang: Lang, turn: &Turn) -> Option<Said> {
    let (moved, why) = turn.main_move()?;
    let event = movement(lang, moved);
    let (sentence, event, rfc) = match reason(lang, why) {
        Some(reason) => (reason.sentence, Some(event), Some(reason.rfc)),
        None => (event, None, None),
    };
    let (mark, number) = (mark(moved), moved.edge.number);
    Some(Said {
        mark,
        number,
        sentence,
        event,
        effects: effects(lang, turn, mark == Mark::Lost, why),
        remarks: Vec::new(),
        rfc,
    })
}

/// Something that no connection did, and the rule behind it.
fn happened(lang: Lang, turn: &Turn) -> Option<Said> {
    let (event, rule, rfc) = turn.steps().iter().find_map(|step| match step {
        Step::Mailbox { account, mailbox, change: Change::Added { .. } } => {
            let args = [("account", &**account), ("mailbox", &**mailbox)];
            Some((format(lang, Key::SaidDelivered, &args), Key::SaidDeliveredTold, rfc(9051, "5.2")))
        }
        Step::Became { preset } => {
            let name = by_id(lang, &format!("preset-{}", preset.id()));
            let event = format(lang, Key::SaidBecame, &[("character", name)]);
            Some((event, Key::SaidBecameTold, rfc(2449, "5")))
        }
        Step::Switched { switch, on } => {
            let row = switch.row();
            let key = if *on { Key::SaidSwitchedOn } else { Key::SaidSwitchedOff };
            let name = by_id(lang, &format!("switch-{}", row.id));
            Some((format(lang, key, &[("switch", name)]), Key::SaidSwitchedTold, row.rfc))
        }
        Step::Clock { now } => {
            let c = now.civil();
            let clock = format!("{:02}:{:02}", c.hour, c.minute);
            Some((format(lang, Key::SaidClock, &[("clock", &clock)]), Key::SaidClockTold, rfc(1939, "3")))
        }
        _ => None,
    })?;
    Some(Said {
        mark: Mark::Event,
        number: None,
        sentence: text(lang, rule).to_owned(),
        event: Some(event),
        effects: Vec::new(),
        remarks: Vec::new(),
        rfc: Some(rfc),
    })
}

fn mark(moved: &Moved) -> Mark {
    match (moved.edge.kind, moved.outcome, moved.edge.is_loop()) {
        (EdgeKind::Loss, ..) => Mark::Lost,
        (_, Outcome::No, _) => Mark::Failed,
        (_, Outcome::Ok, true) => Mark::Stayed,
        (_, Outcome::Ok, false) => Mark::Moved,
    }
}

fn movement(lang: Lang, moved: &Moved) -> String {
    let is_event = moved.trigger.kind == TriggerKind::Event;
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
        (_, false) if is_event => Key::SaidMoves,
        (Outcome::Ok, false) => Key::SaidMoves,
        (Outcome::No, true) => Key::SaidFails,
        (Outcome::No, false) => Key::SaidFailsAndMoves,
    };
    let args = [("what", command), ("from", moved.edge.from), ("to", moved.edge.to)];
    format(lang, key, &args)
}

#[cfg(test)]
mod tests;

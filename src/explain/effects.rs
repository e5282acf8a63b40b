//! The changes that a turn makes, summed up, as far as its rule does not tell them.

use crate::engine::Turn;
use crate::engine::mail::Change;
use crate::engine::step::Why;
use crate::i18n::{Key, Lang, format};

/// One sentence for each sort of change; a lock that is free is told where the connection was lost.
pub(super) fn effects(lang: Lang, turn: &Turn, is_lost: bool, why: &Why) -> Vec<String> {
    let free = turn.lock().filter(|(_, holder)| holder.is_none() && is_lost);
    let free = free.map(|(account, _)| format(lang, Key::EffectUnlocked, &[("account", account)]));
    let changes = |kind: fn(&Change) -> bool| turn.changes().filter(|(.., change)| kind(change)).count();
    let marks = |on: bool| turn.marks().filter(|(_, marked)| *marked == on).count();
    let by_now = why.arg("marked").map(str::to_owned);
    // POP3's numbers do not move up, and its rules count.
    let expunged = changes(|change| matches!(change, Change::Expunged { .. }));
    let expunged = if why.rule.id.starts_with("pop3-") { 0 } else { expunged };
    let counts = [
        (Key::EffectFlagged, changes(|change| matches!(change, Change::Flagged { .. })).to_string()),
        (Key::EffectExpunged, expunged.to_string()),
        (Key::EffectMarked, by_now.unwrap_or_default()),
        (Key::EffectUnmarked, marks(false).to_string()),
    ];
    let counted = counts.into_iter().filter(|(_, count)| !matches!(count.as_str(), "" | "0"));
    free.into_iter().chain(counted.map(|(key, count)| format(lang, key, &[("count", &count)]))).collect()
}

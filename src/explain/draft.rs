//! A draft in words: what is due, missing or wrong, and whether it is legal now.

use super::reason::reason;
use super::refusal;
use crate::engine::draft::{Draft, Part, Verdict, is_optional};
use crate::engine::step::{Refusal, RefusalKind};
use crate::i18n::{Key, Lang, format, text};

/// Most words or terms that are named at once.
const NAMED_MAX: usize = 6;

/// Whether a command is refused for the state or the server that it meets, and not for the line itself.
pub fn is_not_for_now(refusal: &Refusal) -> bool {
    matches!(refusal.kind, RefusalKind::NotNow | RefusalKind::NotOffered)
}

/// A draft in one sentence or two; empty where there is nothing to say. On a connection that is not `open` nothing is
/// legal or not.
pub fn draft(lang: Lang, draft: &Draft, open: bool) -> String {
    let refusal = draft.refusal.as_deref().filter(|_| open);
    if let Some(refusal) = refusal.filter(|refusal| is_not_for_now(refusal)) {
        return refusal::objection(lang, refusal);
    }
    match draft.verdict {
        Verdict::Complete if !open => String::new(),
        Verdict::Complete => complete(lang, draft),
        Verdict::Incomplete => due(lang, draft),
        Verdict::Wrong => {
            let at = (draft.before + draft.at + 1).to_string();
            match draft.refusal.as_deref() {
                Some(refusal) => {
                    let reason = refusal::objection(lang, refusal);
                    format(lang, Key::DraftAt, &[("at", &at), ("reason", &reason)])
                }
                None => format(lang, Key::DraftExpected, &[("at", &at), ("terms", &terms(lang, draft))]),
            }
        }
    }
}

fn complete(lang: Lang, draft: &Draft) -> String {
    if let Some(reason) = draft.failure.as_ref().and_then(|why| reason(lang, why)) {
        return reason.sentence;
    }
    match draft.literal {
        Some(count) => format(lang, Key::DraftLiteral, &[("count", &count.to_string())]),
        None => text(lang, Key::DraftComplete).to_owned(),
    }
}

/// The parts of the form or the terms of the grammar that a line still lacks.
fn due(lang: Lang, draft: &Draft) -> String {
    let form = draft.form();
    // The part that is due has begun, or not.
    let waits = draft.arguments().last().is_none_or(|last| last.is_empty());
    let comes = |state: Part| state == Part::Later || state == Part::Due && waits;
    let missing = form.iter().filter(|(part, state)| comes(*state) && !is_optional(part));
    let missing: Vec<&str> = missing.map(|(part, _)| *part).collect();
    if !missing.is_empty() {
        return format(lang, Key::DraftMissing, &[("parts", &missing.join(" "))]);
    }
    if draft.at < draft.wire.octets().len() && !draft.words.is_empty() {
        let typed = &draft.wire.octets()[draft.at..];
        let fits = |word: &&&str| {
            word.len() >= typed.len() && word.as_bytes()[..typed.len()].eq_ignore_ascii_case(typed)
        };
        // Of commands, those that are legal now; without one of them, all.
        let legal =
            |word: &&&str| draft.refusal.as_deref().is_some_and(|refusal| refusal.legal.contains(*word));
        let mut named: Vec<&str> = draft.words.iter().filter(fits).filter(legal).copied().collect();
        if named.is_empty() {
            named = draft.words.iter().filter(fits).copied().collect();
        }
        if named.len() > NAMED_MAX {
            named.truncate(NAMED_MAX);
            named.push("…");
        }
        return format(lang, Key::DraftWords, &[("words", &named.join(", "))]);
    }
    format(lang, Key::DraftNext, &[("terms", &terms(lang, draft))])
}

/// The terms that fit: `a space or ")"`.
fn terms(lang: Lang, draft: &Draft) -> String {
    let or = format!(" {} ", text(lang, Key::WordOr));
    let term = |own: &'static str| if own == "SP" { text(lang, Key::DraftSpace) } else { own };
    draft.expected.iter().copied().map(term).take(NAMED_MAX).collect::<Vec<_>>().join(&or)
}

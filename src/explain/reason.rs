//! Rules in words.

use crate::engine::chart::Rfc;
use crate::engine::step::Why;
use crate::i18n::{Key, Lang, format};

/// A rule in words, and its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// One sentence, or two.
    pub sentence: String,
    /// The section that says so.
    pub rfc: Rfc,
}

/// The rule that explains a reply. A sentence that counts may have a brother for none (`-none`).
pub fn reason(lang: Lang, why: &Why) -> Option<Reason> {
    reason_with(lang, why, &[])
}

/// The same with more arguments.
pub(super) fn reason_with(lang: Lang, why: &Why, more: &[(&str, &str)]) -> Option<Reason> {
    let is_none = why.args.iter().any(|(name, value)| matches!(*name, "n" | "count") && value == "0");
    let id = format!("why-{}", why.rule.id);
    let none = Key::from_id(&format!("{id}-none")).filter(|_| is_none);
    let key = none.or_else(|| Key::from_id(&id))?;
    let shown = |value: &str| if value.is_empty() { "\"\"".to_owned() } else { shortened(value, 80) };
    let short: Vec<(&str, String)> = why.args.iter().map(|(name, value)| (*name, shown(value))).collect();
    let own = short.iter().map(|(name, value)| (*name, value.as_str()));
    let args: Vec<(&str, &str)> = own.chain(more.iter().copied()).collect();
    Some(Reason { sentence: format(lang, key, &args), rfc: why.rule.rfc })
}

/// At most so many characters of something that a client has sent, so that a sentence stays one.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest).chain(['…']).collect()
}

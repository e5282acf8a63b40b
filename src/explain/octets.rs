//! Octets of the wire in words: what they are, and what they mean here.
//!
//! The engine says which field of the grammar some octets fill; this module chooses the sentence of that field, and
//! puts the values that these octets have in this world beside it.

mod here;
mod pointed;

pub use pointed::Pointed;

use super::{hint, role};
use crate::engine::Protocol;
use crate::engine::chart::Rfc;
use crate::engine::field::Field;
use crate::engine::mail::Uid;
use crate::engine::wire::{Role, Span, Wire};
use crate::i18n::{Key, Lang, text};
use pointed::{switch, text_of};

/// Octets in words.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Explained {
    /// The field or the command, in one sentence.
    pub what: String,
    /// Its meaning here. One sentence each.
    pub here: Vec<String>,
    /// The section with the rule.
    pub rfc: Option<Rfc>,
    /// The number of the slides' statement that it shows.
    pub slide: Option<u8>,
    /// The names of what they are a part of, from the whole line to the smallest group, each with its octets.
    pub path: Vec<(String, Span)>,
    /// The messages that they mean.
    pub messages: Vec<Uid>,
}

/// The explanation of some octets; `None` where no octets are.
pub fn octets(lang: Lang, pointed: &Pointed) -> Option<Explained> {
    let (connection, from, wire) = pointed.wire()?;
    let protocol = pointed.after.connection(connection)?.protocol;
    let span = pointed.span;
    let word = word(wire, span);
    let switch = switch(span.field, &word);
    let (here, messages) = here::here(lang, pointed, connection, from, wire);
    let command = command(wire, span).and_then(|name| protocol.chart().trigger(&name));
    let own = command.map(|trigger| trigger.rfc).or_else(|| switch.map(|row| row.rfc));
    let own = own.filter(|rfc| !rfc.section.is_empty());
    Some(Explained {
        what: what(lang, protocol, wire, span, &word),
        here,
        rfc: own.or_else(|| span.field.rfc(&word)).or_else(|| Some(of_role(protocol, span.role)?.0)),
        slide: span
            .field
            .slide()
            .or_else(|| of_role(protocol, span.role)?.1.filter(|_| span.field == Field::None)),
        path: path(wire, span),
        messages,
    })
}

/// The rule and the slides' statement for octets that fill no field.
fn of_role(protocol: Protocol, of: Role) -> Option<(Rfc, Option<u8>)> {
    (of != Role::Junk).then(|| (protocol.row().role)(of))
}

/// The sentence of some octets: of their command, of their word, of their switch, of their field, of their role.
fn what(lang: Lang, protocol: Protocol, wire: &Wire, span: Span, word: &str) -> String {
    if let Some(hint) = command(wire, span).and_then(|name| hint(protocol.chart(), lang, &name)) {
        return format!("{} – {}", hint.form, hint.does);
    }
    let key = |id: String| Key::from_id(&id).map(|key| text(lang, key).to_owned());
    let field = span.field;
    let name = field.name();
    let own = key(format!("field-{name}-{}", id(word)));
    let flag =
        || key(format!("flag-{}", id(word))).filter(|_| field == Field::Flag && word.starts_with('\\'));
    let switch = || key(format!("switch-{}", switch(field, word)?.id));
    let item = || {
        let name = wire.spans().iter().rfind(|own| own.field == Field::StatusAtt && own.end <= span.start)?;
        key(format!("field-status-att-{}", id(&text_of(wire, *name))))
            .filter(|_| field == Field::StatusAttVal)
    };
    let general = || key(format!("field-{name}")).filter(|_| field != Field::None);
    own.or_else(flag)
        .or_else(switch)
        .or_else(item)
        .or_else(general)
        .unwrap_or_else(|| role(lang, protocol, span.role).to_owned())
}

/// The word that fills a field: the octets themselves, or the first span that fills the same field in a group.
fn word(wire: &Wire, span: Span) -> String {
    let inside = |own: &&Span| span.holds(own) && own.field == span.field;
    let own = if span.role == Role::Group { wire.spans().iter().find(inside).copied() } else { Some(span) };
    own.map(|own| text_of(wire, own)).unwrap_or_default()
}

/// A word as it stands in the names of texts: `body-peek`, `add-flags`.
fn id(word: &str) -> String {
    let word = word.trim_start_matches('\\');
    let (sign, rest) = match word.as_bytes().first() {
        Some(b'+') => ("add-", &word[1..]),
        Some(b'-') => ("remove-", &word[1..]),
        _ => ("", word),
    };
    let fit = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    sign.chars().chain(rest.chars().take(40).map(fit)).collect()
}

/// The command's name in which a keyword stands, `UID` and the word behind it taken together.
fn command(wire: &Wire, span: Span) -> Option<String> {
    if span.role != Role::Keyword || span.field != Field::None {
        return None;
    }
    let keywords = wire.spans().iter().filter(|own| own.role == Role::Keyword && own.field == Field::None);
    let words: Vec<String> = keywords.map(|own| text_of(wire, *own).to_ascii_uppercase()).collect();
    Some(words.join(" "))
}

/// The groups around some octets, and the word of the response or command at their head.
fn path(wire: &Wire, span: Span) -> Vec<(String, Span)> {
    let is_head = |own: &&Span| match own.role {
        Role::Keyword => matches!(own.field, Field::None | Field::Response),
        role => role == Role::Status,
    };
    let head = wire.spans().iter().rfind(|own| is_head(own) && own.start <= span.start);
    let mut path: Vec<(String, Span)> = head.map(|own| (text_of(wire, *own), *own)).into_iter().collect();
    let own = Some(span).filter(|_| span.role != Role::Group && span.field != Field::None);
    for span in wire.path(span).copied().chain(own.filter(|own| Some(own) != head)) {
        let inside = |fits: &dyn Fn(&Span) -> bool| {
            let own = wire.spans().iter().find(|own| span.holds(own) && fits(own));
            own.map(|own| text_of(wire, *own)).unwrap_or_default()
        };
        let name = match (span.role, span.field) {
            (Role::Group, Field::MsgAtt) => inside(&|_| true),
            (Role::Group, Field::RespTextCode) => inside(&|own| own.field == Field::RespTextCode),
            (_, field) => field.name().to_owned(),
        };
        match path.last_mut() {
            // FETCH's item ENVELOPE holds an `envelope` alone.
            Some((last, around)) if span.role == Role::Group && last.eq_ignore_ascii_case(&name) => {
                *around = span
            }
            _ => path.push((name, span)),
        }
    }
    path
}

/// Some octets, and the groups around them, each larger than the one before.
pub fn levels(wire: &Wire, span: Span) -> Vec<Span> {
    let mut levels = vec![span];
    for group in wire.path(span).rev() {
        if levels.last().is_some_and(|last| group.end - group.start > last.end - last.start) {
            levels.push(*group);
        }
    }
    levels
}

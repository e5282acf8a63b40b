//! The draft in the prompt as the server reads it: its parts, the form of its command, what is due or wrong, and the
//! line that a near miss was meant to be.

use super::completion;
use super::prompt::{BACKSPACE, typed};
use super::session_info;
use super::straighten::{is_fixed_space, signs, straighten};
use crate::engine::draft::{Around, Draft, Part, Verdict};
use crate::engine::wire::Role;
use crate::engine::{Awaits, ConnectionId, Protocol, Session};
use crate::explain;
use crate::i18n::{Key, Lang, format, text};
use crate::player::Player;

/// A draft in the prompt.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// Its text in pieces, from the first character to the last.
    pub pieces: Vec<Piece>,
    /// The form of its command, with the state of each part.
    pub form: Vec<(&'static str, Part)>,
    /// The name of its command.
    pub command: Option<&'static str>,
    /// The sentence about what is due, missing or wrong; empty where there is nothing to say.
    pub said: String,
    /// Whether that is a mistake, or a command that is not legal now.
    pub objects: bool,
    /// Whether it is a whole line that may be sent now.
    pub complete: bool,
    /// The words that may come next, behind what is typed; each is what Tab adds.
    pub completions: Vec<String>,
    /// The rest of the form, to be shown behind what is typed.
    pub ghost: String,
    /// The line that was meant.
    pub mend: Option<String>,
}

/// Some characters of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// As they stand in the prompt.
    pub text: String,
    /// The name of their role; empty for those that nobody has read.
    pub role: &'static str,
    /// The name of the field that they fill; empty where there is none.
    pub field: &'static str,
    /// Whether they stand where something else is expected.
    pub wrong: bool,
}

impl Understood {
    /// The draft on this connection, or on one that is not open yet; `tags` says whether lines get automatic tags.
    pub fn of(
        player: &Player,
        id: ConnectionId,
        protocol: Protocol,
        draft: &str,
        tags: bool,
        lang: Lang,
    ) -> Self {
        let lab = player.lab();
        let connection = lab.connection(id).filter(|connection| connection.is_open());
        let fresh;
        let session: &dyn Session = match connection {
            Some(connection) => &*connection.session,
            None => {
                fresh = (protocol.row().open)(0);
                &*fresh
            }
        };
        let around = Around { store: lab.store(), switches: lab.switches() };
        let line = draft.split('\n').next().unwrap_or_default();
        let awaits = session.awaits();
        let prefix =
            match protocol.row().tags && tags && completion::wants_tag(protocol.chart(), line, awaits) {
                true => format!("a{} ", session_info::next_tag(player, id)),
                false => String::new(),
            };
        let sent = format!("{prefix}{}", typed(line));
        let read = session.draft(sent.as_bytes(), around);
        let mut understood = Understood { pieces: pieces(&read, draft, prefix.len()), ..Self::default() };
        if draft.is_empty() {
            return understood;
        }
        let refused = read.refusal.as_deref().filter(|_| connection.is_some());
        understood.form = read.form();
        understood.command = read.command.map(|trigger| trigger.name);
        understood.objects = read.verdict == Verdict::Wrong || refused.is_some_and(explain::is_not_for_now);
        understood.complete = read.verdict == Verdict::Complete && !understood.objects;
        understood.said = match (draft.contains('\n'), curly(lang, line)) {
            (true, _) => {
                let count = draft.trim_end_matches('\n').split('\n').count().to_string();
                format(lang, Key::DraftLines, &[("count", &count)])
            }
            (_, Some(curly)) if understood.objects => curly,
            _ => explain::draft(lang, &read, connection.is_some()),
        };
        if draft.contains('\n') || matches!(awaits, Awaits::Literal(_)) {
            return understood;
        }
        if connection.is_some() {
            let names =
                completion::Surroundings { store: around.store, account: session.account(), session, around };
            understood.completions = completion::completions(protocol.chart(), &read, &names);
        }
        understood.ghost = match understood.completions.first() {
            _ if understood.objects => String::new(),
            Some(rest) if !line.ends_with(' ') => rest.trim_end().to_owned(),
            _ => rest_of_form(&read, &understood.form),
        };
        if awaits != Awaits::Command {
            return understood;
        }
        understood.mend = mend(player, id, protocol, &read, (&prefix, line), understood.objects);
        understood
    }
}

/// The sentence about characters that a keyboard has set by itself.
fn curly(lang: Lang, line: &str) -> Option<String> {
    let wrong = signs(line).into_iter().map(|sign| match is_fixed_space(sign) {
        true => text(lang, Key::StraightenSpace).to_owned(),
        false => sign.to_string(),
    });
    let wrong = wrong.collect::<Vec<_>>().join(" ");
    (!wrong.is_empty()).then(|| format(lang, Key::StraightenText, &[("signs", &wrong)]))
}

/// The line that was meant, if another one was typed.
fn mend(
    player: &Player,
    id: ConnectionId,
    protocol: Protocol,
    read: &Draft,
    (prefix, line): (&str, &str),
    objects: bool,
) -> Option<String> {
    if objects && !signs(line).is_empty() {
        return Some(straighten(line));
    }
    let mut words = line.split(' ');
    let first = words.next().unwrap_or_default();
    if protocol.row().tags && prefix.is_empty() && session_info::is_keyword(protocol.chart(), first) {
        // A name that is whole was hardly meant to be a tag, unless a command follows.
        let is_tag = words.next().is_some_and(|word| session_info::is_keyword(protocol.chart(), word));
        return (!is_tag).then(|| format!("a{} {line}", session_info::next_tag(player, id)));
    }
    let mended = (protocol.row().mend)(read, &format!("{prefix}{line}"))?;
    Some(mended.strip_prefix(prefix).unwrap_or(&mended).to_owned())
}

/// The parts of a form that are still to come, behind the space where the next one begins.
fn rest_of_form(read: &Draft, form: &[(&'static str, Part)]) -> String {
    if read.arguments().last().is_none_or(|last| !last.is_empty()) {
        return String::new();
    }
    let comes = |(_, state): &&(&str, Part)| matches!(state, Part::Due | Part::Later);
    form.iter().filter(comes).map(|(part, _)| *part).collect::<Vec<_>>().join(" ")
}

/// The text of the prompt in the pieces that the draft's labels make; `prefix` octets go out before it.
fn pieces(read: &Draft, text: &str, prefix: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = prefix;
    let mut spans = read.wire.spans().iter().peekable();
    let wrong_from = (read.verdict == Verdict::Wrong).then_some(read.at.max(prefix));
    let mut is_first_line = true;
    let mut last = None;
    for sign in text.chars() {
        is_first_line &= sign != '\n';
        while spans.peek().is_some_and(|span| span.end as usize <= at) {
            spans.next();
        }
        let span = spans.peek().filter(|span| is_first_line && span.start as usize <= at);
        // Characters that are not understood yet have no role.
        let known = span.filter(|span| span.role != Role::Junk);
        let wrong = is_first_line && wrong_from.is_some_and(|from| from <= at);
        let key = (span.map(|span| span.start), wrong);
        match pieces.last_mut().filter(|_| last == Some(key)) {
            Some(piece) => piece.text.push(sign),
            None => pieces.push(Piece {
                text: sign.into(),
                role: known.map_or("", |span| span.role.name()),
                field: known.map_or("", |span| span.field.name()),
                wrong,
            }),
        }
        last = Some(key);
        at += if sign == BACKSPACE { 1 } else { sign.len_utf8() };
    }
    pieces
}

#[cfg(test)]
mod tests;

//! A line before it is sent: the parts of it that are understood, the part that is due, and the server's answer to a
//! mistake in it.
//!
//! The rules of this file:
//! 1. Each protocol's session reads a draft with the grammar that reads the line once it is sent
//!    ([`Session::draft`]), and judges it with the same checks: what is said of a draft is what the server will say.
//! 2. A draft's offsets count from its own first octet.
//! 3. Reading one changes nothing, and costs what the line costs: it does not grow with messages.
//!
//! [`Session::draft`]: super::session::Session::draft

use super::chart::Trigger;
use super::field::Field;
use super::mail::Store;
use super::step::{Refusal, Why};
use super::switches::Switches;
use super::wire::{Role, Span, Wire};

/// A draft as the server reads it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its octets, labelled as far as they are understood; the end of the line is not among them.
    pub wire: Wire,
    /// The command, once its name is whole.
    pub command: Option<&'static Trigger>,
    /// Whether it is a whole line, the beginning of one, or neither.
    pub verdict: Verdict,
    /// The offset of the word that is due or does not fit; the draft's length where the next word is due.
    pub at: usize,
    /// The terms of the grammar that fit there.
    pub expected: Vec<&'static str>,
    /// The words that fit there, as far as the grammar names them.
    pub words: Vec<&'static str>,
    /// The number of octets of the same command that went before this line; the server counts from the first of them.
    pub before: usize,
    /// The octets of the literal that the line announces, for which the server will ask.
    pub literal: Option<u32>,
    /// The refusal that the server would answer with, if the draft were sent now.
    pub refusal: Option<Box<Refusal>>,
    /// The rule by which the command will fail though it is legal, where what has been said before makes it fail.
    pub failure: Option<Why>,
}

/// A draft's place on the way to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A whole line: nothing more is needed.
    Complete,
    /// All is right, and more is needed.
    Incomplete,
    /// No right line begins so.
    Wrong,
}

/// The lab around a session, as far as a draft's reading needs it.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// All accounts.
    pub store: &'a Store,
    /// The server's switches.
    pub switches: Switches,
}

impl Draft {
    /// A draft of which every octet is in one role, and that may be sent as it is.
    pub(super) fn of(octets: &[u8], role: Role, field: Field) -> Self {
        let spans = vec![Span::new(0, octets.len(), role).fills(field)];
        Draft {
            wire: Wire::labelled(octets, spans),
            command: None,
            verdict: Verdict::Complete,
            at: octets.len(),
            expected: Vec::new(),
            words: Vec::new(),
            before: 0,
            literal: None,
            refusal: None,
            failure: None,
        }
    }

    /// A draft of a line that has to be this word, whose case does not matter.
    pub(super) fn of_word(octets: &[u8], word: &'static str, field: Field) -> Self {
        let same =
            word.bytes().zip(octets).take_while(|(own, octet)| own.eq_ignore_ascii_case(octet)).count();
        let verdict = match same {
            _ if same < octets.len() => Verdict::Wrong,
            _ if same < word.len() => Verdict::Incomplete,
            _ => Verdict::Complete,
        };
        let role = if verdict == Verdict::Wrong { Role::Junk } else { Role::Keyword };
        let at = if verdict == Verdict::Complete { word.len() } else { 0 };
        Draft { verdict, at, expected: vec![word], words: vec![word], ..Draft::of(octets, role, field) }
    }

    /// A draft of a line of authentication data: base64, or `*` that cancels.
    pub(super) fn of_data(octets: &[u8]) -> Self {
        if octets == b"*" {
            return Draft::of(octets, Role::Argument, Field::AuthCancel);
        }
        let draft = Draft::of(octets, Role::Secret, Field::Base64);
        let fits = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=');
        match octets.iter().position(|octet| !fits(octet)) {
            Some(at) => Draft { verdict: Verdict::Wrong, at, expected: vec!["base64"], ..draft },
            // RFC 4648 §4: base64 comes in groups of four characters.
            None if !octets.len().is_multiple_of(4) => {
                Draft { verdict: Verdict::Incomplete, expected: vec!["base64"], ..draft }
            }
            None => draft,
        }
    }

    /// The command's arguments so far, split where a space stands outside of parentheses; the last one is empty behind a
    /// space.
    pub fn arguments(&self) -> Vec<&[u8]> {
        self.command.map(|trigger| arguments(trigger, self)).unwrap_or_default()
    }

    /// The form of the command, with the state of each of its parts; empty as long as there is no command.
    pub fn form(&self) -> Vec<(&'static str, Part)> {
        self.command.map(|trigger| form(trigger, self)).unwrap_or_default()
    }
}

/// The state of a part of a command's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It stands there.
    Done,
    /// It is due now: it is being typed, or comes next.
    Due,
    /// It comes later.
    Later,
    /// It may be left out, and is.
    Skipped,
}

/// The parts of a command's form beside the arguments of its draft.
fn form(trigger: &'static Trigger, draft: &Draft) -> Vec<(&'static str, Part)> {
    let (name, rest) = trigger.form.split_at(trigger.name.len());
    let parts = parts(rest.trim_start());
    let arguments = draft.arguments();
    let mut form = vec![(name, Part::Done)];
    let mut next = 0;
    for (place, part) in parts.iter().enumerate() {
        let last = place + 1 == parts.len();
        let state = match arguments.get(next) {
            None => Part::Later,
            Some(argument) if is_optional(part) && !argument.is_empty() && !may_be(part, argument) => {
                Part::Skipped
            }
            Some(_) => {
                let ends = if last { arguments.len() } else { next + part.split(' ').count() };
                next = ends;
                if ends >= arguments.len() { Part::Due } else { Part::Done }
            }
        };
        form.push((part, state));
    }
    // An argument that has not begun is the first one that may not be missing, if there is one.
    let begins = arguments.last().is_some_and(|argument| argument.is_empty());
    let waits = arguments.is_empty() && draft.verdict == Verdict::Incomplete;
    let due = form.iter().position(|(_, state)| *state == Part::Due);
    if waits || begins && due.is_some_and(|due| is_optional(form[due].0)) {
        let from = due.unwrap_or(1);
        if let Some(first) = (from..form.len()).find(|place| !is_optional(form[*place].0)) {
            form[from..first].iter_mut().for_each(|(_, state)| *state = Part::Later);
            form[first].1 = Part::Due;
        }
    }
    form
}

/// The parts of a form, or of an example, behind the name: words, each with what stands in brackets.
pub fn parts(form: &'static str) -> Vec<&'static str> {
    // The one form with alternatives is one part.
    if form.contains(" | ") {
        return vec![form];
    }
    let (mut parts, mut depth, mut start) = (Vec::new(), 0i32, 0);
    for (at, octet) in form.bytes().enumerate() {
        match octet {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b' ' if depth == 0 => {
                parts.push(&form[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < form.len() {
        parts.push(&form[start..]);
    }
    parts
}

/// Whether a part of a form may be left out.
pub fn is_optional(part: &str) -> bool {
    // The first bracket closes at the end.
    part.starts_with('[') && part.find(']') == Some(part.len() - 1)
}

/// Whether an argument may be this part of the form, which may be left out.
fn may_be(part: &str, argument: &[u8]) -> bool {
    let inside = part.trim_matches(['[', ']']);
    let word = inside.split(' ').next().unwrap_or_default();
    match word {
        _ if word.starts_with('(') => argument.starts_with(b"("),
        "date-time" => argument.starts_with(b"\""),
        _ if word.bytes().all(|octet| octet.is_ascii_uppercase()) => {
            word.len() >= argument.len() && word.as_bytes()[..argument.len()].eq_ignore_ascii_case(argument)
        }
        _ => true,
    }
}

/// The arguments behind a command's name, split where a space stands outside of parentheses.
fn arguments<'a>(trigger: &Trigger, draft: &'a Draft) -> Vec<&'a [u8]> {
    let wire = &draft.wire;
    let mut spans = wire.spans().iter();
    let names = trigger.name.split(' ').count();
    let name = spans.by_ref().filter(|span| span.role == Role::Keyword).nth(names - 1);
    let Some(mut start) = name.map(|span| span.end as usize) else { return Vec::new() };
    let (mut found, mut depth) = (Vec::new(), 0i32);
    for span in spans {
        match span.role {
            Role::Parenthesis if wire.of(*span) == b"(" => depth += 1,
            Role::Parenthesis => depth -= 1,
            Role::Separator if depth == 0 => {
                if span.start as usize > start {
                    found.push(&wire.octets()[start..span.start as usize]);
                }
                start = span.end as usize;
                if start == wire.octets().len() {
                    found.push(&wire.octets()[start..]);
                }
            }
            _ => {}
        }
    }
    if start < wire.octets().len() {
        found.push(&wire.octets()[start..]);
    }
    found
}

/// Whether one of these words begins with the text; case does not matter.
pub(super) fn begins_a_word(words: &[&str], text: &[u8]) -> bool {
    words
        .iter()
        .any(|word| word.len() >= text.len() && word.as_bytes()[..text.len()].eq_ignore_ascii_case(text))
}

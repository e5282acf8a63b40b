//! RFC 3501 §9, the client's half: octets become a [`Request`], each octet gets its role, and a mistake
//! gets a place and the terms that would have fitted there.
//!
//! The rules of this folder:
//! 1. The grammar is strict: where the ABNF says SP, one space stands.
//! 2. The end of the octets is no mistake. Every proper prefix of a command is incomplete.
//! 3. The grammar knows no state but whether the client has enabled IMAP4rev2. Whether a command is legal now is
//!    the session's question, and it can be asked as soon as [`Reading::trigger`] is known.
//! 4. Syntax of an extension is read, whether the server offers the extension or not, and noted
//!    ([`Reading::extensions`]): the session refuses an extension that is not offered.

mod arguments;
mod dates;
mod fetch;
mod input;
mod search;
mod sets;

pub use input::{Announced, DEPTH_MAX};

use super::chart::{CHART, Trigger};
use super::command::{Command, Request, Tag};
use super::response::is_astring_char;
use super::sequence::SequenceSet;
use crate::engine::chart::Key;
use crate::engine::draft::begins_a_word;
use crate::engine::switches::Switch;
use crate::engine::wire::{Role, Span};
use input::{Input, Notes, Rule, ascii, atom, crlf, expect, fail, fail_at, here, label, peek, space};
use winnow::error::ErrMode;
use winnow::token::take_while;
use winnow::{LocatingSlice, Parser, Partial};

/// Octets, read as one command.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The roles of the octets, as far as they could be read.
    pub spans: Vec<Span>,
    /// The spans that belong together, as far as they are whole.
    pub groups: Vec<Span>,
    /// The tag, if there is one.
    pub tag: Option<Tag>,
    /// The word behind the tag (with `UID`, two words), as the client spelt it.
    pub word: Option<String>,
    /// The chart's trigger for it, if it is a command of this server.
    pub trigger: Option<Trigger>,
    /// The extensions that arguments, as far as they could be read, belong to: search keys, options, sets.
    pub extensions: Vec<Switch>,
    /// The outcome of the reading.
    pub outcome: Outcome,
    /// For a mistake, the words that would have fitted at its place, as far as the grammar names them.
    pub words: Vec<&'static str>,
}

/// The outcome of a reading.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A whole command; it ends where the octets of [`Reading::spans`] end.
    Complete(Box<Command>),
    /// All is right, but there is no end yet.
    Incomplete,
    /// The next octets must be those of a literal.
    Literal(Announced),
    /// No command begins so.
    Invalid(Mistake),
}

/// The place and the sort of a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The offset of the first octet that does not fit.
    pub at: usize,
    /// The terms of the ABNF that would have fitted.
    pub expected: Vec<&'static str>,
    /// The sort of mistake.
    pub kind: MistakeKind,
}

/// The sort of a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// There is no tag, or no tag can begin so.
    Tag,
    /// A tag stands there, and no command's name behind it.
    Name,
    /// The name is no command of this server.
    Unknown,
    /// The command's arguments do not fit.
    Arguments,
    /// A search key is nested deeper than [`DEPTH_MAX`].
    TooDeep,
}

/// Reads one command from the first of these octets.
pub fn read(octets: &[u8]) -> Reading {
    read_as(octets, false)
}

/// The same; with `utf8` as RFC 9051 has it: UTF-8 in quoted strings and in mailbox names.
pub fn read_as(octets: &[u8], utf8: bool) -> Reading {
    let input = LocatingSlice::new(Partial::new(octets));
    let mut input = Input { input, state: Notes::new(utf8) };
    let mut head = Head::default();
    let result = command(&mut input, &mut head);
    let mut notes = input.state;
    let extensions = std::mem::take(&mut notes.extensions);
    let outcome = match result {
        Ok(command) => Outcome::Complete(Box::new(command)),
        Err(ErrMode::Incomplete(_)) => notes.literal.map_or(Outcome::Incomplete, Outcome::Literal),
        Err(_) => Outcome::Invalid(Mistake {
            at: notes.at,
            expected: notes.expected.clone(),
            kind: mistake(&head, &notes),
        }),
    };
    let words = std::mem::take(&mut notes.words);
    let (spans, groups) = notes.into_labels();
    Reading {
        spans,
        groups,
        tag: head.tag,
        word: head.word,
        trigger: head.trigger,
        extensions,
        outcome,
        words,
    }
}

/// Reads a set of numbers, as it stands in commands and responses.
pub fn read_set(octets: &[u8]) -> Option<SequenceSet> {
    let line = [octets, b"\r\n"].concat();
    let mut input = Input { input: LocatingSlice::new(Partial::new(&line[..])), state: Notes::new(false) };
    let set = sets::set(false, &mut input).ok()?;
    (here(&input) == octets.len()).then_some(set)
}

/// Whether a whole command may begin with these octets, which are none yet: `whole` is the reading of the same octets
/// with the end of a line behind them.
pub fn may_go_on(octets: &[u8], whole: &Reading, utf8: bool) -> bool {
    match &whole.outcome {
        Outcome::Invalid(mistake) if mistake.at < octets.len() && !whole.words.is_empty() => {
            begins_a_word(&whole.words, &octets[mistake.at..])
        }
        Outcome::Invalid(_) => !matches!(read_as(octets, utf8).outcome, Outcome::Invalid(_)),
        _ => true,
    }
}

impl Reading {
    /// The command with its tag, when it is whole.
    pub fn into_request(self) -> Option<Request> {
        let Outcome::Complete(command) = self.outcome else { return None };
        Some(Request { tag: self.tag?, trigger: self.trigger?, command: *command })
    }
}

#[derive(Default)]
struct Head {
    tag: Option<Tag>,
    word: Option<String>,
    trigger: Option<Trigger>,
}

/// `command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF`
fn command(input: &mut Input, head: &mut Head) -> Rule<Command> {
    let tag = tag(input)?;
    if !matches!(peek(input)?, b' ' | b'\r' | b'\n') {
        // The tag goes on with an octet that no tag may hold: it must not be repeated by half.
        let at = here(input);
        input.state.expect(at, "ASTRING-CHAR");
        return fail_at(input, at, "SP");
    }
    head.tag = Some(tag);
    space(input)?;
    let at = here(input);
    let word = head.word.insert(expect("command", label(Role::Keyword, atom)).parse_next(input)?);
    if word.eq_ignore_ascii_case("UID") {
        space(input)?;
        let second = expect("command", label(Role::Keyword, atom)).parse_next(input)?;
        word.push(' ');
        word.push_str(&second);
    }
    let Some(trigger) = Trigger::named(&word.to_ascii_uppercase()) else {
        input.state.expect(at, "command");
        input.state.offer(at, CHART.commands());
        return fail();
    };
    head.trigger = Some(trigger);
    let command = arguments::of(trigger, input)?;
    crlf(input)?;
    Ok(command)
}

/// RFC 3501 §9: `tag = 1*<any ASTRING-CHAR except "+">`.
fn tag(input: &mut Input) -> Rule<Tag> {
    let fits = |octet: u8| is_astring_char(octet) && octet != b'+';
    let octets = expect("tag", label(Role::Tag, take_while(1.., fits))).parse_next(input)?;
    Ok(Tag(ascii(octets).to_owned()))
}

fn mistake(head: &Head, notes: &Notes) -> MistakeKind {
    match (&head.tag, &head.word, head.trigger) {
        (None, ..) => MistakeKind::Tag,
        (_, None, _) => MistakeKind::Name,
        (_, _, None) => MistakeKind::Unknown,
        _ if notes.too_deep => MistakeKind::TooDeep,
        _ => MistakeKind::Arguments,
    }
}

/// The literal that a whole line announces at its end, as [`announcement`] tells it.
pub fn line_announcement(line: &[u8]) -> Option<(u64, bool)> {
    let line = line.strip_suffix(b"\n")?;
    announcement(line.strip_suffix(b"\r").unwrap_or(line))
}

/// The literal that a line without its end announces (RFC 3501 §4.3, RFC 7888 §3, RFC 3516 §4.2): so many octets, at most
/// [`u64::MAX`], and whether the client waits for a "+" (false) or not (true).
pub fn announcement(line: &[u8]) -> Option<(u64, bool)> {
    let line = line.strip_suffix(b"}")?;
    let open = line.iter().rposition(|octet| *octet == b'{')?;
    let (digits, unasked) = match line[open + 1..].strip_suffix(b"+") {
        Some(digits) => (digits, true),
        None => (&line[open + 1..], false),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let length = std::str::from_utf8(digits).ok()?.parse().unwrap_or(u64::MAX);
    Some((length, unasked))
}

#[cfg(test)]
mod tests;

//! Lines that are no command, or none that is legal now: what came, and what would have been legal.

use super::framing::{announcement, skip};
use super::{LINE_MAX, LITERAL_MINUS_MAX, MESSAGE_MAX, Session};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::chart::CHART;
use crate::engine::imap::command::Tag;
use crate::engine::imap::grammar::{DEPTH_MAX, Mistake, MistakeKind, Reading};
use crate::engine::imap::response::{Code, Condition, Response, Status};
use crate::engine::imap::rules;
use crate::engine::lab::World;
use crate::engine::step::{Refusal, RefusalKind, Step, Why};
use crate::engine::switches::Switch;

/// Commands of RFC 3501 and of common extensions that this server does not offer.
const NOT_OFFERED: &[&str] = &[
    "GETACL",
    "SETACL",
    "DELETEACL",
    "LISTRIGHTS",
    "MYRIGHTS",
    "GETMETADATA",
    "SETMETADATA",
    "COMPRESS",
    "UNAUTHENTICATE",
    "XLIST",
];

/// Longest piece of what came that a refusal repeats, in characters.
const CAME_MAX: usize = 60;

/// A refusal before it is said.
pub struct Refused {
    /// What came.
    pub came: String,
    /// The sort of mistake.
    pub kind: RefusalKind,
    /// Where the mistake is.
    pub at: Option<usize>,
    /// What was expected there.
    pub expected: Vec<&'static str>,
    /// What the response says to people.
    pub text: String,
    /// The response code.
    pub code: Option<Code>,
    /// `BAD`, or `NO` for what is beyond a limit.
    pub condition: Condition,
    /// The rule that was broken.
    pub why: Why,
}

impl Refused {
    /// A `BAD` without a place.
    pub fn new(came: String, kind: RefusalKind, text: String, why: impl Into<Why>) -> Self {
        let (at, expected, code, condition) = (None, Vec::new(), None, Condition::Bad);
        Self { came, kind, at, expected, text, code, condition, why: why.into() }
    }

    fn not_offered(came: String, name: &str) -> Self {
        let why = Why::from(&rules::NOT_OFFERED).with("command", name);
        Self::new(came, RefusalKind::NotOffered, format!("{name} is not available on this server"), why)
    }
}

/// Says no, and why. RFC 3501 §7.1.3: BAD is tagged when the tag is known; "the untagged form indicates a
/// protocol-level error for which the associated command can not be determined".
pub fn refuse(session: &mut Session, tag: Option<&Tag>, refused: Refused, world: &mut World) {
    // Some servers do not tell a mistake (BAD, RFC 3501 §7.1.3) from a failure (NO, §7.1.2).
    let blurs = tag.is_some() && world.switches.has(Switch::NoForBad);
    let condition = if blurs { Condition::No } else { refused.condition };
    let status = Status { condition, code: refused.code, text: refused.text.into() };
    let response = match tag {
        Some(tag) => Response::Tagged(tag.clone(), status),
        None => Response::Untagged(status),
    };
    session.send(&response, world);
    let command = refused.came.to_ascii_uppercase();
    let not_now = refused.kind == RefusalKind::NotNow;
    let refusal = Refusal {
        kind: refused.kind,
        state: session.state(),
        legal: CHART.offered(session.state(), world.switches).map(|trigger| trigger.name).collect(),
        way: if not_now { CHART.way(session.state(), &command) } else { None },
        valid_in: match CHART.trigger(&command) {
            Some(trigger) if not_now => trigger.valid_in,
            _ => &[],
        },
        at: refused.at,
        expected: refused.expected,
        why: refused.why,
        came: refused.came,
    };
    world.turn.push(Step::Refused { connection: world.connection, refusal });
}

/// A command that is not valid in this state.
pub fn not_now(session: &mut Session, name: &'static str, reading: &Reading, line: &[u8], world: &mut World) {
    let state = session.state();
    let text = format!("{name} is not valid in the {} state", state.to_ascii_lowercase());
    let why = Why::from(&rules::NOT_NOW).with("command", name).with("state", state);
    let refused = Refused::new(came(reading, line), RefusalKind::NotNow, text, why);
    refuse(session, reading.tag.as_ref(), refused, world);
    drop_literal(session, line, world);
}

/// A command, or a part of one, that belongs to an extension which this server does not offer.
pub fn not_offered(session: &mut Session, name: &str, reading: &Reading, line: &[u8], world: &mut World) {
    let refused = Refused::not_offered(came(reading, line), name);
    refuse(session, reading.tag.as_ref(), refused, world);
    drop_literal(session, line, world);
}

/// A line that is no command.
pub fn mistake(
    session: &mut Session,
    mistake: &Mistake,
    reading: &Reading,
    command: &[u8],
    line: &[u8],
    world: &mut World,
) {
    let came = came(reading, command);
    let refused = describe(mistake, reading, command, came);
    refuse(session, reading.tag.as_ref(), refused, world);
    drop_literal(session, line, world);
}

/// A line that has an end, and is still no whole command.
pub fn unfinished(session: &mut Session, reading: &Reading, command: &[u8], line: &[u8], world: &mut World) {
    let end = Mistake { at: command.len(), expected: vec!["CRLF"], kind: MistakeKind::Arguments };
    mistake(session, &end, reading, command, line, world);
}

/// A line without an end within the limit.
pub fn too_long(session: &mut Session, reading: &Reading, command: &[u8], world: &mut World) {
    let text = format!("The line is longer than {LINE_MAX} octets");
    let why = Why::from(&rules::LINE_TOO_LONG).with("max", LINE_MAX);
    let refused = Refused::new(came(reading, command), RefusalKind::TooLong, text, why);
    refuse(session, reading.tag.as_ref(), refused, world);
}

/// A literal beyond the limit. NO rather than BAD, as the command is right; RFC 5530 §3 `LIMIT`: "The
/// operation ran up against an implementation limit of some kind". Of a message, RFC 7889 §4: "the server
/// SHALL reject the APPEND command with a tagged TOOBIG response code".. Beyond LITERAL-'s limit it
/// is wrong.
pub fn literal_too_long(
    session: &mut Session,
    reading: &Reading,
    line: &[u8],
    max: usize,
    world: &mut World,
) {
    let text = format!("The literal is longer than {max} octets");
    let length = announcement(line).map_or(0, |(length, _)| length);
    let why = Why::from(&rules::LITERAL_TOO_LONG).with("count", length).with("max", max);
    let mut refused = Refused::new(came(reading, line), RefusalKind::TooLong, text, why);
    if max != LITERAL_MINUS_MAX {
        let code = if max == MESSAGE_MAX { Code::TooBig } else { Code::Limit };
        (refused.condition, refused.code) = (Condition::No, Some(code));
    }
    refuse(session, reading.tag.as_ref(), refused, world);
    drop_literal(session, line, world);
}

fn describe(mistake: &Mistake, reading: &Reading, command: &[u8], came: String) -> Refused {
    let tag = reading.tag.as_ref().map_or("", Tag::as_str);
    // RFC 3501 §2.2.1: "Each client command is prefixed with an identifier [...] called a "tag"." What
    // stands first is the tag, even when it is a command's name.
    let verb_first = is_known(&tag.to_ascii_uppercase());
    let (kind, expected) = (RefusalKind::Syntax, mistake.expected.clone());
    match mistake.kind {
        MistakeKind::Name | MistakeKind::Unknown if verb_first => {
            let text = format!("\"{tag}\" was taken for the tag; begin with a tag, such as A1 {tag}");
            let why = Why::from(&rules::TAG_MISSING).with("word", tag);
            let refused = Refused::new(tag.to_owned(), kind, text, why);
            Refused { at: Some(0), expected: vec!["tag"], ..refused }
        }
        MistakeKind::Tag => {
            let refused = Refused::new(came, kind, place(mistake), &rules::TAG_FORM);
            Refused { at: Some(mistake.at), expected, ..refused }
        }
        MistakeKind::Name => {
            let why = Why::from(&rules::COMMAND_MISSING).with("tag", tag);
            Refused { at: Some(mistake.at), expected, ..Refused::new(came, kind, place(mistake), why) }
        }
        MistakeKind::Unknown if NOT_OFFERED.contains(&came.to_ascii_uppercase().as_str()) => {
            let name = came.to_ascii_uppercase();
            Refused::not_offered(came, &name)
        }
        MistakeKind::Unknown => {
            let why = Why::from(&rules::UNKNOWN).with("word", &came);
            Refused::new(came, RefusalKind::Unknown, "Unknown command".to_owned(), why)
        }
        MistakeKind::TooDeep => {
            let text = format!("Search keys are nested deeper than {DEPTH_MAX}");
            let why = Why::from(&rules::SEARCH_DEPTH).with("max", DEPTH_MAX);
            let refused = Refused::new(came, RefusalKind::TooLong, text, why);
            Refused { at: Some(mistake.at), expected, ..refused }
        }
        MistakeKind::Arguments => {
            let name = reading.name.unwrap_or_default();
            let why = match command.get(mistake.at..) {
                Some(rest) if rest.starts_with(b"\n") => Why::from(&rules::CRLF),
                Some(rest) if starts_with_recent(rest) && expected.contains(&"flag") => {
                    Why::from(&rules::FLAG_RECENT)
                }
                _ => Why::from(&rules::SYNTAX).with("command", name),
            };
            Refused { at: Some(mistake.at), expected, ..Refused::new(came, kind, place(mistake), why) }
        }
    }
}

/// The place of a mistake, for people; octets are counted from 1 there.
fn place(mistake: &Mistake) -> String {
    format!("Expected {} at octet {}", mistake.expected.join(" or "), mistake.at + 1)
}

fn starts_with_recent(rest: &[u8]) -> bool {
    rest.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"\\Recent"))
}

/// Whether a word begins a command, of this server or of others.
fn is_known(word: &str) -> bool {
    let begins = |name: &str| name.split(' ').next() == Some(word);
    CHART.triggers.iter().any(|trigger| begins(trigger.name)) || NOT_OFFERED.iter().any(|name| begins(name))
}

/// The command as the client spelt it; the line where there is none.
fn came(reading: &Reading, line: &[u8]) -> String {
    let came = match &reading.word {
        Some(word) => word.clone(),
        None => String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']).to_owned(),
    };
    came.chars().take(CAME_MAX).collect()
}

/// The refused line may announce a literal. RFC 3501 §7.5: "The client is not permitted to send the octets
/// of the literal unless the server indicates that it is expected." RFC 7888 §4's form comes all the same.
fn drop_literal(session: &mut Session, line: &[u8], world: &mut World) {
    if let Some((length, unasked)) = announcement(line) {
        let rule = if unasked { &rules::LITERAL_SKIPPED } else { &rules::LITERAL_REFUSED };
        let why = Why::from(rule).with("count", length);
        session.fire_flow("literal announced", Fired::No, why, world);
        skip(session, line);
    }
}

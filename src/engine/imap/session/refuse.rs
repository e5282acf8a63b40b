//! Lines that are no command, or none that is legal now, and the commands that would have been legal.

use super::wanted;
use super::{LINE_MAX, LITERAL_MAX, LITERAL_MINUS_MAX, MESSAGE_MAX, Session};
use crate::engine::chart::{Key, Outcome};
use crate::engine::context::Context;
use crate::engine::conversation::Mistake;
use crate::engine::imap::chart::{FlowTrigger, Trigger};
use crate::engine::imap::command::Tag;
use crate::engine::imap::grammar::{self, Announced, DEPTH_MAX, MistakeKind, Reading};
use crate::engine::imap::response::{Code, Condition, Response, Status};
use crate::engine::imap::{mend, rules};
use crate::engine::session;
use crate::engine::step::{Refusal, RefusalKind, Why};
use crate::engine::switches::{Switch, Switches};

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

/// Longest piece of a line that a refusal repeats, in characters.
const CAME_MAX: usize = 60;

/// A refusal before it is said.
pub(super) struct Refused {
    /// The refused text, as the client spelt it.
    pub came: String,
    /// The mistake in it.
    pub mistake: Mistake,
    /// The command, as far as it is one.
    pub trigger: Option<Trigger>,
    /// The response's text for people.
    pub text: String,
    /// The response code.
    pub code: Option<Code>,
    /// `BAD`, or `NO` for a line or literal beyond a limit.
    pub condition: Condition,
}

impl Refused {
    /// A `BAD` without a place.
    pub(super) fn new(came: String, kind: RefusalKind, text: String, why: impl Into<Why>) -> Self {
        let mistake = Mistake::new(kind, why);
        Self { came, mistake, trigger: None, text, code: None, condition: Condition::Bad }
    }

    /// The same with a place, and the terms that would have fitted there.
    pub(super) fn at(mut self, at: usize, expected: Vec<&'static str>) -> Self {
        (self.mistake.at, self.mistake.expected) = (Some(at), expected);
        self
    }

    /// A right command that goes beyond a limit: NO, with a code.
    fn limited(self, code: Code) -> Self {
        Self { condition: Condition::No, code: Some(code), ..self }
    }

    /// Whether it is about the arguments of a command that is legal now.
    pub(super) fn is_about_arguments(&self) -> bool {
        matches!(self.mistake.kind, RefusalKind::Syntax | RefusalKind::TooLong)
    }

    fn not_offered(came: String, name: &str) -> Self {
        let why = Why::from(&rules::NOT_OFFERED).with("command", name);
        Self::new(came, RefusalKind::NotOffered, format!("{name} is not available on this server"), why)
    }
}

impl Session {
    /// Says no, and why. RFC 3501 §7.1.3: BAD is tagged when the tag is known; "the untagged form indicates a
    /// protocol-level error for which the associated command can not be determined".
    pub(super) fn refuse(&mut self, tag: Option<&Tag>, refused: Refused, context: &mut Context) {
        // Some servers do not tell a mistake (BAD, RFC 3501 §7.1.3) from a failure (NO, §7.1.2).
        let blurs = tag.is_some() && context.switches.has(Switch::NoForBad);
        let condition = if blurs { Condition::No } else { refused.condition };
        let status = Status { condition, code: refused.code.clone(), text: refused.text.clone().into() };
        let response = match tag {
            Some(tag) => Response::Tagged(tag.clone(), status),
            None => Response::Untagged(status),
        };
        self.send(&response, context);
        let refusal = self.refusal(refused, context.switches);
        self.conversation.refuse(refusal, context);
    }

    /// The refusal as a step tells it.
    pub(super) fn refusal(&self, refused: Refused, switches: Switches) -> Refusal {
        let Refused { came, mistake, trigger, .. } = refused;
        self.conversation.refusal(came, mistake, trigger, session::Session::offer(self, switches))
    }

    /// The objection to a command of which `line` is the last line so far; none to one that is answered, or whose
    /// literal is asked for.
    pub(super) fn objection(
        &self,
        reading: &Reading,
        command: &[u8],
        line: &[u8],
        switches: Switches,
    ) -> Option<Refused> {
        if !line.ends_with(b"\n") {
            return Some(too_long(reading, command));
        }
        if let Some(trigger) = reading.trigger {
            if !trigger.row().is_offered(switches) {
                return Some(Refused::not_offered(came(reading, line), trigger.name()));
            }
            if !self.conversation.is_legal(trigger) {
                return Some(self.not_now(trigger, reading, line));
            }
        }
        // RFC 7162 §3.2.3: "the presence of the "QRESYNC" capability implies support for the CONDSTORE IMAP extension
        // even if the "CONDSTORE" capability isn't advertised."
        let implied = |extension| extension == Switch::Condstore && switches.has(Switch::Qresync);
        let offered = |extension| switches.has(extension) || implied(extension);
        let missing = reading.extensions.iter().find(|extension| !offered(**extension));
        if let Some(capability) = missing.and_then(|extension| extension.row().capabilities.first()) {
            // APPENDLIMIT's capability tells the limit, too.
            let name = capability.split_once("=1").map_or(*capability, |(name, _)| name);
            return Some(Refused::not_offered(came(reading, line), name));
        }
        let rev2 = self.client.is_rev2();
        let described =
            |mistake: &grammar::Mistake| describe(mistake, reading, command, came(reading, command), rev2);
        match &reading.outcome {
            grammar::Outcome::Complete(_) => None,
            // IMAP4rev2 includes LITERAL- (RFC 9051 §4.3).
            grammar::Outcome::Literal(announced)
                if announced.unasked
                    && !(rev2 || switches.has(Switch::LiteralPlus) || switches.has(Switch::LiteralMinus)) =>
            {
                Some(Refused::not_offered(came(reading, line), "LITERAL+"))
            }
            grammar::Outcome::Literal(announced) => {
                let max = beyond(announced, command.len(), switches)?;
                Some(literal_too_long(reading, line, max))
            }
            // A line that has its end leaves nothing open but a literal.
            grammar::Outcome::Incomplete => Some(described(&grammar::Mistake {
                at: command.len(),
                expected: vec!["CRLF"],
                kind: MistakeKind::Arguments,
            })),
            grammar::Outcome::Invalid(mistake) => Some(described(mistake)),
        }
    }

    /// A command that is not valid in this state.
    fn not_now(&self, trigger: Trigger, reading: &Reading, line: &[u8]) -> Refused {
        let (name, state) = (trigger.name(), self.conversation.state());
        let text = format!("{name} is not valid in the {} state", state.to_ascii_lowercase());
        let why = Why::from(&rules::NOT_NOW).with("command", name).with("state", state);
        let refused = Refused::new(came(reading, line), RefusalKind::NotNow, text, why);
        Refused { trigger: Some(trigger), ..refused }
    }

    /// The refused line may announce a literal. RFC 3501 §7.5: "The client is not permitted to send the octets
    /// of the literal unless the server indicates that it is expected." RFC 7888 §4's form comes all the same.
    pub(super) fn drop_literal(&mut self, line: &[u8], context: &mut Context) {
        if let Some((length, unasked)) = grammar::line_announcement(line) {
            let rule = if unasked { &rules::LITERAL_SKIPPED } else { &rules::LITERAL_REFUSED };
            let why = Why::from(rule).with("count", length);
            self.conversation.fire_flow(FlowTrigger::LiteralAnnounced, Outcome::No, why, context);
            self.skip(line);
        }
    }
}

/// A line without an end within the limit. RFC 5530 §3 `LIMIT`: "The operation ran up against an implementation limit
/// of some kind": NO, unless no command begins so.
fn too_long(reading: &Reading, command: &[u8]) -> Refused {
    let text = format!("The line is longer than {LINE_MAX} octets");
    let why = Why::from(&rules::LINE_TOO_LONG).with("max", LINE_MAX);
    let refused = Refused::new(came(reading, command), RefusalKind::TooLong, text, why);
    let limited = reading.trigger.is_some() && !matches!(reading.outcome, grammar::Outcome::Invalid(_));
    if limited { refused.limited(Code::Limit) } else { refused }
}

/// The limit that a literal is beyond, at the end of a command of so many octets; none for one that fits.
fn beyond(announced: &Announced, command: usize, switches: Switches) -> Option<usize> {
    let length = announced.length as usize;
    let (fits, max) = if announced.message {
        // RFC 3502's messages have to be held together until all are there.
        let max = MESSAGE_MAX.min((MESSAGE_MAX + LITERAL_MAX).saturating_sub(command));
        (length <= max, max)
    } else {
        (command.saturating_add(length) <= LITERAL_MAX, LITERAL_MAX)
    };
    if !fits {
        return Some(max);
    }
    // RFC 7888 §5: with LITERAL-, larger ones must be announced the other way.
    let small = switches.has(Switch::LiteralMinus) || !switches.has(Switch::LiteralPlus);
    (announced.unasked && small && length > LITERAL_MINUS_MAX).then_some(LITERAL_MINUS_MAX)
}

/// A literal beyond the limit. NO rather than BAD, as the command is right; RFC 5530 §3 `LIMIT`: "The operation ran up
/// against an implementation limit of some kind". Of a message, RFC 7889 §4: "the server SHALL reject the APPEND
/// command with a tagged TOOBIG response code". Beyond LITERAL-'s limit it is wrong.
fn literal_too_long(reading: &Reading, line: &[u8], max: usize) -> Refused {
    let text = format!("The literal is longer than {max} octets");
    let length = grammar::line_announcement(line).map_or(0, |(length, _)| length);
    let why = Why::from(&rules::LITERAL_TOO_LONG).with("count", length).with("max", max);
    let refused = Refused::new(came(reading, line), RefusalKind::TooLong, text, why);
    match max {
        LITERAL_MINUS_MAX => refused,
        MESSAGE_MAX => refused.limited(Code::TooBig),
        _ => refused.limited(Code::Limit),
    }
}

fn describe(
    mistake: &grammar::Mistake,
    reading: &Reading,
    command: &[u8],
    came: String,
    rev2: bool,
) -> Refused {
    let tag = reading.tag.as_ref().map_or("", Tag::as_str);
    // RFC 3501 §2.2.1: "Each client command is prefixed with an identifier [...] called a "tag"." The first word is
    // the tag, even when it is a command's name.
    let verb_first = is_known(&tag.to_ascii_uppercase());
    let (kind, expected) = (RefusalKind::Syntax, mistake.expected.clone());
    match mistake.kind {
        MistakeKind::Name | MistakeKind::Unknown if verb_first => {
            let text = format!("\"{tag}\" was taken for the tag; begin with a tag, such as A1 {tag}");
            let why = Why::from(&rules::TAG_MISSING).with("word", tag);
            let refused = Refused::new(tag.to_owned(), kind, text, why);
            refused.at(0, vec!["tag"])
        }
        MistakeKind::Tag => {
            let refused = Refused::new(came, kind, place(mistake), &rules::TAG_FORM);
            refused.at(mistake.at, expected)
        }
        MistakeKind::Name => {
            let why = Why::from(&rules::COMMAND_MISSING).with("tag", tag);
            Refused::new(came, kind, place(mistake), why).at(mistake.at, expected)
        }
        MistakeKind::Unknown if NOT_OFFERED.contains(&came.to_ascii_uppercase().as_str()) => {
            let name = came.to_ascii_uppercase();
            Refused::not_offered(came, &name)
        }
        MistakeKind::Unknown => {
            let mut why = Why::from(&rules::UNKNOWN).with("word", &came);
            if let Some(meant) = meant(command, tag) {
                why = why.with("meant", meant);
            }
            Refused::new(came, RefusalKind::Unknown, "Unknown command".to_owned(), why)
        }
        MistakeKind::TooDeep => {
            let text = format!("Search keys are nested deeper than {DEPTH_MAX}");
            let why = Why::from(&rules::SEARCH_DEPTH).with("max", DEPTH_MAX);
            let refused = Refused::new(came, RefusalKind::TooLong, text, why);
            // A command that is right by the grammar is never BAD.
            refused.at(mistake.at, expected).limited(Code::Limit)
        }
        MistakeKind::Arguments => {
            let why = wanted::why(mistake, reading, command, rev2);
            Refused::new(came, kind, place(mistake), why).at(mistake.at, expected)
        }
    }
}

/// The line as it was probably meant, without its tag.
fn meant(command: &[u8], tag: &str) -> Option<String> {
    let line = command.split(|octet| matches!(octet, b'\r' | b'\n')).next()?;
    let line = std::str::from_utf8(line).ok()?;
    mend::meant(line.strip_prefix(tag)?.strip_prefix(' ')?)
}

/// The place of a mistake, for people; octets are counted from 1 there.
fn place(mistake: &grammar::Mistake) -> String {
    format!("Expected {} at octet {}", mistake.expected.join(" or "), mistake.at + 1)
}

/// Whether a word begins a command, of this server or of others.
fn is_known(word: &str) -> bool {
    let begins = |name: &str| name.split(' ').next() == Some(word);
    Trigger::ALL.iter().any(|trigger| begins(trigger.name())) || NOT_OFFERED.iter().any(|name| begins(name))
}

/// The command as the client spelt it; the line where there is none.
fn came(reading: &Reading, line: &[u8]) -> String {
    let came = match &reading.word {
        Some(word) => word.clone(),
        None => String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']).to_owned(),
    };
    came.chars().take(CAME_MAX).collect()
}

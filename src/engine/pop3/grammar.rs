//! A line of the client becomes a command, and every octet of it gets a role.
//!
//! RFC 1939 §3: "Commands in the POP3 consist of a case-insensitive keyword, possibly followed by one or
//! more arguments. All commands are terminated by a CRLF pair. Keywords and arguments consist of
//! printable ASCII characters. Keywords and arguments are each separated by a single SPACE character.
//! Keywords are three or four characters long. Each argument may be up to 40 characters long."
//!
//! The arguments of each command are read from its form in the chart: there is no second list.

use super::chart::{CHART, Trigger};
use super::command::Command;
use super::mend::{is_known, meant};
use super::rules;
use super::session::framing::{LINE_MAX, Line};
use crate::engine::chart::{Key, TriggerKind};
use crate::engine::conversation::Mistake;
use crate::engine::field::Field;
use crate::engine::step::{RefusalKind, Rule, Why};
use crate::engine::wire::{Role, Span, Wire};
use std::sync::OnceLock;

/// RFC 1939 §3: "Each argument may be up to 40 characters long."
pub const ARGUMENT_MAX: usize = 40;

/// A command from before RFC 1939 that is not offered.
const NOT_OFFERED: &str = "LAST";

/// A line as the parser read it.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The line, each octet labelled.
    pub wire: Wire,
    /// The chart's trigger of this keyword, if it has one. Known even where the arguments do not fit.
    pub trigger: Option<Trigger>,
    /// The command, or the mistake in it.
    pub command: Result<Command, Mistake>,
    /// Whether the line ended with LF alone.
    pub bare_lf: bool,
}

impl Parsed {
    /// The text in the keyword's place, as the client spelt it; the whole line where it is empty.
    pub fn came(&self) -> String {
        let text = self.wire.octets();
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = if self.bare_lf { text } else { text.strip_suffix(b"\r").unwrap_or(text) };
        let word = text.split(|octet| *octet == b' ').next().unwrap_or_default();
        String::from_utf8_lossy(if word.is_empty() { text } else { word }).into_owned()
    }
}

/// The lines that hold a keyword in capitals and nothing else, each read once: most lines of a session are such, and
/// all that were read share their octets and labels.
static ALONE: [OnceLock<Parsed>; Trigger::ALL.len()] = [const { OnceLock::new() }; _];

/// Parses one line.
pub fn parse(line: &Line) -> Parsed {
    let alone = line.octets.strip_suffix(b"\r\n").filter(|_| !line.too_long);
    let at = alone.and_then(|word| Trigger::ALL.iter().position(|trigger| trigger.name().as_bytes() == word));
    match at {
        Some(at) => ALONE[at].get_or_init(|| read(line)).clone(),
        None => read(line),
    }
}

fn read(line: &Line) -> Parsed {
    let octets = &line.octets[..];
    let (text, bare_lf) = match octets.strip_suffix(b"\r\n") {
        Some(text) => (text, false),
        None => (octets.strip_suffix(b"\n").unwrap_or(octets), octets.ends_with(b"\n")),
    };
    let mut parser = Parser { text, spans: Vec::with_capacity(6) };
    let word = text.split(|octet| *octet == b' ').next().unwrap_or_default();
    let trigger = keyword(word);
    if trigger.is_some() {
        parser.spans.push(Span::new(0, word.len(), Role::Keyword));
    }
    let command = if line.too_long {
        let why = Why::from(&rules::LINE_LONG).with("max", LINE_MAX);
        Err(Mistake::new(RefusalKind::TooLong, why))
    } else {
        parser.command(word, trigger)
    };
    let mut spans = parser.spans;
    let end_role = if bare_lf { Role::Junk } else { Role::Crlf };
    spans.push(Span::new(text.len(), octets.len(), end_role));
    Parsed {
        wire: Wire::labelled(octets, spans).leaving_out(line.left_out),
        trigger: trigger.filter(|_| !line.too_long),
        command,
        bare_lf,
    }
}

/// The command with this keyword; "case-insensitive".
fn keyword(word: &[u8]) -> Option<Trigger> {
    let mut commands = Trigger::ALL.iter().filter(|trigger| trigger.row().kind == TriggerKind::Command);
    commands.find(|trigger| trigger.name().as_bytes().eq_ignore_ascii_case(word)).copied()
}

struct Parser<'a> {
    text: &'a [u8],
    spans: Vec<Span>,
}

/// The arguments in order; an optional one that is missing is not among them.
enum Value {
    Text(String),
    Number(u32),
}

impl Parser<'_> {
    fn command(&mut self, word: &[u8], trigger: Option<Trigger>) -> Result<Command, Mistake> {
        if let Some(at) = self.text.iter().position(|octet| !(0x20..=0x7E).contains(octet)) {
            return Err(unprintable(&self.text[at..], at));
        }
        if word.is_empty() {
            return Err(syntax(0, &["keyword"], Why::from(&rules::NO_KEYWORD)));
        }
        let Some(trigger) = trigger else { return Err(unknown(word, self.text)) };
        let values = self.arguments(trigger, word.len())?;
        build(trigger, &values).ok_or_else(|| unknown(word, self.text))
    }

    /// Reads the arguments that the command's form asks for, from the octet behind the keyword.
    fn arguments(&mut self, trigger: Trigger, mut at: usize) -> Result<Vec<Value>, Mistake> {
        let form = trigger.row().form;
        let (name, example) = (trigger.name(), CHART.example(trigger.name()));
        let explain =
            |rule| Why::from(rule).with("command", name).with("form", form).with("example", example);
        let mut values = Vec::new();
        for parameter in form.split(' ').skip(1) {
            let name = parameter.trim_matches(['[', ']']);
            if at == self.text.len() {
                if parameter.starts_with('[') {
                    return Ok(values);
                }
                return Err(syntax(at, &[name], explain(&rules::MISSING)));
            }
            // The previous word ends with a SPACE.
            self.spans.push(Span::new(at, at + 1, Role::Separator));
            at += 1;
            let end = self.word_end(at, name);
            if at == end {
                let rule = if end == self.text.len() { &rules::MISSING } else { &rules::SINGLE_SPACE };
                return Err(syntax(at, &[name], explain(rule)));
            }
            values.push(self.argument(name, at, end, explain)?);
            at = end;
        }
        if at < self.text.len() {
            return Err(syntax(at, &["CRLF"], explain(&rules::SUPERFLUOUS)));
        }
        Ok(values)
    }

    /// The end of the argument that begins at `at`. RFC 1939 §7, PASS: "Since the PASS command has exactly one
    /// argument, a POP3 server may treat spaces in the argument as part of the password, instead of as argument
    /// separators."
    fn word_end(&self, at: usize, name: &str) -> usize {
        let rest = &self.text[at..];
        let space = rest.iter().position(|octet| *octet == b' ').filter(|_| name != "string");
        at + space.unwrap_or(rest.len())
    }

    fn argument(
        &mut self,
        name: &'static str,
        at: usize,
        end: usize,
        explain: impl Fn(&'static Rule) -> Why,
    ) -> Result<Value, Mistake> {
        let word = &self.text[at..end];
        // RFC 5034 §4: "For the purposes of the initial client response, the 255-octet limit on the length of a
        // single command, defined in Section 4 of [RFC2449], still applies." No other does.
        if word.len() > ARGUMENT_MAX && name != "initial-response" {
            let why = Why::from(&rules::ARGUMENT_LONG).with("max", ARGUMENT_MAX);
            return Err(Mistake::new(RefusalKind::TooLong, why));
        }
        let unfit = match name {
            "msg" | "n" => word.iter().position(|octet| !octet.is_ascii_digit()),
            "digest" => bad_digest(word),
            _ => None,
        };
        if let Some(offset) = unfit {
            let rule = if name == "digest" { &rules::DIGEST } else { &rules::NUMBER };
            return Err(syntax(at + offset, &[name], explain(rule)));
        }
        let (role, field) = match name {
            "msg" => (Role::Number, Field::MessageNumber),
            "n" => (Role::Number, Field::TopLines),
            "string" => (Role::Secret, Field::PassString),
            "digest" => (Role::Secret, Field::Digest),
            "initial-response" => (Role::Secret, Field::InitialResp),
            "mechanism" => (Role::Argument, Field::AuthType),
            "name" => (Role::Argument, Field::Name),
            _ => (Role::Argument, Field::LanguageTag),
        };
        self.spans.push(Span::new(at, end, role).fills(field));
        // Only printable ASCII has come this far.
        let text = String::from_utf8_lossy(word).into_owned();
        Ok(match role {
            // A number beyond 32 bits is well-formed; no maildrop has that many messages.
            Role::Number => Value::Number(text.parse().unwrap_or(u32::MAX)),
            _ => Value::Text(text),
        })
    }
}

/// RFC 1939 §7: "The `digest' parameter itself is a 16-octet value which is sent in hexadecimal format, using
/// lower-case ASCII characters." Gives the offset of the first octet that does not fit.
fn bad_digest(word: &[u8]) -> Option<usize> {
    let unfit = word.iter().position(|octet| !matches!(octet, b'0'..=b'9' | b'a'..=b'f'));
    unfit.or_else(|| (word.len() != 32).then_some(word.len().min(32)))
}

fn build(trigger: Trigger, values: &[Value]) -> Option<Command> {
    use Value::{Number, Text};
    Some(match (trigger, values) {
        (Trigger::User, [Text(name)]) => Command::User(name.clone()),
        (Trigger::Pass, [Text(password)]) => Command::Pass(password.clone()),
        (Trigger::Apop, [Text(name), Text(digest)]) => Command::Apop(name.clone(), digest.clone()),
        (Trigger::Auth, [Text(mechanism)]) => Command::Auth(mechanism.clone(), None),
        (Trigger::Auth, [Text(mechanism), Text(initial)]) => {
            Command::Auth(mechanism.clone(), Some(initial.clone()))
        }
        (Trigger::Stls, []) => Command::Stls,
        (Trigger::Utf8, []) => Command::Utf8,
        (Trigger::Lang, []) => Command::Lang(None),
        (Trigger::Lang, [Text(language)]) => Command::Lang(Some(language.clone())),
        (Trigger::Stat, []) => Command::Stat,
        (Trigger::List, []) => Command::List(None),
        (Trigger::List, [Number(message)]) => Command::List(Some(*message)),
        (Trigger::Retr, [Number(message)]) => Command::Retr(*message),
        (Trigger::Dele, [Number(message)]) => Command::Dele(*message),
        (Trigger::Noop, []) => Command::Noop,
        (Trigger::Rset, []) => Command::Rset,
        (Trigger::Top, [Number(message), Number(lines)]) => Command::Top(*message, *lines),
        (Trigger::Uidl, []) => Command::Uidl(None),
        (Trigger::Uidl, [Number(message)]) => Command::Uidl(Some(*message)),
        (Trigger::Capa, []) => Command::Capa,
        (Trigger::Quit, []) => Command::Quit,
        _ => return None,
    })
}

fn syntax(at: usize, expected: &[&'static str], why: Why) -> Mistake {
    Mistake { kind: RefusalKind::Syntax, at: Some(at), expected: expected.to_vec(), why }
}

fn unprintable(rest: &[u8], at: usize) -> Mistake {
    let octet = rest[0];
    let why = match octet {
        0x08 | 0x7F => Why::from(&rules::BACKSPACE),
        _ if octet >= 0x80 && first_char(rest).is_some() => {
            Why::from(&rules::NON_ASCII).with("char", first_char(rest).unwrap_or_default())
        }
        _ => Why::from(&rules::PRINTABLE).with("octet", format!("{octet:02X}")),
    };
    syntax(at, &["printable ASCII"], why)
}

fn unknown(word: &[u8], text: &[u8]) -> Mistake {
    let came = String::from_utf8_lossy(word).into_owned();
    let (kind, why) = if word.eq_ignore_ascii_case(NOT_OFFERED.as_bytes()) {
        (RefusalKind::NotOffered, Why::from(&rules::OLD).with("command", NOT_OFFERED))
    } else {
        let line = std::str::from_utf8(text).unwrap_or_default();
        // A command in the second place: the first word was meant as a tag.
        let has_tag = line.split(' ').nth(1).is_some_and(is_known);
        // RFC 1939 §3: "Keywords are three or four characters long."
        let length = word.len();
        let rule = match () {
            () if has_tag => &rules::TAG,
            () if !(3..=4).contains(&length) => &rules::KEYWORD_LENGTH,
            () => &rules::UNKNOWN,
        };
        let mut why = Why::from(rule).with("came", came).with("n", length);
        if let Some(meant) = meant(line) {
            why = why.with("meant", meant);
        }
        (RefusalKind::Unknown, why)
    };
    Mistake::new(kind, why)
}

/// The first character of some octets, if they begin with one in UTF-8.
fn first_char(octets: &[u8]) -> Option<char> {
    let valid = octets.utf8_chunks().next()?.valid();
    valid.chars().next()
}

//! Octets become lines and literals.

use super::{INPUT_MAX, LINE_MAX, LITERAL_MAX, LITERAL_MINUS_MAX, MESSAGE_MAX, Next, Session};
use super::{answer, authenticate, idle, refuse};
use crate::engine::chart::Outcome as Fired;
use crate::engine::imap::grammar::{self, Announced, Outcome, Reading};
use crate::engine::imap::response::{Continue, Response};
use crate::engine::imap::rules;
use crate::engine::lab::World;
use crate::engine::step::Why;
use crate::engine::switches::{Switch, Switches};
use crate::engine::wire::{Role, Span, Wire};

/// Handles the next line or literal; false when it is not there in full.
pub fn poll(session: &mut Session, world: &mut World) -> bool {
    match session.next.clone() {
        Next::Line => match take_line(session) {
            Some(line) => read(session, line, world),
            None => return false,
        },
        Next::Literal(length) => match take(session, length) {
            Some(octets) => literal(session, &octets, world),
            None => return false,
        },
        Next::Authentication(tag, exchange) => match take_line(session) {
            Some(line) => authenticate::respond(session, tag, exchange, &line, world),
            None => return false,
        },
        Next::Idle(tag) => match take_line(session) {
            Some(line) => idle::end(session, tag, &line, world),
            None => return false,
        },
        Next::SkippedLiteral(length) => match take(session, length) {
            Some(octets) => {
                session.received(one_span(&octets, Role::Literal), world);
                session.next = Next::SkippedLine;
            }
            None => return false,
        },
        Next::SkippedLine => match take_line(session) {
            Some(line) => {
                session.received(one_span(&line, Role::Junk), world);
                if line.ends_with(b"\n") {
                    session.next = Next::Line;
                    skip(session, &line);
                }
            }
            None => return false,
        },
    }
    true
}

/// Passes over the literal that `line`, a line of a refused command, announces as non-synchronising: RFC
/// 7888 §4's client sends it without being asked. Of a synchronising one, nothing comes.
pub fn skip(session: &mut Session, line: &[u8]) {
    match announcement(line) {
        Some((length, true)) if length > MESSAGE_MAX as u64 => {
            session.doom = Some("The literal is longer than this server takes");
        }
        Some((0, true)) => session.next = Next::SkippedLine,
        Some((length, true)) => session.next = Next::SkippedLiteral(length as usize),
        _ => {}
    }
}

/// What the end of a line announces: so many octets, and whether the client waits for a "+" (false) or
/// not (true).
pub fn announcement(line: &[u8]) -> Option<(u64, bool)> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
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

fn read(session: &mut Session, line: Vec<u8>, world: &mut World) {
    let before = session.command.len();
    session.command.extend_from_slice(&line);
    let command = std::mem::take(&mut session.command);
    let reading = grammar::read_as(&command, session.state.is_rev2());
    session.received(labelled(&line, before, &reading.spans), world);
    if !line.ends_with(b"\n") {
        session.next = Next::SkippedLine;
        return refuse::too_long(session, &reading, &command, world);
    }
    let trigger = reading.name.and_then(|name| session.machine.chart().trigger(name));
    if let Some(trigger) = trigger.filter(|trigger| !trigger.is_offered(world.switches)) {
        return refuse::not_offered(session, trigger.name, &reading, &line, world);
    }
    if let Some(name) = reading.name
        && !session.machine.is_legal(name)
    {
        return refuse::not_now(session, name, &reading, &line, world);
    }
    // RFC 7162 §3.2.3: "the presence of the "QRESYNC" capability implies support for the CONDSTORE IMAP extension
    // even if the "CONDSTORE" capability isn't advertised."
    let implied = |extension| extension == Switch::Condstore && world.switches.has(Switch::Qresync);
    let offered = |extension| world.switches.has(extension) || implied(extension);
    let missing = reading.extensions.iter().find(|extension| !offered(**extension));
    if let Some(name) = missing.and_then(|extension| extension.row().capabilities.first()) {
        return refuse::not_offered(session, name, &reading, &line, world);
    }
    match &reading.outcome {
        Outcome::Complete(_) => answer::answer(session, reading, world),
        Outcome::Literal(announced) if announced.unasked && !takes_unasked(session, world.switches) => {
            refuse::not_offered(session, "LITERAL+", &reading, &line, world);
        }
        Outcome::Literal(announced) => {
            let announced = *announced;
            ask(session, command, announced, &reading, &line, world);
        }
        // A line that has its end leaves nothing open but a literal.
        Outcome::Incomplete => refuse::unfinished(session, &reading, &command, &line, world),
        Outcome::Invalid(mistake) => {
            let mistake = mistake.clone();
            refuse::mistake(session, &mistake, &reading, &command, &line, world);
        }
    }
}

/// IMAP4rev2 includes LITERAL- (RFC 9051 §4.3).
fn takes_unasked(session: &Session, switches: Switches) -> bool {
    session.state.is_rev2() || switches.has(Switch::LiteralPlus) || switches.has(Switch::LiteralMinus)
}

/// RFC 3501 §4.3: "In the case of literals transmitted from client to server, the client MUST wait to
/// receive a command continuation request [...] before sending the octet data (and the remainder of the
/// command)."
fn ask(
    session: &mut Session,
    command: Vec<u8>,
    announced: Announced,
    reading: &Reading,
    line: &[u8],
    world: &mut World,
) {
    let length = announced.length as usize;
    let (fits, max) = if announced.message {
        // RFC 3502's messages have to be held together until all are there.
        let max = MESSAGE_MAX.min((MESSAGE_MAX + LITERAL_MAX).saturating_sub(command.len()));
        (length <= max, max)
    } else {
        (command.len().saturating_add(length) <= LITERAL_MAX, LITERAL_MAX)
    };
    if !fits {
        return refuse::literal_too_long(session, reading, line, max, world);
    }
    // RFC 7888 §5: with LITERAL-, larger ones must be announced the other way.
    let small = world.switches.has(Switch::LiteralMinus) || !world.switches.has(Switch::LiteralPlus);
    if announced.unasked && small && length > LITERAL_MINUS_MAX {
        return refuse::literal_too_long(session, reading, line, LITERAL_MINUS_MAX, world);
    }
    session.command = command;
    session.next = Next::Literal(length);
    let rule = if announced.unasked {
        &rules::LITERAL_UNASKED
    } else {
        session.send(&Response::Continue(Continue::Text("Ready for literal data")), world);
        &rules::LITERAL_ANNOUNCED
    };
    let why = Why::from(rule).with("count", length);
    session.fire_flow("literal announced", Fired::Ok, why, world);
}

fn literal(session: &mut Session, octets: &[u8], world: &mut World) {
    let before = session.command.len();
    session.command.extend_from_slice(octets);
    let reading = grammar::read_as(&session.command, session.state.is_rev2());
    if !octets.is_empty() {
        session.received(labelled(octets, before, &reading.spans), world);
    }
    session.next = Next::Line;
    let why = Why::from(&rules::LITERAL_RECEIVED).with("count", octets.len());
    session.fire_flow("literal received", Fired::Ok, why, world);
}

/// The next line with its LF; or, when there is none within the limit, as many octets as the limit.
fn take_line(session: &mut Session) -> Option<Vec<u8>> {
    let reach = session.input.len().min(LINE_MAX);
    let length = match session.input[..reach].iter().position(|octet| *octet == b'\n') {
        Some(feed) => feed + 1,
        None if reach == LINE_MAX => reach,
        None => return None,
    };
    take(session, length)
}

fn take(session: &mut Session, length: usize) -> Option<Vec<u8>> {
    if session.input.len() < length {
        return None;
    }
    let rest = session.input.split_off(length);
    Some(std::mem::replace(&mut session.input, rest))
}

/// Octets that stand at `offset` of a command, with the labels that they have there.
fn labelled(octets: &[u8], offset: usize, spans: &[Span]) -> Wire {
    let inside = spans.iter().filter(|span| span.end as usize > offset);
    let moved = inside.map(|span| Span {
        start: (span.start as usize).saturating_sub(offset) as u32,
        end: (span.end as usize - offset) as u32,
        role: span.role,
    });
    Wire::labelled(octets, moved.collect())
}

/// Octets in one role.
pub fn one_span(octets: &[u8], role: Role) -> Wire {
    Wire::labelled(octets, vec![Span { start: 0, end: octets.len() as u32, role }])
}

const _: () = assert!(MESSAGE_MAX + LITERAL_MAX < INPUT_MAX, "a whole APPEND fits into the input");

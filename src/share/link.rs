//! A session in the fragment of a link: `s=1z.` and what base64url makes of a deflated text, or `1p.` and what it makes
//! of the text itself, where a browser has no `CompressionStream`. The number is the version of the text's form.
//!
//! ```text
//! school 31 1                the world's name, the turns before the place that is shown, the connection shown
//! @connect imap              a script's lines (`crate::script`), which are shorter than JSON by a third
//! c: LOGIN anna geheim       a small c: with the automatic tag that comes next there: C: a1 LOGIN anna geheim
//! C: a7 NOOP                 another tag; the next one is a8
//! c2: NOOP
//! ```
//!
//! A list of actions that no script can tell (a delivery to a name of two words) is the JSON of saved work instead.
//!
//! The rules of this file:
//! 1. Nothing but a world's name, two numbers and actions comes out of a link.
//! 2. Every version ever written stays readable (`tests/data/links`); a newer one is told to be newer.
//! 3. What is written can be read: the bounds are the same on both sides.

use super::error::LoadError;
use super::inflate::inflate;
use super::work::{self, Saved};
use crate::engine::mail::scenario::scenario;
use crate::engine::{Action, ConnectionId};
use crate::script::{self, Held, Item, OCTETS_MAX, Script};
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use base64::prelude::Engine as _;
use std::fmt::Write as _;

/// The version that [`text`] writes.
pub const VERSION: u32 = 1;

/// Longest session of a link, in characters: more than a thousand commands, and no more than mail programs and
/// learning platforms let a link have.
pub const LINK_MAX: usize = 8000;

/// Longest text of a link, in octets.
const TEXT_MAX: usize = 64 << 10;

/// Most actions of a link.
const ACTIONS_MAX: usize = 2000;

const BASE64URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, NO_PAD);

/// A session that a link restores.
#[derive(Clone, Debug)]
pub struct Session {
    /// The simulation and the place in it.
    pub saved: Saved,
    /// The connection that is shown; there may be none with this number.
    pub shown: ConnectionId,
}

/// The text of a session; `None` for one that is too large for a link. Further bounds are met in [`link`].
pub fn text(session: &Session) -> Option<String> {
    let Session { saved: Saved { scenario, actions, cursor }, shown } = session;
    // Written out they are not fewer octets.
    let octets = actions.iter().map(|action| match action {
        Action::Send { octets, .. } | Action::Deliver { message: octets, .. } => octets.len(),
        _ => 0,
    });
    if actions.len() > ACTIONS_MAX || octets.sum::<usize>() > TEXT_MAX {
        return None;
    }
    let text = match Script::of(actions) {
        Some(script) => {
            let mut text = format!("{} {cursor} {}\n", scenario.name, shown.0);
            let mut tags = Tags::default();
            for line in &script.lines {
                let written = line.item.to_string();
                let short = tags.leave_out(&line.item, &written);
                let _ = writeln!(text, "{}", short.unwrap_or(written));
            }
            text
        }
        None => work::save(scenario, actions, *cursor),
    };
    (text.len() <= TEXT_MAX).then_some(text)
}

/// The session's value in a fragment: of the deflated text, or of the text as it is. `None` for one that is too long.
pub fn link(octets: &[u8], is_deflated: bool) -> Option<String> {
    let form = if is_deflated { 'z' } else { 'p' };
    let link = format!("{VERSION}{form}.{}", BASE64URL.encode(octets));
    (link.len() <= LINK_MAX).then_some(link)
}

/// Reads a session's value in a fragment.
///
/// # Errors
/// [`LoadError`]; nothing of it is used then.
pub fn open(link: &str) -> Result<Session, LoadError> {
    let digits = link.len() - link.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let version: u32 = match link[..digits].parse() {
        Ok(version) if version > 0 => version,
        _ => return Err(LoadError::Corrupt),
    };
    if version > VERSION {
        return Err(LoadError::Newer { version });
    }
    if link.len() > LINK_MAX {
        return Err(LoadError::TooLong);
    }
    let (form, rest) = link[digits..].split_once('.').ok_or(LoadError::Corrupt)?;
    let octets = BASE64URL.decode(rest).map_err(|_| LoadError::Corrupt)?;
    let octets = match form {
        "z" => inflate(&octets, TEXT_MAX).ok_or(LoadError::Corrupt)?,
        "p" => octets,
        _ => return Err(LoadError::Corrupt),
    };
    read(&String::from_utf8(octets).map_err(|_| LoadError::Corrupt)?)
}

fn read(text: &str) -> Result<Session, LoadError> {
    if text.starts_with('{') {
        let saved = work::load(text)?;
        return match saved.actions.len() {
            0..=ACTIONS_MAX => Ok(Session { saved, shown: ConnectionId(0) }),
            _ => Err(LoadError::TooLong),
        };
    }
    let (head, lines) = text.split_once('\n').ok_or(LoadError::Corrupt)?;
    let [name, cursor, shown] = *head.split(' ').collect::<Vec<_>>() else { return Err(LoadError::Corrupt) };
    let cursor = cursor.parse().map_err(|_| LoadError::Corrupt)?;
    let shown = shown.parse().map(ConnectionId).map_err(|_| LoadError::Corrupt)?;
    let scenario = scenario(name).ok_or(LoadError::UnknownScenario)?;
    let mut tags = Tags::default();
    let lines: Vec<String> = lines.lines().map(|line| tags.put_in(line)).collect();
    let (mut held, mut actions, mut octets) = (Held::default(), Vec::new(), 0_u64);
    for line in script::lines(&lines.join("\n")) {
        let item = line.map_err(|_| LoadError::Corrupt)?.item;
        // A few letters stand for a million octets: they are counted before they are written out.
        octets += length(&item);
        if octets > OCTETS_MAX as u64 || actions.len() == ACTIONS_MAX {
            return Err(LoadError::TooLong);
        }
        match item {
            Item::Send { .. } => actions.extend(held.action(&item)),
            _ => actions.push(item.action().ok_or(LoadError::Corrupt)?),
        }
    }
    if !held.is_empty() {
        return Err(LoadError::Corrupt);
    }
    Ok(Session { saved: Saved { scenario, actions, cursor }, shown })
}

/// The number of octets that an item stands for, of commands and of messages: more than a browser's `usize` holds.
fn length(item: &Item) -> u64 {
    match item {
        Item::Send { text, .. } => text.length() as u64,
        Item::Deliver { message, .. } => message.iter().map(|line| line.length() as u64).sum(),
        _ => 0,
    }
}

/// The last automatic tag of each connection: its number. There are a few connections.
#[derive(Default)]
struct Tags(Vec<(u32, u64)>);

impl Tags {
    /// A line without the tag that comes next; `None` where it has another one or none.
    fn leave_out(&mut self, item: &Item, written: &str) -> Option<String> {
        match item {
            Item::Connect { connection, .. } => self.note(connection.0, 0),
            Item::Send { connection, .. } => {
                let (mark, behind) = written.split_once(": a").or_else(|| written.split_once("> a"))?;
                let sign = &written[mark.len()..=mark.len()];
                let (number, line) = behind.split_once(' ')?;
                if !mark.bytes().skip(1).all(|octet| octet.is_ascii_digit()) {
                    return None;
                }
                let next = self.next(connection.0);
                if number == next.to_string() && !line.is_empty() {
                    self.note(connection.0, next);
                    return Some(format!("c{}{sign} {line}", &mark[1..]));
                }
                number.parse().into_iter().for_each(|number| self.note(connection.0, number));
            }
            _ => {}
        }
        None
    }

    /// The line with the tag that was left out.
    fn put_in(&mut self, line: &str) -> String {
        let connection = |digits: &str| if digits.is_empty() { Some(1) } else { digits.parse().ok() };
        let digits = |rest: &str| rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Some(words) = line.strip_prefix("@connect") {
            let words = words.strip_prefix("-tls").unwrap_or(words).trim_start();
            if let Some(connection) = connection(&words[..digits(words)]) {
                self.note(connection, 0);
            }
        } else if let Some(rest) = line.strip_prefix(['c', 'C']) {
            let (digits, rest) = rest.split_at(digits(rest));
            let parts = connection(digits).zip(rest.split_at_checked(2));
            if let Some((connection, (sign @ (": " | "> "), rest))) = parts {
                if line.starts_with('c') {
                    let next = self.next(connection);
                    self.note(connection, next);
                    return format!("C{digits}{sign}a{next} {rest}");
                }
                let tag = rest.split_once(' ').and_then(|(tag, _)| tag.strip_prefix('a'));
                let number = tag.and_then(|number| number.parse().ok());
                number.into_iter().for_each(|number| self.note(connection, number));
            }
        }
        line.to_owned()
    }

    fn next(&self, connection: u32) -> u64 {
        self.0.iter().find(|(id, _)| *id == connection).map_or(1, |(_, last)| last.saturating_add(1))
    }

    fn note(&mut self, connection: u32, number: u64) {
        match self.0.iter_mut().find(|(id, _)| *id == connection) {
            Some((_, last)) => *last = number,
            None => self.0.push((connection, number)),
        }
    }
}

#[cfg(test)]
mod tests;

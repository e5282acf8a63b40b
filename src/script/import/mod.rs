//! The import of real sessions: what people paste out of a terminal or a program's log becomes a recording.
//!
//! The rules of this folder:
//! 1. A form of log is a file and a row of [`FORMS`]: the lines by which it is known, and its reader.
//! 2. Passwords are masked before anything else sees them (`mask`).
//! 3. A line that cannot be read is told with its number; the others are read all the same.
//! 4. All is bounded: [`LINES_MAX`], [`LINE_MAX`], [`OCTETS_MAX`].

mod collector;
mod curl;
mod fetchmail;
mod imapsync;
mod mask;
mod mutt;
mod own;
mod raw;
mod rfc;
#[cfg(test)]
mod tests;
mod thunderbird;

use crate::engine::recording::Recording;
use collector::{Collector, SHOWN_MAX};

pub use collector::{LINE_MAX, UNREAD_MAX, Unread};

/// Most lines that are read.
pub const LINES_MAX: usize = 20_000;
/// Most octets of a text.
pub const OCTETS_MAX: usize = 4 << 20;
/// A form of log.
#[derive(Debug)]
pub struct Form {
    /// Unique and stable.
    pub id: &'static str,
    /// Its name, which is a program's, more often than not.
    pub name: &'static str,
    /// Whether a line is of this form and of no other.
    is_known_by: fn(&str) -> bool,
    /// Reads all lines.
    read: fn(&[&str], &mut Collector),
}

/// All forms. Of two that know as many lines, the earlier one is taken.
pub static FORMS: [Form; 9] = [
    Form { id: "own", name: "Postamt", is_known_by: own::is_known_by, read: own::read },
    Form {
        id: "thunderbird",
        name: "Thunderbird",
        is_known_by: thunderbird::is_known_by,
        read: thunderbird::read,
    },
    Form {
        id: "fetchmail",
        name: "fetchmail -v -v",
        is_known_by: fetchmail::is_known_by,
        read: fetchmail::read,
    },
    Form {
        id: "imapsync",
        name: "imapsync --debugimap",
        is_known_by: imapsync::is_known_by,
        read: imapsync::read,
    },
    Form { id: "mutt", name: "mutt -d", is_known_by: mutt::is_known_by, read: mutt::read },
    Form { id: "curl", name: "curl -v", is_known_by: curl::is_known_by, read: curl::read },
    Form { id: "rfc", name: "C: / S:", is_known_by: rfc::is_known_by, read: rfc::read },
    Form { id: "openssl", name: "openssl s_client", is_known_by: raw::is_openssl, read: raw::read_openssl },
    Form { id: "telnet", name: "telnet", is_known_by: raw::is_telnet, read: raw::read_telnet },
];

/// A session that was imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The form that was recognised.
    pub form: &'static Form,
    /// The recording.
    pub recording: Recording,
    /// The number of places at which a secret was masked.
    pub masked: usize,
    /// The lines that could not be read, the first of them where they are many.
    pub unread: Vec<Unread>,
    /// The number of all of them.
    pub unread_count: usize,
}

/// The reason for which a text is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No form of log is recognised.
    UnknownForm,
    /// The text has more than [`OCTETS_MAX`] octets, or more than [`LINES_MAX`] lines.
    TooLong,
    /// The form is known, but neither a client nor a server says anything.
    Nothing,
}

/// Reads a text.
///
/// # Errors
/// The text is no session.
pub fn read(text: &str) -> Result<Import, Mistake> {
    if text.len() > OCTETS_MAX {
        return Err(Mistake::TooLong);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    if lines.len() > LINES_MAX {
        return Err(Mistake::TooLong);
    }
    let known =
        |form: &Form| lines.iter().filter(|line| line.len() <= LINE_MAX && (form.is_known_by)(line)).count();
    let mut best: Option<(usize, &'static Form)> = None;
    for (place, form) in FORMS.iter().enumerate() {
        let count = known(form);
        if count > best.map_or(0, |(most, _)| most) {
            best = Some((count, form));
            // The project's own form has the same lines as the RFCs' style, and its openings.
            if place == 0 {
                break;
            }
        }
    }
    let (_, form) = best.ok_or(Mistake::UnknownForm)?;
    let mut collector = Collector::default();
    (form.read)(&lines, &mut collector);
    let mut said = collector.into_said();
    let masked = mask::mask(&mut said.events);
    let mut unread = said.unread;
    for unread in &mut unread {
        masked.hide(&mut unread.text);
    }
    if said.events.is_empty() {
        return Err(Mistake::Nothing);
    }
    let recording = Recording { events: said.events, accounts: masked.accounts };
    Ok(Import { form, recording, masked: masked.count, unread, unread_count: said.unread_count })
}

/// The first line of a text that is not empty, without what a secret may be.
pub fn first_line(text: &str) -> Option<Unread> {
    let (line, text) = text.lines().enumerate().find(|(_, line)| !line.trim().is_empty())?;
    let mut text = text.chars().take(SHOWN_MAX).collect();
    mask::Masked::default().hide(&mut text);
    Some(Unread { line: line + 1, text })
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

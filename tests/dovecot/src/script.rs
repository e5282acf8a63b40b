//! The deeds of `scripts/`, whose form is that of `postamt::script`.
//!
//! `$UIDVALIDITY` stands for the number that a server told last. `@listen 2` reads what connection 2 is told without
//! asking; `@include` gives the lines of another script of the same folder.

use postamt::engine::{Action, Protocol};
use postamt::script::{self, Held, Item};
use std::path::Path;

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A client connects.
    Connect(u32, Protocol),
    /// A client sends octets.
    Send {
        /// The client.
        id: u32,
        /// The octets.
        octets: Vec<u8>,
        /// The lines as the script has them.
        line: String,
    },
    /// A client reads without asking.
    Listen(u32),
    /// A client is gone.
    Cut(u32),
}

/// Reads a script.
///
/// # Errors
/// The file cannot be read, or has a line that is none or that Dovecot can't be asked for; with its number.
pub fn read(path: &Path) -> Result<Vec<Deed>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let script = script::read(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut deeds = Vec::new();
    let mut held = Held::default();
    let mut shown: Vec<String> = Vec::new();
    for line in script.lines {
        if let Item::Send { .. } = line.item {
            shown.push(line.item.to_string());
        }
        match (&line.item, held.action(&line.item)) {
            (Item::Blank | Item::Comment(_) | Item::Send { held: true, .. }, _) => {}
            (Item::Include(file), _) => deeds.extend(read(&path.with_file_name(file))?),
            (Item::Listen(connection), _) => deeds.push(Deed::Listen(connection.0)),
            (_, Some(Action::Connect { connection, protocol, .. })) => {
                deeds.push(Deed::Connect(connection.0, protocol));
            }
            (_, Some(Action::Send { connection, octets })) => {
                let line = std::mem::take(&mut shown).join(" ¶ ");
                deeds.push(Deed::Send { id: connection.0, octets, line });
            }
            (_, Some(Action::Cut { connection })) => deeds.push(Deed::Cut(connection.0)),
            _ => {
                return Err(format!("{}: line {}: no deed between two servers", path.display(), line.number));
            }
        }
    }
    Ok(deeds)
}

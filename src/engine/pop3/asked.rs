//! The message that a command names, and the octets that RETR and TOP ask for.

use super::command::Command;
use super::grammar::parse;
use super::session::framing::Line;
use crate::engine::asked::{Asked, Named, Piece, What};

/// Reads a command's octets; `None` for one that names no message.
pub fn asked(octets: &[u8]) -> Option<Asked> {
    let line = Line { octets: octets.to_vec(), too_long: false, left_out: 0 };
    let piece = |what| vec![Piece { what, ..Piece::default() }];
    let (number, pieces) = match parse(&line).command.ok()? {
        Command::Retr(number) => (number, piece(What::All)),
        Command::Top(number, lines) => (number, piece(What::Top(lines))),
        Command::Dele(number) | Command::List(Some(number)) | Command::Uidl(Some(number)) => {
            (number, Vec::new())
        }
        _ => return None,
    };
    Some(Asked { message: Named::Number(number), pieces })
}

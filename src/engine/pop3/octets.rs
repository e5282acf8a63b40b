//! Octets that fill no field of the grammar: the rule about each role, and the longest lines.

use super::response::FIRST_LINE_MAX;
use super::session::framing::LINE_MAX;
use crate::engine::rfc::{Rfc, rfc};
use crate::engine::wire::Role;

/// The most octets of a command's line, and of a reply's first one. RFC 1939 §3: "Responses may be up to 512 characters
/// long, including the terminating CRLF." RFC 2449 §4: "The maximum length of a command is increased [...] to 255 octets".
pub const LINES: Option<[usize; 2]> = Some([LINE_MAX, FIRST_LINE_MAX]);

/// The rule about a role, and the number of the slides' statement that shows it, if there is one.
pub const fn role(of: Role) -> (Rfc, Option<u8>) {
    let slide = match of {
        Role::Status => Some(10),
        Role::Separator | Role::Crlf => Some(7),
        Role::Text => Some(9),
        _ => None,
    };
    (rfc(1939, "3"), slide)
}

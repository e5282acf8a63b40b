//! Octets that fill no field of the grammar: the rule about each role, and the longest lines.

use crate::engine::rfc::{Rfc, rfc};
use crate::engine::wire::Role;

/// The most octets of a command's line, and of a reply's first one: the standard names none.
pub const LINES: Option<[usize; 2]> = None;

/// The rule about a role, and the number of the slides' statement that shows it, if there is one.
pub const fn role(of: Role) -> (Rfc, Option<u8>) {
    let (section, slide) = match of {
        Role::Tag => ("2.2.1", Some(30)),
        Role::Untagged => ("2.2.2", Some(32)),
        Role::Continuation => ("7.5", None),
        Role::Status => ("7.1", Some(34)),
        Role::Text => ("7.1", Some(35)),
        Role::Code => ("7.1", None),
        Role::Literal | Role::LiteralLength | Role::Quoted => ("4.3", None),
        Role::Parenthesis => ("4.4", None),
        Role::Nil => ("4.5", None),
        Role::Crlf => ("2.2", None),
        _ => ("9", None),
    };
    (rfc(3501, section), slide)
}

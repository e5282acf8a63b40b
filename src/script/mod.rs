//! The one text form of all that is done and of all that follows: transcripts, scripts for two servers, fuzz inputs.
//!
//! ```text
//! # A comment. Empty lines are free as well.
//! @scenario rfc1939          the world to begin with
//! @include mail.inc          the lines of another script
//! @connect pop3              connection 1 opens; also: @connect imap preauth, @connect 2 pop3
//! @connect-tls imap          the same at a port of TLS alone
//! C: USER anna               the client of connection 1 sends this line and CRLF
//! C2: USER anna              connection 2
//! C> STAT                    held back and sent together with the next C: line (pipelining)
//! C: QUIT\                   a backslash at the end: no CRLF is added
//! C: NO\x00OP                any octet in hexadecimal; every other backslash is itself (\Seen)
//! C: STAT \x41*300           an octet in hexadecimal, 300 times
//! @wait 10m                  time passes: h, m, s, ms
//! @cut                       the line of connection 1 is cut; @cut 2
//! @shutdown                  the server ends all connections
//! @listen 2                  connection 2 is read without a command
//! @forget 2                  connection 2, which has ended, is forgotten
//! @switch pop3-top off       a switch of the server is set, by its id
//! @preset tls-first          the server gets another character, by its id
//! @deliver anna              a message arrives; its lines follow
//! | Subject: Hallo
//! |
//! | Guten Tag
//! S: +OK                     expected: a line of the server; S2: for connection 2
//! [TRANSACTION]              expected: the state changed; 2[TRANSACTION] for connection 2
//! = locked anna by 1         expected: any other step, in words
//! ```
//!
//! The rules of this folder:
//! 1. [`read`] gives all lines with their numbers, or the first mistake with its line. [`lines`] goes on after a
//!    mistake.
//! 2. A script that was read and is written again ([`Script`]'s `Display`) is the same text, but for the number of
//!    spaces between words and for what is said although it is the default (`C1:`, `@connect imap ok`).
//! 3. A list of actions that is written ([`Script::of`]) and read again is the same list.

mod error;
pub mod import;
mod item;
mod limits;
mod list;
mod reader;
#[cfg(test)]
mod tests;
mod text;

pub use error::{Error, Mistake};
pub use item::{Item, Pause};
pub use limits::{ITEMS_MAX, LINE_MAX, OCTETS_MAX, REPEATED_MAX};
pub use list::{Held, Line, Script};
pub use reader::{lines, read};
pub use text::{Text, escaped};

//! The server's side of RFC 3501.

mod asked;
pub mod chart;
pub mod command;
mod commands;
mod date;
mod examples;
pub mod grammar;
mod mend;
pub mod octets;
pub mod pattern;
mod recorded;
pub mod response;
pub mod rules;
mod selection;
pub mod sequence;
mod session;
pub mod utf7;

pub use asked::asked;
pub use chart::{CHART, FLOW};
pub use mend::mend;
pub use recorded::label;
pub use selection::{Selection, View};
pub use session::{INPUT_MAX, LINE_MAX, LITERAL_MAX, MESSAGE_MAX, Session, TIMEOUT};

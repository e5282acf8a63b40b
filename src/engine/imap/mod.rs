//! The server's side of RFC 3501.

mod chart;
pub mod command;
mod encode;
pub mod grammar;
pub mod pattern;
pub mod response;
pub mod rules;
pub mod sequence;
pub mod server;
mod session;
pub mod utf7;

pub use chart::{CHART, FLOW};
pub use session::{INPUT_MAX, LINE_MAX, LITERAL_MAX, MESSAGE_MAX, Session};

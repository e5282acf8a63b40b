//! The server's side of RFC 1939, with its extensions (RFC 2449, 2595, 3206, 5034, 6856).

mod asked;
pub mod chart;
pub mod command;
mod commands;
mod examples;
pub mod grammar;
pub mod maildrop;
mod mend;
pub mod octets;
mod recorded;
pub mod response;
pub mod rules;
mod session;

pub use asked::asked;
pub use chart::{CHART, FLOW};
pub use maildrop::Maildrop;
pub use mend::mend;
pub use recorded::label;
pub use session::{Session, TIMEOUT, framing};

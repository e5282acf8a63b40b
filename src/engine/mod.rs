//! The simulated server: pure, deterministic, without a clock, chance or a human language of its own: the texts
//! in replies are English until a client asks for a language that the lab was given ([`phrase`]).

pub mod action;
pub mod asked;
pub mod bidi;
pub mod chart;
pub mod connection;
pub mod context;
pub mod conversation;
pub mod draft;
pub mod field;
pub mod imap;
pub mod lab;
pub mod mail;
pub mod mend;
pub mod offer;
pub mod phrase;
pub mod pop3;
pub mod presets;
pub mod protocol;
pub mod recording;
pub mod rfc;
pub mod sasl;
pub mod session;
pub mod step;
pub mod switches;
pub mod time;
pub mod tls;
pub mod turn;
pub mod wire;
mod words;

pub use action::Action;
pub use connection::{ConnectionId, Greeting, Protocol};
pub use lab::Lab;
pub use offer::Offer;
pub use presets::Preset;
pub use session::{Awaits, Session};
pub use step::Step;
pub use switches::{Switch, Switches};
pub use turn::Turn;

//! The simulated world: pure, deterministic, without a clock, chance or a human language of its own.

pub mod action;
pub mod chart;
pub mod imap;
pub mod lab;
pub mod mail;
pub mod pop3;
pub mod presets;
pub mod sasl;
pub mod step;
pub mod switches;
pub mod time;
pub mod tls;
pub mod turn;
pub mod wire;

pub use action::{Action, ConnectionId, Greeting, Protocol};
pub use lab::Lab;
pub use presets::Preset;
pub use step::Step;
pub use switches::{Switch, Switches};
pub use turn::Turn;

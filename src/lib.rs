//! # Postamt
//!
//! A simulated POP3 and IMAP4 server whose every octet and every state transition can be seen.
//!
//! A simulation is a list of [actions](engine::Action) in and a list of [steps](engine::Step) out, and
//! nothing else. The same actions always give the same steps.
//!
//! Imports run one way: `engine ← script ← diagram, explain, i18n, player, share ← app ← ui ← main`.

pub mod app;
pub mod diagram;
pub mod engine;
pub mod explain;
pub mod i18n;
pub mod player;
pub mod script;
pub mod share;
#[cfg(feature = "ui")]
pub mod ui;

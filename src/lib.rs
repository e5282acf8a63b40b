//! # Postamt
//!
//! A simulated POP3 and IMAP4 server whose every octet and every state transition can be seen.
//!
//! A simulation is a list of [actions](engine::Action) in and a list of [turns](engine::Turn) of [steps](engine::Step)
//! out, and nothing else. The same actions always give the same steps.
//!
//! | module | is |
//! |---|---|
//! | [`engine`] | the simulated server, pure: charts, sessions of POP3 and IMAP, the mail store |
//! | [`script`] | the one text form of actions and steps |
//! | [`diagram`] | a session's state as a picture: boxes, lines and labels with coordinates |
//! | [`explain`] | turns and refusals as sentences |
//! | [`i18n`] | the languages and their texts |
//! | [`lesson`] | lessons: their files, their goals, their actions |
//! | [`player`] | a simulation with a cursor: act, seek, fork; a bridge's live stream |
//! | [`share`] | simulations, worlds and progress as versioned text |
//! | [`app`] | the page without a browser: its state, its messages, the lists that it shows |
//! | `ui` | the page in the browser; with the feature `ui` |
//!
//! Imports run one way: `engine ← script ← diagram, explain, i18n, lesson, player, share ← app ← ui ← main`.

pub mod app;
pub mod diagram;
pub mod engine;
pub mod explain;
pub mod i18n;
pub mod lesson;
pub mod player;
pub mod script;
pub mod share;
#[cfg(feature = "ui")]
pub mod ui;

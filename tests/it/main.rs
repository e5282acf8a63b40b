//! The native integration tests, in one crate so that they link once. Public modules are those that `fuzz` compiles too.

mod examples;
pub mod fuzz;
mod house;
mod imap;
mod lessons;
mod mail;
mod pop3;
mod stored;
pub mod support;
mod transcripts;

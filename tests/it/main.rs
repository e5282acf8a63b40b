//! The native integration tests, in one crate so that they link once.

mod fuzz;
mod house;
mod imap;
mod mail;
mod pop3;
mod stored;
mod support;
mod transcripts;

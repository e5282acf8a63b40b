//! The same octets to our server and to a real Dovecot, and a list of what differs with its reason.
//!
//! - [`dovecot`] starts and stops the real server, on loopback and in a folder of its own.
//! - [`side`] sends octets to one of the two servers and gives what it answers.
//! - [`script`] reads what is to be sent, from `scripts/*.txt`.
//! - [`reply`] brings answers into a form in which only what matters is left.
//! - [`corpus`] compares what both tell of the messages of `tests/data/corpus`.
//! - [`differences`] holds what is found against `differences.txt`.

pub mod corpus;
pub mod differences;
pub mod dovecot;
pub mod reply;
pub mod script;
pub mod side;
pub mod value;

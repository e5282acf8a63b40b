//! Simulations, worlds and a learner's progress as versioned text: saved work, links, the bridge's files and live
//! stream.
//!
//! Every version ever written stays readable; a newer one than this is refused with an error that says so.

mod error;
mod inflate;
pub mod link;
mod octets;
pub mod progress;
pub mod qr;
pub mod shown;
mod work;
pub mod world;

pub use error::LoadError;
pub use work::{Saved, TEXT_MAX, VERSION, load, save};

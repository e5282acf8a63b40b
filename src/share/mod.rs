//! Simulations, worlds and a learner's progress as versioned text: saved work, the bridge's files and live stream, and
//! later links.
//!
//! Every version ever written stays readable; a newer one than this is refused with an error that says so.

mod error;
mod octets;
pub mod progress;
pub mod shown;
mod work;
pub mod world;

pub use error::LoadError;
pub use work::{Saved, TEXT_MAX, VERSION, load, save};

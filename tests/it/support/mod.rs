//! Tools of the tests: the runner of transcripts, the oracle, the watcher of whole sessions, the worlds.

pub mod nested;
pub mod oracle;
pub mod picture;
pub mod transcript;
pub mod watcher;
pub mod world;

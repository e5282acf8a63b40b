//! Tools of the tests: the runner of transcripts, the oracle, the watcher of whole sessions, the worlds.

pub(crate) mod oracle;
pub(crate) mod picture;
pub(crate) mod transcript;
pub(crate) mod watcher;
pub(crate) mod world;

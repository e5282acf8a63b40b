//! The fuzz targets stand among the integration tests, which run them over the corpus: here they are compiled once
//! more, with the fuzzer in everything.

#[path = "../../tests/it/fuzzed.rs"]
pub mod fuzzed;
#[path = "../../tests/it/imap_wire.rs"]
pub mod imap_wire;
#[path = "../../tests/it/imap_worlds.rs"]
pub mod imap_worlds;
#[path = "../../tests/it/picture.rs"]
pub mod picture;
#[path = "../../tests/it/script.rs"]
pub mod script;
#[path = "../../tests/it/watcher.rs"]
pub mod watcher;
#[path = "../../tests/it/world.rs"]
pub mod world;

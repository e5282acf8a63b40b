//! The fuzz targets stand among the integration tests, which run them over the corpus: here they are compiled once
//! more, with the fuzzer in everything.

#[path = "../../tests/it/support/mod.rs"]
pub mod support;
#[path = "../../tests/it/fuzz/targets.rs"]
pub mod targets;

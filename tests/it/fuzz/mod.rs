//! The fuzz targets, and the corpus that fuzzing has found.

mod corpus;
pub mod targets;

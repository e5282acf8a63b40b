//! The state diagram: a chart and what happened become nodes, lines and labels with coordinates.
//!
//! The rules of this folder:
//! 1. Nothing is listed twice: states, edges and their words come from the [`Chart`]; a layout adds
//!    coordinates and chooses which commands of a crowded loop are named.
//! 2. A chart with a state or an edge that has no place in a layout fails the tests.
//! 3. No human language: names and commands are the RFC's, events are keys for the catalogues.
//! 4. [`export`] writes the same charts down as Mermaid and Markdown, [`svg`] what is drawn as files.
//!
//! [`Chart`]: crate::engine::chart::Chart

pub mod export;
pub mod geometry;
mod layout;
mod picture;
pub mod sequence;
pub mod svg;

pub use layout::{Anchor, Shape};
pub use picture::{Arrow, Blocked, Flow, FlowState, Label, Node, Picture, Scene, Word, WordKind, draw};

#[cfg(test)]
mod tests;

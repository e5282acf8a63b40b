//! Coordinates of the pictures, keyed by the names and ids of a chart, and nothing else.

mod coordinates;
mod imap;
mod pop3;

pub use coordinates::{Anchor, Shape};
pub(super) use coordinates::{Block, Layout, Place, Route, Words};

/// The layout of the chart named `chart`.
pub(super) fn layout(chart: &str, shape: Shape) -> Option<&'static Layout> {
    match (chart, shape) {
        ("pop3", Shape::Wide) => Some(&pop3::WIDE),
        ("pop3", Shape::Narrow) => Some(&pop3::NARROW),
        ("imap", Shape::Wide) => Some(&imap::WIDE),
        ("imap", Shape::Narrow) => Some(&imap::NARROW),
        _ => None,
    }
}

//! The reasons for refusing a text.

/// The reason why a text is no simulation, or no world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// Longer than what is read at most.
    TooLong,
    /// Written by a newer version of the page.
    Newer {
        /// The version that wrote it.
        version: u32,
    },
    /// It begins with a world that this page does not have.
    UnknownScenario,
    /// Not the JSON that it should be.
    Corrupt,
}

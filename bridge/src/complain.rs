//! Problems, told on standard error.

/// Writes one line about a problem to standard error.
pub(crate) fn complain(sentence: impl std::fmt::Display) {
    eprintln!("{sentence}");
}

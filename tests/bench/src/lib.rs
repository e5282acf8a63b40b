//! How quick the engine and the bridge are: beside Dovecot over loopback, and by themselves.
//!
//! - [`servers`] starts the bridge and Dovecot; [`client`] talks to both in the same way.
//! - [`loopback`] measures the two in turn.
//! - [`inside`] measures the engine without any socket, and its grammar beside imap-codec's.
//! - [`report`] holds the figures, and prints them as JSON or as a table.

pub mod client;
pub mod inside;
pub mod loopback;
pub mod report;
pub mod servers;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort<'a> {
    /// Only figures whose names contain this are taken.
    pub part: &'a str,
    /// How often each figure is taken; the report has the median.
    pub rounds: usize,
    /// Everything is done so many times less than for real figures.
    pub less: usize,
    /// Messages in the mailboxes by which growth is seen.
    pub sizes: &'static [usize],
}

/// For figures to be told.
pub const FULL: Effort = Effort { part: "", rounds: 7, less: 1, sizes: &[100, 1_000, 10_000, 100_000] };
/// To see that everything works.
pub const TINY: Effort = Effort { part: "", rounds: 1, less: 100, sizes: &[10, 100] };

impl Effort<'_> {
    /// Whether the figure with this name is wanted.
    pub fn wants(&self, name: &str) -> bool {
        name.contains(self.part)
    }
}

/// The one in the middle.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

//! The limits of a script, in octets, times and lines.

/// Most octets of a line as written.
pub const LINE_MAX: usize = 1 << 16;

/// Most lines of a script.
pub const ITEMS_MAX: usize = 100_000;

/// Most times that one escape repeats its octet.
pub const REPEATED_MAX: usize = 1 << 20;

/// Most octets that one line stands for.
pub const OCTETS_MAX: usize = 1 << 20;

//! Places in the standards.

/// A place in the standards, such as RFC 1939 §7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rfc {
    /// The RFC's number.
    pub number: u16,
    /// The section, as the RFC numbers it; empty for the whole document.
    pub section: &'static str,
}

/// A section of an RFC.
pub const fn rfc(number: u16, section: &'static str) -> Rfc {
    Rfc { number, section }
}

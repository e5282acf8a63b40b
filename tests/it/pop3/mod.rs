//! POP3: the matrix typed from the RFCs, and properties.

pub(crate) mod matrix;
mod properties;
mod shared;

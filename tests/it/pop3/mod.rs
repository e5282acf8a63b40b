//! POP3: the matrix typed from the RFCs, and properties.

mod matrix;
mod properties;
mod shared;

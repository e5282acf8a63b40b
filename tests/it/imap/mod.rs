//! IMAP: matrices and figures typed from the RFCs, properties, imap-codec as the oracle.

mod figure;
mod limits;
pub(crate) mod matrix;
mod oracle;
mod order;
mod properties;
mod qresync;
mod search;
mod sessions;
pub(crate) mod structure;
mod switches;
mod valid;

//! The native integration tests, in one crate so that they link once.

mod charts;
mod corpus;
mod coverage;
mod docs;
mod imap_limits;
mod imap_matrix;
mod imap_oracle;
mod imap_order;
mod imap_properties;
mod imap_qresync;
mod imap_search;
mod imap_structure;
mod imap_wire;
mod imap_worlds;
mod letters;
mod mime_oracle;
mod picture;
mod pop3_matrix;
mod pop3_properties;
mod pop3_shared;
mod switches;
mod tidy;
mod transcript;
mod transcripts;
mod world;

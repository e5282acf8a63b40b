//! The repository itself: its sources, charts and documents, and what the transcripts cover of them.

mod advice;
mod charts;
mod confusions;
mod coverage;
pub(crate) mod docs;
mod drafts;
mod imports;
mod letters;
mod octets;
mod page;
mod sentences;
mod sources;
mod tidy;

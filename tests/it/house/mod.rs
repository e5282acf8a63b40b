//! The repository itself: its sources, charts and documents, and what the transcripts cover of them.

mod charts;
mod coverage;
mod docs;
mod imports;
mod letters;
mod page;
mod sources;
mod tidy;

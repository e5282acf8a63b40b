//! Messages: the MIME reader beside those that others wrote, and what the protocols tell of any message.

mod corpus;
pub(crate) mod mime;
mod octets;
mod words;

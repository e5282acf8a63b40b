//! Messages: the MIME reader beside those that others wrote.

mod corpus;
pub(crate) mod mime;

//! The rules that this server obeys or that a client broke. Their sentences are in the catalogues, under
//! `why-` and the id.

use crate::engine::chart::rfc;
use crate::engine::step::Rule;

/// A command that this server does not offer.
pub static NOT_OFFERED: Rule = Rule { id: "imap-not-offered", rfc: rfc(3501, "6.5") };

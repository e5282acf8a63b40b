//! The roles of octets on the wire, in words.

use crate::engine::Protocol;
use crate::engine::wire::Role;
use crate::i18n::{Key, Lang, by_id, text};

/// One sentence about octets of a role: a protocol's own comes before the one for all.
pub fn role(lang: Lang, protocol: Protocol, role: Role) -> &'static str {
    let id = ["role-", role.name()].concat();
    let own = Key::from_id(&[&id, "-", protocol.row().id].concat());
    own.map_or_else(|| by_id(lang, &id), |key| text(lang, key))
}

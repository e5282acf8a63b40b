//! The roles of octets on the wire, in words.

use crate::engine::Protocol;
use crate::i18n::{Key, Lang, by_id, text};

/// One sentence about some octets: by the name of their role, the text, and the protocol. A command, a flag of the
/// standard and a protocol's own sentence come before the one for all.
pub fn role(lang: Lang, protocol: Protocol, role: &str, octets: &str) -> &'static str {
    let row = protocol.row();
    if role == "flag"
        && let Some(name) = octets.strip_prefix('\\')
        && let Some(key) = Key::from_id(&format!("flag-{}", name.to_ascii_lowercase()))
    {
        return text(lang, key);
    }
    let own = Key::from_id(&format!("role-{role}-{}", row.id));
    own.map_or_else(|| by_id(lang, &format!("role-{role}")), |key| text(lang, key))
}

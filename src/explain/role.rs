//! The roles of octets on the wire, in words.

use crate::engine::Protocol;
use crate::engine::wire::Role;
use crate::i18n::{Key, Lang, by_id, text};

/// Gives each role its name, and all of them a list.
macro_rules! roles {
    ($($role:ident $name:literal)*) => {
        /// All roles.
        pub const ROLES: &[Role] = &[$(Role::$role),*];

        /// The role's name in attributes, classes and the names of texts.
        pub const fn role_name(role: Role) -> &'static str {
            match role { $(Role::$role => $name),* }
        }
    };
}

roles! {
    Tag "tag" Untagged "untagged" Continuation "continuation" Status "status" Keyword "keyword" Separator "separator"
    Argument "argument" Number "number" Set "set" Flag "flag" Mailbox "mailbox" Quoted "quoted" Secret "secret"
    Code "code" Text "text" LiteralLength "literal-length" Literal "literal" Content "content"
    StuffedDot "stuffed-dot" Terminator "terminator" Parenthesis "parenthesis" Nil "nil" Crlf "crlf" Junk "junk"
    Group "group"
}

/// One sentence about octets of a role: a protocol's own comes before the one for all.
pub fn role(lang: Lang, protocol: Protocol, role: Role) -> &'static str {
    let id = format!("role-{}", role_name(role));
    let own = Key::from_id(&[&id, "-", protocol.row().id].concat());
    own.map_or_else(|| by_id(lang, &id), |key| text(lang, key))
}

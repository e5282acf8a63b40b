//! The roles of octets on the wire, in words.

use crate::engine::wire::Role;
use crate::i18n::{Key, Lang, text};

/// One sentence about the role of some octets.
pub fn role(lang: Lang, role: Role) -> &'static str {
    let key = match role {
        Role::Tag => Key::RoleTag,
        Role::Untagged => Key::RoleUntagged,
        Role::Continuation => Key::RoleContinuation,
        Role::Status => Key::RoleStatus,
        Role::Keyword => Key::RoleKeyword,
        Role::Separator => Key::RoleSeparator,
        Role::Argument => Key::RoleArgument,
        Role::Number => Key::RoleNumber,
        Role::Set => Key::RoleSet,
        Role::Flag => Key::RoleFlag,
        Role::Mailbox => Key::RoleMailbox,
        Role::Quoted => Key::RoleQuoted,
        Role::Secret => Key::RoleSecret,
        Role::Code => Key::RoleCode,
        Role::Text => Key::RoleText,
        Role::LiteralLength => Key::RoleLiteralLength,
        Role::Literal => Key::RoleLiteral,
        Role::Content => Key::RoleContent,
        Role::StuffedDot => Key::RoleStuffedDot,
        Role::Terminator => Key::RoleTerminator,
        Role::Parenthesis => Key::RoleParenthesis,
        Role::Nil => Key::RoleNil,
        Role::Crlf => Key::RoleCrlf,
        Role::Junk => Key::RoleJunk,
    };
    text(lang, key)
}

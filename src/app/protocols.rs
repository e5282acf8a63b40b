//! Each protocol's words on the page.

use crate::engine::Protocol;

/// All protocols, in the order in which the page offers them.
pub const ALL: [Protocol; 2] = [Protocol::Pop3, Protocol::Imap];

/// The protocol's name, as people write it.
pub const fn title(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    }
}

/// The name of the page's own server.
pub const fn host(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "pop.example.org",
        Protocol::Imap => "imap.example.org",
    }
}

/// The lines of a first login.
pub const fn login(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::Pop3 => &["USER anna", "PASS geheim"],
        Protocol::Imap => &["LOGIN anna geheim"],
    }
}

/// The lines of a first look around, and of leaving.
pub const fn look(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::Pop3 => &["STAT", "LIST", "RETR 1", "QUIT"],
        Protocol::Imap => &["SELECT INBOX", "FETCH 1 FLAGS", "LOGOUT"],
    }
}

/// The scheme of the protocol's URLs.
pub const fn scheme(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "pop3",
        Protocol::Imap => "imap",
    }
}

/// Whether the server has several greetings to choose from.
pub const fn has_greetings(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Imap)
}

/// Whether its commands carry tags.
pub const fn has_tags(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Imap)
}

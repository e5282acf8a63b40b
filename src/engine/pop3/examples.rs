//! A right line for each command that takes arguments, to be shown beside its form.

/// The commands with their examples.
pub(super) static EXAMPLES: &[(&str, &str)] = &[
    ("USER", "USER anna"),
    ("PASS", "PASS geheim"),
    ("APOP", "APOP anna c4c9334bac560ecc979e58001b3e22fb"),
    ("AUTH", "AUTH PLAIN"),
    ("LIST", "LIST 1"),
    ("RETR", "RETR 1"),
    ("DELE", "DELE 1"),
    ("TOP", "TOP 1 5"),
    ("UIDL", "UIDL 1"),
    ("LANG", "LANG en"),
];

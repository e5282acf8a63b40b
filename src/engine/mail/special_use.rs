//! The special uses of mailboxes (RFC 6154 §2): one bit for each attribute.

/// The attributes, in the order of their bits.
pub const ALL: [&str; 7] = ["\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash"];

/// Those that a mailbox of this server can have: the others are views of all mailboxes.
const POSSIBLE: u8 = 0b111_0110;

/// The usual names of such mailboxes, with the bits.
const USUAL: [(&str, u8); 10] = [
    ("Archive", 1 << 1),
    ("Archiv", 1 << 1),
    ("Drafts", 1 << 2),
    ("Entwürfe", 1 << 2),
    ("Junk", 1 << 4),
    ("Spam", 1 << 4),
    ("Sent", 1 << 5),
    ("Gesendet", 1 << 5),
    ("Trash", 1 << 6),
    ("Papierkorb", 1 << 6),
];

/// The names of these bits.
pub fn names(bits: u8) -> impl Iterator<Item = &'static str> {
    ALL.into_iter().enumerate().filter(move |(bit, _)| bits & 1 << bit != 0).map(|(_, name)| name)
}

/// The bits of these names, whose case does not matter.
///
/// # Errors
/// The first name that no mailbox of this server can have.
pub fn of_names(names: &[String]) -> Result<u8, &str> {
    names.iter().try_fold(0, |bits, name| {
        let bit = ALL.iter().position(|own| own.eq_ignore_ascii_case(name)).map_or(0, |bit| 1 << bit);
        if bit & POSSIBLE == 0 { Err(name.as_str()) } else { Ok(bits | bit) }
    })
}

/// The usual bits of a mailbox of this name.
pub fn usual(mailbox: &str) -> u8 {
    USUAL.iter().find(|(name, _)| *name == mailbox).map_or(0, |(_, bit)| *bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_bits_and_bits_names() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let two = list(&["\\SENT", "\\Drafts"]);
        assert_eq!(
            of_names(&two).map(|bits| names(bits).collect::<Vec<_>>()),
            Ok(vec!["\\Drafts", "\\Sent"])
        );
        assert_eq!(of_names(&[]), Ok(0));
        for unfit in ["\\All", "\\flagged", "\\Important", "Sent"] {
            assert_eq!(of_names(&list(&["\\Junk", unfit])), Err(unfit));
        }
        assert!(USUAL.iter().all(|(name, bit)| usual(name) & POSSIBLE == *bit));
        assert_eq!(usual("INBOX"), 0);
    }
}

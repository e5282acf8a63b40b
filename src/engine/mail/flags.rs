//! Flags of a message.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The flags that RFC 3501 §2.3.2 defines and that are stored. `\Recent` is not among them: it belongs
/// to a session, not to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SystemFlag {
    /// `\Answered`
    Answered = 1,
    /// `\Flagged`
    Flagged = 2,
    /// `\Deleted`
    Deleted = 4,
    /// `\Seen`
    Seen = 8,
    /// `\Draft`
    Draft = 16,
}

impl SystemFlag {
    /// All of them, in the order of RFC 3501 §7.2.6's example.
    pub const ALL: [SystemFlag; 5] =
        [SystemFlag::Answered, SystemFlag::Flagged, SystemFlag::Deleted, SystemFlag::Seen, SystemFlag::Draft];

    /// The flag as it stands on the wire, backslash included.
    pub const fn name(self) -> &'static str {
        match self {
            SystemFlag::Answered => "\\Answered",
            SystemFlag::Flagged => "\\Flagged",
            SystemFlag::Deleted => "\\Deleted",
            SystemFlag::Seen => "\\Seen",
            SystemFlag::Draft => "\\Draft",
        }
    }

    /// The flag of that name; case does not matter.
    pub fn parse(name: &str) -> Option<SystemFlag> {
        Self::ALL.into_iter().find(|flag| flag.name().eq_ignore_ascii_case(name))
    }
}

/// Most keywords of one message; more are not stored.
pub const KEYWORDS_MAX: usize = 100;

/// Most keywords of all messages of a mailbox.
pub const MAILBOX_KEYWORDS_MAX: usize = 1_000;

/// The stored flags of one message: system flags and keywords.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags {
    system: u8,
    keywords: BTreeSet<String>,
}

impl Flags {
    /// No flags.
    pub const NONE: Flags = Flags { system: 0, keywords: BTreeSet::new() };

    /// Flags from their names on the wire. `\Recent` and unknown system flags are passed over.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Flags {
        let mut flags = Flags::NONE;
        for name in names {
            flags.insert(name);
        }
        flags
    }

    /// Adds the flag named so; false when it cannot be stored (an unknown `\` name, `\Recent`, one more
    /// keyword than [`KEYWORDS_MAX`]).
    /// A keyword that differs only in case is the same keyword (RFC 3501 §9: flags are
    /// case-insensitive); the first spelling stays.
    pub fn insert(&mut self, name: &str) -> bool {
        if let Some(flag) = SystemFlag::parse(name) {
            self.system |= flag as u8;
            true
        } else if name.starts_with('\\') {
            false
        } else if self.has_keyword(name) {
            true
        } else {
            self.keywords.len() < KEYWORDS_MAX && self.keywords.insert(name.to_owned())
        }
    }

    /// Whether a system flag is set.
    pub fn has(&self, flag: SystemFlag) -> bool {
        self.system & flag as u8 != 0
    }

    /// Whether a keyword is set; case does not matter.
    pub fn has_keyword(&self, name: &str) -> bool {
        self.keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(name))
    }

    /// The system flags, one bit each.
    pub fn system(&self) -> u8 {
        self.system
    }

    /// The keywords, sorted.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.iter().map(String::as_str)
    }

    /// These flags and those of `other`.
    pub fn union(&self, other: &Flags) -> Flags {
        let mut all = self.clone();
        all.system |= other.system;
        for keyword in other.keywords() {
            all.insert(keyword);
        }
        all
    }

    /// These flags without those of `other`.
    pub fn without(&self, other: &Flags) -> Flags {
        let mut rest = self.clone();
        rest.system &= !other.system;
        rest.keywords.retain(|keyword| !other.has_keyword(keyword));
        rest
    }

    /// The names as they stand on the wire: system flags first, then keywords.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let system = SystemFlag::ALL.into_iter().filter(|flag| self.has(*flag));
        system.map(|flag| -> &str { flag.name() }).chain(self.keywords())
    }
}

/// The keywords of a mailbox, each as it was first spelt: one that differs only in case is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keywords(BTreeMap<String, String>);

impl Keywords {
    /// Their number.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a keyword is among them; case does not matter.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(&name.to_ascii_lowercase())
    }

    /// Adds a keyword.
    pub fn insert(&mut self, name: &str) {
        self.0.entry(name.to_ascii_lowercase()).or_insert_with(|| name.to_owned());
    }

    /// Whether all of `other` are among them.
    pub fn covers(&self, other: &Keywords) -> bool {
        other.0.keys().all(|name| self.0.contains_key(name))
    }

    /// As they were spelt, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.0.values().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_keep_their_first_spelling() {
        let mut flags = Flags::of(["\\seen", "$Forwarded", "\\RECENT", "\\Unknown"]);
        assert!(flags.insert("$FORWARDED") && flags.has_keyword("$forwarded"));
        assert!(!flags.insert("\\Recent"), "RFC 3501 §2.3.2: no client can alter it");
        assert_eq!(flags.to_string(), "\\Seen $Forwarded");
    }

    #[test]
    fn union_and_difference() {
        let one = Flags::of(["\\Seen", "a", "b"]);
        let other = Flags::of(["\\Seen", "\\Draft", "B", "c"]);
        assert_eq!(one.union(&other).to_string(), "\\Seen \\Draft a b c");
        assert_eq!(one.without(&other).to_string(), "a");
        assert_eq!(one.without(&one), Flags::NONE);
    }

    #[test]
    fn keywords_are_bounded() {
        let mut flags = Flags::NONE;
        for number in 0..KEYWORDS_MAX {
            assert!(flags.insert(&format!("k{number}")));
        }
        assert!(!flags.insert("one-more") && flags.insert("K0"));
        assert_eq!(flags.keywords().count(), KEYWORDS_MAX);
    }
}

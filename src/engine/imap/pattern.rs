//! Mailbox names with wildcards, as LIST and LSUB look for them (RFC 3501 §6.3.8).

use crate::engine::mail::INBOX;

/// The delimiter of the levels of a mailbox name.
pub const DELIMITER: char = '/';

/// A reference name and a mailbox name with possible wildcards, in the interpreted form.
#[derive(Clone, Debug)]
pub struct Pattern(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Char(char),
    /// `%`: any characters but the delimiter.
    Level,
    /// `*`: any characters.
    All,
}

impl Pattern {
    /// RFC 3501 §6.3.8: "If a server implementation has no concept of break out characters, the canonical
    /// form is normally the reference name appended with the mailbox name."
    pub fn new(reference: &str, name: &str) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for c in reference.chars().chain(name.chars()) {
            let last = pieces.last().copied();
            match c {
                // Neighbours are one: `*` takes `%` in.
                '*' | '%' if last == Some(Piece::All) => {}
                '%' if last == Some(Piece::Level) => {}
                '*' => {
                    while pieces.last() == Some(&Piece::Level) {
                        pieces.pop();
                    }
                    pieces.push(Piece::All);
                }
                '%' => pieces.push(Piece::Level),
                _ => pieces.push(Piece::Char(c)),
            }
        }
        Pattern(pieces)
    }

    /// Whether the last character is the wildcard `%`, which brings superior names in as well.
    pub fn ends_with_level(&self) -> bool {
        self.0.last() == Some(&Piece::Level)
    }

    /// Whether a name matches. "The character "*" is a wildcard, and matches zero or more characters at
    /// this position. The character "%" is similar to "*", but it does not match a hierarchy delimiter."
    /// INBOX, also as a superior name, matches in any case, as it means the same in any case (§5.1).
    pub fn matches(&self, name: &str) -> bool {
        let level = name.split(DELIMITER).next().unwrap_or_default();
        let any_case_until = if level == INBOX { INBOX.len() } else { 0 };
        let literal = self.0.iter().filter(|piece| matches!(piece, Piece::Char(_))).count();
        if literal > name.len() {
            return false;
        }
        // reached[i]: the characters so far can be spelt by the first i pieces.
        let mut reached = vec![false; self.0.len() + 1];
        reached[0] = true;
        self.skip_wildcards(&mut reached);
        for (at, c) in name.chars().enumerate() {
            let any_case = at < any_case_until;
            let mut next = vec![false; reached.len()];
            for (index, piece) in self.0.iter().enumerate() {
                let (stay, go) = match piece {
                    Piece::Char(own) => (false, *own == c || (any_case && own.eq_ignore_ascii_case(&c))),
                    Piece::Level => (c != DELIMITER, false),
                    Piece::All => (true, false),
                };
                next[index] |= reached[index] && stay;
                next[index + 1] |= reached[index] && go;
            }
            reached = next;
            self.skip_wildcards(&mut reached);
        }
        reached[self.0.len()]
    }

    /// A wildcard may also stand for nothing.
    fn skip_wildcards(&self, reached: &mut [bool]) {
        for (index, piece) in self.0.iter().enumerate() {
            if !matches!(piece, Piece::Char(_)) && reached[index] {
                reached[index + 1] = true;
            }
        }
    }
}

/// The superior names of a name, outermost first.
pub fn superiors(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    name.match_indices(DELIMITER).map(|(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching(reference: &str, name: &str) -> Vec<&'static str> {
        let pattern = Pattern::new(reference, name);
        let all = ["INBOX", "Schule", "Schule/Referate", "Schule/Referate/Alt", "Sent", "Entwürfe"];
        all.into_iter().filter(|name| pattern.matches(name)).collect()
    }

    #[test]
    fn star_crosses_levels_and_percent_does_not() {
        assert_eq!(matching("", "*").len(), 6);
        assert_eq!(matching("", "%"), ["INBOX", "Schule", "Sent", "Entwürfe"]);
        assert_eq!(matching("", "Schule/%"), ["Schule/Referate"]);
        assert_eq!(matching("Schule/", "%"), ["Schule/Referate"]);
        assert_eq!(matching("Schule/", "*"), ["Schule/Referate", "Schule/Referate/Alt"]);
        assert_eq!(matching("", "%/%/%"), ["Schule/Referate/Alt"]);
        assert_eq!(matching("", "*e"), ["Schule", "Schule/Referate", "Entwürfe"]);
        assert_eq!(matching("", "S%t"), ["Sent"]);
        assert_eq!(matching("", "%*%"), matching("", "*"));
    }

    #[test]
    fn only_inbox_matches_in_any_case() {
        assert_eq!(matching("", "inBox"), ["INBOX"]);
        assert_eq!(matching("in", "%"), ["INBOX"]);
        assert_eq!(matching("", "schule"), Vec::<&str>::new());
        assert!(!Pattern::new("", "inbox*").matches("INBOXES"));
        assert!(Pattern::new("", "inbox/%").matches("INBOX/Alt"));
        assert!(!Pattern::new("", "inbox/alt").matches("INBOX/Alt"));
    }

    /// The definition itself, as slow as it is clear.
    fn naive(pattern: &[char], name: &[char]) -> bool {
        match pattern.split_first() {
            None => name.is_empty(),
            Some(('*', rest)) => (0..=name.len()).any(|at| naive(rest, &name[at..])),
            Some(('%', rest)) => {
                (0..=name.len()).any(|at| !name[..at].contains(&DELIMITER) && naive(rest, &name[at..]))
            }
            Some((c, rest)) => name.first() == Some(c) && naive(rest, &name[1..]),
        }
    }

    #[test]
    fn every_short_pattern_against_the_definition() {
        let words = |alphabet: &str, longest: usize| -> Vec<Vec<char>> {
            let mut all = vec![vec![]];
            let mut from = 0;
            for _ in 0..longest {
                let end = all.len();
                for index in from..end {
                    let longer = alphabet.chars().map(|c| [all[index].clone(), vec![c]].concat());
                    let longer: Vec<Vec<char>> = longer.collect();
                    all.extend(longer);
                }
                from = end;
            }
            all
        };
        for pattern in words("a/*%", 4) {
            let compiled = Pattern::new("", &String::from_iter(&pattern));
            for name in words("a/", 4) {
                let text = String::from_iter(&name);
                assert_eq!(compiled.matches(&text), naive(&pattern, &name), "{pattern:?} {text:?}");
            }
        }
    }

    #[test]
    fn long_patterns_are_no_trap() {
        let pattern = Pattern::new("", &"*a%".repeat(2_000));
        assert!(!pattern.matches(&"a".repeat(255)));
        let pattern = Pattern::new("", &"*a%".repeat(120));
        assert!(pattern.matches(&"a".repeat(255)));
    }
}

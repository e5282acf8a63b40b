//! The mod-sequences of single flags.
//!
//! RFC 7162 §3.1.3: STORE with UNCHANGEDSINCE asks for "the mod-sequence of every metadata item of the message affected
//! by the STORE/UID STORE", and not for those of the others.

use super::flags::{Flags, SystemFlag};
use std::collections::BTreeMap;

/// Most keywords whose changes are remembered; beyond it, all flags count as changed just now.
const KEYWORDS_MAX: usize = 200;

/// The changes of a message's flags since it came into its mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The mod-sequence of every flag that is not named here.
    others: u64,
    /// Those of the system flags, in the order of [`SystemFlag::ALL`].
    system: [u64; SystemFlag::ALL.len()],
    /// Those of keywords, in lower case.
    keywords: BTreeMap<String, u64>,
}

impl Changes {
    /// No change since a mod-sequence.
    pub fn none_since(modseq: u64) -> Self {
        Self { others: modseq, system: [modseq; SystemFlag::ALL.len()], keywords: BTreeMap::new() }
    }

    /// Takes note of a change of the flags.
    pub fn note(&mut self, old: &Flags, new: &Flags, modseq: u64) {
        for (flag, own) in SystemFlag::ALL.into_iter().zip(&mut self.system) {
            if old.has(flag) != new.has(flag) {
                *own = modseq;
            }
        }
        let (gone, come) = (old.keywords().filter(|name| !new.has_keyword(name)), new.keywords());
        let come = come.filter(|name| !old.has_keyword(name));
        self.keywords.extend(gone.chain(come).map(|name| (name.to_ascii_lowercase(), modseq)));
        if self.keywords.len() > KEYWORDS_MAX {
            *self = Self::none_since(modseq);
        }
    }

    /// The mod-sequence of the last change of a flag, set or not.
    pub fn of(&self, name: &str) -> u64 {
        match SystemFlag::ALL
            .into_iter()
            .zip(self.system)
            .find(|(flag, _)| SystemFlag::parse(name) == Some(*flag))
        {
            Some((_, modseq)) => modseq,
            None => self.keywords.get(&name.to_ascii_lowercase()).copied().unwrap_or(self.others),
        }
    }
}

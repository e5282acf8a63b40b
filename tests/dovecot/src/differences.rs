//! The list of what differs, each difference with its reason; it has to be true, and all of it.
//!
//! ```text
//! [reasons]
//! codes: RFC 5530 §3: any server may give these codes. Both are right.
//!
//! [select.txt]
//! C: A3 SELECT Nowhere
//! - A3 NO                        what Postamt says and Dovecot does not
//! + A3 NO [NONEXISTENT]          what Dovecot says and Postamt does not
//! = codes                        why
//! ```
//!
//! Equal lines of a script are told apart by ` #2` and so on.
//! `UPDATE_DIFFERENCES=1` writes the file anew (never where `CI` is set), with `?` where a reason is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line that was sent.
    pub sent: String,
    /// Lines that only Postamt says.
    pub ours: Vec<String>,
    /// Lines that only Dovecot says.
    pub theirs: Vec<String>,
    /// The name of a reason, `?` for none yet.
    pub reason: String,
}

/// The whole list.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// Names and sentences, in the file's order.
    pub reasons: Vec<(String, String)>,
    /// By script.
    pub scripts: BTreeMap<String, Vec<Difference>>,
}

/// The longest line that is written in full.
const LINE_MAX: usize = 600;

impl Difference {
    /// The difference between two answers, if there is one.
    pub fn between(sent: &str, ours: &[String], theirs: &[String]) -> Option<Self> {
        if ours == theirs {
            return None;
        }
        let same = common(ours, theirs);
        let rest = |lines: &[String], kept: &BTreeSet<usize>| {
            let lines = lines.iter().enumerate().filter(|(index, _)| !kept.contains(index));
            lines.map(|(_, line)| shorten(line)).collect()
        };
        let kept_ours = same.iter().map(|(ours, _)| *ours).collect();
        let kept_theirs = same.iter().map(|(_, theirs)| *theirs).collect();
        Some(Self {
            sent: shorten(sent),
            ours: rest(ours, &kept_ours),
            theirs: rest(theirs, &kept_theirs),
            reason: "?".to_owned(),
        })
    }
}

impl Differences {
    /// Reads the file.
    ///
    /// # Errors
    /// A line that fits nowhere, or a reason that is not among the reasons.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut all = Self::default();
        let mut section = String::new();
        for (index, line) in text.lines().enumerate() {
            let wrong = || format!("differences.txt:{}: {line}", index + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = name.to_owned();
                continue;
            }
            if section == "reasons" {
                let (name, sentence) = line.split_once(": ").ok_or_else(wrong)?;
                all.reasons.push((name.to_owned(), sentence.to_owned()));
                continue;
            }
            let script = all.scripts.entry(section.clone()).or_default();
            let parts = line.split_once(' ').unwrap_or((line, ""));
            match (parts, script.last_mut()) {
                (("-", text), Some(last)) => last.ours.push(text.to_owned()),
                (("+", text), Some(last)) => last.theirs.push(text.to_owned()),
                (("=", text), Some(last)) => {
                    if text != "?" && all.reasons.iter().all(|(name, _)| name != text) {
                        return Err(wrong());
                    }
                    last.reason = text.to_owned();
                }
                _ => script.push(Difference {
                    sent: line.to_owned(),
                    ours: Vec::new(),
                    theirs: Vec::new(),
                    reason: "?".to_owned(),
                }),
            }
        }
        Ok(all)
    }

    /// Takes the reasons of another list for what is still as it was there.
    pub fn adopt(&mut self, known: &Differences) {
        self.reasons.clone_from(&known.reasons);
        for (script, differences) in &mut self.scripts {
            for difference in differences {
                let known = known.scripts.get(script).into_iter().flatten();
                let same = known.into_iter().find(|it| {
                    it.sent == difference.sent && it.ours == difference.ours && it.theirs == difference.theirs
                });
                if let Some(same) = same {
                    difference.reason.clone_from(&same.reason);
                }
            }
        }
    }

    /// Sentences about entries that only one list has, and about those without a reason.
    pub fn complaints(&self, known: &Differences) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut used = BTreeSet::new();
        for (script, found) in &self.scripts {
            let listed = known.scripts.get(script).map_or(&[][..], Vec::as_slice);
            for difference in found {
                if difference.reason == "?" {
                    complaints.push(format!("[{script}] not listed:\n{}", difference.written()));
                }
                used.insert(difference.reason.clone());
            }
            for difference in listed.iter().filter(|it| !found.contains(it)) {
                complaints.push(format!("[{script}] no longer so:\n{}", difference.written()));
            }
        }
        for (script, listed) in &known.scripts {
            if !self.scripts.contains_key(script) && !listed.is_empty() {
                complaints.push(format!("[{script}] is listed, and does not differ any more."));
            }
        }
        for (name, _) in known.reasons.iter().filter(|(name, _)| !used.contains(name)) {
            complaints.push(format!("The reason \"{name}\" is no longer given for anything."));
        }
        complaints
    }

    /// The file's text.
    pub fn written(&self) -> String {
        let mut text = HEAD.to_owned();
        for (name, sentence) in &self.reasons {
            let _ = writeln!(text, "{name}: {sentence}");
        }
        for (script, differences) in self.scripts.iter().filter(|(_, list)| !list.is_empty()) {
            let _ = write!(text, "\n[{script}]\n");
            differences.iter().for_each(|difference| text.push_str(&difference.written()));
        }
        text
    }
}

const HEAD: &str = "\
# Where Postamt and Dovecot 2.3 answer the same octets differently, and who is right by the RFC. How this file
# is read is said in src/differences.rs; `cargo xtask test dovecot` fails when it is no longer true.

[reasons]
";

impl Difference {
    fn written(&self) -> String {
        let mut text = format!("{}\n", self.sent);
        self.ours.iter().for_each(|line| text.push_str(&format!("- {line}\n")));
        self.theirs.iter().for_each(|line| text.push_str(&format!("+ {line}\n")));
        text.push_str(&format!("= {}\n", self.reason));
        text
    }
}

/// A line that fits into the file; a long one keeps its beginning, its length and a sum over all of it.
fn shorten(line: &str) -> String {
    let line = line.replace('\n', "\\n");
    if line.len() <= LINE_MAX {
        return line;
    }
    // FNV-1a: another content is another sum.
    let sum = line.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, octet| {
        (sum ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    let start: String = line.chars().take(LINE_MAX).collect();
    format!("{start}… ({} octets, {sum:016x})", line.len())
}

/// The indices of a longest common subsequence, in order.
fn common(ours: &[String], theirs: &[String]) -> Vec<(usize, usize)> {
    let (rows, columns) = (ours.len(), theirs.len());
    let mut lengths = vec![vec![0u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            lengths[row][column] = if ours[row] == theirs[column] {
                lengths[row + 1][column + 1] + 1
            } else {
                lengths[row + 1][column].max(lengths[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < rows && column < columns {
        if ours[row] == theirs[column] {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if lengths[row + 1][column] >= lengths[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn found(ours: &[&str], theirs: &[&str]) -> Differences {
        let difference = Difference::between("C: A1 NOOP", &list(ours), &list(theirs));
        Differences {
            reasons: Vec::new(),
            scripts: [("a.txt".to_owned(), difference.into_iter().collect())].into(),
        }
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let mut differences = found(&["A1 OK", "b"], &["A1 OK", "c"]);
        differences.reasons.push(("why".to_owned(), "RFC 1: so it is.".to_owned()));
        let again = Differences::parse(&differences.written()).expect("our own text");
        assert_eq!(again.scripts, differences.scripts);
        assert_eq!(again.reasons, differences.reasons);
    }

    #[test]
    fn every_way_of_being_untrue_is_a_complaint() {
        let text = "[reasons]\nwhy: so\n[a.txt]\nC: A1 NOOP\n- b\n+ c\n= why\n";
        let known = Differences::parse(text).expect("a good list");
        let complaints = |mut found: Differences| {
            found.adopt(&known);
            found.complaints(&known).len()
        };
        assert_eq!(complaints(found(&["x", "b"], &["x", "c"])), 0);
        // Another answer: not listed, the listed one is gone, and its reason with it.
        assert_eq!(complaints(found(&["b"], &["d"])), 3);
        assert_eq!(complaints(found(&["b"], &["b"])), 2);
        assert!(Differences::parse("[a.txt]\nC: A1 NOOP\n- b\n= unknown\n").is_err());
    }
}

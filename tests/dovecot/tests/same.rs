//! Every script of `scripts/`, sent to both servers, and a corpus of messages.

use dovecot_tests::corpus;
use dovecot_tests::differences::{Difference, Differences};
use dovecot_tests::dovecot::Dovecot;
use dovecot_tests::reply::{self, Due};
use dovecot_tests::script::{self, Deed};
use dovecot_tests::side::{Answer, Ours, Theirs};
use postamt::engine::Protocol;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[test]
fn dovecot_answers_the_same_but_for_what_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    // For work on a few scripts: ONLY=search runs those that have it in their names.
    let only = std::env::var("ONLY").ok();
    let mut dovecot = Dovecot::start().unwrap_or_else(|sentence| panic!("{sentence}"));
    let mut found = Differences::default();
    for path in scripts(&folder.join("scripts")) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        dovecot.clear().expect("mail can be cleared");
        let deeds = script::read(&path).unwrap_or_else(|sentence| panic!("{sentence}"));
        found.scripts.insert(name, compare(&deeds, &dovecot));
    }
    if only.as_ref().is_none_or(|only| "corpus".contains(only.as_str())) {
        dovecot.clear().expect("mail can be cleared");
        let corpus = corpus::compare(&folder.join("../data/corpus"), &dovecot);
        let corpus = corpus.unwrap_or_else(|sentence| panic!("{sentence}"));
        found.scripts.extend(corpus.into_iter().map(|(name, list)| (name.to_owned(), list)));
    }
    let file = folder.join("differences.txt");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let known = Differences::parse(&text).unwrap_or_else(|sentence| panic!("{sentence}"));
    found.adopt(&known);
    let mut complaints = found.complaints(&known);
    if only.is_some() {
        // Scripts that were not run differ from the list in every way.
        complaints.retain(|it| it.contains(":\n"));
    }
    let update = std::env::var_os("UPDATE_DIFFERENCES").is_some() && std::env::var_os("CI").is_none();
    if update {
        let mut all = known.clone();
        all.scripts.extend(found.scripts);
        std::fs::write(&file, all.written()).expect("the list can be written");
    }
    assert!(complaints.is_empty(), "{}\n{} complaints", complaints.join("\n"), complaints.len());
}

fn scripts(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of scripts");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    // Included files are no scripts of their own.
    paths.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    paths.sort();
    assert!(paths.len() > 10, "the scripts were not found");
    paths
}

/// Does the same to both, and gives what differs.
fn compare(deeds: &[Deed], dovecot: &Dovecot) -> Vec<Difference> {
    let (mut ours, mut theirs) = (Ours::new(), Theirs::new(dovecot));
    let mut protocols: BTreeMap<u32, Protocol> = BTreeMap::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut differences = Vec::new();
    let mut validity = [String::new(), String::new()];
    for deed in deeds {
        let (protocol, sent, line, our_answer, their_answer) = match deed {
            Deed::Connect(id, protocol) => {
                protocols.insert(*id, *protocol);
                let line = format!("@connect {id}");
                (*protocol, &b"\r\n"[..], line, ours.connect(*id, *protocol), theirs.connect(*id, *protocol))
            }
            Deed::Send { id, octets, line } => {
                let protocol = *protocols.get(id).expect("the script connects first");
                let our_answer = ours.send(*id, &with_validity(octets, &validity[0]));
                let due = Due::after(protocol, octets, &our_answer.octets);
                let octets_to_them = with_validity(octets, &validity[1]);
                let their_answer = theirs.send(*id, &octets_to_them, &due, our_answer.closed);
                (protocol, &octets[..], line.clone(), our_answer, their_answer)
            }
            Deed::Listen(id) => {
                let protocol = *protocols.get(id).expect("the script connects first");
                let our_answer = ours.take(*id);
                let due = Due::after(protocol, b"", &our_answer.octets);
                let their_answer = theirs.listen(*id, &due, our_answer.closed);
                (protocol, &b""[..], format!("@listen {id}"), our_answer, their_answer)
            }
            Deed::Cut(id) => {
                ours.cut(*id);
                theirs.cut(*id);
                continue;
            }
        };
        for (known, answer) in validity.iter_mut().zip([&our_answer, &their_answer]) {
            if let Some(told) = validity_in(&answer.octets) {
                *known = told;
            }
        }
        let count = seen.entry(line.clone()).or_default();
        *count += 1;
        let line = if *count > 1 { format!("{line} #{count}") } else { line };
        let lines = |answer: &Answer| {
            let mut lines = reply::lines(protocol, sent, &answer.octets);
            if answer.closed {
                lines.push("(closed)".to_owned());
            }
            lines
        };
        differences.extend(Difference::between(&line, &lines(&our_answer), &lines(&their_answer)));
    }
    differences
}

/// A script's octets with the UIDVALIDITY that this server told last.
fn with_validity(octets: &[u8], validity: &str) -> Vec<u8> {
    const MARK: &[u8] = b"$UIDVALIDITY";
    match octets.windows(MARK.len()).position(|window| window == MARK) {
        Some(at) => [&octets[..at], validity.as_bytes(), &octets[at + MARK.len()..]].concat(),
        None => octets.to_vec(),
    }
}

fn validity_in(answer: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(answer);
    let (_, rest) = text.split_once("[UIDVALIDITY ")?;
    rest.split(']').next().map(str::to_owned)
}

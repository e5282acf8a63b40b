//! Whole sessions of several clients of both protocols at one store.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use postamt_fuzz::targets;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

fuzz_target!(|octets: &[u8]| targets::sessions(octets));

/// The lines of all transcripts: what is worth trying anywhere.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data");
    let folders = ["imap", "pop3"].map(|protocol| fs::read_dir(data.join(protocol)).expect("transcripts"));
    let files = folders.into_iter().flatten().map(|entry| entry.expect("a transcript").path());
    let texts: Vec<String> = files.map(|file| fs::read_to_string(file).expect("a transcript")).collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let mut lines: Vec<String> =
        lines.filter(|line| line.starts_with(['C', '@', '|'])).map(str::to_owned).collect();
    lines.sort();
    lines.dedup();
    lines
});

// Half of all changes are of whole lines: a session is made of those.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut chance = seed;
    let mut below = |bound: usize| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 8) as usize % bound.max(1)
    };
    let what = below(10);
    if what < 5 {
        return fuzzer_mutate(data, size, max_size);
    }
    let mut lines: Vec<Vec<u8>> = data[..size].split(|octet| *octet == b'\n').map(<[u8]>::to_vec).collect();
    let (at, other) = (below(lines.len()), below(lines.len()));
    match what {
        5 => drop(lines.remove(at)),
        6 => lines.swap(at, other),
        7 => {
            let line = lines[at].clone();
            lines.insert(other, line);
        }
        // The same, said by another client.
        8 if lines[at].starts_with(b"C") => {
            let digits = lines[at][1..].iter().take_while(|octet| octet.is_ascii_digit()).count();
            lines[at].splice(1..1 + digits, [b'1' + below(4) as u8]);
        }
        _ => lines.insert(at, LINES[below(LINES.len())].clone().into_bytes()),
    }
    let octets = lines.join(&b'\n');
    let size = octets.len().min(max_size);
    data[..size].copy_from_slice(&octets[..size]);
    size
});

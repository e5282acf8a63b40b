//! `cargo xtask fuzz`: arbitrary input for the engine, for as long as one likes.
//!
//! A target's first inputs are unpacked from fuzz/corpus/TARGET.txt (one input a line, octets as `escape_ascii` writes
//! them) into fuzz/corpus/TARGET, where the fuzzer adds its finds; `keep` packs the shortest of the few that reach, together,
//! all that has been reached.

use crate::paths::root;
use crate::run::{Result, ask, create_folder, files, files_below, read, run, say, write};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The targets in fuzz/fuzz_targets.
const TARGETS: [&str; 6] = ["sessions", "commands", "message", "saved", "lesson", "import"];

/// Longest input, in octets: longer ones find little more and take longer.
const LENGTH_MAX: u32 = 4000;

/// Most octets that are kept for a target, the shortest inputs first: everyday tests run them all.
const KEPT_MAX: usize = 200_000;

/// `cargo xtask fuzz [SECONDS] [TARGET]`: each target in turn, or that one, for so many seconds (60);
/// `cargo xtask fuzz keep`: packs the finds.
pub(crate) fn fuzz(args: &[String]) -> Result {
    if ask(Command::new("rustup").args(["run", "nightly", "rustc", "--version"])).is_none() {
        return Err("Fuzzing needs the nightly compiler: `rustup toolchain install nightly`.".to_owned());
    }
    if ask(Command::new("cargo").args(["fuzz", "--version"])).is_none() {
        say("Compiling cargo-fuzz, once for this machine.");
        run(Command::new("cargo").args(["install", "cargo-fuzz", "--locked"]))?;
    }
    if args == ["keep"] {
        return TARGETS.into_iter().try_for_each(keep);
    }
    let (mut seconds, mut targets) = (60, TARGETS.to_vec());
    for arg in args {
        match arg.parse::<u32>() {
            Ok(number) => seconds = number,
            Err(_) => targets.retain(|target| target == arg),
        }
    }
    if targets.is_empty() || args.len() > 2 {
        return Err(format!("`cargo xtask fuzz` takes seconds and one of {}.", TARGETS.join(", ")));
    }
    let words = words()?;
    for target in targets {
        unpack(target)?;
        run(fuzzer(target)
            .arg("--")
            .arg(format!("-dict={}", words.display()))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={LENGTH_MAX}"))
            .args(["-timeout=20", "-print_final_stats=1"]))?;
    }
    Ok(())
}

fn fuzzer(target: &str) -> Command {
    let mut cargo = Command::new("cargo");
    // `cargo xtask` runs under the stable cargo, which told its children so.
    cargo.current_dir(root()).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    // Nothing here is unsafe code, and without the address sanitizer it is three times as fast.
    cargo.args(["+nightly", "fuzz", "run", "--sanitizer", "none", target]);
    cargo
}

/// The file in which a target's inputs are kept, and their folder while it runs.
fn places(target: &str) -> (PathBuf, PathBuf) {
    let folder = root().join("fuzz/corpus").join(target);
    (folder.with_extension("txt"), folder)
}

/// Lays out a target's first inputs: those that are kept, and for sessions all transcripts.
fn unpack(target: &str) -> Result {
    let (kept, folder) = places(target);
    create_folder(&folder)?;
    let mut inputs: Vec<Vec<u8>> = read(&kept)?.lines().map(unescape).collect();
    for protocol in ["imap", "pop3"].into_iter().filter(|_| target == "sessions") {
        for file in files(&root().join("tests/data").join(protocol))? {
            let transcript = read(&file)?;
            let done = transcript.lines().filter(|line| line.starts_with(['C', '@', '|']));
            inputs.push(done.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes());
        }
    }
    for (number, input) in inputs.iter().enumerate() {
        write(&folder.join(format!("begin-{number:04}")), input)?;
    }
    say(&format!("{target} begins with {} inputs.", inputs.len()));
    Ok(())
}

/// Packs the inputs of a target that reach, together, all that all its inputs reach.
fn keep(target: &str) -> Result {
    let (kept, folder) = places(target);
    let few = folder.with_extension("few");
    let _ = fs::remove_dir_all(&few);
    create_folder(&few)?;
    run(fuzzer(target).args([&few, &folder]).arg("--").arg("-set_cover_merge=1"))?;
    let mut inputs = Vec::new();
    for file in files(&few)? {
        let octets = fs::read(&file).map_err(|error| error.to_string())?;
        inputs.push(octets.escape_ascii().to_string());
    }
    inputs.sort_by_key(|input| (input.len(), input.clone()));
    let mut size = 0;
    inputs.retain(|input| {
        size += input.len() + 1;
        size <= KEPT_MAX
    });
    let text: String = inputs.iter().flat_map(|input| [input.as_str(), "\n"]).collect();
    say(&format!("{target} keeps {} inputs, {} octets.", inputs.len(), text.len()));
    write(&kept, text)?;
    fs::remove_dir_all(&few).map_err(|error| error.to_string())
}

/// Everything in capitals that the engine's code names, and the names of switches and presets: words of both protocols
/// that chance alone would hardly find. The form is that of libFuzzer's dictionaries.
fn words() -> Result<PathBuf> {
    let mut words = BTreeSet::new();
    for folder in ["src/engine", "src/share"] {
        for file in files_below(&root().join(folder))? {
            // Every second piece between quotation marks is within them, or a line's comment misleads: no matter.
            for piece in read(&file)?.split('"') {
                let is_word = |c: char| c.is_ascii_alphanumeric() || "=.+-[]$\\".contains(c);
                if (2..30).contains(&piece.len()) && piece.chars().all(is_word) {
                    words.insert(piece.replace('\\', "\\\\"));
                }
            }
        }
    }
    let more =
        ["\\x0d\\x0a", "\\x0aC2: ", "\\x0aC: a ", "{3}\\x0d\\x0a", "{5+}\\x0d\\x0a", "1:*", "2:4,7", "&AOQ-"];
    words.extend(more.map(str::to_owned));
    let text: String = words.iter().map(|word| format!("\"{word}\"\n")).collect();
    let file = root().join("target/fuzz-words.txt");
    write(&file, text)?;
    Ok(file)
}

/// The inverse of `escape_ascii`.
fn unescape(line: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = line.bytes();
    while let Some(octet) = rest.next() {
        let escaped = if octet == b'\\' { rest.next() } else { None };
        octets.push(match escaped {
            None => octet,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'x') => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16)).unwrap_or(0);
                (digit() << 4 | digit()) as u8
            }
            Some(itself) => itself,
        });
    }
    octets
}

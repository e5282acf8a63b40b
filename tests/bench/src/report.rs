//! The measurements, as JSON for programs and as a table for people.

use crate::client::Result;
use crate::inside::{Inside, Memory};
use crate::loopback::Figure;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The circumstances of the comparison with Dovecot.
const NOTE: &str = "Dovecot writes all mail to files and keeps it after a crash; Postamt keeps all in memory until \
                    it ends. So this is a yardstick and no verdict.";

/// Everything that was measured.
#[derive(Debug)]
pub struct Report {
    /// Beside Dovecot.
    pub figures: Vec<Figure>,
    /// In process.
    pub inside: Inside,
    /// Memory in use.
    pub memory: Memory,
    /// How often each figure beside Dovecot was taken.
    pub rounds: usize,
    /// How many connections were held.
    pub idle: usize,
    /// The folder of Dovecot's mail.
    pub folder: PathBuf,
}

impl Report {
    /// One object; names tell the units.
    pub fn json(&self) -> Value {
        let loopback: Map<String, Value> = self.figures.iter().map(|figure| {
            let [ours, theirs] = figure.medians.map(rounded);
            let better = if figure.more_is_better { "more" } else { "less" };
            let value = json!({ "postamt": ours, "dovecot": theirs, "ahead": rounded(figure.ahead()), "better": better });
            (figure.name.to_owned(), value)
        }).collect();
        let parse: Map<String, Value> = self.inside.parse.iter().map(|(name, ours, theirs)| {
            let value = json!({ "postamt": rounded(*ours), "imap_codec": rounded(*theirs), "ahead": rounded(ours / theirs) });
            (format!("{name}_mb_per_s"), value)
        }).collect();
        let costs: Map<String, Value> = self
            .inside
            .costs
            .iter()
            .map(|cost| {
                let column = |which: fn(&(usize, f64, f64)) -> f64| -> Map<String, Value> {
                    cost.taken
                        .iter()
                        .map(|taken| (taken.0.to_string(), json!(rounded(which(taken)))))
                        .collect()
                };
                let value = json!({
                "ns": column(|taken| taken.1),
                "ns_with_each_world_kept": column(|taken| taken.2),
                "growth_exponent": (cost.growth() * 100.0).round() / 100.0,
                });
                (cost.name.to_owned(), value)
            })
            .collect();
        let memory: Map<String, Value> =
            self.memory.iter().map(|(name, number)| (name.clone(), json!(rounded(*number)))).collect();
        json!({
            "postamt_bench": 1,
            "date": asked("date", &["-u", "+%FT%TZ"]),
            "machine": machine(),
            "versions": versions(),
            "settings": {
                "rounds": self.rounds,
                "order": "the two servers in turn, medians",
                "tls": "none",
                "dovecot": "sdbox, mail_fsync=never, mail_save_crlf=yes, login processes serve many clients",
                "dovecot_file_system": file_system(&self.folder),
                "idle_connections_held": self.idle,
                "note": NOTE,
            },
            "loopback": loopback,
            "in_process": {
                "commands_per_s": rounded(self.inside.commands_per_s),
                "parse": parse,
                "cost_per_command": costs,
                "memory": memory,
            },
        })
    }

    /// The same for people.
    pub fn table(&self) -> String {
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{:<44}{:>14}{:>14}{:>9}", "over loopback", "Postamt", "Dovecot", "ahead");
        for figure in &self.figures {
            let [ours, theirs] = figure.medians;
            let _ = writeln!(text, "{:<44}{ours:>14.1}{theirs:>14.1}{:>8.2}×", figure.name, figure.ahead());
        }
        let _ = writeln!(text, "{} idle connections were held. {NOTE}\n", self.idle);
        let _ = writeln!(text, "{:<44}{:>14.0}", "commands_per_s", self.inside.commands_per_s);
        let _ = writeln!(text, "{:<44}{:>14}{:>14}{:>9}", "parse_mb_per_s", "Postamt", "imap-codec", "ahead");
        for (name, ours, theirs) in &self.inside.parse {
            let _ = writeln!(text, "{name:<44}{ours:>14.1}{theirs:>14.1}{:>8.2}×", ours / theirs);
        }
        let _ = write!(text, "\n{:<18}", "ns per command");
        for (messages, ..) in self.inside.costs.iter().take(1).flat_map(|cost| &cost.taken) {
            let _ = write!(text, "{messages:>12}{:>12}", "kept");
        }
        let _ = writeln!(text, "{:>8}", "power");
        for cost in &self.inside.costs {
            let _ = write!(text, "{:<18}", cost.name);
            for (_, alone, kept) in &cost.taken {
                let _ = write!(text, "{alone:>12.0}{kept:>12.0}");
            }
            let _ = writeln!(text, "{:>8.2}", cost.growth());
        }
        text.push('\n');
        for (name, number) in &self.memory {
            let _ = writeln!(text, "{name:<58}{number:>10.0}");
        }
        text
    }
}

/// Four digits that count.
fn rounded(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let factor = 10f64.powi(3 - number.abs().log10().floor() as i32);
    (number * factor).round() / factor
}

/// The figures of memory that the program of this name prints.
///
/// # Errors
/// It does not work.
pub fn memory(program: &Path, args: &[&str]) -> Result<Memory> {
    let failed = |why: String| format!("{}: {why}", program.display());
    let output = Command::new(program).args(args).output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
}

fn machine() -> Value {
    let line = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
        line.and_then(|rest| rest.split_once(':').map(|(_, value)| value.trim().to_owned()))
    };
    json!({
        "processor": line("/proc/cpuinfo", "model name"),
        "cores": std::thread::available_parallelism().ok().map(std::num::NonZero::get),
        "memory": line("/proc/meminfo", "MemTotal"),
        "system": asked("uname", &["-sr"]),
        "load_average": fs::read_to_string("/proc/loadavg").ok().map(|load| load.trim().to_owned()),
    })
}

fn versions() -> Value {
    let lock = include_str!("../../../Cargo.lock");
    let codec =
        lock.split("name = \"imap-codec\"\nversion = \"").nth(1).and_then(|rest| rest.split('"').next());
    json!({
        "postamt": env!("CARGO_PKG_VERSION"),
        "commit": asked("git", &["-C", env!("CARGO_MANIFEST_DIR"), "describe", "--always", "--dirty"]),
        "rustc": asked("rustc", &["--version"]),
        "dovecot": asked("/usr/sbin/dovecot", &["--version"]),
        "imap_codec": codec,
    })
}

/// The type of the file system that a folder is on.
fn file_system(folder: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((words.next()?, words.next()?))
    });
    let holding = mounts.filter(|(place, _)| folder.starts_with(place));
    holding.max_by_key(|(place, _)| place.len()).map(|(_, kind)| kind.to_owned())
}

/// A program's output, if it is there.
fn asked(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

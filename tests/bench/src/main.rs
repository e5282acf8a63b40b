//! `cargo xtask bench [--json]` starts this with the bridge's program as the first argument.

use mimalloc::MiMalloc;
use postamt_bench::client::Result;
use postamt_bench::inside::Memory;
use postamt_bench::loopback::idle_connections;
use postamt_bench::report::{self, Report};
use postamt_bench::servers::Server;
use postamt_bench::{Effort, FULL, inside, loopback};
use std::path::Path;
use std::process::ExitCode;

/// The bridge's, so that the engine is measured as it runs there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().position(|arg| arg == "--json").map(|at| args.remove(at)).is_some();
    let report = match &args[..] {
        [bridge] => measure(Path::new(bridge), ""),
        [bridge, part] if !part.starts_with('-') => measure(Path::new(bridge), part),
        _ => Err("Use `cargo xtask bench [--json] [PART OF A NAME]`.".to_owned()),
    };
    match report {
        Ok(report) if json => println!("{:#}", report.json()),
        Ok(report) => println!("{}", report.table()),
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Takes the figures whose names contain `part`.
fn measure(bridge: &Path, part: &str) -> Result<Report> {
    let effort = Effort { part, ..FULL };
    let tell = |what: &str| eprintln!("• {what}");
    let inside = inside::measure(&effort, tell)?;
    let figures = if loopback::is_wanted(&effort) {
        loopback::measure(&[Server::bridge(bridge)?, Server::dovecot()?], &effort, tell)?
    } else {
        Vec::new()
    };
    let memory = if effort.wants("memory") {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let name = format!("postamt-bench-memory{}", std::env::consts::EXE_SUFFIX);
        report::memory(&own.with_file_name(name), &[])?
    } else {
        Memory::new()
    };
    Ok(Report {
        memory,
        figures,
        inside,
        rounds: effort.rounds,
        idle: idle_connections(&effort),
        folder: std::env::temp_dir(),
    })
}

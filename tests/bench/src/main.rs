//! `cargo xtask bench [--json]` starts this with the bridge's program as the first argument.

use postamt_bench::client::Result;
use postamt_bench::report::Report;
use postamt_bench::servers::Server;
use postamt_bench::{FULL, inside, loopback};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let result = match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [bridge] => measure(Path::new(bridge)).map(|report| report.table()),
        [bridge, "--json"] => measure(Path::new(bridge)).map(|report| format!("{:#}", report.json())),
        _ => Err("Use `cargo xtask bench` or `cargo xtask bench --json`.".to_owned()),
    };
    match result {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn measure(bridge: &Path) -> Result<Report> {
    let tell = |what: &str| eprintln!("• {what}");
    let inside = inside::measure(&FULL, tell)?;
    let servers = [Server::bridge(bridge)?, Server::dovecot()?];
    let figures = loopback::measure(&servers, &FULL, tell)?;
    Ok(Report { figures, inside, effort: FULL, folder: std::env::temp_dir().display().to_string() })
}

//! # The bridge
//!
//! Puts the engine behind real sockets, so that mail programs that nobody here wrote can talk to it, and
//! streams what they do to pages that look on.
//!
//! One task owns the [`Lab`](postamt::engine::Lab): see [`server`]. Everything else only moves octets:
//! [`socket`] between a client and that task, [`live`] from its log to WebSockets, and [`class`] from a teacher's page to those that follow.

#![warn(unreachable_pub)]

mod class;
mod connection;
mod input;
mod listeners;
mod live;
mod log;
mod options;
mod server;
mod socket;
mod start;
mod tls;

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Every step is a few small pieces of memory, for which this is quicker than the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let options = match options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{}", options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The bridge cannot start its threads: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(start::run(options));
    // Tasks that still move octets have had their time to end (see `start::run`).
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

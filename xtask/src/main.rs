//! `cargo xtask`: the one entry for people and CI. Every task first fetches the tools that it lacks and says so.

#![warn(unreachable_pub)]

mod bench;
mod bridge;
mod compress;
mod fuzz;
mod paths;
mod release;
mod run;
mod setup;
mod shots;
mod single;
mod site;
mod size;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask serve [--dev] [--port N]   build the page, serve it on this machine and print its address
cargo xtask build [--single-file]      build the page as a static site in dist/, to be served from any path;
                                       also as one file, dist/postamt.html, which opens by double click
cargo xtask release                    page, single file and bridge with all licences, as one archive in target/
cargo xtask bridge [OPTION...]         the engine behind real sockets, for real mail programs (--help tells more)
cargo xtask test [STAGE...]            everything CI checks, or single stages (see below)
cargo xtask fuzz [SECONDS] [TARGET]    arbitrary input for the engine, so long for each target (60)
cargo xtask fuzz keep                  packs the inputs that are worth it into fuzz/corpus
cargo xtask bench [--json] [PART]      how quick engine and bridge are, beside Dovecot and imap-codec
cargo xtask bench page                 how long the page in dist/ takes from a key to the picture, as JSON
cargo xtask shots DIR                  pictures of the page in dist/, in several sizes, themes and languages
cargo xtask setup                      only fetch the tools that the tasks above need

--dev skips the optimisers: quick to rebuild, heavy to load.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match args.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", &[][..]),
    };
    let result = match task {
        "serve" => site::serve(rest),
        "build" => site::build_alone(rest),
        "release" => release::release(rest),
        "bridge" => bridge::bridge(rest),
        "fuzz" => fuzz::fuzz(rest),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "shots" => shots::shots(rest),
        "setup" => setup::everything(),
        "help" | "-h" | "--help" => {
            println!("{HELP}\n\nStages of test, in order: {}.", test::names().join(", "));
            Ok(())
        }
        other => Err(format!("There is no task \"{other}\"; `cargo xtask help` lists them.")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n✗ {sentence}");
            ExitCode::FAILURE
        }
    }
}

//! The engine's use of memory. A program of its own, because counting allocations takes time that the other
//! figures must not contain. Prints JSON; an argument makes it do less.

use postamt_bench::{FULL, TINY, inside};
use std::process::ExitCode;

fn main() -> ExitCode {
    let effort = if std::env::args().len() > 1 { TINY } else { FULL };
    let count = |work: &mut dyn FnMut()| {
        let counted = allocation_counter::measure(work);
        [counted.count_total as f64, counted.bytes_current as f64]
    };
    match inside::memory(&effort, &count) {
        Ok(memory) => {
            println!("{}", serde_json::json!(memory));
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

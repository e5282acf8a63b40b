//! The benchmark works: every figure is there and is a number. How quick anything is, no test asks.

use postamt_bench::report::{Report, memory};
use postamt_bench::servers::Server;
use postamt_bench::{TINY, inside, loopback};
use serde_json::Value;
use std::path::{Path, PathBuf};

#[test]
fn every_figure_is_taken() {
    let bridge = std::env::var_os("POSTAMT_BRIDGE").map(PathBuf::from);
    let bridge = bridge.expect("`cargo xtask test dovecot` tells in POSTAMT_BRIDGE where the bridge is");
    let tell = |what: &str| println!("{what}");
    let inside = inside::measure(&TINY, tell).expect("the engine does what it should");
    let servers =
        [Server::bridge(&bridge).expect("the bridge starts"), Server::dovecot().expect("Dovecot starts")];
    let figures = loopback::measure(&servers, &TINY, tell).expect("both do what they should");
    let program = Path::new(env!("CARGO_BIN_EXE_postamt-bench-memory"));
    let memory = memory(program, &["little"]).expect("memory is counted");
    let report =
        Report { memory, figures, inside, rounds: TINY.rounds, idle: 20, folder: PathBuf::from("/") };
    let json = report.json();
    let numbers = ["loopback", "in_process"].map(|part| numbers(part, &json[part]));
    let [loopback, inside] = numbers.map(|numbers| numbers.into_iter().collect::<Vec<_>>());
    assert_eq!(loopback.len(), 3 * 21, "both servers' and their ratio: {loopback:?}");
    assert!(inside.len() > 100, "{inside:?}");
    for (name, number) in loopback.iter().chain(&inside) {
        // A cost that does not grow has the exponent 0; a little memory may be shared by ten connections.
        let may_be_small = name.ends_with("growth_exponent") || name.contains("_kib.");
        assert!(*number > 0.0 || may_be_small, "{name}: {number}");
    }
    let table = report.table();
    let missing = report.figures.iter().find(|figure| !table.contains(figure.name));
    assert!(missing.is_none(), "{missing:?} in\n{table}");
}

/// All numbers of a report, each with its way there. What is neither number nor word is missing.
fn numbers(name: &str, value: &Value) -> Vec<(String, f64)> {
    match value {
        Value::Number(number) => vec![(name.to_owned(), number.as_f64().expect("a number"))],
        Value::String(_) => Vec::new(),
        Value::Object(members) => {
            members.iter().flat_map(|(member, value)| numbers(&format!("{name}.{member}"), value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => panic!("{name} is {value}"),
    }
}

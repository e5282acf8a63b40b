//! Octets as commands of both protocols.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| postamt_fuzz::targets::commands(octets));

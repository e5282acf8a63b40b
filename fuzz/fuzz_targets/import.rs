//! Transcripts of real sessions.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| postamt_fuzz::targets::import(octets));

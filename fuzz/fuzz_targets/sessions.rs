//! Whole sessions: four clients of both protocols at one store, and what must hold after each action.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postamt_fuzz::{Deed, live_through};

fuzz_target!(|deeds: Vec<Deed>| live_through(&deeds));

//! Tests that run inside a browser, compiled for wasm32: `cargo xtask test wasm`. What needs no browser is
//! tested natively in `tests/it`, what needs the finished page in `tests/browser`.
#![cfg(target_arch = "wasm32")]

mod engine;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

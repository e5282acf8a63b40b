//! The build script: it turns the catalogues in `www/locales` into code, and fails the build when the languages differ.

use postamt_catalogue::{Catalogues, code};
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=www/locales");
    let catalogues =
        Catalogues::read(Path::new("www/locales")).unwrap_or_else(|problems| panic!("\n{problems}\n"));
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&out).join("catalogue.rs"), code(&catalogues)).expect("OUT_DIR can be written");
}

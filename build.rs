//! The build script: it turns the catalogues in `www/locales` into code, and fails the build when the languages differ.
//! The program knows the version of the lessons in `www/lessons` and of the examples in `www/examples`.

use postamt_catalogue::{Catalogues, Lessons, code};
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=www/locales");
    let catalogues =
        Catalogues::read(Path::new("www/locales")).unwrap_or_else(|problems| panic!("\n{problems}\n"));
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&out).join("catalogue.rs"), code(&catalogues)).expect("OUT_DIR can be written");
    // The page alone asks for lessons: whoever writes one and runs the tests compiles nothing anew.
    if env::var_os("CARGO_FEATURE_UI").is_some() {
        println!("cargo::rerun-if-changed=www/lessons");
        println!("cargo::rerun-if-changed=www/examples");
    }
    let version = |folder: &str| {
        Lessons::read(Path::new(folder)).unwrap_or_else(|problem| panic!("\n{problem}\n")).version()
    };
    println!("cargo::rustc-env=POSTAMT_LESSONS={}{}", version("www/lessons"), version("www/examples"));
}

//! `cargo xtask shots DIR`: pictures of the page in dist/, for people to look at.

use crate::run::{Result, create_folder, run};

/// Takes the pictures with the harness of the whole-page tests.
pub(crate) fn shots(args: &[String]) -> Result {
    let [folder] = args else {
        return Err("`cargo xtask shots DIR` needs the folder to put the pictures in.".to_owned());
    };
    let folder = std::path::absolute(folder).map_err(|error| format!("{folder} is no folder: {error}."))?;
    create_folder(&folder)?;
    let mut cargo = crate::test::whole_page()?;
    run(cargo
        .args(["run", "--locked", "--quiet", "--package", "browser-tests", "--bin", "shots", "--"])
        .arg(folder))
}

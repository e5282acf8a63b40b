//! `cargo xtask bench page`: how quick the finished page is when there is much to show.

use crate::Result;
use crate::run::run;

/// Measures the page in dist/ with the harness of the whole-page tests; prints JSON.
pub fn bench(args: &[String]) -> Result {
    if args != ["page"] {
        return Err("`cargo xtask bench` knows one measurement: `cargo xtask bench page`.".to_owned());
    }
    let mut cargo = crate::test::whole_page()?;
    run(cargo.args(["run", "--locked", "--quiet", "--package", "browser-tests", "--bin", "measure"]))
}

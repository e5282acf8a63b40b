//! `cargo xtask build` and `serve`: the page as a static site.

use crate::paths::dist;
use crate::run::{self, Result, say};
use crate::setup::SiteKit;
use crate::{compress, single, size};

/// `cargo xtask build`.
pub(crate) fn build_alone(args: &[String]) -> Result {
    let is_single = |arg: &String| arg == "--single-file";
    if let Some(arg) = args.iter().find(|arg| !is_single(arg)) {
        return Err(format!("`cargo xtask build` knows --single-file, not \"{arg}\"."));
    }
    build(&SiteKit::ready()?)?;
    size::print_table(&dist())?;
    if args.iter().any(is_single) {
        single::build()?;
    }
    say("The site is in dist/; any web server can serve it, from any path.");
    Ok(())
}

/// Builds the site into dist/, with compressed twins for the servers that give them away.
pub(crate) fn build(kit: &SiteKit) -> Result {
    say("Building the page.");
    let mut trunk = kit.command("trunk");
    run::run(trunk.args(["build", "--release", "--locked", "--skip-version-check", "--dist"]).arg(dist()))?;
    compress::folder(&dist())
}

/// `cargo xtask serve`: builds, serves, and builds again when a source changes.
pub(crate) fn serve(args: &[String]) -> Result {
    let (dev, port) = options(args)?;
    // Asked before the long build, not after it.
    drop(std::net::TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
        format!("Port {port} cannot be used ({error}): choose another, `cargo xtask serve --port 8081`.")
    })?);
    let kit = SiteKit::ready()?;
    say(&format!("Building the page; then it is at http://127.0.0.1:{port}/ (stop with Ctrl-C)."));
    let mut trunk = kit.command("trunk");
    trunk.args(["serve", "--locked", "--skip-version-check", "--dist", "target/served"]);
    trunk.args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    if !dev {
        trunk.arg("--release");
    }
    run::run(&mut trunk)
}

fn options(args: &[String]) -> Result<(bool, u16)> {
    let (mut dev, mut port) = (false, 8080);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--dev" => dev = true,
            "--port" => {
                let value = args.next().map_or("", String::as_str);
                port = value
                    .parse()
                    .ok()
                    .filter(|port| *port > 0)
                    .ok_or_else(|| format!("--port needs a number from 1 to 65535, not \"{value}\"."))?;
            }
            other => return Err(format!("`cargo xtask serve` knows --dev and --port N, not \"{other}\".")),
        }
    }
    Ok((dev, port))
}

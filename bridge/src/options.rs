//! The command line.

use postamt::engine::presets::Preset;
use postamt::engine::switches::{SWITCHES, Switch, Switches};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// The text of `--help`.
pub(crate) const HELP: &str = "\
Real sockets in front of Postamt's engine.

  --pop3 ADDRESS    --imap ADDRESS      listen without TLS (given no listener at all: 1110 and 1143)
  --pop3s ADDRESS   --imaps ADDRESS     listen with TLS; the certificate is made at every start
  --certificate FILE                    write that certificate to FILE (PEM), for clients that check it
  --http ADDRESS                        serve the page, and the live stream at /live
  --page DIR                            the built page (default: dist)
  --scenario NAME|FILE                  the mailboxes to begin with: school (default), empty, rfc1939, rfc3501, or a JSON file
  --preset NAME                         what the server offers: strict (default), dovecot, no-for-bad,
                                        minimal-pop3, tls-first or plain-2003
  --switch NAME=on|off                  one thing that servers differ in, such as uidplus or pop3-top; may
                                        be repeated, after --preset
  --user NAME:PASSWORD                  one more account, or another password; may be repeated
  --any-user PASSWORD                   with it every new name gets a fresh account at its first login
  --public                              allow addresses that other machines can reach
  --connections N                       most mail connections at once (default: 4000)
  --idle SECONDS                        hang up on a client that is silent for so long (default: the
                                        protocol's own timer, 10 minutes for POP3 and 30 for IMAP)
  --stall SECONDS                       hang up on a client that takes no octet for so long (default: 60)

ADDRESS is a port (on 127.0.0.1) or IP:PORT; port 0 lets the system choose one.";

/// A listener that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// POP3 in clear.
    Pop3,
    /// IMAP in clear.
    Imap,
    /// POP3 inside TLS.
    Pop3s,
    /// IMAP inside TLS.
    Imaps,
    /// The page and the live stream.
    Http,
}

/// The whole command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Services and their addresses.
    pub listeners: Vec<(Service, SocketAddr)>,
    /// The file for the certificate.
    pub certificate: Option<PathBuf>,
    /// The folder of the built page.
    pub page: PathBuf,
    /// The scenario's name or file.
    pub scenario: String,
    /// The server's character, in place of the scenario's switches.
    pub preset: Option<Preset>,
    /// Switches to set after that.
    pub changes: Vec<(Switch, bool)>,
    /// Accounts to add: name and password.
    pub users: Vec<(String, String)>,
    /// The password that any new name may use.
    pub any_user: Option<String>,
    /// Most mail connections at once.
    pub connections: usize,
    /// The longest silence of a client, in place of the protocol's.
    pub idle: Option<Duration>,
    /// The longest time that a client may take nothing while there is something for it.
    pub stall: Duration,
}

/// Reads the command line, without the program's name. `None` asks for [`HELP`].
///
/// # Errors
/// A sentence that names the misfit and its remedy.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        listeners: Vec::new(),
        certificate: None,
        page: PathBuf::from("dist"),
        scenario: "school".to_owned(),
        preset: None,
        changes: Vec::new(),
        users: Vec::new(),
        any_user: None,
        connections: 4000,
        idle: None,
        stall: Duration::from_secs(60),
    };
    let mut public = false;
    let mut args = args.into_iter();
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value; --help says which."));
        match name.as_str() {
            "-h" | "--help" => return Ok(None),
            "--public" => public = true,
            "--pop3" => options.listeners.push((Service::Pop3, address(&name, &value()?)?)),
            "--imap" => options.listeners.push((Service::Imap, address(&name, &value()?)?)),
            "--pop3s" => options.listeners.push((Service::Pop3s, address(&name, &value()?)?)),
            "--imaps" => options.listeners.push((Service::Imaps, address(&name, &value()?)?)),
            "--http" => options.listeners.push((Service::Http, address(&name, &value()?)?)),
            "--certificate" => options.certificate = Some(value()?.into()),
            "--page" => options.page = value()?.into(),
            "--scenario" => options.scenario = value()?,
            "--preset" => {
                options.preset = Some(preset(&value()?)?);
                options.changes.clear();
            }
            "--switch" => options.changes.push(switched(&value()?)?),
            "--user" => options.users.push(user(&value()?)?),
            "--any-user" => options.any_user = Some(value()?),
            "--connections" => options.connections = number(&name, &value()?, 1, 9_000)? as usize,
            "--idle" => options.idle = Some(Duration::from_secs(number(&name, &value()?, 1, 86_400)?)),
            "--stall" => options.stall = Duration::from_secs(number(&name, &value()?, 1, 86_400)?),
            _ => return Err(format!("There is no option \"{name}\"; --help lists them.")),
        }
    }
    if !options.listeners.iter().any(|(service, _)| *service != Service::Http) {
        let local = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        options.listeners.push((Service::Pop3, local(1110)));
        options.listeners.push((Service::Imap, local(1143)));
    }
    if options.listeners.iter().filter(|(service, _)| *service == Service::Http).count() > 1 {
        return Err("--http can be given only once.".to_owned());
    }
    match options.reachable().first() {
        Some(address) if !public => Err(format!(
            "{address} can be reached from other machines, and everything here is readable and open to \
             guessing: say --public if you mean it, or use 127.0.0.1."
        )),
        _ => Ok(Some(options)),
    }
}

impl Options {
    /// The addresses that are not this machine's own loopback.
    pub(crate) fn reachable(&self) -> Vec<SocketAddr> {
        let addresses = self.listeners.iter().map(|(_, address)| *address);
        addresses.filter(|address| !address.ip().is_loopback()).collect()
    }

    /// The server's switches; `own` are the scenario's.
    pub(crate) fn switches(&self, own: Switches) -> Switches {
        let begin = self.preset.map_or(own, Preset::switches);
        self.changes.iter().fold(begin, |switches, (switch, on)| switches.with(*switch, *on))
    }
}

impl Service {
    /// The name for people, and without its dashes the option's.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Service::Pop3 => "POP3",
            Service::Imap => "IMAP",
            Service::Pop3s => "POP3S",
            Service::Imaps => "IMAPS",
            Service::Http => "HTTP",
        }
    }
}

fn address(name: &str, value: &str) -> Result<SocketAddr, String> {
    let port = value.parse().ok().map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    port.or_else(|| value.parse().ok()).ok_or_else(|| {
        format!("{name} needs a port or IP:PORT such as 127.0.0.1:1143, and \"{value}\" is neither.")
    })
}

fn preset(id: &str) -> Result<Preset, String> {
    let names = || Preset::ALL.map(Preset::id).join(", ");
    Preset::by_id(id).ok_or_else(|| format!("There is no preset \"{id}\", only {}.", names()))
}

fn switched(value: &str) -> Result<(Switch, bool), String> {
    let (id, on) = match value.split_once('=') {
        Some((id, "on")) => (id, true),
        Some((id, "off")) => (id, false),
        _ => return Err(format!("--switch needs NAME=on or NAME=off, not \"{value}\".")),
    };
    let names = || SWITCHES.iter().map(|row| row.id).collect::<Vec<_>>().join(", ");
    let row = SWITCHES.iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| format!("There is no switch \"{id}\", only {}.", names()))?;
    Ok((row.switch, on))
}

fn user(value: &str) -> Result<(String, String), String> {
    let pair = value.split_once(':').filter(|(name, _)| !name.is_empty());
    let (name, password) = pair.ok_or_else(|| format!("--user needs NAME:PASSWORD, not \"{value}\"."))?;
    Ok((name.to_owned(), password.to_owned()))
}

fn number(name: &str, value: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = value.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{name} needs a number from {least} to {most}, not \"{value}\"."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use postamt::engine::switches::Switch;

    fn options(line: &str) -> Result<Option<Options>, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    fn addresses(line: &str) -> Vec<String> {
        let options = options(line).expect("a good line").expect("not --help");
        let listeners = options.listeners.iter();
        listeners.map(|(service, address)| format!("{} {address}", service.name())).collect()
    }

    #[test]
    fn without_a_listener_both_protocols_are_offered_on_loopback() {
        assert_eq!(addresses(""), ["POP3 127.0.0.1:1110", "IMAP 127.0.0.1:1143"]);
        assert_eq!(
            addresses("--http 8080"),
            ["HTTP 127.0.0.1:8080", "POP3 127.0.0.1:1110", "IMAP 127.0.0.1:1143"]
        );
        assert_eq!(addresses("--imaps [::1]:993"), ["IMAPS [::1]:993"]);
    }

    #[test]
    fn other_machines_are_let_in_only_on_purpose() {
        let error = options("--imap 0.0.0.0:143").expect_err("reachable");
        assert!(error.contains("--public"), "{error}");
        assert_eq!(addresses("--public --imap 0.0.0.0:143"), ["IMAP 0.0.0.0:143"]);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (line, word) in [
            ("--pop4 1", "--pop4"),
            ("--imap", "--imap needs a value"),
            ("--imap port", "\"port\""),
            ("--imap 70000", "70000"),
            ("--preset nice", "tls-first"),
            ("--switch idle", "NAME=on"),
            ("--switch idle=maybe", "NAME=on"),
            ("--switch nothing=on", "pop3-top"),
            ("--user anna", "NAME:PASSWORD"),
            ("--user :x", "NAME:PASSWORD"),
            ("--connections 0", "from 1"),
            ("--http 1 --http 2", "only once"),
        ] {
            let error = options(line).expect_err(line);
            assert!(error.contains(word), "{error}");
        }
        assert_eq!(options("--imap 1 --help"), Ok(None));
    }

    #[test]
    fn switches_change_what_a_preset_began() {
        let own = Switches::none();
        let switches = |line: &str| options(line).expect("good").expect("options").switches(own);
        assert_eq!(switches(""), own, "what the scenario says");
        assert_eq!(switches("--switch idle=on"), own.with(Switch::Idle, true));
        let uidl = Switch::Pop3Uidl;
        assert!(!switches("--preset minimal-pop3").has(uidl));
        assert!(switches("--preset minimal-pop3 --switch pop3-uidl=on").has(uidl));
        assert!(!switches("--switch pop3-uidl=on --switch pop3-uidl=off").has(uidl));
        assert!(!switches("--switch pop3-uidl=on --preset minimal-pop3").has(uidl));
    }

    #[test]
    fn users_may_be_many_and_passwords_may_hold_colons() {
        let options = options("--user a:b --user c:d:e --any-user f").expect("good").expect("options");
        let pair = |name: &str, password: &str| (name.to_owned(), password.to_owned());
        assert_eq!(options.users, [pair("a", "b"), pair("c", "d:e")]);
        assert_eq!(options.any_user.as_deref(), Some("f"));
    }
}

//! Other people's mail programs, for the tests of the bridge, and another mail server to compare with.

use super::{apt, npm};
use crate::paths::tools;
use crate::run::{Result, say, which, works};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each program or module of Perl, and Debian's package that has it.
const PROGRAMS: [(&str, &str); 12] = [
    ("curl", "curl"),
    ("fetchmail", "fetchmail"),
    ("getmail", "getmail6"),
    ("mbsync", "isync"),
    ("neomutt", "neomutt"),
    ("openssl", "openssl"),
    ("perl", "perl"),
    ("Mail::IMAPClient", "libmail-imapclient-perl"),
    ("IO::Socket::SSL", "libio-socket-ssl-perl"),
    ("python3", "python3"),
    ("telnet", "inetutils-telnet"),
    ("thunderbird", "thunderbird"),
];

/// Those at which the page looks on in its tests.
const LOOKED_AT: [&str; 2] = ["curl", "python3"];

/// Installs those that are missing; gives the folder of modules in which Node.js finds imapflow.
pub(crate) fn mail_programs() -> Result<PathBuf> {
    debian(|_| true)?;
    npm::imapflow(&tools()?)
}

/// Installs those of the programs at which the page looks on that are missing.
pub(crate) fn looked_at() -> Result {
    debian(|program| LOOKED_AT.contains(&program))
}

/// Dovecot's servers of the two protocols, as Debian installs them.
const DOVECOT: [&str; 3] = ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/pop3"];

/// Installs Dovecot where it is missing. False, with one sentence printed, where that is not possible; on a
/// machine of CI it has to be.
pub(crate) fn dovecot() -> Result<bool> {
    let is_there = || DOVECOT.iter().all(|file| Path::new(file).is_file());
    if is_there() {
        return Ok(true);
    }
    let skipped = |why: String| {
        if std::env::var_os("CI").is_some() {
            return Err(why);
        }
        say(&format!("Skipped, because Dovecot cannot be installed here. {why}"));
        Ok(false)
    };
    if !apt::is_there() {
        return skipped("It comes from Debian's packages, and this system has no apt-get.".to_owned());
    }
    say("Installing Dovecot from Debian's packages.");
    if let Err(why) = apt::install(&["dovecot-core", "dovecot-imapd", "dovecot-pop3d"]) {
        return skipped(why);
    }
    // The packages start a server for the whole network; the tests start their own one.
    if Path::new("/run/systemd/system").is_dir() {
        apt::run_as_root("systemctl", &["disable", "--now", "dovecot.service", "dovecot.socket"])?;
    }
    if is_there() {
        Ok(true)
    } else {
        skipped("Its packages are installed, yet its programs are not there.".to_owned())
    }
}

/// Whether a program can be started, or Perl finds its module.
fn is_there(program: &str) -> bool {
    match program.contains("::") {
        true => works(Command::new("perl").args([&format!("-M{program}"), "-e", ""])),
        false => which(program).is_some(),
    }
}

fn debian(wanted: fn(&str) -> bool) -> Result {
    let wanted = || PROGRAMS.into_iter().filter(move |(program, _)| wanted(program));
    let missing = || wanted().filter(|(program, _)| !is_there(program));
    let packages: Vec<&str> = missing().map(|(_, package)| package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    if apt::is_there() {
        say("Installing mail programs from Debian's packages.");
        apt::install(&packages)?;
    }
    match missing().next() {
        None => Ok(()),
        Some((program, _)) => Err(format!(
            "The tests of the bridge need {program}: install {} with this system's packages and run the same \
             command again.",
            packages.join(", ")
        )),
    }
}

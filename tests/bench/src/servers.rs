//! The two servers: the bridge and Dovecot, each started on free ports of loopback.

use crate::client::{Client, Result};
use dovecot_tests::dovecot::{Dovecot, PASSWORD};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Dovecot's settings besides those of the tests of replies, all of them in favour of speed: no
/// waiting for the disk, line ends stored as they are sent, login processes that serve many clients in turn,
/// mail processes that are used again.
const DOVECOT: &str = "
mail_fsync = never
mail_save_crlf = yes
service imap-login {
  service_count = 0
  process_min_avail = 2
  client_limit = 8000
}
service pop3-login {
  service_count = 0
  process_min_avail = 2
  client_limit = 8000
}
service imap {
  service_count = 1000
  process_min_avail = 2
  process_limit = 4000
}
service pop3 {
  service_count = 1000
  process_min_avail = 2
  process_limit = 4000
}
service auth {
  client_limit = 16000
}
service anvil {
  client_limit = 16000
}
service stats {
  client_limit = 16000
}
";

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Its name in the report.
    pub name: &'static str,
    /// The address of IMAP.
    pub imap: SocketAddr,
    /// The address of POP3.
    pub pop3: SocketAddr,
    process: Process,
}

#[derive(Debug)]
enum Process {
    Bridge(Child),
    Dovecot(Dovecot),
}

impl Server {
    /// Starts the bridge, which is this program.
    ///
    /// # Errors
    /// It does not start.
    pub fn bridge(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["--imap", "0", "--pop3", "0", "--scenario", "empty", "--any-user", PASSWORD]);
        command.args(["--connections", "9000"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let failed = |error: std::io::Error| format!("{} cannot be started: {error}.", program.display());
        let mut child = command.spawn().map_err(failed)?;
        let output = child.stdout.take().ok_or("no output")?;
        let (mut imap, mut pop3) = (None, None);
        for line in BufReader::new(output).lines().map_while(std::result::Result::ok) {
            match line.split_once(' ') {
                Some(("IMAP", address)) => imap = address.parse().ok(),
                Some(("POP3", address)) => pop3 = address.parse().ok(),
                Some(("Ready;", _)) => break,
                _ => {}
            }
        }
        match (imap, pop3) {
            (Some(imap), Some(pop3)) => {
                Ok(Self { name: "postamt", imap, pop3, process: Process::Bridge(child) })
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("{} did not say where it listens.", program.display()))
            }
        }
    }

    /// Starts Dovecot.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn dovecot() -> Result<Self> {
        let dovecot = Dovecot::start_with(DOVECOT)?;
        let (imap, pop3) = (dovecot.imap, dovecot.pop3);
        Ok(Self { name: "dovecot", imap, pop3, process: Process::Dovecot(dovecot) })
    }

    /// An IMAP connection of this user, who need not exist yet, with INBOX selected.
    ///
    /// # Errors
    /// The server does not let it in.
    pub fn imap(&self, user: &str) -> Result<Client> {
        let mut client = Client::connect(self.imap)?;
        client.imap(format!("LOGIN {user} {PASSWORD}"))?;
        client.imap("SELECT INBOX")?;
        Ok(client)
    }

    /// A POP3 connection of this user.
    ///
    /// # Errors
    /// The server does not let it in.
    pub fn pop3(&self, user: &str) -> Result<Client> {
        let mut client = Client::connect(self.pop3)?;
        client.pop3(&format!("USER {user}"))?;
        client.pop3(&format!("PASS {PASSWORD}"))?;
        Ok(client)
    }

    /// The memory of all its processes in KiB. What processes share counts once.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn memory(&self) -> Result<u64> {
        let first = match &self.process {
            Process::Bridge(child) => child.id(),
            Process::Dovecot(dovecot) => dovecot.process(),
        };
        let mut sum = 0;
        for process in family(first) {
            // Some end while they are counted.
            let Ok(rollup) = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else {
                continue;
            };
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let number = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
            sum += number.unwrap_or(0);
        }
        if sum > 0 { Ok(sum) } else { Err("the system tells no process's memory".to_owned()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Process::Bridge(child) = &mut self.process {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A process and all that it has started.
fn family(first: u32) -> Vec<u32> {
    let stat = |entry: std::fs::DirEntry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name in parentheses may hold anything; behind it stand the state and the parent.
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some((id, parent))
    };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(stat);
    let processes: Vec<(u32, u32)> = processes.collect();
    let mut family = vec![first];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        family.extend(processes.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        at += 1;
    }
    family
}

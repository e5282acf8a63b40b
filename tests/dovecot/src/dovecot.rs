//! A real Dovecot: started on free ports of this machine's loopback, with its configuration and all mail in
//! a temporary folder, and stopped with everything it left when the value is dropped.

use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long it may take to start.
const START_MAX: Duration = Duration::from_secs(20);

/// The password of all its users; every name is a user.
pub const PASSWORD: &str = "geheim";

/// A running Dovecot.
#[derive(Debug)]
pub struct Dovecot {
    folder: PathBuf,
    master: Child,
    /// The address of IMAP.
    pub imap: SocketAddr,
    /// The address of POP3.
    pub pop3: SocketAddr,
    cleared: usize,
}

impl Dovecot {
    /// Starts it and waits until it greets.
    ///
    /// # Errors
    /// A sentence that says what is missing or went wrong, with Dovecot's own log.
    pub fn start() -> Result<Self, String> {
        Self::start_with("")
    }

    /// The same with further lines of configuration.
    ///
    /// # Errors
    /// As [`Dovecot::start`].
    pub fn start_with(settings: &str) -> Result<Self, String> {
        let program = program().ok_or(
            "Dovecot is not installed: `cargo xtask test dovecot` installs Debian's packages dovecot-imapd \
             and dovecot-pop3d.",
        )?;
        // Short: the paths of its sockets in there have at most 107 octets.
        let folder = std::env::temp_dir().join(format!("postamt-dovecot-{}", std::process::id()));
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("mail")).map_err(failed)?;
        let (imap, pop3) = (free_port()?, free_port()?);
        let root = asked("id", &["-u"])? == "0";
        if root {
            asked("chown", &["dovecot", &folder.join("mail").to_string_lossy()])?;
        }
        let config = folder.join("dovecot.conf");
        let settings = configuration(&folder, imap, pop3, root)? + settings;
        fs::write(&config, settings).map_err(failed)?;
        let mut command = Command::new(program);
        // The zone of our server: SEARCH compares dates in it.
        command.arg("-F").arg("-c").arg(&config).env("TZ", "<+02>-2").stdin(Stdio::null());
        let master = command.spawn().map_err(|error| format!("Dovecot cannot be started: {error}."))?;
        let dovecot = Self { folder, master, imap, pop3, cleared: 0 };
        let start = Instant::now();
        while !(greets(imap) && greets(pop3)) {
            if start.elapsed() > START_MAX {
                return Err(format!("Dovecot does not greet. Its log:\n{}", dovecot.log()));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(dovecot)
    }

    /// Gives all users an empty INBOX and nothing else. Connections that are still open keep what they had.
    ///
    /// # Errors
    /// The folder of mail cannot be moved.
    pub fn clear(&mut self) -> Result<(), String> {
        self.cleared += 1;
        let mail = self.folder.join("mail");
        for entry in fs::read_dir(&mail).map_err(|error| error.to_string())?.flatten() {
            let old = format!("{}-{}", entry.file_name().to_string_lossy(), self.cleared);
            fs::rename(entry.path(), self.folder.join(old)).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Its first process, which has started all others.
    pub fn process(&self) -> u32 {
        self.master.id()
    }

    /// The folder of its mail.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The text of its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let config = self.folder.join("dovecot.conf");
        let _ = Command::new("doveadm").arg("-c").arg(config).arg("stop").status();
        let start = Instant::now();
        while matches!(self.master.try_wait(), Ok(None)) && start.elapsed() < Duration::from_secs(5) {
            sleep(Duration::from_millis(20));
        }
        let _ = self.master.kill();
        let _ = self.master.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Debian's path of the program; the folder is not on everybody's `PATH`.
fn program() -> Option<&'static Path> {
    ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].map(Path::new).into_iter().find(|path| path.is_file())
}

/// Dovecot's settings besides the defaults of its authors: nothing of Debian's configuration is read.
fn configuration(folder: &Path, imap: SocketAddr, pop3: SocketAddr, root: bool) -> Result<String, String> {
    let folder = folder.display();
    let (imap, pop3) = (imap.port(), pop3.port());
    // Without root there is only one user to be, and no way into a smaller root folder.
    let (users, chroot) = if root {
        let users = "mail_uid = dovecot\nmail_gid = dovecot\n".to_owned();
        (users, "")
    } else {
        let (user, group) = (asked("id", &["-un"])?, asked("id", &["-gn"])?);
        let users = format!(
            "default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n"
        );
        (users, "chroot =\n")
    };
    Ok(format!(
        "base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
{users}first_valid_uid = 1
protocols = imap pop3
listen = 127.0.0.1
ssl = no
import_environment = TZ
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = sdbox:~/sdbox
mail_max_userip_connections = 0
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = home={folder}/mail/%u
}}
service imap-login {{
  {chroot}inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  {chroot}inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
# Without the penalty for wrong passwords, which makes everybody of one address wait.
service anvil {{
  {chroot}unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"
    ))
}

fn free_port() -> Result<SocketAddr, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).map_err(|error| format!("No free port: {error}."))
}

fn greets(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    stream.read(&mut [0; 16]).is_ok_and(|octets| octets > 0)
}

/// A program's output.
fn asked(program: &str, args: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(args).output();
    let output = output.map_err(|error| format!("{program} cannot be started: {error}."))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}

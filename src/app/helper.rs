//! Help with what nobody computes in the head: base64 and MD5, where the server waits for them. It shows each step of
//! the computation; the formulas are protocol, and the same in every language.

use crate::engine::sasl::Asked;
use crate::engine::sasl::digest::{hex, hmac, md5};
use crate::engine::{ConnectionId, Session};
use crate::player::Player;
use base64::prelude::{BASE64_STANDARD, Engine as _};

const APOP: &str = "APOP";
/// Most characters of a name or a password that are computed with.
const INPUT_MAX: usize = 200;

/// The thing to be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// RFC 4616's message.
    Plain,
    /// LOGIN's name.
    Name,
    /// LOGIN's password.
    Password,
    /// RFC 2195's digest of this challenge.
    CramMd5(String),
    /// RFC 1939 §7's digest of this timestamp.
    Apop(String),
}

/// A computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Each formula with its result.
    pub steps: Vec<(String, String)>,
    /// The line to be sent.
    pub line: String,
}

/// The thing that the server waits for, or that the draft begins with, if it has to be computed.
pub fn task(player: &Player, id: ConnectionId, draft: &str) -> Option<Task> {
    let connection = player.lab().connection(id).filter(|connection| connection.is_open())?;
    let session: &dyn Session = &*connection.session;
    if let Some(exchange) = session.exchange() {
        return match exchange.asks() {
            Asked::NameAndPassword => Some(Task::Plain),
            Asked::Name => Some(Task::Name),
            Asked::Password => Some(Task::Password),
            Asked::Digest(challenge) => Some(Task::CramMd5(challenge.to_owned())),
            Asked::Other => None,
        };
    }
    let begins = draft.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case(APOP));
    let timestamp = session.timestamp().filter(|_| begins)?;
    let legal = session.legal(player.lab().switches());
    legal.iter().any(|trigger| trigger.name == APOP).then(|| Task::Apop(timestamp.to_owned()))
}

impl Task {
    /// The name of the command or mechanism.
    pub const fn name(&self) -> &'static str {
        match self {
            Task::Plain => "PLAIN",
            Task::Name | Task::Password => "LOGIN",
            Task::CramMd5(_) => "CRAM-MD5",
            Task::Apop(_) => APOP,
        }
    }

    /// Whether the name is computed with.
    pub const fn needs_name(&self) -> bool {
        !matches!(self, Task::Password)
    }

    /// Whether the password is.
    pub const fn needs_password(&self) -> bool {
        !matches!(self, Task::Name)
    }

    /// The computation for this name and password.
    pub fn work(&self, name: &str, password: &str) -> Work {
        let [name, password] = [name, password].map(|text| text.chars().take(INPUT_MAX).collect::<String>());
        let base64 = |text: &str| (format!("base64({text})"), BASE64_STANDARD.encode(text));
        match self {
            // RFC 4616 §2: "message = [authzid] UTF8NUL authcid UTF8NUL passwd".
            Task::Plain => {
                let message = format!("\0{name}\0{password}");
                let line = BASE64_STANDARD.encode(message);
                let formula = format!("base64(NUL {name} NUL {password})");
                Work { steps: vec![(formula, line.clone())], line }
            }
            Task::Name => Work::of(vec![base64(&name)]),
            Task::Password => Work::of(vec![base64(&password)]),
            // RFC 2195 §2: "a string consisting of the user name, a space, and a 'digest'".
            Task::CramMd5(challenge) => {
                let digest = hex(&hmac(md5, password.as_bytes(), challenge.as_bytes()));
                let response = base64(&format!("{name} {digest}"));
                Work::of(vec![(format!("HMAC-MD5({password}, {challenge})"), digest), response])
            }
            // RFC 1939 §7: "applying the MD5 algorithm [RFC1321] to a string consisting of the timestamp (including
            // angle-brackets) followed by a shared secret."
            Task::Apop(timestamp) => {
                let digest = hex(&md5(&[timestamp.as_bytes(), password.as_bytes()]));
                let line = format!("{APOP} {name} {digest}");
                Work { steps: vec![(format!("MD5({timestamp}{password})"), digest)], line }
            }
        }
    }
}

impl Work {
    /// The computation whose last result is the line.
    fn of(steps: Vec<(String, String)>) -> Self {
        let line = steps.last().map(|(_, result)| result.clone()).unwrap_or_default();
        Self { steps, line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Greeting, Protocol};

    const ID: ConnectionId = ConnectionId(1);

    fn after(protocol: Protocol, lines: &[&str]) -> Player {
        let connect = Action::Connect { connection: ID, protocol, greeting: Greeting::Ok };
        let send = |line: &&str| Action::Send { connection: ID, octets: format!("{line}\r\n").into_bytes() };
        Player::replay(&SCENARIOS[0], [connect].into_iter().chain(lines.iter().map(send)))
    }

    #[test]
    fn what_the_helper_computes_logs_in() {
        for (protocol, lines) in [
            (Protocol::Imap, vec!["a AUTHENTICATE PLAIN"]),
            (Protocol::Imap, vec!["a AUTHENTICATE LOGIN"]),
            (Protocol::Imap, vec!["a AUTHENTICATE CRAM-MD5"]),
            (Protocol::Pop3, vec!["AUTH PLAIN"]),
            (Protocol::Pop3, vec!["AUTH CRAM-MD5"]),
            (Protocol::Pop3, vec![]),
        ] {
            let mut sent: Vec<String> = lines.into_iter().map(str::to_owned).collect();
            for _ in 0..2 {
                let lines: Vec<&str> = sent.iter().map(String::as_str).collect();
                let draft = if sent.is_empty() { "APOP " } else { "" };
                let Some(task) = task(&after(protocol, &lines), ID, draft) else { continue };
                let work = task.work("anna", "geheim");
                assert!(!work.steps.is_empty() && !task.name().is_empty());
                sent.push(work.line);
            }
            let lines: Vec<&str> = sent.iter().map(String::as_str).collect();
            let player = after(protocol, &lines);
            let account = player.lab().connection(ID).and_then(|found| found.session.account());
            assert_eq!(account, Some("anna"), "{sent:?}");
        }
    }

    #[test]
    fn it_helps_only_where_something_is_to_be_computed() {
        assert_eq!(task(&after(Protocol::Pop3, &[]), ID, "USER anna"), None);
        assert_eq!(task(&after(Protocol::Pop3, &["USER anna", "PASS geheim"]), ID, "APOP "), None);
        assert_eq!(task(&after(Protocol::Imap, &["a AUTHENTICATE SCRAM-SHA-256"]), ID, ""), None);
    }
}

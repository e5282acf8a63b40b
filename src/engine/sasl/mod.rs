//! Authentication in rounds of challenge and response (RFC 4422): the same for IMAP's AUTHENTICATE (RFC 3501
//! §6.2.2) and POP3's AUTH (RFC 5034 §4).
//!
//! The rules of this folder:
//! 1. An [`Exchange`] takes lines and gives [`Round`]s; it knows nothing of tags, `+` and `-ERR`.
//! 2. Nothing here is chance: values that must differ each time are made from numbers that never come back.
//! 3. Whether a mechanism may be used now (switches, TLS) is decided before [`Exchange::begin`].

pub mod digest;
pub mod prep;
pub mod rules;
mod scram;

use super::context::Context;
use super::phrase::Phrase;
use super::step::Why;
use super::switches::{Switch, Switches};
use super::words::words;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use digest::{hex, hmac, md5, sha256};
use prep::prepared;
use scram::{Begun, FINAL_FORM, FIRST_FORM, Proof, ROUNDS};
use std::borrow::Cow;

words! {
    /// A SASL mechanism, by the name that IANA registered; the best first.
    Mechanism {
        /// RFC 7677: both sides prove that they know the password.
        ScramSha256 = "SCRAM-SHA-256";
        /// RFC 2195: a digest of the server's challenge and the password.
        CramMd5 = "CRAM-MD5";
        /// RFC 4616: name and password, in clear.
        Plain = "PLAIN";
        /// `LOGIN`, which never became an RFC: the same in two lines.
        Login = "LOGIN";
    }
}

/// An authentication exchange between client and server.
#[derive(Clone, Debug)]
pub struct Exchange {
    mechanism: Mechanism,
    /// Differs between any two exchanges.
    serial: String,
    stage: Stage,
}

/// The last message that the server has sent or received.
#[derive(Clone, Debug)]
enum Stage {
    /// Nothing yet.
    Start,
    /// LOGIN: the name.
    Named(Vec<u8>),
    /// CRAM-MD5: the challenge.
    Challenged(String),
    /// SCRAM: the client's first message.
    Begun(Box<Begun>),
    /// SCRAM: the server has proved itself; the account.
    Signed(String),
}

/// The response that a server waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// PLAIN: name and password, each behind an octet 0.
    NameAndPassword,
    /// LOGIN: the name.
    Name,
    /// LOGIN: the password.
    Password,
    /// CRAM-MD5: the digest of this challenge.
    Digest(&'a str),
    /// A response of another mechanism.
    Other,
}

/// The result of a line of the client.
#[derive(Clone, Debug)]
pub enum Round {
    /// The server sends this, in base64, and waits for an answer.
    Challenge(Vec<u8>, Why),
    /// The client is this account.
    Done(String),
    /// It is over.
    Failed(Failure),
}

/// An exchange that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The sort of failure.
    pub fault: Fault,
    /// The text for people, without arguments.
    pub phrase: Phrase,
    /// The rule that explains it.
    pub why: Why,
}

/// The sorts of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The client has sent `*`.
    Cancelled,
    /// The line is no base64 from this octet on.
    Base64(usize),
    /// An initial response for a mechanism that has none.
    Initial,
    /// The decoded response has not the mechanism's form.
    Form,
    /// Name, password or proof is wrong.
    Credentials,
}

impl Mechanism {
    /// The switch without which a server does not offer it.
    pub const fn switch(self) -> Switch {
        match self {
            Mechanism::Plain => Switch::SaslPlain,
            Mechanism::Login => Switch::SaslLogin,
            Mechanism::CramMd5 => Switch::SaslCramMd5,
            Mechanism::ScramSha256 => Switch::SaslScramSha256,
        }
    }

    /// Whether it shows the password to everybody on the way, unless there is TLS.
    pub const fn is_plaintext(self) -> bool {
        matches!(self, Mechanism::Plain | Mechanism::Login)
    }

    /// The mechanism of this name, in any mixture of cases, if a server with these switches offers it.
    pub fn offered(name: &str, switches: Switches) -> Option<Mechanism> {
        let named = |mechanism: &Mechanism| mechanism.name().eq_ignore_ascii_case(name);
        Mechanism::ALL.into_iter().find(named).filter(|mechanism| switches.has(mechanism.switch()))
    }
}

impl Exchange {
    /// Begins an exchange, with the client's initial response if it has sent one: as it stands in the command,
    /// base64 or `=` for an empty one (RFC 4959 §3, RFC 5034 §4). `serial` are numbers that no other exchange of
    /// this lab has together: the session's, and the number of exchanges that the session has had.
    pub fn begin(
        mechanism: Mechanism,
        initial: Option<&[u8]>,
        serial: (u64, u32),
        context: &mut Context,
    ) -> (Exchange, Round) {
        let serial = format!("{}.{}.{}", serial.0, serial.1, context.now.seconds());
        let mut exchange = Exchange { mechanism, serial, stage: Stage::Start };
        // LOGIN has no standard; clients that send an initial response there (curl, for one) send the name.
        let server_first = mechanism == Mechanism::CramMd5;
        let round = match initial {
            None => exchange.open(),
            // RFC 4959 §3: "If the client uses an initial response with a SASL mechanism that does not support
            // an initial response, the server MUST reject the command with a tagged BAD response."
            Some(_) if server_first => {
                let why = Why::from(&rules::INITIAL).with("mechanism", mechanism.name());
                fail(Fault::Initial, Phrase::ServerFirst, why)
            }
            Some(b"=") => exchange.take(&[], context),
            Some(b"*") => malformed(b"*"),
            Some(text) => exchange.respond(text, context),
        };
        (exchange, round)
    }

    /// The mechanism of the exchange.
    pub fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// The response that the server waits for.
    pub fn asks(&self) -> Asked<'_> {
        match (&self.stage, self.mechanism) {
            (Stage::Start, Mechanism::Plain) => Asked::NameAndPassword,
            (Stage::Start, Mechanism::Login) => Asked::Name,
            (Stage::Named(_), _) => Asked::Password,
            (Stage::Challenged(challenge), _) => Asked::Digest(challenge),
            _ => Asked::Other,
        }
    }

    /// Takes a line of the client, without its CRLF.
    pub fn respond(&mut self, line: &[u8], context: &mut Context) -> Round {
        // RFC 3501 §6.2.2: "If the client wishes to cancel an authentication exchange, it issues a line
        // consisting of a single "*"."
        if line == b"*" {
            return fail(Fault::Cancelled, Phrase::Cancelled, &rules::CANCELLED);
        }
        match BASE64_STANDARD.decode(line) {
            Ok(message) => self.take(&message, context),
            Err(_) => malformed(line),
        }
    }

    /// The server's first words.
    fn open(&mut self) -> Round {
        match self.mechanism {
            // "The mechanisms where the client speaks first": the server's challenge is empty.
            Mechanism::Plain | Mechanism::ScramSha256 => {
                let why = Why::from(&rules::EMPTY).with("mechanism", self.mechanism.name());
                Round::Challenge(Vec::new(), why)
            }
            // draft-murchison-sasl-login-00 §2: "a string which SHOULD be "User Name"".
            Mechanism::Login => Round::Challenge(b"User Name".to_vec(), Why::from(&rules::LOGIN)),
            // RFC 2195 §2: "an presumptively arbitrary string of random digits, a timestamp, and the
            // fully-qualified primary host name of the server."
            Mechanism::CramMd5 => {
                let challenge = format!("<{}@postamt.example>", self.serial);
                self.stage = Stage::Challenged(challenge.clone());
                Round::Challenge(challenge.into_bytes(), Why::from(&rules::CRAM))
            }
        }
    }

    fn take(&mut self, message: &[u8], context: &mut Context) -> Round {
        match (std::mem::replace(&mut self.stage, Stage::Start), self.mechanism) {
            (Stage::Start, Mechanism::Plain) => plain(message, context),
            (Stage::Start, Mechanism::ScramSha256) => self.scram(message),
            // "The server then issues a string which SHOULD be "Password"".
            (Stage::Start, _) => {
                self.stage = Stage::Named(message.to_vec());
                Round::Challenge(b"Password".to_vec(), Why::from(&rules::LOGIN))
            }
            (Stage::Named(name), _) => with_password(b"", &name, message, context),
            (Stage::Challenged(challenge), _) => cram(&challenge, message, context),
            (Stage::Begun(begun), _) => self.prove(&begun, message, context),
            // RFC 4422 §5: additional data with success was sent as a challenge, for the protocol has no other
            // place; its response is empty.
            (Stage::Signed(account), _) if message.is_empty() => Round::Done(account),
            (Stage::Signed(_), mechanism) => misshapen(mechanism, "\"\""),
        }
    }

    fn scram(&mut self, message: &[u8]) -> Round {
        let nonce = BASE64_STANDARD.encode(&sha256(&[b"nonce", self.serial.as_bytes()])[..18]);
        let Some(begun) = Begun::read(message, &nonce) else {
            return misshapen(self.mechanism, FIRST_FORM);
        };
        let reply = begun.reply().into_bytes();
        self.stage = Stage::Begun(Box::new(begun));
        Round::Challenge(reply, Why::from(&rules::SCRAM).with("count", ROUNDS))
    }

    fn prove(&mut self, begun: &Begun, message: &[u8], context: &mut Context) -> Round {
        let password = context.store.password_of(&begun.user).map(stored);
        match begun.finish(message, password.as_deref()) {
            Proof::Malformed => misshapen(self.mechanism, FINAL_FORM),
            Proof::Wrong => wrong(),
            Proof::Right(signature) => match admit(begun.authorization.as_bytes(), &begun.user, context) {
                Round::Done(account) => {
                    self.stage = Stage::Signed(account);
                    Round::Challenge(signature.into_bytes(), Why::from(&rules::SIGNATURE))
                }
                failed => failed,
            },
        }
    }
}

/// RFC 4616 §2: `message = [authzid] UTF8NUL authcid UTF8NUL passwd`; `authcid = 1*SAFE`, `passwd = 1*SAFE`.
fn plain(message: &[u8], context: &mut Context) -> Round {
    let mut parts = message.split(|octet| *octet == 0);
    match [parts.next(), parts.next(), parts.next(), parts.next()] {
        [Some(authorization), Some(user), Some(password), None]
            if !user.is_empty() && !password.is_empty() =>
        {
            with_password(authorization, user, password, context)
        }
        _ => misshapen(Mechanism::Plain, "[authzid] NUL authcid NUL passwd"),
    }
}

fn with_password(authorization: &[u8], user: &[u8], password: &[u8], context: &mut Context) -> Round {
    let (Ok(user), Ok(password)) = (std::str::from_utf8(user), std::str::from_utf8(password)) else {
        return wrong();
    };
    // RFC 4616 §2: "If the preparation fails or results in an empty string, verification SHALL fail."
    let (Some(user), Some(password)) = (prepared(user), prepared(password)) else { return wrong() };
    if context.store.password_of(&user).map(stored) != Some(password) {
        return wrong();
    }
    admit(authorization, &user, context)
}

/// A password of the store prepared; as it is where it cannot be.
fn stored(password: &str) -> Cow<'_, str> {
    prepared(password).unwrap_or(Cow::Borrowed(password))
}

/// RFC 2195 §2: "a string consisting of the user name, a space, and a 'digest'. The latter
/// is computed by applying the keyed MD5 algorithm from [KEYED-MD5] where the key is a shared secret and the
/// digested text is the timestamp (including angle-brackets)." It is "in hexadecimal format, using
/// lower-case ASCII characters".
fn cram(challenge: &str, message: &[u8], context: &mut Context) -> Round {
    let Some((user, digest)) = std::str::from_utf8(message).ok().and_then(|text| text.rsplit_once(' '))
    else {
        return misshapen(Mechanism::CramMd5, "user SP digest");
    };
    let expected = |secret: &str| hex(&hmac(md5, secret.as_bytes(), challenge.as_bytes()));
    if context.store.password_of(user).map(expected).as_deref() != Some(digest) {
        return wrong();
    }
    admit(b"", user, context)
}

/// Accepts a user whose password is right. The authorization identity (RFC 4422 §3.4.1) must be the user itself
/// here.
fn admit(authorization: &[u8], user: &str, context: &mut Context) -> Round {
    let identity = std::str::from_utf8(authorization).ok().and_then(prepared);
    if !authorization.is_empty() && identity.as_deref() != Some(user) {
        let why = Why::from(&rules::AUTHORIZATION).with("account", user);
        return fail(Fault::Credentials, Phrase::NotAnother, why);
    }
    match context.store.admit(user, context.now) {
        Some(account) => Round::Done(account.name.clone()),
        None => wrong(),
    }
}

/// The same failure for a wrong name and a wrong password: the difference would help someone who guesses.
fn wrong() -> Round {
    fail(Fault::Credentials, Phrase::WrongLogin, &rules::CREDENTIALS)
}

/// The end of an exchange in which the client has sent this line: no base64, or no whole line.
pub fn malformed(line: &[u8]) -> Round {
    let fits = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=');
    let at = line.iter().position(|octet| !fits(octet)).unwrap_or(line.len());
    fail(Fault::Base64(at), Phrase::NotBase64, &rules::BASE64)
}

fn misshapen(mechanism: Mechanism, form: &str) -> Round {
    let why = Why::from(&rules::FORM).with("mechanism", mechanism.name()).with("form", form);
    fail(Fault::Form, Phrase::Misshapen, why)
}

fn fail(fault: Fault, phrase: Phrase, why: impl Into<Why>) -> Round {
    Round::Failed(Failure { fault, phrase, why: why.into() })
}

#[cfg(test)]
mod tests;

//! USER, PASS and APOP (RFC 1939 §4 and §7).

use super::capabilities::LOGIN_DELAY;
use super::{Answer, Client};
use crate::engine::context::Context;
use crate::engine::mail::INBOX;
use crate::engine::phrase::Phrase;
use crate::engine::pop3::response::{Code, Reply};
use crate::engine::pop3::{Maildrop, rules};
use crate::engine::sasl::digest::{hex, md5};
use crate::engine::step::{Rule, Why};
use crate::engine::switches::Switch;

impl Client {
    /// RFC 1939 §7, USER: "The server may return a positive response even though no such mailbox exists."
    /// Saying which names exist would help to guess passwords.
    pub(crate) fn user(&mut self, name: &str) -> Answer {
        self.name = Some(name.to_owned());
        Answer::ok(Reply::ok(Phrase::SendPass.with("name", name)), Why::from(&rules::USER).with("name", name))
    }

    /// RFC 1939 §7, PASS: "may only be given in the AUTHORIZATION state immediately after a successful
    /// USER command".
    pub(crate) fn pass(&mut self, password: &str, context: &mut Context) -> Answer {
        let Some(name) = self.name.take() else {
            return Answer::no(Reply::err(Phrase::UserFirst), &rules::PASS_NEEDS_USER);
        };
        if context.store.authenticate(&name, password, context.now).is_none() {
            let reply = Reply::err_with(Code::Auth, Phrase::WrongPassword);
            return Answer::no(reply, &rules::LOGIN_FAILED);
        }
        self.open(&name, &rules::PASS, context)
    }

    /// RFC 1939 §7, APOP: "The `digest' parameter is calculated by applying the MD5 algorithm [RFC1321]
    /// to a string consisting of the timestamp (including angle-brackets) followed by a shared secret."
    pub(crate) fn apop(&mut self, name: &str, digest: &str, context: &mut Context) -> Answer {
        self.name = None;
        let secret = context.store.password_of(name);
        // A greeting without timestamp (APOP was switched on after it) makes no digest: it would be the
        // same in every session.
        let fits = |secret| !self.timestamp.is_empty() && apop_digest(&self.timestamp, secret) == digest;
        if !secret.is_some_and(fits) {
            let reply = Reply::err_with(Code::Auth, Phrase::WrongDigest);
            return Answer::no(reply, &rules::APOP_FAILED);
        }
        context.store.admit(name, context.now);
        self.open(name, &rules::APOP, context)
    }

    /// RFC 1939 §4: "Once the POP3 server has determined through the use of any authentication command
    /// that the client should be given access to the appropriate maildrop, the POP3 server then acquires
    /// an exclusive-access lock on the maildrop, as necessary to prevent messages from being modified or
    /// removed before the session enters the UPDATE state."
    pub(crate) fn open(&mut self, name: &str, rule: &'static Rule, context: &mut Context) -> Answer {
        let in_use = || {
            // RFC 2449 §8.1.2: "the authentication was successful, but the user's maildrop is currently
            // in use (probably by another POP3 client)".
            let reply = Reply::err_with(Code::InUse, Phrase::InUse);
            Answer::no(reply, Why::from(&rules::IN_USE).with("name", name))
        };
        // RFC 2449 §8.1.1: "the user has logged in recently and will not be allowed to login again until the
        // login delay period has expired."
        let last = context.store.account(name).and_then(|account| account.last_login);
        let left = last.map_or(0, |last| (LOGIN_DELAY * 1000).saturating_sub(context.now.since(last)));
        if left > 0 && context.switches.has(Switch::Pop3LoginDelay) {
            let seconds = left.div_ceil(1000);
            let why = Why::from(&rules::LOGIN_DELAY).with("n", seconds);
            return Answer::no(Reply::err_with(Code::LoginDelay, Phrase::Wait.with("n", seconds)), why);
        }
        if !context.store.lock(name, context.connection) {
            return in_use();
        }
        context.store.note_login(name, context.now);
        // Every account has an INBOX.
        let Some(mailbox) = context.store.mailbox(name, INBOX) else { return in_use() };
        let maildrop = Maildrop::open(name, mailbox);
        let (count, octets) = (maildrop.len(), maildrop.octets_left());
        self.maildrop = Some(maildrop);
        let words = Phrase::Locked.with("name", name).with("n", count).with("octets", octets);
        let why = Why::from(rule).with("name", name).with("n", count);
        Answer { locked: Some(name.to_owned()), ..Answer::ok(Reply::ok(words), why) }
    }
}

/// The digest that APOP expects: 32 lower-case hexadecimal digits.
fn apop_digest(timestamp: &str, secret: &str) -> String {
    hex(&md5(&[timestamp.as_bytes(), secret.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::apop_digest;

    #[test]
    fn the_digest_of_rfc_1939_section_7() {
        let digest = apop_digest("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf");
        assert_eq!(digest, "c4c9334bac560ecc979e58001b3e22fb");
    }
}

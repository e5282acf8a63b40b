//! LOGIN: authentication by name and password.

use super::capabilities::{needs_tls, wants_tls};
use super::{Answer, Client};
use crate::engine::context::Context;
use crate::engine::imap::chart::Trigger;
use crate::engine::imap::response::Code;
use crate::engine::imap::rules;
use crate::engine::step::Why;

/// RFC 3501 §6.2.3.
pub(super) fn login(client: &mut Client, user: &[u8], password: &[u8], context: &mut Context) -> Answer {
    // "A client MUST NOT issue the LOGIN command if the LOGINDISABLED capability is advertised."
    if wants_tls(context) {
        return needs_tls(Trigger::Login, context.switches);
    }
    match account(user, password, context) {
        Some(account) => {
            let why = Why::from(&rules::LOGIN).with("account", &account);
            client.account = Some(account);
            Answer::ok("LOGIN completed", why)
        }
        None => refuse("LOGIN failed: wrong name or password"),
    }
}

fn account(user: &[u8], password: &[u8], context: &mut Context) -> Option<String> {
    let (user, password) = (std::str::from_utf8(user).ok()?, std::str::from_utf8(password).ok()?);
    context.store.authenticate(user, password, context.now).map(|account| account.name.clone())
}

/// RFC 5530 §3: "AUTHENTICATIONFAILED: Authentication failed for some reason on which the server is unwilling to
/// elaborate." A wrong name and a wrong password give the same NO: the difference would help someone who guesses.
fn refuse(text: &'static str) -> Answer {
    Answer::no(text, &rules::CREDENTIALS).with(Code::AuthenticationFailed)
}

/// Logs the store's first account in, as the PREAUTH greeting does (RFC 3501 §7.1.4); false when the
/// store has none.
pub(crate) fn preauthenticate(client: &mut Client, context: &Context) -> bool {
    client.account = context.store.accounts().next().map(|account| account.name.clone());
    client.account.is_some()
}

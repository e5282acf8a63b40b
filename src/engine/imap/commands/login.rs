//! LOGIN: who the client is.

use super::{Handled, State, needs_tls, rules};
use crate::engine::imap::response::Code;
use crate::engine::lab::World;
use crate::engine::step::Why;

/// RFC 3501 §6.2.3.
pub fn login(session: &mut State, user: &[u8], password: &[u8], world: &mut World) -> Handled {
    // "A client MUST NOT issue the LOGIN command if the LOGINDISABLED capability is advertised."
    if session.wants_tls(world.switches) {
        return needs_tls("LOGIN");
    }
    match account(user, password, world) {
        Some(account) => {
            let why = Why::from(&rules::LOGIN).with("account", &account);
            session.account = Some(account);
            Handled::ok("LOGIN completed", why)
        }
        None => refuse("LOGIN failed: wrong name or password"),
    }
}

fn account(user: &[u8], password: &[u8], world: &mut World) -> Option<String> {
    let (user, password) = (std::str::from_utf8(user).ok()?, std::str::from_utf8(password).ok()?);
    world.store.authenticate(user, password, world.now).map(|account| account.name.clone())
}

/// RFC 5530 §3: "AUTHENTICATIONFAILED: Authentication failed for some reason on which the server is
/// unwilling to elaborate." Which of name and password is wrong would help someone who guesses.
fn refuse(text: &'static str) -> Handled {
    Handled::no(text, &rules::CREDENTIALS).with(Code::AuthenticationFailed)
}

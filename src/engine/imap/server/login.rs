//! LOGIN and AUTHENTICATE PLAIN: who the client is.

use super::{Credentials, Handled, State, rules};
use crate::engine::imap::response::Code;
use crate::engine::lab::World;
use crate::engine::step::Why;

/// RFC 3501 §6.2.3.
pub fn login(session: &mut State, user: &[u8], password: &[u8], world: &mut World) -> Handled {
    match account(user, password, world) {
        Some(account) => {
            let why = Why::from(&rules::LOGIN).with("account", &account);
            session.account = Some(account);
            Handled::ok("LOGIN completed", why)
        }
        None => refuse("LOGIN failed: wrong name or password"),
    }
}

/// RFC 4616 §2: the server "authorizes" the client as the authorization identity, which here may be
/// nobody but the user.
pub fn authenticate(session: &mut State, credentials: &Credentials, world: &mut World) -> Handled {
    let Some(account) = account(&credentials.user, &credentials.password, world) else {
        return refuse("AUTHENTICATE failed: wrong name or password");
    };
    if !credentials.authorization.is_empty() && credentials.authorization != credentials.user {
        let why = Why::from(&rules::AUTHORIZATION).with("account", &account);
        return Handled::no("AUTHENTICATE failed: this user may not act as another", why)
            .with(Code::AuthenticationFailed);
    }
    let why = Why::from(&rules::AUTHENTICATE).with("account", &account);
    session.account = Some(account);
    Handled::ok("AUTHENTICATE completed", why)
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

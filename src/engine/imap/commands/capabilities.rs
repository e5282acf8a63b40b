//! Commands that are not about mail: CAPABILITY, ENABLE, ID, NAMESPACE.

use super::{Answer, Client};
use crate::engine::connection::Protocol;
use crate::engine::context::Context;
use crate::engine::imap::chart::Trigger;
use crate::engine::imap::response::{Code, Response};
use crate::engine::imap::rules;
use crate::engine::step::Why;
use crate::engine::switches::{Switch, Switches};

/// Whether passwords must not be sent now, because everybody on the way could read them.
pub(crate) fn wants_tls(context: &Context) -> bool {
    !context.protected && context.switches.has(Switch::LoginDisabled)
}

/// The capabilities besides `IMAP4rev1`: only those that work now (RFC 3501 §6.1.1).
pub(crate) fn capabilities(client: &Client, context: &Context) -> Vec<&'static str> {
    let switches = context.switches;
    let logged_in = client.account.is_some();
    let mut names: Vec<_> = switches.capabilities(Protocol::Imap, logged_in).collect();
    if !logged_in {
        names.extend(switches.mechanisms());
    }
    // Within TLS there is no STARTTLS, and LOGINDISABLED speaks of the clear (RFC 3501 §6.2.1's example).
    let not_now: &[&str] = match wants_tls(context) {
        true => &["AUTH=PLAIN", "AUTH=LOGIN"],
        false if context.protected => &["STARTTLS", "LOGINDISABLED"],
        false => &[],
    };
    // RFC 7888 §5: "servers MUST NOT advertise both of these capabilities at the same time."
    let small = switches.has(Switch::LiteralMinus);
    names.retain(|name| !(not_now.contains(name) || small && *name == "LITERAL+"));
    names
}

/// The NO to a password in the clear. RFC 5530 §3: "PRIVACYREQUIRED: The operation is not permitted due to a
/// lack of privacy."
pub(crate) fn needs_tls(trigger: Trigger, switches: Switches) -> Answer {
    let (rule, text) = match switches.has(Switch::StartTls) {
        true => (&rules::PRIVACY_REQUIRED, "Not without TLS; use STARTTLS first"),
        false => (&rules::TLS_ELSEWHERE, "Not without TLS"),
    };
    Answer::no(text, Why::from(rule).with("command", trigger.name())).with(Code::PrivacyRequired)
}

/// The extensions that ENABLE can enable.
const ENABLABLE: [Switch; 3] = [Switch::Condstore, Switch::Qresync, Switch::Imap4rev2];

/// RFC 5161 §3.1: "If the argument is not an extension known to the server, the server MUST ignore the argument."
/// ENABLED tells the extensions that this command has enabled, and none that was enabled already.
pub(super) fn enable(
    client: &mut Client,
    names: &[String],
    context: &Context,
    out: &mut Vec<Response>,
) -> Answer {
    let mut told = Vec::new();
    for switch in ENABLABLE {
        let name = switch.row().capabilities[0];
        let asked = names.iter().any(|own| own.eq_ignore_ascii_case(name));
        if asked && context.switches.has(switch) && !client.enabled.contains(&switch) {
            client.enabled.push(switch);
            // QRESYNC includes CONDSTORE (RFC 7162 §3.2.3).
            client.condstore |= switch != Switch::Imap4rev2;
            told.push(name);
        }
    }
    let why = Why::from(&rules::ENABLE).with("names", told.join(" ")).with("count", told.len());
    out.push(Response::Enabled(told));
    Answer::ok("ENABLE completed", why)
}

/// RFC 2971 §3: the client's fields change nothing: "Implementations MUST NOT make operational changes based on the
/// data sent as part of the ID command or response."
pub(super) fn id(out: &mut Vec<Response>) -> Answer {
    out.push(Response::Id(&[("name", "Postamt")]));
    Answer::ok("ID completed", &rules::ID)
}

/// RFC 2342 §5: the personal namespace has no prefix; there are no others' and no shared ones.
pub(super) fn namespace(out: &mut Vec<Response>) -> Answer {
    out.push(Response::Namespace);
    Answer::ok("NAMESPACE completed", &rules::NAMESPACE)
}

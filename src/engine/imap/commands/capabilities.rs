//! What concerns the session rather than mail: ENABLE, ID, NAMESPACE, UNSELECT.

use super::{Handled, State, rules};
use crate::engine::imap::response::Response;
use crate::engine::lab::World;
use crate::engine::step::Why;
use crate::engine::switches::Switch;

/// What ENABLE can enable.
const ENABLABLE: [Switch; 3] = [Switch::Condstore, Switch::Qresync, Switch::Imap4rev2];

/// RFC 5161 §3.1: "If the argument is not an extension known to the server, the server MUST ignore the
/// argument." ENABLED tells what this command has enabled, and nothing that was so already.
pub fn enable(session: &mut State, names: &[String], world: &World, out: &mut Vec<Response>) -> Handled {
    let mut told = Vec::new();
    for switch in ENABLABLE {
        let name = switch.row().capabilities[0];
        let asked = names.iter().any(|own| own.eq_ignore_ascii_case(name));
        if asked && world.switches.has(switch) && !session.enabled.contains(&switch) {
            session.enabled.push(switch);
            // QRESYNC includes CONDSTORE (RFC 7162 §3.2.3).
            session.condstore |= switch != Switch::Imap4rev2;
            told.push(name);
        }
    }
    let why = Why::from(&rules::ENABLE).with("names", told.join(" ")).with("count", told.len());
    out.push(Response::Enabled(told));
    Handled::ok("ENABLE completed", why)
}

/// RFC 2971 §3.1: what the client tells of itself changes nothing: "Implementations MUST NOT make operational
/// changes based on the data sent as part of the ID command or response."
pub fn id(out: &mut Vec<Response>) -> Handled {
    out.push(Response::Id(&[("name", "Postamt")]));
    Handled::ok("ID completed", &rules::ID)
}

/// RFC 2342 §5: the personal namespace has no prefix; there are no others' and no shared ones.
pub fn namespace(out: &mut Vec<Response>) -> Handled {
    out.push(Response::Namespace);
    Handled::ok("NAMESPACE completed", &rules::NAMESPACE)
}

/// RFC 3691 §2: "it performs the same actions as CLOSE, except that no messages are permanently removed".
pub fn unselect(session: &mut State) -> Handled {
    session.selected = None;
    Handled::ok("UNSELECT completed", &rules::UNSELECT)
}

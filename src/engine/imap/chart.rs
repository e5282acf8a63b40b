//! The state machines of RFC 3501: the connection's state (§3) and, orthogonal to it, what the server
//! reads next.

use crate::engine::chart::{Chart, Edge, EdgeKind, On, State, StateKind, Trigger, TriggerKind, no, ok, rfc};
use crate::engine::switches::Switch;

const GREETING: &str = "Server Greeting";
const NOT_AUTHENTICATED: &str = "Not Authenticated";
const AUTHENTICATED: &str = "Authenticated";
pub(super) const SELECTED: &str = "Selected";
const LOGOUT: &str = "Logout";

const ANY: &[&str] = &[NOT_AUTHENTICATED, AUTHENTICATED, SELECTED];
// RFC 3501 §6.3: "In the authenticated state, commands that manipulate mailboxes as atomic entities are
// permitted"; §6.4: in the selected state, "In addition to the universal commands [...], and the
// authenticated state commands [...], the following commands are valid".
const LOGGED_IN: &[&str] = &[AUTHENTICATED, SELECTED];

/// The commands that always succeed in both states after login.
const ALWAYS: &[&str] = &["CAPABILITY", "NOOP", "ID", "NAMESPACE", "IDLE"];
/// The commands that handle mailboxes as a whole, in both states after login (RFC 3501 §6.3); SELECT and
/// EXAMINE have edges of their own.
const MAILBOXES: &[&str] = &[
    "CREATE",
    "DELETE",
    "RENAME",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "LIST",
    "LSUB",
    "STATUS",
    "APPEND",
    "GETQUOTA",
    "GETQUOTAROOT",
    "SETQUOTA",
];
/// The commands that handle the messages of the selected mailbox and can fail (RFC 3501 §6.4).
const MESSAGES: &[&str] = &[
    "EXPUNGE",
    "SEARCH",
    "FETCH",
    "STORE",
    "COPY",
    "MOVE",
    "REPLACE",
    "UID REPLACE",
    "UID EXPUNGE",
    "UID SEARCH",
    "UID FETCH",
    "UID STORE",
    "UID COPY",
    "UID MOVE",
    "SORT",
    "UID SORT",
    "THREAD",
    "UID THREAD",
];

/// RFC 3501 §3, with the numbers of its figure. Triggers that lead from one state to the same state
/// share a loop.
pub static CHART: Chart = Chart {
    name: "imap",
    states: &[
        state(GREETING, StateKind::Initial, "3"),
        state(NOT_AUTHENTICATED, StateKind::Ordinary, "3.1"),
        state(AUTHENTICATED, StateKind::Ordinary, "3.2"),
        state(SELECTED, StateKind::Ordinary, "3.3"),
        state(LOGOUT, StateKind::Terminal, "3.4"),
    ],
    triggers: &[
        event("greeting OK", &[GREETING], "7.1.1"),
        event("greeting PREAUTH", &[GREETING], "7.1.4"),
        event("greeting BYE", &[GREETING], "7.1.5"),
        command("CAPABILITY", ANY, "CAPABILITY", "6.1.1"),
        command("NOOP", ANY, "NOOP", "6.1.2"),
        command("LOGOUT", ANY, "LOGOUT", "6.1.3"),
        optional(Switch::Id, 2971, "3.1", command("ID", ANY, "ID NIL | (fields)", "")),
        optional(Switch::StartTls, 3501, "6.2.1", command("STARTTLS", &[NOT_AUTHENTICATED], "STARTTLS", "")),
        command("LOGIN", &[NOT_AUTHENTICATED], "LOGIN user password", "6.2.3"),
        command("AUTHENTICATE", &[NOT_AUTHENTICATED], "AUTHENTICATE mechanism [initial-resp]", "6.2.2"),
        command("SELECT", LOGGED_IN, "SELECT mailbox [(params)]", "6.3.1"),
        command("EXAMINE", LOGGED_IN, "EXAMINE mailbox [(params)]", "6.3.2"),
        command("CREATE", LOGGED_IN, "CREATE mailbox", "6.3.3"),
        command("DELETE", LOGGED_IN, "DELETE mailbox", "6.3.4"),
        command("RENAME", LOGGED_IN, "RENAME mailbox mailbox", "6.3.5"),
        command("SUBSCRIBE", LOGGED_IN, "SUBSCRIBE mailbox", "6.3.6"),
        command("UNSUBSCRIBE", LOGGED_IN, "UNSUBSCRIBE mailbox", "6.3.7"),
        command("LIST", LOGGED_IN, "LIST reference pattern", "6.3.8"),
        command("LSUB", LOGGED_IN, "LSUB reference pattern", "6.3.9"),
        command("STATUS", LOGGED_IN, "STATUS mailbox (items)", "6.3.10"),
        command("APPEND", LOGGED_IN, "APPEND mailbox [(flags)] [date-time] literal", "6.3.11"),
        optional(Switch::Enable, 5161, "3.1", command("ENABLE", &[AUTHENTICATED], "ENABLE extensions", "")),
        optional(Switch::Namespace, 2342, "5", command("NAMESPACE", LOGGED_IN, "NAMESPACE", "")),
        optional(Switch::Idle, 2177, "3", command("IDLE", LOGGED_IN, "IDLE", "")),
        optional(Switch::Quota, 9208, "4.1.1", command("GETQUOTA", LOGGED_IN, "GETQUOTA root", "")),
        optional(
            Switch::Quota,
            9208,
            "4.1.2",
            command("GETQUOTAROOT", LOGGED_IN, "GETQUOTAROOT mailbox", ""),
        ),
        optional(Switch::Quota, 9208, "4.1.3", command("SETQUOTA", LOGGED_IN, "SETQUOTA root (limits)", "")),
        command("CHECK", &[SELECTED], "CHECK", "6.4.1"),
        command("CLOSE", &[SELECTED], "CLOSE", "6.4.2"),
        optional(Switch::Unselect, 3691, "2", command("UNSELECT", &[SELECTED], "UNSELECT", "")),
        command("EXPUNGE", &[SELECTED], "EXPUNGE", "6.4.3"),
        command("SEARCH", &[SELECTED], "SEARCH [CHARSET charset] keys", "6.4.4"),
        command("FETCH", &[SELECTED], "FETCH set items [(CHANGEDSINCE n)]", "6.4.5"),
        command("STORE", &[SELECTED], "STORE set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags", "6.4.6"),
        command("COPY", &[SELECTED], "COPY set mailbox", "6.4.7"),
        command("UID SEARCH", &[SELECTED], "UID SEARCH [CHARSET charset] keys", "6.4.8"),
        command("UID FETCH", &[SELECTED], "UID FETCH set items [(CHANGEDSINCE n)]", "6.4.8"),
        command(
            "UID STORE",
            &[SELECTED],
            "UID STORE set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags",
            "6.4.8",
        ),
        command("UID COPY", &[SELECTED], "UID COPY set mailbox", "6.4.8"),
        optional(
            Switch::Replace,
            8508,
            "3.1",
            command("REPLACE", &[SELECTED], "REPLACE number mailbox [(flags)] [date-time] literal", ""),
        ),
        optional(
            Switch::Replace,
            8508,
            "3.2",
            command("UID REPLACE", &[SELECTED], "UID REPLACE uid mailbox [(flags)] [date-time] literal", ""),
        ),
        optional(Switch::Uidplus, 4315, "2.1", command("UID EXPUNGE", &[SELECTED], "UID EXPUNGE set", "")),
        optional(Switch::Move, 6851, "3.1", command("MOVE", &[SELECTED], "MOVE set mailbox", "")),
        optional(Switch::Move, 6851, "3.2", command("UID MOVE", &[SELECTED], "UID MOVE set mailbox", "")),
        optional(Switch::Sort, 5256, "3", command("SORT", &[SELECTED], "SORT (criteria) charset keys", "")),
        optional(
            Switch::Sort,
            5256,
            "3",
            command("UID SORT", &[SELECTED], "UID SORT (criteria) charset keys", ""),
        ),
        optional(
            Switch::Thread,
            5256,
            "3",
            command("THREAD", &[SELECTED], "THREAD algorithm charset keys", ""),
        ),
        optional(
            Switch::Thread,
            5256,
            "3",
            command("UID THREAD", &[SELECTED], "UID THREAD algorithm charset keys", ""),
        ),
        event("timeout", ANY, "5.4"),
        event("disconnect", ANY, "3.4"),
        event("shutdown", ANY, "3.4"),
    ],
    edges: &[
        // RFC 3501 §3: "(1) connection without pre-authentication (OK greeting)".
        edge("ServerGreeting-OK-NotAuthenticated", [GREETING, NOT_AUTHENTICATED], 1, &[ok(&["greeting OK"])]),
        // "(2) pre-authenticated connection (PREAUTH greeting)".
        edge(
            "ServerGreeting-PREAUTH-Authenticated",
            [GREETING, AUTHENTICATED],
            2,
            &[ok(&["greeting PREAUTH"])],
        ),
        // "(3) rejected connection (BYE greeting)".
        edge("ServerGreeting-BYE-Logout", [GREETING, LOGOUT], 3, &[ok(&["greeting BYE"])]),
        // "(4) successful LOGIN or AUTHENTICATE command".
        edge(
            "NotAuthenticated-LOGIN-Authenticated",
            [NOT_AUTHENTICATED, AUTHENTICATED],
            4,
            &[ok(&["LOGIN", "AUTHENTICATE"])],
        ),
        // "(5) successful SELECT or EXAMINE command".
        edge("Authenticated-SELECT-Selected", [AUTHENTICATED, SELECTED], 5, &[ok(&["SELECT", "EXAMINE"])]),
        // "(6) CLOSE command, or failed SELECT or EXAMINE command". CLOSE has no NO (§6.4.2). RFC 9051 §3 says
        // "CLOSE or UNSELECT command".
        edge("Selected-CLOSE-Authenticated", [SELECTED, AUTHENTICATED], 6, &[ok(&["CLOSE", "UNSELECT"])]),
        // RFC 3501 §6.3.1: "The SELECT command automatically deselects any currently selected mailbox
        // before attempting the new selection. Consequently, if a mailbox is selected and a SELECT
        // command that fails is attempted, no mailbox is selected."
        edge("Selected-SELECT-Authenticated", [SELECTED, AUTHENTICATED], 6, &[no(&["SELECT", "EXAMINE"])]),
        // "(7) LOGOUT command, server shutdown, or connection closed".
        edge("NotAuthenticated-LOGOUT-Logout", [NOT_AUTHENTICATED, LOGOUT], 7, &[ok(&["LOGOUT"])]),
        edge("Authenticated-LOGOUT-Logout", [AUTHENTICATED, LOGOUT], 7, &[ok(&["LOGOUT"])]),
        edge("Selected-LOGOUT-Logout", [SELECTED, LOGOUT], 7, &[ok(&["LOGOUT"])]),
        loss("NotAuthenticated-loss-Logout", NOT_AUTHENTICATED),
        loss("Authenticated-loss-Logout", AUTHENTICATED),
        loss("Selected-loss-Logout", SELECTED),
        stay(
            "NotAuthenticated-loop",
            NOT_AUTHENTICATED,
            &[ok(&["CAPABILITY", "NOOP", "ID", "STARTTLS"]), no(&["LOGIN", "AUTHENTICATE"])],
        ),
        stay(
            "Authenticated-loop",
            AUTHENTICATED,
            &[ok(ALWAYS), ok(&["ENABLE"]), ok(MAILBOXES), no(&["SELECT", "EXAMINE"]), no(MAILBOXES)],
        ),
        stay("Selected-SELECT-Selected", SELECTED, &[ok(&["SELECT", "EXAMINE"])]),
        // CHECK has no NO (§6.4.1).
        stay(
            "Selected-loop",
            SELECTED,
            &[ok(ALWAYS), ok(MAILBOXES), ok(&["CHECK"]), ok(MESSAGES), no(MAILBOXES), no(MESSAGES)],
        ),
    ],
};

const COMMAND: &str = "Command";
const LITERAL: &str = "Literal";
const AUTHENTICATION_DATA: &str = "Authentication Data";
const IDLING: &str = "Idling";

/// What the server reads next, whatever the connection's state: a command (or the rest of one), the
/// octets of a literal (RFC 3501 §4.3), a line of authentication data (§6.2.2), or the DONE that ends IDLE
/// (RFC 2177).
pub static FLOW: Chart = Chart {
    name: "imap-flow",
    states: &[
        state(COMMAND, StateKind::Initial, "2.2.1"),
        state(LITERAL, StateKind::Ordinary, "4.3"),
        state(AUTHENTICATION_DATA, StateKind::Ordinary, "6.2.2"),
        State { name: IDLING, kind: StateKind::Ordinary, rfc: rfc(2177, "3") },
    ],
    triggers: &[
        event("literal announced", &[COMMAND], "4.3"),
        event("literal received", &[LITERAL], "4.3"),
        event("challenge sent", &[COMMAND, AUTHENTICATION_DATA], "6.2.2"),
        event("response received", &[AUTHENTICATION_DATA], "6.2.2"),
        event("response cancelled", &[AUTHENTICATION_DATA], "6.2.2"),
        Trigger { rfc: rfc(2177, "3"), ..event("idle begun", &[COMMAND], "") },
        Trigger { rfc: rfc(2177, "3"), ..event("news told", &[IDLING], "") },
        Trigger { rfc: rfc(2177, "3"), ..event("idle ended", &[IDLING], "") },
    ],
    edges: &[
        course("Command-announced-Literal", [COMMAND, LITERAL], &[ok(&["literal announced"])]),
        course("Literal-received-Command", [LITERAL, COMMAND], &[ok(&["literal received"])]),
        // RFC 3501 §7.5: a server that does not want the literal answers the command at once; no "+".
        stay("Command-refused-Command", COMMAND, &[no(&["literal announced"])]),
        course(
            "Command-challenge-AuthenticationData",
            [COMMAND, AUTHENTICATION_DATA],
            &[ok(&["challenge sent"])],
        ),
        stay(
            "AuthenticationData-challenge-AuthenticationData",
            AUTHENTICATION_DATA,
            &[ok(&["challenge sent"])],
        ),
        course(
            "AuthenticationData-response-Command",
            [AUTHENTICATION_DATA, COMMAND],
            &[ok(&["response received"])],
        ),
        // RFC 3501 §6.2.2: "If the client wishes to cancel an authentication exchange, it issues a line
        // consisting of a single "*"."
        course(
            "AuthenticationData-cancelled-Command",
            [AUTHENTICATION_DATA, COMMAND],
            &[ok(&["response cancelled"])],
        ),
        course("Command-begun-Idling", [COMMAND, IDLING], &[ok(&["idle begun"])]),
        stay("Idling-told-Idling", IDLING, &[ok(&["news told"])]),
        // RFC 2177 §3: "The IDLE command is terminated by the receipt of a "DONE" continuation from the
        // client". Anything else ends it as well, with BAD.
        course("Idling-ended-Command", [IDLING, COMMAND], &[ok(&["idle ended"]), no(&["idle ended"])]),
    ],
};

const fn state(name: &'static str, kind: StateKind, section: &'static str) -> State {
    State { name, kind, rfc: rfc(3501, section) }
}

const fn command(
    name: &'static str,
    valid_in: &'static [&'static str],
    form: &'static str,
    section: &'static str,
) -> Trigger {
    Trigger { name, kind: TriggerKind::Command, valid_in, form, needs: None, rfc: rfc(3501, section) }
}

/// A command that belongs to an extension (or to what a server may leave out), and where that is specified.
const fn optional(switch: Switch, number: u16, section: &'static str, command: Trigger) -> Trigger {
    Trigger { needs: Some(switch), rfc: rfc(number, section), ..command }
}

const fn event(name: &'static str, valid_in: &'static [&'static str], section: &'static str) -> Trigger {
    Trigger { name, kind: TriggerKind::Event, valid_in, form: "", needs: None, rfc: rfc(3501, section) }
}

const fn edge(id: &'static str, ends: [&'static str; 2], number: u8, on: &'static [On]) -> Edge {
    Edge { id, from: ends[0], to: ends[1], on, number: Some(number), kind: EdgeKind::Course }
}

const fn course(id: &'static str, ends: [&'static str; 2], on: &'static [On]) -> Edge {
    Edge { id, from: ends[0], to: ends[1], on, number: None, kind: EdgeKind::Course }
}

const fn stay(id: &'static str, at: &'static str, on: &'static [On]) -> Edge {
    course(id, [at, at], on)
}

const fn loss(id: &'static str, from: &'static str) -> Edge {
    const LOST: &[On] = &[ok(&["timeout", "disconnect", "shutdown"])];
    Edge { id, from, to: LOGOUT, on: LOST, number: Some(7), kind: EdgeKind::Loss }
}

//! The states of a POP3 session, as data (RFC 1939 §3, the commands with those of its extensions), and
//! beside them what the server reads next.
//!
//! The rules of this file:
//! 1. A row for every arrow that is drawn. What fails or stays is a row too.
//! 2. UPDATE is reached by QUIT from TRANSACTION and in no other way.
//! 3. A line that is no valid command takes no edge: it is refused.

use crate::engine::chart::{
    Chart, Edge, EdgeKind, On, Rfc, State, StateKind, Trigger, TriggerKind, no, ok, rfc,
};
use crate::engine::switches::Switch;

/// Connected, and the server has not greeted yet (RFC 1939 §3: "When the connection is established, the
/// POP3 server sends a greeting").
pub const GREETING: &str = "GREETING";
/// The client must say who it is (RFC 1939 §4).
pub const AUTHORIZATION: &str = "AUTHORIZATION";
/// The maildrop is open and locked (RFC 1939 §5).
pub const TRANSACTION: &str = "TRANSACTION";
/// The server removes what was marked (RFC 1939 §6).
pub const UPDATE: &str = "UPDATE";
/// The connection is gone.
pub const CLOSED: &str = "CLOSED";

/// The chart of a POP3 session.
pub static CHART: Chart = Chart { name: "pop3", states: STATES, triggers: TRIGGERS, edges: EDGES };

const STATES: &[State] = &[
    State { name: GREETING, kind: StateKind::Initial, rfc: rfc(1939, "3") },
    State { name: AUTHORIZATION, kind: StateKind::Ordinary, rfc: rfc(1939, "4") },
    State { name: TRANSACTION, kind: StateKind::Ordinary, rfc: rfc(1939, "5") },
    State { name: UPDATE, kind: StateKind::Ordinary, rfc: rfc(1939, "6") },
    State { name: CLOSED, kind: StateKind::Terminal, rfc: rfc(1939, "3") },
];

const TRIGGERS: &[Trigger] = &[
    optional(Switch::Pop3User, command("USER", &[AUTHORIZATION], "USER name", rfc(1939, "7"))),
    optional(Switch::Pop3User, command("PASS", &[AUTHORIZATION], "PASS string", rfc(1939, "7"))),
    optional(Switch::Pop3Apop, command("APOP", &[AUTHORIZATION], "APOP name digest", rfc(1939, "7"))),
    command("AUTH", &[AUTHORIZATION], "AUTH mechanism [initial-response]", rfc(5034, "4")),
    optional(Switch::Pop3Stls, command("STLS", &[AUTHORIZATION], "STLS", rfc(2595, "4"))),
    optional(Switch::Pop3Utf8, command("UTF8", &[AUTHORIZATION], "UTF8", rfc(6856, "2.1"))),
    command("STAT", &[TRANSACTION], "STAT", rfc(1939, "5")),
    command("LIST", &[TRANSACTION], "LIST [msg]", rfc(1939, "5")),
    command("RETR", &[TRANSACTION], "RETR msg", rfc(1939, "5")),
    command("DELE", &[TRANSACTION], "DELE msg", rfc(1939, "5")),
    command("NOOP", &[TRANSACTION], "NOOP", rfc(1939, "5")),
    command("RSET", &[TRANSACTION], "RSET", rfc(1939, "5")),
    optional(Switch::Pop3Top, command("TOP", &[TRANSACTION], "TOP msg n", rfc(1939, "7"))),
    optional(Switch::Pop3Uidl, command("UIDL", &[TRANSACTION], "UIDL [msg]", rfc(1939, "7"))),
    // RFC 2449 §5: "It is available in both the AUTHORIZATION and TRANSACTION states."
    command("CAPA", &[AUTHORIZATION, TRANSACTION], "CAPA", rfc(2449, "5")),
    optional(
        Switch::Pop3Lang,
        command("LANG", &[AUTHORIZATION, TRANSACTION], "LANG [language]", rfc(6856, "3.1")),
    ),
    command("QUIT", &[AUTHORIZATION, TRANSACTION], "QUIT", rfc(1939, "4")),
    event("greeting", &[GREETING], rfc(1939, "4")),
    event("refusal", &[GREETING], rfc(3206, "4")),
    event("closing", &[UPDATE], rfc(1939, "6")),
    event("timeout", &[AUTHORIZATION, TRANSACTION], rfc(1939, "3")),
    event("disconnect", &[AUTHORIZATION, TRANSACTION], rfc(1939, "6")),
];

const EDGES: &[Edge] = &[
    Edge {
        id: "GREETING-AUTHORIZATION",
        from: GREETING,
        to: AUTHORIZATION,
        on: &[ok(&["greeting"])],
        number: None,
        kind: EdgeKind::Course,
    },
    Edge {
        id: "GREETING-CLOSED",
        from: GREETING,
        to: CLOSED,
        on: &[ok(&["refusal"])],
        number: None,
        kind: EdgeKind::Loss,
    },
    Edge {
        id: "AUTHORIZATION-AUTHORIZATION",
        from: AUTHORIZATION,
        to: AUTHORIZATION,
        on: &[
            ok(&["USER", "CAPA", "STLS", "UTF8", "LANG"]),
            no(&["USER", "PASS", "APOP", "AUTH", "STLS", "LANG"]),
        ],
        number: None,
        kind: EdgeKind::Course,
    },
    Edge {
        id: "AUTHORIZATION-TRANSACTION",
        from: AUTHORIZATION,
        to: TRANSACTION,
        on: &[ok(&["PASS", "APOP", "AUTH"])],
        number: None,
        kind: EdgeKind::Course,
    },
    // RFC 1939 §6: "(Note that if the client issues the QUIT command from the AUTHORIZATION state, the
    // POP3 session terminates but does NOT enter the UPDATE state.)"
    Edge {
        id: "AUTHORIZATION-QUIT-CLOSED",
        from: AUTHORIZATION,
        to: CLOSED,
        on: &[ok(&["QUIT"])],
        number: None,
        kind: EdgeKind::Course,
    },
    Edge {
        id: "AUTHORIZATION-LOSS-CLOSED",
        from: AUTHORIZATION,
        to: CLOSED,
        on: &[ok(&["timeout", "disconnect"])],
        number: None,
        kind: EdgeKind::Loss,
    },
    Edge {
        id: "TRANSACTION-TRANSACTION",
        from: TRANSACTION,
        to: TRANSACTION,
        on: &[
            ok(&["STAT", "LIST", "RETR", "DELE", "NOOP", "RSET", "TOP", "UIDL", "CAPA", "LANG"]),
            no(&["LIST", "RETR", "DELE", "TOP", "UIDL", "LANG"]),
        ],
        number: None,
        kind: EdgeKind::Course,
    },
    // RFC 1939 §6: "When the client issues the QUIT command from the TRANSACTION state, the POP3 session
    // enters the UPDATE state."
    Edge {
        id: "TRANSACTION-UPDATE",
        from: TRANSACTION,
        to: UPDATE,
        on: &[ok(&["QUIT"])],
        number: None,
        kind: EdgeKind::Course,
    },
    // RFC 1939 §6: "If a session terminates for some reason other than a client-issued QUIT command, the
    // POP3 session does NOT enter the UPDATE state and MUST not remove any messages from the maildrop."
    Edge {
        id: "TRANSACTION-LOSS-CLOSED",
        from: TRANSACTION,
        to: CLOSED,
        on: &[ok(&["timeout", "disconnect"])],
        number: None,
        kind: EdgeKind::Loss,
    },
    // RFC 1939 §6: "Whether the removal was successful or not, the server then releases any
    // exclusive-access lock on the maildrop and closes the TCP connection."
    Edge {
        id: "UPDATE-CLOSED",
        from: UPDATE,
        to: CLOSED,
        on: &[ok(&["closing"]), no(&["closing"])],
        number: None,
        kind: EdgeKind::Course,
    },
];

const COMMAND: &str = "Command";
const AUTHENTICATION_DATA: &str = "Authentication Data";

/// What the server reads next, whatever the session's state: a command, or a line of authentication data
/// (RFC 5034 §4).
pub static FLOW: Chart = Chart {
    name: "pop3-flow",
    states: &[
        State { name: COMMAND, kind: StateKind::Initial, rfc: rfc(1939, "3") },
        State { name: AUTHENTICATION_DATA, kind: StateKind::Ordinary, rfc: rfc(5034, "4") },
    ],
    triggers: &[
        event("challenge sent", &[COMMAND, AUTHENTICATION_DATA], rfc(5034, "4")),
        event("response received", &[AUTHENTICATION_DATA], rfc(5034, "4")),
        event("response cancelled", &[AUTHENTICATION_DATA], rfc(5034, "4")),
    ],
    edges: &[
        flow(
            "Command-challenge-AuthenticationData",
            COMMAND,
            AUTHENTICATION_DATA,
            &[ok(&["challenge sent"])],
        ),
        flow(
            "AuthenticationData-challenge-AuthenticationData",
            AUTHENTICATION_DATA,
            AUTHENTICATION_DATA,
            &[ok(&["challenge sent"])],
        ),
        flow(
            "AuthenticationData-response-Command",
            AUTHENTICATION_DATA,
            COMMAND,
            &[ok(&["response received"])],
        ),
        // RFC 5034 §4: "If the client wishes to cancel the authentication exchange, it issues a line with a
        // single "*"."
        flow(
            "AuthenticationData-cancelled-Command",
            AUTHENTICATION_DATA,
            COMMAND,
            &[ok(&["response cancelled"])],
        ),
    ],
};

const fn command(
    name: &'static str,
    valid_in: &'static [&'static str],
    form: &'static str,
    rfc: Rfc,
) -> Trigger {
    Trigger { name, kind: TriggerKind::Command, valid_in, form, needs: None, rfc }
}

/// RFC 1939 §7: "The POP3 commands discussed above must be supported by all minimal implementations of POP3
/// servers. The optional POP3 commands described below permit a POP3 client greater freedom".
const fn optional(switch: Switch, command: Trigger) -> Trigger {
    Trigger { needs: Some(switch), ..command }
}

const fn event(name: &'static str, valid_in: &'static [&'static str], rfc: Rfc) -> Trigger {
    Trigger { name, kind: TriggerKind::Event, valid_in, form: "", needs: None, rfc }
}

const fn flow(id: &'static str, from: &'static str, to: &'static str, on: &'static [On]) -> Edge {
    Edge { id, from, to, on, number: None, kind: EdgeKind::Course }
}

//! The states of a POP3 session, as data (RFC 1939 §3, the commands with those of its extensions), and beside them
//! the flow: the states of the server's input.
//!
//! The rules of this file:
//! 1. A row for every arrow that is drawn. Failures and loops are rows too.
//! 2. UPDATE is reached by QUIT from TRANSACTION and in no other way.
//! 3. A line that is no valid command takes no edge: it is refused.

use crate::engine::chart::{
    self, Chart, Edge, EdgeKind, On, Rfc, StateKind, TriggerKind, names, no, ok, rfc, rows,
};
use crate::engine::switches::Switch;

rows! {
    /// The states of a session.
    State of chart::State {
        /// Connected, and the server has not greeted yet (RFC 1939 §3: "When the connection is established, the
        /// POP3 server sends a greeting").
        Greeting = state("GREETING", StateKind::Initial, rfc(1939, "3"));
        /// The client must log in (RFC 1939 §4).
        Authorization = state("AUTHORIZATION", StateKind::Ordinary, rfc(1939, "4"));
        /// The maildrop is open and locked (RFC 1939 §5).
        Transaction = state("TRANSACTION", StateKind::Ordinary, rfc(1939, "5"));
        /// The server removes the marked messages (RFC 1939 §6).
        Update = state("UPDATE", StateKind::Ordinary, rfc(1939, "6"));
        /// The connection is gone.
        Closed = state("CLOSED", StateKind::Terminal, rfc(1939, "3"));
    }
}

const GREETING: &str = State::Greeting.name();
const AUTHORIZATION: &str = State::Authorization.name();
const TRANSACTION: &str = State::Transaction.name();
const UPDATE: &str = State::Update.name();
const CLOSED: &str = State::Closed.name();

rows! {
    /// The commands and the events.
    #[expect(missing_docs)] // the variants are the triggers they name
    Trigger of chart::Trigger {
        User = optional(Switch::Pop3User, command("USER", &[AUTHORIZATION], "USER name", rfc(1939, "7")));
        Pass = optional(Switch::Pop3User, command("PASS", &[AUTHORIZATION], "PASS string", rfc(1939, "7")));
        Apop = optional(Switch::Pop3Apop, command("APOP", &[AUTHORIZATION], "APOP name digest", rfc(1939, "7")));
        Auth = command("AUTH", &[AUTHORIZATION], "AUTH mechanism [initial-response]", rfc(5034, "4"));
        Stls = optional(Switch::Pop3Stls, command("STLS", &[AUTHORIZATION], "STLS", rfc(2595, "4")));
        Utf8 = optional(Switch::Pop3Utf8, command("UTF8", &[AUTHORIZATION], "UTF8", rfc(6856, "2.1")));
        Stat = command("STAT", &[TRANSACTION], "STAT", rfc(1939, "5"));
        List = command("LIST", &[TRANSACTION], "LIST [msg]", rfc(1939, "5"));
        Retr = command("RETR", &[TRANSACTION], "RETR msg", rfc(1939, "5"));
        Dele = command("DELE", &[TRANSACTION], "DELE msg", rfc(1939, "5"));
        Noop = command("NOOP", &[TRANSACTION], "NOOP", rfc(1939, "5"));
        Rset = command("RSET", &[TRANSACTION], "RSET", rfc(1939, "5"));
        Top = optional(Switch::Pop3Top, command("TOP", &[TRANSACTION], "TOP msg n", rfc(1939, "7")));
        Uidl = optional(Switch::Pop3Uidl, command("UIDL", &[TRANSACTION], "UIDL [msg]", rfc(1939, "7")));
        // RFC 2449 §5: "It is available in both the AUTHORIZATION and TRANSACTION states."
        Capa = command("CAPA", &[AUTHORIZATION, TRANSACTION], "CAPA", rfc(2449, "5"));
        Lang = optional(
        Switch::Pop3Lang,
        command("LANG", &[AUTHORIZATION, TRANSACTION], "LANG [language]", rfc(6856, "3.1")),
    );
        Quit = command("QUIT", &[AUTHORIZATION, TRANSACTION], "QUIT", rfc(1939, "4"));
        Greeting = event("greeting", &[GREETING], rfc(1939, "4"));
        Refusal = event("refusal", &[GREETING], rfc(3206, "4"));
        Closing = event("closing", &[UPDATE], rfc(1939, "6"));
        Timeout = event("timeout", &[AUTHORIZATION, TRANSACTION], rfc(1939, "3"));
        Disconnect = event("disconnect", &[AUTHORIZATION, TRANSACTION], rfc(1939, "6"));
        Shutdown = event("shutdown", &[AUTHORIZATION, TRANSACTION], rfc(1939, "6"));
    }
}

/// The chart of a POP3 session.
pub static CHART: Chart = Chart { name: "pop3", states: State::ROWS, triggers: Trigger::ROWS, edges: EDGES };

const EDGES: &[Edge] = &[
    Edge {
        id: "GREETING-AUTHORIZATION",
        from: GREETING,
        to: AUTHORIZATION,
        on: &[ok(names!(Trigger: Greeting))],
        number: None,
        kind: EdgeKind::Course,
    },
    Edge {
        id: "GREETING-CLOSED",
        from: GREETING,
        to: CLOSED,
        on: &[ok(names!(Trigger: Refusal))],
        number: None,
        kind: EdgeKind::Loss,
    },
    Edge {
        id: "AUTHORIZATION-AUTHORIZATION",
        from: AUTHORIZATION,
        to: AUTHORIZATION,
        on: &[
            ok(names!(Trigger: User Capa Stls Utf8 Lang)),
            no(names!(Trigger: User Pass Apop Auth Stls Lang)),
        ],
        number: None,
        kind: EdgeKind::Course,
    },
    Edge {
        id: "AUTHORIZATION-TRANSACTION",
        from: AUTHORIZATION,
        to: TRANSACTION,
        on: &[ok(names!(Trigger: Pass Apop Auth))],
        number: None,
        kind: EdgeKind::Course,
    },
    // RFC 1939 §6: "(Note that if the client issues the QUIT command from the AUTHORIZATION state, the
    // POP3 session terminates but does NOT enter the UPDATE state.)"
    Edge {
        id: "AUTHORIZATION-QUIT-CLOSED",
        from: AUTHORIZATION,
        to: CLOSED,
        on: &[ok(names!(Trigger: Quit))],
        number: None,
        kind: EdgeKind::Course,
    },
    Edge {
        id: "AUTHORIZATION-LOSS-CLOSED",
        from: AUTHORIZATION,
        to: CLOSED,
        on: &[ok(names!(Trigger: Timeout Disconnect Shutdown))],
        number: None,
        kind: EdgeKind::Loss,
    },
    Edge {
        id: "TRANSACTION-TRANSACTION",
        from: TRANSACTION,
        to: TRANSACTION,
        on: &[
            ok(names!(Trigger: Stat List Retr Dele Noop Rset Top Uidl Capa Lang)),
            no(names!(Trigger: List Retr Dele Top Uidl Lang)),
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
        on: &[ok(names!(Trigger: Quit))],
        number: None,
        kind: EdgeKind::Course,
    },
    // RFC 1939 §6: "If a session terminates for some reason other than a client-issued QUIT command, the
    // POP3 session does NOT enter the UPDATE state and MUST not remove any messages from the maildrop."
    Edge {
        id: "TRANSACTION-LOSS-CLOSED",
        from: TRANSACTION,
        to: CLOSED,
        on: &[ok(names!(Trigger: Timeout Disconnect Shutdown))],
        number: None,
        kind: EdgeKind::Loss,
    },
    // RFC 1939 §6: "Whether the removal was successful or not, the server then releases any
    // exclusive-access lock on the maildrop and closes the TCP connection."
    Edge {
        id: "UPDATE-CLOSED",
        from: UPDATE,
        to: CLOSED,
        on: &[ok(names!(Trigger: Closing)), no(names!(Trigger: Closing))],
        number: None,
        kind: EdgeKind::Course,
    },
];

rows! {
    /// The kinds of input that the server reads next.
    FlowState of chart::State {
        /// A command.
        Command = state("Command", StateKind::Initial, rfc(1939, "3"));
        /// A line of authentication data.
        AuthenticationData = state("Authentication Data", StateKind::Ordinary, rfc(5034, "4"));
    }
}

const COMMAND: &str = FlowState::Command.name();
const AUTHENTICATION_DATA: &str = FlowState::AuthenticationData.name();

rows! {
    /// The events after which it reads another kind.
    #[expect(missing_docs)] // the variants are the events they name
    FlowTrigger of chart::Trigger {
        ChallengeSent = event("challenge sent", &[COMMAND, AUTHENTICATION_DATA], rfc(5034, "4"));
        ResponseReceived = event("response received", &[AUTHENTICATION_DATA], rfc(5034, "4"));
        ResponseCancelled = event("response cancelled", &[AUTHENTICATION_DATA], rfc(5034, "4"));
    }
}

/// The flow, in any state of the session: the server reads a command, or a line of authentication data (RFC 5034
/// §4).
pub static FLOW: Chart = Chart {
    name: "pop3-flow",
    states: FlowState::ROWS,
    triggers: FlowTrigger::ROWS,
    edges: &[
        flow(
            "Command-challenge-AuthenticationData",
            COMMAND,
            AUTHENTICATION_DATA,
            &[ok(names!(FlowTrigger: ChallengeSent))],
        ),
        flow(
            "AuthenticationData-challenge-AuthenticationData",
            AUTHENTICATION_DATA,
            AUTHENTICATION_DATA,
            &[ok(names!(FlowTrigger: ChallengeSent))],
        ),
        flow(
            "AuthenticationData-response-Command",
            AUTHENTICATION_DATA,
            COMMAND,
            &[ok(names!(FlowTrigger: ResponseReceived))],
        ),
        // RFC 5034 §4: "If the client wishes to cancel the authentication exchange, it issues a line with a
        // single "*"."
        flow(
            "AuthenticationData-cancelled-Command",
            AUTHENTICATION_DATA,
            COMMAND,
            &[ok(names!(FlowTrigger: ResponseCancelled))],
        ),
    ],
};

const fn state(name: &'static str, kind: StateKind, rfc: Rfc) -> chart::State {
    chart::State { name, kind, rfc }
}

const fn command(
    name: &'static str,
    valid_in: &'static [&'static str],
    form: &'static str,
    rfc: Rfc,
) -> chart::Trigger {
    chart::Trigger { name, kind: TriggerKind::Command, valid_in, form, needs: None, rfc }
}

/// RFC 1939 §7: "The POP3 commands discussed above must be supported by all minimal implementations of POP3
/// servers. The optional POP3 commands described below permit a POP3 client greater freedom".
const fn optional(switch: Switch, command: chart::Trigger) -> chart::Trigger {
    chart::Trigger { needs: Some(switch), ..command }
}

const fn event(name: &'static str, valid_in: &'static [&'static str], rfc: Rfc) -> chart::Trigger {
    chart::Trigger { name, kind: TriggerKind::Event, valid_in, form: "", needs: None, rfc }
}

const fn flow(id: &'static str, from: &'static str, to: &'static str, on: &'static [On]) -> Edge {
    Edge { id, from, to, on, number: None, kind: EdgeKind::Course }
}

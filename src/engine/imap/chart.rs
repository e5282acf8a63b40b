//! The state machines of RFC 3501: the connection's state (§3) and, orthogonal to it, the flow: the states of the
//! server's input.

use super::examples::EXAMPLES;
use crate::engine::chart::{
    self, Chart, Edge, EdgeKind, On, StateKind, Tls, TriggerKind, names, no, ok, rfc, rows,
};
use crate::engine::switches::Switch;

rows! {
    /// The states of a connection.
    State of chart::State {
        /// Connected, and the server has not greeted yet.
        Greeting = state("Server Greeting", StateKind::Initial, "3");
        /// The client must log in.
        NotAuthenticated = state("Not Authenticated", StateKind::Ordinary, "3.1");
        /// The client must select a mailbox.
        Authenticated = state("Authenticated", StateKind::Ordinary, "3.2");
        /// A mailbox is selected.
        Selected = state("Selected", StateKind::Ordinary, "3.3");
        /// The connection is gone.
        Logout = state("Logout", StateKind::Terminal, "3.4");
    }
}

const GREETING: &str = State::Greeting.name();
const NOT_AUTHENTICATED: &str = State::NotAuthenticated.name();
const AUTHENTICATED: &str = State::Authenticated.name();
const SELECTED: &str = State::Selected.name();
const LOGOUT: &str = State::Logout.name();

const ANY: &[&str] = &[NOT_AUTHENTICATED, AUTHENTICATED, SELECTED];
// RFC 3501 §6.3: "In the authenticated state, commands that manipulate mailboxes as atomic entities are
// permitted"; §6.4: in the selected state, "In addition to the universal commands [...], and the
// authenticated state commands [...], the following commands are valid".
const LOGGED_IN: &[&str] = &[AUTHENTICATED, SELECTED];

/// The commands that always succeed in both states after login.
const ALWAYS: &[&str] = names!(Trigger: Capability Noop Id Namespace Idle);
/// The commands that handle mailboxes as a whole, in both states after login (RFC 3501 §6.3); SELECT and
/// EXAMINE have edges of their own.
const MAILBOXES: &[&str] = names!(Trigger: Create Delete Rename Subscribe Unsubscribe List Lsub Status Append GetQuota GetQuotaRoot SetQuota);
/// The commands that handle the messages of the selected mailbox and can fail (RFC 3501 §6.4).
const MESSAGES: &[&str] = names!(Trigger: Expunge Search Fetch Store Copy Move Replace UidReplace UidExpunge UidSearch UidFetch UidStore UidCopy UidMove Sort UidSort Thread UidThread);

rows! {
    /// The commands and the events.
    #[expect(missing_docs)] // the variants are the triggers they name
    Trigger of chart::Trigger {
        GreetingOk = event("greeting OK", &[GREETING], "7.1.1");
        GreetingPreauth = event("greeting PREAUTH", &[GREETING], "7.1.4");
        GreetingBye = event("greeting BYE", &[GREETING], "7.1.5");
        Capability = command("CAPABILITY", ANY, "CAPABILITY", "6.1.1");
        Noop = command("NOOP", ANY, "NOOP", "6.1.2");
        Logout = command("LOGOUT", ANY, "LOGOUT", "6.1.3");
        Id = optional(Switch::Id, 2971, "3.1", command("ID", ANY, "ID NIL | (fields)", ""));
        StartTls = with_tls(
            Tls::Begins,
            optional(Switch::StartTls, 3501, "6.2.1", command("STARTTLS", &[NOT_AUTHENTICATED], "STARTTLS", "")),
        );
        Login = with_tls(
            Tls::Shows(Switch::LoginDisabled),
            command("LOGIN", &[NOT_AUTHENTICATED], "LOGIN user password", "6.2.3"),
        );
        Authenticate = with_tls(
            Tls::MayShow(Switch::LoginDisabled),
            command("AUTHENTICATE", &[NOT_AUTHENTICATED], "AUTHENTICATE mechanism [initial-resp]", "6.2.2"),
        );
        Select = command("SELECT", LOGGED_IN, "SELECT mailbox [(params)]", "6.3.1");
        Examine = command("EXAMINE", LOGGED_IN, "EXAMINE mailbox [(params)]", "6.3.2");
        Create = command("CREATE", LOGGED_IN, "CREATE mailbox", "6.3.3");
        Delete = command("DELETE", LOGGED_IN, "DELETE mailbox", "6.3.4");
        Rename = command("RENAME", LOGGED_IN, "RENAME mailbox mailbox", "6.3.5");
        Subscribe = command("SUBSCRIBE", LOGGED_IN, "SUBSCRIBE mailbox", "6.3.6");
        Unsubscribe = command("UNSUBSCRIBE", LOGGED_IN, "UNSUBSCRIBE mailbox", "6.3.7");
        List = command("LIST", LOGGED_IN, "LIST reference pattern", "6.3.8");
        Lsub = command("LSUB", LOGGED_IN, "LSUB reference pattern", "6.3.9");
        Status = command("STATUS", LOGGED_IN, "STATUS mailbox (items)", "6.3.10");
        Append = command("APPEND", LOGGED_IN, "APPEND mailbox [(flags)] [date-time] literal", "6.3.11");
        Enable = optional(Switch::Enable, 5161, "3.1", command("ENABLE", &[AUTHENTICATED], "ENABLE extensions", ""));
        Namespace = optional(Switch::Namespace, 2342, "5", command("NAMESPACE", LOGGED_IN, "NAMESPACE", ""));
        Idle = optional(Switch::Idle, 2177, "3", command("IDLE", LOGGED_IN, "IDLE", ""));
        GetQuota = optional(Switch::Quota, 9208, "4.1.1", command("GETQUOTA", LOGGED_IN, "GETQUOTA root", ""));
        GetQuotaRoot = optional(
            Switch::Quota,
            9208,
            "4.1.2",
            command("GETQUOTAROOT", LOGGED_IN, "GETQUOTAROOT mailbox", ""),
        );
        SetQuota = optional(Switch::Quota, 9208, "4.1.3", command("SETQUOTA", LOGGED_IN, "SETQUOTA root (limits)", ""));
        Check = command("CHECK", &[SELECTED], "CHECK", "6.4.1");
        Close = command("CLOSE", &[SELECTED], "CLOSE", "6.4.2");
        Unselect = optional(Switch::Unselect, 3691, "2", command("UNSELECT", &[SELECTED], "UNSELECT", ""));
        Expunge = command("EXPUNGE", &[SELECTED], "EXPUNGE", "6.4.3");
        Search = command("SEARCH", &[SELECTED], "SEARCH [CHARSET charset] keys", "6.4.4");
        Fetch = command("FETCH", &[SELECTED], "FETCH set items [(CHANGEDSINCE n)]", "6.4.5");
        Store = command("STORE", &[SELECTED], "STORE set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags", "6.4.6");
        Copy = command("COPY", &[SELECTED], "COPY set mailbox", "6.4.7");
        UidSearch = command("UID SEARCH", &[SELECTED], "UID SEARCH [CHARSET charset] keys", "6.4.8");
        UidFetch = command("UID FETCH", &[SELECTED], "UID FETCH set items [(CHANGEDSINCE n)]", "6.4.8");
        UidStore = command(
            "UID STORE",
            &[SELECTED],
            "UID STORE set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags",
            "6.4.8",
        );
        UidCopy = command("UID COPY", &[SELECTED], "UID COPY set mailbox", "6.4.8");
        Replace = optional(
            Switch::Replace,
            8508,
            "3.2",
            command("REPLACE", &[SELECTED], "REPLACE number mailbox [(flags)] [date-time] literal", ""),
        );
        UidReplace = optional(
            Switch::Replace,
            8508,
            "3.3",
            command("UID REPLACE", &[SELECTED], "UID REPLACE uid mailbox [(flags)] [date-time] literal", ""),
        );
        UidExpunge = optional(Switch::Uidplus, 4315, "2.1", command("UID EXPUNGE", &[SELECTED], "UID EXPUNGE set", ""));
        Move = optional(Switch::Move, 6851, "3.1", command("MOVE", &[SELECTED], "MOVE set mailbox", ""));
        UidMove = optional(Switch::Move, 6851, "3.2", command("UID MOVE", &[SELECTED], "UID MOVE set mailbox", ""));
        Sort = optional(Switch::Sort, 5256, "3", command("SORT", &[SELECTED], "SORT (criteria) charset keys", ""));
        UidSort = optional(
            Switch::Sort,
            5256,
            "3",
            command("UID SORT", &[SELECTED], "UID SORT (criteria) charset keys", ""),
        );
        Thread = optional(
            Switch::Thread,
            5256,
            "3",
            command("THREAD", &[SELECTED], "THREAD algorithm charset keys", ""),
        );
        UidThread = optional(
            Switch::Thread,
            5256,
            "3",
            command("UID THREAD", &[SELECTED], "UID THREAD algorithm charset keys", ""),
        );
        Timeout = event("timeout", ANY, "5.4");
        Disconnect = event("disconnect", ANY, "3.4");
        Shutdown = event("shutdown", ANY, "3.4");
    }
}

/// RFC 3501 §3, with the numbers of its figure. Triggers that lead from one state to the same state
/// share a loop.
pub static CHART: Chart = Chart {
    name: "imap",
    states: State::ROWS,
    triggers: Trigger::ROWS,
    examples: EXAMPLES,
    edges: &[
        // RFC 3501 §3: "(1) connection without pre-authentication (OK greeting)".
        edge(
            "ServerGreeting-OK-NotAuthenticated",
            [GREETING, NOT_AUTHENTICATED],
            1,
            &[ok(names!(Trigger: GreetingOk))],
        ),
        // "(2) pre-authenticated connection (PREAUTH greeting)".
        edge(
            "ServerGreeting-PREAUTH-Authenticated",
            [GREETING, AUTHENTICATED],
            2,
            &[ok(names!(Trigger: GreetingPreauth))],
        ),
        // "(3) rejected connection (BYE greeting)".
        edge("ServerGreeting-BYE-Logout", [GREETING, LOGOUT], 3, &[ok(names!(Trigger: GreetingBye))]),
        // "(4) successful LOGIN or AUTHENTICATE command".
        edge(
            "NotAuthenticated-LOGIN-Authenticated",
            [NOT_AUTHENTICATED, AUTHENTICATED],
            4,
            &[ok(names!(Trigger: Login Authenticate))],
        ),
        // "(5) successful SELECT or EXAMINE command".
        edge(
            "Authenticated-SELECT-Selected",
            [AUTHENTICATED, SELECTED],
            5,
            &[ok(names!(Trigger: Select Examine))],
        ),
        // "(6) CLOSE command, or failed SELECT or EXAMINE command". CLOSE has no NO (§6.4.2). RFC 9051 §3 says
        // "CLOSE or UNSELECT command".
        edge(
            "Selected-CLOSE-Authenticated",
            [SELECTED, AUTHENTICATED],
            6,
            // UNSELECT first: it removes nothing, and a way is made of the first that is offered.
            &[ok(names!(Trigger: Unselect Close))],
        ),
        // RFC 3501 §6.3.1: "The SELECT command automatically deselects any currently selected mailbox
        // before attempting the new selection. Consequently, if a mailbox is selected and a SELECT
        // command that fails is attempted, no mailbox is selected."
        edge(
            "Selected-SELECT-Authenticated",
            [SELECTED, AUTHENTICATED],
            6,
            &[no(names!(Trigger: Select Examine))],
        ),
        // "(7) LOGOUT command, server shutdown, or connection closed".
        edge(
            "NotAuthenticated-LOGOUT-Logout",
            [NOT_AUTHENTICATED, LOGOUT],
            7,
            &[ok(names!(Trigger: Logout))],
        ),
        edge("Authenticated-LOGOUT-Logout", [AUTHENTICATED, LOGOUT], 7, &[ok(names!(Trigger: Logout))]),
        edge("Selected-LOGOUT-Logout", [SELECTED, LOGOUT], 7, &[ok(names!(Trigger: Logout))]),
        loss("NotAuthenticated-loss-Logout", NOT_AUTHENTICATED),
        loss("Authenticated-loss-Logout", AUTHENTICATED),
        loss("Selected-loss-Logout", SELECTED),
        stay(
            "NotAuthenticated-loop",
            NOT_AUTHENTICATED,
            &[ok(names!(Trigger: Capability Noop Id StartTls)), no(names!(Trigger: Login Authenticate))],
        ),
        stay(
            "Authenticated-loop",
            AUTHENTICATED,
            &[
                ok(ALWAYS),
                ok(names!(Trigger: Enable)),
                ok(MAILBOXES),
                no(names!(Trigger: Select Examine)),
                no(MAILBOXES),
            ],
        ),
        stay("Selected-SELECT-Selected", SELECTED, &[ok(names!(Trigger: Select Examine))]),
        // CHECK has no NO (§6.4.1).
        stay(
            "Selected-loop",
            SELECTED,
            &[
                ok(ALWAYS),
                ok(MAILBOXES),
                ok(names!(Trigger: Check)),
                ok(MESSAGES),
                no(MAILBOXES),
                no(MESSAGES),
            ],
        ),
    ],
};

rows! {
    /// The kinds of input that the server reads next.
    FlowState of chart::State {
        /// A command, or the rest of one.
        Command = state("Command", StateKind::Initial, "2.2.1");
        /// The octets of a literal.
        Literal = state("Literal", StateKind::Ordinary, "4.3");
        /// A line of authentication data.
        AuthenticationData = state("Authentication Data", StateKind::Ordinary, "6.2.2");
        /// The DONE that ends IDLE.
        Idling = chart::State { rfc: rfc(2177, "3"), ..state("Idling", StateKind::Ordinary, "") };
    }
}

const COMMAND: &str = FlowState::Command.name();
const LITERAL: &str = FlowState::Literal.name();
const AUTHENTICATION_DATA: &str = FlowState::AuthenticationData.name();
const IDLING: &str = FlowState::Idling.name();

rows! {
    /// The events after which it reads another kind.
    #[expect(missing_docs)] // the variants are the events they name
    FlowTrigger of chart::Trigger {
        LiteralAnnounced = event("literal announced", &[COMMAND], "4.3");
        LiteralReceived = event("literal received", &[LITERAL], "4.3");
        ChallengeSent = event("challenge sent", &[COMMAND, AUTHENTICATION_DATA], "6.2.2");
        ResponseReceived = event("response received", &[AUTHENTICATION_DATA], "6.2.2");
        ResponseCancelled = event("response cancelled", &[AUTHENTICATION_DATA], "6.2.2");
        IdleBegun = chart::Trigger { rfc: rfc(2177, "3"), ..event("idle begun", &[COMMAND], "") };
        NewsTold = chart::Trigger { rfc: rfc(2177, "3"), ..event("news told", &[IDLING], "") };
        IdleEnded = chart::Trigger { rfc: rfc(2177, "3"), ..event("idle ended", &[IDLING], "") };
    }
}

/// The flow, in any state of the connection: the server reads a command (or the rest of one), the octets of a
/// literal (RFC 3501 §4.3), a line of authentication data (§6.2.2), or the DONE that ends IDLE (RFC 2177).
pub static FLOW: Chart = Chart {
    name: "imap-flow",
    states: FlowState::ROWS,
    triggers: FlowTrigger::ROWS,
    examples: &[],
    edges: &[
        course("Command-announced-Literal", [COMMAND, LITERAL], &[ok(names!(FlowTrigger: LiteralAnnounced))]),
        course("Literal-received-Command", [LITERAL, COMMAND], &[ok(names!(FlowTrigger: LiteralReceived))]),
        // RFC 3501 §7.5: a server that does not want the literal answers the command at once; no "+".
        stay("Command-refused-Command", COMMAND, &[no(names!(FlowTrigger: LiteralAnnounced))]),
        course(
            "Command-challenge-AuthenticationData",
            [COMMAND, AUTHENTICATION_DATA],
            &[ok(names!(FlowTrigger: ChallengeSent))],
        ),
        stay(
            "AuthenticationData-challenge-AuthenticationData",
            AUTHENTICATION_DATA,
            &[ok(names!(FlowTrigger: ChallengeSent))],
        ),
        course(
            "AuthenticationData-response-Command",
            [AUTHENTICATION_DATA, COMMAND],
            &[ok(names!(FlowTrigger: ResponseReceived))],
        ),
        // RFC 3501 §6.2.2: "If the client wishes to cancel an authentication exchange, it issues a line
        // consisting of a single "*"."
        course(
            "AuthenticationData-cancelled-Command",
            [AUTHENTICATION_DATA, COMMAND],
            &[ok(names!(FlowTrigger: ResponseCancelled))],
        ),
        course("Command-begun-Idling", [COMMAND, IDLING], &[ok(names!(FlowTrigger: IdleBegun))]),
        stay("Idling-told-Idling", IDLING, &[ok(names!(FlowTrigger: NewsTold))]),
        // RFC 2177 §3: "The IDLE command is terminated by the receipt of a "DONE" continuation from the
        // client". Anything else ends it as well, with BAD.
        course(
            "Idling-ended-Command",
            [IDLING, COMMAND],
            &[ok(names!(FlowTrigger: IdleEnded)), no(names!(FlowTrigger: IdleEnded))],
        ),
    ],
};

const fn state(name: &'static str, kind: StateKind, section: &'static str) -> chart::State {
    chart::State { name, kind, rfc: rfc(3501, section) }
}

const fn command(
    name: &'static str,
    valid_in: &'static [&'static str],
    form: &'static str,
    section: &'static str,
) -> chart::Trigger {
    chart::Trigger {
        name,
        kind: TriggerKind::Command,
        valid_in,
        form,
        needs: None,
        tls: Tls::Any,
        rfc: rfc(3501, section),
    }
}

/// A command that TLS makes a difference to.
const fn with_tls(tls: Tls, command: chart::Trigger) -> chart::Trigger {
    chart::Trigger { tls, ..command }
}

/// A command that belongs to an extension (or that a server may leave out), and the section that specifies it.
const fn optional(
    switch: Switch,
    number: u16,
    section: &'static str,
    command: chart::Trigger,
) -> chart::Trigger {
    chart::Trigger { needs: Some(switch), rfc: rfc(number, section), ..command }
}

const fn event(
    name: &'static str,
    valid_in: &'static [&'static str],
    section: &'static str,
) -> chart::Trigger {
    chart::Trigger {
        name,
        kind: TriggerKind::Event,
        valid_in,
        form: "",
        needs: None,
        tls: Tls::Any,
        rfc: rfc(3501, section),
    }
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
    const LOST: &[On] = &[ok(names!(Trigger: Timeout Disconnect Shutdown))];
    Edge { id, from, to: LOGOUT, on: LOST, number: Some(7), kind: EdgeKind::Loss }
}

//! The states of a POP3 session, as data (RFC 1939 §3, the commands with those of its extensions), and beside them
//! the flow: the states of the server's input.
//!
//! The rules of this file:
//! 1. A row for every arrow that is drawn. Failures and loops are rows too.
//! 2. UPDATE is reached by QUIT from TRANSACTION and in no other way.
//! 3. A line that is no valid command takes no edge: it is refused.

use super::examples::EXAMPLES;
use crate::engine::chart::{self, Chart, StateKind, Tls, command, edges, event, names, rfc, rows, state};
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

const AUTHORIZATION: &[&str] = names!(State: Authorization);
const TRANSACTION: &[&str] = names!(State: Transaction);
const EITHER: &[&str] = names!(State: Authorization Transaction);

/// A password that goes over the line.
const SHOWS: Tls = Tls::Shows(Switch::Pop3TlsFirst);

// RFC 1939 §7: "The POP3 commands discussed above must be supported by all minimal implementations of POP3 servers. The
// optional POP3 commands described below permit a POP3 client greater freedom".
rows! {
    /// The commands and the events.
    #[expect(missing_docs)] // the variants are the triggers they name
    Trigger of chart::Trigger {
        User = command("USER", AUTHORIZATION, "USER name", rfc(1939, "7")).needing(Switch::Pop3User).with_tls(SHOWS);
        Pass = command("PASS", AUTHORIZATION, "PASS string", rfc(1939, "7")).needing(Switch::Pop3User).with_tls(SHOWS);
        Apop = command("APOP", AUTHORIZATION, "APOP name digest", rfc(1939, "7")).needing(Switch::Pop3Apop);
        Auth = command("AUTH", AUTHORIZATION, "AUTH mechanism [initial-response]", rfc(5034, "4"))
            .with_tls(Tls::MayShow(Switch::Pop3TlsFirst));
        Stls = command("STLS", AUTHORIZATION, "STLS", rfc(2595, "4")).needing(Switch::Pop3Stls).with_tls(Tls::Begins);
        Utf8 = command("UTF8", AUTHORIZATION, "UTF8", rfc(6856, "2.1")).needing(Switch::Pop3Utf8);
        Stat = command("STAT", TRANSACTION, "STAT", rfc(1939, "5"));
        List = command("LIST", TRANSACTION, "LIST [msg]", rfc(1939, "5"));
        Retr = command("RETR", TRANSACTION, "RETR msg", rfc(1939, "5"));
        Dele = command("DELE", TRANSACTION, "DELE msg", rfc(1939, "5"));
        Noop = command("NOOP", TRANSACTION, "NOOP", rfc(1939, "5"));
        Rset = command("RSET", TRANSACTION, "RSET", rfc(1939, "5"));
        Top = command("TOP", TRANSACTION, "TOP msg n", rfc(1939, "7")).needing(Switch::Pop3Top);
        Uidl = command("UIDL", TRANSACTION, "UIDL [msg]", rfc(1939, "7")).needing(Switch::Pop3Uidl);
        // RFC 2449 §5: "It is available in both the AUTHORIZATION and TRANSACTION states."
        Capa = command("CAPA", EITHER, "CAPA", rfc(2449, "5"));
        Lang = command("LANG", EITHER, "LANG [language]", rfc(6856, "3.1")).needing(Switch::Pop3Lang);
        Quit = command("QUIT", EITHER, "QUIT", rfc(1939, "4"));
        Greeting = event("greeting", names!(State: Greeting), rfc(1939, "4"));
        Refusal = event("refusal", names!(State: Greeting), rfc(3206, "4"));
        Closing = event("closing", names!(State: Update), rfc(1939, "6"));
        Timeout = event("timeout", EITHER, rfc(1939, "3"));
        Disconnect = event("disconnect", EITHER, rfc(1939, "6"));
        Shutdown = event("shutdown", EITHER, rfc(1939, "6"));
    }
}

/// The chart of a POP3 session.
pub static CHART: Chart = Chart {
    name: "pop3",
    states: State::ROWS,
    triggers: Trigger::ROWS,
    examples: EXAMPLES,
    edges: edges! { State, Trigger {
        Course "GREETING-AUTHORIZATION" Greeting => Authorization: Ok(Greeting);
        Loss "GREETING-CLOSED" Greeting => Closed: Ok(Refusal);
        Course "AUTHORIZATION-AUTHORIZATION" Authorization => Authorization:
            Ok(User Capa Stls Utf8 Lang), No(User Pass Apop Auth Stls Lang);
        Course "AUTHORIZATION-TRANSACTION" Authorization => Transaction: Ok(Pass Apop Auth);
        // RFC 1939 §6: "(Note that if the client issues the QUIT command from the AUTHORIZATION state, the
        // POP3 session terminates but does NOT enter the UPDATE state.)"
        Course "AUTHORIZATION-QUIT-CLOSED" Authorization => Closed: Ok(Quit);
        Loss "AUTHORIZATION-LOSS-CLOSED" Authorization => Closed: Ok(Timeout Disconnect Shutdown);
        Course "TRANSACTION-TRANSACTION" Transaction => Transaction:
            Ok(Stat List Retr Dele Noop Rset Top Uidl Capa Lang), No(List Retr Dele Top Uidl Lang);
        // RFC 1939 §6: "When the client issues the QUIT command from the TRANSACTION state, the POP3 session
        // enters the UPDATE state."
        Course "TRANSACTION-UPDATE" Transaction => Update: Ok(Quit);
        // RFC 1939 §6: "If a session terminates for some reason other than a client-issued QUIT command, the
        // POP3 session does NOT enter the UPDATE state and MUST not remove any messages from the maildrop."
        Loss "TRANSACTION-LOSS-CLOSED" Transaction => Closed: Ok(Timeout Disconnect Shutdown);
        // RFC 1939 §6: "Whether the removal was successful or not, the server then releases any
        // exclusive-access lock on the maildrop and closes the TCP connection."
        Course "UPDATE-CLOSED" Update => Closed: Ok(Closing), No(Closing);
    } },
};

rows! {
    /// The kinds of input that the server reads next.
    FlowState of chart::State {
        /// A command.
        Command = state("Command", StateKind::Initial, rfc(1939, "3"));
        /// A line of authentication data.
        AuthenticationData = state("Authentication Data", StateKind::Ordinary, rfc(5034, "4"));
    }
}

rows! {
    /// The events after which it reads another kind.
    #[expect(missing_docs)] // the variants are the events they name
    FlowTrigger of chart::Trigger {
        ChallengeSent = event("challenge sent", names!(FlowState: Command AuthenticationData), rfc(5034, "4"));
        ResponseReceived = event("response received", names!(FlowState: AuthenticationData), rfc(5034, "4"));
        ResponseCancelled = event("response cancelled", names!(FlowState: AuthenticationData), rfc(5034, "4"));
    }
}

/// The flow, in any state of the session: the server reads a command, or a line of authentication data (RFC 5034
/// §4).
pub static FLOW: Chart = Chart {
    name: "pop3-flow",
    states: FlowState::ROWS,
    triggers: FlowTrigger::ROWS,
    examples: &[],
    edges: edges! { FlowState, FlowTrigger {
        Course "Command-challenge-AuthenticationData" Command => AuthenticationData: Ok(ChallengeSent);
        Course "AuthenticationData-challenge-AuthenticationData" AuthenticationData => AuthenticationData:
            Ok(ChallengeSent);
        Course "AuthenticationData-response-Command" AuthenticationData => Command: Ok(ResponseReceived);
        // RFC 5034 §4: "If the client wishes to cancel the authentication exchange, it issues a line with a
        // single "*"."
        Course "AuthenticationData-cancelled-Command" AuthenticationData => Command: Ok(ResponseCancelled);
    } },
};

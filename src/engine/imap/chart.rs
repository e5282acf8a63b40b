//! The state machines of RFC 3501: the connection's state (§3) and, orthogonal to it, the flow: the states of the
//! server's input.

use crate::engine::chart::{self, Chart, StateKind, command, edges, event, names, rfc, rows, state};
use crate::engine::switches::Switch;

rows! {
    /// The states of a connection.
    State of chart::State {
        /// Connected, and the server has not greeted yet.
        Greeting = state("Server Greeting", StateKind::Initial, rfc(3501, "3"));
        /// The client must log in.
        NotAuthenticated = state("Not Authenticated", StateKind::Ordinary, rfc(3501, "3.1"));
        /// The client must select a mailbox.
        Authenticated = state("Authenticated", StateKind::Ordinary, rfc(3501, "3.2"));
        /// A mailbox is selected.
        Selected = state("Selected", StateKind::Ordinary, rfc(3501, "3.3"));
        /// The connection is gone.
        Logout = state("Logout", StateKind::Terminal, rfc(3501, "3.4"));
    }
}

const ANY: &[&str] = names!(State: NotAuthenticated Authenticated Selected);
// RFC 3501 §6.3: "In the authenticated state, commands that manipulate mailboxes as atomic entities are
// permitted"; §6.4: in the selected state, "In addition to the universal commands [...], and the
// authenticated state commands [...], the following commands are valid".
const LOGGED_IN: &[&str] = names!(State: Authenticated Selected);
const NOT_AUTHENTICATED: &[&str] = names!(State: NotAuthenticated);
const SELECTED: &[&str] = names!(State: Selected);

/// The commands that always succeed in both states after login.
const ALWAYS: &[&str] = names!(Trigger: Capability Noop Id Namespace Idle);
/// The commands that handle mailboxes as a whole, in both states after login (RFC 3501 §6.3); SELECT and
/// EXAMINE have edges of their own.
const MAILBOXES: &[&str] = names!(Trigger: Create Delete Rename Subscribe Unsubscribe List Lsub Status Append
    GetQuota GetQuotaRoot SetQuota);
/// The commands that handle the messages of the selected mailbox and can fail (RFC 3501 §6.4).
const MESSAGES: &[&str] = names!(Trigger: Expunge Search Fetch Store Copy Move Replace UidReplace
    UidExpunge UidSearch UidFetch UidStore UidCopy UidMove Sort UidSort Thread UidThread);

rows! {
    /// The commands and the events.
    #[expect(missing_docs)] // the variants are the triggers they name
    Trigger of chart::Trigger {
        GreetingOk = event("greeting OK", names!(State: Greeting), rfc(3501, "7.1.1"));
        GreetingPreauth = event("greeting PREAUTH", names!(State: Greeting), rfc(3501, "7.1.4"));
        GreetingBye = event("greeting BYE", names!(State: Greeting), rfc(3501, "7.1.5"));
        Capability = command("CAPABILITY", ANY, "CAPABILITY", rfc(3501, "6.1.1"));
        Noop = command("NOOP", ANY, "NOOP", rfc(3501, "6.1.2"));
        Logout = command("LOGOUT", ANY, "LOGOUT", rfc(3501, "6.1.3"));
        Id = command("ID", ANY, "ID NIL | (fields)", rfc(2971, "3.1")).needing(Switch::Id);
        StartTls = command("STARTTLS", NOT_AUTHENTICATED, "STARTTLS", rfc(3501, "6.2.1")).needing(Switch::StartTls);
        Login = command("LOGIN", NOT_AUTHENTICATED, "LOGIN user password", rfc(3501, "6.2.3"));
        Authenticate = command("AUTHENTICATE", NOT_AUTHENTICATED, "AUTHENTICATE mechanism [initial-resp]",
            rfc(3501, "6.2.2"));
        Select = command("SELECT", LOGGED_IN, "SELECT mailbox [(params)]", rfc(3501, "6.3.1"));
        Examine = command("EXAMINE", LOGGED_IN, "EXAMINE mailbox [(params)]", rfc(3501, "6.3.2"));
        Create = command("CREATE", LOGGED_IN, "CREATE mailbox", rfc(3501, "6.3.3"));
        Delete = command("DELETE", LOGGED_IN, "DELETE mailbox", rfc(3501, "6.3.4"));
        Rename = command("RENAME", LOGGED_IN, "RENAME mailbox mailbox", rfc(3501, "6.3.5"));
        Subscribe = command("SUBSCRIBE", LOGGED_IN, "SUBSCRIBE mailbox", rfc(3501, "6.3.6"));
        Unsubscribe = command("UNSUBSCRIBE", LOGGED_IN, "UNSUBSCRIBE mailbox", rfc(3501, "6.3.7"));
        List = command("LIST", LOGGED_IN, "LIST reference pattern", rfc(3501, "6.3.8"));
        Lsub = command("LSUB", LOGGED_IN, "LSUB reference pattern", rfc(3501, "6.3.9"));
        Status = command("STATUS", LOGGED_IN, "STATUS mailbox (items)", rfc(3501, "6.3.10"));
        Append = command("APPEND", LOGGED_IN, "APPEND mailbox [(flags)] [date-time] literal", rfc(3501, "6.3.11"));
        Enable = command("ENABLE", names!(State: Authenticated), "ENABLE extensions",
            rfc(5161, "3.1")).needing(Switch::Enable);
        Namespace = command("NAMESPACE", LOGGED_IN, "NAMESPACE", rfc(2342, "5")).needing(Switch::Namespace);
        Idle = command("IDLE", LOGGED_IN, "IDLE", rfc(2177, "3")).needing(Switch::Idle);
        GetQuota = command("GETQUOTA", LOGGED_IN, "GETQUOTA root", rfc(9208, "4.1.1")).needing(Switch::Quota);
        GetQuotaRoot = command("GETQUOTAROOT", LOGGED_IN, "GETQUOTAROOT mailbox",
            rfc(9208, "4.1.2")).needing(Switch::Quota);
        SetQuota = command("SETQUOTA", LOGGED_IN, "SETQUOTA root (limits)",
            rfc(9208, "4.1.3")).needing(Switch::Quota);
        Check = command("CHECK", SELECTED, "CHECK", rfc(3501, "6.4.1"));
        Close = command("CLOSE", SELECTED, "CLOSE", rfc(3501, "6.4.2"));
        Unselect = command("UNSELECT", SELECTED, "UNSELECT", rfc(3691, "2")).needing(Switch::Unselect);
        Expunge = command("EXPUNGE", SELECTED, "EXPUNGE", rfc(3501, "6.4.3"));
        Search = command("SEARCH", SELECTED, "SEARCH [CHARSET charset] keys", rfc(3501, "6.4.4"));
        Fetch = command("FETCH", SELECTED, "FETCH set items [(CHANGEDSINCE n)]", rfc(3501, "6.4.5"));
        Store = command("STORE", SELECTED, "STORE set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags",
            rfc(3501, "6.4.6"));
        Copy = command("COPY", SELECTED, "COPY set mailbox", rfc(3501, "6.4.7"));
        UidSearch = command("UID SEARCH", SELECTED, "UID SEARCH [CHARSET charset] keys", rfc(3501, "6.4.8"));
        UidFetch = command("UID FETCH", SELECTED, "UID FETCH set items [(CHANGEDSINCE n)]", rfc(3501, "6.4.8"));
        UidStore = command("UID STORE", SELECTED, "UID STORE set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags",
            rfc(3501, "6.4.8"));
        UidCopy = command("UID COPY", SELECTED, "UID COPY set mailbox", rfc(3501, "6.4.8"));
        Replace = command("REPLACE", SELECTED, "REPLACE number mailbox [(flags)] [date-time] literal",
            rfc(8508, "3.2")).needing(Switch::Replace);
        UidReplace = command("UID REPLACE", SELECTED, "UID REPLACE uid mailbox [(flags)] [date-time] literal",
            rfc(8508, "3.3")).needing(Switch::Replace);
        UidExpunge = command("UID EXPUNGE", SELECTED, "UID EXPUNGE set", rfc(4315, "2.1")).needing(Switch::Uidplus);
        Move = command("MOVE", SELECTED, "MOVE set mailbox", rfc(6851, "3.1")).needing(Switch::Move);
        UidMove = command("UID MOVE", SELECTED, "UID MOVE set mailbox", rfc(6851, "3.2")).needing(Switch::Move);
        Sort = command("SORT", SELECTED, "SORT (criteria) charset keys", rfc(5256, "3")).needing(Switch::Sort);
        UidSort = command("UID SORT", SELECTED, "UID SORT (criteria) charset keys",
            rfc(5256, "3")).needing(Switch::Sort);
        Thread = command("THREAD", SELECTED, "THREAD algorithm charset keys",
            rfc(5256, "3")).needing(Switch::Thread);
        UidThread = command("UID THREAD", SELECTED, "UID THREAD algorithm charset keys",
            rfc(5256, "3")).needing(Switch::Thread);
        Timeout = event("timeout", ANY, rfc(3501, "5.4"));
        Disconnect = event("disconnect", ANY, rfc(3501, "3.4"));
        Shutdown = event("shutdown", ANY, rfc(3501, "3.4"));
    }
}

/// RFC 3501 §3, with the numbers of its figure. Triggers that lead from one state to the same state
/// share a loop.
pub static CHART: Chart = Chart {
    name: "imap",
    states: State::ROWS,
    triggers: Trigger::ROWS,
    edges: edges! { State, Trigger {
        // RFC 3501 §3: "(1) connection without pre-authentication (OK greeting)".
        Course "ServerGreeting-OK-NotAuthenticated" (1) Greeting => NotAuthenticated: Ok(GreetingOk);
        // "(2) pre-authenticated connection (PREAUTH greeting)".
        Course "ServerGreeting-PREAUTH-Authenticated" (2) Greeting => Authenticated: Ok(GreetingPreauth);
        // "(3) rejected connection (BYE greeting)".
        Course "ServerGreeting-BYE-Logout" (3) Greeting => Logout: Ok(GreetingBye);
        // "(4) successful LOGIN or AUTHENTICATE command".
        Course "NotAuthenticated-LOGIN-Authenticated" (4) NotAuthenticated => Authenticated: Ok(Login Authenticate);
        // "(5) successful SELECT or EXAMINE command".
        Course "Authenticated-SELECT-Selected" (5) Authenticated => Selected: Ok(Select Examine);
        // "(6) CLOSE command, or failed SELECT or EXAMINE command". CLOSE has no NO (§6.4.2). RFC 9051 §3 says
        // "CLOSE or UNSELECT command".
        Course "Selected-CLOSE-Authenticated" (6) Selected => Authenticated: Ok(Close Unselect);
        // RFC 3501 §6.3.1: "The SELECT command automatically deselects any currently selected mailbox
        // before attempting the new selection. Consequently, if a mailbox is selected and a SELECT
        // command that fails is attempted, no mailbox is selected."
        Course "Selected-SELECT-Authenticated" (6) Selected => Authenticated: No(Select Examine);
        // "(7) LOGOUT command, server shutdown, or connection closed".
        Course "NotAuthenticated-LOGOUT-Logout" (7) NotAuthenticated => Logout: Ok(Logout);
        Course "Authenticated-LOGOUT-Logout" (7) Authenticated => Logout: Ok(Logout);
        Course "Selected-LOGOUT-Logout" (7) Selected => Logout: Ok(Logout);
        Loss "NotAuthenticated-loss-Logout" (7) NotAuthenticated => Logout: Ok(Timeout Disconnect Shutdown);
        Loss "Authenticated-loss-Logout" (7) Authenticated => Logout: Ok(Timeout Disconnect Shutdown);
        Loss "Selected-loss-Logout" (7) Selected => Logout: Ok(Timeout Disconnect Shutdown);
        Course "NotAuthenticated-loop" NotAuthenticated => NotAuthenticated:
            Ok(Capability Noop Id StartTls), No(Login Authenticate);
        Course "Authenticated-loop" Authenticated => Authenticated:
            Ok([ALWAYS]), Ok(Enable), Ok([MAILBOXES]), No(Select Examine), No([MAILBOXES]);
        Course "Selected-SELECT-Selected" Selected => Selected: Ok(Select Examine);
        // CHECK has no NO (§6.4.1).
        Course "Selected-loop" Selected => Selected:
            Ok([ALWAYS]), Ok([MAILBOXES]), Ok(Check), Ok([MESSAGES]), No([MAILBOXES]), No([MESSAGES]);
    } },
};

rows! {
    /// The kinds of input that the server reads next.
    FlowState of chart::State {
        /// A command, or the rest of one.
        Command = state("Command", StateKind::Initial, rfc(3501, "2.2.1"));
        /// The octets of a literal.
        Literal = state("Literal", StateKind::Ordinary, rfc(3501, "4.3"));
        /// A line of authentication data.
        AuthenticationData = state("Authentication Data", StateKind::Ordinary, rfc(3501, "6.2.2"));
        /// The DONE that ends IDLE.
        Idling = state("Idling", StateKind::Ordinary, rfc(2177, "3"));
    }
}

rows! {
    /// The events after which it reads another kind.
    #[expect(missing_docs)] // the variants are the events they name
    FlowTrigger of chart::Trigger {
        LiteralAnnounced = event("literal announced", names!(FlowState: Command), rfc(3501, "4.3"));
        LiteralReceived = event("literal received", names!(FlowState: Literal), rfc(3501, "4.3"));
        ChallengeSent = event("challenge sent", names!(FlowState: Command AuthenticationData), rfc(3501, "6.2.2"));
        ResponseReceived = event("response received", names!(FlowState: AuthenticationData), rfc(3501, "6.2.2"));
        ResponseCancelled = event("response cancelled", names!(FlowState: AuthenticationData), rfc(3501, "6.2.2"));
        IdleBegun = event("idle begun", names!(FlowState: Command), rfc(2177, "3"));
        NewsTold = event("news told", names!(FlowState: Idling), rfc(2177, "3"));
        IdleEnded = event("idle ended", names!(FlowState: Idling), rfc(2177, "3"));
    }
}

/// The flow, in any state of the connection: the server reads a command (or the rest of one), the octets of a
/// literal (RFC 3501 §4.3), a line of authentication data (§6.2.2), or the DONE that ends IDLE (RFC 2177).
pub static FLOW: Chart = Chart {
    name: "imap-flow",
    states: FlowState::ROWS,
    triggers: FlowTrigger::ROWS,
    edges: edges! { FlowState, FlowTrigger {
        Course "Command-announced-Literal" Command => Literal: Ok(LiteralAnnounced);
        Course "Literal-received-Command" Literal => Command: Ok(LiteralReceived);
        // RFC 3501 §7.5: a server that does not want the literal answers the command at once; no "+".
        Course "Command-refused-Command" Command => Command: No(LiteralAnnounced);
        Course "Command-challenge-AuthenticationData" Command => AuthenticationData: Ok(ChallengeSent);
        Course "AuthenticationData-challenge-AuthenticationData" AuthenticationData => AuthenticationData:
            Ok(ChallengeSent);
        Course "AuthenticationData-response-Command" AuthenticationData => Command: Ok(ResponseReceived);
        // RFC 3501 §6.2.2: "If the client wishes to cancel an authentication exchange, it issues a line
        // consisting of a single "*"."
        Course "AuthenticationData-cancelled-Command" AuthenticationData => Command: Ok(ResponseCancelled);
        Course "Command-begun-Idling" Command => Idling: Ok(IdleBegun);
        Course "Idling-told-Idling" Idling => Idling: Ok(NewsTold);
        // RFC 2177 §3: "The IDLE command is terminated by the receipt of a "DONE" continuation from the
        // client". Anything else ends it as well, with BAD.
        Course "Idling-ended-Command" Idling => Command: Ok(IdleEnded), No(IdleEnded);
    } },
};

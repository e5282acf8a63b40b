//! The rules of the conversation: greeting, framing, refusals. Their sentences are in the catalogues, under
//! `why-` and the id.

use crate::engine::chart::rfc;
use crate::engine::step::Rule;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $rfc:literal, $section:literal;)*) => {
        $($(#[$doc])* pub static $name: Rule = Rule { id: $id, rfc: rfc($rfc, $section) };)*

        /// All of them.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    /// The `* OK` greeting.
    GREETING_OK = "imap-greeting-ok", 3501, "7.1.1";
    /// The `* PREAUTH` greeting; `{account}`.
    GREETING_PREAUTH = "imap-greeting-preauth", 3501, "7.1.4";
    /// The `* BYE` greeting.
    GREETING_BYE = "imap-greeting-bye", 3501, "7.1.5";
    /// LOGOUT.
    LOGOUT = "imap-logout", 3501, "6.1.3";
    /// The inactivity timer ran out.
    AUTOLOGOUT = "imap-autologout", 3501, "5.4";
    /// The line was cut.
    DISCONNECT = "imap-disconnect", 3501, "3.4";
    /// The server gives up, since more has come than it keeps.
    SHUTDOWN = "imap-shutdown", 3501, "3.4";

    /// A command in the wrong state; `{command}`, `{state}`.
    NOT_NOW = "imap-not-now", 3501, "3";
    /// No such command; `{word}`.
    UNKNOWN = "imap-unknown", 3501, "7.1.3";
    /// A command or argument that this server does not offer; `{command}`.
    NOT_OFFERED = "imap-not-offered", 3501, "6.5";
    /// QRESYNC's parameter or modifier before ENABLE QRESYNC; `{command}`.
    RESYNC_FIRST = "imap-resync-first", 7162, "3.2.3";
    /// A command's name stands where the tag belongs; `{word}`.
    TAG_MISSING = "imap-tag-missing", 3501, "2.2.1";
    /// No tag can begin so.
    TAG_FORM = "imap-tag-form", 3501, "2.2.1";
    /// A tag with no command behind it; `{tag}`.
    COMMAND_MISSING = "imap-command-missing", 3501, "2.2.1";
    /// The arguments do not fit; `{command}`.
    SYNTAX = "imap-syntax", 3501, "9";
    /// A line that does not end with CRLF.
    CRLF = "imap-crlf", 3501, "2.2";
    /// A line beyond the limit; `{max}`.
    LINE_TOO_LONG = "imap-line-too-long", 7162, "4";
    /// A search key nested too deep; `{max}`.
    SEARCH_DEPTH = "imap-search-depth", 3501, "6.4.4";
    /// `\Recent` among the flags that a client sends.
    FLAG_RECENT = "imap-flag-recent", 3501, "2.3.2";
    /// A message sequence number without a message; `{number}`, `{count}`.
    NUMBER_BEYOND = "imap-number-beyond", 3501, "9";
    /// A mailbox name that is no modified UTF-7; `{name}`.
    MAILBOX_UTF7 = "imap-mailbox-utf7", 3501, "5.1.3";

    /// A mailbox name that is no UTF-8; `{name}`.
    MAILBOX_UTF8 = "imap-mailbox-utf8", 9051, "5.1";

    /// A literal is announced; the server asks for it; `{count}`.
    LITERAL_ANNOUNCED = "imap-literal-announced", 3501, "4.3";
    /// The literal's octets have come; `{count}`.
    LITERAL_RECEIVED = "imap-literal-received", 3501, "4.3";
    /// The command is refused, so the literal must not be sent.
    LITERAL_REFUSED = "imap-literal-refused", 3501, "7.5";
    /// A literal beyond the limit; `{count}`, `{max}`.
    LITERAL_TOO_LONG = "imap-literal-too-long", 5530, "3";
    /// A literal is announced as one that comes unasked; `{count}`.
    LITERAL_UNASKED = "imap-literal-unasked", 7888, "4";
    /// The command is refused, and its literal comes all the same; `{count}`.
    LITERAL_SKIPPED = "imap-literal-skipped", 7888, "4";

    /// IDLE begins.
    IDLE = "imap-idle", 2177, "3";
    /// Something was told to a client that idles; `{count}`.
    IDLE_NEWS = "imap-idle-news", 2177, "3";
    /// DONE.
    IDLE_ENDED = "imap-idle-ended", 2177, "3";
    /// Something else than DONE.
    IDLE_DONE = "imap-idle-done", 9051, "6.3.13";

    /// The response to a challenge has come.
    RESPONSE = "imap-response", 3501, "6.2.2";
    /// STARTTLS succeeded.
    STARTTLS = "imap-starttls", 3501, "6.2.1";
    /// The port is one of TLS alone.
    TLS_AT_ONCE = "imap-tls-at-once", 8314, "3.2";
    /// STARTTLS once more.
    TLS_TWICE = "imap-tls-twice", 9051, "6.2.1";
    /// The handshake is over.
    TLS_COMPLETED = "imap-tls-completed", 3501, "6.2.1";
    /// The same, and what came in the clear before is thrown away; `{count}`.
    TLS_DISCARDED = "imap-tls-discarded", 3501, "6.2.1";
}

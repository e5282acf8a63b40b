//! The rules that explain the server's replies, each with its place in the standards.
//!
//! The words are in `www/locales/*/later/pop3.txt` under `why-` and the id; the arguments a rule's sentence may
//! use are listed with each rule.

use crate::engine::step::rules;

rules! {
    /// The server speaks first. `timestamp`
    GREETING = "pop3-greeting", 1939, "4";
    /// The same without the timestamp: APOP is not offered.
    GREETING_PLAIN = "pop3-greeting-plain", 1939, "4";
    /// A recorded server has answered so.
    RECORDED = "pop3-recorded", 1939, "3";
    /// Our own server would have answered otherwise than a recorded one.
    DIFFERS = "pop3-differs", 1939, "3";
    /// The server does not serve now, and says so instead of greeting.
    REFUSAL = "pop3-refusal", 3206, "4";

    /// USER only notes the name. `name`
    USER = "pop3-user", 1939, "7";
    /// PASS fitted: maildrop locked, snapshot taken. `name`, `n` messages
    PASS = "pop3-pass", 1939, "4";
    /// PASS came without a USER before it.
    PASS_NEEDS_USER = "pop3-pass-needs-user", 1939, "7";
    /// Name and password do not fit; which of them is not told.
    LOGIN_FAILED = "pop3-login-failed", 3206, "5";
    /// Another session holds the maildrop. `name`
    IN_USE = "pop3-in-use", 2449, "8.1.2";
    /// The digest fitted: maildrop locked, snapshot taken. `name`, `n` messages
    APOP = "pop3-apop", 1939, "7";
    /// The digest is not the one of this greeting's timestamp and the password.
    APOP_FAILED = "pop3-apop-failed", 1939, "7";
    /// AUTH's exchange proved the client's name: maildrop locked, snapshot taken. `name`, `n` messages
    AUTH = "pop3-auth", 5034, "4";
    /// The line answered a challenge.
    RESPONSE = "pop3-response", 5034, "4";
    /// The account was logged in to only just now. `n` seconds to wait
    LOGIN_DELAY = "pop3-login-delay", 2449, "8.1.1";
    /// A password in the clear before TLS. `command`
    TLS_FIRST = "pop3-tls-first", 2595, "2.3";
    /// A password in the clear on a server without STLS.
    TLS_ELSEWHERE = "pop3-tls-elsewhere", 8314, "3.1";
    STLS = "pop3-stls", 2595, "4";
    /// The port is one of TLS alone.
    TLS_AT_ONCE = "pop3-tls-at-once", 8314, "3.1";
    /// TLS is active already.
    TLS_TWICE = "pop3-tls-twice", 2595, "4";
    /// STLS came too late.
    STLS_AFTER_UTF8 = "pop3-stls-after-utf8", 6856, "2.1";
    /// The handshake is complete; the client's earlier lines are forgotten.
    TLS_COMPLETED = "pop3-tls-completed", 2595, "4";
    /// Octets in the clear behind STLS were thrown away. `n` octets
    TLS_DISCARDED = "pop3-tls-discarded", 2595, "4";
    /// UTF-8 mode is on.
    UTF8 = "pop3-utf8", 6856, "2.1";
    /// The message has UTF-8 in its header, and the client did not ask for that. `number`
    UTF8_NEEDED = "pop3-utf8-needed", 6856, "5";
    /// The languages that there are.
    LANG_LIST = "pop3-lang-list", 6856, "3.2";
    /// From now on in this language. `language`
    LANG = "pop3-lang", 6856, "3.2";
    /// Not in this language. `language`
    LANG_UNKNOWN = "pop3-lang-unknown", 6856, "3.2";
    /// The server's capabilities besides the minimum.
    CAPA = "pop3-capa", 2449, "5";
    /// QUIT before login: no UPDATE.
    QUIT_AUTHORIZATION = "pop3-quit-authorization", 1939, "6";

    /// Count and total size of the messages that are not marked. `n` messages, `octets`
    STAT = "pop3-stat", 1939, "5";
    /// STAT while there is newer mail
    STAT_SNAPSHOT = "pop3-stat-snapshot", 1939, "5";
    /// Number and size of each message. `n` messages
    LIST = "pop3-list", 1939, "5";
    /// Number and size of one message. `number`, `octets`
    LIST_ONE = "pop3-list-one", 1939, "5";
    /// LIST or UIDL leaves out the marked messages, so the numbers have gaps. `n` messages marked
    LIST_GAPS = "pop3-list-gaps", 1939, "5";
    /// A whole message; it stays in the maildrop. `number`, `octets`
    RETR = "pop3-retr", 1939, "5";
    /// RETR or TOP sent lines with an additional dot. `number`, `n` lines
    STUFFED = "pop3-stuffed", 1939, "3";
    /// DELE only marks. `number`, `marked` messages by now
    DELE = "pop3-dele", 1939, "5";
    /// Nothing but a sign of life.
    NOOP = "pop3-noop", 1939, "5";
    /// All marks are taken back. `n` messages
    RSET = "pop3-rset", 1939, "5";
    /// The header and the first lines of the body. `number`, `n` lines
    TOP = "pop3-top", 1939, "7";
    /// The unique id of each message. `n` messages
    UIDL = "pop3-uidl", 1939, "7";
    /// The unique id of one message. `number`, `id`
    UIDL_ONE = "pop3-uidl-one", 1939, "7";
    /// No message has this number. `number`, `n` messages in this session
    NO_MESSAGE = "pop3-no-message", 1939, "5";
    /// The number would be that of a message which came after login. `number`
    SNAPSHOT = "pop3-snapshot", 1939, "5";
    /// The message is marked, so its number may not be used. `number`
    MARKED = "pop3-marked", 1939, "5";
    /// Another client has removed the message meanwhile. `number`
    GONE = "pop3-gone", 1939, "4";
    /// Another client has removed the message meanwhile, and this session still has it. `number`
    KEPT = "pop3-kept", 1939, "4";

    /// QUIT after login: UPDATE begins. `n` messages marked
    QUIT = "pop3-quit", 1939, "6";
    /// EXPIRE 0: QUIT marks the fetched messages. `n` of them
    EXPIRE = "pop3-expire", 2449, "6.7";
    /// UPDATE removed the marked messages. `n` messages
    UPDATE = "pop3-update", 1939, "6";
    /// Some of the marked messages were not there to be removed. `n` of them
    UPDATE_INCOMPLETE = "pop3-update-incomplete", 1939, "6";
    /// The inactivity timer ran out: no UPDATE, no reply. `n` messages were marked
    TIMEOUT = "pop3-timeout", 1939, "3";
    /// The connection was cut: no UPDATE. `n` messages were marked
    DISCONNECT = "pop3-disconnect", 1939, "6";
    /// The server shut down: no UPDATE.
    SHUTDOWN = "pop3-shutdown", 1939, "6";

    /// The command is valid, but not in this state. `command`, `state`
    NOT_NOW = "pop3-not-now", 1939, "3";
    /// No such command. `came`
    UNKNOWN = "pop3-unknown", 1939, "3";
    /// A word stands before the command, as IMAP's tags do. `came`
    TAG = "pop3-tag", 1939, "3";
    /// A command of an extension that this server does not offer. `command`
    NOT_OFFERED = "pop3-not-offered", 1939, "3";
    /// An optional command of RFC 1939 that this server does not have. `command`
    OPTIONAL = "pop3-optional", 1939, "7";
    /// A command that POP3 had before RFC 1939. `command`
    OLD = "pop3-old", 1939, "7";
    /// A word that is too short or too long for a keyword. `came`, `n` characters
    KEYWORD_LENGTH = "pop3-keyword-length", 1939, "3";
    /// An empty line, or one that does not begin with a keyword.
    NO_KEYWORD = "pop3-no-keyword", 1939, "3";
    /// An argument is missing. `command`, `form`, `example`; so have the next ones
    MISSING = "pop3-missing-argument", 1939, "3";
    /// There is more on the line than the command takes. `form`
    SUPERFLUOUS = "pop3-superfluous", 1939, "3";
    /// More than a single SPACE separates. `form`
    SINGLE_SPACE = "pop3-single-space", 1939, "3";
    /// Not a decimal number. `form`
    NUMBER = "pop3-number", 1939, "5";
    /// Not 32 lower-case hexadecimal digits. `form`
    DIGEST = "pop3-digest", 1939, "7";
    /// A backspace or delete, which telnet sends as an octet of its own.
    BACKSPACE = "pop3-backspace", 1939, "3";
    /// A character that is not in ASCII. `char`
    NON_ASCII = "pop3-non-ascii", 1939, "3";
    /// An octet that is no printable ASCII character. `octet` in hexadecimal
    PRINTABLE = "pop3-printable", 1939, "3";
    /// An argument of more than 40 characters. `max`
    ARGUMENT_LONG = "pop3-argument-long", 1939, "3";
    /// A line of more than 255 octets. `max`
    LINE_LONG = "pop3-line-long", 2449, "4";
    /// The line ended with LF alone, and was taken.
    BARE_LF = "pop3-bare-lf", 1939, "3";
}

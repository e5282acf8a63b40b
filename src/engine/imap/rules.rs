//! The rules that explain the server's replies: greeting, framing and refusals, then command by command. Their
//! sentences are in the catalogues, under `why-` and the id.
//!
//! A rule without words here explains the success of the command after which it is named.

use crate::engine::step::rules;

rules! {
    /// The `* OK` greeting.
    GREETING_OK = "imap-greeting-ok", 3501, "7.1.1";
    /// The `* PREAUTH` greeting; `{account}`.
    GREETING_PREAUTH = "imap-greeting-preauth", 3501, "7.1.4";
    /// The `* BYE` greeting.
    GREETING_BYE = "imap-greeting-bye", 3501, "7.1.5";
    /// A recorded server has answered so.
    RECORDED = "imap-recorded", 3501, "2.2.2";
    /// Our own server would have answered otherwise than a recorded one.
    DIFFERS = "imap-differs", 3501, "2.2.2";
    /// It would have sent other data.
    DIFFERS_DATA = "imap-differs-data", 3501, "2.2.2";
    LOGOUT = "imap-logout", 3501, "6.1.3";
    /// The inactivity timer ran out.
    AUTOLOGOUT = "imap-autologout", 3501, "5.4";
    /// The connection was cut.
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
    /// The arguments do not fit; `{word}`, `{command}`, `{form}`, `{example}`.
    SYNTAX = "imap-syntax", 3501, "9";
    /// The arguments are not complete; `{command}`, `{form}`, `{example}`. So have the next ones.
    MISSING_ARGUMENT = "imap-missing-argument", 3501, "9";
    /// LIST or LSUB with less than two arguments; `{command}`, `{example}`.
    LIST_TWO = "imap-list-two", 3501, "6.3.8";
    /// More on the line than the command takes.
    SUPERFLUOUS = "imap-superfluous", 3501, "9";
    /// More than one space between two words.
    SINGLE_SPACE = "imap-single-space", 3501, "9";
    /// A mailbox name with a space in it and without quotation marks; `{name}`.
    NAME_SPACE = "imap-name-space", 3501, "4.3";
    /// Another argument with a space in it and without quotation marks; `{example}`.
    ARGUMENT_SPACE = "imap-argument-space", 3501, "4.3";
    /// A quotation mark that no other one closes.
    QUOTE_OPEN = "imap-quote-open", 3501, "4.3";
    /// A parenthesis that no other one closes.
    PARENTHESIS_OPEN = "imap-parenthesis-open", 3501, "4.4";
    /// A typographic quotation mark; `{char}`.
    QUOTE_CURLY = "imap-quote-curly", 3501, "4.3";
    /// A character outside of US-ASCII in a mailbox name; `{char}`, `{name}`.
    NON_ASCII_NAME = "imap-non-ascii-name", 3501, "5.1.3";
    /// The same somewhere else than in a literal; `{char}`, `{announcement}`.
    NON_ASCII = "imap-non-ascii", 3501, "4.3";
    /// The same in IMAP4rev2, and without quotation marks; `{char}`, `{name}`.
    NON_ASCII_QUOTED = "imap-non-ascii-quoted", 9051, "4.3";
    /// STORE without FLAGS; `{example}`.
    STORE_ITEM = "imap-store-item", 3501, "6.4.6";
    /// No sequence set where one belongs; `{word}`, `{example}`.
    SET = "imap-set", 3501, "9";
    /// Several items without parentheses; `{command}`, `{example}`.
    ITEMS = "imap-items", 3501, "9";
    /// No item of FETCH; `{word}`.
    FETCH_ITEM = "imap-fetch-item", 3501, "6.4.5";
    /// No search key; `{word}`.
    SEARCH_KEY = "imap-search-key", 3501, "6.4.4";
    /// No date; `{word}`.
    DATE = "imap-date", 3501, "9";
    /// More octets have come than the literal announced, or fewer; `{announced}`, `{sent}`.
    LITERAL_COUNT = "imap-literal-count", 3501, "4.3";
    /// The same, with a character of several octets; `{char}`, `{octets}`.
    LITERAL_COUNT_WIDE = "imap-literal-count-wide", 3501, "4.3";
    /// A tag that was used just before; `{tag}`.
    TAG_AGAIN = "imap-tag-again", 3501, "2.2.1";
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
    /// The same, and it is the UID of a message; `{number}`, `{own}` number, `{command}`.
    NUMBER_UID = "imap-number-uid", 3501, "2.3.1";
    /// The same, and messages have come of which the client does not know; `{number}`, `{count}`.
    NUMBER_UNTOLD = "imap-number-untold", 3501, "7.3.1";
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
    LITERAL_UNASKED = "imap-literal-unasked", 7888, "3";
    /// The command is refused, and its literal comes all the same; `{count}`.
    LITERAL_SKIPPED = "imap-literal-skipped", 7888, "4";

    /// IDLE begins.
    IDLE = "imap-idle", 2177, "3";
    /// Something was told to a client that idles; `{count}`.
    IDLE_NEWS = "imap-idle-news", 2177, "3";
    IDLE_ENDED = "imap-idle-ended", 2177, "3";
    /// Something else than DONE.
    IDLE_DONE = "imap-idle-done", 9051, "6.3.13";

    /// The response to a challenge has come.
    RESPONSE = "imap-response", 3501, "6.2.2";
    STARTTLS = "imap-starttls", 3501, "6.2.1";
    /// The port is one of TLS alone.
    TLS_AT_ONCE = "imap-tls-at-once", 8314, "3.2";
    /// STARTTLS once more.
    TLS_TWICE = "imap-tls-twice", 9051, "6.2.1";
    /// The handshake is over.
    TLS_COMPLETED = "imap-tls-completed", 3501, "6.2.1";
    /// The same, and octets that came in the clear before are thrown away; `{count}`.
    TLS_DISCARDED = "imap-tls-discarded", 3501, "6.2.1";

    CAPABILITY = "imap-capability", 3501, "6.1.1";
    NOOP = "imap-noop", 3501, "6.1.2";

    LOGIN = "imap-login", 3501, "6.2.3";
    AUTHENTICATE = "imap-authenticate", 3501, "6.2.2";
    /// Name or password is wrong.
    CREDENTIALS = "imap-credentials", 5530, "3";
    /// A password in the clear where the server wants TLS; `{command}`.
    PRIVACY_REQUIRED = "imap-privacy-required", 5530, "3";

    /// The same on a server without STARTTLS.
    TLS_ELSEWHERE = "imap-tls-elsewhere", 8314, "3.2";

    /// ENABLE; `{names}`, `{count}`.
    ENABLE = "imap-enable", 5161, "3.1";
    ID = "imap-id", 2971, "3.1";
    NAMESPACE = "imap-namespace", 2342, "5";
    UNSELECT = "imap-unselect", 3691, "2";

    SELECT_RESYNC = "imap-select-resync", 7162, "3.2.5.1";
    SELECT = "imap-select", 3501, "6.3.1";
    EXAMINE = "imap-examine", 3501, "6.3.2";
    /// SELECT or EXAMINE of a mailbox that is not there.
    SELECT_MISSING = "imap-select-missing", 3501, "6.3.1";
    /// The same, and another mailbox was selected until then.
    SELECT_DESELECTS = "imap-select-deselects", 3501, "6.3.1";

    /// `{mailbox}`, `{count}` names above it that were created, too.
    CREATE = "imap-create", 3501, "6.3.3";
    /// CREATE of a name that is taken.
    CREATE_EXISTS = "imap-create-exists", 3501, "6.3.3";
    CREATE_USE = "imap-create-use", 6154, "3";
    /// CREATE with a use that no mailbox can have.
    USE_ATTR = "imap-use-attr", 6154, "3";
    /// A name that no mailbox can have.
    BAD_NAME = "imap-bad-name", 3501, "5.1";
    /// More than the server keeps.
    LIMIT = "imap-limit", 5530, "3";
    /// `{mailbox}`, `{count}` messages in it.
    DELETE = "imap-delete", 3501, "6.3.4";
    DELETE_INBOX = "imap-delete-inbox", 3501, "6.3.4";
    /// DELETE of a mailbox with inferior names.
    DELETE_INFERIORS = "imap-delete-inferiors", 3501, "6.3.4";
    /// A command for a mailbox that is not there.
    MISSING = "imap-missing", 3501, "6.3";
    /// `{mailbox}`, `{to}`, `{count}` mailboxes below it.
    RENAME = "imap-rename", 3501, "6.3.5";
    RENAME_INBOX = "imap-rename-inbox", 3501, "6.3.5";
    /// RENAME to a name that is taken.
    RENAME_EXISTS = "imap-rename-exists", 3501, "6.3.5";
    /// RENAME of a mailbox into itself.
    RENAME_INSIDE = "imap-rename-inside", 3501, "6.3.5";
    SUBSCRIBE = "imap-subscribe", 3501, "6.3.6";
    /// SUBSCRIBE to a mailbox that is not there.
    SUBSCRIBE_MISSING = "imap-subscribe-missing", 3501, "6.3.6";
    UNSUBSCRIBE = "imap-unsubscribe", 3501, "6.3.7";
    /// UNSUBSCRIBE from a name that is not subscribed.
    UNSUBSCRIBE_MISSING = "imap-unsubscribe-missing", 3501, "6.3.7";
    LIST = "imap-list", 3501, "6.3.8";
    /// LIST with an empty name.
    LIST_DELIMITER = "imap-list-delimiter", 3501, "6.3.8";
    /// LIST with options succeeded.
    LIST_EXTENDED = "imap-list-extended", 5258, "3";
    LIST_STATUS = "imap-list-status", 5819, "2";
    LSUB = "imap-lsub", 3501, "6.3.9";
    STATUS = "imap-status", 3501, "6.3.10";
    QUOTA = "imap-quota", 9208, "4.1.1";
    QUOTA_ROOT = "imap-quota-root", 9208, "3.2";
    QUOTA_SET = "imap-quota-set", 9208, "4.1.3";
    /// GETQUOTA or SETQUOTA of a quota root that is not there.
    QUOTA_MISSING = "imap-quota-missing", 9208, "3.2";
    /// SETQUOTA of a resource that is not there.
    QUOTA_CANNOT = "imap-quota-cannot", 9208, "4.1.3";
    /// More messages than the limits allow.
    OVER_QUOTA = "imap-over-quota", 9208, "4.3.1";
    APPEND = "imap-append", 3501, "6.3.11";
    /// APPEND of several messages succeeded.
    APPEND_ALL = "imap-append-all", 3502, "6.3.11";
    /// APPEND with a date or time that does not exist.
    APPEND_DATE = "imap-append-date", 3501, "6.3.11";
    REPLACE = "imap-replace", 8508, "3";
    /// REPLACE of a message that is not there.
    REPLACE_GONE = "imap-replace-gone", 8508, "3";
    /// APPEND with a message of no octets.
    APPEND_CANCELLED = "imap-append-cancelled", 3502, "6.3.11";
    /// APPEND or COPY to a mailbox that is not there.
    TRY_CREATE = "imap-try-create", 3501, "6.3.11";

    CHECK = "imap-check", 3501, "6.4.1";
    /// CLOSE of a mailbox that SELECT selected.
    CLOSE = "imap-close", 3501, "6.4.2";
    /// CLOSE of a mailbox that EXAMINE selected.
    CLOSE_READ_ONLY = "imap-close-read-only", 3501, "6.4.2";
    EXPUNGE = "imap-expunge", 3501, "6.4.3";
    /// EXPUNGE of several messages
    EXPUNGE_NUMBERS = "imap-expunge-numbers", 3501, "7.4.1";
    /// changes of others, told with the answer to a command that asks for something else
    UNASKED = "imap-unasked", 3501, "7";
    UID_EXPUNGE = "imap-uid-expunge", 4315, "2.1";
    /// EXPUNGE or STORE in a mailbox that EXAMINE selected.
    READ_ONLY = "imap-read-only", 3501, "6.3.2";
    SEARCH = "imap-search", 3501, "6.4.4";
    ESEARCH = "imap-esearch", 4731, "3.1";
    SEARCH_SAVE = "imap-search-save", 5182, "2.1";
    SORT = "imap-sort", 5256, "3";
    THREAD_SUBJECT = "imap-thread-subject", 5256, "3";
    THREAD_REFERENCES = "imap-thread-references", 5256, "3";
    /// SEARCH in an unknown charset.
    SEARCH_CHARSET = "imap-search-charset", 3501, "6.4.4";
    /// SEARCH for a string that is none in its charset.
    SEARCH_STRING = "imap-search-string", 3501, "6.4.4";
    FETCH = "imap-fetch", 3501, "6.4.5";
    /// FETCH of something that set `\Seen`.
    FETCH_SEEN = "imap-fetch-seen", 3501, "6.4.5";
    FETCH_SINCE = "imap-fetch-since", 7162, "3.1.4.1";
    FETCH_PEEK = "imap-fetch-peek", 3501, "6.4.5";
    /// FETCH of contents from a mailbox that EXAMINE selected.
    FETCH_READ_ONLY = "imap-fetch-read-only", 3501, "6.3.2";
    /// FETCH of a body's structure.
    FETCH_STRUCTURE = "imap-fetch-structure", 3501, "7.4.2";
    /// FETCH of parts by their number.
    FETCH_PART = "imap-fetch-part", 3501, "6.4.5";
    /// FETCH of something decoded that cannot be.
    FETCH_UNKNOWN_CTE = "imap-fetch-unknown-cte", 3516, "4.3";
    /// FETCH of a part that a message does not have.
    FETCH_NO_PART = "imap-fetch-no-part", 3501, "6.4.5";
    /// FETCH of messages of which some are gone.
    FETCH_GONE = "imap-fetch-gone", 2180, "4.1.2";
    STORE = "imap-store", 3501, "6.4.6";
    /// STORE with a flag of the standard that is none; `{flag}`.
    STORE_UNKNOWN = "imap-store-unknown", 3501, "2.3.2";
    /// STORE with a keyword that has the name of a system flag; `{flag}`.
    STORE_KEYWORD = "imap-store-keyword", 3501, "2.3.2";
    STORE_DELETED = "imap-store-deleted", 3501, "2.3.2";
    STORE_SILENT = "imap-store-silent", 3501, "6.4.6";
    STORE_UNCHANGED = "imap-store-unchanged", 7162, "3.1.3";
    /// STORE with UNCHANGEDSINCE left messages as they are.
    STORE_MODIFIED = "imap-store-modified", 7162, "3.1.3";
    /// STORE to messages of which some are gone.
    STORE_GONE = "imap-store-gone", 2180, "4.2.3";
    COPY = "imap-copy", 3501, "6.4.7";
    MOVE = "imap-move", 6851, "3.3";
    /// COPY or MOVE of messages of which some are gone.
    COPY_GONE = "imap-copy-gone", 2180, "4.4.1";
    /// A UID command succeeded.
    UID = "imap-uid", 3501, "6.4.8";
    /// A UID command named UIDs that no message has.
    UID_UNKNOWN = "imap-uid-unknown", 3501, "6.4.8";
    /// The selected mailbox was deleted.
    GONE = "imap-gone", 2180, "3";
}

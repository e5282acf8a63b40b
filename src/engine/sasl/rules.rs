//! The rules of authentication, for both protocols. Their sentences are in the catalogues, under `why-` and the id.

use crate::engine::step::rules;

rules! {
    /// The mechanism is not offered; `{mechanism}`.
    MECHANISM = "sasl-mechanism", 4422, "3.2";
    /// The server waits for a mechanism whose client speaks first; `{mechanism}`.
    EMPTY = "sasl-empty", 4422, "5";
    /// LOGIN's questions.
    LOGIN = "sasl-login", 9051, "6.2.2";
    /// CRAM-MD5's challenge.
    CRAM = "sasl-cram", 2195, "2";
    /// SCRAM's nonce, salt and count of rounds; `{count}`.
    SCRAM = "sasl-scram", 5802, "3";
    /// SCRAM's server has proved itself, too.
    SIGNATURE = "sasl-signature", 5802, "3";

    /// The client has cancelled.
    CANCELLED = "sasl-cancelled", 4422, "3.5";
    /// The response is no base64.
    BASE64 = "sasl-base64", 4648, "4";
    /// An initial response where the server must speak first; `{mechanism}`.
    INITIAL = "sasl-initial", 4422, "5";
    /// The response has another form; `{mechanism}`, `{form}`.
    FORM = "sasl-form", 4422, "5";
    /// Name or password is wrong.
    CREDENTIALS = "sasl-credentials", 4422, "3.6";
    /// The client asks to act as another user; `{account}`.
    AUTHORIZATION = "sasl-authorization", 4422, "3.4.1";
}

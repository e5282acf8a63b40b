//! Commands that are not about mail: CAPA (RFC 2449 §5), STLS (RFC 2595 §4), UTF8 and LANG (RFC 6856).

use super::{Answer, Client, wants_tls};
use crate::engine::connection::Protocol;
use crate::engine::context::Context;
use crate::engine::field::Field;
use crate::engine::phrase::{Phrase, Words};
use crate::engine::pop3::response::{Part, Reply};
use crate::engine::pop3::rules;
use crate::engine::sasl::Mechanism;
use crate::engine::step::Why;
use crate::engine::switches::Switch;

/// RFC 2449 §6.5: "the number of seconds after an "+OK" response to a PASS, APOP, or AUTH command before another
/// authentication will be accepted."
pub(super) const LOGIN_DELAY: u64 = 60;

/// The language of the server's text for people until LANG chooses another one: tag and name.
const DEFAULT: (&str, &str) = ("en", "English");

impl Client {
    /// One capability a line.
    pub(crate) fn capa(&self, context: &Context) -> Answer {
        let (switches, blind) = (context.switches, wants_tls(context));
        // RFC 2595 §4: "The capability name "STLS" indicates this command is present and permitted in the
        // current state."
        // And RFC 3206's codes are nothing without RESP-CODES.
        let codes = switches.has(Switch::Pop3RespCodes);
        let now = |name: &&str| match *name {
            "USER" => !blind,
            "STLS" => !context.protected,
            "AUTH-RESP-CODE" => codes,
            _ => true,
        };
        let told = switches.capabilities(Protocol::Pop3, self.maildrop.is_some()).filter(now);
        let mut lines: Vec<Vec<Part>> = told.map(|name| vec![Part::Keyword(name)]).collect();
        // RFC 5034 §3: "Supported SASL mechanisms" are the arguments of one capability.
        let offered = |it: &Mechanism| switches.has(it.switch()) && !(blind && it.is_plaintext());
        let mut sasl = vec![Part::Keyword("SASL")];
        sasl.extend(Mechanism::ALL.into_iter().filter(offered).map(mechanism));
        if sasl.len() > 1 {
            lines.push(sasl);
        }
        let mut with = |name, argument: &str| {
            lines.push(vec![Part::Keyword(name), Part::Data(Field::CapaParameter, argument.into())])
        };
        // RFC 2449 §6.7: "EXPIRE 0 indicates the client is not permitted to leave mail on the server";
        // "EXPIRE NEVER asserts that the server does not delete messages."
        with("EXPIRE", if switches.has(Switch::Pop3Expire) { "0" } else { "NEVER" });
        if switches.has(Switch::Pop3LoginDelay) {
            with("LOGIN-DELAY", &LOGIN_DELAY.to_string());
        }
        if switches.has(Switch::Pop3Implementation) {
            with("IMPLEMENTATION", "Postamt");
        }
        Answer::ok(Reply::ok(Phrase::CapaFollows).listing(lines), &rules::CAPA)
    }

    /// RFC 2595 §4: "A TLS negotiation begins immediately after the CRLF at the end of the +OK response from the
    /// server."
    pub(crate) fn stls(&self, context: &Context) -> Answer {
        if context.protected {
            // "A -ERR response MAY result if a security layer is already active."
            return Answer::no(Reply::err(Phrase::TlsTwice), &rules::TLS_TWICE);
        }
        if self.utf8 {
            // RFC 6856 §2.1: "Clients MUST NOT issue the "STLS" command [RFC2595] after issuing UTF8; servers
            // MAY (but are not required to) enforce this by rejecting with an -ERR response".
            return Answer::no(Reply::err(Phrase::StlsTooLate), &rules::STLS_AFTER_UTF8);
        }
        Answer::ok(Reply::ok(Phrase::TlsBegins), &rules::STLS)
    }

    /// RFC 6856 §2.1: "The "UTF8" command enables UTF-8 mode."
    pub(crate) fn utf8(&mut self) -> Answer {
        self.utf8 = true;
        Answer::ok(Reply::ok(Phrase::Utf8On), &rules::UTF8)
    }

    /// RFC 6856 §3.2: "If the command succeeds, the server returns a +OK response followed by a single space, the
    /// exact language tag selected, and another space. Human-readable text in the appropriate language then
    /// appears in the rest of the line."
    pub(crate) fn lang(&mut self, range: Option<&str>, context: &Context) -> Answer {
        let tongues = context.tongues;
        let Some(range) = range else {
            let languages = tongues.iter().map(|tongue| (tongue.tag, tongue.name)).chain([DEFAULT]);
            let line = |(tag, name): (_, &str)| {
                vec![language(tag), Part::Data(Field::LanguageName, name.to_owned())]
            };
            let reply = Reply::ok(Phrase::LangFollows).listing(languages.map(line).collect());
            return Answer::ok(reply, &rules::LANG_LIST);
        };
        let tongue = tongues.iter().find(|tongue| tongue.tag.eq_ignore_ascii_case(range));
        // §3.2: "the special "*" language range argument [...] indicates a request to use a language designated
        // as preferred by the server administrator."
        if tongue.is_none() && range != "*" && !range.eq_ignore_ascii_case(DEFAULT.0) {
            // "If the command fails, the server returns an -ERR response and subsequent human-readable response
            // text continues to use the language that was previously used."
            let why = Why::from(&rules::LANG_UNKNOWN).with("language", range);
            return Answer::no(Reply::err(Phrase::NoLanguage), why);
        }
        self.tongue = tongue;
        let tag = tongue.map_or(DEFAULT.0, |tongue| tongue.tag);
        let why = Why::from(&rules::LANG).with("language", tag);
        Answer::ok(Reply::ok_with([language(tag), Part::Text(Words::from(Phrase::LanguageNow))]), why)
    }
}

fn mechanism(it: Mechanism) -> Part {
    Part::Data(Field::AuthType, it.name().to_owned())
}

fn language(tag: &str) -> Part {
    Part::Data(Field::LanguageTag, tag.to_owned())
}

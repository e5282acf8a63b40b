//! The texts for people in POP3's replies and in those of authentication: what a client may show, and no client may
//! read (RFC 1939 §3, "additional information").
//!
//! The rules of this file:
//! 1. The default language, English, stands here, because a reply without words is none. Another language is a
//!    [`Tongue`], which whoever makes a lab gives to it.
//! 2. A text's arguments are words of the protocol, names and numbers. `{name}` becomes the argument;
//!    `{n|message|messages}` the number and the form that goes with it.

use std::borrow::Cow;

/// Declares the phrases, each with its English text.
macro_rules! phrases {
    ($($variant:ident $text:literal;)*) => {
        /// A text for people, in any language; its documentation is the English one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Phrase {
            $(#[doc = $text] $variant,)*
        }

        impl Phrase {
            /// All of them.
            pub const ALL: &[Phrase] = &[$(Phrase::$variant),*];

            /// The text in English, with its arguments.
            pub const fn english(self) -> &'static str {
                match self { $(Phrase::$variant => $text),* }
            }
        }
    };
}

phrases! {
    Ready "Postamt POP3 server ready";
    NotServing "Postamt cannot serve you now, try again later";
    Farewell "Postamt POP3 server signing off";
    Removed "Postamt POP3 server signing off ({n|message|messages} removed)";
    NotRemoved "some deleted messages not removed ({n|message|messages} gone already)";

    SendPass "{name}, now send PASS";
    UserFirst "send USER before PASS";
    WrongPassword "name or password is wrong";
    WrongDigest "name or digest is wrong";
    InUse "another session holds this maildrop";
    Wait "wait {n|second|seconds} before you log in again";
    Locked "maildrop of {name} locked and ready, {n|message|messages} ({octets} octets)";
    TlsFirst "no login without TLS, send STLS first";
    TlsElsewhere "no login without TLS";
    NoMechanism "Unsupported authentication mechanism";

    CapaFollows "capability list follows";
    TlsBegins "begin TLS negotiation";
    TlsTwice "TLS is active already";
    StlsTooLate "no STLS after UTF8";
    Utf8On "UTF-8 mode is on";
    LangFollows "language listing follows";
    LanguageNow "the language is English now";
    NoLanguage "no such language";

    Done "nothing done";
    Held "{n|message|messages} ({octets} octets)";
    Content "{octets} octets";
    TopFollows "top of message follows";
    UidlFollows "unique-id listing follows";
    MarkedNow "message {number} marked as deleted";
    Marked "message {number} is marked as deleted";
    Gone "message {number} was removed by another client";
    NoMessage "no such message, {n|message|messages} in this session";
    Utf8Needed "message {number} has a header in UTF-8, send UTF8 before login";
    NoMaildrop "no maildrop is open";

    ArgumentLong "argument too long, {n} characters at most";
    LineLong "line too long, {n} octets at most";
    Usage "syntax error at octet {n}, usage: {form}";
    Expected "syntax error at octet {n}, expected {form}";
    NotNow "{command} is not valid in the {state} state";
    NotOffered "this server does not offer that command";
    Unknown "unknown command";

    ServerFirst "In this mechanism the server speaks first";
    Cancelled "Authentication cancelled";
    NotAnother "This user may not act as another";
    WrongLogin "Wrong name or password";
    NotBase64 "Expected base64 and CRLF";
    Misshapen "That is not what this mechanism expects";
}

/// A language besides English in which the server's texts can come (RFC 6856 §3.2).
#[derive(Clone, Copy, Debug)]
pub struct Tongue {
    /// Its tag (RFC 5646).
    pub tag: &'static str,
    /// Its own name for itself.
    pub name: &'static str,
    /// The text of each phrase, in UTF-8.
    pub text: fn(Phrase) -> &'static str,
    /// The place, from 0, of the form that goes with a decimal number.
    pub form: fn(&str) -> usize,
}

/// A phrase with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    phrase: Phrase,
    args: Vec<(&'static str, String)>,
}

impl From<Phrase> for Words {
    fn from(phrase: Phrase) -> Self {
        Self { phrase, args: Vec::new() }
    }
}

impl Phrase {
    /// This phrase with an argument.
    pub fn with(self, name: &'static str, value: impl ToString) -> Words {
        Words::from(self).with(name, value)
    }
}

impl Words {
    /// The phrase, where it has no arguments.
    pub fn alone(&self) -> Option<Phrase> {
        self.args.is_empty().then_some(self.phrase)
    }

    /// The same with one more argument.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The text in a language; in English without one.
    pub fn text(&self, tongue: Option<&Tongue>) -> Cow<'static, str> {
        match tongue {
            _ if self.args.is_empty() => {
                tongue.map_or(self.phrase.english(), |tongue| (tongue.text)(self.phrase)).into()
            }
            Some(tongue) => self.fill((tongue.text)(self.phrase), tongue.form).into(),
            None => self.fill(self.phrase.english(), |number| usize::from(number != "1")).into(),
        }
    }

    fn fill(&self, text: &str, form: fn(&str) -> usize) -> String {
        let mut result = String::with_capacity(text.len() + 40);
        for (index, piece) in text.split('{').enumerate() {
            let (hole, rest) =
                if index > 0 { piece.split_once('}').unwrap_or((piece, "")) } else { ("", piece) };
            let mut forms = hole.split('|');
            let name = forms.next().unwrap_or_default();
            let value = self.args.iter().find(|arg| arg.0 == name).map_or("", |arg| &arg.1);
            result.push_str(value);
            if let Some(word) = forms.nth(form(value)) {
                result.push(' ');
                result.push_str(word);
            }
            result.push_str(rest);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATIN: Tongue = Tongue {
        tag: "la",
        name: "Latina",
        text: |phrase| {
            if phrase == Phrase::Done { "nihil" } else { "{octets} octeti, {n|epistula|epistulae}" }
        },
        form: |number| usize::from(number != "I"),
    };

    #[test]
    fn arguments_and_forms() {
        let held = |n: &str| Phrase::Held.with("n", n).with("octets", 7);
        assert_eq!(held("1").text(None), "1 message (7 octets)");
        assert_eq!(held("0").text(None), "0 messages (7 octets)");
        assert_eq!(held("I").text(Some(&LATIN)), "7 octeti, I epistula");
        assert_eq!(held("II").text(Some(&LATIN)), "7 octeti, II epistulae");
        assert_eq!(Words::from(Phrase::Done).text(Some(&LATIN)), "nihil");
        assert_eq!(Words::from(Phrase::Done).text(None), "nothing done");
    }
}

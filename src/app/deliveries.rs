//! The fresh messages that a click delivers.

use crate::engine::time::Time;
use crate::i18n::{Key, Lang, format, text};
use base64::prelude::{BASE64_STANDARD, Engine as _};

const SUBJECTS: [(Key, Key, &str); 4] = [
    (Key::MailSubject1, Key::MailBody1, "Frau Weber <weber@example.org>"),
    (Key::MailSubject2, Key::MailBody2, "Ben <ben@example.org>"),
    (Key::MailSubject3, Key::MailBody3, "Schulkantine <kantine@example.org>"),
    (Key::MailSubject4, Key::MailBody4, "Postamt <postamt@example.org>"),
];

/// The lines of a large letter, and the octets of a line of quoted-printable without its soft break.
const LARGE_LINES: usize = 500;
const QUOTED_MAX: usize = 75;

/// The kind of letter that is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Letter {
    /// Plain text.
    #[default]
    Plain,
    /// Lines that begin with dots.
    Dots,
    /// Umlauts, in quoted-printable.
    Umlauts,
    /// HTML beside plain text.
    Html,
    /// Some 25,000 octets.
    Large,
}

impl Letter {
    /// All of them.
    pub const ALL: [Letter; 5] = [Letter::Plain, Letter::Dots, Letter::Umlauts, Letter::Html, Letter::Large];

    /// Its name on the page.
    pub const fn key(self) -> Key {
        match self {
            Letter::Plain => Key::LetterPlain,
            Letter::Dots => Key::LetterDots,
            Letter::Umlauts => Key::LetterUmlauts,
            Letter::Html => Key::LetterHtml,
            Letter::Large => Key::LetterLarge,
        }
    }

    /// Its name in attributes.
    pub const fn name(self) -> &'static str {
        match self {
            Letter::Plain => "plain",
            Letter::Dots => "dots",
            Letter::Umlauts => "umlauts",
            Letter::Html => "html",
            Letter::Large => "large",
        }
    }
}

/// A message for `account` in the page's language; `number` counts deliveries from 1 and chooses a plain text.
pub fn message(lang: Lang, account: &str, letter: Letter, number: usize, now: Time) -> Vec<u8> {
    let (subject, body, from) = SUBJECTS[number.saturating_sub(1) % SUBJECTS.len()];
    let (subject, body, from) = match letter {
        Letter::Plain => (subject, body, from),
        Letter::Dots => (Key::MailSubjectDots, Key::MailBodyDots, SUBJECTS[1].2),
        Letter::Umlauts => (Key::MailSubjectUmlauts, Key::MailBodyUmlauts, SUBJECTS[0].2),
        Letter::Html => (Key::MailSubjectHtml, Key::MailBodyHtml, SUBJECTS[2].2),
        Letter::Large => (Key::MailSubjectLarge, Key::MailBodyLarge, SUBJECTS[3].2),
    };
    let number = number.to_string();
    let subject = encoded_word(&format(lang, subject, &[("number", &number)]));
    let body = text(lang, body).replace(" / ", "\r\n");
    let id = format!("{}.{number}", now.seconds());
    let content = match letter {
        Letter::Plain | Letter::Dots => part("text/plain", "8bit", &body),
        Letter::Umlauts => part("text/plain", "quoted-printable", &quoted_printable(&body)),
        Letter::Large => {
            let line = |number: usize| format!("{number:4}  {body}\r\n");
            part("text/plain", "8bit", &(1..=LARGE_LINES).map(line).collect::<String>())
        }
        Letter::Html => {
            let html = format!(
                "<html><body>\r\n<p><b>{}</b></p>\r\n</body></html>",
                body.replace("\r\n", "<br>\r\n")
            );
            // RFC 2046 §5.1.4: "In general, a composer wishing to send the same information in several formats
            // should place them in order of increasing preference, with the preferred format last."
            format!(
                "Content-Type: multipart/alternative; boundary=\"{id}\"\r\n\r\n--{id}\r\n{}\r\n--{id}\r\n{}\r\n--{id}--",
                part("text/plain", "8bit", &body),
                part("text/html", "8bit", &html)
            )
        }
    };
    format!(
        "From: {from}\r\nTo: {account}@example.org\r\nSubject: {subject}\r\nDate: {}\r\n\
         Message-ID: <{id}@example.org>\r\nMIME-Version: 1.0\r\n{content}\r\n",
        now.mail_date(),
    )
    .into_bytes()
}

/// The header fields about a text, and the text.
fn part(kind: &str, encoding: &str, body: &str) -> String {
    format!("Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}")
}

/// RFC 2045 §6.7: any octet but those of printable ASCII becomes "=" and two hexadecimal digits, and "all lines must be
/// broken with soft line breaks" after 76 characters.
fn quoted_printable(text: &str) -> String {
    let mut quoted = String::with_capacity(2 * text.len());
    let mut length = 0;
    for octet in text.bytes() {
        let piece = match octet {
            b'\r' | b'\n' => char::from(octet).to_string(),
            b' '..=b'~' if octet != b'=' => char::from(octet).to_string(),
            _ => format!("={octet:02X}"),
        };
        length = if octet == b'\n' { 0 } else { length + piece.len() };
        if length > QUOTED_MAX && octet != b'\r' {
            quoted.push_str("=\r\n");
            length = piece.len();
        }
        quoted.push_str(&piece);
    }
    quoted
}

/// The text as it stands in a header: as it is when ASCII, else as an encoded word (RFC 2047 §2).
fn encoded_word(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::{Message, summary};

    #[test]
    fn every_text_is_a_message_that_can_be_read() {
        for lang in Lang::ALL {
            for letter in Letter::ALL {
                for number in 1..=SUBJECTS.len() {
                    let octets = message(lang, "anna", letter, number, Time::START);
                    let summary = summary(&Message::new(&octets));
                    assert!(summary.subject.contains(&number.to_string()), "{summary:?}");
                    assert!(!summary.from.is_empty());
                    // RFC 2047 §2: "An 'encoded-word' may not be more than 75 characters long".
                    assert!(octets.split(|o| *o == b'\n').all(|line| line.len() < 86), "{}", letter.name());
                }
            }
        }
    }

    #[test]
    fn letters_are_what_they_are_called() {
        for lang in Lang::ALL {
            let letter =
                |letter| String::from_utf8(message(lang, "anna", letter, 1, Time::START)).expect("UTF-8");
            let dots = letter(Letter::Dots);
            assert!(dots.contains("\r\n.\r\n") && dots.contains("\r\n.."), "{dots}");
            let umlauts = letter(Letter::Umlauts);
            assert!(
                umlauts.is_ascii() && umlauts.contains("=C3=") && umlauts.contains("=?utf-8?B?"),
                "{umlauts}"
            );
            let html = letter(Letter::Html);
            assert!(html.contains("text/html") && html.contains("<b>") && html.ends_with("--\r\n"), "{html}");
            assert!((20_000..40_000).contains(&letter(Letter::Large).len()));
        }
    }

    #[test]
    fn quoted_printable_breaks_long_lines() {
        assert_eq!(quoted_printable("Grün = gut\r\n"), "Gr=C3=BCn =3D gut\r\n");
        let long = quoted_printable(&"ü".repeat(40));
        assert!(long.split("\r\n").all(|line| line.len() <= 76), "{long}");
        assert_eq!(long.replace("=\r\n", ""), "=C3=BC".repeat(40));
    }
}

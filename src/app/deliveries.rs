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

/// A message for `account` in the page's language; `number` counts deliveries from 1 and chooses the text.
pub fn message(lang: Lang, account: &str, number: usize, now: Time) -> Vec<u8> {
    let (subject, body, from) = SUBJECTS[number.saturating_sub(1) % SUBJECTS.len()];
    let number = number.to_string();
    let subject = encoded_word(&format(lang, subject, &[("number", &number)]));
    let body = text(lang, body).replace(" / ", "\r\n");
    format!(
        "From: {from}\r\nTo: {account}@example.org\r\nSubject: {subject}\r\nDate: {}\r\n\
         Message-ID: <{}.{number}@example.org>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n",
        now.mail_date(),
        now.seconds(),
    )
    .into_bytes()
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
            for number in 1..=SUBJECTS.len() {
                let octets = message(lang, "anna", number, Time::START);
                let summary = summary(&Message::new(&octets));
                assert!(summary.subject.contains(&number.to_string()), "{summary:?}");
                assert!(!summary.from.is_empty());
                // RFC 2047 §2: "An 'encoded-word' may not be more than 75 characters long".
                assert!(octets.split(|o| *o == b'\n').all(|line| line.len() < 86));
            }
        }
    }
}

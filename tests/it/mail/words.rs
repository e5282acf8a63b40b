//! No word in ENVELOPE or BODYSTRUCTURE that is not in the message; what ENVELOPE shows, SEARCH finds.

use crate::imap::structure::Client;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use encoding_rs::Encoding;
use imap_codec::imap_types::body::{BasicFields, BodyStructure, SpecificFields};
use imap_codec::imap_types::core::NString;
use imap_codec::imap_types::envelope::{Address, Envelope};
use imap_codec::imap_types::fetch::MessageDataItem;
use postamt::engine::mail::mime::words;
use postamt::engine::mail::{preview, summary};
use proptest::prelude::*;

/// Pieces of address fields. None begins or ends with a dot, which RFC 5322 §4.4 lets stand apart from its words.
const ADDRESS: &[&str] = &[
    "anna",
    "htl.example",
    "boese.example",
    "Berg",
    "@",
    "@",
    "@",
    "<",
    ">",
    ",",
    ";",
    ":",
    " ",
    " ",
    "\t",
    "\r\n ",
    "(x)",
    "(a (b) c)",
    "\"Ben B\"",
    "\"a, b\"",
    "\"",
    "(",
    ")",
    "[1.2.3.4]",
    "[",
    "]",
    "\\",
    "=",
    "ü",
    "=?utf-8?q?J=C3=BC?=",
    "=?koi8-r?b?8NLJ18XU?=",
];

/// Pieces of fields with parameters. None is a piece of RFC 2231, which are joined.
const PARAMETRIZED: &[&str] = &[
    "text",
    "html",
    "attachment",
    "base64",
    "/",
    "/",
    ";",
    ";",
    ";",
    "=",
    "=",
    "=",
    ",",
    " ",
    " ",
    "\t",
    "\r\n ",
    "charset",
    "utf-8",
    "filename",
    "plan.pdf",
    "\"a b\"",
    "\"",
    "(x)",
    "(",
    ")",
    "\\",
    "?",
    "ü",
    "de",
    "en-US",
];

fn field(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..14).prop_map(|pieces| pieces.concat())
}

/// Whether the octets stand in a message, folding and the backslashes of quoted pairs aside.
fn stands_in(message: &str, word: &[u8]) -> bool {
    let plain = |text: &str| text.replace("\r\n", "").replace('\\', "").into_bytes();
    let word: Vec<u8> = word.iter().copied().filter(|octet| *octet != b'\\').collect();
    word.is_empty() || plain(message).windows(word.len()).any(|window| window == word)
}

fn octets(string: &NString) -> Option<Vec<u8>> {
    string.0.as_ref().map(|string| string.as_ref().to_vec())
}

fn lists<'a>(envelope: &'a Envelope<'static>) -> [(&'static str, &'a [Address<'static>]); 6] {
    [
        ("FROM", &envelope.from),
        ("FROM", &envelope.sender),
        ("FROM", &envelope.reply_to),
        ("TO", &envelope.to),
        ("CC", &envelope.cc),
        ("BCC", &envelope.bcc),
    ]
}

fn envelope(client: &mut Client) -> Envelope<'static> {
    match client.fetch("ENVELOPE").remove(0) {
        MessageDataItem::Envelope(envelope) => envelope,
        other => panic!("no envelope: {other:?}"),
    }
}

/// All strings of a structure but sizes and encodings that the reader knows.
fn strings(structure: &BodyStructure, found: &mut Vec<Vec<u8>>) {
    let BodyStructure::Single { body, extension_data } = structure else { return };
    let BasicFields { parameter_list, content_transfer_encoding, .. } = &body.basic;
    let disposition = extension_data.as_ref().and_then(|data| data.tail.as_ref());
    let own = disposition.and_then(|disposition| disposition.disposition.as_ref());
    let parameters = own.map(|(_, parameters)| parameters);
    for (name, value) in parameter_list.iter().chain(parameters.into_iter().flatten()) {
        found.extend([name, value].map(|string| string.as_ref().to_vec()));
    }
    let (media, subtype) = match &body.specific {
        SpecificFields::Text { subtype, .. } => (None, Some(subtype)),
        SpecificFields::Basic { r#type, subtype } => (Some(r#type), Some(subtype)),
        SpecificFields::Message { .. } => (None, None),
    };
    let languages = disposition.and_then(|disposition| disposition.tail.as_ref()).map(|tail| &tail.language);
    let others = [media, subtype, Some(content_transfer_encoding), own.map(|(kind, _)| kind)];
    let all = others.into_iter().flatten().chain(languages.into_iter().flatten());
    found.extend(all.map(|string| string.as_ref().to_vec()));
}

/// Searches for a text, as a literal in UTF-8.
fn finds(client: &mut Client, key: &str, text: &str) -> bool {
    let command = format!("a SEARCH CHARSET UTF-8 {key} {{{}+}}\r\n{text}\r\n", text.len());
    let replies = client.send(&command);
    assert!(replies.last().is_some_and(|last| last.starts_with(b"a OK")), "{command} {replies:?}");
    replies.iter().any(|reply| reply == b"* SEARCH 1\r\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_an_envelope_is_made_up(from in field(ADDRESS), to in field(ADDRESS)) {
        let message = format!("From: {from}\r\nTo: {to}\r\n\r\n");
        let envelope = envelope(&mut Client::new(message.as_bytes()));
        for (_, list) in lists(&envelope) {
            for Address { name, adl, mailbox, host } in list {
                // A group's name is a phrase like a display name.
                let phrase = if host.0.is_none() { octets(mailbox) } else { octets(name) };
                let exact = if host.0.is_none() { None } else { octets(mailbox) };
                let apart = |text: Vec<u8>| -> Vec<Vec<u8>> {
                    text.split(|octet| b" \t@,".contains(octet)).map(<[u8]>::to_vec).collect()
                };
                let words = [phrase, octets(adl)].into_iter().flatten().flat_map(apart);
                for word in words.chain(exact).chain(octets(host)) {
                    prop_assert!(stands_in(&message, &word), "{}: {}", word.escape_ascii(), message);
                }
            }
        }
    }

    #[test]
    fn no_word_of_a_structure_is_made_up(
        media in field(PARAMETRIZED),
        disposition in field(PARAMETRIZED),
        encoding in field(PARAMETRIZED),
        language in field(PARAMETRIZED),
    ) {
        let message = format!(
            "Content-Type: {media}\r\nContent-Disposition: {disposition}\r\nContent-Language: {language}\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\nText"
        );
        let mut found = Vec::new();
        strings(&Client::new(message.as_bytes()).structure(), &mut found);
        prop_assert!(found.len() >= 2);
        // RFC 2045 §5.2's default for what cannot be read, and space around the slash.
        let all = message.clone() + "text plain charset us-ascii 7bit";
        for string in found {
            prop_assert!(stands_in(&all, &string), "{}: {}", string.escape_ascii(), message);
        }
    }

    #[test]
    fn a_joined_parameter_says_what_its_name_promises(field in prop::collection::vec(prop::sample::select(&[
        "f*0", "f*0*", "f*1", "f*1*", "f", "=", "=", ";", ";", "a'b", "utf-8''c", "\"d e\"", "%41",
    ][..]), 0..14)) {
        let field = field.concat();
        let message = format!("Content-Type: a/b; {field}\r\n\r\n");
        let mut found = Vec::new();
        strings(&Client::new(message.as_bytes()).structure(), &mut found);
        for pair in found.chunks_exact(2).filter(|pair| pair[0] == b"f*") {
            let quotes = pair[1].iter().filter(|octet| **octet == b'\'').count();
            prop_assert!(quotes >= 2, "{}: {field}", pair[1].escape_ascii());
        }
    }

    #[test]
    fn what_the_envelope_shows_is_found(fields in prop::array::uniform4(field(ADDRESS)), subject in field(ADDRESS)) {
        let [from, to, cc, bcc] = fields;
        let message = format!(
            "From: {from}\r\nTo: {to}\r\nCc: {cc}\r\nBcc: {bcc}\r\nSubject: {subject}\r\n\r\n"
        );
        let mut client = Client::new(message.as_bytes());
        let envelope = envelope(&mut client);
        let mut shown: Vec<(&str, Vec<u8>)> = Vec::new();
        shown.extend(octets(&envelope.subject).map(|subject| ("SUBJECT", subject)));
        for (key, list) in lists(&envelope) {
            for Address { name, adl, mailbox, host } in list {
                shown.extend([name, adl, mailbox, host].into_iter().filter_map(octets).map(|text| (key, text)));
                if let (Some(mailbox), Some(host)) = (octets(mailbox), octets(host))
                    && !host.is_empty()
                {
                    shown.push((key, [mailbox, host].join(&b'@')));
                }
            }
        }
        let listed = summary(&client.message);
        shown.extend([("FROM", listed.from.into_bytes()), ("SUBJECT", listed.subject.into_bytes())]);
        for (key, text) in shown {
            // RFC 3501 §9: strings hold no NUL; the rest of what is shown is UTF-8 here.
            for text in [String::from_utf8_lossy(&text), words::decoded(&text)] {
                for key in [key, "TEXT"] {
                    prop_assert!(finds(&mut client, key, &text), "{key} {text:?}: {message}");
                }
            }
        }
    }
}

#[test]
fn all_charsets_are_found_and_shown() {
    for (charset, text) in [
        ("koi8-r", "Проверка"),
        ("KOI8-U", "Перевірка"),
        ("windows-1251", "Проверка"),
        ("iso-8859-5", "Проверка"),
        ("ibm866", "Проверка"),
        ("x-mac-cyrillic", "Проверка"),
        ("iso-8859-2", "Łódź"),
        ("windows-1250", "Příliš"),
        ("iso-8859-7", "Δοκιμή"),
        ("windows-1253", "Δοκιμή"),
        ("windows-1255", "בדיקה"),
        ("windows-1256", "اختبار"),
        ("windows-874", "ทดสอบ"),
        ("macintosh", "Größe"),
        ("iso-2022-jp", "日本語の件名"),
        ("Shift_JIS", "日本語"),
        ("euc-jp", "日本語"),
        ("gb2312", "中文"),
        ("GB18030", "中文"),
        ("big5", "中文"),
        ("ks_c_5601-1987", "한글"),
        ("euc-kr", "한글"),
        ("utf-8", "Grüße"),
        ("windows-1252", "Grüße"),
    ] {
        let (encoded, _, unknown) = Encoding::for_label(charset.as_bytes()).expect(charset).encode(text);
        assert!(!unknown, "{charset}");
        let word = format!("=?{charset}?b?{}?=", BASE64_STANDARD.encode(&encoded));
        let quoted: String = encoded.iter().map(|octet| format!("={octet:02X}")).collect();
        let other = format!("=?{charset}?Q?{quoted}?=");
        let head = format!(
            "From: {word} <a@b>\r\nTo: \"x\" (y) {other} <c@d>\r\nSubject: Re: {word}\r\n {other}\r\n\
             Content-Type: text/plain; charset=\"{charset}\"\r\n"
        );
        for (encoding, body) in [
            ("8bit", encoded.to_vec()),
            ("base64", BASE64_STANDARD.encode(&encoded).into_bytes()),
            ("quoted-printable", quoted.clone().into_bytes()),
        ] {
            let head = format!("{head}Content-Transfer-Encoding: {encoding}\r\n\r\n");
            let mut client = Client::new(&[head.as_bytes(), &body].concat());
            for key in ["FROM", "TO", "SUBJECT", "BODY", "TEXT", "HEADER Subject"] {
                assert!(finds(&mut client, key, text), "{charset} {encoding} {key}");
            }
            assert!(finds(&mut client, "SUBJECT", &format!("{text}{text}")), "{charset}");
            assert_eq!(preview(&client.message), text, "{charset} {encoding}");
        }
    }
}

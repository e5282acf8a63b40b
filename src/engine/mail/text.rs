//! Finding text in messages, as people read it: encoded-words, transfer encodings and charsets are
//! decoded first, and case does not matter (RFC 3501 §6.4.4).

use super::header::{self, Field};
use super::letters::casemap;
use super::mime::{Kind, Part, Structure, charset, words};
use super::{Address, Message, addresses, date};
use std::borrow::Cow;

/// The text to look for.
#[derive(Clone, Debug)]
pub struct Needle {
    text: String,
    /// The longest run of ASCII letters and digits in it, capital ones, at most [`WORD_MAX`].
    word: Vec<u8>,
}

/// Most octets of a needle's word, so that looking for it stays linear.
const WORD_MAX: usize = 32;

impl Needle {
    /// RFC 3501 §6.4.4: "In all search keys that use strings, a message matches the key if the string is
    /// a substring of the field. The matching is case-insensitive." Letters are compared as in SORT.
    pub fn new(text: &str) -> Self {
        let text = casemap(text);
        let words = text.as_bytes().split(|octet| !octet.is_ascii_alphanumeric());
        let longest = words.max_by_key(|word| word.len()).unwrap_or_default();
        let word = longest[..longest.len().min(WORD_MAX)].to_vec();
        Needle { text, word }
    }

    fn is_in(&self, text: &str) -> bool {
        casemap(text).contains(&self.text)
    }

    /// Whether a field cannot hold the text, however it is read: all in it is written as it is meant, and the text's
    /// word is not there. Most fields of most messages are like that, and need not be read.
    fn is_far_from(&self, field: &Field) -> bool {
        let raw = field.raw();
        let is_encoded = || raw.windows(2).any(|pair| pair == b"=?");
        let is_quoted = || is_of_addresses(field) && raw.iter().any(|octet| b"\"\\(".contains(octet));
        let is_plain = || raw.is_ascii() && !is_encoded() && !is_quoted();
        !self.word.is_empty() && !self.has_word(raw) && is_plain()
    }

    fn has_word(&self, octets: &[u8]) -> bool {
        let Some(first) = self.word.first() else { return true };
        let begins = |(_, octet): &(usize, &u8)| octet.to_ascii_uppercase() == *first;
        octets.iter().enumerate().filter(begins).any(|(at, _)| {
            octets[at..].get(..self.word.len()).is_some_and(|there| there.eq_ignore_ascii_case(&self.word))
        })
    }

    /// Whether the text is in a value as people read it: decoded, and on one line as lists of messages show it. One
    /// with an encoded-word in it was copied from where they are shown as they are, such as ENVELOPE.
    fn is_in_value(&self, value: &[u8]) -> bool {
        let text = words::decoded(value);
        self.is_in(&text)
            || one_line(&text).is_some_and(|line| self.is_in(&line))
            || self.text.contains("=?") && self.is_in(&charset::guess(value))
    }
}

/// Fields that hold addresses (RFC 5322 §3.6.2 and §3.6.3).
const ADDRESS_FIELDS: [&str; 6] = ["From", "Sender", "Reply-To", "To", "Cc", "Bcc"];

/// Looks into messages. Nothing is decoded before it is asked for.
#[derive(Debug, Default)]
pub struct Finder(());

impl Finder {
    /// Whether a field of this name holds the text.
    pub fn in_field(&self, message: &Message, name: &str, needle: &Needle) -> bool {
        let holds = |field: &Field| !needle.is_far_from(field) && needle.is_in_value(&field.unfolded());
        header::fields(message.header()).any(|field| field.is(name) && holds(&field))
    }

    /// Whether an address field of this name holds the text, as it stands there or as it is understood. RFC 3501
    /// §6.4.4, of FROM: "Messages that contain the specified string in the envelope structure's FROM field."
    pub fn in_addresses(&self, message: &Message, name: &str, needle: &Needle) -> bool {
        header::fields(message.header()).filter(|field| field.is(name) && !needle.is_far_from(field)).any(
            |field| {
                let value = field.unfolded();
                needle.is_in_value(&value) || addresses_hold(&value, needle)
            },
        )
    }

    /// Whether the header holds the text, on one of its unfolded lines.
    pub fn in_header(&self, message: &Message, needle: &Needle) -> bool {
        lines_hold(message.header(), needle)
    }

    /// Whether a text part of the body, or a message in it, holds the text.
    ///
    /// RFC 3501 §6.4.4: "Server implementations MAY exclude [MIME-IMB] body parts with terminal content
    /// media types other than TEXT and MESSAGE from consideration in SEARCH matching."
    pub fn in_body(&self, message: &Message, needle: &Needle) -> bool {
        if !is_mime(message.header()) {
            return needle.is_in(&charset::guess(message.body()));
        }
        let octets = message.octets();
        let structure = Structure::of(octets);
        let mut in_message = false;
        structure.parts().iter().any(|part| {
            let in_its_header = in_message && lines_hold(&octets[part.header.clone()], needle);
            in_message = part.kind == Kind::Message;
            in_its_header || part.kind == Kind::Leaf && needle.is_in(&readable(part, octets))
        })
    }
}

/// The readable text of a part: text decoded, a message that is not taken apart as it is, else nothing.
fn readable<'a>(part: &Part, octets: &'a [u8]) -> Cow<'a, str> {
    let own = part.content_type(octets);
    if own.is_media("text", "") {
        return part.text(octets);
    }
    // A multipart that no boundary takes apart is text, if anything.
    if own.is_media("message", "") || own.is_media("multipart", "") {
        return charset::guess(&octets[part.body.clone()]);
    }
    Cow::Borrowed("")
}

/// Whether an address field is a list of plain `name <local@domain>` and `local@domain`, whose words are those that stand
/// there.
fn is_plain_list(value: &[u8]) -> bool {
    let is_word = |octet: &u8| octet.is_ascii_graphic() && !b"\"\\()[]<>:;".contains(octet);
    let is_address =
        |spec: &[u8]| spec.iter().all(is_word) && spec.iter().filter(|octet| **octet == b'@').count() == 1;
    value.split(|octet| *octet == b',').all(|one| {
        let one = one.trim_ascii();
        let Some((name, spec)) = one.strip_suffix(b">").and_then(|one| {
            let open = one.iter().position(|octet| *octet == b'<')?;
            Some((&one[..open], &one[open + 1..]))
        }) else {
            return is_address(one);
        };
        let in_name = |octet: &u8| *octet == b' ' || is_word(octet) && !b"@.".contains(octet);
        is_address(spec) && name.iter().all(in_name)
    })
}

/// An address with what ENVELOPE tells of it.
fn shown(address: &Address) -> Vec<u8> {
    let part = |part: &Option<Vec<u8>>| part.clone().unwrap_or_default();
    let name = part(&address.name);
    let spelt = match &address.host {
        Some(host) if !host.is_empty() => [part(&address.mailbox), host.clone()].join(&b'@'),
        _ => part(&address.mailbox),
    };
    [&name[..], b" <", &spelt, b"> ", &part(&address.route)].concat()
}

/// The text with single spaces in it and without control characters; `None` where it is like that already.
fn one_line(text: &str) -> Option<String> {
    let space = |letter: char| letter.is_whitespace() || letter.is_control();
    let octets = text.as_bytes();
    let unlike = octets.iter().any(|octet| !matches!(octet, b' '..=b'~'))
        || octets.windows(2).any(|pair| pair == b"  ");
    unlike.then(|| {
        let words = text.split(space);
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    })
}

/// The calendar day of the Date field, as (year, month, day), in its own time zone (RFC 3501 §6.4.4: "disregarding
/// time and timezone"); `None` when there is no such field or no date in it.
pub fn sent_on(message: &Message) -> Option<(u16, u8, u8)> {
    date::day(&header::field(message.header(), "Date")?.unfolded())
}

/// The day and the seconds from its beginning at which the message says that it was sent, both in UTC
/// (RFC 5256 §2.2); `None` when it does not say.
pub fn sent_at(message: &Message) -> Option<((u16, u8, u8), i64)> {
    date::moment(&header::field(message.header(), "Date")?.unfolded())
}

fn is_mime(header: &[u8]) -> bool {
    header::fields(header).any(|field| field.is("Content-Type") || field.is("Content-Transfer-Encoding"))
}

fn lines_hold(header: &[u8], needle: &Needle) -> bool {
    header::fields(header).any(|field| !needle.is_far_from(&field) && line_holds(&field, needle))
}

/// Whether a field holds the text, with its name before it or as its addresses are understood.
fn line_holds(field: &Field, needle: &Needle) -> bool {
    let value = field.unfolded();
    needle.is_in_value(&[field.name().unwrap_or_default(), b": ", &value].concat())
        || is_of_addresses(field) && addresses_hold(&value, needle)
}

fn is_of_addresses(field: &Field) -> bool {
    ADDRESS_FIELDS.iter().any(|name| field.is(name))
}

/// Whether an address field holds the text as it is understood, where that is not how it stands there.
fn addresses_hold(value: &[u8], needle: &Needle) -> bool {
    !is_plain_list(value) && addresses(value).iter().any(|address| needle.is_in_value(&shown(address)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    const GERMAN: &[u8] = b"From: =?iso-8859-1?q?J=F6rg_M=FCller?= <joerg@htl.at>\r\n\
        Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\n aus Wien\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n\
        preamble\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\nSch=F6ne =\r\nGr=FC=DFe\r\n\
        --x\r\nContent-Type: application/octet-stream\r\n\r\nhidden\r\n\
        --x\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?=C3=84rger?=\r\n\r\nInner words\r\n--x--\r\n";

    fn finds(message: &[u8], text: &str) -> (bool, bool) {
        let (message, needle) = (Message::new(message), Needle::new(text));
        let finder = Finder::default();
        (finder.in_header(&message, &needle), finder.in_body(&message, &needle))
    }

    #[test]
    fn encoded_words_are_decoded_first() {
        let message = Message::new(GERMAN);
        let finder = Finder::default();
        let finds = |name, text| finder.in_field(&message, name, &Needle::new(text));
        assert!(finds("from", "JÖRG MÜLLER <joerg@"));
        assert!(finds("Subject", "grüße aus wien"));
        assert!(!finds("Subject", "R3LDvMOfZQ"));
        assert!(finds("Content-Type", ""));
        assert!(!finds("To", ""));
    }

    #[test]
    fn what_the_envelope_shows_is_found() {
        let message = Message::new(
            b"From: \"Anna \\\"Ann\\\" Berg\" <anna (zu Hause) @ schule . example>\r\n\
            To: =?koi8-r?b?8NLJ18XU?= (x)\r\n =?koi8-r?q?!?= <@route.example:ben@x>, Gruppe(y)1: \"c\\d\"@e;\r\n\
            Cc: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?=\r\n\t=?iso-2022-jp?b?GyRCOGwbKEI=?= <j@p>\r\n\
            Subject: ein\r\n\t langes  =?koi8-r?b?8NLJ18XU?=\r\n\r\n",
        );
        let finder = Finder::default();
        let finds = |name, text| finder.in_addresses(&message, name, &Needle::new(text));
        for text in
            ["Anna \"Ann\" Berg", "schule.example", "anna@schule.example", "zu hause", "berg <anna@schule"]
        {
            assert!(finds("From", text), "{text}");
        }
        for text in
            ["Привет!", "=?KOI8-R?b?8NLJ18XU?= =?koi8-r?q?!?=", "@route.example", "ben@x", "gruppe 1", "cd@e"]
        {
            assert!(finds("To", text), "{text}");
        }
        assert!(lines_hold(message.header(), &Needle::new("anna@schule.example")));
        assert!(finds("Cc", "日本語") && !finds("Cc", "GyRCRnxLXBsoQg"));
        assert!(!finds("To", "8NLJ18XU") && !finds("From", "Anna Berg"));
        let finds = |text| finder.in_field(&message, "Subject", &Needle::new(text));
        assert!(finds("ein langes привет") && finds("ein\t langes  при") && finds("=?koi8-r?b?8NLJ18XU?="));
    }

    proptest! {
        #[test]
        fn what_is_passed_over_holds_nothing(
            name in "(From|To|Subject|X|Received)",
            words in prop::collection::vec(
                "[a-zA-Z0-9]{1,3}|[ .,;@<>:\"\\\\()?=]|\r\n |=\\?utf-8\\?q\\?[a-z]\\?=|ö|\r|\0", 0..12),
            needle in "[a-zA-Z0-9ö]{1,2}[ .@\"]?[a-zA-Z]{0,2}",
        ) {
            let header = format!("{name}: {}\r\n\r\n", words.concat());
            let needle = Needle::new(&needle);
            for field in header::fields(header.as_bytes()) {
                prop_assert!(!(needle.is_far_from(&field) && line_holds(&field, &needle)), "{needle:?}");
            }
        }
    }

    #[test]
    fn bodies_in_other_charsets_are_found() {
        let message = b"Content-Type: text/plain; charset=windows-1251\r\n\r\n\xcf\xf0\xe8\xe2\xe5\xf2";
        assert_eq!(finds(message, "ПРИВЕТ"), (false, true));
        let message = b"Content-Type: text/plain charset=\"iso-2022-jp\"\r\n\r\n\x1b$BF|K\\\x1b(B!";
        assert_eq!(finds(message, "日本!"), (false, true));
    }

    #[test]
    fn bodies_are_decoded_first_and_attachments_left_out() {
        assert_eq!(finds(GERMAN, "schöne grüsse"), (false, false));
        assert_eq!(finds(GERMAN, "SCHÖNE GRÜßE"), (false, true));
        assert_eq!(finds(GERMAN, "ärger"), (false, true));
        assert_eq!(finds(GERMAN, "inner WORDS"), (false, true));
        assert_eq!(finds(GERMAN, "hidden"), (false, false));
        assert_eq!(finds(GERMAN, "subject: grüße"), (true, false));
    }

    #[test]
    fn plain_messages_are_searched_as_they_are() {
        assert_eq!(finds("Subject: Käse\r\n\r\nBröt=\r\nchen".as_bytes(), "bröt="), (false, true));
        assert_eq!(finds("Subject: Käse\r\n\r\nx".as_bytes(), "KÄSE"), (true, false));
        assert_eq!(finds(b"", "x"), (false, false));
        assert_eq!(finds(b"", ""), (false, true));
    }

    #[test]
    fn letters_are_sorted_with_their_marks_behind_them() {
        let mut words = ["b", "Ä", "az", "a", "B_", "b[", "AB", "ö", "Z", "ß", "Ø", "æ", "Ÿ", "y"];
        words.sort_by_key(|word| casemap(word));
        assert_eq!(words, ["a", "AB", "az", "Ä", "b", "b[", "B_", "ö", "y", "Ÿ", "Z", "æ", "Ø", "ß"]);
        assert_eq!(casemap("ÀÉÎÕÜÇñÅÿ÷þЖ"), casemap("àéîõüçÑåŸ÷Þж"));
        assert_eq!(casemap("Äå"), "A\u{308}A\u{30a}");
    }

    #[test]
    fn the_day_of_sending_disregards_the_zone() {
        let day = |date: &str| sent_on(&Message::new(format!("Date: {date}\r\n\r\n").as_bytes()));
        assert_eq!(day("Tue, 14 Oct 2003 23:30:00 -0700 (PDT)"), Some((2003, 10, 14)));
        assert_eq!(day("14 Oct 2003 00:10 +1200"), Some((2003, 10, 14)));
        assert_eq!(day("soon"), None);
        assert_eq!(sent_on(&Message::new(b"Subject: x\r\n\r\n")), None);
    }

    #[test]
    fn deep_nesting_is_no_trap() {
        let mut deep = b"Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
        deep.extend_from_slice(b"Subject: innermost\r\n\r\nx");
        assert_eq!(finds(&deep, "innermost"), (false, true));
        let encoded = STANDARD.encode(&deep);
        for header in
            ["Content-Type: message/rfc822", "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\nA: b"]
        {
            let hidden =
                format!("{header}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b--\r\n");
            assert_eq!(finds(hidden.as_bytes(), "innermost"), (false, false));
        }
        let mut deep = Vec::new();
        for level in 0..3_000 {
            deep.extend(
                format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n").bytes(),
            );
        }
        finds(&deep, "innermost");
    }
}

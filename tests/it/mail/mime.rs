//! The engine's MIME reader against mail-parser's, and against what was put into generated messages.

use mail_parser::{Message as Parsed, MessageParser, PartType};
use postamt::engine::mail::mime::{DEPTH_MAX, Encoding, Kind, PARTS_MAX, Structure, decode};
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::mail::{Message, text};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::num::NonZeroU32;

/// A part as both readers see it: its header's, its body's beginning and its body's end, its kind, and the
/// text of a text.
type Seen = (usize, usize, usize, Kind, Option<String>);

pub(crate) fn ours(octets: &[u8]) -> Vec<Seen> {
    let seen = |part: &postamt::engine::mail::mime::Part| {
        // A multipart that no boundary takes apart is a text, if anything.
        let own = part.content_type(octets);
        let is_text = part.kind == Kind::Leaf && (own.is_media("text", "") || own.is_media("multipart", ""));
        let text = is_text.then(|| part.text(octets).into_owned());
        (part.header.start, part.body.start, part.body.end, part.kind, text)
    };
    Structure::of(octets).parts().iter().map(seen).collect()
}

pub(crate) fn theirs(octets: &[u8]) -> Vec<Seen> {
    let mut seen = Vec::new();
    if let Some(message) = MessageParser::default().parse(octets) {
        walk(&message, 0, &mut seen);
    }
    // Of a multipart that goes on to the end of the message they leave out what follows its last boundary.
    // RFC 2046 §5.1.1 has `multipart-body := [preamble CRLF] dash-boundary [...] close-delimiter
    // transport-padding [CRLF epilogue]`: the epilogue is in the body.
    let ours = ours(octets);
    for (theirs, ours) in seen.iter_mut().zip(&ours) {
        if theirs.3 == Kind::Multipart && ours.2 == octets.len() {
            theirs.2 = ours.2;
        }
    }
    seen
}

fn walk(message: &Parsed, index: usize, seen: &mut Vec<Seen>) {
    let part = &message.parts[index];
    let (kind, text) = match &part.body {
        PartType::Multipart(_) => (Kind::Multipart, None),
        PartType::Message(_) => (Kind::Message, None),
        PartType::Text(text) | PartType::Html(text) => (Kind::Leaf, Some(text.to_string())),
        PartType::Binary(_) | PartType::InlineBinary(_) => (Kind::Leaf, None),
    };
    seen.push((part.offset_header as usize, part.offset_body as usize, part.offset_end as usize, kind, text));
    match &part.body {
        PartType::Multipart(children) => {
            children.iter().for_each(|child| walk(message, *child as usize, seen))
        }
        PartType::Message(inner) => walk(inner, 0, seen),
        _ => {}
    }
}

#[test]
fn the_letters_are_read_alike() {
    let accounts = SCENARIOS.iter().flat_map(|scenario| scenario.accounts);
    let letters = accounts.flat_map(|account| account.mailboxes.iter().flat_map(|mailbox| mailbox.messages));
    let mut count = 0;
    for letter in letters.filter(|letter| !letter.octets.ends_with(b"\r\n\r\n")) {
        assert_eq!(ours(letter.octets), theirs(letter.octets), "{}", String::from_utf8_lossy(letter.octets));
        count += 1;
    }
    assert!(count >= 14);
}

/// How mail-parser reads a broken message.
enum Theirs {
    Same,
    /// Otherwise, for this reason.
    Differs(&'static str),
}

#[test]
fn broken_messages_are_read_alike_but_where_the_standard_is_on_our_side() {
    use Theirs::{Differs, Same};
    const MIXED: &str = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    let mut complaints = String::new();
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(50) + "Subject: x\r\n\r\ndeep\r\n";
    for (message, theirs_are) in [
        (format!("{MIXED}--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"), Same),
        (format!("{MIXED}pre\r\n--b\r\nA: b\r\n\r\none\r\n\r\n--b--\r\npost"), Same),
        (format!("{MIXED}no boundary at all\r\n"), Same),
        (
            "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\none\r\n--b--\r\n".to_owned(),
            Differs("RFC 2045 §5.2: what is syntactically invalid is taken for text; they have octets"),
        ),
        (
            "Content-Type: nonsense\r\n\r\ntext\r\n".to_owned(),
            Differs("RFC 2045 §5.2: what is syntactically invalid is taken for text; they have octets"),
        ),
        ("Content-Type: text/plain; charset=utf-8\r\n\r\n".to_owned() + "Grüße\r\n", Same),
        ("Content-Type: text/plain; charset=\"iso-8859-1\r\n\r\nx\r\n".to_owned(), Same),
        (
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-unknown\r\n\r\na=20b\r\n".to_owned(),
            Same,
        ),
        (deep, Same),
        (format!("{MIXED}--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n--b--\r\n"), Same),
        (
            format!("{MIXED}--b\r\n\r\na line with --b in it\r\n--b--\r\n"),
            Differs("RFC 2046 §5.1.1: \"The boundary delimiter MUST occur at the beginning of a line\""),
        ),
        (
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n1 = 2\r\n"
                .to_owned(),
            Differs(
                "RFC 2045 §6.7: an `=` that begins nothing stays; they take it, space and all, for half an octet",
            ),
        ),
        (format!("{MIXED}--b\r\n\r\nthe end is missing\r\n"), Same),
        (
            format!("{MIXED}--b\r\nContent-Transfer-Encoding: base64\r\n\r\nSGFsbG8\r\n--b--\r\n"),
            Differs("the padding is missing: all whole octets are read, they leave two out"),
        ),
        (
            format!("{MIXED}--b\r\n--b\r\n\r\ntwo\r\n--b--\r\n"),
            Differs("each delimiter begins a part; they take the second for its first line"),
        ),
    ] {
        let (ours, theirs) = (ours(message.as_bytes()), theirs(message.as_bytes()));
        match theirs_are {
            Same if ours != theirs => writeln!(complaints, "{message}\n{ours:?}\n{theirs:?}\n"),
            Differs(reason) if ours == theirs => {
                writeln!(complaints, "{message}\nread alike now: {reason}\n")
            }
            _ => Ok(()),
        }
        .expect("a string takes all");
    }
    assert!(complaints.is_empty(), "{complaints}");
}

/// A part that is to be written down.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Text { charset: &'static str, encoding: Encoding, text: String },
    Binary(Vec<u8>),
    Multi { subtype: &'static str, preamble: bool, epilogue: bool, parts: Vec<Tree> },
    Message(String, Box<Tree>),
}

/// Lines of letters that all the charsets have.
const LINE: &str = "[a-zA-Z0-9 =.,;:_?!()<>@äöüßÄÖÜé§½-]{0,90}";

pub(crate) fn trees() -> impl Strategy<Value = Tree> {
    let charset = prop::sample::select(vec!["utf-8", "ISO-8859-1", "iso-8859-15", "Windows-1252"]);
    let encoding =
        prop::sample::select(vec![Encoding::Identity, Encoding::QuotedPrintable, Encoding::Base64]);
    // A text never looks like a boundary, whose lines begin with two dashes and `=`.
    let lines = prop::collection::vec(LINE, 0..6);
    let text = (charset, encoding, lines).prop_map(|(charset, encoding, lines)| {
        let text = lines.join("\r\n").replace('½', if charset == "iso-8859-15" { "€" } else { "½" });
        Tree::Text { charset, encoding, text }
    });
    let binary = prop::collection::vec(any::<u8>(), 0..200).prop_map(Tree::Binary);
    prop_oneof![3 => text, 1 => binary].prop_recursive(4, 24, 4, |inner| {
        let subtype = prop::sample::select(vec!["mixed", "alternative", "related", "x-unknown"]);
        let parts = prop::collection::vec(inner.clone(), 1..4);
        let multi = (subtype, any::<bool>(), any::<bool>(), parts).prop_map(
            |(subtype, preamble, epilogue, parts)| Tree::Multi { subtype, preamble, epilogue, parts },
        );
        prop_oneof![3 => multi, 1 => ("[a-z]{1,8}", inner).prop_map(|(s, tree)| Tree::Message(s, Box::new(tree)))]
    })
}

/// A tree as a message.
pub(crate) fn written(tree: &Tree) -> Vec<u8> {
    let mut octets = Vec::new();
    write(tree, &mut 0, &mut octets, &mut Vec::new());
    octets
}

/// Writes header fields and body; collects the texts in order.
fn write(tree: &Tree, number: &mut usize, into: &mut Vec<u8>, texts: &mut Vec<String>) {
    match tree {
        Tree::Text { charset, encoding, text } => {
            texts.push(text.clone());
            let name = match encoding {
                Encoding::Identity | Encoding::Unknown => "8bit",
                Encoding::QuotedPrintable => "Quoted-Printable",
                Encoding::Base64 => "BASE64",
            };
            let header = format!(
                "Content-Type: text/plain;\r\n\tcharset=\"{charset}\"\r\nContent-Transfer-Encoding: {name}\r\n\r\n"
            );
            into.extend_from_slice(header.as_bytes());
            into.extend(encoded(*encoding, &in_charset(charset, text)));
        }
        Tree::Binary(octets) => {
            into.extend_from_slice(b"content-type: image/png\r\nContent-transfer-encoding: base64\r\n\r\n");
            into.extend(encoded(Encoding::Base64, octets));
        }
        Tree::Multi { subtype, preamble, epilogue, parts } => {
            *number += 1;
            let boundary = format!("=_{number}_");
            let header = format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n");
            into.extend_from_slice(header.as_bytes());
            into.extend_from_slice(if *preamble { b"This is MIME.\r\n" } else { b"" });
            for (index, part) in parts.iter().enumerate() {
                into.extend_from_slice(if index > 0 { b"\r\n" } else { b"" });
                into.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                write(part, number, into, texts);
            }
            into.extend_from_slice(format!("\r\n--{boundary}--").as_bytes());
            into.extend_from_slice(if *epilogue { b"\r\nThe end.\r\n" } else { b"\r\n" });
        }
        Tree::Message(subject, inner) => {
            into.extend_from_slice(b"Content-Type: message/rfc822\r\n\r\n");
            into.extend_from_slice(format!("Subject: {subject}\r\nMIME-Version: 1.0\r\n").as_bytes());
            write(inner, number, into, texts);
        }
    }
}

fn in_charset(charset: &str, text: &str) -> Vec<u8> {
    if charset == "utf-8" {
        return text.as_bytes().to_vec();
    }
    text.chars().map(|letter| u8::try_from(letter).unwrap_or(0xa4)).collect()
}

fn encoded(encoding: Encoding, octets: &[u8]) -> Vec<u8> {
    match encoding {
        Encoding::Identity | Encoding::Unknown => octets.to_vec(),
        Encoding::QuotedPrintable => quoted_printable(octets),
        Encoding::Base64 => base64(octets),
    }
}

/// Quoted-printable in which each other octet that needs it not is quoted, too.
fn quoted_printable(octets: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut column = 0;
    for (index, &octet) in octets.iter().enumerate() {
        if octets[index..].starts_with(b"\r\n") || index > 0 && octets[index - 1..].starts_with(b"\r\n") {
            lines.push(octet);
            column = 0;
            continue;
        }
        if column > 70 {
            lines.extend_from_slice(b"=\r\n");
            column = 0;
        }
        let last = octets.get(index + 1).is_none_or(|next| *next == b'\r');
        if octet.is_ascii_alphanumeric() || octet == b' ' && !last {
            lines.push(octet);
            column += 1;
        } else {
            lines.extend_from_slice(format!("={octet:02X}").as_bytes());
            column += 3;
        }
    }
    lines
}

fn base64(octets: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = Vec::new();
    for (index, three) in octets.chunks(3).enumerate() {
        if index > 0 && index % 19 == 0 {
            digits.extend_from_slice(b"\r\n");
        }
        let value =
            three.iter().fold(0, |value, octet| value << 8 | usize::from(*octet)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let shown = digit <= three.len();
            digits.push(if shown { DIGITS[value >> (18 - 6 * digit) & 63] } else { b'=' });
        }
    }
    digits
}

/// The rules of every tree: ranges are in bounds and in order, and parts lie within the part around them.
fn check_ranges(octets: &[u8]) -> Result<(), TestCaseError> {
    let structure = Structure::of(octets);
    let parts = structure.parts();
    prop_assert!(!parts.is_empty() && parts.len() <= PARTS_MAX);
    prop_assert_eq!((parts[0].header.start, parts[0].body.end), (0, octets.len()));
    let mut around = vec![None; parts.len()];
    for (index, part) in parts.iter().enumerate() {
        prop_assert!(part.header.start <= part.header.end && part.header.end == part.body.start);
        prop_assert!(part.body.start <= part.body.end && part.body.end <= octets.len());
        let mut from = part.body.start;
        let children: Vec<usize> = structure.children(index).collect();
        match part.kind {
            Kind::Leaf => prop_assert!(children.is_empty()),
            Kind::Multipart => prop_assert!(!children.is_empty()),
            Kind::Message => prop_assert_eq!(children.len(), 1),
        }
        for child in children {
            prop_assert!(around[child].replace(index).is_none());
            let inner = &parts[child];
            prop_assert!(from <= inner.header.start && inner.body.end <= part.body.end);
            if part.kind == Kind::Message {
                prop_assert_eq!((inner.header.start, inner.body.end), (part.body.start, part.body.end));
            }
            from = inner.body.end;
        }
        let (content, _) = (part.text(octets), part.lines(octets));
        prop_assert!(content.len() <= 3 * part.body.len());
    }
    prop_assert!(around[1..].iter().all(Option::is_some));
    let depth = |index: usize| std::iter::successors(Some(index), |at| around[*at]).count();
    prop_assert!((0..parts.len()).all(|index| depth(index) <= DEPTH_MAX + 1));
    Ok(())
}

/// Lines and pieces of lines from which chance makes trouble.
pub(crate) fn troubles() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&'static [u8]> = vec![
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: multipart/digest; boundary=\"bb\"\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/plain; charset*=x'y'%zz; charset*0*=(\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Subject: =?utf-8?q?=C3?= =?utf-8?b?vA==?=\r\n",
        b"\r\n",
        b"--b\r\n",
        b"--bb\r\n",
        b"--b--\r\n",
        b"--bb--\r\n",
        b"--",
        b"=",
        b"\r",
        b"\xfc=C3=BC QUJD",
        b"Date: (\\",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_messages_are_read_alike_and_as_they_were_meant(tree in trees(), bare in any::<bool>()) {
        let mut octets = b"Subject: generated\r\n".to_vec();
        let mut texts = Vec::new();
        write(&tree, &mut 0, &mut octets, &mut texts);
        if bare {
            // As a file has it whose lines end with LF alone.
            octets.retain(|octet| *octet != b'\r');
        }
        let message = Message::new(&octets);
        let ours = ours(message.octets());
        // mail-parser 0.11 takes the part behind a message within a message to be inside of it, or panics
        // ("Invalid part ID, could not find multipart"). What was meant is known all the same.
        let within = |pair: &[Seen]| pair[0].3 == Kind::Message && pair[1].3 == Kind::Message;
        if !ours.windows(2).any(within) {
            prop_assert_eq!(&ours, &theirs(message.octets()), "{}", String::from_utf8_lossy(message.octets()));
        }
        // Line ends stay as they came, but for those in base64.
        let meant = |text: String| if bare { text.replace('\r', "") } else { text };
        let read: Vec<String> = ours.into_iter().filter_map(|(.., text)| text.map(meant)).collect();
        prop_assert_eq!(read, texts.into_iter().map(meant).collect::<Vec<_>>());
        check_ranges(message.octets())?;
    }

    #[test]
    fn whatever_comes_gives_a_tree(octets in troubles(), part in prop::collection::vec(0u32..4, 0..6)) {
        check_ranges(&octets)?;
        let found = find(&Structure::of(&octets), &part);
        prop_assert!(found.is_none_or(|index| index < Structure::of(&octets).parts().len()));
        let message = Message::new(&octets);
        check_ranges(message.octets())?;
        text::Finder::default().in_body(&message, &text::Needle::new("ü"));
        text::sent_on(&message);
    }

    #[test]
    fn a_message_cut_anywhere_gives_a_tree(tree in trees()) {
        let mut octets = Vec::new();
        write(&tree, &mut 0, &mut octets, &mut Vec::new());
        let step = 1 + octets.len() / 300;
        for end in (0..octets.len()).step_by(step) {
            check_ranges(&octets[..end])?;
        }
    }

    #[test]
    fn decoding_undoes_encoding(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let digits = base64(&octets);
        prop_assert_eq!(&*Encoding::Base64.decode(&digits), &octets[..]);
        let mut decoded = Vec::new();
        decode::quoted_printable(&quoted_printable(&octets), &mut decoded);
        prop_assert_eq!(decoded, octets);
    }
}

/// The part with this number; none is 0.
fn find(structure: &Structure, number: &[u32]) -> Option<usize> {
    let number: Option<Vec<NonZeroU32>> = number.iter().map(|number| NonZeroU32::new(*number)).collect();
    structure.find(&number?)
}

#[test]
fn depth_and_number_of_parts_are_bounded() {
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(1000);
    assert_eq!(Structure::of(deep.as_bytes()).parts().len(), DEPTH_MAX);
    let wide =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned() + &"--b\r\n\r\nx\r\n".repeat(20_000);
    let structure = Structure::of(wide.as_bytes());
    assert_eq!(structure.parts().len(), PARTS_MAX);
    assert_eq!(find(&structure, &[PARTS_MAX as u32 - 1]), Some(PARTS_MAX - 1));
    assert_eq!(find(&structure, &[PARTS_MAX as u32]), None);
}

#[test]
fn parts_have_the_numbers_of_the_standards_example() {
    // RFC 3501 §6.4.5's example: 1 and 2 are leaves, 3 is a message of two leaves, 4 a multipart of an image
    // and a message, which holds a text and a multipart/alternative.
    let message = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n1\r\n\
        --a\r\nContent-Type: application/octet-stream\r\n\r\n2\r\n\
        --a\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n\
        --c\r\n\r\n3.1\r\n--c\r\nContent-Type: application/octet-stream\r\n\r\n3.2\r\n--c--\r\n\
        --a\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\nContent-Type: image/gif\r\n\r\n4.1\r\n\
        --d\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n\
        --e\r\n\r\n4.2.1\r\n--e\r\nContent-Type: multipart/alternative; boundary=f\r\n\r\n\
        --f\r\n\r\n4.2.2.1\r\n--f\r\nContent-Type: text/richtext\r\n\r\n4.2.2.2\r\n--f--\r\n--e--\r\n--d--\r\n--a--\r\n";
    let structure = Structure::of(message.as_bytes());
    let part = |number: &[u32]| find(&structure, number).map(|index| &structure.parts()[index]);
    for leaf in ["1", "2", "3.1", "3.2", "4.1", "4.2.1", "4.2.2.1", "4.2.2.2"] {
        let number: Vec<u32> = leaf.split('.').filter_map(|number| number.parse().ok()).collect();
        let body = part(&number).map(|part| &message[part.body.clone()]);
        assert_eq!(body, Some(leaf));
        assert_eq!(part(&[&number[..], &[1]].concat()), None, "a leaf has no parts");
    }
    assert_eq!(part(&[3]).map(|part| part.kind), Some(Kind::Message));
    assert_eq!(part(&[4, 2, 2]).map(|part| part.kind), Some(Kind::Multipart));
    for none in [&[][..], &[0], &[5], &[3, 3], &[4, 2, 3]] {
        assert_eq!(part(none), None);
    }
    let plain = Structure::of(b"Subject: x\r\n\r\ny");
    assert_eq!((find(&plain, &[1]), find(&plain, &[2]), find(&plain, &[1, 1])), (Some(0), None, None));
}

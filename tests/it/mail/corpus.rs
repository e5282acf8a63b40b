//! The messages of tests/data/corpus: what FETCH tells of each, against Python's email package, against
//! mail-parser, and against what was told before.

use crate::imap::structure::{Announced, Client, announced, check, is_shallow};
use crate::mail::mime::{ours, theirs};
use imap_codec::imap_types::body::{BodyStructure, SpecificFields};
use imap_codec::imap_types::core::NString;
use imap_codec::imap_types::envelope::Address;
use imap_codec::imap_types::fetch::MessageDataItem;
use md5::{Digest, Md5};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/data/corpus", name].iter().collect()
}

/// The rows below each name.
fn rows(name: &str) -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(file(name)).unwrap_or_default();
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for row in text.lines() {
        match (row.strip_prefix("= "), rows.last_mut()) {
            (Some(name), _) => rows.push((name.to_owned(), Vec::new())),
            (None, Some((_, rows))) => rows.push(row.to_owned()),
            (None, None) => panic!("{name} begins with a row without a name"),
        }
    }
    rows
}

/// The messages by name, as make.py writes them: a line ends with CRLF, but for a backslash at its end.
fn messages() -> Vec<(String, Vec<u8>)> {
    let octets = |rows: Vec<String>| {
        let mut octets = Vec::new();
        for row in rows {
            let row = row.strip_prefix("| ").or(row.strip_prefix('|')).expect("each row begins with |");
            let (row, ended) = row.strip_suffix('\\').map_or((row, true), |row| (row, false));
            let mut pieces = row.split("\\x");
            octets.extend(pieces.next().into_iter().flat_map(str::bytes));
            for piece in pieces {
                octets.push(u8::from_str_radix(&piece[..2], 16).expect("two hexadecimal digits"));
                octets.extend_from_slice(&piece.as_bytes()[2..]);
            }
            octets.extend_from_slice(if ended { b"\r\n" } else { b"" });
        }
        octets
    };
    let messages: Vec<_> =
        rows("messages.rows").into_iter().map(|(name, rows)| (name, octets(rows))).collect();
    assert!(messages.len() >= 200);
    messages
}

#[test]
fn every_announced_part_is_there() {
    for (name, octets) in messages() {
        assert!(is_shallow(&octets), "{name} is too deep for imap-codec");
        check(&octets).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn python_finds_the_same_parts_and_addresses() {
    let messages: BTreeMap<String, Vec<u8>> = messages().into_iter().collect();
    let python = rows("python.rows");
    assert!(python.len() >= 140);
    for (name, expected) in python {
        let mut client = Client::new(&messages[&name]);
        let mut found = Vec::new();
        let MessageDataItem::Envelope(envelope) = client.fetch("ENVELOPE").remove(0) else {
            panic!("{name}: no envelope");
        };
        for (field, list) in [("From", &envelope.from), ("To", &envelope.to), ("Cc", &envelope.cc)] {
            if !list.is_empty() {
                let list: Vec<String> = list.iter().map(address).collect();
                found.push(format!("{field} {}", list.join(", ")));
            }
        }
        let structure = client.structure();
        let mut kinds = Vec::new();
        leaves(&structure, &mut kinds);
        let parts = announced(&structure);
        let own = parts.iter().filter(|part| part.parts == 0);
        for (Announced { number, size, .. }, (kind, encoding)) in own.zip(kinds) {
            // Python takes all of message/* apart, which BODYSTRUCTURE has no place for.
            if kind.starts_with("message/") {
                continue;
            }
            let body = client.section(&format!("[{number}]")).expect("an announced part is there");
            let lines = body.iter().filter(|octet| **octet == b'\n').count();
            let mut row = format!("{number} {kind} {encoding} {} {lines} ", size.unwrap_or_default());
            for octet in Md5::digest(&body) {
                write!(row, "{octet:02x}").expect("a string takes all");
            }
            found.push(row);
        }
        assert_eq!(found, expected, "{name}");
    }
}

fn address(address: &Address) -> String {
    let text = |part: &NString| match &part.0 {
        Some(part) => String::from_utf8_lossy(part.as_ref()).into_owned(),
        None => String::new(),
    };
    format!("{}<{}@{}>", text(&address.name), text(&address.mailbox), text(&address.host))
}

/// Type and encoding of the parts that hold no others.
fn leaves(structure: &BodyStructure, found: &mut Vec<(String, String)>) {
    match structure {
        BodyStructure::Multi { bodies, .. } => bodies.as_ref().iter().for_each(|body| leaves(body, found)),
        BodyStructure::Single { body, .. } => {
            let text = |string: &[u8]| String::from_utf8_lossy(string).to_ascii_lowercase();
            let kind = match &body.specific {
                SpecificFields::Message { body_structure, .. } => return leaves(body_structure, found),
                SpecificFields::Text { subtype, .. } => format!("text/{}", text(subtype.as_ref())),
                SpecificFields::Basic { r#type, subtype } => {
                    format!("{}/{}", text(r#type.as_ref()), text(subtype.as_ref()))
                }
            };
            found.push((kind, text(body.basic.content_transfer_encoding.as_ref())));
        }
    }
}

/// The messages that mail-parser reads otherwise, and why we do not.
const DIFFERENT: &[(&str, &str)] = &[
    ("forwarded-message", "the message ends where the boundary stands; they lose the part behind it"),
    ("x-nothing", "a message of no octets is a message (RFC 5322 §2.1); they have none"),
    ("x-binary-header", "octets that are no UTF-8 are shown in windows-1252"),
    ("x-multi-8bit-part", "octets that are no UTF-8 are shown in windows-1252"),
    ("x-message-8bit-encoding", "octets that are no UTF-8 are shown in windows-1252"),
    ("x-type-nonsense", "RFC 2045 §5.2: what is syntactically invalid is taken for text"),
    ("x-multi-no-boundary", "RFC 2045 §5.2: what is syntactically invalid is taken for text"),
    ("x-multi-empty-boundary", "RFC 2046 §5.1.1: a boundary has one character at least"),
    ("x-encoding-comment", "RFC 2045 §6.1: comments may stand in any MIME field"),
    ("x-encoding-broken-base64", "RFC 2045 §6.8: all other characters must be ignored"),
    ("x-multi-only-end", "RFC 2046 §5.1.1: a multipart holds one part at least"),
    ("x-multi-end-first", "RFC 2046 §5.1.1: what follows the last delimiter is the epilogue"),
    ("x-multi-empty-part", "RFC 2046 §5.1.1: each delimiter begins a part"),
    ("x-digest-odd", "RFC 2046 §5.1.1: each delimiter begins a part"),
    ("x-multi-part-no-blank", "RFC 2046 §5.1.1: the boundary ends the part, its header as well"),
    ("x-message-cut-by-boundary", "RFC 2046 §5.1.1: the boundary ends the part, its header as well"),
    ("x-multi-text-after", "what stands behind the boundary in its line is not the part's"),
    ("x-multi-not-at-start", "RFC 2046 §5.1.1: the delimiter must occur at the beginning of a line"),
    ("x-multi-outer-ends-inner", "RFC 2046 §5.1.2: the outer boundary ends the inner multipart"),
    ("x-message-multi-no-end", "RFC 2046 §5.1.2: the outer boundary ends the inner multipart"),
    ("x-message-empty", "RFC 2046 §5.2.1: the body is a message, be it empty"),
    ("x-message-header-only", "RFC 2046 §5.2.1: the body is a message, be it a header alone"),
    ("x-message-base64", "RFC 2046 §5.2.1: a message may not be encoded"),
    ("x-message-qp", "RFC 2046 §5.2.1: a message may not be encoded"),
];

#[test]
fn mail_parser_takes_them_apart_alike() {
    let mut complaints = String::new();
    for (name, octets) in messages() {
        let reason = DIFFERENT.iter().find(|(own, _)| *own == name).map(|(_, reason)| reason);
        let same = ours(&octets) == theirs(&octets);
        match reason {
            None if !same => writeln!(complaints, "{name}\n{:?}\n{:?}", ours(&octets), theirs(&octets)),
            Some(reason) if same => writeln!(complaints, "{name} is read alike now: {reason}"),
            _ => Ok(()),
        }
        .expect("a string takes all");
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn fetch_tells_what_it_told_before() {
    let mut told = String::new();
    for (name, octets) in messages() {
        let mut client = Client::new(&octets);
        let envelope = name.starts_with("x-") || name.starts_with("header-");
        let items = if envelope { "(BODYSTRUCTURE ENVELOPE)" } else { "BODYSTRUCTURE" };
        let replies = client.send(&format!("a FETCH 1 {items}\r\n"));
        let reply = replies[0].escape_ascii().to_string().replace("\\r\\n", "\n  ").replace("\\\"", "\"");
        writeln!(told, "= {name}\n{}", reply.trim_end()).expect("a string takes all");
    }
    if std::env::var("UPDATE_TRANSCRIPTS").is_ok_and(|value| value == "1") && std::env::var_os("CI").is_none()
    {
        fs::write(file("fetched.rows"), &told).expect("the file can be written");
    }
    let before = fs::read_to_string(file("fetched.rows")).expect("the file is there");
    for (now, before) in told.lines().zip(before.lines()) {
        assert_eq!(now, before, "read tests/data/corpus/fetched.rows after UPDATE_TRANSCRIPTS=1");
    }
    assert_eq!(told.len(), before.len());
}

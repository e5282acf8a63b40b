//! BODYSTRUCTURE against what can be fetched: every part that is announced is there, as large as it was
//! announced, and no other is.

use crate::mail::mime;
use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::IntoStatic;
use imap_codec::imap_types::body::{BodyStructure, SpecificFields};
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::response::{Data, Response};
use postamt::engine::mail::mime::Structure;
use postamt::engine::mail::{Flags, INBOX, Message, Store};
use postamt::engine::time::Time;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};
use proptest::prelude::*;
use std::sync::Arc;

const ONE: ConnectionId = ConnectionId(1);

/// A part as BODYSTRUCTURE announces it.
#[derive(Debug)]
pub(crate) struct Announced {
    /// Its number, such as `2.1`.
    pub number: String,
    /// Octets and lines, as far as they are told.
    pub size: Option<u32>,
    pub lines: Option<u32>,
    /// Whether it is a message.
    pub message: bool,
    /// How many parts are directly within it.
    pub parts: usize,
}

/// A client that has selected a mailbox with one message.
pub(crate) struct Client {
    lab: Lab,
    /// The message as the server keeps it.
    pub message: Message,
}

impl Client {
    pub(crate) fn new(octets: &[u8]) -> Self {
        let message = Message::new(octets);
        let mut store = Store::default();
        store.add_account("ben", "geheim", Time::START);
        let kept = Arc::new(message.clone());
        store.append("ben", INBOX, kept, Flags::NONE, Time::START, None).expect("there is room");
        let mut lab = Lab::with_store(store, Time::START);
        lab.run(&Action::Connect { connection: ONE, protocol: Protocol::Imap, greeting: Greeting::Ok });
        let mut client = Self { lab, message };
        client.send("a LOGIN ben geheim\r\na EXAMINE INBOX\r\n");
        client
    }

    pub(crate) fn send(&mut self, lines: &str) -> Vec<Vec<u8>> {
        let turns = self.lab.run(&Action::Send { connection: ONE, octets: lines.as_bytes().to_vec() });
        turns.into_iter().flat_map(Turn::into_replies).map(|wire| wire.octets().to_vec()).collect()
    }

    /// FETCH's data, as imap-codec reads them.
    pub(crate) fn fetch(&mut self, items: &str) -> Vec<MessageDataItem<'static>> {
        let replies = self.send(&format!("a FETCH 1 {items}\r\n"));
        let text = || replies.iter().map(|reply| String::from_utf8_lossy(reply)).collect::<String>();
        assert!(replies.last().is_some_and(|last| last.starts_with(b"a OK")), "{items}: {}", text());
        match ResponseCodec::default().decode(&replies[0]) {
            Ok((b"", Response::Data(Data::Fetch { items, .. }))) => items.into_static().into_iter().collect(),
            other => panic!("{items}: {}\n{other:?}", text()),
        }
    }

    pub(crate) fn structure(&mut self) -> BodyStructure<'static> {
        match self.fetch("BODYSTRUCTURE").remove(0) {
            MessageDataItem::BodyStructure(structure) => structure,
            other => panic!("no structure: {other:?}"),
        }
    }

    /// The octets of a section; `None` is NIL.
    pub(crate) fn section(&mut self, section: &str) -> Option<Vec<u8>> {
        match self.fetch(&format!("BODY.PEEK{section}")).remove(0) {
            MessageDataItem::BodyExt { data, .. } => data.0.map(|string| string.as_ref().to_vec()),
            other => panic!("no section: {other:?}"),
        }
    }
}

/// All parts that a structure announces, numbered as RFC 3501 §6.4.5 has it.
pub(crate) fn announced(structure: &BodyStructure) -> Vec<Announced> {
    let mut parts = Vec::new();
    number(structure, "", &mut parts);
    parts
}

/// Numbers the parts of a message: "non-multipart [MIME-IMB] messages with no encapsulated message, only have
/// a part 1".
fn number(structure: &BodyStructure, around: &str, parts: &mut Vec<Announced>) {
    match structure {
        BodyStructure::Multi { bodies, .. } => {
            for (body, nth) in bodies.as_ref().iter().zip(1..) {
                visit(body, format!("{around}{nth}"), parts);
            }
        }
        single => visit(single, format!("{around}1"), parts),
    }
}

fn visit(structure: &BodyStructure, own: String, parts: &mut Vec<Announced>) {
    let around = format!("{own}.");
    let mut part = Announced { number: own, size: None, lines: None, message: false, parts: 0 };
    let within = |inner: &BodyStructure| match inner {
        BodyStructure::Multi { bodies, .. } => bodies.as_ref().len(),
        BodyStructure::Single { .. } => 1,
    };
    let mut inner = None;
    match structure {
        BodyStructure::Multi { .. } => {
            part.parts = within(structure);
            inner = Some(structure);
        }
        BodyStructure::Single { body, .. } => {
            part.size = Some(body.basic.size);
            match &body.specific {
                SpecificFields::Text { number_of_lines, .. } => part.lines = Some(*number_of_lines),
                SpecificFields::Message { body_structure, number_of_lines, .. } => {
                    part.lines = Some(*number_of_lines);
                    part.message = true;
                    part.parts = within(body_structure);
                    inner = Some(&**body_structure);
                }
                // RFC 6532's messages have a part, too, which RFC 3501's BODYSTRUCTURE has no place for.
                SpecificFields::Basic { subtype, .. } if subtype.as_ref() == b"global" => part.parts = 1,
                SpecificFields::Basic { .. } => {}
            }
        }
    }
    parts.push(part);
    if let Some(inner) = inner {
        number(inner, &around, parts);
    }
}

/// Holds BODYSTRUCTURE of a message against FETCH of all its parts.
pub(crate) fn check(octets: &[u8]) -> Result<(), TestCaseError> {
    let mut client = Client::new(octets);
    let structure = client.structure();
    let parts = announced(&structure);
    let message = client.message.octets().to_vec();
    for Announced { number, size, lines, message: is_message, parts } in &parts {
        let Some(body) = client.section(&format!("[{number}]")) else {
            return Err(TestCaseError::fail(format!("part {number} is announced, and not there")));
        };
        prop_assert!(size.is_none_or(|size| size as usize == body.len()), "{number}: {size:?} {body:?}");
        let ends = body.iter().filter(|octet| **octet == b'\n').count();
        prop_assert!(lines.is_none_or(|lines| lines as usize == ends), "{number}: {lines:?} {body:?}");
        let Some(mime) = client.section(&format!("[{number}.MIME]")) else {
            return Err(TestCaseError::fail(format!("part {number} has no header")));
        };
        let whole = [&mime[..], &body[..]].concat();
        let begins = whole.is_empty() || message.windows(whole.len()).any(|window| window == whole);
        prop_assert!(begins, "{number}: {mime:?} {body:?} do not stand one behind the other");
        let (header, text) =
            (client.section(&format!("[{number}.HEADER]")), client.section(&format!("[{number}.TEXT]")));
        if *is_message {
            prop_assert_eq!(
                header.zip(text).map(|(header, text)| [header, text].concat()),
                Some(body.clone())
            );
        }
        let partial = client.section(&format!("[{number}]<3.7>"));
        prop_assert_eq!(partial.as_deref(), Some(&body[body.len().min(3)..body.len().min(10)]));
        prop_assert_eq!(client.section(&format!("[{number}.{}]<0.1>", parts + 1)), None);
    }
    let beyond = parts.iter().filter(|part| !part.number.contains('.')).count() + 1;
    prop_assert_eq!(client.section(&format!("[{beyond}]")), None);
    // BODY is the same without extension data.
    match client.fetch("BODY").remove(0) {
        MessageDataItem::Body(plain) => prop_assert_eq!(plain, stripped(structure)),
        other => return Err(TestCaseError::fail(format!("no body: {other:?}"))),
    }
    Ok(())
}

fn stripped(structure: BodyStructure<'static>) -> BodyStructure<'static> {
    match structure {
        BodyStructure::Single { mut body, .. } => {
            if let SpecificFields::Message { body_structure, .. } = &mut body.specific {
                **body_structure = stripped((**body_structure).clone());
            }
            BodyStructure::Single { body, extension_data: None }
        }
        BodyStructure::Multi { bodies, subtype, .. } => {
            let bodies: Vec<_> = bodies.into_iter().map(stripped).collect();
            let bodies = bodies.try_into().expect("there are as many as before");
            BodyStructure::Multi { bodies, subtype, extension_data: None }
        }
    }
}

/// Whether imap-codec, which gives up on what is nested deeper, can be asked.
pub(crate) fn is_shallow(octets: &[u8]) -> bool {
    fn depth(structure: &Structure, index: usize) -> usize {
        1 + structure.children(index).map(|child| depth(structure, child)).max().unwrap_or(0)
    }
    depth(&Structure::of(Message::new(octets).octets()), 0) <= 7
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_announced_part_is_there(tree in mime::trees()) {
        let octets = mime::written(&tree);
        prop_assume!(is_shallow(&octets));
        check(&octets)?;
    }

    #[test]
    fn every_announced_part_of_trouble_is_there(octets in mime::troubles()) {
        prop_assume!(is_shallow(&octets));
        check(&octets)?;
    }
}

#[test]
fn the_standards_example_of_a_structure() {
    // RFC 3501 §7.4.2: "a two part message consisting of a text and a BASE64-encoded text attachment can
    // have a body structure of" this.
    let lines = |octets: usize, lines: usize| {
        let last = octets - 40 * (lines - 1);
        format!("{}\r\n", "x".repeat(38)).repeat(lines - 1) + &"x".repeat(last - 2) + "\r\n"
    };
    let message = format!(
        "Content-Type: MULTIPART/MIXED; boundary=b\r\n\r\n--b\r\nContent-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n\
         Content-Transfer-Encoding: 7BIT\r\n\r\n{}\r\n--b\r\n\
         Content-Type: TEXT/PLAIN; CHARSET=US-ASCII; NAME=\"cc.diff\"\r\n\
         Content-ID: <960723163407.20117h@cac.washington.edu>\r\nContent-Description: Compiler diff\r\n\
         Content-Transfer-Encoding: BASE64\r\n\r\n{}\r\n--b--\r\n",
        lines(1152, 23),
        lines(4554, 73)
    );
    let mut client = Client::new(message.as_bytes());
    let replies = client.send("a FETCH 1 BODY\r\n");
    assert_eq!(
        String::from_utf8_lossy(&replies[0]),
        "* 1 FETCH (BODY ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23)\
         (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\" \"NAME\" \"cc.diff\") \
         \"<960723163407.20117h@cac.washington.edu>\" \"Compiler diff\" \"BASE64\" 4554 73) \"MIXED\"))\r\n"
    );
}

#[test]
fn deep_nesting_is_answered() {
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(1000);
    let wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned() + &"--b\r\n\r\n".repeat(20_000);
    for message in [deep, wide] {
        let replies = Client::new(message.as_bytes()).send("a FETCH 1 (BODYSTRUCTURE BODY[1.1.1])\r\n");
        assert_eq!(replies.len(), 2);
        let [opening, closing] = [b'(', b')'].map(|sign| replies[0].iter().filter(|o| **o == sign).count());
        assert_eq!(opening, closing);
    }
}

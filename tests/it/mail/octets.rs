//! Octets come back as they were sent, by every way, and all sizes are those of what is sent.

use crate::imap::structure;
use postamt::engine::mail::{INBOX, Store};
use postamt::engine::time::Time;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};
use postamt::share::world::World;
use proptest::prelude::*;

const IMAP: ConnectionId = ConnectionId(1);
const POP3: ConnectionId = ConnectionId(2);

/// A client of each protocol; that of POP3 is not logged in.
struct Clients(Lab);

impl Clients {
    fn new() -> Self {
        let mut store = Store::default();
        store.add_account("ben", "geheim", Time::START);
        let mut lab = Lab::with_store(store, Time::START);
        for (connection, protocol) in [(IMAP, Protocol::Imap), (POP3, Protocol::Pop3)] {
            lab.run(&Action::Connect { connection, protocol, greeting: Greeting::Ok });
        }
        let mut clients = Self(lab);
        clients.send(IMAP, b"a LOGIN ben geheim\r\na SELECT INBOX\r\n");
        clients
    }

    fn send(&mut self, connection: ConnectionId, octets: &[u8]) -> Vec<u8> {
        let turns = self.0.run(&Action::Send { connection, octets: octets.to_vec() });
        turns.into_iter().flat_map(Turn::into_replies).flat_map(|wire| wire.octets().to_vec()).collect()
    }

    /// Appends a message as a literal, or with `~` as a literal8.
    fn append(&mut self, kind: &str, message: &[u8]) {
        let command = format!("a APPEND INBOX {kind}{{{}}}\r\n", message.len());
        self.send(IMAP, command.as_bytes());
        let reply = self.send(IMAP, &[message, b"\r\n"].concat());
        let reply = String::from_utf8_lossy(&reply);
        assert!(reply.contains("a OK [APPENDUID"), "{reply}");
    }

    /// The value of a FETCH item of message 1, and whether it came as literal8.
    fn literal(&mut self, item: &str) -> (Vec<u8>, bool) {
        let reply = self.send(IMAP, format!("a FETCH 1 {item}\r\n").as_bytes());
        let open = reply.iter().position(|octet| *octet == b'{').expect("a literal");
        let line = reply[open..].iter().position(|octet| *octet == b'\n').expect("its line") + open + 1;
        let length =
            String::from_utf8_lossy(&reply[open + 1..line - 3]).parse::<usize>().expect("its length");
        (reply[line..line + length].to_vec(), reply[open - 1] == b'~')
    }

    fn number(&mut self, item: &str) -> usize {
        let reply = self.send(IMAP, format!("a FETCH 1 {item}\r\n").as_bytes());
        let reply = String::from_utf8_lossy(&reply).into_owned();
        let number = reply.split_once(&format!("({item} ")).and_then(|(_, rest)| rest.split_once(')'));
        number.expect(&reply).0.parse().expect(&reply)
    }

    /// The message as RETR gives it, dots undone, and its size by LIST, by STAT and in RETR's own words.
    fn retrieved(&mut self) -> (Vec<u8>, [usize; 3]) {
        self.send(POP3, b"UTF8\r\nUSER ben\r\nPASS geheim\r\n");
        let mut size = |line: &[u8], word: usize| {
            let reply = String::from_utf8_lossy(&self.send(POP3, line)).into_owned();
            let size = reply.split_ascii_whitespace().nth(word).map(str::parse);
            size.expect(&reply).expect(&reply)
        };
        let sizes = [size(b"LIST 1\r\n", 2), size(b"STAT\r\n", 2), size(b"RETR 1\r\n", 1)];
        let reply = self.send(POP3, b"RETR 1\r\n");
        let mut octets = Vec::new();
        for line in reply.split_inclusive(|octet| *octet == b'\n').skip(1) {
            assert!(line.ends_with(b"\r\n"), "{:?}", reply.escape_ascii().to_string());
            octets.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
        }
        (octets.strip_suffix(b"\r\n").expect("a dot at the end").to_vec(), sizes)
    }

    fn stored(&self) -> Vec<u8> {
        let world = World::load(&World::of(&self.0).save(), Time(0)).expect("what was saved");
        let inbox = world.store.mailbox("ben", INBOX).expect("an INBOX");
        inbox.entries.at(0).expect("a message").message.stored().to_vec()
    }
}

/// The octets as POP3 sends them, told naively: a letter that no test has for CRLF, then for the LFs that are left.
fn with_crlf(octets: &[u8]) -> Vec<u8> {
    let text: String = octets.iter().map(|octet| char::from(*octet)).collect();
    let text = text.replace("\r\n", "\u{100}").replace('\n', "\u{100}");
    let end = if text.is_empty() || text.ends_with('\u{100}') { "" } else { "\u{100}" };
    let octet = |letter| if letter == '\u{100}' { b"\r\n".to_vec() } else { vec![letter as u8] };
    (text + end).chars().flat_map(octet).collect()
}

/// Holds all ways of reading a message against what was sent.
fn check(kind: &str, message: &[u8], body: Option<(&str, &[u8])>) -> Result<(), TestCaseError> {
    let mut clients = Clients::new();
    clients.append(kind, message);
    if let Some((part, body)) = body {
        let (binary, literal8) = clients.literal(&format!("BINARY.PEEK[{part}]"));
        prop_assert_eq!(&binary, body);
        prop_assert_eq!(literal8, body.contains(&0));
        prop_assert_eq!(clients.number(&format!("BINARY.SIZE[{part}]")), body.len());
        let (piece, _) = clients.literal(&format!("BINARY.PEEK[{part}]<1.3>"));
        prop_assert_eq!(&piece[..], &body[body.len().min(1)..body.len().min(4)]);
    }
    prop_assert_eq!(clients.literal("BINARY.PEEK[]").0, message);
    prop_assert_eq!(clients.number("BINARY.SIZE[]"), message.len());
    prop_assert_eq!(clients.stored(), message);
    let (told, _) = clients.literal("BODY.PEEK[]");
    prop_assert!(!told.contains(&0));
    if !message.contains(&0) {
        prop_assert_eq!(&told, message);
    }
    prop_assert_eq!(clients.number("RFC822.SIZE"), told.len());
    let [header, text] = ["HEADER", "TEXT"].map(|item| clients.literal(&format!("BODY.PEEK[{item}]")).0);
    prop_assert_eq!(&[header, text].concat(), &told);
    let (retrieved, sizes) = clients.retrieved();
    prop_assert_eq!(&retrieved, &with_crlf(&told));
    prop_assert_eq!(sizes, [retrieved.len(); 3]);
    structure::check(message)
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\0".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b".".to_vec()),
        Just(b"-".to_vec()),
        Just(b"a: b".to_vec()),
        prop::collection::vec(any::<u8>(), 0..80),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_octet_string_sent_as_literal8_comes_back(octets in octets()) {
        let header = b"Content-Type: application/x-own\r\nContent-Transfer-Encoding: binary\r\n";
        check("~", &[header, &b"\r\n"[..], &octets].concat(), Some(("1", &octets)))?;
        let boundary = b"--=_grenze_1";
        prop_assume!(!octets.windows(boundary.len()).any(|window| window == boundary));
        let before = b"Content-Type: multipart/mixed; boundary=\"=_grenze_1\"\r\n\r\n--=_grenze_1\r\n\r\nText\r\n--=_grenze_1\r\n";
        let parts = [&before[..], header, b"\r\n", &octets, b"\r\n--=_grenze_1--\r\n"].concat();
        check("~", &parts, Some(("2", &octets)))?;
    }

    #[test]
    fn any_octets_at_all_come_back(octets in octets()) {
        // RFC 3502 §6.3.11: no octets cancel the APPEND.
        let octets = if octets.is_empty() { b"x".to_vec() } else { octets };
        check("~", &octets, None)?;
        let literal: Vec<u8> = octets.iter().map(|octet| if *octet == 0 { b'\n' } else { *octet }).collect();
        check("", &literal, None)?;
    }

    #[test]
    fn broken_parts_with_nul_come_back(octets in crate::mail::mime::troubles(), nul in any::<prop::sample::Index>()) {
        let mut octets = octets;
        octets.insert(nul.index(octets.len() + 1), 0);
        prop_assume!(structure::is_shallow(&octets));
        check("~", &octets, None)?;
    }
}

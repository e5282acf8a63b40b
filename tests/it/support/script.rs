//! What is done, as lines of text: the one half of a transcript (see transcript.rs), and all of a fuzzer's input.

use postamt::engine::switches::SWITCHES;
use postamt::engine::{Action, ConnectionId, Greeting, Preset, Protocol};

/// Most octets that one escape with a count stands for.
const REPEATED_MAX: usize = 1 << 20;

/// The action that the words behind a `@` mean, with the lines (`| …`) that follow them.
///
/// # Errors
/// What is wrong with them.
pub fn action<'a>(words: &str, content: impl IntoIterator<Item = &'a [u8]>) -> Result<Action, &'static str> {
    let mut words: Vec<&str> = words.split_whitespace().collect();
    let connection = connection(&mut words);
    Ok(match words[..] {
        [how @ ("connect" | "connect-tls"), protocol, ref greeting @ ..] => {
            let protocol = match protocol {
                "pop3" => Protocol::Pop3,
                "imap" => Protocol::Imap,
                _ => return Err("no such protocol"),
            };
            let greeting = match greeting {
                [] | ["ok"] => Greeting::Ok,
                ["preauth"] => Greeting::Preauth,
                ["bye"] => Greeting::Bye,
                _ => return Err("no such greeting"),
            };
            match how {
                "connect" => Action::Connect { connection, protocol, greeting },
                _ => Action::ConnectTls { connection, protocol, greeting },
            }
        }
        ["cut"] => Action::Cut { connection },
        ["wait", time] => Action::Wait { milliseconds: duration(time).ok_or("no such time")? },
        ["deliver", account] => {
            let lines = content.into_iter().filter_map(|line| line.strip_prefix(b"|"));
            Action::Deliver { account: account.to_owned(), message: lines.flat_map(octets).collect() }
        }
        ["preset", id] => Action::Preset { preset: Preset::by_id(id).ok_or("no such preset")? },
        ["switch", id, to] => Action::Switch {
            switch: SWITCHES.iter().find(|row| row.id == id).ok_or("no such switch")?.switch,
            on: match to {
                "on" => true,
                "off" => false,
                _ => return Err("a switch is set on or off"),
            },
        },
        _ => return Err("no such action"),
    })
}

/// Takes the connection's number out of an action's words: 1 when there is none.
pub fn connection(words: &mut Vec<&str>) -> ConnectionId {
    let Some(number) = words.get(1).and_then(|word| word.parse().ok()) else { return ConnectionId(1) };
    words.remove(1);
    ConnectionId(number)
}

/// A connection's number at the start of `text`, 1 when there is none, and the rest.
pub fn numbered(text: &[u8]) -> (ConnectionId, &[u8]) {
    let (digits, rest) = text.split_at(text.iter().take_while(|octet| octet.is_ascii_digit()).count());
    let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
    (ConnectionId(number.unwrap_or(1)), rest)
}

fn duration(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let unit = match unit {
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1000,
        "ms" => 1,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// The octets of a line's text (without the space after the mark): escapes resolved, CRLF added.
pub fn octets(text: &[u8]) -> Vec<u8> {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let (text, end) = match text.strip_suffix(b"\\") {
        Some(text) => (text, &b""[..]),
        None => (text, &b"\r\n"[..]),
    };
    let mut octets = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match hex_escape(&text[at..]) {
            Some(octet) => {
                at += 4;
                let (count, length) = repetition(&text[at..]);
                octets.extend(std::iter::repeat_n(octet, count.min(REPEATED_MAX)));
                at += length;
            }
            None => {
                octets.push(text[at]);
                at += 1;
            }
        }
    }
    octets.extend_from_slice(end);
    octets
}

/// The octet that `\xHH` at the start of `text` stands for.
fn hex_escape(text: &[u8]) -> Option<u8> {
    let digits = text.strip_prefix(b"\\x")?.get(..2)?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// How often the octet before `text` is meant (`*300`), and the length of saying so.
fn repetition(text: &[u8]) -> (usize, usize) {
    let Some(rest) = text.strip_prefix(b"*") else { return (1, 0) };
    let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let count = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse().ok());
    count.map_or((1, 0), |count| (count, digits + 1))
}

#[test]
fn escapes_are_resolved() {
    assert_eq!(octets(b" NO\\x00OP"), b"NO\0OP\r\n");
    assert_eq!(octets(b" STORE 1 +FLAGS (\\Seen)\\"), b"STORE 1 +FLAGS (\\Seen)");
    assert_eq!(octets(b""), b"\r\n");
    assert_eq!(octets(b" \\x41*3 \\x42*"), b"AAA B*\r\n");
}

#[test]
fn words_that_mean_no_action_say_why() {
    let read = |words| action(words, []);
    assert_eq!(read("wait 2h"), Ok(Action::Wait { milliseconds: 7_200_000 }));
    assert_eq!(read("cut 3"), Ok(Action::Cut { connection: ConnectionId(3) }));
    for wrong in ["", "connect smtp", "connect imap hello", "wait", "wait 5", "wait 18446744073709551615h"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

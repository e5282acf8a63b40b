//! Secrets become [`MASK`]: POP3's PASS, APOP's digest, the password of LOGIN, and authentication data, in literals as
//! well. Names stay.

use super::thunderbird::HIDDEN;
use crate::engine::recording::{self, Event, MASK, What};
use crate::engine::{ConnectionId, Protocol};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// The digits in the place of a digest (RFC 1939 §7: 32 of them).
const DIGEST: &str = "00000000000000000000000000000000";
/// Most names that are kept.
const ACCOUNTS_MAX: usize = 50;
/// Shortest secret that is looked for in other lines, in octets.
const SECRET_MIN: usize = 3;

/// The words that a secret may follow.
const WORDS: [&str; 5] = ["PASS ", "LOGIN ", "AUTH ", "AUTHENTICATE ", "APOP "];

/// The masked secrets.
#[derive(Default)]
pub(super) struct Masked {
    /// The number of places.
    pub(super) count: usize,
    /// The names that logged in.
    pub(super) accounts: Vec<String>,
    secrets: Vec<String>,
}

/// A connection's place between secrets.
#[derive(Default)]
struct Place {
    protocol: Protocol,
    /// The mechanism whose data the client sends, and the number of lines so far.
    mechanism: Option<(String, usize)>,
    /// LOGIN's next literal: whether it is the password, its length, and the place of the line that announces it.
    literal: Option<(bool, usize, usize)>,
    /// A line that the log hides, until the tag of its reply is known.
    hidden: Option<usize>,
}

/// Masks the secrets of these events.
pub(super) fn mask(events: &mut [Event]) -> Masked {
    let mut masked = Masked::default();
    let mut places: Vec<(ConnectionId, Place)> = Vec::new();
    for at in 0..events.len() {
        let connection = events[at].connection;
        let known = places.iter().position(|(of, _)| *of == connection).unwrap_or(places.len());
        if known == places.len() {
            places.push((connection, Place::default()));
        }
        let place = &mut places[known].1;
        match &events[at].what {
            What::Opened { protocol, .. } => *place = Place { protocol: *protocol, ..Place::default() },
            What::Server(octets) => {
                let line = String::from_utf8_lossy(octets).into_owned();
                let first = line.split([' ', '\r']).next().unwrap_or_default();
                if first != "+" && (place.protocol == Protocol::Pop3 || first != "*") {
                    place.mechanism = None;
                    if let Some(hidden) = place.hidden.take() {
                        let line = match place.protocol {
                            Protocol::Pop3 => format!("PASS {MASK}\r\n"),
                            Protocol::Imap => format!("{first} LOGIN \"{MASK}\" \"{MASK}\"\r\n"),
                        };
                        events[hidden].what = What::Client { octets: line.into_bytes(), masked: true };
                    }
                }
            }
            What::Client { octets, .. } => {
                let before = octets.clone();
                let (after, count) = masked.line(&before, at, place, events);
                if count > 0 {
                    masked.count += count;
                    events[at].what = What::Client { octets: after, masked: true };
                }
            }
            What::Closed => {}
        }
    }
    masked
}

impl Masked {
    /// Hides the masked secrets in another text, and what stands behind a word that a secret may follow.
    pub(super) fn hide(&self, text: &mut String) {
        for secret in &self.secrets {
            if text.contains(&**secret) {
                *text = text.replace(&**secret, MASK);
            }
        }
        let capitals = text.to_ascii_uppercase();
        let behind = behind_word(&capitals);
        if let Some(behind) = behind.filter(|behind| *behind < text.len()) {
            text.truncate(behind);
            text.push_str(MASK);
        }
    }

    fn name(&mut self, name: &str) {
        let fits = !name.is_empty() && name.len() <= 100 && !name.chars().any(char::is_control);
        if fits
            && name != MASK
            && self.accounts.len() < ACCOUNTS_MAX
            && !self.accounts.iter().any(|own| own == name)
        {
            self.accounts.push(name.to_owned());
        }
    }

    fn secret(&mut self, secret: &str) {
        if secret.len() >= SECRET_MIN && secret != MASK && self.secrets.len() < ACCOUNTS_MAX {
            self.secrets.push(secret.to_owned());
        }
    }

    /// A line of the client without its secrets, and the number of them.
    fn line(
        &mut self,
        octets: &[u8],
        at: usize,
        place: &mut Place,
        events: &mut [Event],
    ) -> (Vec<u8>, usize) {
        let text = String::from_utf8_lossy(octets).into_owned();
        let line = text.trim_end_matches(['\r', '\n']);
        let done = |line: String| ([line.as_bytes(), b"\r\n"].concat(), 1);
        if line == HIDDEN {
            if let Some((_, lines)) = &mut place.mechanism {
                *lines += 1;
                return done(BASE64_STANDARD.encode(MASK));
            }
            place.hidden = Some(at);
            return done(MASK.to_owned());
        }
        if let Some((mechanism, lines)) = &mut place.mechanism {
            *lines += 1;
            let (mechanism, number) = (mechanism.clone(), *lines);
            if matches!(line, "*" | "=" | "") {
                return (octets.to_vec(), 0);
            }
            let data = self.data(&mechanism, number, line);
            return (format!("{data}\r\n").into_bytes(), usize::from(data != line));
        }
        if let Some((is_password, length, announcing)) = place.literal.take() {
            return self.literal(octets, (is_password, length, announcing), at, place, events);
        }
        let mut words = line.splitn(3, ' ');
        let first = words.next().unwrap_or_default();
        let (second, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let word = if place.protocol == Protocol::Pop3 { first } else { second };
        match (place.protocol, &*word.to_ascii_uppercase()) {
            (Protocol::Pop3, "USER") => self.name(line.get(5..).unwrap_or_default()),
            (Protocol::Pop3, "PASS") if line.len() > 5 => {
                self.secret(line.get(5..).unwrap_or_default());
                return done(format!("{first} {MASK}"));
            }
            (Protocol::Pop3, "APOP") if !second.is_empty() => {
                self.name(second);
                if !rest.is_empty() {
                    self.secret(rest);
                    return done(format!("{first} {second} {DIGEST}"));
                }
            }
            (Protocol::Pop3, "AUTH") if !second.is_empty() => {
                return self.begin(&format!("{first} {second}"), second, rest, place);
            }
            (Protocol::Imap, "AUTHENTICATE") => {
                let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
                return self.begin(&format!("{first} {second} {mechanism}"), mechanism, initial, place);
            }
            (Protocol::Imap, "LOGIN") => return self.login(&format!("{first} {second}"), rest, at, place),
            _ => {
                // A line that no server would take may still hold a password: without a tag, with one space too many.
                let capitals = line.to_ascii_uppercase();
                let begins =
                    capitals.trim_start().splitn(3, ' ').take(2).map(|word| word.len() + 1).sum::<usize>();
                let begins = begins + capitals.len() - capitals.trim_start().len() + 12;
                let behind = behind_word(&capitals);
                if let Some(behind) = behind.filter(|behind| *behind <= begins && *behind < line.len()) {
                    self.secret(&line[behind..]);
                    return done(format!("{}{MASK}", &line[..behind]));
                }
            }
        }
        (octets.to_vec(), 0)
    }

    /// AUTH or AUTHENTICATE, perhaps with an initial response.
    fn begin(
        &mut self,
        command: &str,
        mechanism: &str,
        initial: &str,
        place: &mut Place,
    ) -> (Vec<u8>, usize) {
        let mechanism = mechanism.to_ascii_uppercase();
        let lines = usize::from(!initial.is_empty());
        let line = match initial {
            "" | "=" => [command, if initial.is_empty() { "" } else { " " }, initial].concat(),
            _ => format!("{command} {}", self.data(&mechanism, 1, initial)),
        };
        place.mechanism = Some((mechanism, lines));
        let masked = usize::from(!matches!(initial, "" | "="));
        ([line.as_bytes(), b"\r\n"].concat(), masked)
    }

    /// Authentication data: the mechanism's names stay.
    fn data(&mut self, mechanism: &str, number: usize, line: &str) -> String {
        self.secret(line);
        let decoded = BASE64_STANDARD.decode(line).ok();
        let text = decoded.and_then(|octets| String::from_utf8(octets).ok());
        let masked = match (mechanism, text) {
            ("PLAIN", Some(text)) if text.split('\0').count() == 3 => {
                let parts: Vec<&str> = text.split('\0').collect();
                self.name(parts[1]);
                self.secret(parts[2]);
                format!("{}\0{}\0{MASK}", parts[0], parts[1])
            }
            ("LOGIN", Some(text)) if number == 1 => {
                self.name(&text);
                text
            }
            ("LOGIN", Some(text)) => {
                self.secret(&text);
                MASK.to_owned()
            }
            ("CRAM-MD5", Some(text)) => {
                let name = text.rsplit_once(' ').map_or("", |(name, _)| name).to_owned();
                self.name(&name);
                format!("{name} {DIGEST}")
            }
            _ => MASK.to_owned(),
        };
        BASE64_STANDARD.encode(masked)
    }

    /// LOGIN's arguments: the name, and the password, each an atom, quoted, or announced as a literal.
    fn login(&mut self, command: &str, rest: &str, at: usize, place: &mut Place) -> (Vec<u8>, usize) {
        let plain = |line: String| ([line.as_bytes(), b"\r\n"].concat(), 0);
        if let (Some(length), false) = (announced(rest), rest.contains(' ')) {
            place.literal = Some((false, length, at));
            return plain(format!("{command} {rest}"));
        }
        let end = string(rest);
        let (user, password) = (&rest[..end], rest[end..].trim_start());
        self.name(&unquoted(user));
        if let Some(length) = announced(password) {
            place.literal = Some((true, length, at));
            return plain(format!("{command} {user} {password}"));
        }
        if password.is_empty() {
            // One argument alone may be the password as well as the name.
            return plain(format!("{command} {user}"));
        }
        self.secret(&unquoted(password));
        ([command, " ", user, " \"", MASK, "\"\r\n"].concat().into_bytes(), 1)
    }

    /// LOGIN's literal, and what stands behind it.
    fn literal(
        &mut self,
        octets: &[u8],
        (is_password, length, announcing): (bool, usize, usize),
        at: usize,
        place: &mut Place,
        events: &mut [Event],
    ) -> (Vec<u8>, usize) {
        let (literal, behind) = octets.split_at(length.min(octets.len()));
        let text = String::from_utf8_lossy(literal).into_owned();
        let rest = String::from_utf8_lossy(behind).into_owned();
        if !is_password {
            self.name(&text);
            let password = rest.trim();
            if let Some(length) = announced(password) {
                place.literal = Some((true, length, at));
                return (octets.to_vec(), 0);
            }
            if password.is_empty() {
                return (octets.to_vec(), 0);
            }
            self.secret(&unquoted(password));
            return ([literal, b" \"", MASK.as_bytes(), b"\"\r\n"].concat(), 1);
        }
        self.secret(&text);
        // The announced length would tell how long the password is, and be wrong.
        if let Some(What::Client { octets: line, .. }) =
            events.get_mut(announcing).map(|event| &mut event.what)
            && let Some(open) = line.iter().rposition(|octet| *octet == b'{')
        {
            let unasked = if line.ends_with(b"+}\r\n") { "+" } else { "" };
            line.truncate(open);
            line.extend_from_slice(format!("{{{}{unasked}}}\r\n", MASK.len()).as_bytes());
        }
        // Of a literal that goes on in the next line, that line is masked as well.
        if length > octets.len() {
            place.literal = Some((true, length - octets.len(), usize::MAX));
            return (Vec::new(), 1);
        }
        ([MASK.as_bytes(), b"\r\n"].concat(), 1)
    }
}

/// The place behind the first word, of a line in capitals, that a secret may follow.
fn behind_word(capitals: &str) -> Option<usize> {
    WORDS.iter().filter_map(|word| Some(capitals.find(word)? + word.len())).min()
}

/// The length of the atom or quoted string at the beginning.
fn string(text: &str) -> usize {
    let Some(inside) = text.strip_prefix('"') else { return text.find(' ').unwrap_or(text.len()) };
    let mut escaped = false;
    let end = inside.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(end, _)| end + 2)
}

fn unquoted(text: &str) -> String {
    text.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\")
}

/// The length of the literal that a text announces, and nothing else.
fn announced(text: &str) -> Option<usize> {
    let text = text.trim_start();
    let is_alone = text.rfind('{') == Some(0);
    recording::announced(&[text.as_bytes(), b"\n"].concat()).filter(|_| is_alone)
}

//! The reader of scripts.

use super::error::{Error, Mistake};
use super::item::{FIRST, GREETINGS, Item, Pause};
use super::limits::{ITEMS_MAX, LINE_MAX};
use super::list::{Line, Script};
use super::text::{Text, TooLong};
use crate::engine::switches::SWITCHES;
use crate::engine::{ConnectionId, Preset, Protocol};

/// Reads a script.
///
/// # Errors
/// The first line that is none of the form's, or that cannot stand where it does.
pub fn read(text: &str) -> Result<Script, Error> {
    let mut script = Script::default();
    let mut held = None;
    let mut has_begun = false;
    for line in lines(text) {
        let line = line?;
        match &line.item {
            Item::Scenario(_) if has_begun => {
                return Err(Error { line: line.number, mistake: Mistake::ScenarioTooLate });
            }
            Item::Send { held: is_held, .. } => {
                has_begun = true;
                held = is_held.then_some(line.number);
            }
            item => has_begun |= item.action().is_some(),
        }
        script.lines.push(line);
    }
    match held {
        Some(line) => Err(Error { line, mistake: Mistake::NeverSent }),
        None => Ok(script),
    }
}

/// Reads the lines of a script, each by itself. Whoever goes on after a mistake has the rest.
pub fn lines(text: &str) -> impl Iterator<Item = Result<Line, Error>> {
    // Lines end with LF or CRLF.
    let mut lines = text.lines().map(|line| line.trim_end_matches('\r')).enumerate().peekable();
    std::iter::from_fn(move || {
        let (index, line) = lines.next()?;
        let error = |index: usize, mistake| Error { line: index + 1, mistake };
        if index >= ITEMS_MAX {
            // All that is behind is passed over, so that the error is told once.
            lines.by_ref().for_each(drop);
            return Some(Err(error(index, Mistake::TooManyItems)));
        }
        let item = item(line).and_then(|mut item| {
            if let Item::Deliver { message, .. } = &mut item {
                while let Some((_, line)) =
                    lines.next_if(|(index, line)| *index < ITEMS_MAX && line.starts_with('|'))
                {
                    message.push(content(line)?);
                }
            }
            Ok(item)
        });
        Some(match item {
            Ok(item) => Ok(Line { number: index + 1, item }),
            Err(mistake) => Err(error(index, mistake)),
        })
    })
}

fn item(line: &str) -> Result<Item, Mistake> {
    if line.len() > LINE_MAX {
        return Err(Mistake::LineTooLong);
    }
    let Some(mark) = line.chars().next() else { return Ok(Item::Blank) };
    let behind = &line[mark.len_utf8()..];
    match mark {
        '#' => Ok(Item::Comment(behind.to_owned())),
        '=' => Ok(Item::Other(behind.to_owned())),
        '|' => Err(Mistake::NoDelivery),
        '@' => action(behind),
        'C' | 'S' => {
            let (connection, behind) = numbered(behind)?;
            match (mark, behind.split_at_checked(1)) {
                ('C', Some((held @ (":" | ">"), text))) => {
                    Ok(Item::Send { connection, text: read_text(text)?, held: held == ">" })
                }
                ('S', Some((":", text))) => Ok(Item::Reply { connection, text: read_text(text)? }),
                _ => Err(Mistake::NoMark),
            }
        }
        _ => match numbered(line)? {
            (connection, words) if words.starts_with('[') => {
                Ok(Item::Moved { connection, words: words.to_owned() })
            }
            _ => Err(Mistake::NoMark),
        },
    }
}

/// The words behind `@`.
fn action(text: &str) -> Result<Item, Mistake> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some((verb, words)) = words.split_first() else { return Err(Mistake::NoSuchAction) };
    match (*verb, words) {
        ("scenario", [_, ..]) => Ok(Item::Scenario(words.join(" "))),
        ("include", [file]) => Ok(Item::Include((*file).to_owned())),
        ("connect" | "connect-tls", words) => {
            let (connection, words) = match words.split_first() {
                Some((word, words)) if is_number(word) => (number(word)?, words),
                _ => (FIRST, words),
            };
            let (protocol, greeting) = match *words {
                [protocol] => (protocol, GREETINGS[0].0),
                [protocol, greeting] => (protocol, greeting),
                _ => return Err(Mistake::NoSuchAction),
            };
            Ok(Item::Connect {
                connection,
                protocol: Protocol::named(protocol).ok_or(Mistake::NoSuchProtocol)?,
                greeting: value(&GREETINGS, greeting).ok_or(Mistake::NoSuchGreeting)?,
                tls: *verb == "connect-tls",
            })
        }
        ("cut", words) => Ok(Item::Cut(only(words)?)),
        ("shutdown", []) => Ok(Item::Shutdown),
        ("listen", words) => Ok(Item::Listen(only(words)?)),
        ("forget", words) => Ok(Item::Forget(only(words)?)),
        ("wait", [time]) => Ok(Item::Wait(pause(time).ok_or(Mistake::NoSuchTime)?)),
        ("deliver", [account]) => Ok(Item::Deliver { account: (*account).to_owned(), message: Vec::new() }),
        ("preset", [id]) => Ok(Item::Preset(Preset::by_id(id).ok_or(Mistake::NoSuchPreset)?)),
        ("switch", [id, to]) => {
            let row = SWITCHES.iter().find(|row| row.id == *id).ok_or(Mistake::NoSuchSwitch)?;
            match *to {
                "on" => Ok(Item::Switch { switch: row.switch, on: true }),
                "off" => Ok(Item::Switch { switch: row.switch, on: false }),
                _ => Err(Mistake::NeitherOnNorOff),
            }
        }
        _ => Err(Mistake::NoSuchAction),
    }
}

/// A line of a message.
fn content(line: &str) -> Result<Text, Mistake> {
    if line.len() > LINE_MAX {
        return Err(Mistake::LineTooLong);
    }
    read_text(&line[1..])
}

fn read_text(text: &str) -> Result<Text, Mistake> {
    Text::read(text).map_err(|error| match error {
        TooLong::Repeated => Mistake::RepeatedTooOften,
        TooLong::Octets => Mistake::TooManyOctets,
    })
}

/// A connection's number at the beginning of `text`, and the rest.
fn numbered(text: &str) -> Result<(ConnectionId, &str), Mistake> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match &text[..text.len() - rest.len()] {
        "" => Ok((FIRST, rest)),
        digits => Ok((number(digits)?, rest)),
    }
}

/// The one connection that an action names, or the first.
fn only(words: &[&str]) -> Result<ConnectionId, Mistake> {
    match words {
        [] => Ok(FIRST),
        [word] if is_number(word) => number(word),
        [_] => Err(Mistake::NoSuchConnection),
        _ => Err(Mistake::NoSuchAction),
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|octet| octet.is_ascii_digit())
}

fn number(digits: &str) -> Result<ConnectionId, Mistake> {
    digits.parse().map(ConnectionId).map_err(|_| Mistake::NoSuchConnection)
}

fn pause(text: &str) -> Option<Pause> {
    let (count, sign) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    Pause::new(count.parse().ok()?, sign)
}

fn value<T: Copy>(names: &[(&str, T)], wanted: &str) -> Option<T> {
    names.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value)
}

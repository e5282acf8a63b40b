//! Recorded replies: the octets of another server get the roles and fields of the grammar.

use super::chart::Trigger;
use crate::engine::chart::Key;
use crate::engine::field::Field;
use crate::engine::wire::{Role, Wire, WireWriter};

/// The octets of a reply to this line of the client, labelled. A line that is no reply becomes text.
pub fn label(reply: &[u8], asked: &[u8]) -> Wire {
    let mut writer = WireWriter::default();
    let word = asked.split(|octet| octet.is_ascii_whitespace()).next().unwrap_or_default();
    let word = String::from_utf8_lossy(word).to_ascii_uppercase();
    let asked = Trigger::named(&word);
    let single = reply.iter().filter(|octet| **octet == b'\n').count() < 2;
    for (index, line) in reply.split_inclusive(|octet| *octet == b'\n').enumerate() {
        let text = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        match text {
            _ if index == 0 => first_line(text, word.is_empty(), asked.filter(|_| single), &mut writer),
            b"." => {
                writer.put(Role::Terminator, b".");
            }
            _ => further_line(text, asked, &mut writer),
        }
        writer.put(Role::Crlf, &line[text.len()..]);
    }
    writer.finish()
}

fn first_line(text: &[u8], is_greeting: bool, asked: Option<Trigger>, writer: &mut WireWriter) {
    let end = text.iter().position(|octet| *octet == b' ').unwrap_or(text.len());
    let (status, mut rest) = text.split_at(end);
    match status {
        b"+" => {
            writer.put(Role::Continuation, status).put(Role::Separator, &rest[..rest.len().min(1)]);
            writer.put_as(Role::Secret, Field::Base64, rest.get(1..).unwrap_or_default());
            return;
        }
        b"+OK" | b"-ERR" => writer.put(Role::Status, status),
        _ => {
            writer.put(Role::Text, text);
            return;
        }
    };
    // RFC 2449 §8: "resp-code = "[" resp-level *("/" resp-level) "]"".
    if rest.starts_with(b" [")
        && let Some(close) = rest.iter().position(|octet| *octet == b']')
    {
        let group = writer.put(Role::Separator, b" ").begin(Field::RespTextCode);
        writer.put(Role::Code, b"[").put_as(Role::Code, Field::RespTextCode, &rest[2..close]);
        writer.put(Role::Code, b"]").end(group);
        rest = &rest[close + 1..];
    }
    let is_ok = status == b"+OK";
    // A greeting answers nothing. RFC 1939 §7: its timestamp "MUST correspond to the `msg-id'".
    if is_greeting
        && is_ok
        && let [text @ .., b'>'] = rest
        && let Some(open) = text.iter().rposition(|octet| *octet == b'<')
    {
        let text = rest[..open].strip_suffix(b" ").unwrap_or(&rest[..open]);
        listing(text, &[], writer);
        writer.put(Role::Separator, &rest[text.len()..open]);
        writer.put_as(Role::Argument, Field::Timestamp, &rest[open..]);
        return;
    }
    listing(rest, asked.filter(|_| is_ok).map_or(&[], fields), writer);
}

/// The fields of a line that this command asks for.
fn fields(asked: Trigger) -> &'static [Field] {
    match asked {
        Trigger::Stat => &[Field::DropCount, Field::DropSize],
        Trigger::List => &[Field::MessageNumber, Field::Octets],
        Trigger::Uidl => &[Field::MessageNumber, Field::UniqueId],
        Trigger::Lang => &[Field::LanguageTag],
        _ => &[],
    }
}

fn further_line(text: &[u8], asked: Option<Trigger>, writer: &mut WireWriter) {
    match asked {
        Some(asked @ (Trigger::List | Trigger::Uidl)) => listing(text, fields(asked), writer),
        Some(Trigger::Lang) => {
            let end = text.iter().position(|octet| *octet == b' ').unwrap_or(text.len());
            writer.put_as(Role::Argument, Field::LanguageTag, &text[..end]);
            let (space, name) = text[end..].split_at(usize::from(end < text.len()));
            writer.put(Role::Separator, space).put_as(Role::Argument, Field::LanguageName, name);
        }
        Some(Trigger::Capa) => {
            let group = text.contains(&b' ').then(|| writer.begin(Field::CapaLine));
            let (name, rest) = text.split_at(text.iter().position(|it| *it == b' ').unwrap_or(text.len()));
            writer.put_as(Role::Keyword, Field::Capability, name);
            let field = if name == b"SASL" { Field::AuthType } else { Field::CapaParameter };
            for word in rest.split_inclusive(|octet| *octet == b' ') {
                let (word, space) = word.split_at(word.strip_suffix(b" ").unwrap_or(word).len());
                writer.put_as(Role::Argument, field, word).put(Role::Separator, space);
            }
            group.into_iter().for_each(|group| writer.end(group));
        }
        // RFC 1939 §3: "the line is "byte-stuffed" by pre-pending the termination octet".
        _ => {
            let (dot, text) = text.split_at(usize::from(text.starts_with(b".")));
            writer.put(Role::StuffedDot, dot).put(Role::Content, text);
        }
    }
}

/// Values that fill these fields, as long as they do; the rest is text.
fn listing(mut rest: &[u8], fields: &[Field], writer: &mut WireWriter) {
    let mut group = None;
    for field in fields {
        let (space, value) = rest.split_at(usize::from(rest.starts_with(b" ")));
        let end = value.iter().position(|octet| *octet == b' ').unwrap_or(value.len());
        let is_number = value[..end].iter().all(u8::is_ascii_digit);
        let is_name = matches!(field, Field::UniqueId | Field::LanguageTag);
        if end == 0 || !is_number && !is_name {
            break;
        }
        writer.put(Role::Separator, space);
        if group.is_none() {
            group = match fields {
                [Field::DropCount, _] => Some(Field::DropListing),
                [_, Field::UniqueId] => Some(Field::UniqueIdListing),
                [_, _] => Some(Field::ScanListing),
                _ => None,
            }
            .map(|field| writer.begin(field));
        }
        let role = if is_name { Role::Argument } else { Role::Number };
        writer.put_as(role, *field, &value[..end]);
        rest = &value[end..];
    }
    group.into_iter().for_each(|group| writer.end(group));
    let (space, text) = rest.split_at(usize::from(rest.starts_with(b" ")));
    writer.put(Role::Separator, space).put(Role::Text, text);
}

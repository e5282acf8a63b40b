//! Mailbox names on the wire: modified UTF-7 (RFC 3501 §5.1.3). The store keeps Unicode.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

/// RFC 3501 §5.1.3: "modified BASE64 [...] with a further modification from [UTF-7] that "," is used instead of
/// "/"", and without padding.
const MODIFIED: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// A name as it goes over the wire: printable US-ASCII only.
pub fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut shifted: Vec<u8> = Vec::new();
    for c in name.chars() {
        // "printable US-ASCII characters, except for "&", represent themselves; that is, characters
        // with octet values 0x20-0x25 and 0x27-0x7e."
        if matches!(c, ' '..='~') {
            unshift(&mut shifted, &mut wire);
            // "The character "&" (0x26) is represented by the two-octet sequence "&-"."
            wire.push(c);
            if c == '&' {
                wire.push('-');
            }
        } else {
            shifted.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    unshift(&mut shifted, &mut wire);
    wire
}

/// The name that these octets stand for; `None` where they are not modified UTF-7: an 8-bit octet, a shift without
/// end, a shift of a character that must stand for itself, or half a character.
pub fn decode(wire: &[u8]) -> Option<String> {
    let mut name = String::with_capacity(wire.len());
    let mut rest = wire;
    let mut just_unshifted = false;
    while let Some((&octet, tail)) = rest.split_first() {
        if !matches!(octet, b' '..=b'~') {
            return None;
        }
        rest = tail;
        if octet != b'&' {
            name.push(char::from(octet));
            just_unshifted = false;
            continue;
        }
        // "modified BASE64 ... "-" is used to shift back to US-ASCII"; "there is no implicit shift".
        let end = rest.iter().position(|&octet| octet == b'-')?;
        let (shifted, tail) = (&rest[..end], &rest[end + 1..]);
        rest = tail;
        if shifted.is_empty() {
            name.push('&');
            just_unshifted = false;
            continue;
        }
        // ""null shifts" ("-&" while in BASE64; note that "&-" while in US-ASCII means "&") are not
        // permitted."
        if just_unshifted {
            return None;
        }
        name.push_str(&characters(shifted)?);
        just_unshifted = true;
    }
    Some(name)
}

fn unshift(shifted: &mut Vec<u8>, wire: &mut String) {
    if !shifted.is_empty() {
        wire.push('&');
        wire.push_str(&MODIFIED.encode(&*shifted));
        wire.push('-');
        shifted.clear();
    }
}

fn characters(shifted: &[u8]) -> Option<String> {
    let octets = MODIFIED.decode(shifted).ok()?;
    if octets.is_empty() || octets.len() % 2 != 0 {
        return None;
    }
    let units: Vec<u16> = octets.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).ok()?;
    // "Modified BASE64 MUST NOT be used to represent any printing US-ASCII character which can represent
    // itself."
    (!text.chars().any(|c| matches!(c, ' '..='~'))).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3501_section_5_1_3_example() {
        assert_eq!(decode(b"~peter/mail/&U,BTFw-/&ZeVnLIqe-").as_deref(), Some("~peter/mail/台北/日本語"));
        assert_eq!(encode("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        // "&Jjo-!" is the correct form of a smiling face before an exclamation mark.
        assert_eq!(decode(b"&Jjo-!").as_deref(), Some("☺!"));
        assert_eq!(encode("Entwürfe & Geprüftes 📮"), "Entw&APw-rfe &- Gepr&APw-ftes &2D3c7g-");
    }

    #[test]
    fn what_is_not_modified_utf_7() {
        // "&Jjo!" lacks its end, "&U,BTFw-&ZeVnLIqe-" shifts twice (both from §5.1.3).
        for wire in ["&Jjo!", "&U,BTFw-&ZeVnLIqe-", "&AGE-", "&", "&A-", "&2D0-", "&Jjp-", "\u{e4}", "a\tb"] {
            assert_eq!(decode(wire.as_bytes()), None, "{wire}");
        }
    }
}

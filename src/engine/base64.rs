//! The base 64 encoding of RFC 4648 §4: 6 bits a character, four characters for three octets, padded with `=`.

/// The octets in base 64.
pub fn encode(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
    for group in octets.chunks(3) {
        let bits =
            group.iter().fold(0, |bits, octet| bits << 8 | u32::from(*octet)) << (24 - 8 * group.len());
        for place in 0..4 {
            // §4: "Special processing is performed if fewer than 24 bits are available at the end of the data
            // being encoded. [...] When fewer than 24 input bits are available in an input group, bits with
            // value zero are added (on the right) to form an integral number of 6-bit groups."
            let digit = (bits >> (18 - 6 * place) & 63) as u8;
            text.push(if place > group.len() { '=' } else { character(digit) });
        }
    }
    text
}

/// What the text stands for; `None` where it is not what [`encode`] gives for any octets. RFC 4648 §3.3:
/// "Implementations MUST reject the encoded data if it contains characters outside the base alphabet", and
/// §3.5: "decoders MAY chose to reject an encoding if the pad bits have not been set to zero".
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let bare = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
    let mut octets = Vec::with_capacity(text.len() / 4 * 3);
    let mut decoder = Decoder::default();
    let fits = bare.iter().all(|character| decoder.take(*character, &mut octets));
    (fits && text.len().is_multiple_of(4) && decoder.rest() == 0).then_some(octets)
}

/// Takes characters of the alphabet and gives octets.
#[derive(Debug, Default)]
pub struct Decoder {
    value: u32,
    bits: u32,
}

impl Decoder {
    /// Takes a character, and appends the octet that is complete with it; false when it is not of the alphabet.
    pub fn take(&mut self, character: u8, into: &mut Vec<u8>) -> bool {
        let Some(digit) = digit(character) else { return false };
        self.value = self.value << 6 | u32::from(digit);
        self.bits += 6;
        if self.bits >= 8 {
            self.bits -= 8;
            into.push((self.value >> self.bits) as u8);
        }
        true
    }

    /// The bits that made no octet.
    fn rest(&self) -> u32 {
        self.value & ((1 << self.bits) - 1)
    }
}

// RFC 4648 §4, table 1.
fn character(digit: u8) -> char {
    char::from(match digit {
        0..26 => b'A' + digit,
        26..52 => b'a' + digit - 26,
        52..62 => b'0' + digit - 52,
        62 => b'+',
        _ => b'/',
    })
}

fn digit(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    #[test]
    fn rfc_4648_section_10() {
        let vectors = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, text) in vectors.into_iter().enumerate() {
            assert_eq!(encode(&b"foobar"[..length]), text);
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(&b"foobar"[..length]));
        }
        for wrong in
            ["Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "Zm9v====", "Zg==Zg==", "Zm 9", "Zm9v\n"]
        {
            assert_eq!(decode(wrong.as_bytes()), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn octets_survive(octets in prop::collection::vec(any::<u8>(), 0..50)) {
            let text = encode(&octets);
            prop_assert_eq!(&text, &STANDARD.encode(&octets));
            prop_assert_eq!(decode(text.as_bytes()), Some(octets));
        }

        #[test]
        fn what_is_refused_is_what_the_crate_refuses(text in "([A-Za-z0-9+/]{4}){0,2}[AQgwZz+/=,]{0,5}") {
            prop_assert_eq!(decode(text.as_bytes()), STANDARD.decode(&text).ok());
        }
    }
}

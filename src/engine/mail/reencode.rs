//! Messages with NUL, told without it.
//!
//! RFC 3516 §6: "Regardless of the internal storage representation used, the server MUST issue BODYSTRUCTURE
//! responses that describe the message as though the binary-encoded sections are encoded in a CTE acceptable to the
//! IMAP4 base specification. Furthermore, the results of a FETCH BODY MUST return the message body content in the
//! format described by the corresponding FETCH BODYSTRUCTURE response." Nothing else changes: "Gratuitous encoding
//! changes will render useless most cryptographic operations that have been performed on the message."

use super::header;
use super::mime::{Encoding, Kind, Part, Structure};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Octets of a line in base64. RFC 2045 §6.8: "The encoded output stream must be represented in lines of no more
/// than 76 characters each."
const LINE_OCTETS: usize = 57;

/// A message's octets without NUL: each part whose body holds it becomes base64, from which the same octets are
/// decoded. A NUL that is in no such body (in a header, before the first part, in a part whose encoding nobody knows)
/// becomes a space.
pub(super) fn without_nul(octets: &[u8]) -> Vec<u8> {
    let mut told = Vec::with_capacity(octets.len() + octets.len() / 2);
    let mut done = 0;
    let structure = Structure::of(octets);
    let mut is_message = true;
    for part in structure.parts() {
        let begins_message = std::mem::replace(&mut is_message, part.kind == Kind::Message);
        let body = &octets[part.body.clone()];
        let encoding = part.encoding(octets);
        if part.kind != Kind::Leaf || encoding == Encoding::Unknown || !body.contains(&0) {
            continue;
        }
        spaced(&octets[done..part.header.start], &mut told);
        header(octets, part, begins_message, &mut told);
        for line in encoding.decode(body).chunks(LINE_OCTETS) {
            told.extend_from_slice(BASE64_STANDARD.encode(line).as_bytes());
            told.extend_from_slice(b"\r\n");
        }
        done = part.body.end;
    }
    spaced(&octets[done..], &mut told);
    told
}

/// Appends a part's header, which says base64 from now on.
fn header(octets: &[u8], part: &Part, is_message: bool, told: &mut Vec<u8>) {
    let own = &octets[part.header.clone()];
    let mut end = 0;
    let mut has_version = false;
    for field in header::fields(own) {
        end += field.raw().len();
        has_version |= field.is("MIME-Version");
        if !field.is("Content-Transfer-Encoding") {
            spaced(field.raw(), told);
        }
    }
    if is_message && !has_version {
        told.extend_from_slice(b"MIME-Version: 1.0\r\n");
    }
    told.extend_from_slice(b"Content-Transfer-Encoding: base64\r\n");
    spaced(&own[end..], told);
}

fn spaced(octets: &[u8], told: &mut Vec<u8>) {
    told.extend(octets.iter().map(|octet| if *octet == 0 { b' ' } else { *octet }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(octets: &[u8], expected: &str) {
        assert_eq!(String::from_utf8_lossy(&without_nul(octets)), expected);
    }

    #[test]
    fn a_part_with_nul_becomes_base64_and_the_others_stay() {
        check(
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n\0--b\r\nContent-transfer-encoding : 8bit\r\n\r\n\xc3\xbc\r\n--b\r\n\
              Content-Type: image/gif\r\nContent-Transfer-Encoding:\r\n binary\r\nX: \0y\r\n\r\nGIF\0\n\r\n\r\n--b\r\n\r\n\0\r\n--b--\r\nx\0",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n --b\r\nContent-transfer-encoding : 8bit\r\n\r\nü\r\n--b\r\n\
             Content-Type: image/gif\r\nX:  y\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGAAoNCg==\r\n\r\n--b\r\n\
             Content-Transfer-Encoding: base64\r\n\r\nAA==\r\n\r\n--b--\r\nx ",
        );
    }

    #[test]
    fn a_message_without_parts_becomes_a_mime_message() {
        check(b"A: b\n\n\0", "A: b\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\nAA==\r\n");
        check(b"\r\n\0", "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nAA==\r\n");
        check(b"MIME-version: 1.0\r\nA: \0", "MIME-version: 1.0\r\nA:  ");
        check(b"Content-Transfer-Encoding: x-own\r\n\r\n\0", "Content-Transfer-Encoding: x-own\r\n\r\n ");
        let quoted = b"Content-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n\r\na=\r\n=00\0";
        check(quoted, "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nYQAA\r\n");
    }
}

//! The computations of the mechanisms: HMAC over MD5 and SHA-256, and PBKDF2.
//!
//! HMAC and PBKDF2 are a few lines each when the hash is a function value; the generic crates would come once for
//! each hash.

use md5::Md5;
use sha2::{Digest, Sha256};

/// A hash of some pieces side by side.
pub type Hash = fn(&[&[u8]]) -> Vec<u8>;

/// Octets of a block of MD5 and of SHA-256, which HMAC pads its key to.
const BLOCK: usize = 64;

/// RFC 1321.
pub fn md5(pieces: &[&[u8]]) -> Vec<u8> {
    let mut hash = Md5::new();
    pieces.iter().for_each(|piece| hash.update(piece));
    hash.finalize().to_vec()
}

/// FIPS 180-4.
pub fn sha256(pieces: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    pieces.iter().for_each(|piece| hash.update(piece));
    hash.finalize().to_vec()
}

/// RFC 2104 §2: `H(K XOR opad, H(K XOR ipad, text))`. "Applications that use keys longer than B bytes will
/// first hash the key using H".
pub fn hmac(hash: Hash, key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = if key.len() > BLOCK { hash(&[key]) } else { key.to_vec() };
    block.resize(BLOCK, 0);
    block.iter_mut().for_each(|octet| *octet ^= 0x36);
    let inner = hash(&[&block, text]);
    block.iter_mut().for_each(|octet| *octet ^= 0x36 ^ 0x5c);
    hash(&[&block, &inner])
}

/// RFC 5802 §2.2: "Hi() is, essentially, PBKDF2 \[RFC2898\] with HMAC() as the pseudorandom function (PRF) and
/// with dkLen == output length of HMAC() == output length of H()." The hash of the key's block is the same in
/// all rounds, and is computed once.
pub fn hi(password: &[u8], salt: &[u8], rounds: u32) -> Vec<u8> {
    let mut block = if password.len() > BLOCK { sha256(&[password]) } else { password.to_vec() };
    block.resize(BLOCK, 0);
    block.iter_mut().for_each(|octet| *octet ^= 0x36);
    let inner = Sha256::new_with_prefix(&block);
    block.iter_mut().for_each(|octet| *octet ^= 0x36 ^ 0x5c);
    let outer = Sha256::new_with_prefix(&block);
    let mut last = hmac(sha256, password, &[salt, &[0, 0, 0, 1]].concat());
    let mut sum = last.clone();
    for _ in 1..rounds {
        let mut round = inner.clone();
        round.update(&last);
        let mut whole = outer.clone();
        whole.update(round.finalize());
        last.copy_from_slice(&whole.finalize());
        xor(&mut sum, &last);
    }
    sum
}

/// XORs `other` into `octets`.
pub fn xor(octets: &mut [u8], other: &[u8]) {
    octets.iter_mut().zip(other).for_each(|(octet, other)| *octet ^= other);
}

/// Lower-case hexadecimal digits.
pub fn hex(octets: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    octets.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_cases_of_rfc_2202_and_rfc_4231() {
        let key = [0x0b; 20];
        assert_eq!(hex(&hmac(md5, &key[..16], b"Hi There")), "9294727a3638bb1c13f48ef8158bfc9d");
        let digest = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(hex(&hmac(sha256, &key, b"Hi There")), digest);
        let text = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(hex(&hmac(md5, &[0xaa; 80], text)), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
        let digest = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
        assert_eq!(hex(&hmac(sha256, &[0xaa; 131], text)), digest);
    }

    #[test]
    fn the_test_vectors_of_rfc_7914_section_11() {
        let derived = "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc";
        assert_eq!(hex(&hi(b"passwd", b"salt", 1)), derived);
        let derived = "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56";
        assert_eq!(hex(&hi(b"Password", b"NaCl", 80_000)), derived);
    }
}

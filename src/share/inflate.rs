//! DEFLATE, read with a bound (RFC 1951): the reverse of what a browser's `CompressionStream` writes. It is here
//! because a link has to open at once, in browsers without a `DecompressionStream`, and in tests.
//!
//! The rules of this file:
//! 1. No input reaches a panic, and none makes more octets than the bound: the next octet is refused then.
//! 2. A stream that ends too early is refused, and so is one with octets behind its last block.

/// Longest code of any alphabet, in bits (RFC 1951 §3.2.7).
const CODE_MAX: usize = 15;

/// The order in which the lengths of the code lengths' codes are sent (RFC 1951 §3.2.7).
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The octets of a raw stream; `None` for one that is broken, or has more than `most` octets.
pub(super) fn inflate(stream: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut from = Bits { stream, at: 0 };
    let mut to = Vec::new();
    loop {
        let is_last = from.take(1)? == 1;
        match from.take(2)? {
            0 => stored(&mut from, &mut to, most)?,
            1 => {
                let lengths = |symbol: usize| match symbol {
                    144..=255 => 9,
                    256..=279 => 7,
                    _ => 8,
                };
                let literals: Vec<u8> = (0..288).map(lengths).collect();
                coded(&mut from, &mut to, most, &Code::new(&literals)?, &Code::new(&[5; 30])?)?;
            }
            2 => {
                let (literals, distances) = codes(&mut from)?;
                coded(&mut from, &mut to, most, &literals, &distances)?;
            }
            _ => return None,
        }
        if is_last {
            return (from.at.div_ceil(8) == stream.len()).then_some(to);
        }
    }
}

/// A stream's bits, the lowest of each octet first (RFC 1951 §3.1.1).
struct Bits<'a> {
    stream: &'a [u8],
    /// The number of bits that are read.
    at: usize,
}

impl Bits<'_> {
    /// The next bits as a number, 15 at most; `None` behind the end.
    fn take(&mut self, count: usize) -> Option<usize> {
        let mut number = 0;
        for bit in 0..count {
            let octet = *self.stream.get(self.at / 8)?;
            number |= usize::from(octet >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(number)
    }
}

/// A Huffman code: the number of codes of each length, and the symbols in the order of their codes (RFC 1951 §3.2.2).
struct Code {
    counts: [u16; CODE_MAX + 1],
    symbols: Vec<u16>,
}

impl Code {
    /// The code with these lengths; `None` where there are more codes than bits for them.
    fn new(lengths: &[u8]) -> Option<Code> {
        let mut counts = [0; CODE_MAX + 1];
        lengths.iter().for_each(|length| counts[usize::from(*length)] += 1);
        counts[0] = 0;
        let mut free = 1_i32;
        for count in &counts[1..] {
            free = 2 * free - i32::from(*count);
            if free < 0 {
                return None;
            }
        }
        let of_length = |wanted: usize| {
            let symbols = lengths.iter().zip(0_u16..);
            symbols.filter(move |(length, _)| usize::from(**length) == wanted).map(|(_, symbol)| symbol)
        };
        Some(Code { counts, symbols: (1..=CODE_MAX).flat_map(of_length).collect() })
    }

    /// The next symbol; `None` for a code that nothing has, and behind the end.
    fn read(&self, from: &mut Bits) -> Option<usize> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in &self.counts[1..] {
            let count = usize::from(*count);
            code |= from.take(1)?;
            // The first code of each length follows from the last one before it, so it is not above this one.
            if code < first + count {
                return self.symbols.get(index + code - first).map(|symbol| usize::from(*symbol));
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

/// A block without compression (RFC 1951 §3.2.4).
fn stored(from: &mut Bits, to: &mut Vec<u8>, most: usize) -> Option<()> {
    let at = from.at.div_ceil(8);
    let [low, high, low_not, high_not] = *from.stream.get(at..at + 4)? else { return None };
    let length = usize::from(u16::from_le_bytes([low, high]));
    if [!low, !high] != [low_not, high_not] || to.len() + length > most {
        return None;
    }
    to.extend_from_slice(from.stream.get(at + 4..at + 4 + length)?);
    from.at = 8 * (at + 4 + length);
    Some(())
}

/// The two codes of a block (RFC 1951 §3.2.7).
fn codes(from: &mut Bits) -> Option<(Code, Code)> {
    let (literals, distances, own) = (from.take(5)? + 257, from.take(5)? + 1, from.take(4)? + 4);
    let mut lengths = [0; ORDER.len()];
    for place in &ORDER[..own] {
        lengths[*place] = from.take(3)? as u8;
    }
    let code = Code::new(&lengths)?;
    let mut lengths: Vec<u8> = Vec::new();
    while lengths.len() < literals + distances {
        let (length, count) = match code.read(from)? {
            16 => (*lengths.last()?, 3 + from.take(2)?),
            17 => (0, 3 + from.take(3)?),
            18 => (0, 11 + from.take(7)?),
            length => (length as u8, 1),
        };
        lengths.extend(std::iter::repeat_n(length, count));
    }
    let (literals, rest) = lengths.split_at(literals);
    Some((Code::new(literals)?, Code::new(rest.get(..distances).filter(|_| rest.len() == distances)?)?))
}

/// The content of a block with these codes (RFC 1951 §3.2.5).
fn coded(from: &mut Bits, to: &mut Vec<u8>, most: usize, literals: &Code, distances: &Code) -> Option<()> {
    loop {
        let symbol = literals.read(from)?;
        let length = match symbol {
            0..=255 if to.len() < most => {
                to.push(symbol as u8);
                continue;
            }
            256 => return Some(()),
            257..=264 => symbol - 254,
            265..=284 => {
                let extra = (symbol - 261) / 4;
                ((4 + (symbol - 265) % 4) << extra) + 3 + from.take(extra)?
            }
            285 => 258,
            _ => return None,
        };
        let distance = match distances.read(from)? {
            near @ 0..=3 => near + 1,
            far @ 4..=29 => {
                let extra = far / 2 - 1;
                ((2 + far % 2) << extra) + 1 + from.take(extra)?
            }
            _ => return None,
        };
        let start = to.len().checked_sub(distance)?;
        if to.len() + length > most {
            return None;
        }
        // The copy may run into what it writes itself.
        for at in start..start + length {
            to.push(to[at]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Write as _;

    fn deflate(octets: &[u8], level: u32) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(octets).expect("a list takes all octets");
        encoder.finish().expect("a list takes all octets")
    }

    proptest! {
        #[test]
        fn what_another_one_deflates_is_inflated(
            octets in prop::collection::vec(any::<u8>(), 0..3000), words in "([a-f ]{1,9}){0,400}", level in 0_u32..10,
        ) {
            for octets in [octets, words.into_bytes()] {
                let stream = deflate(&octets, level);
                prop_assert_eq!(inflate(&stream, octets.len()), Some(octets.clone()));
                if let Some(less) = octets.len().checked_sub(1) {
                    prop_assert_eq!(inflate(&stream, less), None);
                }
            }
        }

        #[test]
        fn no_octets_reach_a_panic_or_break_the_bound(octets in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Some(inflated) = inflate(&octets, 1000) {
                prop_assert!(inflated.len() <= 1000);
            }
        }
    }

    #[test]
    fn a_stream_cut_anywhere_or_with_more_behind_it_is_refused() {
        for octets in [&b"C: STAT\nC: STAT\nC: LIST\n"[..], &b"abcdefgh".repeat(50), &[7; 3]] {
            for level in [0, 1, 9] {
                let mut stream = deflate(octets, level);
                for end in 0..stream.len() {
                    assert_eq!(inflate(&stream[..end], 10_000), None, "{end} of {}", stream.len());
                }
                stream.push(0);
                assert_eq!(inflate(&stream, 10_000), None);
            }
        }
    }

    #[test]
    fn a_bomb_is_refused_at_the_bound() {
        let bomb = deflate(&vec![0; 50 << 20], 9);
        assert!(bomb.len() < 60_000);
        assert_eq!(inflate(&bomb, 64 << 10), None);
    }

    #[test]
    fn codes_that_cannot_be_are_refused() {
        // Three codes of one bit; a distance before the beginning; a block of the kind that nobody has.
        assert!(Code::new(&[1, 1, 1]).is_none());
        assert_eq!(inflate(&[0b0000_0111], 10), None);
        assert_eq!(inflate(&[0x03, 0x02], 10), None);
        assert_eq!(inflate(&[], 10), None);
    }
}

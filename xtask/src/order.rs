//! In which order a program's functions stand in its file. A compressor does best where like stands beside
//! like; by itself, the compiler's order is that of the source. That is 4 kB of the page.

use crate::Result;
use std::collections::HashMap;

/// Functions are alike as far as they share runs of so many octets.
const RUN: usize = 4;
/// A run that so many functions have tells nothing of them.
const COMMON: usize = 300;
/// Keeps the shortest functions, which share all they have with anybody, from being the best neighbours.
const SHORT: usize = 100;

/// The program with names for its functions: wasm-opt's `--reorder-functions-by-name` then brings them into
/// an order in which each is followed by the one that is most like it. (wasm-opt drops the names.)
///
/// # Errors
/// The program is not of the form that wasm-bindgen writes.
pub fn with_names_in_order(program: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read(program).ok_or("The program is not WebAssembly as we know it.")?;
    let mut subsection = Vec::new();
    put_number(module.bodies.len(), &mut subsection);
    let mut names: Vec<(usize, usize)> =
        chain(&module.bodies).into_iter().enumerate().map(|(rank, body)| (body, rank)).collect();
    names.sort_unstable();
    for (body, rank) in names {
        put_number(module.imports + body, &mut subsection);
        let name = format!("{rank:06}");
        put_number(name.len(), &mut subsection);
        subsection.extend(name.as_bytes());
    }
    // WebAssembly Core Specification, appendix "Custom Sections", "Name Section": subsection 1 has the
    // functions' names, by ascending index.
    let mut section = b"\x04name\x01".to_vec();
    put_number(subsection.len(), &mut section);
    section.extend(subsection);
    let mut named = program.to_vec();
    named.push(0);
    put_number(section.len(), &mut named);
    named.extend(section);
    Ok(named)
}

/// From the longest function on, always the one next that is most like the last one.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<u32>> = bodies.iter().map(|body| runs(body)).collect();
    let mut owners: HashMap<u32, Vec<usize>> = HashMap::new();
    for (body, runs) in runs.iter().enumerate() {
        for run in runs {
            owners.entry(*run).or_default().push(body);
        }
    }
    owners.retain(|_, owners| owners.len() < COMMON);
    let mut left: Vec<bool> = vec![true; bodies.len()];
    let mut by_length: Vec<usize> = (0..bodies.len()).collect();
    by_length.sort_by_key(|body| bodies[*body].len());
    let mut order = Vec::new();
    let mut shared = vec![0; bodies.len()];
    while let Some(longest) = by_length.pop() {
        let mut next = Some(longest).filter(|body| left[*body]);
        while let Some(body) = next {
            left[body] = false;
            order.push(body);
            shared.fill(0);
            for owner in runs[body].iter().filter_map(|run| owners.get(run)).flatten() {
                shared[*owner] += 1;
            }
            let likeness = |other: usize| (shared[other] << 20) / (runs[other].len() + SHORT);
            next = (0..bodies.len())
                .filter(|other| left[*other] && shared[*other] > 0)
                .max_by_key(|other| (likeness(*other), std::cmp::Reverse(*other)));
        }
    }
    order
}

/// The different runs of octets in a function.
fn runs(body: &[u8]) -> Vec<u32> {
    let run = |octets: &[u8]| octets.iter().fold(0, |run, octet| run << 8 | u32::from(*octet));
    let mut runs: Vec<u32> = body.windows(RUN).map(run).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

struct Module<'a> {
    /// How many functions are imported: these have the first numbers.
    imports: usize,
    /// The code of the others.
    bodies: Vec<&'a [u8]>,
}

impl<'a> Module<'a> {
    fn read(program: &'a [u8]) -> Option<Self> {
        let mut rest = program.strip_prefix(b"\0asm\x01\0\0\0")?;
        let mut module = Module { imports: 0, bodies: Vec::new() };
        while let Some((id, after)) = rest.split_first() {
            rest = after;
            let mut section = take_counted(&mut rest)?;
            match id {
                2 => {
                    module.imports = take_number(&mut section)?;
                    for _ in 0..module.imports {
                        take_counted(&mut section)?;
                        take_counted(&mut section)?;
                        // Functions, and nothing else, are what wasm-bindgen imports.
                        section = section.strip_prefix(&[0])?;
                        take_number(&mut section)?;
                    }
                }
                10 => {
                    for _ in 0..take_number(&mut section)? {
                        module.bodies.push(take_counted(&mut section)?);
                    }
                }
                _ => {}
            }
        }
        Some(module)
    }
}

/// Octets with their number before them.
fn take_counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(rest)?;
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// A number in LEB128, of 32 bits.
fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let (octet, after) = rest.split_first()?;
        *rest = after;
        number |= usize::from(octet & 0x7f) << shift;
        if *octet < 0x80 {
            return Some(number);
        }
    }
    None
}

fn put_number(mut number: usize, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in [0, 1, 127, 128, 300, 70_000, u32::MAX as usize] {
            let mut octets = Vec::new();
            put_number(number, &mut octets);
            assert_eq!(take_number(&mut &*octets), Some(number));
        }
        assert_eq!(take_number(&mut &[0x80, 0x80][..]), None);
    }

    #[test]
    fn like_follows_like() {
        let bodies: [&[u8]; 4] = [b"one tale of the sea", b"1234567", b"one tale of the wood", b"0123456789"];
        assert_eq!(chain(&bodies), [2, 0, 3, 1]);
    }

    #[test]
    fn functions_are_named_behind_the_imported_ones() {
        // One import a.b of type 0, two functions: (end) and (nop nop end).
        let program = b"\0asm\x01\0\0\0\x02\x07\x01\x01a\x01b\0\0\x0a\x09\x02\x02\0\x0b\x04\0\x01\x01\x0b";
        let named = with_names_in_order(program).expect("a module");
        let names = b"\0\x18\x04name\x01\x11\x02\x01\x06000001\x02\x06000000";
        assert_eq!(named.strip_prefix(&program[..]), Some(&names[..]));
        assert!(with_names_in_order(b"\0asm\x02\0\0\0").is_err());
    }
}

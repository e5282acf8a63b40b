//! Body structures that are nested deeper than imap-codec reads them: piece by piece, from the inside.

use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder as _;

/// A body structure in place of one that has been read.
const SIMPLE: &[u8] = br#"("a" "b" NIL NIL NIL "7bit" 0)"#;

/// The open lists, FETCH's own among them, up to which imap-codec reads body structures at once.
const DEPTH: usize = 3;

/// A response with the innermost of its body structures, which imap-codec takes by itself, replaced by a simple one;
/// `None` when it is not nested deeply, or is no body structure there.
pub fn shallower(octets: &[u8]) -> Option<Vec<u8>> {
    let has = |words: &[u8]| octets.windows(words.len()).any(|part| part == words);
    if !has(b" FETCH (") || !(has(b"BODY (") || has(b"BODYSTRUCTURE (")) {
        return None;
    }
    let mut lists = lists(octets);
    lists.sort_by_key(|(_, depth)| std::cmp::Reverse(*depth));
    let deep = lists.into_iter().take_while(|(_, depth)| *depth > DEPTH).map(|(list, _)| list);
    let mut bodies = deep.filter(|list| octets[list.clone()] != *SIMPLE);
    let body = bodies.find(|list| {
        let alone = [b"* 1 FETCH (BODYSTRUCTURE ", &octets[list.clone()], b")\r\n"].concat();
        ResponseCodec::default().decode(&alone).is_ok_and(|(rest, _)| rest.is_empty())
    })?;
    Some([&octets[..body.start], SIMPLE, &octets[body.end..]].concat())
}

/// The lists of a response, and how many are open in each; what stands in strings and literals is none.
fn lists(octets: &[u8]) -> Vec<(std::ops::Range<usize>, usize)> {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for (at, octet) in outside(octets).places {
        match octet {
            b'(' => open.push(at),
            b')' => {
                let depth = open.len();
                found.extend(open.pop().map(|start| (start..at + 1, depth)));
            }
            _ => {}
        }
    }
    found
}

/// The octets of a response outside its strings and literals.
pub struct Outside {
    /// Each with its place; of strings and literals the signs with which they begin.
    pub places: Vec<(usize, u8)>,
    /// Whether no string and no literal is open at the end.
    pub is_ended: bool,
}

/// The octets of a response, or of its beginning, outside its strings and literals.
pub fn outside(octets: &[u8]) -> Outside {
    let (mut places, mut at) = (Vec::new(), 0);
    while let Some(octet) = octets.get(at) {
        places.push((at, *octet));
        at += 1;
        if *octet == b'"' {
            let mut ends = false;
            while let (false, Some(inside)) = (ends, octets.get(at)) {
                ends = *inside == b'"';
                at += if *inside == b'\\' { 2 } else { 1 };
            }
            if !ends {
                return Outside { places, is_ended: false };
            }
        }
        if *octet == b'{' {
            let digits = octets[at..].iter().take_while(|octet| octet.is_ascii_digit()).count();
            let length =
                std::str::from_utf8(&octets[at..at + digits]).ok().and_then(|it| it.parse::<usize>().ok());
            at = length.map_or(at, |length| at + digits + "}\r\n".len() + length.min(octets.len()));
        }
    }
    Outside { places, is_ended: at <= octets.len() }
}

#[test]
fn each_level_is_read() {
    use super::oracle::read;
    let nested = |inner: &str| {
        let levels = (0..40).fold(inner.to_owned(), |inner, level| match level % 2 {
            0 => format!("({inner} \"mixed\")"),
            _ => format!(
                "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 9 (NIL \"a (b\" NIL NIL NIL NIL NIL NIL NIL NIL) {inner} 2)"
            ),
        });
        format!("* 4 FETCH (BODY {levels})\r\n")
    };
    assert!(read(nested(r#"("text" "plain" NIL NIL NIL "7bit" 4 0)"#).as_bytes()).is_some());
    assert!(
        read(nested(r#"("text" "plain" NIL NIL "7bit" 4 0)"#).as_bytes()).is_none(),
        "a string is missing"
    );
    assert!(read(nested("NIL").as_bytes()).is_none());
}

use super::*;

/// One line for each part: its number, kind, and body in quotes.
fn outline(text: &str) -> Vec<String> {
    let octets = text.as_bytes();
    let structure = Structure::of(octets);
    let mut lines = Vec::new();
    let mut left = vec![(0, String::new())];
    while let Some((index, number)) = left.pop() {
        let part = &structure.parts()[index];
        let own = part.content_type(octets);
        let body = String::from_utf8_lossy(&octets[part.body.clone()]);
        let kind = String::from_utf8_lossy(&own.value);
        lines.push(match part.kind {
            Kind::Leaf => format!("{number} {kind} {body:?}"),
            Kind::Multipart | Kind::Message => format!("{number} {kind} {}", body.len()),
        });
        let children: Vec<usize> = structure.children(index).collect();
        for (child, position) in children.into_iter().zip(1..).collect::<Vec<_>>().into_iter().rev() {
            left.push((child, format!("{number}.{position}")));
        }
    }
    lines
}

#[test]
fn the_standards_example_of_a_multipart() {
    // RFC 2046 §5.1.1.
    let message = "From: Nathaniel Borenstein <nsb@bellcore.com>\r\nMIME-Version: 1.0\r\n\
        Content-type: multipart/mixed; boundary=\"simple boundary\"\r\n\r\n\
        This is the preamble.\r\n\r\n--simple boundary\r\n\r\n\
        This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.\r\n\
        --simple boundary\r\nContent-type: text/plain; charset=us-ascii\r\n\r\n\
        This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n\r\n\
        --simple boundary--\r\n\r\nThis is the epilogue.  It is also to be ignored.\r\n";
    let outline = outline(message);
    assert_eq!(
        outline[1..],
        [
            ".1 text/plain \"This is implicitly typed plain US-ASCII text.\\r\\nIt does NOT end with a linebreak.\"",
            ".2 text/plain \"This is explicitly typed plain US-ASCII text.\\r\\nIt DOES end with a linebreak.\\r\\n\"",
        ]
    );
    let structure = Structure::of(message.as_bytes());
    assert_eq!(structure.parts()[1].lines(message.as_bytes()), 1);
    assert_eq!(structure.parts()[2].lines(message.as_bytes()), 2);
}

#[test]
fn messages_digests_and_boundaries_that_begin_alike() {
    let digest = "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: one\r\n\r\nOne\r\n\
        --b\r\nContent-Type: text/html\r\n\r\nTwo\r\n--b\r\n\r\n\
        Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb \t\r\nA: b\r\n\r\nThree\r\n--bb--\r\nlost\r\n--bb\r\n\
        --b--\r\n--b\r\n";
    assert_eq!(
        outline(digest),
        [
            " multipart/digest 173",
            ".1 message/rfc822 19",
            ".1.1 text/plain \"One\"",
            ".2 text/html \"Two\"",
            ".3 message/rfc822 81",
            ".3.1 multipart/mixed 35",
            ".3.1.1 text/plain \"Three\"",
            ".4 message/rfc822 0",
            ".4.1 text/plain \"\"",
        ]
    );
}

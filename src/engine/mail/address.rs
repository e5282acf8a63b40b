//! Address lists of RFC 5322 §3.4, obsolete forms included, as the octets stand in the header.
//!
//! Any octets give some list: a server that refuses to show a message because of its header would be of no use.

/// An address structure of RFC 3501 §7.4.2. A start of group has a mailbox and no host; an end of group
/// has neither. An address without a domain has an empty host, as `NIL` would make it a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The personal name: the phrase, or the comment of an address that has none.
    pub name: Option<Vec<u8>>,
    /// The obsolete source route: `@a,@b`.
    pub route: Option<Vec<u8>>,
    /// The local part before the `@`, or the group's name.
    pub mailbox: Option<Vec<u8>>,
    /// The domain behind the `@`.
    pub host: Option<Vec<u8>>,
}

impl Address {
    /// An address of these four members.
    pub fn new(name: Option<&str>, route: Option<&str>, mailbox: Option<&str>, host: Option<&str>) -> Self {
        let octets = |text: Option<&str>| text.map(|text| text.as_bytes().to_vec());
        Address { name: octets(name), route: octets(route), mailbox: octets(mailbox), host: octets(host) }
    }
}

/// The addresses of an unfolded field value.
pub fn addresses(value: &[u8]) -> Vec<Address> {
    let mut list = Reader { lexer: Lexer { rest: value }, found: Vec::new(), in_group: false };
    list.read();
    list.found
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// An atom (dots included), or a quoted string without its quotes.
    Word(Vec<u8>),
    /// A domain literal, brackets included.
    Literal(Vec<u8>),
    /// A comment without its parentheses.
    Comment(Vec<u8>),
    /// One of `< > @ , ; :`.
    Special(u8),
}

struct Lexer<'a> {
    rest: &'a [u8],
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.rest = self.rest.trim_ascii_start();
        let (&first, after) = self.rest.split_first()?;
        match first {
            b'"' => Some(Token::Word(self.delimited(b'"'))),
            b'(' => Some(Token::Comment(self.comment())),
            b'[' => {
                let mut literal = vec![b'['];
                literal.extend(self.delimited(b']'));
                literal.push(b']');
                Some(Token::Literal(literal))
            }
            b'<' | b'>' | b'@' | b',' | b';' | b':' => {
                self.rest = after;
                Some(Token::Special(first))
            }
            _ => {
                let ends = |octet: &u8| octet.is_ascii_whitespace() || b"\"([<>@,;:".contains(octet);
                let end = self.rest.iter().position(ends).unwrap_or(self.rest.len());
                let (atom, after) = self.rest.split_at(end);
                self.rest = after;
                Some(Token::Word(atom.to_vec()))
            }
        }
    }
}

impl Lexer<'_> {
    /// The octets between here and `close`, quoted pairs undone.
    fn delimited(&mut self, close: u8) -> Vec<u8> {
        let mut inner = Vec::new();
        let mut octets = self.rest[1..].iter();
        while let Some(&octet) = octets.next() {
            match octet {
                b'\\' => inner.extend(octets.next()),
                _ if octet == close => break,
                _ => inner.push(octet),
            }
        }
        self.rest = octets.as_slice();
        inner
    }

    /// A comment, which may hold comments.
    fn comment(&mut self) -> Vec<u8> {
        let mut inner = Vec::new();
        let mut depth = 0usize;
        let mut octets = self.rest[1..].iter();
        while let Some(&octet) = octets.next() {
            match octet {
                b'\\' => inner.extend(octets.next()),
                b')' if depth == 0 => break,
                _ => {
                    depth = if octet == b'(' { depth + 1 } else { depth - usize::from(octet == b')') };
                    inner.push(octet);
                }
            }
        }
        self.rest = octets.as_slice();
        inner.trim_ascii().to_vec()
    }
}

struct Reader<'a> {
    lexer: Lexer<'a>,
    found: Vec<Address>,
    in_group: bool,
}

/// The octets read so far of an address whose end has not come yet.
#[derive(Default)]
struct Pending {
    words: Vec<Vec<u8>>,
    comment: Option<Vec<u8>>,
    address: Option<Address>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut pending = Pending::default();
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Word(word) | Token::Literal(word) => pending.words.push(word),
                Token::Comment(comment) => {
                    pending.comment.get_or_insert(comment);
                }
                Token::Special(b',') => self.finish(std::mem::take(&mut pending)),
                Token::Special(b';') => {
                    self.finish(std::mem::take(&mut pending));
                    self.end_group();
                }
                Token::Special(b':') if !self.in_group => {
                    let name = std::mem::take(&mut pending).words.join(&b' ');
                    self.found.push(Address { mailbox: Some(name), ..Address::default() });
                    self.in_group = true;
                }
                Token::Special(b'<') => {
                    let address = self.angle(&mut pending);
                    pending.address.get_or_insert(address);
                }
                Token::Special(b'@') if pending.address.is_none() => {
                    let mailbox = local_part(&mut pending.words);
                    let (host, end) = self.domain(&mut pending);
                    pending.address =
                        Some(Address { mailbox: Some(mailbox), host: Some(host), ..Address::default() });
                    match end {
                        Some(b'<') => {
                            // `a@b <c@d>`: the first address turns out to be the name of the second.
                            let name = pending.address.take().map(spelt).unwrap_or_default();
                            pending.words.push(name);
                            pending.address = Some(self.angle(&mut pending));
                        }
                        Some(b';') => {
                            self.finish(std::mem::take(&mut pending));
                            self.end_group();
                        }
                        Some(b',') => self.finish(std::mem::take(&mut pending)),
                        _ => {}
                    }
                }
                Token::Special(_) => {}
            }
        }
        self.finish(pending);
        self.end_group();
    }

    fn finish(&mut self, mut pending: Pending) {
        let mut address = match pending.address.take() {
            Some(address) => address,
            None if pending.words.is_empty() => return,
            // No `@` at all: the last word is taken for the local part of an address.
            None => {
                let mailbox = local_part(&mut pending.words);
                Address { mailbox: Some(mailbox), host: Some(Vec::new()), ..Address::default() }
            }
        };
        let phrase = pending.words.join(&b' ');
        address.name = if phrase.is_empty() { pending.comment } else { Some(phrase) };
        self.found.push(address);
    }

    fn end_group(&mut self) {
        if self.in_group {
            self.in_group = false;
            self.found.push(Address::default());
        }
    }

    /// The address in angle brackets, of which `<` is read: `[route ":"] addr-spec ">"`.
    fn angle(&mut self, pending: &mut Pending) -> Address {
        let mut address = Address::default();
        let mut words: Vec<Vec<u8>> = Vec::new();
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Word(word) | Token::Literal(word) => words.push(word),
                Token::Comment(comment) => {
                    pending.comment.get_or_insert(comment);
                }
                Token::Special(b'@') if words.is_empty() && address.mailbox.is_none() => {
                    let (domain, end) = self.domain(pending);
                    let route = address.route.get_or_insert_default();
                    if !route.is_empty() {
                        route.push(b',');
                    }
                    route.push(b'@');
                    route.extend(domain);
                    if end == Some(b'>') {
                        break;
                    }
                }
                Token::Special(b'@') => {
                    address.mailbox.get_or_insert(words.concat());
                    let (domain, end) = self.domain(pending);
                    address.host.get_or_insert(domain);
                    if end == Some(b'>') {
                        break;
                    }
                }
                Token::Special(b'>') => break,
                Token::Special(_) => {}
            }
        }
        address.mailbox.get_or_insert_with(|| words.concat());
        address.host.get_or_insert_default();
        address
    }

    /// A domain, of which `@` is read, and the special octet that ends it.
    fn domain(&mut self, pending: &mut Pending) -> (Vec<u8>, Option<u8>) {
        let mut domain = Vec::new();
        for token in self.lexer.by_ref() {
            match token {
                Token::Word(word) | Token::Literal(word) => domain.extend(word),
                Token::Comment(comment) => {
                    pending.comment.get_or_insert(comment);
                }
                Token::Special(special) => return (domain, Some(special)),
            }
        }
        (domain, None)
    }
}

/// Takes the local part off the end of `words`: the last word, and the words that dots join to it.
fn local_part(words: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let mut part = words.pop().unwrap_or_default();
    while words.last().is_some_and(|word| word.ends_with(b".") || part.starts_with(b".")) {
        let mut longer = words.pop().unwrap_or_default();
        longer.extend(part);
        part = longer;
    }
    part
}

fn spelt(address: Address) -> Vec<u8> {
    [address.mailbox.unwrap_or_default(), address.host.unwrap_or_default()].join(&b'@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(name: Option<&str>, mailbox: &str, host: &str) -> Address {
        Address::new(name, None, Some(mailbox), Some(host))
    }

    #[test]
    fn names_come_from_phrases_quoted_strings_and_comments() {
        let list = addresses(
            b"anna@htl.at, Ben Huber <ben@htl.at>, \"Huber, \\\"Ben\\\"\" <ben@htl.at>, c@d.at (Carl (C.) D)",
        );
        assert_eq!(
            list,
            [
                address(None, "anna", "htl.at"),
                address(Some("Ben Huber"), "ben", "htl.at"),
                address(Some("Huber, \"Ben\""), "ben", "htl.at"),
                address(Some("Carl (C.) D"), "c", "d.at"),
            ]
        );
    }

    #[test]
    fn encoded_words_stay() {
        let list = addresses(b"=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_M?= <joerg@htl.at>");
        assert_eq!(list, [address(Some("=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_M?="), "joerg", "htl.at")]);
    }

    #[test]
    fn a_group_has_a_start_and_an_end() {
        // RFC 5322 Appendix A.1.3.
        let list = addresses(b"A Group:Ed Jones <joe@where.test>,john@jdoe.test;, x@y");
        assert_eq!(
            list,
            [
                Address::new(None, None, Some("A Group"), None),
                address(Some("Ed Jones"), "joe", "where.test"),
                address(None, "john", "jdoe.test"),
                Address::default(),
                address(None, "x", "y"),
            ]
        );
        let start = Address::new(None, None, Some("Undisclosed recipients"), None);
        assert_eq!(addresses(b"Undisclosed recipients:;"), [start, Address::default()]);
    }

    #[test]
    fn obsolete_forms() {
        // RFC 5322 Appendix A.6.1 and A.5.
        let list = addresses(
            b"Joe Q. Public <john.q.public@example.com>, , <@machine.tld , @b.tld:mary@example.net>",
        );
        assert_eq!(list[0], address(Some("Joe Q. Public"), "john.q.public", "example.com"));
        let mary = Address::new(None, Some("@machine.tld,@b.tld"), Some("mary"), Some("example.net"));
        assert_eq!(list[1..], [mary]);
        let list = addresses(b"Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>");
        assert_eq!(list, [address(Some("Pete"), "pete", "silly.test")]);
        let list = addresses(b"jdoe . smith @ example . com, \"a b\"@[127.0.0.1]");
        assert_eq!(list, [address(None, "jdoe.smith", "example.com"), address(None, "a b", "[127.0.0.1]")]);
    }

    #[test]
    fn what_is_no_address_still_gives_something() {
        assert_eq!(addresses(b"anna"), [address(None, "anna", "")]);
        assert_eq!(addresses(b"<>"), [address(None, "", "")]);
        assert_eq!(addresses(b" , ;,"), []);
        assert_eq!(addresses(b"a@b <c@d>"), [address(Some("a@b"), "c", "d")]);
        assert_eq!(addresses(b"a@b; c@d"), [address(None, "a", "b"), address(None, "c", "d")]);
        assert_eq!(addresses(b"\"open <a@b"), [address(None, "open <a@b", "")]);
        assert_eq!(addresses(b"A <a@b"), [address(Some("A"), "a", "b")]);
    }

    proptest::proptest! {
        #[test]
        fn no_octets_panic(value in proptest::collection::vec(0u8..128, 0..60)) {
            addresses(&value);
        }

        #[test]
        fn no_sequence_of_delimiters_panics(value in "[a\"(\\\\)<>@,;:. \\[\\]]{0,40}") {
            let groups = addresses(value.as_bytes());
            let starts = groups.iter().filter(|a| a.mailbox.is_some() && a.host.is_none()).count();
            let ends = groups.iter().filter(|a| a.mailbox.is_none()).count();
            proptest::prop_assert_eq!(starts, ends);
        }
    }
}

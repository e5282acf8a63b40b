//! Address lists of RFC 5322 §3.4, obsolete forms included, as the octets stand in the header.
//!
//! Any octets give some list: a server that refuses to show a message because of its header would be of no use.

use super::lexical::Lexer;

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

/// The addresses of an unfolded field value. Words that white space or a comment keeps apart are never joined, but for
/// dots between them, as RFC 5322 §4.4 has it: `obs-domain = atom *("." atom)`.
pub fn addresses(value: &[u8]) -> Vec<Address> {
    let mut list = Reader {
        words: Words { lexer: Lexer::new(value), next: None },
        pending: Pending::default(),
        found: Vec::new(),
        in_group: false,
    };
    list.read();
    list.found
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(Word),
    /// A comment without its parentheses.
    Comment(Vec<u8>),
    /// One of `< > @ , ; :`.
    Special(u8),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// An atom, dots included.
    Atom(Vec<u8>),
    /// A quoted string without its quotes.
    Quoted(Vec<u8>),
    /// A domain literal, brackets included.
    Literal(Vec<u8>),
}

impl Word {
    fn octets(&self) -> &[u8] {
        let (Word::Atom(octets) | Word::Quoted(octets) | Word::Literal(octets)) = self;
        octets
    }

    /// Whether a dot joins this word to the one before: one in quotes is a letter like others.
    fn begins_with_dot(&self) -> bool {
        matches!(self, Word::Atom(own) if own.starts_with(b"."))
    }

    /// Whether a dot joins this word to the next.
    fn ends_with_dot(&self) -> bool {
        matches!(self, Word::Atom(own) if own.ends_with(b"."))
    }
}

/// The tokens of a value, and the next one, if it has been looked at.
struct Words<'a> {
    lexer: Lexer<'a>,
    next: Option<Token>,
}

impl Words<'_> {
    fn peek(&mut self) -> Option<&Token> {
        if self.next.is_none() {
            self.next = self.read();
        }
        self.next.as_ref()
    }

    fn read(&mut self) -> Option<Token> {
        loop {
            let lexer = &mut self.lexer;
            let first = lexer.peek()?;
            let token = match first {
                b'"' => lexer.quoted().map(|inner| Token::Word(Word::Quoted(inner))),
                b'(' => lexer.comment().map(Token::Comment),
                b'[' => lexer.literal().map(|literal| Token::Word(Word::Literal(literal))),
                b'<' | b'>' | b'@' | b',' | b';' | b':' => {
                    lexer.bump();
                    Some(Token::Special(first))
                }
                _ if first.is_ascii_whitespace() || first == b')' => None,
                _ => {
                    let ends = |octet: u8| octet.is_ascii_whitespace() || b"\"()[<>@,;:".contains(&octet);
                    Some(Token::Word(Word::Atom(lexer.take_until(ends).to_vec())))
                }
            };
            match token {
                Some(token) => return Some(token),
                // A delimiter that is never closed is a space like others.
                None => lexer.bump(),
            }
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.next.take().or_else(|| self.read())
    }
}

struct Reader<'a> {
    words: Words<'a>,
    pending: Pending,
    found: Vec<Address>,
    in_group: bool,
}

/// The pieces read so far of an address whose end has not come yet.
#[derive(Default)]
struct Pending {
    /// The words before the address.
    phrase: Vec<Word>,
    address: Option<Address>,
    /// Whether the address stands in angle brackets.
    in_angle: bool,
    /// The words that belong to nothing yet: behind the address, if there is one.
    words: Vec<Word>,
    comment: Option<Vec<u8>>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(token) = self.words.next() {
            match token {
                Token::Word(word) => self.pending.words.push(word),
                Token::Comment(comment) => drop(self.pending.comment.get_or_insert(comment)),
                Token::Special(b',') => self.finish(),
                Token::Special(b';') => {
                    self.finish();
                    self.end_group();
                }
                Token::Special(b':') if self.pending.address.is_some() => self.finish(),
                Token::Special(b':') if !self.in_group => {
                    let name = phrase(&std::mem::take(&mut self.pending).words);
                    self.found.push(Address { mailbox: Some(name), ..Address::default() });
                    self.in_group = true;
                }
                Token::Special(b'<') => {
                    let words = std::mem::take(&mut self.pending.words);
                    match self.pending.address.take() {
                        // `<a@b> C <d@e>`: no comma is there, and two addresses are.
                        Some(address) if self.pending.in_angle => {
                            self.pending.address = Some(address);
                            self.finish();
                            self.pending.phrase = words;
                        }
                        // `a@b C <d@e>`: the first address turns out to be the name of the second.
                        Some(address) => {
                            let name = spelt(address);
                            self.pending.phrase.extend((name != b"@").then_some(Word::Quoted(name)));
                            self.pending.phrase.extend(words);
                        }
                        None => self.pending.phrase = words,
                    }
                    self.pending.address = Some(self.angle());
                    self.pending.in_angle = true;
                }
                Token::Special(b'@') => {
                    // `a@b@c` has one address; `a@b c@d` has two without a comma between them.
                    if self.pending.address.is_some() && self.pending.words.is_empty() {
                        continue;
                    }
                    let mailbox = local_part(&mut self.pending.words);
                    if self.pending.address.is_some() {
                        self.finish();
                    }
                    self.pending.phrase.append(&mut self.pending.words);
                    let host = self.domain();
                    let address = Address { mailbox: Some(mailbox), host: Some(host), ..Address::default() };
                    self.pending.address = Some(address);
                }
                Token::Special(_) => {}
            }
        }
        self.finish();
        self.end_group();
    }

    fn finish(&mut self) {
        let Pending { phrase: mut before, address, mut words, comment, .. } =
            std::mem::take(&mut self.pending);
        let mut address = match address {
            Some(address) => address,
            None => match words.pop() {
                // No `@` at all: the last word is taken for the local part of an address.
                Some(last) => {
                    before.append(&mut words);
                    let mailbox = Some(last.octets().to_vec());
                    Address { mailbox, host: Some(Vec::new()), ..Address::default() }
                }
                None => return,
            },
        };
        let names = [phrase(&before), phrase(&words)];
        address.name = names.into_iter().find(|name| !name.is_empty()).or(comment);
        self.found.push(address);
    }

    fn end_group(&mut self) {
        if self.in_group {
            self.in_group = false;
            self.found.push(Address::default());
        }
    }

    /// The address in angle brackets, of which `<` is read: `[route ":"] addr-spec ">"`. Where the `>` is missing, a
    /// comma, a semicolon or another `<` ends it.
    fn angle(&mut self) -> Address {
        let mut address = Address::default();
        let mut words: Vec<Word> = Vec::new();
        while let Some(token) = self.words.peek() {
            let in_route = address.route.is_some() && address.mailbox.is_none() && words.is_empty();
            if matches!(token, Token::Special(b',' | b';' | b'<')) && !in_route {
                break;
            }
            match self.words.next() {
                Some(Token::Word(word)) => words.push(word),
                Some(Token::Comment(comment)) => drop(self.pending.comment.get_or_insert(comment)),
                Some(Token::Special(b'@')) if words.is_empty() && address.mailbox.is_none() => {
                    let domain = self.domain();
                    if domain.is_empty() {
                        continue;
                    }
                    let route = address.route.get_or_insert_default();
                    if !route.is_empty() {
                        route.push(b',');
                    }
                    route.push(b'@');
                    route.extend(domain);
                }
                Some(Token::Special(b'@')) if address.mailbox.is_none() => {
                    address.mailbox = Some(local_part(&mut words));
                    address.host = Some(self.domain());
                }
                Some(Token::Special(b'>')) => break,
                // `<mailto:a@b>`
                Some(Token::Special(b':')) => words.clear(),
                _ => {}
            }
        }
        address.mailbox.get_or_insert_with(|| local_part(&mut words));
        address.host.get_or_insert_default();
        address
    }

    /// A domain, of which `@` is read.
    fn domain(&mut self) -> Vec<u8> {
        let mut domain = Vec::new();
        // Whether the next word belongs to it.
        let mut open = true;
        loop {
            match self.words.peek() {
                Some(Token::Word(word)) if open || word.begins_with_dot() => {
                    open = word.ends_with_dot();
                    domain.extend_from_slice(word.octets());
                    self.words.next();
                }
                Some(Token::Comment(_)) => {
                    if let Some(Token::Comment(comment)) = self.words.next() {
                        self.pending.comment.get_or_insert(comment);
                    }
                }
                _ => return domain,
            }
        }
    }
}

/// Takes the local part off the end of `words`: the last word, and the words that dots join to it.
fn local_part(words: &mut Vec<Word>) -> Vec<u8> {
    let Some(mut last) = words.pop() else { return Vec::new() };
    let mut parts = vec![last.octets().to_vec()];
    while let Some(word) = words.pop_if(|word| word.ends_with_dot() || last.begins_with_dot()) {
        parts.push(word.octets().to_vec());
        last = word;
    }
    parts.reverse();
    parts.concat()
}

fn phrase(words: &[Word]) -> Vec<u8> {
    let words: Vec<&[u8]> = words.iter().map(Word::octets).collect();
    words.join(&b' ')
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
        assert_eq!(addresses(b"\"open <a@b"), [address(Some("open"), "a", "b")]);
        assert_eq!(addresses(b"A <a@b"), [address(Some("A"), "a", "b")]);
    }

    #[test]
    fn words_that_stand_apart_are_not_joined() {
        let one = |name, mailbox, host| vec![address(name, mailbox, host)];
        for (value, list) in [
            ("user@gut.example(x)boese.example", one(Some("boese.example"), "user", "gut.example")),
            ("user@gut.example boese.example", one(Some("boese.example"), "user", "gut.example")),
            ("<user@gut.example(x)boese.example>", one(Some("x"), "user", "gut.example")),
            ("<user@gut.example boese.example>", one(None, "user", "gut.example")),
            ("user@gut.example\"boese.example\"", one(Some("boese.example"), "user", "gut.example")),
            ("user@[1.2.3.4].boese.example", one(None, "user", "[1.2.3.4].boese.example")),
            ("user@[1.2.3.4](x)boese.example", one(Some("boese.example"), "user", "[1.2.3.4]")),
            ("user@gut.example@boese.example", one(Some("boese.example"), "user", "gut.example")),
            ("anna@htl.example Anna Berg", one(Some("Anna Berg"), "anna", "htl.example")),
            ("anna (zu Hause) @ schule . example", one(Some("zu Hause"), "anna", "schule.example")),
            ("\"Berg A.\" anna@htl.example", one(Some("Berg A."), "anna", "htl.example")),
            ("<Anna Berg>", one(None, "Berg", "")),
            ("Joe Q. Public", one(Some("Joe Q."), "Public", "")),
            ("<mailto:anna@htl.example>", one(None, "anna", "htl.example")),
            ("anna@htl.example via Liste <l@x>", one(Some("anna@htl.example via Liste"), "l", "x")),
        ] {
            assert_eq!(addresses(value.as_bytes()), list, "{value}");
        }
    }

    #[test]
    fn an_address_begins_where_one_can() {
        let two = |one, other| vec![one, other];
        let [anna, ben] = ["anna", "ben"].map(|name| address(None, name, "x.example"));
        let named = address(Some("Ben B"), "ben", "x.example");
        for (value, list) in [
            ("anna@x.example ben@x.example", two(anna.clone(), ben.clone())),
            ("<anna@x.example> <ben@x.example>", two(anna.clone(), ben.clone())),
            ("<anna@x.example>ben@x.example", two(anna.clone(), ben.clone())),
            ("<anna@x.example> Ben B <ben@x.example>", two(anna.clone(), named.clone())),
            ("<anna@x.example, Ben B <ben@x.example>", two(anna.clone(), named.clone())),
            ("<anna@x.example <ben@x.example>", two(anna.clone(), ben.clone())),
            ("anna@x.example: Ben B <ben@x.example>", two(anna.clone(), named.clone())),
            ("\"Ben\"\" <ben@x.example>", vec![address(Some("Ben"), "ben", "x.example")]),
            ("anna@x.example (Anna, ben@x.example", two(anna.clone(), ben.clone())),
            ("anna@[x.example, ben@x.example", two(anna.clone(), ben.clone())),
            ("\"Anna <anna@x.example>, ben@x.example", two(address(Some("Anna"), "anna", "x.example"), ben)),
        ] {
            let mut found = addresses(value.as_bytes());
            // The words of a comment without an end may be a name or not.
            found.iter_mut().filter(|_| value.contains("(Anna")).for_each(|address| address.name = None);
            assert_eq!(found, list, "{value}");
        }
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

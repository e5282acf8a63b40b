//! The data of an IMAP response as values: atoms, strings (quoted or literal, which are the same), lists.

/// One value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// An atom, a number, NIL, a flag; `BODY[HEADER.FIELDS (From)]<0>` is one too.
    Atom(String),
    /// A quoted string or a literal.
    Text(Vec<u8>),
    /// A parenthesised list.
    List(Vec<Value>),
}

impl Value {
    /// An atom in upper case; empty for everything else.
    pub fn word(&self) -> String {
        match self {
            Value::Atom(atom) => atom.to_ascii_uppercase(),
            _ => String::new(),
        }
    }

    /// Writes it in one form, however it came.
    pub fn write(&self, out: &mut String) {
        match self {
            Value::Atom(atom) => out.push_str(atom),
            Value::Text(octets) => {
                out.push('"');
                out.push_str(&octets.escape_ascii().to_string());
                out.push('"');
            }
            Value::List(items) => {
                out.push('(');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(' ');
                    }
                    item.write(out);
                }
                out.push(')');
            }
        }
    }
}

/// Reads values up to the end of a response; what is no value ends the list as one atom.
pub fn values(octets: &[u8]) -> Vec<Value> {
    let mut reader = Reader { rest: octets };
    let mut values = reader.until(b'\r');
    if !reader.rest.is_empty() {
        let rest = reader.rest.strip_suffix(b"\r\n").unwrap_or(reader.rest);
        if !rest.is_empty() {
            values.push(Value::Atom(rest.escape_ascii().to_string()));
        }
    }
    values
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn until(&mut self, end: u8) -> Vec<Value> {
        let mut values = Vec::new();
        loop {
            while let [b' ', rest @ ..] = self.rest {
                self.rest = rest;
            }
            match self.rest.first() {
                None => return values,
                Some(octet) if *octet == end => return values,
                Some(b')') => {
                    // A list that nobody opened: kept as it is, so that it shows.
                    self.rest = &self.rest[1..];
                    values.push(Value::Atom(")".to_owned()));
                }
                Some(_) => values.push(self.value()),
            }
        }
    }

    fn value(&mut self) -> Value {
        match self.rest {
            [b'(', rest @ ..] => {
                self.rest = rest;
                let items = self.until(b')');
                self.rest = self.rest.get(1..).unwrap_or_default();
                Value::List(items)
            }
            [b'"', rest @ ..] => {
                self.rest = rest;
                self.quoted()
            }
            [b'{' | b'~', ..] => self.literal().unwrap_or_else(|| self.atom()),
            _ => self.atom(),
        }
    }

    fn quoted(&mut self) -> Value {
        let mut text = Vec::new();
        loop {
            match self.rest {
                [b'\\', octet, rest @ ..] => {
                    text.push(*octet);
                    self.rest = rest;
                }
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Value::Text(text);
                }
                [octet, rest @ ..] => {
                    text.push(*octet);
                    self.rest = rest;
                }
                [] => return Value::Text(text),
            }
        }
    }

    fn literal(&mut self) -> Option<Value> {
        let announced = self.rest.strip_prefix(b"~").unwrap_or(self.rest).strip_prefix(b"{")?;
        let digits = announced.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let length: usize = std::str::from_utf8(&announced[..digits]).ok()?.parse().ok()?;
        let content = announced[digits..].strip_prefix(b"}\r\n")?;
        let text = content.get(..length)?.to_vec();
        self.rest = &content[length..];
        Some(Value::Text(text))
    }

    /// Up to a space or parenthesis outside of brackets.
    fn atom(&mut self) -> Value {
        let mut depth = 0u32;
        let mut length = 0;
        for octet in self.rest {
            match octet {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b' ' | b'(' | b')' if depth == 0 => break,
                b'\r' => break,
                _ => {}
            }
            length += 1;
        }
        let length = length.max(1).min(self.rest.len());
        let atom = self.rest[..length].escape_ascii().to_string().replace("\\\\", "\\").replace("\\\"", "\"");
        self.rest = &self.rest[length..];
        Value::Atom(atom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(octets: &[u8]) -> String {
        let mut text = String::new();
        Value::List(values(octets)).write(&mut text);
        text
    }

    #[test]
    fn strings_are_the_same_in_both_forms_and_sections_are_part_of_their_item() {
        assert_eq!(written(b"(A \"b \\\" c\" {3}\r\nd\r\n NIL)\r\n"), r#"((A "b \" c" "d\r\n" NIL))"#);
        assert_eq!(
            written(b"BODY[HEADER.FIELDS (\"From\")]<0> {1}\r\nx\r\n"),
            r#"(BODY[HEADER.FIELDS ("From")]<0> "x")"#
        );
        assert_eq!(written(b"((1 2)(3)) \\Seen\r\n"), r"(((1 2) (3)) \Seen)");
    }
}

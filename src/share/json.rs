//! JSON, as far as the page needs it: written piece by piece, read into a small tree.
//!
//! The page does not link serde_json, which weighs 20 kB of its first load; native code uses it, and the
//! tests hold this reader and writer against it. Numbers are whole and not negative: others are refused.

/// Deepest nesting that is read.
const DEEPEST: usize = 16;

/// What a JSON text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number from 0 to 2⁶⁴−1.
    Number(u64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of the text; of equal names the first counts.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text; `None` when it is not JSON, nested too deeply, or has other numbers.
    pub fn read(text: &str) -> Option<Json> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(DEEPEST)?;
        reader.space();
        (reader.at == text.len()).then_some(value)
    }

    /// The value under a name, of an object that has it.
    pub fn field(&self, name: &str) -> Option<&Json> {
        let Json::Object(fields) = self else { return None };
        fields.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<u64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// The truth value, if it is one.
    pub fn bool(&self) -> Option<bool> {
        if let Json::Bool(value) = self { Some(*value) } else { None }
    }

    /// The values, if it is an array.
    pub fn list(&self) -> Option<&[Json]> {
        if let Json::List(values) = self { Some(values) } else { None }
    }
}

/// Appends a string with its quotation marks.
pub fn put_text(text: &str, to: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    to.push('"');
    for c in text.chars() {
        match c {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            '\n' => to.push_str("\\n"),
            '\r' => to.push_str("\\r"),
            '\t' => to.push_str("\\t"),
            '\u{8}' => to.push_str("\\b"),
            '\u{c}' => to.push_str("\\f"),
            '\0'..='\u{1f}' => {
                to.push_str("\\u00");
                to.push(HEX[c as usize >> 4] as char);
                to.push(HEX[c as usize & 15] as char);
            }
            _ => to.push(c),
        }
    }
    to.push('"');
}

/// Appends a number.
pub fn put_number(number: u64, to: &mut String) {
    to.push_str(&number.to_string());
}

struct Reader<'a> {
    text: &'a str,
    /// Offset in octets, always at the start of a character.
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Passes over `octet`, with white space before it; false when something else stands there.
    fn take(&mut self, octet: u8) -> bool {
        self.space();
        let found = self.peek() == Some(octet);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        self.text[self.at..].starts_with(word).then(|| self.at += word.len())?;
        Some(value)
    }

    fn value(&mut self, deeper: usize) -> Option<Json> {
        let deeper = deeper.checked_sub(1)?;
        self.space();
        match self.peek()? {
            b'{' => self.object(deeper),
            b'[' => self.array(deeper),
            b'"' => self.string().map(Json::Text),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, deeper: usize) -> Option<Json> {
        let mut fields = Vec::new();
        self.at += 1;
        if self.take(b'}') {
            return Some(Json::Object(fields));
        }
        loop {
            self.space();
            let name = (self.peek() == Some(b'"')).then(|| self.string())??;
            let value = self.take(b':').then(|| self.value(deeper))??;
            fields.push((name, value));
            if self.take(b'}') {
                return Some(Json::Object(fields));
            }
            self.take(b',').then_some(())?;
        }
    }

    fn array(&mut self, deeper: usize) -> Option<Json> {
        let mut values = Vec::new();
        self.at += 1;
        if self.take(b']') {
            return Some(Json::List(values));
        }
        loop {
            values.push(self.value(deeper)?);
            if self.take(b']') {
                return Some(Json::List(values));
            }
            self.take(b',').then_some(())?;
        }
    }

    fn number(&mut self) -> Option<Json> {
        let digits = self.text[self.at..].bytes().take_while(u8::is_ascii_digit).count();
        let number = &self.text[self.at..self.at + digits];
        self.at += digits;
        let goes_on = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        let padded = digits > 1 && number.starts_with('0');
        if goes_on || padded {
            return None;
        }
        number.parse().ok().map(Json::Number)
    }

    fn string(&mut self) -> Option<String> {
        let mut result = String::new();
        self.at += 1;
        loop {
            let c = self.text[self.at..].chars().next()?;
            self.at += c.len_utf8();
            match c {
                '"' => return Some(result),
                '\\' => result.push(self.escape()?),
                '\0'..='\u{1f}' => return None,
                _ => result.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let octet = self.peek()?;
        self.at += 1;
        Some(match octet {
            b'"' | b'\\' | b'/' => octet as char,
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode(),
            _ => return None,
        })
    }

    /// Four hexadecimal digits, or two times four for a character beyond U+FFFF.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.text[self.at..].starts_with("\\u").then(|| self.at += 2)?;
        let second = self.hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            return None;
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        let hexadecimal = digits.bytes().all(|octet| octet.is_ascii_hexdigit());
        hexadecimal.then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// The same tree, as serde_json has it.
    fn value(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => (*number).into(),
            Json::Text(text) => text.as_str().into(),
            Json::List(values) => values.iter().map(value).collect(),
            Json::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), value(field))).collect(),
        }
    }

    #[test]
    fn escapes_and_spaces() {
        let text = " { \"a\\u00fc\\ud83d\\ude00\\/\" : [ 0 , 17 , true , null , { } , [ ] ] } ";
        let read = Json::read(text).expect("it is JSON");
        let list = read.field("aü😀/").and_then(Json::list).expect("a list");
        assert_eq!((list[0].number(), list[1].number(), list[2].bool()), (Some(0), Some(17), Some(true)));
        assert_eq!(value(&read), serde_json::from_str::<Value>(text).expect("it is JSON"));
    }

    #[test]
    fn what_is_no_json_or_beyond_the_bounds_is_refused() {
        let texts = [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\ud800\"",
            "01",
            "1.5",
            "-1",
            "1e3",
            "18446744073709551616",
            "tru",
            "1 2",
            "\"",
            "nul",
            "{a:1}",
            "\"\\u+123\"",
        ];
        for text in texts {
            assert_eq!(Json::read(text), None, "{text}");
        }
        assert!(Json::read(&("[".repeat(15) + &"]".repeat(15))).is_some());
        assert_eq!(Json::read(&("[".repeat(17) + &"]".repeat(17))), None);
        assert_eq!(Json::read(&"[".repeat(1_000_000)), None);
    }

    proptest! {
        #[test]
        fn strings_are_written_as_serde_json_writes_them(text in any::<String>()) {
            let mut written = String::new();
            put_text(&text, &mut written);
            prop_assert_eq!(&written, &serde_json::to_string(&text).expect("a string"));
            prop_assert_eq!(Json::read(&written), Some(Json::Text(text)));
        }

        #[test]
        fn what_it_reads_serde_json_reads_too(text in "[\\[\\]{}\":,0-9a-f\\\\ntrue ]{0,24}") {
            if let Some(json) = Json::read(&text) {
                let theirs: Value = serde_json::from_str(&text).expect("ours is the stricter reader");
                // Of equal names the first counts here and the last there.
                if !text.contains(':') {
                    prop_assert_eq!(value(&json), theirs);
                }
            }
        }
    }
}

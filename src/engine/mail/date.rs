//! The calendar day in a Date field (RFC 5322 §3.3).

use crate::engine::time::MONTHS;

/// Year, month (1–12) and day (1–31, whatever the month) of an unfolded date-time, in the zone it is given
/// in. Obsolete forms are read: two-digit years, comments (RFC 5322 §4.3). The time of day is not looked at.
/// `None` when no date begins the value.
pub fn day(value: &[u8]) -> Option<(u16, u8, u8)> {
    let value = without_comments(value);
    let octets = &value[..];
    // `day-of-week ","` comes before the date, or nothing.
    let comma = octets.iter().position(|octet| *octet == b',').map_or(0, |at| at + 1);
    let mut words = octets[comma..].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let day = number(words.next()?, 2)?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| name.as_bytes().eq_ignore_ascii_case(month))?;
    let digits = words.next()?;
    let year = number(digits, 4)?;
    // RFC 5322 §4.3: "If a two digit year is encountered whose value is between 00 and 49, the year is
    // interpreted by adding 2000, ending up with a value between 2000 and 2049. If a two digit year is
    // encountered with a value between 50 and 99, or any three digit year is encountered, the year is
    // interpreted by adding 1900."
    let year = match digits.len() {
        1 => return None,
        2 if year < 50 => year + 2000,
        2 | 3 => year + 1900,
        _ => year,
    };
    (1..=31).contains(&day).then_some((year, month as u8 + 1, day as u8))
}

fn number(digits: &[u8], most: usize) -> Option<u16> {
    let all = digits.iter().all(u8::is_ascii_digit) && (1..=most).contains(&digits.len());
    all.then(|| digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
}

/// The value with a space in the place of each comment, which may hold comments.
fn without_comments(value: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(value.len());
    let mut depth = 0usize;
    let mut octets = value.iter();
    while let Some(&octet) = octets.next() {
        match octet {
            b'(' => {
                depth += 1;
                kept.push(b' ');
            }
            b')' if depth > 0 => depth -= 1,
            b'\\' if depth > 0 => {
                octets.next();
            }
            _ if depth > 0 => {}
            _ => kept.push(octet),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_standard() {
        for (date, expected) in [
            ("Fri, 21 Nov 1997 09:55:06 -0600", (1997, 11, 21)),
            ("Tue, 1 Jul 2003 10:52:37 +0200", (2003, 7, 1)),
            ("21 Nov 97 09:55:06 GMT", (1997, 11, 21)),
            ("Thu,\t13\t  Feb\t1969\t23:32\t  -0330 (Newfoundland Time)", (1969, 2, 13)),
            ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", (1997, 11, 21)),
            ("(a (b\\)) ,) Mon (x), 7(day)oct(y) 03 EST", (2003, 10, 7)),
            ("7 OCT 103 Z", (2003, 10, 7)),
        ] {
            assert_eq!(day(date.as_bytes()), Some(expected), "{date}");
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for date in [
            "",
            "soon",
            "Mon,",
            "1",
            "1 Oct",
            "1 Oct x",
            "0 Oct 2003",
            "32 Oct 2003",
            "1 Okt 2003",
            "1 Oct 3",
            "1 Oct 20033",
            "(1 Oct 2003",
        ] {
            assert_eq!(day(date.as_bytes()), None, "{date}");
        }
    }
}

//! The calendar day and the moment in a Date field (RFC 5322 §3.3).

use super::lexical::Lexer;
use crate::engine::time::{MONTHS, days};

/// Year, month (1–12) and day (1–31 in any month) of an unfolded date-time, in the zone it is given in. Obsolete
/// forms are read: two-digit years, comments (RFC 5322 §4.3). The time of day is not looked at. `None` when no date
/// begins the value.
pub(super) fn day(value: &[u8]) -> Option<Day> {
    read(&without_comments(value)).map(|(day, _)| day)
}

/// Year, month and day.
type Day = (u16, u8, u8);

/// The day as [`day`] has it, and the seconds from its beginning until the moment, both in UTC: below 0, or
/// beyond the day, where the zone makes it so. RFC 5256 §2.2: "If the time zone is invalid, the date and time
/// SHOULD be treated as UTC. If the time is also invalid, the time SHOULD be treated as 00:00:00."
pub(super) fn moment(value: &[u8]) -> Option<(Day, i64)> {
    let value = without_comments(value);
    let (day, rest) = read(&value)?;
    Some((day, time(rest).unwrap_or(0)))
}

/// The moment of a date of mail, or of IMAP's `date-time`, in seconds since 1970-01-01T00:00:00Z.
pub fn seconds(value: &[u8]) -> Option<i64> {
    // RFC 3501 §9: `date-text = date-day "-" date-month "-" date-year`.
    let dashes = value.iter().take(12).filter(|octet| **octet == b'-').count() == 2;
    let spaced =
        value.iter().zip(0..).map(|(&octet, at)| if octet == b'-' && at < 12 { b' ' } else { octet });
    let value: Vec<u8> = if dashes { spaced.collect() } else { value.to_vec() };
    let ((year, month, day), seconds) = moment(&value)?;
    Some(days(year.into(), month.into(), day.into()) * 86_400 + seconds)
}

fn read(octets: &[u8]) -> Option<(Day, &[u8])> {
    // `day-of-week ","` comes before the date, or nothing.
    let comma = octets.iter().position(|octet| *octet == b',').map_or(0, |at| at + 1);
    let (day, rest) = word(&octets[comma..])?;
    let day = number(day, 2)?;
    let (month, rest) = word(rest)?;
    let month = MONTHS.iter().position(|name| name.as_bytes().eq_ignore_ascii_case(month))?;
    let (digits, rest) = word(rest)?;
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
    (1..=31).contains(&day).then_some(((year, month as u8 + 1, day as u8), rest))
}

/// RFC 5322 §3.3: `time-of-day = hour ":" minute [ ":" second ]`, and the zone.
fn time(rest: &[u8]) -> Option<i64> {
    let (hour, rest) = below(24, rest)?;
    let (minute, rest) = below(60, rest.trim_ascii_start().strip_prefix(b":")?)?;
    let (second, rest) = match rest.trim_ascii_start().strip_prefix(b":") {
        Some(rest) => below(61, rest)?,
        None => (0, rest),
    };
    let zone = word(rest).and_then(|(name, _)| zone(name)).unwrap_or(0);
    Some((hour * 60 + minute - zone) * 60 + second)
}

/// Minutes east of UTC. RFC 5322 §4.3 has the names; those that it does not explain mean no more than UTC.
fn zone(name: &[u8]) -> Option<i64> {
    const NAMES: [(&[u8], i64); 8] = [
        (b"EDT", -4),
        (b"EST", -5),
        (b"CDT", -5),
        (b"CST", -6),
        (b"MDT", -6),
        (b"MST", -7),
        (b"PDT", -7),
        (b"PST", -8),
    ];
    if let Some((_, hours)) = NAMES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
        return Some(hours * 60);
    }
    let (sign, digits) = name.split_first()?;
    let east = number(digits, 4).filter(|east| digits.len() == 4 && east % 100 < 60)?;
    let minutes = i64::from(east / 100 * 60 + east % 100);
    match sign {
        b'+' => Some(minutes),
        b'-' => Some(-minutes),
        _ => None,
    }
}

/// A number of one or two digits below `end`, and the rest behind it.
fn below(end: i64, rest: &[u8]) -> Option<(i64, &[u8])> {
    let rest = rest.trim_ascii_start();
    let length = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let value = i64::from(number(&rest[..length], 2)?);
    (value < end).then(|| (value, &rest[length..]))
}

/// The next run of octets that are no space, and the rest behind it.
fn word(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.trim_ascii_start();
    let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
    (end > 0).then(|| rest.split_at(end))
}

fn number(digits: &[u8], most: usize) -> Option<u16> {
    let all = digits.iter().all(u8::is_ascii_digit) && (1..=most).contains(&digits.len());
    all.then(|| digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
}

/// The value with a space in the place of each comment, which may hold comments.
fn without_comments(value: &[u8]) -> Vec<u8> {
    let mut lexer = Lexer::new(value);
    let mut kept = Vec::with_capacity(value.len());
    while let Some(octet) = lexer.peek() {
        if octet == b'(' {
            lexer.skip_space();
            kept.push(b' ');
        } else {
            lexer.bump();
            kept.push(octet);
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
            ("(7 Oct(x) 2003", (2003, 10, 7)),
        ] {
            assert_eq!(day(date.as_bytes()), Some(expected), "{date}");
        }
    }

    #[test]
    fn moments_are_in_utc() {
        for (date, hours) in [
            ("31 Dec 2000 16:01:33 -0800", 24 * 3600 + 93),
            ("31 Dec 2000 00:30 +0200", -5400),
            ("31 Dec 2000 1:02:03 GMT", 3723),
            ("31 Dec 2000 01(x): 02 :03 (y) EST", 3723 + 5 * 3600),
            ("31 Dec 2000 23:59:60 pdt", 86_400 + 7 * 3600),
            ("31 Dec 2000 01:02:03 Q", 3723),
            ("31 Dec 2000 01:02:03 +0960", 3723),
            ("31 Dec 2000 01:02:03 0200", 3723),
            ("31 Dec 2000 01:02:03", 3723),
            ("31 Dec 2000 24:00:00 +0100", 0),
            ("31 Dec 2000 10:99 +0100", 0),
            ("31 Dec 2000 noon", 0),
            ("31 Dec 2000", 0),
        ] {
            assert_eq!(moment(date.as_bytes()), Some(((2000, 12, 31), hours)), "{date}");
        }
        assert_eq!(moment(b"tomorrow"), None);
    }

    #[test]
    fn seconds_of_mail_and_of_imap_are_the_same() {
        assert_eq!(seconds(b"14-Oct-2003 10:00:00 +0200"), Some(1_066_118_400));
        assert_eq!(seconds(b" 4-Oct-2003 10:00:00 -0200"), Some(1_065_268_800));
        assert_eq!(seconds(b"Tue, 14 Oct 2003 10:00:00 +0200"), Some(1_066_118_400));
        assert_eq!(seconds(b"yesterday"), None);
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
            "(x) (1 Oct 2003)",
        ] {
            assert_eq!(day(date.as_bytes()), None, "{date}");
        }
    }
}

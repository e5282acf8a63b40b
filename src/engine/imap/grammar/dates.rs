//! Dates: `date` for SEARCH, `date-time` for APPEND.

use super::input::{Input, Rule, digits, expect, fail, fail_at, here, label};
use crate::engine::imap::command::{Date, DateTime};
use crate::engine::time::MONTHS;
use crate::engine::wire::Role;
use winnow::Parser;
use winnow::combinator::{alt, opt};
use winnow::token::{one_of, take_while};

/// RFC 3501 §9: `date = date-text / DQUOTE date-text DQUOTE`,
/// `date-text = date-day "-" date-month "-" date-year`, `date-day = 1*2DIGIT`.
pub(super) fn date(input: &mut Input) -> Rule<Date> {
    let rule = |input: &mut Input| -> Rule<Date> {
        let quoted = opt(one_of(b'"')).parse_next(input)?.is_some();
        let start = here(input);
        let octets: &[u8] = expect("date-day", take_while(1..=2, b'0'..=b'9')).parse_next(input)?;
        let day = octets.iter().fold(0, |value, digit| value * 10 + (digit - b'0'));
        let date = rest_of_date(start, day, input)?;
        if quoted {
            expect("DQUOTE", one_of(b'"')).parse_next(input)?;
        }
        Ok(date)
    };
    expect("date", label(Role::Argument, rule)).parse_next(input)
}

/// RFC 3501 §9: `date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE`,
/// `date-day-fixed = (SP DIGIT) / 2DIGIT`, `zone = ("+" / "-") 4DIGIT`.
pub(super) fn date_time(input: &mut Input) -> Rule<DateTime> {
    let rule = |input: &mut Input| -> Rule<DateTime> {
        one_of(b'"').parse_next(input)?;
        let start = here(input);
        let padded = opt(one_of(b' ')).parse_next(input)?.is_some();
        let day = digits(if padded { 1 } else { 2 }, "date-day-fixed", input)? as u8;
        let date = rest_of_date(start, day, input)?;
        between(b' ', "SP", input)?;
        let hour = two(23, "hour", input)?;
        between(b':', "\":\"", input)?;
        let minute = two(59, "minute", input)?;
        between(b':', "\":\"", input)?;
        let second = two(60, "second", input)?;
        between(b' ', "SP", input)?;
        let sign = expect("zone", alt((one_of(b'+').value(1), one_of(b'-').value(-1)))).parse_next(input)?;
        let zone = sign * (i16::from(two(23, "zone", input)?) * 60 + i16::from(two(59, "zone", input)?));
        between(b'"', "DQUOTE", input)?;
        Ok(DateTime { date, hour, minute, second, zone })
    };
    expect("date-time", label(Role::Argument, rule)).parse_next(input)
}

/// `"-" date-month "-" date-year`; `start` is where the day stands.
fn rest_of_date(start: usize, day: u8, input: &mut Input) -> Rule<Date> {
    between(b'-', "\"-\"", input)?;
    let month = expect("date-month", month).parse_next(input)?;
    between(b'-', "\"-\"", input)?;
    let year = digits(4, "date-year", input)?;
    // The ABNF lets 31-Feb pass; the calendar does not.
    match Date::new(year, month, day) {
        Some(date) => Ok(date),
        None => fail_at(input, start, "date"),
    }
}

/// RFC 3501 §9: `date-month = "Jan" / "Feb" / ...`; case does not matter.
fn month(input: &mut Input) -> Rule<u8> {
    let octets: &[u8] = take_while(3..=3, |octet: u8| octet.is_ascii_alphabetic()).parse_next(input)?;
    let position = MONTHS.iter().position(|name| name.as_bytes().eq_ignore_ascii_case(octets));
    position.map_or_else(fail, |position| Ok(position as u8 + 1))
}

fn two(largest: u16, term: &'static str, input: &mut Input) -> Rule<u8> {
    let start = here(input);
    match digits(2, term, input)? {
        value if value <= largest => Ok(value as u8),
        _ => fail_at(input, start, term),
    }
}

fn between(octet: u8, term: &'static str, input: &mut Input) -> Rule<()> {
    expect(term, one_of(octet)).void().parse_next(input)
}

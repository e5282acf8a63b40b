//! Dates: `date` for SEARCH, `date-time` for APPEND.

use super::input::{Input, Rule, digits, expect, fail, fill, offering};
use crate::engine::field::Field;
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
        let octets: &[u8] = expect("date-day", take_while(1..=2, b'0'..=b'9')).parse_next(input)?;
        let day = octets.iter().fold(0, |value, digit| value * 10 + (digit - b'0'));
        let date = rest_of_date(day, input)?;
        if quoted {
            expect("DQUOTE", one_of(b'"')).parse_next(input)?;
        }
        Ok(date)
    };
    expect("date", fill(Role::Argument, Field::Date, rule)).parse_next(input)
}

/// RFC 3501 §9: `date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE`,
/// `date-day-fixed = (SP DIGIT) / 2DIGIT`, `zone = ("+" / "-") 4DIGIT`. Whether calendar and clock have such a
/// moment is no question of the grammar: APPEND asks [`DateTime::is_valid`].
pub(super) fn date_time(input: &mut Input) -> Rule<DateTime> {
    let rule = |input: &mut Input| -> Rule<DateTime> {
        one_of(b'"').parse_next(input)?;
        let padded = opt(one_of(b' ')).parse_next(input)?.is_some();
        let day = digits(if padded { 1 } else { 2 }, "date-day-fixed", input)? as u8;
        let date = rest_of_date(day, input)?;
        between(b' ', "SP", input)?;
        let hour = two("hour", input)?;
        between(b':', "\":\"", input)?;
        let minute = two("minute", input)?;
        between(b':', "\":\"", input)?;
        let second = two("second", input)?;
        between(b' ', "SP", input)?;
        let sign = expect("zone", alt((one_of(b'+').value(1), one_of(b'-').value(-1)))).parse_next(input)?;
        let (hours, minutes) = (i16::from(two("zone", input)?), i16::from(two("zone", input)?));
        let zone = if minutes < 60 { sign * (hours * 60 + minutes) } else { i16::MAX };
        between(b'"', "DQUOTE", input)?;
        Ok(DateTime { date, hour, minute, second, zone })
    };
    expect("date-time", fill(Role::Argument, Field::DateTime, rule)).parse_next(input)
}

/// `"-" date-month "-" date-year`. A day that the calendar does not have, as 31-Feb, passes as well: it is one on which
/// no message came.
fn rest_of_date(day: u8, input: &mut Input) -> Rule<Date> {
    between(b'-', "\"-\"", input)?;
    let month = offering(&MONTHS, expect("date-month", month), input)?;
    between(b'-', "\"-\"", input)?;
    let year = digits(4, "date-year", input)?;
    Ok(Date { year, month, day })
}

/// RFC 3501 §9: `date-month = "Jan" / "Feb" / ...`; case does not matter.
fn month(input: &mut Input) -> Rule<u8> {
    let octets: &[u8] = take_while(3..=3, |octet: u8| octet.is_ascii_alphabetic()).parse_next(input)?;
    let position = MONTHS.iter().position(|name| name.as_bytes().eq_ignore_ascii_case(octets));
    position.map_or_else(fail, |position| Ok(position as u8 + 1))
}

fn two(term: &'static str, input: &mut Input) -> Rule<u8> {
    Ok(digits(2, term, input)? as u8)
}

fn between(octet: u8, term: &'static str, input: &mut Input) -> Rule<()> {
    expect(term, one_of(octet)).void().parse_next(input)
}

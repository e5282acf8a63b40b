//! The simulated clock. It stands still unless an action moves it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

/// Milliseconds in a minute.
pub const MINUTE: u64 = 60_000;

/// A moment in the zone in which it is told: RFC 3501 §9 `date-time`, from the year 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ZonedTime {
    /// Milliseconds since 1970-01-01T00:00:00Z, negative before.
    pub milliseconds: i64,
    /// Minutes east of UTC, −1439 to 1439.
    pub zone: i16,
}

/// A moment taken apart into calendar and clock, in a fixed offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: u64,
    /// 1–12.
    pub month: u64,
    /// 1–31.
    pub day: u64,
    /// 0–6, Monday is 0.
    pub weekday: usize,
    /// 0–23.
    pub hour: u64,
    /// 0–59.
    pub minute: u64,
    /// 0–59.
    pub second: u64,
}

/// The English names of months that RFC 5322 and RFC 3501 require on the wire.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The English names of days that RFC 5322 requires on the wire, Monday first.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Time {
    /// 14 October 2003, 10:00 in Vienna: the day the slides were shown.
    pub const START: Time = Time(1_066_118_400_000);

    /// The moment so many seconds after the beginning of 1970.
    pub fn of_seconds(seconds: u64) -> Time {
        Time(seconds.saturating_mul(1000))
    }

    /// The end of time: the last millisecond whose year has four digits in the server's zone, because
    /// RFC 3501 §9 has `date-year = 4DIGIT`.
    pub const END: Time = Time(253_402_297_199_999);

    /// The moment `milliseconds` later; stops at [`Time::END`].
    pub fn plus(self, milliseconds: u64) -> Time {
        Time(self.0.saturating_add(milliseconds)).min(Time::END)
    }

    /// Milliseconds from `earlier` to here, 0 when `earlier` is later.
    pub fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// The server's offset from UTC in minutes, as in Vienna: +0100, and +0200 in summer, which begins on the last
    /// Sunday of March and ends on the last one of October (until 1995, of September), at 01:00 UTC. There has been
    /// one since 1981.
    pub fn zone(self) -> i16 {
        let seconds = self.seconds() as i64;
        let year = civil(seconds).year as i64;
        let last_sunday = |month, length| {
            let last = days(year, month, length);
            // 1970-01-01 was a Thursday.
            (last - (last + 4).rem_euclid(7)) * 86_400 + 3600
        };
        let end = if year < 1996 { last_sunday(9, 30) } else { last_sunday(10, 31) };
        let summer = year >= 1981 && (last_sunday(3, 31)..end).contains(&seconds);
        if summer { 120 } else { 60 }
    }

    /// Calendar and clock in the server's zone.
    pub fn civil(self) -> Civil {
        ZonedTime::from(self).civil()
    }

    /// RFC 5322 §3.3 `date-time`: `Tue, 14 Oct 2003 10:00:00 +0200`.
    pub fn mail_date(self) -> String {
        let time = ZonedTime::from(self);
        let c = time.civil();
        let (weekday, month) = (WEEKDAYS[c.weekday], MONTHS[c.month as usize - 1]);
        let clock = format!("{:02}:{:02}:{:02}", c.hour, c.minute, c.second);
        format!("{weekday}, {} {month} {:04} {clock} {}", c.day, c.year, time.offset())
    }
}

impl From<Time> for ZonedTime {
    /// The moment in the server's zone.
    fn from(time: Time) -> Self {
        Self { milliseconds: time.0.min(i64::MAX as u64) as i64, zone: time.zone() }
    }
}

impl ZonedTime {
    /// Whole seconds since 1970-01-01T00:00:00Z, negative before.
    pub fn seconds(self) -> i64 {
        self.milliseconds.div_euclid(1000)
    }

    /// The moment by the simulated clock, which begins in 1970.
    pub fn time(self) -> Time {
        Time(self.milliseconds.max(0) as u64)
    }

    /// Calendar and clock in its zone.
    pub fn civil(self) -> Civil {
        civil(self.seconds().saturating_add(i64::from(self.zone) * 60))
    }

    /// RFC 3501 §9 `zone`: `+0200`.
    fn offset(self) -> String {
        let (sign, minutes) = (if self.zone < 0 { '-' } else { '+' }, self.zone.unsigned_abs());
        format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Display for ZonedTime {
    /// RFC 3501 §9 `date-time` without its quotes: `14-Oct-2003 10:00:00 +0200`; the day is padded with a space.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = self.civil();
        let month = MONTHS[c.month as usize - 1];
        let clock = format!("{:02}:{:02}:{:02}", c.hour, c.minute, c.second);
        write!(f, "{:>2}-{month}-{:04} {clock} {}", c.day, c.year, self.offset())
    }
}

/// Days from 1970-01-01 to a day of the calendar, negative before.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    // Counted from 1 March of the year 0, as in `civil`.
    let year = year - i64::from(month <= 2);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

/// Calendar and clock, so many seconds behind 1970-01-01T00:00:00.
fn civil(seconds: i64) -> Civil {
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) as u64);
    // Days are counted from 1 March of the year 0, in eras of 400 years, so that the leap day is the last day of a
    // year and months have a regular length.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097) as u64;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    Civil {
        year: (year_of_era as i64 + era * 400 + i64::from(month <= 2)).max(0) as u64,
        month,
        day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
        weekday: (days + 3).rem_euclid(7) as usize,
        hour: of_day / 3600,
        minute: of_day / 60 % 60,
        second: of_day % 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn internal_date(time: Time) -> String {
        ZonedTime::from(time).to_string()
    }

    #[test]
    fn the_talk_was_on_a_tuesday() {
        assert_eq!(Time::START.mail_date(), "Tue, 14 Oct 2003 10:00:00 +0200");
        assert_eq!(internal_date(Time::START), "14-Oct-2003 10:00:00 +0200");
    }

    #[test]
    fn leap_days_and_turns_of_the_year() {
        assert_eq!(internal_date(Time(0)), " 1-Jan-1970 01:00:00 +0100");
        assert_eq!(internal_date(Time(1_078_012_800_000)), "29-Feb-2004 01:00:00 +0100");
        assert_eq!(Time(951_861_599_000).mail_date(), "Tue, 29 Feb 2000 22:59:59 +0100");
        assert_eq!(Time(1_072_907_999_000).mail_date(), "Wed, 31 Dec 2003 22:59:59 +0100");
    }

    #[test]
    fn time_ends_with_the_last_year_of_four_digits() {
        assert_eq!(Time::START.plus(u64::MAX), Time::END);
        assert_eq!(Time::END.mail_date(), "Fri, 31 Dec 9999 23:59:59 +0100");
        assert_eq!(Time(Time::END.0 + 1).civil().year, 10_000);
        assert!((1..=12).contains(&Time(u64::MAX).civil().month), "no panic beyond the end");
        assert_eq!((Time::END.since(Time::START), Time::START.since(Time::END)), (252_336_178_799_999, 0));
    }

    #[test]
    fn summer_begins_and_ends_with_the_calendar() {
        for (seconds, expected) in [
            (1_048_985_999, "30-Mar-2003 01:59:59 +0100"),
            (1_048_986_000, "30-Mar-2003 03:00:00 +0200"),
            (1_067_129_999, "26-Oct-2003 02:59:59 +0200"),
            (1_067_130_000, "26-Oct-2003 02:00:00 +0100"),
            (1_711_846_800, "31-Mar-2024 03:00:00 +0200"),
            (811_904_399, "24-Sep-1995 02:59:59 +0200"),
            (811_904_400, "24-Sep-1995 02:00:00 +0100"),
            (331_000_000, "28-Jun-1980 01:26:40 +0100"),
        ] {
            assert_eq!(internal_date(Time(seconds * 1000)), expected);
        }
    }

    #[test]
    fn every_zone_and_year_of_the_grammar_is_told_as_it_was_given() {
        for (milliseconds, zone, expected) in [
            (-62_167_219_200_000 - 86_340_000, 1439, " 1-Jan-0000 00:00:00 +2359"),
            (253_402_300_799_000 + 86_340_000, -1439, "31-Dec-9999 23:59:59 -2359"),
            (-1, 0, "31-Dec-1969 23:59:59 +0000"),
            (1_609_125_521_000, -480, "27-Dec-2020 19:18:41 -0800"),
            (0, -30, "31-Dec-1969 23:30:00 -0030"),
        ] {
            assert_eq!(ZonedTime { milliseconds, zone }.to_string(), expected);
        }
    }

    /// Counts the days one by one, by the rules of the calendar alone.
    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let (mut year, mut month, mut day, mut weekday) = (1970, 1, 1, 3);
        for days in 0..=146_097 {
            let civil = Time(days * 86_400_000).civil();
            assert_eq!((civil.year, civil.month, civil.day, civil.weekday), (year, month, day, weekday));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (day, weekday) = (day + 1, (weekday + 1) % 7);
            if day > length {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
    }
}

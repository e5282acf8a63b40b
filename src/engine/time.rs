//! The simulated clock. It stands still unless an action moves it.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

/// Milliseconds in a minute.
pub const MINUTE: u64 = 60_000;

/// A moment taken apart into calendar and clock, in a fixed offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year, 1970 and later.
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

/// The simulated server's offset from UTC in minutes: +0200, as in Vienna on the day of the talk.
pub const ZONE_MINUTES: u64 = 120;

impl Time {
    /// 14 October 2003, 10:00 in Vienna: the day the slides were shown.
    pub const START: Time = Time(1_066_118_400_000);

    /// The moment so many seconds after the beginning of 1970.
    pub fn of_seconds(seconds: u64) -> Time {
        Time(seconds.saturating_mul(1000))
    }

    /// The end of time: the last millisecond whose year has four digits in the server's zone, because
    /// RFC 3501 §9 has `date-year = 4DIGIT`.
    pub const END: Time = Time(253_402_293_599_999);

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

    /// Calendar and clock in the server's zone ([`ZONE_MINUTES`]).
    pub fn civil(self) -> Civil {
        let seconds = self.seconds().saturating_add(ZONE_MINUTES * 60);
        let days = seconds / 86_400;
        let of_day = seconds % 86_400;
        // Days are counted from 1 March of the year 0, in eras of 400 years, so that the leap day is
        // the last day of a year and months have a regular length.
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Civil {
            year: year_of_era + era * 400 + u64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            weekday: ((days + 3) % 7) as usize,
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }

    /// RFC 3501 §9 `date-time` without its quotes: `14-Oct-2003 10:00:00 +0200`; the day is padded
    /// with a space.
    pub fn internal_date(self) -> String {
        let c = self.civil();
        let month = MONTHS[c.month as usize - 1];
        format!("{:>2}-{month}-{:04} {:02}:{:02}:{:02} +0200", c.day, c.year, c.hour, c.minute, c.second)
    }

    /// RFC 5322 §3.3 `date-time`: `Tue, 14 Oct 2003 10:00:00 +0200`.
    pub fn mail_date(self) -> String {
        let c = self.civil();
        let (weekday, month) = (WEEKDAYS[c.weekday], MONTHS[c.month as usize - 1]);
        let clock = format!("{:02}:{:02}:{:02}", c.hour, c.minute, c.second);
        format!("{weekday}, {} {month} {:04} {clock} +0200", c.day, c.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_talk_was_on_a_tuesday() {
        assert_eq!(Time::START.mail_date(), "Tue, 14 Oct 2003 10:00:00 +0200");
        assert_eq!(Time::START.internal_date(), "14-Oct-2003 10:00:00 +0200");
    }

    #[test]
    fn leap_days_and_turns_of_the_year() {
        assert_eq!(Time(0).internal_date(), " 1-Jan-1970 02:00:00 +0200");
        assert_eq!(Time(1_078_012_800_000).internal_date(), "29-Feb-2004 02:00:00 +0200");
        assert_eq!(Time(951_861_599_000).mail_date(), "Tue, 29 Feb 2000 23:59:59 +0200");
        assert_eq!(Time(1_072_907_999_000).mail_date(), "Wed, 31 Dec 2003 23:59:59 +0200");
    }

    #[test]
    fn time_ends_with_the_last_year_of_four_digits() {
        assert_eq!(Time::START.plus(u64::MAX), Time::END);
        assert_eq!(Time::END.mail_date(), "Fri, 31 Dec 9999 23:59:59 +0200");
        assert_eq!(Time(Time::END.0 + 1).civil().year, 10_000);
        assert!((1..=12).contains(&Time(u64::MAX).civil().month), "no panic beyond the end");
        assert_eq!((Time::END.since(Time::START), Time::START.since(Time::END)), (252_336_175_199_999, 0));
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

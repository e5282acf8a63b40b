//! Dates on the wire: the day that SEARCH asks for, and the moment that APPEND gives.

use crate::engine::time::{Civil, MINUTE, ZonedTime, days};

/// A day of the calendar, in no particular zone. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 0–9999.
    pub year: u16,
    /// 1–12.
    pub month: u8,
    /// 1–31 in a valid one, and no more than the month has.
    pub day: u8,
}

/// RFC 3501 §9 `date-time`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// The day in the zone.
    pub date: Date,
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
    /// 0–60: RFC 5322 §3.3 allows a leap second.
    pub second: u8,
    /// Minutes east of UTC, −1439 to 1439 in a valid one.
    pub zone: i16,
}

impl Date {
    /// A day of the calendar; `None` when the month has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=days).contains(&day) && year <= 9999).then_some(Date { year, month, day })
    }

    /// Whether the calendar has such a day: the grammar lets 31-Feb pass.
    pub fn is_valid(self) -> bool {
        Date::new(self.year, self.month, self.day).is_some()
    }

    /// The day on which `time` falls in the zone that it was given in. RFC 3501 §6.4.4, of ON and its kin: "Messages
    /// whose internal date (disregarding time and timezone) is within the specified date."
    pub fn of(time: impl Into<ZonedTime>) -> Date {
        let Civil { year, month, day, .. } = time.into().civil();
        Date { year: year.min(9999) as u16, month: month as u8, day: day as u8 }
    }

    /// Days since 1970-01-01, negative before.
    pub fn days(self) -> i64 {
        days(self.year.into(), self.month.into(), self.day.into())
    }
}

impl DateTime {
    /// Whether calendar, clock and zone have such a moment: the grammar lets any digits pass.
    pub fn is_valid(self) -> bool {
        let zone = self.zone.unsigned_abs() < 24 * 60;
        self.date.is_valid() && self.hour < 24 && self.minute < 60 && self.second <= 60 && zone
    }

    /// The moment in its zone. A leap second is told as the one before it, so that the day stays.
    pub fn moment(self) -> ZonedTime {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute) - i64::from(self.zone);
        let minutes = self.date.days() * 1440 + minutes;
        let milliseconds = minutes * MINUTE as i64 + i64::from(self.second.min(59)) * 1000;
        ZonedTime { milliseconds, zone: self.zone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::time::Time;

    #[test]
    fn date_and_time_agree_with_the_clock() {
        for days in (0..60_000).step_by(17) {
            let time = Time(days * 86_400_000 + 43_200_000);
            let c = time.civil();
            let date = Date::new(c.year as u16, c.month as u8, c.day as u8).expect("a day of the calendar");
            assert_eq!(date, Date::of(time));
            let (hour, minute) = (c.hour as u8, c.minute as u8);
            assert_eq!(DateTime { date, hour, minute, second: 0, zone: time.zone() }.moment(), time.into());
        }
        let date = Date::new(1969, 12, 31).expect("a day of the calendar");
        let leap = DateTime { date, hour: 23, minute: 59, second: 60, zone: -480 }.moment();
        assert_eq!(leap.to_string(), "31-Dec-1969 23:59:59 -0800");
        assert_eq!(Date::new(2003, 2, 29), None);
        assert_eq!(Date::new(1900, 2, 29), None);
    }
}

//! Points in time, as cells tell them, and the time between two of them.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Seconds since the beginning of 1970, on the clock that the cell was written by.
    pub clock: i64,
    /// Seconds by which that clock is ahead of UTC, where the cell says so.
    offset: Option<i64>,
    /// Whether there was a time of day; without one it is the whole day.
    pub timed: bool,
}

impl Moment {
    /// From a date and what stands behind it, which `date` has found to be nothing or a time of day.
    pub fn new(day: Date, tail: &str) -> Option<Moment> {
        let tail = tail.trim_start_matches(['T', 't', ' ', ',']);
        if tail.is_empty() {
            return Some(Moment::of(day, None, None));
        }
        let end = tail.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(tail.len());
        let (clock, rest) = (&tail[..end], tail[end..].trim().to_ascii_lowercase());
        let whole = clock.split(['.', ',']).next().unwrap_or_default();
        let numbers: Vec<i64> = match whole.contains(':') {
            true => whole.split(':').filter_map(|part| part.parse().ok()).collect(),
            false => whole.as_bytes().chunks(2).filter_map(|two| std::str::from_utf8(two).ok()?.parse().ok()).collect(),
        };
        let (mut hour, minute, second) = match numbers[..] {
            [hour, minute] => (hour, minute, 0),
            [hour, minute, second] => (hour, minute, second),
            _ => return None,
        };
        let (half, zone) = match (rest.strip_prefix("pm"), rest.strip_prefix("am")) {
            (Some(zone), _) => (Some(12), zone.trim()),
            (_, Some(zone)) => (Some(0), zone.trim()),
            _ => (None, rest.as_str()),
        };
        if let Some(half) = half {
            hour = hour % 12 + half;
        }
        Some(Moment::of(day, Some((hour * 60 + minute) * 60 + second), offset(zone)))
    }

    /// From its parts: the seconds of the day and of the offset, where they are known.
    pub fn of(day: Date, time: Option<i64>, offset: Option<i64>) -> Moment {
        Moment { clock: start_of(day) + time.unwrap_or(0), offset, timed: time.is_some() }
    }

    /// The seconds from an earlier moment to this one; below zero if it is later. None where only one of the two has a
    /// time of day. Clocks are taken to be the same unless both say by how much they differ from UTC.
    pub fn since(self, earlier: Moment) -> Option<i64> {
        if self.timed != earlier.timed {
            return None;
        }
        Some(match (self.offset, earlier.offset) {
            (Some(own), Some(other)) => (self.clock - own) - (earlier.clock - other),
            _ => self.clock - earlier.clock,
        })
    }
}

/// The clock at the beginning of a day.
pub fn start_of(day: Date) -> i64 {
    date(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()) * DAY)
}

/// The clock at the end of a day.
pub fn end_of(day: Date) -> i64 {
    start_of(day) + DAY
}

/// `Z`, `UTC`, `+02:00`, `-0500`, `+02`; a place behind it adds nothing.
fn offset(zone: &str) -> Option<i64> {
    let zone = zone.split('[').next().unwrap_or_default().trim();
    if matches!(zone, "z" | "utc" | "gmt") {
        return Some(0);
    }
    let zone = zone.strip_prefix("utc").or_else(|| zone.strip_prefix("gmt")).unwrap_or(zone).trim();
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i64>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse::<i64>().ok()?),
        _ => return None,
    };
    Some(sign * (hours * 60 + minutes) * 60)
}

#[cfg(test)]
mod tests {
    use crate::config::DateFormat;
    use crate::survey::date::moment;

    fn between(format: Option<DateFormat>, from: &str, to: &str) -> Option<i64> {
        moment(format.as_ref(), to)?.since(moment(format.as_ref(), from)?)
    }

    #[test]
    fn the_time_between_two_cells() {
        let iso = |from, to| between(None, from, to);
        assert_eq!(iso("2026-03-01T10:00:00", "2026-03-02T09:30:15"), Some(84_615));
        assert_eq!(iso("2026-03-01", "2026-03-03"), Some(172_800));
        assert_eq!(iso("2026-03-01 23:00", "2026-03-01 22:00"), Some(-3_600));
        assert_eq!(iso("20260301T100000Z", "2026-03-01T10:00:00Z"), Some(0));
        // A time against a whole day would be wrong by up to a day.
        assert_eq!(iso("2026-03-01T10:00:00", "2026-03-02"), None);
        assert_eq!(iso("2026-03-01T10:00:00", ""), None);
    }

    #[test]
    fn clocks_that_say_where_they_stand() {
        let iso = |from, to| between(None, from, to);
        assert_eq!(iso("2026-03-01T10:00:00+02:00", "2026-03-01T10:00:00Z"), Some(7_200));
        assert_eq!(iso("2026-03-01T10:00:00-0500", "2026-03-01T10:00:00+01"), Some(-21_600));
        assert_eq!(iso("2026-03-01T10:00:00", "2026-03-01T10:00:00Z"), Some(0));
    }

    #[test]
    fn halves_of_the_day_and_patterns() {
        let us = Some(DateFormat::MonthDayYear);
        assert_eq!(between(us.clone(), "5/9/16 12:05 AM", "5/9/16 12:05 PM"), Some(43_200));
        assert_eq!(between(us, "5/9/16 11:00 PM", "5/10/16 1:00 am"), Some(7_200));
        let pattern = Some(DateFormat::Pattern("%d %B %Y %H:%M".into()));
        assert_eq!(between(pattern, "3 March 2026 10:00", "3 March 2026 10:45"), Some(2_700));
        let days = Some(DateFormat::Pattern("%d %B %Y".into()));
        assert_eq!(between(days, "3 March 2026", "5 March 2026"), Some(172_800));
    }
}

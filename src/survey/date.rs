//! Dates from their cells, and what a column of unreadable ones looks like.

use super::moment::Moment;
use crate::config::DateFormat;
use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;

/// The date that a trimmed cell holds, as written: a zone or an offset behind the time moves nothing.
///
/// Without a format: ISO 8601, extended or basic (`2026-03-01`, `2026-03-01T14:05:00+02:00`, `20260301`).
/// Years of two digits mean 1969 to 2068.
pub fn date(format: Option<&DateFormat>, text: &str) -> Option<Date> {
    match ordered(format) {
        Ok((order, separators)) => in_numbers(text, order, separators).map(|(date, _)| date),
        Err(pattern) => by_pattern(pattern, text),
    }
}

/// The moment that a trimmed cell holds: what [`date`] reads, with the time of day behind it.
pub fn moment(format: Option<&DateFormat>, text: &str) -> Option<Moment> {
    match ordered(format) {
        Ok((order, separators)) => {
            let (date, tail) = in_numbers(text, order, separators)?;
            Moment::new(date, tail)
        }
        Err(pattern) => {
            let parts = BrokenDownTime::parse(pattern, text).ok()?;
            let time = parts
                .to_time()
                .ok()
                .map(|time| (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second()));
            let has_time = parts.hour().is_some();
            Some(Moment::of(
                parts.to_date().ok()?,
                time.filter(|_| has_time),
                parts.offset().map(|o| o.seconds().into()),
            ))
        }
    }
}

/// How the numbers of a date stand, or the pattern that tells it.
fn ordered(format: Option<&DateFormat>) -> Result<(Order, &'static str), &str> {
    match format {
        None => Ok((Order::Ymd, "-")),
        Some(DateFormat::YearMonthDay) => Ok((Order::Ymd, "-./")),
        Some(DateFormat::DayMonthYear) => Ok((Order::Dmy, "-./")),
        Some(DateFormat::MonthDayYear) => Ok((Order::Mdy, "-./")),
        Some(DateFormat::Pattern(pattern)) => Err(pattern),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Ymd,
    Dmy,
    Mdy,
}

/// The date, and what stands behind it: nothing or a time of day.
fn in_numbers<'t>(text: &'t str, order: Order, separators: &str) -> Option<(Date, &'t str)> {
    let bytes = text.as_bytes();
    let digits_from = |at: usize| bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    if order == Order::Ymd && digits_from(0) == 8 {
        let (year, month, day) = (&text[..4], &text[4..6], &text[6..8]);
        let date = is_time_tail(&text[8..]).then(|| civil(year, month, day)).flatten();
        return date.map(|date| (date, &text[8..]));
    }
    let first = digits_from(0);
    let separator = *bytes.get(first)?;
    if !separators.as_bytes().contains(&separator) {
        return None;
    }
    let second_at = first + 1;
    let second = digits_from(second_at);
    let third_at = second_at + second + 1;
    if bytes.get(second_at + second) != Some(&separator) {
        return None;
    }
    let third = digits_from(third_at);
    let (a, b, c) = (&text[..first], &text[second_at..second_at + second], &text[third_at..third_at + third]);
    let short = |part: &str| (1..=2).contains(&part.len());
    let tail = &text[third_at + third..];
    if !is_time_tail(tail) {
        return None;
    }
    let date = match order {
        Order::Ymd => (a.len() == 4 && short(b) && short(c)).then(|| civil(a, b, c)).flatten(),
        _ if !short(a) || !short(b) || !matches!(c.len(), 2 | 4) => None,
        Order::Dmy => civil(c, b, a),
        Order::Mdy => civil(c, a, b),
    };
    date.map(|date| (date, tail))
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let mut number: i16 = year.parse().ok()?;
    if year.len() == 2 {
        number += if number < 69 { 2000 } else { 1900 };
    }
    Date::new(number, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Whether this is nothing or a time of day: ` 14:05`, `T14:05:00.123Z`, ` 12:00:00 AM`, ` 14:05 +02:00`.
fn is_time_tail(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Some(time) = text.strip_prefix(['T', 't', ' ']).or_else(|| text.strip_prefix(", ")) else {
        return false;
    };
    let time = time.trim_start();
    let clock_end = time.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(time.len());
    is_clock(&time[..clock_end]) && is_zone(time[clock_end..].trim())
}

fn is_clock(text: &str) -> bool {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let below = |part: &str, limit: u8| part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| n < limit);
    let parts: Vec<&str> = whole.split(':').collect();
    let right = match parts.as_slice() {
        // ISO basic, `T140500`; 24:00 and 23:59:60 exist.
        [one] if matches!(one.len(), 4 | 6) && all_digits(one) => {
            below(&one[..2], 25) && below(&one[2..4], 60) && (one.len() == 4 || below(&one[4..], 61))
        }
        [hour, minute] => below(hour, 25) && below(minute, 60),
        [hour, minute, second] => below(hour, 25) && below(minute, 60) && below(second, 61),
        _ => false,
    };
    right && all_digits(fraction)
}

/// Nothing, `AM`, `Z`, `UTC`, `+02:00`, `-0500`, `[Europe/Athens]`, or two of these after another.
fn is_zone(text: &str) -> bool {
    text.len() <= 48
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':' | '[' | ']' | '/' | '_' | '.' | ' '))
}

fn by_pattern(pattern: &str, text: &str) -> Option<Date> {
    BrokenDownTime::parse(pattern, text).and_then(|parts| parts.to_date()).ok()
}

/// A way to write dates that the samples follow, as it is written in the site-config, with words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likely {
    /// The value of `date_format`.
    pub written: &'static str,
    /// What it means.
    pub words: &'static str,
}

const PATTERNS: [(&str, &str); 6] = [
    ("%d %b %Y", "day, short month name, year"),
    ("%d %B %Y", "day, month name, year"),
    ("%d-%b-%Y", "day, short month name, year"),
    ("%d-%b-%y", "day, short month name, year of two digits"),
    ("%b %d, %Y", "short month name, day, year"),
    ("%B %d, %Y", "month name, day, year"),
];

/// The formats in which every one of the samples is a date; several when the samples do not tell them apart.
pub fn likely(samples: &[String]) -> Vec<Likely> {
    let numbers = [
        (DateFormat::YearMonthDay, Likely { written: "ymd", words: "year, month, day" }),
        (DateFormat::DayMonthYear, Likely { written: "dmy", words: "day, month, year" }),
        (DateFormat::MonthDayYear, Likely { written: "mdy", words: "month, day, year" }),
    ];
    if samples.is_empty() {
        return Vec::new();
    }
    let all = |format: &DateFormat| samples.iter().all(|text| date(Some(format), text).is_some());
    let found: Vec<_> = numbers.iter().filter(|(format, _)| all(format)).map(|(_, likely)| *likely).collect();
    if !found.is_empty() {
        return found;
    }
    let pattern = PATTERNS.iter().find(|(pattern, _)| all(&DateFormat::Pattern(pattern.to_string())));
    pattern.map(|&(written, words)| Likely { written, words }).into_iter().collect()
}

/// Whether the samples look like the day numbers of a spreadsheet (45,000 is 2023-03-15).
pub fn are_serial_numbers(samples: &[String]) -> bool {
    let serial = |text: &String| text.parse::<f64>().is_ok_and(|n| (20_000.0..80_000.0).contains(&n));
    !samples.is_empty() && samples.iter().all(serial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;
    use proptest::prelude::*;

    #[test]
    fn iso_dates_and_date_times() {
        for text in [
            "2026-03-01",
            "2026-3-1",
            "20260301",
            "2026-03-01T14:05",
            "2026-03-01 14:05:59",
            "2026-03-01T23:59:59.999Z",
            "2026-03-01T00:00:00+02:00",
            "2026-03-01 14:05:00 UTC",
            "2026-03-01T14:05:00-05:00[America/New_York]",
            "20260301T140500Z",
        ] {
            assert_eq!(date(None, text), Some(day(2026, 3, 1)), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-03",
            "01/03/2026",
            "2026-13-01",
            "2026-02-30",
            "2026-03-01x",
            "2026-03-01 99:00",
            "45361",
        ] {
            assert_eq!(date(None, text), None, "{text}");
        }
    }

    #[test]
    fn numbers_in_the_order_that_the_config_names() {
        use DateFormat::*;
        let table = [
            (DayMonthYear, "05/11/2016", Some(day(2016, 11, 5))),
            (MonthDayYear, "05/11/2016 12:00:00 AM", Some(day(2016, 5, 11))),
            (MonthDayYear, "5/9/16 2:05 PM", Some(day(2016, 5, 9))),
            (DayMonthYear, "5.9.2016", Some(day(2016, 9, 5))),
            (DayMonthYear, "31-12-69", Some(day(1969, 12, 31))),
            (DayMonthYear, "31.12/2016", None),
            (DayMonthYear, "2016-12-31", None),
            (MonthDayYear, "13/01/2016", None),
            (YearMonthDay, "2016/12/31", Some(day(2016, 12, 31))),
            (Pattern("%d %B %Y".into()), "3 March 2026", Some(day(2026, 3, 3))),
            (Pattern("%B %Y".into()), "March 2026", None),
            (Pattern("%m/%d/%Y %I:%M:%S %p".into()), "05/11/2016 12:00:00 AM", Some(day(2016, 5, 11))),
        ];
        for (format, text, expected) in table {
            assert_eq!(date(Some(&format), text), expected, "{text} as {format:?}");
        }
    }

    #[test]
    fn unreadable_dates_are_recognised() {
        let written = |texts: &[&str]| {
            let samples: Vec<String> = texts.iter().map(|t| t.to_string()).collect();
            likely(&samples).iter().map(|l| l.written).collect::<Vec<_>>()
        };
        assert_eq!(written(&["05/11/2016", "13/11/2016"]), ["dmy"]);
        assert_eq!(written(&["05/11/2016", "11/13/2016 10:00"]), ["mdy"]);
        assert_eq!(written(&["05/11/2016", "06/11/2016"]), ["dmy", "mdy"]);
        assert_eq!(written(&["2016/11/05"]), ["ymd"]);
        assert_eq!(written(&["5 Mar 2026"]), ["%d %b %Y"]);
        assert_eq!(written(&["soon"]), [""; 0]);
        assert!(are_serial_numbers(&["45361".into(), "45362.5".into()]));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in 0i32..60_000) {
            let date_written = day(1950, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            prop_assert_eq!(date(None, &date_written.to_string()), Some(date_written));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZ:./ é-]{0,24}") {
            for format in [DateFormat::DayMonthYear, DateFormat::MonthDayYear, DateFormat::YearMonthDay] {
                let _ = date(Some(&format), &text);
            }
            let _ = date(None, &text);
        }
    }
}

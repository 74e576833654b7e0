//! Waves: the rounds of a tracking survey, and the calendar that they follow.
//!
//! Everything here is arithmetic on whole months of the years 1 to 9999, or on the list of named spans; a
//! wave exists whether or not anybody answered in it, so a gap in the data stays a gap.

mod name;

pub use name::{AxisLabel, months_between};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How responses are cut into waves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum WaveScheme {
    /// Periods of 1, 3, 6 or 12 months; years (and the quarters and halves in them) begin in month `fiscal_start` (1 to 12).
    Calendar {
        /// Length of a wave in months.
        months: u8,
        /// The month in which a year begins; 1 for calendar years.
        fiscal_start: u8,
    },
    /// Named spans, in the order of their first day, without overlaps.
    Spans(Vec<NamedSpan>),
    /// One wave for everything, for data without dates.
    Single {
        /// What it is called.
        name: String,
    },
}

/// A wave with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NamedSpan {
    /// What it is called.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// One wave of a [`WaveScheme`]; consecutive waves have consecutive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Wave(pub i32);

/// The finest time that the cube keeps: a month, or a named span. Waves are unions of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeKey(pub i32);

/// Months since January of year 0 of the first month that a wave may have (January of year 1).
const FIRST_MONTH: i32 = 12;
/// The same for the last month (December 9999).
const LAST_MONTH: i32 = 9999 * 12 + 11;

impl WaveScheme {
    /// Waves of one calendar month: the number of each is that of its only key.
    pub const MONTHLY: WaveScheme = WaveScheme::Calendar { months: 1, fiscal_start: 1 };

    /// The key under which an answer given on `date` is kept: months since January of year 0 on a calendar,
    /// the position of the named span, 0 in a single wave. None for a date in no span or outside the years 1 to 9999.
    pub fn key_of(&self, date: Date) -> Option<TimeKey> {
        match self {
            WaveScheme::Calendar { .. } => {
                let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
                (FIRST_MONTH..=LAST_MONTH).contains(&month).then_some(TimeKey(month))
            }
            WaveScheme::Spans(spans) => {
                let at = spans.iter().position(|span| span.from <= date && date <= span.to)?;
                Some(TimeKey(at as i32))
            }
            WaveScheme::Single { .. } => Some(TimeKey(0)),
        }
    }

    /// The wave that a key belongs to.
    pub fn wave_of(&self, key: TimeKey) -> Wave {
        match self {
            WaveScheme::Calendar { months, fiscal_start } => {
                Wave((key.0 - months_late(*fiscal_start)).div_euclid(i32::from(*months)))
            }
            WaveScheme::Spans(_) | WaveScheme::Single { .. } => Wave(key.0),
        }
    }

    /// The wave of a date; None where [`WaveScheme::key_of`] has none.
    pub fn wave_on(&self, date: Date) -> Option<Wave> {
        self.key_of(date).map(|key| self.wave_of(key))
    }

    /// The first key of a wave.
    pub fn first_key(&self, wave: Wave) -> TimeKey {
        TimeKey(*self.keys(wave).start())
    }

    /// The numbers of all keys of a wave.
    pub fn keys(&self, wave: Wave) -> RangeInclusive<i32> {
        match self {
            WaveScheme::Calendar { months, fiscal_start } => {
                let length = i32::from(*months);
                let first = wave.0.saturating_mul(length).saturating_add(months_late(*fiscal_start));
                first..=first.saturating_add(length - 1)
            }
            WaveScheme::Spans(_) | WaveScheme::Single { .. } => wave.0..=wave.0,
        }
    }

    /// The first day of a wave; None for a single wave, and before the year 1.
    pub fn first_day(&self, wave: Wave) -> Option<Date> {
        match self {
            WaveScheme::Calendar { .. } => first_of_month(*self.keys(wave).start()),
            WaveScheme::Spans(_) => self.span(wave).map(|span| span.from),
            WaveScheme::Single { .. } => None,
        }
    }

    /// The last day of a wave; None for a single wave, and after the year 9999.
    pub fn last_day(&self, wave: Wave) -> Option<Date> {
        match self {
            WaveScheme::Calendar { .. } => first_of_month(*self.keys(wave).end()).map(Date::last_of_month),
            WaveScheme::Spans(_) => self.span(wave).map(|span| span.to),
            WaveScheme::Single { .. } => None,
        }
    }

    /// How many days the shortest wave that there can be has; None where one wave holds everything.
    pub fn shortest_days(&self) -> Option<i64> {
        match self {
            WaveScheme::Calendar { months: 1, .. } => Some(28),
            WaveScheme::Calendar { months: 3, .. } => Some(89),
            WaveScheme::Calendar { months: 6, .. } => Some(181),
            WaveScheme::Calendar { .. } => Some(365),
            WaveScheme::Spans(spans) => {
                let days = |span: &NamedSpan| i64::from((span.to - span.from).get_days()) + 1;
                spans.iter().map(days).min()
            }
            WaveScheme::Single { .. } => None,
        }
    }

    /// The wave before in the calendar, whether or not anybody answered in it; the span before, for spans.
    /// None for the first span, the first wave of the year 1, and a single wave.
    pub fn previous(&self, wave: Wave) -> Option<Wave> {
        let before = Wave(wave.0.checked_sub(1)?);
        match self {
            WaveScheme::Calendar { .. } => self.first_day(before).map(|_| before),
            WaveScheme::Spans(_) => self.span(before).map(|_| before),
            WaveScheme::Single { .. } => None,
        }
    }

    /// The same wave a year before. For spans: the one whose first and last day are a year earlier (the end of
    /// February a year before the end of February); None if there is none.
    pub fn year_before(&self, wave: Wave) -> Option<Wave> {
        match self {
            WaveScheme::Calendar { months, .. } => {
                let before = Wave(wave.0.checked_sub(12 / i32::from(*months))?);
                self.first_day(before).map(|_| before)
            }
            WaveScheme::Spans(spans) => {
                let this = self.span(wave)?;
                let at = spans.iter().position(|span| {
                    is_year_before(span.from, this.from) && is_last_day_a_year_before(span.to, this.to)
                })?;
                Some(Wave(at as i32))
            }
            WaveScheme::Single { .. } => None,
        }
    }

    fn span(&self, wave: Wave) -> Option<&NamedSpan> {
        match self {
            WaveScheme::Spans(spans) => spans.get(usize::try_from(wave.0).ok()?),
            WaveScheme::Calendar { .. } | WaveScheme::Single { .. } => None,
        }
    }
}

/// Months by which a year begins after January.
fn months_late(fiscal_start: u8) -> i32 {
    i32::from(fiscal_start) - 1
}

fn first_of_month(month: i32) -> Option<Date> {
    if !(FIRST_MONTH..=LAST_MONTH).contains(&month) {
        return None;
    }
    // Both fit: the range above is that of the years 1 to 9999.
    Date::new((month / 12) as i16, (month % 12 + 1) as i8, 1).ok()
}

fn is_year_before(earlier: Date, later: Date) -> bool {
    later.checked_sub(jiff::Span::new().years(1)).is_ok_and(|date| date == earlier)
}

/// A span that ends with February ends on the 28th or the 29th, as the year has it.
fn is_last_day_a_year_before(earlier: Date, later: Date) -> bool {
    let month_ends = earlier == earlier.last_of_month() && later == later.last_of_month();
    is_year_before(earlier, later)
        || (month_ends && earlier.month() == later.month() && earlier.year() + 1 == later.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar(months: u8, fiscal_start: u8) -> WaveScheme {
        WaveScheme::Calendar { months, fiscal_start }
    }

    fn spans(list: &[(&str, Date, Date)]) -> WaveScheme {
        let span = |(name, from, to): &(&str, Date, Date)| NamedSpan { name: name.to_string(), from: *from, to: *to };
        WaveScheme::Spans(list.iter().map(span).collect())
    }

    #[test]
    fn quarters_hold_their_three_months() {
        let scheme = calendar(3, 1);
        let wave = scheme.wave_on(date(2026, 9, 30)).unwrap();
        assert_eq!(scheme.wave_on(date(2026, 7, 1)), Some(wave));
        assert_eq!(scheme.wave_on(date(2026, 10, 1)), Some(Wave(wave.0 + 1)));
        assert_eq!(scheme.first_day(wave), Some(date(2026, 7, 1)));
        assert_eq!(scheme.last_day(wave), Some(date(2026, 9, 30)));
        let keys: Vec<_> = scheme.keys(wave).map(|k| scheme.wave_of(TimeKey(k))).collect();
        assert_eq!(keys, [wave; 3]);
        assert_eq!(scheme.first_key(wave), scheme.key_of(date(2026, 7, 9)).unwrap());
    }

    #[test]
    fn every_day_lies_in_its_wave_whatever_the_calendar() {
        for months in [1, 3, 6, 12] {
            for start in 1..=12 {
                let scheme = calendar(months, start);
                let mut day = date(2023, 1, 1);
                while day < date(2025, 3, 1) {
                    let wave = scheme.wave_on(day).unwrap();
                    assert!(scheme.first_day(wave).unwrap() <= day && day <= scheme.last_day(wave).unwrap());
                    let eve = scheme.previous(wave).and_then(|before| scheme.last_day(before)).unwrap();
                    assert_eq!(eve.tomorrow().ok(), scheme.first_day(wave));
                    day = day.tomorrow().unwrap();
                }
            }
        }
    }

    #[test]
    fn a_fiscal_year_begins_in_its_month() {
        let year = calendar(12, 4);
        let wave = year.wave_on(date(2027, 3, 31)).unwrap();
        assert_eq!((year.first_day(wave), year.last_day(wave)), (Some(date(2026, 4, 1)), Some(date(2027, 3, 31))));
        assert_eq!(year.wave_on(date(2027, 4, 1)), Some(Wave(wave.0 + 1)));
        let half = calendar(6, 2);
        let wave = half.wave_on(date(2027, 1, 31)).unwrap();
        assert_eq!((half.first_day(wave), half.last_day(wave)), (Some(date(2026, 8, 1)), Some(date(2027, 1, 31))));
    }

    #[test]
    fn february_ends_as_its_year_has_it() {
        let month = calendar(1, 1);
        let leap = month.wave_on(date(2024, 2, 29)).unwrap();
        assert_eq!(month.last_day(leap), Some(date(2024, 2, 29)));
        assert_eq!(month.last_day(month.year_before(leap).unwrap()), Some(date(2023, 2, 28)));
        let winters =
            spans(&[("W23", date(2022, 12, 1), date(2023, 2, 28)), ("W24", date(2023, 12, 1), date(2024, 2, 29))]);
        assert_eq!(winters.year_before(Wave(1)), Some(Wave(0)));
    }

    #[test]
    fn a_span_a_year_before_must_be_the_same_span() {
        let scheme = spans(&[
            ("a", date(2024, 5, 1), date(2024, 5, 31)),
            ("b", date(2025, 5, 1), date(2025, 5, 31)),
            ("c", date(2026, 5, 1), date(2026, 5, 30)),
        ]);
        assert_eq!(scheme.year_before(Wave(1)), Some(Wave(0)));
        assert_eq!(scheme.year_before(Wave(2)), None);
        assert_eq!(scheme.year_before(Wave(0)), None);
        assert_eq!((scheme.previous(Wave(2)), scheme.previous(Wave(0))), (Some(Wave(1)), None));
        assert_eq!(scheme.key_of(date(2025, 6, 1)), None);
        assert_eq!(scheme.key_of(date(2026, 5, 30)), Some(TimeKey(2)));
    }

    #[test]
    fn the_calendar_ends_at_the_years_1_and_9999() {
        let quarter = calendar(3, 1);
        let first = quarter.wave_on(date(1, 1, 1)).unwrap();
        assert_eq!((quarter.previous(first), quarter.year_before(first)), (None, None));
        assert_eq!(quarter.key_of(date(0, 12, 31)), None);
        assert_eq!(quarter.key_of(date(-3, 5, 1)), None);
        let year = calendar(12, 4);
        let last = year.wave_on(date(9999, 12, 31)).unwrap();
        assert_eq!((year.first_day(last), year.last_day(last)), (Some(date(9999, 4, 1)), None));
        let cut = year.wave_on(date(1, 1, 1)).unwrap();
        assert_eq!((year.first_day(cut), year.last_day(cut)), (None, Some(date(1, 3, 31))));
        for far in [Wave(i32::MIN), Wave(i32::MAX)] {
            assert_eq!((quarter.first_day(far), quarter.last_day(far)), (None, None));
        }
    }

    #[test]
    fn a_single_wave_has_no_calendar() {
        let scheme = WaveScheme::Single { name: "Survey 2026".into() };
        let wave = scheme.wave_on(date(1999, 1, 1)).unwrap();
        assert_eq!((scheme.previous(wave), scheme.year_before(wave)), (None, None));
        assert_eq!((scheme.first_day(wave), scheme.last_day(wave)), (None, None));
        assert_eq!(scheme.keys(wave), 0..=0);
    }
}

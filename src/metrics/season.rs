//! What a figure did when something happened, beyond what it did in the same months a year before.
//!
//! Three whole months before are set against three whole months after; from that change the change between the same
//! months a year earlier is taken away (difference in differences; see [`crate::stats::trend::before_after`]). It shows
//! that something changed beyond the season at about that time, not that what happened then did it.

use super::compute::estimate;
use super::control::month_estimates;
use super::movement::Effect;
use super::tables::Tables;
use super::{Estimate, Metric, MetricIx, Verdict};
use crate::stats::comparison::Difference;
use crate::stats::interval::Confidence;
use crate::stats::trend::before_after;
use crate::wave::{TimeKey, Wave, WaveScheme};
use jiff::civil::Date;

/// How many whole months before are set against as many after.
pub const MONTHS: i32 = 3;

/// What happened or was begun, by its place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// An event of the config.
    Event(usize),
    /// An action of the list of actions.
    Action(usize),
}

/// The months that are set against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// The first of the months before.
    pub before: TimeKey,
    /// The first of the months after.
    pub after: TimeKey,
}

impl Windows {
    /// The whole months around a day; its own month is in neither, unless it is the first day of it. `None` where waves
    /// are no months of a calendar.
    pub fn around(scheme: &WaveScheme, day: Date) -> Option<Windows> {
        if !matches!(scheme, WaveScheme::Calendar { .. }) {
            return None;
        }
        let month = scheme.key_of(day)?.0;
        let after = if day.day() == 1 { month } else { month + 1 };
        Some(Windows { before: TimeKey(month - MONTHS), after: TimeKey(after) })
    }

    /// The months of both, oldest first: before and after a year earlier, then before and after.
    fn months(self) -> [Vec<TimeKey>; 4] {
        let from = |first: i32| (first..first + MONTHS).map(TimeKey).collect();
        [from(self.before.0 - 12), from(self.after.0 - 12), from(self.before.0), from(self.after.0)]
    }

    /// The last month after.
    pub fn last(self) -> TimeKey {
        TimeKey(self.after.0 + MONTHS - 1)
    }
}

/// A headline figure before and after an occasion, beside the same months a year before.
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonChange {
    /// What happened.
    pub occasion: Occasion,
    /// The metric.
    pub metric: MetricIx,
    /// The wave by whose end the months after are over.
    pub known: Wave,
    /// The months.
    pub windows: Windows,
    /// The changes, or why there are none.
    pub result: Result<Beyond, NoSeason>,
}

/// Changes in the kept unit of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beyond {
    /// From before to after, and its interval.
    pub now: (f64, (f64, f64)),
    /// Between the same months a year earlier, and its interval.
    pub year: (f64, (f64, f64)),
    /// The first less the second; its p-value is adjusted (Holm) over the metrics of the occasion.
    pub change: Effect,
    /// The bases: before and after a year earlier, then before and after.
    pub bases: [u64; 4],
}

/// Why nothing is said of an occasion and the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSeason {
    /// Some of the months have no figure.
    NoData,
    /// Some of them are withheld, or a base is low.
    BaseTooSmall,
    /// They do not measure the same thing.
    Broken,
    /// The figure has no standard error.
    NoError,
}

/// The change of a metric's headline figure around an occasion; `None` while the months after are not over.
pub fn change(
    tables: &Tables<'_>,
    metric: MetricIx,
    occasion: Occasion,
    day: Date,
    confidence: Confidence,
) -> Option<SeasonChange> {
    let scheme = &tables.config.report.waves;
    let windows = Windows::around(scheme, day)?;
    let known = scheme.wave_of(windows.last());
    tables.waves.contains(&known).then(|| SeasonChange {
        occasion,
        metric,
        known,
        windows,
        result: beyond(tables, &tables.metrics[metric.0], windows, confidence),
    })
}

fn beyond(tables: &Tables<'_>, metric: &Metric, windows: Windows, confidence: Confidence) -> Result<Beyond, NoSeason> {
    let all = windows.months();
    let (first, last) = (all[0][0], windows.last());
    let crosses = |broken: &super::LineBreak| {
        let whole = broken.first_whole_key;
        (first < whole && whole <= last) || (broken.is_mixed && whole.0 == last.0 + 1)
    };
    if metric.info.breaks.iter().any(crosses) {
        return Err(NoSeason::Broken);
    }
    // A month that is withheld could be had from a sum of months that holds it.
    let months = month_estimates(tables, metric, confidence);
    for month in all.iter().flatten() {
        match months.iter().find(|(key, ..)| key == month).map(|(_, estimate, _)| estimate) {
            None | Some(Estimate::NoData) => return Err(NoSeason::NoData),
            Some(Estimate::Suppressed) => return Err(NoSeason::BaseTooSmall),
            Some(Estimate::Measured(_)) => {}
        }
    }
    let planned = &metric.figures[0];
    let mut figures = Vec::with_capacity(all.len());
    for window in &all {
        let answers = tables.months(metric, planned, window).ok_or(NoSeason::NoData)?;
        let shown = estimate(&planned.measure, answers.sample(), tables.config.report.floor, confidence);
        let measured = shown.measured().filter(|measured| !measured.low_base).ok_or(NoSeason::BaseTooSmall)?;
        let with_error = planned.measure.for_ranking(answers.sample()).ok_or(NoSeason::NoError)?;
        figures.push((with_error, measured.n));
    }
    let [year_before, year_after, before, after] = <[_; 4]>::try_from(figures).map_err(|_| NoSeason::NoData)?;
    let less = |after, before| Difference::of_estimates(after, before, confidence).ok_or(NoSeason::NoError);
    let (now, year) = (less(after.0, before.0)?, less(year_after.0, year_before.0)?);
    let difference =
        before_after(before.0, after.0, year_before.0, year_after.0, confidence).ok_or(NoSeason::NoError)?;
    let told = |difference: &Difference| (difference.value, (difference.interval.lower, difference.interval.upper));
    let (value, interval) = told(&difference);
    Ok(Beyond {
        now: told(&now),
        year: told(&year),
        change: Effect {
            value,
            interval,
            p_adjusted: difference.test.as_ref().map(|test| test.p_value),
            verdict: Verdict::NoClearDifference,
        },
        bases: [year_before.1, year_after.1, before.1, after.1],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_month_of_the_day_is_in_neither_window() {
        let scheme = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let key = |year, month| scheme.key_of(date(year, month, 1)).unwrap();
        let middle = Windows::around(&scheme, date(2026, 2, 10)).unwrap();
        assert_eq!((middle.before, middle.after, middle.last()), (key(2025, 11), key(2026, 3), key(2026, 5)));
        let first = Windows::around(&scheme, date(2026, 2, 1)).unwrap();
        assert_eq!((first.before, first.after), (key(2025, 11), key(2026, 2)));
        assert_eq!(middle.months()[0], [key(2024, 11), key(2024, 12), key(2025, 1)]);
        assert_eq!(middle.months()[3], [key(2026, 3), key(2026, 4), key(2026, 5)]);
        assert_eq!(Windows::around(&WaveScheme::Single { name: "x".into() }, date(2026, 2, 1)), None);
    }
}

//! What a figure did when something happened, beyond what it did in the same months a year before.
//!
//! Three whole months before are set against three whole months after; from that change another is taken away (difference
//! in differences; see [`crate::stats::trend::before_after`]): that of the same months a year earlier or, where an event
//! names groups that it did not concern, theirs at the same time. It shows that something changed beyond the season, or
//! otherwise than elsewhere, at about that time, not that what happened then did it.

use super::compute::estimate;
use super::control::month_estimates;
use super::disclosure::withheld;
use super::movement::Effect;
use super::sampling::{Contender, contrast};
use super::tables::{Months, Tables};
use super::{Estimate, GroupIx, Metric, MetricIx, Verdict};
use crate::config::EventGroup;
use crate::stats::comparison::Difference;
use crate::stats::interval::Confidence;
use crate::stats::trend::before_after;
use crate::survey::same_name;
use crate::wave::{TimeKey, Wave, WaveScheme};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How many whole months before are set against as many after.
pub const MONTHS: i32 = 3;

/// What happened or was begun, by its place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Occasion {
    /// An event of the config.
    Event(usize),
    /// An action of the list of actions.
    Action(usize),
}

/// The months that are set against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The months of both, so many months earlier: before, then after.
    fn months(self, earlier: i32) -> [Vec<TimeKey>; 2] {
        let from = |first: i32| (first - earlier..first - earlier + MONTHS).map(TimeKey).collect();
        [from(self.before.0), from(self.after.0)]
    }

    /// The last month after.
    pub fn last(self) -> TimeKey {
        TimeKey(self.after.0 + MONTHS - 1)
    }
}

/// A headline figure before and after an occasion, beside the same months a year before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beyond {
    /// From before to after, and its interval.
    pub now: (f64, (f64, f64)),
    /// What that is held against: between the same months a year earlier, or of others at the same time; and its interval.
    pub other: (f64, (f64, f64)),
    /// The first less the second; its p-value is adjusted (Holm) over the metrics of the occasion.
    pub change: Effect,
    /// The bases: before and after of what it is held against, then before and after.
    pub bases: [u64; 4],
}

/// Why nothing is said of an occasion and the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Whom an occasion concerned, and whom they are held against, as groups of the report.
struct Sides {
    /// Empty: everybody.
    concerned: Vec<GroupIx>,
    /// Absent: the same a year earlier.
    against: Option<Vec<GroupIx>>,
}

impl Sides {
    /// Those of an occasion. `None` if the metric is not cut by the segment that the event names.
    fn of(tables: &Tables<'_>, metric: &Metric, occasion: Occasion) -> Option<Sides> {
        let event = match occasion {
            Occasion::Event(at) => tables.config.events.get(at),
            Occasion::Action(_) => None,
        };
        let known = tables.groups_of(metric);
        let find = |group: &EventGroup| -> Option<Vec<GroupIx>> {
            let dimension = tables.dimensions.iter().position(|dimension| dimension.id == group.segment.value)?;
            let is_named = |ix: &&GroupIx| {
                let name = tables.dimensions[dimension].values.get(ix.value).filter(|_| ix.dimension == dimension);
                name.is_some_and(|name| group.values.iter().any(|value| same_name(&value.value, name)))
            };
            let is_cut = known.iter().any(|ix| ix.dimension == dimension);
            is_cut.then(|| known.iter().filter(is_named).copied().collect())
        };
        let concerned = match event.and_then(|event| event.group.as_ref()) {
            Some(group) => find(group).filter(|found| !found.is_empty())?,
            None => return Some(Sides { concerned: Vec::new(), against: None }),
        };
        let against = match event.and_then(|event| event.against.as_ref()) {
            Some(group) => Some(find(group)?),
            None => None,
        };
        Some(Sides { concerned, against })
    }
}

/// The change of a metric's headline figure around an occasion; `None` while the months after are not over, and where the
/// metric is not cut by the segment that an event names.
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
    if !tables.waves.contains(&known) {
        return None;
    }
    let of = &tables.metrics[metric.0];
    let sides = Sides::of(tables, of, occasion)?;
    let result = Around { tables, metric: of, windows, confidence }.beyond(&sides);
    Some(SeasonChange { occasion, metric, known, windows, result })
}

/// A metric around the day of an occasion.
struct Around<'a> {
    tables: &'a Tables<'a>,
    metric: &'a Metric,
    windows: Windows,
    confidence: Confidence,
}

/// Customers in some months: their groups (none: everybody), and the months.
type Window<'g> = (&'g [GroupIx], Vec<TimeKey>);

impl Around<'_> {
    fn beyond(&self, sides: &Sides) -> Result<Beyond, NoSeason> {
        let earlier = if sides.against.is_some() { 0 } else { 12 };
        let [first, second] = self.windows.months(earlier);
        let [before, after] = self.windows.months(0);
        let others = sides.against.as_deref().unwrap_or(&sides.concerned);
        let all: [Window<'_>; 4] =
            [(others, first), (others, second), (&sides.concerned, before), (&sides.concerned, after)];
        self.refuse_breaks(all[0].1[0])?;
        self.refuse_what_is_hidden(&all, sides)?;
        let mut span: Vec<TimeKey> = all.iter().flat_map(|(_, months)| months.iter().copied()).collect();
        span.sort_unstable();
        span.dedup();

        let planned = &self.metric.figures[0];
        let (mut answers, mut bases) = (Vec::with_capacity(4), [0; 4]);
        for (at, (groups, window)) in all.iter().enumerate() {
            let months = self.tables.months(self.metric, planned, groups, window, &span).ok_or(NoSeason::NoData)?;
            let shown = estimate(&planned.measure, months.sample(), self.tables.config.report.floor, self.confidence);
            let measured = shown.measured().filter(|measured| !measured.low_base).ok_or(NoSeason::BaseTooSmall)?;
            bases[at] = measured.n;
            answers.push(months);
        }
        let changes = self.changes(&answers).ok_or(NoSeason::NoError)?;
        let told = |difference: &Difference| (difference.value, (difference.interval.lower, difference.interval.upper));
        let [other, now, beyond] = &changes;
        let (value, interval) = told(beyond);
        let p_adjusted = beyond.test.as_ref().map(|test| test.p_value);
        let change = Effect { value, interval, p_adjusted, verdict: Verdict::NoClearDifference };
        Ok(Beyond { now: told(now), other: told(other), change, bases })
    }

    /// The change that is held against, the change, and the second less the first.
    fn changes(&self, answers: &[Months]) -> Option<[Difference; 3]> {
        let measure = &self.metric.figures[0].measure;
        let figures: Option<Vec<_>> = answers.iter().map(|months| measure.for_ranking(months.sample())).collect();
        let placed: Option<Vec<_>> = answers.iter().map(|months| Contender::of(measure, months.sample())).collect();
        let figures = <[_; 4]>::try_from(figures?).ok()?;
        let [first, second, before, after] = figures;
        let together = |factors: [f64; 4]| {
            let parts: Vec<(f64, &Contender<'_>)> =
                factors.into_iter().zip(placed.as_ref()?).filter(|(factor, _)| *factor != 0.0).collect();
            contrast(&parts, measure, self.confidence)
        };
        let less = |one, other| Difference::of_estimates(one, other, self.confidence);
        Some([
            together([-1.0, 1.0, 0.0, 0.0]).or_else(|| less(second, first))?,
            together([0.0, 0.0, -1.0, 1.0]).or_else(|| less(after, before))?,
            together([1.0, -1.0, -1.0, 1.0]).or_else(|| before_after(before, after, first, second, self.confidence))?,
        ])
    }

    fn refuse_breaks(&self, first: TimeKey) -> Result<(), NoSeason> {
        let last = self.windows.last();
        let crosses = |broken: &super::LineBreak| {
            let whole = broken.first_whole_key;
            (first < whole && whole <= last) || (broken.is_mixed && whole.0 == last.0 + 1)
        };
        if self.metric.info.breaks.iter().any(crosses) { Err(NoSeason::Broken) } else { Ok(()) }
    }

    /// A month that is withheld could be had from a sum of months that holds it, and so could a group.
    fn refuse_what_is_hidden(&self, all: &[Window<'_>], sides: &Sides) -> Result<(), NoSeason> {
        if sides.against.as_ref().is_some_and(Vec::is_empty) {
            return Err(NoSeason::NoData);
        }
        for (groups, window) in all {
            let months = month_estimates(self.tables, self.metric, groups, self.confidence);
            for month in window {
                match months.iter().find(|(key, ..)| key == month).map(|(_, estimate, _)| estimate) {
                    None | Some(Estimate::NoData) => return Err(NoSeason::NoData),
                    Some(Estimate::Suppressed) => return Err(NoSeason::BaseTooSmall),
                    Some(Estimate::Measured(_)) => {}
                }
                let wave = self.tables.config.report.waves.wave_of(*month);
                if groups.iter().any(|group| self.is_withheld(*group, wave)) {
                    return Err(NoSeason::BaseTooSmall);
                }
            }
        }
        Ok(())
    }

    /// Whether a group's headline figure is withheld in a wave.
    fn is_withheld(&self, group: GroupIx, wave: Wave) -> bool {
        let planned = &self.metric.figures[0];
        let brand = self.metric.info.branded.then_some(0);
        let siblings: Vec<GroupIx> =
            self.tables.groups_of(self.metric).into_iter().filter(|ix| ix.dimension == group.dimension).collect();
        let base = |ix: &GroupIx| {
            let tally = self.tables.tally_of(self.metric, planned, brand, Some(*ix), wave);
            tally.map_or(0, |tally| planned.measure.base(tally).n_positive)
        };
        let bases: Vec<u64> = siblings.iter().map(base).collect();
        let hidden = withheld(&bases, self.tables.config.report.floor.suppress_below);
        siblings.iter().zip(hidden).any(|(ix, hidden)| *ix == group && hidden)
    }
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
        assert_eq!(middle.months(12)[0], [key(2024, 11), key(2024, 12), key(2025, 1)]);
        assert_eq!(middle.months(0)[1], [key(2026, 3), key(2026, 4), key(2026, 5)]);
        assert_eq!(Windows::around(&WaveScheme::Single { name: "x".into() }, date(2026, 2, 1)), None);
    }
}

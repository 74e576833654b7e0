//! Times of which some were still open or cut short, in samples with weights, strata, clusters or a finite frame: the
//! weighted curve of survival, with errors from the design (see [`crate::stats::survival::weighted`]).

use super::measure::Sample;
use super::scores::class;
use crate::cube::{Said, Tally};
use crate::number::Unit;
use crate::stats::comparison::{Method, TestResult};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::proportion::Proportion;
use crate::stats::survival::quantile_test;
use crate::stats::survival::weighted::{WeightedDurations, WeightedSurvival};
use crate::stats::weighted::{WeightedClass, WeightedMean};
use crate::survey::Value;

/// The share that is over within a time.
pub enum Within {
    /// On the base that it is worth in its design, with its standard error there.
    Share(Proportion, f64),
    /// Without one: all answers are from one cluster of each stratum.
    Bare(f64),
}

/// The share that is over within `time`; `None` where nobody was watched for so long.
pub fn within(sample: Sample<'_>, time: Value) -> Option<Within> {
    let curve = Curve::of(sample.tally, Unit::Seconds)?;
    let share = curve.curve.within(time.number())?;
    let Some((mean, by_rows)) = curve.mean(sample, time.number())? else { return Some(Within::Bare(share)) };
    let share = Proportion::from_share(share, curve.base(&mean, &by_rows, time.number(), share)?)?;
    // Where all or none are over nothing varies, and rounding of their pseudo-values is no error.
    let se = mean.se().filter(|_| share.value() > 0.0 && share.value() < 1.0);
    Some(Within::Share(share, se.unwrap_or_else(|| share.se())))
}

/// The time within which a share is over.
#[derive(Debug, Clone)]
pub struct Until {
    curve: Curve,
    share: f64,
    value: f64,
    /// How many rows drawn one by one would tell as much as one row of the design.
    worth: Option<f64>,
    rows: Rows,
}

/// What errors by rows need of a sample.
#[derive(Debug, Clone)]
struct Rows {
    tally: Tally,
    design_rows: u64,
}

impl Until {
    /// Of a sample; `None` where the curve does not come down so far.
    pub fn of(sample: Sample<'_>, share: f64, unit: Unit) -> Option<Until> {
        let curve = Curve::of(sample.tally, unit)?;
        let value = curve.curve.quantile(share)?;
        let worth = curve.mean(sample, value)?.map(|(mean, by_rows)| match (mean.se(), by_rows.se()) {
            (Some(se), Some(rows)) if se > 0.0 && rows > 0.0 => (rows / se) * (rows / se) * mean.worth_by_degrees(),
            _ => 1.0,
        });
        let tally = Tally { units: None, ..sample.tally.clone() };
        Some(Until { curve, share, value, worth, rows: Rows { tally, design_rows: sample.design_rows } })
    }

    /// The time, in the unit that it was made in: seconds or hours.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Its limits: the times at which the curve reaches the interval of the share there (Woodruff 1952, Journal of the
    /// American Statistical Association 47:635).
    pub fn interval(&self, confidence: Confidence) -> Option<Interval> {
        let levels = Proportion::from_share(self.share, self.share_within(self.value)?.n())?.interval(confidence);
        Some(Interval {
            lower: self.curve.curve.quantile(levels.lower)?,
            upper: self.curve.curve.quantile(levels.upper)?,
        })
    }

    /// The share that is over within a time, with the base that it is worth.
    fn share_within(&self, time: f64) -> Option<Proportion> {
        let share = self.curve.curve.within(time)?;
        let classes = self.curve.classes(&self.rows.tally, time);
        let by_rows = WeightedMean::from_classes(&classes, self.rows.design_rows)?;
        let base = self.curve.base(&by_rows, &by_rows, time, share)?;
        Proportion::from_share(share, base * self.worth?)
    }

    /// The test that it is a number, from the share that is over at it ([`quantile_test`]).
    pub fn test_against(&self, number: f64) -> Option<TestResult> {
        let longest = self.curve.durations.iter().map(|d| d.value).fold(0.0, f64::max);
        quantile_test(|time| self.share_within(time.min(longest)), self.share, number)
    }

    /// This time less another's: the difference, its interval from the limits of both (Zou & Donner 2008, Statistics in
    /// Medicine 27:1693), and the test of the shares that are over at the time of both together (Brookmeyer & Crowley 1982).
    pub fn less(&self, other: &Until, confidence: Confidence) -> (f64, Option<Interval>, Option<TestResult>) {
        let value = self.value - other.value;
        let limits = self.interval(confidence).zip(other.interval(confidence));
        let interval = limits.map(|(a, b)| Interval::of_difference((self.value, a), (other.value, b)));
        let test = || {
            let both = [self.curve.durations.as_slice(), &other.curve.durations].concat();
            let at = WeightedSurvival::from_durations(&both)?.quantile(self.share)?;
            let test = self.share_within(at)?.less(&other.share_within(at)?, confidence).test?;
            Some(TestResult { method: Method::Curves, statistic: None, ..test })
        };
        (value, interval, test())
    }
}

/// The weighted curve of a tally.
#[derive(Debug, Clone)]
struct Curve {
    curve: WeightedSurvival,
    durations: Vec<WeightedDurations>,
    /// What values are divided by to be in the unit of the curve.
    unit: f64,
}

impl Curve {
    fn of(tally: &Tally, unit: Unit) -> Option<Curve> {
        let unit = if unit == Unit::Hours { 3_600.0 } else { 1.0 };
        let time = |value: &Value| value.number() / unit;
        let ended = tally.answers.iter().map(|(value, count)| (time(value), count.weight(), 0.0));
        let open = tally.censored.iter().map(|(value, count)| (time(value), 0.0, count.weight()));
        let durations: Vec<WeightedDurations> =
            ended.chain(open).map(|(value, ended, censored)| WeightedDurations { value, ended, censored }).collect();
        Some(Curve { curve: WeightedSurvival::from_durations(&durations)?, durations, unit })
    }

    fn score(&self, said: Said, at: f64) -> Option<f64> {
        match said {
            Said::Value(value) => Some(self.curve.pseudo_value(at, value.number() / self.unit, true)),
            Said::Censored(value) => Some(self.curve.pseudo_value(at, value.number() / self.unit, false)),
            Said::Blank | Said::Silent => None,
        }
    }

    fn classes(&self, tally: &Tally, at: f64) -> Vec<WeightedClass> {
        let ended = tally.answers.iter().map(|(value, count)| (Said::Value(*value), count));
        let open = tally.censored.iter().map(|(value, count)| (Said::Censored(*value), count));
        ended.chain(open).filter_map(|(said, count)| Some(class(self.score(said, at)?, count))).collect()
    }

    /// The mean of the rows' pseudo-values in the design, and as of rows drawn one by one. Inner `None` where the design
    /// tells no error.
    fn mean(&self, sample: Sample<'_>, at: f64) -> Option<Option<(WeightedMean, WeightedMean)>> {
        let classes = self.classes(sample.tally, at);
        let by_rows = WeightedMean::from_classes(&classes, sample.design_rows)?;
        let in_design = sample.mean(&classes, &|said| self.score(said, at))?;
        Some(in_design.ok().map(|mean| (mean, by_rows)))
    }

    /// How many rows drawn one by one without weights would tell as much of a share: `p(1-p)/SE²`; where all or none are
    /// over, or nothing varies, Kish's base of those who were watched for so long.
    fn base(&self, mean: &WeightedMean, by_rows: &WeightedMean, at: f64, share: f64) -> Option<f64> {
        let se = mean.se().filter(|se| *se > 0.0 && share > 0.0 && share < 1.0);
        if let Some(se) = se {
            return Some(share * (1.0 - share) / (se * se) * mean.worth_by_degrees());
        }
        let watched: f64 = self.durations.iter().filter(|d| d.value >= at).map(|d| d.ended + d.censored).sum();
        let all: f64 = self.durations.iter().map(|d| d.ended + d.censored).sum();
        let part = if share > 0.0 { 1.0 } else { watched / all };
        Some(by_rows.kish_n_eff() * part).filter(|base| *base > 0.0)
    }
}

//! How a figure is computed from a tally, with its interval and its tests.
//!
//! Every kind of metric says which measures it has; the statistics of a measure are written once, here.
//! Unweighted sources use counts, weighted ones Taylor linearisation over the whole design.

use super::estimator::{ALL_ALIKE, Estimator};
use super::events;
use super::lasting;
use super::ready::Ready;
use super::sampling::{self, WaveDesign};
use super::scores;
use crate::config::AnswerKind;
use crate::cube::{Bundles, Count, Joint, Said, Tally};
use crate::number::Unit;
use crate::stats::bounded::BoundedMean;
use crate::stats::comparison::Difference;
use crate::stats::design::{DesignError, finite_population_factor};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::mean::Moments;
use crate::stats::nps::Nps;
use crate::stats::proportion::Proportion;
use crate::stats::quantile::Histogram;
use crate::stats::quantile::weighted::{WeightedHistogram, WeightedQuantile};
use crate::stats::survival::{Durations, Survival};
use crate::stats::total::Total;
use crate::stats::weighted::nps::WeightedNps;
use crate::stats::weighted::share::WeightedShare;
use crate::stats::weighted::{WeightedClass, WeightedMean};
use crate::survey::Value;

/// A set of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerSet {
    /// These.
    Of(Vec<Value>),
    /// At least one of these choices, of several that may be taken at once.
    Chose(Value),
    /// All up to and with this one.
    AtMost(Value),
    /// Any usable answer.
    Any,
}

impl AnswerSet {
    /// These answers to a question of this kind.
    pub fn of(kind: &AnswerKind, values: Vec<Value>) -> AnswerSet {
        match kind {
            AnswerKind::Multiple(_) => AnswerSet::Chose(values.iter().fold(Value(0), |all, one| Value(all.0 | one.0))),
            _ => AnswerSet::Of(values),
        }
    }

    /// Whether the answer is one of the set.
    pub fn holds(&self, answer: Value) -> bool {
        match self {
            AnswerSet::Of(values) => values.contains(&answer),
            AnswerSet::Chose(choices) => answer.shares_a_choice(*choices),
            AnswerSet::AtMost(most) => answer <= *most,
            AnswerSet::Any => true,
        }
    }
}

/// What is computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// The share of one set of answers less the share of another (NPS and other nets).
    Net {
        /// Counted +1.
        up: AnswerSet,
        /// Counted −1.
        down: AnswerSet,
        /// The score interval (Tango 1998) in place of the adjusted Wald one, where answers have no weights.
        by_score: bool,
    },
    /// The share of a set among the usable answers.
    Share(AnswerSet),
    /// The share of a set among all rows that were asked; a row without an answer counts as outside the set.
    Rate(AnswerSet),
    /// The share of a set among the answers of another set.
    ShareAmong {
        /// Counted.
        of: AnswerSet,
        /// The base.
        among: AnswerSet,
    },
    /// The share of rows that were asked and left it blank.
    Missing,
    /// How many rows have an answer of the set, whatever their weight.
    Count(AnswerSet),
    /// The arithmetic mean of the answers.
    Mean,
    /// The mean of answers that are shares themselves, such as the part of the questions that somebody left blank.
    MeanOfShares,
    /// A quantile of the answers.
    Quantile(f64),
    /// The share that is over within a time, of those over and those still open (Kaplan & Meier 1958).
    Within(Value),
    /// The time within which a share is over, of those over and those still open or cut short.
    Until {
        /// The share.
        share: f64,
        /// What the time is counted in: seconds or hours.
        unit: Unit,
    },
}

/// The answers of a group, and the design that they are a part of.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The answers.
    pub tally: &'a Tally,
    /// Usable rows of the source in the wave, every brand and segment.
    pub design_rows: u64,
    /// Whether the source has weights.
    pub weighted: bool,
    /// How many the rows of the design were drawn from, where that is known and finite and rows are drawn one by one.
    pub frame: Option<u64>,
    /// Rows that stand for many events each, where that is what was counted and the events are not independent.
    pub events: Option<&'a Bundles>,
    /// The strata, clusters or respondents of the design, where the source names them.
    pub design: Option<WaveDesign<'a>>,
}

impl Sample<'_> {
    /// Whether standard errors come from linearisation: with weights, and with strata, clusters or a finite frame.
    pub fn is_linearised(&self) -> bool {
        self.weighted || self.frame.is_some() || self.is_in_design() || self.events.is_some()
    }

    fn is_in_design(&self) -> bool {
        self.design.is_some_and(|design| design.is_followed())
    }

    /// The standard error of the share of answers up to a value, as [`sampling::error`] gives it.
    fn share_error(&self, classes: &[WeightedClass], most: f64) -> Option<Option<DesignError>> {
        if !self.is_in_design() {
            return None;
        }
        let up_to = |value: f64| f64::from(u8::from(value <= most));
        let shares: Vec<_> =
            classes.iter().map(|class| WeightedClass { score: up_to(class.score), ..*class }).collect();
        let mean = self.by_rows(&shares)?;
        let score = |said| match said {
            Said::Value(value) => Some(up_to(value.number())),
            _ => None,
        };
        sampling::error(*self, &mean, sampling::weight_of(&shares), &score)
    }

    /// The weighted mean of some of the sample's answers as of rows that were drawn one by one. Events that rows stand for
    /// may be more than the rows of the design.
    pub fn by_rows(&self, classes: &[WeightedClass]) -> Option<WeightedMean> {
        let events = || classes.iter().map(|class| class.n).sum::<u64>();
        let rows = if self.tally.bundles.is_some() { self.design_rows.max(events()) } else { self.design_rows };
        WeightedMean::from_classes(classes, rows)
    }

    /// The weighted mean of some of the sample's answers. Of a finite frame only the part that was not asked is
    /// uncertain: standard errors shrink by `sqrt(1 - n/N)` with n the rows of the whole design (Cochran 1977).
    ///
    /// In a design of strata or clusters the standard error is that of `score` there; the value alone where it has none.
    pub(super) fn mean(
        &self,
        classes: &[WeightedClass],
        score: &dyn Fn(Said) -> Option<f64>,
    ) -> Option<Result<WeightedMean, f64>> {
        let mean = self.by_rows(classes)?;
        if let Some(events) = self.events {
            return Some(events::mean(*self, events, mean, score).ok_or(mean.value()));
        }
        match sampling::error(*self, &mean, sampling::weight_of(classes), score) {
            Some(Some(error)) => return Some(Ok(mean.in_design(error))),
            Some(None) => return Some(Err(mean.value())),
            None => {}
        }
        let factor = self.frame.and_then(|frame| finite_population_factor(self.design_rows, frame));
        Some(Ok(match (factor, mean.se()) {
            (Some(factor), Some(se)) => mean.in_design(DesignError { se: se * factor, df: mean.df() }),
            _ => mean,
        }))
    }
}

/// A value with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value.
    pub value: f64,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Its standard error.
    pub se: Option<f64>,
    /// How the interval was made.
    pub method: &'static str,
    /// The effective base, where it is another than that of the weights.
    pub n_eff: Option<f64>,
}

/// A difference with its interval and test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The difference.
    pub value: f64,
    /// Its interval.
    pub interval: Option<Interval>,
    /// The test of no difference: p and its name. Absent where nothing varies.
    pub test: Option<(f64, &'static str)>,
    /// How many respondents are in both samples; absent where the two were compared as separate ones.
    pub in_both: Option<u64>,
}

impl Measure {
    /// The rows that the figure rests on: usable answers; for a rate, a count or a share of blanks all rows that were
    /// asked; for a share among some answers those; for a time also what is open still.
    pub fn base(&self, tally: &Tally) -> Count {
        let mut base = tally.valid();
        match self {
            Measure::Rate(_) | Measure::Missing | Measure::Count(_) => {
                base.merge(&tally.silent);
                base.merge(&tally.open());
            }
            Measure::Within(_) | Measure::Until { .. } => base.merge(&tally.open()),
            Measure::ShareAmong { among, .. } => {
                base = Count::default();
                tally.answers.iter().filter(|(value, _)| among.holds(**value)).for_each(|(_, count)| base.merge(count));
            }
            Measure::Net { .. } | Measure::Share(_) | Measure::Mean | Measure::MeanOfShares | Measure::Quantile(_) => {}
        }
        base
    }

    /// Whether it is a mean of numbers, rather than of classes that answers fall into.
    pub fn is_mean_of_numbers(&self) -> bool {
        matches!(self, Measure::Mean | Measure::MeanOfShares)
    }

    /// Whether the figure grows with the rows behind it, so that a group cannot be set against the rest, nor a brand
    /// against another.
    pub fn is_a_total(&self) -> bool {
        matches!(self, Measure::Count(_))
    }

    /// The least and the greatest value that the figure can have, as far as that does not depend on the answers.
    pub fn bounds(&self) -> (f64, f64) {
        match self {
            Measure::Net { .. } => (-1.0, 1.0),
            Measure::Share(_)
            | Measure::Rate(_)
            | Measure::ShareAmong { .. }
            | Measure::Missing
            | Measure::MeanOfShares
            | Measure::Within(_) => (0.0, 1.0),
            Measure::Mean => (f64::NEG_INFINITY, f64::INFINITY),
            Measure::Count(_) | Measure::Quantile(_) | Measure::Until { .. } => (0.0, f64::INFINITY),
        }
    }

    /// The value with its uncertainty; absent where nobody answered.
    pub fn read(&self, sample: Sample<'_>, confidence: Confidence) -> Option<Reading> {
        self.of(sample).read(confidence)
    }

    /// A difference with an interval that ends where differences of the measure do.
    pub(super) fn bounded(&self, gap: Gap) -> Gap {
        let (least, most) = self.bounds();
        Gap { interval: gap.interval.map(|interval| interval.clipped(least - most, most - least)), ..gap }
    }

    pub(super) fn reading(&self, estimator: &Estimator, confidence: Confidence) -> Option<Reading> {
        let (least, most) = self.bounds();
        let reading = estimator.read(confidence)?;
        if let Some(n) = estimator.all_alike() {
            // Within bounds the mean of all can be only so far off; without them anything is possible.
            let bounded = BoundedMean::new(reading.value, least, most);
            let interval = bounded.and_then(|mean| mean.widest_interval(n, confidence));
            let method = if interval.is_some() { "Wilson, as if all were at the ends" } else { ALL_ALIKE };
            return Some(Reading { interval, se: None, method, ..reading });
        }
        Some(Reading { interval: reading.interval.map(|interval| interval.clipped(least, most)), ..reading })
    }

    /// A sample to be read and compared with others.
    pub fn of<'a>(&'a self, sample: Sample<'a>) -> Ready<'a> {
        Ready::new(self, sample)
    }

    /// One sample less another: of different respondents, or with the covariance of those that the design says are in
    /// both.
    pub fn less(&self, one: Sample<'_>, other: Sample<'_>, confidence: Confidence) -> Option<Gap> {
        self.less_joint(one, other, None, confidence)
    }

    /// One sample less another of the same rows and another question; `joint` counts these rows by what they said to the
    /// other's question and to the one's.
    pub fn less_joint(
        &self,
        one: Sample<'_>,
        other: Sample<'_>,
        joint: Option<&Joint>,
        confidence: Confidence,
    ) -> Option<Gap> {
        self.of(one).less(&self.of(other), joint, confidence)
    }

    /// A sample less a fixed number, both as values are kept: shares and NPS as fractions, times in seconds or hours.
    pub fn less_number(&self, one: Sample<'_>, number: f64, confidence: Confidence) -> Option<Gap> {
        self.of(one).less_number(number, confidence)
    }

    /// A sample less a published share on `base` answers (shares only).
    pub fn less_share(&self, one: Sample<'_>, share: f64, base: u64, confidence: Confidence) -> Option<Gap> {
        let published = Proportion::from_share(share, base as f64)?;
        let ours = match self.estimator(one)? {
            Estimator::Share(share) | Estimator::Within(share, _) => share,
            Estimator::WeightedShare(share) | Estimator::Ratio(share) => *share.effective(),
            _ => return None,
        };
        Some(ours.less(&published, confidence).into())
    }

    /// A sample less a published value with a standard error.
    pub fn less_published(&self, one: Sample<'_>, value: f64, se: f64, confidence: Confidence) -> Option<Gap> {
        let ours = self.estimator(one)?.value_and_se()?;
        Some(Difference::of_estimates(ours, (value, se), confidence)?.into())
    }

    /// Value and standard error to rank with; absent for quantiles.
    pub fn for_ranking(&self, sample: Sample<'_>) -> Option<(f64, f64)> {
        self.estimator(sample)?.value_and_se()
    }

    pub(super) fn estimator(&self, sample: Sample<'_>) -> Option<Estimator> {
        let tally = sample.tally;
        let linearised = sample.is_linearised();
        Some(match self {
            Measure::Net { by_score, .. } => {
                let classes = self.classes(tally)?;
                if linearised {
                    match sample.mean(&classes, &|said| self.score(said))? {
                        Ok(mean) => Estimator::WeightedNps(WeightedNps::with_mean(&classes, mean)?),
                        Err(value) => Estimator::Bare(value),
                    }
                } else {
                    let n = |wanted: f64| classes.iter().filter(|c| c.score == wanted).map(|c| c.n).sum();
                    Estimator::Nps(Nps::from_counts(n(1.0), n(0.0), n(-1.0))?, *by_score)
                }
            }
            Measure::Share(_) | Measure::Rate(_) | Measure::ShareAmong { .. } | Measure::Missing => {
                self.share_of(&self.classes(tally)?, sample)?
            }
            Measure::Count(set) => {
                let counted = tally.answers.iter().filter(|(value, _)| set.holds(**value));
                let count: u64 = counted.map(|(_, count)| count.n).sum();
                match events::total(sample, set, count as f64) {
                    Some(Some(error)) => Estimator::Count(Total::in_clusters(count, error)),
                    Some(None) if count > 0 => Estimator::Bare(count as f64),
                    Some(None) | None => Estimator::Count(Total::one_by_one(count)),
                }
            }
            Measure::Within(time) if linearised => match lasting::within(sample, *time)? {
                lasting::Within::Share(share, se) => Estimator::Within(share, se),
                lasting::Within::Bare(value) => Estimator::Bare(value),
            },
            Measure::Until { share, unit } if linearised => {
                Estimator::WeightedUntil(Box::new(lasting::Until::of(sample, *share, *unit)?))
            }
            Measure::Within(time) => {
                let share = survival(tally, Unit::Seconds)?.within(time.number())?;
                Estimator::Within(share, share.se())
            }
            Measure::Until { share, unit } => Estimator::Until(survival(tally, *unit)?, *share),
            Measure::Mean | Measure::MeanOfShares if linearised => {
                match sample.mean(&self.classes(tally)?, &|said| self.score(said))? {
                    Ok(mean) => Estimator::WeightedMean(mean),
                    Err(value) => Estimator::Bare(value),
                }
            }
            Measure::Mean | Measure::MeanOfShares => Estimator::Mean(Moments::from_histogram(&histogram(tally))?),
            Measure::Quantile(p) if sample.weighted || sample.is_in_design() => {
                let classes = scores::classes(tally, Value::number);
                let histogram = WeightedHistogram::from_classes(&classes, sample.design_rows)?;
                let value = WeightedQuantile::of(&histogram, *p)?.value();
                match sample.share_error(&classes, value) {
                    Some(None) => Estimator::Bare(value),
                    error => Estimator::WeightedQuantile(histogram, *p, error.flatten()),
                }
            }
            Measure::Quantile(p) => Estimator::Quantile(Histogram::from_counts(&histogram(tally))?, *p),
        })
    }
}

impl Measure {
    /// The share of those classes that score one.
    fn share_of(&self, classes: &[WeightedClass], sample: Sample<'_>) -> Option<Estimator> {
        if sample.is_linearised() {
            return Some(match sample.mean(classes, &|said| self.score(said))? {
                Ok(mean) if sample.events.is_some() => Estimator::Ratio(WeightedShare::with_mean(mean)?),
                Ok(mean) => Estimator::WeightedShare(WeightedShare::with_mean(mean)?),
                Err(value) => Estimator::Bare(value),
            });
        }
        let inside = classes.iter().filter(|c| c.score == 1.0).map(|c| c.n).sum();
        Some(Estimator::Share(Proportion::from_counts(inside, classes.iter().map(|c| c.n).sum())?))
    }
}

/// What is over, and what was still open or cut short when it was last seen, in seconds or in hours.
fn survival(tally: &Tally, unit: Unit) -> Option<Survival> {
    let time = |seconds: Value| if unit == Unit::Hours { seconds.number() / 3_600.0 } else { seconds.number() };
    let ended =
        tally.answers.iter().map(|(value, count)| Durations { value: time(*value), ended: count.n, censored: 0 });
    let open =
        tally.censored.iter().map(|(value, count)| Durations { value: time(*value), ended: 0, censored: count.n });
    Survival::from_histogram(&ended.chain(open).collect::<Vec<_>>())
}

fn histogram(tally: &Tally) -> Vec<(f64, u64)> {
    tally.answers.iter().map(|(value, count)| (value.number(), count.n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{Answer, Weight};

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn sample(tally: &Tally, weighted: bool) -> Sample<'_> {
        Sample { tally, design_rows: tally.valid().n, weighted, frame: None, events: None, design: None }
    }

    fn answers(counts: &[(i64, u64)]) -> Tally {
        let mut tally = Tally::default();
        for (code, n) in counts {
            (0..*n).for_each(|_| tally.add(Answer::Value(Value::whole(*code)), Weight::ONE));
        }
        tally
    }

    #[test]
    fn answers_that_are_all_alike_do_not_make_a_mean_known_exactly() {
        let (alike, others) = (answers(&[(5, 150)]), answers(&[(4, 60), (5, 60)]));
        for weighted in [false, true] {
            let (one, other) = (sample(&alike, weighted), sample(&others, weighted));
            let reading = Measure::Mean.read(one, C95).unwrap();
            assert_eq!((reading.value, reading.interval, reading.se), (5.0, None, None));
            assert_eq!(reading.method, ALL_ALIKE);
            assert_eq!(Measure::Mean.for_ranking(one), None);
            let gap = Measure::Mean.less(one, other, C95).unwrap();
            assert_eq!((gap.value, gap.interval, gap.test), (0.5, None, None));
            assert!(Measure::Mean.less(other, other, C95).unwrap().test.is_some());
            let target = Measure::Mean.less_number(one, 4.0, C95).unwrap();
            assert_eq!((target.value, target.interval, target.test), (1.0, None, None));
        }
    }

    #[test]
    fn shares_that_are_all_alike_can_be_only_so_far_off() {
        let nothing = answers(&[(0, 145)]);
        let wilson = Proportion::from_counts(0, 145).unwrap().interval(C95);
        for weighted in [false, true] {
            for measure in [Measure::MeanOfShares, Measure::Share(AnswerSet::Of(vec![Value::whole(3)]))] {
                let interval = measure.read(sample(&nothing, weighted), C95).unwrap().interval.unwrap();
                assert_eq!(interval.lower, 0.0);
                assert!((interval.upper - wilson.upper).abs() < 1e-12 && interval.upper > 0.025);
            }
        }
    }
}

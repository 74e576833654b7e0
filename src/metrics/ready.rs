//! A sample in one measure, worked out once for its reading and for every comparison that it takes part in.

use super::estimator::Estimator;
use super::measure::{Gap, Measure, Reading, Sample};
use super::sampling;
use super::{Estimate, Measured};
use crate::config::Floor;
use crate::cube::Joint;
use crate::stats::interval::{Confidence, Interval};
use std::sync::OnceLock;

/// A sample to be read, and compared with others in the same measure.
pub struct Ready<'a> {
    measure: &'a Measure,
    sample: Sample<'a>,
    /// Made when it is first needed.
    estimator: OnceLock<Option<Estimator>>,
}

impl<'a> Ready<'a> {
    pub(super) fn new(measure: &'a Measure, sample: Sample<'a>) -> Ready<'a> {
        Ready { measure, sample, estimator: OnceLock::new() }
    }

    fn estimator(&self) -> Option<&Estimator> {
        self.estimator.get_or_init(|| self.measure.estimator(self.sample)).as_ref()
    }

    /// The value with its uncertainty; absent where nobody answered.
    pub fn read(&self, confidence: Confidence) -> Option<Reading> {
        self.measure.reading(self.estimator()?, confidence)
    }

    /// The same as far as the floors let it be shown.
    pub(super) fn estimate(&self, floor: Floor, confidence: Confidence) -> Estimate {
        let base = self.measure.base(self.sample.tally);
        if base.n == 0 {
            return Estimate::NoData;
        }
        // Rows without weight stand for nobody, so they don't lift a figure above the floor.
        if base.n_positive > 0 && base.n_positive < floor.suppress_below {
            return Estimate::Suppressed;
        }
        let Some(reading) = self.read(confidence) else { return Estimate::NoData };
        let n_eff = reading.n_eff.unwrap_or_else(|| base.effective_base(self.sample.weighted));
        Estimate::Measured(Measured {
            value: reading.value,
            interval: reading.interval.map(|interval| (interval.lower, interval.upper)),
            se: reading.se,
            // Rows without weight stand for nobody, except where rows themselves are counted.
            n: if self.measure.is_a_total() { base.n } else { base.n_positive },
            n_eff,
            low_base: n_eff < floor.flag_below as f64,
            method: reading.method,
        })
    }

    /// It less another, as [`Measure::less_joint`].
    pub fn less(&self, other: &Ready<'_>, joint: Option<&Joint>, confidence: Confidence) -> Option<Gap> {
        let paired = sampling::paired(self.measure, self.sample, other.sample, joint, confidence);
        let gap = paired.or_else(|| self.estimator()?.less(other.estimator()?, confidence))?;
        Some(self.measure.bounded(gap))
    }

    /// It less a fixed number, as [`Measure::less_number`].
    pub fn less_number(&self, number: f64, confidence: Confidence) -> Option<Gap> {
        let estimator = self.estimator()?;
        let reading = self.measure.reading(estimator, confidence)?;
        let interval = reading.interval.map(|i| Interval { lower: i.lower - number, upper: i.upper - number });
        Some(Gap { value: reading.value - number, interval, test: estimator.test_against(number), in_both: None })
    }

    /// Value and standard error to rank with; absent for quantiles.
    pub fn for_ranking(&self) -> Option<(f64, f64)> {
        self.estimator()?.value_and_se()
    }

    /// The answers that it is made from.
    pub(super) fn sample(&self) -> Sample<'a> {
        self.sample
    }
}

//! Kaplan & Meier's curve with weights, and what each row adds to it: from that comes its standard error in any design.
//!
//! The curve is `Π (1 - d/Y)` with `d` the weight of those that ended at a duration and `Y` that of all that had neither
//! ended nor left before it (R's `survey::svykm`). Its linearised value for a row is
//!
//! `S(t) [ 1{ended by t} / (Y - d) - Σ d/(Y (Y - d)) ]`, the sum over the durations up to the row's own and to `t`
//!
//! (the influence function; Binder 1983, International Statistical Review 51:279; Williams 1995, Communications in
//! Statistics - Theory and Methods 24:2005). Without weights the squares add up to Greenwood's variance.

/// Durations of one value, by weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedDurations {
    /// The duration, in the unit of the caller.
    pub value: f64,
    /// The weight of those that ended then.
    pub ended: f64,
    /// The weight of those that were last seen then and had not ended.
    pub censored: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    value: f64,
    /// The weight that is left of those at risk.
    left: f64,
    /// The share that lasts longer.
    lasting: f64,
    /// Σ d/(Y (Y - d)) up to this duration.
    passed: f64,
}

/// A weighted survival curve. Its weight is above zero.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedSurvival {
    weight: f64,
    steps: Vec<Step>,
    /// The longest duration, and whether any weight was censored there.
    longest: (f64, bool),
}

impl WeightedSurvival {
    /// From durations in any order; `None` without weight, or if a duration or a weight is negative or no number.
    pub fn from_durations(durations: &[WeightedDurations]) -> Option<Self> {
        let possible = |x: f64| x >= 0.0 && x.is_finite();
        if !durations.iter().all(|d| possible(d.value) && possible(d.ended) && possible(d.censored)) {
            return None;
        }
        let mut all: Vec<WeightedDurations> =
            durations.iter().copied().filter(|d| d.ended + d.censored > 0.0).collect();
        all.sort_by(|a, b| a.value.total_cmp(&b.value));
        all.dedup_by(|next, kept| {
            let same = next.value == kept.value;
            if same {
                kept.ended += next.ended;
                kept.censored += next.censored;
            }
            same
        });
        // Those at risk are added up from the end, so that what is left at the last duration is left to the last bit.
        let mut behind = vec![0.0; all.len() + 1];
        for (at, d) in all.iter().enumerate().rev() {
            behind[at] = behind[at + 1] + d.ended + d.censored;
        }
        let last = all.last()?;
        let longest = (last.value, last.censored > 0.0);
        let (mut lasting, mut passed) = (1.0, 0.0);
        let mut steps = Vec::new();
        for (at, d) in all.iter().enumerate().filter(|(_, d)| d.ended > 0.0) {
            let left = behind[at + 1] + d.censored;
            lasting *= left / behind[at];
            passed += d.ended / (behind[at] * left);
            steps.push(Step { value: d.value, left, lasting, passed });
        }
        Some(Self { weight: behind[0], steps, longest })
    }

    fn step(&self, duration: f64) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.value <= duration)].last()
    }

    /// The share that ends within a duration, itself included. `None` beyond the longest duration where that was censored:
    /// nobody was watched for so long.
    pub fn within(&self, duration: f64) -> Option<f64> {
        if duration.is_nan() || (duration > self.longest.0 && self.longest.1) {
            return None;
        }
        Some(1.0 - self.step(duration).map_or(1.0, |step| step.lasting))
    }

    /// The pseudo-value of a row for the share that ends within `at`: the share, and what the row adds to it for each unit of
    /// weight, times all weight. Their weighted mean is the share, and the error of that mean is the error of the share, in
    /// whatever design the rows stand. `ended` says whether the row's duration ended or was censored.
    pub fn pseudo_value(&self, at: f64, duration: f64, ended: bool) -> f64 {
        let lasting = self.step(at).map_or(1.0, |step| step.lasting);
        if lasting <= 0.0 {
            return 1.0;
        }
        let until = self.step(duration.min(at));
        let passed = until.map_or(0.0, |step| step.passed);
        let own =
            until.filter(|step| ended && duration <= at && step.value == duration).map_or(0.0, |step| 1.0 / step.left);
        1.0 - lasting + self.weight * lasting * (own - passed)
    }

    /// The duration within which this share (0 < `probability` < 1) ends; between two durations that both do, their middle.
    /// `None` if the curve does not come down so far.
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        if !(probability > 0.0 && probability < 1.0) {
            return None;
        }
        // What rounding leaves of weights that add up to just so much is none.
        let (wanted, rounding) = (1.0 - probability, 1e-12);
        let at = self.steps.partition_point(|step| step.lasting > wanted + rounding);
        let step = self.steps.get(at)?;
        let flat = (step.lasting - wanted).abs() <= rounding;
        Some(self.steps.get(at + 1).filter(|_| flat).map_or(step.value, |next| 0.5 * (step.value + next.value)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Durations, Survival};
    use super::*;
    use crate::stats::weighted::{WeightedClass, WeightedMean};
    use proptest::prelude::*;

    /// Rows: duration, whether it ended, weight.
    type Rows = Vec<(u8, bool, u8)>;

    fn curve(rows: &[(u8, bool, u8)], scale: f64) -> Option<WeightedSurvival> {
        let of = |&(value, ended, weight): &(u8, bool, u8)| {
            let weight = f64::from(weight) * scale;
            let (ended, censored) = if ended { (weight, 0.0) } else { (0.0, weight) };
            WeightedDurations { value: f64::from(value), ended, censored }
        };
        WeightedSurvival::from_durations(&rows.iter().map(of).collect::<Vec<_>>())
    }

    fn replicated(rows: &[(u8, bool, u8)]) -> Option<Survival> {
        let of = |&(value, ended, weight): &(u8, bool, u8)| {
            let n = u64::from(weight);
            let (ended, censored) = if ended { (n, 0) } else { (0, n) };
            Durations { value: f64::from(value), ended, censored }
        };
        Survival::from_histogram(&rows.iter().map(of).collect::<Vec<_>>())
    }

    fn mean(curve: &WeightedSurvival, rows: &[(u8, bool, u8)], at: f64) -> WeightedMean {
        let class = |&(value, ended, weight): &(u8, bool, u8)| {
            let (score, w) = (curve.pseudo_value(at, f64::from(value), ended), f64::from(weight));
            WeightedClass { score, n: 1, n_positive: u64::from(weight > 0), sum_w: w, sum_w2: w * w }
        };
        let classes: Vec<WeightedClass> = rows.iter().map(class).collect();
        WeightedMean::from_classes(&classes, rows.len() as u64).unwrap()
    }

    #[test]
    fn without_weights_the_error_is_greenwoods() {
        // The patients of Kalbfleisch & Prentice that the unweighted curve is tested with.
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|value| (value, true, 1));
        let left = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|value| (value, false, 1));
        let rows: Rows = ended.into_iter().chain(left).collect();
        let (ours, n) = (curve(&rows, 1.0).unwrap(), 21.0f64);
        for (weeks, share, se) in [(6.0, 0.857, 0.0764), (10.0, 0.753, 0.0963), (23.0, 0.448, 0.1346)] {
            assert!((1.0 - ours.within(weeks).unwrap() - share).abs() < 5e-4);
            let error = mean(&ours, &rows, weeks).se().unwrap() * libm::sqrt((n - 1.0) / n);
            assert!((error - se).abs() < 5e-5, "{weeks}: {error}");
        }
        assert_eq!((ours.quantile(0.5), ours.quantile(0.9), ours.within(35.5)), (Some(23.0), None, None));
    }

    #[test]
    fn ends_of_the_curve() {
        let one = curve(&[(3, true, 5)], 1.0).unwrap();
        assert_eq!((one.within(2.0), one.within(3.0), one.quantile(0.5)), (Some(0.0), Some(1.0), Some(3.0)));
        assert_eq!((one.pseudo_value(2.0, 3.0, true), one.pseudo_value(3.0, 3.0, true)), (0.0, 1.0));
        assert_eq!((curve(&[], 1.0), curve(&[(3, true, 0)], 1.0)), (None, None));
        let impossible =
            |value, ended| WeightedSurvival::from_durations(&[WeightedDurations { value, ended, censored: 0.0 }]);
        assert_eq!((impossible(-1.0, 1.0), impossible(f64::NAN, 1.0), impossible(1.0, -1.0)), (None, None, None));
    }

    fn rows() -> impl Strategy<Value = Rows> {
        prop::collection::vec((0u8..12, any::<bool>(), 0u8..5), 1..40)
    }

    proptest! {
        #[test]
        fn a_weight_is_so_many_rows(rows in rows(), scale in 0.01..100.0f64) {
            let (ours, theirs) = (curve(&rows, scale), replicated(&rows));
            prop_assert_eq!(ours.is_some(), theirs.is_some());
            let Some((ours, theirs)) = ours.zip(theirs) else { return Ok(()) };
            for at in 0..13 {
                let at = f64::from(at);
                let (a, b) = (ours.within(at), theirs.within(at).map(|share| share.value()));
                prop_assert_eq!(a.is_some(), b.is_some());
                prop_assert!((a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-12);
            }
            for p in [0.25, 0.5, 0.9] {
                prop_assert_eq!(ours.quantile(p), theirs.quantile(p));
            }
        }

        #[test]
        fn pseudo_values_have_the_share_as_their_mean(rows in rows()) {
            let Some(ours) = curve(&rows, 1.0) else { return Ok(()) };
            for at in 0..13 {
                let Some(share) = ours.within(f64::from(at)) else { continue };
                let mean = mean(&ours, &rows, f64::from(at)).value();
                prop_assert!((mean - share).abs() < 1e-10, "{} is not {}", mean, share);
            }
        }
    }
}

//! Durations of which some did not end while they were watched: waits of callers who hung up, cases still open.
//!
//! Leaving such durations out, or counting them as ended, makes waits look shorter than they are. The estimate is
//! Kaplan & Meier's (1958, Journal of the American Statistical Association 53:457), its variance Greenwood's. It holds
//! if those who left would have waited as long as those who stayed; what speaks against that is for the reader to know.

pub mod weighted;

use super::comparison::{Method, TestResult};
use super::interval::{Confidence, Interval, Limits};
use super::proportion::Proportion;

/// Durations of one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Durations {
    /// The duration, in the unit of the caller.
    pub value: f64,
    /// How many ended then (answered, resolved).
    pub ended: u64,
    /// How many were last seen then and had not ended (hung up, still open): censored.
    pub censored: u64,
}

/// What is known of the share that lasts longer than a duration at which some ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The duration.
    pub value: f64,
    /// How many had neither ended nor left before it.
    pub at_risk: u64,
    /// How many ended at it.
    pub ended: u64,
    /// The share that lasts longer.
    pub lasting: f64,
    /// Σ d/(n(n-d)): Greenwood's variance of that share over its square. Infinite where nothing lasts longer.
    greenwood: f64,
    /// The number of uncensored durations that would tell as much.
    n_eff: f64,
}

/// A survival curve. There is at least one duration.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    n: u64,
    ended: u64,
    steps: Vec<Step>,
    /// All durations, ascending, each value once.
    durations: Vec<Durations>,
}

impl Survival {
    /// From durations in any order, values as often as one likes; `None` without any, or if a value is negative or no
    /// number. Who ended and who left at the same duration: the ended first, as is usual.
    pub fn from_histogram(histogram: &[Durations]) -> Option<Self> {
        let mut durations: Vec<Durations> = histogram.iter().copied().filter(|d| d.ended + d.censored > 0).collect();
        if durations.is_empty() || durations.iter().any(|d| !(d.value >= 0.0 && d.value.is_finite())) {
            return None;
        }
        durations.sort_by(|a, b| a.value.total_cmp(&b.value));
        durations.dedup_by(|next, kept| {
            let same = next.value == kept.value;
            if same {
                kept.ended += next.ended;
                kept.censored += next.censored;
            }
            same
        });
        let n = durations.iter().map(|d| d.ended + d.censored).sum();
        let ended = durations.iter().map(|d| d.ended).sum();
        Some(Self { n, ended, steps: steps(n, &durations), durations })
    }

    /// How many durations there are, ended or not.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Those that ended while they were watched. A number of them.
    pub fn ended(&self) -> u64 {
        self.ended
    }

    /// Those that did not. A number of them.
    pub fn censored(&self) -> u64 {
        self.n - self.ended
    }

    /// The curve: one step for each duration at which some ended, ascending.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The share that ends within a duration, itself included, with the base that it is worth: its standard error is
    /// Greenwood's, its interval Wilson's with the effective base `S(1-S)/Var S` (Rothman 1978, Journal of Chronic
    /// Diseases 31:557), so that without censoring it is the interval of any other share. Two of them compare as shares.
    ///
    /// `None` beyond the longest duration where that was censored: nobody was watched for so long.
    pub fn within(&self, duration: f64) -> Option<Proportion> {
        let last = self.durations.last()?;
        if duration.is_nan() || (duration > last.value && last.censored > 0) {
            return None;
        }
        let step = self.steps[..self.steps.partition_point(|step| step.value <= duration)].last();
        match step {
            Some(step) => Proportion::from_share(1.0 - step.lasting, step.n_eff),
            None => {
                // nobody ended yet: worth no more than those who were watched for so long
                let left = self.durations.iter().filter(|d| d.value < duration);
                let left: u64 = left.map(|d| d.ended + d.censored).sum();
                Proportion::from_share(0.0, (self.n - left) as f64)
            }
        }
    }

    /// The interval of the share that lasts longer than a duration on the scale of `ln(-ln S)` (Kalbfleisch &
    /// Prentice 1980; R's `conf.type = "log-log"`); `None` where all or none last longer.
    pub fn log_log_interval(&self, duration: f64, confidence: Confidence) -> Option<Interval> {
        self.within(duration)?;
        let step = self.steps[..self.steps.partition_point(|step| step.value <= duration)].last()?;
        if step.lasting <= 0.0 {
            return None;
        }
        let log = libm::log(step.lasting);
        let width = confidence.z() * libm::sqrt(step.greenwood) / log;
        Some(Interval {
            lower: libm::pow(step.lasting, libm::exp(-width)),
            upper: libm::pow(step.lasting, libm::exp(width)),
        })
    }

    /// The duration within which this share (0 < `probability` < 1) ends; between two durations that both do, their
    /// middle (as in R's `quantile.survfit`). `None` if the curve does not come down so far.
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        self.first_at(probability, |step| Some(step.lasting))
    }

    /// Limits of [`Survival::quantile`]: the durations at which the interval of the share that lasts longer holds
    /// `1 - probability` (Brookmeyer & Crowley 1982, Biometrics 38:29).
    pub fn quantile_limits(&self, probability: f64, confidence: Confidence) -> Limits {
        let (wanted, z) = (1.0 - probability, confidence.z());
        // Wilson's interval holds what its score test does not reject: this much without its roots, some slack left
        let rejects = move |step: &Step| {
            let (away, n) = (step.lasting - wanted, libm::fmax(step.n_eff, 0.0));
            libm::fabs(away) > 1e-9 && away * away * n > z * z * wanted * (1.0 - wanted) * (1.0 + 1e-9)
        };
        let lasting = move |step: &Step| {
            let ended = Proportion::from_share(1.0 - step.lasting, step.n_eff)?.interval(confidence);
            Some(Interval { lower: 1.0 - ended.upper, upper: 1.0 - ended.lower })
        };
        let above = move |step: &Step| step.lasting > wanted;
        Limits {
            lower: self.first_at(probability, |step| {
                if above(step) && rejects(step) { None } else { lasting(step).map(|interval| interval.lower) }
            }),
            upper: self.first_at(probability, |step| {
                if above(step) { None } else { lasting(step).map(|interval| interval.upper) }
            }),
        }
    }

    /// The duration within which a share ends, less that of another curve: the difference, its interval and its test.
    ///
    /// The interval is recovered from the limits of the two (Zou & Donner 2008, Statistics in Medicine 27:1693) where
    /// all are known. The test compares the shares that have ended at the quantile of both together (Brookmeyer &
    /// Crowley 1982, A k-sample median test for censored data, Journal of the American Statistical Association 77:433).
    /// `None` where a curve does not come down so far.
    pub fn less(
        &self,
        other: &Survival,
        probability: f64,
        confidence: Confidence,
    ) -> Option<(f64, Option<Interval>, Option<TestResult>)> {
        let (own, theirs) = (self.quantile(probability)?, other.quantile(probability)?);
        let value = own - theirs;
        let limits = |curve: &Survival| curve.quantile_limits(probability, confidence).interval();
        let interval = limits(self).zip(limits(other)).map(|(a, b)| Interval::of_difference((own, a), (theirs, b)));
        let together = Survival::from_histogram(&[self.durations.as_slice(), &other.durations].concat());
        let at = together.and_then(|both| both.quantile(probability));
        let shares = at.and_then(|at| self.within(at).zip(other.within(at)));
        let test = shares.and_then(|(a, b)| a.less(&b, confidence).test);
        Some((value, interval, test.map(|test| TestResult::exact(Method::Curves, test.p_value))))
    }

    /// The test that the duration within which a share ends is a number, consistent with [`Survival::quantile_limits`]: of
    /// the share that has ended at the number if that is less than the probability, of the share that ended before it if
    /// that is more, otherwise no evidence at all (Brookmeyer & Crowley 1982, Biometrics 38:29). `None` for an impossible
    /// number or probability.
    pub fn test_against(&self, probability: f64, number: f64) -> Option<TestResult> {
        let longest = self.durations.last()?.value;
        quantile_test(|duration| self.within(libm::fmin(duration, longest)), probability, number)
    }

    /// Where a curve over the steps first comes down to `1 - probability`.
    fn first_at(&self, probability: f64, curve: impl Fn(&Step) -> Option<f64>) -> Option<f64> {
        if !(probability > 0.0 && probability < 1.0) {
            return None;
        }
        let wanted = 1.0 - probability;
        let rounding = 1e-12;
        let at = self.steps.iter().position(|step| curve(step).is_some_and(|y| y <= wanted + rounding))?;
        let flat = curve(&self.steps[at]).is_some_and(|y| (y - wanted).abs() <= rounding);
        match self.steps.get(at + 1) {
            Some(next) if flat => Some(0.5 * (self.steps[at].value + next.value)),
            _ => Some(self.steps[at].value),
        }
    }
}

/// The test of a quantile against a number from the shares that end `within` a duration, each on the base that it is worth.
pub(crate) fn quantile_test(
    within: impl Fn(f64) -> Option<Proportion>,
    probability: f64,
    number: f64,
) -> Option<TestResult> {
    if !(probability > 0.0 && probability < 1.0 && number.is_finite()) {
        return None;
    }
    let (not_above, below) = (within(number)?, within(number.next_down())?);
    let p = if not_above.value() < probability {
        not_above.test_against(probability)?.p_value
    } else if below.value() > probability {
        below.test_against(probability)?.p_value
    } else {
        1.0
    };
    Some(TestResult::exact(Method::Curves, p))
}

fn steps(n: u64, durations: &[Durations]) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut at_risk, mut lasting, mut greenwood) = (n, 1.0, 0.0);
    let mut n_eff = n as f64;
    let mut complete = true;
    for duration in durations {
        if duration.ended > 0 {
            let (risk, ended) = (at_risk as f64, duration.ended as f64);
            let left = risk - ended;
            greenwood += ended / (risk * left);
            // without censoring the product telescopes: to the last bit the share that is left
            lasting = if complete { left / n as f64 } else { lasting * left / risk };
            if complete {
                n_eff = n as f64;
            } else if left > 0.0 {
                n_eff = (1.0 - lasting) / (lasting * greenwood);
            }
            let value = duration.value;
            steps.push(Step { value, at_risk, ended: duration.ended, lasting, greenwood, n_eff });
        }
        complete &= duration.censored == 0;
        at_risk -= duration.ended + duration.censored;
        if steps.is_empty() {
            n_eff = at_risk as f64;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn survival(ended: &[f64], censored: &[f64]) -> Survival {
        let ended = ended.iter().map(|&value| Durations { value, ended: 1, censored: 0 });
        let all: Vec<_> =
            ended.chain(censored.iter().map(|&value| Durations { value, ended: 0, censored: 1 })).collect();
        Survival::from_histogram(&all).unwrap()
    }

    fn lasting(survival: &Survival, duration: f64) -> (f64, f64) {
        let within = survival.within(duration).unwrap();
        (1.0 - within.value(), within.se())
    }

    #[test]
    fn freireich_1963_remissions() {
        // the 6-MP group of the acute leukaemia trial, with the survival function and standard errors as printed in
        // Cox & Oakes (1984) and many others
        let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0];
        let censored = [6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0];
        let curve = survival(&ended, &censored);
        assert_eq!((curve.n(), curve.ended(), curve.censored()), (21, 9, 12));
        for (weeks, expected, se) in [
            (6.0, 0.857, 0.0764),
            (7.0, 0.807, 0.0869),
            (10.0, 0.753, 0.0963),
            (13.0, 0.690, 0.1068),
            (16.0, 0.627, 0.1141),
            (22.0, 0.538, 0.1282),
            (23.0, 0.448, 0.1346),
        ] {
            let (share, error) = lasting(&curve, weeks);
            assert!((share - expected).abs() < 5e-4 && (error - se).abs() < 5e-5, "{weeks}: {share} {error}");
        }
        assert_eq!(curve.quantile(0.5), Some(23.0));
        assert_eq!(curve.quantile(0.9), None);
        assert_eq!(curve.steps()[1].at_risk, 17);
        // R: survfit(..., conf.type = "log-log"), median 23 (13, NA); at 6 weeks .620 to .952
        let interval = curve.log_log_interval(6.0, C95).unwrap();
        assert!((interval.lower - 0.6197).abs() < 5e-5 && (interval.upper - 0.9516).abs() < 5e-5, "{interval:?}");
        let limits = curve.quantile_limits(0.5, C95);
        assert_eq!((limits.lower, limits.upper), (Some(13.0), None));
    }

    #[test]
    fn without_censoring_it_is_the_share() {
        let curve = survival(&[1.0, 2.0, 2.0, 3.0, 7.0, 9.0, 9.0], &[]);
        for (duration, k) in [(0.5, 0), (1.0, 1), (2.0, 3), (6.9, 4), (9.0, 7), (100.0, 7)] {
            let (ours, share) = (curve.within(duration).unwrap(), Proportion::from_counts(k, 7).unwrap());
            assert!((ours.value() - share.value()).abs() < 1e-15, "{duration}");
            assert!((ours.interval(C95).lower - share.interval(C95).lower).abs() < 1e-12, "{duration}");
        }
        // as type 2 quantiles: 3 of 6 end by 2, the next at 3
        assert_eq!(survival(&[1.0, 2.0, 2.0, 3.0, 7.0, 9.0], &[]).quantile(0.5), Some(2.5));
        assert_eq!(curve.quantile(0.5), Some(3.0));
        assert_eq!((curve.quantile(0.0), curve.quantile(1.0), curve.quantile(f64::NAN)), (None, None, None));
    }

    #[test]
    fn nobody_ended_or_everybody_left() {
        let open = survival(&[], &[5.0, 8.0, 30.0]);
        assert_eq!(open.within(24.0).map(|within| (within.value(), within.n())), Some((0.0, 1.0)));
        assert_eq!(open.within(31.0), None);
        assert_eq!((open.quantile(0.5), open.log_log_interval(5.0, C95)), (None, None));
        assert_eq!(open.quantile_limits(0.5, C95), Limits { lower: None, upper: None });
        let one = survival(&[3.0], &[]);
        assert_eq!(one.within(3.0).map(|within| (within.value(), within.n())), Some((1.0, 1.0)));
        assert_eq!(one.quantile(0.5), Some(3.0));
        assert_eq!(one.log_log_interval(3.0, C95), None);
        let late = survival(&[9.0], &[2.0, 4.0]);
        assert_eq!(late.within(9.0).map(|within| (within.value(), within.n())), Some((1.0, 1.0)));
    }

    #[test]
    fn two_medians_are_compared_at_the_median_of_both() {
        let early: Vec<f64> = (1..=40).map(f64::from).collect();
        let late: Vec<f64> = (21..=60).map(f64::from).collect();
        let (early, late) = (survival(&early, &[]), survival(&late, &[]));
        let (value, interval, test) = late.less(&early, 0.5, C95).unwrap();
        assert_eq!(value, 20.0);
        // At 30.5, the median of all eighty, 30 of 40 have ended against 10 of 40: chi-square 20.
        let chi = 20.0f64;
        assert!((test.unwrap().p_value - 2.0 * crate::stats::distributions::normal_sf(chi.sqrt())).abs() < 1e-12);
        assert!(interval.unwrap().lower > 0.0);
        let (value, _, test) = early.less(&early, 0.5, C95).unwrap();
        assert_eq!((value, test.map(|test| test.p_value)), (0.0, Some(1.0)));
        assert_eq!(early.less(&survival(&[], &[5.0]), 0.5, C95), None);
    }

    #[test]
    fn a_median_is_tested_against_a_number_by_the_share_that_has_ended_there() {
        let all: Vec<f64> = (1..=40).map(f64::from).collect();
        let curve = survival(&all, &[]);
        let p = |number| curve.test_against(0.5, number).unwrap().p_value;
        // Within 10.5 a quarter of forty has ended: z = 0.25 / sqrt(0.25 / 40).
        let z = 0.25 / (0.25f64 / 40.0).sqrt();
        assert!((p(10.5) - 2.0 * crate::stats::distributions::normal_sf(z)).abs() < 1e-12);
        // At 30 three quarters have ended, and less one before it.
        assert!((p(30.5) - p(10.5)).abs() < 1e-12 && p(30.0) > p(30.5));
        assert_eq!((p(20.0), p(20.5), p(21.0)), (1.0, 1.0, 1.0));
        // It rejects what the interval leaves out, with censoring as well.
        let censored = survival(&[2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 40.0, 41.0], &[4.0, 9.0, 30.0]);
        let limits = censored.quantile_limits(0.5, C95).interval().unwrap();
        for number in 0..60 {
            let number = f64::from(number) + 0.5;
            let p = censored.test_against(0.5, number).unwrap().p_value;
            assert_eq!(p < 0.05, number < limits.lower || number > limits.upper, "{number}: {p}, {limits:?}");
        }
        // Beyond all that was watched the last share that is known tells.
        assert_eq!(p(1000.0), p(40.5));
        assert_eq!((curve.test_against(0.5, f64::NAN), curve.test_against(1.0, 3.0)), (None, None));
    }

    #[test]
    fn impossible_durations() {
        let duration = |value| Survival::from_histogram(&[Durations { value, ended: 1, censored: 0 }]);
        assert!(duration(0.0).is_some());
        assert_eq!((duration(-1.0), duration(f64::NAN), duration(f64::INFINITY)), (None, None, None));
        assert_eq!(Survival::from_histogram(&[]), None);
        assert_eq!(Survival::from_histogram(&[Durations { value: 1.0, ended: 0, censored: 0 }]), None);
    }

    #[test]
    fn hanging_up_early_says_little_about_waits() {
        let patient = survival(&[10.0, 20.0, 30.0, 40.0], &[]);
        let hung_up = survival(&[10.0, 20.0, 30.0, 40.0], &[1.0, 1.0, 1.0]);
        assert!((hung_up.within(20.0).unwrap().value() - patient.within(20.0).unwrap().value()).abs() < 1e-15);
        assert!((hung_up.within(20.0).unwrap().n() - 4.0).abs() < 1e-12);
        let difference = patient.within(20.0).unwrap().less(&hung_up.within(20.0).unwrap(), C95);
        assert!(difference.value.abs() < 1e-15 && difference.test.unwrap().p_value > 0.99);
    }

    proptest! {
        #[test]
        fn order_and_splits_change_nothing_and_the_curve_falls(
            all in proptest::collection::vec((0u8..30, 0u64..4, 0u64..4), 1..30),
        ) {
            let durations: Vec<Durations> =
                all.iter().map(|&(v, ended, censored)| Durations { value: f64::from(v), ended, censored }).collect();
            let curve = Survival::from_histogram(&durations);
            let mut split: Vec<Durations> = durations.iter().map(|d| Durations { censored: 0, ..*d }).collect();
            split.extend(durations.iter().rev().map(|d| Durations { ended: 0, ..*d }));
            prop_assert_eq!(&Survival::from_histogram(&split), &curve);
            let Some(curve) = curve else { return Ok(()) };
            prop_assert!(curve.steps().windows(2).all(|pair| pair[1].lasting < pair[0].lasting));
            for duration in 0..31 {
                let Some(within) = curve.within(f64::from(duration)) else { continue };
                let interval = within.interval(C95);
                prop_assert!(interval.contains(within.value()) && within.n() > 0.0 && within.n() <= curve.n() as f64 + 1e-9);
            }
        }
    }
}

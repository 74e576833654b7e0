//! The families of the statistics behind a reading: one sample in its measure, ready to be read and compared.

use super::lasting;
use super::measure::{Gap, Reading};
use crate::stats::comparison::{Difference, Method, TestResult};
use crate::stats::design::DesignError;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::mean::Moments;
use crate::stats::nps::Nps;
use crate::stats::proportion::Proportion;
use crate::stats::quantile::weighted::{WeightedHistogram, WeightedQuantile};
use crate::stats::quantile::{Histogram, Quantile, QuantileDifference};
use crate::stats::survival::Survival;
use crate::stats::total::Total;
use crate::stats::weighted::WeightedMean;
use crate::stats::weighted::nps::WeightedNps;
use crate::stats::weighted::share::WeightedShare;

/// The method of a mean of answers that are all alike: they show nothing of how answers vary.
pub const ALL_ALIKE: &str = "none: all answers are alike";

/// The method of a figure from a single cluster, or a single row of many events.
pub const ALONE: &str = "none: one cluster or row alone";

/// The estimator behind a reading: which family of the statistics takes this sample.
pub enum Estimator {
    /// With the score interval, if wanted.
    Nps(Nps, bool),
    WeightedNps(WeightedNps),
    Share(Proportion),
    /// A share of a curve of survival on the base that it is worth, with its standard error.
    Within(Proportion, f64),
    WeightedShare(WeightedShare),
    /// A share of events that came in rows: the ratio of two sums.
    Ratio(WeightedShare),
    Count(Total),
    Mean(Moments),
    WeightedMean(WeightedMean),
    Quantile(Histogram, f64),
    /// With the standard error of the share up to the quantile, where that comes from a design.
    WeightedQuantile(WeightedHistogram, f64, Option<DesignError>),
    Until(Survival, f64),
    /// The same with weights, or in a design.
    WeightedUntil(Box<lasting::Until>),
    /// A value whose uncertainty the design does not tell.
    Bare(f64),
}

impl Estimator {
    /// The value with its uncertainty.
    pub fn read(&self, confidence: Confidence) -> Option<Reading> {
        Some(match self {
            Estimator::Nps(nps, false) => reading(nps.value(), nps.interval(confidence), nps.se(), "adjusted Wald"),
            Estimator::Nps(nps, true) => reading(nps.value(), nps.score_interval(confidence), nps.se(), "score"),
            Estimator::WeightedNps(nps) => {
                let se = nps.mean().se().unwrap_or_else(|| nps.se());
                reading(nps.value(), nps.interval(confidence), se, "Taylor linearisation, t")
            }
            Estimator::Share(share) => reading(share.value(), share.interval(confidence), share.se(), "Wilson"),
            Estimator::Within(share, se) => {
                reading(share.value(), share.interval(confidence), *se, "Kaplan–Meier, Wilson")
            }
            Estimator::Bare(value) => Reading { value: *value, interval: None, se: None, method: ALONE, n_eff: None },
            Estimator::Count(count) => {
                let method = if count.is_clustered() { "t over rows or clusters" } else { "exact Poisson" };
                reading(count.value(), count.interval(confidence), count.se(), method)
            }
            Estimator::Ratio(share) => Reading {
                n_eff: Some(share.mean().n_eff()),
                se: share.mean().se(),
                ..reading(
                    share.value(),
                    share.interval(confidence),
                    0.0,
                    "ratio over rows, Wilson on the effective base",
                )
            },
            Estimator::Until(survival, p) => Reading {
                value: survival.quantile(*p)?,
                interval: survival.quantile_limits(*p, confidence).interval(),
                se: None,
                method: "Kaplan–Meier, Brookmeyer & Crowley",
                n_eff: None,
            },
            Estimator::WeightedUntil(until) => Reading {
                value: until.value(),
                interval: until.interval(confidence),
                se: None,
                method: "Kaplan–Meier, Woodruff",
                n_eff: None,
            },
            Estimator::WeightedShare(share) => Reading {
                value: share.value(),
                interval: Some(share.interval(confidence)),
                se: share.mean().se(),
                method: "Wilson on the effective base",
                n_eff: None,
            },
            Estimator::Mean(mean) => Reading {
                value: mean.mean(),
                interval: mean.interval(confidence),
                se: mean.se(),
                method: "t",
                n_eff: None,
            },
            Estimator::WeightedMean(mean) => Reading {
                value: mean.value(),
                interval: mean.interval(confidence),
                se: mean.se(),
                method: "Taylor linearisation, t",
                n_eff: None,
            },
            Estimator::Quantile(histogram, p) => {
                let quantile = Quantile::of(histogram, *p)?;
                let interval = quantile.limits(confidence).interval();
                Reading { value: quantile.value(), interval, se: None, method: "order statistics", n_eff: None }
            }
            Estimator::WeightedQuantile(histogram, p, error) => {
                let quantile = weighted_quantile(histogram, *p, *error)?;
                let interval = quantile.limits(confidence).interval();
                Reading { value: quantile.value(), interval, se: None, method: "Woodruff", n_eff: None }
            }
        })
    }

    /// One less another of the same kind, as values are kept (shares and NPS as fractions); the method of each is that of its
    /// module in [`crate::stats`].
    pub fn less(&self, other: &Estimator, confidence: Confidence) -> Option<Gap> {
        match (self, other) {
            (Estimator::Nps(a, _), Estimator::Nps(b, _)) => Some(a.less(b, confidence).into()),
            (Estimator::WeightedNps(a), Estimator::WeightedNps(b)) => Some(a.less(b, confidence).into()),
            (Estimator::Share(a), Estimator::Share(b)) | (Estimator::Within(a, _), Estimator::Within(b, _)) => {
                Some(a.less(b, confidence).into())
            }
            (Estimator::Count(a), Estimator::Count(b)) => Some(a.less(b, confidence).into()),
            (Estimator::Until(a, p), Estimator::Until(b, _)) => {
                let (value, interval, test) = a.less(b, *p, confidence)?;
                Some(Gap { value, interval, test: test.as_ref().map(named), in_both: None })
            }
            (Estimator::WeightedUntil(a), Estimator::WeightedUntil(b)) => {
                let (value, interval, test) = a.less(b, confidence);
                Some(Gap { value, interval, test: test.as_ref().map(named), in_both: None })
            }
            (Estimator::WeightedShare(a), Estimator::WeightedShare(b)) => Some(a.less(b, confidence).into()),
            (Estimator::Ratio(a), Estimator::Ratio(b)) => Some(a.less_by_rows(b, confidence).into()),
            (Estimator::Mean(a), Estimator::Mean(b)) => Some(match a.less(b, confidence) {
                Some(difference) if self.varies() && other.varies() => difference.into(),
                _ => Gap::bare(a.mean() - b.mean()),
            }),
            (Estimator::WeightedMean(a), Estimator::WeightedMean(b)) => Some(match a.less(b, confidence) {
                Some(difference) if self.varies() && other.varies() => difference.into(),
                _ => Gap::bare(a.value() - b.value()),
            }),
            (Estimator::Quantile(a, p), Estimator::Quantile(b, _)) => {
                Some(Quantile::of(a, *p)?.less(&Quantile::of(b, *p)?, confidence).into())
            }
            (Estimator::WeightedQuantile(a, p, of_a), Estimator::WeightedQuantile(b, _, of_b)) => {
                let (a, b) = (weighted_quantile(a, *p, *of_a)?, weighted_quantile(b, *p, *of_b)?);
                Some(a.less(&b, confidence).into())
            }
            (Estimator::Bare(_), _) | (_, Estimator::Bare(_)) => Some(Gap::bare(self.value()? - other.value()?)),
            _ => None,
        }
    }

    /// The test that it is a number: p and its name. Absent where nothing varies.
    pub fn test_against(&self, number: f64) -> Option<(f64, &'static str)> {
        let test = match self {
            Estimator::Nps(nps, _) => nps.test_against(number)?,
            Estimator::WeightedNps(nps) => nps.test_against(number)?,
            Estimator::Share(share) | Estimator::Within(share, _) => share.test_against(number)?,
            Estimator::Count(count) => count.test_against(number)?,
            Estimator::Until(survival, p) => survival.test_against(*p, number)?,
            Estimator::WeightedUntil(until) => until.test_against(number)?,
            Estimator::Bare(_) => return None,
            Estimator::WeightedShare(share) | Estimator::Ratio(share) => share.test_against(number)?,
            Estimator::Mean(mean) => mean.test_against(number)?,
            Estimator::WeightedMean(mean) => mean.test_against(number)?,
            Estimator::Quantile(histogram, p) => Quantile::of(histogram, *p)?.test_against(number),
            Estimator::WeightedQuantile(histogram, p, error) => {
                weighted_quantile(histogram, *p, *error)?.test_against(number)?
            }
        };
        Some(named(&test))
    }

    /// Value and standard error; absent for what is no mean.
    pub fn value_and_se(&self) -> Option<(f64, f64)> {
        match self {
            // The adjusted error: a raw one of zero would count as knowing the value exactly.
            Estimator::Nps(nps, _) => Some((nps.value(), nps.adjusted_se())),
            Estimator::WeightedNps(nps) => Some((nps.value(), nps.se())),
            Estimator::Share(share) | Estimator::Within(share, _) => {
                Some((share.value(), share_se(share.value(), share.n())))
            }
            Estimator::WeightedShare(share) | Estimator::Ratio(share) => {
                Some((share.value(), share_se(share.value(), share.effective().n())))
            }
            // Answers that are all alike do not make their mean known exactly.
            Estimator::Mean(mean) => Some((mean.mean(), mean.se().filter(|se| *se > 0.0)?)),
            Estimator::WeightedMean(mean) => Some((mean.value(), mean.se().filter(|se| *se > 0.0)?)),
            Estimator::Quantile(..)
            | Estimator::WeightedQuantile(..)
            | Estimator::Until(..)
            | Estimator::WeightedUntil(_)
            | Estimator::Count(_)
            | Estimator::Bare(_) => None,
        }
    }

    /// The base of a mean of numbers that are all alike, in which nothing shows how they vary.
    pub fn all_alike(&self) -> Option<f64> {
        match self {
            Estimator::Mean(mean) if !self.varies() => Some(mean.n() as f64),
            Estimator::WeightedMean(mean) if !self.varies() => Some(mean.kish_n_eff()),
            _ => None,
        }
    }

    fn varies(&self) -> bool {
        match self {
            Estimator::Mean(mean) => mean.se() != Some(0.0),
            Estimator::WeightedMean(mean) => mean.se() != Some(0.0),
            _ => true,
        }
    }

    /// The value, where it is that of a mean.
    fn value(&self) -> Option<f64> {
        match self {
            Estimator::Bare(value) => Some(*value),
            Estimator::Mean(mean) => Some(mean.mean()),
            Estimator::WeightedMean(mean) => Some(mean.value()),
            mean => Some(mean.value_and_se()?.0),
        }
    }
}

impl Gap {
    /// A difference of which no more is known.
    fn bare(value: f64) -> Gap {
        Gap { value, interval: None, test: None, in_both: None }
    }
}

fn weighted_quantile(
    histogram: &WeightedHistogram,
    p: f64,
    error: Option<DesignError>,
) -> Option<WeightedQuantile<'_>> {
    let quantile = WeightedQuantile::of(histogram, p)?;
    Some(match error {
        Some(error) => quantile.in_design(error),
        None => quantile,
    })
}

/// The error of a share of all or none is not zero: Agresti & Caffo (2000), one success and one failure more.
fn share_se(share: f64, n: f64) -> f64 {
    let (n, share) = (n + 2.0, (share * n + 1.0) / (n + 2.0));
    (share * (1.0 - share) / n).sqrt()
}

fn reading(value: f64, interval: Interval, se: f64, method: &'static str) -> Reading {
    Reading { value, interval: Some(interval), se: Some(se), method, n_eff: None }
}

fn named(test: &TestResult) -> (f64, &'static str) {
    let name = match test.method {
        Method::Z => "z",
        Method::T { .. } => "t",
        Method::FisherExact => "Fisher's exact",
        Method::Binomial => "exact binomial",
        Method::Poisson => "exact Poisson",
        Method::Curves => "quantile test of curves",
        Method::Sign => "sign",
    };
    (test.p_value, name)
}

impl From<Difference> for Gap {
    fn from(difference: Difference) -> Gap {
        let test = difference.test.as_ref().map(named);
        Gap { value: difference.value, interval: Some(difference.interval), test, in_both: None }
    }
}

impl From<QuantileDifference> for Gap {
    fn from(difference: QuantileDifference) -> Gap {
        let test = Some((difference.p_value, "recovered limits"));
        Gap { value: difference.value, interval: difference.limits.interval(), test, in_both: None }
    }
}

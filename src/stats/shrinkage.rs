//! Estimates of many small groups (branches) drawn towards what they have in common.
//!
//! A group's raw figure is right about its respondents; the shrunk one is the better guess of how the group does. Both
//! are to be shown. Shares: beta-binomial, its parameters by maximum likelihood. Scores: normal-normal with the variance
//! between groups after DerSimonian & Laird (1986, Controlled Clinical Trials 7:177).

mod unknown;

use super::beta::{beta_quantile, ln_beta};
use super::distributions::chi_square_sf;
use super::interval::{Confidence, Interval};
use super::proportion::Proportion;

pub use unknown::UnknownPrior;

/// Successes of a group, and its base.
pub type Counts = (u64, u64);

/// How much groups differ beyond chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Σ (y - nθ)² / (nθ(1-θ))
    pub chi_square: f64,
    /// Groups with a base, less one.
    pub df: u64,
    /// Probability of as much by chance alone.
    pub p_value: f64,
}

/// The distribution of the shares of groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaBinomial {
    pooled: Proportion,
    /// None where everybody or nobody succeeded.
    dispersion: Option<Dispersion>,
    prior: Option<(f64, f64)>,
}

impl BetaBinomial {
    /// Fitted to groups; groups without a base do not count. `None` without any base or with an impossible count.
    ///
    /// If the groups differ no more than chance makes them (chi-square at most its degrees of freedom) the likelihood
    /// has no maximum short of equal shares: there is no prior, and all are drawn wholly to the pooled share.
    pub fn fit(groups: &[Counts]) -> Option<Self> {
        let groups: Vec<Counts> = groups.iter().copied().filter(|(_, n)| *n > 0).collect();
        if groups.iter().any(|(y, n)| y > n) {
            return None;
        }
        let (successes, n) = groups.iter().fold((0, 0), |(y, n), group| (y + group.0, n + group.1));
        let pooled = Proportion::from_counts(successes, n)?;
        let dispersion = dispersion(&groups, pooled.value());
        let wide = dispersion.is_some_and(|dispersion| dispersion.chi_square > dispersion.df as f64);
        let prior = if wide { Likelihood::of(&groups).maximum(start(&groups, pooled.value())) } else { None };
        Some(Self { pooled, dispersion, prior })
    }

    /// The share of all groups together, with its base.
    pub fn pooled(&self) -> Proportion {
        self.pooled
    }

    /// Whether groups differ beyond chance, as [`Dispersion`] tells it; none where everybody or nobody succeeded.
    pub fn dispersion(&self) -> Option<Dispersion> {
        self.dispersion
    }

    /// Parameters α and β of the shares' distribution: as good as α successes and β failures known beforehand. None if
    /// the groups do not differ.
    pub fn prior(&self) -> Option<(f64, f64)> {
        self.prior
    }

    /// The shrunk share of a group.
    pub fn shrunk(&self, (successes, n): Counts) -> f64 {
        match self.prior {
            Some((a, b)) => (a + successes as f64) / (a + b + n as f64),
            None => self.pooled.value(),
        }
    }

    /// Quantiles of what is known of the group's share. A little short, because the parameters count as known; with
    /// fewer than 20 groups not to be trusted: see [`UnknownPrior`].
    pub fn interval(&self, (successes, n): Counts, confidence: Confidence) -> Option<Interval> {
        let Some((a, b)) = self.prior else { return Some(self.pooled.interval(confidence)) };
        let (a, b) = (a + successes as f64, b + n.saturating_sub(successes) as f64);
        let half = 0.5 * confidence.alpha();
        Some(Interval { lower: beta_quantile(half, a, b)?, upper: beta_quantile(1.0 - half, a, b)? })
    }
}

fn dispersion(groups: &[Counts], theta: f64) -> Option<Dispersion> {
    let variance = theta * (1.0 - theta);
    if variance <= 0.0 || groups.len() < 2 {
        return None;
    }
    let term = |&(y, n): &Counts| {
        let from = y as f64 - n as f64 * theta;
        from * from / (n as f64 * variance)
    };
    let (chi_square, df) = (groups.iter().map(term).sum(), groups.len() as u64 - 1);
    Some(Dispersion { chi_square, df, p_value: chi_square_sf(chi_square, df as f64) })
}

/// Moments of the shares of groups weighted by their bases (Kleinman 1973, Journal of the American Statistical
/// Association 68:46).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kleinman {
    /// Σ n (p - mean)²
    pub spread: f64,
    /// Correlation of two answers of the same group.
    pub correlation: f64,
}

/// Kleinman's moments around the pooled share; `None` where the groups have one answer each or all succeeded alike.
pub fn kleinman(groups: &[Counts]) -> Option<Kleinman> {
    let all: f64 = groups.iter().map(|(_, n)| *n as f64).sum();
    let mean = groups.iter().map(|(y, _)| *y as f64).sum::<f64>() / all;
    let variance = mean * (1.0 - mean);
    let (mut spread, mut by_chance, mut most) = (0.0, 0.0, 0.0);
    for (y, n) in groups.iter().filter(|(_, n)| *n > 0).map(|&(y, n)| (y as f64, n as f64)) {
        spread += n * (y / n - mean) * (y / n - mean);
        by_chance += 1.0 - n / all;
        most += n * (1.0 - n / all);
    }
    let possible = variance > 0.0 && most > by_chance;
    let correlation = (spread - variance * by_chance) / (variance * (most - by_chance));
    possible.then_some(Kleinman { spread, correlation })
}

/// Where the search for the maximum starts.
fn start(groups: &[Counts], theta: f64) -> (f64, f64) {
    let correlation = kleinman(groups).map_or(0.1, |moments| moments.correlation).clamp(1e-4, 0.9);
    let size = 1.0 / correlation - 1.0;
    (theta * size, (1.0 - theta) * size)
}

/// The likelihood of α and β, from how many groups have more than i successes, failures, answers: with whole counts
/// the digamma functions are sums of reciprocals.
struct Likelihood {
    successes: Vec<f64>,
    failures: Vec<f64>,
    all: Vec<f64>,
}

impl Likelihood {
    fn of(groups: &[Counts]) -> Self {
        let above = |count: fn(&Counts) -> u64| {
            let most = groups.iter().map(count).max().unwrap_or(0);
            let mut exact = vec![0.0; most as usize + 1];
            groups.iter().for_each(|group| exact[count(group) as usize] += 1.0);
            // from the end: how many have more than i
            for i in (0..exact.len().saturating_sub(1)).rev() {
                exact[i] += exact[i + 1];
            }
            exact.remove(0);
            exact
        };
        Self { successes: above(|group| group.0), failures: above(|group| group.1 - group.0), all: above(|g| g.1) }
    }

    fn value(&self, a: f64, b: f64) -> f64 {
        let sum = |counts: &[f64], x: f64| -> f64 {
            counts.iter().enumerate().map(|(i, count)| count * libm::log(x + i as f64)).sum()
        };
        sum(&self.successes, a) + sum(&self.failures, b) - sum(&self.all, a + b)
    }

    /// Newton's method on the logarithms of both, with steps halved until they climb; `None` if it climbs without end.
    fn maximum(&self, (mut a, mut b): (f64, f64)) -> Option<(f64, f64)> {
        let sum = |counts: &[f64], x: f64, power: i32| -> f64 {
            let term = |(i, count): (usize, &f64)| count / libm::pow(x + i as f64, f64::from(power));
            counts.iter().enumerate().map(term).sum()
        };
        let mut value = self.value(a, b);
        for _ in 0..200 {
            let (all, all_squared) = (sum(&self.all, a + b, 1), sum(&self.all, a + b, 2));
            let (slope_a, slope_b) = (a * (sum(&self.successes, a, 1) - all), b * (sum(&self.failures, b, 1) - all));
            let aa = slope_a - a * a * (sum(&self.successes, a, 2) - all_squared);
            let bb = slope_b - b * b * (sum(&self.failures, b, 2) - all_squared);
            let ab = a * b * all_squared;
            let determinant = aa * bb - ab * ab;
            let (mut step_a, mut step_b) = if aa < 0.0 && determinant > 0.0 {
                ((ab * slope_b - bb * slope_a) / determinant, (ab * slope_a - aa * slope_b) / determinant)
            } else {
                (slope_a, slope_b)
            };
            let length = libm::hypot(step_a, step_b);
            if length > 2.0 {
                (step_a, step_b) = (2.0 * step_a / length, 2.0 * step_b / length);
            }
            loop {
                let (next_a, next_b) = (a * libm::exp(step_a), b * libm::exp(step_b));
                let next = self.value(next_a, next_b);
                // near the maximum the likelihood is flat to the last digit: the step is then trusted
                if next >= value - 1e-10 * value.abs() {
                    (a, b, value) = (next_a, next_b, next);
                    break;
                }
                (step_a, step_b) = (0.5 * step_a, 0.5 * step_b);
            }
            if a + b > 1e8 {
                return None;
            }
            if libm::hypot(step_a, step_b) < 1e-13 {
                break;
            }
        }
        Some((a, b))
    }
}

/// Log-likelihood of a beta-binomial with these parameters, binomial coefficients included. A natural logarithm
/// (Skellam 1948; VGAM's `dbetabinom.ab(log = TRUE)`).
pub fn beta_binomial_log_likelihood(groups: &[Counts], (a, b): (f64, f64)) -> f64 {
    let of = |&(y, n): &Counts| {
        let (y, rest) = (y as f64, n.saturating_sub(y) as f64);
        ln_beta(a + y, b + rest) - ln_beta(a, b) - ln_beta(y + 1.0, rest + 1.0) - libm::log(n as f64 + 1.0)
    };
    groups.iter().map(of).sum()
}

/// How the variance between groups is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// DerSimonian & Laird's moments, a closed form: the default.
    DerSimonianLaird,
    /// Restricted maximum likelihood.
    RestrictedMaximumLikelihood,
    /// Maximum likelihood, which is biased downwards.
    MaximumLikelihood,
}

/// The variance of one answer within groups, pooled: `Σ n v / (Σ n - groups)` from the variance of each group (divisor n)
/// and its base. `None` if no group has two answers.
pub fn pooled_variance(groups: &[(f64, u64)]) -> Option<f64> {
    let used = || groups.iter().filter(|(_, n)| *n > 0);
    let squares: f64 = used().map(|(variance, n)| variance * *n as f64).sum();
    let df: u64 = used().map(|(_, n)| n - 1).sum();
    (df > 0 && squares.is_finite()).then(|| squares / df as f64)
}

/// The distribution of the true scores of groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalGroups {
    /// Mean of the true scores.
    pub mean: f64,
    /// Its standard error.
    pub mean_se: f64,
    /// Variance of the true scores.
    pub between: f64,
    /// Cochran's Q: chi-square with groups less one degrees of freedom if all true scores are the same.
    pub q: f64,
    /// Groups less one.
    pub df: u64,
}

impl NormalGroups {
    /// From the score of each group with its sampling variance, which is to be [`pooled_variance`] over the group's base: a group's own is zero where all its answers are alike. `None` without groups or
    /// unless all is finite and the variances above zero.
    pub fn fit(groups: &[(f64, f64)], method: Between) -> Option<Self> {
        let possible = |&(x, v): &(f64, f64)| x.is_finite() && v > 0.0 && v.is_finite();
        if groups.is_empty() || !groups.iter().all(possible) {
            return None;
        }
        let fixed = Weighted::of(groups, 0.0);
        let q = groups.iter().map(|(x, v)| (x - fixed.mean) * (x - fixed.mean) / v).sum::<f64>();
        let df = groups.len() as u64 - 1;
        let moments = (q - df as f64) / (fixed.sum - fixed.squares / fixed.sum);
        let mut between = if df > 0 && moments.is_finite() { moments.max(0.0) } else { 0.0 };
        if method != Between::DerSimonianLaird {
            between = scored(groups, between, method);
        }
        let weighted = Weighted::of(groups, between);
        Some(Self { mean: weighted.mean, mean_se: libm::sqrt(1.0 / weighted.sum), between, q, df })
    }

    /// How far a group with this sampling variance is drawn to the mean: 0 not at all, 1 wholly.
    pub fn shrinkage(&self, variance: f64) -> f64 {
        variance / (variance + self.between)
    }

    /// The shrunk score of a group.
    pub fn shrunk(&self, score: f64, variance: f64) -> f64 {
        let drawn = self.shrinkage(variance);
        drawn * self.mean + (1.0 - drawn) * score
    }

    /// Interval of the group's true score, the error of the mean included.
    pub fn interval(&self, score: f64, variance: f64, confidence: Confidence) -> Interval {
        let drawn = self.shrinkage(variance);
        let se = libm::hypot(libm::sqrt((1.0 - drawn) * variance), drawn * self.mean_se);
        Interval::around(self.shrunk(score, variance), confidence.z() * se)
    }
}

/// James & Stein's shrinkage of scores that share one known sampling variance towards their mean (Efron & Morris 1977,
/// Scientific American 236:119): the mean and the part of each difference from it that is kept,
/// `1 - (k - 3) v / Σ (x - mean)²`, not below zero. `None` with fewer than four scores, or unless they vary.
pub fn james_stein(scores: &[f64], variance: f64) -> Option<(f64, f64)> {
    let k = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / k;
    let squares: f64 = scores.iter().map(|score| (score - mean) * (score - mean)).sum();
    let possible = scores.len() >= 4 && squares > 0.0 && squares.is_finite() && variance >= 0.0;
    possible.then(|| (mean, (1.0 - (k - 3.0) * variance / squares).max(0.0)))
}

/// Sums of weights 1/(v + between) and the mean that they give.
struct Weighted {
    sum: f64,
    squares: f64,
    cubes: f64,
    mean: f64,
}

impl Weighted {
    fn of(groups: &[(f64, f64)], between: f64) -> Self {
        let (mut all, mut scores) = (Self { sum: 0.0, squares: 0.0, cubes: 0.0, mean: 0.0 }, 0.0);
        for (x, v) in groups {
            let w = 1.0 / (v + between);
            all.sum += w;
            all.squares += w * w;
            all.cubes += w * w * w;
            scores += w * x;
        }
        all.mean = scores / all.sum;
        all
    }
}

/// Fisher scoring for the variance between groups (Viechtbauer 2005, Journal of Educational and Behavioral Statistics
/// 30:261).
fn scored(groups: &[(f64, f64)], start: f64, method: Between) -> f64 {
    let mut between = start;
    for _ in 0..1000 {
        let w = Weighted::of(groups, between);
        let squares: f64 = groups
            .iter()
            .map(|(x, v)| {
                let scaled = (x - w.mean) / (v + between);
                scaled * scaled
            })
            .sum();
        let ratio = w.squares / w.sum;
        let (trace, information) = match method {
            Between::MaximumLikelihood => (w.sum, w.squares),
            _ => (w.sum - ratio, w.squares - 2.0 * w.cubes / w.sum + ratio * ratio),
        };
        if information <= 0.0 {
            return between;
        }
        let next = (between + (squares - trace) / information).max(0.0);
        let moved = (next - between).abs();
        between = next;
        if moved <= 1e-15 * between.max(1e-9) {
            break;
        }
    }
    between
}

#[cfg(test)]
mod tests;

//! The lower tail of a binomial distribution, computed once for many limits of one quantile.

use crate::stats::distributions::{binomial_cdf, binomial_pmf};

/// Probabilities of at most k successes, for all k from where they begin to count up to the median.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LowerTail {
    n: u64,
    p: f64,
    /// The k of the first entry; fewer successes have less than 1e-18 in all (Bernstein's inequality).
    first: u64,
    cumulative: Vec<f64>,
}

/// How near a probability must be to an error before its exact value decides between them.
const NEAR: f64 = 1e-11;

impl LowerTail {
    /// The tail of `n` trials of probability `p`, which lies strictly between 0 and 1.
    pub(super) fn new(n: u64, p: f64) -> LowerTail {
        let mean = n as f64 * p;
        let reach = 9.0 * libm::sqrt(mean * (1.0 - p)) + 30.0;
        let first = (mean - reach).max(0.0) as u64;
        // The most likely number or the one above it: the median is not beyond.
        let last = (mean as u64 + 1).min(n);
        // Walked down from the middle, where no probability vanishes, then added up from the smallest.
        let mut cumulative = Vec::with_capacity((last - first) as usize + 1);
        let mut probability = binomial_pmf(last, n, p);
        for k in (first..=last).rev() {
            cumulative.push(probability);
            probability *= k as f64 * (1.0 - p) / ((n - k + 1) as f64 * p);
        }
        cumulative.reverse();
        let mut sum = 0.0;
        for entry in &mut cumulative {
            sum += *entry;
            *entry = sum;
        }
        LowerTail { n, p, first, cumulative }
    }

    /// The smallest k whose probability reaches `error`, which is at most one half: R's `qbinom`.
    ///
    /// As there, 64 units in the last place do not matter.
    pub(super) fn quantile(&self, error: f64) -> u64 {
        let wanted = error * (1.0 - 64.0 * f64::EPSILON);
        let mut at = self.cumulative.partition_point(|&reached| reached < wanted);
        if let Some(&reached) = self.cumulative.get(at)
            && reached - wanted < NEAR * wanted
            && binomial_cdf(self.first + at as u64, self.n, self.p) < wanted
        {
            at += 1;
        } else if at > 0
            && wanted - self.cumulative[at - 1] < NEAR * wanted
            && binomial_cdf(self.first + at as u64 - 1, self.n, self.p) >= wanted
        {
            at -= 1;
        }
        self.first + at as u64
    }

    /// The probability of at most `k` successes, k no larger than the median.
    pub(super) fn cdf(&self, k: u64) -> f64 {
        let at = k.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.cumulative.get(at)).copied().unwrap_or_else(|| binomial_cdf(k, self.n, self.p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::distributions::binomial_quantile;
    use proptest::prelude::*;

    #[test]
    fn ties_are_decided_as_by_the_exact_probability() {
        // P(Bin(3, 1/2) <= 0) is exactly 1/8, P(Bin(3, 1/2) <= 1) exactly 1/2
        let tail = LowerTail::new(3, 0.5);
        assert_eq!([0.0, 0.125, 0.126, 0.5].map(|error| tail.quantile(error)), [0, 0, 1, 1]);
        assert_eq!(LowerTail::new(1_000_000_000, 0.5).quantile(0.025), 499_969_010);
        assert_eq!(LowerTail::new(30, 1.0 - 1e-12).quantile(0.025), 30);
        assert_eq!(LowerTail::new(0, 0.5).quantile(0.5), 0);
    }

    proptest! {
        #[test]
        fn quantiles_are_those_of_the_distribution(n in 0u64..5000, p in 0.001..0.999f64, power in 0.31..15.0f64) {
            let error = libm::exp(-power * std::f64::consts::LN_10);
            prop_assert_eq!(LowerTail::new(n, p).quantile(error), binomial_quantile(error, n, p));
        }

        #[test]
        fn probabilities_are_those_of_the_distribution(n in 1u64..5000, p in 0.01..0.99f64, below in 0.0..6.0f64) {
            let spread = (n as f64 * p * (1.0 - p)).sqrt();
            let k = (n as f64 * p - below * spread).max(0.0) as u64;
            let (ours, exact) = (LowerTail::new(n, p).cdf(k), binomial_cdf(k, n, p));
            prop_assert!((ours / exact - 1.0).abs() < 1e-11, "{} {}", ours, exact);
        }
    }
}

//! Other middles than the median, and the error of Harrell & Davis's quantile, for those who must match another program's.
//!
//! Values are in the unit of the answers. Source: R's `mean(trim = )` and its like; see each.

use super::{Histogram, Quantile};

impl Histogram {
    fn counts(&self) -> impl Iterator<Item = (f64, u64)> {
        let before = std::iter::once(0).chain(self.cumulative.iter().copied());
        self.values.iter().zip(before).zip(&self.cumulative).map(|((value, before), up_to)| (*value, up_to - before))
    }

    /// The mean of what is left when this share (below one half) of the answers, rounded down, is cut off at each end
    /// (R's `mean(trim = )`); `None` for any other share.
    pub fn trimmed_mean(&self, share: f64) -> Option<f64> {
        if !(0.0..0.5).contains(&share) {
            return None;
        }
        let cut = libm::floor(self.n() as f64 * share) as u64;
        let (first, last) = (cut, self.n() - cut);
        let mut before = 0;
        let mut sum = 0.0;
        for (value, n) in self.counts() {
            let kept = (before + n).min(last).saturating_sub(before.max(first));
            sum += value * kept as f64;
            before += n;
        }
        Some(sum / (last - first) as f64)
    }

    /// The geometric mean of the answers above zero; `None` without any. In the unit of the answers.
    pub fn geometric_mean_of_positive(&self) -> Option<f64> {
        let positive = || self.counts().filter(|(value, _)| *value > 0.0);
        let n: u64 = positive().map(|(_, n)| n).sum();
        let logs: f64 = positive().map(|(value, n)| libm::log(value) * n as f64).sum();
        (n > 0).then(|| libm::exp(logs / n as f64))
    }

    /// The answers without one of this value, by its position.
    fn without_one(&self, position: usize) -> Option<Histogram> {
        let left = self.counts().enumerate().map(|(at, (value, n))| (value, n - u64::from(at == position)));
        Histogram::from_counts(&left.collect::<Vec<_>>())
    }
}

impl Quantile<'_> {
    /// The standard error of [`Quantile::harrell_davis`] by leaving out one answer after the other (Harrell & Davis 1982;
    /// R's `Hmisc::hdquantile(se = TRUE)`); `None` with fewer than three answers.
    pub fn harrell_davis_se(&self) -> Option<f64> {
        let n = self.histogram.n();
        if n < 3 {
            return None;
        }
        let without = |(position, (_, times)): (usize, (f64, u64))| {
            let left = self.histogram.without_one(position)?;
            Some((Quantile::of(&left, self.probability)?.harrell_davis(), times as f64))
        };
        let all: Vec<(f64, f64)> = self.histogram.counts().enumerate().map(without).collect::<Option<_>>()?;
        let n = n as f64;
        let mean = all.iter().map(|(value, times)| value * times).sum::<f64>() / n;
        let squares: f64 = all.iter().map(|(value, times)| times * (value - mean) * (value - mean)).sum();
        Some(libm::sqrt((n - 1.0) / n * squares))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_by_hand() {
        let ten = Histogram::from_counts(&[(0.0, 2), (1.0, 3), (4.0, 4), (100.0, 1)]).unwrap();
        assert_eq!(ten.trimmed_mean(0.1), Some((1.0 * 3.0 + 4.0 * 4.0) / 8.0));
        assert_eq!(ten.trimmed_mean(0.0), Some(119.0 / 10.0));
        assert_eq!((ten.trimmed_mean(0.5), ten.trimmed_mean(-0.1)), (None, None));
        let expected = libm::pow(4f64.powi(4) * 100.0, 1.0 / 8.0);
        assert!((ten.geometric_mean_of_positive().unwrap() - expected).abs() < 1e-12);
        let zeros = Histogram::from_counts(&[(0.0, 5)]).unwrap();
        assert_eq!(zeros.geometric_mean_of_positive(), None);
    }

    #[test]
    fn an_error_needs_three_answers_that_differ() {
        let of = |counts: &[(f64, u64)]| {
            let histogram = Histogram::from_counts(counts).unwrap();
            Quantile::of(&histogram, 0.5).unwrap().harrell_davis_se()
        };
        assert_eq!((of(&[(1.0, 1), (2.0, 1)]), of(&[(3.0, 9)])), (None, Some(0.0)));
        // of three, the median of two that are left is their middle: 1.5, 2, 2.5
        assert!((of(&[(1.0, 1), (2.0, 1), (3.0, 1)]).unwrap() - libm::sqrt(2.0 / 3.0 * 0.5)).abs() < 1e-12);
    }
}

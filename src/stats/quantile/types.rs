//! Other sample quantiles than the default, for those who must match another program's.

use super::Quantile;
use crate::stats::beta::beta_cdf;

/// A definition of the sample quantile, numbered as by Hyndman & Fan (1996, The American Statistician 50:361) and R.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantileType {
    /// Inverted distribution function.
    One,
    /// The same, averaged where it jumps (SAS).
    Two,
    /// The nearest order statistic, the even one where two are as near (SAS's first).
    Three,
    /// Linear in the distribution function.
    Four,
    /// Linear through the middles of its steps.
    Five,
    /// Linear, expecting order statistics of uniform values (SPSS, Minitab).
    Six,
    /// Linear between order statistics (Excel, numpy): [`Quantile::value`].
    Seven,
    /// Linear, nearly unbiased in the median.
    Eight,
    /// Linear, nearly unbiased for normal values.
    Nine,
}

impl Quantile<'_> {
    /// The quantile by a definition. In the unit of the answers (Hyndman & Fan 1996; R's `quantile(type = )`).
    pub fn by(&self, kind: QuantileType) -> f64 {
        let (n, p) = (self.histogram.n() as f64, self.probability);
        let shift = match kind {
            QuantileType::Seven => return self.value(),
            QuantileType::One | QuantileType::Two | QuantileType::Four => 0.0,
            QuantileType::Three => -0.5,
            QuantileType::Five => 0.5,
            QuantileType::Six => p,
            QuantileType::Eight => (p + 1.0) / 3.0,
            QuantileType::Nine => p / 4.0 + 0.375,
        };
        // what rounding leaves of a whole position is none (the same four units as R)
        let fuzz = 4.0 * f64::EPSILON;
        let position = n * p + shift;
        let whole = libm::floor(position + fuzz);
        let part = if position - whole > fuzz { position - whole } else { 0.0 };
        let part = match kind {
            QuantileType::One => libm::ceil(part),
            QuantileType::Two if part > 0.0 => 1.0,
            QuantileType::Two => 0.5,
            QuantileType::Three if part == 0.0 && whole % 2.0 == 0.0 => 0.0,
            QuantileType::Three => 1.0,
            _ => part,
        };
        let rank = |rank: f64| self.histogram.at(rank.clamp(1.0, n) as u64);
        (1.0 - part) * rank(whole) + part * rank(whole + 1.0)
    }

    /// Harrell & Davis (1982, Biometrika 69:635): a mean of all order statistics, weighted by how likely each is to be
    /// next to the quantile.
    pub fn harrell_davis(&self) -> f64 {
        let n = self.histogram.n() as f64;
        let (a, b) = (self.probability * (n + 1.0), (1.0 - self.probability) * (n + 1.0));
        let up_to = self.histogram.cumulative.iter().map(|&rank| beta_cdf(rank as f64 / n, a, b));
        let mut before = 0.0;
        let term = |(value, chance): (&f64, f64)| {
            let weight = chance - before;
            before = chance;
            weight * value
        };
        self.histogram.values.iter().zip(up_to).map(term).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Histogram;
    use super::*;

    const KINDS: [QuantileType; 9] = [
        QuantileType::One,
        QuantileType::Two,
        QuantileType::Three,
        QuantileType::Four,
        QuantileType::Five,
        QuantileType::Six,
        QuantileType::Seven,
        QuantileType::Eight,
        QuantileType::Nine,
    ];

    #[test]
    fn quartile_of_ten_by_hand() {
        let ten = Histogram::from_counts(&(1..=10).map(|i| (f64::from(i), 1)).collect::<Vec<_>>()).unwrap();
        let quartile = Quantile::of(&ten, 0.25).unwrap();
        let ours = KINDS.map(|kind| quartile.by(kind));
        let expected = [3.0, 3.0, 2.0, 2.5, 3.0, 2.75, 3.25, 2.5 + 1.25 / 3.0, 2.9375];
        assert!(ours.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{ours:?}");
        assert_eq!(Quantile::of(&ten, 0.5).unwrap().by(QuantileType::Two), 5.5);
        assert!((Quantile::of(&ten, 0.5).unwrap().harrell_davis() - 5.5).abs() < 1e-12);
    }

    #[test]
    fn one_answer_is_every_quantile() {
        let one = Histogram::from_counts(&[(7.0, 1)]).unwrap();
        for p in [0.001, 0.5, 0.999] {
            let quantile = Quantile::of(&one, p).unwrap();
            assert!(KINDS.iter().all(|kind| quantile.by(*kind) == 7.0) && quantile.harrell_davis() == 7.0);
        }
        let tied = Histogram::from_counts(&[(7.0, 100), (9.0, 1)]).unwrap();
        assert!((Quantile::of(&tied, 0.5).unwrap().harrell_davis() - 7.0).abs() < 1e-12);
    }
}

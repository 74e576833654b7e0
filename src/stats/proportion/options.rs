//! Other intervals and tests of shares than the defaults, for those who must match another program's.

use super::Proportion;
use crate::stats::beta::beta_quantile;
use crate::stats::comparison::Difference;
use crate::stats::distributions::chi_square_sf;
use crate::stats::interval::{Confidence, Interval};

impl Proportion {
    /// Wilson's interval with continuity correction (R's `prop.test` as it comes).
    pub fn wilson_corrected(&self, confidence: Confidence) -> Interval {
        let (p, n, z) = (self.value(), self.n, confidence.z());
        // half an answer, but no farther than to one half
        let correction = f64::min(0.5, (self.successes - 0.5 * n).abs()) / n;
        let end = |p: f64, sign: f64| {
            let of_z = z * z / (2.0 * n);
            let half = z * libm::sqrt((p * (1.0 - p) / n + of_z / (2.0 * n)).max(0.0));
            (p + of_z + sign * half) / (1.0 + 2.0 * of_z)
        };
        let (least, most) = (p - correction, p + correction);
        let lower = if least <= 0.0 { 0.0 } else { end(least, -1.0).max(0.0) };
        Interval { lower, upper: if most >= 1.0 { 1.0 } else { end(most, 1.0).min(1.0) } }
    }

    /// Agresti & Coull (1998, The American Statistician 52:119): Wald's after adding z²/2 successes and failures.
    /// Ends as fractions.
    pub fn agresti_coull(&self, confidence: Confidence) -> Interval {
        let z = confidence.z();
        let n = self.n + z * z;
        let p = (self.successes + 0.5 * z * z) / n;
        Interval::around(p, z * libm::sqrt(p * (1.0 - p) / n)).clipped(0.0, 1.0)
    }

    /// Clopper & Pearson's exact interval (1934; R's `binom.test`), which covers more than it says. With an effective
    /// base it is Korn & Graubard's (1998).
    pub fn clopper_pearson(&self, confidence: Confidence) -> Interval {
        let (k, rest, half) = (self.successes, self.n - self.successes, 0.5 * confidence.alpha());
        // a quantile without successes has none to be made of: the end of the scale
        let lower = beta_quantile(half, k, rest + 1.0).unwrap_or(0.0);
        Interval { lower, upper: beta_quantile(1.0 - half, k + 1.0, rest).unwrap_or(1.0) }
    }

    /// Jeffreys' interval: quantiles of what is known after the data with the prior Beta(1/2, 1/2). Fractions (Brown,
    /// Cai & DasGupta 2001).
    pub fn jeffreys(&self, confidence: Confidence) -> Option<Interval> {
        let (a, b) = (self.successes + 0.5, self.n - self.successes + 0.5);
        let half = 0.5 * confidence.alpha();
        Some(Interval { lower: beta_quantile(half, a, b)?, upper: beta_quantile(1.0 - half, a, b)? })
    }

    /// The difference to another share after Wald: unpooled standard errors added, normal. It is too short for small
    /// bases and shares near 0 and 1. Fractions (Wald 1943; R's `prop.test` interval without correction).
    pub fn wald_difference(&self, other: &Self, confidence: Confidence) -> Option<Difference> {
        Difference::of_estimates((self.value(), self.se()), (other.value(), other.se()), confidence)
    }

    /// Chi-square of two shares with Yates' correction, and its probability (R's `prop.test` as it comes). None where
    /// nothing varies.
    pub fn yates(&self, other: &Self) -> Option<(f64, f64)> {
        let se = self.pooled_se(other);
        let least = 1.0 / self.n + 1.0 / other.n;
        let difference = (self.value() - other.value()).abs();
        let corrected = difference - f64::min(0.5, difference / least) * least;
        let statistic = corrected / se * (corrected / se);
        (se > 0.0).then(|| (statistic, chi_square_sf(statistic, 1.0)))
    }

    /// Cohen's h: the distance to another share on the scale where all variances are alike, `2 asin sqrt p`. Radians
    /// (Cohen 1988, Statistical Power Analysis, ch. 6).
    pub fn effect_size(&self, other: &Self) -> f64 {
        let angle = |p: f64| 2.0 * libm::asin(libm::sqrt(p));
        angle(self.value()) - angle(other.value())
    }

    /// The score interval of a difference: all differences that the data do not reject when the shares are estimated
    /// under each of them (Mee 1984). With `corrected` variances are multiplied by N/(N-1) (Miettinen & Nurminen 1985,
    /// Statistics in Medicine 4:213).
    pub fn score_difference(&self, other: &Self, confidence: Confidence, corrected: bool) -> Interval {
        let (p1, p2, z) = (self.value(), other.value(), confidence.z());
        let all = self.n + other.n;
        let factor = if corrected && all > 1.0 { all / (all - 1.0) } else { 1.0 };
        let rejected = |d: f64| {
            let (q1, q2) = self.likeliest(other, d);
            let variance = (q1 * (1.0 - q1) / self.n + q2 * (1.0 - q2) / other.n) * factor;
            let distance = p1 - p2 - d;
            distance * distance > z * z * variance
        };
        let end = |limit: f64| {
            if !rejected(limit) {
                return limit;
            }
            let (mut inside, mut outside) = (p1 - p2, limit);
            for _ in 0..60 {
                let middle = 0.5 * (inside + outside);
                if rejected(middle) { outside = middle } else { inside = middle }
            }
            0.5 * (inside + outside)
        };
        Interval { lower: end(-1.0), upper: end(1.0) }
    }

    /// The likeliest shares if they differed by `d`: the root of a cubic (Farrington & Manning 1990, Statistics in
    /// Medicine 9:1447).
    fn likeliest(&self, other: &Self, d: f64) -> (f64, f64) {
        let (p1, p2) = (self.value(), other.value());
        let theta = other.n / self.n;
        let a = 1.0 + theta;
        let b = -(1.0 + theta + p1 + theta * p2 + d * (theta + 2.0));
        let c = d * d + d * (2.0 * p1 + theta + 1.0) + p1 + theta * p2;
        let last = -p1 * d * (1.0 + d);
        let third = b / (3.0 * a);
        let v = third * third * third - b * c / (6.0 * a * a) + last / (2.0 * a);
        let u = libm::copysign(libm::sqrt((third * third - c / (3.0 * a)).max(0.0)), v);
        let cube = u * u * u;
        let turn = if cube == 0.0 { 0.0 } else { (v / cube).clamp(-1.0, 1.0) };
        let w = (std::f64::consts::PI + libm::acos(turn)) / 3.0;
        let first = (2.0 * u * libm::cos(w) - third).clamp(f64::max(0.0, d), f64::min(1.0, 1.0 + d));
        (first, (first - d).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn share(k: u64, n: u64) -> Proportion {
        Proportion::from_counts(k, n).unwrap()
    }

    #[test]
    fn newcombe_1998_tables() {
        // of single shares, methods 4 and 5 (81 of 263, 15 of 148, 0 of 20), and of differences, methods 5 and 6
        for (k, n, corrected, exact) in [
            (81, 263, (0.2535, 0.3682), (0.2527, 0.3676)),
            (15, 148, (0.0598, 0.1644), (0.0578, 0.1617)),
            (0, 20, (0.0, 0.2005), (0.0, 0.1684)),
        ] {
            let (wilson, clopper) = (share(k, n).wilson_corrected(C95), share(k, n).clopper_pearson(C95));
            for (ours, published) in [
                (wilson.lower, corrected.0),
                (wilson.upper, corrected.1),
                (clopper.lower, exact.0),
                (clopper.upper, exact.1),
            ] {
                assert!((ours - published).abs() < 5e-5, "{k} of {n}: {ours}, not {published}");
            }
        }
        let (a, b) = (share(56, 70), share(48, 80));
        let (mee, nurminen) = (a.score_difference(&b, C95, false), a.score_difference(&b, C95, true));
        assert!((mee.lower - 0.0533).abs() < 5e-5 && (mee.upper - 0.3377).abs() < 5e-5);
        assert!((nurminen.lower - 0.0528).abs() < 5e-5 && (nurminen.upper - 0.3382).abs() < 5e-5);
        let wald = a.wald_difference(&b, C95).unwrap().interval;
        assert!((wald.lower - 0.0575).abs() < 5e-5 && (wald.upper - 0.3425).abs() < 5e-5);
    }

    #[test]
    fn ends_of_the_scale() {
        let z2 = C95.z() * C95.z();
        let (all, none) = (share(10, 10), share(0, 10));
        assert_eq!((all.clopper_pearson(C95).upper, none.clopper_pearson(C95).lower), (1.0, 0.0));
        assert!((none.clopper_pearson(C95).upper - (1.0 - 0.025f64.powf(0.1))).abs() < 1e-12);
        assert!(none.agresti_coull(C95).lower == 0.0 && none.jeffreys(C95).unwrap().lower > 0.0);
        let opposite = all.score_difference(&none, C95, false);
        assert_eq!(opposite.upper, 1.0);
        assert!(opposite.lower > 0.5 && opposite.lower < 1.0 - z2 / 20.0);
        let same = none.score_difference(&none, C95, true);
        assert!((same.lower + same.upper).abs() < 1e-12 && same.upper > 0.2);
        assert_eq!((none.yates(&none), none.effect_size(&none)), (None, 0.0));
        assert!((all.effect_size(&none) - std::f64::consts::PI).abs() < 1e-15);
        assert_eq!(share(3, 6).yates(&share(3, 6)).unwrap().1, 1.0);
        assert!(share(1, 1).score_difference(&share(0, 1), C95, true).width() > 0.5);
    }

    proptest! {
        #[test]
        fn possible_and_antisymmetric(k1 in 0u64..50, r1 in 0u64..50, k2 in 0u64..50, r2 in 0u64..50) {
            prop_assume!(k1 + r1 > 0 && k2 + r2 > 0);
            let (a, b) = (share(k1, k1 + r1), share(k2, k2 + r2));
            for interval in [a.wilson_corrected(C95), a.agresti_coull(C95), a.clopper_pearson(C95)] {
                prop_assert!(interval.contains(a.value()) && interval.lower >= 0.0 && interval.upper <= 1.0);
            }
            let (ab, ba) = (a.score_difference(&b, C95, true), b.score_difference(&a, C95, true));
            prop_assert!((ab.lower + ba.upper).abs() < 1e-9 && (ab.upper + ba.lower).abs() < 1e-9);
            prop_assert!(ab.contains(a.value() - b.value()));
        }
    }
}

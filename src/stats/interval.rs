//! Intervals and the level at which they are formed.
//!
//! Ends are in the unit of what they bound, levels fractions. Source of the terms: Neyman (1937).

use super::distributions::{normal_upper_quantile, student_t_upper_quantile_from};
use serde::{Deserialize, Serialize};

/// A two-sided interval in the unit of its estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Interval {
    /// The interval `centre ± half_width`.
    pub fn around(centre: f64, half_width: f64) -> Self {
        Self { lower: centre - half_width, upper: centre + half_width }
    }

    /// The interval of the difference of two independent estimates, each a value with its interval, recovered from the limits
    /// of both (Zou & Donner 2008, Statistics in Medicine 27:1693).
    pub fn of_difference(one: (f64, Interval), other: (f64, Interval)) -> Self {
        let value = one.0 - other.0;
        Self {
            lower: value - libm::hypot(one.0 - one.1.lower, other.1.upper - other.0),
            upper: value + libm::hypot(one.1.upper - one.0, other.0 - other.1.lower),
        }
    }

    /// The part within `[least, most]`, the values that the quantity can take.
    pub fn clipped(self, least: f64, most: f64) -> Self {
        Self { lower: self.lower.clamp(least, most), upper: self.upper.clamp(least, most) }
    }

    /// Whether `value` lies in the interval, its ends included.
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// Upper end less lower end.
    pub fn width(self) -> f64 {
        self.upper - self.lower
    }
}

/// Limits of which either may be unknown, because the base is too small to give it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Lower limit, if the base gives one.
    pub lower: Option<f64>,
    /// Upper limit, if the base gives one.
    pub upper: Option<f64>,
}

impl Limits {
    /// The interval, if both limits are known.
    pub fn interval(self) -> Option<Interval> {
        Some(Interval { lower: self.lower?, upper: self.upper? })
    }

    /// Whether `value` lies beyond a known limit.
    pub fn exclude(self, value: f64) -> bool {
        self.lower.is_some_and(|lower| value < lower) || self.upper.is_some_and(|upper| upper < value)
    }
}

/// The level of two-sided intervals and of the tests that agree with them: a probability strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    alpha: f64,
    /// Kept, because intervals ask for it by the ten thousand.
    z: f64,
}

impl Confidence {
    /// 95 %, the level of everything published unless the configuration says otherwise.
    pub const NINETY_FIVE: Self = Self { alpha: 0.05, z: 1.959_963_984_540_054 };

    /// The level as a fraction, 0.95 for 95 %; `None` outside (0, 1).
    ///
    /// A level is a decimal number: its complement is taken to 15 decimals, so that 0.95 gives the same z as 0.05.
    pub fn new(level: f64) -> Option<Self> {
        Self::from_alpha(libm::round((1.0 - level) * 1e15) / 1e15)
    }

    /// From the probability of error, 0.05 for 95 %; `None` outside (0, 1).
    pub fn from_alpha(alpha: f64) -> Option<Self> {
        if alpha == Self::NINETY_FIVE.alpha {
            // to the last bit, however it was asked for
            return Some(Self::NINETY_FIVE);
        }
        (alpha > 0.0 && alpha < 1.0).then(|| Self { alpha, z: normal_upper_quantile(0.5 * alpha) })
    }

    /// The level as a fraction.
    pub fn level(self) -> f64 {
        1.0 - self.alpha
    }

    /// The probability of error, both sides together.
    pub fn alpha(self) -> f64 {
        self.alpha
    }

    /// How many standard errors wide a normal interval reaches to each side: 1.959963984540054 at 95 %. Without a unit
    /// (R's `qnorm(1 - α/2)`).
    pub fn z(self) -> f64 {
        self.z
    }

    /// How many standard errors wide a Student t interval with `df > 0` degrees of freedom reaches to each side.
    /// Without a unit (R's `qt(1 - α/2, df)`).
    pub fn t(self, df: f64) -> f64 {
        student_t_upper_quantile_from(0.5 * self.alpha, df, self.z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_five_per_cent_is_the_published_z() {
        assert!((Confidence::NINETY_FIVE.z() - 1.959_963_984_540_054_2).abs() < 5e-16);
        assert_eq!(Confidence::new(0.95), Some(Confidence::NINETY_FIVE));
        assert_eq!(Confidence::NINETY_FIVE.level(), 0.95);
    }

    #[test]
    fn a_level_is_strictly_between_nothing_and_certainty() {
        for level in [0.0, 1.0, -0.1, 1.5, f64::NAN, f64::INFINITY] {
            assert_eq!(Confidence::new(level), None, "{level}");
        }
        assert!(Confidence::new(0.5).is_some());
    }

    #[test]
    fn clipping_and_containing() {
        let interval = Interval::around(0.9, 0.25);
        assert!(interval.contains(1.1) && !interval.contains(0.6));
        assert_eq!(interval.clipped(-1.0, 1.0).upper, 1.0);
        assert_eq!(Interval::around(2.0, 0.5).width(), 1.0);
    }

    #[test]
    fn limits_of_a_difference_come_from_both() {
        let (one, other) = (Interval { lower: 7.0, upper: 14.0 }, Interval { lower: 1.0, upper: 9.0 });
        let less = Interval::of_difference((10.0, one), (5.0, other));
        assert_eq!(less, Interval { lower: 5.0 - 5.0, upper: 5.0 + libm::hypot(4.0, 4.0) });
    }

    #[test]
    fn an_unknown_limit_excludes_nothing() {
        let limits = Limits { lower: Some(2.0), upper: None };
        assert!(limits.exclude(1.0) && !limits.exclude(2.0) && !limits.exclude(1e9));
        assert_eq!(limits.interval(), None);
        assert_eq!(Limits { upper: Some(3.0), ..limits }.interval(), Some(Interval { lower: 2.0, upper: 3.0 }));
    }
}

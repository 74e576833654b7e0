//! Penalty-reward contrasts: what low and what high ratings of an attribute go with (Brandt 1988; Matzler, Bailom,
//! Hinterhuber, Renzl & Pichler 2004, Industrial Marketing Management 33:271).
//!
//! The outcome is regressed on two dummies an attribute: low and high ratings, the ones between as reference. Which
//! ratings are low and high is fixed beforehand, not found in the answers.

use super::regression::Regression;
use crate::stats::comparison::Difference;
use crate::stats::interval::Confidence;

/// Which ratings are low and which high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes {
    /// The highest low rating.
    pub low: i64,
    /// The lowest high rating.
    pub high: i64,
}

impl Classes {
    /// On a scale from 0 to 10: 5 and less, 9 and more.
    pub const ELEVEN_POINTS: Self = Self { low: 5, high: 9 };

    /// The dummies of a rating: low and high.
    pub fn dummies(self, rating: i64) -> [i64; 2] {
        [i64::from(rating <= self.low), i64::from(rating >= self.high)]
    }
}

/// How an attribute works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Missing it costs more than having it gains: a must-be.
    Basic,
    /// Having it gains more than missing it costs.
    Excitement,
    /// It works both ways, as far as can be told.
    Performance,
    /// Neither effect can be told from none.
    NoClearEffect,
}

/// The contrasts of one attribute, in units of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PenaltyReward {
    /// Outcome at low ratings less that at middle ones. None if nobody gave one.
    pub penalty: Option<Difference>,
    /// Outcome at high ratings less that at middle ones. None if nobody gave one.
    pub reward: Option<Difference>,
    /// Reward plus penalty, with its test: above zero the reward is larger than the penalty.
    pub asymmetry: Option<Difference>,
}

impl PenaltyReward {
    /// From a regression on dummies, by the positions of the attribute's; a dummy that nobody has is left out of the
    /// regression and has none. `None` as a whole if there are no more rows than coefficients.
    pub fn of(
        regression: &Regression,
        low: Option<usize>,
        high: Option<usize>,
        confidence: Confidence,
    ) -> Option<Self> {
        regression.df()?;
        let effect = |dummy: Option<usize>| regression.combination(&[(dummy?, 1.0)], confidence);
        let both = || regression.combination(&[(low?, 1.0), (high?, 1.0)], confidence);
        Some(Self { penalty: effect(low), reward: effect(high), asymmetry: both() })
    }

    /// How the attribute works, tests at the level of the confidence; `None` if either effect is unknown.
    pub fn kind(&self, confidence: Confidence) -> Option<Kind> {
        let clear = |difference: &Difference| difference.test.is_some_and(|test| test.p_value < confidence.alpha());
        let (penalty, reward, asymmetry) = (self.penalty?, self.reward?, self.asymmetry?);
        Some(match (clear(&penalty), clear(&reward), clear(&asymmetry)) {
            (false, false, _) => Kind::NoClearEffect,
            (_, _, false) => Kind::Performance,
            (..) if penalty.value.abs() > reward.value.abs() => Kind::Basic,
            (..) => Kind::Excitement,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::drivers::moments::CrossMoments;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn contrast(outcome: impl Fn(i64) -> i64) -> PenaltyReward {
        let mut moments = CrossMoments::new(3);
        for i in 0..220i64 {
            let [low, high] = Classes::ELEVEN_POINTS.dummies(i % 11);
            moments.add(1, &[outcome(i % 11) + i / 11 % 2, low, high]);
        }
        let regression = Regression::of(moments.correlations(1.0).unwrap()).unwrap();
        PenaltyReward::of(&regression, Some(0), Some(1), C95).unwrap()
    }

    #[test]
    fn kinds() {
        let basic = contrast(|rating| if rating <= 5 { 2 } else { 8 });
        assert!((basic.penalty.unwrap().value + 6.0).abs() < 1e-12 && basic.reward.unwrap().value.abs() < 1e-12);
        assert_eq!(basic.kind(C95), Some(Kind::Basic));
        assert_eq!(contrast(|rating| if rating >= 9 { 8 } else { 2 }).kind(C95), Some(Kind::Excitement));
        let both = contrast(|rating| {
            if rating <= 5 {
                2
            } else if rating >= 9 {
                8
            } else {
                5
            }
        });
        assert_eq!(both.kind(C95), Some(Kind::Performance));
        assert!(both.asymmetry.unwrap().value.abs() < 1e-12);
        assert_eq!(contrast(|_| 5).kind(C95), Some(Kind::NoClearEffect));
        assert_eq!(PenaltyReward { reward: None, ..both }.kind(C95), None);
    }
}

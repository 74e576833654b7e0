//! Which words two groups use at different rates: log-odds with an informative Dirichlet prior.
//!
//! Monroe, Colaresi & Quinn (2008), "Fightin' Words", Political Analysis 16:372, equations 16, 20 and 22. The prior
//! pulls rare words towards no difference, so that neither a word that one person used nor one that everybody uses
//! stands out.

use super::interval::{Confidence, Interval};

/// The sum of the prior's pseudo-counts: as if so many words of the whole corpus had been seen in each group before.
pub const PRIOR_WORDS: f64 = 500.0;

/// How often a word was used: out of all words of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Uses of the word.
    pub count: u64,
    /// Uses of all words.
    pub of: u64,
}

/// How much more often the first group uses a word than the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    /// Difference of the two log-odds (natural logarithm); above zero where the first group uses the word more.
    pub delta: f64,
    /// Its approximate standard error.
    pub se: f64,
}

impl LogOdds {
    /// `first` against `second`; `corpus` is the use of the word in everything, both groups and all others.
    ///
    /// None for a word that the corpus does not have, and where a group or the corpus consists of nothing else: then
    /// its odds are undefined. Counts of uses (Monroe, Colaresi & Quinn 2008, eq. 16 to 22).
    pub fn new(first: Use, second: Use, corpus: Use, prior_words: f64) -> Option<LogOdds> {
        if corpus.count == 0 || corpus.of == 0 {
            return None;
        }
        let prior = prior_words * corpus.count as f64 / corpus.of as f64;
        let log_odds = |of: Use| {
            let used = of.count as f64 + prior;
            let others = of.of as f64 + prior_words - used;
            (used > 0.0 && others > 0.0).then(|| libm::log(used / others))
        };
        let variance = 1.0 / (first.count as f64 + prior) + 1.0 / (second.count as f64 + prior);
        Some(LogOdds { delta: log_odds(first)? - log_odds(second)?, se: variance.sqrt() })
    }

    /// The difference in standard errors.
    pub fn z(&self) -> f64 {
        self.delta / self.se
    }

    /// How many times the odds of the second group those of the first are, with its interval.
    pub fn ratio(&self, confidence: Confidence) -> (f64, Interval) {
        let Interval { lower, upper } = self.interval(confidence);
        (libm::exp(self.delta), Interval { lower: libm::exp(lower), upper: libm::exp(upper) })
    }

    /// The second group against the first: the sign turned round, the standard error the same.
    pub fn reversed(self) -> LogOdds {
        LogOdds { delta: -self.delta, ..self }
    }

    /// The interval of the difference.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        Interval::around(self.delta, confidence.z() * self.se)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(count: u64, of: u64) -> Use {
        Use { count, of }
    }

    #[test]
    fn by_hand() {
        // Prior 10 × 20/100 = 2: ln(10/40) − ln(4/46) = ln(0.25 × 11.5) = ln 2.875; variance 1/10 + 1/4 = 0.35.
        let odds = LogOdds::new(of(8, 40), of(2, 40), of(20, 100), 10.0).unwrap();
        assert!((odds.delta - 2.875f64.ln()).abs() < 1e-12);
        assert!((odds.se - 0.35f64.sqrt()).abs() < 1e-12);
        assert!((odds.z() - 1.785_055).abs() < 1e-6);
        let interval = odds.interval(Confidence::NINETY_FIVE);
        assert!((interval.upper - interval.lower - 2.0 * 1.959_963_984_540_054 * 0.35f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_groups_change_places_and_the_sign() {
        let (a, b, all) = (of(8, 40), of(2, 50), of(20, 100));
        let (there, back) = (LogOdds::new(a, b, all, 500.0).unwrap(), LogOdds::new(b, a, all, 500.0).unwrap());
        assert_eq!((there.delta, there.se), (-back.delta, back.se));
    }

    #[test]
    fn the_ratio_is_the_difference_without_logarithms() {
        // e^ln(2.875) and its reverse; ends by hand: 2.875 × e^(±1.959964 × 0.591608).
        let odds = LogOdds::new(of(8, 40), of(2, 40), of(20, 100), 10.0).unwrap();
        let (ratio, ends) = odds.ratio(Confidence::NINETY_FIVE);
        let (back, back_ends) = odds.reversed().ratio(Confidence::NINETY_FIVE);
        assert!((ratio - 2.875).abs() < 1e-12 && (back - 1.0 / 2.875).abs() < 1e-12);
        assert!((ends.lower - 0.901_64).abs() < 1e-4 && (ends.upper - 9.167_2).abs() < 1e-3, "{ends:?}");
        assert!((back_ends.upper - 1.0 / ends.lower).abs() < 1e-12);
    }

    #[test]
    fn a_strong_prior_lets_nothing_stand_out() {
        let z = |prior| LogOdds::new(of(3, 40), of(0, 40), of(3, 100), prior).unwrap().z();
        assert!(z(10.0) > z(500.0) && z(500.0) > z(50_000.0) && z(50_000.0) < 0.1);
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(LogOdds::new(of(0, 40), of(0, 40), of(0, 100), 500.0), None);
        assert_eq!(LogOdds::new(of(0, 0), of(0, 0), of(0, 0), 500.0), None);
        assert_eq!(LogOdds::new(of(5, 5), of(1, 5), of(6, 6), 500.0), None, "a corpus of one word");
    }
}

//! What is usually counted in call centres. Everything comes from counts that add up over hours and days: percentages
//! of intervals are never averaged.
//!
//! Counts are calls, rates fractions, times seconds. The formulas are conventions of the trade: no standard fixes them.

use super::proportion::Proportion;

/// Calls that reached the queue; self-service and blocked calls are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calls {
    /// Answered.
    pub answered: u64,
    /// Hung up before an answer.
    pub abandoned: u64,
    /// Answered within the threshold (20 seconds, say).
    pub answered_within: u64,
    /// Hung up within the same threshold.
    pub abandoned_within: u64,
    /// Hung up within a few seconds (5 or 10), as by mistake.
    pub abandoned_at_once: u64,
    /// Waiting time of answered calls, all together, in seconds.
    pub answered_wait: u64,
}

/// A formula of the service level; each must be named where it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceLevel {
    /// Answered within, of all offered: who hangs up at once counts against it.
    OfOffered,
    /// Answered within, of offered less those who hung up within: quick hang-ups have no effect. The default.
    LessQuickAbandons,
    /// Answered or hung up within, of all offered: quick hang-ups count for it.
    AbandonsAsServed,
    /// Answered within, of answered: nobody who hung up counts.
    OfAnswered,
}

impl Calls {
    /// Calls that were offered: answered and abandoned ones.
    pub fn offered(&self) -> u64 {
        self.answered + self.abandoned
    }

    /// Abandoned of offered, the headline; `None` without calls. A share as a fraction; no standard fixes it (method:
    /// abandoned ÷ offered, queued calls only).
    pub fn abandonment(&self) -> Option<Proportion> {
        Proportion::from_counts(self.abandoned, self.offered())
    }

    /// Abandoned of offered, both less those who hung up at once; `None` without calls, or if these are more than were
    /// abandoned. A share as a fraction; which calls count as short is a convention of each centre (5 or 10 s).
    pub fn abandonment_beyond_short(&self) -> Option<Proportion> {
        let abandoned = self.abandoned.checked_sub(self.abandoned_at_once)?;
        Proportion::from_counts(abandoned, abandoned + self.answered)
    }

    /// The service level by a formula; `None` without calls in its denominator or if a part is more than its whole. A
    /// share as a fraction; the variants are conventions of vendors, and none is a standard.
    pub fn service_level(&self, formula: ServiceLevel) -> Option<Proportion> {
        let (served, of) = match formula {
            ServiceLevel::OfOffered => (self.answered_within, self.offered()),
            ServiceLevel::LessQuickAbandons => {
                (self.answered_within, self.offered().checked_sub(self.abandoned_within)?)
            }
            ServiceLevel::AbandonsAsServed => (self.answered_within + self.abandoned_within, self.offered()),
            ServiceLevel::OfAnswered => (self.answered_within, self.answered),
        };
        Proportion::from_counts(served, of)
    }

    /// Mean wait of answered calls in seconds (average speed of answer). Those who hung up are not in it: with many of
    /// them it looks better than the queue was. `None` without an answered call. A convention of the trade (ASA), not a
    /// standard.
    pub fn speed_of_answer(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.answered_wait as f64 / self.answered as f64)
    }

    /// The counts of both.
    pub fn and(&self, other: &Self) -> Self {
        Self {
            answered: self.answered + other.answered,
            abandoned: self.abandoned + other.abandoned,
            answered_within: self.answered_within + other.answered_within,
            abandoned_within: self.abandoned_within + other.abandoned_within,
            abandoned_at_once: self.abandoned_at_once + other.abandoned_at_once,
            answered_wait: self.answered_wait + other.answered_wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Calls = Calls {
        answered: 80,
        abandoned: 20,
        answered_within: 60,
        abandoned_within: 15,
        abandoned_at_once: 10,
        answered_wait: 1600,
    };

    #[test]
    fn formulas_by_hand() {
        let level = |formula| DAY.service_level(formula).unwrap().value();
        assert_eq!(level(ServiceLevel::OfOffered), 0.6);
        assert_eq!(level(ServiceLevel::LessQuickAbandons), 60.0 / 85.0);
        assert_eq!(level(ServiceLevel::AbandonsAsServed), 0.75);
        assert_eq!(level(ServiceLevel::OfAnswered), 0.75);
        assert_eq!(DAY.abandonment().unwrap().value(), 0.2);
        assert_eq!(DAY.abandonment_beyond_short().unwrap().value(), 10.0 / 90.0);
        assert_eq!(DAY.speed_of_answer(), Some(20.0));
    }

    #[test]
    fn counts_add_up_and_percentages_do_not() {
        let quiet = Calls { answered: 10, answered_within: 10, ..Calls::default() };
        let both = DAY.and(&quiet).service_level(ServiceLevel::OfOffered).unwrap().value();
        assert!((both - 70.0 / 110.0).abs() < 1e-15);
        assert_eq!(DAY.and(&quiet), quiet.and(&DAY));
    }

    #[test]
    fn nobody_called_or_the_counts_cannot_be() {
        let none = Calls::default();
        assert!(none.abandonment().is_none() && none.abandonment_beyond_short().is_none());
        assert!(none.speed_of_answer().is_none() && none.service_level(ServiceLevel::OfAnswered).is_none());
        let odd = Calls { abandoned: 1, abandoned_within: 5, abandoned_at_once: 3, ..none };
        assert!(
            odd.service_level(ServiceLevel::LessQuickAbandons).is_none() && odd.abandonment_beyond_short().is_none()
        );
        let all_hung_up = Calls { abandoned: 5, abandoned_within: 5, ..none };
        assert!(all_hung_up.service_level(ServiceLevel::LessQuickAbandons).is_none());
    }
}

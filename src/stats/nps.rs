//! Net Promoter Score from one set of promoters, passives and detractors; all results are fractions from -1 to 1.
//!
//! The value published is the raw score. Its default interval, its test against a number and the comparison of two
//! scores all use the adjusted counts, so that they agree: three pseudo-answers (3/4 promoter, 3/2 passives, 3/4
//! detractor) give near-nominal coverage at every base and a width above zero when all answers fall into one class
//! (Rocks 2016, The American Statistician 70:365; Lewis & Sauro 2021).

use super::comparison::{Difference, TestResult};
use super::interval::{Confidence, Interval};

/// Answers by class. The base is above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nps {
    promoters: f64,
    passives: f64,
    detractors: f64,
}

impl Nps {
    /// From counts of answers 9-10, 7-8 and 0-6; `None` without any.
    pub fn from_counts(promoters: u64, passives: u64, detractors: u64) -> Option<Self> {
        Self::new(promoters as f64, passives as f64, detractors as f64)
    }

    /// From shares of promoters and detractors (fractions) and an effective base, for weighted or published figures.
    ///
    /// `None` unless the base is finite and above zero and the shares are possible.
    pub fn from_shares(promoters: f64, detractors: f64, n_eff: f64) -> Option<Self> {
        let passives = 1.0 - promoters - detractors;
        // shares that add up to one may miss it by a rounding error
        let passives = if (-1e-9..0.0).contains(&passives) { 0.0 } else { passives };
        Self::new(promoters * n_eff, passives * n_eff, detractors * n_eff)
    }

    fn new(promoters: f64, passives: f64, detractors: f64) -> Option<Self> {
        let n = promoters + passives + detractors;
        let possible = promoters >= 0.0 && passives >= 0.0 && detractors >= 0.0 && n > 0.0 && n.is_finite();
        possible.then_some(Self { promoters, passives, detractors })
    }

    /// The base: answers, or effective answers.
    pub fn n(&self) -> f64 {
        self.promoters + self.passives + self.detractors
    }

    /// Share of promoters less share of detractors.
    pub fn value(&self) -> f64 {
        (self.promoters - self.detractors) / self.n()
    }

    /// Variance of one answer's score (1, 0 or -1), divisor n.
    pub fn variance(&self) -> f64 {
        let value = self.value();
        // the squared distances themselves: exactly zero when all answers fall into one class
        let sum = self.promoters * (1.0 - value) * (1.0 - value)
            + self.passives * value * value
            + self.detractors * (1.0 + value) * (1.0 + value);
        sum / self.n()
    }

    /// Standard error of the score, divisor n.
    pub fn se(&self) -> f64 {
        libm::sqrt(self.variance() / self.n())
    }

    /// Value ± z SE. Of width zero when all answers fall into one class: a comparator, not the default.
    pub fn wald(&self, confidence: Confidence) -> Interval {
        Interval::around(self.value(), confidence.z() * self.se())
    }

    /// Student t interval of the mean of the scores 1, 0 and -1; `None` at a base of one. A comparator as well.
    pub fn t_interval(&self, confidence: Confidence) -> Option<Interval> {
        let df = self.n() - 1.0;
        let se = libm::sqrt(self.variance() / df);
        (df > 0.0).then(|| Interval::around(self.value(), confidence.t(df) * se))
    }

    fn adjusted(&self) -> Self {
        Self { promoters: self.promoters + 0.75, passives: self.passives + 1.5, detractors: self.detractors + 0.75 }
    }

    /// The score of the adjusted counts: the centre of the default interval.
    pub fn adjusted_centre(&self) -> f64 {
        self.adjusted().value()
    }

    /// The standard error of the adjusted counts; never zero.
    pub fn adjusted_se(&self) -> f64 {
        self.adjusted().se()
    }

    /// The default interval: adjusted Wald (Rocks 2016, The American Statistician 70:365), within [-1, 1].
    pub fn interval(&self, confidence: Confidence) -> Interval {
        self.adjusted_wald(confidence).clipped(-1.0, 1.0)
    }

    /// The adjusted Wald interval before it is clipped: it may reach beyond 1 or -1.
    pub fn adjusted_wald(&self, confidence: Confidence) -> Interval {
        self.adjusted().wald(confidence)
    }

    /// The score interval (Tango 1998, Statistics in Medicine 17:891; the "iterative" interval of Rocks 2016): all
    /// scores that the data do not reject when the shares are estimated under each of them.
    pub fn score_interval(&self, confidence: Confidence) -> Interval {
        let (n, b, c) = (self.n(), self.detractors, self.promoters);
        let z = confidence.z();
        // at most zero where `d` is not rejected
        let rejection = |d: f64| {
            let q = self.detractors_under(d);
            let distance = c - b - n * d;
            distance * distance - z * z * n * (2.0 * q + d * (1.0 - d))
        };
        let end = |limit: f64| bisect(self.value(), limit, |d| rejection(d) <= 0.0);
        Interval { lower: if b == n { -1.0 } else { end(-1.0) }, upper: if c == n { 1.0 } else { end(1.0) } }
    }

    /// The score interval with the spread `p + d` held at its estimate, a closed form (May & Johnson 1997, Statistics in
    /// Medicine 16:2127). Of width zero where all are passive.
    pub fn fixed_spread_score(&self, confidence: Confidence) -> Interval {
        let (n, d, z2) = (self.n(), self.value(), confidence.z() * confidence.z());
        let spread = (self.promoters + self.detractors) / n;
        let half = libm::sqrt((z2 * ((n + z2) * spread - n * d * d)).max(0.0));
        Interval { lower: (n * d - half) / (n + z2), upper: (n * d + half) / (n + z2) }
    }

    /// Wald's interval for this contrast among all that may be read off the three classes at once (Goodman 1964,
    /// chi-square with two degrees of freedom): too wide for one score alone.
    pub fn simultaneous_wald(&self, confidence: Confidence) -> Interval {
        let bound = libm::sqrt(-2.0 * libm::log(confidence.alpha()));
        Interval::around(self.value(), bound * self.se())
    }

    /// The likeliest share of detractors if the score were `d`.
    fn detractors_under(&self, d: f64) -> f64 {
        let (n, b, c) = (self.n(), self.detractors, self.promoters);
        let square = 2.0 * n;
        let linear = (2.0 * n - c + b) * d - b - c;
        let constant = -b * d * (1.0 - d);
        let root = libm::sqrt((linear * linear - 4.0 * square * constant).max(0.0));
        if linear <= 0.0 { (root - linear) / (2.0 * square) } else { -2.0 * constant / (root + linear) }
    }

    /// Test of the score against a number (a target), consistent with [`Nps::interval`]: z of the adjusted counts.
    /// `None` if `number` is not a possible score.
    pub fn test_against(&self, number: f64) -> Option<TestResult> {
        let possible = (-1.0..=1.0).contains(&number);
        possible.then(|| TestResult::z(self.adjusted_centre() - number, self.adjusted_se())).flatten()
    }

    /// This score less another from different respondents.
    ///
    /// The value is the difference of the raw scores, which is what is printed. Standard error, test and interval are
    /// those of the adjusted counts; the interval is centred on the adjusted difference, so that it excludes zero
    /// exactly when p is below the level's error, and is kept within [-2, 2].
    pub fn less(&self, other: &Self, confidence: Confidence) -> Difference {
        let adjusted = self.adjusted_centre() - other.adjusted_centre();
        let se = libm::hypot(self.adjusted_se(), other.adjusted_se());
        Difference {
            value: self.value() - other.value(),
            se,
            interval: Interval::around(adjusted, confidence.z() * se).clipped(-2.0, 2.0),
            test: TestResult::z(adjusted, se),
        }
    }
}

/// The last point, going from `inside` to `limit`, at which `holds` is true: true at `inside`, and once false it
/// stays so. To the last bit.
fn bisect(inside: f64, limit: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut inside, mut outside) = (inside, limit);
    if holds(outside) {
        return outside;
    }
    loop {
        let middle = 0.5 * (inside + outside);
        if middle == inside || middle == outside {
            return inside;
        }
        if holds(middle) { inside = middle } else { outside = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn close(ours: f64, expected: f64, tolerance: f64) {
        assert!((ours - expected).abs() <= tolerance, "{ours} instead of {expected}");
    }

    #[test]
    fn sixty_thirty_ten_by_hand() {
        let nps = Nps::from_counts(60, 30, 10).unwrap();
        assert_eq!((nps.value(), nps.n()), (0.5, 100.0));
        close(nps.variance(), 0.7 - 0.25, 1e-15);
        close(nps.se(), 0.067_082_039_324_993_7, 1e-15);
        close(nps.adjusted_centre(), 50.0 / 103.0, 1e-15);
        let wald = nps.wald(C95);
        close(wald.lower, 0.5 - 1.959_963_984_540_054 * 0.067_082_039_324_993_7, 1e-14);
        let t = nps.t_interval(C95).unwrap();
        close(t.width() / 2.0, 1.984_216_951_586_417_5 * libm::sqrt(0.45 / 99.0), 1e-13);
    }

    #[test]
    fn no_answers_no_score() {
        assert_eq!(Nps::from_counts(0, 0, 0), None);
        assert_eq!(Nps::from_shares(0.5, 0.2, 0.0), None);
        assert_eq!(Nps::from_shares(0.7, 0.4, 10.0), None);
        assert_eq!(Nps::from_shares(f64::NAN, 0.4, 10.0), None);
        assert_eq!(Nps::from_shares(0.5, -0.1, 10.0), None);
        assert_eq!(Nps::from_shares(0.5, 0.1, f64::INFINITY), None);
    }

    #[test]
    fn one_answer_has_an_adjusted_interval_and_no_t() {
        let nps = Nps::from_counts(1, 0, 0).unwrap();
        let interval = nps.interval(C95);
        close(interval.lower, -0.485, 5e-4);
        close(interval.upper, 0.985, 5e-4);
        assert_eq!(nps.t_interval(C95), None);
        assert_eq!(nps.se(), 0.0);
    }

    #[test]
    fn ten_promoters_of_ten_are_not_certain() {
        let nps = Nps::from_counts(10, 0, 0).unwrap();
        close(nps.adjusted_wald(C95).upper, 1.063, 5e-4);
        assert_eq!(nps.interval(C95).upper, 1.0);
        close(nps.interval(C95).lower, 0.475, 5e-4);
        let score = nps.score_interval(C95);
        assert_eq!(score.upper, 1.0);
        close(score.lower, 0.444_934_400_274, 1e-11);
        assert_eq!(nps.wald(C95).width(), 0.0);
        let mirrored = Nps::from_counts(0, 0, 10).unwrap().score_interval(C95);
        close(mirrored.upper, -score.lower, 1e-14);
        assert_eq!(mirrored.lower, -1.0);
    }

    #[test]
    fn only_passives() {
        let score = Nps::from_counts(0, 10, 0).unwrap().score_interval(C95);
        close(score.lower, -score.upper, 1e-14);
        assert!(score.upper > 0.2 && score.upper < 0.35);
    }

    #[test]
    fn a_difference_prints_the_raw_scores_and_tests_the_adjusted() {
        let (a, b) = (Nps::from_counts(60, 30, 10).unwrap(), Nps::from_counts(30, 40, 30).unwrap());
        let difference = a.less(&b, C95);
        assert_eq!(difference.value, 0.5);
        let centre = 0.5 * (difference.interval.lower + difference.interval.upper);
        close(centre, 50.0 / 103.0, 1e-15);
        assert!(difference.test.unwrap().p_value < 1e-4);
        assert_eq!(a.less(&a, C95).test.unwrap().p_value, 1.0);
    }

    #[test]
    fn impossible_targets_are_not_tested() {
        let nps = Nps::from_counts(6, 3, 1).unwrap();
        assert_eq!(nps.test_against(1.2), None);
        assert_eq!(nps.test_against(f64::NAN), None);
        assert!(nps.test_against(1.0).is_some());
    }

    proptest! {
        #[test]
        fn intervals_hold_what_they_are_around(p in 0u64..400, m in 0u64..400, d in 0u64..400) {
            prop_assume!(p + m + d > 0);
            let nps = Nps::from_counts(p, m, d).unwrap();
            let interval = nps.interval(C95);
            prop_assert!(interval.contains(nps.adjusted_centre()));
            prop_assert!(interval.lower >= -1.0 && interval.upper <= 1.0 && interval.width() > 0.0);
            let score = nps.score_interval(C95);
            prop_assert!(score.lower <= nps.value() + 1e-15 && nps.value() <= score.upper + 1e-15 && score.width() > 0.0);
        }

        #[test]
        fn interval_and_test_agree(p in 0u64..80, m in 0u64..80, d in 0u64..80, number in -1.0..1.0f64) {
            prop_assume!(p + m + d > 0);
            let nps = Nps::from_counts(p, m, d).unwrap();
            let rejected = nps.test_against(number).unwrap().p_value < 0.05;
            prop_assert_eq!(rejected, !nps.adjusted_wald(C95).contains(number));
        }

        #[test]
        fn differences_are_antisymmetric(p in 0u64..80, m in 0u64..80, d in 1u64..80, q in 1u64..80) {
            let (a, b) = (Nps::from_counts(p, m, d).unwrap(), Nps::from_counts(q, d, m).unwrap());
            let (ab, ba) = (a.less(&b, C95), b.less(&a, C95));
            prop_assert_eq!(ab.value, -ba.value);
            prop_assert_eq!(ab.interval.lower, -ba.interval.upper);
            prop_assert_eq!(ab.test.unwrap().p_value, ba.test.unwrap().p_value);
        }
    }
}

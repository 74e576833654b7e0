//! Why a mean moved: the change split into another mix of segments and change within them.
//!
//! With the share w and the mean m of each segment in two waves, `M = Σ w m`, and the change is exactly
//!
//! * mix: `Σ (w1 - w0) ((m0 + m1)/2 - (M0 + M1)/2)`, what another mix does at the means of both waves, and
//! * within: `Σ (m1 - m0) (w0 + w1)/2`, what changed inside segments at the mix of both waves
//!
//! (Kitagawa 1955, Journal of the American Statistical Association 50:1168: no interaction is left over, and swapping the
//! waves turns signs only). Standard errors are linearised (delta method) over the respondents of both waves.

use super::interval::{Confidence, Interval};
use super::weighted::WeightedClass;

/// A segment in two waves. A segment without respondents in one of them has its mean from the other: all it does is mix.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentWaves {
    /// Its answers in the earlier wave.
    pub before: Vec<WeightedClass>,
    /// Its answers in the later wave.
    pub after: Vec<WeightedClass>,
}

/// A part of the change, in the unit of the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The part.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Its normal interval.
    pub interval: Interval,
}

/// The parts of one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentParts {
    /// Its share before, a fraction.
    pub share_before: f64,
    /// Its share after.
    pub share_after: f64,
    /// What its growth or decline did, against the mean of all.
    pub mix: Part,
    /// What its own change did.
    pub within: Part,
}

/// A change and its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// The mean of all segments after less before.
    pub change: Part,
    /// All that the mix did.
    pub mix: Part,
    /// All that changed within segments.
    pub within: Part,
    /// By segment, in the order given.
    pub segments: Vec<SegmentParts>,
}

/// One wave: shares and means of segments.
struct Wave<'a> {
    classes: Vec<&'a [WeightedClass]>,
    weight: f64,
    n: u64,
    shares: Vec<f64>,
    means: Vec<f64>,
    /// The mean of all.
    mean: f64,
    /// For each segment, the sums over all others.
    others: Vec<Squares>,
}

/// Sums of squared weights with the scores' distances from the mean of all.
#[derive(Debug, Clone, Copy, Default)]
struct Squares {
    weights: f64,
    distances: f64,
    squares: f64,
}

impl Squares {
    fn of(classes: &[WeightedClass], mean: f64) -> Self {
        classes.iter().fold(Self::default(), |sum, class| {
            let distance = class.score - mean;
            let weighted = class.sum_w2 * distance;
            sum.and(Self { weights: class.sum_w2, distances: weighted, squares: weighted * distance })
        })
    }

    fn and(self, other: Self) -> Self {
        Self {
            weights: self.weights + other.weights,
            distances: self.distances + other.distances,
            squares: self.squares + other.squares,
        }
    }
}

/// How a part answers to the shares and means of one wave: by way of the mean of all, so many times, and by the shares and the
/// means of its own segments.
#[derive(Clone)]
struct Gradient {
    by_mean: f64,
    own: Own,
}

#[derive(Clone)]
enum Own {
    /// By the share and by the mean of every segment.
    All(Vec<[f64; 2]>),
    /// By those of one segment.
    One(usize, [f64; 2]),
}

impl Own {
    fn of(&self, segment: usize) -> [f64; 2] {
        match self {
            Self::All(slopes) => slopes[segment],
            Self::One(one, slopes) if *one == segment => *slopes,
            Self::One(..) => [0.0; 2],
        }
    }
}

/// What each answer of a wave adds to a part of the change: its linearised value (Binder 1983, International Statistical
/// Review 51:279), from which comes the part's variance in any design.
pub struct Influence<'w> {
    wave: &'w Wave<'w>,
    gradient: Gradient,
    /// The mean over all answers of what the part's own segments add, which is taken off.
    centre: f64,
}

impl<'w> Influence<'w> {
    fn of(wave: &'w Wave<'w>, gradient: Gradient) -> Self {
        let centre = match &gradient.own {
            Own::All(slopes) => wave.shares.iter().zip(slopes).map(|(share, [slope, _])| share * slope).sum(),
            Own::One(segment, [slope, _]) => wave.shares[*segment] * slope,
        };
        Self { wave, gradient, centre }
    }

    /// Of an answer with this score in a segment, for each unit of weight; zero in a segment without weight.
    pub fn value(&self, segment: usize, score: f64) -> f64 {
        let share = self.wave.shares[segment];
        if share <= 0.0 {
            return 0.0;
        }
        let [by_share, by_mean] = self.gradient.own.of(segment);
        let own = by_share - self.centre + by_mean / share * (score - self.wave.means[segment]);
        (self.gradient.by_mean * (score - self.wave.mean) + own) / self.wave.weight
    }

    /// The variance that this wave adds where its answers were drawn one by one.
    fn variance(&self) -> f64 {
        let squares = |segment: usize| -> f64 {
            let classes = self.wave.classes[segment].iter();
            classes.map(|class| class.sum_w2 * self.value(segment, class.score).powi(2)).sum()
        };
        let sum: f64 = match &self.gradient.own {
            Own::All(slopes) => (0..slopes.len()).map(squares).sum(),
            Own::One(segment, _) => {
                // Outside the segment a value depends on nothing but the score.
                let (slope, level) = (self.gradient.by_mean, self.centre);
                let others = self.wave.others[*segment];
                let outside = slope * slope * others.squares - 2.0 * slope * level * others.distances
                    + level * level * others.weights;
                squares(*segment) + outside.max(0.0) / (self.wave.weight * self.wave.weight)
            }
        };
        let n = self.wave.n as f64;
        n / (n - 1.0) * sum
    }
}

impl<'a> Wave<'a> {
    fn of(classes: Vec<&'a [WeightedClass]>) -> Option<Self> {
        let sum = |of: fn(&WeightedClass) -> f64| -> Vec<f64> {
            classes.iter().map(|segment| segment.iter().map(of).sum()).collect()
        };
        let (weights, totals) = (sum(|class| class.sum_w), sum(|class| class.sum_w * class.score));
        let weight: f64 = weights.iter().sum();
        let n = classes.iter().flat_map(|segment| segment.iter()).map(|class| class.n_positive).sum();
        if !(weight > 0.0 && totals.iter().sum::<f64>().is_finite()) || weights.iter().any(|w| *w < 0.0) || n < 2 {
            return None;
        }
        let shares: Vec<f64> = weights.iter().map(|w| w / weight).collect();
        let means = totals.iter().zip(&weights).map(|(total, w)| if *w > 0.0 { total / w } else { f64::NAN });
        let means: Vec<f64> = means.collect();
        let products = shares.iter().zip(&means).filter(|(share, _)| **share > 0.0);
        let mean = products.map(|(share, mean)| share * mean).sum();
        let squares = |(segment, share): (&&[WeightedClass], &f64)| match *share > 0.0 {
            true => Squares::of(segment, mean),
            false => Squares::default(),
        };
        let others = without_each(&classes.iter().zip(&shares).map(squares).collect::<Vec<_>>());
        Some(Self { classes, weight, n, shares, means, mean, others })
    }
}

/// For each of some sums, that of all others: added up from both ends, so that nothing is lost by subtraction.
fn without_each(sums: &[Squares]) -> Vec<Squares> {
    let mut without = Vec::with_capacity(sums.len());
    let mut before = Squares::default();
    for sum in sums {
        without.push(before);
        before = before.and(*sum);
    }
    let mut behind = Squares::default();
    for (without, sum) in without.iter_mut().zip(sums).rev() {
        *without = without.and(behind);
        behind = behind.and(*sum);
    }
    without
}

/// Splits the change of a weighted mean (NPS: scores 1, 0 and -1; shares: 1 and 0) between two waves of different
/// respondents. `None` if a wave has fewer than two respondents with a weight above zero.
pub fn decompose(segments: &[SegmentWaves], confidence: Confidence) -> Option<Decomposition> {
    decompose_by(segments, confidence, &|[before, after]| Some(before.variance() + after.variance()))
}

/// [`decompose`] with a variance of its own for each part, from what the answers of the earlier and of the later wave add to
/// it: for waves that share respondents, or were drawn in strata or clusters. `None` also where `variance` is.
pub fn decompose_by(
    segments: &[SegmentWaves],
    confidence: Confidence,
    variance: &dyn Fn([&Influence<'_>; 2]) -> Option<f64>,
) -> Option<Decomposition> {
    let mut before = Wave::of(segments.iter().map(|segment| segment.before.as_slice()).collect())?;
    let mut after = Wave::of(segments.iter().map(|segment| segment.after.as_slice()).collect())?;
    let mut only_mix = vec![false; segments.len()];
    for (i, only_mix) in only_mix.iter_mut().enumerate() {
        match (before.means[i].is_nan(), after.means[i].is_nan()) {
            (true, false) => before.means[i] = after.means[i],
            (false, true) => after.means[i] = before.means[i],
            (true, true) => (before.means[i], after.means[i]) = (0.0, 0.0),
            (false, false) => continue,
        }
        *only_mix = true;
    }
    let waves = [&before, &after];
    let k = segments.len();
    let part = |(value, [before, after]): (f64, [Gradient; 2])| {
        let influences = [Influence::of(waves[0], before), Influence::of(waves[1], after)];
        let se = libm::sqrt(variance([&influences[0], &influences[1]])?);
        Some(Part { value, se, interval: Interval::around(value, confidence.z() * se) })
    };
    let of_segment = |i: usize| {
        Some(SegmentParts {
            share_before: before.shares[i],
            share_after: after.shares[i],
            mix: part(mix_of(waves, i, &only_mix))?,
            within: part(within_of(waves, i, &only_mix))?,
        })
    };
    Some(Decomposition {
        change: part(change(waves))?,
        mix: part(together(k, |i| mix_of(waves, i, &only_mix)))?,
        within: part(together(k, |i| within_of(waves, i, &only_mix)))?,
        segments: (0..k).map(of_segment).collect::<Option<_>>()?,
    })
}

/// The value of a part, and how it answers to both waves.
type Answering = (f64, [Gradient; 2]);

fn change(waves: [&Wave; 2]) -> Answering {
    let gradient = |sign: f64| Gradient { by_mean: sign, own: Own::All(vec![[0.0; 2]; waves[0].shares.len()]) };
    (waves[1].mean - waves[0].mean, [gradient(-1.0), gradient(1.0)])
}

/// What the share of one segment did.
fn mix_of([before, after]: [&Wave; 2], segment: usize, only_mix: &[bool]) -> Answering {
    let overall = 0.5 * (before.mean + after.mean);
    let moved = after.shares[segment] - before.shares[segment];
    let apart = 0.5 * (before.means[segment] + after.means[segment]) - overall;
    // where one wave gives the mean of both it counts twice; it is nothing to the wave without respondents
    let by_own_mean = moved * if only_mix[segment] { 1.0 } else { 0.5 };
    let gradient = |sign: f64| Gradient { by_mean: -0.5 * moved, own: Own::One(segment, [sign * apart, by_own_mean]) };
    (moved * apart, [gradient(-1.0), gradient(1.0)])
}

/// What the mean of one segment did.
fn within_of([before, after]: [&Wave; 2], segment: usize, only_mix: &[bool]) -> Answering {
    let changed = after.means[segment] - before.means[segment];
    let share = 0.5 * (before.shares[segment] + after.shares[segment]);
    let slopes = |sign: f64| if only_mix[segment] { [0.0; 2] } else { [0.5 * changed, sign * share] };
    let gradient = |sign: f64| Gradient { by_mean: 0.0, own: Own::One(segment, slopes(sign)) };
    (share * changed, [gradient(-1.0), gradient(1.0)])
}

/// The same part of all segments.
fn together(segments: usize, of: impl Fn(usize) -> Answering) -> Answering {
    let none = || Gradient { by_mean: 0.0, own: Own::All(vec![[0.0; 2]; segments]) };
    (0..segments).map(of).enumerate().fold((0.0, [none(), none()]), |(sum, gradients), (segment, (value, own))| {
        let mut gradients = gradients;
        for (gradient, own) in gradients.iter_mut().zip(own) {
            gradient.by_mean += own.by_mean;
            if let Own::All(slopes) = &mut gradient.own {
                slopes[segment] = own.own.of(segment);
            }
        }
        (sum + value, gradients)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::weighted::WeightedMean;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    /// Unweighted answers of no and yes.
    fn classes(no: u64, yes: u64) -> Vec<WeightedClass> {
        [(0.0, no), (1.0, yes)]
            .map(|(score, n)| WeightedClass { score, n, n_positive: n, sum_w: n as f64, sum_w2: n as f64 })
            .into()
    }

    fn segment(before: (u64, u64), after: (u64, u64)) -> SegmentWaves {
        SegmentWaves { before: classes(before.0, before.1), after: classes(after.0, after.1) }
    }

    #[test]
    fn another_mix_alone() {
        // shares of .2 and .8 in both waves, but from half and half to one and three quarters
        let parts = decompose(&[segment((40, 10), (20, 5)), segment((10, 40), (15, 60))], C95).unwrap();
        assert!((parts.change.value - 0.15).abs() < 1e-15 && (parts.mix.value - 0.15).abs() < 1e-15);
        assert!(parts.within.value.abs() < 1e-15 && parts.within.se > 0.0);
        assert!(parts.segments[0].mix.value > 0.0, "fewer of the worse");
        assert_eq!((parts.segments[1].share_before, parts.segments[1].share_after), (0.5, 0.75));
    }

    #[test]
    fn change_within_alone() {
        let parts = decompose(&[segment((40, 10), (30, 20)), segment((10, 40), (10, 40))], C95).unwrap();
        assert!((parts.within.value - 0.1).abs() < 1e-15 && parts.mix.value.abs() < 1e-15);
        assert!((parts.segments[0].within.value - 0.1).abs() < 1e-15);
        // shares of segments do not vary with what is inside them: two strata
        let of = |k: f64, n: f64| k / n * (1.0 - k / n) / n;
        let expected = 0.25 * (of(10.0, 50.0) + of(20.0, 50.0));
        let factor = (100.0f64 / 99.0).sqrt();
        // but they vary: half the change of the mean times the change of the share
        let shares = 0.25 / 100.0 * 0.2 * 0.2 / 4.0 * 2.0;
        assert!((parts.segments[0].within.se - factor * (expected + shares).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn segments_that_come_and_go_are_mix() {
        let parts = decompose(&[segment((40, 10), (50, 0)), segment((0, 0), (0, 50)), segment((0, 0), (0, 0))], C95);
        let parts = parts.unwrap();
        assert_eq!(parts.segments[1].within.value, 0.0);
        assert!(parts.segments[1].mix.value > 0.0 && parts.segments[2].mix.value == 0.0);
        let sum = parts.mix.value + parts.within.value;
        assert!((sum - parts.change.value).abs() < 1e-15 && parts.mix.se.is_finite());
    }

    #[test]
    fn nothing_to_split() {
        assert_eq!(decompose(&[], C95), None);
        assert_eq!(decompose(&[segment((0, 0), (5, 5))], C95), None);
        assert_eq!(decompose(&[segment((1, 0), (5, 5))], C95), None);
        let one = decompose(&[segment((5, 5), (2, 8))], C95).unwrap();
        assert!(one.mix.value == 0.0 && one.mix.se == 0.0);
        assert!((one.within.value - one.change.value).abs() < 1e-15 && (one.within.se - one.change.se).abs() < 1e-15);
        let same = decompose(&[segment((5, 0), (5, 0))], C95).unwrap();
        assert_eq!((same.change.value, same.change.se), (0.0, 0.0));
    }

    proptest! {
        #[test]
        fn sums_over_other_segments_are_those_over_their_answers(
            counts in proptest::collection::vec((0u64..30, 0u64..30, 0u64..30, 0u64..30), 2..6),
        ) {
            let segments: Vec<SegmentWaves> = counts.iter().map(|&(a, b, c, d)| segment((a, b), (c, d))).collect();
            let answer_by_answer = |[before, after]: [&Influence<'_>; 2]| {
                let of = |influence: &Influence<'_>| {
                    let squares = |(at, classes): (usize, &&[WeightedClass])| -> f64 {
                        classes.iter().map(|c| c.sum_w2 * influence.value(at, c.score).powi(2)).sum()
                    };
                    let n = influence.wave.n as f64;
                    n / (n - 1.0) * influence.wave.classes.iter().enumerate().map(squares).sum::<f64>()
                };
                Some(of(before) + of(after))
            };
            let (parts, wanted) = (decompose(&segments, C95), decompose_by(&segments, C95, &answer_by_answer));
            for (part, wanted) in parts.iter().zip(&wanted).flat_map(|(a, b)| a.segments.iter().zip(&b.segments)) {
                prop_assert!((part.mix.se - wanted.mix.se).abs() < 1e-12);
                prop_assert!((part.within.se - wanted.within.se).abs() < 1e-12);
            }
            prop_assert_eq!(parts.is_some(), wanted.is_some());
        }

        #[test]
        fn parts_add_up_and_waves_may_be_swapped(
            counts in proptest::collection::vec((0u64..30, 0u64..30, 0u64..30, 0u64..30), 1..6),
        ) {
            let segments: Vec<SegmentWaves> = counts.iter().map(|&(a, b, c, d)| segment((a, b), (c, d))).collect();
            let Some(parts) = decompose(&segments, C95) else { return Ok(()) };
            let change = parts.change.value;
            prop_assert!((parts.mix.value + parts.within.value - change).abs() < 1e-12);
            let by_segment = |of: fn(&SegmentParts) -> f64| parts.segments.iter().map(of).sum::<f64>();
            prop_assert!((by_segment(|s| s.mix.value) - parts.mix.value).abs() < 1e-12);
            prop_assert!((by_segment(|s| s.within.value) - parts.within.value).abs() < 1e-12);

            let (mut before, mut after) = ((0, 0), (0, 0));
            for &(a, b, c, d) in &counts {
                (before, after) = ((before.0 + a, before.1 + b), (after.0 + c, after.1 + d));
            }
            let wave = |(no, yes)| WeightedMean::from_classes(&classes(no, yes), no + yes).unwrap();
            let whole = wave(after).less(&wave(before), C95).unwrap();
            prop_assert!((whole.value - change).abs() < 1e-12 && (whole.se - parts.change.se).abs() < 1e-12);

            let swapped: Vec<SegmentWaves> = segments
                .iter()
                .rev()
                .map(|s| SegmentWaves { before: s.after.clone(), after: s.before.clone() })
                .collect();
            let swapped = decompose(&swapped, C95).unwrap();
            prop_assert!((swapped.mix.value + parts.mix.value).abs() < 1e-12);
            prop_assert!((swapped.mix.se - parts.mix.se).abs() < 1e-12);
            prop_assert!((swapped.within.se - parts.within.se).abs() < 1e-12);
        }
    }
}

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
}

/// How a part answers to the shares and means of one wave.
#[derive(Clone)]
struct Gradient {
    shares: Vec<f64>,
    means: Vec<f64>,
}

/// What each answer of a wave adds to a part of the change: its linearised value (Binder 1983, International Statistical
/// Review 51:279), from which comes the part's variance in any design.
pub struct Influence<'w> {
    wave: &'w Wave<'w>,
    gradient: Gradient,
    /// The mean over all answers, which is taken off.
    centre: f64,
}

impl<'w> Influence<'w> {
    fn of(wave: &'w Wave<'w>, gradient: Gradient) -> Self {
        let centre = wave.shares.iter().zip(&gradient.shares).map(|(share, slope)| share * slope).sum();
        Self { wave, gradient, centre }
    }

    /// Of an answer with this score in a segment, for each unit of weight; zero in a segment without weight.
    pub fn value(&self, segment: usize, score: f64) -> f64 {
        let share = self.wave.shares[segment];
        if share <= 0.0 {
            return 0.0;
        }
        let by_mean = self.gradient.means[segment] / share * (score - self.wave.means[segment]);
        (self.gradient.shares[segment] - self.centre + by_mean) / self.wave.weight
    }

    /// The variance that this wave adds where its answers were drawn one by one.
    fn variance(&self) -> f64 {
        let squares = |(segment, classes): (usize, &&[WeightedClass])| -> f64 {
            classes.iter().map(|class| class.sum_w2 * self.value(segment, class.score).powi(2)).sum()
        };
        let n = self.wave.n as f64;
        n / (n - 1.0) * self.wave.classes.iter().enumerate().map(squares).sum::<f64>()
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
        let shares = weights.iter().map(|w| w / weight).collect();
        let means = totals.iter().zip(&weights).map(|(total, w)| if *w > 0.0 { total / w } else { f64::NAN }).collect();
        Some(Self { classes, weight, n, shares, means })
    }

    fn mean(&self) -> f64 {
        self.shares.iter().zip(&self.means).map(|(share, mean)| share * mean).sum()
    }
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
            mix: part(mix(waves, &[i], &only_mix))?,
            within: part(within(waves, &[i], &only_mix))?,
        })
    };
    let all: Vec<usize> = (0..k).collect();
    Some(Decomposition {
        change: part(change(waves))?,
        mix: part(mix(waves, &all, &only_mix))?,
        within: part(within(waves, &all, &only_mix))?,
        segments: (0..k).map(of_segment).collect::<Option<_>>()?,
    })
}

/// The value of a part, and how it answers to both waves.
type Answering = (f64, [Gradient; 2]);

fn change(waves: [&Wave; 2]) -> Answering {
    let gradient = |wave: &Wave, sign: f64| Gradient {
        shares: wave.means.iter().map(|mean| sign * mean).collect(),
        means: wave.shares.iter().map(|share| sign * share).collect(),
    };
    let gradients = [gradient(waves[0], -1.0), gradient(waves[1], 1.0)];
    (waves[1].mean() - waves[0].mean(), gradients)
}

fn mix(waves: [&Wave; 2], of: &[usize], only_mix: &[bool]) -> Answering {
    let [before, after] = waves;
    let k = before.shares.len();
    let overall = 0.5 * (before.mean() + after.mean());
    let moved = |i: usize| after.shares[i] - before.shares[i];
    let mean = |i: usize| 0.5 * (before.means[i] + after.means[i]);
    let value = of.iter().map(|&i| moved(i) * (mean(i) - overall)).sum();
    let all_moved: f64 = of.iter().map(|&i| moved(i)).sum();
    let gradient = |wave: &Wave, sign: f64| {
        // by way of the mean of all
        let mut gradient = Gradient {
            shares: (0..k).map(|h| -0.5 * all_moved * wave.means[h]).collect(),
            means: (0..k).map(|h| -0.5 * all_moved * wave.shares[h]).collect(),
        };
        for &i in of {
            gradient.shares[i] += sign * (mean(i) - overall);
            // where one wave gives the mean of both it counts twice; it is nothing to the wave without respondents
            gradient.means[i] += moved(i) * if only_mix[i] { 1.0 } else { 0.5 };
        }
        gradient
    };
    (value, [gradient(before, -1.0), gradient(after, 1.0)])
}

fn within(waves: [&Wave; 2], of: &[usize], only_mix: &[bool]) -> Answering {
    let [before, after] = waves;
    let k = before.shares.len();
    let changed = |i: usize| after.means[i] - before.means[i];
    let share = |i: usize| 0.5 * (before.shares[i] + after.shares[i]);
    let value = of.iter().map(|&i| share(i) * changed(i)).sum();
    let gradient = |sign: f64| {
        let mut gradient = Gradient { shares: vec![0.0; k], means: vec![0.0; k] };
        for &i in of.iter().filter(|&&i| !only_mix[i]) {
            gradient.shares[i] = 0.5 * changed(i);
            gradient.means[i] = sign * share(i);
        }
        gradient
    };
    (value, [gradient(-1.0), gradient(1.0)])
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

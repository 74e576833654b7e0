//! Why a figure moved: its change since an earlier wave, split into a different mix of groups and change within groups.
//!
//! The two add up to the change exactly (Kitagawa 1955; see [`crate::stats::decomposition`]). Values of a dimension that
//! are withheld in either wave are taken together as one: what that one says could be had anyway by subtracting the
//! values that are shown from the whole, so that nothing is given away.

use super::sampling::{Segments, variance};
use super::tables::Tables;
use super::{Estimate, FigureKey, Figures, GroupIx, Metric, MetricIx, Reference, Verdict};
use crate::cube::Tally;
use crate::parallel;
use crate::stats::comparison::TestResult;
use crate::stats::decomposition::{Decomposition, Part, SegmentWaves, decompose, decompose_by};
use crate::stats::interval::Confidence;
use crate::stats::multiplicity::holm;
use crate::stats::weighted::WeightedClass;
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

/// The change of our headline figure for everybody, split by one dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// The metric.
    pub metric: MetricIx,
    /// The later wave.
    pub wave: Wave,
    /// The earlier wave.
    pub before: Wave,
    /// Which of the metric's comparisons is split: with the wave before, or with the year before.
    pub reference: Reference,
    /// The dimension.
    pub dimension: usize,
    /// The parts, or why there are none.
    pub result: Result<Split, Unsplit>,
}

/// Why a change is not split by a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unsplit {
    /// Nearly all of its values are withheld in one of the waves.
    Withheld,
    /// Its values are no parts of the whole: somebody is in several, or in none.
    NoParts,
}

/// A change and its parts, in the kept unit of the figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// What a different mix of the values did.
    pub mix: Effect,
    /// What changed within the values.
    pub within: Effect,
    /// The parts of the values that are shown and have a firm base in both waves.
    pub groups: Vec<GroupParts>,
    /// Values that are withheld and were taken together as one.
    pub together: usize,
    /// What changed within the values by group, with those that are withheld as one at the end, and the interval of each:
    /// all of `within`. Empty where a value that is shown has a low base.
    pub all_within: Vec<WithinPart>,
}

/// What changed within one value of the dimension, or within those that are withheld.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WithinPart {
    /// The value; absent for those that are withheld, together.
    pub value: Option<usize>,
    /// The part, and its interval.
    pub within: (f64, (f64, f64)),
}

/// A part of a change with what may be said about it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The part.
    pub value: f64,
    /// Its interval.
    pub interval: (f64, f64),
    /// Its p-value, adjusted (Holm) within its family: of a movement both parts and all dimensions of one metric, wave and
    /// reference. Absent where it does not vary.
    pub p_adjusted: Option<f64>,
    /// Whether it raised the figure, lowered it, or cannot be told from nothing.
    pub verdict: Verdict,
}

/// The parts of one value of the dimension.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupParts {
    /// The value.
    pub value: usize,
    /// What its growth or decline did, and its interval.
    pub mix: (f64, (f64, f64)),
    /// What its own change did, and its interval.
    pub within: (f64, (f64, f64)),
}

/// Splits the changes of every headline figure that is a mean of its answers, for every wave.
pub fn enter(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    let scheme = &tables.config.report.waves;
    let mut changes = Vec::new();
    for at in 0..tables.metrics.len() {
        for &wave in &tables.waves {
            for (reference, before) in
                [(Reference::Previous, scheme.previous(wave)), (Reference::Year, scheme.year_before(wave))]
            {
                let tested = figures.ours(MetricIx(at), wave).and_then(|figure| figure.against(&reference));
                let (Some(before), Some(_)) = (before, tested.and_then(|comparison| comparison.test)) else { continue };
                changes.push((MetricIx(at), [before, wave], reference));
            }
        }
    }
    let movements = parallel::map(&changes, |(metric, waves, reference)| {
        split_all(figures, tables, *metric, *waves, reference, confidence)
    });
    figures.over_time.movements = movements.into_iter().flatten().collect();
}

/// One change by every dimension of the metric.
fn split_all(
    figures: &Figures,
    tables: &Tables<'_>,
    ix: MetricIx,
    [before, wave]: [Wave; 2],
    reference: &Reference,
    confidence: Confidence,
) -> Vec<Movement> {
    let metric = &tables.metrics[ix.0];
    let groups = tables.groups_of(metric);
    let change = Change { figures, tables, ix, metric, waves: [before, wave] };
    let mut movements = Vec::new();
    let Some(parts) = change.parts() else { return movements };
    for dimension in 0..tables.dimensions.len() {
        let values: Vec<GroupIx> = groups.iter().copied().filter(|group| group.dimension == dimension).collect();
        let Some(result) = parts.split(&values, confidence) else { continue };
        movements.push(Movement { metric: ix, wave, before, reference: reference.clone(), dimension, result });
    }
    let splits = movements.iter_mut().filter_map(|movement| movement.result.as_mut().ok());
    judge(splits.flat_map(|split| [&mut split.mix, &mut split.within]).collect(), confidence.alpha());
    movements
}

/// Adjusts the p-values of one family, which are raw until then, and sets the verdicts.
pub fn judge(mut effects: Vec<&mut Effect>, alpha: f64) {
    let raw: Vec<f64> = effects.iter().filter_map(|effect| effect.p_adjusted).collect();
    for (effect, adjusted) in effects.iter_mut().filter(|effect| effect.p_adjusted.is_some()).zip(holm(&raw)) {
        effect.p_adjusted = Some(adjusted);
        effect.verdict = match effect.value {
            value if adjusted < alpha && value > 0.0 => Verdict::Higher,
            value if adjusted < alpha && value < 0.0 => Verdict::Lower,
            _ => Verdict::NoClearDifference,
        };
    }
}

/// One change.
#[derive(Clone, Copy)]
struct Change<'a> {
    figures: &'a Figures,
    tables: &'a Tables<'a>,
    ix: MetricIx,
    metric: &'a Metric,
    waves: [Wave; 2],
}

/// A change that has parts.
struct Parts<'a> {
    change: Change<'a>,
    whole: SegmentWaves,
    /// Of the design, on each wave.
    effects: [f64; 2],
}

impl Parts<'_> {
    /// Splits the change by the values of a dimension; `None` where there is nothing to split.
    fn split(&self, values: &[GroupIx], confidence: Confidence) -> Option<Result<Split, Unsplit>> {
        let Parts { change, whole, effects } = self;
        let mut shown: Vec<(usize, SegmentWaves)> = Vec::new();
        let mut rest = SegmentWaves { before: Vec::new(), after: Vec::new() };
        let (mut groups, mut hidden): (Vec<Vec<GroupIx>>, Vec<GroupIx>) = (Vec::new(), Vec::new());
        let mut together = 0;
        let mut firm = Vec::new();
        for group in values {
            let classes = change.classes(Some(*group))?;
            if rows(&classes.before) + rows(&classes.after) == 0 {
                continue;
            }
            let estimates = change.waves.map(|wave| change.estimate(*group, wave));
            if estimates.contains(&Some(&Estimate::Suppressed)) {
                rest.before.extend(classes.before);
                rest.after.extend(classes.after);
                together += 1;
                hidden.push(*group);
                continue;
            }
            let is_firm = |estimate: &Option<&Estimate>| {
                estimate.and_then(Estimate::measured).is_some_and(|measured| !measured.low_base)
            };
            firm.push(estimates.iter().all(is_firm));
            shown.push((group.value, classes));
            groups.push(vec![*group]);
        }
        let units = shown.len() + usize::from(together > 0);
        if units < 2 {
            return (together > 0).then_some(Err(Unsplit::Withheld));
        }
        let (places, mut segments): (Vec<usize>, Vec<SegmentWaves>) = shown.into_iter().unzip();
        segments.extend((together > 0).then_some(rest));
        groups.extend((together > 0).then_some(hidden));
        let sum = |of: fn(&SegmentWaves) -> &[WeightedClass]| segments.iter().map(|s| rows(of(s))).sum::<u64>();
        if sum(|s| &s.before) != rows(&whole.before) || sum(|s| &s.after) != rows(&whole.after) {
            return Some(Err(Unsplit::NoParts));
        }
        let parts = match change.in_design(&groups) {
            Some([before, after]) => {
                decompose_by(&segments, confidence, &|influences| variance([&before, &after], influences, confidence))?
            }
            None => {
                let widened = |classes: Vec<WeightedClass>, effect: f64| {
                    classes.into_iter().map(|class| WeightedClass { sum_w2: class.sum_w2 * effect, ..class }).collect()
                };
                let segments: Vec<SegmentWaves> = segments
                    .into_iter()
                    .map(|s| SegmentWaves {
                        before: widened(s.before, effects[0]),
                        after: widened(s.after, effects[1]),
                    })
                    .collect();
                decompose(&segments, confidence)?
            }
        };
        Some(Ok(split(&parts, &places, &firm, together)))
    }
}

impl<'a> Change<'a> {
    /// `None` where nothing can be said of its parts.
    fn parts(self) -> Option<Parts<'a>> {
        // A figure that has no standard error itself has no parts that have one.
        let effects = [self.effect(self.waves[0])?, self.effect(self.waves[1])?];
        let whole = self.classes(None)?;
        // Answers that are all alike in both waves have parts without errors: they would look known exactly.
        (varies(&whole.before) || varies(&whole.after)).then_some(Parts { change: self, whole, effects })
    }

    /// The answers of a group, or of everybody, in both waves.
    fn classes(&self, group: Option<GroupIx>) -> Option<SegmentWaves> {
        let planned = self.metric.figures.first()?;
        let of = |wave: Wave| match self.tally(group, wave) {
            Some(tally) => planned.measure.classes(tally),
            None => Some(Vec::new()),
        };
        let [before, after] = self.waves;
        Some(SegmentWaves { before: of(before)?, after: of(after)? })
    }

    fn tally(&self, group: Option<GroupIx>, wave: Wave) -> Option<&Tally> {
        let planned = self.metric.figures.first()?;
        self.tables.tally_of(self.metric, planned, self.figures.our_brand(self.ix), group, wave)
    }

    /// Both waves in the design of their source, where their rows have a place in one: strata, clusters, and respondents
    /// who are in both.
    fn in_design(&self, groups: &[Vec<GroupIx>]) -> Option<[Segments<'_>; 2]> {
        let planned = self.metric.figures.first()?;
        let wave = |wave: Wave| {
            let design = self.tables.design_of(planned.question.unwrap_or(self.metric.question), wave)?;
            let tallies: Vec<Vec<&Tally>> = groups
                .iter()
                .map(|groups| groups.iter().filter_map(|group| self.tally(Some(*group), wave)).collect())
                .collect();
            Segments::of(design, &tallies, &|said| planned.measure.score(said))
        };
        Some([wave(self.waves[0])?, wave(self.waves[1])?])
    }

    /// By how much the squared standard error of the whole figure in its design (a finite population, known targets) is
    /// larger than that of rows drawn one by one. Where rows have no place of their own in the design, the parts of a
    /// change are taken to share it, which is exact for a finite population.
    fn effect(&self, wave: Wave) -> Option<f64> {
        let planned = self.metric.figures.first()?;
        let tally = self.tables.tally_of(self.metric, planned, self.figures.our_brand(self.ix), None, wave)?;
        let sample = self.tables.sample(self.metric, wave, tally);
        let classes = planned.measure.classes(tally)?;
        let by_rows = sample.by_rows(&classes)?.se();
        let in_design = sample.mean(&classes, &|said| planned.measure.score(said))?.ok()?.se();
        Some(match (in_design, by_rows) {
            (Some(in_design), Some(by_rows)) if by_rows > 0.0 => (in_design / by_rows).powi(2),
            _ => 1.0,
        })
    }

    fn estimate(&self, group: GroupIx, wave: Wave) -> Option<&Estimate> {
        let key = FigureKey {
            metric: self.ix,
            brand: self.figures.our_brand(self.ix),
            group: Some(group),
            wave,
            statistic: self.metric.figures.first()?.statistic,
        };
        self.figures.by_key.get(&key).map(|figure| &figure.estimate)
    }
}

fn split(parts: &Decomposition, places: &[usize], firm: &[bool], together: usize) -> Split {
    let of_group = |((value, part), _): ((&usize, &crate::stats::decomposition::SegmentParts), &bool)| GroupParts {
        value: *value,
        mix: (part.mix.value, ends(&part.mix)),
        within: (part.within.value, ends(&part.within)),
    };
    let groups = places.iter().zip(&parts.segments).zip(firm).filter(|(_, firm)| **firm).map(of_group);
    let names = places.iter().map(|place| Some(*place)).chain((together > 0).then_some(None));
    let within = names
        .zip(&parts.segments)
        .map(|(value, part)| WithinPart { value, within: (part.within.value, ends(&part.within)) });
    Split {
        mix: effect(&parts.mix),
        within: effect(&parts.within),
        groups: groups.collect(),
        together,
        all_within: if firm.contains(&false) { Vec::new() } else { within.collect() },
    }
}

/// A part before it is judged: its p-value is the raw one.
fn effect(part: &Part) -> Effect {
    let test = TestResult::z(part.value, part.se);
    Effect {
        value: part.value,
        interval: ends(part),
        p_adjusted: test.map(|test| test.p_value),
        verdict: Verdict::NoClearDifference,
    }
}

fn ends(part: &Part) -> (f64, f64) {
    (part.interval.lower, part.interval.upper)
}

fn varies(classes: &[WeightedClass]) -> bool {
    let mut weighed = classes.iter().filter(|class| class.sum_w > 0.0).map(|class| class.score);
    let first = weighed.next();
    weighed.any(|score| Some(score) != first)
}

fn rows(classes: &[WeightedClass]) -> u64 {
    classes.iter().map(|class| class.n).sum()
}

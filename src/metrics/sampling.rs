//! Figures in the sampling design of their source: standard errors from its strata and clusters, and differences of
//! figures that share respondents or clusters.
//!
//! Everything is linear in the answers: a figure is a mean of scores, its linearised value for a row is
//! `w (score - mean) / Σ w`, and [`crate::stats::linearised`] does the rest. Where standard errors are formed from
//! residuals, what the margins of the weighting explain is taken off first (see [`crate::stats::calibration`]).

mod segments;

pub use segments::{Segments, variance};

use super::events::{rows, scores};
use super::measure::{Gap, Measure, Sample};
use crate::config::SourceIx;
use crate::cube::{Bundles, Joint, Psus, RakedCell, Said, Units};
use crate::stats::calibration::{CellValue, fitted};
use crate::stats::comparison::Difference;
use crate::stats::design::DesignError;
use crate::stats::interval::Confidence;
use crate::stats::linearised::{Linearised, Overlap, RowsInBoth, Term, error_of_sum};
use crate::stats::paired::{PairedDifference, difference, few_changes as few_answers_changed};
use crate::stats::weighted::{WeightedClass, WeightedMean};
use crate::survey::Weight;
use crate::wave::Wave;
use std::collections::BTreeMap;

/// The sampling design of a source in one wave.
#[derive(Debug, Clone, Copy)]
pub struct WaveDesign<'a> {
    /// The source.
    pub source: SourceIx,
    /// The wave.
    pub wave: Wave,
    /// All units that were drawn.
    pub psus: &'a Psus,
    /// All rows by their place.
    pub rows: &'a Units<()>,
    /// How many there are to draw from, where that is finite and known.
    pub populations: Option<&'a Populations>,
    /// The cells of the weighting, where standard errors are formed from residuals; else empty.
    pub cells: &'a [RakedCell],
    /// Whether the named units are clusters, rather than respondents.
    pub is_clustered: bool,
    /// Whether rows were drawn in strata or clusters.
    pub is_complex: bool,
}

/// How many primary sampling units there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Populations {
    /// In a source without strata.
    Whole(u64),
    /// By stratum; those that are not there count as large.
    Strata(BTreeMap<u64, u64>),
}

impl Populations {
    fn of(&self, stratum: u64) -> Option<u64> {
        match self {
            Populations::Whole(size) => Some(*size),
            Populations::Strata(sizes) => sizes.get(&stratum).copied(),
        }
    }
}

impl WaveDesign<'_> {
    /// Whether every standard error follows the design, rather than comparisons alone.
    pub fn is_followed(&self) -> bool {
        self.is_complex || self.populations.is_some() || !self.cells.is_empty()
    }
}

/// A mean of scores with its linearised values.
struct Linear {
    mean: f64,
    sum_w: f64,
    /// What the margins explain, by cell of the weighting; empty where weights count as given.
    explained: Vec<f64>,
    values: Linearised,
}

impl Linear {
    /// The linearised value of a score for each unit of weight.
    fn value(&self, score: f64) -> f64 {
        (score - self.mean) / self.sum_w
    }

    fn explained(&self, cell: u32) -> f64 {
        self.explained.get(cell as usize).copied().unwrap_or(0.0)
    }
}

type Score<'s> = &'s dyn Fn(Said) -> Option<f64>;

/// A sample's answers by their place in its design.
#[derive(Clone, Copy)]
struct Placed<'a> {
    design: WaveDesign<'a>,
    answers: &'a Units<Said>,
    /// Rows that stand for many events each, where answers are such.
    events: Option<&'a Bundles>,
}

impl<'a> Placed<'a> {
    fn of(sample: Sample<'a>) -> Option<Placed<'a>> {
        Some(Placed { design: sample.design?, answers: sample.tally.units.as_deref()?, events: sample.events })
    }
}

/// The standard error of a mean of scores in the design of its sample. Outer `None` where the sample has no design to
/// follow, inner where it has one and no error can be had: all answers are from one cluster of each stratum.
pub fn error(sample: Sample<'_>, mean: &WeightedMean, sum_w: f64, score: Score<'_>) -> Option<Option<DesignError>> {
    let placed = Placed::of(sample).filter(|placed| placed.design.is_followed())?;
    Some(in_design(placed, mean.value(), sum_w, score).values.error())
}

/// The standard error of a sum of the weights of rows with a score, and that sum. Outer `None` where the sample has no
/// clusters to follow, inner where all rows are from one cluster of each stratum.
pub fn error_of_total(sample: Sample<'_>, score: Score<'_>) -> Option<(Option<DesignError>, f64)> {
    let in_clusters = |placed: &Placed<'_>| placed.design.is_clustered || placed.events.is_some();
    let placed = Placed::of(sample).filter(|placed| placed.design.is_followed() && in_clusters(placed))?;
    let linear = in_design(placed, 0.0, 1.0, score);
    let alone = placed.answers.rows.iter().filter(|((_, _, said), _)| score(*said).is_some());
    let named = placed.answers.named().iter().filter(|(_, said, _)| score(*said).is_some());
    let weight = alone.map(|(_, count)| count.weight()).sum::<f64>() + named.map(|(_, _, w)| number(*w)).sum::<f64>();
    Some((linear.values.error(), weight))
}

/// Two samples of one source that share respondents or clusters, or were drawn in one design: the difference with their
/// covariance. `None` where they are to be compared as separate samples. `joint` counts rows by what they said to the
/// second sample's question and to the first's.
pub fn paired(
    measure: &Measure,
    one: Sample<'_>,
    other: Sample<'_>,
    joint: Option<&Joint>,
    confidence: Confidence,
) -> Option<Gap> {
    let (first, second) = (Placed::of(one), Placed::of(other));
    if first.is_none() && second.is_none() && joint.is_none() {
        return None;
    }
    let score = |said| measure.score(said);
    let linear = |sample: Sample<'_>, placed: Option<Placed<'_>>| {
        let classes = measure.classes(sample.tally)?;
        let (mean, sum_w) = (sample.by_rows(&classes)?, weight_of(&classes));
        let linear = match placed {
            Some(placed) => in_design(placed, mean.value(), sum_w, &score),
            None => row_by_row(sample, &classes, mean.value(), sum_w),
        };
        Some((linear, mean))
    };
    let ((a, mean_a), (b, mean_b)) = (linear(one, first)?, linear(other, second)?);
    let pair = |overlap| difference((a.mean, &a.values), (b.mean, &b.values), overlap, confidence);
    let (found, is_clustered) = match (first, second) {
        (None, None) => (pair(Overlap::OneDesign(&rows_in_both(&a, &b, None, joint, &score)))?, false),
        (Some(x), Some(y)) if x.design.source == y.design.source => {
            let is_complex = x.design.is_complex;
            if is_complex && !measure.bears_t(&[with_error(mean_a, &a), with_error(mean_b, &b)]) {
                return None;
            }
            let found = if x.design.wave == y.design.wave {
                in_one_wave((&a, x), (&b, y), joint, &score, confidence)
            } else {
                pair(Overlap::TwoDesigns(&names(x.design.psus), &names(y.design.psus)))
                    .filter(|found| found.in_both > 0)
            };
            (found?, x.design.is_clustered)
        }
        _ => return None,
    };
    let persons = !is_clustered && found.in_both > 0;
    let few = few_changes(measure, &found, (&mean_a, &mean_b), confidence).filter(|_| persons);
    let (difference, name) = match (few, persons) {
        (Some(few), _) => (few, "adjusted paired t"),
        (None, true) => (found.difference, "paired t"),
        (None, false) => (found.difference, "design-based t"),
    };
    let in_both = persons.then_some(found.in_both);
    (persons || first.is_some()).then(|| gap(&difference, name, in_both))?
}

/// The difference of two figures of one design; `None` where they share nothing and the design changes nothing.
fn in_one_wave(
    (a, x): (&Linear, Placed<'_>),
    (b, y): (&Linear, Placed<'_>),
    joint: Option<&Joint>,
    score: Score<'_>,
    confidence: Confidence,
) -> Option<PairedDifference> {
    let rows = rows_in_both(a, b, Some((x, y)), joint, score);
    let found = difference((a.mean, &a.values), (b.mean, &b.values), Overlap::OneDesign(&rows), confidence)?;
    (found.in_both > 0 || x.design.is_followed()).then_some(found)
}

/// The difference with an answer more in each direction, where few respondents answered otherwise.
fn few_changes(
    measure: &Measure,
    found: &PairedDifference,
    (a, b): (&WeightedMean, &WeightedMean),
    confidence: Confidence,
) -> Option<Difference> {
    let pairs = a.kish_n_eff().min(b.kish_n_eff());
    found.with_few_changes(pairs, confidence).filter(|_| !measure.is_mean_of_numbers())
}

/// One of several figures of a wave that are ranked together.
pub struct Contender<'a> {
    placed: Placed<'a>,
    linear: Linear,
    mean: WeightedMean,
}

impl<'a> Contender<'a> {
    /// Of a sample whose rows have a place in a design; `None` for others.
    pub fn of(measure: &Measure, sample: Sample<'a>) -> Option<Contender<'a>> {
        let placed = Placed::of(sample)?;
        let classes = measure.classes(sample.tally)?;
        let mean = sample.by_rows(&classes)?;
        let linear = in_design(placed, mean.value(), weight_of(&classes), &|said| measure.score(said));
        Some(Contender { placed, linear, mean })
    }

    /// The one-sided p-value of the statement that this figure is above (not equal to, nor below) another of its wave.
    /// `None` where the two have no respondent and no cluster in common, or nothing varies.
    pub fn p_above(&self, other: &Contender<'_>, measure: &Measure, confidence: Confidence) -> Option<f64> {
        if !self.linear.values.shares_a_psu(&other.linear.values) {
            return None;
        }
        let is_complex = self.placed.design.is_complex;
        if is_complex && !measure.bears_t(&[with_error(self.mean, &self.linear), with_error(other.mean, &other.linear)])
        {
            return None;
        }
        let score = |said| measure.score(said);
        let (one, two) = ((&self.linear, self.placed), (&other.linear, other.placed));
        let found = in_one_wave(one, two, None, &score, confidence)?;
        let few = few_changes(measure, &found, (&self.mean, &other.mean), confidence);
        let difference = few.filter(|_| !self.placed.design.is_clustered).unwrap_or(found.difference);
        let half = 0.5 * difference.test?.p_value;
        Some(if difference.value > 0.0 { half } else { 1.0 - half })
    }
}

/// The sum of figures of other rows in one design, each times a factor, as a difference from nothing: with the covariance of
/// the respondents and clusters that they share. `None` where they share none and were drawn one by one, where the error
/// cannot be had, or where nothing varies.
pub fn contrast(parts: &[(f64, &Contender<'_>)], measure: &Measure, confidence: Confidence) -> Option<Difference> {
    let first = parts.first()?.1.placed.design;
    let shares =
        |at: usize| parts[..at].iter().any(|(_, other)| other.linear.values.shares_a_psu(&parts[at].1.linear.values));
    if !first.is_complex && !(1..parts.len()).any(shares) {
        return None;
    }
    let means: Vec<_> = parts.iter().map(|(_, part)| with_error(part.mean, &part.linear)).collect();
    if first.is_complex && !measure.bears_t(&means) {
        return None;
    }
    let value = parts.iter().map(|(factor, part)| factor * part.mean.value()).sum();
    let values: Vec<_> = parts.iter().map(|(factor, part)| (*factor, &part.linear.values)).collect();
    let error = Linearised::combined(&values).error()?;
    let error = with_few_changes(parts, measure, error);
    Some(error.difference(value, confidence)).filter(|difference| difference.test.is_some())
}

/// The standard error of a sum of figures of several waves of one source, each times a factor, with the covariance of the
/// respondents or clusters that several of them have, and how its test is called. `None` where they have none in common
/// and were drawn one by one, or where a wave has no error.
pub fn over_waves(parts: &[(f64, &Contender<'_>)]) -> Option<(DesignError, &'static str)> {
    let first = parts.first()?.1.placed.design;
    let shares =
        |at: usize| parts[..at].iter().any(|(_, other)| other.linear.values.shares_a_psu(&parts[at].1.linear.values));
    let is_shared = (1..parts.len()).any(shares);
    if !first.is_complex && !is_shared {
        return None;
    }
    let psus: Vec<_> = parts.iter().map(|(_, part)| names(part.placed.design.psus)).collect();
    let terms = parts.iter().zip(&psus).map(|((factor, part), psus)| Term {
        factor: *factor,
        values: &part.linear.values,
        psus,
    });
    let error = error_of_sum(&terms.collect::<Vec<_>>())?;
    Some((error, if is_shared && !first.is_clustered { "paired t" } else { "design-based t" }))
}

/// The same as a difference of shares or nets on few pairs of answers, where few of them changed.
pub fn with_few_changes(parts: &[(f64, &Contender<'_>)], measure: &Measure, error: DesignError) -> DesignError {
    let is_clustered = parts.first().is_some_and(|(_, part)| part.placed.design.is_clustered);
    let of = |(factor, part): &(f64, &Contender<'_>)| part.mean.kish_n_eff() / factor.abs();
    let pairs = parts.iter().map(of).fold(f64::INFINITY, f64::min);
    let few = few_answers_changed(error.se, pairs).filter(|_| !is_clustered && !measure.is_mean_of_numbers());
    DesignError { se: few.unwrap_or(error.se), ..error }
}

/// `None` where nothing varies: as separate samples the two have adjusted counts to be compared by.
fn gap(difference: &Difference, name: &'static str, in_both: Option<u64>) -> Option<Gap> {
    let test = difference.test?;
    Some(Gap {
        value: difference.value,
        interval: Some(difference.interval),
        test: Some((test.p_value, name)),
        in_both,
    })
}

fn with_error(mean: WeightedMean, linear: &Linear) -> Option<WeightedMean> {
    linear.values.error().map(|error| mean.in_design(error))
}

/// Sum of the weights of some classes.
pub fn weight_of(classes: &[WeightedClass]) -> f64 {
    classes.iter().map(|class| class.sum_w).sum()
}

fn number(weight: i128) -> f64 {
    weight as f64 / Weight::SCALE as f64
}

fn names(psus: &Psus) -> BTreeMap<u64, &[u64]> {
    psus.strata.iter().map(|(stratum, (_, names))| (*stratum, names.as_slice())).collect()
}

/// Rows that were drawn one by one from one population.
fn row_by_row(sample: Sample<'_>, classes: &[WeightedClass], mean: f64, sum_w: f64) -> Linear {
    let values = Linearised::in_design([(0, sample.design_rows, sample.frame)]);
    let mut linear = Linear { mean, sum_w, explained: Vec::new(), values };
    for class in classes {
        let value = linear.value(class.score);
        linear.values.add_rows(0, value, class.sum_w, class.sum_w2, class.n_positive);
    }
    linear
}

/// Rows in a design: by stratum, and in their cluster or respondent.
fn in_design(placed: Placed<'_>, mean: f64, sum_w: f64, score: Score<'_>) -> Linear {
    let Placed { design, answers, events } = placed;
    let strata = design.psus.strata.iter().map(|(stratum, (psus, _))| {
        (*stratum, *psus, design.populations.and_then(|populations| populations.of(*stratum)))
    });
    let mut linear = Linear { mean, sum_w, explained: Vec::new(), values: Linearised::in_design(strata) };
    if !design.cells.is_empty() {
        linear.explained = explained(placed, &linear, score);
    }
    let is_calibrated = !linear.explained.is_empty();

    if let Some(events) = events {
        let stages = scores(score);
        let values = stages.map(|score| score.map_or(0.0, |score| linear.value(score)));
        for (stratum, bundle) in &events.alone {
            linear.values.add_sums(*stratum, bundle.sums(values), rows(bundle, &stages));
        }
    }
    let mut inside: BTreeMap<(u64, u32), (f64, f64)> = BTreeMap::new();
    // Events of one row are no rows of their own.
    let alone = answers.rows.iter().filter(|_| events.is_none());
    for ((stratum, cell, said), count) in alone {
        let Some(score) = score(*said) else { continue };
        let (value, weight, squares) =
            (linear.value(score) - linear.explained(*cell), count.weight(), count.weight_squared());
        linear.values.add_rows(*stratum, value, weight, squares, count.n_positive);
        if is_calibrated {
            let sums = inside.entry((*stratum, *cell)).or_default();
            *sums = (sums.0 + weight, sums.1 + squares);
        }
    }
    let said = answers.named().iter().filter_map(|(unit, said, weight)| {
        let weight = number(*weight);
        Some((unit.stratum, unit.psu, weight * linear.value(score(*said)?), weight > 0.0))
    });
    let mut named: Vec<(u64, u64, f64, bool)> = said.collect();
    if is_calibrated {
        // What the margins explain is taken off every row, whether or not it is in the domain.
        for ((stratum, cell, ()), all) in &design.rows.rows {
            let (weight, squares) = inside.get(&(*stratum, *cell)).copied().unwrap_or_default();
            let (weight, squares) = (all.weight() - weight, all.weight_squared() - squares);
            linear.values.add_rows(*stratum, -linear.explained(*cell), weight, squares, 0);
        }
        let all = design.rows.named().iter();
        named.extend(all.map(|(u, (), weight)| (u.stratum, u.psu, -number(*weight) * linear.explained(u.cell), false)));
        named.sort_by_key(|(stratum, psu, ..)| (*stratum, *psu));
    }
    for (stratum, psu, z, answers) in named {
        linear.values.add_to_psu(stratum, psu, z, answers);
    }
    linear
}

/// What a regression on the margins explains of the linearised values, by cell of the weighting; rows that were weighted
/// together are regressed together.
fn explained(placed: Placed<'_>, linear: &Linear, score: Score<'_>) -> Vec<f64> {
    let Placed { design, answers, .. } = placed;
    let mut sums = vec![(0.0, 0.0); design.cells.len()];
    let mut add = |cell: u32, weight: f64, value: f64| {
        if let Some(sum) = sums.get_mut(cell as usize) {
            *sum = (sum.0 + weight, sum.1 + value);
        }
    };
    for ((_, cell, ()), count) in &design.rows.rows {
        add(*cell, count.weight(), 0.0);
    }
    for (unit, (), weight) in design.rows.named() {
        add(unit.cell, number(*weight), 0.0);
    }
    for ((_, cell, said), count) in &answers.rows {
        add(*cell, 0.0, score(*said).map_or(0.0, |score| count.weight() * linear.value(score)));
    }
    for (unit, said, weight) in answers.named() {
        add(unit.cell, 0.0, score(*said).map_or(0.0, |score| number(*weight) * linear.value(score)));
    }
    let mut together: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, cell) in design.cells.iter().enumerate().filter(|(at, _)| sums[*at].0 > 0.0) {
        together.entry(cell.together).or_default().push(at);
    }
    let mut explained = vec![0.0; design.cells.len()];
    for places in together.into_values() {
        let values: Vec<CellValue<'_>> = places
            .iter()
            .map(|&at| CellValue { categories: &design.cells[at].categories, weight: sums[at].0, sum: sums[at].1 })
            .collect();
        places.iter().zip(fitted(&values)).for_each(|(&at, fitted)| explained[at] = fitted);
    }
    explained
}

/// What rows that were drawn by themselves add to the covariance of two means of one design, by stratum.
fn rows_in_both(
    first: &Linear,
    second: &Linear,
    placed: Option<(Placed<'_>, Placed<'_>)>,
    joint: Option<&Joint>,
    score: Score<'_>,
) -> BTreeMap<u64, RowsInBoth> {
    let mut rows: BTreeMap<u64, RowsInBoth> = BTreeMap::new();
    for ((stratum, theirs, ours), count) in joint.into_iter().flatten() {
        let (Some(ours), Some(theirs)) = (score(*ours), score(*theirs)) else { continue };
        let both = rows.entry(*stratum).or_default();
        both.products += count.weight_squared() * first.value(ours) * second.value(theirs);
        both.answering += count.n_positive;
    }
    let Some((one, other)) = placed.filter(|_| !first.explained.is_empty()) else { return rows };
    // (a - e)(b - f) summed over all rows of the design: ab is above, the rest here.
    for (answers, linear, explained) in [(one.answers, first, second), (other.answers, second, first)] {
        for ((stratum, cell, said), count) in &answers.rows {
            let Some(score) = score(*said) else { continue };
            rows.entry(*stratum).or_default().products -=
                count.weight_squared() * linear.value(score) * explained.explained(*cell);
        }
    }
    for ((stratum, cell, ()), count) in &one.design.rows.rows {
        rows.entry(*stratum).or_default().products +=
            count.weight_squared() * first.explained(*cell) * second.explained(*cell);
    }
    rows
}

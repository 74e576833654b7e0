//! Rim weighting: the rows of each wave get weights with which they meet known shares of the population.
//!
//! It takes two readings of a source. The first counts rows by their values in the margins and their given weight,
//! which is all that raking needs; the second hands each row on with its new weight. So nothing is kept that grows
//! with the responses, and the weights are on the same fixed scale as given ones: sums stay exact in any order.
//!
//! Standard errors treat the weights as given, which errs to the safe side, unless the config asks for residuals from the
//! margins: then each row is counted in its cell of the weighting, and `stats::calibration` does the rest.

use crate::config::{Margin, SourceConfig, Weighting};
use crate::diag::{Checked, Diagnostic};
use crate::stats::raking::{RakingCell, RakingError, RakingOptions, rake};
use crate::survey::{NameId, Names, PartedSink, Row, RowSink, Rows, SourceData, Unit, Weight, same_name};
use crate::wave::{Wave, WaveScheme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which rows meet the targets together.
type Together = (Wave, Option<NameId>);

/// Values in the margins, and the given weight: rows that get the same weight.
type Alike = (Vec<NameId>, Weight);

/// First reading: counts the rows that are alike.
#[derive(Debug)]
pub struct MarginCounter<'c> {
    weighting: &'c Weighting,
    waves: &'c WaveScheme,
    rows: BTreeMap<Together, BTreeMap<Alike, u64>>,
    /// Used again for each row.
    alike: Alike,
}

/// The weights of a source's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RakedWeights {
    weights: BTreeMap<Together, BTreeMap<Alike, (Weight, u32)>>,
    /// Rows that are alike in the margins, by the number in [`Unit::cell`].
    pub cells: Vec<RakedCell>,
    /// How raking went, by wave.
    pub waves: BTreeMap<Wave, RakedWave>,
}

/// Rows that were weighted together and are alike in all margins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RakedCell {
    /// The wave, and the brand where each meets the targets by itself.
    pub together: (Wave, Option<NameId>),
    /// The category in each margin; none where nothing was stated.
    pub categories: Vec<Option<usize>>,
}

/// How raking went in one wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RakedWave {
    /// Rounds over all margins; the most that a brand needed.
    pub rounds: usize,
    /// Rows whose weight stands at one of the bounds.
    pub trimmed: u64,
    /// Rows that keep their weight because too few stand beside them.
    pub untouched: u64,
}

/// Second reading: hands each row on with its new weight.
pub struct Reweighted<'a, S> {
    weighting: &'a Weighting,
    waves: &'a WaveScheme,
    weights: &'a RakedWeights,
    inner: S,
    alike: Alike,
}

fn together(weighting: &Weighting, waves: &WaveScheme, row: &Row<'_>) -> Together {
    (waves.wave_of(row.time), row.brand.filter(|_| weighting.by_brand))
}

fn alike(weighting: &Weighting, row: &Row<'_>, into: &mut Alike) {
    into.0.clear();
    let segments = weighting.margins.iter().flat_map(|margin| &margin.segments);
    into.0.extend(segments.map(|segment| row.segments[*segment]));
    into.1 = row.weight;
}

impl<'c> MarginCounter<'c> {
    /// Counts rows for `weighting`.
    pub fn new(weighting: &'c Weighting, waves: &'c WaveScheme) -> MarginCounter<'c> {
        MarginCounter { weighting, waves, rows: BTreeMap::new(), alike: (Vec::new(), Weight::ONE) }
    }

    /// The weights with which each wave (or each brand of it) meets the targets; their mean is one.
    ///
    /// Where fewer than `least_rows` rows stand together they keep the weights that they have.
    pub fn rake(self, source: &SourceConfig, data: &SourceData, least_rows: u64) -> Checked<RakedWeights> {
        let weighting = self.weighting;
        let mut margins: Vec<Categories<'_>> =
            weighting.margins.iter().map(|margin| Categories::new(margin, data)).collect();
        for (names, _) in self.rows.values().flat_map(BTreeMap::keys) {
            let mut first = 0;
            for margin in &mut margins {
                let own = first..first + margin.margin.segments.len();
                first = own.end;
                margin.note(&names[own]);
            }
        }
        let mut raked = RakedWeights { weights: BTreeMap::new(), cells: Vec::new(), waves: BTreeMap::new() };
        let mut troubles = Troubles::default();
        for (together, rows) in &self.rows {
            let seen = raked.waves.entry(together.0).or_default();
            let positive: u64 = rows.iter().filter(|((_, weight), _)| weight.0 > 0).map(|(_, n)| n).sum();
            if positive < least_rows.max(1) {
                seen.untouched += rows.values().sum::<u64>();
                continue;
            }
            let (keys, cells): (Vec<&Alike>, Vec<RakingCell>) = rows
                .iter()
                .filter(|((_, weight), _)| weight.0 > 0)
                .map(|(key, &rows)| {
                    let mut rest = key.0.as_slice();
                    let category = |margin: &Categories<'_>| {
                        let (own, others) = rest.split_at(margin.margin.segments.len());
                        rest = others;
                        margin.category(own)
                    };
                    let categories = margins.iter().map(category).collect();
                    let weight = key.1.0 as f64 / Weight::SCALE as f64 * rows as f64;
                    (key, RakingCell { weight, rows, categories })
                })
                .unzip();
            let targets: Vec<Vec<f64>> = margins.iter().map(|margin| margin.targets(positive)).collect();
            let options = RakingOptions { bounds: weighting.bounds, ..RakingOptions::default() };
            match rake(&cells, &targets, options) {
                Ok(result) => {
                    seen.rounds = seen.rounds.max(result.rounds);
                    seen.trimmed += result.trimmed_rows;
                    let mut numbers: BTreeMap<&[NameId], u32> = BTreeMap::new();
                    let mut weights = BTreeMap::new();
                    for ((key, cell), factor) in keys.into_iter().zip(cells).zip(&result.factors) {
                        let number = *numbers.entry(&key.0).or_insert_with(|| {
                            raked.cells.push(RakedCell { together: *together, categories: cell.categories });
                            u32::try_from(raked.cells.len() - 1).unwrap_or(Unit::NO_CELL)
                        });
                        weights.insert(key.clone(), (scaled(key.1, *factor), number));
                    }
                    raked.weights.insert(*together, weights);
                }
                Err(errors) => errors.into_iter().for_each(|error| troubles.note(error, *together)),
            }
        }
        let diagnostics = troubles.diagnostics(source, weighting, self.waves, data, &margins);
        Checked { value: diagnostics.is_empty().then_some(raked), diagnostics }
    }
}

fn scaled(weight: Weight, factor: f64) -> Weight {
    // Rounded half away from zero on the fixed scale; a weight that raking gives is far below the largest.
    let scaled = (weight.0 as f64 * factor).round().clamp(0.0, Weight::MAX.0 as f64);
    Weight(scaled as i64)
}

impl PartedSink for MarginCounter<'_> {
    fn part(&self) -> Self {
        MarginCounter::new(self.weighting, self.waves)
    }

    fn take_in(&mut self, part: Self) {
        for (together, rows) in part.rows {
            let counts = self.rows.entry(together).or_default();
            rows.into_iter().for_each(|(alike, rows)| *counts.entry(alike).or_default() += rows);
        }
    }
}

impl RowSink for MarginCounter<'_> {
    fn rows(&mut self, rows: &Rows<'_>) {
        for row in (0..rows.len()).map(|row| rows.row(row)) {
            alike(self.weighting, &row, &mut self.alike);
            let rows = self.rows.entry(together(self.weighting, self.waves, &row)).or_default();
            match rows.get_mut(&self.alike) {
                Some(count) => *count += 1,
                None => drop(rows.insert(self.alike.clone(), 1)),
            }
        }
    }

    /// Every row has been counted when its answers came.
    fn later(&mut self, _row: &Row<'_>) {}
}

impl<'a, S: RowSink> Reweighted<'a, S> {
    /// Hands rows on to `inner`.
    pub fn new(
        weighting: &'a Weighting,
        waves: &'a WaveScheme,
        weights: &'a RakedWeights,
        inner: S,
    ) -> Reweighted<'a, S> {
        Reweighted { weighting, waves, weights, inner, alike: (Vec::new(), Weight::ONE) }
    }

    /// The sink that rows were handed on to.
    pub fn into_inner(self) -> S {
        self.inner
    }

    /// The row with its new weight, and in its cell if somebody asks for it.
    fn reweighted<'r>(&mut self, row: &Row<'r>) -> Row<'r> {
        alike(self.weighting, row, &mut self.alike);
        let weights = self.weights.weights.get(&together(self.weighting, self.waves, row));
        let found = weights.and_then(|weights| weights.get(&self.alike)).copied();
        let (weight, cell) = found.unwrap_or((row.weight, Unit::NO_CELL));
        let unit = match self.weighting.residual_errors {
            true => Some(Unit { cell, ..row.unit.unwrap_or(Unit::ALONE) }),
            false => row.unit,
        };
        Row { weight, unit, ..*row }
    }
}

impl<S: PartedSink> PartedSink for Reweighted<'_, S> {
    fn part(&self) -> Self {
        Reweighted::new(self.weighting, self.waves, self.weights, self.inner.part())
    }

    fn take_in(&mut self, part: Self) {
        self.inner.take_in(part.inner);
    }
}

impl<S: RowSink> RowSink for Reweighted<'_, S> {
    fn piece(&mut self, file: usize, piece: usize) {
        self.inner.piece(file, piece);
    }

    fn rows(&mut self, rows: &Rows<'_>) {
        let reweighted = (0..rows.len()).map(|row| self.reweighted(&rows.row(row)));
        let (weights, units): (Vec<Weight>, Vec<Option<Unit>>) = reweighted.map(|row| (row.weight, row.unit)).unzip();
        let has_units = self.weighting.residual_errors || !rows.units.is_empty();
        let units = if has_units { units.as_slice() } else { &[] };
        self.inner.rows(&Rows { weights: &weights, units, ..*rows });
    }

    fn later(&mut self, row: &Row<'_>) {
        let row = self.reweighted(row);
        self.inner.later(&row);
    }
}

/// The values of one margin, or combinations of them: those with a target, then those that have none.
struct Categories<'c> {
    margin: &'c Margin,
    /// The names of the values of each of its segments.
    names: Vec<&'c Names>,
    /// Category of each combination of values that rows have; none where one of them was not stated.
    of: BTreeMap<Vec<NameId>, Option<usize>>,
    /// Those without a target, as shown.
    extra: Vec<String>,
}

impl<'c> Categories<'c> {
    fn new(margin: &'c Margin, data: &'c SourceData) -> Categories<'c> {
        let names = margin.segments.iter().map(|segment| &data.segments[*segment]).collect();
        Categories { margin, names, of: BTreeMap::new(), extra: Vec::new() }
    }

    /// Gives a combination of values its category.
    fn note(&mut self, ids: &[NameId]) {
        if self.of.contains_key(ids) {
            return;
        }
        let shown = |(names, id): (&&'c Names, &NameId)| names.shown.get(usize::from(id.0)).map_or("", String::as_str);
        let values: Vec<&str> = self.names.iter().zip(ids).map(shown).collect();
        let stated = values.iter().all(|value| !value.is_empty());
        let category = stated.then(|| {
            self.target_of(&values).unwrap_or_else(|| {
                let name = Margin::joined(values.iter().copied());
                let known = self.extra.iter().position(|extra| *extra == name);
                self.margin.targets.len()
                    + known.unwrap_or_else(|| {
                        self.extra.push(name);
                        self.extra.len() - 1
                    })
            })
        });
        self.of.insert(ids.to_vec(), category);
    }

    fn target_of(&self, values: &[&str]) -> Option<usize> {
        self.margin.targets.iter().position(|(target, _)| match values {
            [value] => same_name(&target.value, value),
            _ => {
                let parts: Vec<&str> = target.value.split(Margin::BETWEEN).collect();
                parts.len() == values.len() && parts.iter().zip(values).all(|(part, value)| same_name(part, value))
            }
        })
    }

    fn category(&self, ids: &[NameId]) -> Option<usize> {
        self.of.get(ids).copied().flatten()
    }

    /// The targets as rows, so that the mean weight is one.
    fn targets(&self, rows: u64) -> Vec<f64> {
        let total: f64 = self.margin.targets.iter().map(|(_, target)| target).sum();
        self.margin.targets.iter().map(|(_, target)| target / total * rows as f64).collect()
    }

    fn name(&self, category: usize) -> &str {
        match self.margin.targets.get(category) {
            Some((value, _)) => &value.value,
            None => self.extra.get(category - self.margin.targets.len()).map_or("", String::as_str),
        }
    }
}

/// What went wrong, each thing with the rows where it did.
#[derive(Default)]
struct Troubles {
    found: Vec<(RakingError, Vec<Together>)>,
}

impl Troubles {
    fn note(&mut self, error: RakingError, at: Together) {
        let same = |other: &RakingError| match (other, &error) {
            (RakingError::NotConverged { .. }, RakingError::NotConverged { .. }) => true,
            (a, b) => *a == *b,
        };
        match self.found.iter_mut().find(|(other, _)| same(other)) {
            Some((_, places)) => places.push(at),
            None => self.found.push((error, vec![at])),
        }
    }

    fn diagnostics(
        self,
        source: &SourceConfig,
        weighting: &Weighting,
        waves: &WaveScheme,
        data: &SourceData,
        margins: &[Categories<'_>],
    ) -> Vec<Diagnostic> {
        let problem = |(error, places): (RakingError, Vec<Together>)| {
            let places = listed(&places, waves, data);
            let segment = |margin: usize| {
                let segments = weighting.margins[margin].segments.iter();
                Margin::joined(segments.map(|segment| source.segments[*segment].id.as_str()))
            };
            let (message, span, hint) = match error {
                RakingError::EmptyCategory { margin, category } => (
                    format!("nobody in {places} has `{}` in `{}`, for which there is a target", margins[margin].name(category), segment(margin)),
                    margins[margin].margin.targets.get(category).map_or(weighting.span, |(value, _)| value.span),
                    "weights cannot make answers that nobody gave: give this value and one near it the same label in `labels`, and add their targets".to_owned(),
                ),
                RakingError::NoTarget { margin, category } => (
                    format!("`{}` in `{}` has no target, and there are answers with it in {places}", margins[margin].name(category), segment(margin)),
                    weighting.margins[margin].span,
                    format!("add its share of the population to the targets of `{}`, or name it in `missing` of the segment", segment(margin)),
                ),
                RakingError::NotConverged { rounds, farthest, .. } => (
                    format!("no weights meet all targets in {places} (tried {rounds} rounds)"),
                    farthest.map_or(weighting.span, |(margin, _)| weighting.margins[margin].span),
                    match (weighting.bounds, farthest) {
                        (Some(_), None) => "the bounds are too narrow for these targets: widen `least` and `most`, or join small values by giving them one label".to_owned(),
                        _ => "two values that always stand together cannot have different shares: weight by fewer segments, or join small values by giving them one label".to_owned(),
                    },
                ),
                RakingError::NothingToRake
                | RakingError::ImpossibleWeight { .. }
                | RakingError::ImpossibleTarget { .. }
                | RakingError::UnequalTotals { .. }
                | RakingError::ImpossibleBounds => (
                    format!("the rows of {places} cannot be weighted to these targets"),
                    weighting.span,
                    "look at the targets: each segment needs shares above zero that add up to the same".to_owned(),
                ),
            };
            Diagnostic::error("data/weighting", message).at(span).hint(hint)
        };
        self.found.into_iter().map(problem).collect()
    }
}

/// "2026-Q1, 2026-Q2 and 3 more"
fn listed(places: &[Together], waves: &WaveScheme, data: &SourceData) -> String {
    const SHOWN: usize = 4;
    let name = |(wave, brand): &Together| match brand.and_then(|brand| data.brands.shown.get(usize::from(brand.0))) {
        Some(brand) => format!("{} ({brand})", waves.label(*wave)),
        None => waves.label(*wave),
    };
    let mut names: Vec<String> = places.iter().take(SHOWN).map(name).collect();
    let last = match places.len() - names.len() {
        0 => names.pop(),
        more => Some(format!("{more} more")),
    };
    match (names.is_empty(), last) {
        (true, last) => last.unwrap_or_default(),
        (false, last) => format!("{} and {}", names.join(", "), last.unwrap_or_default()),
    }
}

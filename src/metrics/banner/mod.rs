//! Tables of questions and metrics by groups of customers (banner tables), of our customers in one wave.
//!
//! Each row is a family of tests: every pair of columns that have nobody in common and stand side by side (the values of
//! one segment; of a nested one, those within one value of the outer) is tested as everywhere in the report, and the
//! p-values are adjusted together. The letter of the lower column stands in the higher.

mod columns;
mod residuals;
mod rows;

use super::compute::estimate;
use super::tables::Tables;
use super::{Estimate, Gap, GroupIx, MetricIx, Sample, StatisticInfo, Test};
use crate::config::{QuestionIx, TableConfig};
use crate::parallel;
use crate::stats::crosstab::{LetterLevels, column_letters, column_pairs};
use crate::stats::interval::Confidence;
use crate::wave::Wave;
use residuals::residuals;
use rows::{PlannedBlock, PlannedRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::stats::crosstab::{ChiSquare, Letter};
pub use crate::stats::multiplicity::Adjustment;
pub use residuals::{Residual, Screen};

/// With more pairs of columns than ten columns of one segment have, a table is there to screen, and false findings are
/// held by their share (Benjamini & Hochberg 1995) rather than ruled out (Holm 1979), unless the config says otherwise.
pub const LARGE: usize = 45;

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Banner {
    /// Its name in addresses and files.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The wave that it is about.
    pub wave: Wave,
    /// The source's id.
    pub source: String,
    /// Whether the source is weighted.
    pub weighted: bool,
    /// What its columns are cut by: dimensions, of two the second nested within the first.
    pub cuts: Vec<Vec<usize>>,
    /// Everybody, then the groups of each cut.
    pub columns: Vec<BannerColumn>,
    /// Its rows, by question or metric.
    pub blocks: Vec<BannerBlock>,
    /// How the p-values of a row are adjusted.
    pub adjustment: Adjustment,
    /// Pairs of columns that stand side by side.
    pub pairs: usize,
    /// Below which adjusted p-values letters stand.
    pub levels: LetterLevels,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BannerColumn {
    /// Index into [`Banner::cuts`]; none for everybody.
    pub cut: Option<usize>,
    /// Whom it holds: those in all of these groups, one for each dimension of the cut.
    pub groups: Vec<GroupIx>,
    /// Its letter; empty for everybody.
    pub letter: String,
}

/// The rows of one question or metric, which have one base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BannerBlock {
    /// The metric, where it is one.
    pub metric: Option<MetricIx>,
    /// Its name in the config.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The wording of the question, or what the metric counts.
    pub text: String,
    /// Its rows, at least one.
    pub rows: Vec<BannerRow>,
    /// Whether the answers go with the columns at all, for each set of columns that stand side by side.
    pub screens: Vec<Screen>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BannerRow {
    /// What it shows: an answer, `top-2-box (4 and 5)`, `mean`.
    pub statistic: StatisticInfo,
    /// A cell for each column.
    pub cells: Vec<BannerCell>,
    /// Every test between two of its columns.
    pub pairs: Vec<BannerPair>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BannerCell {
    /// The figure; a masked column has none.
    pub estimate: Estimate,
    /// The columns that it is above; none on a low base. [`Letter::above`] counts without the column of everybody.
    pub letters: Vec<Letter>,
    /// How far an answer is from its share in the columns beside.
    pub residual: Option<Residual>,
}

/// Two columns and the test between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BannerPair {
    /// Index into [`Banner::columns`].
    pub column: usize,
    /// The column that it is compared with.
    pub against: usize,
    /// The first less the second, in the row's kept unit.
    pub difference: f64,
    /// Its interval, which is not adjusted.
    pub interval: Option<(f64, f64)>,
    /// The test; its adjusted p is that of [`Banner::adjustment`] within the row.
    pub test: Test,
}

/// The tables of the edition of `edition`, which `tables` were laid out for. A table without a single answer is left out.
pub fn compute(tables: &Tables<'_>, edition: Wave, confidence: Confidence) -> Vec<Banner> {
    tables.config.tables.iter().filter_map(|table| banner(tables, table, edition, confidence)).collect()
}

fn banner(tables: &Tables<'_>, table: &TableConfig, edition: Wave, confidence: Confidence) -> Option<Banner> {
    let wave = table.wave.map_or(edition, |wave| wave.value);
    if wave > edition {
        return None;
    }
    let source = &tables.config.sources[table.source.0];
    let brand = source.is_branded().then_some(0);
    let dimensions =
        |cut: &Vec<usize>| cut.iter().map(|segment| tables.dimension(table.source, *segment)).collect::<Option<_>>();
    let cuts: Vec<Vec<usize>> = table.cuts.iter().filter_map(dimensions).collect();
    let planned = rows::plan(tables, table);
    let place = Place { tables, brand, wave };
    let columns = columns::of(place, &cuts, &planned);
    let families = columns::side_by_side(&columns);
    let pairs = families.iter().map(|family| family.len() * (family.len() - 1) / 2).sum();
    let by_size = if pairs > LARGE { Adjustment::BenjaminiHochberg } else { Adjustment::Holm };
    let alpha = confidence.alpha();
    let work = Work {
        place,
        columns: &columns,
        cuts: &cuts,
        families: &families,
        adjustment: table.adjust.unwrap_or(by_size),
        levels: LetterLevels { capital: alpha, small: table.lower_case.then_some(2.0 * alpha) },
        confidence,
    };
    let blocks = parallel::map(&planned, |block| work.block(block));
    let answered = |block: &BannerBlock| block.rows.iter().any(|row| row.cells[0].estimate != Estimate::NoData);
    blocks.iter().any(answered).then(|| Banner {
        id: table.id.clone(),
        title: table.title.clone(),
        wave,
        source: source.id.clone(),
        weighted: source.is_weighted(),
        adjustment: work.adjustment,
        levels: work.levels,
        pairs,
        blocks,
        cuts: cuts.clone(),
        columns: columns.clone(),
    })
}

/// Whose answers a table counts.
#[derive(Clone, Copy)]
struct Place<'a> {
    tables: &'a Tables<'a>,
    brand: Option<usize>,
    wave: Wave,
}

impl<'a> Place<'a> {
    fn sample(self, question: QuestionIx, groups: &[GroupIx]) -> Option<Sample<'a>> {
        let tally = self.tables.tally_in(question, self.brand, groups, self.wave)?;
        Some(self.tables.sample_in(question, self.wave, tally))
    }
}

/// What the rows of one table have in common.
struct Work<'a> {
    place: Place<'a>,
    columns: &'a [BannerColumn],
    cuts: &'a [Vec<usize>],
    /// Columns that stand side by side, by index.
    families: &'a [Vec<usize>],
    adjustment: Adjustment,
    levels: LetterLevels,
    confidence: Confidence,
}

impl Work<'_> {
    fn block(&self, block: &PlannedBlock) -> BannerBlock {
        let hidden = columns::masks(self.place, block, self.columns, self.cuts);
        let samples: Vec<Option<Sample<'_>>> =
            self.columns.iter().map(|column| self.place.sample(block.question, &column.groups)).collect();
        let mut rows: Vec<BannerRow> = block.rows.iter().map(|row| self.row(block, row, &samples, &hidden)).collect();
        let screens =
            residuals(&mut rows[..block.answers()], block.exclusive, self.families, self.adjustment, self.levels);
        BannerBlock {
            metric: block.metric,
            id: block.id.clone(),
            title: block.title.clone(),
            text: block.text.clone(),
            rows,
            screens,
        }
    }

    fn row(
        &self,
        block: &PlannedBlock,
        row: &PlannedRow,
        samples: &[Option<Sample<'_>>],
        hidden: &[bool],
    ) -> BannerRow {
        let measure = &row.figure.measure;
        let floor = self.place.tables.config.report.floor;
        let estimates: Vec<Estimate> = samples
            .iter()
            .zip(hidden)
            .map(|(sample, hidden)| match sample {
                None => Estimate::NoData,
                Some(sample) if *hidden && measure.base(sample.tally).n > 0 => Estimate::Suppressed,
                Some(sample) => estimate(measure, *sample, floor, self.confidence),
            })
            .collect();
        // What stands in front of the groups is everybody, with whom no group is compared.
        let firm: Vec<Option<f64>> = estimates.iter().map(firm).skip(1).collect();
        let mut gaps: BTreeMap<(usize, usize), Gap> = BTreeMap::new();
        for family in self.families.iter().filter(|family| self.is_compared(block, row, family)) {
            for (at, &first) in family.iter().enumerate() {
                for &second in &family[at + 1..] {
                    let (Some(one), Some(other)) = (samples[first], samples[second]) else { continue };
                    if firm[first - 1].is_some() && firm[second - 1].is_some() {
                        let gap = measure.less(one, other, self.confidence);
                        gaps.extend(gap.map(|gap| ((first - 1, second - 1), gap)));
                    }
                }
            }
        }
        let p_value = |first: usize, second: usize| gaps.get(&(first, second))?.test.map(|(p, _)| p);
        let tested = column_pairs(&firm, p_value, self.adjustment);
        let letters = std::iter::once(Vec::new()).chain(column_letters(&firm, &tested, self.levels));
        let cells = estimates.into_iter().zip(letters);
        let pairs = tested.iter().filter_map(|pair| {
            let gap = gaps.get(&(pair.first, pair.second))?;
            let (p, name) = gap.test?;
            Some(BannerPair {
                column: pair.first + 1,
                against: pair.second + 1,
                difference: gap.value,
                interval: gap.interval.map(|interval| (interval.lower, interval.upper)),
                test: Test { p, p_adjusted: pair.p_adjusted, name },
            })
        });
        BannerRow {
            statistic: StatisticInfo {
                statistic: row.figure.statistic,
                unit: row.figure.unit,
                name: row.figure.name.clone(),
                decimals: row.decimals,
            },
            pairs: pairs.collect(),
            cells: cells.map(|(estimate, letters)| BannerCell { estimate, letters, residual: None }).collect(),
        }
    }

    /// Whether the columns of a family have nobody in common, and the figure does not just grow with the rows.
    fn is_compared(&self, block: &PlannedBlock, row: &PlannedRow, family: &[usize]) -> bool {
        let divides = |group: &GroupIx| self.place.tables.divides(block.question, group.dimension);
        !row.figure.measure.is_a_total() && family.iter().all(|column| self.columns[*column].groups.iter().all(divides))
    }
}

/// The value of a figure that may be tested.
fn firm(estimate: &Estimate) -> Option<f64> {
    estimate.measured().filter(|measured| !measured.low_base).map(|measured| measured.value)
}

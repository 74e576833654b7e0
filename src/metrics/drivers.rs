//! Key drivers: which of the things that were rated go most with the answers to one question.
//!
//! Importance is the share of the explained variance (LMG: Lindeman, Merenda & Gold 1980; Grömping 2006), with errors and
//! rank ranges from a delete-a-group jackknife (Kott 2001). Association is not cause, and the pages say so.

use super::compute::{comparison, estimate};
use super::measure::{Gap, Measure};
use super::tables::Tables;
use super::{
    Comparison, Estimate, Figure, FigureKey, Figures, Measured, MetricIx, Rank, Reference, Standing, Statistic,
};
use crate::cube::DriverSums;
use crate::parallel;
use crate::stats::drivers::association::spearman;
use crate::stats::drivers::quadrant::{CutLines, Placement, Point};
use crate::stats::drivers::{AttributeImportance, Importance};
use crate::stats::interval::{Confidence, Interval};
use crate::wave::Wave;
use serde::{Deserialize, Serialize};

pub use crate::stats::drivers::quadrant::Quadrant;
pub use crate::stats::drivers::{Measure as ImportanceMeasure, Refusal, Warning};

/// How the importance of a driver is computed.
pub const FORMULA: &str = "share of R² that is the driver's: the mean, over all orders in which drivers can be added to a regression, of what it adds; beyond twelve drivers its relative weight";
/// Where that and its interval come from.
pub const CITATION: &str = "Lindeman, Merenda & Gold (1980); Grömping (2006), Journal of Statistical Software 17:1; beyond twelve drivers Johnson (2000), Multivariate Behavioral Research 35:1; delete-a-group jackknife: Kott (2001), Journal of Official Statistics 17:521";

/// The drivers of one metric in one wave, of our customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// The metric.
    pub metric: MetricIx,
    /// The wave.
    pub wave: Wave,
    /// The drivers, or why there are none. Columns are counted from the outcome, which is 0.
    pub result: Result<DriverSet, Refusal>,
}

/// Drivers that could be computed; the importance of each is a figure with the statistic [`Statistic::Importance`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverSet {
    /// How importance was measured.
    pub measure: ImportanceMeasure,
    /// Complete rows.
    pub n: u64,
    /// The share of the outcome's variance that all attributes explain together.
    pub r2: f64,
    /// Groups of respondents that the errors come from.
    pub groups: usize,
    /// Where performance and importance are cut: at the means of the attributes.
    pub lines: CutLines,
    /// In the order of the metric's drivers.
    pub attributes: Vec<DriverAttribute>,
    /// What must be said with it.
    pub warnings: Vec<Warning>,
}

/// One attribute beside its importance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverAttribute {
    /// The mean rating, of all who rated it, in points of its scale.
    pub performance: Estimate,
    /// Pearson's correlation with the outcome.
    pub pearson: f64,
    /// Spearman's correlation with the outcome, unweighted.
    pub spearman: Option<f64>,
    /// Where it stands in the plane of performance and importance.
    pub placement: Placement,
}

/// Computes the drivers of every metric that has some, for every wave, and enters their importance among the figures.
pub fn enter(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    for at in 0..tables.metrics.len() {
        let metric = MetricIx(at);
        if tables.metrics[at].info.drivers.is_empty() {
            continue;
        }
        let mut computed: Vec<(Wave, Importance)> = Vec::new();
        let sums = tables.waves.iter().filter_map(|&wave| Some((wave, tables.driver_sums(metric, wave)?)));
        let sums: Vec<_> = sums.collect();
        let importances = parallel::map(&sums, |(_, sums)| Importance::of(&sums.filled(), confidence));
        for ((wave, sums), importance) in sums.into_iter().zip(importances) {
            let result = match importance {
                Ok(importance) => {
                    let set = set(tables, metric, wave, sums, &importance, confidence);
                    let info = &tables.metrics[at].info;
                    let before = tables.config.report.waves.year_before(wave);
                    let before = before.filter(|before| info.break_between(*before, wave).is_none());
                    let year = computed.iter().find(|(wave, _)| Some(*wave) == before).map(|(_, year)| year);
                    enter_figures(figures, metric, wave, sums, &importance, year, confidence);
                    computed.push((wave, importance));
                    set
                }
                Err(refusal) => Err(refusal),
            };
            figures.drivers.push(Drivers { metric, wave, result });
        }
    }
}

fn set(
    tables: &Tables<'_>,
    metric: MetricIx,
    wave: Wave,
    sums: &DriverSums,
    importance: &Importance,
    confidence: Confidence,
) -> Result<DriverSet, Refusal> {
    let performance = |at: usize| match tables.driver_tally(metric, at, wave) {
        Some(tally) => {
            let floor = tables.config.report.floor;
            estimate(&Measure::Mean, tables.sample(&tables.metrics[metric.0], wave, tally), floor, confidence)
        }
        None => Estimate::NoData,
    };
    let performances: Vec<Estimate> = (0..importance.attributes.len()).map(performance).collect();
    let point = |(performance, attribute): (&Estimate, &AttributeImportance)| {
        let measured = performance.measured()?;
        Some(Point {
            performance: measured.value,
            importance: attribute.share,
            performance_interval: measured.interval.map(|(lower, upper)| Interval { lower, upper }),
            importance_interval: attribute.interval,
        })
    };
    // Whoever answered everything rated everything, so there is a mean where there is importance.
    let points: Option<Vec<Point>> = performances.iter().zip(&importance.attributes).map(point).collect();
    let points = points.ok_or(Refusal::NoAttributes)?;
    let lines = CutLines::at_means(&points).ok_or(Refusal::NoAttributes)?;
    let attributes = points.iter().zip(performances).zip(&importance.attributes).zip(&sums.pairs).map(
        |(((point, performance), attribute), pairs)| {
            let pairs: Vec<_> = pairs.iter().map(|((outcome, rating), n)| (*outcome, *rating, *n)).collect();
            DriverAttribute {
                performance,
                pearson: attribute.correlation,
                spearman: spearman(&pairs),
                placement: lines.place(point),
            }
        },
    );
    Ok(DriverSet {
        measure: importance.measure,
        n: importance.n,
        r2: importance.r2,
        groups: importance.groups,
        lines,
        attributes: attributes.collect(),
        warnings: importance.warnings.clone(),
    })
}

fn enter_figures(
    figures: &mut Figures,
    metric: MetricIx,
    wave: Wave,
    sums: &DriverSums,
    importance: &Importance,
    year: Option<&Importance>,
    confidence: Confidence,
) {
    let n_eff = sums.base.effective_base(figures.metrics[metric.0].weighted);
    let of = importance.attributes.len();
    for (at, attribute) in importance.attributes.iter().enumerate() {
        let Ok(place) = u16::try_from(at) else { continue };
        let key = FigureKey {
            metric,
            brand: figures.our_brand(metric),
            group: None,
            wave,
            statistic: Statistic::Importance(place),
        };
        let estimate = Estimate::Measured(Measured {
            value: attribute.share,
            interval: attribute.interval.map(|interval| (interval.lower, interval.upper)),
            se: attribute.error.map(|error| error.se),
            n: importance.n,
            n_eff,
            low_base: false,
            method: "delete-a-group jackknife, t",
        });
        let rank =
            attribute.rank_range.map(|range| Rank { rank: attribute.rank, low: range.best, high: range.worst, of });
        let comparisons = year.and_then(|year| against_year(importance, year, at, confidence)).into_iter().collect();
        figures.by_key.insert(key, Figure { estimate, comparisons, rank });
    }
}

/// The importance less that of the same wave a year before: different respondents, or taken as such.
fn against_year(now: &Importance, year: &Importance, at: usize, confidence: Confidence) -> Option<Comparison> {
    let gap = || now.less(year, at, at, confidence).map(Gap::from);
    comparison(Reference::Year, false, Standing::Firm, &gap)
}

//! Every figure of an edition: estimates, then comparisons, then what may be said of them.

use super::control;
use super::curve;
use super::designs::{self, Designs};
use super::disclosure::withheld;
use super::drivers;
use super::measure::{Gap, Measure};
use super::movement;
use super::over_time::OverTime;
use super::rank::rank;
use super::ready::Ready;
use super::rolling;
use super::shrunk;
use super::tables::Tables;
use super::{
    Comparison, Estimate, Figure, FigureKey, Figures, GroupIx, Metric, MetricInfo, MetricIx, Reference, Sample,
    Statistic, Test, Verdict,
};
use crate::config::Floor;
use crate::cube::{Said, Tally};
use crate::parallel;
use crate::stats::interval::Confidence;
use crate::wave::{Wave, WaveScheme};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// A figure while figures are computed: with its answers, ready to be compared with others.
pub(super) struct Computed<'t> {
    pub figure: Figure,
    /// Of those that are shown.
    pub ready: Option<Ready<'t>>,
}

/// The figures of one metric while they are computed.
pub(super) type OfMetric<'t> = BTreeMap<FigureKey, Computed<'t>>;

/// Every figure of the edition that `tables` were laid out for, with its comparisons; their p-values are raw until
/// [`adjust`](super::adjust) is called, after all comparisons are there.
pub fn compute(tables: &Tables<'_>, confidence: Confidence) -> Figures {
    // One metric after the other: what its comparisons share is held no longer than for these.
    let figures = (0..tables.metrics.len()).flat_map(|at| of_metric(tables, MetricIx(at), confidence));
    let mut by_key: BTreeMap<FigureKey, Figure> = figures.collect();
    set_beside(&mut by_key, tables, confidence);
    let wave = tables.waves.last().copied().unwrap_or(Wave(0));
    let mut figures = Figures {
        wave,
        waves: tables.waves.clone(),
        brands: tables.brands.clone(),
        dimensions: tables.dimensions.clone(),
        metrics: tables.metrics.iter().map(|metric| metric.info.clone()).collect(),
        by_key,
        drivers: Vec::new(),
        banners: Vec::new(),
        over_time: OverTime::default(),
        weights: tables.weights(),
        designs: Designs::default(),
    };
    drivers::enter(&mut figures, tables, confidence);
    let headlines: Vec<_> = tables.metrics.iter().map(|metric| &metric.figures[0].measure).collect();
    shrunk::enter(&mut figures, &headlines, confidence);
    rolling::enter(&mut figures, tables, confidence);
    movement::enter(&mut figures, tables, confidence);
    designs::enter(&mut figures, tables);
    control::enter(&mut figures, tables, confidence);
    curve::enter(&mut figures, tables, confidence);
    figures
}

/// Answers by value and the parts of an NPS are shown for everybody, not for each group.
fn for_everybody_only(statistic: Statistic) -> bool {
    matches!(statistic, Statistic::Share(_) | Statistic::Promoters | Statistic::Passives | Statistic::Detractors)
}

fn of_metric(tables: &Tables<'_>, ix: MetricIx, confidence: Confidence) -> impl Iterator<Item = (FigureKey, Figure)> {
    let estimated = parallel::map(&tables.waves, |wave| estimate_wave(tables, ix, *wave, confidence));
    let mut computed: OfMetric<'_> = estimated.into_iter().flatten().collect();
    let keys: Vec<FigureKey> = computed.keys().copied().collect();
    let of_one_cell = |a: &FigureKey, b: &FigureKey| (a.brand, a.group, a.wave) == (b.brand, b.group, b.wave);
    let compared = parallel::map(&keys.chunk_by(of_one_cell).collect::<Vec<_>>(), |keys| {
        let rest = OnceCell::new();
        keys.iter().map(|key| compare(tables, &computed, *key, &rest, confidence)).collect::<Vec<_>>()
    });
    for (computed, comparisons) in computed.values_mut().zip(compared.into_iter().flatten()) {
        computed.figure.comparisons = comparisons;
    }
    rank(&mut computed, &tables.metrics[ix.0], confidence);
    computed.into_iter().map(|(key, computed)| (key, computed.figure))
}

fn estimate_wave<'t>(
    tables: &'t Tables<'_>,
    ix: MetricIx,
    wave: Wave,
    confidence: Confidence,
) -> Vec<(FigureKey, Computed<'t>)> {
    let metric = &tables.metrics[ix.0];
    let mut figures = Vec::new();
    let floor = tables.config.report.floor;
    let groups = tables.groups_of(metric);
    for brand in tables.brands_of(metric) {
        let mut enter = |group: Option<GroupIx>, hidden: bool| {
            for figure in &metric.figures {
                if group.is_some() && for_everybody_only(figure.statistic) {
                    continue;
                }
                let ready = tables
                    .tally_of(metric, figure, brand, group, wave)
                    .map(|tally| figure.measure.of(tables.sample(metric, wave, tally)));
                let estimate = match &ready {
                    Some(_) if hidden => Estimate::Suppressed,
                    Some(ready) => ready.estimate(floor, confidence),
                    None => Estimate::NoData,
                };
                let key = FigureKey { metric: ix, brand, group, wave, statistic: figure.statistic };
                let ready = ready.filter(|_| estimate.measured().is_some());
                figures
                    .push((key, Computed { figure: Figure { estimate, comparisons: Vec::new(), rank: None }, ready }));
            }
        };
        enter(None, false);
        // Competitors are compared as wholes.
        if brand.is_some_and(|brand| brand > 0) {
            continue;
        }
        for (dimension, _) in tables.dimensions.iter().enumerate() {
            let values: Vec<_> = groups.iter().copied().filter(|group| group.dimension == dimension).collect();
            let base = |group: &GroupIx| {
                let tally = tables.tally(metric, brand, Some(*group), wave);
                tally.map_or(0, |tally| metric.figures[0].measure.base(tally).n_positive)
            };
            let bases: Vec<_> = values.iter().map(base).collect();
            for (group, hidden) in values.iter().zip(withheld(&bases, floor.suppress_below)) {
                enter(Some(*group), hidden);
            }
        }
    }
    figures
}

/// A measure of a sample, as far as the floors let it be shown.
pub(super) fn estimate(measure: &Measure, sample: Sample<'_>, floor: Floor, confidence: Confidence) -> Estimate {
    measure.of(sample).estimate(floor, confidence)
}

/// What a figure is compared with: the reference, and the answers behind it where they are ours to count. `rest` is that of
/// the group, for all figures of one cell.
fn compare<'t>(
    tables: &'t Tables<'_>,
    computed: &OfMetric<'_>,
    key: FigureKey,
    rest: &OnceCell<Option<Cow<'t, Tally>>>,
    confidence: Confidence,
) -> Vec<Comparison> {
    let metric = &tables.metrics[key.metric.0];
    let (Some(planned), Some(Computed { figure, ready: Some(ready) })) =
        (metric.figures.iter().find(|figure| figure.statistic == key.statistic), computed.get(&key))
    else {
        return Vec::new();
    };
    let Some(measured) = figure.estimate.measured() else { return Vec::new() };
    if matches!(key.statistic, Statistic::Share(_)) {
        return Vec::new();
    }
    let is_headline = metric.figures[0].statistic == key.statistic;
    let ours = key.brand.is_none_or(|brand| brand == 0);
    let mut comparisons: Vec<Comparison> = Vec::new();
    let mut against = |reference: Reference, state: Standing, gap: &dyn Fn() -> Option<Gap>| {
        comparisons.extend(comparison(reference, measured.low_base, state, gap));
    };

    let find = |other: FigureKey| {
        let found = computed.get(&other);
        (Standing::of(found.map(|found| &found.figure.estimate)), found.and_then(|found| found.ready.as_ref()))
    };
    let less = |other: Option<&Ready<'_>>| ready.less(other?, None, confidence);
    let scheme = &tables.config.report.waves;
    let baseline = metric.info.baseline.filter(|wave| *wave < key.wave);
    for (reference, wave) in [
        (Reference::Previous, scheme.previous(key.wave)),
        (Reference::Year, scheme.year_before(key.wave)),
        (Reference::Baseline, baseline),
    ] {
        let Some(wave) = wave else { continue };
        let (standing, other) = find(FigureKey { wave, ..key });
        let is_apart = metric.info.break_between(wave, key.wave).is_some();
        against(reference, standing, &|| less(other.filter(|_| !is_apart)));
    }
    if let (Some(target), true, true) = (metric.info.target, is_headline, ours) {
        against(Reference::Target, Standing::Firm, &|| ready.less_number(target, confidence));
    }
    if let Some(group) = key.group.filter(|_| !planned.measure.is_a_total()) {
        let rest = rest.get_or_init(|| tables.rest(metric, key.brand, group, key.wave));
        let other = rest.as_deref().map(|rest| planned.measure.of(tables.sample(metric, key.wave, rest)));
        let estimate = other.as_ref().map(|other| other.estimate(tables.config.report.floor, confidence));
        against(Reference::Rest, Standing::of(estimate.as_ref()), &|| less(other.as_ref()));
    }
    if key.group.is_none() && key.brand == Some(0) && !planned.measure.is_a_total() {
        for (brand, name) in tables.brands.iter().enumerate().skip(1) {
            let (standing, other) = find(FigureKey { brand: Some(brand), ..key });
            against(Reference::Brand(name.clone()), standing, &|| less(other));
        }
    }
    comparisons
}

/// The reference by which a figure of `wave` is compared with `before` whether or not anybody asks for it.
pub fn covered_by_another(scheme: &WaveScheme, info: &MetricInfo, wave: Wave, before: Wave) -> Option<Reference> {
    if scheme.previous(wave) == Some(before) {
        Some(Reference::Previous)
    } else if scheme.year_before(wave) == Some(before) {
        Some(Reference::Year)
    } else {
        (info.baseline == Some(before) && before < wave).then_some(Reference::Baseline)
    }
}

/// Sets our headline figures against those of the metric that theirs is to stand beside, before all other comparisons.
fn set_beside(by_key: &mut BTreeMap<FigureKey, Figure>, tables: &Tables<'_>, confidence: Confidence) {
    let pair = |(key, figure): (&FigureKey, &Figure)| {
        let metric = &tables.metrics[key.metric.0];
        let is_ours = key.brand.is_none_or(|brand| brand == 0);
        let is_headline = metric.figures[0].statistic == key.statistic && !matches!(key.statistic, Statistic::Share(_));
        let low_base = figure.estimate.measured()?.low_base;
        Some((*key, metric.info.beside.filter(|_| is_ours && is_headline)?, low_base))
    };
    let pairs: Vec<_> = by_key.iter().filter_map(pair).collect();
    let compared =
        parallel::map(&pairs, |(key, other, low_base)| beside(tables, by_key, *key, *other, *low_base, confidence));
    for ((key, ..), comparison) in pairs.iter().zip(compared) {
        if let (Some(figure), Some(comparison)) = (by_key.get_mut(key), comparison) {
            figure.comparisons.insert(0, comparison);
        }
    }
}

/// A headline figure against that of another metric, for the same wave and, if both have it, the same group. They are
/// tested if they measure the same on the same scale: of two sources as answers of different people, of one as those of
/// the same people, where these are counted together; else the difference stands without a test.
fn beside(
    tables: &Tables<'_>,
    by_key: &BTreeMap<FigureKey, Figure>,
    key: FigureKey,
    other: MetricIx,
    low_base: bool,
    confidence: Confidence,
) -> Option<Comparison> {
    let (metric, theirs) = (&tables.metrics[key.metric.0], tables.metrics.get(other.0)?);
    let (planned, their_figure) = (metric.figures.first()?, theirs.figures.first()?);
    if key.group.is_some_and(|group| !tables.groups_of(theirs).contains(&group)) {
        return None;
    }
    let brand = theirs.info.branded.then_some(0);
    let their_key = FigureKey { metric: other, brand, statistic: their_figure.statistic, ..key };
    let standing = Standing::of(by_key.get(&their_key).map(|figure| &figure.estimate));
    let kind = |metric: &Metric| &tables.config.questions[metric.question.0].kind;
    let same = planned.measure == their_figure.measure
        && planned.unit == their_figure.unit
        && kind(metric) == kind(theirs)
        && !planned.measure.is_a_total();
    let gap = || {
        let one = tables.sample(metric, key.wave, tables.tally(metric, key.brand, key.group, key.wave)?);
        let two = tables.sample(theirs, key.wave, tables.tally(theirs, brand, key.group, key.wave)?);
        // Rows without a weight weigh one.
        let weighted = one.is_linearised() || two.is_linearised();
        let joint = key.group.is_none().then(|| tables.joint(metric.question, theirs.question, key.brand, key.wave));
        let (one, two) = (Sample { weighted, ..one }, Sample { weighted, ..two });
        let gap = planned.measure.less_joint(one, two, joint.flatten(), confidence).filter(|_| same)?;
        let source = |metric: &Metric| tables.config.questions[metric.question.0].source;
        // Within one source only rows that were counted together can be seen to be others.
        let is_in_both = |(_, theirs, ours): &(u64, Said, Said)| {
            planned.measure.score(*ours).is_some() && planned.measure.score(*theirs).is_some()
        };
        let nobody_is_in_both =
            || joint.is_some_and(|joint| !joint.into_iter().flatten().any(|(key, _)| is_in_both(key)));
        let is_counted_together = metric.question != theirs.question && one.tally.units.is_none();
        let are_strangers = source(metric) != source(theirs) || is_counted_together && nobody_is_in_both();
        // The same people are no two samples: where they could not be paired, there is no test.
        let is_told = are_strangers || gap.in_both.is_some();
        Some(if is_told { gap } else { Gap { interval: None, test: None, ..gap } })
    };
    comparison(Reference::Metric(theirs.info.id.clone()), low_base, standing, &gap)
}

/// What the other side of a comparison rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may be shown and tested.
    Firm,
    /// It may be shown, not tested.
    Low,
    /// It may not be shown, so neither may the difference.
    Hidden,
    /// There is nothing to compare with.
    Absent,
}

impl Standing {
    /// Of the other side's estimate, absent where there is none.
    pub fn of(estimate: Option<&Estimate>) -> Standing {
        match estimate {
            None | Some(Estimate::NoData) => Standing::Absent,
            Some(Estimate::Suppressed) => Standing::Hidden,
            Some(Estimate::Measured(measured)) if measured.low_base => Standing::Low,
            Some(Estimate::Measured(_)) => Standing::Firm,
        }
    }
}

/// A comparison before its p-value is adjusted. Until then the verdict of a tested one is "no clear difference".
pub fn comparison(
    reference: Reference,
    low_base: bool,
    other: Standing,
    gap: &dyn Fn() -> Option<Gap>,
) -> Option<Comparison> {
    let blank = Comparison {
        reference,
        difference: None,
        interval: None,
        test: None,
        in_both: None,
        verdict: Verdict::BaseTooSmall,
    };
    match other {
        Standing::Absent => return None,
        Standing::Hidden => return Some(blank),
        Standing::Low | Standing::Firm => {}
    }
    let Some(gap) = gap() else { return Some(Comparison { verdict: Verdict::NotComparable, ..blank }) };
    let shown = Comparison {
        difference: Some(gap.value),
        interval: gap.interval.map(|interval| (interval.lower, interval.upper)),
        in_both: gap.in_both,
        ..blank
    };
    if low_base || other == Standing::Low {
        return Some(shown);
    }
    let test = gap.test.map(|(p, name)| Test { p, p_adjusted: p, name });
    Some(Comparison { test, verdict: Verdict::NoClearDifference, ..shown })
}

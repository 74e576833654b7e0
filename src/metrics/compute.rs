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
use super::rolling;
use super::shrunk;
use super::tables::Tables;
use super::{
    Comparison, Estimate, Figure, FigureKey, Figures, GroupIx, Measured, Metric, MetricInfo, MetricIx, Reference,
    Sample, Statistic, Test, Verdict,
};
use crate::config::Floor;
use crate::cube::{Said, Tally};
use crate::parallel;
use crate::stats::interval::Confidence;
use crate::wave::{Wave, WaveScheme};
use std::collections::BTreeMap;

/// Figures whose comparisons one thread computes before it asks for more.
const KEYS_AT_ONCE: usize = 64;

/// Every figure of the edition that `tables` were laid out for, with its comparisons; their p-values are raw until
/// [`adjust`](super::adjust) is called, after all comparisons are there.
pub fn compute(tables: &Tables<'_>, confidence: Confidence) -> Figures {
    let waves = (0..tables.metrics.len()).flat_map(|at| tables.waves.iter().map(move |&wave| (MetricIx(at), wave)));
    let estimated = parallel::map(&waves.collect::<Vec<_>>(), |(metric, wave)| {
        estimate_wave(tables, *metric, &tables.metrics[metric.0], *wave, confidence)
    });
    let mut by_key: BTreeMap<FigureKey, Figure> = estimated.into_iter().flatten().collect();
    let keys: Vec<FigureKey> = by_key.keys().copied().collect();
    let compared = parallel::map(&keys.chunks(KEYS_AT_ONCE).collect::<Vec<_>>(), |keys| {
        keys.iter().map(|key| compare(tables, &by_key, *key, confidence)).collect::<Vec<_>>()
    });
    for (key, comparisons) in keys.iter().zip(compared.into_iter().flatten()) {
        if let Some(figure) = by_key.get_mut(key) {
            figure.comparisons = comparisons;
        }
    }
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
    rank(&mut figures, tables, confidence);
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

fn estimate_wave(
    tables: &Tables<'_>,
    ix: MetricIx,
    metric: &Metric,
    wave: Wave,
    confidence: Confidence,
) -> Vec<(FigureKey, Figure)> {
    let mut figures = Vec::new();
    let floor = tables.config.report.floor;
    let groups = tables.groups_of(metric);
    for brand in tables.brands_of(metric) {
        let mut enter = |group: Option<GroupIx>, hidden: bool| {
            for figure in &metric.figures {
                if group.is_some() && for_everybody_only(figure.statistic) {
                    continue;
                }
                let tally = tables.tally_of(metric, figure, brand, group, wave);
                let estimate = match tally {
                    Some(_) if hidden => Estimate::Suppressed,
                    Some(tally) => estimate(&figure.measure, tables.sample(metric, wave, tally), floor, confidence),
                    None => Estimate::NoData,
                };
                let key = FigureKey { metric: ix, brand, group, wave, statistic: figure.statistic };
                figures.push((key, Figure { estimate, comparisons: Vec::new(), rank: None }));
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
    let base = measure.base(sample.tally);
    if base.n == 0 {
        return Estimate::NoData;
    }
    // Rows without weight stand for nobody, so they don't lift a figure above the floor.
    if base.n_positive > 0 && base.n_positive < floor.suppress_below {
        return Estimate::Suppressed;
    }
    let Some(reading) = measure.read(sample, confidence) else { return Estimate::NoData };
    let n_eff = reading.n_eff.unwrap_or_else(|| base.effective_base(sample.weighted));
    Estimate::Measured(Measured {
        value: reading.value,
        interval: reading.interval.map(|interval| (interval.lower, interval.upper)),
        se: reading.se,
        // Rows without weight stand for nobody, except where rows themselves are counted.
        n: if measure.is_a_total() { base.n } else { base.n_positive },
        n_eff,
        low_base: n_eff < floor.flag_below as f64,
        method: reading.method,
    })
}

/// What a figure is compared with: the reference, and the answers behind it where they are ours to count.
fn compare(
    tables: &Tables<'_>,
    by_key: &BTreeMap<FigureKey, Figure>,
    key: FigureKey,
    confidence: Confidence,
) -> Vec<Comparison> {
    let metric = &tables.metrics[key.metric.0];
    let (Some(planned), Some(measured)) = (
        metric.figures.iter().find(|figure| figure.statistic == key.statistic),
        by_key.get(&key).and_then(|figure| figure.estimate.measured()),
    ) else {
        return Vec::new();
    };
    if matches!(key.statistic, Statistic::Share(_)) {
        return Vec::new();
    }
    let Some(tally) = tables.tally_of(metric, planned, key.brand, key.group, key.wave) else { return Vec::new() };
    let sample = tables.sample(metric, key.wave, tally);
    let is_headline = metric.figures[0].statistic == key.statistic;
    let ours = key.brand.is_none_or(|brand| brand == 0);
    let other = metric.info.beside.filter(|_| is_headline && ours);
    let elsewhere = other.and_then(|other| beside(tables, by_key, key, other, measured.low_base, confidence));
    let mut comparisons: Vec<Comparison> = elsewhere.into_iter().collect();
    let mut against = |reference: Reference, state: Standing, gap: &dyn Fn() -> Option<Gap>| {
        comparisons.extend(comparison(reference, measured.low_base, state, gap));
    };

    let figure_of = |other: FigureKey| Standing::of(by_key.get(&other).map(|figure| &figure.estimate));
    let compared = planned.measure.compared(sample);
    let less = |other: &Tally, wave: Wave| compared.less(tables.sample(metric, wave, other), None, confidence);
    let scheme = &tables.config.report.waves;
    let baseline = metric.info.baseline.filter(|wave| *wave < key.wave);
    for (reference, wave) in [
        (Reference::Previous, scheme.previous(key.wave)),
        (Reference::Year, scheme.year_before(key.wave)),
        (Reference::Baseline, baseline),
    ] {
        let Some(wave) = wave else { continue };
        let other = tables.tally_of(metric, planned, key.brand, key.group, wave);
        let is_apart = metric.info.break_between(wave, key.wave).is_some();
        against(reference, figure_of(FigureKey { wave, ..key }), &|| less(other.filter(|_| !is_apart)?, wave));
    }
    if let (Some(target), true, true) = (metric.info.target, is_headline, ours) {
        against(Reference::Target, Standing::Firm, &|| compared.less_number(target, confidence));
    }
    if let Some(group) = key.group.filter(|_| !planned.measure.is_a_total()) {
        let rest = tables.rest(metric, key.brand, group, key.wave);
        let standing = match &rest {
            Some(rest) => {
                let sample = tables.sample(metric, key.wave, rest);
                Standing::of(Some(&estimate(&planned.measure, sample, tables.config.report.floor, confidence)))
            }
            None => Standing::Absent,
        };
        against(Reference::Rest, standing, &|| less(rest.as_deref()?, key.wave));
    }
    if key.group.is_none() && key.brand == Some(0) && !planned.measure.is_a_total() {
        for (brand, name) in tables.brands.iter().enumerate().skip(1) {
            let other = tables.tally(metric, Some(brand), None, key.wave);
            let standing = figure_of(FigureKey { brand: Some(brand), ..key });
            against(Reference::Brand(name.clone()), standing, &|| less(other?, key.wave));
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

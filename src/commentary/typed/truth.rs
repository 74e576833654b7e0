//! What the data say of the figures that a sentence may mean.

use super::figure::{Exactness, Typed, TypedUnit};
use crate::commentary::resolve::Resolver;
use crate::commentary::work;
use crate::metrics::{Estimate, FigureKey, GroupIx, MetricIx, Reference, Statistic, Unit};
use crate::wave::Wave;
use std::collections::BTreeSet;

/// Whose figures and of which waves a sentence speaks.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub metrics: BTreeSet<MetricIx>,
    pub brands: BTreeSet<usize>,
    /// None for everybody.
    pub groups: BTreeSet<Option<GroupIx>>,
    pub waves: BTreeSet<Wave>,
    /// How many waves it names.
    pub named_waves: usize,
    /// Whether it speaks of intervals.
    pub intervals: bool,
    /// Whether it speaks of the target.
    pub target: bool,
}

/// One true figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub key: FigureKey,
    /// In the printed unit.
    pub exact: f64,
    /// As it is printed.
    pub printed: f64,
    pub unit: Unit,
    pub n: u64,
}

/// Everything that figures of a sentence may be.
#[derive(Debug, Default)]
pub(super) struct Truth {
    pub known: Vec<Known>,
    /// Ranks, targets and margins: what may stand in a sentence without being a value. With its unit.
    others: Vec<(f64, Unit)>,
    ranks: Vec<(f64, Unit)>,
    /// Intervals of values and of differences.
    intervals: Vec<((f64, f64), Unit)>,
    /// Whether an end may stand alone.
    speaks_of_intervals: bool,
    /// Changes and gaps.
    differences: Vec<(f64, Unit)>,
    bases: Vec<f64>,
    pub targets: Vec<(MetricIx, f64, Unit)>,
    /// Figures that are meant and may not be shown.
    pub suppressed: Vec<FigureKey>,
}

/// No more figures than this are compared with each other: a sentence names a few.
const MOST_PAIRS: usize = 60;

impl Scope {
    /// Whether a sentence with these names may speak of a comparison.
    fn compares_with(&self, resolver: &Resolver<'_>, reference: &Reference) -> bool {
        match reference {
            Reference::Target => self.target,
            Reference::Brand(name) => {
                self.brands.iter().any(|brand| resolver.figures.brands.get(*brand).is_some_and(|known| known == name))
            }
            Reference::Rest | Reference::Segment(_) => self.groups.iter().any(Option::is_some),
            // A sentence that names two waves sets these against each other.
            reference => reference.is_over_time() && self.named_waves < 2,
        }
    }
}

impl Truth {
    pub fn of(resolver: &Resolver<'_>, scope: &Scope) -> Truth {
        let mut truth = Truth { speaks_of_intervals: scope.intervals, ..Truth::default() };
        for &metric in &scope.metrics {
            truth.metric(resolver, metric, scope);
        }
        truth.pairs();
        truth
    }

    fn metric(&mut self, resolver: &Resolver<'_>, metric: MetricIx, scope: &Scope) {
        let info = resolver.lookup.info(metric);
        let headline = &info.statistics[0];
        let factor = headline.unit.print_factor();
        if let Some(target) = info.target {
            self.targets.push((metric, target * factor, headline.unit));
            if scope.target {
                self.others.push((target * factor, headline.unit));
            }
        }
        self.others.extend(info.margin.map(|margin| (margin * factor, headline.unit)));
        let brands: Vec<Option<usize>> = match info.branded {
            true => scope.brands.iter().map(|brand| Some(*brand)).collect(),
            false => vec![None],
        };
        for (brand, group, wave) in brands.iter().flat_map(|brand| {
            scope.groups.iter().flat_map(move |group| scope.waves.iter().map(move |wave| (*brand, *group, *wave)))
        }) {
            let key = |statistic| FigureKey { metric, brand, group, wave, statistic };
            let all = resolver.figures.by_key.range(key(Statistic::Score)..=key(Statistic::Shrunk));
            for (key, figure) in all {
                if matches!(key.statistic, Statistic::Shrunk) {
                    continue;
                }
                let (unit, decimals) = resolver.print(key);
                let is_headline = key.statistic == headline.statistic;
                let measured = match &figure.estimate {
                    Estimate::Measured(measured) => measured,
                    Estimate::Suppressed if is_headline => {
                        self.suppressed.push(*key);
                        continue;
                    }
                    _ => continue,
                };
                let factor = unit.print_factor();
                let printed = |value: f64| resolver.numbers.printed(unit, decimals, value);
                self.known.push(Known {
                    key: *key,
                    exact: measured.value * factor,
                    printed: printed(measured.value),
                    unit,
                    n: measured.n,
                });
                self.bases.extend([measured.n as f64, measured.n_eff.round()]);
                let interval = |(low, high): (f64, f64)| {
                    [((low * factor, high * factor), unit), ((printed(low), printed(high)), unit)]
                };
                self.intervals.extend(measured.interval.into_iter().flat_map(interval));
                if let Some(rank) = figure.rank {
                    self.ranks.extend([rank.rank, rank.low, rank.high, rank.of].map(|rank| (rank as f64, unit)));
                }
                for comparison in figure.comparisons.iter().filter(|c| scope.compares_with(resolver, &c.reference)) {
                    let differences = comparison.difference.into_iter();
                    self.differences.extend(differences.flat_map(|d| [(d * factor, unit), (printed(d), unit)]));
                    self.intervals.extend(comparison.interval.into_iter().flat_map(interval));
                }
            }
        }
        // Bases are told of all groups at once: "100 in each region".
        let of_metric = |key: &FigureKey| key.metric == metric && scope.waves.contains(&key.wave);
        let groups = resolver.figures.by_key.iter().filter(|(key, _)| key.group.is_some() && of_metric(key));
        self.bases.extend(groups.filter_map(|(_, figure)| figure.estimate.measured()).map(|m| m.n as f64));
    }

    /// What lies between each two figures of a metric.
    fn pairs(&mut self) {
        let known: Vec<Known> = self.known.iter().take(MOST_PAIRS).copied().collect();
        for (at, one) in known.iter().enumerate() {
            for other in known[at + 1..].iter().filter(|other| other.key.metric == one.key.metric) {
                if other.key.statistic == one.key.statistic {
                    let printed = one.printed - other.printed;
                    self.differences.extend([(one.exact - other.exact, one.unit), (printed, one.unit)]);
                }
            }
        }
    }

    /// The known figure that a typed one gives, of those that it may be.
    pub fn value(&self, typed: &Typed, may_be: impl Fn(&Known) -> bool) -> Option<&Known> {
        work::done(self.known.len());
        self.known.iter().filter(|known| may_be(known)).find(|known| {
            let size = scale(typed.unit, known.unit);
            size.is_some_and(|size| gives(typed, known.exact, size) || gives(typed, known.printed, size))
        })
    }

    /// Whether a typed figure is anything else that the data hold: a change, a base, or an end of an interval whose other
    /// end stands beside it.
    /// A number without a unit may be a base where the sentence `counts`, and a place where it `ranks`.
    pub fn allows(&self, typed: &Typed, beside: &[Option<&Typed>; 2], counts: bool, ranks: bool) -> bool {
        let one = |list: &[(f64, Unit)], signed: bool| {
            list.iter().any(|(value, unit)| {
                let Some(size) = scale(typed.unit, *unit) else { return false };
                // A change is often told without its sign: "fell by 5".
                let value = if signed && typed.sign.is_none() { value.abs() } else { *value };
                gives(typed, value, size)
            })
        };
        let is_count = typed.unit == TypedUnit::Answers || (typed.unit == TypedUnit::None && counts);
        one(&self.others, false)
            || (ranks && one(&self.ranks, false))
            || one(&self.differences, true)
            || self.is_end(typed, beside)
            || (is_count && self.bases.iter().any(|base| gives(typed, *base, 1.0)))
    }
}

impl Truth {
    fn is_end(&self, typed: &Typed, [before, after]: &[Option<&Typed>; 2]) -> bool {
        let ends =
            |typed: &Typed, end: f64, unit: Unit| scale(typed.unit, unit).is_some_and(|size| gives(typed, end, size));
        self.intervals.iter().any(|((low, high), unit)| {
            let (is_low, is_high) = (ends(typed, *low, *unit), ends(typed, *high, *unit));
            let both = (is_low && after.is_some_and(|other| ends(other, *high, *unit)))
                || (is_high && before.is_some_and(|other| ends(other, *low, *unit)));
            both || (self.speaks_of_intervals && (is_low || is_high))
        })
    }
}

/// How many of the printed unit one of the typed unit is; None where the two cannot mean the same.
pub(super) fn scale(typed: TypedUnit, unit: Unit) -> Option<f64> {
    match (typed, unit) {
        (TypedUnit::Percent | TypedUnit::Points, Unit::Share)
        | (TypedUnit::None | TypedUnit::Points, Unit::Points)
        | (TypedUnit::None | TypedUnit::OutOf | TypedUnit::Points, Unit::Score)
        | (TypedUnit::None, Unit::PerCustomer | Unit::Count) => Some(1.0),
        (TypedUnit::Time(seconds), Unit::Seconds) => Some(seconds),
        (TypedUnit::Time(seconds), Unit::Hours) => Some(seconds / 3600.0),
        _ => None,
    }
}

/// Whether a typed figure gives `truth` at the precision at which it was written.
pub(super) fn gives(typed: &Typed, truth: f64, size: f64) -> bool {
    // Half away from zero, as figures are printed; the least is for sums of binary fractions.
    let tolerance = typed.tolerance() * size + 1e-9 * truth.abs().max(1.0);
    let value = typed.value() * size;
    match typed.exactness {
        Exactness::Exact | Exactness::About => (value - truth).abs() <= tolerance,
        Exactness::Over => truth >= value - 1e-9 && truth <= value + 0.15 * value.abs().max(10.0),
        Exactness::Under => truth <= value + 1e-9 && truth >= value - 0.15 * value.abs().max(10.0),
    }
}

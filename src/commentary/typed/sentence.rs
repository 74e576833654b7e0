//! One sentence: whose figures it speaks of, and whether those that it gives are theirs.

use super::figure::{Around, Typed, TypedUnit};
use super::stretch::Stretch;
use super::tokens::{Token, tokens};
use super::truth::{Known, Scope, Truth};
use super::vocabulary::{Sense, Subject};
use super::{Findings, Meant, QUIET, TypedReader};
use crate::diag::Diagnostic;
use crate::metrics::{Estimate, FigureKey, MetricIx, Reference, Unit};
use crate::number::Unit as PrintedUnit;
use std::ops::Range;

/// A metric is meant by what stands no further from its name than this, in tokens.
const NEAR: usize = 18;

/// A sentence with what was recognised in it.
pub(super) struct Sentence<'s> {
    pub stretch: &'s Stretch,
    pub range: Range<usize>,
    pub tokens: Vec<Token<'s>>,
    pub senses: Vec<(Range<usize>, Sense)>,
    /// Names by the tokens that they stand on; those of a table's header stand on none.
    pub names: Vec<(Range<usize>, Subject)>,
}

impl Sentence<'_> {
    pub fn has(&self, sense: Sense) -> bool {
        self.senses.iter().any(|(_, found)| *found == sense)
    }

    /// Metrics with the tokens between a place and their name.
    pub fn metrics_near(&self, at: usize) -> impl Iterator<Item = (usize, bool, MetricIx)> + '_ {
        self.names.iter().filter_map(move |(range, subject)| match subject {
            Subject::Metric(metric) if range.end <= at => Some((at - range.end, true, *metric)),
            Subject::Metric(metric) => Some((range.start.saturating_sub(at), false, *metric)),
            _ => None,
        })
    }

    fn subjects<T>(&self, of: impl Fn(&Subject) -> Option<T>) -> Vec<T> {
        self.names.iter().filter_map(|(_, subject)| of(subject)).collect()
    }
}

impl TypedReader<'_> {
    pub(super) fn stretch(&self, stretch: &Stretch, findings: &mut Findings) {
        let ranges = self.cutter.sentences(&stretch.text);
        let header = tokens(&self.cutter, &stretch.header, 0);
        let header: Vec<Subject> = self.names.find(&header).into_iter().map(|(_, subject)| subject).collect();
        let mut last: Vec<MetricIx> = Vec::new();
        for (number, range) in ranges.iter().enumerate() {
            let next = ranges.get(number + 1).map_or(stretch.text.len() + 1, |next| next.start);
            let tokens = tokens(&self.cutter, &stretch.text[range.clone()], range.start);
            let senses = self.senses.find(&tokens);
            let mut names = self.names.find(&tokens);
            names.extend(header.iter().map(|subject| (0..0, *subject)));
            let named = |names: &[(Range<usize>, Subject)]| names.iter().any(|(_, s)| matches!(s, Subject::Metric(_)));
            // "It is now 38": what the sentence before spoke of.
            let again = senses.iter().any(|(range, sense)| *sense == Sense::Again && range.start == 0);
            if !named(&names) && again {
                names.extend(last.iter().map(|metric| (0..0, Subject::Metric(*metric))));
            }
            if !named(&names) {
                last.clear();
                continue;
            }
            let sentence = Sentence { stretch, range: range.clone(), tokens, senses, names };
            last = sentence.subjects(|subject| match subject {
                Subject::Metric(metric) => Some(*metric),
                _ => None,
            });
            let is_question = sentence.tokens.last().is_some_and(|token| matches!(token.text, "?" | "？" | "؟"));
            if is_question {
                continue;
            }
            if stretch.quiet.iter().any(|mark| (range.start..next).contains(mark)) {
                continue;
            }
            self.figures(&sentence, findings);
            self.statements(&sentence, findings);
        }
    }

    fn figures(&self, sentence: &Sentence<'_>, findings: &mut Findings) {
        let named: Vec<Range<usize>> = sentence.names.iter().map(|(range, _)| range.clone()).collect();
        let around = Around {
            tokens: &sentence.tokens,
            senses: &sentence.senses,
            named: &named,
            stop: &self.stop,
            numbers: self.resolver.numbers,
        };
        let figures = around.figures();
        if figures.is_empty() {
            return;
        }
        let truth = Truth::of(self.resolver, &self.scope(sentence, figures.len()));
        for (at, typed) in figures.iter().enumerate() {
            let beside = [at.checked_sub(1).and_then(|before| figures.get(before)), figures.get(at + 1)];
            match self.judge(sentence, &truth, typed, &beside) {
                Some(Judged::Right(key)) => {
                    findings.meant.push(Meant { key, place: sentence.stretch.place(&typed.range) });
                }
                Some(Judged::Wrong(message, hint)) => {
                    let place = self.resolver.place.span(sentence.stretch.place(&typed.range));
                    let problem = Diagnostic::warning("commentary/typed-figure", message).at(place).hint(hint);
                    findings.problems.push(problem.hint(QUIET));
                }
                Some(Judged::Hidden(message)) => {
                    let place = self.resolver.place.span(sentence.stretch.place(&typed.range));
                    let problem = Diagnostic::warning("commentary/typed-figure", message).at(place);
                    findings.problems.push(problem.hint("leave the figure out: its group is too small"));
                }
                None => {}
            }
        }
    }

    /// Whose figures of which waves the sentence may mean.
    pub(super) fn scope(&self, sentence: &Sentence<'_>, figures: usize) -> Scope {
        let figures_of = self.resolver.figures;
        let mut scope = Scope::default();
        for (_, subject) in &sentence.names {
            match subject {
                Subject::Metric(metric) => drop(scope.metrics.insert(*metric)),
                Subject::Brand(brand) => drop(scope.brands.insert(*brand)),
                Subject::Group(group) => drop(scope.groups.insert(Some(*group))),
                Subject::Wave(wave) => drop(scope.waves.insert(*wave)),
            }
        }
        scope.intervals = sentence.has(Sense::Interval);
        scope.target = sentence.has(Sense::Target);
        // A sentence with several figures is likely to set one against another, and so does one about a distance.
        let distances = [Sense::Points, Sense::By, Sense::Above, Sense::Below];
        let compares = figures > 1 || distances.into_iter().any(|sense| sentence.has(sense));
        if scope.brands.is_empty() || compares || sentence.has(Sense::Us) {
            scope.brands.insert(0);
        }
        if scope.groups.is_empty() || compares || sentence.has(Sense::Whole) {
            scope.groups.insert(None);
        }
        let wave = figures_of.wave;
        let waves = &self.resolver.report.waves;
        let mut told = !scope.waves.is_empty();
        let mut add = |sense, other: Option<crate::wave::Wave>| {
            if let (true, Some(other)) = (sentence.has(sense), other) {
                scope.waves.insert(other);
                told = true;
            }
        };
        add(Sense::Previous, waves.previous(wave));
        add(Sense::Year, waves.year_before(wave));
        for metric in &scope.metrics.clone() {
            add(Sense::Baseline, self.resolver.lookup.info(*metric).baseline);
        }
        if !told || compares || sentence.has(Sense::Now) {
            scope.waves.insert(wave);
        }
        if !told && sentence.has(Sense::Past) {
            scope.waves.extend(&figures_of.waves);
        }
        scope
    }

    fn judge(
        &self,
        sentence: &Sentence<'_>,
        truth: &Truth,
        typed: &Typed,
        beside: &[Option<&Typed>; 2],
    ) -> Option<Judged> {
        let level = self.resolver.report.confidence * 100.0;
        if typed.unit == TypedUnit::Percent && (typed.size - level).abs() < 1e-6 {
            return None;
        }
        if let Some(known) = truth.value(typed) {
            return Some(Judged::Right(known.key));
        }
        if truth.allows(typed, beside) {
            return None;
        }
        let written = &sentence.stretch.text[typed.range.clone()];
        if typed.is_target
            && let Some((metric, target, unit)) = self.target(sentence, truth, typed)
        {
            let id = &self.resolver.lookup.info(metric).id;
            let target = self.resolver.numbers.value(unit, self.decimals(metric), target / unit.print_factor());
            let message = format!("says {written}, the target of `{id}` is {target}");
            return Some(Judged::Wrong(message, format!("write `{{{{ {id} target }}}}`")));
        }
        if sentence.has(Sense::Unreal) {
            return None;
        }
        let metric = self.meant(sentence, typed)?;
        if typed.unit == TypedUnit::Answers {
            let known = self.main(sentence, truth, metric)?;
            let n = self.resolver.numbers.count(known.n);
            let message = format!("says {written}, the base of {} is n {n}", self.resolver.lookup.describe(&known.key));
            return Some(Judged::Wrong(message, format!("write `{{{{ {} n }}}}`", self.reference(&known.key))));
        }
        let Some(known) = self.main(sentence, truth, metric) else {
            let hidden = truth.suppressed.iter().find(|key| key.metric == metric)?;
            let message = format!("says {written}, and {} may not be shown", self.resolver.lookup.describe(hidden));
            return Some(Judged::Hidden(message));
        };
        let reference = self.reference(&known.key);
        if typed.is_change
            && let Some((words, change)) = self.change(sentence, &known.key)
        {
            let message =
                format!("says {written}, the data say {change} for {}", self.resolver.lookup.describe(&known.key));
            return Some(Judged::Wrong(message, format!("write `{{{{ {reference} {words} }}}}`")));
        }
        let n = self.resolver.numbers.count(known.n);
        let value = self.value_of(&known.key)?;
        let message =
            format!("says {written}, the data say {value} for {} (n {n})", self.resolver.lookup.describe(&known.key));
        Some(Judged::Wrong(message, format!("write `{{{{ {reference} }}}}`, which follows the data")))
    }

    /// The metric that a figure is nearest to among those whose unit it may have.
    fn meant(&self, sentence: &Sentence<'_>, typed: &Typed) -> Option<MetricIx> {
        let fits = |metric: MetricIx| {
            let unit = self.resolver.lookup.info(metric).statistics[0].unit;
            match (typed.unit, unit) {
                (TypedUnit::Answers, _) => true,
                (TypedUnit::None, Unit::Points) => typed.size <= 100.0,
                (TypedUnit::Points, Unit::Points | Unit::Share) => typed.size <= 100.0,
                // "fell by 10%" may be of the figure itself.
                (TypedUnit::Percent, Unit::Share) => !typed.is_change,
                (TypedUnit::OutOf, Unit::Score) => true,
                (TypedUnit::None, Unit::Score) => typed.decimals > 0,
                (TypedUnit::Time(_), Unit::Seconds | Unit::Hours) => true,
                _ => false,
            }
        };
        let near = sentence.metrics_near(typed.at).filter(|(far, _, metric)| *far <= NEAR && fits(*metric));
        // Names stand before their figures more often than behind them.
        near.min_by_key(|(far, is_before, _)| far + if *is_before { 0 } else { 3 }).map(|(_, _, metric)| metric)
    }

    fn target(&self, sentence: &Sentence<'_>, truth: &Truth, typed: &Typed) -> Option<(MetricIx, f64, PrintedUnit)> {
        let metric = self.meant(sentence, typed)?;
        truth.targets.iter().find(|(of, ..)| *of == metric).copied()
    }

    /// The figure that the sentence is most likely about: the headline of what it names, in the wave that it names.
    fn main<'t>(&self, sentence: &Sentence<'_>, truth: &'t Truth, metric: MetricIx) -> Option<&'t Known> {
        let headline = self.resolver.lookup.info(metric).statistics[0].statistic;
        let named_wave = sentence.subjects(|subject| match subject {
            Subject::Wave(wave) => Some(*wave),
            _ => None,
        });
        let rank = |known: &&Known| {
            let key = &known.key;
            let is_named = |subject: Subject| sentence.names.iter().any(|(_, found)| *found == subject);
            let group = key.group.is_some_and(|group| is_named(Subject::Group(group)));
            let brand = key.brand.is_some_and(|brand| is_named(Subject::Brand(brand)));
            let wave = match named_wave.is_empty() {
                true => key.wave == self.resolver.figures.wave,
                false => named_wave.contains(&key.wave),
            };
            (group, brand, wave, key.wave)
        };
        let of = truth.known.iter().filter(|known| known.key.metric == metric && known.key.statistic == headline);
        of.max_by_key(rank)
    }

    /// What a figure did, with the words that ask for it.
    pub(super) fn change(&self, sentence: &Sentence<'_>, key: &FigureKey) -> Option<(&'static str, String)> {
        let figure = self.resolver.lookup.figure(key)?;
        let order = match sentence.has(Sense::Year) {
            true => [(Reference::Year, "change year"), (Reference::Previous, "change previous")],
            false => [(Reference::Previous, "change previous"), (Reference::Year, "change year")],
        };
        let (unit, decimals) = self.resolver.print(key);
        order.into_iter().find_map(|(reference, words)| {
            let difference = figure.against(&reference)?.difference?;
            Some((words, self.resolver.numbers.signed(unit, decimals, difference)))
        })
    }

    /// A figure as it is printed.
    pub(super) fn value_of(&self, key: &FigureKey) -> Option<String> {
        let Estimate::Measured(measured) = &self.resolver.lookup.figure(key)?.estimate else { return None };
        let (unit, decimals) = self.resolver.print(key);
        Some(self.resolver.numbers.value(unit, decimals, measured.value))
    }

    fn decimals(&self, metric: MetricIx) -> usize {
        self.resolver.lookup.info(metric).statistics[0].decimals
    }

    /// How an inline value asks for a figure.
    pub(super) fn reference(&self, key: &FigureKey) -> String {
        self.resolver.lookup.reference_to(key)
    }
}

enum Judged {
    /// It is this figure.
    Right(FigureKey),
    /// The data say otherwise: what, and what to write.
    Wrong(String, String),
    /// It is of a group whose figures may not be shown.
    Hidden(String),
}

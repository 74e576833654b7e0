//! One sentence: whose figures it speaks of, and whether those that it gives are theirs.

use super::figure::{Around, Typed, TypedUnit};
use super::stretch::Stretch;
use super::tokens::{Kind, Token, tokens};
use super::truth::{Known, Scope, Truth};
use super::vocabulary::{Sense, Subject};
use super::{Findings, Meant, QUIET, TypedReader};
use crate::commentary::work;
use crate::diag::Diagnostic;
use crate::language::{StopWords, fold};
use crate::metrics::{Estimate, FigureKey, MetricIx, Reference, Statistic, Unit};
use crate::number::Unit as PrintedUnit;
use std::collections::BTreeSet;
use std::ops::Range;

/// A metric is meant by what stands no further from its name than this, in tokens.
const NEAR: usize = 18;

/// Of what is longer, this many tokens are read at a time, so that work grows with the length and not with its square.
const LONGEST: usize = 400;

/// A sentence with what was recognised in it.
pub(super) struct Sentence<'s> {
    pub stretch: &'s Stretch,
    pub range: Range<usize>,
    pub tokens: Vec<Token<'s>>,
    pub senses: Vec<(Range<usize>, Sense)>,
    /// Names by the tokens that they stand on; those of a table's header stand on none.
    pub names: Vec<(Range<usize>, Subject)>,
    /// Where those of metrics begin that are narrowed to something that the report knows nothing of.
    narrowed: Vec<usize>,
}

impl Sentence<'_> {
    pub fn has(&self, sense: Sense) -> bool {
        self.senses.iter().any(|(_, found)| *found == sense)
    }

    /// Whether one of these senses, which take back what is said, speaks of what stands at a token: not as a part of a
    /// name ("Would recommend"), nor in an aside that begins behind it ("…, which nobody would have expected").
    pub fn takes_back(&self, senses: &[Sense], at: usize) -> bool {
        self.senses.iter().any(|(range, found)| {
            let is_named = || self.names.iter().any(|(name, _)| name.start <= range.start && range.end <= name.end);
            senses.contains(found) && !is_named() && self.aside_of(range.start).is_none_or(|aside| aside < at)
        })
    }

    /// Where the aside begins that a token stands in.
    fn aside_of(&self, at: usize) -> Option<usize> {
        let is_comma = |at: &usize| self.tokens.get(*at).is_some_and(|token| matches!(token.text, "," | "、" | "،"));
        let comma = (0..at).rev().find(is_comma)?;
        self.says(comma + 1, Sense::Aside).then_some(comma)
    }

    /// Metrics with the tokens between a place and their name; none across the border of a clause to one behind it, and
    /// none whose name is narrowed to something else: "satisfaction with the engineer".
    pub fn metrics_near(&self, at: usize) -> impl Iterator<Item = (usize, bool, MetricIx)> + '_ {
        work::done(self.names.len());
        let names = self.names.iter().filter(move |(range, _)| range.end + NEAR >= at && range.start <= at + NEAR + 1);
        let names = names.filter(|(range, _)| self.narrowed.binary_search(&range.start).is_err() || range.is_empty());
        names.filter_map(move |(range, subject)| match subject {
            Subject::Metric(metric) if range.end <= at => Some((at - range.end, true, *metric)),
            Subject::Metric(metric) if !self.has_border(at..range.start) => {
                Some((range.start.saturating_sub(at), false, *metric))
            }
            _ => None,
        })
    }

    /// Whether another clause begins among these tokens.
    fn has_border(&self, tokens: Range<usize>) -> bool {
        // A place may lie inside a name; then nothing stands between.
        let between = self.tokens.get(tokens.clone()).unwrap_or_default();
        work::done(between.len());
        tokens.clone().any(|at| self.says(at, Sense::Clause))
            || between.iter().any(|token| [";", "\u{61b}", "；"].contains(&token.text))
    }

    /// Whether a phrase with this sense begins at a token.
    fn says(&self, at: usize, sense: Sense) -> bool {
        let first = self.senses.partition_point(|(range, _)| range.start < at);
        self.senses[first..].iter().take_while(|(range, _)| range.start == at).any(|(_, found)| *found == sense)
    }

    /// Where names of metrics begin behind which stands what they are about, if that is nothing that the report knows.
    fn narrowed(&self, stop: &StopWords) -> Vec<usize> {
        let named: BTreeSet<usize> = self.names.iter().flat_map(|(range, _)| range.clone()).collect();
        let knows: BTreeSet<usize> = self.senses.iter().map(|(range, _)| range.start).collect();
        let narrows = |range: &Range<usize>| {
            if range.is_empty() || !self.says(range.end, Sense::Narrowed) {
                return false;
            }
            // "of the broadband business": past what says nothing.
            let behind = (range.end + 1..self.tokens.len()).take(NEAR);
            let first = { behind }.find(|at| self.says(*at, Sense::Us) || !stop.has(&self.tokens[*at].folded));
            first.is_some_and(|at| self.tokens[at].kind == Kind::Word && !knows.contains(&at) && !named.contains(&at))
        };
        let metrics = self.names.iter().filter(|(_, subject)| matches!(subject, Subject::Metric(_)));
        let mut narrowed: Vec<usize> =
            metrics.filter(|(range, _)| narrows(range)).map(|(range, _)| range.start).collect();
        narrowed.sort_unstable();
        narrowed
    }

    fn subjects<T>(&self, of: impl Fn(&Subject) -> Option<T>) -> Vec<T> {
        self.names.iter().filter_map(|(_, subject)| of(subject)).collect()
    }
}

impl TypedReader<'_> {
    pub(super) fn stretch(&self, stretch: &Stretch, findings: &mut Findings) {
        let ranges = self.sentences(&stretch.text);
        let header = tokens(self.cutter, &stretch.header, 0);
        let header: Vec<Subject> = self.names.find(&header).into_iter().map(|(_, subject)| subject).collect();
        let mut last: Vec<MetricIx> = Vec::new();
        for (number, range) in ranges.iter().enumerate() {
            let next = ranges.get(number + 1).map_or(stretch.text.len() + 1, |next| next.start);
            let mut tokens = tokens(self.cutter, &stretch.text[range.clone()], range.start).into_iter();
            // Part by part: what is behind a part is never moved.
            loop {
                let part = tokens.by_ref().take(LONGEST).collect();
                self.sentence((stretch, range, next), part, &header, &mut last, findings);
                if tokens.len() == 0 {
                    break;
                }
            }
        }
    }

    /// One sentence, or a part of one that has no end; the next one begins at the last of the three.
    fn sentence<'s>(
        &self,
        (stretch, range, next): (&'s Stretch, &Range<usize>, usize),
        tokens: Vec<Token<'s>>,
        header: &[Subject],
        last: &mut Vec<MetricIx>,
        findings: &mut Findings,
    ) {
        let senses = self.senses.find(&tokens);
        let mut names = self.names.find(&tokens);
        names.extend(header.iter().map(|subject| (0..0, *subject)));
        let is_question = tokens.last().is_some_and(|token| matches!(token.text, "?" | "？" | "؟"));
        let is_silent = is_question || stretch.is_quiet(&(range.start..next));
        let mut sentence = Sentence { stretch, range: range.clone(), tokens, senses, names, narrowed: Vec::new() };
        if !is_silent {
            self.words_of_claims(&sentence, findings);
        }
        let named = |names: &[(Range<usize>, Subject)]| names.iter().any(|(_, s)| matches!(s, Subject::Metric(_)));
        // "It is now 38": what the sentence before spoke of.
        let again = sentence.senses.iter().any(|(range, sense)| *sense == Sense::Again && range.start == 0);
        if !named(&sentence.names) && again {
            sentence.names.extend(last.iter().map(|metric| (0..0, Subject::Metric(*metric))));
        }
        if !named(&sentence.names) {
            last.clear();
            return;
        }
        sentence.narrowed = sentence.narrowed(self.stop);
        *last = sentence.subjects(|subject| match subject {
            Subject::Metric(metric) => Some(*metric),
            _ => None,
        });
        if is_silent {
            return;
        }
        self.figures(&sentence, findings);
        self.statements(&sentence, findings);
    }

    /// The sentences of a text, of which none ends with a shortened word.
    fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        let mut sentences: Vec<Range<usize>> = Vec::new();
        for range in self.cutter.sentences(text) {
            let goes_on = |last: &Range<usize>| {
                let words = text[last.clone()].trim_end_matches('.');
                let word = words.rsplit(|c: char| !c.is_alphanumeric() && c != '.').next().unwrap_or_default();
                words.len() < last.len() && self.shortened.contains(&fold(word))
            };
            match sentences.last_mut() {
                Some(last) if goes_on(last) => last.end = range.end,
                _ => sentences.push(range),
            }
        }
        sentences
    }

    fn figures(&self, sentence: &Sentence<'_>, findings: &mut Findings) {
        let named: Vec<Range<usize>> = sentence.names.iter().map(|(range, _)| range.clone()).collect();
        let around = Around {
            tokens: &sentence.tokens,
            senses: &sentence.senses,
            named: &named,
            stop: self.stop,
            numbers: self.resolver.numbers,
        };
        let figures = around.figures();
        if figures.is_empty() {
            return;
        }
        let claims = self.claims(sentence);
        let mut scope = self.scope(sentence, figures.len());
        claims.iter().for_each(|claim| scope.takes_in(claim));
        let truth = Truth::of(self.resolver, &scope);
        for (at, typed) in figures.iter().enumerate() {
            if claims.iter().any(|claim| self.is_claimed(claim, typed)) {
                continue;
            }
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
        scope.named_waves = sentence.subjects(|s| matches!(s, Subject::Wave(_)).then_some(())).len();
        scope.intervals = sentence.has(Sense::Interval);
        scope.target = sentence.has(Sense::Target);
        // A sentence with several figures is likely to set one against another, and so does one about a distance.
        let distances = [Sense::Points, Sense::By, Sense::Above, Sense::Below, Sense::Ahead, Sense::Behind];
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
        let may_be = |known: &Known| self.is_named(sentence, &known.key);
        if let Some(known) = truth.value(typed, may_be) {
            return Some(Judged::Right(known.key));
        }
        let counts =
            [Sense::Answers, Sense::People, Sense::Answered, Sense::Whole].into_iter().any(|s| sentence.has(s));
        if truth.allows(typed, beside, counts || typed.size > 100.0, sentence.has(Sense::Ranked)) {
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
        if sentence.takes_back(&[Sense::Unreal], typed.at) {
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
                // "NPS stands at 40%"; but "NPS: 60% answered".
                (TypedUnit::Percent, Unit::Points) => !typed.is_change && self.is_said_of(sentence, typed, metric),
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

    /// Whether nothing stands between a metric's name and a figure behind it but small words, and nothing behind that.
    fn is_said_of(&self, sentence: &Sentence<'_>, typed: &Typed, metric: MetricIx) -> bool {
        let name =
            sentence.names.iter().rev().find(|(range, subject)| {
                *subject == Subject::Metric(metric) && range.end <= typed.at && !range.is_empty()
            });
        let behind = sentence.tokens.iter().position(|token| token.range.start >= typed.range.end);
        let ends = behind.is_none_or(|at| sentence.tokens[at].kind == Kind::Sign);
        let is_small = |at: usize| self.stop.has(&sentence.tokens[at].folded) || sentence.says(at, Sense::Standing);
        ends && name.is_some_and(|(range, _)| typed.at - range.end <= 3 && (range.end..typed.at).all(is_small))
    }

    /// Whether a figure may be meant: the headline of its metric, or one whose own name stands in the sentence.
    fn is_named(&self, sentence: &Sentence<'_>, key: &FigureKey) -> bool {
        let info = self.resolver.lookup.info(key.metric);
        let sense = match key.statistic {
            _ if info.statistics[0].statistic == key.statistic => return true,
            Statistic::Promoters => Sense::Promoters,
            Statistic::Passives => Sense::Passives,
            Statistic::Detractors => Sense::Detractors,
            Statistic::Median => Sense::Median,
            Statistic::P90 => Sense::Percentile,
            Statistic::Mean => Sense::Mean,
            _ => return true,
        };
        sentence.has(sense)
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

//! Headlines of charts: sentences made from verdicts, never stronger than these.

use super::context::Context;
use super::show::{Show, is_neutral, told};
use crate::config::Better;
use crate::metrics::{Comparison, Estimate, Figure, GroupIx, MetricIx, Reference, Statistic, Verdict};
use crate::wave::Wave;

/// The most words that a headline has.
const LONGEST: usize = 15;

/// What a metric is called in a sentence: its title, with the statistic where it is not simply its score.
pub fn name(context: &Context<'_>, metric: MetricIx) -> String {
    let (info, statistic) = (context.info(metric), context.headline(metric));
    if statistic.statistic == Statistic::Score || statistic.name.is_empty() {
        return info.title.clone();
    }
    context.show.fill("metric.statistic", &[("metric", &info.title), ("statistic", &statistic.name)])
}

/// The same of a group of ours, or of everybody.
pub fn of_group(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> String {
    let name = name(context, metric);
    match group {
        Some(group) => {
            context.show.fill("headline.in_group", &[("metric", &name), ("group", &context.group_name(group))])
        }
        None => name,
    }
}

/// The same of a brand.
pub fn of_brand(context: &Context<'_>, metric: MetricIx, brand: &str) -> String {
    context.show.fill("headline.of_brand", &[("metric", &name(context, metric)), ("brand", brand)])
}

/// What our figure did since the wave before, or else in a year.
pub fn trend_headline(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> String {
    let show = &context.show;
    let figure = context.of_group(metric, group);
    let subject = of_group(context, metric, group);
    let verdict = |reference| figure.and_then(|f| told(f, &reference)).map(|c: &Comparison| c.verdict);
    let (previous, year) = (verdict(Reference::Previous), verdict(Reference::Year));
    let (key, reference) = match (previous, year) {
        (Some(Verdict::Higher), _) => ("headline.rose", Reference::Previous),
        (Some(Verdict::Lower), _) => ("headline.fell", Reference::Previous),
        (_, Some(Verdict::Higher)) => ("headline.higher", Reference::Year),
        (_, Some(Verdict::Lower)) => ("headline.lower", Reference::Year),
        (Some(Verdict::NoClearDifference), _) => ("headline.no_change", Reference::Previous),
        (_, Some(Verdict::NoClearDifference)) => ("headline.no_change", Reference::Year),
        _ => ("headline.plain", Reference::Previous),
    };
    let reference = show.reference(&reference);
    let fill = |subject: &str| {
        let values = [("subject", subject), ("reference", &reference), ("wave", &context.wave_label())];
        show.fill(key, &values)
    };
    short(fill(&subject), || fill(&show.word("headline.this")))
}

/// What is measured, of `who`, with which band and on which bases.
/// `points` are the figures of `waves`.
pub fn trend_subtitle(
    context: &Context<'_>,
    metric: MetricIx,
    who: &str,
    waves: &[Wave],
    points: &[Estimate],
) -> String {
    let show = &context.show;
    let (Some(first), Some(last)) = (waves.first(), waves.last()) else { return measured(context, metric) };
    // Intervals of neighbouring waves are drawn as one band.
    let is_band = points.windows(2).any(|pair| pair.iter().all(|point| point.measured().is_some()));
    let base = bases(*show, points.iter().filter_map(Estimate::measured).map(|m| m.n).collect(), &show.wave_kind());
    let values = [
        ("measured", &*measured(context, metric)),
        ("who", who),
        ("wave_kind", &show.wave_kind()),
        ("first", &show.wave(*first)),
        ("last", &show.wave(*last)),
        ("mark", &show.word(if is_band { "chart.trend.band" } else { "chart.trend.lines" })),
        ("interval", &show.interval_name()),
        ("base", &base),
    ];
    show.fill("chart.trend.subtitle", &values).trim_end().to_owned()
}

/// On how many answers the figures of a course rest: "Base 799 to 820 a quarter."
pub fn bases(show: Show<'_>, bases: Vec<u64>, wave_kind: &str) -> String {
    let (Some(least), Some(most)) = (bases.iter().min(), bases.iter().max()) else { return String::new() };
    let (n, most_n) = (show.numbers.count(*least), show.numbers.count(*most));
    match least == most {
        true => show.fill("base.each", &[("n", &n)]),
        false => show.fill("base.range", &[("least", &n), ("most", &most_n), ("wave_kind", wave_kind)]),
    }
}

/// What stands above dots.
pub fn dots_subtitle(context: &Context<'_>, metric: MetricIx, wave: Wave) -> String {
    let show = &context.show;
    let values =
        [("measured", &*measured(context, metric)), ("interval", &show.interval_name()), ("wave", &show.wave(wave))];
    show.fill("chart.dots.subtitle", &values)
}

/// The metric with what it is counted in.
pub fn measured(context: &Context<'_>, metric: MetricIx) -> String {
    let info = context.info(metric);
    match info.subtitle.is_empty() {
        true => name(context, metric),
        false => {
            context.show.fill("metric.subtitle", &[("metric", &name(context, metric)), ("subtitle", &info.subtitle)])
        }
    }
}

/// What is measured, for a place under a headline: without the name of the metric where the headline begins with it.
pub fn under(show: Show<'_>, headline: &str, subtitle: String) -> String {
    let pattern = show.word("metric.subtitle");
    let between = pattern.strip_prefix("{metric}").and_then(|rest| rest.strip_suffix("{subtitle}"));
    let parts = between.filter(|between| !between.is_empty()).and_then(|between| subtitle.split_once(between));
    let is_told = |name: &str| {
        headline.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric()))
    };
    match parts {
        Some((name, rest)) if is_told(name) => begun(rest),
        _ => subtitle,
    }
}

/// Words with a capital letter at their beginning.
pub fn begun(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The text with names of columns and keys in quotation marks instead of those of Markdown.
pub fn quoted(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("“{part}”") } else { part.to_owned() }).collect()
}

/// Where a brand stands to us in the metric's better direction, as far as the test says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Clearly better than us.
    Ahead,
    /// Clearly worse than us.
    Behind,
    /// The data cannot tell.
    Unclear,
}

/// Where each brand stands that was tested against ours.
pub fn standings(context: &Context<'_>, metric: MetricIx) -> Vec<(String, Standing)> {
    let better = context.info(metric).better;
    let ours = context.of_group(metric, None);
    let standing = |comparison: &Comparison| {
        let Reference::Brand(brand) = &comparison.reference else { return None };
        let standing = match (comparison.verdict, better) {
            (Verdict::Lower, Better::High) | (Verdict::Higher, Better::Low) => Standing::Ahead,
            (Verdict::Higher, Better::High) | (Verdict::Lower, Better::Low) => Standing::Behind,
            (Verdict::NoClearDifference, _) => Standing::Unclear,
            (Verdict::BaseTooSmall | Verdict::NotComparable, _) => return None,
        };
        Some((brand.clone(), standing))
    };
    ours.filter(|figure| figure.estimate.measured().is_some() && !is_neutral(context.info(metric)))
        .into_iter()
        .flat_map(|figure| &figure.comparisons)
        .filter_map(standing)
        .collect()
}

/// Who is clearly ahead of us. Of competitors without enough answers nothing is said, also not by "only" or "every".
pub fn brands_headline(context: &Context<'_>, metric: MetricIx) -> String {
    let show = &context.show;
    let standings = standings(context, metric);
    let all_tested = standings.len() + 1 >= context.brands(metric).len();
    let ahead: Vec<&str> =
        standings.iter().filter(|(_, s)| *s == Standing::Ahead).map(|(brand, _)| brand.as_str()).collect();
    let all_behind = standings.iter().all(|(_, s)| *s == Standing::Behind);
    let key = match (standings.len(), ahead.as_slice(), all_tested) {
        (0, ..) => "headline.brands",
        (_, [], true) if all_behind => "headline.lead",
        (_, [], true) => "headline.none_ahead",
        (of, ahead, true) if of == ahead.len() => "headline.all_ahead",
        (_, [_], true) => "headline.one_ahead",
        (_, _, true) => "headline.some_ahead",
        (1, [], false) if all_behind => "headline.tested.ahead_of_one",
        (1, [], false) => "headline.brands",
        (_, [], false) if all_behind => "headline.tested.lead",
        (_, [], false) => "headline.tested.none_ahead",
        (_, [_], false) => "headline.tested.one_ahead",
        (_, _, false) => "headline.tested.some_ahead",
    };
    let (count, of) = (show.numbers.count(ahead.len() as u64), show.numbers.count(standings.len() as u64));
    let tested = standings.first().map(|(brand, _)| brand.as_str());
    let brand = ahead.first().copied().or(tested).unwrap_or_default();
    let fill = |metric: &str| show.fill(key, &[("metric", metric), ("brand", brand), ("count", &count), ("of", &of)]);
    short(fill(&name(context, metric)), || fill(&show.word("headline.this")))
}

/// Which values of a dimension differ clearly from the rest.
pub fn groups_headline(context: &Context<'_>, metric: MetricIx, dimension: usize) -> String {
    let show = &context.show;
    let d = &context.figures.dimensions[dimension];
    let (mut above, mut below, mut tested) = (Vec::new(), Vec::new(), 0_u64);
    for value in 0..d.values.len() {
        let group = GroupIx { dimension, value };
        let rest = context.of_group(metric, Some(group)).and_then(|figure| told(figure, &Reference::Rest));
        match rest.map(|comparison| comparison.verdict) {
            Some(Verdict::Higher) => above.push(context.group_name(group)),
            Some(Verdict::Lower) => below.push(context.group_name(group)),
            Some(Verdict::NoClearDifference) => {}
            _ => continue,
        }
        tested += 1;
    }
    let key = match (tested, above.as_slice(), below.as_slice()) {
        (0, ..) => "headline.groups",
        (_, [], []) => "headline.groups.none",
        (_, [_], []) => "headline.groups.above",
        (_, [], [_]) => "headline.groups.below",
        (_, [_], [_]) => "headline.groups.both",
        _ => "headline.groups.several",
    };
    let count = show.numbers.count((above.len() + below.len()) as u64);
    let first = |names: &[String]| names.first().cloned().unwrap_or_default();
    let (above, below, of) = (first(&above), first(&below), show.numbers.count(tested));
    let fill = |metric: &str| {
        let values = [
            ("metric", metric),
            ("dimension", &d.title),
            ("above", &above),
            ("below", &below),
            ("count", &count),
            ("of", &of),
        ];
        show.fill(key, &values)
    };
    short(fill(&name(context, metric)), || fill(&show.word("headline.this")))
}

/// The comparison of a figure, where its verdict says that there is a difference.
pub fn supported<'f>(figure: Option<&'f Figure>, reference: &Reference) -> Option<&'f Comparison> {
    let comparison = told(figure?, reference)?;
    matches!(comparison.verdict, Verdict::Higher | Verdict::Lower).then_some(comparison)
}

/// The sentence, or the other one where it is longer than a headline may be.
pub fn short(sentence: String, other: impl FnOnce() -> String) -> String {
    if sentence.split_whitespace().count() <= LONGEST { sentence } else { other() }
}

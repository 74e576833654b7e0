//! Why a figure moved: its changes split into a different mix of groups and change within groups.

use super::charts::{ChartFiles, ChartView, measure};
use super::context::Context;
use super::say;
use super::show::{Word, better, told};
use super::table::{Entry, Table, TableBuilder};
use crate::chart::{DrawError, Heading, Waterfall, WaterfallStep};
use crate::metrics::movement::{Effect, GroupParts, Movement, Split, Unsplit};
use crate::metrics::{Estimate, MetricIx, Reference, StatisticInfo, Verdict};
use crate::wave::Wave;
use serde::Serialize;

/// How many parts of groups are told.
const MOST_PARTS: usize = 2;

/// Of more groups than these the chart shows the parts together.
const MOST_STEPS: usize = 8;

/// The changes of one metric.
#[derive(Serialize)]
pub struct MovementView {
    /// What may be said, a sentence for each reference.
    sentences: Vec<String>,
    chart: ChartView,
    table: Table,
    /// Cuts that are left out, and why.
    left_out: Vec<String>,
}

/// The changes of our headline figure in the edition's wave; none where nothing could be split.
pub fn movement(
    context: &Context<'_>,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<Option<MovementView>, DrawError> {
    let all = &context.figures.over_time.movements;
    let ours: Vec<&Movement> = all.iter().filter(|m| m.metric == metric && m.wave == context.wave()).collect();
    let references = context.earlier();
    let split = |reference: &Reference| -> Vec<(&Movement, &Split)> {
        let of = ours.iter().filter(|movement| movement.reference == *reference);
        of.filter_map(|movement| Some((*movement, movement.result.as_ref().ok()?))).collect()
    };
    let sentences = references.iter().filter_map(|reference| sentence(context, metric, &split(reference)));
    let table = table(context, metric, &references.iter().flat_map(split).collect::<Vec<_>>());
    let chart = references.iter().map(split).find_map(|splits| waterfall(context, metric, &splits));
    let (Some(table), Some(chart)) = (table, chart) else { return Ok(None) };
    let chart = files.add(context.show, &chart)?;
    Ok(Some(MovementView { sentences: sentences.collect(), chart, table, left_out: left_out(context, &ours) }))
}

/// The change since the wave before, or since the year before, by a dimension, or by the one of which most may be said.
pub fn waterfall_since(
    context: &Context<'_>,
    metric: MetricIx,
    since: Option<Wave>,
    dimension: Option<usize>,
) -> Option<Waterfall> {
    let all = context.figures.over_time.movements.iter();
    let ours = all.filter(|one| one.metric == metric && one.wave == context.wave());
    let ours = ours.filter(|one| since.is_none_or(|since| one.before == since));
    let ours = ours.filter(|one| dimension.is_none_or(|dimension| one.dimension == dimension));
    let splits: Vec<(&Movement, &Split)> = ours.filter_map(|one| Some((one, one.result.as_ref().ok()?))).collect();
    [Reference::Previous, Reference::Year].iter().find_map(|reference| {
        let of: Vec<(&Movement, &Split)> =
            splits.iter().filter(|(one, _)| one.reference == *reference).copied().collect();
        waterfall(context, metric, &of)
    })
}

/// The change by the dimension of which most may be said.
fn waterfall(context: &Context<'_>, metric: MetricIx, splits: &[(&Movement, &Split)]) -> Option<Waterfall> {
    let show = context.show;
    let p = |split: &Split| {
        let effects = [&split.mix, &split.within].map(|effect| effect.p_adjusted.unwrap_or(1.0));
        effects[0].min(effects[1])
    };
    let (movement, split) = splits.iter().min_by(|(_, a), (_, b)| p(a).total_cmp(&p(b)))?;
    let end = |wave| {
        let estimate = context.figures.ours(metric, wave)?.estimate.clone();
        estimate.measured().is_some().then(|| (show.wave(wave), estimate))
    };
    let (from, to) = (end(movement.before)?, end(movement.wave)?);
    let dimension = &context.figures.dimensions[movement.dimension];
    let word = |effect: &Effect| effect_key(effect.verdict).map(|key| show.word(key)).unwrap_or_default();
    let of_effect = |name: &str, effect: &Effect| WaterfallStep {
        name: show.word(name),
        value: effect.value,
        interval: effect.interval,
        said: word(effect),
        is_clear: effect_key(effect.verdict).is_some(),
    };
    let mut steps = vec![of_effect("movement.step.mix", &split.mix)];
    if (2..=MOST_STEPS).contains(&split.all_within.len()) {
        steps.extend(split.all_within.iter().map(|part| WaterfallStep {
            name: match part.value {
                Some(value) => {
                    let group = show.group_name(&dimension.values[value]);
                    show.fill("movement.step.within_group", &[("group", &group)])
                }
                None => show.word("movement.step.together"),
            },
            value: part.within.0,
            interval: part.within.1,
            said: String::new(),
            is_clear: false,
        }));
    } else {
        steps.push(of_effect("movement.step.within", &split.within));
    }
    let clear = |effect: &Effect| effect_key(effect.verdict).is_some();
    let key = match (clear(&split.mix), clear(&split.within)) {
        (true, true) => "movement.headline.both",
        (true, false) => "movement.headline.mix",
        (false, true) => "movement.headline.within",
        (false, false) => "movement.headline.neither",
    };
    let fill = |metric: &str| show.fill(key, &[("metric", metric)]);
    let headline = say::short(fill(&say::name(context, metric)), || {
        say::short(fill(&context.info(metric).title), || fill(&show.word("headline.this")))
    });
    let n = |(_, estimate): &(String, Estimate)| estimate.measured().map(|m| show.numbers.count(m.n));
    let values = [
        ("measured", &*say::measured(context, metric)),
        ("dimension", &dimension.title),
        ("interval", &show.interval_name()),
        ("before", &n(&from)?),
        ("after", &n(&to)?),
    ];
    let subtitle = show.fill("movement.chart.subtitle", &values);
    Some(Waterfall {
        heading: Heading { id: "why".to_owned(), headline, subtitle },
        measure: measure(context.headline(metric)),
        from,
        steps,
        to,
    })
}

/// The strongest that is clear of what the mix did, and of what changed within groups.
fn sentence(context: &Context<'_>, metric: MetricIx, splits: &[(&Movement, &Split)]) -> Option<String> {
    let show = context.show;
    let (statistic, info) = (context.headline(metric), context.info(metric));
    let first = splits.first()?.0;
    let reference = show.reference(&first.reference);
    let n = |wave| {
        let measured = context.figures.ours(metric, wave).and_then(|figure| figure.estimate.measured());
        measured.map(|measured| show.numbers.count(measured.n))
    };
    let change = told(context.figures.ours(metric, first.wave)?, &first.reference)?;
    let change = show.change(info, statistic, change);
    let values = [
        ("change", &*change.difference),
        ("reference", &*reference),
        ("verdict", &change.verdict.text),
        ("interval", &change.interval),
        ("before", &n(first.before)?),
        ("after", &n(first.wave)?),
    ];
    let change = show.fill("movement.change", &values);
    let strongest = |of: fn(&Split) -> &Effect| {
        let clear = splits.iter().filter(|(_, split)| of(split).verdict != Verdict::NoClearDifference);
        clear.max_by(|a, b| of(a.1).value.abs().total_cmp(&of(b.1).value.abs())).map(|(m, split)| (*m, of(split)))
    };
    let said = |found: Option<(&Movement, &Effect)>, clear: &str, unclear: &str| match found {
        Some((movement, effect)) => {
            let values = [
                ("dimension", &*context.figures.dimensions[movement.dimension].title),
                ("value", &show.difference(statistic.unit, statistic.decimals, effect.value)),
                ("interval", &show.numbers.signed_interval(statistic.unit, statistic.decimals, effect.interval)),
            ];
            show.fill(clear, &values)
        }
        None => show.word(unclear),
    };
    let mix = said(strongest(|split| &split.mix), "movement.mix", "movement.no_mix");
    let within = said(strongest(|split| &split.within), "movement.within", "movement.no_within");
    Some(format!("{change} {mix} {within}"))
}

fn table(context: &Context<'_>, metric: MetricIx, splits: &[(&Movement, &Split)]) -> Option<Table> {
    let show = context.show;
    let (statistic, info) = (context.headline(metric), context.info(metric));
    let tone = better(info, statistic.statistic);
    let caption =
        show.fill("movement.caption", &[("metric", &say::name(context, metric)), ("interval", &show.interval_name())]);
    let mut table = TableBuilder::new(show, "movement-table", caption)
        .words("column.cut")
        .words("column.mix")
        .words("column.within")
        .answers()
        .words("column.largest_parts");
    for (movement, split) in splits {
        let title = context.figures.dimensions[movement.dimension].title.clone();
        let mut below = vec![show.fill("movement.since", &[("reference", &show.reference(&movement.reference))])];
        if split.together > 0 {
            let count = show.numbers.count(split.together as u64);
            below.push(show.fill("movement.together", &[("count", &count)]));
        }
        // A word only where something may be said.
        let word = |effect: &Effect| {
            let key = effect_key(effect.verdict)?;
            Some(Word { text: show.word(key), ..show.verdict(effect.verdict, tone, true) })
        };
        let effect = |effect: &Effect| Entry {
            text: show.difference(statistic.unit, statistic.decimals, effect.value),
            below: show.numbers.signed_interval(statistic.unit, statistic.decimals, effect.interval),
            verdict: word(effect),
            ..Entry::default()
        };
        table.row(
            false,
            vec![
                Entry::text(title).below(below.join(" · ")),
                effect(&split.mix),
                effect(&split.within),
                Entry::text(largest(context, statistic, movement.dimension, split)),
            ],
        );
    }
    table.finish()
}

fn effect_key(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Higher => Some("movement.raised"),
        Verdict::Lower => Some("movement.lowered"),
        _ => None,
    }
}

/// The largest parts of single groups, each with its interval.
fn largest(context: &Context<'_>, statistic: &StatisticInfo, dimension: usize, split: &Split) -> String {
    let show = context.show;
    let parts = |group: &GroupParts| [("movement.part.mix", group.mix), ("movement.part.within", group.within)];
    let mut all: Vec<_> =
        split.groups.iter().flat_map(|group| parts(group).map(|(key, part)| (group.value, key, part))).collect();
    // A part that is printed as nothing says nothing.
    let printed = |part: f64| show.difference(statistic.unit, statistic.decimals, part);
    let nothing = printed(0.0);
    all.retain(|(_, _, part)| printed(part.0) != nothing);
    all.sort_by(|(_, _, a), (_, _, b)| b.0.abs().total_cmp(&a.0.abs()));
    let said = all.into_iter().take(MOST_PARTS).map(|(value, key, (part, interval))| {
        let name = show.group_name(&context.figures.dimensions[dimension].values[value]);
        let values = [
            ("group", &*name),
            ("value", &printed(part)),
            ("interval", &show.numbers.signed_interval(statistic.unit, statistic.decimals, interval)),
        ];
        show.fill(key, &values)
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { "–".to_owned() } else { said.join("; ") }
}

/// "Region, since last quarter: …"
fn left_out(context: &Context<'_>, movements: &[&Movement]) -> Vec<String> {
    let said = movements.iter().filter_map(|movement| {
        let key = match movement.result {
            Ok(_) => return None,
            Err(Unsplit::Withheld) => "movement.left_out.withheld",
            Err(Unsplit::NoParts) => "movement.left_out.no_parts",
        };
        let values = [
            ("dimension", &*context.figures.dimensions[movement.dimension].title),
            ("reference", &context.show.reference(&movement.reference)),
        ];
        Some(context.show.fill(key, &values))
    });
    said.collect()
}

//! Why a figure moved: its changes split into a different mix of groups and change within groups.

use super::context::Context;
use super::show::{Word, better, told};
use super::table::{Entry, Table, TableBuilder};
use crate::metrics::movement::{Effect, GroupParts, Movement, Split, Unsplit};
use crate::metrics::{MetricIx, Reference, StatisticInfo, Verdict};
use serde::Serialize;

/// How many parts of groups are told.
const MOST_PARTS: usize = 2;

/// The changes of one metric.
#[derive(Serialize)]
pub struct MovementView {
    /// What may be said, a sentence for each reference.
    sentences: Vec<String>,
    table: Table,
    /// Cuts that are left out, and why.
    left_out: Vec<String>,
}

/// The changes of our headline figure in the edition's wave; none where nothing could be split.
pub fn movement(context: &Context<'_>, metric: MetricIx) -> Option<MovementView> {
    let all = &context.figures.over_time.movements;
    let ours: Vec<&Movement> = all.iter().filter(|m| m.metric == metric && m.wave == context.wave()).collect();
    let references = [Reference::Previous, Reference::Year];
    let split = |reference: &Reference| -> Vec<(&Movement, &Split)> {
        let of = ours.iter().filter(|movement| movement.reference == *reference);
        of.filter_map(|movement| Some((*movement, movement.result.as_ref().ok()?))).collect()
    };
    let sentences = references.iter().filter_map(|reference| sentence(context, metric, &split(reference)));
    let table = table(context, metric, &references.iter().flat_map(split).collect::<Vec<_>>())?;
    Some(MovementView { sentences: sentences.collect(), table, left_out: left_out(context, &ours) })
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
    let caption = show.fill(
        "movement.caption",
        &[("metric", &super::say::name(context, metric)), ("interval", &show.interval_name())],
    );
    let mut table = TableBuilder::new(show, "movement-table", caption)
        .words("column.cut")
        .words("column.mix")
        .words("column.within")
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
    all.retain(|(_, _, part)| part.0 != 0.0);
    all.sort_by(|(_, _, a), (_, _, b)| b.0.abs().total_cmp(&a.0.abs()));
    let said = all.into_iter().take(MOST_PARTS).map(|(value, key, (part, interval))| {
        let name = show.group_name(&context.figures.dimensions[dimension].values[value]);
        let values = [
            ("group", &*name),
            ("value", &show.difference(statistic.unit, statistic.decimals, part)),
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

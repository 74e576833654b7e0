//! What figures did beyond the season when something happened or was begun.

use super::book::PageId;
use super::context::Context;
use super::say;
use super::show::better;
use super::table::{Entry, Table, TableBuilder};
use crate::config::{Event, EventGroup};
use crate::metrics::season::{MONTHS, NoSeason, Occasion, SeasonChange};
use crate::metrics::{MetricIx, Verdict};
use crate::wave::{TimeKey, months_between};

/// The occasions that an edition knows enough of, on the actions page of all metrics, on a metric's page of that one.
pub fn seasons(context: &Context<'_>, page: PageId, metric: Option<MetricIx>) -> Option<Table> {
    let show = context.show;
    let known =
        |change: &&SeasonChange| change.known <= context.wave() && metric.is_none_or(|metric| metric == change.metric);
    let caption = show.fill("season.caption", &[("interval", &show.interval_name())]);
    let mut table = TableBuilder::new(show, "season-table", caption).words("column.occasion");
    if metric.is_none() {
        table = table.words("column.metric");
    }
    let mut table = table.words("column.now_change").words("column.year_change").words("column.beyond");
    for change in context.figures.over_time.seasons.iter().filter(known) {
        let Some(occasion) = occasion(context, change.occasion) else { continue };
        let of_groups = |group: Option<&EventGroup>| group.map(|group| named(context, group));
        let event = event(context, change.occasion);
        let below = match of_groups(event.and_then(|event| event.group.as_ref())) {
            Some(who) => context.show.fill("season.who", &[("who", &who), ("text", &windows(context, change))]),
            None => windows(context, change),
        };
        let mut entries = vec![Entry::text(occasion).below(below)];
        if metric.is_none() {
            let name = say::name(context, change.metric);
            entries.push(Entry::link(name, context.href(page, PageId::Metric(change.metric))));
        }
        entries.extend(changes(context, change, of_groups(event.and_then(|event| event.against.as_ref()))));
        table.row(false, entries);
    }
    table.finish()
}

/// The event of an occasion, if it is one.
fn event<'a>(context: &Context<'a>, occasion: Occasion) -> Option<&'a Event> {
    match occasion {
        Occasion::Event(at) => context.report.config.events.get(at),
        Occasion::Action(_) => None,
    }
}

/// "South and West"
fn named(context: &Context<'_>, group: &EventGroup) -> String {
    group.values.iter().map(|value| context.show.group_name(&value.value)).collect::<Vec<_>>().join(", ")
}

/// What happened, or what was begun.
fn occasion(context: &Context<'_>, occasion: Occasion) -> Option<String> {
    let (date, text) = match occasion {
        Occasion::Event(at) => {
            let event = context.report.config.events.get(at)?;
            (event.date, event.text.as_str())
        }
        Occasion::Action(at) => {
            let action = context.report.actions.get(at)?;
            (action.began()?, action.what.as_str())
        }
    };
    Some(context.show.fill("season.occasion", &[("date", &date.to_string()), ("text", text)]))
}

/// "November 2025 to January 2026, then March to May 2026"
fn windows(context: &Context<'_>, change: &SeasonChange) -> String {
    let from = |first: TimeKey| months_between(first, TimeKey(first.0 + MONTHS - 1));
    let values = [("before", &*from(change.windows.before)), ("after", &from(change.windows.after))];
    context.show.fill("season.windows", &values)
}

/// The change, that of a year earlier (or of others, by name) and their difference; or why there are none.
fn changes(context: &Context<'_>, change: &SeasonChange, others: Option<String>) -> [Entry; 3] {
    let show = context.show;
    let statistic = context.headline(change.metric);
    let (unit, decimals) = (statistic.unit, statistic.decimals);
    let beyond = match &change.result {
        Ok(beyond) => beyond,
        Err(reason) => {
            let reason = show.word(match reason {
                NoSeason::NoData => "season.no_data",
                NoSeason::BaseTooSmall => "season.base_too_small",
                NoSeason::Broken => "season.broken",
                NoSeason::NoError => "season.no_error",
            });
            return [Entry::text("–"), Entry::text("–"), Entry::text(reason)];
        }
    };
    let bases = beyond.bases.map(|base| show.numbers.count(base));
    let told = |(value, interval): (f64, (f64, f64)), [before, after]: [&str; 2]| {
        let values = [
            ("interval", &*show.numbers.signed_interval(unit, decimals, interval)),
            ("before", before),
            ("after", after),
        ];
        Entry::text(show.difference(unit, decimals, value)).below(show.fill("season.bases", &values))
    };
    let direction = better(context.info(change.metric), statistic.statistic);
    let mut word = show.verdict(beyond.change.verdict, direction, true);
    // What is judged is no figure but a difference of two changes.
    word.text = show.word(match beyond.change.verdict {
        Verdict::Higher if others.is_some() => "season.more_than_others",
        Verdict::Lower if others.is_some() => "season.less_than_others",
        Verdict::Higher => "season.more",
        Verdict::Lower => "season.less",
        _ => "season.unclear",
    });
    let p = beyond.change.p_adjusted.map(|p| show.numbers.p(p)).unwrap_or_default();
    let interval = show.numbers.signed_interval(unit, decimals, beyond.change.interval);
    let below = if p.is_empty() { interval } else { show.fill("season.p", &[("interval", &interval), ("p", &p)]) };
    let difference =
        Entry { verdict: Some(word), ..Entry::text(show.difference(unit, decimals, beyond.change.value)).below(below) };
    let mut other = told(beyond.other, [&bases[0], &bases[1]]);
    if let Some(others) = others {
        other.below = show.fill("season.who", &[("who", &others), ("text", &other.below)]);
    }
    [told(beyond.now, [&bases[2], &bases[3]]), other, difference]
}

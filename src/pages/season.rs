//! What figures did beyond the season when something happened or was begun.

use super::book::PageId;
use super::context::Context;
use super::say;
use super::show::better;
use super::table::{Entry, Table, TableBuilder};
use crate::config::{Event, EventGroup};
use crate::language::isolated;
use crate::metrics::season::{MONTHS, NoSeason, Occasion, SeasonChange};
use crate::metrics::{MetricIx, Verdict};
use crate::wave::{TimeKey, months_between};

/// The occasions that an edition knows enough of for one metric.
pub fn of_metric(context: &Context<'_>, metric: MetricIx) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, "season-table", caption(context)).words("column.occasion");
    table = change_columns(table);
    for known in known(context).filter(|known| known.change.metric == metric) {
        let mut entries = vec![Entry::text(known.occasion).below(known.when)];
        entries.extend(changes(context, known.change));
        table.row(false, entries);
    }
    table.finish()
}

/// Those of all metrics: a table for each occasion that concerns several, and one for all the others.
pub fn of_all(context: &Context<'_>, page: PageId) -> Vec<Table> {
    let show = context.show;
    let mut occasions: Vec<Vec<Known<'_>>> = Vec::new();
    for known in known(context) {
        match occasions.iter_mut().find(|others| others[0].change.occasion == known.change.occasion) {
            Some(others) => others.push(known),
            None => occasions.push(vec![known]),
        }
    }
    let (alone, several): (Vec<_>, Vec<_>) = occasions.into_iter().partition(|known| known.len() == 1);
    let link = |metric: MetricIx| Entry::link(say::name(context, metric), context.href(page, PageId::Metric(metric)));
    let mut tables = Vec::new();
    for (at, occasion) in several.into_iter().enumerate() {
        let (first, when) = (&occasion[0].occasion, &occasion[0].when);
        let is_one = occasion.iter().all(|known| known.when == *when);
        let caption = match is_one {
            true => show.fill("season.of_one", &[("occasion", first), ("when", when)]),
            false => first.clone(),
        };
        let id = format!("season-{}", at + 1);
        let mut table = change_columns(TableBuilder::new(show, &id, caption).words("column.metric"));
        for known in &occasion {
            let name = link(known.change.metric);
            let mut entries = vec![if is_one { name } else { name.below(known.when.clone()) }];
            entries.extend(changes(context, known.change));
            table.row(false, entries);
        }
        tables.extend(table.finish());
    }
    let caption = show.word("season.others");
    let table = TableBuilder::new(show, "season-others", caption).words("column.occasion").words("column.metric");
    let mut table = change_columns(table);
    for known in alone.into_iter().flatten() {
        let mut entries = vec![Entry::text(known.occasion).below(known.when), link(known.change.metric)];
        entries.extend(changes(context, known.change));
        table.row(false, entries);
    }
    tables.extend(table.finish());
    tables
}

/// What is set against each other, and how sure it is.
pub fn caption(context: &Context<'_>) -> String {
    context.show.fill("season.caption", &[("interval", &context.show.interval_name())])
}

fn change_columns(table: TableBuilder<'_>) -> TableBuilder<'_> {
    table.words("column.now_change").words("column.year_change").words("column.beyond")
}

/// A change of which an edition knows enough.
struct Known<'a> {
    change: &'a SeasonChange,
    /// What happened or was begun, with its day.
    occasion: String,
    /// The months that are set against each other, and whose.
    when: String,
}

fn known<'a>(context: &Context<'a>) -> impl Iterator<Item = Known<'a>> {
    let seasons = context.figures.over_time.seasons.iter().filter(|change| change.known <= context.wave());
    seasons.filter_map(|change| {
        let group = event(context, change.occasion).and_then(|event| event.group.as_ref());
        let windows = windows(context, change);
        let when = match group {
            Some(group) => context.show.fill("season.who", &[("who", &named(context, group)), ("text", &windows)]),
            None => windows,
        };
        Some(Known { change, occasion: occasion(context, change.occasion)?, when })
    })
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
    let one = |value: &str| isolated(&context.show.group_name(value)).into_owned();
    group.values.iter().map(|value| one(&value.value)).collect::<Vec<_>>().join(", ")
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
fn changes(context: &Context<'_>, change: &SeasonChange) -> [Entry; 3] {
    let show = context.show;
    let against = event(context, change.occasion).and_then(|event| event.against.as_ref());
    let others = against.map(|group| named(context, group));
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

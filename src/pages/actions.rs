//! Actions and events: what was done and what happened, and what the figures did since. A figure that moved after
//! something is no proof that it moved because of it, and the page says so.

use super::book::PageId;
use super::chapter::{Chapter, Part, Scope};
use super::context::{Context, Draft, Prose};
use super::season;
use super::show::told;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::action::{Action, State, concerned, wave_before};
use crate::chart::DrawError;
use crate::config::Event;
use crate::metrics::{MetricIx, Reference};
use crate::templates::View;
use crate::wave::Wave;
use jiff::civil::Date;
use serde::Serialize;

/// The kind.
pub struct Actions;

const PAGE: PageId = PageId::Chapter("actions");

#[derive(Serialize)]
struct ActionsView {
    list: Option<Table>,
    since: Option<Table>,
    events: Vec<Table>,
    /// What the figures did beyond the season, for each event and action.
    seasons: Vec<Table>,
    /// What these set against each other.
    season_caption: String,
    prose: Vec<Prose>,
}

impl Page for Actions {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "actions",
            address: "actions/",
            shows: "what is being done, by whom and until when, what happened, and what the figures did since",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter {
            part: Part::Actions,
            stands: |scope| !scope.actions.is_empty() || events(scope).next().is_some(),
        })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| Ok(draft(context)))
    }
}

fn draft(context: &Context<'_>) -> Draft {
    let show = context.show;
    let view = ActionsView {
        list: list(context),
        since: since_actions(context),
        events: events(context.scope()).enumerate().filter_map(|(at, event)| of_event(context, at, event)).collect(),
        seasons: season::of_all(context, PAGE),
        season_caption: season::caption(context),
        prose: context.prose(PAGE),
    };
    let part = |is_there: bool, id: &str, key: &str| is_there.then(|| (id.to_owned(), show.word(key)));
    let contents = [
        part(view.list.is_some(), "actions", "actions.list"),
        part(view.since.is_some(), "since", "actions.since"),
        part(!view.events.is_empty(), "events", "actions.events"),
        part(!view.seasons.is_empty(), "seasons", "season.title"),
    ];
    Draft {
        id: PAGE,
        template: "actions.html",
        title: context.title(PAGE, show.word("nav.actions")),
        lead: context.lead(PAGE, lead(context)),
        trail: Vec::new(),
        contents: contents.into_iter().flatten().collect(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}

/// The events that an edition knows: those up to the end of its wave.
fn events(scope: Scope<'_>) -> impl Iterator<Item = &Event> {
    let waves = &scope.config.report.waves;
    scope.config.events.iter().filter(move |event| waves.wave_on(event.date).is_some_and(|w| w <= scope.figures.wave))
}

/// How many actions are how far, and how many are overdue.
fn lead(context: &Context<'_>) -> String {
    let show = context.show;
    let actions = context.report.actions;
    if actions.is_empty() {
        return show.word("actions.events.lead");
    }
    let count = |count: usize| show.numbers.count(count as u64);
    let of_state = |state: State| {
        let number = actions.iter().filter(|action| action.state == state).count();
        (number > 0).then(|| show.fill(state_key(state, true), &[("count", &count(number))]))
    };
    let states: Vec<String> = State::ALL.into_iter().filter_map(of_state).collect();
    let overdue = actions.iter().filter(|action| action.is_overdue(wave_end(context))).count();
    let key = match overdue {
        0 => "actions.lead.none_overdue",
        1 => "actions.lead.one_overdue",
        _ => "actions.lead.some_overdue",
    };
    show.fill(key, &[("states", &states.join(", ")), ("overdue", &count(overdue)), ("wave", &context.wave_label())])
}

fn state_key(state: State, counted: bool) -> &'static str {
    match (state, counted) {
        (State::Planned, true) => "actions.count.planned",
        (State::UnderWay, true) => "actions.count.under_way",
        (State::Done, true) => "actions.count.done",
        (State::Dropped, true) => "actions.count.dropped",
        (State::Planned, false) => "actions.state.planned",
        (State::UnderWay, false) => "actions.state.under_way",
        (State::Done, false) => "actions.state.done",
        (State::Dropped, false) => "actions.state.dropped",
    }
}

fn wave_end(context: &Context<'_>) -> Option<Date> {
    context.show.waves().last_day(context.wave())
}

fn date(date: Option<Date>) -> Entry {
    Entry::number(date.map_or_else(|| "–".to_owned(), |date| date.to_string()))
}

/// Every action: what, who, from when until when, how far.
fn list(context: &Context<'_>) -> Option<Table> {
    let show = context.show;
    let caption = show.fill("actions.list.caption", &[("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "actions-table", caption)
        .words("column.action")
        .words("column.owner")
        .numbers("column.started")
        .numbers("column.due")
        .words("column.action_state")
        .answers()
        .words("column.should_move")
        .answers();
    for action in context.report.actions {
        let state = Entry::text(show.word(state_key(action.state, false)));
        let state = match action.is_overdue(wave_end(context)) {
            true => state.below(show.word("actions.overdue")),
            false => state,
        };
        let metric = action.metric.map_or_else(|| Entry::text("–"), |metric| metric_link(context, metric));
        let owner = action.owner.clone().unwrap_or_else(|| "–".to_owned());
        let what = Entry::text(action.what.clone()).below(action.id.clone());
        table.row(false, vec![what, Entry::text(owner), date(action.started), date(action.due), state, metric]);
    }
    table.finish()
}

fn metric_link(context: &Context<'_>, metric: MetricIx) -> Entry {
    Entry::link(super::say::name(context, metric), context.href(PAGE, PageId::Metric(metric)))
}

/// For each action with a metric: the figure before it began, the newest, and what may be said of the difference.
fn since_actions(context: &Context<'_>) -> Option<Table> {
    let show = context.show;
    let caption = show.fill("actions.since.caption", &[("interval", &show.interval_name())]);
    let mut table = TableBuilder::new(show, "since-table", caption)
        .words("column.action")
        .words("column.metric")
        .numbers("column.before")
        .numbers("column.now")
        .words("column.since");
    for action in context.report.actions {
        let Some(metric) = action.metric else { continue };
        let mut entries = vec![Entry::text(action.what.clone()).below(action.id.clone()), metric_link(context, metric)];
        match known_before(context, action) {
            Ok(before) => entries.extend(course(&mut table, context, metric, before)),
            Err(reason) => entries.extend([Entry::text("–"), Entry::text("–"), Entry::text(show.word(reason))]),
        }
        table.row(false, entries);
    }
    table.finish()
}

/// The wave before an action began; else the key of the reason why there is none that this edition knows.
fn known_before(context: &Context<'_>, action: &Action) -> Result<Wave, &'static str> {
    let began = action.began().ok_or("actions.since.not_begun")?;
    let scheme = context.show.waves();
    let wave = scheme.wave_on(began).ok_or("actions.since.no_wave")?;
    if wave > context.wave() {
        return Err("actions.since.later");
    }
    wave_before(scheme, began).ok_or("actions.since.no_wave")
}

/// The figure of `before`, that of the edition's wave, and their difference with its interval and verdict.
fn course(table: &mut TableBuilder<'_>, context: &Context<'_>, metric: MetricIx, before: Wave) -> [Entry; 3] {
    let show = context.show;
    let statistic = context.headline(metric);
    let mut figure = |wave: Wave| match context.figures.ours(metric, wave) {
        Some(figure) => table.compact(statistic, &figure.estimate),
        None => Entry::text("–"),
    };
    let (then, now) = (figure(before), figure(context.wave()));
    let wave = |entry: Entry, wave: Wave| {
        let below = [show.wave(wave), entry.below.clone()];
        entry.below(below.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "))
    };
    let change = since(context, metric, before).map(|c| show.change(context.info(metric), statistic, c));
    let difference = match &change {
        Some(change) => Entry::change(Some(change)),
        None => Entry::text(show.word("actions.since.not_measured")),
    };
    [wave(then, before), wave(now, context.wave()), difference]
}

/// Our newest headline figure against that of an earlier wave.
fn since<'a>(context: &Context<'a>, metric: MetricIx, before: Wave) -> Option<&'a crate::metrics::Comparison> {
    let scheme = context.show.waves();
    let covered = crate::metrics::covered_by_another(scheme, context.info(metric), context.wave(), before);
    let reference = covered.unwrap_or_else(|| Reference::Wave(scheme.id(before)));
    told(context.of_group(metric, None)?, &reference)
}

/// What the figures that an event concerns did: before it, in its wave, and since.
fn of_event(context: &Context<'_>, at: usize, event: &Event) -> Option<Table> {
    let show = context.show;
    let scheme = show.waves();
    let wave = scheme.wave_on(event.date)?;
    let before = wave_before(scheme, event.date)?;
    let caption = show.fill("actions.event.caption", &[("date", &event.date.to_string()), ("text", &event.text)]);
    let mut table = TableBuilder::new(show, &format!("event-{}", at + 1), caption)
        .words("column.metric")
        .numbers("column.before")
        .words("column.in_its_wave")
        .numbers("column.now")
        .words("column.since");
    for metric in concerned(event, context.figures.metrics.iter()) {
        let statistic = context.headline(metric);
        let [then, now, difference] = course(&mut table, context, metric, before);
        let in_its_wave = match context.figures.ours(metric, wave).filter(|_| wave < context.wave()) {
            Some(figure) => {
                let change = told(figure, &Reference::Previous);
                let word = change.map(|c| show.change(context.info(metric), statistic, c).verdict);
                let value = Entry::value(&table.cell(statistic, &figure.estimate));
                Entry { numeric: false, verdict: word, ..value }.below(show.wave(wave))
            }
            None => Entry::text("–"),
        };
        table.row(false, vec![metric_link(context, metric), then, in_its_wave, now, difference]);
    }
    table.finish()
}
